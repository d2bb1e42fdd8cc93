// The three flows, the refusal and the replay, as a person at the page sees them.
import assert from "node:assert/strict";
import { openStage } from "./stage.js";
import * as steps from "./steps.js";

const { scenario } = openStage();
const figure = (value) => value.toLocaleString("en");

scenario("a new installation shows the seeded balances of both users", {}, async (page) => {
  await steps.seeBalance(page, "Gold Coins", "500");
  await steps.seeBalance(page, "Diamonds", "10");
  await steps.seeBalance(page, "Loyalty Points", "100");
  await steps.choose(page, "user_002");
  await steps.seeBalance(page, "Gold Coins", "250");
  await steps.seeBalance(page, "Diamonds", "5");
  await steps.seeBalance(page, "Loyalty Points", "50");
  assert.equal(new URL(page.url()).hash, "#user_002/GOLD_COINS");
  await page.reload();
  await steps.seeBalance(page, "Gold Coins", "250");
});

scenario("the page comes with the strict policy the other tests rely on", {}, async (page, service) => {
  const policy = (await page.request.get(service.origin)).headers()["content-security-policy"];
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /script-src 'self'(;|$)/);
  assert.match(policy, /style-src 'self'(;|$)/);
  assert.doesNotMatch(policy, /unsafe|https?:|\*/);
});

const FLOWS = [
  { flow: "Top-up", amount: 1250, by: 1250, signed: "+1,250", said: "Topped up 1,250 Gold Coins.", note: "pay_8817-Q" },
  { flow: "Bonus", amount: 75, by: 75, signed: "+75", said: "Granted 75 Gold Coins.", note: "referral of user_002" },
  { flow: "Spend", amount: 320, by: -320, signed: "−320", said: "Spent 320 Gold Coins.", note: "Sword of dawn" },
];
for (const { flow, amount, by, signed, said, note } of FLOWS) {
  scenario(`${flow}: the balance, the receipt and the first entry say what happened`, {}, (page, service) =>
    steps.countsOnce(service, "user_001", "GOLD_COINS", async (before) => {
      const after = figure(before.balance + by);
      await steps.seeBalance(page, "Gold Coins", figure(before.balance));
      await steps.submit(page, flow, amount, note);
      await steps.seeStamp(page, "Posted");
      await steps.statusText(page, `${said} user_001 now holds ${after}.`).waitFor();
      await steps.seeBalance(page, "Gold Coins", after);

      const [entry] = await service.entries("user_001", "GOLD_COINS");
      assert.equal(await steps.receipt(page, "Flow"), flow);
      assert.equal(await steps.receipt(page, "Amount"), `${figure(amount)} Gold Coins`);
      assert.equal(await steps.receipt(page, "Balance after"), after);
      assert.equal(await steps.receipt(page, "Transaction"), entry.transaction_id);
      assert.deepEqual((await steps.seenEntries(page))[0], [`${flow} ${note}`, signed, after]);
      assert.equal(await page.getByLabel("Amount").inputValue(), "", "the form is empty again");
    }, by),
  );
}

scenario("a flow works on every asset and without its optional field", { hash: "#user_002/DIAMONDS" }, (page, service) =>
  steps.countsOnce(service, "user_002", "LOYALTY_POINTS", async (before) => {
    await page.getByLabel("Asset").selectOption("Loyalty Points");
    await steps.submit(page, "Top-up", 5);
    await steps.seeBalance(page, "Loyalty Points", figure(before.balance + 5));
    assert.equal((await service.entries("user_002", "LOYALTY_POINTS"))[0].flow, "top_up");
  }, 5),
);

scenario("a spend beyond the balance is refused in words and moves nothing", { notes: ["402 /v1/spends"] }, (page, service) =>
  steps.countsOnce(service, "user_001", "DIAMONDS", async (before) => {
    await steps.chooseAsset(page, "Diamonds");
    await steps.submit(page, "Spend", before.balance + 1);
    await steps.seeStamp(page, "Refused");
    const words = `Not enough Diamonds: user_001 has ${before.balance}, and this needs ${before.balance + 1}. Nothing was booked.`;
    await steps.alertText(page, words).waitFor();
    await steps.seeBalance(page, "Diamonds", figure(before.balance));
    assert.equal(await page.getByText("Balance after").count(), 0, "no balance is claimed for it");
  }, 0),
);

scenario("a recorded refusal is replayed as the same refusal", { notes: ["402 /v1/spends", "402 /v1/spends"] }, (page, service) =>
  steps.countsOnce(service, "user_001", "DIAMONDS", async () => {
    await steps.chooseAsset(page, "Diamonds");
    await steps.submit(page, "Spend", 4000);
    await steps.seeStamp(page, "Refused");
    await page.getByRole("button", { name: steps.RETRY }).click();
    await steps.seeStamp(page, "Replayed");
    await steps.alertText(page, "sent twice, refused once").waitFor();
  }, 0),
);

scenario("sending the same request again says replayed and leaves the balance", {}, async (page, service) => {
  const sent = [];
  page.on("request", (request) => {
    if (request.method() === "POST") sent.push([request.headers()["idempotency-key"], request.postData()]);
  });
  await steps.countsOnce(service, "user_001", "GOLD_COINS", async (before) => {
    const after = figure(before.balance - 40);
    await steps.submit(page, "Spend", 40);
    await steps.seeStamp(page, "Posted");
    const transaction = await steps.receipt(page, "Transaction");
    const retry = page.getByRole("button", { name: steps.RETRY });
    for (const times of ["twice", "3 times"]) {
      await retry.click();
      await steps.statusText(page, `sent ${times}, booked once`).waitFor();
      await steps.seeStamp(page, "Replayed");
      await steps.seeBalance(page, "Gold Coins", after);
      assert.equal(await steps.receipt(page, "Transaction"), transaction);
    }
  }, -40);
  assert.equal(sent.length, 3);
  assert.deepEqual(sent[1], sent[0]);
  assert.deepEqual(sent[2], sent[0]);
  assert.match(sent[0][0], /^[0-9a-f]{8}-[0-9a-f]{4}-4/);
});

scenario("the same fields filled in again are a new request with a new key", {}, async (page, service) => {
  const before = await service.balance("user_002", "GOLD_COINS");
  await steps.choose(page, "user_002");
  await steps.submit(page, "Spend", 2);
  await steps.seeStamp(page, "Posted");
  const key = await steps.receipt(page, "Key");
  await steps.submit(page, "Spend", 2);
  await steps.seeBalance(page, "Gold Coins", figure(before - 4));
  await steps.seeStamp(page, "Posted");
  assert.notEqual(await steps.receipt(page, "Key"), key);
});

scenario("pressing twice sends once", {}, async (page, service) => {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  let posts = 0;
  await page.route("**/v1/spends", async (route) => {
    posts += 1;
    await held;
    await route.continue();
  });
  await steps.countsOnce(service, "user_001", "GOLD_COINS", async () => {
    await steps.submit(page, "Spend", 3);
    const button = page.getByRole("form").getByRole("button");
    assert.equal(await button.getAttribute("aria-disabled"), "true");
    await button.click({ force: true });
    await page.getByLabel("Amount").press("Enter");
    release();
    await steps.seeStamp(page, "Posted");
  }, -3);
  assert.equal(posts, 1);
});

scenario("a bad amount is explained at its field and nothing is sent", {}, async (page, service) => {
  let posts = 0;
  page.on("request", (request) => (posts += request.method() === "POST"));
  const amount = page.getByLabel("Amount");
  for (const [typed, words] of [
    ["", "Enter an amount"],
    ["1.5", "“1.5” is not a whole number"],
    ["-3", "“-3” is not a whole number"],
    ["1,000", "“1,000” is not a whole number"],
    ["0", "The smallest amount is 1."],
    ["9007199254740992", "The largest amount is 9,007,199,254,740,991."],
  ]) {
    await steps.submit(page, "Spend", typed);
    await steps.alertText(page, words).waitFor();
    assert.equal(await amount.getAttribute("aria-invalid"), "true");
    assert.equal(await amount.evaluate((input) => input === document.activeElement), true);
  }
  assert.equal(posts, 0);
  await steps.countsOnce(service, "user_001", "GOLD_COINS", async () => {
    await steps.submit(page, "Spend", " 1 ");
    await steps.seeStamp(page, "Posted");
    assert.equal(await amount.getAttribute("aria-invalid"), null);
  }, -1);
});

scenario("what the service refuses as malformed is said in its own words", { notes: ["400 /v1/bonuses"] }, (page, service) =>
  steps.countsOnce(service, "user_001", "GOLD_COINS", async () => {
    // The page would not send this, so it is made on the way: the service decides, whatever the page thinks.
    await page.route("**/v1/bonuses", (route) =>
      route.continue({ postData: route.request().postData().replace('"amount":1', '"amount":1.5') }),
    );
    const answered = page.waitForResponse("**/v1/bonuses");
    await steps.submit(page, "Bonus", 1);
    await steps.seeStamp(page, "Refused");
    const { detail } = await (await answered).json();
    await steps.alertText(page, detail).waitFor();
    await steps.alertText(page, "Nothing was booked.").waitFor();
    assert.match(await steps.receipt(page, "Answer"), /^400 /);
    assert.equal(await page.getByRole("button", { name: steps.RETRY }).count(), 0, "it was not recorded");
  }, 0),
);

scenario("text from the ledger is shown as text", {}, async (page) => {
  const text = "<img src=x onerror=alert(1)> & <b>bold</b>";
  await steps.submit(page, "Spend", 1, text);
  await steps.seeStamp(page, "Posted");
  assert.equal((await steps.seenEntries(page))[0][0], `Spend ${text}`);
});
