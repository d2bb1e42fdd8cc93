//! Figures of days and of who holds what: many rows of several folds, and the cases of their statements.

use tokio_postgres::Client;

use super::cases::{Case, of};

const NOW: &str = "'2026-06-01'";
const DAYS: &str = "'{2026-02-03,2026-02-04}'";
const ASSETS: &str = "'{GOLD_COINS,GEMS}'";
const ONES: &str = "'{1,1}'";

/// Statements without a case: one reads all days, for the proof.
pub(crate) const WHOLE: [&str; 1] = ["list_rolled_days"];

/// The fold that is read (3), one beside it (4), and what is left of two before, each of two assets and 120 days.
const FIGURES: &str = "
    INSERT INTO rollup_state (number, built, zone, labels, position, place, day)
    VALUES (1, 3, 'UTC', '', 7, 0, '2026-04-30'), (2, 4, 'UTC', '', 5, 0, '2026-04-20');
    INSERT INTO rollups (built, day, asset, flow, kind, label, count, credited, debited)
    SELECT b, to_char(date '2026-01-01' + d, 'YYYY-MM-DD'), a, f, k, 'label ' || l, 1, 1, 1
      FROM generate_series(1, 4) b, generate_series(0, 119) d, unnest('{GOLD_COINS,GEMS}'::text[]) a,
           generate_series(1, 3) f, unnest('{flow,reason,item}'::text[]) k, generate_series(1, 5) l;
    INSERT INTO rollup_days
    SELECT b, to_char(date '2026-01-01' + d, 'YYYY-MM-DD'), a, 1, 1, 1, 1, 1, 1, 1, 1, 1
      FROM generate_series(1, 4) b, generate_series(0, 119) d, unnest('{GOLD_COINS,GEMS}'::text[]) a;
    INSERT INTO rollup_active SELECT b, w FROM generate_series(1, 4) b, generate_series(1, 2000) w;
    UPDATE snapshots SET taken_at = '2026-04-30', position = 7;
    INSERT INTO ownerships SELECT 'ASSET_' || i, '{}' FROM generate_series(1, 500) i;
    INSERT INTO ownerships VALUES ('GOLD_COINS', '{}'), ('GEMS', '{}');
    INSERT INTO holder_days
    SELECT a, to_char(date '2026-01-01' + d, 'YYYY-MM-DD'), 1, 1, 1
      FROM unnest('{GOLD_COINS,GEMS,KEYS}'::text[]) a, generate_series(0, 1199) d;";

pub(crate) async fn fill(client: &Client) {
    client.batch_execute(FIGURES).await.expect("valid rows");
}

pub(crate) fn of_rollups() -> Vec<Case> {
    let keys = [DAYS, ASSETS, "'{1,2}'", "'{reason,item}'", "'{label 1,label 2}'"];
    let rows = [keys[0], keys[1], keys[2], keys[3], keys[4], ONES, ONES, ONES, "3"];
    vec![
        of("find_rollup_state", ["1"]),
        of("insert_rollup_state", ["'UTC'", "''"]).empty(),
        of("lock_rollup_state", []),
        of("begin_rebuild", ["'UTC'", "''"]),
        of("finish_rebuild", ["4", "5", "0", "3", "7", "0"]),
        of("end_rebuild", []),
        of("list_built", []),
        of("advance_rollup_state", ["3", "7", "0", "9", "0", NOW, "'2026-05-01'", "1"]),
        of("upsert_rollups", rows),
        of("delete_rollups", [keys[0], keys[1], keys[2], keys[3], keys[4], "3"]),
        of("sweep_rollups", ["0", "3", "20"]).along(&[("rollups_pk", &["built"])]),
        of("list_rollups", ["3", ASSETS, "'{flow,reason}'", "'2026-02-01'", "'2026-02-28'"]),
        of("upsert_rollup_days", [DAYS, ASSETS, ONES, ONES, ONES, ONES, ONES, ONES, ONES, ONES, ONES, "3"]),
        of("sweep_rollup_days", ["0", "3", "20"]).along(&[("rollup_days_pk", &["built"])]),
        of("list_rollup_days", ["3", ASSETS, "'2026-02-01'", "'2026-02-28'"]),
        of("insert_rollup_active", ["3", "'{1,9001,9002}'"]),
        of("list_rollup_active", ["3"]),
        of("clear_rollup_active", ["4"]),
        of("sweep_rollup_active", ["0", "3", "20"]),
    ]
}

pub(crate) fn of_snapshots() -> Vec<Case> {
    vec![
        of("claim_snapshot", [NOW, NOW, "'2026-06-02'"]),
        of("advance_snapshot", [NOW, "9", "false"]),
        of("find_snapshot", []),
        of("find_ownership", ["'GOLD_COINS'"]),
        of("upsert_ownerships", [ASSETS, "'{x,x}'"]),
        of("upsert_holder_days", ["'2026-02-03'", ASSETS, ONES, ONES, ONES]),
        of("list_holder_days", ["'GOLD_COINS'", "'2026-02-01'", "'2026-02-28'"]),
    ]
}
