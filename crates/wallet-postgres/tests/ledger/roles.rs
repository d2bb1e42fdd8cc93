//! The roles of `docs/operations.md`, made by the statements that stand there: `app` serves and cannot change what is
//! booked, `reader` reads.

use crate::common::Fixture;
use harness::database::connect;
use wallet_domain::access::{ApiKeys, Rotation, SecretDigest};
use wallet_domain::rollup::Day;
use wallet_domain::testing::{amount, api_key, asset, bonus, key, owner, play};
use wallet_domain::{
    AssetChange, Block, ChangeNote, Clock, Command, Details, Ledger, Policy, PolicyChange, Registry, Snapshots,
    StatusChange, Verifier, Zone,
};
use wallet_postgres::{PgConfig, PgLedger, migrate};

const PAGE: &str = include_str!("../../../../docs/operations.md");
const STORY: &str = "
    asset  GOLD_COINS
    mint   GOLD_COINS 10 key m         -> posted 10
    wallet user_001 GOLD_COINS 5
    spend  user_001 GOLD_COINS 2 key s -> posted 3
";

/// Makes the roles, by names of this test's own, and gives the URL of one.
async fn url_of(fixture: &Fixture, role: &str) -> String {
    let client = fixture.by_hand().await;
    let grants = PAGE.split("```sql").nth(1).and_then(|rest| rest.split("```").next()).expect("the page has them");
    let database: String = client.query_one("SELECT current_database()", &[]).await.expect("a name").get(0);
    let named = |name: &str| format!("{name}_{database}");
    let grants = grants
        .replace("TO app", &format!("TO {}", named("app")))
        .replace("TO reader", &format!("TO {}", named("reader")));
    let roles = format!(
        "CREATE ROLE {} LOGIN; CREATE ROLE {} LOGIN; REVOKE CREATE ON SCHEMA public FROM PUBLIC;",
        named("app"),
        named("reader")
    );
    client.batch_execute(&format!("{roles}{grants}")).await.expect("a superuser may do this");
    let config: tokio_postgres::Config = fixture.url.parse().expect("a valid URL");
    let user = config.get_user().expect("tests name their user");
    fixture.url.replace(&format!("{user}@"), &format!("{}@", named(role)))
}

/// What the database says to each statement that it must refuse.
async fn refusals(url: &str, statements: &[String]) -> Vec<String> {
    let client = connect(url).await;
    let mut codes = Vec::new();
    for statement in statements {
        let error = client.batch_execute(statement).await.err().unwrap_or_else(|| panic!("it may: {statement}"));
        codes.push(format!("{} {statement}", error.code().map_or("none", |code| code.code())));
    }
    codes
}

#[tokio::test]
async fn the_services_role_serves_and_verifies_and_cannot_change_what_is_booked() {
    let fixture = Fixture::new().await;
    let url = url_of(&fixture, "app").await;
    assert_eq!(migrate(&PgConfig::new(&url)).await.expect("nothing to do"), [] as [String; 0]);
    let ledger = PgLedger::connect(PgConfig::new(&url), fixture.clock.clone()).await.expect("it may serve");
    play(&ledger, 1, STORY).await;
    let hold = Command::hold(key("h"), owner("user_001"), asset("GOLD_COINS"), amount(2), 900, Details::default());
    let hold = hold.expect("a time within bounds");
    let release = Command::release(&hold, key("r"), Details::default()).expect("a hold");
    for outcome in ledger.execute(&[hold, release]).await.expect("it may hold and release") {
        assert!(outcome.result().is_ok(), "{outcome:?}");
    }
    // Policies, limits, a wallet that a first credit opens, and one that is frozen.
    let policy = r#"{"opens_on_credit":true,"limits":[{"flow":"bonus","per":"day","max_count":3}]}"#;
    let policy = Some(PolicyChange::Whole(Policy::from_json(policy).expect("valid")));
    let (change, note) = (AssetChange { policy, ..AssetChange::default() }, ChangeNote::service());
    ledger.change_asset(&asset("GOLD_COINS"), &change, &note).await.expect("it may change assets").expect("allowed");
    let outcomes = ledger.execute(&[bonus("user_new", "GOLD_COINS", 1, "b")]).await.expect("it may open and count");
    assert!(outcomes[0].result().is_ok(), "{outcomes:?}");
    let frozen = StatusChange::Freeze(Block::All);
    ledger.change_wallets(&owner("user_new"), None, frozen, &note).await.expect("it may freeze").expect("it is open");
    assert_eq!(ledger.verify().await.expect("it may verify").findings, []);
    let snapshot = ledger.take_snapshot().await.expect("it may look at all wallets");
    let at = snapshot.moment.at;
    assert!(ledger.claim_snapshot(at, at, at).await.expect("it may say that it is at it"));
    assert!(ledger.keep_snapshot(&snapshot, Day::of(at, &Zone::default())).await.expect("it may keep it"));
    // It makes, rotates and revokes API keys for whoever has the scope, and notes their use.
    let (api_key, _) = api_key(1, "shop", "read");
    ledger.create_key(&api_key).await.expect("it may make one");
    let noted = fixture.clock.now();
    ledger.note_use(api_key.id, noted).await.expect("it may note a use");
    let found = ledger.find_key(api_key.id).await.expect("it may look keys up").expect("it is there");
    assert_eq!(found.last_used_at, Some(noted));
    let rotation = Rotation { old: api_key.digest, until: noted, at: noted, by: None };
    let digest = SecretDigest::from_bytes([7; 32]);
    let rotated = ledger.rotate_key(api_key.id, digest, &rotation, &note).await.expect("it may rotate one");
    assert_eq!(rotated.map(|key| key.digest), Some(digest));
    let by = ChangeNote::by("ada").expect("a name");
    ledger.revoke_key(api_key.id, noted, &by).await.expect("it may revoke one");
    let mut statements: Vec<String> = ["transactions", "ledger_entries", "commits", "changes"]
        .iter()
        .flat_map(|table| {
            [
                format!("UPDATE {table} SET {}", if *table == "changes" { "at = now()" } else { "created_at = now()" }),
                format!("DELETE FROM {table}"),
                format!("TRUNCATE {table}"),
                format!("ALTER TABLE {table} DISABLE TRIGGER ALL"),
                format!("DROP TABLE {table}"),
            ]
        })
        .collect();
    statements.extend(
        [
            "UPDATE claims SET amount = 9",
            "DELETE FROM claims",
            "TRUNCATE claims",
            "ALTER TABLE claims DISABLE TRIGGER ALL",
            "DELETE FROM wallets",
            "TRUNCATE wallets",
            "DELETE FROM lanes",
            "INSERT INTO lanes (lane, stripe_key) VALUES (9, 9)",
            "UPDATE assets SET code = 'X'",
            "DROP TRIGGER transactions_immutable ON transactions",
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE sql AS 'SELECT NULL'",
            "CREATE TABLE mine (id int)",
            "UPDATE api_keys SET scopes = 'operate'",
            "UPDATE api_keys SET terms = NULL",
            "DELETE FROM api_keys",
            "SET session_replication_role = replica",
        ]
        .map(str::to_owned),
    );
    // 42501: insufficient privilege. No trigger was even asked.
    for refusal in refusals(&url, &statements).await {
        assert!(refusal.starts_with("42501 "), "{refusal}");
    }
    assert_eq!(ledger.verify().await.expect("it may verify").findings, []);
}

#[tokio::test]
async fn the_readers_role_reads_and_writes_nothing() {
    let fixture = Fixture::new().await;
    play(fixture.store(), 1, STORY).await;
    let url = url_of(&fixture, "reader").await;
    let rows = connect(&url).await.query("SELECT owner, amount FROM entry_details", &[]).await.expect("it may read");
    assert_eq!(rows.len(), 6);
    let statements = [
        "INSERT INTO assets (code, name, created_at) VALUES ('X', 'X', now())",
        "UPDATE wallets SET version = 9",
        "SELECT * FROM api_keys",
    ];
    for refusal in refusals(&url, &statements.map(str::to_owned)).await {
        assert!(refusal.starts_with("42501 "), "{refusal}");
    }
}

/// What a statement does to which table, beside reading it, as PostgreSQL names the privileges.
fn needs(folder: &str, statement: &str) -> Vec<(&'static str, String)> {
    let code = statement.lines().filter(|line| !line.trim_start().starts_with("--")).collect::<Vec<_>>().join(" ");
    let words: Vec<&str> = code.split_whitespace().collect();
    let table = |at: usize| words[at].trim_end_matches(|c: char| !c.is_ascii_alphabetic()).to_owned();
    let mut needs = Vec::new();
    for at in 0..words.len() {
        match &words[at..] {
            ["INSERT", "INTO", ..] => needs.push(("INSERT", table(at + 2))),
            ["DELETE", "FROM", ..] => needs.push(("DELETE", table(at + 2))),
            // To lock a row is to be allowed to change it.
            ["DO" | "FOR" | "KEY", "UPDATE", ..] | ["FOR", "SHARE", ..] => needs.push(("UPDATE", folder.to_owned())),
            ["UPDATE", ..] if at == 0 || !matches!(words[at - 1], "DO" | "FOR" | "KEY") => {
                needs.push(("UPDATE", table(at + 1)));
            }
            _ => {}
        }
    }
    needs
}

/// A grant that the page lacks is a server that stops to number the feed, or to deliver, and says so in its log alone.
#[tokio::test]
async fn the_services_role_may_do_what_the_services_statements_do() {
    /// Statements of `wallet migrate`, `wallet copy` and `wallet distribute`, which the owner runs.
    const OWNERS: [&str; 6] =
        ["copies/", "distribution/", "/import", "crossings/insert.sql", "lanes/insert.sql", "lanes/drop.sql"];
    let fixture = Fixture::new().await;
    let url = url_of(&fixture, "app").await;
    let client = connect(&url).await;
    let (mut seen, mut lacking) = (0, Vec::new());
    for folder in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/sql")).expect("the statements") {
        let folder = folder.expect("a folder").path();
        let name = folder.file_name().expect("it has one").to_string_lossy().into_owned();
        for file in std::fs::read_dir(&folder).expect("statements").map(|file| file.expect("a statement").path()) {
            let shown = format!("{name}/{}", file.file_name().expect("it has one").to_string_lossy());
            if OWNERS.iter().any(|owners| shown.contains(owners)) {
                continue;
            }
            for (privilege, table) in needs(&name, &std::fs::read_to_string(&file).expect("a text")) {
                let sql = match privilege {
                    "DELETE" => "SELECT has_table_privilege($1, $2)",
                    _ => "SELECT has_any_column_privilege($1, $2)",
                };
                let may: bool = client.query_one(sql, &[&table, &privilege]).await.expect("a table").get(0);
                if !may {
                    lacking.push(format!("{shown}: {privilege} on {table}"));
                }
                seen += 1;
            }
        }
    }
    assert_eq!(lacking, [] as [String; 0]);
    assert!(seen > 40, "{seen}");
}
