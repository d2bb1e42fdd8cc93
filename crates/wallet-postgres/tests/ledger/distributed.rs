//! On a distributed ledger every statement brings what it brings on plain PostgreSQL. `cargo xtask citus --url URL` runs
//! this, on a cluster that is there.

use crate::plan::cases::{Case, cases, of_the_journal};
use crate::plan::data::{self, Shape};
#[allow(dead_code, reason = "plans are judged elsewhere")]
use futures_util::{SinkExt, StreamExt};
use harness::database::Database;
use tokio_postgres::{Client, SimpleQueryMessage};
use wallet_postgres::sql::{self, Statement};
use wallet_postgres::{Dialect, PgConfig, connect_for_journal, connect_for_service, migrate};

const SHAPE: Shape = Shape { wallets: 500, transactions: 2_000, is_hot: false };

/// What is copied from the one to the other, in an order that foreign keys allow.
const TABLES: [&str; 14] = [
    "assets",
    "wallets",
    "transactions",
    "ledger_entries",
    "claims",
    "payments",
    "commits",
    "changes",
    "feed",
    "api_keys",
    "cap_usages",
    "approvals",
    "verifications",
    "backups",
];

/// Their answers differ by their nature.
const OWN: [&str; 5] = ["read_clock", "number_wallets", "insert_wallet", "insert_wallets", "advance_wallet_numbers"];

/// They are not sent to a distributed ledger: standbys are its nodes' own, and its lanes are locked one by one.
const NOT_SENT: [&str; 2] = ["await_standbys", "lock_lanes"];

/// On a distributed ledger they are sent for each shard.
const A_SHARD_EACH: [&str; 2] = ["lock_wallets", "lock_states"];

/// A session, and the words that it takes.
struct Side {
    session: Client,
    dialect: Dialect,
}

impl Side {
    /// What a statement brings; it is taken back.
    async fn bring(&self, statement: Statement, case: &Case) -> Result<Vec<String>, String> {
        let values = if case.values.is_empty() { String::new() } else { format!("({})", case.values.join(", ")) };
        let said = async {
            self.session.batch_execute("BEGIN").await?;
            let prepare = format!("PREPARE {} AS {}", statement.name, statement.text(self.dialect));
            self.session.batch_execute(&prepare).await?;
            self.session.simple_query(&format!("EXECUTE {}{values}", statement.name)).await
        };
        let said = said.await;
        self.session.batch_execute("ROLLBACK").await.map_err(|error| error.to_string())?;
        let _ = self.session.batch_execute("DEALLOCATE ALL").await;
        let said = said.map_err(|error| format!("{}: {:?}", statement.name, error.as_db_error()))?;
        let rows = said.into_iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => {
                Some((0..row.len()).map(|at| format!("{:?}", row.get(at))).collect::<Vec<_>>())
            }
            _ => None,
        });
        let mut rows: Vec<String> = rows.map(|row| row.join(" ")).collect();
        if !statement.sql.trim_end().lines().rev().take(2).any(|line| line.contains("ORDER BY")) {
            rows.sort_unstable();
        }
        Ok(rows)
    }
}

/// Brings the rows of a table from one database to another.
async fn copy(from: &Client, to: &Client, table: &str) {
    let columns = "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
                    WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped";
    let columns: String = from.query_one(columns, &[&table]).await.expect("the table is there").get(0);
    let rows = from.copy_out(&format!("COPY {table} ({columns}) TO STDOUT")).await.expect("it can be read");
    let sink = to.copy_in(&format!("COPY {table} ({columns}) FROM STDIN")).await.expect("it can be written");
    let mut sink = std::pin::pin!(sink);
    let mut rows = std::pin::pin!(rows.fuse());
    while let Some(row) = rows.next().await {
        sink.send(row.expect("it can be read")).await.expect("it can be written");
    }
    sink.finish().await.unwrap_or_else(|error| panic!("{table}: {error:?}"));
}

/// The two databases with the same ledger.
async fn sides() -> (Database, Database) {
    let (plain, shards) = (Database::create_undistributed(), Database::create());
    migrate(&PgConfig::new(plain.url())).await.expect("a new database can be migrated");
    let (from, to) = (plain.connect().await, shards.connect().await);
    from.batch_execute(data::GROUND).await.expect("valid statements");
    from.batch_execute(data::BASICS).await.expect("valid rows");
    data::fill(&from, SHAPE, (1, SHAPE.wallets), (1, SHAPE.transactions)).await;
    data::fill_claims(&from, SHAPE).await;
    from.batch_execute("INSERT INTO feed (position, lane, number) SELECT n, 0, n FROM generate_series(1, 5) n")
        .await
        .expect("valid");
    // As many entries as each wallet says.
    let counted = "UPDATE wallets w SET sequence = e.latest, version = e.latest
                     FROM (SELECT wallet_id, max(sequence) AS latest FROM ledger_entries GROUP BY wallet_id) e
                    WHERE e.wallet_id = w.id";
    from.batch_execute(counted).await.expect("valid rows");
    // What `wallet distribute` left.
    to.batch_execute("DELETE FROM lanes; DELETE FROM verifications").await.expect("it may");
    for table in TABLES {
        copy(&from, &to, table).await;
    }
    copy(&from, &to, "lanes").await;
    for (table, column) in [("assets", "id"), ("changes", "number"), ("verifications", "number"), ("backups", "number")]
    {
        let numbered = format!(
            "SELECT setval(pg_get_serial_sequence('{table}', '{column}'), (SELECT max({column}) FROM {table}))"
        );
        for side in [&from, &to] {
            side.batch_execute(&numbered).await.expect("it has numbers of its own");
        }
    }
    (plain, shards)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a Citus cluster: `cargo xtask citus --url URL` runs it"]
async fn every_statement_brings_the_same_from_shards() {
    let (plain, shards) = sides().await;
    let mut complaints = Vec::new();
    let one = Shape { wallets: 1, is_hot: true, ..SHAPE };
    let suites = [
        (sql::SERVICE, cases(SHAPE), cases(one), true),
        (sql::MAINTENANCE, of_the_journal(SHAPE), of_the_journal(one), false),
    ];
    for (statements, cases, small, is_service) in suites {
        let mut sides = Vec::new();
        for database in [&plain, &shards] {
            let config = PgConfig::new(database.url());
            let opened =
                if is_service { connect_for_service(&config).await } else { connect_for_journal(&config).await };
            let (session, dialect) = opened.expect("the database is there");
            sides.push(Side { session, dialect });
        }
        let [plain, shards] = &sides[..] else { unreachable!("there are two") };
        assert_eq!((plain.dialect, shards.dialect), (Dialect::Plain, Dialect::Distributed));
        for statement in statements {
            let cases = if A_SHARD_EACH.contains(&statement.name) { &small } else { &cases };
            let whole = Case { name: statement.name, values: Vec::new(), along: &[], small: &[], is_empty: true };
            let case = cases.iter().find(|case| case.name == statement.name).unwrap_or(&whole);
            if NOT_SENT.contains(&statement.name) {
                continue;
            }
            match (plain.bring(*statement, case).await, shards.bring(*statement, case).await) {
                (Ok(wanted), Ok(brought)) if wanted == brought || OWN.contains(&statement.name) => {}
                (Ok(wanted), Ok(brought)) => {
                    let differ = wanted.iter().zip(&brought).find(|(one, other)| one != other);
                    complaints.push(format!(
                        "{}: {} rows and {} from shards, such as {differ:?}",
                        statement.name,
                        wanted.len(),
                        brought.len()
                    ));
                }
                (Err(why), _) => complaints.push(format!("on plain PostgreSQL: {why}")),
                (_, Err(why)) => complaints.push(why),
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[tokio::test]
#[ignore = "needs a Citus cluster: `cargo xtask citus --url URL` runs it"]
async fn every_statement_prepares_on_shards() {
    let shards = Database::create();
    let client = shards.connect().await;
    for statement in sql::SERVICE
        .iter()
        .chain(sql::MAINTENANCE)
        .chain(sql::WEBHOOKS)
        .chain(sql::ROLLUPS)
        .chain(sql::SNAPSHOTS)
        .chain(sql::DISTRIBUTED)
        .chain(sql::SHARD)
        .chain(sql::DISTRIBUTION)
    {
        let prepared = client.prepare(statement.text(Dialect::Distributed)).await;
        prepared.unwrap_or_else(|error| panic!("{}: {error:?}", statement.name));
    }
}
