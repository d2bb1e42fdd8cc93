// The API reference, which is Swagger UI with our colours and names: for every reader, as the page is.
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { inspect } from "./inspect.js";
import { openStage } from "./stage.js";

const { scenario } = openStage();
const SCREENSHOTS = fileURLToPath(new URL("screenshots/", import.meta.url));

const operation = (page, path) => page.locator(".opblock").filter({ has: page.locator(`[data-path="${path}"]`) });

const SCREENS = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };
for (const [screen, viewport] of Object.entries(SCREENS)) {
  scenario(`${screen}: no fault that axe can find, whatever is opened`, { hash: "docs", viewport, reducedMotion: "reduce" }, async (page) => {
    await mkdir(SCREENSHOTS, { recursive: true });
    const picture = (name) => page.screenshot({ path: `${SCREENSHOTS}docs-${screen}-${name}.png` });
    const spend = operation(page, "/v1/spends");
    await spend.waitFor();
    await picture("closed");
    await inspect(page);

    await spend.getByRole("button", { name: /^POST / }).click();
    await spend.getByRole("button", { name: "Try it out" }).click();
    await spend.getByRole("textbox", { name: "Request body" }).waitFor();
    await picture("form");
    await inspect(page);

    const health = operation(page, "/health/live");
    await health.getByRole("button", { name: /^GET / }).click();
    await health.getByRole("button", { name: "Try it out" }).click();
    await health.getByRole("button", { name: "Execute" }).click();
    await health.getByText("Response body").waitFor();
    await picture("answer");
    await inspect(page);

    await page.getByRole("button", { name: "Authorize" }).first().click();
    await page.getByRole("button", { name: "Close", exact: true }).first().waitFor();
    await picture("keys");
    await inspect(page);
  });
}
