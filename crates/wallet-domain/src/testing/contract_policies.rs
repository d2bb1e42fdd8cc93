//! The contract's promises about policies, budgets and what operators change beside the ledger.

use futures_util::future::join_all;

use super::contract::{find, open};
use super::contract_claims::{figures, hold, posted, refusal};
use super::{SetClock, Store, amount, asset, asset_named, asset_with, bonus, key, mint, owner, spend, top_up};
use crate::{
    Asset, AssetChange, AssetCreation, AssetRefusal, Block, ChangeAction, ChangeNote, ChangeSubject, Clock, Command,
    Details, Flow, Group, GroupKind, Name, OnShortfall, Outcome, Period, Policy, PolicyChange, Posting, RateCycles,
    Rejection, StatusChange, StatusRefusal, Terms, Timestamp, Transaction, WalletState, WalletStatus,
};

/// Sets the policy of `GOLD_COINS`.
pub(super) async fn allow(store: &dyn Store, policy: &str) {
    allow_of(store, "GOLD_COINS", policy).await;
}

async fn allow_of(store: &dyn Store, code: &str, policy: &str) {
    let policy = Policy::from_json(policy).expect("a test's policy is valid");
    let policy = Some(PolicyChange::Whole(policy));
    change_asset(store, code, AssetChange { policy, ..AssetChange::default() }).await.expect("it is allowed");
}

async fn change_asset(store: &dyn Store, code: &str, change: AssetChange) -> Result<Asset, AssetRefusal> {
    store.change_asset(&asset(code), &change, &ChangeNote::service()).await.expect("the store works")
}

/// Some members of a policy, as an operator sends them.
fn members(json: &str) -> AssetChange {
    let members = serde_json::from_str(json).expect("an object");
    AssetChange { policy: Some(PolicyChange::members(members).expect("valid")), ..AssetChange::default() }
}

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

    let of = ChangeSubject { asset: Some(gold.code.clone()), ..ChangeSubject::default() };
    let changes = store.list_changes(of, None, 10).await.expect("the store works");
    let told: Vec<_> = changes.iter().map(|record| (record.note.actor.as_str(), record.change.action)).collect();
    assert_eq!(told, [("bob", ChangeAction::ChangeAsset), ("ada", ChangeAction::CreateAsset)]);
    let before = r#"{"name":"GOLD_COINS","policy":{"max_balance":500,"transferable":true}}"#;
    assert_eq!((changes[0].at, changes[0].change.before.as_deref()), (clock.now(), Some(before)));
    assert_eq!(changes[0].change.after, r#"{"name":"Gold","policy":{"max_balance":null,"transferable":null}}"#);
    let all = store.list_changes(ChangeSubject::default(), None, 10).await.expect("the store works");
    assert_eq!(all.len(), 3);
    assert!(all.windows(2).all(|pair| pair[0].number > pair[1].number), "the latest first");
    let older = store.list_changes(ChangeSubject::default(), Some(all[0].number), 1).await.expect("the store works");
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
        let mut told = store.list_changes(ChangeSubject::default(), None, 4).await.expect("the store works");
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

    let of = ChangeSubject { owner: Some(owner("user_001")), ..ChangeSubject::default() };
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

/// A ceiling stops what is given, or clips a bonus; what was paid for, or is given back, it never stops.
pub async fn a_ceiling_stops_or_clips_what_is_given(store: &dyn Store, _: &SetClock) {
    open(store, 90).await;
    allow(store, r#"{"max_balance":100}"#).await;
    let refused = refusal(store, bonus("user_001", "GOLD_COINS", 11, "a")).await;
    assert_eq!(refused, Rejection::CeilingExceeded { max_balance: 100, headroom: 10 });
    let spent = posted(store, spend("user_001", "GOLD_COINS", 20, "b")).await;
    posted(store, top_up("user_001", "GOLD_COINS", 60, "c")).await;
    posted(store, reversal(&spent, "d")).await;
    assert_eq!(find(store, "user_001").await.balance.minor(), 150, "paid for, and given back");
    let refused = refusal(store, bonus("user_001", "GOLD_COINS", 1, "e")).await;
    assert_eq!(refused, Rejection::CeilingExceeded { max_balance: 100, headroom: 0 });

    allow(store, r#"{"max_balance":100,"over_max":"clip"}"#).await;
    assert_eq!(refusal(store, bonus("user_001", "GOLD_COINS", 1, "f")).await, refused, "nothing of it fits");
    posted(store, spend("user_001", "GOLD_COINS", 60, "g")).await;
    let clipped = posted(store, bonus("user_001", "GOLD_COINS", 50, "h")).await;
    let posting = clipped.result.as_ref().expect("posted");
    assert_eq!((posting.balance.minor(), posting.moved(0), posting.entries[1].amount), (100, Some(10), 10));
    read_back(store, &clipped).await;
    // What did not fit was never given, so it cannot be taken back.
    let back = posted(store, reversal(&clipped, "i")).await;
    assert_eq!(back.result.as_ref().expect("posted").claim().map(|claim| claim.moved), Some(10));
    assert_eq!(find(store, "user_001").await.balance.minor(), 90);
}

/// A conversion pays in one asset and receives in another, at the rate of that moment, rounded down, and takes no more
/// than that costs.
pub async fn a_conversion_is_at_the_configured_rate(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    store.create_asset(&asset_with("DIAMONDS", r#"{"max_balance":12}"#)).await.expect("the store works");
    store.open_wallet(&owner("user_001"), &asset("DIAMONDS")).await.expect("the store works");
    let convert = |minor, min: Option<u64>, name: &str| {
        let (pay, to) = ((asset("GOLD_COINS"), amount(minor)), (asset("DIAMONDS"), min.map(amount)));
        Command::conversion(key(name), owner("user_001"), pay, to, Details::default()).expect("another asset")
    };
    let none = Rejection::NoRate { asset: asset("GOLD_COINS"), to: asset("DIAMONDS") };
    assert_eq!(refusal(store, convert(10, None, "a")).await, none);
    allow(store, r#"{"rates":[{"to":"DIAMONDS","pay":7,"receive":2}]}"#).await;
    assert_eq!(refusal(store, convert(3, None, "b")).await, Rejection::ConversionTooSmall { to: asset("DIAMONDS") });
    assert_eq!(refusal(store, convert(20, Some(6), "c")).await, Rejection::RateBelowMinimum { would_receive: 5 });
    assert_eq!(refusal(store, convert(20, None, "d")).await, Rejection::TreasuryExhausted { asset: asset("DIAMONDS") });
    posted(store, mint("DIAMONDS", 1000, "m")).await;
    let converted = posted(store, convert(20, Some(5), "e")).await;
    let legs: Vec<_> = converted.entries().iter().map(|entry| (entry.owner.as_str(), entry.amount)).collect();
    // 18 buy 5, and 20 no more: the rest is left.
    assert_eq!(legs, [("user_001", -18), ("system:treasury", -5), ("system:revenue", 18), ("user_001", 5)]);
    read_back(store, &converted).await;
    let refused = refusal(store, convert(28, None, "f")).await;
    assert_eq!(refused, Rejection::CeilingExceeded { max_balance: 12, headroom: 7 });
    assert_eq!(refusal(store, convert(84, None, "g")).await, {
        Rejection::InsufficientFunds { available: 82, required: 84, asset: None }
    });
    // A replay answers what was recorded, whatever the rate is by now.
    allow(store, "{}").await;
    let again = store.execute(std::slice::from_ref(&converted.command)).await.expect("the store works");
    assert_eq!(again, [Outcome::Replayed(converted)]);
}

/// Limits count what is asked for within the period of their time zone, how often and how much.
pub async fn limits_count_within_their_period(store: &dyn Store, clock: &SetClock) {
    const HOUR: i64 = 3_600_000_000;
    // 2026-11-25T22:00:00Z, an hour before midnight in Berlin.
    let evening = 1_795_644_000_000_000;
    clock.set(evening);
    open(store, 100).await;
    allow(
        store,
        r#"{"limits":[{"flow":"bonus","per":"day","time_zone":"Europe/Berlin","max_amount":50,"reversals_give_back":true},
            {"flow":"bonus","per":"month","max_count":4},{"flow":"spend","per":"day","max_count":2,"max_amount":90},
            {"flow":"hold","per":"week","max_amount":15}]}"#,
    )
    .await;
    let exceeded = |flow, per, is_count, limit, used, resets_at| Rejection::LimitExceeded {
        flow,
        per,
        is_count,
        limit,
        used,
        resets_at: Timestamp::from_micros(resets_at),
    };
    posted(store, bonus("user_001", "GOLD_COINS", 30, "a")).await;
    let midnight = evening + HOUR;
    let refused = refusal(store, bonus("user_001", "GOLD_COINS", 21, "b")).await;
    assert_eq!(refused, exceeded(Flow::Bonus, Period::Day, false, 50, 30, midnight));
    let given = posted(store, bonus("user_001", "GOLD_COINS", 20, "c")).await;
    assert_eq!(refusal(store, bonus("user_001", "GOLD_COINS", 1, "d")).await.code(), "limit_exceeded");
    // Gross: what is spent or reversed makes no room, but where the limit says so.
    posted(store, spend("user_001", "GOLD_COINS", 80, "e")).await;
    assert_eq!(refusal(store, spend("user_001", "GOLD_COINS", 11, "f")).await, {
        exceeded(Flow::Spend, Period::Day, false, 90, 80, evening + 2 * HOUR)
    });
    posted(store, spend("user_001", "GOLD_COINS", 10, "g")).await;
    let refused = refusal(store, spend("user_001", "GOLD_COINS", 1, "h")).await;
    assert_eq!(refused, exceeded(Flow::Spend, Period::Day, true, 2, 2, evening + 2 * HOUR));
    posted(store, reversal(&given, "i")).await;
    posted(store, bonus("user_001", "GOLD_COINS", 20, "j")).await;
    posted(store, hold("user_001", 10, "k")).await;
    assert_eq!(refusal(store, hold("user_001", 6, "l")).await.code(), "limit_exceeded");
    // A new day in Berlin, the same month: three bonuses are counted, and the fourth is the last.
    clock.set(midnight);
    posted(store, bonus("user_001", "GOLD_COINS", 50, "m")).await;
    let refused = refusal(store, bonus("user_001", "GOLD_COINS", 1, "n")).await;
    assert!(matches!(refused, Rejection::LimitExceeded { .. }), "{refused}");
    // Someone else has limits of their own, and a refusal or a trial uses up nothing.
    store.open_wallet(&owner("user_002"), &asset("GOLD_COINS")).await.expect("the store works");
    let whole = bonus("user_002", "GOLD_COINS", 50, "o");
    let trial = [Group { commands: 0..1, kind: GroupKind::Trial }];
    let tried = store.execute_grouped(std::slice::from_ref(&whole), &trial).await.expect("the store works");
    assert!(matches!(tried[0], Outcome::Tried(_)));
    assert_eq!(refusal(store, bonus("user_002", "GOLD_COINS", 51, "p")).await.code(), "limit_exceeded");
    posted(store, whole).await;
    // Whatever the clock does, what was used of a day is known when it comes again.
    clock.set(midnight - 2 * HOUR);
    let refused = refusal(store, bonus("user_001", "GOLD_COINS", 1, "q")).await;
    assert_eq!(refused, exceeded(Flow::Bonus, Period::Day, false, 50, 50, midnight));
    posted(store, bonus("user_002", "GOLD_COINS", 1, "r")).await;
    clock.set(midnight);
    assert_eq!(refusal(store, bonus("user_002", "GOLD_COINS", 1, "s")).await.code(), "limit_exceeded");
}

/// A clock that was ahead for a moment, or is set back, spoils nothing: limits and holds go by the time that it is, and only
/// the player whom it was ahead for keeps the order of the wallet's times.
pub async fn a_clock_that_was_ahead_spoils_nothing(store: &dyn Store, clock: &SetClock) {
    const SECOND: i64 = 1_000_000;
    // 2026-11-29T12:00:00Z, and 30 days and an hour ahead of it.
    let (noon, ahead) = (1_795_953_600 * SECOND, (1_795_953_600 + 30 * 86_400 + 3_600) * SECOND);
    let at = Timestamp::from_micros;
    clock.set(noon);
    open(store, 100).await;
    for player in ["user_002", "user_003"] {
        store.open_wallet(&owner(player), &asset("GOLD_COINS")).await.expect("the store works");
    }
    allow(store, r#"{"transferable":true,"limits":[{"flow":"bonus","per":"day","max_amount":50}]}"#).await;
    posted(store, bonus("user_001", "GOLD_COINS", 30, "a")).await;
    assert_eq!(store.read_clock().await.expect("the store works"), at(noon));

    clock.set(ahead);
    assert_eq!(posted(store, bonus("user_001", "GOLD_COINS", 50, "b")).await.created_at, at(ahead));
    let early = posted(store, hold("user_001", 5, "h1")).await;

    clock.set(noon + SECOND);
    // Treasury and revenue were used by the one who was ahead, and hand no time on.
    for command in [bonus("user_002", "GOLD_COINS", 9, "c"), spend("user_002", "GOLD_COINS", 1, "d")] {
        assert_eq!(posted(store, command).await.created_at, at(noon + SECOND));
    }
    let own = posted(store, bonus("user_001", "GOLD_COINS", 20, "e")).await;
    assert_eq!(own.created_at, at(ahead), "a player's times keep their order");
    let Rejection::LimitExceeded { used, resets_at, .. } =
        refusal(store, bonus("user_001", "GOLD_COINS", 1, "f")).await
    else {
        panic!("50 are used today")
    };
    assert_eq!((used, resets_at), (50, at((1_795_953_600 + 12 * 3_600) * SECOND)), "by the day that it is");
    let held = posted(store, hold("user_001", 7, "h2")).await;
    let ends = |transaction: &Transaction| {
        transaction.result.as_ref().ok().and_then(Posting::claim).and_then(|claim| claim.expires_at)
    };
    let lasts = i64::from(Terms::HOLD_S_DEFAULT) * SECOND;
    assert_eq!((ends(&early), ends(&held)), (Some(at(ahead + lasts)), Some(at(noon + SECOND + lasts))));
    assert_eq!(find(store, "user_001").await.held, 12);
    clock.set(noon + 2 * SECOND + lasts);
    assert_eq!(find(store, "user_001").await.held, 5, "it lasted as long as it was to");
    let capture = Command::capture(&held.command, key("g"), None, true, Details::default()).expect("a hold");
    assert_eq!(refusal(store, capture).await, Rejection::HoldExpired);

    // Back by a day: another day with its own limit, and today is as it was when it comes again.
    clock.set(noon - 86_400 * SECOND);
    posted(store, bonus("user_001", "GOLD_COINS", 50, "i")).await;
    assert_eq!(refusal(store, bonus("user_001", "GOLD_COINS", 1, "j")).await.code(), "limit_exceeded");
    assert_eq!(posted(store, bonus("user_003", "GOLD_COINS", 1, "k")).await.created_at, at(noon), "as it was opened");
    clock.set(noon + 3 * SECOND);
    assert_eq!(refusal(store, bonus("user_001", "GOLD_COINS", 1, "l")).await.code(), "limit_exceeded");
    assert_eq!(posted(store, spend("user_003", "GOLD_COINS", 1, "m")).await.created_at, at(noon + 3 * SECOND));
    // The service's own wallets remember how far it was ahead, for whoever looks after them.
    assert_eq!(find(store, "system:treasury").await.last_entry_at, at(ahead));
}

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
pub async fn gifts_and_conversions_begin_no_wallet(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    store.create_asset(&asset_with("GEMS", r#"{"opens_on_credit":true,"starting_balance":50}"#)).await.expect("works");
    posted(store, mint("GEMS", 1000, "gems")).await;
    let give = |to: &str, name: &str| {
        let between = (owner("user_001"), owner(to));
        Command::gift(key(name), between, asset("GOLD_COINS"), amount(1), None, Details::default())
            .expect("to a player")
    };
    let convert = |name: &str| {
        let (pay, to) = ((asset("GOLD_COINS"), amount(1)), (asset("GEMS"), None));
        Command::conversion(key(name), owner("user_001"), pay, to, Details::default()).expect("another asset")
    };
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
    let opens = r#""gifts_open_wallets":true"#;
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
    let allocate = |minor, back, name: &str| {
        Command::allocation(key(name), event(), asset("GOLD_COINS"), amount(minor), back, Details::default())
            .expect("a budget")
    };
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
    posted(store, reversal(&given, "f")).await;
    assert_eq!(find(store, "system:event_summer").await.balance.minor(), 55, "it goes back to where it came from");
    assert_eq!(refusal(store, allocate(56, true, "g")).await, exhausted);
    posted(store, allocate(55, true, "h")).await;
    let state: WalletState = find(store, "system:treasury").await;
    assert_eq!((state.balance.minor(), find(store, "system:event_summer").await.balance.minor()), (505, 0));
    assert!(top_up("user_001", "GOLD_COINS", 1, "i").through(event()).is_err(), "a top-up was paid for");
    assert!(bonus("user_001", "GOLD_COINS", 1, "j").through(owner("system:revenue")).is_err());
}

fn reversal(original: &Transaction, name: &str) -> Command {
    Command::reversal(&original.command, key(name), None, OnShortfall::Refuse, Details::default()).expect("reversible")
}

async fn read_back(store: &dyn Store, transaction: &Transaction) {
    let found = store.find_transaction(transaction.id()).await.expect("the store works");
    assert_eq!(found.as_ref(), Some(transaction), "it is read back as it was answered");
    let again = store.execute(std::slice::from_ref(&transaction.command)).await.expect("the store works");
    assert_eq!(again, [Outcome::Replayed(transaction.clone())]);
}
