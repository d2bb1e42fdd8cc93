//! The contract that every store must pass.

use crate::common::Fixture;

wallet_domain::ledger_contract!(Fixture::new);
