//! The contract that every store must pass.

mod common;

use common::Fixture;

wallet_domain::ledger_contract!(Fixture::new);
