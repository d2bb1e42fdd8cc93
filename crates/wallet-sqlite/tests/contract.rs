//! The embedded store keeps the contract.

mod common;

async fn sqlite() -> common::Fixture {
    common::Fixture::new()
}

wallet_domain::ledger_contract!(sqlite);
