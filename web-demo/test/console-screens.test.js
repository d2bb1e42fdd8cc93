// The screens Economy, Operations and System for every reader: small screens, dark and light, and whatever axe can find.
import * as steps from "./console-steps.js";
import { inspectEverywhere, STILL } from "./inspect.js";
import { openConsole } from "./stage.js";

const { scenario } = openConsole();
const look = (page, name) => inspectEverywhere(page, `console-${name}`);

scenario("economy is readable everywhere, as charts and as tables, and axe finds no fault", STILL, async (page, service) => {
  await steps.open(page, service, "economy?with=before");
  await look(page, "economy");
  for (const toggle of await page.locator("main").getByRole("button", { name: "Table" }).all()) await toggle.click();
  await look(page, "tables");
});

scenario("operations and system are readable everywhere, and axe finds no fault", STILL, async (page, service) => {
  for (const name of ["operations", "system", "system/assets/GOLD_COINS"]) {
    await steps.open(page, service, name);
    await look(page, name.replaceAll("/", "-"));
  }
  await steps.open(page, service, "operations");
  await page.getByRole("button", { name: "Send events to a URL" }).first().click();
  await look(page, "webhook-form");
  await steps.tryOut(page, { "Receiver's URL": "https://shop.example/hooks/wallet" });
  await steps.dialog(page).getByText("What will happen").waitFor();
  await look(page, "webhook-foretold");
});
