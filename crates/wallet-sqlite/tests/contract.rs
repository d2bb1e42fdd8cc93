//! The embedded store keeps the contract.

mod common;

use std::future::{Ready, ready};

fn sqlite() -> Ready<common::Fixture> {
    ready(common::Fixture::new())
}

wallet_domain::ledger_contract!(sqlite);
