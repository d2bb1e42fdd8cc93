// The pages' only way to the service: the public /v1 API. No call throws; each resolves to one of three answers:
//
//   { kind: "ok", body, text, replayed }                 the service did what was asked
//   { kind: "refused", problem, replayed }            it said no: this request moved nothing
//   { kind: "unknown", problem, retryAfterS }         nobody can say: `problem` is null when no answer came at all
//
// "unknown" is a result of its own because neither of the others may be claimed. For a write it means: send the same
// request with the same key again, which cannot apply it twice.

import { credentials } from "./key.js";

const TIMEOUT_MS = 20_000;

/** 4xx that promise nothing about the request's final outcome, whoever answers them. */
const NOT_FINAL = new Set([408, 425, 429]);

export const getWallets = (owner) =>
  ask(`/v1/wallets/${encodeURIComponent(owner)}`, {}, (body) => Array.isArray(body?.wallets));

export function getEntries(owner, asset, limit, cursor) {
  const query = new URLSearchParams({ limit });
  if (cursor) query.set("cursor", cursor);
  const path = `/v1/wallets/${encodeURIComponent(owner)}/${encodeURIComponent(asset)}/entries?${query}`;
  return ask(path, {}, (body) => Array.isArray(body?.data));
}

/** `body` is the JSON text itself, so that sending it again sends the very same bytes. */
export function postCommand({ path, key, body }) {
  const headers = { "Content-Type": "application/json", "Idempotency-Key": key };
  return ask(path, { method: "POST", headers, body }, isTransaction);
}

const isTransaction = (body) => typeof body?.id === "string" && typeof body.balance === "number";

/** A 2xx counts only with the body it promises: anything else is an answer from somewhere else. `text` is the body as it came. */
export async function ask(path, options, isExpected) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
  try {
    const response = await fetch(path, {
      ...options,
      headers: { Accept: "application/json, application/problem+json", ...credentials(), ...options.headers },
      cache: "no-store",
      redirect: "error",
      signal: stop.signal,
    });
    const text = await response.text();
    const body = parseJson(text);
    const replayed = response.headers.get("Idempotent-Replayed") === "true";
    if (response.ok) return isExpected(body, text) ? { kind: "ok", body, text, replayed } : unknown(null);
    const problem = asProblem(response, body);
    if (isFinal(problem)) return { kind: "refused", problem, replayed };
    return unknown(problem, response.headers.get("Retry-After"));
  } catch {
    return unknown(null);
  } finally {
    clearTimeout(timer);
  }
}

/** `null` for what is not JSON. */
function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The problem as the service wrote it, or as much of one as another answerer (a proxy, say) left us. */
const asProblem = (response, body) => ({
  title: response.statusText,
  ...(body && typeof body === "object" ? body : {}),
  status: response.status,
});

/** A refusal that has to be asked about with the same key (a request still in progress) is not one yet. */
const isFinal = ({ status, retry_with }) =>
  status >= 400 && status < 500 && !NOT_FINAL.has(status) && retry_with !== "same_key";

/** Whether the service turned the caller away before it looked at the request. */
export const isDenied = (answer) => answer?.kind === "refused" && [401, 403].includes(answer.problem.status);

function unknown(problem, retryAfter) {
  const seconds = Number.parseInt(retryAfter ?? "", 10);
  return { kind: "unknown", problem, retryAfterS: seconds > 0 ? seconds : null };
}
