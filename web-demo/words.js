// Answers of the service in sentences. One entry per code for which the page can say more than the service's own
// `detail`; every other code, known today or not, falls back to that. Pure functions.
import { formatAmount, formatNumber, nameOf } from "./format.js";
import { FLOWS, titleOf } from "./flows.js";

const NOTHING_MOVED = "Nothing was booked.";
const NEW_TRY = "For another try use the form, which takes a new key.";
const SEND_AGAIN = "The outcome is unknown. Send it again with the same key: it cannot be applied twice.";

/** The refusals of the ledger, with the figures the problem carries. */
const REFUSALS = {
  insufficient_funds: ({ available, required, asset: short }, { owner, asset }) =>
    isNumber(available) && isNumber(required)
      ? `Not enough ${nameOf(short ?? asset)}: ${owner} has ${formatNumber(available)}, and this needs ${formatNumber(required)}.`
      : `${owner} does not have enough ${nameOf(asset)} for this.`,
  treasury_exhausted: (_, { asset }) =>
    `The treasury has too few ${nameOf(asset)} left to grant this. That is for an operator to mend, not for the user.`,
  balance_limit_exceeded: ({ headroom }, { owner, asset }) =>
    isNumber(headroom)
      ? `That is more than the wallet may hold: there is room for ${formatAmount(headroom, asset)} more.`
      : `That is more ${nameOf(asset)} than the wallet of ${owner} may hold.`,
  wallet_frozen: (_, { owner, asset }) => `The ${nameOf(asset)} wallet of ${owner} is frozen.`,
  wallet_closed: (_, { owner, asset }) => `The ${nameOf(asset)} wallet of ${owner} is closed.`,
  wallet_not_found: (_, { owner, asset }) => `${owner} has no wallet for ${nameOf(asset)}.`,
  hold_settled: () => "Nothing is left of this hold: it was captured or released before.",
  hold_expired: () => "The time of this hold is over: what it kept is the user's again.",
  already_reversed: () => "This was refunded in full before.",
  idempotency_key_reused: () => "This key was already used for a different request, so this one was not carried out.",
};

const UNDECIDED = {
  request_in_progress: "The service is still working on this very request.",
  overloaded: "The service has more to do than it can take on right now.",
  store_unavailable: "The service cannot reach its ledger at the moment.",
  outcome_unknown: "The service lost sight of its ledger while booking this.",
};

/**
 * What an action says for itself, in a sentence or two. `sends` counts how often it was sent; `settled` is the last
 * answer that was an outcome, if there was one before this.
 */
export function describeAction({ answer, command, sends, settled }) {
  if (answer.kind === "ok") return describeSuccess(answer, command, sends);
  if (answer.kind === "refused") {
    const sentence = `${describeProblem(answer.problem, command)} ${NOTHING_MOVED}`;
    return answer.replayed ? `Replayed: sent ${times(sends)}, refused once, with these words: ${sentence} ${NEW_TRY}` : sentence;
  }
  if (answer.interrupted) return `The page was left before an answer came. ${SEND_AGAIN}`;
  const silence = `${sends > 1 ? `Sent ${times(sends)}. ` : ""}${describeSilence(answer)}`;
  return settled ? `${silence} The earlier answer still holds.` : `${silence} ${SEND_AGAIN}`;
}

/** A replay changes nothing, so it must not sound like a second success. */
function describeSuccess({ body, replayed }, { flow, owner, asset }, sends) {
  if (replayed) {
    return `Replayed: sent ${times(sends)}, booked once. The service answered with the transaction it already had.`;
  }
  const held = body.held > 0 ? `, ${formatNumber(body.available)} of it available` : "";
  const owed = body.debt > 0 ? `, and owes ${formatNumber(body.debt)}` : "";
  return `${FLOWS[flow].done} ${formatAmount(body.amount, asset)}. ${owner} now holds ${formatNumber(body.balance)}${held}${owed}.`;
}

/** Why there is no outcome: no answer, or one that settles nothing. */
function describeSilence({ problem, retryAfterS }) {
  const wait = retryAfterS ? ` It asks for ${formatNumber(retryAfterS)} s of patience.` : "";
  if (!problem) return "The service did not answer, or not in full.";
  if (problem.status === 401 || problem.status === 403) return "This time the service did not take the API key.";
  if (problem.status === 429) return `Too many requests at once.${wait}`;
  return `${UNDECIDED[problem.code] ?? `The service answered ${problem.status}: ${sentenceOf(problem)}`}${wait}`;
}

/** A refusal, in our words where they are better. `context` names the wallet: { owner, asset }. */
export function describeProblem(problem, context) {
  if (problem.status === 401) return "This service asks for an API key: enter a good one at the top of the page.";
  if (problem.status === 403) return `${sentenceOf(problem)} Enter another key at the top of the page.`;
  return REFUSALS[problem.code]?.(problem, context) ?? sentenceOf(problem);
}

/** What is said where the key is entered, of a 401 or a 403. */
export function describeDenial(problem, hadKey) {
  return hadKey ? sentenceOf(problem) : "This service asks for an API key. An operator makes one with wallet keys create.";
}

/** Why something could not be read; nothing is at stake, so this only says what to do. */
export function describeUnread(answer, context) {
  if (answer.kind === "refused") return describeProblem(answer.problem, context);
  return `${describeSilence(answer)} What is shown may be out of date.`;
}

/** What an entry is of, as the heading of its line. */
export const titleOfEntry = ({ flow, starting_balance: isStart }) => (isStart ? "Starting balance" : titleOf(flow));

/** Who is on the other side, if that is another user: the service's own wallets say nothing that the flow does not. */
export function otherSideOf({ amount, counterparty }) {
  if (!counterparty || counterparty.startsWith("system:")) return null;
  return `${amount < 0 ? "to" : "from"} ${counterparty}`;
}

const isNumber = (value) => typeof value === "number";

/** `detail` as a sentence of its own; a problem without one still says its status. */
function sentenceOf({ detail, error, title, status }) {
  const text = [detail, error, title].find((one) => typeof one === "string" && one.trim()) ?? `status ${status}`;
  const sentence = text.trim().charAt(0).toUpperCase() + text.trim().slice(1);
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

function times(count) {
  if (count === 1) return "once";
  return count === 2 ? "twice" : `${formatNumber(count)} times`;
}
