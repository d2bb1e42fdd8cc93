// Webhooks by Standard Webhooks 1.0.0: HMAC-SHA256 over `id.timestamp.body`, base64, with the secret's bytes.

import { WebhookError } from "./errors.js";

/** How old or how far ahead a webhook's timestamp may be, in seconds. */
export const TOLERANCE_S = 300;

/** A request's headers: a `Headers`, or an object as Node's `request.headers` is. */
export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * The body of a webhook, parsed, if it is genuine; else a `WebhookError`.
 *
 * `body` is the request's body as it came, before any parser: the signature is over its bytes. `secret` is `whsec_...` as the
 * server told it, or several while one is being rotated. Deliveries can come twice: remember `webhook-id`.
 */
export async function verifyWebhook<T = unknown>(
  secret: string | readonly string[],
  headers: WebhookHeaders,
  body: string | Uint8Array,
  nowMs: number = Date.now(),
): Promise<T> {
  const [id, sentAt, signatures] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => header(headers, name));
  if (!id || !sentAt || !signatures) throw new WebhookError("webhook-id, webhook-timestamp and webhook-signature are needed");
  if (!/^\d{1,15}$/.test(sentAt)) throw new WebhookError("webhook-timestamp is no number of seconds");
  const ageS = Math.floor(nowMs / 1000) - Number(sentAt);
  if (ageS > TOLERANCE_S) throw new WebhookError(`the webhook is ${ageS} s old`);
  if (ageS < -TOLERANCE_S) throw new WebhookError(`the webhook is ${-ageS} s ahead of this clock`);
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const signed = joined(new TextEncoder().encode(`${id}.${sentAt}.`), bytes);
  const given = signatures.split(" ").filter((part) => part.startsWith("v1,")).map((part) => decoded(part.slice(3)));
  for (const one of typeof secret === "string" ? [secret] : secret) {
    const key = await crypto.subtle.importKey("raw", secretBytes(one), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
    for (const signature of given) {
      // `verify` compares in constant time.
      if (signature && (await crypto.subtle.verify("HMAC", key, signature, signed))) {
        try {
          return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as T;
        } catch {
          throw new WebhookError("the webhook's body is no JSON");
        }
      }
    }
  }
  throw new WebhookError("no signature of the webhook fits its body and the secret");
}

function header(headers: WebhookHeaders, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  const found = Object.entries(headers).find(([known]) => known.toLowerCase() === name)?.[1];
  return typeof found === "string" ? found : found?.join(" ");
}

/** The bytes of a secret: base64 behind `whsec_`. */
function secretBytes(secret: string): Uint8Array<ArrayBuffer> {
  const bytes = decoded(secret.startsWith("whsec_") ? secret.slice("whsec_".length) : secret);
  if (!bytes || bytes.length === 0) throw new WebhookError("the secret is not whsec_ and base64");
  return bytes;
}

function decoded(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(one.length + other.length);
  all.set(one);
  all.set(other, one.length);
  return all;
}
