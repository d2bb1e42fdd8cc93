// The screens Economy, Operations and System for every reader: small screens, dark and light, and whatever axe can find.
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import * as steps from "./console-steps.js";
import { inspect } from "./inspect.js";
import { openConsole } from "./stage.js";

const { scenario } = openConsole();
const SCREENSHOTS = fileURLToPath(new URL("screenshots/", import.meta.url));

const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };
for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ["light", "dark"]) {
    scenario(`${size}, ${colorScheme}: economy, operations and system are readable, and axe finds no fault`, { at: "economy", viewport, colorScheme, reducedMotion: "reduce" }, async (page, service) => {
      await mkdir(SCREENSHOTS, { recursive: true });
      const look = async (name) => {
        await page.screenshot({ path: `${SCREENSHOTS}console-${size}-${colorScheme}-${name}.png`, fullPage: true });
        await inspect(page);
      };
      await steps.open(page, service, "economy?with=before");
      await steps.settled(page);
      await page.waitForFunction(() => [...document.querySelectorAll(".canvas")].every((one) => one.dataset.drawn === "true"));
      await look("economy");
      for (const toggle of await page.locator("main").getByRole("button", { name: "Table" }).all()) await toggle.click();
      await look("tables");
      for (const name of ["operations", "system", "system/assets/GOLD_COINS"]) {
        await steps.open(page, service, name);
        await steps.settled(page);
        await look(name.replaceAll("/", "-"));
      }
      await steps.open(page, service, "operations");
      await page.getByRole("button", { name: "Send events to a URL" }).first().click();
      await look("webhook-form");
      await steps.tryOut(page, { "Receiver's URL": "https://shop.example/hooks/wallet" });
      await steps.dialog(page).getByText("What will happen").waitFor();
      await look("webhook-foretold");
    });
  }
}
