// The entries of a wallet: listed, paged, and always those of the wallet that is chosen.
import assert from "node:assert/strict";
import { openStage } from "./stage.js";
import * as steps from "./steps.js";
import { becomes, quiet } from "./waiting.js";

const { scenario } = openStage();

/** One opening entry and 23 spends: three pages, the last one short. */
async function fill(service) {
  const missing = 24 - (await service.entries("user_001", "GOLD_COINS")).length;
  for (let n = 0; n < missing; n += 1) {
    await service.spend({ owner: "user_001", asset: "GOLD_COINS", amount: n + 1, description: `purchase ${n}` }, `fill-${n}`);
  }
  return service.entries("user_001", "GOLD_COINS");
}

const asSeen = (entry) => [
  [{ spend: "Spend", bonus: "Bonus" }[entry.flow], entry.reference, entry.description].filter(Boolean).join(" "),
  (entry.amount < 0 ? "−" : "+") + Math.abs(entry.amount),
  String(entry.balance_after),
];

scenario("older entries are loaded page by page, down to the first, each shown once", {}, async (page, service) => {
  const recorded = await fill(service);
  await page.reload();
  const older = page.getByRole("button", { name: "Load older" });
  await steps.statusText(page, "The latest 10 entries.").waitFor();
  await older.click();
  await steps.statusText(page, "The latest 20 entries.").waitFor();
  await becomes(() => older.evaluate((button) => button === document.activeElement), true);
  await older.press("Enter");
  await steps.statusText(page, "All 24 entries, back to the first.").waitFor();
  await becomes(() => older.count(), 0);
  await becomes(() => page.evaluate(() => document.activeElement.textContent), "All 24 entries, back to the first.", "focus stays in place");
  assert.deepEqual(await steps.seenEntries(page), recorded.map(asSeen));
});

scenario("older entries cost what they are, not what is shown already", {}, async (page, service) => {
  await fill(service);
  // Every figure of the page is written by this one function.
  await page.addInitScript(() => {
    window.written = 0;
    const { get } = Object.getOwnPropertyDescriptor(Intl.NumberFormat.prototype, "format");
    Object.defineProperty(Intl.NumberFormat.prototype, "format", {
      get() {
        window.written += 1;
        return get.call(this);
      },
    });
  });
  await page.route(/cursor=/, async (route) => {
    // As from a wallet without an end: always ten, and always more.
    const response = await route.fetch({ url: route.request().url().replace(/&cursor=.*/, "") });
    await route.fulfill({ response, json: { ...(await response.json()), next_cursor: "more" } });
  });
  await page.reload();
  const older = page.getByRole("button", { name: "Load older" });
  const costs = [];
  for (let shown = 10; shown < 100; shown += 10) {
    await steps.statusText(page, `The latest ${shown} entries.`).waitFor();
    await steps.seeRead(page);
    const before = await page.evaluate(() => window.written);
    await older.click();
    await steps.statusText(page, `The latest ${shown + 10} entries.`).waitFor();
    await steps.seeRead(page);
    costs.push((await page.evaluate(() => window.written)) - before);
  }
  assert.ok(costs[0] >= 30, "ten lines of three figures");
  assert.ok(costs.every((cost) => cost === costs[0]), costs.join(", "));
});

scenario("an action shows its entry first and marks it", {}, async (page, service) => {
  await fill(service);
  await steps.submit(page, "Spend", 1);
  await steps.seeStamp(page, "Posted");
  const marked = page.locator("tr.marked");
  assert.equal(await marked.count(), 1);
  assert.equal(await marked.locator("code").getAttribute("title"), await steps.receipt(page, "Transaction"));
  assert.match(await page.locator("tbody tr").first().getAttribute("class"), /marked/);
});

scenario("switching the wallet switches the entries", {}, async (page, service) => {
  await steps.choose(page, "user_002");
  await steps.chooseAsset(page, "Loyalty Points");
  await page.getByText("Loyalty Points of user_002, newest first", { exact: true }).waitFor();
  await steps.seeRead(page);
  assert.deepEqual(await steps.seenEntries(page), (await service.entries("user_002", "LOYALTY_POINTS")).map(asSeen));
});

scenario("between the choice and the answer, nothing of the wallet before is shown under the new name", {}, async (page) => {
  await page.locator("tbody tr").first().waitFor();
  await page.route(/\/v1\/wallets\/user_002/, () => {}); // never answered
  await page.evaluate(() => {
    window.mixed = [];
    const look = () => {
      const rows = document.querySelectorAll(".entries tbody tr").length;
      const figure = document.querySelector(".figure").textContent;
      const title = document.querySelector(".entries .subtitle").textContent;
      if (title.includes("user_002") && (rows > 0 || figure !== "–")) window.mixed.push(`${title}: ${rows} rows, ${figure}`);
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  await steps.choose(page, "user_002");
  await page.getByText("Reading…").waitFor();
  assert.deepEqual(await page.evaluate(() => window.mixed), []);
});

scenario("a slow answer about the user chosen before is not shown under the new one", {}, async (page) => {
  await steps.seeRead(page);
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route(/\/v1\/wallets\/user_002/, async (route) => {
    await held;
    await route.continue();
  });
  await steps.choose(page, "user_002");
  await steps.chooseAsset(page, "Diamonds");
  await steps.choose(page, "user_001");
  await steps.seeBalance(page, "Diamonds", "10");
  release();
  await quiet(page); // the late answer has been read
  await steps.seeBalance(page, "Diamonds", "10");
  await page.getByText("Diamonds of user_001, newest first", { exact: true }).waitFor();
  assert.equal((await steps.seenEntries(page))[0][2], "10");
});
