import { chromium } from "playwright-core";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const origin = process.env.ORIGIN ?? "http://127.0.0.1:4711";
const views = (process.env.VIEWS ?? "economy,economy?with=before&by=flow,operations,operations/webhooks/0a1b2c3d4e5f,system,system/assets/GEMS").split(",");
const combos = (process.env.COMBOS ?? "desktop-light,desktop-dark,phone-light,phone-dark").split(",");
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
for (const combo of combos) {
  const [size, scheme] = combo.split("-");
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "Europe/Berlin", colorScheme: scheme, reducedMotion: "reduce", viewport: size === "phone" ? { width: 390, height: 844 } : { width: 1280, height: 900 } });
  for (const view of views) {
    const page = await context.newPage();
    const notes = [];
    page.on("console", (m) => ["error", "warning"].includes(m.type()) && notes.push(m.text()));
    page.on("pageerror", (e) => notes.push("uncaught " + e.stack));
    let bytes = 0;
    page.on("requestfinished", async (r) => { try { const s = await r.sizes(); bytes += s.responseBodySize + s.responseHeadersSize; } catch {} });
    await page.goto(`${origin}/console#/${view}`);
    await page.waitForTimeout(1200);
    const kib = (bytes / 1024).toFixed(1);
    const width = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    await page.screenshot({ path: `/tmp/economy/${combo}-${view.replace(/[^a-z0-9]+/gi, "_")}.png`, fullPage: true });
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run());
    console.log(combo, view, `${kib} KiB`, width > 0 ? `WIDE by ${width}` : "", violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html + " " + (n.any[0]?.message ?? "")).join(" | ")}`).join("\n   "), notes.join("\n   "));
    await page.close();
  }
  await context.close();
}
await browser.close();
