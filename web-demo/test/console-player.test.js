// The screen Player: what is found, what is seen first, and each action from its dry run to its undo, against the API.
import assert from "node:assert/strict";
import * as steps from "./console-steps.js";
import { openConsole } from "./stage.js";
import { becomes } from "./waiting.js";

const { scenario } = openConsole();
let names = 0;

/** A player of a test's own, with so many gold coins; keys and owners are never used twice. */
async function newPlayer(service, gold = 500) {
  const owner = `player_${(names += 1)}`;
  await service.post(`/v1/wallets/${owner}/GOLD_COINS`, {}, null, { method: "PUT" });
  if (gold > 0) await service.post("/v1/top-ups", { owner, asset: "GOLD_COINS", amount: gold, payment_ref: `pay_${owner}` }, `gold-${owner}`);
  return owner;
}

const gold = async (service, owner) => service.get(`/v1/wallets/${owner}/GOLD_COINS`);
const act = (page, name) => steps.card(page, "Gold Coins").getByRole("button", { name: new RegExp(`^${name}`) }).click();

scenario("one box finds a player, a transaction, a key and a payment", { anyOf: [/^404 /] }, async (page, service) => {
  const owner = await newPlayer(service);
  const { id } = await service.get(`/v1/transactions?owner=${owner}&idempotency_key=gold-${owner}`);
  await steps.find(page, owner);
  await steps.heading(page, owner).waitFor();
  for (const text of [id, `${owner} gold-${owner}`, `pay_${owner}`]) {
    await steps.open(page, service, "player");
    await steps.find(page, text);
    await steps.heading(page, "Top-up").waitFor();
    assert.ok(page.url().endsWith(`#/transactions/${id}`), `${text} leads to the transaction`);
    await steps.settled(page);
  }
  await steps.find(page, "player_");
  await page.getByRole("heading", { name: "Players whose names begin so" }).waitFor();
  await page.getByRole("link", { name: owner, exact: true }).click();
  await steps.heading(page, owner).waitFor();
  await steps.find(page, "nobody");
  await page.getByText("Nothing is called “nobody”").waitFor();
});

scenario("a debt, a frozen side and open holds are seen before anything else, and all figures are the API's", {}, async (page, service) => {
  const owner = await newPlayer(service, 100);
  const spent = await service.post("/v1/bonuses", { owner, asset: "GOLD_COINS", amount: 50 }, `b-${owner}`);
  await service.post("/v1/spends", { owner, asset: "GOLD_COINS", amount: 120 }, `s-${owner}`);
  await service.post(`/v1/transactions/${spent.id}/reversals`, { on_shortfall: "debt" }, `r-${owner}`);
  await service.post("/v1/top-ups", { owner, asset: "GOLD_COINS", amount: 5 }, `t-${owner}`);
  await service.post(`/v1/wallets/${owner}/DIAMONDS`, {}, null, { method: "PUT" });
  await service.post("/v1/top-ups", { owner, asset: "DIAMONDS", amount: 40 }, `d-${owner}`);
  await service.post("/v1/holds", { owner, asset: "DIAMONDS", amount: 15, reference: "order_77" }, `h-${owner}`);
  await service.post(`/v1/wallets/${owner}/DIAMONDS/freeze`, { block: "credits", reason: "charged back" });
  await steps.open(page, service, `player/${owner}`);
  const { wallets } = await service.get(`/v1/wallets/${owner}`);
  for (const { asset, balance, available, held, debt } of wallets) {
    const name = { GOLD_COINS: "Gold Coins", DIAMONDS: "Diamonds" }[asset];
    const shown = [];
    for (const figure of [null, "Available", "Held", "Owes"]) shown.push(await steps.figureOf(page, name, figure));
    assert.deepEqual(shown, [balance, available, held, debt], asset);
  }
  const debt = wallets.find(({ asset }) => asset === "GOLD_COINS").debt;
  assert.ok(debt > 0);
  const attention = page.getByRole("list", { name: "What needs attention" });
  assert.deepEqual(await attention.getByRole("listitem").allInnerTexts(), [
    "Diamonds: credits frozen", "Open holds keep 15 Diamonds", `Owes ${debt} Gold Coins`,
  ]);
  const box = await attention.boundingBox();
  assert.ok(box.y + box.height < page.viewportSize().height, "without scrolling");
  await page.getByRole("table", { name: "Open holds of Diamonds" }).getByRole("link", { name: "order_77" }).waitFor();
  await page.getByText("Freeze Diamonds: charged back").waitFor();
});

scenario("a grant: what will happen, what has happened, its link, and its undo", {}, async (page, service) => {
  const owner = await newPlayer(service);
  await steps.open(page, service, `player/${owner}`);
  const made = await steps.countsTransactions(service, owner, 2, async () => {
    await act(page, "Grant");
    await steps.tryOut(page, { Amount: "1,5", Reason: "goodwill" });
    await steps.dialog(page).getByRole("alert").filter({ hasText: "is not a whole number" }).waitFor();
    await steps.tryOut(page, { Amount: 50 });
    await steps.dialog(page).getByText(`${owner} gets 50 Gold Coins from the treasury.`).waitFor();
    assert.deepEqual(await steps.changes(page), { [`Balance of ${owner}`]: ["500", "550"] });
    assert.equal((await gold(service, owner)).balance, 500, "a dry run moves nothing");
    await steps.confirm(page, "Grant 50 Gold Coins");
    await steps.seeBalance(page, "Gold Coins", 550);
    await steps.dialog(page).getByRole("button", { name: "Undo…" }).click();
    await steps.tryOut(page, { Reason: "mistake" });
    assert.deepEqual(await steps.changes(page), { [`Balance of ${owner}`]: ["550", "500"] });
    await steps.confirm(page, "Refund");
    await steps.dialog(page).getByRole("link", { name: "Show it" }).click();
  });
  await steps.heading(page, "Refund").waitFor();
  const reversal = made.find(({ flow }) => flow === "reversal");
  assert.ok(page.url().endsWith(reversal.id));
  assert.equal(made.find(({ flow }) => flow === "bonus").reference, "goodwill");
  assert.equal((await gold(service, owner)).balance, 500);
});

scenario("a reason is asked for, and a field that is wrong has the focus", {}, async (page, service) => {
  const owner = await newPlayer(service);
  await steps.open(page, service, `player/${owner}`);
  await act(page, "Grant");
  await steps.tryOut(page, { Amount: 5 });
  await steps.dialog(page).getByRole("alert").filter({ hasText: "Reason: say it in a word or two." }).waitFor();
  await becomes(() => page.evaluate(() => document.activeElement.name), "reason");
  await steps.escape(page);
});

const short = { anyOf: [/^402 /] };
scenario("a refund: refused where the credits are gone, in part, and into debt", short, async (page, service) => {
  const owner = await newPlayer(service, 100);
  await service.post("/v1/spends", { owner, asset: "GOLD_COINS", amount: 90, description: "a sword" }, `s-${owner}`);
  await steps.open(page, service, `player/${owner}`);
  const event = page.getByRole("listitem").filter({ hasText: "Top-up" });
  await event.getByRole("button", { name: /^Refund/ }).click();
  await steps.tryOut(page, { Reason: "chargeback" });
  await steps.dialog(page).getByRole("alert").filter({ hasText: /available|too little|enough/i }).waitFor();
  await steps.tryOut(page, { "If the credits": "Take all: what is missing becomes a debt", "How much": "A part" });
  await steps.dialog(page).getByLabel("Part, in Gold Coins").fill("60");
  await steps.tryOut(page, {});
  assert.deepEqual(await steps.changes(page), { [`Balance of ${owner}`]: ["10", "0"], [`${owner} owes`]: ["0", "50"] });
  await steps.dialog(page).getByText(`${owner} owes 50 Gold Coins more.`).waitFor();
  await steps.confirm(page, "Refund");
  await steps.close(page);
  await page.getByText("Owes 50 Gold Coins", { exact: true }).waitFor();
  const { debt, balance } = await gold(service, owner);
  assert.deepEqual([balance, debt], [0, 50]);
});

scenario("freezing one side, and undoing it", {}, async (page, service) => {
  const owner = await newPlayer(service);
  await steps.open(page, service, `player/${owner}`);
  await act(page, "Freeze");
  await steps.tryOut(page, { "What stops": "What goes out: spends, gifts, holds", Reason: "looks like fraud" });
  assert.deepEqual(await steps.changes(page), { Status: ["open", "debits frozen"] });
  await steps.confirm(page, "Freeze the wallet");
  assert.equal((await gold(service, owner)).status, "debits_frozen");
  await steps.dialog(page).getByRole("button", { name: "Undo…" }).click();
  await steps.tryOut(page, { Reason: "it was not" });
  await steps.confirm(page, "Unfreeze the wallet");
  assert.equal((await gold(service, owner)).status, "open");
  const { data } = await service.get(`/v1/changes?owner=${owner}`);
  assert.deepEqual(data.map(({ action, reason }) => [action, reason]), [["unfreeze", "it was not"], ["freeze", "looks like fraud"]]);
});

scenario("a hold is released, a wallet opened, closed and reopened", { anyOf: [/^404 /] }, async (page, service) => {
  const owner = await newPlayer(service, 30);
  await service.post("/v1/holds", { owner, asset: "GOLD_COINS", amount: 30, reference: "bid" }, `h-${owner}`);
  await steps.open(page, service, `player/${owner}`);
  await page.getByRole("table", { name: "Open holds" }).getByRole("button", { name: /^Release/ }).click();
  await steps.tryOut(page, { Reason: "the auction was called off" });
  assert.deepEqual(await steps.changes(page), { [`Available to ${owner}`]: ["0", "30"], Held: ["30", "0"] });
  await steps.confirm(page, "Release the hold");
  assert.equal(await steps.dialog(page).getByRole("button", { name: "Undo…" }).count(), 0);
  await steps.close(page);
  assert.equal((await gold(service, owner)).held, 0);

  const guest = `guest_${owner}`;
  await steps.find(page, guest);
  await page.getByRole("button", { name: /^Open a wallet/ }).click();
  await steps.tryOut(page, { Asset: "Diamonds" });
  await steps.confirm(page, "Open the Diamonds wallet");
  await steps.dialog(page).getByRole("link", { name: "Show it" }).click();
  await steps.heading(page, guest).waitFor();
  await steps.card(page, "Diamonds").getByRole("button", { name: /^Close/ }).click();
  await steps.tryOut(page, { Reason: "opened by mistake" });
  await steps.confirm(page, "Close the wallet");
  assert.equal((await service.get(`/v1/wallets/${guest}/DIAMONDS`)).status, "closed");
  await steps.dialog(page).getByRole("button", { name: "Undo…" }).click();
  await steps.tryOut(page, { Reason: "it was none" });
  await steps.confirm(page, "Reopen the wallet");
  assert.equal((await service.get(`/v1/wallets/${guest}/DIAMONDS`)).status, "open");
});

scenario("a refusal between the dry run and the confirmation is told, and nothing is done", { anyOf: [/^409 /] }, async (page, service) => {
  const owner = await newPlayer(service);
  await steps.open(page, service, `player/${owner}`);
  await steps.countsTransactions(service, owner, 0, async () => {
    await act(page, "Grant");
    await steps.tryOut(page, { Amount: 5, Reason: "goodwill" });
    await steps.dialog(page).getByRole("heading", { name: "What will happen" }).waitFor();
    await service.post(`/v1/wallets/${owner}/GOLD_COINS/freeze`, {});
    await steps.confirm(page, "Grant 5 Gold Coins", "Refused");
    await steps.dialog(page).getByRole("alert").filter({ hasText: "frozen" }).filter({ hasText: "Nothing was done." }).waitFor();
    await steps.close(page);
    await steps.reload(page);
    assert.equal(await page.getByText("The outcome of an action is not known").count(), 0);
  });
});

const lost = { anyOf: [/^unanswered /] };
scenario("a server that is gone in the middle of an action: the same key until it is back, and once", lost, async (page, service) => {
  const owner = await newPlayer(service);
  await steps.open(page, service, `player/${owner}`);
  const keys = new Set();
  page.on("request", (request) => request.url().endsWith("/v1/bonuses") && keys.add(request.headers()["idempotency-key"]));
  const made = await steps.countsTransactions(service, owner, 1, async () => {
    await act(page, "Grant");
    await steps.tryOut(page, { Amount: 25, Reason: "goodwill" });
    await steps.dialog(page).getByRole("heading", { name: "What will happen" }).waitFor();
    // The first one arrives and is booked, and its answer is lost; then the server is gone.
    await page.route("**/v1/bonuses", async (route) => {
      await route.fetch();
      await service.stop();
      await route.abort();
    }, { times: 1 });
    await steps.dialog(page).getByRole("button", { name: "Grant 25 Gold Coins" }).click();
    await steps.dialog(page).getByText("It is sent again with the same key").waitFor();
    await service.start();
    await steps.see(page, "Done");
    await steps.dialog(page).getByText("It was carried out once").waitFor();
  });
  assert.deepEqual([...keys], [made[0].idempotency_key]);
  assert.equal((await gold(service, owner)).balance, 525);
});

scenario("an answer that is slow is waited for, and a second press sends nothing", {}, async (page, service) => {
  const owner = await newPlayer(service);
  await steps.open(page, service, `player/${owner}`);
  await steps.countsTransactions(service, owner, 1, async () => {
    await act(page, "Grant");
    // It can be pressed after a moment: how it begins is noted in the page, as it appears.
    const atFirst = page.evaluate(() => new Promise((resolve) => {
      const look = () => {
        const button = [...document.querySelectorAll("dialog button")].find((one) => one.textContent === "Grant 25 Gold Coins");
        if (button) resolve(button.getAttribute("aria-disabled"));
      };
      new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
    }));
    await steps.tryOut(page, { Amount: 25, Reason: "goodwill" });
    let answer;
    await page.route("**/v1/bonuses", async (route) => {
      await new Promise((resolve) => (answer = resolve));
      await route.continue();
    });
    assert.equal(await atFirst, "true", "not by the second press of a double click");
    const button = steps.dialog(page).getByRole("button", { name: "Grant 25 Gold Coins" });
    await button.and(page.locator(":not([aria-disabled])")).evaluate((element) => {
      element.click();
      element.click();
    });
    await steps.dialog(page).getByText("Sending…").waitFor();
    assert.equal(await steps.dialog(page).getByRole("button", { name: "Undo…" }).count(), 0);
    answer();
    await steps.see(page, "Done");
  });
});

scenario("an action that a reload interrupts keeps its key, and holds back the next one", lost, async (page, service) => {
  const owner = await newPlayer(service);
  await steps.open(page, service, `player/${owner}`);
  await steps.countsTransactions(service, owner, 1, async () => {
    await act(page, "Grant");
    await steps.tryOut(page, { Amount: 25, Reason: "goodwill" });
    await steps.dialog(page).getByRole("heading", { name: "What will happen" }).waitFor();
    const booked = new Promise((resolve) => {
      page.route("**/v1/bonuses", async (route) => {
        await route.fetch();
        resolve(); // and no answer, ever
      }, { times: 1 });
    });
    await steps.dialog(page).getByRole("button", { name: "Grant 25 Gold Coins" }).click();
    await booked;
    await page.reload();
    await page.getByText("The outcome of an action is not known").waitFor();
    await act(page, "Grant");
    await steps.tryOut(page, { Amount: 25, Reason: "goodwill" });
    await steps.dialog(page).getByText("Find that out first").waitFor();
    await steps.dialog(page).getByRole("button", { name: "Grant 25 Gold Coins" }).click({ force: true });
    await steps.dialog(page).getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Find out" }).click();
    await steps.see(page, "Done");
  });
  assert.equal((await gold(service, owner)).balance, 525);
});

/** The browser's day is the one after the bookings': so they were "on" a day that has a name. */
const tomorrow = () => Date.now() + 24 * 60 * 60 * 1000;
scenario("where did user_0042's gems go on Tuesday: at most four clicks from the front", { at: "", timezoneId: "UTC", anyOf: [/^404 /] }, async (page, service) => {
  const owner = "user_0042";
  for (const asset of ["GOLD_COINS", "DIAMONDS"]) {
    await service.post(`/v1/wallets/${owner}/${asset}`, {}, null, { method: "PUT" });
    await service.post("/v1/top-ups", { owner, asset, amount: 400 }, `first-${asset}`);
  }
  await service.post("/v1/spends", { owner, asset: "DIAMONDS", amount: 120, description: "a dragon" }, "dragon");
  await service.post("/v1/spends", { owner, asset: "GOLD_COINS", amount: 10 }, "bread");
  await service.post("/v1/purchases", { owner, pay: [{ asset: "DIAMONDS", amount: 30 }], receive: [{ asset: "GOLD_COINS", amount: 300 }], sku: "chest" }, "chest");
  const now = tomorrow();
  await page.clock.setFixedTime(now);
  await steps.reload(page);
  const day = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", timeZone: "UTC" }).format(now - 24 * 60 * 60 * 1000);

  let clicks = 0;
  const click = async (locator) => {
    clicks += 1;
    await locator.click();
  };
  await click(page.getByRole("searchbox"));
  await page.keyboard.type(owner);
  await page.keyboard.press("Enter");
  await steps.heading(page, owner).waitFor();
  await click(steps.card(page, "Diamonds").getByRole("link", { name: /^History/ }));
  await click(page.getByRole("group", { name: "Day" }).getByRole("link", { name: day, exact: true }));
  await steps.settled(page);
  const sums = page.locator(".sums");
  await sums.getByText("−150").waitFor();
  assert.match(await sums.innerText(), /Spend 120 Diamonds/);
  assert.match(await sums.innerText(), /Purchase 30 Diamonds/);
  await page.getByRole("listitem").filter({ hasText: "a dragon" }).getByText("−120").waitFor();
  assert.equal(await page.getByRole("listitem").filter({ hasText: "−10" }).count(), 0, "gold is not gems");
  assert.ok(clicks <= 4, `${clicks} clicks`);
  const link = page.url();
  await page.goto("about:blank");
  await page.goto(link);
  await sums.getByText("−150").waitFor();
});

scenario("the history has what happened and who did it, all of it page by page, by flow, and quickly as movements", {}, async (page, service) => {
  const owner = await newPlayer(service);
  for (let at = 0; at < 30; at += 1) await service.post("/v1/spends", { owner, asset: "GOLD_COINS", amount: 1, description: `bread ${at}` }, `s-${owner}-${at}`);
  await service.post("/v1/holds", { owner, asset: "GOLD_COINS", amount: 5 }, `h-${owner}`);
  await assert.rejects(service.post("/v1/spends", { owner, asset: "GOLD_COINS", amount: 9999 }, `x-${owner}`), /402/);
  await steps.open(page, service, `player/${owner}`);
  const events = page.locator(".event");
  await becomes(() => events.count(), 25);
  assert.match(await events.first().innerText(), /refused/);
  await page.getByRole("button", { name: "Load older" }).click();
  await steps.settled(page);
  const { data } = await service.get(`/v1/transactions?owner=${owner}&limit=200`);
  assert.equal(data.length, 33);
  const links = () => page.locator(".event-what > p:first-child > a").evaluateAll((all) => all.map((one) => one.href.split("/").pop()));
  await becomes(links, data.map(({ id }) => id));
  assert.equal(await page.getByText("by anyone").count(), 33);
  await page.getByLabel("Flow").selectOption("Top-up");
  await steps.settled(page);
  await becomes(() => events.count(), 1);
  await page.getByLabel("Flow").selectOption("All");
  await page.getByLabel("Show").selectOption({ index: 1 });
  await steps.settled(page);
  await page.getByRole("button", { name: "Load older" }).click();
  await page.getByText("31 transactions, all there are.").waitFor();
  await steps.reload(page);
  assert.equal(await page.getByLabel("Show").inputValue(), "movements");
});

scenario("what happened at one moment is in the order in which the balances follow from each other", {}, async (page, service) => {
  const owner = await newPlayer(service, 500);
  const spend = (at) => ({ flow: "spend", idempotency_key: `${owner}-${at}`, owner, asset: "GOLD_COINS", amount: 10 + at });
  await service.post("/v1/batches", { commands: Array.from({ length: 12 }, (_, at) => spend(at)) });
  const { data } = await service.get(`/v1/transactions?owner=${owner}&flow=spend`);
  assert.equal(new Set(data.map(({ created_at: at }) => at)).size, 1, "they are of one moment");
  await steps.open(page, service, `player/${owner}`);
  const thens = page.locator(".event .after");
  await thens.nth(12).waitFor();
  const shown = (await thens.allInnerTexts()).map((text) => Number(text.replaceAll(/[^0-9]/g, "")));
  assert.deepEqual(shown, [...shown].sort((one, other) => one - other), "the newest, which left the least, is the first");
  assert.equal(shown.at(-1), 500);
});

scenario("the fields that narrow the history down stand in a row", {}, async (page, service) => {
  const owner = await newPlayer(service, 0);
  await steps.open(page, service, `player/${owner}`);
  const fields = page.locator(".filter-row .field");
  await fields.nth(4).waitFor();
  const tops = await fields.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
  assert.equal(new Set(tops).size, 1, `${tops}`);
});
