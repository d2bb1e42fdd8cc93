// What must hold of a page as it stands, whatever it shows: on a phone and on a desktop, light and dark.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { quiet } from "./waiting.js";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The groups of three digits, here or elsewhere in the page, that go on in the next line. */
const brokenGroups = (page) =>
  page.evaluate(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const broken = [];
    const range = document.createRange();
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      if (text.parentElement.closest("code, pre")) continue; // a name of hexadecimal digits is no figure
      for (const { 0: digits, index } of text.data.matchAll(/[+−]?\d+/g)) {
        range.setStart(text, index);
        range.setEnd(text, index + digits.length);
        const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
        if (lines.size > 1) broken.push(`${digits} of ${text.parentElement.textContent}`);
      }
    }
    return broken;
  });

/** The rules that look at colours. */
const COLOURS = ["color-contrast", "link-in-text-block"];

/**
 * No sideways scrolling, no figure torn apart, and axe's rules, or those of `only`, in what fits `of`. Evaluated from outside,
 * the policy stays as it is.
 */
export async function inspect(page, { only, of = "html" } = {}) {
  const { wanted, given } = await page.evaluate(() => ({ wanted: document.documentElement.scrollWidth, given: innerWidth }));
  assert.ok(wanted <= given, `the page is ${wanted} px wide on a screen of ${given} px`);
  assert.deepEqual(await brokenGroups(page), []);
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  const options = { resultTypes: ["violations"], ...(only && { runOnly: { type: "rule", values: only } }) }; // of what is right one place a rule is enough
  const { violations, passes } = await page.evaluate(([of, given]) => window.axe.run(of, given), [of, options]);
  assert.ok(passes.some((rule) => rule.id === "color-contrast"), "axe looked at the colours");
  const faults = violations.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.html).join(" | ")}`);
  assert.deepEqual(faults, []);
}

const SCREENS = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };
const SCREENSHOTS = fileURLToPath(new URL("screenshots/", import.meta.url));

/** Less motion, so that nothing is looked at half-way. */
export const STILL = { viewport: SCREENS.desktop, colorScheme: "light", reducedMotion: "reduce" };

/**
 * Inspects what is open on each screen and in each colour scheme; with `SCREENSHOTS` set each is a picture for people, too, of
 * the whole page or of what is in sight.
 */
export async function inspectEverywhere(page, name, { isWhole = true, of } = {}) {
  // One thing changes at a time, and the last is what a test of `STILL` began with. Light and dark differ in colours alone.
  for (const [screen, colorScheme, only] of [["desktop", "dark"], ["phone", "dark"], ["phone", "light", COLOURS], ["desktop", "light", COLOURS]]) {
    await page.setViewportSize(SCREENS[screen]);
    await page.emulateMedia({ colorScheme });
    await quiet(page, { busy: ".canvas[data-drawn=false]" });
    if (process.env.SCREENSHOTS) await page.screenshot({ path: `${SCREENSHOTS}${name}-${screen}-${colorScheme}.png`, fullPage: isWhole });
    await inspect(page, { only, of });
  }
}
