//! Webhooks in memory: the contract, which the stores must pass too.

use std::future::{Ready, ready};
use std::sync::Arc;

use wallet_domain::testing::{MemoryWebhooks, SetClock};
use wallet_domain::webhook::Webhooks;

struct Fixture {
    webhooks: MemoryWebhooks,
    clock: Arc<SetClock>,
}

impl Fixture {
    fn webhooks(&self) -> &dyn Webhooks {
        &self.webhooks
    }

    fn clock(&self) -> &SetClock {
        &self.clock
    }
}

fn memory() -> Ready<Fixture> {
    let clock = Arc::new(SetClock::at(1_700_000_000_000_000));
    ready(Fixture { webhooks: MemoryWebhooks::new(clock.clone()), clock })
}

wallet_domain::webhooks_contract!(memory);
