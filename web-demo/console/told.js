// What a transaction says of itself, in words. Pure functions.
import { formatAmount, nameOf } from "./figures.js";

const TITLES = {
  top_up: "Top-up",
  bonus: "Bonus",
  spend: "Spend",
  purchase: "Purchase",
  conversion: "Conversion",
  gift: "Gift",
  hold: "Hold",
  capture: "Capture",
  release: "Release",
  expire: "Hold ran out",
  reversal: "Refund",
  mint: "Mint",
  allocate: "Allocation",
};

/** The flows, to choose from. */
export const FLOWS = Object.keys(TITLES);

export const titleOf = (flow) => TITLES[flow] ?? nameOf(flow);

/** A transaction's heading; the bonus that a wallet begins with has one of its own. */
export const headingOf = ({ flow, starting_balance: isStart }) => (isStart ? "Starting balance" : titleOf(flow));

/** Wallets of the service by what they are for. */
const SYSTEM = { "system:treasury": "the treasury", "system:revenue": "revenue", "system:issuance": "issuance" };

export const isSystem = (owner) => owner.startsWith("system:");

/** The player who owes, of a debt's wallet; else null. */
export const debtorOf = (owner) => (owner.startsWith("system:debt:") ? owner.slice("system:debt:".length) : null);

export function nameOfOwner(owner) {
  if (SYSTEM[owner]) return SYSTEM[owner];
  const debtor = debtorOf(owner);
  if (debtor) return `debt of ${debtor}`;
  return isSystem(owner) ? `budget ${owner.slice("system:".length)}` : owner;
}

/** What moved in an owner's wallets: `[{ asset, amount, after }]`, debits first. */
export const movesOf = (transaction, owner) =>
  transaction.entries
    .filter((entry) => entry.owner === owner)
    .map(({ asset, amount, balance_after: after }) => ({ asset, amount, after }));

/**
 * Transactions, the newest first, with those of one moment in the order in which the owner's wallets had them: a search knows
 * no order among them, and a balance that follows from none of its neighbours looks wrong.
 */
export function inOrder(transactions, owner) {
  const sorted = [];
  const rest = [...transactions];
  while (rest.length > 0) {
    const other = rest.findIndex(({ created_at: at }) => at !== rest[0].created_at);
    const moment = rest.splice(0, other < 0 ? rest.length : other);
    while (moment.length > 0) {
      const newest = moment.findIndex((one) => !moment.some((later) => isLater(later, one, owner)));
      sorted.push(...moment.splice(Math.max(0, newest), 1));
    }
  }
  return sorted;
}

const isLater = (one, other, owner) =>
  one.entries.some((entry) => entry.owner === owner
    && other.entries.some((before) => before.owner === owner && before.asset === entry.asset && before.sequence < entry.sequence));

/** How an owner's debts changed: a positive amount was repaid, a negative one is owed since. */
export const debtMovesOf = (transaction, owner) => movesOf(transaction, `system:debt:${owner}`);

/** Who asked, as it was recorded. */
export function whoOf({ actor }) {
  if (!actor) return "not recorded";
  const name = actor.name === "wallet" ? "the service itself" : actor.name;
  const who = actor.on_behalf_of ? `${actor.on_behalf_of}, by ${name}` : name;
  return actor.approved_by ? `${who}, approved by ${actor.approved_by}` : who;
}

/** What the transaction was about, beside its amounts, as seen by one of its owners: short texts. */
export function notesOf(transaction, owner) {
  const { owner: asker, to, sku, reference, description, budget, flow } = transaction;
  const notes = [];
  if (flow === "gift") notes.push(owner === to ? `from ${asker}` : `to ${to}`);
  if (flow === "conversion") notes.push(`to ${nameOf(to)}`);
  if (flow === "reversal" && transaction.reversed_flow) notes.push(`of a ${titleOf(transaction.reversed_flow).toLowerCase()}`);
  if (budget) notes.push(`${flow === "bonus" ? "from" : "to"} ${nameOfOwner(budget)}`);
  if (reference) notes.push(reference);
  if (sku && sku !== reference) notes.push(sku);
  if (description) notes.push(description);
  return notes;
}

/** What a transaction changed that is no entry: short texts. */
export function sidesOf(transaction) {
  const { asset, amount, clipped, shortfall, left, fee, requested, flow, status } = transaction;
  if (status === "rejected") return [];
  return [
    flow === "hold" && `keeps ${formatAmount(amount, asset)}`,
    ["release", "expire"].includes(flow) && `lets ${formatAmount(amount, asset)} go`,
    clipped > 0 && `${formatAmount(clipped, asset)} did not fit`,
    shortfall > 0 && `${formatAmount(shortfall, asset)} was no longer there`,
    left > 0 && `${formatAmount(left, asset)} left`,
    fee > 0 && `fee ${formatAmount(fee, asset)}`,
    requested > amount && `${formatAmount(requested, asset)} was asked for`,
  ].filter(Boolean);
}

/** Flows that can be taken back. */
const REVERSIBLE = ["top_up", "bonus", "spend", "capture", "purchase", "conversion", "gift", "reversal"];

export const isReversible = ({ flow, status, reversed_flow: of }) =>
  status === "posted" && REVERSIBLE.includes(flow) && of !== "reversal";

/** A wallet's status in words, and how much it matters. */
export const STATUSES = {
  open: { text: "open", tone: null },
  frozen: { text: "frozen", tone: "bad" },
  debits_frozen: { text: "debits frozen", tone: "bad" },
  credits_frozen: { text: "credits frozen", tone: "bad" },
  closed: { text: "closed", tone: "warn" },
};
