//! Commands are decided in order, recorded and booked.

use futures_util::future::join_all;

use super::support::{allow, amounts, decide_one, entries, find, open, posted, refusal};
use crate::testing::{SetClock, Store, asset, asset_named, bonus, give, mint, ordered, owner, play, spend, top_up};
use crate::{Allocation, Block, ChangeNote, Conversion, Name, Origin, Outcome, Person, Rejection, StatusChange};

const STORY: &str = "
    asset  GOLD_COINS
    mint   GOLD_COINS 1000 key m            -> posted 1000
    wallet user_001 GOLD_COINS 100
    wallet user_002 GOLD_COINS
    spend  user_001 GOLD_COINS 30  key a    -> posted 70
    spend  user_001 GOLD_COINS 30  key a    -> replayed 70
    spend  user_001 GOLD_COINS 31  key a    -> idempotency key reused
    spend  user_001 GOLD_COINS 71  key b    -> insufficient funds
    top_up user_001 GOLD_COINS 1   key c    -> posted 71
    spend  user_001 GOLD_COINS 71  key b    -> replayed insufficient funds
    spend  user_001 GOLD_COINS 71  key d    -> posted 0
    spend  user_001 GOLD_COINS 30  key a    -> replayed 70
    bonus  user_002 GOLD_COINS 5   key a    -> posted 5
    top_up user_002 GOLD_COINS 895 key e    -> treasury exhausted
    top_up user_002 GOLD_COINS 894 key f    -> posted 899
    bonus  user_002 DIAMONDS   1   key g    -> asset not found
    bonus  user_003 GOLD_COINS 1   key h    -> wallet not found
    mint   GOLD_COINS 906 key n             -> posted 906
    top_up user_002 GOLD_COINS 895 key e    -> posted 1794
    top_up user_002 GOLD_COINS 895 key e    -> replayed 1794
    bonus  user_002 GOLD_COINS 10  key i    -> posted 1804
    wallet user_003 GOLD_COINS
    bonus  user_003 GOLD_COINS 1   key h    -> posted 1
    spend  user_001 GOLD_COINS 71  key b    -> replayed insufficient funds
    balance user_001 GOLD_COINS 0
    balance user_002 GOLD_COINS 1804
    balance system:treasury GOLD_COINS 0
    balance system:revenue GOLD_COINS 101
    balance system:issuance GOLD_COINS -1906
";

/// A story with every refusal that callers can meet, each command a batch of its own.
pub async fn commands_are_decided_in_order_one_by_one(store: &dyn Store, _: &SetClock) {
    play(store, 1, STORY).await;
}

/// The same story with as many commands a batch as stand together: later ones see earlier ones' effects.
pub async fn commands_are_decided_in_order_in_one_batch(store: &dyn Store, _: &SetClock) {
    play(store, usize::MAX, STORY).await;
}

/// Invariants 1 and 2, seen from outside.
pub async fn both_legs_are_booked_and_sum_to_zero(store: &dyn Store, _: &SetClock) {
    play(store, 1, "asset GOLD_COINS\n mint GOLD_COINS 10 key m -> posted 10\n wallet user_001 GOLD_COINS").await;
    let posted = decide_one(store, top_up("user_001", "GOLD_COINS", 4, "k")).await;
    let legs: Vec<_> = posted.entries().iter().map(|e| (e.owner.as_str(), e.amount, e.balance_after.minor())).collect();
    assert_eq!(legs, [("system:treasury", -4, 6), ("user_001", 4, 4)]);
    assert_eq!(posted.entries()[0].sequence, 2, "the mint was the treasury's first");
    assert_eq!(posted.entries()[1].sequence, 1);
    for (name, balance, sequence) in [("system:treasury", 6, 2), ("user_001", 4, 1)] {
        let state = find(store, name).await;
        assert_eq!((state.balance.minor(), state.sequence), (balance, sequence), "{name}");
        let page = entries(store, name, None, 10).await;
        assert_eq!(amounts(&page).iter().sum::<i64>(), balance, "{name}: the entries sum to the balance");
    }
}

/// Invariant 6, and the refusal keeps its figures when it is replayed.
pub async fn a_refusal_is_recorded_and_moves_nothing(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    let before = (find(store, "user_001").await, find(store, "system:revenue").await);
    let command = spend("user_001", "GOLD_COINS", 101, "k");
    let refused = decide_one(store, command.clone()).await;
    assert_eq!(
        refused.result,
        Err(Rejection::InsufficientFunds { available: 100, required: 101, asset: None, owner: None })
    );
    assert_eq!((find(store, "user_001").await, find(store, "system:revenue").await), before);
    decide_one(store, bonus("user_001", "GOLD_COINS", 50, "more")).await;
    let again = store.execute(&[command]).await.expect("the store works");
    assert_eq!(again, [Outcome::Replayed(refused)]);
}

/// A refusal that an operator can mend is not recorded: mended, the same command under the same key is posted. Tried of
/// every such refusal that a policy, a status, a budget or a treasury causes.
pub async fn a_refusal_about_the_set_up_leaves_its_key_free(store: &dyn Store, _: &SetClock) {
    let player = || owner("user_001");
    let (gold, gems) = (asset("GOLD_COINS"), asset("GEMS"));
    let paid = top_up("user_001", "GOLD_COINS", 5, "paid");
    assert_eq!(refusal(store, paid.clone()).await, Rejection::AssetNotFound { asset: gold.clone() });
    store.create_asset(&asset_named("GOLD_COINS")).await.expect("the store works");
    let missing = Rejection::WalletNotFound { owner: player(), asset: gold.clone() };
    assert_eq!(refusal(store, paid.clone()).await, missing);
    store.open_wallet(&player(), &gold).await.expect("the store works");
    assert_eq!(refusal(store, paid.clone()).await, Rejection::TreasuryExhausted { asset: gold.clone() });
    decide_one(store, mint("GOLD_COINS", 1000, "m")).await;
    for (stop, start, refused) in [
        (
            StatusChange::Freeze(Block::All),
            StatusChange::Unfreeze,
            Rejection::WalletFrozen { owner: player(), asset: gold.clone() },
        ),
        (StatusChange::Close, StatusChange::Reopen, Rejection::WalletClosed { owner: player(), asset: gold.clone() }),
    ] {
        change_wallets(store, stop).await;
        assert_eq!(refusal(store, paid.clone()).await, refused);
        change_wallets(store, start).await;
    }
    posted(store, paid.clone()).await;
    assert!(matches!(store.execute(&[paid]).await.expect("the store works")[..], [Outcome::Replayed(_)]));

    let event = owner("system:event");
    store.open_wallet(&event, &gold).await.expect("the store works");
    let bonus = bonus("user_001", "GOLD_COINS", 7, "b").through(event.clone()).expect("a bonus");
    let dry = Rejection::BudgetExhausted { owner: event.clone(), asset: gold.clone() };
    assert_eq!(refusal(store, bonus.clone()).await, dry);
    posted(store, ordered(Allocation { back: false }, "system:event", "GOLD_COINS", 7, "f")).await;
    posted(store, bonus).await;

    store.open_wallet(&owner("user_002"), &gold).await.expect("the store works");
    let given = give(("user_001", "user_002"), "GOLD_COINS", 1, None, "g");
    assert_eq!(refusal(store, given.clone()).await, Rejection::NotTransferable { asset: gold.clone() });
    store.create_asset(&asset_named("GEMS")).await.expect("the store works");
    store.open_wallet(&player(), &gems).await.expect("the store works");
    decide_one(store, mint("GEMS", 1000, "m2")).await;
    let convert = ordered(Conversion { to: gems.clone(), min: None }, "user_001", "GOLD_COINS", 2, "c");
    assert_eq!(refusal(store, convert.clone()).await, Rejection::NoRate { asset: gold.clone(), to: gems });
    allow(store, r#"{"transferable":true,"rates":[{"to":"GEMS","pay":2,"receive":1}]}"#).await;
    posted(store, given).await;
    posted(store, convert).await;
}

async fn change_wallets(store: &dyn Store, change: StatusChange) {
    let changed = store.change_wallets(&owner("user_001"), None, change, &ChangeNote::service()).await;
    changed.expect("the store works").expect("it can be changed");
}

/// The key's second use is refused and not recorded: the first outcome stays the key's.
pub async fn a_reused_key_leaves_the_first_outcome(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    let first = decide_one(store, spend("user_001", "GOLD_COINS", 3, "k")).await;
    for other in [
        spend("user_001", "GOLD_COINS", 4, "k"),
        bonus("user_001", "GOLD_COINS", 3, "k"),
        spend("user_001", "UNKNOWN", 3, "k"),
    ] {
        assert_eq!(store.execute(&[other]).await.expect("the store works"), [Outcome::KeyReused]);
    }
    assert_eq!(store.find_transaction(first.id()).await.expect("the store works"), Some(first));
    assert_eq!(find(store, "user_001").await.balance.minor(), 97);
}

/// The supply is bounded by 2^53 - 1, and so is every balance.
pub async fn the_supply_ends_at_the_largest_number(store: &dyn Store, _: &SetClock) {
    play(
        store,
        1,
        "
        asset  GOLD_COINS
        wallet user_001 GOLD_COINS
        mint   GOLD_COINS 9007199254740990 key a -> posted 9007199254740990
        mint   GOLD_COINS 2 key b                -> balance limit exceeded
        mint   GOLD_COINS 1 key c                -> posted 9007199254740991
        mint   GOLD_COINS 1 key d                -> balance limit exceeded
        top_up user_001 GOLD_COINS 9007199254740991 key e -> posted 9007199254740991
        balance system:issuance GOLD_COINS -9007199254740991
        ",
    )
    .await;
}

/// Batches that touch the same wallets in opposite order, all at once.
pub async fn opposing_flows_all_finish(store: &dyn Store, _: &SetClock) {
    open(store, 1000).await;
    store.open_wallet(&owner("user_002"), &asset("GOLD_COINS")).await.expect("the store works");
    store.execute(&[mint("GOLD_COINS", 100, "more")]).await.expect("the store works");
    let batches: Vec<_> = (0..20)
        .map(|number| {
            let mut batch = vec![
                bonus("user_002", "GOLD_COINS", 1, &format!("b{number}")),
                spend("user_001", "GOLD_COINS", 1, &format!("s{number}")),
                bonus("user_001", "GOLD_COINS", 1, &format!("b{number}")),
            ];
            if number % 2 == 0 {
                batch.reverse();
            }
            batch
        })
        .collect();
    let answers = join_all(batches.iter().map(|batch| store.execute(batch))).await;
    for outcome in answers.into_iter().flat_map(|answer| answer.expect("the store works")) {
        assert!(outcome.result().is_ok(), "{outcome:?}");
    }
    assert_eq!(find(store, "user_001").await.balance.minor(), 1000);
    assert_eq!(find(store, "user_002").await.balance.minor(), 20);
}

/// Who asked is recorded with the transaction, and a retry by someone else does not change it.
pub async fn who_asked_is_recorded(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    let shop = Origin::named(&Name::new("shop \"1\" ä").expect("valid"));
    let shop = shop.on_behalf_of(&Person::new("ada@support").expect("valid"));
    let command = spend("user_001", "GOLD_COINS", 3, "k").by(shop.clone());
    let first = decide_one(store, command).await;
    assert_eq!(first.command.origin(), Some(&*shop));
    let found = store.find_transaction(first.id()).await.expect("the store works");
    assert_eq!(found.as_ref(), Some(&first));
    let retry = spend("user_001", "GOLD_COINS", 3, "k").by(Origin::anyone());
    assert_eq!(store.execute(&[retry]).await.expect("the store works"), [Outcome::Replayed(first)]);
    let refused = decide_one(store, spend("user_001", "GOLD_COINS", 300, "r").by(Origin::anyone())).await;
    let found = store.find_transaction(refused.id()).await.expect("the store works").expect("it is recorded");
    assert_eq!(found.command.origin(), Some(&*Origin::anyone()), "of a refusal, too");
    let unsaid = decide_one(store, spend("user_001", "GOLD_COINS", 1, "u")).await;
    let found = store.find_transaction(unsaid.id()).await.expect("the store works").expect("it is recorded");
    assert_eq!(found.command.origin(), None);
}
