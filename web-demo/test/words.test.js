// Figures, names and sentences, without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatNumber, formatSigned, formatTime, nameOf, parseAmount, shortId } from "../format.js";
import { describeAction, describeProblem, describeUnread, otherSideOf, titleOfEntry } from "../words.js";

const command = { flow: "spend", owner: "user_001", asset: "GOLD_COINS", amount: 30, key: "k" };
const refused = (status, code, more = {}) => ({ status, code, detail: `detail of ${code}`, ...more });

test("figures and names are written for readers", () => {
  assert.equal(formatNumber(1234567), "1,234,567");
  assert.equal(formatNumber(-3), "−3");
  assert.equal(formatSigned(3), "+3");
  assert.equal(formatSigned(-1000), "−1,000");
  assert.equal(nameOf("LOYALTY_POINTS"), "Loyalty Points");
  assert.equal(shortId("0190b5e2-7c1f-7a44-9d0e-1f2a3b4c5d6e"), "0190b5e2…5d6e");
  assert.equal(shortId("tx-1"), "tx-1");
  assert.equal(formatTime("not a time"), "not a time");
});

test("an amount is digits and nothing else, within what every client keeps exact", () => {
  assert.deepEqual(parseAmount(" 007 "), { amount: 7 });
  assert.deepEqual(parseAmount("9007199254740991"), { amount: 2 ** 53 - 1 });
  for (const typed of ["", " ", "0", "00", "-1", "+1", "1.0", "1e3", "1 000", "0x10", "９", "NaN", "9007199254740992", "9".repeat(400)]) {
    assert.match(parseAmount(typed).complaint ?? "no complaint", /whole number|smallest|largest/, JSON.stringify(typed));
  }
});

test("every refusal of the ledger is a sentence with its figures", () => {
  const table = [
    [refused(402, "insufficient_funds", { available: 4520, required: 9999 }), "Not enough Gold Coins: user_001 has 4,520, and this needs 9,999."],
    [refused(402, "insufficient_funds"), "user_001 does not have enough Gold Coins for this."],
    [refused(409, "treasury_exhausted"), "The treasury has too few Gold Coins left to grant this. That is for an operator to mend, not for the user."],
    [refused(409, "balance_limit_exceeded", { headroom: 7 }), "That is more than the wallet may hold: there is room for 7 Gold Coins more."],
    [refused(409, "balance_limit_exceeded"), "That is more Gold Coins than the wallet of user_001 may hold."],
    [refused(409, "wallet_frozen"), "The Gold Coins wallet of user_001 is frozen."],
    [refused(409, "wallet_closed"), "The Gold Coins wallet of user_001 is closed."],
    [refused(404, "wallet_not_found"), "user_001 has no wallet for Gold Coins."],
    [refused(422, "idempotency_key_reused"), "This key was already used for a different request, so this one was not carried out."],
    [refused(401, "unauthorized"), "This service asks for an API key: enter a good one at the top of the page."],
    [refused(403, "forbidden"), "Detail of forbidden. Enter another key at the top of the page."],
  ];
  for (const [problem, sentence] of table) assert.equal(describeProblem(problem, command), sentence);
});

test("a code the page has no words for keeps the service's own", () => {
  assert.equal(describeProblem(refused(409, "of_tomorrow"), command), "Detail of of_tomorrow.");
  assert.equal(describeProblem({ status: 400, error: "no such field!" }, command), "No such field!");
  assert.equal(describeProblem({ status: 418, title: "I'm a teapot" }, command), "I'm a teapot.");
  assert.equal(describeProblem({ status: 404, title: "" }, command), "Status 404.");
  assert.equal(describeProblem({ status: 404, detail: { not: "text" } }, command), "Status 404.");
});

test("only an answer that says so is a success, and a replay does not sound like another one", () => {
  const ok = (replayed) => ({ kind: "ok", replayed, body: { id: "t", amount: 30, balance: 470 } });
  assert.equal(describeAction({ command, sends: 1, answer: ok(false) }), "Spent 30 Gold Coins. user_001 now holds 470.");
  assert.match(describeAction({ command, sends: 3, answer: ok(true) }), /^Replayed: sent 3 times, booked once\./);
  const problem = refused(402, "insufficient_funds", { available: 1, required: 30 });
  assert.match(describeAction({ command, sends: 1, answer: { kind: "refused", problem } }), /^Not enough.*Nothing was booked\.$/);
  assert.match(
    describeAction({ command, sends: 2, answer: { kind: "refused", replayed: true, problem } }),
    /^Replayed: sent twice, refused once, .*Not enough.*new key\.$/,
  );
});

test("an entry says what it is of and who is on the other side", () => {
  assert.equal(titleOfEntry({ flow: "bonus", starting_balance: true }), "Starting balance");
  assert.equal(titleOfEntry({ flow: "gift" }), "Gift");
  assert.equal(otherSideOf({ amount: -22, counterparty: "user_002" }), "to user_002");
  assert.equal(otherSideOf({ amount: 20, counterparty: "user_001" }), "from user_001");
  assert.equal(otherSideOf({ amount: 20, counterparty: "system:treasury" }), null);
  assert.equal(otherSideOf({ amount: 20 }), null);
});

test("silence of any kind is an unknown outcome, with its reason and the way out", () => {
  const wayOut = /The outcome is unknown\. Send it again with the same key: it cannot be applied twice\.$/;
  const table = [
    [null, null, /^The service did not answer, or not in full\./],
    [refused(503, "overloaded"), 2, /more to do than it can take on right now\. It asks for 2 s of patience\./],
    [refused(503, "store_unavailable"), 1, /cannot reach its ledger at the moment\. It asks for 1 s/],
    [refused(503, "outcome_unknown"), null, /lost sight of its ledger while booking this\. The outcome/],
    [refused(409, "request_in_progress"), 1, /still working on this very request/],
    [refused(429, "too_many_requests"), 5, /^Too many requests at once\. It asks for 5 s/],
    [refused(401, "unauthorized"), null, /^This time the service did not take the API key\. The outcome/],
    [refused(500, "internal"), null, /answered 500: Detail of internal\./],
  ];
  for (const [problem, retryAfterS, reason] of table) {
    const answer = { kind: "unknown", problem, retryAfterS };
    assert.match(describeAction({ command, sends: 1, answer }), reason);
    assert.match(describeAction({ command, sends: 1, answer }), wayOut);
    assert.doesNotMatch(describeAction({ command, sends: 2, answer, settled: { kind: "ok" } }), wayOut);
    assert.match(describeUnread(answer, command), /What is shown may be out of date\.$/);
  }
});
