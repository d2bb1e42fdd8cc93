// The flows of the demo as data: the forms, the routes and the words are made from this table alone.

export const OWNERS = ["user_001", "user_002"];
export const ASSETS = ["GOLD_COINS", "DIAMONDS", "LOYALTY_POINTS"];

/** What comes back with a bundle. */
const BUNDLE_POINTS = 5;

/**
 * `note` is the flow's one optional field; treasury and revenue are the service's own wallets. A flow without a note is in
 * no form: it follows another one, whose transaction it is about.
 */
export const FLOWS = {
  top_up: {
    path: "/v1/top-ups",
    title: "Top-up",
    verb: "Top up",
    done: "Topped up",
    between: (owner) => ["Treasury", owner],
    why: "Credits the user has bought. The payment itself happens elsewhere.",
    note: { name: "payment_ref", label: "Payment reference" },
  },
  bonus: {
    path: "/v1/bonuses",
    title: "Bonus",
    verb: "Grant",
    done: "Granted",
    between: (owner) => ["Treasury", owner],
    why: "Free credits: a referral, an incentive, an apology.",
    note: { name: "reason", label: "Reason" },
  },
  spend: {
    path: "/v1/spends",
    title: "Spend",
    verb: "Spend",
    done: "Spent",
    between: (owner) => [owner, "Revenue"],
    why: "The user buys something inside the application.",
    note: { name: "description", label: "Description" },
    then: ["reversal"],
  },
  purchase: {
    path: "/v1/purchases",
    title: "Bundle",
    verb: "Pay with",
    done: "Paid",
    between: (owner) => [owner, `Revenue, and ${BUNDLE_POINTS} Loyalty Points back`],
    why: "Two assets move in one transaction, or neither does.",
    note: { name: "sku", label: "Article" },
    body: ({ owner, asset, amount }) => ({
      owner,
      pay: [{ asset, amount }],
      receive: asset === "LOYALTY_POINTS" ? [] : [{ asset: "LOYALTY_POINTS", amount: BUNDLE_POINTS }],
    }),
  },
  hold: {
    path: "/v1/holds",
    title: "Hold",
    verb: "Hold",
    done: "Held",
    between: (owner) => [owner, "nowhere yet"],
    why: "Credits kept for later, for 15 minutes at most: still the user's, and not to be spent otherwise.",
    note: { name: "reference", label: "Order" },
    then: ["capture", "release"],
  },
  capture: { path: (id) => `/v1/holds/${id}/capture`, title: "Capture", verb: "Capture the hold", done: "Captured" },
  release: { path: (id) => `/v1/holds/${id}/release`, title: "Release", verb: "Release the hold", done: "Released" },
  reversal: { path: (id) => `/v1/transactions/${id}/reversals`, title: "Refund", verb: "Refund it", done: "Refunded" },
};

/** The flows that the form offers. */
export const FORM_FLOWS = Object.keys(FLOWS).filter((flow) => FLOWS[flow].note);

/** Titles of the flows that only ever appear in the entries. */
export const titleOf = (flow) => FLOWS[flow]?.title ?? flow.charAt(0).toUpperCase() + flow.slice(1).replaceAll("_", " ");
