// What the screens Operations and System do: rows of the table in actions.js, which says what their members are.
//
// Webhooks, alerts and keys have no dry run: they move no credits. What will happen is said in words all the same. A request
// that may not be repeated (it makes something with each) is `once`: without an answer the reader is told where to look.
import { formatAmount, formatNumber } from "./figures.js";
import { v1 } from "./server.js";

const why = (hint = "Recorded with your name.") => ({ name: "reason", label: "Reason", kind: "text", maxlength: 300, hint });
const PLACE_HINT = "An event's id, such as 1204.0; 0.0 is the beginning of the feed.";

const ofWebhooks = { needs: ["webhooks"], untried: true, changes: () => [], fields: () => [] };
const nameOfHook = ({ description, url }) => description || url;
const hookPath = ({ id }, ...more) => v1("webhooks", id, ...more);
const words = (text) => text.split(/[\s,]+/).filter(Boolean);
const given = (members) => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== "" && value !== null));
const toldOnce = (secret) => ({ secret, words: "It is shown this once. Keep it where the receiver finds it." });

const webhooks = {
  "webhook.create": {
    ...ofWebhooks,
    once: true,
    title: () => "Send events to a URL",
    verb: () => "Make the webhook",
    fields: () => [
      { name: "url", label: "Receiver's URL", kind: "text", hint: "https, on the public internet, unless an operator's settings allow more." },
      { name: "types", label: "Types of events", kind: "text", optional: true, hint: "Names and prefixes, such as spend.* top_up.posted. All, if you name none." },
      { name: "payload", label: "How much of an event", kind: "choice", options: [["full", "All of it"], ["thin", "Its id alone"]] },
      { name: "from", label: "Beginning with", kind: "choice", options: [["now", "What happens from now on"], ["beginning", "The first event there was"]] },
      { name: "description", label: "What it is for", kind: "text", optional: true, maxlength: 500 },
    ],
    ask: (_, { url, types, payload, from, description }) => ({
      method: "POST",
      path: v1("webhooks"),
      body: given({ url, payload, from, description, types: types ? words(types) : undefined }),
    }),
    foretell: (_, __, { url, types, from }) => [
      `${types ? `Events of the types ${words(types).join(", ")}` : "All events, of every player,"} are sent to ${url}${from === "beginning" ? ", all that there were first" : ""}.`,
      "Whoever answers there learns what is in them.",
    ],
    tell: (_, __, { url }) => [`Events are sent to ${url}.`],
    toldOnce: ({ secret }) => toldOnce(secret),
    link: ({ webhook }) => ["operations", "webhooks", webhook.id],
    undo: ({ webhook }) => ({ kind: "webhook.delete", subject: webhook }),
    look: "Look at the list of webhooks before you make another one.",
  },

  "webhook.pause": {
    ...ofWebhooks,
    title: (hook) => `Pause ${nameOfHook(hook)}`,
    verb: () => "Pause it",
    ask: (hook) => ({ method: "PATCH", path: hookPath(hook), body: { paused: true } }),
    foretell: (_, { progress }) => [
      "Nothing is sent until it goes on, which it will from the event at which it stopped: nothing is lost.",
      ...(progress?.behind > 0 ? [`It is ${formatNumber(progress.behind)} positions behind already.`] : []),
    ],
    tell: (hook) => [`Nothing is sent to ${hook.url} until it goes on.`],
    undo: (hook) => ({ kind: "webhook.resume", subject: hook }),
  },

  "webhook.resume": {
    ...ofWebhooks,
    title: (hook) => `Let ${nameOfHook(hook)} go on`,
    verb: () => "Let it go on",
    ask: (hook) => ({ method: "PATCH", path: hookPath(hook), body: { paused: false } }),
    foretell: (_, { progress }) => [
      `Deliveries go on where they stopped${progress?.behind > 0 ? `, ${formatNumber(progress.behind)} positions of the feed ago` : ""}. What had failed is tried again at once.`,
    ],
    tell: (hook) => [`Deliveries to ${hook.url} go on.`],
    undo: (hook) => ({ kind: "webhook.pause", subject: hook }),
  },

  "webhook.ping": {
    ...ofWebhooks,
    title: (hook) => `Ping ${nameOfHook(hook)}`,
    verb: () => "Send a ping",
    ask: (hook) => ({ method: "POST", path: hookPath(hook, "ping"), body: {} }),
    foretell: (_, { url }) => [`One event of the type webhook.ping is sent to ${url}, now and once. It says nothing of the ledger.`],
    tell: ({ delivered, status, error, took_ms: ms }) => [
      delivered ? `The receiver took it (${status}) after ${formatNumber(ms)} ms.` : `It was not taken: ${error ?? `the receiver answered ${status}`}.`,
    ],
    undo: () => null,
  },

  "webhook.rotate": {
    ...ofWebhooks,
    once: true,
    title: (hook) => `Another secret for ${nameOfHook(hook)}`,
    verb: () => "Draw another secret",
    ask: (hook) => ({ method: "POST", path: hookPath(hook, "rotate"), body: {} }),
    foretell: () => ["A new secret signs from now on, and is shown to you once. For 24 hours the one before signs, too: change the receiver within them."],
    tell: () => ["Both secrets sign for 24 hours; after that only this one does."],
    toldOnce: ({ secret }) => toldOnce(secret),
    undo: () => null,
    look: "If the list shows that it has two secrets now, it was rotated, and the new one is lost: rotate it again.",
  },

  "webhook.replay": {
    ...ofWebhooks,
    once: true,
    title: (hook) => `Send a part of the feed to ${nameOfHook(hook)} again`,
    verb: () => "Send it again",
    fields: ({ from, to }) => [
      { name: "from", label: "From the event", kind: "text", value: from, hint: PLACE_HINT },
      { name: "to", label: "To the event", kind: "text", value: to, optional: true, hint: "The latest, if you name none." },
    ],
    ask: (hook, { from, to }) => ({ method: "POST", path: hookPath(hook, "replay"), body: given({ from, to }) }),
    foretell: (_, { url }, { from, to }) => [
      `All that it asks for from event ${from} to ${to || "the latest"} is sent to ${url} once more, beside what is new.`,
      "Its receiver sees the same webhook-id as the first time. Parked deliveries that are taken now are parked no longer.",
    ],
    tell: ({ replay }) => [replay ? `Events ${replay.from} to ${replay.to} are being sent again.` : "The replay has begun."],
    undo: (hook) => ({ kind: "webhook.stop", subject: hook }),
    look: "The list shows whether a replay runs.",
  },

  "webhook.stop": {
    ...ofWebhooks,
    title: (hook) => `Stop the replay to ${nameOfHook(hook)}`,
    verb: () => "Stop the replay",
    ask: (hook) => ({ method: "DELETE", path: hookPath(hook, "replay") }),
    foretell: () => ["What was not sent again by now is not sent again. Deliveries of what is new go on."],
    tell: () => ["The replay is stopped."],
    undo: () => null,
  },

  "webhook.delete": {
    ...ofWebhooks,
    title: (hook) => `Delete ${nameOfHook(hook)}`,
    verb: () => "Delete the webhook",
    ask: (hook) => ({ method: "DELETE", path: hookPath(hook) }),
    foretell: (_, { url, progress }) => [
      `Nothing is sent to ${url} any more. Its secret and ${formatNumber(progress?.parked ?? 0)} parked deliveries are gone; there is no undo.`,
      "The feed keeps its events: another webhook can begin where this one ends.",
    ],
    tell: () => ["It is deleted."],
    undo: () => null,
    link: () => ["operations"],
  },
};

const alerts = {
  "alert.put": {
    ...ofWebhooks,
    title: ({ id }) => (id ? `Change the alert ${id}` : "Watch a balance"),
    verb: () => "Keep the alert",
    fields: ({ id, asset, owner, below, above, assets }) => [
      { name: "id", label: "Name of the alert", kind: "text", value: id, hint: "Small letters, digits and underscores. The same name again changes the alert." },
      { name: "asset", label: "Asset", kind: "choice", value: asset, options: assets.map(({ code }) => [code, code]) },
      { name: "owner", label: "Player", kind: "text", value: owner, optional: true, hint: "Every player, if you name none." },
      { name: "side", label: "Told when the balance", kind: "choice", value: above === undefined ? "below" : "above", options: [["below", "falls below"], ["above", "rises above"]] },
      { name: "line", label: "this line", kind: "amount", value: below ?? above },
    ],
    ask: (_, { id, asset, owner, side, line }) => ({
      method: "PUT",
      path: v1("alerts", id),
      body: { asset, [side]: line, ...(owner ? { owner } : { all: true }) },
    }),
    foretell: (_, __, { asset, owner, side, line }) => [
      `Webhooks that ask for wallet.${side} are told each time the balance of ${owner || "a player"} ${side === "below" ? "falls below" : "rises above"} ${formatAmount(line, asset)}, once a crossing. It watches from now on.`,
    ],
    tell: ({ id }) => [`The alert ${id} watches.`],
    undo: (alert) => ({ kind: "alert.delete", subject: alert }),
  },

  "alert.delete": {
    ...ofWebhooks,
    title: ({ id }) => `Delete the alert ${id}`,
    verb: () => "Delete the alert",
    ask: ({ id }) => ({ method: "DELETE", path: v1("alerts", id) }),
    foretell: () => ["Nobody is told of these crossings any more. An alert of the same name begins anew."],
    tell: () => ["It is deleted."],
    undo: () => null,
  },
};

const budgets = {
  "budget.fund": {
    needs: ["operate"],
    keyed: true,
    title: ({ owner, asset, back }) => (back ? `Take back from ${owner}` : `Fund ${owner}`) + `, ${asset}`,
    verb: ({ asset, back }, { amount }) => `${back ? "Take back" : "Fund with"} ${formatAmount(amount, asset)}`,
    fields: () => [{ name: "amount", label: "Amount", kind: "amount" }, why()],
    ask: ({ owner, asset, back }, { amount, reason, ticket }) => ({
      method: "POST",
      path: v1("allocations"),
      body: { budget: owner, asset, amount, ...(back && { back: true }), description: ticket ? `${reason} (ticket ${ticket})` : reason },
    }),
    foretell: ({ amount, asset }, { owner, back }) => [
      back ? `${formatAmount(amount, asset)} go from ${owner} back to the treasury.` : `${formatAmount(amount, asset)} go from the treasury to ${owner}, which can grant them.`,
    ],
    changes: ({ amount, asset }, { owner, balance, back }) => [
      { what: `Balance of ${owner}`, asset, before: balance, after: balance + (back ? -amount : amount) },
    ],
    tell: ({ amount, asset }, { owner, back }) => [`${formatAmount(amount, asset)} have gone ${back ? `from ${owner} to the treasury` : `to ${owner}`}.`],
    link: ({ id }) => ["transactions", id],
    undo: (_, subject) => ({ kind: "budget.fund", subject: { ...subject, back: !subject.back } }),
  },
};

const approvals = {
  "approval.approve": {
    needs: ["approve"],
    untried: true,
    title: ({ id }) => `Approve ${id}`,
    verb: () => "Approve and carry out",
    fields: () => [],
    // The digest is of the command that was looked at: no other one can be meant.
    ask: ({ id, digest }) => ({ method: "POST", path: v1("approvals", id, "approve"), body: { digest } }),
    foretell: (_, { sentence }) => [`${sentence} It is carried out once, as it was asked for and not otherwise, under your approval.`],
    changes: () => [],
    tell: ({ transaction }) => [transaction ? "It is approved and carried out." : "It is approved."],
    link: ({ transaction }) => (transaction ? ["transactions", transaction.id] : ["operations"]),
    undo: () => null,
  },
  "approval.reject": {
    needs: ["approve"],
    untried: true,
    title: ({ id }) => `Reject ${id}`,
    verb: () => "Reject",
    fields: () => [why("Whoever asked reads it.")],
    ask: ({ id }, { reason }) => ({ method: "POST", path: v1("approvals", id, "reject"), body: { reason } }),
    foretell: (_, { sentence }) => [`${sentence} This is not done. Whoever asked can ask again.`],
    changes: () => [],
    tell: () => ["It is rejected."],
    undo: () => null,
  },
};

const ROLES = [["support", "Support: reads, grants, refunds and freezes within caps"], ["economist", "Economist: reads, analytics"], ["operator", "Operator"], ["approver", "Approver"]];
const LIVES = [["", "Until it is revoked"], ["7776000", "90 days"], ["31536000", "A year"]];
const GRACES = [["86400", "is good for a day more"], ["3600", "is good for an hour more"], ["0", "is turned away at once"]];

const isSupport = ({ role }) => role === "support";
/** A cap in three amounts, as fields of the role that has to have caps. */
const capFields = (cap, what) => [
  { name: `${cap}_action`, label: `${what} at once, at most`, kind: "amount", when: isSupport },
  { name: `${cap}_day`, label: `${what} a day, at most`, kind: "amount", when: isSupport },
  { name: `${cap}_player`, label: `${what} a day for one player, at most`, kind: "amount", when: isSupport },
];
const capOf = (cap, values) => ({ action: values[`${cap}_action`], day: values[`${cap}_day`], player: values[`${cap}_player`] });
const capsOf = (values) => ({ grant: capOf("grant", values), refund: capOf("refund", values), freeze: capOf("freeze", values) });

const ofKeys = { needs: ["keys"], untried: true, changes: () => [], fields: () => [], undo: () => null };
const keys = {
  "key.create": {
    ...ofKeys,
    once: true,
    title: () => "Make an API key",
    verb: () => "Make the key",
    fields: () => [
      { name: "name", label: "Name of a person, or of a service", kind: "text", maxlength: 100, hint: "All that the key does is recorded under it." },
      { name: "role", label: "Role", kind: "choice", options: ROLES },
      ...capFields("grant", "Grants"),
      ...capFields("refund", "Refunds"),
      ...capFields("freeze", "Freezes"),
      { name: "assets", label: "Assets", kind: "text", optional: true, hint: "Codes, with commas. All, if you name none." },
      { name: "networks", label: "Networks", kind: "text", optional: true, hint: "Such as 10.0.0.0/8, with commas. All, if you name none." },
      { name: "life", label: "Good for", kind: "choice", options: LIVES },
    ],
    ask: (_, values) => ({
      method: "POST",
      path: v1("keys"),
      body: given({
        name: values.name,
        role: values.role,
        caps: isSupport(values) ? capsOf(values) : undefined,
        assets: values.assets ? words(values.assets) : undefined,
        networks: values.networks ? words(values.networks) : undefined,
        expires_in_s: values.life ? Number(values.life) : undefined,
      }),
    }),
    foretell: (_, __, values) => [
      `Whoever has the key may do what the role ${values.role} allows, as ${values.name}${values.assets ? `, with ${words(values.assets).join(", ")} alone` : ""}. The key is shown to you once.`,
      ...(isSupport(values) ? [`At once it grants ${formatNumber(values.grant_action)} and refunds ${formatNumber(values.refund_action)} of an asset at most; a day ${formatNumber(values.grant_day)} and ${formatNumber(values.refund_day)}.`] : []),
    ],
    tell: (_, __, { name }) => [`${name} has a key.`],
    toldOnce: ({ secret }) => ({ secret, words: "It is shown this once. Give it to its person on a way that nobody reads along." }),
    undo: ({ key }) => ({ kind: "key.revoke", subject: key }),
    look: "Look at the list before you make another one. A key whose secret nobody has seen is best revoked.",
  },
  "key.rotate": {
    ...ofKeys,
    once: true,
    title: ({ name }) => `Another secret for the key of ${name}`,
    verb: () => "Rotate the key",
    fields: () => [{ name: "grace", label: "The secret before", kind: "choice", options: GRACES }],
    ask: ({ id }, { grace }) => ({ method: "POST", path: v1("keys", id, "rotate"), body: { grace_s: Number(grace) } }),
    foretell: (_, { name }, { grace }) => [
      `The key of ${name} gets a new secret, which is shown to you once.`,
      `The one before ${GRACES.find(([seconds]) => seconds === grace)[1]}.`,
    ],
    tell: ({ key }) => [`The key ${key.id} has a new secret.`],
    toldOnce: ({ secret }) => ({ secret, words: "It is shown this once." }),
    look: "If the list shows a rotation just now, the new secret is lost: rotate it again.",
  },
  "key.revoke": {
    ...ofKeys,
    title: ({ name }) => `Revoke the key of ${name}`,
    verb: () => "Revoke the key",
    ask: ({ id }) => ({ method: "POST", path: v1("keys", id, "revoke"), body: {} }),
    foretell: (_, { name }) => [`${name} is turned away within 5 seconds, for good. What the key did stays under its name. There is no undo: make another key.`],
    tell: (_, { name }) => [`The key of ${name} is revoked.`],
  },
};

const verification = {
  verify: {
    needs: ["operate"],
    untried: true,
    title: () => "Verify the ledger now",
    verb: () => "Verify",
    fields: () => [],
    ask: () => ({ method: "POST", path: v1("verifications") }),
    foretell: () => [
      "The server proves what was committed since the latest verification, in the time that traffic leaves. Nothing is changed.",
      "After a finding it proves the whole ledger, and, if its settings say so, books nothing until a verification finds nothing.",
    ],
    changes: () => [],
    tell: () => ["It was asked for. Its result appears on this screen when it is done."],
    undo: () => null,
  },
};

export const OPERATOR_ACTIONS = { ...verification, ...webhooks, ...alerts, ...budgets, ...approvals, ...keys };
