//! The part of the contract about beginning rollups and building them anew.

use super::{GOLD, HOUR, MIDNIGHT, RollupStore, fold_on, kept, open, rebuild_on, span, step_on};
use crate::rollup::{Fold, FoldMark, RollupState, Terms};
use crate::testing::{SetClock, Workload, asset, open_workload};
use crate::{EventId, Zone};

/// Of two who begin, one says the terms; a rebuild says others, and counts.
pub async fn rollups_are_begun_once_and_rebuilt_as_often_as_wanted(store: &dyn RollupStore, _: &SetClock) {
    assert_eq!(store.find_rollup_state().await.expect("the store works"), None);
    assert_eq!(store.load_fold().await.expect("the store works"), None);
    let any = span("2023-01-01", "2023-01-02");
    assert_eq!(store.read_rollups(&asset(GOLD), any, None).await.expect("the store works"), None);
    let terms = |zone: &str, labels: &str| Terms {
        zone: Zone::new(zone).expect("a zone"),
        labels: labels.parse().expect("labels"),
    };
    let first = terms("Europe/Berlin", "reason=why");
    let begun = store.begin_rollups(&first).await.expect("the store works");
    assert_eq!(begun, RollupState::empty(first, 1));
    assert_eq!(store.begin_rollups(&Terms::default()).await.expect("the store works"), begun);
    let second = terms("Asia/Tokyo", "");
    for built in [2, 3] {
        rebuild_on(store, &second, 1).await;
        let rebuilt = store.find_rollup_state().await.expect("the store works");
        assert_eq!(rebuilt, Some(RollupState::empty(second.clone(), built)));
        assert_eq!(store.find_rebuild().await.expect("the store works"), None);
    }
}

/// In a store without figures a rebuild begins an empty set of them for readers. Until the rebuild is finished it changes
/// no figure that is read. A rebuild is finished only if both sets of figures are at the places that the caller names.
pub async fn a_rebuild_changes_nothing_until_it_is_whole(store: &dyn RollupStore, clock: &SetClock) {
    open_workload(store).await;
    let mut workload = Workload::new(6);
    for number in 0..20 {
        clock.set(1_700_000_000_000_000 + number * 5 * HOUR);
        store.execute(&workload.next_batch(8)).await.expect("the store works");
    }
    let tokyo = Terms { zone: Zone::new("Asia/Tokyo").expect("a zone"), ..Terms::default() };
    let early = store.begin_rebuild(&Terms::default()).await.expect("the store works");
    let read = store.find_rollup_state().await.expect("the store works");
    assert_eq!((early.mark.built, read), (2, Some(RollupState::empty(Terms::default(), 1))));
    fold_on(store, 100).await;
    let before = kept(store).await;
    let begun = store.begin_rebuild(&tokyo).await.expect("the store works");
    assert_eq!(begun, RollupState::empty(tokyo.clone(), 3));
    let (mut stopped, mut fold) = (Fold::begin(early), Fold::begin(begun));
    let read = store.find_rollup_state().await.expect("the store works").expect("they are begun").mark;
    loop {
        let is_more = step_on(store, &mut fold, 9).await;
        assert_eq!(kept(store).await, before);
        assert_eq!(store.find_rebuild().await.expect("the store works").as_ref(), Some(fold.state()));
        if !is_more {
            break;
        }
    }
    // Nobody folds on those that another rebuild took the place of.
    for event in store.read_events(EventId::START, 9).await.expect("the store works") {
        stopped.add_event(&event);
    }
    assert!(!store.save_fold(&stopped.take_step().expect("there is something")).await.expect("the store works"));
    let whole = fold.state().mark;
    for (rebuilt, read) in [
        (FoldMark { built: 2, ..whole }, read),
        (FoldMark { event: EventId::START, ..whole }, read),
        (whole, FoldMark { built: 2, ..read }),
        (whole, FoldMark { event: EventId::START, ..read }),
    ] {
        assert!(!store.finish_rebuild(rebuilt, read).await.expect("the store works"), "{rebuilt:?} {read:?}");
        assert_eq!(kept(store).await, before);
    }
    assert!(store.finish_rebuild(whole, read).await.expect("the store works"));
    assert!(!store.finish_rebuild(whole, whole).await.expect("the store works"), "there is none beside any more");
    let after = kept(store).await;
    assert_eq!((&after.state.terms, after.state.mark.event), (&tokyo, before.state.mark.event));
    assert_ne!(after.views, before.views);
    // The fold goes on from the rebuild's place. A step of the fold from before the rebuild is refused.
    store.execute(&workload.next_batch(8)).await.expect("the store works");
    store.sequence().await.expect("the store works");
    let mut fold = Fold::of(store.load_fold().await.expect("the store works").expect("they are begun"));
    while step_on(store, &mut fold, 9).await {}
    let grown = kept(store).await;
    rebuild_on(store, &tokyo, 1_000).await;
    assert_eq!(kept(store).await, grown);
}

/// Sweeping deletes the figures of rebuilds that were stopped or read before, and neither those that are read nor those of
/// the rebuild that goes on.
pub async fn what_is_read_no_more_is_swept_away(store: &dyn RollupStore, clock: &SetClock) {
    clock.set(MIDNIGHT);
    open(store).await;
    fold_on(store, 100).await;
    for _ in 0..2 {
        let mut stopped = Fold::begin(store.begin_rebuild(&Terms::default()).await.expect("the store works"));
        while step_on(store, &mut stopped, 1).await {}
    }
    let mut fold = Fold::begin(store.begin_rebuild(&Terms::default()).await.expect("the store works"));
    step_on(store, &mut fold, 2).await;
    let before = kept(store).await;
    while store.sweep_rollups(1).await.expect("the store works") > 0 {}
    assert_eq!(kept(store).await, before);
    while step_on(store, &mut fold, 1).await {}
    assert!(store.finish_rebuild(fold.state().mark, before.mark).await.expect("the store works"));
    assert_eq!(kept(store).await.views, before.views);
    while store.sweep_rollups(1).await.expect("the store works") > 0 {}
    assert_eq!(kept(store).await.views, before.views);
    assert_eq!(store.sweep_rollups(1).await.expect("the store works"), 0);
}
