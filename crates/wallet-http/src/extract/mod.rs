//! Extractors: the parts of a request, checked and bounded, or the problem that says what is wrong with them.

mod body;
mod key;
mod path;
mod query;

pub use body::{BATCH_BYTES_MAX, BODY_BYTES_MAX, JsonBody};
pub use key::RequestKey;
pub use path::{AnyOwner, PlayerWallet, TransactionName, WalletPath};
pub use query::{Cursor, DryRun, NoQuery, QueryOf, is_fresh, preconditions_hold};
