//! PostgreSQL's own backups, by the commands of `docs/operations.md`: what is restored verifies, also against a head that
//! was kept, and replays old keys through a server.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use harness::cluster::{Cluster, Purpose, find_programs};
use harness::database::{Database, ask};
use harness::process::{Server, folder, run, wallet};
use harness::run::read;

use crate::load::{assert_replayed, assert_unknown, beside_spending, spend_often};

const PAGE: &str = include_str!("../../../../docs/operations.md");

/// A program of the tests' PostgreSQL.
fn program(name: &str) -> PathBuf {
    find_programs().expect("PostgreSQL is there").join(name)
}

fn must(command: &mut Command) {
    read(command).expect("the program works");
}

/// A wallet command on a database.
fn on(url: &str, folder: &Path, arguments: &[&str]) -> Command {
    let mut command = wallet(folder, arguments);
    command.env("DATABASE_URL", url);
    command
}

fn serve(url: &str, folder: &Path) -> Server {
    Server::start(&mut on(url, folder, &["serve", "--port", "0"]))
}

/// What refuses and what may, by name: triggers, constraints, and each role's rights.
fn guards(url: &str) -> Vec<String> {
    let sql = "
        SELECT 'trigger ' || tgname || ' ' || tgenabled::text || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
         UNION ALL
        SELECT 'constraint ' || conname || ' ' || convalidated || pg_get_constraintdef(oid) FROM pg_constraint
         WHERE connamespace = 'public'::regnamespace
         UNION ALL
        SELECT 'right ' || grantee || ' ' || privilege_type || ' ' || table_name FROM information_schema.table_privileges
         WHERE table_schema = 'public'
         UNION ALL
        SELECT 'right ' || grantee || ' ' || privilege_type || ' ' || table_name || ' ' || column_name
          FROM information_schema.column_privileges WHERE table_schema = 'public'
         UNION ALL
        SELECT 'schema ' || nspacl::text FROM pg_namespace WHERE nspname = 'public'
         ORDER BY 1";
    ask(url, sql)
}

/// The roles of the page by names of this test's own, with the rights that the page gives them.
fn make_roles(database: &Database) -> String {
    let app = format!("app_{}", database.name);
    let reader = format!("reader_{}", database.name);
    let grants = PAGE.split("```sql").nth(1).and_then(|rest| rest.split("```").next()).expect("the page has them");
    let grants = grants.replace("TO app", &format!("TO {app}")).replace("TO reader", &format!("TO {reader}"));
    let roles =
        format!("CREATE ROLE {app} LOGIN; CREATE ROLE {reader} LOGIN; REVOKE CREATE ON SCHEMA public FROM PUBLIC;");
    database.execute(&format!("{roles}{grants}"));
    app
}

#[test]
fn a_dump_taken_under_load_is_restored_with_its_guards_and_replays_old_keys() {
    let (database, restored, folder) = (Database::create(), Database::create(), folder());
    run(&mut database.wallet(folder.path(), &["migrate"])).success();
    run(&mut database.wallet(folder.path(), &["seed"])).success();
    let app = make_roles(&database);
    let dump = folder.path().join("wallet.dump");
    let mut heads = String::new();
    let (told, known) = {
        let server = serve(&database.url(), folder.path());
        beside_spending(&server, 1, |_| {
            heads = run(&mut database.wallet(folder.path(), &["head"])).success();
            must(Command::new(program("pg_dump")).args(["--format=custom", "--file"]).arg(&dump).arg(database.url()));
        })
    };
    fs::write(folder.path().join("heads.json"), heads).expect("writable");
    let url = restored.url();
    must(Command::new(program("pg_restore")).args(["--exit-on-error", "--jobs=2", "--dbname", &url]).arg(&dump));
    assert_eq!(guards(&url), guards(&database.url()));
    let verified = run(&mut on(&url, folder.path(), &["verify", "--head", "heads.json"])).success();
    assert!(verified.ends_with("every invariant holds\n"), "{verified}");
    // As the service's own role, which was given nothing but what came with the dump.
    let server = serve(&url.replace("postgres@", &format!("{app}@")), folder.path());
    assert_replayed(&server, &told[..known[0]]);
    assert_guarded(&url);
}

/// Not even the owner changes or deletes what is booked.
fn assert_guarded(url: &str) {
    let updates = ["transactions SET created_at = now()", "ledger_entries SET amount = 1", "commits SET number = 1"];
    let updates = updates.map(|change| format!("UPDATE {change}"));
    let deletes = ["transactions", "ledger_entries", "commits"].map(|booked| format!("DELETE FROM {booked}"));
    for statement in updates.iter().chain(&deletes) {
        let refused = refusal(url, statement);
        assert!(refused.contains("what is booked is never changed or deleted"), "{statement}: {refused}");
    }
}

/// What the database says to a statement that it refuses.
fn refusal(url: &str, statement: &str) -> String {
    let output = Command::new(program("psql")).args(["--dbname", url, "--command", statement]).output();
    let output = output.expect("psql starts");
    assert!(!output.status.success(), "it may: {statement}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Writes a file as the server's user.
fn write(cluster: &Cluster, path: &Path, text: &str) {
    let mut command = cluster.as_user(Path::new("sh"));
    must(command.args(["-c", "printf '%s' \"$1\" > \"$2\"", "sh", text]).arg(path));
}

#[test]
fn a_base_backup_with_archived_log_is_restored_to_a_moment_and_to_the_end() {
    let folder = folder();
    // The server runs in its data folder.
    let archive = "archive_command=mkdir -p ../archive && cp %p ../archive/%f";
    let mut cluster = Cluster::start_with(Purpose::Faults, &["archive_mode=on", archive]).expect("it starts");
    let url = &cluster.url("wallet");
    let server_url = cluster.url("postgres");
    cluster.create_database("wallet").expect("it is new");
    run(&mut on(url, folder.path(), &["migrate"])).success();
    run(&mut on(url, folder.path(), &["seed"])).success();
    let server = serve(url, folder.path());
    let base = cluster.folder().join("base");
    let mut take = cluster.as_user(&program("pg_basebackup"));
    take.args(["--checkpoint=fast", "--wal-method=none", "--no-sync", "--dbname", &server_url, "--pgdata"]).arg(&base);
    let (mut told, _) = beside_spending(&server, 1, |_| must(&mut take));
    told.extend(spend_often(&server, "after", 20));
    fs::write(folder.path().join("heads.json"), run(&mut on(url, folder.path(), &["head"])).success())
        .expect("written");
    ask(url, "SELECT pg_create_restore_point('before-the-mistake')::text");
    let later = spend_often(&server, "later", 20);
    // The archive gets whole segments; the last one is closed here, as `archive_timeout` does it.
    let segment = &ask(url, "SELECT pg_walfile_name(pg_switch_wal())")[0];
    let archived = format!("SELECT (last_archived_wal >= '{segment}')::text FROM pg_stat_archiver");
    while ask(url, &archived) != ["true"] {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    drop(server);
    // As when the machine is lost: nothing is written any more.
    cluster.stop_at_once().expect("it stops");

    for (name, target) in [("to-a-moment", "recovery_target_name = 'before-the-mistake'\n"), ("to-the-end", "")] {
        let data = cluster.folder().join(name);
        must(cluster.as_user(Path::new("cp")).arg("-a").arg(&base).arg(&data));
        let recovery =
            format!("restore_command = 'cp ../archive/%f \"%p\"'\nrecovery_target_action = 'promote'\n{target}");
        write(&cluster, &data.join("postgresql.auto.conf"), &recovery);
        write(&cluster, &data.join("recovery.signal"), "");
        cluster.serve(name, &[]).expect("it starts");
        while ask(url, "SELECT pg_is_in_recovery()::text") != ["false"] {
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        let verified = run(&mut on(url, folder.path(), &["verify", "--head", "heads.json"])).success();
        assert!(verified.ends_with("every invariant holds\n"), "{name}: {verified}");
        let server = serve(url, folder.path());
        assert_replayed(&server, &told);
        if target.is_empty() {
            assert_replayed(&server, &later);
        } else {
            assert_unknown(&server, &later);
        }
        assert_guarded(url);
        drop(server);
        cluster.stop_at_once().expect("it stops");
    }
}
