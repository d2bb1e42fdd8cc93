// Buttons that go away when they are pressed: the keyboard goes on from the same place.
import { openStage } from "./stage.js";
import * as steps from "./steps.js";
import { becomes } from "./waiting.js";

const { scenario } = openStage();
const button = (page, name) => page.getByRole("button", { name });

/** Presses a button with the keyboard, which goes away by that. */
async function press(page, name) {
  await button(page, name).focus();
  await page.keyboard.press("Enter");
  await button(page, name).waitFor({ state: "detached" });
}

const focused = (page) => page.evaluate(() => (document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim());

/** Waits until the focus is on what has this text. */
const seeFocus = (page, text, why) => becomes(() => focused(page), text, why);

for (const [flow, name, said] of [
  ["Spend", "Refund it", "Refunded"],
  ["Hold", "Capture the hold", "Captured"],
  ["Hold", "Release the hold", "Released"],
]) {
  scenario(`"${name}" leaves the focus on what comes of it, and Tab goes on to the next button there`, {}, async (page) => {
    await steps.submit(page, flow, 1);
    await steps.seeStamp(page, "Posted");
    await press(page, name);
    await seeFocus(page, "Last request");
    await steps.statusText(page, `${said} 1 Gold Coins.`).waitFor();
    await steps.seeRead(page);
    await seeFocus(page, "Last request", "the answer leaves it there");
    await page.keyboard.press("Tab");
    await seeFocus(page, steps.RETRY);
  });
}

scenario("what is set aside leaves the focus where it was", { notes: ["unanswered /v1/spends"] }, async (page) => {
  await page.route("**/v1/spends", (route) => route.abort(), { times: 1 });
  await steps.submit(page, "Spend", 1);
  await steps.seeStamp(page, "Unknown");
  await press(page, "Set it aside");
  await seeFocus(page, "Last request");
});

const unread = { notes: ["unanswered /v1/wallets/user_002", "unanswered /v1/wallets/user_002/GOLD_COINS/entries"] };
scenario("reading again leaves the focus with what was read", unread, async (page) => {
  await steps.seeRead(page);
  await page.route(/\/v1\/wallets\/user_002/, (route) => route.abort(), { times: 2 });
  await steps.choose(page, "user_002");
  await button(page, "Read the balances again").waitFor();
  await press(page, "Read the balances again");
  await steps.seeRead(page);
  await becomes(async () => /^Gold Coins/.test(await focused(page)), true, "on the balance that is chosen");
  await press(page, "Read the entries again");
  await steps.seeRead(page);
  await seeFocus(page, "Entries", "there was nothing else when it went");
});

const forgotten = { notes: ["401 /v1/wallets/user_001", "401 /v1/wallets/user_001/GOLD_COINS/entries"] };
scenario("a key that is forgotten takes its section along, and the focus goes to what comes next", forgotten, async (page) => {
  await page.evaluate(() => sessionStorage.setItem("wallet-demo:api-key", "none"));
  await page.reload();
  await steps.statusText(page, "The balances could not be read.").waitFor();
  await press(page, "Forget the key");
  await steps.seeRead(page);
  await seeFocus(page, "user_001");
});

scenario("a button that stays keeps the focus itself", {}, async (page) => {
  await steps.submit(page, "Spend", 1);
  await steps.seeStamp(page, "Posted");
  await button(page, steps.RETRY).focus();
  await page.keyboard.press("Enter");
  await steps.seeStamp(page, "Replayed");
  await seeFocus(page, steps.RETRY);
});
