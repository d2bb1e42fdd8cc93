//! Queries, which lists and reads take. Made from the OpenAPI document by `cargo xtask clients`; not to be edited.

use serde::{Deserialize, Serialize};

use super::words::{
    AnalyticsBy, ApprovalStatus, ChangeAction, EntryOrder, ExportFormat, Flow, TransactionStatus, WalletStatus,
};

/// The query of `list_holds`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListHoldsQuery {
    /// How many holds at most: 1 to 200, and 50 if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// The query of `get_original_balance`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GetOriginalBalanceQuery {
    /// Of this asset alone; of all if it is empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
}

/// The query of `search_wallets`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SearchWalletsQuery {
    /// Of which asset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// With what the owner's name begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// With a balance of at least that, in minor units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_balance: Option<i64>,
    /// With a balance of at most that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_balance: Option<i64>,
    /// In which state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<WalletStatus>,
    /// Whether the owner owes something of the asset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_debt: Option<bool>,
    /// How many at most: 1 to 200, and 50 if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// The query of `list_entries`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListEntriesQuery {
    /// How many entries at most: 1 to 200, and 50 if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    /// The `next_cursor` of the page before, with the same filters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Of which flow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flow: Option<Flow>,
    /// From when on, RFC 3339, or a date, which is its first moment in UTC: what was decided then is among them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Until when: what was decided then is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Of how much at least, whichever way it went.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_amount: Option<i64>,
    /// Of how much at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_amount: Option<i64>,
    /// With which reference: a top-up's payment_ref, a bonus's reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// With which member at the top of the metadata, `name=value`: `7`, `true` and `null` are what JSON has them for,
    /// `"7"` in quotes and anything else is a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<String>,
    /// `desc`, the newest first, which it is if it is not given, or `asc`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<EntryOrder>,
}

/// The query of `get_balance`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GetBalanceQuery {
    /// RFC 3339, or a date, which is its first moment in UTC: with what was decided in that very microsecond.
    pub at: String,
}

/// The query of `get_statement`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GetStatementQuery {
    /// From when on, RFC 3339 or a date; from the wallet's first entry on if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Until when: what was decided then is not in it; until now if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// The query of `search_transactions`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SearchTransactionsQuery {
    /// Whose command it was, or whose wallets or debt it moved: what a player gave is its receiver's, too. With
    /// `idempotency_key`: whose command it was, `system:treasury` for a mint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The key it was asked for under: with `owner` alone, for the one transaction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
    /// Of which flow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flow: Option<Flow>,
    /// Posted or rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<TransactionStatus>,
    /// Of which asset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// From when on, RFC 3339, or a date, which is its first moment in UTC; 31 days before `to` if it is not given.
    /// With `payment_ref` alone: from the beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Until when: what was decided then is not among them; now if it is not given. At most 366 days after `from`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Of how much at least.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_amount: Option<i64>,
    /// Of how much at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_amount: Option<i64>,
    /// With which reference: a top-up's payment_ref, a bonus's reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Which payment it credited: posted top-ups, found at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_ref: Option<String>,
    /// Who asked: an API key's name or id, `anyone`, `wallet`, a command line's `cli:USER`, or the person behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// How many at most: 1 to 200, and 50 if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// With which members at the top of the metadata, each `name=value`: `7`, `true` and `null` are what JSON has
    /// them for, `"7"` in quotes and anything else is a text. A name that has `=` is asked for as
    /// `metadata.<name>=<value>`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Vec<String>>,
}

/// The query of `export_transactions`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ExportTransactionsQuery {
    /// `jsonl`, an object a line, which it is if it is not given, or `csv`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<ExportFormat>,
    /// Behind which row: its `cursor`. From the beginning if it is not given. An event's cursor is good for it, too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Whose command it was, or whose wallets or debt it moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Of which flow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flow: Option<Flow>,
    /// Posted or rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<TransactionStatus>,
    /// Of which asset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// From when on, RFC 3339, or a date, which is its first moment in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Until when: what was decided then is not among them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Of how much at least.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_amount: Option<i64>,
    /// Of how much at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_amount: Option<i64>,
    /// With which reference: a top-up's payment_ref, a bonus's reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Who asked: an API key's name or id, `anyone`, `wallet`, a command line's `cli:USER`, or the person behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// With which members at the top of the metadata, each `name=value`: `7`, `true` and `null` are what JSON has
    /// them for, `"7"` in quotes and anything else is a text. A name that has `=` is asked for as
    /// `metadata.<name>=<value>`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Vec<String>>,
}

/// The query of `export_entries`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ExportEntriesQuery {
    /// `jsonl`, an object a line, which it is if it is not given, or `csv`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<ExportFormat>,
    /// Behind which row: its `cursor`. From the beginning if it is not given. An event's cursor is good for it, too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Of whose wallets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Of which asset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// From when on, RFC 3339, or a date, which is its first moment in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Until when: what was decided then is not among them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// The query of `export_wallets`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ExportWalletsQuery {
    /// `jsonl`, an object a line, which it is if it is not given, or `csv`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<ExportFormat>,
    /// Behind which row: its `cursor`, with the same filters. From the beginning if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Of which asset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// With what the owner's name begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
}

/// The query of `list_events`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListEventsQuery {
    /// Behind which event: an event's `cursor`, the `next_cursor` of the page before, or `now` for the end of the
    /// feed. From the first one on if it is not given. An event's `id` does, too, but is not refused after a restore.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Of which types: names and prefixes with commas between, such as `spend.*,hold.expired`. All if it is not
    /// given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub types: Option<String>,
    /// Those that are this owner's, or move something of this owner's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// How many events at most: 1 to 200, and 50 if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    /// How many seconds to wait for an event if there is none: 0 to 30, and 0 if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_s: Option<i64>,
}

/// The query of `list_changes`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListChangesQuery {
    /// Of whose wallets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Of which asset, or of wallets of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// What one actor has done: `key` and the id of an API key, as `actor` tells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// What was done so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<ChangeAction>,
    /// Of which key or approval, by its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// How many changes at most: 1 to 200, and 50 if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// The query of `get_flows`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GetFlowsQuery {
    /// Of which asset.
    pub asset: String,
    /// The first day; 27 days before the last if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The last day, which is among them; today if it is not given. At most 1,100 days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// What rows are told apart by beside their flow; by nothing else if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<AnalyticsBy>,
}

/// The query of `get_supply`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GetSupplyQuery {
    /// Of which asset.
    pub asset: String,
    /// The first day; 27 days before the last if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The last day, which is among them; today if it is not given. At most 1,100 days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// The query of `get_velocity`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GetVelocityQuery {
    /// Of which asset.
    pub asset: String,
    /// The first day; 27 days before the last if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The last day, which is among them; today if it is not given. At most 1,100 days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// The query of `get_distribution`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GetDistributionQuery {
    /// Of which asset.
    pub asset: String,
}

/// The query of `get_top_holders`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GetTopHoldersQuery {
    /// Of which asset.
    pub asset: String,
    /// How many at most: 1 to 100, and 100 if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
}

/// The query of `list_holder_days`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListHolderDaysQuery {
    /// Of which asset.
    pub asset: String,
    /// From which day on; 90 days up to `to` if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Up to which day, which is among them; up to today if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// The query of `get_debts`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GetDebtsQuery {
    /// Of which asset.
    pub asset: String,
}

/// The query of `get_open_holds`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GetOpenHoldsQuery {
    /// Of which asset.
    pub asset: String,
}

/// The query of `list_notes`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListNotesQuery {
    /// How many notes at most: 1 to 200, and 50 if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// The query of `list_webhook_deliveries`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListWebhookDeliveriesQuery {
    /// How many at most: 1 to 200, and 50 if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
}

/// The query of `list_parked_deliveries`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListParkedDeliveriesQuery {
    /// How many at most: 1 to 200, and 50 if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// The query of `list_approvals`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListApprovalsQuery {
    /// Those that stand so; `pending` leaves out those whose time is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<ApprovalStatus>,
    /// How many at most: 1 to 200, and 50 if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
}
