//! Who holds what, by looks at all wallets of one moment.

use futures_util::future::join_all;

use super::support::{MINUTE, fund, hold_for, posted};
use crate::holdings::{DEBT_DAYS, HOLD_DAYS, Ownership, Snapshot, Tally, TallyPart, TopHolder};
use crate::rollup::Day;
use crate::testing::{SetClock, Store, asset, asset_named, bonus, mint, owing_30, owner};
use crate::{Clock, Timestamp, Zone};

const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

async fn take(store: &dyn Store) -> Snapshot {
    store.take_snapshot().await.expect("the store works")
}

fn of<'a>(snapshot: &'a Snapshot, code: &str) -> &'a Ownership {
    let found = snapshot.assets.iter().find(|(asset, _)| asset.as_str() == code);
    &found.unwrap_or_else(|| panic!("no {code}")).1
}

/// A tally in which these parts are not empty: the place of its bound, how many, how much.
fn tally(days: &[u16], filled: &[(usize, i64, i64)]) -> Tally {
    let bounds = days.iter().copied().map(Some).chain([None]);
    let mut parts: Vec<_> = bounds.map(|days_max| TallyPart { days_max, count: 0, amount: 0 }).collect();
    for &(place, count, amount) in filled {
        (parts[place].count, parts[place].amount) = (count, amount);
    }
    Tally {
        count: parts.iter().map(|part| part.count).sum(),
        amount: parts.iter().map(|part| part.amount).sum(),
        parts,
    }
}

/// A snapshot has every player's wallet once, what is held and owed, and adds up to the ledger.
pub async fn a_snapshot_tells_who_holds_what(store: &dyn Store, clock: &SetClock) {
    assert_eq!(take(store).await.assets, [], "there is no asset");
    for code in ["GOLD_COINS", "DIAMONDS"] {
        store.create_asset(&asset_named(code)).await.expect("the store works");
    }
    let players = ["user_001", "user_002", "user_003", "user_004", "user_005"];
    let names = players.map(|player| (owner(player), asset("GOLD_COINS")));
    store.open_wallets(&names).await.expect("the store works");
    let start = clock.now().as_micros();
    fund(store, 100).await;
    for command in owing_30("user_005", "GOLD_COINS") {
        posted(store, command).await;
    }
    clock.set(start + 2 * DAY);
    posted(store, bonus("user_002", "GOLD_COINS", 100, "b")).await;
    posted(store, bonus("user_003", "GOLD_COINS", 200, "b")).await;
    for (player, minor, seconds, name) in
        [("user_003", 50, 60, "over"), ("user_003", 60, 7_200, "soon"), ("user_001", 70, 300_000, "late")]
    {
        posted(store, hold_for(player, minor, seconds, name)).await;
    }
    clock.set(start + 2 * DAY + HOUR);
    store.sequence().await.expect("the store works");

    let snapshot = take(store).await;
    let head = store.head().await.expect("the store works");
    let moment = snapshot.moment;
    assert_eq!((moment.at, moment.position, moment.is_approximate), (clock.now(), head, moment.is_approximate));
    let codes: Vec<_> = snapshot.assets.iter().map(|(code, _)| code.as_str()).collect();
    assert_eq!(codes, ["DIAMONDS", "GOLD_COINS"]);
    let empty = of(&snapshot, "DIAMONDS");
    assert_eq!((empty.wallets, empty.holders, empty.total, empty.ledger, empty.spread.gini), (0, 0, 0, 0, None));
    let gold = of(&snapshot, "GOLD_COINS");
    assert_eq!((gold.wallets, gold.holders, gold.total, gold.ledger), (5, 3, 400, 400));
    // 100, 100, 200: (2 * (100 + 200 + 600) - 4 * 400) / (3 * 400).
    assert_eq!(gold.spread.gini, Some(166_667));
    let holder = |name, balance, held, debt| TopHolder { owner: owner(name), balance, held, debt };
    // What is over is not held any more.
    let top = [holder("user_003", 200, 60, 0), holder("user_001", 100, 70, 0), holder("user_002", 100, 0, 0)];
    assert_eq!(gold.top, top);
    assert_eq!(gold.debts, tally(&DEBT_DAYS, &[(1, 1, 30)]), "two days and an hour old");
    assert_eq!(gold.holds, tally(&HOLD_DAYS, &[(0, 1, 60), (2, 1, 70)]), "in an hour, and in more than three days");
    assert!(snapshot.assets.iter().all(|(_, of)| of.is_in_balance()));
}

/// The newest snapshot takes the place of the one before; of each day the latest is told.
pub async fn the_newest_snapshot_is_kept_and_a_row_a_day(store: &dyn Store, clock: &SetClock) {
    store.create_asset(&asset_named("GOLD_COINS")).await.expect("the store works");
    store.open_wallet(&owner("user_001"), &asset("GOLD_COINS")).await.expect("the store works");
    posted(store, mint("GOLD_COINS", 1_000, "m")).await;
    let (gold, utc) = (asset("GOLD_COINS"), Zone::default());
    assert_eq!(store.last_snapshot().await.expect("the store works"), None);
    assert_eq!(store.find_ownership(&gold).await.expect("the store works"), None);
    let mut taken = Vec::new();
    // Two on one day, one on the next, none on the one after that.
    for (number, hours) in [0_i64, 1, 24, 72].into_iter().enumerate() {
        clock.set(1_700_000_000_000_000 + hours * HOUR);
        posted(store, bonus("user_001", "GOLD_COINS", 10, &format!("b{number}"))).await;
        let snapshot = take(store).await;
        let day = Day::of(snapshot.moment.at, &utc);
        assert!(store.keep_snapshot(&snapshot, day).await.expect("the store works"));
        assert!(!store.keep_snapshot(&snapshot, day).await.expect("the store works"), "it is kept already");
        assert_eq!(store.last_snapshot().await.expect("the store works"), Some(snapshot.moment));
        let found = store.find_ownership(&gold).await.expect("the store works");
        assert_eq!(found, Some((snapshot.moment, of(&snapshot, "GOLD_COINS").clone())), "as it was kept");
        taken.push((snapshot, day));
    }
    let (older, day) = &taken[0];
    assert!(!store.keep_snapshot(older, *day).await.expect("the store works"), "a newer one is kept");
    let list = async |from, to| store.list_holder_days(&gold, from, to).await.expect("the store works");
    let (first, newest) = (taken[0].1, taken[3].1);
    let row = |place: usize| of(&taken[place].0, "GOLD_COINS").on(taken[place].1);
    assert_eq!(list(first, newest).await, [row(1), row(2), row(3)]);
    assert_eq!(list(first.next(), newest.plus(-1)).await, [row(2)]);
    assert_eq!((row(1).total, row(1).holders, row(1).wallets), (20, 1, 1));
    let other = store.list_holder_days(&asset("DIAMONDS"), first, newest).await.expect("the store works");
    assert_eq!(other, []);
    assert_eq!(store.find_ownership(&asset("DIAMONDS")).await.expect("the store works"), None);
}

/// Of all who would take the next snapshot one is told to, and another only if that one does not come back.
pub async fn one_of_many_callers_takes_the_next_snapshot(store: &dyn Store, clock: &SetClock) {
    let start = clock.now().as_micros();
    let at = |minutes: i64| Timestamp::from_micros(start + minutes * MINUTE);
    let claim = |due, now, until| store.claim_snapshot(at(due), at(now), at(until));
    let told = join_all((0..6).map(|_| claim(0, 0, 10))).await;
    let told = told.into_iter().filter(|told| *told.as_ref().expect("the store works")).count();
    assert_eq!(told, 1);
    assert!(!claim(0, 9, 19).await.expect("the store works"), "it may still come back");
    assert!(claim(0, 10, 20).await.expect("the store works"), "it did not");
    clock.set(start + 11 * MINUTE);
    let snapshot = take(store).await;
    assert!(store.keep_snapshot(&snapshot, Day::of(snapshot.moment.at, &Zone::default())).await.expect("it works"));
    assert!(!claim(10, 12, 22).await.expect("the store works"), "that is not due yet");
    assert!(claim(11, 12, 22).await.expect("the store works"), "and nobody is at it any more");
}
