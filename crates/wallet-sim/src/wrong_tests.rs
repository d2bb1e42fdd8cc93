//! Ledgers that are wrong on purpose: the simulator must find each of them, and nothing where the same faults meet a
//! ledger that is right.

use async_trait::async_trait;
use wallet_domain::testing::{MemoryLedger, Store, command};
use wallet_domain::{Command, Lanes, Ledger, Outcome, StoreError, StoreErrorKind, Verification};

use crate::serial::{self, Fault, Subject};
use crate::world::World;
use crate::{Failure, Run, conclude, on_one_thread};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flaw {
    None,
    /// After an unknown outcome it books the same under other keys.
    BooksTwice,
    /// It answers a replay as if it had been decided just now.
    LosesReplays,
    /// When the connection is lost, half of the batch stays.
    HalfStays,
    /// It says that it is busy, and has booked.
    BusyAndBooked,
    /// It acknowledges and forgets, once.
    Forgets,
    /// It says that nothing is known of what is known.
    FindsNothing,
}

struct Wrong {
    ledger: MemoryLedger,
    flaw: Flaw,
    outcomes_unknown: u32,
}

fn lost(kind: StoreErrorKind) -> StoreError {
    StoreError::new(kind, "on purpose")
}

#[async_trait(?Send)]
impl Subject for Wrong {
    fn store(&self) -> &dyn Store {
        &self.ledger
    }

    fn faults(&self) -> &'static [&'static str] {
        &["answer lost", "request lost", "busy"]
    }

    async fn execute(&mut self, commands: &[Command], fault: Option<Fault>) -> Result<Vec<Outcome>, StoreError> {
        if let Some(fault) = fault {
            self.outcomes_unknown += 1;
            match (fault.name, self.flaw) {
                ("answer lost", Flaw::HalfStays) => {
                    drop(self.ledger.execute(&commands[..commands.len().div_ceil(2)]).await?);
                }
                ("busy", Flaw::BusyAndBooked) | ("answer lost", _) => drop(self.ledger.execute(commands).await?),
                _ => {}
            }
            return Err(lost(if fault.name == "busy" { StoreErrorKind::Busy } else { StoreErrorKind::Unknown }));
        }
        if self.flaw == Flaw::BooksTwice && self.outcomes_unknown > 0 {
            self.outcomes_unknown = 0;
            let again = |it: &Command| {
                let amount = it.amount().minor().unsigned_abs();
                command(it.flow(), it.owner().as_str(), it.asset().as_str(), amount, &format!("{} again", it.key()))
            };
            let again: Vec<Command> = commands.iter().filter(|it| it.flow().is_plain()).map(again).collect();
            self.ledger.execute(&again).await?;
        }
        if self.flaw == Flaw::Forgets && self.outcomes_unknown > 3 {
            self.outcomes_unknown = 0;
            let other = MemoryLedger::default();
            return other.execute(commands).await;
        }
        let mut outcomes = self.ledger.execute(commands).await?;
        for outcome in &mut outcomes {
            *outcome = match (self.flaw, outcome.clone()) {
                (Flaw::LosesReplays, Outcome::Replayed(transaction)) => Outcome::Decided(transaction),
                (Flaw::FindsNothing, Outcome::Replayed(_)) => Outcome::KeyReused,
                (_, outcome) => outcome,
            };
        }
        Ok(outcomes)
    }

    async fn verify(&self) -> Result<Option<Verification>, StoreError> {
        Ok(None)
    }
}

fn run(flaw: Flaw, seed: u64) -> Result<Run, Box<Failure>> {
    const STEPS: u64 = 500;
    let mut world = World::new(seed, Lanes::ONE, None);
    let ledger = MemoryLedger::new(world.clock.clone());
    let mut subject = Wrong { ledger, flaw, outcomes_unknown: 0 };
    let verdict = on_one_thread(serial::run(&mut world, &mut subject, STEPS));
    conclude(world, verdict, (seed, STEPS), "memory")
}

#[test]
fn a_ledger_that_is_right_passes_with_every_fault() {
    for seed in 1..=20 {
        let run = run(Flaw::None, seed).unwrap_or_else(|failure| panic!("{failure}"));
        assert_eq!(run.tally.faults.len(), 3, "{:?}", run.tally);
        assert!(run.tally.events["durable though the answer was an error"] > 0, "{:?}", run.tally);
    }
}

#[test]
fn a_ledger_that_is_wrong_is_found_within_500_steps_whatever_the_seed() {
    let flaws =
        [Flaw::BooksTwice, Flaw::LosesReplays, Flaw::HalfStays, Flaw::BusyAndBooked, Flaw::Forgets, Flaw::FindsNothing];
    for flaw in flaws {
        for seed in 1..=20 {
            let failure = run(flaw, seed).expect_err("it is wrong");
            assert!(failure.to_string().contains(&format!("cargo xtask sim --seed {seed} --steps 500 --store memory")));
        }
    }
}
