//! The contract of where rollups are kept, which every store must pass.

mod rebuilds;

use std::collections::BTreeSet;

use super::{
    SetClock, Store, Workload, amount, asset, asset_named, bonus, key, mint, open_workload, owner, spend, top_up,
};
use crate::rollup::{
    Close, Comparison, Day, Fold, FoldMark, FoldStep, LABELS_MAX, LabelKind, OTHER, RollupState, Span, StoredFold,
    Sums, Terms, compare, show_closes, show_flows,
};
use crate::{AssetCode, Command, Details, EventId, Flow, Metadata, OnShortfall, Reference, Rollups};

pub use rebuilds::{
    a_rebuild_changes_nothing_until_it_is_whole, rollups_are_begun_once_and_rebuilt_as_often_as_wanted,
    what_is_read_no_more_is_swept_away,
};

/// A store that keeps rollups of its own feed.
pub trait RollupStore: Store + Rollups {}

impl<T: Store + Rollups> RollupStore for T {}

const GOLD: &str = "GOLD_COINS";
/// 2026-11-24T00:00:00Z.
const MIDNIGHT: i64 = 1_795_478_400_000_000;
const HOUR: i64 = 3_600_000_000;

/// Folds up to the end of the feed, so many events a page; each page is a step. Returns the steps.
pub async fn fold_on(store: &dyn RollupStore, page: usize) -> Vec<FoldStep> {
    store.sequence().await.expect("the store works");
    store.begin_rollups(&Terms::default()).await.expect("the store works");
    let mut fold = Fold::of(store.load_fold().await.expect("the store works").expect("they are begun"));
    let mut steps = Vec::new();
    loop {
        let events = store.read_events(fold.state().mark.event, page).await.expect("the store works");
        for event in &events {
            fold.add_event(event);
        }
        let Some(step) = fold.take_step() else { return steps };
        assert!(store.save_fold(&step).await.expect("the store works"), "nobody else folds");
        steps.push(step);
    }
}

/// Folds the feed beside what is read, so many events a page, and has that be read.
pub async fn rebuild_on(store: &dyn RollupStore, terms: &Terms, page: usize) {
    let mut fold = Fold::begin(store.begin_rebuild(terms).await.expect("the store works"));
    while step_on(store, &mut fold, page).await {}
    let read = store.find_rollup_state().await.expect("the store works").expect("they are begun").mark;
    assert!(store.finish_rebuild(fold.state().mark, read).await.expect("the store works"), "nobody else folds");
    while store.sweep_rollups(7).await.expect("the store works") > 0 {}
}

/// Folds the next page and writes it. Whether there was any.
async fn step_on(store: &dyn RollupStore, fold: &mut Fold, page: usize) -> bool {
    for event in store.read_events(fold.state().mark.event, page).await.expect("the store works") {
        fold.add_event(&event);
    }
    let Some(step) = fold.take_step() else { return false };
    assert!(store.save_fold(&step).await.expect("the store works"), "nobody else folds");
    true
}

/// What is kept, in one order: the state without how often it was built, and whatever can be read.
#[derive(Debug)]
struct Kept {
    mark: FoldMark,
    state: RollupState,
    fold: StoredFold,
    views: Vec<(AssetCode, Vec<String>)>,
}

impl PartialEq for Kept {
    fn eq(&self, other: &Self) -> bool {
        (&self.state, &self.fold, &self.views) == (&other.state, &other.fold, &other.views)
    }
}

async fn kept(store: &dyn RollupStore) -> Kept {
    let mut fold = store.load_fold().await.expect("the store works").expect("they are begun");
    let mark = fold.state.mark;
    fold.state.mark.built = 0;
    fold.rows.sort_by(|one, other| (&one.group, &one.label).cmp(&(&other.group, &other.label)));
    fold.active.sort_unstable();
    let mut views = Vec::new();
    for asset in store.list_assets().await.expect("the store works") {
        let mut lines = BTreeSet::new();
        for days in [span("2023-11-01", "2023-12-31"), span("2026-11-01", "2026-11-30")] {
            for kind in [None].into_iter().chain(LabelKind::ALL.map(Some)) {
                let view = store.read_rollups(&asset.code, days, kind).await.expect("the store works");
                let view = view.expect("they are begun");
                lines.extend(view.rows.iter().map(|row| format!("{row:?}")));
                lines.extend(view.closes.iter().map(|close| format!("{close:?}")));
            }
        }
        views.push((asset.code, lines.into_iter().collect()));
    }
    Kept { mark, state: fold.state.clone(), fold, views }
}

fn span(from: &str, to: &str) -> Span {
    Span::new(day(from), day(to)).expect("a span")
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

/// Executes commands, each posted.
async fn post(store: &dyn RollupStore, commands: &[Command]) {
    for outcome in store.execute(commands).await.expect("the store works") {
        assert!(outcome.result().is_ok(), "{outcome:?}");
    }
}

async fn open(store: &dyn RollupStore) {
    store.create_asset(&asset_named(GOLD)).await.expect("the store works");
    for player in ["user_001", "user_002"] {
        store.open_wallet(&owner(player), &asset(GOLD)).await.expect("the store works");
    }
    post(store, &[mint(GOLD, 1_000_000, "supply")]).await;
}

fn because(reason: &str, name: &str, minor: u64) -> Command {
    let reference = Some(Reference::new(reason).expect("a reason"));
    let details = Details { reference, ..Details::default() };
    Command::new(Flow::Bonus, key(name), owner("user_001"), asset(GOLD), amount(minor), details).expect("a bonus")
}

/// Each flow's figures of the days from `from` to `to`: day, flow, label, count, credited, debited.
async fn flows(
    store: &dyn RollupStore,
    (from, to): (&str, &str),
    kind: Option<LabelKind>,
) -> Vec<(String, String, String, [i64; 3])> {
    let span = span(from, to);
    let view = store.read_rollups(&asset(GOLD), span, kind).await.expect("the store works").expect("they are begun");
    let rows = show_flows(&view, span, kind).into_iter().flat_map(|shown| {
        shown.figures.into_iter().map(move |row| {
            let Sums { count, credited, debited } = row.sums;
            (shown.day.to_string(), row.flow, row.label.into(), [count, credited, debited])
        })
    });
    rows.collect()
}

async fn closes(store: &dyn RollupStore, (from, to): (&str, &str)) -> Vec<(Day, bool, Close)> {
    let span = span(from, to);
    let view = store.read_rollups(&asset(GOLD), span, None).await.expect("the store works").expect("they are begun");
    show_closes(&view, span).into_iter().map(|shown| (shown.day, shown.is_final, shown.figures)).collect()
}

/// What is credited to players and debited from them, by flow and by labels; the service's own wallets are no players.
pub async fn transactions_are_folded_by_flow_and_label(store: &dyn RollupStore, clock: &SetClock) {
    clock.set(MIDNIGHT);
    open(store).await;
    let metadata = Metadata::parse(r#"{"sink":"shop","campaign":7,"reason":"a gift"}"#).expect("valid");
    let details = Details { metadata: Some(metadata), ..Details::default() };
    let bought = Command::new(Flow::Spend, key("s1"), owner("user_001"), asset(GOLD), amount(30), details);
    let bought = bought.expect("a spend");
    let back = Command::reversal(&bought, key("back"), Some(amount(10)), OnShortfall::Refuse, Details::default());
    let orders = [
        because("daily", "b1", 100),
        because("daily", "b2", 50),
        because("level", "b3", 25),
        bought,
        back.expect("back"),
    ];
    post(store, &orders).await;
    post(store, &[spend("user_001", GOLD, 5, "s2"), bonus("user_002", GOLD, 8, "b4")]).await;
    fold_on(store, 1_000).await;
    let days = ("2026-11-24", "2026-11-24");
    let is_at =
        |flow: &str, label: &str, figures| ("2026-11-24".to_owned(), flow.to_owned(), label.to_owned(), figures);
    assert_eq!(
        flows(store, days, None).await,
        [
            is_at("mint", "", [1, 0, 0]),
            is_at("bonus", "", [4, 183, 0]),
            is_at("spend", "", [2, 0, 35]),
            is_at("reversal", "", [1, 10, 0])
        ]
    );
    assert_eq!(
        flows(store, days, Some(LabelKind::Reason)).await,
        [
            is_at("mint", "", [1, 0, 0]),
            is_at("bonus", "daily", [2, 150, 0]),
            is_at("bonus", "level", [1, 25, 0]),
            is_at("bonus", "", [1, 8, 0]),
            is_at("spend", "a gift", [1, 0, 30]),
            is_at("spend", "", [1, 0, 5]),
            is_at("reversal", "", [1, 10, 0])
        ]
    );
    assert_eq!(flows(store, days, Some(LabelKind::Sink)).await[2], is_at("spend", "shop", [1, 0, 30]));
    assert_eq!(flows(store, days, Some(LabelKind::Campaign)).await[2], is_at("spend", "7", [1, 0, 30]));
    let close = Close {
        credited: 193,
        debited: 35,
        spent: 35,
        active: 2,
        supply: 158,
        treasury: 999_817,
        revenue: 25,
        minted: 1_000_000,
        system_entries: 9,
    };
    assert_eq!(closes(store, days).await, [(day("2026-11-24"), false, close)]);
}

/// A step is of one commit, and of those who fold the same events one writes.
pub async fn a_step_is_written_once_and_only_from_where_it_begins(store: &dyn RollupStore, clock: &SetClock) {
    clock.set(MIDNIGHT);
    open(store).await;
    post(store, &[top_up("user_001", GOLD, 10, "t")]).await;
    store.sequence().await.expect("the store works");
    let empty = store.begin_rollups(&Terms::default()).await.expect("the store works");
    let events = store.read_events(EventId::START, 100).await.expect("the store works");
    let step = |events: &[crate::Event]| {
        let mut fold = Fold::begin(empty.clone());
        for event in events {
            fold.add_event(event);
        }
        fold.take_step().expect("something has changed")
    };
    let (whole, part) = (step(&events), step(&events[..2]));
    assert!(store.save_fold(&whole).await.expect("the store works"));
    let after = kept(store).await;
    for late in [&whole, &part] {
        assert!(!store.save_fold(late).await.expect("the store works"));
        assert_eq!(kept(store).await, after);
    }
    // A position of the rollups before a rebuild is none of those behind it.
    rebuild_on(store, &Terms::default(), 1).await;
    assert!(!store.save_fold(&whole).await.expect("the store works"));
    assert_eq!(kept(store).await, after);
}

/// Pages of any size, loaded anew or not, and folds from the beginning come to the same.
pub async fn a_fold_is_the_same_in_pages_of_any_size(store: &dyn RollupStore, clock: &SetClock) {
    open_workload(store).await;
    let mut workload = Workload::new(5);
    for (number, page) in (0..60).zip(1..) {
        clock.set(1_700_000_000_000_000 + number * HOUR);
        store.execute(&workload.next_batch(12)).await.expect("the store works");
        if number % 7 == 0 {
            fold_on(store, page).await;
        }
    }
    fold_on(store, 3).await;
    let grown = kept(store).await;
    assert!(grown.views.iter().map(|(_, lines)| lines.len()).sum::<usize>() > 20, "{grown:#?}");
    for page in [1, 2, 17, 100_000] {
        rebuild_on(store, &Terms::default(), page).await;
        assert_eq!(kept(store).await, grown, "{page} a page");
    }
    let system = store.list_system_wallets().await.expect("the store works");
    for close in &grown.fold.closes {
        let Comparison { ledger, rollups, equal } = compare(&close.close, &system, &close.asset);
        assert_eq!((ledger, equal), (rollups, Some(true)), "{}", close.asset);
    }
}

/// A day that is over keeps its figures, also when a transaction with an earlier time comes later.
pub async fn a_days_figures_do_not_change_once_a_later_one_has_begun(store: &dyn RollupStore, clock: &SetClock) {
    clock.set(MIDNIGHT - 2 * HOUR);
    open(store).await;
    post(store, &[top_up("user_001", GOLD, 10, "first"), top_up("user_002", GOLD, 5, "second")]).await;
    fold_on(store, 1).await;
    let days = ("2026-11-22", "2026-11-25");
    let before = closes(store, days).await;
    assert_eq!(before.iter().map(|it| it.1).collect::<Vec<_>>(), [true, false, false, false]);
    clock.set(MIDNIGHT + HOUR);
    post(store, &[spend("user_001", GOLD, 3, "third")]).await;
    fold_on(store, 1).await;
    let (over, rows) = (closes(store, days).await, flows(store, ("2026-11-23", "2026-11-23"), None).await);
    assert_eq!(over.iter().map(|it| it.1).collect::<Vec<_>>(), [true, true, false, false]);
    assert_eq!(over[1].2, before[1].2);
    // Another owner's clock is behind: what it books is of the day that has begun.
    clock.set(MIDNIGHT - HOUR);
    post(store, &[bonus("user_002", GOLD, 7, "late")]).await;
    fold_on(store, 1).await;
    let late = closes(store, days).await;
    assert_eq!((late[1], flows(store, ("2026-11-23", "2026-11-23"), None).await), (over[1], rows));
    let figures = |it: &Close| [it.credited, it.debited, it.spent, it.active, it.supply];
    assert_eq!(figures(&late[1].2), [15, 0, 0, 2, 15]);
    assert_eq!(figures(&late[2].2), [7, 3, 3, 2, 19]);
    assert_eq!(figures(&late[3].2), [0, 0, 0, 0, 19], "nothing moves on the last day, and it is held still");
    let whole = kept(store).await;
    rebuild_on(store, &Terms::default(), 100).await;
    assert_eq!(kept(store).await, whole);
}

/// Of the labels of a day the largest are kept when it is over, and shown before.
pub async fn the_largest_labels_of_a_day_are_kept(store: &dyn RollupStore, clock: &SetClock) {
    clock.set(MIDNIGHT);
    open(store).await;
    let count = u64::try_from(LABELS_MAX).expect("a small number") + 20;
    let bonuses: Vec<Command> =
        (1..=count).map(|it| because(&format!("reason {it:03}"), &format!("b{it}"), it)).collect();
    post(store, &bonuses).await;
    fold_on(store, 50).await;
    let days = ("2026-11-24", "2026-11-24");
    let shown = flows(store, days, Some(LabelKind::Reason)).await;
    let of_bonuses: Vec<_> = shown.iter().filter(|row| row.1 == "bonus").collect();
    assert_eq!(of_bonuses.len(), LABELS_MAX + 1);
    assert_eq!((of_bonuses[0].2.as_str(), of_bonuses[LABELS_MAX - 1].2.as_str()), ("reason 220", "reason 021"));
    assert_eq!((of_bonuses[LABELS_MAX].2.as_str(), of_bonuses[LABELS_MAX].3), (OTHER, [20, 210, 0]));
    clock.set(MIDNIGHT + 24 * HOUR);
    post(store, &[because("reason 001", "next", 1)]).await;
    fold_on(store, 50).await;
    assert_eq!(flows(store, days, Some(LabelKind::Reason)).await, shown);
    let view = store.read_rollups(&asset(GOLD), span(days.0, days.1), Some(LabelKind::Reason)).await;
    let rows = view.expect("the store works").expect("they are begun").rows;
    let stored = rows.iter().filter(|row| row.group.kind.is_some() && row.group.flow == Flow::Bonus.code()).count();
    assert_eq!(stored, LABELS_MAX + 1, "the others are kept no longer");
}

/// Figures of different moments are not called equal, nor different.
pub async fn figures_of_different_moments_are_not_compared(store: &dyn RollupStore, clock: &SetClock) {
    clock.set(MIDNIGHT);
    open(store).await;
    post(store, &[top_up("user_001", GOLD, 10, "first")]).await;
    fold_on(store, 100).await;
    let comparison = async || {
        let system = store.list_system_wallets().await.expect("the store works");
        let view = store.read_rollups(&asset(GOLD), Span::of(day("2026-11-01")), None).await.expect("the store works");
        compare(&view.expect("they are begun").latest, &system, &asset(GOLD))
    };
    assert_eq!(comparison().await, Comparison { ledger: 10, rollups: 10, equal: Some(true) });
    post(store, &[top_up("user_001", GOLD, 5, "second")]).await;
    assert_eq!(comparison().await, Comparison { ledger: 15, rollups: 10, equal: None });
    fold_on(store, 100).await;
    assert_eq!(comparison().await, Comparison { ledger: 15, rollups: 15, equal: Some(true) });
}

/// Changes by operators and refusals have their places in the feed and are in no figure.
pub async fn what_moves_nothing_is_passed(store: &dyn RollupStore, clock: &SetClock) {
    clock.set(MIDNIGHT);
    open(store).await;
    fold_on(store, 100).await;
    let before = kept(store).await;
    let refused = store.execute(&[spend("user_001", GOLD, 5, "too much")]).await.expect("the store works");
    assert!(refused[0].result().is_err());
    let asset_of = asset_named("KEYS");
    store.create_asset(&asset_of).await.expect("the store works");
    fold_on(store, 100).await;
    let after = kept(store).await;
    assert!(after.state.mark.event > before.state.mark.event);
    assert_eq!((after.fold.rows, after.fold.closes), (before.fold.rows, before.fold.closes));
}

/// A wallet counts once a day, whichever server folds and in which pages.
pub async fn a_wallet_is_active_once_a_day(store: &dyn RollupStore, clock: &SetClock) {
    clock.set(MIDNIGHT);
    open(store).await;
    for number in 0..6 {
        clock.set(MIDNIGHT + number * 12 * HOUR);
        post(
            store,
            &[bonus("user_001", GOLD, 2, &format!("a{number}")), bonus("user_001", GOLD, 1, &format!("b{number}"))],
        )
        .await;
        if number == 3 {
            post(store, &[bonus("user_002", GOLD, 1, "other")]).await;
        }
        fold_on(store, 1).await;
    }
    let active = closes(store, ("2026-11-24", "2026-11-26")).await.into_iter().map(|it| it.2.active);
    assert_eq!(active.collect::<Vec<_>>(), [1, 2, 1]);
}

/// Makes one test of every promise. The argument is an async function that gives a fixture with `rollups(&self) -> &dyn
/// RollupStore`, on which nothing has happened, and `clock(&self) -> &SetClock`.
#[macro_export]
macro_rules! rollups_contract {
    ($fixture:path) => {
        $crate::rollups_contract! { $fixture:
            rollups_are_begun_once_and_rebuilt_as_often_as_wanted
            a_rebuild_changes_nothing_until_it_is_whole
            what_is_read_no_more_is_swept_away
            transactions_are_folded_by_flow_and_label
            a_step_is_written_once_and_only_from_where_it_begins
            a_fold_is_the_same_in_pages_of_any_size
            a_days_figures_do_not_change_once_a_later_one_has_begun
            the_largest_labels_of_a_day_are_kept
            figures_of_different_moments_are_not_compared
            what_moves_nothing_is_passed
            a_wallet_is_active_once_a_day
        }
    };
    ($fixture:path: $($promise:ident)*) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $promise() {
                let fixture = $fixture().await;
                $crate::testing::rollups::$promise(fixture.rollups(), fixture.clock()).await;
            }
        )*
    };
}
