// What must hold of a page as it stands, whatever it shows.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

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

/** No sideways scrolling, no figure torn apart, and axe's rules, contrast included. Evaluated from outside, the policy stays as it is. */
export async function inspect(page) {
  const { wanted, given } = await page.evaluate(() => ({ wanted: document.documentElement.scrollWidth, given: innerWidth }));
  assert.ok(wanted <= given, `the page is ${wanted} px wide on a screen of ${given} px`);
  assert.deepEqual(await brokenGroups(page), []);
  await page.evaluate(axe);
  const { violations, passes } = await page.evaluate(() => window.axe.run());
  assert.ok(passes.some((rule) => rule.id === "color-contrast"), "axe looked at the colours");
  const faults = violations.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.html).join(" | ")}`);
  assert.deepEqual(faults, []);
}
