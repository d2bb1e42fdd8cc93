// What a person does on the page and sees there, found the way a screen reader finds it: by role and name.
import assert from "node:assert/strict";
import { quiet } from "./waiting.js";

export const RETRY = "Send the same request again";

export const radio = (page, name) => page.getByRole("radio", { name, exact: true });

/** Radio buttons are drawn by their labels, so it is the label that is clicked. */
export const choose = (page, name) => page.locator("label").filter({ has: radio(page, name) }).click();

export const chooseAsset = (page, name) =>
  page.locator("label").filter({ has: page.getByRole("radio", { name: new RegExp(`^${name} `) }) }).click();

/** Waits until the page shows this balance; it is part of the radio button's name, so it is also what is read out. */
export const seeBalance = (page, asset, figure) =>
  radio(page, `${asset} ${figure}`).waitFor({ state: "attached" });

export const alertText = (page, text) => page.getByRole("alert").filter({ hasText: text });
export const statusText = (page, text) => page.getByRole("status").filter({ hasText: text });

/** Fills in the form as it stands and presses its button. */
export async function submit(page, flow, amount, note) {
  await choose(page, flow);
  const form = page.getByRole("form", { name: flow });
  await form.getByLabel("Amount").fill(String(amount));
  if (note) await form.getByLabel("optional").fill(note);
  await form.getByRole("button").click();
}

/** Waits for the answer with this stamp, and until what was read again because of it is shown. */
export async function seeStamp(page, stamp) {
  await page.locator(".stamp").getByText(stamp, { exact: true }).waitFor();
  await seeRead(page);
}

/** Waits until the balances and the entries are there and nothing is being read any more. */
export async function seeRead(page) {
  await quiet(page, { there: ".entries" });
}

/** The value beside a term of the receipt. */
export const receipt = (page, term) =>
  page.locator(".receipt dl div").filter({ has: page.getByText(term, { exact: true }) }).locator("dd").innerText();

/** The rows of the entries as they are shown: [what, amount, balance]. */
export async function seenEntries(page) {
  const rows = await page.locator(".entries tbody tr").all();
  const seen = [];
  for (const row of rows) {
    // A browser has no text of a page of entries before it was in sight (entries.css).
    await row.scrollIntoViewIfNeeded();
    await page.waitForFunction((shown) => shown.innerText.trim() !== "", await row.elementHandle());
    const cells = [row.locator(".what"), row.locator("td").nth(0), row.locator("td").nth(1)];
    seen.push(await Promise.all(cells.map((cell) => cell.innerText())));
  }
  return seen;
}

/** Holds that a request moved `by` once: the balance on the server and the number of entries both say so. */
export async function countsOnce(service, owner, asset, act, by) {
  const before = { balance: await service.balance(owner, asset), entries: (await service.entries(owner, asset)).length };
  await act(before);
  const now = { balance: await service.balance(owner, asset), entries: (await service.entries(owner, asset)).length };
  assert.deepEqual(now, { balance: before.balance + by, entries: before.entries + (by === 0 ? 0 : 1) });
}
