//! The clock of the rate limits.

use std::sync::Arc;
use std::time::Instant;

use governor::clock::Clock;
use governor::nanos::Nanos;

/// The clock of the rate limits. It must not jump, so it is not the clock of the ledger.
#[derive(Clone)]
pub struct Ticks(Arc<dyn Clock<Instant = Nanos> + Send + Sync>);

impl Ticks {
    /// The time since now.
    pub fn start() -> Self {
        Self::of(Since(Instant::now()))
    }

    /// The time of a clock of the governor's.
    pub fn of(clock: impl Clock<Instant = Nanos> + Send + Sync + 'static) -> Self {
        Self(Arc::new(clock))
    }
}

impl Clock for Ticks {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        self.0.now()
    }
}

struct Since(Instant);

impl Clock for Since {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        self.0.elapsed().into()
    }
}
