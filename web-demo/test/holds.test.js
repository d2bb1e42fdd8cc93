// A hold with its capture and its release, a bundle, a refund, as a person at the page sees them.
import assert from "node:assert/strict";
import { openStage } from "./stage.js";
import * as steps from "./steps.js";

const { scenario } = openStage();
const figure = (value) => value.toLocaleString("en");
const follow = (page, name) => page.getByRole("button", { name }).click();

scenario("a hold keeps credits, and its capture spends them", {}, (page, service) =>
  steps.countsOnce(service, "user_001", "GOLD_COINS", async (before) => {
    await steps.submit(page, "Hold", 30, "order_77");
    await steps.seeStamp(page, "Posted");
    const left = `user_001 now holds ${figure(before.balance)}, ${figure(before.balance - 30)} of it available.`;
    await steps.statusText(page, `Held 30 Gold Coins. ${left}`).waitFor();
    await steps.radio(page, `Gold Coins ${figure(before.balance)} 30 held`).waitFor({ state: "attached" });
    assert.equal(await steps.receipt(page, "Of it held"), "30");

    await follow(page, "Capture the hold");
    await steps.statusText(page, `Captured 30 Gold Coins. user_001 now holds ${figure(before.balance - 30)}.`).waitFor();
    await steps.seeRead(page);
    await steps.seeBalance(page, "Gold Coins", figure(before.balance - 30));
    assert.deepEqual((await steps.seenEntries(page))[0].slice(1), ["−30", figure(before.balance - 30)]);
  }, -30),
);

scenario("a hold that is released is spendable again, and nothing was booked", {}, (page, service) =>
  steps.countsOnce(service, "user_002", "GOLD_COINS", async (before) => {
    await steps.choose(page, "user_002");
    await steps.submit(page, "Hold", before.balance);
    await steps.seeStamp(page, "Posted");
    await follow(page, "Release the hold");
    await steps.statusText(page, `Released ${figure(before.balance)} Gold Coins. user_002 now holds ${figure(before.balance)}.`).waitFor();
    await steps.seeRead(page);
    await steps.seeBalance(page, "Gold Coins", figure(before.balance));
  }, 0),
);

scenario("a spend is refunded once, and said to be so the second time", {}, async (page, service) => {
  const before = await service.balance("user_001", "DIAMONDS");
  await steps.chooseAsset(page, "Diamonds");
  await steps.submit(page, "Spend", 2);
  await steps.seeStamp(page, "Posted");
  const spent = await steps.receipt(page, "Transaction");
  await follow(page, "Refund it");
  await steps.statusText(page, `Refunded 2 Diamonds. user_001 now holds ${figure(before)}.`).waitFor();
  assert.equal(await service.balance("user_001", "DIAMONDS"), before);
  const answer = await page.request.post(`${service.origin}/v1/transactions/${spent}/reversals`, {
    headers: { "Content-Type": "application/json", "Idempotency-Key": "again" },
    data: "{}",
  });
  assert.equal((await answer.json()).code, "already_reversed");
});

scenario("a bundle moves two assets at once", {}, async (page, service) => {
  const points = await service.balance("user_001", "LOYALTY_POINTS");
  const gold = await service.balance("user_001", "GOLD_COINS");
  await steps.submit(page, "Bundle", 10, "starter_pack");
  await steps.seeStamp(page, "Posted");
  await steps.seeBalance(page, "Gold Coins", figure(gold - 10));
  await steps.seeBalance(page, "Loyalty Points", figure(points + 5));
});
