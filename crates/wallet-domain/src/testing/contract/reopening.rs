//! What was answered is there when the store is opened again.
//!
//! Each promise has two halves: the first writes and looks, the second looks again at the store that was closed and
//! opened in between. A store that keeps nothing passes the first alone.

use std::collections::HashSet;

use super::feed::whole_feed;
use super::support::{
    MINUTE, capture, decide_one, fund, hold, hold_for, look, open, posted, refusal, reversal, together,
};
use crate::testing::{SetClock, Store, amount, asset, asset_with, bonus, key, owing_30, owner, spend, top_up};
use crate::{
    Asset, Block, ChangeNote, ChangeRecord, ChangeSubject, Claim, Clock, Command, Details, Event, Flow, GroupKind,
    Ledger, OpenHold, Outcome, OwnerId, Page, PageRequest, Reference, StatusChange, SystemWallets, Transaction,
    TransactionId, Wallet, WalletId, WalletOpening,
};

/// What was answered before the store was closed.
pub type Answered = Vec<Transaction>;

/// Decides commands, one of them refused, and tries one.
pub async fn answer(ledger: &dyn Ledger) -> Answered {
    fund(ledger, 100).await;
    let held = posted(ledger, hold("user_001", 60, "h")).await;
    let mut answered = vec![posted(ledger, capture(&held, Some(25), false, "c")).await, held];
    for command in [spend("user_001", "GOLD_COINS", 1000, "r"), spend("user_001", "GOLD_COINS", 40, "s")] {
        answered.push(decide_one(ledger, command).await);
    }
    together(ledger, &[spend("user_001", "GOLD_COINS", 1, "tried")], GroupKind::Trial).await;
    answered
}

/// Asks for the same again, and goes on from there.
pub async fn answer_again(ledger: &dyn Ledger, answered: Answered) {
    let seen = look(ledger, "user_001").await;
    assert_eq!((seen.balance, seen.held, seen.sequence), (35, 35, 3));
    let held = answered[1].clone();
    let commands: Vec<Command> = answered.iter().map(|it| it.command.clone()).collect();
    let again = ledger.execute(&commands).await.expect("the store works");
    assert_eq!(again, answered.into_iter().map(Outcome::Replayed).collect::<Vec<_>>());
    let other = ledger.execute(&[spend("user_001", "GOLD_COINS", 41, "s")]).await.expect("the store works");
    assert_eq!(other, [Outcome::KeyReused]);
    assert!(decide_one(ledger, spend("user_001", "GOLD_COINS", 1, "tried")).await.result.is_err());
    let rest = posted(ledger, capture(&held, None, true, "rest")).await;
    assert_eq!((rest.entries()[0].amount, rest.entries()[0].sequence), (-35, 4));
}

/// All that reads tell.
#[derive(Debug, PartialEq, Eq)]
pub struct Told {
    assets: Vec<Asset>,
    wallets: Vec<Wallet>,
    system: SystemWallets,
    statements: Vec<Option<Page>>,
    holds: Vec<Option<Vec<OpenHold>>>,
    lapsed: Vec<Command>,
    changes: Vec<ChangeRecord>,
    transactions: Vec<Option<Transaction>>,
    claims: Vec<Option<Claim>>,
    about: Vec<Vec<Transaction>>,
    payments: Vec<Transaction>,
    feed: Vec<Event>,
}

impl Told {
    async fn by(store: &dyn Store, ids: &[TransactionId]) -> Self {
        let debts = OwnerId::debt_of(&owner("user_002"));
        let owners: Vec<OwnerId> = ["user_001", "user_002", "user_003"].map(owner).into_iter().chain(debts).collect();
        let (mut statements, mut holds) = (Vec::new(), Vec::new());
        for player in &owners {
            let all = PageRequest { before: None, limit: 100 };
            let gold = asset("GOLD_COINS");
            statements.push(store.list_entries(player, &gold, all).await.expect("the store works"));
            holds.push(store.list_holds(player, &gold, None, 100).await.expect("the store works"));
        }
        let (mut transactions, mut claims, mut about) = (Vec::new(), Vec::new(), Vec::new());
        for id in ids {
            transactions.push(store.find_transaction(*id).await.expect("the store works"));
            claims.push(store.find_claim(*id).await.expect("the store works"));
            about.push(store.list_about(*id, 100).await.expect("the store works"));
        }
        Self {
            assets: store.list_assets().await.expect("the store works"),
            wallets: store.list_wallets(&owners).await.expect("the store works"),
            system: store.list_system_wallets().await.expect("the store works"),
            lapsed: store.list_lapsed(100).await.expect("the store works"),
            changes: store.list_changes(ChangeSubject::All, None, 100).await.expect("the store works"),
            payments: store.list_payments(&payment_ref(), 100).await.expect("the store works"),
            feed: whole_feed(store, 100).await,
            statements,
            holds,
            transactions,
            claims,
            about,
        }
    }
}

/// The halves of the promise that everything is kept.
pub async fn write_everything(store: &dyn Store, clock: &SetClock) -> (Vec<TransactionId>, Told) {
    let policy = r#"{"opens_on_credit":true,"limits":[{"flow":"bonus","per":"day","max_amount":110}]}"#;
    store.create_asset(&asset_with("GOLD_COINS", policy)).await.expect("the store works");
    open(store, 100).await;
    let held = posted(store, hold("user_001", 60, "h")).await;
    let bought = posted(store, paid("user_001", "paid")).await;
    let mut made = vec![held.clone(), bought.clone()];
    let back = reversal(&bought.command, Some(2), "r");
    for command in [
        capture(&held, Some(25), false, "c"),
        back.clone(),
        reversal(&back, Some(1), "r back"),
        spend("user_001", "GOLD_COINS", 1000, "too much"),
        top_up("user_003", "GOLD_COINS", 7, "opens"),
        hold_for("user_003", 5, 60, "short"),
    ] {
        made.push(decide_one(store, command).await);
    }
    store.open_wallet(&owner("user_002"), &asset("GOLD_COINS")).await.expect("the store works");
    for command in owing_30("user_002", "GOLD_COINS") {
        made.push(posted(store, command).await);
    }
    let frozen = (StatusChange::Freeze(Block::All), ChangeNote::by("ada").expect("valid"));
    let frozen = store.change_wallets(&owner("user_003"), None, frozen.0, &frozen.1).await;
    frozen.expect("the store works").expect("it is open");
    clock.set(clock.now().as_micros() + 2 * MINUTE);
    let ids: Vec<TransactionId> = made.iter().map(Transaction::id).collect();
    let told = Told::by(store, &ids).await;
    assert_eq!(told.transactions, made.into_iter().map(Some).collect::<Vec<_>>());
    assert_eq!((told.payments.len(), told.lapsed.len(), told.changes.len()), (1, 1, 2));
    (ids, told)
}

/// Looks again, and sees that what was used, owed, paid, frozen and numbered is known to decisions too.
pub async fn read_everything_again(store: &dyn Store, (ids, told): (Vec<TransactionId>, Told)) {
    assert_eq!(Told::by(store, &ids).await, told);
    assert_eq!(refusal(store, bonus("user_001", "GOLD_COINS", 11, "more")).await.code(), "limit_exceeded");
    assert_eq!(refusal(store, paid("user_003", "again")).await.code(), "payment_ref_used");
    assert_eq!(refusal(store, spend("user_003", "GOLD_COINS", 1, "frozen")).await.code(), "wallet_frozen");
    let repaid = posted(store, top_up("user_002", "GOLD_COINS", 31, "repaid at last")).await;
    assert_eq!(repaid.result.expect("posted").balance.minor(), 1);
    posted(store, top_up("user_004", "GOLD_COINS", 1, "opens")).await;
    let opening = store.open_wallet(&owner("user_005"), &asset("GOLD_COINS")).await.expect("the store works");
    assert!(matches!(opening, WalletOpening::Opened(_)), "{opening:?}");
    let earlier = told.wallets.iter().chain(&told.system.wallets);
    let players = ["user_004", "user_005"].map(owner);
    let later = store.list_wallets(&players).await.expect("the store works");
    let ids: HashSet<WalletId> = earlier.chain(&later).map(|wallet| wallet.state.id).collect();
    assert_eq!(ids.len(), told.wallets.len() + told.system.wallets.len() + 2, "each has an id of its own");
}

fn payment_ref() -> Reference {
    Reference::new("pay_1").expect("valid")
}

fn paid(player: &str, name: &str) -> Command {
    let details = Details { reference: Some(payment_ref()), ..Details::default() };
    let command = Command::new(Flow::TopUp, key(name), owner(player), asset("GOLD_COINS"), amount(5), details);
    command.expect("a player may be topped up")
}
