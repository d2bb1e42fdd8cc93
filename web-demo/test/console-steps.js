// What a person does in the console and sees there, found by role and name.
import assert from "node:assert/strict";
import { becomes, quiet } from "./waiting.js";

export const heading = (page, name) => page.getByRole("heading", { level: 1, name, exact: true });
export const card = (page, asset) => page.getByRole("article", { name: new RegExp(`^${asset} of `) });
export const dialog = (page) => page.getByRole("dialog");

/** Goes to a view by its address, as a bookmark would, and does not wait for it. */
export const goTo = (page, service, hash) => page.goto(`${service.origin}/console#/${hash}`);

/** Opens a view by its address, with all that is to be read. */
export async function open(page, service, hash) {
  await goTo(page, service, hash);
  await settled(page);
}

export async function find(page, text) {
  await page.getByRole("searchbox").fill(text);
  await page.getByRole("searchbox").press("Enter");
}

/** Waits until a screen is there, nothing of it is being read any more, and its charts are drawn. */
export async function settled(page) {
  await quiet(page, { there: "main h1", busy: "main [aria-busy=true], main .loading, .canvas[data-drawn=false]" });
}

/** Leaves the page for another one and comes back. */
export async function reload(page) {
  await page.reload();
  await settled(page);
}

/** The figure beside a name on a wallet's card: "Available", "Held", "Owes"; without one its balance. */
export async function figureOf(page, asset, name) {
  const of = card(page, asset);
  const text = name ? of.locator("dl div").filter({ hasText: name }).locator("dd") : of.locator(".wallet-figure");
  return Number((await text.innerText()).replaceAll(/[,.\s]/g, ""));
}

/** Waits for a card's balance. */
export const seeBalance = (page, asset, figure) => becomes(() => figureOf(page, asset), figure);

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

/** Closes the dialog, and waits until it is gone and what it changed is read. */
export async function close(page) {
  await dialog(page).getByRole("button", { name: "Close", exact: true }).click();
  await dialog(page).waitFor({ state: "detached" });
  await settled(page);
}

/** Leaves the dialog by the key, and waits until it is gone. */
export async function escape(page) {
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "detached" });
}

/** Signs in where a key is asked for. */
export async function signIn(page, key) {
  await page.getByRole("form", { name: "Sign in" }).getByLabel("API key").fill(key);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Holds that `act` made so many transactions of the owner, and no more. */
export async function countsTransactions(service, owner, count, act) {
  const all = async () => (await service.get(`/v1/transactions?owner=${owner}&limit=200`)).data;
  const before = new Set((await all()).map(({ id }) => id));
  await act();
  const made = (await all()).filter(({ id }) => !before.has(id));
  assert.equal(made.length, count, JSON.stringify(made.map(({ flow, status }) => `${flow} ${status}`)));
  return made;
}
