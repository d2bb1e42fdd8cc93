// Keys that may not do everything: what they see, a support key's caps, reason and ticket, and what needs a second person.
import assert from "node:assert/strict";
import * as steps from "./console-steps.js";
import { openConsole } from "./stage.js";
import { becomes, until } from "./waiting.js";

const { scenario } = openConsole({ WALLET__AUTH__REQUIRED: "true" });
const OWNER = "user_001";
const asked = { at: `player/${OWNER}`, anyOf: [/^40[0139] /] };

const makeKey = (service, ...words) => service.run("keys", "create", "--name", ...words);

async function signIn(page, key) {
  await steps.signIn(page, key);
  await steps.heading(page, OWNER).waitFor();
  await steps.settled(page);
}

const grant = (page) => steps.card(page, "Gold Coins").getByRole("button", { name: /^Grant/ }).click();
const as = (key) => ({ headers: { Authorization: `Bearer ${key}` } });

scenario("what a key may not is not shown, and is refused by the server anyway", asked, async (page, service) => {
  const key = await makeKey(service, "Ada", "--scopes", "read");
  await signIn(page, key);
  await page.getByText("Ada", { exact: true }).waitFor();
  const shown = await page.getByRole("navigation", { name: "Screens" }).getByRole("link").allInnerTexts();
  for (const hidden of ["Operations", "System"]) assert.ok(!shown.includes(hidden), `${hidden} is not shown`);
  for (const action of ["Grant", "Freeze", "Close", "Refund"]) {
    assert.equal(await page.locator("main").getByRole("button", { name: new RegExp(`^${action}`) }).count(), 0, action);
  }
  await page.goto(`${service.origin}/console#/system`);
  await page.getByText("Your key may not see this screen: it needs the scope").waitFor();
  await assert.rejects(service.post(`/v1/wallets/${OWNER}/freeze`, {}, null, as(key)), /403/);
});

scenario("support grants within its caps, with a reason and a ticket, and no further", asked, async (page, service) => {
  const caps = ["--cap-grant", "50/80/80", "--cap-freeze", "1/2/1"];
  const key = await makeKey(service, "Bea, support", "--role", "support", ...caps);
  await signIn(page, key);
  const card = steps.card(page, "Gold Coins");
  assert.equal(await card.getByRole("button", { name: /^Close/ }).count(), 0, "support does not close wallets");
  assert.equal(await page.getByRole("button", { name: /^Refund/ }).count(), 0, "it has no cap for refunds");

  await grant(page);
  await steps.tryOut(page, { Amount: 50, Reason: "goodwill" });
  await steps.dialog(page).getByRole("alert").filter({ hasText: "Ticket" }).waitFor();
  await steps.tryOut(page, { Ticket: "T-1234" });
  await steps.confirm(page, "Grant 50 Gold Coins");
  await steps.close(page);

  await grant(page);
  await steps.dialog(page).getByText("50 Gold Coins at once; 80 Gold Coins a day, of which 50 used").waitFor();
  await steps.tryOut(page, { Amount: 40, Reason: "goodwill", Ticket: "T-1235" });
  await steps.dialog(page).getByRole("alert").filter({ hasText: /cap/i }).waitFor();
  await steps.escape(page);
  const { data } = await fetch(`${service.origin}/v1/transactions?owner=${OWNER}&flow=bonus`, as(key)).then((answer) => answer.json());
  const [latest] = data;
  assert.deepEqual([latest.amount, latest.reference, latest.metadata, latest.actor.name], [50, "goodwill", { ticket: "T-1234" }, "Bea, support"]);

  await card.getByRole("button", { name: /^Freeze/ }).click();
  await steps.tryOut(page, { Reason: "looks like fraud", Ticket: "T-1236" });
  await steps.confirm(page, "Freeze the wallet");
  await steps.close(page);
  await page.getByText("Gold Coins: frozen").waitFor();
  // For the tests after this one.
  await service.run("keys", "create", "--name", "operator", "--role", "operator").then((operator) =>
    service.post(`/v1/wallets/${OWNER}/unfreeze`, {}, null, as(operator)));
});

scenario("a correction above what a key may do alone is asked for, and carried out once another person approves it", asked, async (page, service) => {
  const maker = await makeKey(service, "Cleo, operator", "--role", "operator", "--approval-over", "100");
  const approver = await makeKey(service, "Dan, approver", "--role", "approver");
  await signIn(page, maker);
  await grant(page);
  await steps.tryOut(page, { Amount: 150, Reason: "correction" });
  await steps.dialog(page).getByRole("button", { name: "Ask another person to approve it…" }).click();
  await steps.dialog(page).getByRole("heading", { name: `Ask for approval: Grant Gold Coins to ${OWNER}` }).waitFor();
  await steps.confirm(page, "Ask for approval");
  await steps.close(page);
  const pending = await fetch(`${service.origin}/v1/approvals?status=pending`, as(approver)).then((answer) => answer.json());
  assert.equal(pending.data.length, 1);
  const [{ id, digest }] = pending.data;
  await service.post(`/v1/approvals/${id}/approve`, { digest }, null, as(approver));
  await steps.reload(page);
  await page.locator(".event").filter({ hasText: "+150" }).getByText("by Cleo, operator, approved by Dan, approver").waitFor();
});

scenario("a note stays with the player, with who wrote it and when, as text, and only where the key may write", asked, async (page, service) => {
  const writer = await makeKey(service, "Eve, operator", "--role", "operator");
  const reader = await makeKey(service, "Finn, reader", "--scopes", "read");
  const text = "<img src=x onerror=alert(1)> & <b>bold</b>\nasked twice about a refund";
  await signIn(page, writer);
  await page.getByText("None yet.").waitFor();
  const form = page.getByRole("form", { name: "Write a note" });
  await form.getByRole("button", { name: "Keep the note" }).click();
  await becomes(() => form.getByLabel("New note").evaluate((field) => field === document.activeElement), true, "nothing is no note");
  await form.getByLabel("New note").fill(text);
  await form.getByRole("button", { name: "Keep the note" }).click();
  const notes = page.getByRole("region", { name: "Notes" }).getByRole("listitem");
  const { data } = await until(async () => {
    const answer = await fetch(`${service.origin}/v1/owners/${OWNER}/notes`, as(reader)).then((answer) => answer.json());
    return answer.data.length > 0 && answer;
  }, "the note is kept");
  assert.equal(data[0].text, text);
  assert.match(data[0].actor, new RegExp(`${writer.split("_")[1]}|Eve, operator`), "its key");
  const shown = () => notes.evaluateAll((all) => all.map((one) => [
    one.querySelector("p").textContent, one.querySelector("small").textContent.split(" · ")[0], one.querySelector("time").dateTime, one.querySelectorAll("img, b").length,
  ]));
  const expected = [[text, data[0].actor, data[0].at, 0]];
  await becomes(shown, expected);
  assert.equal(await form.getByLabel("New note").inputValue(), "", "it is written once");
  await steps.reload(page);
  await becomes(shown, expected, "it stays");

  await page.getByRole("button", { name: "Sign out" }).click();
  await signIn(page, reader);
  await becomes(shown, expected);
  assert.equal(await form.count(), 0, "who may not write has no form");
  await assert.rejects(service.post(`/v1/owners/${OWNER}/notes`, { text: "no" }, null, as(reader)), /403/);
});
