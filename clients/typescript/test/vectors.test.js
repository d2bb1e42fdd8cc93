// The promises of every client, as `clients/vectors.json` has them, kept by this one.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { NoOutcomeError, ProblemError, WalletClient, WebhookError, verifyWebhook } from "../dist/index.js";

const vectors = JSON.parse(await readFile(new URL("../../vectors.json", import.meta.url), "utf8"));
const document = JSON.parse(
  await readFile(new URL("../../../crates/wallet-http/tests/golden/openapi.txt", import.meta.url), "utf8"),
);

const camel = (id) => id.replaceAll(/_([a-z])/g, (_, letter) => letter.toUpperCase());

/** A clock that stands still but for waits and lost answers, and writes down how long was waited. */
class FakeClock {
  waits = [];
  constructor(random = 0.5) {
    this.time = Date.parse(vectors.client.now);
    this.chance = random;
  }
  now = () => this.time;
  random = () => this.chance;
  sleep = async (ms) => {
    this.waits.push(ms);
    this.time += ms;
  };
}

/** Calls an operation with the arguments of a vector. */
function call(client, name, { path = [], body, query, ...rest }, meta) {
  const options = { meta };
  if ("idempotency_key" in rest) options.idempotencyKey = rest.idempotency_key;
  if ("if_match" in rest) options.ifMatch = rest.if_match;
  if ("newer_than" in rest) options.newerThan = rest.newer_than;
  if ("on_behalf_of" in rest) options.onBehalfOf = rest.on_behalf_of;
  if ("dry_run" in rest) options.dryRun = rest.dry_run;
  const given = [...path];
  if (body !== undefined) given.push(body);
  if (query !== undefined || takesQuery(name)) given.push(query ?? {});
  return client[name](...given, options);
}

const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).filter(([method]) => method !== "parameters").map(([method, one]) => ({ path, method, ...one })),
);
const parametersOf = (one) =>
  (one.parameters ?? []).map((it) => (it.$ref ? document.components.parameters[it.$ref.split("/").at(-1)] : it));
const takesQuery = (name) =>
  parametersOf(operations.find((one) => camel(one.operationId) === name)).some((it) => it.in === "query" && it.name !== "dry_run");

/** A target's path segments as text, and its query as pairs in order of their names. */
function read(target) {
  const url = new URL(target, "http://wallet.test");
  return { path: target.split("?")[0].split("/").map(decodeURIComponent), query: [...url.searchParams].sort() };
}

function answerOf({ status, headers, body, text }) {
  return new Response(text ?? JSON.stringify(body), { status, headers });
}

test("every operation of the document is a method, and has a request among the vectors", () => {
  const known = operations.map((one) => camel(one.operationId)).sort();
  assert.deepEqual([...new Set(vectors.requests.map((one) => one.operation))].sort(), known);
  for (const name of known) assert.equal(typeof WalletClient.prototype[name], "function", name);
});

for (const { operation, arguments: given, request } of vectors.requests) {
  test(`request: ${operation} ${request.target}`, async () => {
    let sent;
    const fetch = async (url, init) => {
      sent = { url, ...init };
      return new Response("{}", { status: 200 });
    };
    const client = new WalletClient({ baseUrl: "http://wallet.test/", apiKey: "wk_1", fetch, clock: new FakeClock() });
    await call(client, operation, given);
    const target = sent.url.slice("http://wallet.test".length);
    assert.deepEqual(read(target), read(request.target));
    assert.equal(sent.method, request.method);
    const { Authorization, Accept, "Content-Type": type, ...headers } = sent.headers;
    assert.equal(Authorization, "Bearer wk_1");
    assert.match(Accept, /application\/problem\+json/);
    assert.equal(type, request.body === undefined ? undefined : "application/json");
    assert.deepEqual(headers, request.headers ?? {});
    assert.deepEqual(sent.body === undefined ? undefined : JSON.parse(sent.body), request.body);
  });
}

for (const vector of vectors.retries) {
  test(`retry: ${vector.name}`, async () => {
    const clock = new FakeClock(vector.random);
    const sent = [];
    const fetch = async (url, { method, headers, body }) => {
      const attempt = vector.attempts[sent.length];
      sent.push(JSON.stringify([url, method, headers, body]));
      if (!attempt.lost) return answerOf(attempt);
      clock.time += attempt.after_ms ?? 0;
      throw new TypeError("fetch failed");
    };
    const client = new WalletClient({
      fetch,
      clock,
      deadlineMs: vector.client?.deadline_ms ?? vectors.client.deadline_ms,
      attemptTimeoutMs: vectors.client.attempt_timeout_ms,
      attemptsMax: vector.client?.attempts_max,
    });
    const meta = {};
    const { outcome } = vector;
    const done = await call(client, vector.operation, vector.arguments, meta).then((body) => ({ body }), (error) => ({ error }));
    if ("body" in outcome) {
      assert.deepEqual(done.body, outcome.body, String(done.error));
    } else if ("problem" in outcome) {
      assert.ok(done.error instanceof ProblemError, String(done.error));
      for (const [name, value] of Object.entries(outcome.problem)) assert.equal(done.error.problem[name], value, name);
      assert.equal(done.error.mayBeRecorded, outcome.may_be_recorded);
    } else {
      assert.ok(done.error instanceof NoOutcomeError, String(done.error));
      assert.equal(done.error.mayBeRecorded, outcome.no_outcome.may_be_recorded);
      assert.equal(done.error.problem?.code, outcome.no_outcome.code);
    }
    if (done.error) assert.equal(done.error.idempotencyKey, vector.arguments.idempotency_key);
    assert.equal(sent.length, vector.attempts.length);
    assert.deepEqual(new Set(sent).size, 1, "every attempt is the same request");
    assert.deepEqual(clock.waits, vector.waits_ms);
    const told = { idempotency_key: meta.idempotencyKey, attempts: meta.attempts, status: meta.status, replayed: meta.replayed, etag: meta.etag, read_lag_ms: meta.readLagMs, request_id: meta.requestId };
    for (const [name, value] of Object.entries(vector.meta ?? {})) assert.equal(told[name], value, name);
  });
}

for (const { name, iteration, arguments: given, answers, targets, amounts } of vectors.pages) {
  test(`pages: ${name}`, async () => {
    const asked = [];
    const fetch = async (url) => {
      asked.push(read(url));
      return Response.json(answers[asked.length - 1]);
    };
    const client = new WalletClient({ fetch });
    const found = [];
    for await (const item of client[iteration](...given.path, given.query)) found.push(item.amount);
    assert.deepEqual(found, amounts);
    assert.deepEqual(asked, targets.map(read));
  });
}

for (const { name, query, attempts, targets, waits_ms, ids, problem, client } of vectors.events) {
  test(`events: ${name}`, async () => {
    const clock = new FakeClock();
    const asked = [];
    const fetch = async (url) => {
      const attempt = attempts[asked.length];
      asked.push(read(url));
      if (!attempt.lost) return answerOf(attempt);
      clock.time += attempt.after_ms;
      throw new TypeError("fetch failed");
    };
    const found = [];
    const follow = async () => {
      for await (const event of new WalletClient({ fetch, clock, attemptsMax: client?.attempts_max }).followEvents(query)) {
        found.push(event.id);
        if (found.length === ids.length) return;
      }
    };
    if (problem) await assert.rejects(follow, (error) => error.code === problem);
    else await follow();
    assert.deepEqual(found, ids);
    assert.deepEqual(asked, targets.map(read));
    assert.deepEqual(clock.waits, waits_ms);
  });
}

for (const { name, genuine, secrets, now_s, headers, body } of vectors.signatures) {
  test(`signature: ${name}`, async () => {
    const verified = verifyWebhook(secrets, headers, body, now_s * 1000);
    if (!genuine) return assert.rejects(verified, WebhookError);
    assert.deepEqual(await verified, JSON.parse(body));
    assert.deepEqual(await verifyWebhook(secrets, new Headers(headers), new TextEncoder().encode(body), now_s * 1000), JSON.parse(body));
  });
}

test("a key is made where none is given, and told before the first attempt", async () => {
  const meta = {};
  const keys = [];
  const fetch = async (_, { headers }) => {
    keys.push(headers["Idempotency-Key"]);
    assert.equal(meta.idempotencyKey, headers["Idempotency-Key"]);
    return keys.length < 3 ? new Response("", { status: 503 }) : Response.json({});
  };
  const client = new WalletClient({ fetch, clock: new FakeClock() });
  await client.createSpend({ owner: "user_001", asset: "GOLD_COINS", amount: 1 }, { meta });
  assert.match(keys[0], /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(new Set(keys).size, 1);
});

test("what is not safe to send twice is sent again only if nothing was recorded", async () => {
  const repeated = operations.filter((one) => one.method === "post" && /^\/v1\/webhooks/.test(one.path));
  for (const { operationId, path } of repeated) {
    let sent = 0;
    const fetch = async () => {
      sent += 1;
      if (sent === 1) return Response.json({ code: "overloaded", detail: "D." }, { status: 503 });
      throw new TypeError("fetch failed");
    };
    const client = new WalletClient({ fetch, clock: new FakeClock() });
    const given = [...path.matchAll(/\{/g)].map(() => "id");
    await assert.rejects(client[camel(operationId)](...given, {}), NoOutcomeError);
    assert.equal(sent, 2, operationId);
  }
});

test("a caller's signal ends a call, between attempts too", async () => {
  const stop = new AbortController();
  const fetch = async () => new Response("", { status: 503 });
  const call = new WalletClient({ fetch }).getWallet("user_001", "GOLD_COINS", { signal: stop.signal });
  stop.abort(new Error("enough"));
  await assert.rejects(call, /enough/);
});
