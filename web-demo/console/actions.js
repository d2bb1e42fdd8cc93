// The actions there are, a row each. They are data and pure functions, so that one that a reload interrupted can be told of.
//
//   title(subject)         what it is                       verb(subject, values)  the button that does it
//   fields(subject)        what is asked for                ask(subject, values)   the request: method, path, body
//   foretell(body, ...)    what will happen, in sentences   tell(body, ...)        what has happened
//   changes(body, ...)     figures before and after         undo(body, ...)        the action that takes it back, if any
//   needs                  the scopes of which one will do  cap                    its name among the caps of a support key
//
// Rows may also have
//
//   untried       it has no dry run: what will happen is told from the subject and the values alone
//   once, look    it must not be sent twice, as it has no key: without an answer `look` says where to see what came of it
//   toldOnce      `{ secret, words }` of the answer: shown, and kept nowhere
import { formatAmount, formatNumber, nameOf } from "./figures.js";
import { OPERATOR_ACTIONS } from "./operator-actions.js";
import { v1 } from "./server.js";
import { debtorOf, isSystem, nameOfOwner, STATUSES, titleOf } from "./told.js";

const REASONS = ["goodwill", "compensation", "correction", "prize"];

const reasonField = (options) => ({
  name: "reason", label: "Reason", kind: "text", options, maxlength: 120,
  hint: "Recorded with your name. A short label: figures are grouped by it.",
});
const whyField = { name: "reason", label: "Reason", kind: "text", maxlength: 300, hint: "Recorded with your name." };
const noteField = { name: "note", label: "Note", kind: "text", optional: true, maxlength: 300 };

/** What a command says of why it is sent. */
const details = ({ reason, note, ticket }) => ({
  reason,
  ...(note && { description: note }),
  ...(ticket && { metadata: { ticket } }),
});

/** An operator's reason: these requests have no metadata for the ticket. */
const why = ({ reason, ticket }) => ({ reason, ...(ticket && { ticket }) });

/** Balances before and after a transaction: players' and their debts, those of the service's own wallets are not told. */
function changesOf({ entries }) {
  return entries
    .filter(({ owner, balance_after: after }) => after !== undefined && (!isSystem(owner) || debtorOf(owner)))
    .map(({ owner, asset, amount, balance_after: after }) => {
      const debtor = debtorOf(owner);
      return debtor
        ? { what: `${debtor} owes`, asset, before: amount - after, after: -after }
        : { what: `Balance of ${owner}`, asset, before: after - amount, after };
    });
}

/** Each leg as a sentence: who pays, and who receives. */
const legsOf = ({ entries }) =>
  entries
    .filter(({ amount }) => amount > 0)
    .map(({ owner, asset, amount, counterparty }) => {
      const from = counterparty ? ` from ${nameOfOwner(counterparty)}` : "";
      const debtor = debtorOf(owner);
      return debtor
        ? `${formatAmount(amount, asset)} repays what ${debtor} owes.`
        : `${isSystem(owner) ? capital(nameOfOwner(owner)) : owner} gets ${formatAmount(amount, asset)}${from}.`;
    });

/** A sentence may begin with it, unless it is a player's name. */
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

const extrasOf = ({ asset, clipped, shortfall, debt, entries }) => [
  ...(clipped > 0 ? [`${formatAmount(clipped, asset)} does not fit under the asset's ceiling and is not given.`] : []),
  ...(shortfall > 0 ? [`${formatAmount(shortfall, asset)} is no longer there and is not taken.`] : []),
  ...entries.filter(({ owner, amount }) => debtorOf(owner) && amount < 0)
    .map(({ owner, asset: of, amount }) => `${debtorOf(owner)} owes ${formatAmount(-amount, of)} more.`),
];

const command = {
  keyed: true,
  foretell: (body) => [...legsOf(body), ...extrasOf(body)],
  changes: changesOf,
  tell: (body) => [...legsOf(body), ...extrasOf(body)],
  link: (body) => ["transactions", body.id],
};

/** Of wallets' statuses: `{ owner, wallets }` as they are then. */
const statusAction = {
  needs: ["operate"],
  fields: () => [whyField],
  changes: (body, { asset, status }) =>
    body.wallets.filter((wallet) => wallet.asset === asset)
      .map((wallet) => ({ what: "Status", asset, before: STATUSES[status].text, after: STATUSES[wallet.status].text })),
  link: (_, { owner }) => ["player", owner],
};

const walletPath = ({ owner, asset }, ...more) => v1("wallets", owner, asset, ...more);
const walletName = ({ owner, asset }) => `the ${nameOf(asset)} wallet of ${owner}`;

export const ACTIONS = {
  ...OPERATOR_ACTIONS,

  grant: {
    ...command,
    needs: ["grant"],
    cap: "grant",
    title: ({ owner, asset }) => `Grant ${nameOf(asset)} to ${owner}`,
    verb: ({ asset }, { amount }) => `Grant ${formatAmount(amount, asset)}`,
    fields: () => [{ name: "amount", label: "Amount", kind: "amount" }, reasonField(REASONS), noteField],
    ask: ({ owner, asset }, values) => ({
      method: "POST", path: v1("bonuses"), body: { owner, asset, amount: values.amount, ...details(values) },
    }),
    undo: (body) => refundOf(body, "taking back a grant"),
  },

  refund: {
    ...command,
    needs: ["grant"],
    cap: "refund",
    title: ({ flow, owner }) => `Refund a ${titleOf(flow).toLowerCase()} of ${owner}`,
    verb: () => "Refund",
    fields: ({ flow, asset, amount, fee, isUndo }) => [
      {
        name: "how", label: "How much", kind: "choice",
        options: [
          ["all", `All that is left${isUndo ? "" : ` of ${formatAmount(amount, asset)}`}`],
          ...(flow === "reversal" ? [] : [["part", "A part"]]),
        ],
      },
      { name: "amount", label: `Part, in ${nameOf(asset)}`, kind: "amount", when: ({ how }) => how === "part" },
      {
        name: "on_shortfall", label: "If the credits are no longer there", kind: "choice",
        options: [
          ["refuse", "Refuse: nothing is taken"],
          ["take_available", "Take what there is"],
          ["debt", "Take all: what is missing becomes a debt"],
        ],
      },
      ...(fee > 0 ? [{
        name: "fee", label: "The fee", kind: "choice", options: [["keep", "stays paid"], ["return", "is returned, too"]],
      }] : []),
      reasonField(["refund", "mistake", "chargeback", "bug"]),
      noteField,
    ],
    ask: ({ transaction }, values) => ({
      method: "POST",
      path: v1("transactions", transaction, "reversals"),
      body: {
        ...(values.how === "part" && { amount: values.amount }),
        ...(values.on_shortfall !== "refuse" && { on_shortfall: values.on_shortfall }),
        ...(values.fee === "return" && { return_fee: true }),
        ...details(values),
      },
    }),
    undo: (body) => (body.reversed_flow === "reversal" ? null : refundOf(body, "taking back a refund")),
  },

  release: {
    ...command,
    needs: ["spend"],
    title: ({ owner, asset, remaining }) => `Release a hold of ${formatAmount(remaining, asset)} of ${owner}`,
    verb: () => "Release the hold",
    fields: () => [whyField],
    ask: ({ hold }, { reason, ticket }) => ({
      method: "POST",
      path: v1("holds", hold, "release"),
      body: { description: reason, ...(ticket && { metadata: { ticket } }) },
    }),
    foretell: ({ asset, amount }, { owner }) => [
      `The hold ends. ${formatAmount(amount, asset)} of ${owner} can be spent again.`,
      "What the hold was for can no longer be captured. There is no undo: whoever placed it would have to place it again.",
    ],
    tell: ({ asset, amount }, { owner }) => [`The hold has ended. ${formatAmount(amount, asset)} of ${owner} can be spent again.`],
    changes: ({ asset, amount, available, held }, { owner }) => [
      { what: `Available to ${owner}`, asset, before: available - amount, after: available },
      { what: "Held", asset, before: held + amount, after: held },
    ],
    undo: () => null,
  },

  freeze: {
    ...statusAction,
    cap: "freeze",
    title: (subject) => `Freeze ${walletName(subject)}`,
    verb: () => "Freeze the wallet",
    fields: () => [
      {
        name: "block", label: "What stops", kind: "choice",
        options: [["all", "Everything"], ["debits", "What goes out: spends, gifts, holds"], ["credits", "What comes in"]],
      },
      whyField,
    ],
    ask: (subject, values) => ({
      method: "POST", path: walletPath(subject, "freeze"), body: { block: values.block, ...why(values) },
    }),
    foretell: (_, subject, { block }) => [
      {
        all: `Nothing goes out of ${walletName(subject)} and nothing comes in until it is unfrozen.`,
        debits: `Nothing goes out of ${walletName(subject)} until it is unfrozen. What comes in is credited.`,
        credits: `Nothing comes into ${walletName(subject)} until it is unfrozen. It can be spent from.`,
      }[block],
      "What is held may still be released.",
    ],
    tell: (_, subject) => [`${capital(walletName(subject))} is frozen.`],
    // Unfreezing lets both sides go: of a wallet that was frozen before it would undo more than this.
    undo: (_, subject) => (subject.status === "open" ? { kind: "unfreeze", subject: { ...subject, status: "frozen" } } : null),
  },

  unfreeze: {
    ...statusAction,
    cap: "freeze",
    title: (subject) => `Unfreeze ${walletName(subject)}`,
    verb: () => "Unfreeze the wallet",
    ask: (subject, values) => ({ method: "POST", path: walletPath(subject, "unfreeze"), body: why(values) }),
    foretell: (_, subject) => [`Both sides of ${walletName(subject)} take part again.`],
    tell: (_, subject) => [`${capital(walletName(subject))} takes part again.`],
    undo: (_, subject) => ({ kind: "freeze", subject: { ...subject, status: "open" } }),
  },

  open: {
    needs: ["grant"],
    title: ({ owner }) => `Open a wallet for ${owner}`,
    verb: (_, { asset }) => `Open the ${nameOf(asset)} wallet`,
    fields: ({ assets }) => [{
      name: "asset", label: "Asset", kind: "choice", options: assets.map((code) => [code, nameOf(code)]),
    }],
    ask: ({ owner }, { asset }) => ({ method: "PUT", path: walletPath({ owner, asset }), body: {} }),
    foretell: ({ balance }, { owner }, { asset }) => [
      `${owner} gets a wallet for ${nameOf(asset)}.`,
      balance > 0 ? `It begins with ${formatNumber(balance)}.` : "It is empty, unless the asset's policy has a starting balance.",
    ],
    changes: () => [],
    tell: (_, { owner }, { asset }) => [`${owner} has a wallet for ${nameOf(asset)}.`],
    link: (_, { owner }) => ["player", owner],
    undo: ({ balance, status }, { owner }, { asset }) =>
      balance === 0 && status === "open" ? { kind: "close", subject: { owner, asset, status: "open" } } : null,
  },

  approval: {
    keyed: true,
    untried: true,
    needs: ["grant"],
    title: ({ what }) => `Ask for approval: ${what}`,
    verb: () => "Ask for approval",
    fields: () => [],
    ask: ({ command: asked }) => ({ method: "POST", path: v1("approvals"), body: { command: asked } }),
    foretell: (_, { verb }) => [
      `Nothing is done now: another person, with the scope approve, is asked for “${verb}”, exactly so.`,
      "For 24 hours it can be approved; then it is carried out once, under both names.",
    ],
    changes: () => [],
    tell: () => ["It waits for another person's approval, for 24 hours at most."],
    link: () => ["operations"],
  },

  close: {
    ...statusAction,
    title: (subject) => `Close ${walletName(subject)}`,
    verb: () => "Close the wallet",
    ask: (subject, values) => ({ method: "POST", path: walletPath(subject, "close"), body: why(values) }),
    foretell: (_, subject) => [`${capital(walletName(subject))} ends: nothing goes out and nothing comes in until it is reopened.`],
    tell: (_, subject) => [`${capital(walletName(subject))} is closed.`],
    undo: (_, subject) => ({ kind: "reopen", subject: { ...subject, status: "closed" } }),
  },

  reopen: {
    ...statusAction,
    title: (subject) => `Reopen ${walletName(subject)}`,
    verb: () => "Reopen the wallet",
    ask: (subject, values) => ({ method: "POST", path: walletPath(subject, "reopen"), body: why(values) }),
    foretell: (_, subject) => [`${capital(walletName(subject))} takes part again, with nothing frozen.`],
    tell: (_, subject) => [`${capital(walletName(subject))} is open again.`],
    undo: (_, subject) => ({ kind: "close", subject: { ...subject, status: "open" } }),
  },
};

/** Actions that may need a second person, as a command that approvals take. */
const APPROVABLE = {
  grant: ({ body }) => ({ flow: "bonus", ...body }),
  refund: ({ body }, { transaction }) => ({ flow: "reversal", reverses: transaction, ...body }),
};

/** What asks a second person for an action that the key may not do alone; null of one that nobody can approve. */
export function approvalOf({ kind, subject, values }, key) {
  const toCommand = APPROVABLE[kind];
  if (!toCommand) return null;
  const command = { idempotency_key: key, ...toCommand(ACTIONS[kind].ask(subject, values), subject) };
  return { kind: "approval", subject: { command, what: ACTIONS[kind].title(subject), verb: ACTIONS[kind].verb(subject, values) } };
}

/** The refund of a transaction, as an action to open. */
export function refundOf({ id, flow, owner, asset, amount, fee }, isUndo) {
  return { kind: "refund", subject: { transaction: id, flow, owner, asset, amount, fee, isUndo: Boolean(isUndo) } };
}
