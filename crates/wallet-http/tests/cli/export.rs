//! `wallet export` as a process, and the exports of a server: whole, cut off anywhere and gone on with, of either kind of
//! store, and long ones in little memory.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use harness::database::Database;
use harness::http::Request;
use harness::process::{Done, Server, folder, memory_kib, run, wallet};
use wallet_domain::testing::{asset, asset_named, bonus, mint, owner};
use wallet_domain::{Command, Ledger, Registry, SystemClock};
use wallet_sqlite::{SqliteConfig, SqliteLedger};

const EMBEDDED: &str = "sqlite:data/wallet.db";
const GAME: [&str; 7] = ["demo", "--days", "14", "--players", "50", "--until", "2026-11-24"];

fn on(folder: &Path, url: &str, arguments: &[&str]) -> Done {
    run(wallet(folder, arguments).env("DATABASE_URL", url))
}

fn export(folder: &Path, url: &str, arguments: &[&str]) -> String {
    on(folder, url, &[&["export"], arguments].concat()).success()
}

#[test]
fn both_kinds_of_store_and_their_servers_export_the_same_bytes() {
    let (database, folder) = (Database::create(), folder());
    let there = database.url();
    for url in [EMBEDDED, &there] {
        on(folder.path(), url, &GAME).success();
    }
    let mut quiet = wallet(folder.path(), &["serve", "--port", "0"]);
    // Holds that are over by now stay as they are.
    let server = Server::start(quiet.env("DATABASE_URL", &there).env("WALLET__HOLDS__SWEEP_INTERVAL_S", "0"));
    for (arguments, target) in [
        (vec!["transactions"], "transactions?format=csv"),
        (vec!["transactions", "--format", "jsonl", "--owner", "user_0042"], "transactions?owner=user_0042"),
        (
            vec!["entries", "--asset", "DIAMONDS", "--from", "2026-11-20"],
            "entries?format=csv&asset=DIAMONDS&from=2026-11-20",
        ),
        (vec!["wallets"], "wallets?format=csv"),
    ] {
        let printed = export(folder.path(), EMBEDDED, &arguments);
        assert!(printed.lines().count() > 20, "{printed}");
        // A wallet's version and what was held is as it is now, which is the same here.
        assert_eq!(export(folder.path(), &there, &arguments), printed, "{arguments:?}");
        let answer = Request::get(&format!("/v1/exports/{target}")).send(&server.address);
        assert_eq!((answer.status, answer.text()), (200, &*printed), "{target}");
    }
}

#[test]
fn a_file_that_was_cut_off_anywhere_is_gone_on_with() {
    let folder = folder();
    on(folder.path(), EMBEDDED, &GAME).success();
    for (what, format) in [("transactions", "csv"), ("entries", "jsonl"), ("wallets", "csv"), ("wallets", "jsonl")] {
        let file = format!("{what}.{format}");
        let arguments = [what, "--format", format, "--out", &file];
        export(folder.path(), EMBEDDED, &arguments);
        let (path, partial) = (folder.path().join(&file), folder.path().join(format!("{file}.partial")));
        let whole = fs::read_to_string(&path).expect("it is text");
        assert!(!partial.exists(), "it has its name");
        assert!(
            on(folder.path(), EMBEDDED, &[&["export"], &arguments[..]].concat())
                .complaint(1)
                .contains("is there already")
        );
        let last = whole.trim_end().rfind('\n').expect("many lines");
        for cut in [0, 10, whole.len() / 3, whole.len() / 2 + 1, last - 1, last + 1, whole.len() - 1, whole.len()] {
            fs::remove_file(&path).expect("it is there");
            fs::write(&partial, &whole[..cut]).expect("writable");
            export(folder.path(), EMBEDDED, &[&arguments[..], &["--resume"]].concat());
            assert_eq!(fs::read_to_string(&path).expect("it is text"), whole, "{file} cut at {cut}");
        }
        // The row with the first cursor is the first that an export behind it lacks.
        fs::write(&partial, "not, an export\r\n").expect("writable");
        fs::remove_file(&path).expect("it is there");
        let refused = on(folder.path(), EMBEDDED, &[&["export"], &arguments[..], &["--resume"]].concat());
        assert!(refused.complaint(1).contains(&format!("is no export of {what} as {format}")), "{}", refused.stderr);
        let refused = on(folder.path(), EMBEDDED, &[&["export"], &arguments[..]].concat());
        assert!(refused.complaint(1).contains("--resume goes on with it"), "{}", refused.stderr);
    }
    // What is no part of an export, however it ends, is not thrown away.
    let strange = folder.path().join("strange.csv.partial");
    for text in ["a thing of its own", "\u{fffd}\n\n"] {
        fs::write(&strange, text).expect("writable");
        let refused = on(folder.path(), EMBEDDED, &["export", "transactions", "--out", "strange.csv", "--resume"]);
        let refused = refused.complaint(1);
        assert!(refused.contains("is no export of transactions as csv"), "{refused}");
        assert_eq!(fs::read_to_string(&strange).expect("it is text"), text);
    }
    let refused = on(folder.path(), EMBEDDED, &["export", "transactions", "--after", "7.0.00000000"]);
    assert!(refused.complaint(2).contains("--after: Event 7.0 is another one"), "{}", refused.stderr);
    let refused = on(folder.path(), EMBEDDED, &["export", "wallets", "--from", "2026-01-01"]);
    assert!(refused.complaint(2).contains("wallets are as they are now"), "{}", refused.stderr);
}

/// Else the file would be neither the one export nor the other, and say that it is whole.
#[test]
fn a_file_is_gone_on_with_by_the_conditions_that_it_was_begun_with() {
    let folder = folder();
    on(folder.path(), EMBEDDED, &GAME).success();
    let all = ["transactions", "--out", "all.csv"];
    let some = ["transactions", "--asset", "DIAMONDS", "--from", "2026-11-12", "--out", "some.csv"];
    for (arguments, other) in [(&all[..], &some[1..5]), (&some[..], &[][..]), (&some[..], &some[1..3])] {
        let file = arguments[arguments.len() - 1];
        let place = |ending: &str| folder.path().join(format!("{file}{ending}"));
        export(folder.path(), EMBEDDED, arguments);
        let whole = fs::read_to_string(place("")).expect("it is text");
        assert!(!place(".conditions").exists(), "nobody goes on with it");
        fs::remove_file(place("")).expect("it is there");
        // As a process that was killed leaves it.
        fs::write(place(".partial"), &whole[..whole.len() / 2]).expect("writable");
        if arguments.len() > 3 {
            fs::write(place(".conditions"), "--asset DIAMONDS --from 2026-11-12\n").expect("writable");
        }
        let others = [&["export", "transactions"], other, &["--out", file, "--resume"]].concat();
        let refused = on(folder.path(), EMBEDDED, &others);
        let refused = refused.complaint(1);
        assert!(refused.contains("was begun with") && refused.contains("; go on with"), "{refused}");
        export(folder.path(), EMBEDDED, &[arguments, &["--resume"]].concat());
        assert_eq!(fs::read_to_string(place("")).expect("it is text"), whole);
        assert!(!place(".conditions").exists() && !place(".partial").exists());
        fs::remove_file(place("")).expect("it is there");
    }
}

/// So many bonuses of one, each of which has two entries.
async fn book(folder: &Path, count: usize) {
    let config = SqliteConfig::at(folder.join("data/wallet.db"));
    let ledger = SqliteLedger::open(config, Arc::new(SystemClock)).expect("it was migrated");
    ledger.create_asset(&asset_named("GEMS")).await.expect("the store works");
    ledger.open_wallet(&owner("anna"), &asset("GEMS")).await.expect("the store works");
    ledger.execute(&[mint("GEMS", 1_000_000, "supply")]).await.expect("the store works");
    let all: Vec<Command> = (0..count).map(|number| bonus("anna", "GEMS", 1, &format!("grant-{number}"))).collect();
    for batch in all.chunks(2_000) {
        ledger.execute(batch).await.expect("the store works");
    }
}

#[test]
fn a_hundred_thousand_rows_need_no_more_memory_than_a_few() {
    let folder = folder();
    on(folder.path(), EMBEDDED, &["migrate"]).success();
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(book(folder.path(), 50_000));
    let server = Server::start(&mut wallet(folder.path(), &["serve", "--port", "0", "--no-seed"]));
    let peak = || memory_kib(server.id(), "VmHWM:").expect("it runs");
    Request::get("/v1/exports/entries?after=20.0").send(&server.address).assert_status(200);
    let before = peak();
    let answer = Request::get("/v1/exports/entries").send(&server.address);
    let (rows, bytes) = (answer.text().lines().count(), answer.text().len());
    assert!(rows == 100_003 && bytes > 30_000_000, "two of the mint, and the mark: {rows} of {bytes} bytes");
    let grown = peak() - before;
    assert!(grown < 24 * 1024, "{grown} KiB more at the peak, for {} KiB", bytes / 1024);
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_program_without_parquet_says_so() {
    let folder = folder();
    let refused =
        on(folder.path(), EMBEDDED, &["export", "wallets", "--format", "parquet", "--out", "wallets.parquet"]);
    assert!(refused.complaint(2).contains("--format parquet: this program was built without it"), "{}", refused.stderr);
}

#[cfg(feature = "parquet")]
#[test]
fn columns_hold_what_the_lines_do() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::RowAccessor;

    let folder = folder();
    on(folder.path(), EMBEDDED, &GAME).success();
    for (what, id) in [("transactions", "id"), ("entries", "transaction_id"), ("wallets", "owner")] {
        let lines = export(folder.path(), EMBEDDED, &[what, "--format", "jsonl"]);
        let file = format!("{what}.parquet");
        export(folder.path(), EMBEDDED, &[what, "--format", "parquet", "--out", &file]);
        let file = fs::File::open(folder.path().join(&file)).expect("it has its name");
        let reader = SerializedFileReader::new(file).expect("it is whole");
        let rows: Vec<_> = reader.get_row_iter(None).expect("rows").map(|row| row.expect("a row")).collect();
        let lines: Vec<serde_json::Value> =
            lines.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
        assert_eq!(rows.len() + 1, lines.len(), "{what}");
        for (row, line) in rows.iter().zip(&lines) {
            let at = |name: &str| row.get_column_iter().position(|(known, _)| known == name).expect("a column");
            assert_eq!(row.get_string(at(id)).expect("a text"), line[id].as_str().expect("a text"));
            let amount = if what == "wallets" { "balance" } else { "amount" };
            assert_eq!(row.get_long(at(amount)).ok(), line[amount].as_i64(), "{line}");
            assert_eq!(row.get_string(at("cursor")).expect("a text"), line["cursor"].as_str().expect("a text"));
        }
    }
    let refused = on(folder.path(), EMBEDDED, &["export", "wallets", "--format", "parquet"]);
    assert!(refused.complaint(2).contains("it needs a file, --out FILE"), "{}", refused.stderr);
}
