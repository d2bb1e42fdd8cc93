//! The contract of approvals, held by the model of it.

use std::future::{Ready, ready};

use wallet_domain::Wallets;
use wallet_domain::access::Approvals;
use wallet_domain::testing::MemoryApprovals;

struct Memory(MemoryApprovals);

impl Memory {
    fn approvals(&self) -> &dyn Approvals {
        &self.0
    }

    fn wallets(&self) -> &dyn Wallets {
        self.0.ledger()
    }
}

fn memory() -> Ready<Memory> {
    ready(Memory(MemoryApprovals::default()))
}

wallet_domain::approvals_contract!(memory);
