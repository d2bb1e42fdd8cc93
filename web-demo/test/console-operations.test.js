// The screen Operations: webhooks, alerts, budgets, each action from what it says to what the API then has.
import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import { after } from "node:test";
import * as steps from "./console-steps.js";
import { openConsole } from "./stage.js";
import { becomes, until } from "./waiting.js";

const { scenario } = openConsole({ WALLET__WEBHOOKS__ALLOW_HTTP: "127.0.0.1", WALLET__WEBHOOKS__ALLOW_NETWORKS: "127.0.0.0/8" });
const locked = openConsole({ WALLET__AUTH__REQUIRED: "true" });
const at = (view, more = {}) => ({ at: view, ...more });

/** An endpoint that takes what it is sent, or not; `answered` hears of each answer. */
const taken = [];
const answered = new EventEmitter();
let status = 204;
const receiver = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => (body += chunk));
  request.on("end", () => {
    if (status < 300) taken.push(JSON.parse(body));
    response.writeHead(status).end(() => answered.emit("one"));
  });
});
const listening = new Promise((resolve) => receiver.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${receiver.address().port}/hook`)));
after(() => receiver.close());

const button = (page, name) => page.locator("main").getByRole("button", { name });
const hooks = async (service) => (await service.get("/v1/webhooks")).data;

scenario("a webhook from its first event to its end, each step said first and done once", at("operations", { anyOf: [/^404 \/v1\/webhooks\//] }), async (page, service) => {
  const url = await listening;
  await page.getByText("No webhooks", { exact: true }).waitFor();
  await button(page, "Send events to a URL").first().click();
  await steps.tryOut(page, { "Receiver's URL": url, "Types of events": "spend.* top_up.posted", "What it is for": "The shop" });
  await steps.dialog(page).getByText(`Events of the types spend.*, top_up.posted are sent to ${url}.`).waitFor();
  assert.equal((await hooks(service)).length, 0, "nothing is done before it is confirmed");
  await steps.confirm(page, "Make the webhook");
  const secret = await steps.dialog(page).locator(".secret code").innerText();
  assert.match(secret, /^whsec_/);
  await steps.close(page);
  const [hook] = await hooks(service);
  assert.deepEqual([hook.url, hook.types, hook.description], [url, ["spend.*", "top_up.posted"], "The shop"]);
  assert.ok(!(await page.content()).includes(secret), "the secret is not shown again");

  await service.post("/v1/top-ups", { owner: "user_001", asset: "GOLD_COINS", amount: 7 }, "for-the-hook");
  while (taken.length === 0) await once(answered, "one");
  assert.equal(taken[0].type, "top_up.posted");

  await page.getByRole("link", { name: "The shop" }).click();
  await steps.heading(page, `Webhook ${hook.id}`).waitFor();
  await button(page, /^Ping/).click();
  await steps.dialog(page).getByText("What will happen").waitFor();
  await steps.confirm(page, "Send a ping");
  await steps.dialog(page).getByText(/The receiver took it \(204\)/).waitFor();
  await steps.close(page);

  await button(page, /^Pause/).click();
  await steps.confirm(page, "Pause it");
  assert.equal((await service.get(`/v1/webhooks/${hook.id}`)).status, "paused");
  await steps.dialog(page).getByRole("button", { name: "Undo…" }).click();
  await steps.confirm(page, "Let it go on");
  await steps.close(page);
  assert.equal((await service.get(`/v1/webhooks/${hook.id}`)).status, "active");

  await button(page, /^Another secret/).click();
  await steps.confirm(page, "Draw another secret");
  assert.notEqual(await steps.dialog(page).locator(".secret code").innerText(), secret);
  await steps.close(page);
  assert.ok((await service.get(`/v1/webhooks/${hook.id}`)).previous_secret_until);

  await button(page, /^Delete/).click();
  await steps.dialog(page).getByText(/there is no undo/).waitFor();
  await steps.confirm(page, "Delete the webhook");
  await steps.close(page);
  assert.deepEqual(await hooks(service), []);
  await page.getByText("There is no such webhook").waitFor();
});

scenario("how far a webhook is, and its attempts, are the API's", at("operations"), async (page, service) => {
  status = 500;
  const { webhook } = await service.post("/v1/webhooks", { url: await listening, from: "beginning" });
  const path = `/v1/webhooks/${webhook.id}`;
  await until(async () => (await service.get(path)).failing_since, "that it fails is saved"); // a moment after the answer
  await service.post(path, { paused: true }, null, { method: "PATCH" }); // so that it stands still while it is looked at
  const answers = [path, `${path}/deliveries`].map((one) => page.waitForResponse((response) => new URL(response.url()).pathname === one));
  await steps.open(page, service, `operations/webhooks/${webhook.id}`);
  const [{ progress }, { data: attempts }] = await Promise.all(answers.map(async (answer) => (await answer).json()));
  const tile = (name) => page.locator(".tile").filter({ hasText: name }).locator(".tile-value").innerText();
  const tiles = async () => [await tile("Behind"), await tile("Failing"), await tile("Parked")];
  await becomes(tiles, [String(progress.behind), `${progress.failing} of 16`, String(progress.parked)]);
  await page.getByText("paused", { exact: true }).waitFor();
  await becomes(() => page.getByRole("table", { name: "Latest attempts" }).locator("tbody tr").count(), attempts.length);
  status = 204;
  await service.post(path, {}, null, { method: "DELETE" });
});

scenario("an alert is kept, changed and deleted", at("operations"), async (page, service) => {
  await page.getByText("No alerts", { exact: true }).waitFor();
  await button(page, /^Watch a balance/).click();
  await steps.tryOut(page, { "Name of the alert": "low_gold", "this line": 100 });
  await steps.dialog(page).getByText(/each time the balance of a player falls below 100 (Gold Coins|Diamonds|Loyalty Points)/).waitFor();
  await steps.confirm(page, "Keep the alert");
  await steps.close(page);
  const [alert] = (await service.get("/v1/alerts")).data;
  assert.deepEqual([alert.id, alert.all, alert.below], ["low_gold", true, 100]);
  await button(page, /^Change.*low_gold/).click();
  await steps.tryOut(page, { Player: "user_001", "this line": 50 });
  await steps.confirm(page, "Keep the alert");
  await steps.close(page);
  assert.equal((await service.get("/v1/alerts/low_gold")).owner, "user_001");
  await button(page, /^Delete.*low_gold/).click();
  await steps.confirm(page, "Delete the alert");
  assert.deepEqual((await service.get("/v1/alerts")).data, []);
});

scenario("a budget is funded and taken back from, tried out first", at("operations", { notes: ["409 /v1/allocations"] }), async (page, service) => {
  await service.post("/v1/wallets/system:event_summer/GOLD_COINS", {}, null, { method: "PUT" });
  await steps.reload(page);
  const balance = async () => (await service.get("/v1/wallets/system:event_summer/GOLD_COINS")).balance;
  await page.getByRole("row", { name: /treasury.*Diamonds/ }).getByText("nothing went out in the last day").waitFor();
  await button(page, /^Fund.*event_summer/).click();
  await steps.tryOut(page, { Amount: 99_999_999_999, Reason: "too much" });
  await steps.dialog(page).getByRole("alert").filter({ hasText: /treasury/i }).waitFor();
  await steps.tryOut(page, { Amount: 500, Reason: "the summer event" });
  await steps.dialog(page).getByText("500 Gold Coins go from the treasury to system:event_summer, which can grant them.").waitFor();
  assert.equal(await balance(), 0);
  await steps.confirm(page, "Fund with 500 Gold Coins");
  assert.equal(await balance(), 500);
  await steps.dialog(page).getByRole("button", { name: "Undo…" }).click();
  await steps.tryOut(page, { Amount: 200, Reason: "less will do" });
  await steps.confirm(page, "Take back 200 Gold Coins");
  await steps.close(page);
  assert.equal(await balance(), 300);
  await page.getByRole("row", { name: /event_summer/ }).getByText("300", { exact: true }).waitFor();
});

scenario("without an answer a second webhook is not made: the reader is told where to look", at("operations", { notes: ["unanswered /v1/webhooks"] }), async (page, service) => {
  const before = (await hooks(service)).length;
  await page.route("**/v1/webhooks", async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    await route.fetch();
    return route.abort();
  });
  await button(page, "Send events to a URL").first().click();
  await steps.tryOut(page, { "Receiver's URL": await listening });
  await steps.dialog(page).getByRole("button", { name: "Make the webhook" }).click();
  await steps.dialog(page).getByText("Look at the list of webhooks before you make another one.").waitFor();
  assert.equal((await hooks(service)).length, before + 1, "it was sent once");
});

const makeKey = (service, scopes) => service.run("keys", "create", "--name", "page", "--scopes", scopes);

locked.scenario("what a key may not is not offered, and refused by the server all the same", { at: "operations", anyOf: [/^40[13] /] }, async (page, service) => {
  await steps.signIn(page, await makeKey(service, "read,webhooks"));
  await steps.heading(page, "Operations").waitFor();
  await page.getByRole("heading", { name: "Webhooks", exact: true }).waitFor();
  await steps.settled(page);
  assert.equal(await button(page, /^Fund/).count(), 0);
  const { status: refused } = await page.evaluate(async () => {
    const key = sessionStorage.getItem("wallet-demo:api-key");
    return { status: (await fetch("/v1/audit", { headers: { Authorization: `Bearer ${key}` } })).status };
  });
  assert.equal(refused, 403);
});
