//! Rollups in the embedded store: the contract, and their proof over many days.

use std::future::{Ready, ready};

use crate::common::Fixture;
use wallet_domain::testing::rollups::{RollupStore, fold_on};
use wallet_domain::testing::{SetClock, Workload, open_workload};
use wallet_domain::{Ledger, Verifier};

struct Kept(Fixture);

impl Kept {
    fn rollups(&self) -> &dyn RollupStore {
        &self.0.ledger
    }

    fn clock(&self) -> &SetClock {
        self.0.clock()
    }
}

fn sqlite() -> Ready<Kept> {
    ready(Kept(Fixture::new()))
}

wallet_domain::rollups_contract!(sqlite);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn days_that_are_over_are_proven_and_so_is_the_one_that_is_not() {
    let fixture = Fixture::new();
    open_workload(&fixture.ledger).await;
    let mut workload = Workload::new(3);
    let findings = async || fixture.ledger.verify().await.expect("the store works").findings;
    for number in 0..80 {
        fixture.clock().set(1_700_000_000_000_000 + number * 6 * 3_600_000_000);
        fixture.ledger.execute(&workload.next_batch(15)).await.expect("the store works");
        if number % 9 == 0 {
            fold_on(&fixture.ledger, 20).await;
            assert_eq!(findings().await, []);
        }
    }
    assert_eq!(findings().await, [], "behind the feed they are as good");
    let hand = fixture.by_hand();
    let mut days = hand.prepare("SELECT DISTINCT day FROM rollups ORDER BY day").expect("prepared");
    let days: Vec<String> =
        days.query_map([], |row| row.get(0)).expect("queried").map(|day| day.expect("a text")).collect();
    assert!(days.len() > 5, "{days:?}");
    fixture.damage(&format!("UPDATE rollups SET credited = credited + 1 WHERE day = '{}' AND kind = 'flow'", days[2]));
    let found = findings().await;
    assert!(!found.is_empty(), "{days:?}");
    for finding in &found {
        let told = finding.to_string();
        let is_told = told.starts_with("invariant 10: rollup of ") && told.contains(&format!(" on {}: ", days[2]));
        assert!(is_told, "{told}");
    }
    fixture.damage(&format!("DELETE FROM rollup_days WHERE day = '{}'", days[3]));
    let day = format!(" on {}", days[3]);
    assert!(findings().await.iter().any(|finding| finding.subject.ends_with(&day)), "{day}");
}
