// The screen System: health, what is proven, assets, the audit trail, keys; all against the API and the command line.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as steps from "./console-steps.js";
import { openConsole } from "./stage.js";
import { becomes, until } from "./waiting.js";

// What the server proves by itself, and when, would come between.
const { scenario } = openConsole({ WALLET__VERIFY__EVERY: "0" });
const locked = openConsole({ WALLET__AUTH__REQUIRED: "true" });
const at = (view, more = {}) => ({ at: view, ...more });
const button = (page, name) => page.locator("main").getByRole("button", { name });
const number = (text) => Number(text.replaceAll(/[^\d−-]/g, "").replace("−", "-"));

scenario("where every supply is, and the checks, are the API's", at("system"), async (page, service) => {
  await steps.settled(page);
  const { assets, version } = await service.get("/v1/audit");
  const rows = page.getByRole("table", { name: "Where every asset's supply is" }).locator("tbody tr");
  await becomes(() => rows.count(), assets.length);
  for (const [at, { asset, ...figures }] of assets.entries()) {
    assert.equal(await rows.nth(at).locator("th").innerText(), asset);
    assert.deepEqual((await rows.nth(at).locator("td").allInnerTexts()).map(number), Object.values(figures), asset);
  }
  const { checks } = await service.get("/health/ready");
  await becomes(() => page.locator(".checks li").count(), Object.keys(checks).length);
  await page.getByText(`This server is Wallet ${version}.`).waitFor();
  await page.locator(".tile").filter({ hasText: "Store" }).getByText("SQLite").waitFor();
});

scenario("verify now proves what is new, and its result appears", at("system"), async (page, service) => {
  const last = async () => (await service.get("/v1/audit")).last_verification?.finished_at ?? "";
  await service.post("/v1/bonuses", { owner: "user_001", asset: "GOLD_COINS", amount: 3 }, "to-be-proven");
  const before = await last();
  await button(page, /^Verify now/).click();
  await steps.dialog(page).getByText(/Nothing is changed/).waitFor();
  assert.equal(await last(), before, "nothing is asked for before it is confirmed");
  await steps.confirm(page, "Verify");
  await steps.close(page);
  await until(async () => (await last()) !== before, "another verification");
  await page.getByText("The latest verification found nothing.").waitFor();
  await page.locator(`.check time[datetime="${await last()}"]`).waitFor();
});

scenario("the heads that are kept are those that wallet verify takes", at("system"), async (page, service) => {
  await steps.settled(page);
  const downloading = page.waitForEvent("download");
  await button(page, "Keep them").click();
  const download = await downloading;
  assert.match(download.suggestedFilename(), /^heads-\d{4}-\d\d-\d\d\.json$/);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  const file = join(service.folder, "heads.json");
  await writeFile(file, Buffer.concat(chunks));
  await service.post("/v1/bonuses", { owner: "user_001", asset: "GOLD_COINS", amount: 1 }, "behind-the-heads");
  assert.match(await service.run("verify", "--head", file), /verified/);
  const kept = JSON.parse(Buffer.concat(chunks).toString());
  kept.heads[0].hash = kept.heads[0].hash.replace(/^./, (digit) => (digit === "0" ? "1" : "0"));
  await writeFile(file, JSON.stringify(kept));
  await assert.rejects(service.run("verify", "--head", file), "another ledger's heads are noticed");
});

scenario("a change of a policy is in sentences, and in the asset's history with its reason", at("system"), async (page, service) => {
  await service.post("/v1/assets/DIAMONDS", { policy: { transferable: true, max_balance: 5000, limits: [{ flow: "bonus", per: "day", max_amount: 50 }] }, reason: "launch of trading" }, null, { method: "PATCH" });
  await steps.reload(page);
  await page.getByRole("link", { name: "Diamonds", exact: true }).click();
  await steps.heading(page, "Diamonds").waitFor();
  for (const sentence of ["Players may give it to each other.", /filled up to 5,000; a bonus beyond that is refused/, "Bonus: at most 50 in all, of one player in a day."]) {
    await page.getByText(sentence).waitFor();
  }
  const row = page.getByRole("table", { name: "Changes" }).getByRole("row").filter({ hasText: "launch of trading" });
  await row.getByText("policy.max_balance").waitFor();
  await row.getByText("5000", { exact: true }).waitFor();
});

scenario("the audit trail has what the API has, filtered by the address", at("system"), async (page, service) => {
  await service.post("/v1/wallets/user_002/DIAMONDS/freeze", { block: "debits", reason: "a dispute" });
  await service.post("/v1/wallets/user_001/GOLD_COINS/freeze", { reason: "charged back" });
  await steps.reload(page);
  const form = page.getByRole("form", { name: "Audit trail" });
  await form.getByLabel("Owner").fill("user_002");
  await form.getByRole("button", { name: "Filter" }).click();
  const rows = page.getByRole("table", { name: "Changes" }).locator("tbody tr");
  await page.getByText("charged back").waitFor({ state: "detached" });
  assert.match(page.url(), /#\/system\?owner=user_002$/);
  const { data } = await service.get("/v1/changes?owner=user_002");
  const reasons = () => rows.evaluateAll((all) => all.map((row) => row.cells[4].innerText));
  await becomes(reasons, data.map(({ reason }) => reason ?? "no reason given"));
  await steps.reload(page);
  assert.equal(await form.getByLabel("Owner").inputValue(), "user_002");
});

scenario("what was done to keys is in the audit trail, with the person's name and a way on", at("system"), async (page, service) => {
  const { key: { id }, secret } = await service.post("/v1/keys", { name: "ada, support", scopes: ["read"] });
  await service.post(`/v1/keys/${id}/revoke`, {});
  await steps.reload(page);
  const form = page.getByRole("form", { name: "Audit trail" });
  await form.getByLabel("What").selectOption("create_key");
  await form.getByRole("button", { name: "Filter" }).click();
  const table = page.getByRole("table", { name: "Changes" });
  const row = table.getByRole("row").filter({ hasText: id });
  await row.getByText("ada, support").waitFor();
  await row.getByRole("link", { name: id }).click();
  await table.getByRole("cell", { name: "revoke key", exact: true }).waitFor();
  assert.match(page.url(), new RegExp(`object=${id}`));
  await becomes(() => table.locator("tbody tr").count(), 2);
  assert.ok(!(await page.content()).includes(secret.split("_")[2]));
});

scenario("text from the ledger is text", at("system"), async (page, service) => {
  const text = "<img src=x onerror=alert(1)> & <b>bold</b>";
  await service.post("/v1/wallets/user_002/LOYALTY_POINTS/freeze", { reason: text });
  await steps.reload(page);
  await page.getByText(text, { exact: true }).waitFor();
});

scenario("a long note leaves the other columns of the audit trail their words", at("system"), async (page, service) => {
  await service.post("/v1/owners/user_001/notes", { text: "x".repeat(2_000) });
  await steps.reload(page);
  const row = page.getByRole("table", { name: "Changes" }).getByRole("row").filter({ hasText: "x".repeat(2_000) });
  const widths = await row.evaluate((one) => [...one.cells].map((cell) => cell.offsetWidth));
  assert.ok(Math.min(...widths) >= 90, `${widths}`);
});

const makeKey = (service, scopes) => service.run("keys", "create", "--name", "page", "--scopes", scopes);
locked.scenario("a key that reads alone has no such screen", { at: "system", anyOf: [/^40[13] /] }, async (page, service) => {
  await steps.signIn(page, await makeKey(service, "read"));
  await page.getByText(/needs the scope operate/).waitFor();
  assert.equal(await page.getByRole("navigation", { name: "Screens" }).getByRole("link", { name: "System" }).count(), 0);
});
