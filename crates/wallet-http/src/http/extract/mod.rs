//! Extractors: the parts of a request, checked and bounded, or the problem that says what is wrong with them.

mod accept;
mod body;
mod conditions;
mod cursors;
mod key;
mod path;
mod query;

pub(crate) use accept::{prefers, wants_csv};
pub(crate) use body::parse_json;
pub use body::{BATCH_BYTES_MAX, BODY_BYTES_MAX, JsonBody, OptionalBody};
pub(crate) use body::{QUOTE_CHARS_MAX, cut};
pub use conditions::{IfAsset, IfMatch, NewerThan, is_fresh, preconditions_hold};
pub use cursors::{
    ChangeCursor, Cursor, EntriesRequest, HistoryCursor, HoldCursor, LedgerMark, Listing, ParkedCursor,
    TransactionCursor, WalletCursor,
};
pub use key::RequestKey;
#[cfg(feature = "testing")]
pub(crate) use key::find_key;
pub use path::{
    AlertName, AnyOwner, ApprovalName, AssetPath, KeyName, OperatedOwner, OperatedWallet, PaymentName, TransactionName,
    WalletPath, WebhookName,
};
pub use query::{DryRun, NoQuery, QueryOf};
pub(crate) use query::{parse_query, split_members};
