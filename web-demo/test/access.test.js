// For every reader: keyboard alone, screen readers, small screens, dark and light, less motion.
import assert from "node:assert/strict";
import { inspect, inspectEverywhere, STILL } from "./inspect.js";
import { openStage } from "./stage.js";
import * as steps from "./steps.js";
import { becomes } from "./waiting.js";

const { scenario } = openStage();

/** Presses Tab until `name` has the focus, which must be visible at every stop. */
async function tabTo(page, name) {
  for (let stop = 0; stop < 30; stop += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      const drawn = element.type === "radio" ? element.nextElementSibling : element;
      const style = getComputedStyle(drawn);
      const name = element.labels?.[0]?.textContent ?? element.textContent;
      return { name: name.trim(), outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth) };
    });
    assert.ok(focused.outline >= 2, `the focus on "${focused.name}" is visible`);
    if (focused.name.includes(name)) return;
  }
  assert.fail(`Tab does not reach "${name}"`);
}

scenario("the largest balance fits the smallest screen", { viewport: { width: 320, height: 640 }, reducedMotion: "reduce" }, async (page) => {
  await page.route("**/v1/**", async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace(/"(balance|amount|balance_after)": ?(?:500|499)(?!\d)/g, '"$1":9007199254740991');
    await route.fulfill({ response, body });
  });
  await page.reload();
  await steps.seeBalance(page, "Gold Coins", "9,007,199,254,740,991");
  await page.locator("tbody").getByText("+9,007,199,254,740,991").waitFor();
  await steps.submit(page, "Spend", 1);
  await steps.seeStamp(page, "Posted");
  await inspect(page);
});

scenario("a spend and its retry with the keyboard alone", {}, async (page, service) => {
  const focused = () => page.evaluate(() => document.activeElement.textContent.trim());
  await steps.seeRead(page);
  await steps.countsOnce(service, "user_002", "DIAMONDS", async (before) => {
    await tabTo(page, "user_001");
    await page.keyboard.press("ArrowRight");
    await steps.seeBalance(page, "Diamonds", String(before.balance));
    await tabTo(page, "Gold Coins");
    await page.keyboard.press("ArrowRight");
    await tabTo(page, "Top-up");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await tabTo(page, "Amount");
    await page.keyboard.type("2");
    await tabTo(page, "Description");
    await page.keyboard.type("By keyboard");
    await tabTo(page, "Spend Diamonds");
    await page.keyboard.press("Enter");
    await steps.seeStamp(page, "Posted");
    await becomes(focused, "Spend Diamonds", "focus stays");
    await steps.seeBalance(page, "Diamonds", String(before.balance - 2));
    await tabTo(page, steps.RETRY);
    await page.keyboard.press("Space");
    await steps.seeStamp(page, "Replayed");
    await steps.seeBalance(page, "Diamonds", String(before.balance - 2));
    await becomes(focused, steps.RETRY, "focus stays");
  }, -2);
});

scenario("results and refusals are announced by regions that were there before", { notes: ["402 /v1/spends"] }, async (page) => {
  await steps.seeRead(page);
  const regions = page.locator(".receipt [role=status], .receipt [role=alert]");
  assert.equal(await regions.count(), 2);
  await regions.evaluateAll((all) => all.forEach((region) => (region.wasThere = true)));
  const speaking = () =>
    regions.evaluateAll((all) => all.filter((one) => one.wasThere && one.textContent).map((one) => one.getAttribute("role")));
  await steps.submit(page, "Spend", 1);
  await steps.seeStamp(page, "Posted");
  await becomes(speaking, ["status"]);
  await steps.submit(page, "Spend", 999999);
  await steps.seeStamp(page, "Refused");
  await becomes(speaking, ["alert"]);
});

scenario("less motion means none", { reducedMotion: "reduce" }, async (page) => {
  await steps.submit(page, "Bonus", 1);
  await steps.seeStamp(page, "Posted");
  assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
  await page.emulateMedia({ reducedMotion: "no-preference" });
  // Noted in the page: it is over before anybody could look.
  await page.evaluate(() => {
    window.moved = new Promise((resolve) => addEventListener("animationstart", () => resolve(true)));
  });
  await steps.submit(page, "Bonus", 1);
  assert.ok(await page.evaluate(() => window.moved));
});

scenario("the link to the API reference leads there, within the policy and without another host", {}, async (page) => {
  await page.getByRole("link", { name: "API reference" }).click();
  await page.waitForURL("**/docs{,/,/**}");
  await page.getByText("/v1/spends").first().waitFor();
});

const refused = { ...STILL, notes: ["402 /v1/spends"] };
scenario("on phone and desktop, light and dark: readable, nothing cut off, no fault that axe can find", refused, async (page) => {
  await steps.submit(page, "Top-up", 1250, "pay_8817-Q-everywhere");
  await steps.seeStamp(page, "Posted");
  await inspectEverywhere(page, "demo-posted");
  await page.getByRole("button", { name: steps.RETRY }).click();
  await steps.seeStamp(page, "Replayed");
  await inspectEverywhere(page, "demo-replayed");
  await steps.submit(page, "Spend", 9_000_000, "A castle with a very long name that has to go somewhere");
  await steps.seeStamp(page, "Refused");
  await steps.submit(page, "Spend", "many");
  await inspectEverywhere(page, "demo-refused");
});
