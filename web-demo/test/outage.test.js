// A service that is away, slow or busy: the page says what is not known, and the same key settles it.
import assert from "node:assert/strict";
import { openStage } from "./stage.js";
import * as steps from "./steps.js";

const { scenario } = openStage();
const UNKNOWN = "The outcome is unknown. Send it again with the same key: it cannot be applied twice.";
const READS = ["/v1/wallets/user_001", "/v1/wallets/user_001/GOLD_COINS/entries"];
const unanswered = (...paths) => paths.map((path) => `unanswered ${path}`);
const retry = (page) => page.getByRole("button", { name: steps.RETRY });
const figure = (value) => value.toLocaleString("en");

const gone = { notes: unanswered("/v1/spends", ...READS) };
scenario("a service that went away: said in words, and the same key books it once when it is back", gone, (page, service) =>
  steps.countsOnce(service, "user_001", "GOLD_COINS", async (before) => {
    await steps.seeRead(page);
    await service.stop();
    await steps.submit(page, "Spend", 30);
    await steps.seeStamp(page, "Unknown");
    await steps.alertText(page, UNKNOWN).waitFor();
    await steps.statusText(page, "The balances could not be read.").waitFor();
    await steps.statusText(page, "The entries could not be read.").waitFor();
    assert.equal(await page.getByText("Balance after").count(), 0, "no success is claimed");
    await steps.seeBalance(page, "Gold Coins", figure(before.balance));

    await service.start();
    await retry(page).click();
    await steps.seeStamp(page, "Posted");
    await steps.seeBalance(page, "Gold Coins", figure(before.balance - 30));
    assert.equal(await page.getByText("could not be read").count(), 0);
    await retry(page).click();
    await steps.seeStamp(page, "Replayed");
    await steps.seeBalance(page, "Gold Coins", figure(before.balance - 30));
  }, -30),
);

const lost = { notes: unanswered("/v1/top-ups") };
scenario("an answer lost after the booking: the retry finds it booked once", lost, (page, service) =>
  steps.countsOnce(service, "user_001", "GOLD_COINS", async (before) => {
    await page.route("**/v1/top-ups", async (route) => {
      assert.equal((await route.fetch()).status(), 201);
      await route.abort("connectionreset");
    }, { times: 1 });
    await steps.submit(page, "Top-up", 70);
    await steps.seeStamp(page, "Unknown");
    await steps.alertText(page, UNKNOWN).waitFor();
    await retry(page).click();
    await steps.seeStamp(page, "Replayed");
    await steps.statusText(page, "sent twice, booked once").waitFor();
    await steps.seeBalance(page, "Gold Coins", figure(before.balance + 70));
  }, 70),
);

scenario("an unknown outcome survives a reload and holds back the next action", lost, (page, service) =>
  steps.countsOnce(service, "user_001", "GOLD_COINS", async () => {
    await page.route("**/v1/top-ups", async (route) => {
      await route.fetch();
      await route.abort("connectionreset");
    }, { times: 1 });
    await steps.submit(page, "Top-up", 8);
    await steps.seeStamp(page, "Unknown");
    const key = await steps.receipt(page, "Key");
    await page.reload();
    await steps.alertText(page, "The page was left before an answer came.").waitFor();
    await steps.submit(page, "Top-up", 8);
    await steps.alertText(page, "Send it again, or set it aside, first.").waitFor();
    await retry(page).click();
    await steps.seeStamp(page, "Replayed");
    assert.equal(await steps.receipt(page, "Key"), key);
    assert.equal(await page.getByText("set it aside, first").count(), 0);
  }, 8),
);

const aside = { notes: unanswered("/v1/spends") };
scenario("a request can be set aside, and the next one gets a new key", aside, (page, service) =>
  steps.countsOnce(service, "user_001", "DIAMONDS", async () => {
    await steps.chooseAsset(page, "Diamonds");
    await page.route("**/v1/spends", (route) => route.abort(), { times: 1 });
    await steps.submit(page, "Spend", 2);
    await steps.seeStamp(page, "Unknown");
    const key = await steps.receipt(page, "Key");
    await page.getByRole("button", { name: "Set it aside" }).click();
    await page.getByText("Nothing sent yet.").waitFor();
    await page.reload();
    await page.getByText("Nothing sent yet.").waitFor();
    await steps.submit(page, "Spend", 2);
    await steps.seeStamp(page, "Posted");
    assert.notEqual(await steps.receipt(page, "Key"), key);
  }, -2),
);

scenario("503 with Retry-After: the reason, the wait and the way out", { notes: ["503 /v1/spends"] }, (page, service) =>
  steps.countsOnce(service, "user_001", "GOLD_COINS", async () => {
    const problem = { type: "about:blank", title: "Overloaded", status: 503, detail: "busy", code: "overloaded", error: "busy" };
    await page.route("**/v1/spends", (route) => route.fulfill({
      status: 503,
      headers: { "Retry-After": "2", "Content-Type": "application/problem+json" },
      body: JSON.stringify(problem),
    }), { times: 1 });
    await steps.submit(page, "Spend", 6);
    await steps.seeStamp(page, "Unknown");
    await steps.alertText(page, "more to do than it can take on right now. It asks for 2 s of patience.").waitFor();
    await steps.alertText(page, UNKNOWN).waitFor();
    await retry(page).click();
    await steps.seeStamp(page, "Posted");
  }, -6),
);

scenario("a request still in progress is not taken for a refusal", { notes: ["409 /v1/spends"] }, (page, service) =>
  steps.countsOnce(service, "user_001", "GOLD_COINS", async () => {
    const problem = { status: 409, detail: "still in progress", code: "request_in_progress", retry_with: "same_key" };
    await page.route("**/v1/spends", (route) => route.fulfill({
      status: 409,
      headers: { "Retry-After": "1", "Content-Type": "application/problem+json" },
      body: JSON.stringify(problem),
    }), { times: 1 });
    await steps.submit(page, "Spend", 9);
    await steps.seeStamp(page, "Unknown");
    await steps.alertText(page, "The service is still working on this very request. It asks for 1 s of patience.").waitFor();
    await retry(page).click();
    await steps.seeStamp(page, "Posted");
  }, -9),
);

scenario("a success that is not what was promised is not believed", {}, (page, service) =>
  steps.countsOnce(service, "user_001", "GOLD_COINS", async () => {
    await page.route("**/v1/spends", (route) => route.fulfill({ status: 200, contentType: "text/html", body: "<p>Hello" }), { times: 1 });
    await steps.submit(page, "Spend", 6);
    await steps.seeStamp(page, "Unknown");
    await steps.alertText(page, UNKNOWN).waitFor();
  }, 0),
);

scenario("an answer that does not come is not waited for without end", {}, (page, service) =>
  steps.countsOnce(service, "user_001", "GOLD_COINS", async () => {
    await page.clock.install();
    await page.reload();
    await steps.seeRead(page);
    const arrived = page.waitForRequest("**/v1/spends");
    await page.route("**/v1/spends", () => {}, { times: 1 }); // never answered
    await steps.submit(page, "Spend", 6);
    await arrived;
    await steps.statusText(page, "Sending…").waitFor();
    await page.clock.fastForward(20_000);
    await steps.seeStamp(page, "Unknown");
    await retry(page).click();
    await steps.seeStamp(page, "Posted");
  }, -6),
);

scenario("a retry of a booked request without an answer leaves what is known", { notes: unanswered("/v1/spends") }, (page, service) =>
  steps.countsOnce(service, "user_001", "GOLD_COINS", async () => {
    await steps.submit(page, "Spend", 7);
    await steps.seeStamp(page, "Posted");
    const transaction = await steps.receipt(page, "Transaction");
    await page.route("**/v1/spends", (route) => route.abort(), { times: 1 });
    await retry(page).click();
    await steps.seeStamp(page, "Unknown");
    await steps.alertText(page, "The earlier answer still holds.").waitFor();
    assert.equal(await steps.receipt(page, "Transaction"), transaction);
    assert.equal(await page.getByRole("button", { name: "Set it aside" }).count(), 0);
  }, -7),
);

scenario("balances and entries that cannot be read say so and can be read again", { notes: unanswered(...READS) }, async (page) => {
  await steps.seeRead(page); // or the reads of the first load would be the ones that fail
  await page.route("**/v1/wallets/**", (route) => route.abort(), { times: 2 });
  await page.reload();
  await page.getByRole("button", { name: "Read the entries again" }).click();
  await page.locator("tbody tr").first().waitFor();
  await page.getByRole("button", { name: "Read the balances again" }).click();
  await steps.seeBalance(page, "Loyalty Points", "100");
  assert.equal(await page.getByText("could not be read").count(), 0);
});
