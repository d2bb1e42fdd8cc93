//! For tests, here and in every adapter: a store in memory, short ways to write commands, a ledger script that reads
//! like a ledger, and the contract that every store must pass.

#[cfg(feature = "access")]
mod approvals;
mod builders;
pub mod contract;
pub mod damage;
mod golden;
#[cfg(feature = "access")]
mod keys;
mod memory;
mod model;
mod orders;
mod rejections;
pub mod rollups;
mod script;
#[cfg(feature = "webhooks")]
mod webhooks;
mod workload;

#[cfg(feature = "access")]
pub use approvals::{MemoryApprovals, approvals_contract};
pub use builders::{
    SetClock, amount, asset, asset_named, asset_with, bonus, command, forget_wallet_ids, key, mint, owing_30, owner,
    spend, top_up, top_up_paid, without_wallet_ids,
};
pub use golden::check_golden;
#[cfg(feature = "access")]
pub use keys::{MemoryKeys, api_key, keys_contract};
pub use memory::MemoryLedger;
pub use model::{Comparison, compare_with_model};
pub use orders::{EXAMPLE_POLICY, OrderParts, PLAYERS_OPEN_WALLETS, examples, give, open_examples, ordered};
pub use rejections::every_rejection;
pub use script::play;
#[cfg(feature = "webhooks")]
pub use webhooks::{CutOff, MemoryWebhooks, contract as webhooks_contract};
pub use workload::{Workload, open_plain_workload, open_workload};

use crate::ports::{Feed, Ledger, Registry, Search, Snapshots, Wallets};

/// All that the contract asks of a store.
pub trait Store: Ledger + Wallets + Registry + Search + Feed + Snapshots {}

impl<T: Ledger + Wallets + Registry + Search + Feed + Snapshots> Store for T {}
