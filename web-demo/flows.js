// The three flows of the demo as data: the forms, the routes and the words are made from this table alone.

export const OWNERS = ["user_001", "user_002"];
export const ASSETS = ["GOLD_COINS", "DIAMONDS", "LOYALTY_POINTS"];

/** `note` is the flow's one optional field; treasury and revenue are the service's own wallets. */
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
  },
};

/** Titles of the flows that only ever appear in the entries. */
export const titleOf = (flow) => FLOWS[flow]?.title ?? flow.charAt(0).toUpperCase() + flow.slice(1).replaceAll("_", " ");
