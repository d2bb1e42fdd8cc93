// The API reference, which is Swagger UI with our colours and names: for every reader, as the page is.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { inspect } from "./inspect.js";
import { openStage } from "./stage.js";

const { scenario } = openStage();
const SCREENSHOTS = fileURLToPath(new URL("screenshots/", import.meta.url));

const operation = (page, path) => page.locator(".opblock").filter({ has: page.locator(`[data-path="${path}"]`) });

const SCREENS = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };
for (const [screen, viewport] of Object.entries(SCREENS)) {
  for (const colorScheme of ["light", "dark"]) {
    const options = { hash: "docs", viewport, colorScheme, reducedMotion: "reduce" };
    scenario(`${screen}, ${colorScheme}: no fault that axe can find, whatever is opened`, options, async (page) => {
      await mkdir(SCREENSHOTS, { recursive: true });
      const picture = (name) => page.screenshot({ path: `${SCREENSHOTS}docs-${screen}-${colorScheme}-${name}.png` });
      const spend = operation(page, "/v1/spends");
      await spend.waitFor();
      await picture("closed");
      await inspect(page);

      await spend.getByRole("button", { name: /^POST / }).click();
      await spend.getByText(/^Problems \(\d+\)$/).click();
      await spend.getByText("insufficient_funds", { exact: true }).scrollIntoViewIfNeeded();
      await picture("problems");
      await inspect(page);

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
}

scenario("by subject, each operation with one list of problems, and a way back", { hash: "docs" }, async (page, service) => {
  const document = await service.get("/openapi.json");
  const spend = operation(page, "/v1/spends");
  await spend.waitFor();
  const subjects = await page.locator(".opblock-tag").evaluateAll((tags) => tags.map((tag) => tag.dataset.tag));
  assert.deepEqual(subjects, document.tags.map((tag) => tag.name));

  await spend.getByRole("button", { name: /^POST / }).click();
  const problems = spend.locator("details.problems");
  await problems.waitFor();
  assert.equal(await problems.getAttribute("open"), null, "it is folded");
  const codes = await problems.locator("li code").allTextContents();
  assert.deepEqual(codes, document.paths["/v1/spends"].post["x-problems"]);
  const statuses = await spend.locator(".responses-table [data-code]").evaluateAll((rows) => rows.map((row) => row.dataset.code));
  assert.deepEqual(statuses, ["201"], "no other list of them");

  await page.getByRole("link", { name: "Demo page" }).click();
  await page.getByRole("heading", { name: "Wallet", level: 1 }).waitFor();
});
