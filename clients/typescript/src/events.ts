// The feed, followed without an end: each request waits at the server until something happens.

import type { CallOptions } from "./core.js";
import { NoOutcomeError } from "./errors.js";

/** Where to begin, and what to hear of. */
export interface FollowQuery {
  /** Behind which event: the `cursor` of the last one that you have dealt with, or `now`. From the first one on without it. */
  after?: string;
  /** Names and prefixes with commas between, such as `spend.*,hold.expired`. */
  types?: string;
  /** Only events of this owner. */
  owner?: string;
}

interface Asked extends FollowQuery {
  limit: number;
  wait_s: number;
}

/** Less than an attempt waits for its answer. */
const WAIT_S = 10;

/** The shortest pause after a call without an outcome, however few attempts a call may make. */
const PAUSE_MIN_MS = 1_000;

/** Every event, in order. An outage is waited for, and what the server asks for by `Retry-After`; a problem ends it. */
export async function* follow<E>(
  ask: (query: Asked, options: CallOptions) => Promise<{ readonly data: readonly E[]; readonly next_cursor: string }>,
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>,
  query: FollowQuery,
  options: CallOptions,
): AsyncGenerator<E> {
  for (let asked: Asked = { ...query, limit: 200, wait_s: WAIT_S }; ; ) {
    try {
      const page = await ask(asked, options);
      yield* page.data;
      asked = { ...asked, after: page.next_cursor };
    } catch (error) {
      if (!(error instanceof NoOutcomeError)) throw error;
      await sleep(Math.max(PAUSE_MIN_MS, error.retryAfterMs), options.signal);
    }
  }
}
