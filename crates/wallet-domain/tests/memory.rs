//! The model keeps the contract that it is the model of.

use std::future::{Ready, ready};
use std::sync::Arc;

use wallet_domain::Wallets;
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

    fn reopen(self) -> Ready<Self> {
        ready(Self { ledger: self.ledger.fork(), clock: self.clock })
    }
}

fn memory() -> Ready<Fixture> {
    let clock = Arc::new(SetClock::at(1_700_000_000_000_000));
    ready(Fixture { ledger: MemoryLedger::new(clock.clone()), clock })
}

wallet_domain::ledger_contract!(memory);

/// The same where lanes are the shards of a distributed database.
mod shards {
    use super::{Fixture, MemoryLedger};

    async fn memory() -> Fixture {
        let fixture = super::memory().await;
        let shard_of: Vec<i64> = (0..1024).map(|key| key % 7).collect();
        let lanes = wallet_domain::Lanes::of_shards(&[0, 8, 2, 10, 4, 12, 6], &shard_of).expect("a lane a shard");
        Fixture { ledger: MemoryLedger::new(fixture.clock.clone()).with_lanes(lanes), ..fixture }
    }

    wallet_domain::ledger_contract!(memory);
}

struct Keys(MemoryKeys);

impl Keys {
    fn keys(&self) -> &dyn ApiKeys {
        &self.0
    }

    fn wallets(&self) -> &dyn Wallets {
        self.0.ledger()
    }
}

fn keys() -> Ready<Keys> {
    ready(Keys(MemoryKeys::default()))
}

wallet_domain::keys_contract!(keys);
