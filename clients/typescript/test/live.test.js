// The client against a server: WALLET_URL names one with the demo data, which `cargo xtask test` starts.
import assert from "node:assert/strict";
import http from "node:http";
import net from "node:net";
import { after, test } from "node:test";
import { Webhook } from "standardwebhooks";
import { ProblemError, WalletClient, verifyWebhook } from "../dist/index.js";
import { buy } from "../examples/shop.js";

const baseUrl = process.env.WALLET_URL;
const wallet = new WalletClient({ baseUrl });
const options = { skip: baseUrl ? false : "WALLET_URL names no server" };
const owner = `ts_${crypto.randomUUID().slice(0, 8)}`;
const sum = (amount) => ({ owner, asset: "GOLD_COINS", amount });

test("a player is credited, spends, and a retry is a replay", options, async () => {
  await wallet.openWallet(owner, "GOLD_COINS");
  const credited = await wallet.createTopUp({ ...sum(100), payment_ref: owner }, { idempotencyKey: owner });
  assert.equal(credited.balance, 100);
  const [first, second] = [{}, {}];
  const spent = await wallet.createSpend(sum(30), { idempotencyKey: "order,1", meta: first });
  const again = await wallet.createSpend(sum(30), { idempotencyKey: "order,1", meta: second });
  assert.deepEqual(again, spent);
  assert.equal(spent.idempotency_key, "order,1");
  assert.deepEqual([first.replayed, second.replayed], [false, true]);
});

test("a refusal is a problem with its figures", options, async () => {
  const refused = await wallet.createSpend(sum(9999)).catch((error) => error);
  assert.ok(refused instanceof ProblemError);
  assert.equal(refused.problem.code, "insufficient_funds");
  assert.deepEqual([refused.problem.available, refused.problem.required], [70, 9999]);
  assert.equal(refused.mayBeRecorded, false);
});

test("a hold is captured in part, with metadata", options, async () => {
  const hold = await wallet.createHold({ ...sum(20), metadata: { auction: { id: 7 } } });
  const captured = await wallet.captureHold(hold.id, { amount: 5, final: true });
  assert.equal(captured.hold, hold.id);
  assert.equal((await wallet.getWallet(owner, "GOLD_COINS")).balance, 65);
});

test("entries are iterated across pages, and a statement comes as CSV", options, async () => {
  const amounts = [];
  for await (const entry of wallet.iterateEntries(owner, "GOLD_COINS", { limit: 1 })) amounts.push(entry.amount);
  assert.deepEqual(amounts, [-5, -30, 100]);
  assert.match(await wallet.getStatementCsv(owner, "GOLD_COINS"), /closing/);
});

test("events are followed", options, async () => {
  const types = [];
  for await (const event of wallet.followEvents({ owner })) {
    types.push(event.type);
    if (event.type === "spend.rejected") break;
  }
  assert.deepEqual(types.filter((type) => type !== "wallet.opened"), ["top_up.posted", "spend.posted", "spend.rejected"]);
});

test("a webhook arrives, and the reference verifier takes it", options, async () => {
  let take;
  const arrived = new Promise((resolve) => (take = resolve));
  const receiver = http.createServer(async (request, response) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    response.writeHead(204).end();
    take({ headers: request.headers, body: Buffer.concat(pieces).toString() });
  });
  after(() => receiver.close());
  await new Promise((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${receiver.address().port}/hook`;
  const { secret, webhook } = await wallet.createWebhook({ url, types: ["spend.posted"] });
  const spent = await wallet.createSpend(sum(5), { idempotencyKey: "hook" });
  const { headers, body } = await arrived;
  const event = new Webhook(secret).verify(body, headers);
  assert.equal(event.data.transaction.id, spent.id);
  assert.deepEqual(event, await verifyWebhook(secret, headers, body));
  assert.throws(() => new Webhook(secret).verify(`${body} `, headers));
  const { data } = await wallet.listWebhookDeliveries(webhook.id);
  assert.ok(data.every((attempt) => attempt.status === 204));
  assert.equal((await wallet.deleteWebhook(webhook.id)).deleted, true);
  await wallet.createBonus({ ...sum(5), reason: "back" }, { idempotencyKey: "after-the-hook" });
});

test("an answer that is cut off is asked for again, and booked once", options, async () => {
  const upstream = new URL(baseUrl);
  let connections = 0;
  // The first answer reaches nobody.
  const proxy = net.createServer((client) => {
    const server = net.connect(Number(upstream.port), upstream.hostname);
    connections += 1;
    const isFirst = connections === 1;
    client.pipe(server);
    server.on("data", (chunk) => (isFirst ? client.destroy() : client.write(chunk)));
    for (const socket of [client, server]) socket.on("error", () => {}).on("close", () => (client.destroy(), server.destroy()));
  });
  after(() => proxy.close());
  await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const through = new WalletClient({ baseUrl: `http://127.0.0.1:${proxy.address().port}` });
  const meta = {};
  const spent = await through.createSpend(sum(5), { idempotencyKey: "cut", meta });
  assert.deepEqual([spent.balance, meta.attempts, meta.replayed], [60, 2, true]);
});

test("the shop sells what can be paid for, once an order", options, async () => {
  await wallet.createBonus({ ...sum(40), reason: "test" }, { idempotencyKey: "for-the-shop" });
  assert.deepEqual(await buy(wallet, owner, "hat", "order-1"), { sold: true, balance: 70 });
  assert.deepEqual(await buy(wallet, owner, "hat", "order-1"), { sold: true, balance: 70 });
  assert.deepEqual(await buy(wallet, owner, "castle", "order-2"), { sold: false, why: "You have 70 coins; it costs 900." });
});
