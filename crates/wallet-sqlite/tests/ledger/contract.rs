//! The embedded store keeps the contract.

use std::future::{Ready, ready};

fn sqlite() -> Ready<crate::common::Fixture> {
    ready(crate::common::Fixture::new())
}

wallet_domain::ledger_contract!(sqlite);
