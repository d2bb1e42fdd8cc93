//! Services that are wrong on purpose: a round must find each of them, over HTTP, and nothing where one is right.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use fastrand::Rng;
use wallet_domain::mocks::MockVerifier;
use wallet_domain::testing::{MemoryKeys, MemoryLedger, SetClock, asset, asset_named, command, owner};
use wallet_domain::{Command, Group, Ledger, Outcome, Registry, StoreError, StoreErrorKind, Timestamp};

use crate::inside::{Inside, Parts};
use crate::load::Load;
use crate::mix::{ASSETS, PLAYERS};
use crate::rounds::{Rounds, Tally};
use crate::scene::Scene;
use crate::{PATIENCE, Verdict};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flaw {
    None,
    /// It acknowledges and forgets.
    Forgets,
    /// It books some commands a second time, under another key.
    BooksTwice,
    /// It tells a replay as if it had been decided just now.
    LosesReplays,
    /// It replays something else than it told.
    ChangesReplays,
    /// It says that nothing was recorded, and has booked.
    DeniesWhatItBooked,
    /// It books what is only tried, and parts of what stands or falls together.
    IgnoresGroups,
    /// It lets a caller see that something broke inside.
    FailsInside,
}

/// The model with a flaw that shows now and then.
struct Wrong {
    ledger: Arc<MemoryLedger>,
    /// Another one that misses nothing, for answers to what the first has missed.
    twin: MemoryLedger,
    flaw: Flaw,
    batches: AtomicU32,
}

#[async_trait]
impl Ledger for Wrong {
    async fn execute_grouped(&self, commands: &[Command], groups: &[Group]) -> Result<Vec<Outcome>, StoreError> {
        let groups = if self.flaw == Flaw::IgnoresGroups { &[] } else { groups };
        let is_due = self.batches.fetch_add(1, Ordering::Relaxed) % 5 == 4;
        let of_twin = self.twin.execute_grouped(commands, groups).await;
        match self.flaw {
            Flaw::Forgets if is_due => return of_twin,
            Flaw::FailsInside if is_due => return Err(StoreError::new(StoreErrorKind::Corrupt, "on purpose")),
            Flaw::BooksTwice if is_due => {
                let again = |it: &Command| {
                    let amount = it.amount().minor().unsigned_abs();
                    command(it.flow(), it.owner().as_str(), it.asset().as_str(), amount, &format!("{}-again", it.key()))
                };
                let plain = commands.iter().filter(|it| it.flow().is_plain());
                self.ledger.execute(&plain.map(again).collect::<Vec<_>>()).await?;
            }
            _ => {}
        }
        let mut outcomes = self.ledger.execute_grouped(commands, groups).await?;
        for outcome in &mut outcomes {
            *outcome = match (self.flaw, outcome.clone()) {
                (Flaw::LosesReplays, Outcome::Replayed(transaction)) => Outcome::Decided(transaction),
                (Flaw::ChangesReplays, Outcome::Replayed(mut transaction)) => {
                    transaction.created_at = Timestamp::from_micros(transaction.created_at.as_micros() + 1);
                    Outcome::Replayed(transaction)
                }
                (_, outcome) => outcome,
            };
        }
        if self.flaw == Flaw::DeniesWhatItBooked && is_due {
            return Err(StoreError::new(StoreErrorKind::Unavailable, "on purpose"));
        }
        Ok(outcomes)
    }
}

/// A service that nothing befalls.
struct Quiet(Inside);

impl Scene for Quiet {
    fn address(&self) -> SocketAddr {
        self.0.address
    }

    fn deadline(&self) -> Duration {
        PATIENCE
    }

    fn strike(&mut self, _: &Load, _: &mut Rng) -> Verdict<String> {
        Ok("nothing happened".to_owned())
    }

    fn verify(&mut self) -> Verdict {
        Ok(())
    }

    fn wrong_lines(&mut self) -> Vec<String> {
        Vec::new()
    }
}

fn play(flaw: Flaw, seed: u64) -> Verdict<Tally> {
    let open = async move || {
        let ledger = Arc::new(MemoryLedger::default());
        let twin = MemoryLedger::default();
        for code in ASSETS {
            twin.create_asset(&asset_named(code)).await.expect("memory works");
            for player in 0..PLAYERS {
                let owner = owner(&format!("player_{player}"));
                twin.open_wallet(&owner, &asset(code)).await.expect("memory works");
            }
        }
        let wrong = Wrong { ledger: ledger.clone(), twin, flaw, batches: AtomicU32::new(0) };
        Ok(Parts {
            ledger: Arc::new(wrong),
            wallets: ledger.clone(),
            search: ledger.clone(),
            snapshots: ledger.clone(),
            registry: ledger.clone(),
            feed: ledger,
            verifier: Arc::new(MockVerifier::new()),
            keys: Arc::new(MemoryKeys::default()),
            clock: Arc::new(SetClock::at(1_700_000_000_000_000)),
        })
    };
    let mut quiet = Quiet(Inside::start(open, Duration::from_secs(10))?);
    let rounds = Rounds { count: 2, seed, clients: 3, until: None, show: &|_| {} };
    rounds.play(&mut quiet)
}

#[test]
fn a_service_that_is_right_passes() {
    for seed in 1..=3 {
        let tally = play(Flaw::None, seed).unwrap_or_else(|finding| panic!("{finding}"));
        assert!(tally.rounds == 2 && tally.posted > 50 && tally.refused > 0 && tally.open > 0, "{tally:?}");
        assert!(tally.replayed > 0 && tally.errors == 0, "{tally:?}");
    }
}

#[test]
fn a_service_that_is_wrong_is_found_within_two_rounds_whatever_the_seed() {
    // A finding shows some of what it found: of the first, either may be among it.
    let flaws: [(Flaw, &[&str]); 7] = [
        (Flaw::Forgets, &["was decided twice", "two transactions have the same entry"]),
        (Flaw::BooksTwice, &["was acknowledged"]),
        (Flaw::LosesReplays, &["was decided twice"]),
        (Flaw::ChangesReplays, &["and then {\"id\""]),
        (Flaw::DeniesWhatItBooked, &["was told to be not recorded"]),
        (Flaw::IgnoresGroups, &["was only tried", "stand or fall together", "was acknowledged"]),
        (Flaw::FailsInside, &["internal_error"]),
    ];
    for (flaw, words) in flaws {
        for seed in 1..=3 {
            let finding = play(flaw, seed).expect_err("it is wrong");
            assert!(words.iter().any(|what| finding.contains(what)), "{flaw:?}, seed {seed}: {finding}");
        }
    }
}
