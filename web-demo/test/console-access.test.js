// The console for every reader: small screens, dark and light, the keyboard alone, and whatever axe can find.
import assert from "node:assert/strict";
import * as steps from "./console-steps.js";
import { inspectEverywhere, STILL } from "./inspect.js";
import { openConsole } from "./stage.js";
import { becomes } from "./waiting.js";

const { scenario } = openConsole();
const OWNER = "user_0042";

/** A player who has something of everything; made once. */
let made;
const makePlayer = (service) =>
  (made ??= (async () => {
    const post = (path, body, key) => service.post(path, body, key);
    for (const asset of ["GOLD_COINS", "DIAMONDS", "LOYALTY_POINTS"]) await service.post(`/v1/wallets/${OWNER}/${asset}`, {}, null, { method: "PUT" });
    await service.post("/v1/assets/GOLD_COINS", { policy: { limits: [{ flow: "bonus", per: "day", max_amount: 500 }] }, reason: "launch" }, null, { method: "PATCH" });
    await post("/v1/top-ups", { owner: OWNER, asset: "GOLD_COINS", amount: 1_250, payment_ref: "pay_8817-Q" }, "1");
    await post("/v1/top-ups", { owner: OWNER, asset: "DIAMONDS", amount: 90 }, "2");
    const bonus = await post("/v1/bonuses", { owner: OWNER, asset: "LOYALTY_POINTS", amount: 60, reason: "referral" }, "3");
    await post("/v1/bonuses", { owner: OWNER, asset: "GOLD_COINS", amount: 120, reason: "login streak" }, "3b");
    await post("/v1/spends", { owner: OWNER, asset: "LOYALTY_POINTS", amount: 45, description: "A castle with a very long name that has to go somewhere" }, "4");
    await post(`/v1/transactions/${bonus.id}/reversals`, { on_shortfall: "debt", reason: "abuse" }, "5");
    await post("/v1/purchases", { owner: OWNER, pay: [{ asset: "GOLD_COINS", amount: 300 }], receive: [{ asset: "DIAMONDS", amount: 3 }], sku: "starter_pack" }, "6");
    await post("/v1/holds", { owner: OWNER, asset: "GOLD_COINS", amount: 200, reference: "auction_17", expires_in_s: 86_400 }, "7");
    await post("/v1/spends", { owner: OWNER, asset: "GOLD_COINS", amount: 99_999 }, "8").catch(() => {});
    await post(`/v1/wallets/${OWNER}/DIAMONDS/freeze`, { block: "debits", reason: "charged back" });
    return (await service.get(`/v1/transactions?owner=${OWNER}&flow=purchase`)).data[0].id;
  })());

const look = (page, name) => inspectEverywhere(page, `console-${name}`);

scenario("players and transactions are readable everywhere, nothing is cut off, and axe finds no fault", { ...STILL, anyOf: [/^404 /] }, async (page, service) => {
  const id = await makePlayer(service);
  const views = {
    front: "player", player: `player/${OWNER}`, search: "player?q=nobody", asset: `player/${OWNER}?asset=GOLD_COINS`,
    transactions: "transactions", none: "transactions?flow=mint&owner=nobody", transaction: `transactions/${id}`,
  };
  for (const [name, hash] of Object.entries(views)) {
    await steps.open(page, service, hash);
    await look(page, name);
  }
});

scenario("an action is readable everywhere from its form to its outcome, and axe finds no fault", STILL, async (page, service) => {
  await makePlayer(service);
  await steps.open(page, service, `player/${OWNER}`);
  await steps.card(page, "Gold Coins").getByRole("button", { name: /^Grant/ }).click();
  await look(page, "form");
  await steps.tryOut(page, { Amount: "many", Reason: "goodwill" });
  await look(page, "complaint");
  await steps.tryOut(page, { Amount: 50 });
  await steps.dialog(page).getByRole("heading", { name: "What will happen" }).waitFor();
  await look(page, "foretold");
  await steps.confirm(page, "Grant 50 Gold Coins");
  await look(page, "done");
});

const keyed = openConsole({ WALLET__AUTH__REQUIRED: "true" });
keyed.scenario("signing in is readable everywhere, and axe finds no fault", { ...STILL, anyOf: [/^401 /] }, async (page) => {
  await steps.heading(page, "Sign in").waitFor();
  await look(page, "sign-in");
});

scenario("numbers as the reader's locale has them, times in the reader's zone with UTC beside", { locale: "de-DE", timezoneId: "Asia/Tokyo" }, async (page, service) => {
  const id = await makePlayer(service);
  const { created_at: at } = await service.get(`/v1/transactions/${id}`);
  await steps.open(page, service, `player/${OWNER}`);
  await page.getByText("1.250", { exact: false }).first().waitFor();
  await steps.open(page, service, `transactions/${id}`);
  const time = page.locator("main time").first();
  await time.waitFor();
  assert.equal(await time.getAttribute("title"), `${at.slice(0, 19).replace("T", " ")} UTC`);
  assert.equal(await time.innerText(), new Intl.DateTimeFormat("de-DE", { dateStyle: "medium", timeStyle: "medium", timeZone: "Asia/Tokyo" }).format(new Date(at)));
});

scenario("a grant with the keyboard alone, with the focus back where it was", {}, async (page, service) => {
  await makePlayer(service);
  await steps.open(page, service, `player/${OWNER}`);
  const button = steps.card(page, "Loyalty Points").getByRole("button", { name: /^Grant/ });
  await button.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.type("7");
  await page.keyboard.press("Tab");
  await page.keyboard.type("goodwill");
  await page.keyboard.press("Enter");
  await steps.dialog(page).getByRole("heading", { name: "What will happen" }).waitFor();
  await page.keyboard.press("Enter");
  assert.equal(await steps.dialog(page).locator(".stamp").count(), 0, "a second Enter confirms nothing");
  await page.keyboard.press("Tab");
  await steps.dialog(page).locator("button:not([aria-disabled])", { hasText: "Grant 7 Loyalty Points" }).waitFor();
  await page.keyboard.press("Enter");
  await steps.see(page, "Done");
  await steps.escape(page);
  await becomes(() => button.evaluate((element) => document.activeElement === element), true);
});
