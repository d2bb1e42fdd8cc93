// A service that asks for API keys: the page asks for one, sends it, keeps it to itself and says what it lacks.
import assert from "node:assert/strict";
import { openStage } from "./stage.js";
import * as steps from "./steps.js";

const { scenario } = openStage({ WALLET__AUTH__REQUIRED: "true" });
const READS = ["/v1/wallets/user_001", "/v1/wallets/user_001/GOLD_COINS/entries"];
const denied = (status, ...paths) => paths.map((path) => `${status} ${path}`);

const makeKey = (service, scopes) => service.run("keys", "create", "--name", "page", "--scopes", scopes);
const field = (page) => page.getByRole("form", { name: "API key" }).getByLabel("API key");

async function enter(page, key) {
  await field(page).fill(key);
  await page.getByRole("button", { name: "Use this key" }).click();
}

scenario("without a key the page asks for one, and with it everything works, also after a reload", { notes: denied(401, ...READS) }, async (page, service) => {
  await steps.statusText(page, "This service asks for an API key. An operator makes one with wallet keys create.").waitFor();
  await steps.statusText(page, "The balances could not be read. This service asks for an API key").waitFor();
  const key = await makeKey(service, "read,spend");
  await enter(page, key);
  await steps.seeBalance(page, "Gold Coins", "500");
  await steps.statusText(page, "An API key is in use, in this tab alone.").waitFor();
  await steps.submit(page, "Spend", 30);
  await steps.seeStamp(page, "Posted");
  await steps.seeBalance(page, "Gold Coins", "470");
  await page.reload();
  await steps.seeBalance(page, "Gold Coins", "470");
  assert.equal(await field(page).inputValue(), "", "it is not shown again");
  assert.ok(!page.url().includes("wlt_") && !(await page.content()).includes(key), "nor is it in the address or the page");
});

const lacking = { notes: [...denied(401, ...READS), "403 /v1/bonuses"] };
scenario("a key that lacks a scope is told which, and another one can be entered", lacking, async (page, service) => {
  await steps.statusText(page, "This service asks for an API key.").first().waitFor();
  await enter(page, await makeKey(service, "read"));
  await steps.seeRead(page);
  await steps.submit(page, "Bonus", 5);
  await steps.seeStamp(page, "Refused");
  await steps.alertText(page, /This needs the scope grant, which the API key .* lacks\. .*Nothing was booked\./).waitFor();
  await enter(page, await makeKey(service, "read,grant"));
  await steps.submit(page, "Bonus", 5);
  await steps.seeStamp(page, "Posted");
});

const wrong = { notes: [...denied(401, ...READS, ...READS, ...READS)] };
scenario("a key that is none is said to be none, and forgetting it asks for one again", wrong, async (page) => {
  await steps.statusText(page, "This service asks for an API key.").first().waitFor();
  await enter(page, "two words");
  await steps.alertText(page, "A key is one word, as wallet keys create has printed it.").waitFor();
  await enter(page, `wlt_0123456789ab_${"0".repeat(64)}`);
  await steps.statusText(page, "There is no such API key.").waitFor();
  await page.getByRole("button", { name: "Forget the key" }).click();
  await steps.statusText(page, "This service asks for an API key. An operator makes one").waitFor();
  await steps.seeRead(page);
  assert.equal(await page.getByRole("button", { name: "Forget the key" }).count(), 0);
});

const lost = { notes: ["unanswered /v1/spends", "401 /v1/spends", ...denied(401, ...READS, ...READS, ...READS)] };
scenario("a retry without a good key does not claim that nothing was booked", lost, async (page, service) => {
  await steps.statusText(page, "This service asks for an API key.").first().waitFor();
  const key = await makeKey(service, "read,spend");
  await enter(page, key);
  await steps.seeRead(page);
  // The request arrives and is carried out; its answer is lost.
  await page.route("**/v1/spends", async (route) => {
    await route.fetch();
    await route.abort();
  }, { times: 1 });
  await steps.submit(page, "Spend", 1);
  await steps.seeStamp(page, "Unknown");
  await page.getByRole("button", { name: "Forget the key" }).click();
  await steps.statusText(page, "This service asks for an API key. An operator makes one").waitFor();
  await page.getByRole("button", { name: steps.RETRY }).click();
  await steps.alertText(page, "did not take the API key. The outcome is unknown.").waitFor();
  await steps.seeRead(page);
  await enter(page, key);
  await page.getByRole("button", { name: steps.RETRY }).click();
  await steps.seeStamp(page, "Replayed");
});
