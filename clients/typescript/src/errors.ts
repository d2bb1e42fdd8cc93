// What a call throws: the service said no (ProblemError), or there was no outcome in time (NoOutcomeError).

import type { KnownProblem } from "./problems.js";

/** What both have: the key that the command was sent under, and whether it may have been carried out. */
export abstract class WalletError extends Error {
  constructor(
    message: string,
    /** The idempotency key that was sent, the caller's or the one that was made; undefined if the route takes none. */
    readonly idempotencyKey: string | undefined,
    /** How many requests were sent. */
    readonly attempts: number,
    /** Whether some attempt may have been carried out without an answer that says so. Ask again under the same key. */
    readonly mayBeRecorded: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The service said no. `problem` is a union by `code`: a `switch` over it knows each problem's figures. */
export class ProblemError extends WalletError {
  override readonly name = "ProblemError";

  constructor(
    /** The problem as it came. A newer server may have codes that this client has no type for: keep a `default`. */
    readonly problem: KnownProblem,
    /** The HTTP status. */
    readonly status: number,
    /** `X-Request-Id`, under which the server's log has the request. */
    readonly requestId: string | undefined,
    idempotencyKey: string | undefined,
    attempts: number,
    mayBeRecorded: boolean,
  ) {
    super(problem.detail, idempotencyKey, attempts, mayBeRecorded);
  }

  /** The problem's stable name. */
  get code(): KnownProblem["code"] {
    return this.problem.code;
  }
}

/** There was no outcome before the deadline. `problem` is the last answer, if the last attempt had one. */
export class NoOutcomeError extends WalletError {
  override readonly name = "NoOutcomeError";

  constructor(
    message: string,
    readonly problem: KnownProblem | undefined,
    idempotencyKey: string | undefined,
    attempts: number,
    mayBeRecorded: boolean,
    /** How long to wait before asking again: what the last answer asked for, or the pause that would have come next. */
    readonly retryAfterMs: number,
    cause: unknown,
  ) {
    super(message, idempotencyKey, attempts, mayBeRecorded, { cause });
  }
}

/** A webhook whose signature, time or form is not what Standard Webhooks asks for. Answer it with 400. */
export class WebhookError extends Error {
  override readonly name = "WebhookError";
}
