// One call: a request, sent under one key until there is an outcome or the deadline has come.
//
// Every attempt sends the same bytes under the same idempotency key, so a command is carried out once, however often it
// is sent. `clients/vectors.json` has the rules as cases, which the clients of all languages run.

import { NoOutcomeError, ProblemError } from "./errors.js";
import type { KnownProblem } from "./problems.js";

/** How to reach a server, and how long to try. */
export interface ClientOptions {
  /** Where the server is, such as `http://localhost:3000`; in a page of the server's own, nothing. */
  baseUrl?: string;
  /** The API key; a function is asked before each request. */
  apiKey?: string | (() => string | undefined);
  /** How long a call may take with all its attempts, in milliseconds: 60 s if it is not given. */
  deadlineMs?: number;
  /** How long one attempt waits for its answer, in milliseconds: 15 s if it is not given. */
  attemptTimeoutMs?: number;
  /** The most attempts of a call; as many as the deadline allows if it is not given. */
  attemptsMax?: number;
  /** What sends a request, `globalThis.fetch` if it is not given. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Time and chance, for tests. */
  clock?: Clock;
}

/** Where a call takes time and chance from. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after so many milliseconds, rejects if `signal` aborts before. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** From 0 to below 1. */
  random(): number;
}

/** What every call takes. */
export interface CallOptions {
  /** Ends the call: it throws the signal's reason. */
  signal?: AbortSignal;
  /** Instead of the client's. */
  deadlineMs?: number;
  /** Is filled with what is beside the answer's body: the key before the first attempt, the rest with the answer. */
  meta?: Meta;
}

/** What is beside an answer's body. */
export interface Meta {
  /** The key that the command is sent under: yours, or the one that was made. */
  idempotencyKey?: string;
  /** How many requests were sent. */
  attempts?: number;
  /** The answer's status. */
  status?: number;
  /** Whether the command had been carried out before, and this is its outcome again. */
  replayed?: boolean;
  /** The answer's `ETag`, for `ifMatch`. */
  etag?: string;
  /** How many milliseconds old the answer is at most: it has every command acknowledged before. 0 from the primary; absent where no standby answers. */
  readLagMs?: number;
  /** The answer's `X-Request-Id`. */
  requestId?: string;
}

/** Of a command that takes a key. */
export interface Keyed {
  /** Names the one thing that shall happen once, such as an order's id. A UUID is made if there is none; `meta` tells it. */
  idempotencyKey?: string;
}

/** Of a command that may depend on a version. */
export interface Conditional {
  /** Carry it out only if the wallet or asset still has this `ETag`. */
  ifMatch?: string;
}

/** Of a read that a standby may answer, a moment late. */
export interface Late {
  /** A transaction's id: the answer has what it did. */
  newerThan?: string;
}

/** Of a command that records who stands behind it. */
export interface Personal {
  /** The person behind the request, such as a support agent. */
  onBehalfOf?: string;
}

/** Of a command that can be tried. */
export interface Triable {
  /** Only say what would come of it. */
  dryRun?: boolean;
}

/** What is particular to a route. */
export interface Operation {
  readonly method: string;
  /** With `{name}` for each variable segment. */
  readonly path: string;
  /** The header that its key goes into. */
  readonly key?: string;
  /** Whether sending it twice does no more than sending it once. */
  readonly repeatable: boolean;
  readonly answer: "json" | "text" | "nothing";
}

/** The parts of a request that a caller gives. */
export interface Parts {
  path?: readonly string[];
  query?: Readonly<Record<string, unknown>>;
  body?: unknown;
  options?: CallOptions & Keyed & Conditional & Late & Personal & Triable;
}

const BACKOFF_FIRST_MS = 100;
const BACKOFF_MAX_MS = 5_000;

/** Codes of problems after which nothing was recorded: every request may be sent again. */
const UNRECORDED = new Set(["rate_limited", "request_timeout", "overloaded", "store_unavailable", "writes_stopped"]);

/** Answers of the door: they say nothing about an earlier attempt that was let through. */
const AT_THE_DOOR = new Set(["unauthorized", "forbidden", "foreign_origin", "misdirected_request", "route_not_found", "method_not_allowed"]);

type Answer =
  | { kind: "outcome"; status: number; headers: Headers; body: unknown }
  | { kind: "refused"; status: number; headers: Headers; problem: KnownProblem; isPlain: boolean }
  | { kind: "open"; isUnclear: boolean; retryAfterMs: number; problem?: KnownProblem; cause: unknown };

export class Core {
  readonly #options: ClientOptions;
  readonly #clock: Clock;
  readonly #fetch: (url: string, init: RequestInit) => Promise<Response>;

  constructor(options: ClientOptions) {
    this.#options = { ...options, baseUrl: (options.baseUrl ?? "").replace(/\/+$/, "") };
    this.#clock = options.clock ?? SYSTEM;
    this.#fetch = options.fetch ?? ((url, init) => fetch(url, init));
  }

  /** Sends a request until there is an outcome: its body, or a `ProblemError`; `NoOutcomeError` at the deadline. */
  async call(operation: Operation, parts: Parts): Promise<unknown> {
    const { signal, meta } = parts.options ?? {};
    const deadline = this.#clock.now() + (parts.options?.deadlineMs ?? this.#options.deadlineMs ?? 60_000);
    const attemptsMax = this.#options.attemptsMax ?? Number.POSITIVE_INFINITY;
    const key = operation.key === undefined ? undefined : (parts.options?.idempotencyKey ?? newKey());
    if (meta && key !== undefined) meta.idempotencyKey = key;
    const { url, init } = this.#request(operation, parts, key);
    let mayBeRecorded = false;
    for (let attempt = 1; ; attempt += 1) {
      if (meta) meta.attempts = attempt;
      const answer = await this.#attempt(operation, url, init, deadline, signal);
      if (answer.kind === "outcome") {
        if (meta) tell(meta, answer.status, answer.headers);
        return answer.body;
      }
      if (answer.kind === "refused") {
        const { problem, status, headers } = answer;
        if (meta) tell(meta, status, headers);
        const settlesNothing = answer.isPlain || AT_THE_DOOR.has(problem.code);
        const requestId = headers.get("X-Request-Id") ?? undefined;
        throw new ProblemError(problem, status, requestId, key, attempt, mayBeRecorded && settlesNothing);
      }
      mayBeRecorded ||= answer.isUnclear;
      const waitMs = Math.max(this.#backoffMs(attempt), answer.retryAfterMs);
      const mayTryAgain = operation.repeatable || !answer.isUnclear;
      if (!mayTryAgain || attempt >= attemptsMax || this.#clock.now() + waitMs >= deadline) {
        const what = answer.problem ? answer.problem.detail : "no answer came";
        const message = `${operation.method} ${operation.path}: no outcome after ${attempt} ${attempt === 1 ? "attempt" : "attempts"}: ${what}`;
        throw new NoOutcomeError(message, answer.problem, key, attempt, mayBeRecorded, waitMs, answer.cause);
      }
      await this.#clock.sleep(waitMs, signal);
    }
  }

  /** Waits as between two attempts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#clock.sleep(ms, signal);
  }

  #request(operation: Operation, { path, query, body, options }: Parts, key: string | undefined) {
    const segments = [...(path ?? [])];
    const route = operation.path.replaceAll(/\{[^}]+\}/g, () => encodeURIComponent(segments.shift() ?? ""));
    const words = new URLSearchParams();
    for (const [name, value] of Object.entries(query ?? {})) {
      for (const one of Array.isArray(value) ? value : [value]) {
        if (one !== undefined && one !== null) words.append(name, String(one));
      }
    }
    if (options?.dryRun) words.append("dry_run", "true");
    const headers: Record<string, string> = { Accept: "application/json, application/problem+json" };
    if (operation.answer === "text") headers["Accept"] = "text/csv, text/plain, application/problem+json";
    const { apiKey } = this.#options;
    const credential = typeof apiKey === "function" ? apiKey() : apiKey;
    if (credential) headers["Authorization"] = `Bearer ${credential}`;
    if (key !== undefined && operation.key !== undefined) headers[operation.key] = inHeader(key, operation.key);
    if (options?.ifMatch !== undefined) headers["If-Match"] = options.ifMatch;
    if (options?.newerThan !== undefined) headers["If-Newer-Than"] = options.newerThan;
    if (options?.onBehalfOf !== undefined) headers["Wallet-On-Behalf-Of"] = options.onBehalfOf;
    const init: RequestInit = { method: operation.method, headers, cache: "no-store", redirect: "manual" };
    if (body !== undefined) {
      headers["Content-Type"] = "application/json";
      // Once, so that every attempt sends the same bytes.
      init.body = JSON.stringify(body);
    }
    const target = words.size > 0 ? `${route}?${words}` : route;
    return { url: this.#options.baseUrl + target, init };
  }

  async #attempt(operation: Operation, url: string, init: RequestInit, deadline: number, signal?: AbortSignal): Promise<Answer> {
    signal?.throwIfAborted();
    const stop = new AbortController();
    const abort = () => stop.abort();
    const patience = Math.min(this.#options.attemptTimeoutMs ?? 15_000, deadline - this.#clock.now());
    const timer = setTimeout(abort, patience);
    signal?.addEventListener("abort", abort);
    try {
      const response = await this.#fetch(url, { ...init, signal: stop.signal });
      return this.#judge(operation, response.status, response.headers, await response.text());
    } catch (cause) {
      // The caller's own end of the call is thrown; a lost connection and an answer that is late are the same: nobody knows.
      signal?.throwIfAborted();
      return { kind: "open", isUnclear: true, retryAfterMs: 0, cause };
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    }
  }

  #judge(operation: Operation, status: number, headers: Headers, text: string): Answer {
    const json = parsed(text);
    if (status >= 200 && status < 300) {
      if (operation.answer === "nothing") return { kind: "outcome", status, headers, body: undefined };
      if (operation.answer === "text") return { kind: "outcome", status, headers, body: text };
      // What is no JSON is an answer from somewhere else.
      if (json === undefined) return { kind: "open", isUnclear: true, retryAfterMs: 0, cause: new Error(`the answer ${status} is no JSON`) };
      return { kind: "outcome", status, headers, body: json };
    }
    const own = asProblem(json);
    const problem = own ?? plainProblem(status);
    const code: string = problem.code;
    if (isOpen(status) || code === "request_in_progress") {
      const retryAfterMs = waitAsked(headers.get("Retry-After"), this.#clock.now());
      return { kind: "open", isUnclear: !UNRECORDED.has(code), retryAfterMs, problem, cause: undefined };
    }
    return { kind: "refused", status, headers, problem, isPlain: own === undefined };
  }

  /** Doubles from attempt to attempt up to a bound; a half of it is left to chance, so that callers do not come in step. */
  #backoffMs(attempt: number): number {
    const full = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** (attempt - 1));
    return Math.round(full * (0.5 + this.#clock.random() / 2));
  }
}

/** Statuses that are no outcome, whoever answers them. */
const isOpen = (status: number) =>
  status === 408 || status === 425 || status === 429 || (status >= 500 && status !== 501 && status !== 505);

/** A new key: a random UUID, also in a page that is not served by TLS, where `crypto.randomUUID` is missing. */
export function newKey(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** A key as the header wants it: in quotes if it holds a comma, which separates keys, or a quote. */
function inHeader(key: string, header: string): string {
  if (header !== "Idempotency-Key" || !/[,"]/.test(key)) return key;
  return `"${key.replaceAll(/["\\]/g, "\\$&")}"`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function asProblem(json: unknown): KnownProblem | undefined {
  const is = typeof json === "object" && json !== null && "code" in json && typeof json.code === "string" && "detail" in json;
  return is ? (json as KnownProblem) : undefined;
}

/** What stands for an answer that is no problem of the service: a proxy's page, a redirect. */
function plainProblem(status: number): KnownProblem {
  const detail = `Something between here and the service answered with ${status}.`;
  return { type: "about:blank", title: "No answer of the service", status, detail, code: "no_problem", error: detail };
}

/** `Retry-After` in milliseconds: seconds, or a date. */
function waitAsked(value: string | null, now: number): number {
  if (value === null) return 0;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now);
}

function tell(meta: Meta, status: number, headers: Headers) {
  meta.status = status;
  meta.replayed = headers.get("Idempotent-Replayed") === "true";
  const [etag, requestId] = [headers.get("ETag"), headers.get("X-Request-Id")];
  const lag = headers.get("Wallet-Read-Lag-Ms");
  if (lag !== null && /^\d+$/.test(lag)) meta.readLagMs = Number(lag);
  if (etag !== null) meta.etag = etag;
  if (requestId !== null) meta.requestId = requestId;
}

const SYSTEM: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", stop);
        resolve();
      }, ms);
      signal?.addEventListener("abort", stop, { once: true });
    }),
};
