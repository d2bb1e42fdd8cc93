//! Rollups on PostgreSQL: the contract, and servers side by side.

use crate::common::Fixture;
use wallet_domain::rollup::{Fold, FoldStep, StoredFold, Terms};
use wallet_domain::testing::rollups::{RollupStore, rebuild_on};
use wallet_domain::testing::{SetClock, Workload, open_workload};
use wallet_domain::{Feed, Ledger, Rollups, Verifier};

struct Kept(Fixture);

impl Kept {
    async fn new() -> Self {
        Self(Fixture::new().await)
    }

    fn rollups(&self) -> &dyn RollupStore {
        &self.0.ledger
    }

    fn clock(&self) -> &SetClock {
        self.0.clock()
    }
}

wallet_domain::rollups_contract!(Kept::new);

/// What a server would write next: five events at most.
async fn next_step(server: &dyn RollupStore) -> Option<FoldStep> {
    let mut fold = Fold::of(server.load_fold().await.expect("the store works").expect("they are begun"));
    for event in &server.read_events(fold.state().mark.event, 5).await.expect("the store works") {
        fold.add_event(event);
    }
    fold.take_step()
}

async fn kept(server: &dyn RollupStore) -> StoredFold {
    let mut kept = server.load_fold().await.expect("the store works").expect("they are begun");
    kept.state.mark.built = 0;
    kept.rows.sort_by(|one, other| (&one.group, &one.label).cmp(&(&other.group, &other.label)));
    kept.active.sort_unstable();
    kept
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_that_fold_at_once_fold_each_event_once() {
    let fixture = Fixture::new().await;
    open_workload(&fixture.ledger).await;
    let mut workload = Workload::new(4);
    for number in 0..30 {
        fixture.clock().set(1_700_000_000_000_000 + number * 7_200_000_000);
        fixture.ledger.execute(&workload.next_batch(10)).await.expect("the store works");
    }
    fixture.ledger.sequence().await.expect("the store works");
    let other = fixture.another().await;
    let terms = Terms::default();
    let begun = tokio::join!(fixture.ledger.begin_rollups(&terms), other.begin_rollups(&terms));
    assert_eq!(begun.0.expect("the store works"), begun.1.expect("the store works"));
    // In step, so that each step is raced for.
    while let (Some(one), Some(same)) = tokio::join!(next_step(&fixture.ledger), next_step(&other)) {
        let saved = tokio::join!(fixture.ledger.save_fold(&one), other.save_fold(&same));
        let saved = [saved.0, saved.1].map(|saved| saved.expect("the store works"));
        assert_eq!(saved.into_iter().filter(|saved| *saved).count(), 1);
    }
    let together = kept(&fixture.ledger).await;
    assert_eq!(fixture.ledger.verify().await.expect("the store works").findings, []);
    rebuild_on(&fixture.ledger, &terms, 1_000).await;
    assert_eq!(kept(&fixture.ledger).await, together);
}
