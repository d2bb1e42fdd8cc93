// The API reference, which is Swagger UI with our colours and names: for every reader, as the page is.
import assert from "node:assert/strict";
import { inspectEverywhere, STILL } from "./inspect.js";
import { openStage } from "./stage.js";

const { scenario } = openStage();

const operation = (page, path) => page.locator(".opblock").filter({ has: page.locator(`[data-path="${path}"]`) });

scenario("on phone and desktop, light and dark: no fault that axe can find, whatever is opened", { hash: "docs", ...STILL }, async (page) => {
  // Side by side, each in an operation of its own: a list of problems, a form, an answer. All others are closed.
  const spend = operation(page, "/v1/spends");
  await spend.getByRole("button", { name: /^POST / }).click();
  await spend.getByText(/^Problems \(\d+\)$/).click();
  await spend.getByText("insufficient_funds", { exact: true }).waitFor();
  const topUp = operation(page, "/v1/top-ups");
  await topUp.getByRole("button", { name: /^POST / }).click();
  await topUp.getByRole("button", { name: "Try it out" }).click();
  await topUp.getByRole("textbox", { name: "Request body" }).waitFor();
  const health = operation(page, "/health/live");
  await health.getByRole("button", { name: /^GET / }).click();
  await health.getByRole("button", { name: "Try it out" }).click();
  await health.getByRole("button", { name: "Execute" }).click();
  await health.getByText("Response body").waitFor();
  await inspectEverywhere(page, "docs-opened", { isWhole: false });

  await page.getByRole("button", { name: "Authorize" }).first().click();
  await page.getByRole("button", { name: "Close", exact: true }).first().waitFor();
  await inspectEverywhere(page, "docs-keys", { isWhole: false, of: ".dialog-ux" });
});

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
