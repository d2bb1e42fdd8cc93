// The screen Economy on weeks of a played game, in days of a zone that is on another day than UTC: every figure is the
// service's, of one period and of two; charts and their tables, the reader's locale, less motion, a key without the scope.
import assert from "node:assert/strict";
import * as steps from "./console-steps.js";
import { addDays, ask, EMPTY, fundsOf, stacksIn, stacksOf, TABLES, TILES, today, WATCHED, written, ZONE } from "./economy-figures.js";
import { openConsole } from "./stage.js";
import { becomes, until } from "./waiting.js";

const demo = ["demo", "--days", "70", "--players", "50"];
const { scenario } = openConsole({ WALLET__ANALYTICS__ZONE: ZONE }, (service) => service.run(...demo));
const locked = openConsole({ WALLET__AUTH__REQUIRED: "true" });
const at = (view, more = {}) => ({ at: view, ...more });
const ASSETS = ["GOLD_COINS", "DIAMONDS"];

const card = (page, title) => page.getByRole("region", { name: title, exact: true });

const inOfToday = async (service, asset) => (await service.get(`/v1/analytics/supply?asset=${asset}&from=${today()}&to=${today()}`)).days[0].in;

/** Something of today, and all of it folded and counted; once. The game ends in what may be the zone's today, too. */
let made;
const played = {};
const counted = (service) =>
  (made ??= (async () => {
    for (const asset of ASSETS) {
      await until(async () => (await service.get(`/v1/analytics/supply?asset=${asset}`)).check.equal, `the game's ${asset} is folded`);
      played[asset] = await inOfToday(service, asset);
      await service.post("/v1/top-ups", { owner: "user_0042", asset, amount: 77, payment_ref: `today_${asset}` }, `today-${asset}`);
      await until(async () => (await service.get(`/v1/analytics/supply?asset=${asset}`)).check.equal, `${asset} is folded`);
      await until(async () => (await service.get(`/v1/analytics/distribution?asset=${asset}`)).as_of, `${asset} is counted`);
    }
  })());

async function open(page, service, query = "") {
  await counted(service);
  await steps.open(page, service, `economy?asset=GOLD_COINS${query}`);
}

/** The rows of the table behind a figure, its head the first. */
const tableOf = (page, title) =>
  card(page, title).getByRole("table", { name: title, exact: true })
    .evaluate((table) => [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent)));

const tileOf = (page, title) => {
  const tile = page.locator(".tile").filter({ has: page.getByText(title, { exact: true }) });
  return Promise.all([tile.locator(".tile-value").innerText(), tile.locator(".tile-note").innerText()]);
};

const PERIOD = { from: addDays(today(), -27), to: today() };
for (const asset of ASSETS) {
  scenario(`each tile, chart and table of ${asset} has the service's figures`, at("economy"), async (page, service) => {
    await counted(service);
    await steps.open(page, service, `economy?asset=${asset}&by=reason`);
    const all = await ask(service, asset, PERIOD, "reason");
    for (const [title, rows] of Object.entries(TABLES)) {
      const empty = EMPTY[title]?.(all);
      if (empty) await card(page, title).getByText(empty, { exact: true }).waitFor();
      else await becomes(() => tableOf(page, title), rows(all), title);
    }
    await becomes(() => card(page, "How evenly it is held").locator(".index .value").innerText(), written.fraction(all.distribution.gini));
    const stacks = await tableOf(page, "Sources and sinks");
    assert.deepEqual(stacksIn(stacks), stacksOf(all, stacks[0]).days);
    for (const [title, figure] of Object.entries(TILES)) {
      const [value, note] = figure(all);
      const isCompared = / · $/.test(note) || note === "";
      await becomes(async () => (await tileOf(page, title)).slice(0, isCompared ? 1 : 2), isCompared ? [value] : [value, note], title);
    }
  });
}

scenario("sources and sinks add up to the net line, however they are stacked, and what has no colour is one column", at("economy"), async (page, service) => {
  await open(page, service);
  for (const by of ["flow", "reason", "sink", "source", "campaign", "item"]) {
    await card(page, "Sources and sinks").getByRole("combobox").selectOption(by);
    await steps.settled(page);
    const all = await ask(service, "GOLD_COINS", PERIOD, by);
    const shown = await tableOf(page, "Sources and sinks");
    const { days, others } = stacksOf(all, shown[0]);
    assert.deepEqual(stacksIn(shown), days, by);
    for (const [day, { Net: net, ...parts }] of stacksIn(shown)) assert.equal(Object.values(parts).reduce((sum, one) => sum + one, 0), net, `${by}, ${day}`);
    assert.equal(await card(page, "Sources and sinks").getByText(`The ${others} smallest share one colour here.`).count(), others > 0 ? 1 : 0);
  }
});

scenario("two periods stand beside each other, day by day and in the tiles", at("economy"), async (page, service) => {
  await open(page, service, "&with=before");
  const all = await ask(service, "GOLD_COINS", PERIOD, "reason");
  for (const title of ["Supply", "Velocity", "Active wallets a day"]) await becomes(() => tableOf(page, title), TABLES[title](all, true), title);
  const [head, ...rows] = await tableOf(page, "Sources and sinks");
  const then = head.indexOf("Net, then");
  assert.deepEqual(rows.map((row) => Number(row[then].replaceAll(",", "").replace("−", "-"))), all.then.supply.days.map(({ net }) => net));
  for (const title of Object.keys(TILES).slice(0, 6)) {
    const [value, change] = TILES[title](all);
    const [shown, note] = await tileOf(page, title);
    assert.deepEqual([shown, note.slice(0, change.length)], [value, change], title);
  }
});

scenario("treasury and budgets have what they had at the end of days of the service's zone", at("economy"), async (page, service) => {
  await open(page, service);
  const shown = await tableOf(page, "Treasury and budgets");
  const [head] = shown;
  const days = Array.from({ length: 28 }, (_, day) => addDays(PERIOD.from, day)).filter((day) => head.includes(written.shortDay(day)));
  assert.equal(days.length, head.length - 3, "each moment is a day of the period");
  const { funds } = await ask(service, "GOLD_COINS", PERIOD, "reason");
  assert.ok(funds.length > 1, "there is a budget beside the treasury");
  assert.deepEqual(shown.map(([fund, has, , ...moments]) => [fund, has, ...moments]), await fundsOf(service, { funds }, "GOLD_COINS", days));
});

scenario("a day is called unusual with what the service says of it", at("economy"), async (page, service) => {
  await open(page, service);
  const all = await ask(service, "GOLD_COINS", PERIOD, "reason");
  const [head, ...rows] = await tableOf(page, "Unusual days");
  assert.deepEqual(head.slice(0, 3), ["Day", "Figure", "Was"]);
  assert.ok(rows.length > 0, "the game had such days");
  for (const [day, name, was] of rows) {
    const [, value] = WATCHED[name](all).find(([one]) => written.longDay(one) === day);
    assert.equal(was, written.number(value), `${name} on ${day}`);
  }
});

scenario("days are those of the service's zone: the latest is its today, not that of UTC or of the reader", at("economy"), async (page, service) => {
  await open(page, service);
  assert.notEqual(today(), new Date().toISOString().slice(0, 10));
  const pickers = page.getByRole("form", { name: "What is shown" });
  for (const [label, value] of [["From", PERIOD.from], ["To", PERIOD.to]]) assert.equal(await pickers.getByLabel(label, { exact: true }).inputValue(), value);
  assert.equal(await pickers.getByLabel("To", { exact: true }).getAttribute("max"), today());
  assert.equal(await inOfToday(service, "GOLD_COINS"), played.GOLD_COINS + 77, "what was booked just now is of this day");
  assert.equal((await tableOf(page, "Supply")).at(-1)[0], written.longDay(today()));
  await pickers.getByRole("button", { name: "7 days" }).click();
  await steps.settled(page);
  assert.match(page.url(), new RegExp(`from=${addDays(today(), -6)}&to=${today()}`));
});

scenario("figures that are behind the ledger are read again until they are not", at("transactions"), async (page, service) => {
  await counted(service);
  let answers = 0;
  await page.route("**/v1/analytics/supply?**", async (route) => {
    const response = await route.fetch();
    const body = await response.json();
    answers += 1;
    if (answers > 2) return route.fulfill({ response });
    // As before the fold has come so far.
    const days = body.days.map((day) => ({ ...day, supply: day.supply - 5 }));
    return route.fulfill({ response, json: { ...body, days, check: { ...body.check, equal: null } } });
  });
  await steps.open(page, service, "economy?asset=DIAMONDS");
  const all = await ask(service, "DIAMONDS", PERIOD, "reason");
  await becomes(() => tableOf(page, "Supply"), TABLES.Supply(all));
  assert.equal(answers, 3);
});

scenario("the table takes the place of the chart, and is there for screen readers beside it", at("economy"), async (page, service) => {
  await open(page, service);
  const supply = card(page, "Supply");
  const image = supply.getByRole("img");
  assert.match(await image.getAttribute("aria-label"), /^Supply\. From [\d,]+ to [\d,]+ Gold Coins\.$/);
  assert.equal(await supply.getByRole("table", { name: "Supply" }).count(), 1);
  const toggle = supply.getByRole("button", { name: "Table" });
  await toggle.focus();
  await page.keyboard.press("Enter");
  await image.waitFor({ state: "detached" });
  assert.equal(await toggle.getAttribute("aria-pressed"), "true");
  await supply.getByRole("table", { name: "Supply" }).getByRole("row").nth(1).waitFor();
  await page.keyboard.press("Space");
  await image.waitFor();
});

scenario("figures in the reader's locale", at("economy", { locale: "de-DE" }), async (page, service) => {
  await open(page, service);
  const { days } = await service.get("/v1/analytics/supply?asset=GOLD_COINS");
  const held = days.at(-1).supply;
  assert.ok(held > 1000, "it has a separator");
  await becomes(async () => (await tileOf(page, "Players hold"))[0], held.toLocaleString("de-DE"));
});

scenario("a chart moves only for those who want it", at("economy", { reducedMotion: "reduce" }), async (page, service) => {
  const pixels = () => card(page, "Supply").locator("canvas").evaluate((canvas) => canvas.toDataURL());
  await open(page, service);
  const first = await pixels();
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  assert.equal(await pixels(), first, "it is drawn at once");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.waitForFunction((before) => document.querySelector("#supply canvas").toDataURL() !== before, first);
});

locked.scenario("a key without analytics is told what it lacks", { at: "economy", anyOf: [/^40[13] /] }, async (page, service) => {
  await steps.signIn(page, await service.run("keys", "create", "--name", "page", "--scopes", "read"));
  await page.getByText(/scope analytics/).first().waitFor();
});
