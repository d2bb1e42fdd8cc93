// The screen Economy on the real service: charts and their tables, the reader's locale, less motion, a key that lacks the scope.
import assert from "node:assert/strict";
import * as steps from "./console-steps.js";
import { openConsole } from "./stage.js";

const { scenario } = openConsole();
const locked = openConsole({ WALLET__AUTH__REQUIRED: "true" });
const at = (view, more = {}) => ({ at: view, ...more });

const today = () => new Date().toISOString().slice(0, 10);
const card = (page, title) => page.getByRole("region", { name: title, exact: true });

/** A little economy; made once. Sources and sinks have reasons, one player owes, one has a hold. */
let made;
const makeEconomy = (service) =>
  (made ??= (async () => {
    const asset = "GOLD_COINS";
    const post = (path, body, key) => service.post(path, body, `economy-${key}`);
    for (const [at, amount] of [1200, 300, 80, 20].entries()) {
      await service.post(`/v1/wallets/player_${at}/${asset}`, {}, null, { method: "PUT" });
      await post("/v1/top-ups", { owner: `player_${at}`, asset, amount }, `top-up-${at}`);
    }
    const gift = await post("/v1/bonuses", { owner: "player_3", asset, amount: 60, reason: "daily login", metadata: { reason: "daily login" } }, "bonus");
    await post("/v1/spends", { owner: "player_0", asset, amount: 500, metadata: { reason: "skins" } }, "spend-0");
    await post("/v1/spends", { owner: "player_3", asset, amount: 75, metadata: { reason: "boosts" } }, "spend-3");
    await post(`/v1/transactions/${gift.id}/reversals`, { on_shortfall: "debt", reason: "abuse" }, "back");
    await post("/v1/holds", { owner: "player_1", asset, amount: 100, expires_in_s: 86_400 }, "hold");
    const { next_cursor: cursor } = await service.get("/v1/events?limit=200");
    // The folded figures have to have come this far.
    const reached = async (path) => Number((await service.get(path)).as_of?.event.split(".")[0] ?? -1);
    const last = Number(cursor.split(".")[0]);
    for (const path of [`/v1/analytics/supply?asset=${asset}&from=${today()}&to=${today()}`]) {
      const until = Date.now() + 30_000;
      while ((await reached(path)) < last) {
        assert.ok(Date.now() < until, `${path} has not come to ${last}`);
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  })());

async function open(page, service, query = "") {
  await makeEconomy(service);
  await steps.open(page, service, `economy?asset=GOLD_COINS${query}`);
  await card(page, "Supply").waitFor();
  await steps.settled(page);
  await page.waitForFunction(() => [...document.querySelectorAll(".canvas")].every((one) => one.dataset.drawn === "true"));
}

scenario("the table takes the place of the chart, and is there for screen readers beside it", at("economy"), async (page, service) => {
  await open(page, service);
  const supply = card(page, "Supply");
  const image = supply.getByRole("img");
  assert.match(await image.getAttribute("aria-label"), /^Supply\. From [\d,]+ to [\d,]+ Gold Coins\.$/);
  assert.equal(await supply.getByRole("table", { name: "Supply" }).count(), 1);
  const toggle = supply.getByRole("button", { name: "Table" });
  await toggle.focus();
  await page.keyboard.press("Enter");
  assert.equal(await image.count(), 0);
  assert.equal(await toggle.getAttribute("aria-pressed"), "true");
  await supply.getByRole("table", { name: "Supply" }).getByRole("row").nth(1).waitFor();
  await page.keyboard.press("Space");
  await image.waitFor();
});

scenario("figures in the reader's locale", at("economy", { locale: "de-DE" }), async (page, service) => {
  const read = () => service.get(`/v1/analytics/supply?asset=GOLD_COINS&from=${today()}&to=${today()}`);
  let supply = await read();
  while (supply.check.equal !== true) supply = await read(); // the service folds what it began with
  await page.reload();
  await open(page, service);
  const { days } = supply;
  await page.locator(".tile").filter({ hasText: "Players hold" }).getByText(days[0].supply.toLocaleString("de-DE"), { exact: true }).waitFor();
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
  const key = await service.run("keys", "create", "--name", "page", "--scopes", "read");
  await page.getByRole("form", { name: "Sign in" }).getByLabel("API key").fill(key);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText(/scope analytics/).first().waitFor();
});
