//! A first credit opens a wallet, and a budget pays what it was given.

use futures_util::future::join_all;

use super::support::{allow, allow_of, figures, find, open, posted, read_back, refusal, reversal};
use crate::testing::{
    PLAYERS_OPEN_WALLETS, SetClock, Store, asset, asset_with, bonus, give, mint, ordered, owner, spend, top_up,
};
use crate::{Allocation, Command, Conversion, Group, GroupKind, Outcome, Rejection, WalletState};

/// Where the policy says so the first credit opens the wallet, and begins with something, once.
pub async fn a_first_credit_opens_the_wallet(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    assert_eq!(refusal(store, bonus("user_002", "GOLD_COINS", 5, "a")).await.code(), "wallet_not_found");
    allow(store, r#"{"opens_on_credit":true,"starting_balance":20,"transferable":true}"#).await;
    assert_eq!(refusal(store, spend("user_002", "GOLD_COINS", 5, "b")).await.code(), "wallet_not_found");
    let trial = [Group { commands: 0..2, kind: GroupKind::Trial }];
    let commands = [bonus("user_002", "GOLD_COINS", 5, "c"), spend("user_002", "GOLD_COINS", 25, "d")];
    let tried = store.execute_grouped(&commands, &trial).await.expect("the store works");
    let balances: Vec<_> = tried.iter().map(|outcome| outcome.result().expect("posted").1.balance.minor()).collect();
    assert_eq!(balances, [25, 0]);
    let missing = store.find_wallet(&owner("user_002"), &asset("GOLD_COINS")).await.expect("the store works");
    assert_eq!(missing, None, "a trial opens nothing");

    let [first, second] =
        <[Outcome; 2]>::try_from(store.execute(&commands).await.expect("the store works")).expect("an outcome each");
    assert_eq!(first.result().expect("posted").1.balance.minor(), 25);
    assert_eq!(second.result().expect("posted").1.balance.minor(), 0);
    posted(store, bonus("user_002", "GOLD_COINS", 5, "e")).await;
    assert_eq!(figures(store, "user_002").await, (5, 0, 5), "it begins once");
    assert_eq!(find(store, "user_002").await.sequence, 4);
    // A wallet that was opened before begins as well, with its first entry.
    store.open_wallet(&owner("user_004"), &asset("GOLD_COINS")).await.expect("the store works");
    posted(store, top_up("user_004", "GOLD_COINS", 1, "g")).await;
    assert_eq!(figures(store, "user_004").await, (21, 0, 21));
    // A refused credit gives nobody anything to begin with, wherever the bound is met.
    allow(store, r#"{"opens_on_credit":true,"starting_balance":20,"max_balance":24,"transferable":true}"#).await;
    assert_eq!(refusal(store, bonus("user_005", "GOLD_COINS", 5, "i")).await.code(), "ceiling_exceeded");
    let missing = store.find_wallet(&owner("user_005"), &asset("GOLD_COINS")).await.expect("the store works");
    assert_eq!(missing, None);
    let treasury = find(store, "system:treasury").await.balance.minor();
    let most = u64::try_from(treasury).expect("not negative") - 10;
    assert_eq!(refusal(store, top_up("user_005", "GOLD_COINS", most, "j")).await.code(), "treasury_exhausted");
    assert_eq!(find(store, "system:treasury").await.balance.minor(), treasury);
    allow(store, r#"{"opens_on_credit":true,"starting_balance":20}"#).await;
    // Those who come at once are all served.
    let many: Vec<Command> = (0..20).map(|n| bonus(&format!("new_{n}"), "GOLD_COINS", 1, "h")).collect();
    let outcomes = store.execute(&many).await.expect("the store works");
    assert!(outcomes.iter().all(|outcome| outcome.result().is_ok_and(|(_, posting)| posting.balance.minor() == 21)));
}

/// A key that may only spend obtains nothing from the treasury with invented names: what players do among themselves
/// opens a wallet only where the policy says so, and never begins one.
pub async fn what_players_do_by_themselves_begins_no_wallet(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    store.create_asset(&asset_with("GEMS", r#"{"opens_on_credit":true,"starting_balance":50}"#)).await.expect("works");
    posted(store, mint("GEMS", 1000, "gems")).await;
    let give = |to: &str, name: &str| give(("user_001", to), "GOLD_COINS", 1, None, name);
    let convert = |name: &str| ordered(Conversion { to: asset("GEMS"), min: None }, "user_001", "GOLD_COINS", 1, name);
    let rates = r#""rates":[{"to":"GEMS","pay":1,"receive":2}]"#;
    allow(store, &format!(r#"{{"transferable":true,"opens_on_credit":true,"starting_balance":20,{rates}}}"#)).await;
    let treasury = find(store, "system:treasury").await.balance;
    assert_eq!(refusal(store, give("user_002", "g1")).await.code(), "wallet_not_found");
    assert_eq!(refusal(store, convert("c1")).await.code(), "wallet_not_found");
    // Nor is a wallet that somebody opened begun by one.
    store.open_wallet(&owner("user_003"), &asset("GOLD_COINS")).await.expect("the store works");
    posted(store, give("user_003", "g2")).await;
    assert_eq!(figures(store, "user_003").await, (1, 0, 1));
    // Where the policy says so they open one, which still begins with nothing. The keys that were refused are free.
    let opens = PLAYERS_OPEN_WALLETS;
    allow(store, &format!(r#"{{"transferable":true,{opens},"starting_balance":20,{rates}}}"#)).await;
    posted(store, give("user_002", "g1")).await;
    assert_eq!(figures(store, "user_002").await, (1, 0, 1));
    allow_of(store, "GEMS", &format!(r#"{{{opens},"starting_balance":50}}"#)).await;
    posted(store, convert("c1")).await;
    let gems = store.find_wallet(&owner("user_001"), &asset("GEMS")).await.expect("the store works");
    assert_eq!(gems.expect("it was opened").state.balance.minor(), 2);
    assert_eq!(find(store, "system:treasury").await.balance, treasury, "no starting balance was paid");
}

/// However many credit a wallet that is not there yet, it is opened once and begins once.
pub async fn racing_first_credits_open_one_wallet(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    allow(store, r#"{"opens_on_credit":true,"starting_balance":20}"#).await;
    let credits: Vec<[Command; 1]> = (0..12).map(|n| [bonus("user_002", "GOLD_COINS", 1, &format!("k{n}"))]).collect();
    let answers = join_all(credits.iter().map(|credit| store.execute(credit))).await;
    for answer in answers {
        let outcome = answer.expect("the store works").remove(0);
        assert!(outcome.result().is_ok(), "{outcome:?}");
    }
    assert_eq!(figures(store, "user_002").await, (32, 0, 32));
    assert_eq!(find(store, "user_002").await.sequence, 13);
}

/// A budget is funded from the treasury, pays bonuses until it is empty, and is told apart from the treasury for ever.
pub async fn a_budget_pays_what_it_was_given(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    let event = || owner("system:event_summer");
    let allocate =
        |minor, back, name: &str| ordered(Allocation { back }, "system:event_summer", "GOLD_COINS", minor, name);
    assert_eq!(refusal(store, allocate(50, false, "a")).await.code(), "wallet_not_found");
    store.open_wallet(&event(), &asset("GOLD_COINS")).await.expect("the store works");
    posted(store, allocate(50, false, "b")).await;
    let from = |minor, name: &str| bonus("user_001", "GOLD_COINS", minor, name).through(event()).expect("a bonus");
    let given = posted(store, from(30, "c")).await;
    let legs: Vec<_> = given.entries().iter().map(|entry| (entry.owner.as_str(), entry.amount)).collect();
    assert_eq!(legs, [("system:event_summer", -30), ("user_001", 30)]);
    read_back(store, &given).await;
    let exhausted = Rejection::BudgetExhausted { owner: event(), asset: asset("GOLD_COINS") };
    assert_eq!(refusal(store, from(21, "d")).await, exhausted);
    posted(store, spend("user_001", "GOLD_COINS", 5, "e").through(event()).expect("a spend")).await;
    assert_eq!(find(store, "system:event_summer").await.balance.minor(), 25);
    posted(store, reversal(&given.command, None, "f")).await;
    assert_eq!(find(store, "system:event_summer").await.balance.minor(), 55, "it goes back to where it came from");
    assert_eq!(refusal(store, allocate(56, true, "g")).await, exhausted);
    posted(store, allocate(55, true, "h")).await;
    let state: WalletState = find(store, "system:treasury").await;
    assert_eq!((state.balance.minor(), find(store, "system:event_summer").await.balance.minor()), (505, 0));
    assert!(top_up("user_001", "GOLD_COINS", 1, "i").through(event()).is_err(), "a top-up was paid for");
    assert!(bonus("user_001", "GOLD_COINS", 1, "j").through(owner("system:revenue")).is_err());
}
