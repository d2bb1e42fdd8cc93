//! The model keeps the contract that it is the model of.

use std::sync::Arc;

use wallet_domain::access::ApiKeys;
use wallet_domain::testing::{MemoryKeys, MemoryLedger, SetClock, Store};

struct Fixture {
    ledger: MemoryLedger,
    clock: Arc<SetClock>,
}

impl Fixture {
    fn store(&self) -> &dyn Store {
        &self.ledger
    }

    fn clock(&self) -> &SetClock {
        &self.clock
    }
}

#[expect(clippy::unused_async, reason = "a fixture may wait; memory need not")]
async fn memory() -> Fixture {
    let clock = Arc::new(SetClock::at(1_700_000_000_000_000));
    Fixture { ledger: MemoryLedger::new(clock.clone()), clock }
}

wallet_domain::ledger_contract!(memory);

struct Keys(MemoryKeys);

impl Keys {
    fn keys(&self) -> &dyn ApiKeys {
        &self.0
    }
}

#[expect(clippy::unused_async, reason = "a fixture may wait; memory need not")]
async fn keys() -> Keys {
    Keys(MemoryKeys::default())
}

wallet_domain::keys_contract!(keys);
