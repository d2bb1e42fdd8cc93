// Measures how soon the console is seen, with nothing in the cache: `node test/paint.js`. No test: the figures are of the machine.
import { Service } from "./service.js";
import { launch } from "./stage.js";

const ROUNDS = 9;
const service = await Service.create();
await service.start();
const browser = await launch();
const median = (all) => all.sort((one, other) => one - other)[Math.floor(all.length / 2)];
for (const hash of ["economy", "player/user_001", "transactions"]) {
  const paints = [];
  const ready = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const began = Date.now();
    await page.goto(`${service.origin}/console#/${hash}`);
    await page.locator("main h1").waitFor();
    await page.waitForFunction(() => !document.querySelector("main .loading, main [aria-busy=true]"));
    ready.push(Date.now() - began);
    paints.push(await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime));
    await context.close();
  }
  console.log(`${hash}: first contentful paint ${Math.round(median(paints))} ms, all data shown ${median(ready)} ms (medians of ${ROUNDS})`);
}
await browser.close();
await service.remove();
