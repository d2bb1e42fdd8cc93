//! Every statement of the service is a look-up by whole keys, whatever is known of the tables when its plan is made, and
//! whatever becomes of them while the plan is kept (decision 0008).

use std::collections::BTreeSet;

use crate::common::migrated;
use crate::plan::cases::{Case, WHOLE, cases, of_the_journal};
use crate::plan::data::{self, Shape};
use crate::plan::figures;
use crate::plan::judge::{Judgement, judge};
use harness::database::connect;
use tokio_postgres::{Client, Error, SimpleQueryMessage};
use wallet_postgres::sql::{self, Statement};
use wallet_postgres::{PgConfig, connect_for_journal, connect_for_service};

/// What the planner knows of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    Nothing,
    /// What they were like before there was anything in them.
    Emptiness,
    /// What they were like with so few wallets that every plan costs the same.
    Beginning,
    Everything,
}

/// At about as many wallets their indexes differ in height, and a shard has one.
const BEGINNING: i64 = 230;

/// Statements with their cases.
struct Suite {
    statements: &'static [Statement],
    cases: Vec<Case>,
}

/// Those of the service, those of the journal and of imports, and those of figures.
fn suites(shape: Shape) -> [Suite; 4] {
    [
        Suite { statements: sql::SERVICE, cases: cases(shape) },
        Suite { statements: sql::MAINTENANCE, cases: of_the_journal(shape) },
        Suite { statements: sql::ROLLUPS, cases: figures::of_rollups() },
        Suite { statements: sql::SNAPSHOTS, cases: figures::of_snapshots() },
    ]
}

/// Carries every statement out, in a session that has its plans from before the ledger grew and in a new one.
async fn examine(shape: Shape, known: Known) {
    let (client, url) = database().await;
    let suites = suites(shape);
    if known == Known::Beginning {
        client.batch_execute(data::BASICS).await.expect("valid rows");
        data::fill(&client, shape, (1, BEGINNING), (1, BEGINNING / 2)).await;
    }
    if matches!(known, Known::Emptiness | Known::Beginning) {
        analyze(&client).await;
    }
    let old = sessions(&url, &suites).await;
    let (wallet, transaction) = if known == Known::Beginning {
        (BEGINNING + 1, BEGINNING / 2 + 1)
    } else {
        client.batch_execute(data::BASICS).await.expect("valid rows");
        (1, 1)
    };
    data::fill(&client, shape, (wallet, shape.wallets), (transaction, shape.transactions)).await;
    data::fill_claims(&client, shape).await;
    figures::fill(&client).await;
    if known == Known::Everything {
        analyze(&client).await;
    }
    let new = sessions(&url, &suites).await;
    let mut complaints = Vec::new();
    let sessions =
        (old.iter().zip(&suites).map(|it| (it, "kept"))).chain(new.iter().zip(&suites).map(|it| (it, "new")));
    for ((session, suite), whose) in sessions {
        for case in &suite.cases {
            // What a session does for the first time, such as to compile a trigger, reads more.
            drop(explain(session, case).await);
            let Judgement { complaints: found, rows } = explain(session, case).await.expect("it is carried out");
            complaints.extend(found.into_iter().map(|complaint| format!("{} ({whose}): {complaint}", case.name)));
            if rows < 1.0 && !case.is_empty {
                complaints.push(format!("{} ({whose}): finds nothing, so it shows nothing", case.name));
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

/// A migrated database that nobody analyzes behind our back.
async fn database() -> (Client, String) {
    let url = migrated().await;
    let client = connect(&url).await;
    client.batch_execute(data::GROUND).await.expect("valid statements");
    (client, url)
}

async fn analyze(client: &Client) {
    client.batch_execute("ANALYZE").await.expect("it may");
}

/// A session for each suite, with a plan of every statement.
async fn sessions(url: &str, suites: &[Suite; 4]) -> Vec<Client> {
    let config = PgConfig::new(url);
    let mut sessions = Vec::new();
    for suite in suites {
        let connected = if std::ptr::eq(suite.statements, sql::MAINTENANCE) {
            connect_for_journal(&config).await
        } else {
            connect_for_service(&config).await
        };
        sessions.push(planned(connected.expect("the database is there").0, suite).await);
    }
    sessions
}

async fn planned(session: Client, suite: &Suite) -> Client {
    for statement in suite.statements {
        let prepare = format!("PREPARE {} AS {}", statement.name, statement.sql);
        session.batch_execute(&prepare).await.unwrap_or_else(|error| panic!("{}: {error}", statement.name));
    }
    for case in &suite.cases {
        // On an empty database some are refused, by then with a plan.
        drop(explain(&session, case).await);
    }
    session
}

/// Carries a statement out and takes it back.
async fn explain(session: &Client, case: &Case) -> Result<Judgement, Error> {
    let values = if case.values.is_empty() { String::new() } else { format!("({})", case.values.join(", ")) };
    let explained = carry_out(session, &format!("EXECUTE {}{values}", case.name)).await?;
    Ok(judge(&explained, case))
}

async fn carry_out(session: &Client, statement: &str) -> Result<serde_json::Value, Error> {
    session.batch_execute("BEGIN").await?;
    let told = session.simple_query(&format!("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}")).await;
    session.batch_execute("ROLLBACK").await?;
    let lines = told?.into_iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    });
    let lines: Vec<String> = lines.collect();
    Ok(serde_json::from_str(&lines.join("\n")).expect("PostgreSQL writes JSON"))
}

const MIXED: Shape = Shape { wallets: 5_000, transactions: 50_000, is_hot: false };

fn is_whole(name: &str) -> bool {
    WHOLE.contains(&name) || figures::WHOLE.contains(&name)
}

#[test]
fn every_statement_has_a_case() {
    for Suite { statements, cases } in suites(MIXED) {
        let cases: BTreeSet<&str> = cases.iter().map(|case| case.name).collect();
        let statements: BTreeSet<&str> = statements.iter().map(|statement| statement.name).collect();
        assert_eq!(cases, statements.into_iter().filter(|name| !is_whole(name)).collect());
    }
}

#[tokio::test]
async fn plans_are_look_ups_on_an_empty_ledger_that_was_analyzed_and_has_just_grown() {
    examine(MIXED, Known::Emptiness).await;
}

#[tokio::test]
async fn plans_are_look_ups_on_a_ledger_that_has_just_grown() {
    examine(MIXED, Known::Nothing).await;
}

#[tokio::test]
async fn plans_are_look_ups_on_a_ledger_that_grew_after_it_was_analyzed() {
    examine(MIXED, Known::Beginning).await;
}

#[tokio::test]
async fn plans_are_look_ups_on_a_ledger_that_grew_and_was_analyzed() {
    examine(MIXED, Known::Everything).await;
}

#[tokio::test]
async fn plans_are_look_ups_with_many_wallets_of_few_entries() {
    examine(Shape { wallets: 30_000, transactions: 15_000, is_hot: false }, Known::Everything).await;
}

#[tokio::test]
async fn plans_are_look_ups_with_few_wallets_of_many_entries() {
    examine(Shape { wallets: 10, transactions: 50_000, is_hot: false }, Known::Everything).await;
}

#[tokio::test]
async fn plans_are_look_ups_where_one_wallet_has_half_of_all_entries() {
    let shape = Shape { is_hot: true, ..MIXED };
    examine(shape, Known::Nothing).await;
    examine(shape, Known::Everything).await;
}

#[tokio::test]
async fn a_plan_that_is_no_look_up_is_told() {
    let (client, url) = database().await;
    client.batch_execute(data::BASICS).await.expect("valid rows");
    data::fill(&client, MIXED, (1, 1000), (1, 5000)).await;
    let (session, _) = connect_for_service(&PgConfig::new(&url)).await.expect("the database is there");
    let case = |name| Case { name, values: Vec::new(), along: &[], small: &[], is_empty: false };
    let wallet = data::wallet_id(1);
    for (told, sql) in [
        ("is no step", "SELECT * FROM wallets WHERE balance = 7".to_owned()),
        ("is no step", "SELECT * FROM wallets w JOIN claims c ON c.wallet_id = w.id".to_owned()),
        ("Rows Removed by Filter", format!("SELECT * FROM wallets WHERE id = {wallet} AND balance = 7")),
        ("not by its whole key", format!("SELECT * FROM ledger_entries WHERE shard_key = {wallet} >> 48")),
        ("not by its whole key", "SELECT id FROM wallets ORDER BY id LIMIT 1".to_owned()),
        (
            "pages for",
            "SELECT * FROM ledger_entries WHERE shard_key >= 0 AND wallet_id > 0 AND sequence = 9999".to_owned(),
        ),
    ] {
        let explained = carry_out(&session, &sql).await.expect("a valid query");
        let Judgement { complaints, .. } = judge(&explained, &case("a statement"));
        assert!(complaints.iter().any(|complaint| complaint.contains(told)), "{sql}: {complaints:?}");
    }
}
