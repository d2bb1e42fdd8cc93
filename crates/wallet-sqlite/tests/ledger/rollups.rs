//! Rollups in the embedded store: the contract, and their proof over many days.

use std::future::{Ready, ready};
use std::sync::Arc;

use crate::common::Fixture;
use wallet_domain::proof::Unwatched;
use wallet_domain::rollup::Terms;
use wallet_domain::testing::rollups::{RollupStore, fold_on, rebuild_on};
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_left_of_figures_that_are_read_no_more() {
    let fixture = Fixture::new();
    open_workload(&fixture.ledger).await;
    let mut workload = Workload::new(3);
    for _ in 0..10 {
        fixture.ledger.execute(&workload.next_batch(15)).await.expect("the store works");
    }
    fold_on(&fixture.ledger, 20).await;
    let hand = fixture.by_hand();
    let rows = |table: &str| -> Vec<(i64, i64)> {
        let sql = format!("SELECT built, count(*) FROM {table} GROUP BY built");
        let mut rows = hand.prepare(&sql).expect("prepared");
        let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("queried");
        rows.map(|row| row.expect("two numbers")).collect()
    };
    let tables = ["rollups", "rollup_days", "rollup_active"];
    let before = tables.map(rows);
    rebuild_on(&fixture.ledger, &Terms::default(), 20).await;
    rebuild_on(&fixture.ledger, &Terms::default(), 20).await;
    assert!(before.iter().all(|rows| rows.len() == 1 && rows[0].0 == 1 && rows[0].1 > 0), "{before:?}");
    assert_eq!(tables.map(rows), before.map(|rows| vec![(3, rows[0].1)]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proof_of_what_is_new_tells_whether_its_days_add_up() {
    let fixture = Fixture::new();
    open_workload(&fixture.ledger).await;
    let mut workload = Workload::new(3);
    let mut play = async |hour: i64| {
        fixture.clock().set(1_700_000_000_000_000 + hour * 3_600_000_000);
        fixture.ledger.execute(&workload.next_batch(15)).await.expect("the store works");
        fold_on(&fixture.ledger, 20).await;
    };
    for hour in 0..40 {
        play(hour).await;
    }
    let proven = fixture.ledger.verify().await.expect("the store works");
    assert_eq!(proven.findings, []);
    for hour in 40..80 {
        play(hour).await;
    }
    let since = async || {
        let proof = fixture.ledger.verify_since(&proven.heads, Arc::new(Unwatched)).await.expect("the store works");
        proof.findings.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(since().await, [] as [&str; 0]);
    // 2023-11-17 is over, and 2023-11-18 is not. The day before the first that is new is taken as it is.
    for (damage, mend, told) in [
        (
            "UPDATE rollups SET credited = credited + 1 WHERE day = '2023-11-17' AND kind = 'flow' AND flow = 3",
            "UPDATE rollups SET credited = credited - 1 WHERE day = '2023-11-17' AND kind = 'flow' AND flow = 3",
            "its flows come to",
        ),
        (
            "UPDATE rollup_days SET supply = supply + 1 WHERE day = '2023-11-18'",
            "UPDATE rollup_days SET supply = supply - 1 WHERE day = '2023-11-18'",
            "players held",
        ),
        (
            "INSERT INTO rollups SELECT built, day, asset, flow, 'sink', 'shop', count + 1, 0, 0 FROM rollups
          WHERE day = '2023-11-17' AND kind = 'flow'",
            "DELETE FROM rollups WHERE kind = 'sink'",
            "labels of the kind sink come to",
        ),
        (
            "UPDATE rollup_days SET debited = debited + 1 WHERE day = '2023-11-14'",
            "UPDATE rollup_days SET debited = debited - 1 WHERE day = '2023-11-14'",
            "",
        ),
    ] {
        fixture.damage(damage);
        let found = since().await;
        if told.is_empty() {
            assert_eq!(found, [] as [&str; 0], "it is older");
            assert_ne!(fixture.ledger.verify().await.expect("the store works").findings, []);
        } else {
            let is_told = |line: &String| line.starts_with("invariant 10: rollup of ") && line.contains(told);
            assert!(!found.is_empty() && found.iter().all(is_told), "{damage}: {found:?}");
        }
        fixture.damage(mend);
    }
    assert_eq!(since().await, [] as [&str; 0]);
}
