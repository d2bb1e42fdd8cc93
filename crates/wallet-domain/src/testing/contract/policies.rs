//! Ceilings, rates and limits, and the time that they go by.

use super::support::{allow, find, hold, open, posted, read_back, refusal, reversal, whole_legs};
use crate::testing::{SetClock, Store, amount, asset, asset_with, bonus, key, mint, ordered, owner, spend, top_up};
use crate::{
    Command, Conversion, Details, Flow, Group, GroupKind, Outcome, Period, Posting, Rejection, Terms, Timestamp,
    Transaction,
};

/// A ceiling stops what is given, or clips a bonus; what was paid for, or is given back, it never stops.
pub async fn a_ceiling_stops_or_clips_what_is_given(store: &dyn Store, _: &SetClock) {
    open(store, 90).await;
    allow(store, r#"{"max_balance":100}"#).await;
    let refused = refusal(store, bonus("user_001", "GOLD_COINS", 11, "a")).await;
    assert_eq!(refused, Rejection::CeilingExceeded { max_balance: 100, headroom: 10 });
    let spent = posted(store, spend("user_001", "GOLD_COINS", 20, "b")).await;
    posted(store, top_up("user_001", "GOLD_COINS", 60, "c")).await;
    posted(store, reversal(&spent.command, None, "d")).await;
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
    let back = posted(store, reversal(&clipped.command, None, "i")).await;
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
        let order = Conversion { to: asset("DIAMONDS"), min: min.map(amount) };
        ordered(order, "user_001", "GOLD_COINS", minor, name)
    };
    let none = Rejection::NoRate { asset: asset("GOLD_COINS"), to: asset("DIAMONDS") };
    assert_eq!(refusal(store, convert(10, None, "a")).await, none);
    allow(store, r#"{"rates":[{"to":"DIAMONDS","pay":7,"receive":2}]}"#).await;
    assert_eq!(refusal(store, convert(3, None, "b")).await, Rejection::ConversionTooSmall { to: asset("DIAMONDS") });
    assert_eq!(refusal(store, convert(20, Some(6), "c")).await, Rejection::RateBelowMinimum { would_receive: 5 });
    assert_eq!(refusal(store, convert(20, None, "d")).await, Rejection::TreasuryExhausted { asset: asset("DIAMONDS") });
    posted(store, mint("DIAMONDS", 1000, "m")).await;
    let converted = posted(store, convert(20, Some(5), "e")).await;
    let legs: Vec<_> = whole_legs(&converted).into_iter().map(|(owner, _, amount, _)| (owner, amount)).collect();
    // 18 buy 5, and 20 no more: the rest is left.
    assert_eq!(legs, [("user_001", -18), ("system:treasury", -5), ("system:revenue", 18), ("user_001", 5)]);
    read_back(store, &converted).await;
    let refused = refusal(store, convert(28, None, "f")).await;
    assert_eq!(refused, Rejection::CeilingExceeded { max_balance: 12, headroom: 7 });
    assert_eq!(refusal(store, convert(84, None, "g")).await, {
        Rejection::InsufficientFunds { available: 82, required: 84, asset: None, owner: None }
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
    posted(store, reversal(&given.command, None, "i")).await;
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
