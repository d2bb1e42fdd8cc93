//! Rollups in memory: the contract, which the stores must pass too.

use std::future::{Ready, ready};
use std::sync::Arc;

use wallet_domain::testing::rollups::RollupStore;
use wallet_domain::testing::{MemoryLedger, SetClock};

struct Fixture {
    ledger: MemoryLedger,
    clock: Arc<SetClock>,
}

impl Fixture {
    fn rollups(&self) -> &dyn RollupStore {
        &self.ledger
    }

    fn clock(&self) -> &SetClock {
        &self.clock
    }
}

fn memory() -> Ready<Fixture> {
    let clock = Arc::new(SetClock::at(1_700_000_000_000_000));
    ready(Fixture { ledger: MemoryLedger::new(clock.clone()), clock })
}

wallet_domain::rollups_contract!(memory);
