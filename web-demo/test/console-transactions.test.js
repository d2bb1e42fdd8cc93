// The screen Transactions, and one transaction: the same that the API tells, kept in the address, and as a file.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import * as steps from "./console-steps.js";
import { openConsole } from "./stage.js";
import { becomes } from "./waiting.js";

const { scenario } = openConsole();
const found = (page) => page.getByRole("table", { name: "Transactions, the newest first" });
const ids = (page) => found(page).locator("tbody th a").evaluateAll((all) => all.map((one) => one.href.split("/").pop()));

scenario("filters find what the API finds, the link keeps them, and CSV has the page", { at: "transactions", anyOf: [/^402 /] }, async (page, service) => {
  const spend = (amount, key, more = {}) => service.post("/v1/spends", { owner: "user_001", asset: "GOLD_COINS", amount, ...more }, key);
  await spend(3, "a", { metadata: { order: 8271 }, description: "=1+1" });
  await spend(4, "b", { metadata: { order: 8272 } });
  await assert.rejects(spend(99_999, "c"), /402/);
  await steps.reload(page);
  const expected = async (query) => (await service.get(`/v1/transactions?${query}`)).data.map(({ id }) => id);
  await becomes(() => ids(page), await expected("limit=25"));

  const form = page.getByRole("form", { name: "Filters" });
  const search = async () => {
    await form.getByRole("button", { name: "Search" }).click();
    await steps.settled(page);
  };
  await form.getByLabel("Flow").selectOption("Spend");
  await form.getByLabel("Status").selectOption("Refused");
  await search();
  await becomes(() => ids(page), await expected("flow=spend&status=rejected"));
  await steps.reload(page);
  assert.equal(await form.getByLabel("Status").inputValue(), "rejected");
  await becomes(async () => (await ids(page)).length, 1);

  await form.getByLabel("Status").selectOption("Any");
  await form.getByLabel("Metadata").fill("order=8271");
  await form.getByLabel("Amount from").fill("2");
  await search();
  await becomes(() => ids(page), await expected("flow=spend&metadata.order=8271"));
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "CSV of what is shown" }).click()]);
  const [head, row] = (await readFile(await download.path(), "utf8")).split("\r\n");
  assert.match(head, /^id,created_at,flow,status,owner,asset,amount/);
  assert.match(row, /,spend,posted,user_001,GOLD_COINS,3,/);
  assert.match(row, /'=1\+1/, "no formula");

  await page.getByRole("link", { name: "Clear" }).click();
  await becomes(() => ids(page), await expected("limit=25"));
});

scenario("what the service refuses to search is told in its words", { at: "transactions?min_amount=9&max_amount=3", notes: ["400 /v1/transactions"] }, async (page) => {
  await page.getByText("The transactions could not be read.").waitFor();
  await page.locator(".failure").filter({ hasText: /amount/ }).waitFor();
});

scenario("a search that goes back in time says how far it is, and can be stopped", {}, async (page, service) => {
  let answers = 0;
  await page.route("**/v1/transactions?**", async (route) => {
    answers += 1;
    const to = new Date(Date.now() - answers * 60_000).toISOString();
    if (answers > 2) return; // the third never comes
    await route.fulfill({ json: { from: "2026-01-01T00:00:00Z", to, searched_to: to, data: [], next_cursor: `cursor_${answers}` } });
  });
  await steps.goTo(page, service, "transactions");
  await page.getByText("Searched back to").waitFor();
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByRole("button", { name: "Load older" }).waitFor();
});

scenario("one transaction shows its legs, what it takes back and what was taken back of it", {}, async (page, service) => {
  const spend = await service.post("/v1/spends", { owner: "user_002", asset: "GOLD_COINS", amount: 20, description: "a hat" }, "hat");
  const reversal = await service.post(`/v1/transactions/${spend.id}/reversals`, { amount: 5, reason: "too small" }, "hat-back");
  await steps.open(page, service, `transactions/${spend.id}`);
  const table = page.getByRole("table", { name: "Entries" });
  const amounts = await table.locator("tbody td:nth-child(2) .number").allInnerTexts();
  assert.deepEqual(amounts.map((text) => Number(text.replace("−", "-"))), spend.entries.map(({ amount }) => amount));
  await page.getByText("15 Gold Coins is left.").waitFor();
  await page.getByRole("table", { name: "Reversals" }).getByRole("link", { name: "too small" }).click();
  await steps.heading(page, "Refund").waitFor();
  assert.ok(page.url().endsWith(reversal.id));
  await page.getByRole("link", { name: "a spend" }).click();
  await steps.heading(page, "Spend").waitFor();
  await page.getByRole("button", { name: /^Refund/ }).click();
  await steps.tryOut(page, { Reason: "the rest" });
  await steps.confirm(page, "Refund");
  await steps.close(page);
  await page.getByText("0 Gold Coins is left.").waitFor();
  await becomes(() => page.getByRole("button", { name: /^Refund/ }).count(), 0, "nothing is left to take back");
});

scenario("everything that fits is exported, with its progress, and gone on with when the connection breaks", { at: "transactions?flow=spend", anyOf: [/^unanswered /] }, async (page, service) => {
  for (let at = 0; at < 40; at += 1) await service.post("/v1/spends", { owner: "user_002", asset: "GOLD_COINS", amount: 1 }, `exported-${at}`);
  const { data } = await service.get("/v1/transactions?flow=spend&limit=200");
  await steps.reload(page);
  const exported = async (name) => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name }).click()]);
    return (await readFile(await download.path(), "utf8")).trimEnd().split(/\r?\n/);
  };
  const lines = await exported("Export all as lines of JSON");
  const wanted = data.map(({ id }) => id).reverse();
  assert.deepEqual(lines.map((line) => JSON.parse(line).id), wanted);
  await page.getByText(`${data.length} rows, all there are.`).waitFor();

  // The first answer breaks off in the middle of a line; the second goes on behind the last whole one.
  const asked = [];
  await page.route("**/v1/exports/transactions**", async (route) => {
    asked.push(new URL(route.request().url()).searchParams.get("after"));
    if (asked.length > 1) return route.continue();
    const response = await route.fetch();
    const text = await response.text();
    await route.fulfill({ response, body: text.slice(0, text.length / 2) });
  });
  const [head, ...rows] = await exported("Export all as CSV");
  assert.match(head, /^transaction_id,.*,cursor$/);
  assert.deepEqual(rows.map((row) => wanted.find((id) => row.includes(id))), wanted);
  assert.equal(asked.length, 2);
  assert.ok(asked[0] === null && asked[1]);
});
