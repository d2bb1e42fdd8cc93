//! The counts of the limits: one number a key, player or address, and never more than a bound.
//!
//! Callers name whom is counted (players, keys, addresses), so the table must not grow as they please. An entry whose
//! limit has recovered says nothing that its absence would not, and goes when the table is swept; if all of them still
//! say something, the half that has used the least is forgotten. So whoever fills the table with names cannot get an
//! entry out of it that is far over its limit.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use governor::clock::{Clock, Reference};
use governor::nanos::Nanos;
use governor::state::StateStore;

use super::ticks::Ticks;

/// The most entries of a table; an entry has 16 bytes, and a hash table about as much again.
pub(super) const ENTRIES_MAX: usize = 1 << 16;
/// A table that is smaller is not swept.
const SWEEP_MIN: usize = 1 << 10;

/// Until when each has used up its limit, in the governor's time.
pub(super) struct Table {
    entries: Mutex<Entries>,
    ticks: Ticks,
    began_at: Nanos,
}

struct Entries {
    used_until: HashMap<u64, Nanos>,
    /// At how many entries it is swept next.
    sweep_at: usize,
}

impl Table {
    /// A table for a limiter that is made at the same moment, as its times count from then.
    pub(super) fn new(ticks: Ticks) -> Self {
        let began_at = ticks.now();
        Self { entries: Mutex::new(Entries { used_until: HashMap::new(), sweep_at: SWEEP_MIN }), ticks, began_at }
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.lock().used_until.len()
    }
}

impl Entries {
    /// Makes room, at a cost that is small for each of the entries that have come since the last time.
    fn sweep(&mut self, now: Nanos) {
        self.used_until.retain(|_, until| *until > now);
        if self.used_until.len() >= ENTRIES_MAX {
            let mut untils: Vec<Nanos> = self.used_until.values().copied().collect();
            let middle = untils.len() / 2;
            let (_, median, _) = untils.select_nth_unstable(middle);
            let median = *median;
            // Of those that have used just as much as the median, as many as it takes.
            let mut spare = self.used_until.len() - ENTRIES_MAX / 2;
            self.used_until.retain(|_, until| {
                let goes = *until <= median && spare > 0;
                spare -= usize::from(goes);
                !goes
            });
        }
        self.sweep_at = (2 * self.used_until.len()).clamp(SWEEP_MIN, ENTRIES_MAX);
        self.used_until.shrink_to(self.sweep_at);
    }
}

impl StateStore for Table {
    type Key = u64;

    fn measure_and_replace<T, F, E>(&self, key: &u64, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut entries = self.lock();
        let (answer, until) = measure(entries.used_until.get(key).copied())?;
        if entries.used_until.insert(*key, until).is_none() && entries.used_until.len() >= entries.sweep_at {
            entries.sweep(self.ticks.now().duration_since(self.began_at));
        }
        Ok(answer)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use governor::clock::FakeRelativeClock;

    use super::*;

    /// A table, and a way to have somebody use its limit up for so long from now.
    fn table() -> (Table, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        (Table::new(Ticks::of(clock.clone())), clock)
    }

    fn used_for(table: &Table, id: u64, time: Duration) {
        let until = table.ticks.now() + Nanos::from(time);
        table.measure_and_replace(&id, |_| Ok::<_, ()>(((), until))).expect("it is let through");
    }

    fn is_kept(table: &Table, id: u64) -> bool {
        table
            .measure_and_replace(&id, |until| if until.is_some() { Err(()) } else { Ok(((), Nanos::default())) })
            .is_err()
    }

    #[test]
    fn whoever_has_recovered_is_forgotten() {
        let (table, clock) = table();
        (0..500).for_each(|id| used_for(&table, id, Duration::from_mins(1)));
        (500..SWEEP_MIN as u64 - 1).for_each(|id| used_for(&table, id, Duration::from_secs(1)));
        clock.advance(Duration::from_secs(2));
        used_for(&table, u64::MAX, Duration::from_secs(1));
        assert_eq!(table.len(), 501, "those of a minute, and the new one");
    }

    #[test]
    fn however_many_are_named_the_table_is_bounded_and_who_has_used_most_stays() {
        let (table, _) = table();
        (0..100).for_each(|id| used_for(&table, id, Duration::from_hours(1)));
        for id in 100..1_000_000 {
            used_for(&table, id, Duration::from_secs(1));
            assert!(table.len() <= ENTRIES_MAX);
        }
        assert!((0..100).all(|id| is_kept(&table, id)));
        assert!(table.lock().used_until.capacity() < 4 * ENTRIES_MAX);
    }
}
