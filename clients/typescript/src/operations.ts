// Made from the OpenAPI document by `cargo xtask clients`; do not edit.

import type { CallOptions, Conditional, Keyed, Late, Operation, Parts, Personal, Triable } from "./core.js";
import { iterate, type Page } from "./pages.js";
import type { components } from "./schema.js";

type Schemas = components["schemas"];

const OPERATIONS = {
  createTopUp: { method: "POST", path: "/v1/top-ups", key: "Idempotency-Key", repeatable: true, answer: "json" },
  createBonus: { method: "POST", path: "/v1/bonuses", key: "Idempotency-Key", repeatable: true, answer: "json" },
  createSpend: { method: "POST", path: "/v1/spends", key: "Idempotency-Key", repeatable: true, answer: "json" },
  createPurchase: { method: "POST", path: "/v1/purchases", key: "Idempotency-Key", repeatable: true, answer: "json" },
  createConversion: { method: "POST", path: "/v1/conversions", key: "Idempotency-Key", repeatable: true, answer: "json" },
  createGift: { method: "POST", path: "/v1/gifts", key: "Idempotency-Key", repeatable: true, answer: "json" },
  createHold: { method: "POST", path: "/v1/holds", key: "Idempotency-Key", repeatable: true, answer: "json" },
  createMint: { method: "POST", path: "/v1/mints", key: "Idempotency-Key", repeatable: true, answer: "json" },
  createAllocation: { method: "POST", path: "/v1/allocations", key: "Idempotency-Key", repeatable: true, answer: "json" },
  captureHold: { method: "POST", path: "/v1/holds/{id}/capture", key: "Idempotency-Key", repeatable: true, answer: "json" },
  releaseHold: { method: "POST", path: "/v1/holds/{id}/release", key: "Idempotency-Key", repeatable: true, answer: "json" },
  listReversals: { method: "GET", path: "/v1/transactions/{id}/reversals", repeatable: true, answer: "json" },
  createReversal: { method: "POST", path: "/v1/transactions/{id}/reversals", key: "Idempotency-Key", repeatable: true, answer: "json" },
  getHold: { method: "GET", path: "/v1/holds/{id}", repeatable: true, answer: "json" },
  listHolds: { method: "GET", path: "/v1/wallets/{owner}/{asset}/holds", repeatable: true, answer: "json" },
  originalTopUp: { method: "POST", path: "/wallet/topup", key: "X-Idempotency-Key", repeatable: true, answer: "json" },
  originalBonus: { method: "POST", path: "/wallet/bonus", key: "X-Idempotency-Key", repeatable: true, answer: "json" },
  originalSpend: { method: "POST", path: "/wallet/spend", key: "X-Idempotency-Key", repeatable: true, answer: "json" },
  getOriginalBalance: { method: "GET", path: "/wallet/balance/{userId}", repeatable: true, answer: "json" },
  executeBatch: { method: "POST", path: "/v1/batches", repeatable: true, answer: "json" },
  searchWallets: { method: "GET", path: "/v1/wallets", repeatable: true, answer: "json" },
  openWallets: { method: "POST", path: "/v1/wallets", repeatable: true, answer: "json" },
  queryWallets: { method: "POST", path: "/v1/wallets/query", repeatable: true, answer: "json" },
  freezeWallets: { method: "POST", path: "/v1/wallets/{owner}/freeze", repeatable: true, answer: "json" },
  unfreezeWallets: { method: "POST", path: "/v1/wallets/{owner}/unfreeze", repeatable: true, answer: "json" },
  closeWallets: { method: "POST", path: "/v1/wallets/{owner}/close", repeatable: true, answer: "json" },
  reopenWallets: { method: "POST", path: "/v1/wallets/{owner}/reopen", repeatable: true, answer: "json" },
  freezeWallet: { method: "POST", path: "/v1/wallets/{owner}/{asset}/freeze", repeatable: true, answer: "json" },
  unfreezeWallet: { method: "POST", path: "/v1/wallets/{owner}/{asset}/unfreeze", repeatable: true, answer: "json" },
  closeWallet: { method: "POST", path: "/v1/wallets/{owner}/{asset}/close", repeatable: true, answer: "json" },
  reopenWallet: { method: "POST", path: "/v1/wallets/{owner}/{asset}/reopen", repeatable: true, answer: "json" },
  listWallets: { method: "GET", path: "/v1/wallets/{owner}", repeatable: true, answer: "json" },
  getWallet: { method: "GET", path: "/v1/wallets/{owner}/{asset}", repeatable: true, answer: "json" },
  openWallet: { method: "PUT", path: "/v1/wallets/{owner}/{asset}", repeatable: true, answer: "json" },
  listEntries: { method: "GET", path: "/v1/wallets/{owner}/{asset}/entries", repeatable: true, answer: "json" },
  getBalance: { method: "GET", path: "/v1/wallets/{owner}/{asset}/balance", repeatable: true, answer: "json" },
  getStatement: { method: "GET", path: "/v1/wallets/{owner}/{asset}/statement", repeatable: true, answer: "json" },
  searchTransactions: { method: "GET", path: "/v1/transactions", repeatable: true, answer: "json" },
  getTransaction: { method: "GET", path: "/v1/transactions/{id}", repeatable: true, answer: "json" },
  getPayment: { method: "GET", path: "/v1/payments/{payment_ref}", repeatable: true, answer: "json" },
  exportTransactions: { method: "GET", path: "/v1/exports/transactions", repeatable: true, answer: "text" },
  exportEntries: { method: "GET", path: "/v1/exports/entries", repeatable: true, answer: "text" },
  exportWallets: { method: "GET", path: "/v1/exports/wallets", repeatable: true, answer: "text" },
  listAssets: { method: "GET", path: "/v1/assets", repeatable: true, answer: "json" },
  createAsset: { method: "POST", path: "/v1/assets", repeatable: true, answer: "json" },
  getAsset: { method: "GET", path: "/v1/assets/{code}", repeatable: true, answer: "json" },
  changeAsset: { method: "PATCH", path: "/v1/assets/{code}", repeatable: true, answer: "json" },
  listEvents: { method: "GET", path: "/v1/events", repeatable: true, answer: "json" },
  listChanges: { method: "GET", path: "/v1/changes", repeatable: true, answer: "json" },
  getAudit: { method: "GET", path: "/v1/audit", repeatable: true, answer: "json" },
  requestVerification: { method: "POST", path: "/v1/verifications", repeatable: true, answer: "json" },
  getFlows: { method: "GET", path: "/v1/analytics/flows", repeatable: true, answer: "json" },
  getSupply: { method: "GET", path: "/v1/analytics/supply", repeatable: true, answer: "json" },
  getVelocity: { method: "GET", path: "/v1/analytics/velocity", repeatable: true, answer: "json" },
  getDistribution: { method: "GET", path: "/v1/analytics/distribution", repeatable: true, answer: "json" },
  getTopHolders: { method: "GET", path: "/v1/analytics/top", repeatable: true, answer: "json" },
  listHolderDays: { method: "GET", path: "/v1/analytics/holders", repeatable: true, answer: "json" },
  getDebts: { method: "GET", path: "/v1/analytics/debts", repeatable: true, answer: "json" },
  getOpenHolds: { method: "GET", path: "/v1/analytics/holds", repeatable: true, answer: "json" },
  listNotes: { method: "GET", path: "/v1/owners/{owner}/notes", repeatable: true, answer: "json" },
  createNote: { method: "POST", path: "/v1/owners/{owner}/notes", repeatable: true, answer: "json" },
  listWebhooks: { method: "GET", path: "/v1/webhooks", repeatable: true, answer: "json" },
  createWebhook: { method: "POST", path: "/v1/webhooks", repeatable: false, answer: "json" },
  getWebhook: { method: "GET", path: "/v1/webhooks/{id}", repeatable: true, answer: "json" },
  changeWebhook: { method: "PATCH", path: "/v1/webhooks/{id}", repeatable: true, answer: "json" },
  deleteWebhook: { method: "DELETE", path: "/v1/webhooks/{id}", repeatable: true, answer: "json" },
  rotateWebhookSecret: { method: "POST", path: "/v1/webhooks/{id}/rotate", repeatable: false, answer: "json" },
  pingWebhook: { method: "POST", path: "/v1/webhooks/{id}/ping", repeatable: false, answer: "json" },
  replayWebhook: { method: "POST", path: "/v1/webhooks/{id}/replay", repeatable: false, answer: "json" },
  stopWebhookReplay: { method: "DELETE", path: "/v1/webhooks/{id}/replay", repeatable: true, answer: "json" },
  listWebhookDeliveries: { method: "GET", path: "/v1/webhooks/{id}/deliveries", repeatable: true, answer: "json" },
  listParkedDeliveries: { method: "GET", path: "/v1/webhooks/{id}/parked", repeatable: true, answer: "json" },
  getAlert: { method: "GET", path: "/v1/alerts/{id}", repeatable: true, answer: "json" },
  putAlert: { method: "PUT", path: "/v1/alerts/{id}", repeatable: true, answer: "json" },
  deleteAlert: { method: "DELETE", path: "/v1/alerts/{id}", repeatable: true, answer: "json" },
  listAlerts: { method: "GET", path: "/v1/alerts", repeatable: true, answer: "json" },
  getOwnKey: { method: "GET", path: "/v1/keys/self", repeatable: true, answer: "json" },
  listKeys: { method: "GET", path: "/v1/keys", repeatable: true, answer: "json" },
  createKey: { method: "POST", path: "/v1/keys", repeatable: true, answer: "json" },
  rotateKey: { method: "POST", path: "/v1/keys/{id}/rotate", repeatable: true, answer: "json" },
  revokeKey: { method: "POST", path: "/v1/keys/{id}/revoke", repeatable: true, answer: "json" },
  listApprovals: { method: "GET", path: "/v1/approvals", repeatable: true, answer: "json" },
  createApproval: { method: "POST", path: "/v1/approvals", repeatable: true, answer: "json" },
  getApproval: { method: "GET", path: "/v1/approvals/{id}", repeatable: true, answer: "json" },
  approveCommand: { method: "POST", path: "/v1/approvals/{id}/approve", repeatable: true, answer: "json" },
  rejectCommand: { method: "POST", path: "/v1/approvals/{id}/reject", repeatable: true, answer: "json" },
  getHealth: { method: "GET", path: "/health", repeatable: true, answer: "json" },
  getLiveness: { method: "GET", path: "/health/live", repeatable: true, answer: "json" },
  getReadiness: { method: "GET", path: "/health/ready", repeatable: true, answer: "json" },
  getMetrics: { method: "GET", path: "/metrics", repeatable: true, answer: "text" },
  getDocument: { method: "GET", path: "/openapi.json", repeatable: true, answer: "json" },
} as const satisfies Record<string, Operation>;

/** The query of `listHolds`. */
export interface ListHoldsQuery {
  /** How many holds at most: 1 to 200, and 50 if it is not given. */
  limit?: number;
  /** The `next_cursor` of the page before. */
  cursor?: string;
}

/** The query of `getOriginalBalance`. */
export interface GetOriginalBalanceQuery {
  /** Of this asset alone; of all if it is empty. */
  asset?: string;
}

/** The query of `searchWallets`. */
export interface SearchWalletsQuery {
  /** Of which asset. */
  asset?: string;
  /** With what the owner's name begins. */
  prefix?: string;
  /** With a balance of at least that, in minor units. */
  min_balance?: number;
  /** With a balance of at most that. */
  max_balance?: number;
  /** In which state. */
  status?: Schemas["WalletStatus"];
  /** Whether the owner owes something of the asset. */
  in_debt?: boolean;
  /** How many at most: 1 to 200, and 50 if it is not given. */
  limit?: number;
  /** The `next_cursor` of the page before. */
  cursor?: string;
}

/** The query of `listEntries`. */
export interface ListEntriesQuery {
  /** How many entries at most: 1 to 200, and 50 if it is not given. */
  limit?: number;
  /** The `next_cursor` of the page before, with the same filters. */
  cursor?: string;
  /** Of which flow. */
  flow?: Schemas["Flow"];
  /** From when on, RFC 3339, or a date, which is its first moment in UTC: what was decided then is among them. */
  from?: string;
  /** Until when: what was decided then is not. */
  to?: string;
  /** Of how much at least, whichever way it went. */
  min_amount?: number;
  /** Of how much at most. */
  max_amount?: number;
  /** With which reference: a top-up's payment_ref, a bonus's reason. */
  reference?: string;
  /** With which member at the top of the metadata, `name=value`: `7`, `true` and `null` are what JSON has them for, `"7"` in quotes and anything else is a text. */
  metadata?: string;
  /** `desc`, the newest first, which it is if it is not given, or `asc`. */
  order?: Schemas["EntryOrder"];
}

/** The query of `getBalance`. */
export interface GetBalanceQuery {
  /** RFC 3339, or a date, which is its first moment in UTC: with what was decided in that very microsecond. */
  at: string;
}

/** The query of `getStatement`. */
export interface GetStatementQuery {
  /** From when on, RFC 3339 or a date; from the wallet's first entry on if it is not given. */
  from?: string;
  /** Until when: what was decided then is not in it; until now if it is not given. */
  to?: string;
}

/** The query of `searchTransactions`. */
export interface SearchTransactionsQuery {
  /** Whose command it was, or whose wallets or debt it moved: what a player gave is its receiver's, too. With `idempotency_key`: whose command it was, `system:treasury` for a mint. */
  owner?: string;
  /** The key it was asked for under: with `owner` alone, for the one transaction. */
  idempotency_key?: string;
  /** Of which flow. */
  flow?: Schemas["Flow"];
  /** Posted or rejected. */
  status?: Schemas["TransactionStatus"];
  /** Of which asset. */
  asset?: string;
  /** From when on, RFC 3339, or a date, which is its first moment in UTC; 31 days before `to` if it is not given. With `payment_ref` alone: from the beginning. */
  from?: string;
  /** Until when: what was decided then is not among them; now if it is not given. At most 366 days after `from`. */
  to?: string;
  /** Of how much at least. */
  min_amount?: number;
  /** Of how much at most. */
  max_amount?: number;
  /** With which reference: a top-up's payment_ref, a bonus's reason. */
  reference?: string;
  /** Which payment it credited: posted top-ups, found at once. */
  payment_ref?: string;
  /** Who asked: an API key's name or id, `anyone`, `wallet`, a command line's `cli:USER`, or the person behind it. */
  actor?: string;
  /** How many at most: 1 to 200, and 50 if it is not given. */
  limit?: number;
  /** The `next_cursor` of the page before. */
  cursor?: string;
  /** With which members at the top of the metadata, each `name=value`: `7`, `true` and `null` are what JSON has them for, `"7"` in quotes and anything else is a text. A name that has `=` is asked for as `metadata.<name>=<value>`. */
  metadata?: readonly string[];
}

/** The query of `exportTransactions`. */
export interface ExportTransactionsQuery {
  /** `jsonl`, an object a line, which it is if it is not given, or `csv`. */
  format?: Schemas["ExportFormat"];
  /** Behind which row: its `cursor`. From the beginning if it is not given. An event's cursor is good for it, too. */
  after?: string;
  /** Whose command it was, or whose wallets or debt it moved. */
  owner?: string;
  /** Of which flow. */
  flow?: Schemas["Flow"];
  /** Posted or rejected. */
  status?: Schemas["TransactionStatus"];
  /** Of which asset. */
  asset?: string;
  /** From when on, RFC 3339, or a date, which is its first moment in UTC. */
  from?: string;
  /** Until when: what was decided then is not among them. */
  to?: string;
  /** Of how much at least. */
  min_amount?: number;
  /** Of how much at most. */
  max_amount?: number;
  /** With which reference: a top-up's payment_ref, a bonus's reason. */
  reference?: string;
  /** Who asked: an API key's name or id, `anyone`, `wallet`, a command line's `cli:USER`, or the person behind it. */
  actor?: string;
  /** With which members at the top of the metadata, each `name=value`: `7`, `true` and `null` are what JSON has them for, `"7"` in quotes and anything else is a text. A name that has `=` is asked for as `metadata.<name>=<value>`. */
  metadata?: readonly string[];
}

/** The query of `exportEntries`. */
export interface ExportEntriesQuery {
  /** `jsonl`, an object a line, which it is if it is not given, or `csv`. */
  format?: Schemas["ExportFormat"];
  /** Behind which row: its `cursor`. From the beginning if it is not given. An event's cursor is good for it, too. */
  after?: string;
  /** Of whose wallets. */
  owner?: string;
  /** Of which asset. */
  asset?: string;
  /** From when on, RFC 3339, or a date, which is its first moment in UTC. */
  from?: string;
  /** Until when: what was decided then is not among them. */
  to?: string;
}

/** The query of `exportWallets`. */
export interface ExportWalletsQuery {
  /** `jsonl`, an object a line, which it is if it is not given, or `csv`. */
  format?: Schemas["ExportFormat"];
  /** Behind which row: its `cursor`, with the same filters. From the beginning if it is not given. */
  after?: string;
  /** Of which asset. */
  asset?: string;
  /** With what the owner's name begins. */
  prefix?: string;
}

/** The query of `listEvents`. */
export interface ListEventsQuery {
  /** Behind which event: an event's `cursor`, the `next_cursor` of the page before, or `now` for the end of the feed. From the first one on if it is not given. An event's `id` does, too, but is not refused after a restore. */
  after?: string;
  /** Of which types: names and prefixes with commas between, such as `spend.*,hold.expired`. All if it is not given. */
  types?: string;
  /** Those that are this owner's, or move something of this owner's. */
  owner?: string;
  /** How many events at most: 1 to 200, and 50 if it is not given. */
  limit?: number;
  /** How many seconds to wait for an event if there is none: 0 to 30, and 0 if it is not given. */
  wait_s?: number;
}

/** The query of `listChanges`. */
export interface ListChangesQuery {
  /** Of whose wallets. */
  owner?: string;
  /** Of which asset, or of wallets of it. */
  asset?: string;
  /** What one actor has done: `key` and the id of an API key, as `actor` tells it. */
  actor?: string;
  /** What was done so. */
  action?: Schemas["ChangeAction"];
  /** Of which key or approval, by its id. */
  object?: string;
  /** How many changes at most: 1 to 200, and 50 if it is not given. */
  limit?: number;
  /** The `next_cursor` of the page before. */
  cursor?: string;
}

/** The query of `getFlows`. */
export interface GetFlowsQuery {
  /** Of which asset. */
  asset: string;
  /** The first day; 27 days before the last if it is not given. */
  from?: string;
  /** The last day, which is among them; today if it is not given. At most 1,100 days. */
  to?: string;
  /** What rows are told apart by beside their flow; by nothing else if it is not given. */
  by?: Schemas["AnalyticsBy"];
}

/** The query of `getSupply`. */
export interface GetSupplyQuery {
  /** Of which asset. */
  asset: string;
  /** The first day; 27 days before the last if it is not given. */
  from?: string;
  /** The last day, which is among them; today if it is not given. At most 1,100 days. */
  to?: string;
}

/** The query of `getVelocity`. */
export interface GetVelocityQuery {
  /** Of which asset. */
  asset: string;
  /** The first day; 27 days before the last if it is not given. */
  from?: string;
  /** The last day, which is among them; today if it is not given. At most 1,100 days. */
  to?: string;
}

/** The query of `getDistribution`. */
export interface GetDistributionQuery {
  /** Of which asset. */
  asset: string;
}

/** The query of `getTopHolders`. */
export interface GetTopHoldersQuery {
  /** Of which asset. */
  asset: string;
  /** How many at most: 1 to 100, and 100 if it is not given. */
  limit?: number;
}

/** The query of `listHolderDays`. */
export interface ListHolderDaysQuery {
  /** Of which asset. */
  asset: string;
  /** From which day on; 90 days up to `to` if it is not given. */
  from?: string;
  /** Up to which day, which is among them; up to today if it is not given. */
  to?: string;
}

/** The query of `getDebts`. */
export interface GetDebtsQuery {
  /** Of which asset. */
  asset: string;
}

/** The query of `getOpenHolds`. */
export interface GetOpenHoldsQuery {
  /** Of which asset. */
  asset: string;
}

/** The query of `listNotes`. */
export interface ListNotesQuery {
  /** How many notes at most: 1 to 200, and 50 if it is not given. */
  limit?: number;
  /** The `next_cursor` of the page before. */
  cursor?: string;
}

/** The query of `listWebhookDeliveries`. */
export interface ListWebhookDeliveriesQuery {
  /** How many at most: 1 to 200, and 50 if it is not given. */
  limit?: number;
}

/** The query of `listParkedDeliveries`. */
export interface ListParkedDeliveriesQuery {
  /** How many at most: 1 to 200, and 50 if it is not given. */
  limit?: number;
  /** The `next_cursor` of the page before. */
  cursor?: string;
}

/** The query of `listApprovals`. */
export interface ListApprovalsQuery {
  /** Those that stand so; `pending` leaves out those whose time is over. */
  status?: Schemas["ApprovalStatus"];
  /** How many at most: 1 to 200, and 50 if it is not given. */
  limit?: number;
}

/** One method a route, named after the operation of the OpenAPI document. */
export abstract class Operations {
  /** Sends a request until there is an outcome. */
  protected abstract call(operation: Operation, parts: Parts): Promise<unknown>;

  /** Credits that a player bought with real money, paid elsewhere. */
  createTopUp(body: Schemas["TopUpRequest"], options: CallOptions & Keyed & Conditional & Personal & Triable = {}): Promise<Schemas["PostedTransaction"]> {
    return this.call(OPERATIONS.createTopUp, { body, options }) as Promise<Schemas["PostedTransaction"]>;
  }

  /** Free credits, such as a referral's. */
  createBonus(body: Schemas["BonusRequest"], options: CallOptions & Keyed & Conditional & Personal & Triable = {}): Promise<Schemas["PostedTransaction"]> {
    return this.call(OPERATIONS.createBonus, { body, options }) as Promise<Schemas["PostedTransaction"]>;
  }

  /** What a player buys in the application. */
  createSpend(body: Schemas["SpendRequest"], options: CallOptions & Keyed & Conditional & Personal & Triable = {}): Promise<Schemas["PostedTransaction"]> {
    return this.call(OPERATIONS.createSpend, { body, options }) as Promise<Schemas["PostedTransaction"]>;
  }

  /** Pays in one or several assets and receives in others, all of it or nothing. */
  createPurchase(body: Schemas["PurchaseRequest"], options: CallOptions & Keyed & Personal & Triable = {}): Promise<Schemas["PostedTransaction"]> {
    return this.call(OPERATIONS.createPurchase, { body, options }) as Promise<Schemas["PostedTransaction"]>;
  }

  /** Changes one asset into another at the configured rate, rounded down. */
  createConversion(body: Schemas["ConversionRequest"], options: CallOptions & Keyed & Personal & Triable = {}): Promise<Schemas["PostedTransaction"]> {
    return this.call(OPERATIONS.createConversion, { body, options }) as Promise<Schemas["PostedTransaction"]>;
  }

  /** Gives credits to another player, where the asset's policy allows it. */
  createGift(body: Schemas["GiftRequest"], options: CallOptions & Keyed & Personal & Triable = {}): Promise<Schemas["PostedTransaction"]> {
    return this.call(OPERATIONS.createGift, { body, options }) as Promise<Schemas["PostedTransaction"]>;
  }

  /** Keeps credits of a player for later: they are the player's still, and cannot be spent otherwise. */
  createHold(body: Schemas["HoldRequest"], options: CallOptions & Keyed & Conditional & Personal & Triable = {}): Promise<Schemas["PostedTransaction"]> {
    return this.call(OPERATIONS.createHold, { body, options }) as Promise<Schemas["PostedTransaction"]>;
  }

  /** Supply for the treasury, by an operator. */
  createMint(body: Schemas["MintRequest"], options: CallOptions & Keyed & Personal & Triable = {}): Promise<Schemas["PostedTransaction"]> {
    return this.call(OPERATIONS.createMint, { body, options }) as Promise<Schemas["PostedTransaction"]>;
  }

  /** Funds an operator's own wallet from the treasury, or takes back what it holds. */
  createAllocation(body: Schemas["AllocationRequest"], options: CallOptions & Keyed & Personal & Triable = {}): Promise<Schemas["PostedTransaction"]> {
    return this.call(OPERATIONS.createAllocation, { body, options }) as Promise<Schemas["PostedTransaction"]>;
  }

  /** Spends of what a hold keeps, in one part or in several, until the final one or until nothing is left. */
  captureHold(id: string, body: Schemas["CaptureRequest"] = {}, options: CallOptions & Keyed & Personal & Triable = {}): Promise<Schemas["PostedTransaction"]> {
    return this.call(OPERATIONS.captureHold, { path: [id], body, options }) as Promise<Schemas["PostedTransaction"]>;
  }

  /** Lets go what a hold has left. */
  releaseHold(id: string, body: Schemas["ReleaseRequest"] = {}, options: CallOptions & Keyed & Personal & Triable = {}): Promise<Schemas["PostedTransaction"]> {
    return this.call(OPERATIONS.releaseHold, { path: [id], body, options }) as Promise<Schemas["PostedTransaction"]>;
  }

  /** What was taken back of a transaction. */
  listReversals(id: string, options: CallOptions = {}): Promise<Schemas["ReversalList"]> {
    return this.call(OPERATIONS.listReversals, { path: [id], options }) as Promise<Schemas["ReversalList"]>;
  }

  /** Takes a transaction back, in full, in part or by a share of it: what it gave is taken from whoever received it, what it cost is returned. Any number of reversals take no more than there was. A reversal is taken back once. */
  createReversal(id: string, body: Schemas["ReversalRequest"] = {}, options: CallOptions & Keyed & Personal & Triable = {}): Promise<Schemas["PostedTransaction"]> {
    return this.call(OPERATIONS.createReversal, { path: [id], body, options }) as Promise<Schemas["PostedTransaction"]>;
  }

  /** A hold: what is left of it, until when, and the transactions about it, the first 1,000 in the order of their times. */
  getHold(id: string, options: CallOptions = {}): Promise<Schemas["Hold"]> {
    return this.call(OPERATIONS.getHold, { path: [id], options }) as Promise<Schemas["Hold"]>;
  }

  /** The open holds of a wallet, in the order in which they end. Those that are over are not among them. */
  listHolds(owner: string, asset: string, query: ListHoldsQuery = {}, options: CallOptions = {}): Promise<Schemas["HoldPage"]> {
    return this.call(OPERATIONS.listHolds, { path: [owner, asset], query: { ...query }, options }) as Promise<Schemas["HoldPage"]>;
  }

  /** Every item of `listHolds`, page after page. */
  iterateHolds(owner: string, asset: string, query: ListHoldsQuery = {}, options: CallOptions = {}): AsyncGenerator<Schemas["OpenHold"]> {
    return iterate((page) => this.listHolds(owner, asset, page, options) as Promise<Page<Schemas["OpenHold"]>>, query);
  }

  /** The user bought credits with real money. */
  originalTopUp(body: Schemas["OriginalTopUp"], options: CallOptions & Keyed & Personal & Triable = {}): Promise<Schemas["OriginalPosted"]> {
    return this.call(OPERATIONS.originalTopUp, { body, options }) as Promise<Schemas["OriginalPosted"]>;
  }

  /** Free credits for the user. */
  originalBonus(body: Schemas["OriginalBonus"], options: CallOptions & Keyed & Personal & Triable = {}): Promise<Schemas["OriginalPosted"]> {
    return this.call(OPERATIONS.originalBonus, { body, options }) as Promise<Schemas["OriginalPosted"]>;
  }

  /** The user buys something. */
  originalSpend(body: Schemas["OriginalSpend"], options: CallOptions & Keyed & Personal & Triable = {}): Promise<Schemas["OriginalPosted"]> {
    return this.call(OPERATIONS.originalSpend, { body, options }) as Promise<Schemas["OriginalPosted"]>;
  }

  /** The user's balances, or the one of an asset. */
  getOriginalBalance(userId: string, query: GetOriginalBalanceQuery = {}, options: CallOptions = {}): Promise<Schemas["OriginalBalanceAnswer"]> {
    return this.call(OPERATIONS.getOriginalBalance, { path: [userId], query: { ...query }, options }) as Promise<Schemas["OriginalBalanceAnswer"]>;
  }

  /** Up to 10,000 commands, decided in their order. A body that cannot be read, or that holds a command which the API key lacks the scope for, is refused as a whole; a value that is not valid spoils its own command alone. */
  executeBatch(body: Schemas["BatchRequest"], options: CallOptions & Personal & Triable = {}): Promise<Schemas["BatchAnswer"]> {
    return this.call(OPERATIONS.executeBatch, { body, options }) as Promise<Schemas["BatchAnswer"]>;
  }

  /** Wallets across owners, by owner and then by asset: all that fit every condition, the service's own among them. */
  searchWallets(query: SearchWalletsQuery = {}, options: CallOptions & Late = {}): Promise<Schemas["WalletPage"]> {
    return this.call(OPERATIONS.searchWallets, { query: { ...query }, options }) as Promise<Schemas["WalletPage"]>;
  }

  /** Every item of `searchWallets`, page after page. */
  iterateWallets(query: SearchWalletsQuery = {}, options: CallOptions & Late = {}): AsyncGenerator<Schemas["Wallet"]> {
    return iterate((page) => this.searchWallets(page, options) as Promise<Page<Schemas["Wallet"]>>, query);
  }

  /** Opens up to 10,000 players' wallets, or leaves those that are there as they are. A body that cannot be read is refused as a whole; a value that is not valid and an asset that there is not spoil their own wallet alone. Safe to repeat. */
  openWallets(body: Schemas["OpenWalletsRequest"], options: CallOptions & Triable = {}): Promise<Schemas["OpenWalletsAnswer"]> {
    return this.call(OPERATIONS.openWallets, { body, options }) as Promise<Schemas["OpenWalletsAnswer"]>;
  }

  /** The wallets of up to 1,000 owners, all as of one moment. Only a ledger on several machines may fail to, and then says `approximate`. */
  queryWallets(body: Schemas["QueryWalletsRequest"], options: CallOptions = {}): Promise<Schemas["QueryWalletsAnswer"]> {
    return this.call(OPERATIONS.queryWallets, { body, options }) as Promise<Schemas["QueryWalletsAnswer"]>;
  }

  /** Stops what goes out of a player's wallets, what goes in, or both. What is held may still be released. */
  freezeWallets(owner: string, body: Schemas["FreezeRequest"] = {}, options: CallOptions & Triable = {}): Promise<Schemas["OwnerWallets"]> {
    return this.call(OPERATIONS.freezeWallets, { path: [owner], body, options }) as Promise<Schemas["OwnerWallets"]>;
  }

  /** Lets frozen wallets take part again. */
  unfreezeWallets(owner: string, body: Schemas["ReasonRequest"] = {}, options: CallOptions & Triable = {}): Promise<Schemas["OwnerWallets"]> {
    return this.call(OPERATIONS.unfreezeWallets, { path: [owner], body, options }) as Promise<Schemas["OwnerWallets"]>;
  }

  /** Ends wallets: only empty ones, for as long as nobody opens them again. */
  closeWallets(owner: string, body: Schemas["ReasonRequest"] = {}, options: CallOptions & Triable = {}): Promise<Schemas["OwnerWallets"]> {
    return this.call(OPERATIONS.closeWallets, { path: [owner], body, options }) as Promise<Schemas["OwnerWallets"]>;
  }

  /** Opens wallets again that were closed. */
  reopenWallets(owner: string, body: Schemas["ReasonRequest"] = {}, options: CallOptions & Triable = {}): Promise<Schemas["OwnerWallets"]> {
    return this.call(OPERATIONS.reopenWallets, { path: [owner], body, options }) as Promise<Schemas["OwnerWallets"]>;
  }

  /** Stops what goes out of a player's wallets, what goes in, or both. What is held may still be released. */
  freezeWallet(owner: string, asset: string, body: Schemas["FreezeRequest"] = {}, options: CallOptions & Triable = {}): Promise<Schemas["OwnerWallets"]> {
    return this.call(OPERATIONS.freezeWallet, { path: [owner, asset], body, options }) as Promise<Schemas["OwnerWallets"]>;
  }

  /** Lets frozen wallets take part again. */
  unfreezeWallet(owner: string, asset: string, body: Schemas["ReasonRequest"] = {}, options: CallOptions & Triable = {}): Promise<Schemas["OwnerWallets"]> {
    return this.call(OPERATIONS.unfreezeWallet, { path: [owner, asset], body, options }) as Promise<Schemas["OwnerWallets"]>;
  }

  /** Ends wallets: only empty ones, for as long as nobody opens them again. */
  closeWallet(owner: string, asset: string, body: Schemas["ReasonRequest"] = {}, options: CallOptions & Triable = {}): Promise<Schemas["OwnerWallets"]> {
    return this.call(OPERATIONS.closeWallet, { path: [owner, asset], body, options }) as Promise<Schemas["OwnerWallets"]>;
  }

  /** Opens wallets again that were closed. */
  reopenWallet(owner: string, asset: string, body: Schemas["ReasonRequest"] = {}, options: CallOptions & Triable = {}): Promise<Schemas["OwnerWallets"]> {
    return this.call(OPERATIONS.reopenWallet, { path: [owner, asset], body, options }) as Promise<Schemas["OwnerWallets"]>;
  }

  /** An owner's wallets, by asset; none if the owner is not known. */
  listWallets(owner: string, options: CallOptions = {}): Promise<Schemas["OwnerWallets"]> {
    return this.call(OPERATIONS.listWallets, { path: [owner], options }) as Promise<Schemas["OwnerWallets"]>;
  }

  /** One wallet. Its `ETag` is its version, and what is held if anything is: `If-None-Match` asks for a change, `If-Match` for none. */
  getWallet(owner: string, asset: string, options: CallOptions = {}): Promise<Schemas["Wallet"]> {
    return this.call(OPERATIONS.getWallet, { path: [owner, asset], options }) as Promise<Schemas["Wallet"]>;
  }

  /** Opens a player's wallet, or an operator's own, which needs the scope `operate`; or leaves the one that is there as it is. The path says all, so a body is empty or an object without members. */
  openWallet(owner: string, asset: string, options: CallOptions & Triable = {}): Promise<Schemas["Wallet"]> {
    return this.call(OPERATIONS.openWallet, { path: [owner, asset], options }) as Promise<Schemas["Wallet"]>;
  }

  /** A wallet's entries, the newest first or the oldest, all of them or those that a filter asks for. */
  listEntries(owner: string, asset: string, query: ListEntriesQuery = {}, options: CallOptions & Late = {}): Promise<Schemas["EntryPage"]> {
    return this.call(OPERATIONS.listEntries, { path: [owner, asset], query: { ...query }, options }) as Promise<Schemas["EntryPage"]>;
  }

  /** Every item of `listEntries`, page after page. */
  iterateEntries(owner: string, asset: string, query: ListEntriesQuery = {}, options: CallOptions & Late = {}): AsyncGenerator<Schemas["WalletEntry"]> {
    return iterate((page) => this.listEntries(owner, asset, page, options) as Promise<Page<Schemas["WalletEntry"]>>, query);
  }

  /** What a wallet held at a moment. It is found by the entries alone, at any depth as fast. */
  getBalance(owner: string, asset: string, query: GetBalanceQuery, options: CallOptions = {}): Promise<Schemas["BalanceAt"]> {
    return this.call(OPERATIONS.getBalance, { path: [owner, asset], query: { ...query }, options }) as Promise<Schemas["BalanceAt"]>;
  }

  /** A wallet's statement: what it held before, every entry in between, the oldest first, and what it held after. */
  getStatement(owner: string, asset: string, query: GetStatementQuery = {}, options: CallOptions & Late = {}): Promise<Schemas["Statement"]> {
    return this.call(OPERATIONS.getStatement, { path: [owner, asset], query: { ...query }, options }) as Promise<Schemas["Statement"]>;
  }

  /** `getStatement` as CSV. */
  getStatementCsv(owner: string, asset: string, query: GetStatementQuery = {}, options: CallOptions & Late = {}): Promise<string> {
    return this.call({ ...OPERATIONS.getStatement, answer: "text" }, { path: [owner, asset], query: { ...query, format: "csv" }, options }) as Promise<string>;
  }

  /** Transactions across owners, the newest first: all that fit every condition, posted and rejected. */
  searchTransactions(query: SearchTransactionsQuery = {}, options: CallOptions & Late = {}): Promise<Schemas["FoundTransactions"]> {
    return this.call(OPERATIONS.searchTransactions, { query: { ...query }, options }) as Promise<Schemas["FoundTransactions"]>;
  }

  /** Every item of `searchTransactions`, page after page. */
  iterateTransactions(query: SearchTransactionsQuery = {}, options: CallOptions & Late = {}): AsyncGenerator<Schemas["Transaction"]> {
    return iterate((page) => this.searchTransactions(page, options) as Promise<Page<Schemas["Transaction"]>>, query);
  }

  /** A transaction with its entries, posted or rejected. */
  getTransaction(id: string, options: CallOptions = {}): Promise<Schemas["Transaction"]> {
    return this.call(OPERATIONS.getTransaction, { path: [id], options }) as Promise<Schemas["Transaction"]>;
  }

  /** The top-ups that credited a payment, whatever asset and player, the latest first, up to 100. Reversed ones are among them. */
  getPayment(paymentRef: string, options: CallOptions = {}): Promise<Schemas["Payment"]> {
    return this.call(OPERATIONS.getPayment, { path: [paymentRef], options }) as Promise<Schemas["Payment"]>;
  }

  /** Every transaction that fits, posted or refused, the oldest first: as lines of JSON, as `GET /v1/transactions/{id}` shows each, or as CSV. */
  exportTransactions(query: ExportTransactionsQuery = {}, options: CallOptions & Late = {}): Promise<string> {
    return this.call(OPERATIONS.exportTransactions, { query: { ...query }, options }) as Promise<string>;
  }

  /** Every entry that fits, the oldest first: as lines of JSON, with what its transaction says of itself, or as CSV. */
  exportEntries(query: ExportEntriesQuery = {}, options: CallOptions & Late = {}): Promise<string> {
    return this.call(OPERATIONS.exportEntries, { query: { ...query }, options }) as Promise<string>;
  }

  /** Every wallet that fits, by owner and asset, the service's own among them: as lines of JSON, or as CSV. */
  exportWallets(query: ExportWalletsQuery = {}, options: CallOptions & Late = {}): Promise<string> {
    return this.call(OPERATIONS.exportWallets, { query: { ...query }, options }) as Promise<string>;
  }

  /** Every asset, by code. */
  listAssets(options: CallOptions = {}): Promise<Schemas["AssetList"]> {
    return this.call(OPERATIONS.listAssets, { options }) as Promise<Schemas["AssetList"]>;
  }

  /** Creates an asset with its system wallets. Its code makes a retry safe, so it needs no idempotency key. */
  createAsset(body: Schemas["CreateAssetRequest"], options: CallOptions & Triable = {}): Promise<Schemas["Asset"]> {
    return this.call(OPERATIONS.createAsset, { body, options }) as Promise<Schemas["Asset"]>;
  }

  /** One asset. Its `ETag` names what it says: `If-None-Match` asks for a change, `If-Match` for none. */
  getAsset(code: string, options: CallOptions = {}): Promise<Schemas["Asset"]> {
    return this.call(OPERATIONS.getAsset, { path: [code], options }) as Promise<Schemas["Asset"]>;
  }

  /** Changes an asset's name, description or policy. Only what is named changes; the list of changes tells who did it. With `If-Match` it is changed only if it is in that state still. */
  changeAsset(code: string, body: Schemas["ChangeAssetRequest"] = {}, options: CallOptions & Conditional & Triable = {}): Promise<Schemas["Asset"]> {
    return this.call(OPERATIONS.changeAsset, { path: [code], body, options }) as Promise<Schemas["Asset"]>;
  }

  /** Everything that happened, the oldest first: every transaction, posted or refused, and every change by an operator. */
  listEvents(query: ListEventsQuery = {}, options: CallOptions = {}): Promise<Schemas["EventPage"]> {
    return this.call(OPERATIONS.listEvents, { query: { ...query }, options }) as Promise<Schemas["EventPage"]>;
  }

  /** What operators have changed, the latest first: who, when, why, and from what to what. It is the audit trail: assets, wallets, notes, API keys, and each step of an approval. What moves credits is a transaction, which names who asked for it. */
  listChanges(query: ListChangesQuery = {}, options: CallOptions = {}): Promise<Schemas["ChangePage"]> {
    return this.call(OPERATIONS.listChanges, { query: { ...query }, options }) as Promise<Schemas["ChangePage"]>;
  }

  /** Every item of `listChanges`, page after page. */
  iterateChanges(query: ListChangesQuery = {}, options: CallOptions = {}): AsyncGenerator<Schemas["Change"]> {
    return iterate((page) => this.listChanges(page, options) as Promise<Page<Schemas["Change"]>>, query);
  }

  /** Per asset: supply, treasury, revenue, what operators' own wallets hold, what players hold and what they owe; what the latest verification found; and the heads of the chain of commits. */
  getAudit(options: CallOptions = {}): Promise<Schemas["Audit"]> {
    return this.call(OPERATIONS.getAudit, { options }) as Promise<Schemas["Audit"]>;
  }

  /** Starts a verification of all commits since the latest one, in the time that traffic leaves. */
  requestVerification(options: CallOptions = {}): Promise<Schemas["VerificationRequested"]> {
    return this.call(OPERATIONS.requestVerification, { options }) as Promise<Schemas["VerificationRequested"]>;
  }

  /** What each flow credited to players and debited from them, by day, and by a kind of labels if one is named. */
  getFlows(query: GetFlowsQuery, options: CallOptions & Late = {}): Promise<Schemas["FlowsAnswer"]> {
    return this.call(OPERATIONS.getFlows, { query: { ...query }, options }) as Promise<Schemas["FlowsAnswer"]>;
  }

  /** `getFlows` as CSV. */
  getFlowsCsv(query: GetFlowsQuery, options: CallOptions & Late = {}): Promise<string> {
    return this.call({ ...OPERATIONS.getFlows, answer: "text" }, { path: [], query: { ...query, format: "csv" }, options }) as Promise<string>;
  }

  /** What players hold at the end of each day, what came and went on it, and what the treasury and revenue hold. */
  getSupply(query: GetSupplyQuery, options: CallOptions & Late = {}): Promise<Schemas["SupplyAnswer"]> {
    return this.call(OPERATIONS.getSupply, { query: { ...query }, options }) as Promise<Schemas["SupplyAnswer"]>;
  }

  /** `getSupply` as CSV. */
  getSupplyCsv(query: GetSupplyQuery, options: CallOptions & Late = {}): Promise<string> {
    return this.call({ ...OPERATIONS.getSupply, answer: "text" }, { path: [], query: { ...query, format: "csv" }, options }) as Promise<string>;
  }

  /** By day: the share of their credits that players spend, and how many of their wallets had an entry. */
  getVelocity(query: GetVelocityQuery, options: CallOptions & Late = {}): Promise<Schemas["VelocityAnswer"]> {
    return this.call(OPERATIONS.getVelocity, { query: { ...query }, options }) as Promise<Schemas["VelocityAnswer"]>;
  }

  /** `getVelocity` as CSV. */
  getVelocityCsv(query: GetVelocityQuery, options: CallOptions & Late = {}): Promise<string> {
    return this.call({ ...OPERATIONS.getVelocity, answer: "text" }, { path: [], query: { ...query, format: "csv" }, options }) as Promise<string>;
  }

  /** How an asset is distributed among those who hold it: percentiles, the Lorenz curve, the Gini coefficient. */
  getDistribution(query: GetDistributionQuery, options: CallOptions & Late = {}): Promise<Schemas["Distribution"]> {
    return this.call(OPERATIONS.getDistribution, { query: { ...query }, options }) as Promise<Schemas["Distribution"]>;
  }

  /** `getDistribution` as CSV. */
  getDistributionCsv(query: GetDistributionQuery, options: CallOptions & Late = {}): Promise<string> {
    return this.call({ ...OPERATIONS.getDistribution, answer: "text" }, { path: [], query: { ...query, format: "csv" }, options }) as Promise<string>;
  }

  /** The largest holders of an asset: what each holds, has on hold, and owes. */
  getTopHolders(query: GetTopHoldersQuery, options: CallOptions & Late = {}): Promise<Schemas["TopHolders"]> {
    return this.call(OPERATIONS.getTopHolders, { query: { ...query }, options }) as Promise<Schemas["TopHolders"]>;
  }

  /** `getTopHolders` as CSV. */
  getTopHoldersCsv(query: GetTopHoldersQuery, options: CallOptions & Late = {}): Promise<string> {
    return this.call({ ...OPERATIONS.getTopHolders, answer: "text" }, { path: [], query: { ...query, format: "csv" }, options }) as Promise<string>;
  }

  /** How many players held an asset, by day: as of the latest snapshot of each. */
  listHolderDays(query: ListHolderDaysQuery, options: CallOptions & Late = {}): Promise<Schemas["HolderDays"]> {
    return this.call(OPERATIONS.listHolderDays, { query: { ...query }, options }) as Promise<Schemas["HolderDays"]>;
  }

  /** `listHolderDays` as CSV. */
  listHolderDaysCsv(query: ListHolderDaysQuery, options: CallOptions & Late = {}): Promise<string> {
    return this.call({ ...OPERATIONS.listHolderDays, answer: "text" }, { path: [], query: { ...query, format: "csv" }, options }) as Promise<string>;
  }

  /** What players owe of an asset, by age. */
  getDebts(query: GetDebtsQuery, options: CallOptions & Late = {}): Promise<Schemas["Debts"]> {
    return this.call(OPERATIONS.getDebts, { query: { ...query }, options }) as Promise<Schemas["Debts"]>;
  }

  /** `getDebts` as CSV. */
  getDebtsCsv(query: GetDebtsQuery, options: CallOptions & Late = {}): Promise<string> {
    return this.call({ ...OPERATIONS.getDebts, answer: "text" }, { path: [], query: { ...query, format: "csv" }, options }) as Promise<string>;
  }

  /** What open holds keep of an asset, by when they end. */
  getOpenHolds(query: GetOpenHoldsQuery, options: CallOptions & Late = {}): Promise<Schemas["HoldsByEnd"]> {
    return this.call(OPERATIONS.getOpenHolds, { query: { ...query }, options }) as Promise<Schemas["HoldsByEnd"]>;
  }

  /** `getOpenHolds` as CSV. */
  getOpenHoldsCsv(query: GetOpenHoldsQuery, options: CallOptions & Late = {}): Promise<string> {
    return this.call({ ...OPERATIONS.getOpenHolds, answer: "text" }, { path: [], query: { ...query, format: "csv" }, options }) as Promise<string>;
  }

  /** What was written about an owner, the latest first: who, when, what. An unknown owner has no notes. */
  listNotes(owner: string, query: ListNotesQuery = {}, options: CallOptions = {}): Promise<Schemas["NotePage"]> {
    return this.call(OPERATIONS.listNotes, { path: [owner], query: { ...query }, options }) as Promise<Schemas["NotePage"]>;
  }

  /** Every item of `listNotes`, page after page. */
  iterateNotes(owner: string, query: ListNotesQuery = {}, options: CallOptions = {}): AsyncGenerator<Schemas["Note"]> {
    return iterate((page) => this.listNotes(owner, page, options) as Promise<Page<Schemas["Note"]>>, query);
  }

  /** Writes a note about a player or a budget. Nobody changes or deletes it. */
  createNote(owner: string, body: Schemas["CreateNoteRequest"], options: CallOptions = {}): Promise<Schemas["Note"]> {
    return this.call(OPERATIONS.createNote, { path: [owner], body, options }) as Promise<Schemas["Note"]>;
  }

  /** Every webhook, and how far each has got. */
  listWebhooks(options: CallOptions = {}): Promise<Schemas["WebhookList"]> {
    return this.call(OPERATIONS.listWebhooks, { options }) as Promise<Schemas["WebhookList"]>;
  }

  /** Has events delivered to a URL, signed by Standard Webhooks 1.0.0, in order for each owner who asked. There are 50 at most. */
  createWebhook(body: Schemas["CreateWebhookRequest"], options: CallOptions = {}): Promise<Schemas["WebhookWithSecret"]> {
    return this.call(OPERATIONS.createWebhook, { body, options }) as Promise<Schemas["WebhookWithSecret"]>;
  }

  /** A webhook, and how far it has got. */
  getWebhook(id: string, options: CallOptions = {}): Promise<Schemas["Webhook"]> {
    return this.call(OPERATIONS.getWebhook, { path: [id], options }) as Promise<Schemas["Webhook"]>;
  }

  /** Changes a webhook: its URL, its types, or whether it is paused. */
  changeWebhook(id: string, body: Schemas["ChangeWebhookRequest"] = {}, options: CallOptions = {}): Promise<Schemas["Webhook"]> {
    return this.call(OPERATIONS.changeWebhook, { path: [id], body, options }) as Promise<Schemas["Webhook"]>;
  }

  /** Deletes a webhook with all that is known of its deliveries. */
  deleteWebhook(id: string, options: CallOptions = {}): Promise<Schemas["Deleted"]> {
    return this.call(OPERATIONS.deleteWebhook, { path: [id], options }) as Promise<Schemas["Deleted"]>;
  }

  /** Puts another secret into use. For 24 hours the one before signs, too: a receiver that knows either takes every delivery. */
  rotateWebhookSecret(id: string, body: Schemas["RotateSecretRequest"] = {}, options: CallOptions = {}): Promise<Schemas["WebhookWithSecret"]> {
    return this.call(OPERATIONS.rotateWebhookSecret, { path: [id], body, options }) as Promise<Schemas["WebhookWithSecret"]>;
  }

  /** Sends a webhook a `webhook.ping`, once, paused or not, and tells what was answered. */
  pingWebhook(id: string, options: CallOptions = {}): Promise<Schemas["Ping"]> {
    return this.call(OPERATIONS.pingWebhook, { path: [id], options }) as Promise<Schemas["Ping"]>;
  }

  /** Delivers a range of the feed once more, beside the deliveries of what happens, one range at a time. */
  replayWebhook(id: string, body: Schemas["ReplayWebhookRequest"], options: CallOptions = {}): Promise<Schemas["Webhook"]> {
    return this.call(OPERATIONS.replayWebhook, { path: [id], body, options }) as Promise<Schemas["Webhook"]>;
  }

  /** Stops a webhook's replay, if one runs. What was delivered of it stays delivered, and what happens is delivered as ever. */
  stopWebhookReplay(id: string, options: CallOptions = {}): Promise<Schemas["Webhook"]> {
    return this.call(OPERATIONS.stopWebhookReplay, { path: [id], options }) as Promise<Schemas["Webhook"]>;
  }

  /** What was tried lately to deliver to a webhook: 32 attempts are kept of each of its 16 partitions. What was answered beside the status is never kept. */
  listWebhookDeliveries(id: string, query: ListWebhookDeliveriesQuery = {}, options: CallOptions = {}): Promise<Schemas["WebhookAttemptList"]> {
    return this.call(OPERATIONS.listWebhookDeliveries, { path: [id], query: { ...query }, options }) as Promise<Schemas["WebhookAttemptList"]>;
  }

  /** What was given up after ten attempts: its receiver has not got it, unless a replay makes it good. */
  listParkedDeliveries(id: string, query: ListParkedDeliveriesQuery = {}, options: CallOptions = {}): Promise<Schemas["ParkedPage"]> {
    return this.call(OPERATIONS.listParkedDeliveries, { path: [id], query: { ...query }, options }) as Promise<Schemas["ParkedPage"]>;
  }

  /** Every item of `listParkedDeliveries`, page after page. */
  iterateParkedDeliveries(id: string, query: ListParkedDeliveriesQuery = {}, options: CallOptions = {}): AsyncGenerator<Schemas["ParkedDelivery"]> {
    return iterate((page) => this.listParkedDeliveries(id, page, options) as Promise<Page<Schemas["ParkedDelivery"]>>, query);
  }

  /** An alert. */
  getAlert(id: string, options: CallOptions = {}): Promise<Schemas["Alert"]> {
    return this.call(OPERATIONS.getAlert, { path: [id], options }) as Promise<Schemas["Alert"]>;
  }

  /** Has `wallet.below` or `wallet.above` told to webhooks once a crossing, in the place of the alert of this id if there is one. One that says the same as before watches on. There are 100 at most. */
  putAlert(id: string, body: Schemas["PutAlertRequest"], options: CallOptions = {}): Promise<Schemas["Alert"]> {
    return this.call(OPERATIONS.putAlert, { path: [id], body, options }) as Promise<Schemas["Alert"]>;
  }

  /** Deletes an alert. */
  deleteAlert(id: string, options: CallOptions = {}): Promise<Schemas["Deleted"]> {
    return this.call(OPERATIONS.deleteAlert, { path: [id], options }) as Promise<Schemas["Deleted"]>;
  }

  /** Every alert, by id. */
  listAlerts(options: CallOptions = {}): Promise<Schemas["AlertList"]> {
    return this.call(OPERATIONS.listAlerts, { options }) as Promise<Schemas["AlertList"]>;
  }

  /** What the caller may do: the scopes of its key, their bounds, and what was used of its caps today. Where no key is asked for, everything. */
  getOwnKey(options: CallOptions = {}): Promise<Schemas["OwnKey"]> {
    return this.call(OPERATIONS.getOwnKey, { options }) as Promise<Schemas["OwnKey"]>;
  }

  /** Every key, revoked and expired ones too. No answer has a secret. */
  listKeys(options: CallOptions = {}): Promise<Schemas["KeyList"]> {
    return this.call(OPERATIONS.listKeys, { options }) as Promise<Schemas["KeyList"]>;
  }

  /** Makes a key, which may do no more than the caller's own. The answer has its secret, this once. */
  createKey(body: Schemas["CreateKeyRequest"], options: CallOptions = {}): Promise<Schemas["KeyWithSecret"]> {
    return this.call(OPERATIONS.createKey, { body, options }) as Promise<Schemas["KeyWithSecret"]>;
  }

  /** Gives a key another secret; the one before is turned away within 5 seconds, or once `grace_s` is over. The key may do no more than the caller's own, as its secret is told. */
  rotateKey(id: string, body: Schemas["RotateKeyRequest"] = {}, options: CallOptions = {}): Promise<Schemas["KeyWithSecret"]> {
    return this.call(OPERATIONS.rotateKey, { path: [id], body, options }) as Promise<Schemas["KeyWithSecret"]>;
  }

  /** Turns a key away from now on, for good: on every server within 5 seconds. */
  revokeKey(id: string, options: CallOptions = {}): Promise<Schemas["ListedKey"]> {
    return this.call(OPERATIONS.revokeKey, { path: [id], options }) as Promise<Schemas["ListedKey"]>;
  }

  /** Approvals, the newest first. */
  listApprovals(query: ListApprovalsQuery = {}, options: CallOptions = {}): Promise<Schemas["ApprovalList"]> {
    return this.call(OPERATIONS.listApprovals, { query: { ...query }, options }) as Promise<Schemas["ApprovalList"]>;
  }

  /** Asks another to approve a command that the caller's key may not carry out alone. Nothing moves yet. */
  createApproval(body: Schemas["AskApprovalRequest"], options: CallOptions & Personal = {}): Promise<Schemas["Approval"]> {
    return this.call(OPERATIONS.createApproval, { body, options }) as Promise<Schemas["Approval"]>;
  }

  /** An approval. */
  getApproval(id: string, options: CallOptions = {}): Promise<Schemas["Approval"]> {
    return this.call(OPERATIONS.getApproval, { path: [id], options }) as Promise<Schemas["Approval"]>;
  }

  /** Approves a command of another key's holder, and has it carried out, once. Whoever gets no answer asks again. */
  approveCommand(id: string, body: Schemas["ApproveRequest"], options: CallOptions = {}): Promise<Schemas["ApprovedTransaction"]> {
    return this.call(OPERATIONS.approveCommand, { path: [id], body, options }) as Promise<Schemas["ApprovedTransaction"]>;
  }

  /** Turns a command of another key's holder down, for good. */
  rejectCommand(id: string, body: Schemas["RejectRequest"] = {}, options: CallOptions = {}): Promise<Schemas["Approval"]> {
    return this.call(OPERATIONS.rejectCommand, { path: [id], body, options }) as Promise<Schemas["Approval"]>;
  }

  /** The service runs. It may not reach its store: that is `/health/ready`. */
  getHealth(options: CallOptions = {}): Promise<Schemas["Liveness"]> {
    return this.call(OPERATIONS.getHealth, { options }) as Promise<Schemas["Liveness"]>;
  }

  /** The same under the name that orchestrators look for. */
  getLiveness(options: CallOptions = {}): Promise<Schemas["Liveness"]> {
    return this.call(OPERATIONS.getLiveness, { options }) as Promise<Schemas["Liveness"]>;
  }

  /** The service reaches its store, which answers in time and takes writes. The body names every check: one that is `warning` wants somebody to look, one that is `failed` makes this a 503, whose problem has `checks` as well. */
  getReadiness(options: CallOptions = {}): Promise<Schemas["Readiness"]> {
    return this.call(OPERATIONS.getReadiness, { options }) as Promise<Schemas["Readiness"]>;
  }

  /** What is measured, in Prometheus' text format. */
  getMetrics(options: CallOptions = {}): Promise<string> {
    return this.call(OPERATIONS.getMetrics, { options }) as Promise<string>;
  }

  /** This document. */
  getDocument(options: CallOptions = {}): Promise<Record<string, unknown>> {
    return this.call(OPERATIONS.getDocument, { options }) as Promise<Record<string, unknown>>;
  }
}
