// The console's frame: screens and addresses, signing in, a service that is away or slow, and how much a page loads.
import assert from "node:assert/strict";
import * as steps from "./console-steps.js";
import { openConsole } from "./stage.js";
import { becomes, countReads, quiet, until } from "./waiting.js";

const { scenario } = openConsole();
const locked = openConsole({ WALLET__AUTH__REQUIRED: "true" });
const KIB_MAX = 300;
const SCREENS = ["Economy", "Player", "Transactions", "Operations", "System"];

const nav = (page) => page.getByRole("navigation", { name: "Screens" });
const makeKey = (service, scopes, name = "page") => service.run("keys", "create", "--name", name, "--scopes", scopes);

scenario("each screen opens, names itself, and its address opens it again", {}, async (page, service) => {
  for (const name of SCREENS) {
    await nav(page).getByRole("link", { name }).click();
    await steps.heading(page, name).waitFor();
    await steps.settled(page);
    assert.equal(await nav(page).locator("[aria-current=page]").innerText(), name);
    await page.waitForFunction((title) => document.title.startsWith(title), name);
    await steps.reload(page);
    await steps.heading(page, name).waitFor();
  }
  await steps.open(page, service, "nowhere");
  await steps.heading(page, "Nothing here").waitFor();
});

scenario("a new screen begins at its heading, and / goes to the search", { at: "transactions" }, async (page) => {
  await steps.settled(page);
  await nav(page).getByRole("link", { name: "Player" }).click();
  await steps.heading(page, "Player").waitFor();
  await page.waitForFunction(() => document.activeElement.tagName === "H1");
  await page.keyboard.press("/");
  await becomes(() => page.evaluate(() => document.activeElement.type), "search");
});

scenario("an address that changes while the page is drawn for the first time is followed", {}, async (page) => {
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector("main p.loading[role=status]")) return;
      observer.disconnect();
      location.hash = "#/transactions";
    }).observe(document, { subtree: true, childList: true });
  });
  await page.reload();
  await steps.heading(page, "Transactions").waitFor();
});

scenario("the module of a screen that was left comes last, and the screen stays", { at: "player/user_001" }, async (page, service) => {
  let answerLate;
  const late = new Promise((resolve) => (answerLate = resolve));
  await page.route("**/console/transactions.js", async (route) => {
    await late;
    await route.continue();
  });
  await nav(page).getByRole("link", { name: "Transactions" }).click();
  await nav(page).getByRole("link", { name: "System" }).click();
  await steps.heading(page, "System").waitFor();
  const arrived = page.waitForResponse("**/console/transactions.js");
  answerLate();
  await arrived;
  await page.evaluate(() => import("/console/transactions.js"));
  await steps.heading(page, "System").waitFor();
});

scenario("no screen transfers more than it may", {}, async (page, service) => {
  for (const name of ["economy", "player/user_001", "transactions", "operations", "system"]) {
    const context = await page.context().browser().newContext(); // with nothing in its cache
    await context.addInitScript(countReads);
    const fresh = await context.newPage();
    const requests = [];
    fresh.on("requestfinished", (request) => requests.push(request));
    await steps.open(fresh, service, name);
    const sizes = await Promise.all(requests.map((request) => request.sizes()));
    const bytes = sizes.reduce((sum, { responseBodySize, responseHeadersSize }) => sum + responseBodySize + responseHeadersSize, 0);
    await context.close();
    console.log(`${name}: ${requests.length} requests, ${(bytes / 1024).toFixed(1)} KiB`);
    assert.ok(bytes > 20 * 1024 && bytes <= KIB_MAX * 1024, `${name} transfers ${bytes} bytes`);
  }
});

const away = { at: "player/user_001", anyOf: [/^unanswered /] };
scenario("a service that is away is said to be, and everything is read again when it is back", away, async (page, service) => {
  await steps.settled(page);
  const before = await steps.figureOf(page, "Gold Coins");
  await service.stop();
  await page.locator("main").getByRole("link", { name: /History/ }).first().click();
  await page.getByText("The server does not answer. What is shown may be old").waitFor();
  // The page hears that it is back when there is something new to read.
  let tell;
  const spent = new Promise((resolve) => (tell = resolve));
  await page.route("**/health/live", async (route) => {
    await spent;
    await route.continue();
  });
  await service.start();
  await service.spend({ owner: "user_001", asset: "GOLD_COINS", amount: 7 }, "while-away");
  tell();
  await page.getByText("The server does not answer. What is shown may be old").waitFor({ state: "detached" });
  await steps.seeBalance(page, "Gold Coins", before - 7);
});

scenario("a slow service is waited for, and the answer about another player is not shown under this one", {}, async (page, service) => {
  let noteAsked;
  const asked = new Promise((resolve) => (noteAsked = resolve));
  await page.route("**/v1/wallets/user_002", async (route) => {
    await new Promise(noteAsked);
    await route.continue();
  }, { times: 1 });
  await steps.goTo(page, service, "player/user_002");
  await page.getByText("Reading the balances…").waitFor();
  const answer = await asked; // else leaving the page may take the request back before it is sent
  await steps.goTo(page, service, "player/user_001");
  await steps.heading(page, "user_001").waitFor();
  const { balance } = await service.get("/v1/wallets/user_001/GOLD_COINS");
  await steps.seeBalance(page, "Gold Coins", balance);
  answer();
  await quiet(page); // the late answer has been read
  assert.equal(await steps.figureOf(page, "Gold Coins"), balance);
});

const asked = { at: "player/user_001", anyOf: [/^40[13] /] };
locked.scenario("without a key the console asks for one, and goes on where it was", asked, async (page, service) => {
  await steps.heading(page, "Sign in").waitFor();
  assert.equal(await nav(page).count(), 0);
  await steps.signIn(page, "two words");
  await page.getByRole("alert").filter({ hasText: "A key is one word" }).waitFor();
  await steps.signIn(page, `wlt_0123456789ab_${"0".repeat(64)}`);
  await page.getByRole("alert").filter({ hasText: "There is no such API key." }).waitFor();
  const key = await makeKey(service, "read,spend,grant,operate,webhooks,events");
  await steps.signIn(page, key);
  await steps.heading(page, "user_001").waitFor();
  await steps.settled(page);
  await steps.reload(page);
  await steps.heading(page, "user_001").waitFor();
  assert.ok(!page.url().includes("wlt_") && !(await page.content()).includes(key), "the key is not in the address or the page");
  assert.equal(await page.evaluate(() => localStorage.length), 0, "nothing outlives the tab");
});

locked.scenario("a key that is revoked while it is used leads back to signing in, at the same place", asked, async (page, service) => {
  await steps.heading(page, "Sign in").waitFor();
  const key = await makeKey(service, "read");
  await steps.signIn(page, key);
  await steps.settled(page);
  await service.run("keys", "revoke", key.split("_")[1]);
  const headers = { Authorization: `Bearer ${key}` };
  await until(async () => (await fetch(`${service.origin}/v1/assets`, { headers })).status === 401, "the key is turned away");
  await page.getByRole("link", { name: "Today" }).click();
  await steps.heading(page, "Sign in").waitFor();
  assert.match(page.url(), /player\/user_001/);
  await steps.signIn(page, await makeKey(service, "read"));
  await steps.heading(page, "user_001").waitFor();
  await steps.settled(page);
});
