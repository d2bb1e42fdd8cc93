//! What players owe.

use futures_util::future::join_all;

use super::support::{allow, decide_one, figures, find, hold, open, posted, refusal, whole_legs};
use crate::testing::{SetClock, Store, amount, asset, asset_named, bonus, give, key, mint, owner, spend, top_up};
use crate::{
    ChangeNote, Command, Details, Group, GroupKind, OnShortfall, Outcome, OwnerId, StatusChange, StatusRefusal, Sum,
    SupplyAudit, Transaction, WalletState,
};

/// What a player has spent is owed if the caller wants it so, and the next credits repay it in their own transactions.
pub async fn what_a_player_no_longer_has_is_owed_and_repaid(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    let bought = posted(store, top_up("user_001", "GOLD_COINS", 50, "t")).await;
    posted(store, spend("user_001", "GOLD_COINS", 120, "s")).await;
    posted(store, hold("user_001", 10, "h")).await;
    // 20 are available, as what is held is not there to be taken.
    let back = posted(store, charged_back(&bought, Some(45), "r1")).await;
    assert_eq!(legs(&back), [("user_001", -20, 10), (DEBT, -25, -25), ("system:treasury", 45, 0)]);
    assert_eq!(told(&back), (10, 10, 25));
    let effect = back.result.as_ref().expect("posted").claim().expect("of a claim");
    assert_eq!((effect.moved, effect.remaining, effect.shortfall), (45, 5, 0));
    assert_eq!(figures(store, "user_001").await, (10, 10, 0));
    let (own, debt) = (find(store, "user_001").await, find(store, DEBT).await);
    assert_eq!((own.debt, own.sequence, own.version), (25, 4, 5));
    assert_eq!((debt.balance.minor(), debt.debt, debt.sequence, debt.version), (-25, 0, 1, 1));
    // With nothing there at all, the player's wallet has no entry of it.
    let rest = posted(store, charged_back(&bought, None, "r2")).await;
    assert_eq!(legs(&rest), [(DEBT, -5, -30), ("system:treasury", 5, 0)]);
    assert_eq!(told(&rest), (10, 10, 30));
    let own = find(store, "user_001").await;
    assert_eq!((own.debt, own.sequence, own.version), (30, 4, 6));
    assert_eq!(refusal(store, charged_back(&bought, None, "r3")).await.code(), "already_reversed");
    let audit = audit(store).await;
    let (supply, treasury, revenue) = (600, 500, 120);
    assert_eq!(audit, SupplyAudit { supply, treasury, revenue, players: 10, debts: 30, ..SupplyAudit::default() });
    let note = ChangeNote::service();
    let closed = store.change_wallets(&owner("user_001"), None, StatusChange::Close, &note).await;
    assert!(matches!(closed.expect("the store works"), Err(StatusRefusal::NotEmpty { balance: 10, .. })));

    let first = posted(store, bonus("user_001", "GOLD_COINS", 12, "b1")).await;
    assert_eq!(legs(&first), [("system:treasury", -12, 0), (DEBT, 12, -18)]);
    assert_eq!(told(&first), (10, 10, 18));
    let second = posted(store, top_up("user_001", "GOLD_COINS", 20, "b2")).await;
    assert_eq!(legs(&second), [("system:treasury", -20, 0), ("user_001", 2, 12), (DEBT, 18, 0)]);
    assert_eq!(told(&second), (12, 10, 0));
    let third = posted(store, top_up("user_001", "GOLD_COINS", 1, "b3")).await;
    assert_eq!(legs(&third), [("system:treasury", -1, 0), ("user_001", 1, 13)]);
    assert_eq!(find(store, "user_001").await.debt, 0);
    for transaction in [back, rest, first, second, third] {
        let found = store.find_transaction(transaction.id()).await.expect("the store works");
        assert_eq!(found.as_ref(), Some(&transaction), "it is read back as it was answered");
        let again = store.execute(std::slice::from_ref(&transaction.command)).await.expect("the store works");
        assert_eq!(again, [Outcome::Replayed(transaction)]);
    }
}

/// Whatever a player is credited repays a share of it, as the asset's policy says, and only the rest meets a ceiling.
pub async fn a_share_of_every_credit_repays_a_debt(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    allow(store, r#"{"transferable":true,"max_balance":60,"over_max":"clip","debt_repayment_percent":50}"#).await;
    store.create_asset(&asset_named("DIAMONDS")).await.expect("the store works");
    store.open_wallet(&owner("user_001"), &asset("DIAMONDS")).await.expect("the store works");
    store.open_wallet(&owner("user_002"), &asset("GOLD_COINS")).await.expect("the store works");
    posted(store, mint("DIAMONDS", 9, "d")).await;
    posted(store, top_up("user_001", "DIAMONDS", 9, "d")).await;
    posted(store, top_up("user_002", "GOLD_COINS", 50, "u")).await;
    let bought = posted(store, top_up("user_001", "GOLD_COINS", 100, "t")).await;
    let spent = posted(store, spend("user_001", "GOLD_COINS", 200, "s")).await;
    posted(store, charged_back(&bought, None, "r")).await;
    let own = || async {
        let state = find(store, "user_001").await;
        (state.balance.minor(), state.debt)
    };
    assert_eq!(own().await, (0, 100));
    // Rounded up: nobody is rid of a debt by credits of one.
    posted(store, bonus("user_001", "GOLD_COINS", 1, "b1")).await;
    assert_eq!(own().await, (0, 99));
    let given = posted(store, give(("user_002", "user_001"), "GOLD_COINS", 20, Some(1), "g")).await;
    assert_eq!(legs(&given), [("user_002", -21, 29), ("user_001", 10, 10), (DEBT, 10, -89), ("system:revenue", 1, 0)]);
    assert_eq!(told(&given), (29, 0, 0), "the giver's");
    let sum = |code: &str, minor| Sum { asset: asset(code), amount: amount(minor) };
    let (pay, receive) = (vec![sum("DIAMONDS", 3)], vec![sum("GOLD_COINS", 9)]);
    let bundle = Command::purchase(key("p"), owner("user_001"), pay, receive, Details::default()).expect("sums");
    posted(store, bundle).await;
    assert_eq!(own().await, (14, 84));
    let refund = Command::reversal(&spent.command, key("f"), Some(amount(12)), OnShortfall::Refuse, Details::default());
    posted(store, refund.expect("reversible")).await;
    assert_eq!(own().await, (20, 78));
    // 40 fit into the wallet: 81 leave that much.
    let clipped = posted(store, bonus("user_001", "GOLD_COINS", 500, "b2")).await;
    assert_eq!(clipped.result.as_ref().expect("posted").moved(0), Some(81));
    assert_eq!(own().await, (60, 37));
    // A full wallet does not keep anyone from repaying.
    allow(store, r#"{"max_balance":60,"over_max":"clip"}"#).await;
    let clipped = posted(store, bonus("user_001", "GOLD_COINS", 500, "b3")).await;
    assert_eq!(clipped.result.as_ref().expect("posted").moved(0), Some(37));
    assert_eq!(own().await, (60, 0));
    assert_eq!(refusal(store, bonus("user_001", "GOLD_COINS", 1, "b4")).await.code(), "ceiling_exceeded");
}

/// Whose debts are made and repaid in one batch, and by whom one is undone, each sees the others' as they are.
pub async fn debts_are_made_and_repaid_within_a_batch(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    store.open_wallet(&owner("user_002"), &asset("GOLD_COINS")).await.expect("the store works");
    let buy = |name: &str| top_up(name, "GOLD_COINS", 40, "t");
    let batch = [
        buy("user_001"),
        buy("user_002"),
        spend("user_001", "GOLD_COINS", 140, "s"),
        spend("user_002", "GOLD_COINS", 30, "s"),
        charged_back_command(&buy("user_001"), None, "r"),
        charged_back_command(&buy("user_002"), None, "r"),
        top_up("user_001", "GOLD_COINS", 15, "again"),
        top_up("user_002", "GOLD_COINS", 50, "again"),
        spend("user_002", "GOLD_COINS", 21, "too much"),
    ];
    let outcomes = store.execute(&batch).await.expect("the store works");
    let results: Vec<_> = (outcomes.iter())
        .map(|outcome| {
            let told = outcome.result().map(|(_, posting)| (posting.balance.minor(), posting.debt()));
            told.map_err(|why| why.code())
        })
        .collect();
    let expected = [(140, 0), (40, 0), (0, 0), (10, 0), (0, 40), (0, 30), (0, 25), (20, 0)].map(Ok);
    assert_eq!(results[..8], expected);
    assert_eq!(results[8], Err("insufficient_funds"));
    // What is tried or undone leaves nothing, neither a debt nor the wallet of one.
    let figures = |state: WalletState| (state.balance.minor(), state.debt, state.sequence, state.version);
    let before = (find(store, "user_001").await, find(store, DEBT).await);
    assert_eq!((figures(before.0), figures(before.1)), ((0, 25, 3, 5), (-25, 0, 2, 2)));
    let others = [top_up("user_001", "GOLD_COINS", 7, "x"), spend("user_001", "GOLD_COINS", 1, "y")];
    for kind in [GroupKind::AllOrNothing, GroupKind::Trial, GroupKind::AllOrNothingTrial] {
        let outcomes = store.execute_grouped(&others, &[Group { commands: 0..2, kind }]).await;
        let outcomes = outcomes.expect("the store works");
        assert!(outcomes.iter().all(|it| matches!(it, Outcome::Undone { .. } | Outcome::Tried(_))), "{outcomes:?}");
        assert_eq!((find(store, "user_001").await, find(store, DEBT).await), before);
    }
    store.open_wallet(&owner("user_003"), &asset("GOLD_COINS")).await.expect("the store works");
    let tried =
        [buy("user_003"), spend("user_003", "GOLD_COINS", 40, "s"), charged_back_command(&buy("user_003"), None, "r")];
    let group = [Group { commands: 0..3, kind: GroupKind::Trial }];
    let outcomes = store.execute_grouped(&tried, &group).await.expect("the store works");
    assert_eq!(outcomes[2].result().expect("it would be posted").1.debt(), 40);
    let debt = OwnerId::debt_of(&owner("user_003")).expect("a player");
    assert_eq!(store.list_wallets(&[debt]).await.expect("the store works"), []);
    assert_eq!(find(store, "user_003").await.sequence, 0);
    let note = ChangeNote::service();
    let closed = store.change_wallets(&owner("user_001"), None, StatusChange::Close, &note).await;
    assert!(matches!(closed.expect("the store works"), Err(StatusRefusal::InDebt { debt: 25, .. })));
}

/// Whoever charges back and tops up at the same time, the player's wallet and the debt's tell the same in the end.
pub async fn racing_debts_and_repayments_add_up(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    let mut bought = Vec::new();
    for number in 0..10 {
        bought.push(posted(store, top_up("user_001", "GOLD_COINS", 10, &format!("t{number}"))).await);
    }
    posted(store, spend("user_001", "GOLD_COINS", 200, "s")).await;
    let back = |number: usize| [charged_back(&bought[number], None, &format!("r{number}"))];
    let more = |number: usize| [top_up("user_001", "GOLD_COINS", 7, &format!("m{number}"))];
    let batches: Vec<[Command; 1]> = (0..10).flat_map(|number| [back(number), more(number)]).collect();
    for answer in join_all(batches.iter().map(|batch| store.execute(batch))).await {
        assert!(answer.expect("the store works")[0].result().is_ok());
    }
    let state = find(store, "user_001").await;
    // 100 were taken back and 70 came, in whatever order; a credit repays first, so nobody has and owes.
    assert_eq!((state.balance.minor(), state.debt), (0, 30));
    assert_eq!(find(store, DEBT).await.balance.minor(), -30);
    assert_eq!(audit(store).await.debts, 30);
    let last = decide_one(store, top_up("user_001", "GOLD_COINS", 31, "last")).await;
    assert_eq!(told(&last), (1, 0, 0));
}

const DEBT: &str = "system:debt:user_001";

fn charged_back(original: &Transaction, minor: Option<u64>, name: &str) -> Command {
    charged_back_command(&original.command, minor, name)
}

fn charged_back_command(original: &Command, minor: Option<u64>, name: &str) -> Command {
    Command::reversal(original, key(name), minor.map(amount), OnShortfall::Debt, Details::default())
        .expect("reversible")
}

/// Whose wallet, by how much, and to what balance.
fn legs(transaction: &Transaction) -> Vec<(&str, i64, i64)> {
    whole_legs(transaction).into_iter().map(|(owner, _, amount, balance)| (owner, amount, balance)).collect()
}

/// What an answer tells: balance, held, owed.
fn told(transaction: &Transaction) -> (i64, i64, i64) {
    let posting = transaction.result.as_ref().expect("posted");
    (posting.balance.minor(), posting.held(), posting.debt())
}

async fn audit(store: &dyn Store) -> SupplyAudit {
    store.list_system_wallets().await.expect("the store works").audit()[&asset("GOLD_COINS")]
}
