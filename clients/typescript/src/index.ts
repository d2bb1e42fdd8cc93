// The client of a Wallet server: a method a route, named after the operation of the OpenAPI document.
//
// operations.ts has the methods, core.ts how a call is sent until there is an outcome, errors.ts and problems.ts what it
// throws, pages.ts and events.ts the iterations, webhooks.ts how a webhook is checked, schema.ts the types.

import { Core, type CallOptions, type ClientOptions, type Operation, type Parts } from "./core.js";
import { follow, type FollowQuery } from "./events.js";
import { Operations } from "./operations.js";
import type { Event } from "./schema.js";

/** A client of a Wallet server. */
export class WalletClient extends Operations {
  readonly #core: Core;

  constructor(options: ClientOptions = {}) {
    super();
    this.#core = new Core(options);
  }

  protected override call(operation: Operation, parts: Parts): Promise<unknown> {
    return this.#core.call(operation, parts);
  }

  /** Follows the feed without an end: every event, in order, behind the one that `after` names. */
  followEvents(query: FollowQuery = {}, options: CallOptions = {}): AsyncGenerator<Event> {
    const sleep = (ms: number, signal?: AbortSignal) => this.#core.sleep(ms, signal);
    return follow((asked, others) => this.listEvents(asked, others), sleep, query, options);
  }
}

export { newKey } from "./core.js";
export type { CallOptions, ClientOptions, Clock, Conditional, Keyed, Late, Meta, Personal, Triable } from "./core.js";
export { NoOutcomeError, ProblemError, WalletError, WebhookError } from "./errors.js";
export type { FollowQuery } from "./events.js";
export type * from "./operations.js";
export type { Page } from "./pages.js";
export type * from "./problems.js";
export type * from "./schema.js";
export { TOLERANCE_S, verifyWebhook, type WebhookHeaders } from "./webhooks.js";
