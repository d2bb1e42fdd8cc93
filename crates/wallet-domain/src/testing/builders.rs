//! Short ways to write what tests need. All panic on input that is not valid: that is a mistake in the test.

use std::sync::atomic::{AtomicI64, Ordering};

use crate::{
    Amount, Asset, AssetCode, Clock, Command, Details, Flow, IdempotencyKey, Name, OnShortfall, Outcome, OwnerId,
    Policy, Reference, Timestamp, Transaction, WalletId,
};

/// An owner.
pub fn owner(owner: &str) -> OwnerId {
    OwnerId::new(owner).expect("a test's owner is valid")
}

/// An asset's code.
pub fn asset(code: &str) -> AssetCode {
    AssetCode::new(code).expect("a test's asset is valid")
}

/// An asset with its code for a name.
pub fn asset_named(code: &str) -> Asset {
    Asset {
        code: asset(code),
        name: Name::new(code).expect("a code is a name"),
        description: None,
        policy: Policy::default(),
    }
}

/// An asset with that policy, as an operator writes it.
pub fn asset_with(code: &str, policy: &str) -> Asset {
    Asset { policy: Policy::from_json(policy).expect("a test's policy is valid"), ..asset_named(code) }
}

/// A key, which may hold spaces.
pub fn key(key: &str) -> IdempotencyKey {
    IdempotencyKey::internal(key).expect("a test's key is valid")
}

/// An amount.
pub fn amount(minor: u64) -> Amount {
    Amount::new(minor).expect("a test's amount is valid")
}

/// A command without details.
pub fn command(flow: Flow, to: &str, code: &str, minor: u64, name: &str) -> Command {
    Command::new(flow, key(name), owner(to), asset(code), amount(minor), Details::default())
        .expect("a test's owner may do this")
}

/// Supply for the treasury.
pub fn mint(code: &str, minor: u64, name: &str) -> Command {
    command(Flow::Mint, "system:treasury", code, minor, name)
}

/// A top-up.
pub fn top_up(player: &str, code: &str, minor: u64, name: &str) -> Command {
    command(Flow::TopUp, player, code, minor, name)
}

/// A top-up that names a payment.
pub fn top_up_paid(player: &str, code: &str, minor: u64, name: &str, payment_ref: &str) -> Command {
    let reference = Reference::new(payment_ref).expect("a test's reference is valid");
    let details = Details { reference: Some(reference), ..Details::default() };
    Command::new(Flow::TopUp, key(name), owner(player), asset(code), amount(minor), details)
        .expect("a player may be topped up")
}

/// A bonus.
pub fn bonus(player: &str, code: &str, minor: u64, name: &str) -> Command {
    command(Flow::Bonus, player, code, minor, name)
}

/// A spend.
pub fn spend(player: &str, code: &str, minor: u64, name: &str) -> Command {
    command(Flow::Spend, player, code, minor, name)
}

/// A top-up of 50 that is spent, charged back, and of which later 20 are repaid: the player owes 30 then.
pub fn owing_30(player: &str, code: &str) -> [Command; 4] {
    let lent = top_up(player, code, 50, "lent");
    let owed = Command::reversal(&lent, key("owed"), None, OnShortfall::Debt, Details::default());
    let spent = spend(player, code, 50, "spent");
    [lent, spent, owed.expect("a top-up can be taken back"), top_up(player, code, 20, "repaid")]
}

/// The outcome without the ids of wallets: each store numbers its own.
#[must_use]
pub fn without_wallet_ids(mut outcome: Outcome) -> Outcome {
    if let Outcome::Decided(it) | Outcome::Replayed(it) | Outcome::Tried(it) = &mut outcome {
        forget_wallet_ids(it);
    }
    outcome
}

/// The same of a transaction.
pub fn forget_wallet_ids(transaction: &mut Transaction) {
    for entry in transaction.result.iter_mut().flat_map(|posting| &mut posting.entries) {
        entry.wallet = WalletId::from_value(0);
    }
}

/// A clock that stands where it was set.
#[derive(Debug)]
pub struct SetClock(AtomicI64);

impl SetClock {
    /// A clock that shows that many microseconds since 1970.
    pub fn at(micros: i64) -> Self {
        Self(AtomicI64::new(micros))
    }

    /// Sets it, forth or back.
    pub fn set(&self, micros: i64) {
        self.0.store(micros, Ordering::SeqCst);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}
