//! Databases that are made wrong on purpose, in the middle of a run: the simulator must find each of them.

use super::server::Server;
use super::stage::Place;
use super::{Run, lanes};
use crate::model::Verdict;
use crate::on_one_thread;
use crate::postgres::database::Database;
use crate::world::World;

/// Runs a seed, changes the tables by hand after 100 steps, and goes on for 80.
fn run(seed: u64, change: &str) -> Verdict {
    let url = harness::database::server_url();
    let mut world = World::new(seed, lanes(seed), None).without_openings();
    on_one_thread(async {
        let database = Database::create(&url).await?;
        let mut run = Run::start(&mut world, database, lanes(seed)).await?;
        run.world.open(&run.observer).await?;
        run.take_steps(1..=100).await?;
        // A server between its flights holds the rows that the hand is after.
        let holds = |server: &Server| server.stage.place() == Place::Between;
        while let Some(server) = run.servers.iter().position(holds) {
            run.servers[server].let_go(None);
            run.settle(Some(server)).await?;
        }
        let before = "SET session_replication_role = replica; SET lock_timeout = '10s'";
        run.database.change(&format!("{before}; {change}; SET session_replication_role = origin")).await?;
        let mut verdict = run.take_steps(101..=180).await;
        if verdict.is_ok() {
            verdict = run.finish().await;
        }
        let Run { database, servers, observer, .. } = run;
        drop((servers, observer, database));
        verdict.map_err(|what| format!("found: {what}"))
    })
}

#[test]
fn nothing_is_found_where_nothing_was_changed() {
    assert_eq!(run(1, "SELECT 1"), Ok(()));
}

#[test]
fn a_hand_in_the_tables_is_found_whatever_it_changes() {
    let latest = "(SELECT id FROM transactions WHERE status = 1 ORDER BY created_at DESC, id LIMIT 1)";
    let changes = [
        format!("UPDATE transactions SET description = 'another' WHERE id = {latest}"),
        format!("UPDATE transactions SET fingerprint = sha256('another') WHERE id = {latest}"),
        format!("UPDATE ledger_entries SET created_at = created_at + '1us' WHERE transaction_id = {latest}"),
        // Lost, with all that it did, as if it had never been acknowledged.
        format!(
            "DELETE FROM ledger_entries WHERE transaction_id = {latest}; DELETE FROM transactions WHERE id = {latest}"
        ),
        "UPDATE wallets SET version = version + 1 WHERE owner = 'player_1'".to_owned(),
        "UPDATE lanes SET number = number + 1".to_owned(),
    ];
    for change in changes {
        let found = run(1, &change).expect_err(&change);
        assert!(found.starts_with("found: "), "{change}: {found}");
    }
}
