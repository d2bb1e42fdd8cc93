// What a person does in the console and sees there, found by role and name.
import assert from "node:assert/strict";

export const heading = (page, name) => page.getByRole("heading", { level: 1, name, exact: true });
export const card = (page, asset) => page.getByRole("article", { name: new RegExp(`^${asset} of `) });
export const dialog = (page) => page.getByRole("dialog");

/** Opens a view by its address, as a bookmark would. */
export async function open(page, service, hash) {
  await page.goto(`${service.origin}/console#/${hash}`);
  await page.locator("main h1").waitFor();
}

export async function find(page, text) {
  await page.getByRole("searchbox").fill(text);
  await page.getByRole("searchbox").press("Enter");
}

/** Waits until nothing on the screen is being read any more. */
export async function settled(page) {
  await page.locator("main h1").waitFor();
  await page.waitForFunction(
    () => !document.querySelector("main [aria-busy=true], main .loading") && !/Reading…/.test(document.querySelector("main").innerText),
  );
}

/** The figure beside a name on a wallet's card: "Available", "Held", "Owes"; without one its balance. */
export async function figureOf(page, asset, name) {
  const of = card(page, asset);
  const text = name ? of.locator("dl div").filter({ hasText: name }).locator("dd") : of.locator(".wallet-figure");
  return Number((await text.innerText()).replaceAll(/[,.\s]/g, ""));
}

/** Waits for a card's balance. */
export const seeBalance = (page, asset, figure) =>
  card(page, asset).locator(".wallet-figure").getByText(figure.toLocaleString("en"), { exact: true }).waitFor();

/** Fills in a dialog's fields by their names and asks what will happen. */
export async function tryOut(page, fields) {
  for (const [label, value] of Object.entries(fields)) {
    const field = dialog(page).getByLabel(label);
    if ((await field.evaluate((element) => element.tagName)) === "SELECT") await field.selectOption({ label: value });
    else await field.fill(String(value));
  }
  await dialog(page).getByRole("button", { name: "Show what will happen" }).click();
}

/** Confirms what was foretold, and waits for the stamp of its outcome. */
export async function confirm(page, verb, stamp = "Done") {
  await dialog(page).getByRole("heading", { name: "What will happen" }).waitFor();
  await dialog(page).getByRole("button", { name: verb }).click();
  await see(page, stamp);
}

export const see = (page, stamp) => dialog(page).locator(".stamp").getByText(stamp, { exact: true }).waitFor();

/** What a dialog says changes: `{ "Balance of user_001": [500, 550] }`. */
export async function changes(page) {
  await dialog(page).getByRole("heading", { name: "What will happen" }).waitFor();
  const rows = await dialog(page).locator(".changes div").all();
  const pairs = rows.map(async (row) => {
    const values = await row.locator("dd").innerText();
    return [await row.locator("dt").innerText(), values.split(/→|becomes/).map((text) => text.trim()).filter(Boolean)];
  });
  return Object.fromEntries(await Promise.all(pairs));
}

export const close = (page) => dialog(page).getByRole("button", { name: "Close", exact: true }).click();

/** Holds that `act` made so many transactions of the owner, and no more. */
export async function countsTransactions(service, owner, count, act) {
  const all = async () => (await service.get(`/v1/transactions?owner=${owner}&limit=200`)).data;
  const before = new Set((await all()).map(({ id }) => id));
  await act();
  const made = (await all()).filter(({ id }) => !before.has(id));
  assert.equal(made.length, count, JSON.stringify(made.map(({ flow, status }) => `${flow} ${status}`)));
  return made;
}
