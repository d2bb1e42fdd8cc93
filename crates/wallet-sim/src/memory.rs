//! The model as a store: nothing goes wrong with it. It shows that the simulator finds nothing where nothing is.

use std::sync::Arc;

use async_trait::async_trait;
use wallet_domain::testing::{MemoryLedger, Store};
use wallet_domain::{Command, Ledger, Outcome, StoreError, Verification};

use crate::clock::SimClock;
use crate::serial::{Fault, Subject};

pub(crate) struct Memory(MemoryLedger);

impl Memory {
    pub(crate) fn new(clock: Arc<SimClock>) -> Self {
        Self(MemoryLedger::new(clock))
    }
}

#[async_trait(?Send)]
impl Subject for Memory {
    fn store(&self) -> &dyn Store {
        &self.0
    }

    async fn execute(&mut self, commands: &[Command], _: Option<Fault>) -> Result<Vec<Outcome>, StoreError> {
        self.0.execute(commands).await
    }

    async fn verify(&self) -> Result<Option<Verification>, StoreError> {
        Ok(None)
    }
}
