//! What the promises have in common: short ways to set up, to ask and to look.

use std::future::poll_fn;
use std::task::Poll;

use crate::testing::{Store, amount, asset, asset_named, bonus, key, mint, owner};
use crate::{
    Asset, AssetChange, AssetRefusal, ChangeNote, Command, Details, Group, GroupKind, Ledger, OnShortfall, Outcome,
    PageRequest, Policy, PolicyChange, Position, Rejection, Transaction, TransactionId, WalletState,
};

/// Creates GOLD_COINS, and wallets of it for user_001 and user_002, for promises that need no more of a store.
pub async fn prepare(store: &dyn Store) {
    store.create_asset(&asset_named("GOLD_COINS")).await.expect("the store works");
    let names = ["user_001", "user_002"].map(|player| (owner(player), asset("GOLD_COINS")));
    store.open_wallets(&names).await.expect("the store works");
}

/// Mints GOLD_COINS: `minor` for user_001, and 500 more that stay in the treasury.
pub(super) async fn fund(ledger: &dyn Ledger, minor: u64) {
    let opening = [mint("GOLD_COINS", minor + 500, "opening mint"), bonus("user_001", "GOLD_COINS", minor, "opening")];
    for outcome in ledger.execute(&opening).await.expect("the store works") {
        assert!(outcome.result().is_ok(), "{outcome:?}");
    }
}

/// Creates GOLD_COINS with a wallet for user_001, and funds it.
pub(super) async fn open(store: &dyn Store, minor: u64) {
    store.create_asset(&asset_named("GOLD_COINS")).await.expect("the store works");
    store.open_wallet(&owner("user_001"), &asset("GOLD_COINS")).await.expect("the store works");
    fund(store, minor).await;
}

/// A wallet as a decision sees it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) balance: i64,
    pub(super) held: i64,
    pub(super) sequence: i64,
}

/// Looks at a player's GOLD_COINS by trying a bonus, which `Ledger` alone can tell.
pub(super) async fn look(ledger: &dyn Ledger, player: &str) -> Look {
    let trial = [Group { commands: 0..1, kind: GroupKind::Trial }];
    let bonus = [bonus(player, "GOLD_COINS", 1, "to look at the wallet")];
    let outcomes = ledger.execute_grouped(&bonus, &trial).await.expect("the store works");
    let [Outcome::Tried(tried)] = &outcomes[..] else { panic!("a bonus is posted: {outcomes:?}") };
    // Behind the treasury's, which are several if its stripes give to each other.
    let (entry, posting) = (tried.entries().last().expect("two"), tried.result.as_ref().expect("posted"));
    Look { balance: entry.balance_after.minor() - 1, held: posting.held(), sequence: entry.sequence - 1 }
}

/// The entries of a transaction by owner, asset, amount and balance. Stripes are together, and their balance is 0: it
/// depends on how many lanes the store has.
pub(super) fn whole_legs(transaction: &Transaction) -> Vec<(&str, &str, i64, i64)> {
    let mut legs: Vec<(&str, &str, i64, i64)> = Vec::new();
    for entry in transaction.entries() {
        let (owner, asset) = (entry.owner.as_str(), entry.asset.as_str());
        match legs.iter_mut().find(|leg| entry.owner.is_striped() && (leg.0, leg.1) == (owner, asset)) {
            Some(leg) => leg.2 += entry.amount,
            None if entry.owner.is_striped() => legs.push((owner, asset, entry.amount, 0)),
            None => legs.push((owner, asset, entry.amount, entry.balance_after.minor())),
        }
    }
    legs
}

/// What reads tell of the wallets is what decisions see.
pub async fn reads_agree(store: &dyn Store) {
    for player in ["user_001", "user_002"] {
        let WalletState { balance, held, sequence, .. } = find(store, player).await;
        assert_eq!(Look { balance: balance.minor(), held, sequence }, look(store, player).await, "{player}");
    }
}

pub(super) async fn decide_one(ledger: &dyn Ledger, command: Command) -> Transaction {
    let outcomes = ledger.execute(&[command]).await.expect("the store works");
    match <[Outcome; 1]>::try_from(outcomes) {
        Ok([Outcome::Decided(transaction)]) => transaction,
        other => panic!("not decided just now: {other:?}"),
    }
}

pub(super) async fn find(store: &dyn Store, name: &str) -> WalletState {
    let wallet = store.find_wallet(&owner(name), &asset("GOLD_COINS")).await.expect("the store works");
    wallet.expect("the wallet is there").state
}

pub(super) async fn entries(store: &dyn Store, name: &str, before: Option<Position>, limit: u32) -> crate::Page {
    let page = store.list_entries(&owner(name), &asset("GOLD_COINS"), PageRequest { before, limit }).await;
    page.expect("the store works").expect("the wallet is there")
}

/// The entries' amounts.
pub(super) fn amounts(page: &crate::Page) -> Vec<i64> {
    page.lines.iter().map(|line| line.entry.amount).collect()
}

pub(super) const MINUTE: i64 = 60_000_000;

/// A hold in the words of these tests.
pub(super) fn hold(player: &str, minor: u64, name: &str) -> Command {
    hold_for(player, minor, 900, name)
}

pub(super) fn hold_for(player: &str, minor: u64, seconds: u32, name: &str) -> Command {
    Command::hold(key(name), owner(player), asset("GOLD_COINS"), amount(minor), seconds, Details::default())
        .expect("a time within bounds")
}

pub(super) fn capture(hold: &Transaction, minor: Option<u64>, last: bool, name: &str) -> Command {
    Command::capture(&hold.command, key(name), minor.map(amount), last, Details::default()).expect("a hold")
}

pub(super) fn release(hold: &Transaction, name: &str) -> Command {
    Command::release(&hold.command, key(name), Details::default()).expect("a hold")
}

pub(super) fn reversal(original: &Command, minor: Option<u64>, name: &str) -> Command {
    Command::reversal(original, key(name), minor.map(amount), OnShortfall::Refuse, Details::default())
        .expect("reversible")
}

pub(super) async fn posted(ledger: &dyn Ledger, command: Command) -> Transaction {
    let transaction = decide_one(ledger, command).await;
    assert!(transaction.result.is_ok(), "{transaction:?}");
    transaction
}

pub(super) async fn refusal(store: &dyn Store, command: Command) -> Rejection {
    let outcome = store.execute(std::slice::from_ref(&command)).await.expect("the store works").remove(0);
    let refusal = outcome.result().expect_err("it is refused");
    let recorded = store.find_transaction(command.id()).await.expect("the store works");
    match outcome {
        Outcome::Decided(transaction) => assert_eq!(recorded, Some(transaction), "{refusal}"),
        Outcome::Unrecorded(_) => assert_eq!(recorded, None, "{refusal}"),
        other => panic!("not decided just now: {other:?}"),
    }
    assert_eq!(recorded.is_some(), refusal.is_recorded(), "{refusal}");
    refusal
}

pub(super) fn word(outcome: &Outcome) -> &'static str {
    match (outcome.result(), outcome) {
        (Ok(_), Outcome::Replayed(_)) => "replayed",
        (Ok(_), _) => "posted",
        (Err(rejection), _) => rejection.code(),
    }
}

/// What an answer tells: balance, held, and of a claim how much moved and what is left.
pub(super) fn told(transaction: &Transaction) -> (i64, i64, Option<(i64, i64)>) {
    let posting = transaction.result.as_ref().expect("posted");
    (posting.balance.minor(), posting.held(), posting.claim().map(|claim| (claim.moved, claim.remaining)))
}

/// Balance, held, available, as a read tells them.
pub(super) async fn figures(store: &dyn Store, name: &str) -> (i64, i64, i64) {
    let state = find(store, name).await;
    (state.balance.minor(), state.held, state.available())
}

pub(super) async fn open_holds(store: &dyn Store) -> Vec<(TransactionId, i64)> {
    let holds = store.list_holds(&owner("user_001"), &asset("GOLD_COINS"), None, 10).await.expect("the store works");
    holds.expect("the wallet is there").into_iter().map(|hold| (hold.claim.id, hold.claim.left())).collect()
}

/// Sets the policy of `GOLD_COINS`.
pub(super) async fn allow(store: &dyn Store, policy: &str) {
    allow_of(store, "GOLD_COINS", policy).await;
}

pub(super) async fn allow_of(store: &dyn Store, code: &str, policy: &str) {
    let policy = Policy::from_json(policy).expect("a test's policy is valid");
    let policy = Some(PolicyChange::Whole(policy));
    change_asset(store, code, AssetChange { policy, ..AssetChange::default() }).await.expect("it is allowed");
}

pub(super) async fn change_asset(store: &dyn Store, code: &str, change: AssetChange) -> Result<Asset, AssetRefusal> {
    store.change_asset(&asset(code), &change, &ChangeNote::service()).await.expect("the store works")
}

/// Some members of a policy, as an operator sends them.
pub(super) fn members(json: &str) -> AssetChange {
    let members = serde_json::from_str(json).expect("an object");
    AssetChange { policy: Some(PolicyChange::members(members).expect("valid")), ..AssetChange::default() }
}

pub(super) async fn read_back(store: &dyn Store, transaction: &Transaction) {
    let found = store.find_transaction(transaction.id()).await.expect("the store works");
    assert_eq!(found.as_ref(), Some(transaction), "it is read back as it was answered");
    let again = store.execute(std::slice::from_ref(&transaction.command)).await.expect("the store works");
    assert_eq!(again, [Outcome::Replayed(transaction.clone())]);
}

pub(super) async fn together(ledger: &dyn Ledger, commands: &[Command], kind: GroupKind) -> Vec<Outcome> {
    let group = Group { commands: 0..commands.len(), kind };
    ledger.execute_grouped(commands, &[group]).await.expect("the store works")
}

pub(super) fn decided(outcomes: &[Outcome]) -> Vec<Transaction> {
    let decided = outcomes.iter().map(|outcome| match outcome {
        Outcome::Decided(transaction) => transaction.clone(),
        other => panic!("not decided just now: {other:?}"),
    });
    decided.collect()
}

pub(super) fn balance(outcome: &Outcome) -> i64 {
    outcome.result().expect("posted").1.balance.minor()
}

/// Lets whoever else is polled go first.
pub(crate) async fn give_way() {
    let mut is_second = false;
    poll_fn(|context| {
        if std::mem::replace(&mut is_second, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
