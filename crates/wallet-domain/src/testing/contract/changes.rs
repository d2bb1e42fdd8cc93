//! Operators change assets and wallets, and it is known who did.

use futures_util::future::join_all;

use super::support::{change_asset, find, hold, members, open, posted, prepare};
use crate::testing::{SetClock, Store, asset, asset_named, asset_with, bonus, key, owner, spend, top_up};
use crate::{
    Asset, AssetChange, AssetCreation, AssetRefusal, Block, ChangeAction, ChangeNote, ChangeSubject, Clock, Command,
    Details, Name, NoteText, Policy, PolicyChange, RateCycles, StatusChange, StatusRefusal, WalletStatus,
};

/// An asset comes with its policy, changes, and the list of changes tells who did it.
pub async fn an_asset_is_changed_and_it_is_known_by_whom(store: &dyn Store, clock: &SetClock) {
    let gold = asset_with("GOLD_COINS", r#"{"transferable":true,"max_balance":500}"#);
    let (ada, bob) = (ChangeNote::by("ada").expect("valid"), ChangeNote::by("bob").expect("valid"));
    let created = store.create_asset_by(&gold, RateCycles::Refuse, &ada).await.expect("the store works");
    assert_eq!(created, AssetCreation::Created);
    store.create_asset(&asset_named("DIAMONDS")).await.expect("the store works");
    let wanted = AssetChange {
        name: Some(Name::new("Gold").expect("valid")),
        policy: Some(PolicyChange::Whole(Policy::default())),
        ..AssetChange::default()
    };
    let after = store.change_asset(&gold.code, &wanted, &bob).await.expect("the store works").expect("there");
    assert_eq!((after.name.as_str(), &after.policy), ("Gold", &Policy::default()));
    assert!(store.list_assets().await.expect("the store works").contains(&after));
    let again = store.change_asset(&gold.code, &wanted, &bob).await.expect("the store works");
    assert_eq!(again, Ok(after), "what changes nothing is fine");
    let unknown = store.change_asset(&asset("UNKNOWN"), &wanted, &bob).await.expect("the store works");
    assert_eq!(unknown, Err(AssetRefusal::NotFound { asset: asset("UNKNOWN") }));

    let of = ChangeSubject::Asset(gold.code.clone());
    let changes = store.list_changes(of, None, 10).await.expect("the store works");
    let told: Vec<_> = changes.iter().map(|record| (record.note.actor.as_str(), record.change.action)).collect();
    assert_eq!(told, [("bob", ChangeAction::ChangeAsset), ("ada", ChangeAction::CreateAsset)]);
    let before = r#"{"name":"GOLD_COINS","policy":{"max_balance":500,"transferable":true}}"#;
    assert_eq!((changes[0].at, changes[0].change.before.as_deref()), (clock.now(), Some(before)));
    assert_eq!(changes[0].change.after, r#"{"name":"Gold","policy":{"max_balance":null,"transferable":null}}"#);
    let all = store.list_changes(ChangeSubject::All, None, 10).await.expect("the store works");
    assert_eq!(all.len(), 3);
    assert!(all.windows(2).all(|pair| pair[0].number > pair[1].number), "the latest first");
    let older = store.list_changes(ChangeSubject::All, Some(all[0].number), 1).await.expect("the store works");
    assert_eq!(older, all[1..2]);
}

/// Operators who change different members at once keep each what the others have done, and the list says who did what.
pub async fn racing_changes_of_an_asset_are_all_kept(store: &dyn Store, _: &SetClock) {
    store.create_asset(&asset_named("GOLD_COINS")).await.expect("the store works");
    let wanted = [
        (r#"{"transferable":true}"#, r#"{"transferable":null}"#),
        (r#"{"max_balance":500}"#, r#"{"max_balance":null}"#),
        (r#"{"opens_on_credit":true}"#, r#"{"opens_on_credit":null}"#),
        (r#"{"debt_repayment_percent":40}"#, r#"{"debt_repayment_percent":null}"#),
    ];
    for round in 0..5 {
        let changes = wanted.map(|(set, unset)| if round % 2 == 0 { set } else { unset });
        let answers = join_all(changes.map(|change| change_asset(store, "GOLD_COINS", members(change)))).await;
        assert!(answers.iter().all(Result::is_ok), "{answers:?}");
        let whole = r#"{"transferable":true,"max_balance":500,"opens_on_credit":true,"debt_repayment_percent":40}"#;
        let expected = if round % 2 == 0 { Policy::from_json(whole).expect("valid") } else { Policy::default() };
        assert_eq!(store.list_assets().await.expect("the store works")[0].policy, expected, "round {round}");
        let mut told = store.list_changes(ChangeSubject::All, None, 4).await.expect("the store works");
        told.sort_unstable_by(|one, other| one.change.after.cmp(&other.change.after));
        let mut after: Vec<_> = changes.iter().map(|change| format!(r#"{{"policy":{change}}}"#)).collect();
        after.sort_unstable();
        assert_eq!(told.into_iter().map(|record| record.change.after).collect::<Vec<_>>(), after, "round {round}");
    }
}

/// A change on the condition of a state is of that state alone, whoever else changes the asset.
pub async fn a_change_on_a_condition_is_made_once(store: &dyn Store, _: &SetClock) {
    store.create_asset(&asset_named("GOLD_COINS")).await.expect("the store works");
    let read = store.list_assets().await.expect("the store works")[0].tag();
    let on_read = |most: u32| AssetChange {
        only_if: Some(vec![read]),
        ..members(&format!(r#"{{"max_balance":{}}}"#, 500 + most))
    };
    let answers = join_all((0..6).map(|most| change_asset(store, "GOLD_COINS", on_read(most)))).await;
    let made: Vec<&Asset> = answers.iter().filter_map(|answer| answer.as_ref().ok()).collect();
    let [made] = made[..] else { panic!("one of them was first: {answers:?}") };
    let refused = AssetRefusal::Changed { asset: asset("GOLD_COINS") };
    assert_eq!(answers.iter().filter(|answer| **answer == Err(refused.clone())).count(), 5, "{answers:?}");
    assert_eq!(store.list_assets().await.expect("the store works"), std::slice::from_ref(made));
}

/// A rate is to another asset that is there, and pays in no circle, over all assets, unless the operator says so.
pub async fn a_rate_that_would_pay_in_a_circle_is_refused(store: &dyn Store, _: &SetClock) {
    for code in ["GOLD_COINS", "GEMS", "TOKENS"] {
        store.create_asset(&asset_named(code)).await.expect("the store works");
    }
    let rate = |to: &str, pay: u32, receive: u32| {
        members(&format!(r#"{{"rates":[{{"to":"{to}","pay":{pay},"receive":{receive}}}]}}"#))
    };
    for to in ["GOLD_COINS", "UNKNOWN"] {
        let refused = change_asset(store, "GOLD_COINS", rate(to, 1, 1)).await;
        assert!(matches!(refused, Err(AssetRefusal::Policy(_))), "{refused:?}");
    }
    change_asset(store, "GOLD_COINS", rate("GEMS", 100, 1)).await.expect("it closes no circle");
    change_asset(store, "GEMS", rate("TOKENS", 1, 3)).await.expect("nor does this");
    let refused = change_asset(store, "TOKENS", rate("GOLD_COINS", 1, 50)).await;
    let Err(AssetRefusal::Cycle(cycle)) = refused else { panic!("150 for 100: {refused:?}") };
    assert_eq!(cycle.assets(), ["TOKENS", "GOLD_COINS", "GEMS", "TOKENS"].map(asset));
    change_asset(store, "TOKENS", rate("GOLD_COINS", 3, 100)).await.expect("100 for 100 pays nobody");
    let created = asset_with("SHELLS", r#"{"rates":[{"to":"SHELLS","pay":1,"receive":1}]}"#);
    let creation = store.create_asset(&created).await.expect("the store works");
    assert!(matches!(creation, AssetCreation::Refused(AssetRefusal::Policy(_))), "{creation:?}");
    assert_eq!(store.list_assets().await.expect("the store works").len(), 3, "and is not there");
    let allowed = AssetChange { cycles: RateCycles::Allow, ..rate("GOLD_COINS", 1, 50) };
    change_asset(store, "TOKENS", allowed).await.expect("the operator wants it");
    // What was allowed stays allowed when something else changes.
    change_asset(store, "TOKENS", members(r#"{"transferable":true}"#)).await.expect("no rate changes");
}

/// Rates that are set at once are judged one after the other, so that no two of them pay in a circle together.
pub async fn racing_rates_never_pay_in_a_circle(store: &dyn Store, _: &SetClock) {
    for code in ["GOLD_COINS", "GEMS"] {
        store.create_asset(&asset_named(code)).await.expect("the store works");
    }
    let rate = |to: &str| members(&format!(r#"{{"rates":[{{"to":"{to}","pay":2,"receive":3}}]}}"#));
    for round in 0..8 {
        let both = [("GOLD_COINS", "GEMS"), ("GEMS", "GOLD_COINS")];
        let answers = join_all(both.map(|(code, to)| change_asset(store, code, rate(to)))).await;
        let refused = answers.iter().filter(|answer| matches!(answer, Err(AssetRefusal::Cycle(_)))).count();
        assert_eq!(refused, 1, "round {round}: {answers:?}");
        for (code, _) in both {
            change_asset(store, code, members(r#"{"rates":null}"#)).await.expect("it is allowed");
        }
    }
}

/// What is frozen takes no part on that side, what is closed none at all; what is held may still be let go.
pub async fn a_wallet_is_frozen_closed_and_opened_again(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    let held = posted(store, hold("user_001", 10, "h")).await;
    let change = |change: StatusChange| async move {
        let note = ChangeNote { reason: None, ..ChangeNote::by("ada").expect("valid") };
        let of = (owner("user_001"), Some(asset("GOLD_COINS")));
        let changed = store.change_wallets(&of.0, of.1, change, &note).await.expect("the store works");
        changed.map(|wallets| wallets.into_iter().map(|wallet| wallet.state.status).collect::<Vec<_>>())
    };
    let code = |command: Command| async move {
        let outcome = store.execute(&[command]).await.expect("the store works").remove(0);
        outcome.result().map_or_else(|rejection| rejection.code(), |_| "posted")
    };
    let version = find(store, "user_001").await.version;
    assert_eq!(change(StatusChange::Freeze(Block::Debits)).await, Ok(vec![WalletStatus::DebitsFrozen]));
    assert_eq!(find(store, "user_001").await.version, version + 1, "a condition sees it");
    assert_eq!(code(spend("user_001", "GOLD_COINS", 1, "a")).await, "wallet_frozen");
    assert_eq!(code(hold("user_001", 1, "b")).await, "wallet_frozen");
    assert_eq!(code(bonus("user_001", "GOLD_COINS", 1, "c")).await, "posted");
    // What one operator has stopped is not let go by what another stops.
    assert_eq!(change(StatusChange::Freeze(Block::Credits)).await, Ok(vec![WalletStatus::Frozen]));
    assert_eq!(change(StatusChange::Unfreeze).await, Ok(vec![WalletStatus::Open]));
    assert_eq!(change(StatusChange::Freeze(Block::Credits)).await, Ok(vec![WalletStatus::CreditsFrozen]));
    assert_eq!(code(spend("user_001", "GOLD_COINS", 1, "d")).await, "posted");
    assert_eq!(code(top_up("user_001", "GOLD_COINS", 1, "e")).await, "wallet_frozen");
    assert_eq!(change(StatusChange::Freeze(Block::All)).await, Ok(vec![WalletStatus::Frozen]));
    assert_eq!(code(spend("user_001", "GOLD_COINS", 1, "f")).await, "wallet_frozen");
    let release = Command::release(&held.command, key("g"), Details::default()).expect("a hold");
    assert_eq!(code(release).await, "posted");
    assert_eq!(change(StatusChange::Unfreeze).await, Ok(vec![WalletStatus::Open]));

    let refused = change(StatusChange::Close).await.expect_err("it holds something");
    assert!(matches!(refused, StatusRefusal::NotEmpty { balance: 100, .. }), "{refused}");
    assert_eq!(code(spend("user_001", "GOLD_COINS", 100, "i")).await, "posted");
    assert_eq!(change(StatusChange::Close).await, Ok(vec![WalletStatus::Closed]));
    assert_eq!(change(StatusChange::Close).await, Ok(vec![WalletStatus::Closed]), "again is fine");
    assert_eq!(code(bonus("user_001", "GOLD_COINS", 1, "j")).await, "wallet_closed");
    assert!(change(StatusChange::Freeze(Block::All)).await.is_err());
    assert_eq!(change(StatusChange::Reopen).await, Ok(vec![WalletStatus::Open]));
    assert_eq!(code(bonus("user_001", "GOLD_COINS", 1, "k")).await, "posted");

    let of = ChangeSubject::Owner(owner("user_001"));
    let changes = store.list_changes(of, None, 20).await.expect("the store works");
    let told: Vec<_> = changes.iter().rev().map(|record| record.change.action.name()).collect();
    assert_eq!(told, ["freeze", "freeze", "unfreeze", "freeze", "freeze", "unfreeze", "close", "reopen"]);
    assert_eq!(changes[7].change.after, r#"{"status":"debits_frozen"}"#);
}

/// All of an owner's wallets change together, or none.
pub async fn all_wallets_of_an_owner_change_or_none(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    store.create_asset(&asset_named("DIAMONDS")).await.expect("the store works");
    store.open_wallet(&owner("user_001"), &asset("DIAMONDS")).await.expect("the store works");
    let (of, note) = (owner("user_001"), ChangeNote::service());
    let refused = store.change_wallets(&of, None, StatusChange::Close, &note).await.expect("the store works");
    assert!(refused.is_err());
    let wallets = store.list_wallets(std::slice::from_ref(&of)).await.expect("the store works");
    assert!(wallets.iter().all(|wallet| wallet.state.status == WalletStatus::Open));
    let frozen = StatusChange::Freeze(Block::All);
    let changed = store.change_wallets(&of, None, frozen, &note).await.expect("the store works").expect("allowed");
    assert_eq!(changed.iter().map(|wallet| wallet.asset.as_str()).collect::<Vec<_>>(), ["DIAMONDS", "GOLD_COINS"]);
    assert_eq!(store.list_wallets(std::slice::from_ref(&of)).await.expect("the store works"), changed);
    let nobody = store.change_wallets(&owner("user_009"), None, frozen, &note).await.expect("the store works");
    assert_eq!(nobody, Ok(Vec::new()));
}

/// Notes stay with their owner, each once, with who wrote them; they are among the changes, and change nothing.
pub async fn a_note_about_an_owner_is_kept_once(store: &dyn Store, clock: &SetClock) {
    prepare(store).await;
    let (player, other) = (owner("user_001"), owner("user_002"));
    let (ada, bob) = (ChangeNote::by("ada").expect("valid"), ChangeNote::by("bob").expect("valid"));
    let add = async |of, text: &str, by| {
        let text = NoteText::new(text).expect("valid");
        store.add_note(of, &text, by).await.expect("the store works")
    };
    let nobody = owner("nobody");
    assert_eq!(add(&nobody, "hello", &ada).await, None, "there is no such owner");
    let first = add(&player, "asked for a refund\nof \"a hat\"", &ada).await.expect("the owner has a wallet");
    assert_eq!((first.at, first.change.action, &first.change.asset), (clock.now(), ChangeAction::Note, &None));
    let again = add(&player, "asked for a refund\nof \"a hat\"", &ada).await.expect("the owner has a wallet");
    assert_eq!(again, first, "it was sent again");
    store.change_wallets(&player, None, StatusChange::Freeze(Block::All), &bob).await.expect("works").expect("open");
    add(&player, "frozen until it is settled", &bob).await.expect("the owner has a wallet");
    add(&other, "of somebody else", &bob).await.expect("the owner has a wallet");

    let notes = store.list_notes(&player, None, 10).await.expect("the store works");
    let told: Vec<_> = notes.iter().map(|note| (note.actor.as_str(), note.text.as_str())).collect();
    let asked = ("ada", "asked for a refund\nof \"a hat\"");
    assert_eq!(told, [("bob", "frozen until it is settled"), asked], "the latest first");
    let page = store.list_notes(&player, None, 1).await.expect("the store works");
    assert_eq!(page, notes[..1]);
    let rest = store.list_notes(&player, Some(page[0].number), 10).await.expect("the store works");
    assert_eq!(rest, notes[1..]);
    let of = ChangeSubject::Owner(player.clone());
    let actions = store.list_changes(of, None, 10).await.expect("the store works").into_iter();
    let actions: Vec<_> = actions.map(|record| record.change.action).collect();
    assert_eq!(actions, [ChangeAction::Note, ChangeAction::Freeze, ChangeAction::Note]);
}
