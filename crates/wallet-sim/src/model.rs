//! The model, and the comparison with it: every field but a wallet's number, which is each store's own.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::sync::Arc;

use wallet_domain::testing::{MemoryLedger, SetClock};
use wallet_domain::{
    Command, Entry, Group, Lane, Lanes, Outcome, Page, Position, StatementLine, Transaction, TransactionId, Wallet,
    WalletId, WalletOpening,
};

use crate::clock::BEGINNING;

/// What must hold did not: in a sentence, with what was found and what was expected.
pub(crate) type Verdict<T = ()> = Result<T, String>;

/// The model: [`MemoryLedger`] executes the batches in the order in which the store has committed them.
pub(crate) struct Model {
    pub(crate) ledger: MemoryLedger,
    clock: Arc<SetClock>,
    lanes: Lanes,
    /// Every transaction that is durable.
    pub(crate) durable: BTreeMap<TransactionId, Transaction>,
}

impl Model {
    pub(crate) fn new(lanes: Lanes) -> Self {
        let clock = Arc::new(SetClock::at(BEGINNING));
        let ledger = MemoryLedger::new(clock.clone()).with_lanes(lanes);
        Self { ledger, clock, lanes, durable: BTreeMap::new() }
    }

    /// The only moment that the model knows: the one that the store has read.
    pub(crate) fn set_clock(&self, micros: i64) {
        self.clock.set(micros);
    }

    /// Executes a batch that the store has decided at `micros` in its lane of that number.
    pub(crate) fn execute(&mut self, commands: &[Command], lane: i16, micros: i64) -> Vec<Outcome> {
        self.execute_grouped(commands, &[], lane, micros)
    }

    /// The same with some of the commands in groups.
    pub(crate) fn execute_grouped(
        &mut self,
        commands: &[Command],
        groups: &[Group],
        lane: i16,
        micros: i64,
    ) -> Vec<Outcome> {
        self.commit(commands, groups, lane, micros).1
    }

    /// The same, and the ids of what was recorded by it, in order: holds that were found to be over are among it.
    pub(crate) fn commit(
        &mut self,
        commands: &[Command],
        groups: &[Group],
        lane: i16,
        micros: i64,
    ) -> (Vec<TransactionId>, Vec<Outcome>) {
        self.set_clock(micros);
        let (recorded, outcomes) = self.ledger.commit_in(commands, groups, self.lane(lane));
        let ids = recorded.iter().map(Transaction::id).collect();
        self.durable.extend(recorded.into_iter().map(|transaction| (transaction.id(), plain_transaction(transaction))));
        (ids, outcomes.into_iter().map(plain_outcome).collect())
    }

    /// Executes a batch again, as a store's second try does. Refusals that were not recorded at `first` are decided anew;
    /// all else is known already.
    pub(crate) fn retry(&mut self, commands: &[Command], first: &[Outcome], micros: i64) -> Verdict<Vec<Outcome>> {
        let outcomes = self.execute(commands, 0, micros);
        all_known(outcomes, first)
    }

    /// What a batch is answered of which nothing became durable: everything is known, but for the refusals that were
    /// `found` and are not recorded.
    pub(crate) fn recall(
        &self,
        (commands, groups): (&[Command], &[Group]),
        micros: i64,
        found: &[Outcome],
    ) -> Verdict<Vec<Outcome>> {
        self.set_clock(micros);
        let outcomes = self.fork().execute_in(commands, groups, self.lane(0));
        all_known(outcomes.into_iter().map(plain_outcome).collect(), found)
    }

    /// What a batch with groups has read, if it has read it now.
    pub(crate) fn fork(&self) -> MemoryLedger {
        self.ledger.fork()
    }

    /// The outcomes of what was not to last, by what the batch had read when it was decided: nobody's commit stands in the
    /// way of what is not written, so it may be about a moment before the model's. Which lane it was decided in shows in
    /// nothing but the stripes of such outcomes.
    pub(crate) fn without_a_trace(
        &self,
        read: &MemoryLedger,
        (commands, groups): (&[Command], &[Group]),
        micros: i64,
        (found, expected): (&[Outcome], Vec<Outcome>),
    ) -> Vec<Outcome> {
        self.set_clock(micros);
        let in_lane = |number: i16| {
            let tried = read.fork().execute_in(commands, groups, self.lane(number));
            let pairs = tried.into_iter().map(plain_outcome).zip(&expected);
            let pick = |(tried, expected): (Outcome, &Outcome)| match tried {
                Outcome::Tried(_) | Outcome::Undone { .. } | Outcome::Unrecorded(_) => tried,
                _ => expected.clone(),
            };
            pairs.map(pick).collect::<Vec<_>>()
        };
        let mut lanes = (0..self.lanes.count()).map(in_lane);
        let first = lanes.next().expect("there is one");
        if first == found { first } else { lanes.find(|outcomes| outcomes == found).unwrap_or(first) }
    }

    /// The ids of what the batch names and nobody has recorded.
    pub(crate) fn unknown(&self, commands: &[Command]) -> BTreeSet<TransactionId> {
        let ids = commands.iter().map(Command::id);
        ids.filter(|id| !self.durable.contains_key(id)).collect()
    }

    fn lane(&self, number: i16) -> Lane {
        self.lanes.lane(number)
    }
}

/// The outcomes, if none is new but of a command that was refused without a record.
fn all_known(outcomes: Vec<Outcome>, refused: &[Outcome]) -> Verdict<Vec<Outcome>> {
    let is_new = |(it, first): &(&Outcome, &Outcome)| {
        matches!(it, Outcome::Decided(_)) && !matches!(first, Outcome::Unrecorded(_))
    };
    match outcomes.iter().zip(refused).find(is_new) {
        Some((new, _)) => Err(format!("nothing of the batch became durable, and the model has to decide {new:?}")),
        None => Ok(outcomes),
    }
}

/// Says how two answers differ.
pub(crate) fn same<T: PartialEq + Debug>(what: &str, found: &T, expected: &T) -> Verdict {
    if found == expected {
        return Ok(());
    }
    Err(format!("{what}\n  the store: {found:?}\n  the model: {expected:?}"))
}

/// Says how the answers to a batch differ: the first command whose do.
pub(crate) fn same_outcomes(commands: &[Command], found: &[Outcome], expected: &[Outcome]) -> Verdict {
    same("the number of outcomes", &found.len(), &commands.len())?;
    for ((command, found), expected) in commands.iter().zip(found).zip(expected) {
        same(&format!("the answer to {}", shown(command)), found, expected)?;
    }
    Ok(())
}

/// A command as a ledger script writes it.
pub(crate) fn shown(command: &Command) -> String {
    format!(
        "{} {} {} {} key {}",
        command.flow().name(),
        command.owner(),
        command.asset(),
        command.amount().minor(),
        command.key()
    )
}

/// An outcome's name: posted, or the refusal's code; replayed if it had been decided before.
pub(crate) fn name(outcome: &Outcome) -> String {
    let what = outcome.result().map_or_else(|rejection| rejection.code().to_owned(), |_| "posted".to_owned());
    if outcome.is_replay() { format!("replayed {what}") } else { what }
}

pub(crate) fn plain_outcomes(outcomes: Vec<Outcome>) -> Vec<Outcome> {
    outcomes.into_iter().map(plain_outcome).collect()
}

fn plain_outcome(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Decided(transaction) => Outcome::Decided(plain_transaction(transaction)),
        Outcome::Replayed(transaction) => Outcome::Replayed(plain_transaction(transaction)),
        Outcome::Tried(transaction) => Outcome::Tried(plain_transaction(transaction)),
        same @ (Outcome::KeyReused | Outcome::Undone { .. } | Outcome::Unrecorded(_)) => same,
    }
}

pub(crate) fn plain_transaction(mut transaction: Transaction) -> Transaction {
    transaction.result.iter_mut().flat_map(|posting| &mut posting.entries).for_each(plain_entry);
    transaction
}

fn plain_entry(entry: &mut Entry) {
    entry.wallet = plain_id(entry.wallet);
}

pub(crate) fn plain_wallet(mut wallet: Wallet) -> Wallet {
    wallet.state.id = plain_id(wallet.state.id);
    wallet
}

pub(crate) fn plain_opening(opening: WalletOpening) -> WalletOpening {
    match opening {
        WalletOpening::Opened(wallet) => WalletOpening::Opened(plain_wallet(wallet)),
        WalletOpening::Existing(wallet) => WalletOpening::Existing(plain_wallet(wallet)),
        WalletOpening::AssetNotFound => WalletOpening::AssetNotFound,
    }
}

pub(crate) fn plain_line(line: &mut StatementLine) {
    plain_entry(&mut line.entry);
    for part in &mut line.parts {
        part.wallet = plain_id(part.wallet);
    }
}

pub(crate) fn plain_page(mut page: Page) -> Page {
    page.lines.iter_mut().for_each(plain_line);
    // A position's stripes that are not there hold nothing.
    if let Some(Position(sequences)) = &mut page.next {
        while sequences.len() > 1 && sequences.last() == Some(&0) {
            sequences.pop();
        }
    }
    page
}

/// A wallet's id without the store's own number: its shard key stays, and with it which stripe it is.
fn plain_id(id: WalletId) -> WalletId {
    const NUMBER_BITS: u32 = 48;
    WalletId::from_value(id.value() >> NUMBER_BITS << NUMBER_BITS)
}
