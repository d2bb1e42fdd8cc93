//! PostgreSQL's own backups, by the commands of `docs/operations.md`: what is restored verifies, also against a head that
//! was kept, and replays old keys through a server.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;
use tokio_postgres::NoTls;

use crate::load::{assert_replayed, assert_unknown, beside_spending, spend_often};
use crate::postgres::Database;
use crate::support::{Server, folder, run, wallet};

const PAGE: &str = include_str!("../../../../docs/operations.md");

/// A program of the tests' PostgreSQL.
fn program(name: &str) -> PathBuf {
    let programs = std::env::var_os("WALLET_TEST_PG_BIN").expect("`cargo xtask pg` and `cargo xtask test` say where");
    Path::new(&programs).join(name)
}

fn must(command: &mut Command) -> String {
    let output = command.output().expect("the program starts");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
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

fn ask(url: &str, sql: &str) -> Vec<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("a connection");
        tokio::spawn(connection);
        client.query(sql, &[]).await.expect(sql).iter().map(|row| row.get(0)).collect()
    })
}

/// The roles of the page by names of this test's own, with the rights that the page gives them.
fn make_roles(database: &Database) -> String {
    let app = format!("app_{}", database.name);
    let reader = format!("reader_{}", database.name);
    let grants = PAGE.split("```sql").nth(1).and_then(|rest| rest.split("```").next()).expect("the page has them");
    let grants = grants.replace("TO app", &format!("TO {app}")).replace("TO reader", &format!("TO {reader}"));
    let roles =
        format!("CREATE ROLE {app} LOGIN; CREATE ROLE {reader} LOGIN; REVOKE CREATE ON SCHEMA public FROM PUBLIC;");
    database.execute(&database.url(), &format!("{roles}{grants}"));
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

/// A cluster of this test's own, with an archive of its log.
struct Cluster {
    /// As root, PostgreSQL runs as the user that Debian's package made.
    user: Option<&'static str>,
    folder: TempDir,
}

/// One of its data folders that is being served.
struct Running<'a> {
    cluster: &'a Cluster,
    data: PathBuf,
    url: String,
}

impl Cluster {
    fn create() -> Self {
        let is_root = must(Command::new("id").arg("-u")).trim() == "0";
        let user = is_root.then_some("postgres");
        let folder = tempfile::Builder::new().prefix("wallet-restore-").tempdir_in("/tmp").expect("a folder");
        let cluster = Self { user, folder };
        if let Some(user) = user {
            must(Command::new("chown").arg(user).arg(cluster.folder.path()));
        }
        cluster.make("archive");
        let data = cluster.folder.path().join("data");
        let options = ["--username=postgres", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"];
        must(cluster.command("initdb").arg("-D").arg(&data).args(options));
        cluster
    }

    fn make(&self, name: &str) {
        let mut command = self.as_user(Path::new("mkdir"));
        must(command.arg(self.folder.path().join(name)));
    }

    fn as_user(&self, program: &Path) -> Command {
        let mut command = match self.user {
            None => Command::new(program),
            Some(user) => {
                let mut command = Command::new("runuser");
                command.args(["-u", user, "--"]).arg(program);
                command
            }
        };
        command.current_dir("/");
        command
    }

    fn command(&self, name: &str) -> Command {
        self.as_user(&program(name))
    }

    /// Writes a file as the server's user.
    fn write(&self, path: &Path, text: &str) {
        let mut command = self.as_user(Path::new("sh"));
        must(command.args(["-c", "printf '%s' \"$1\" > \"$2\"", "sh", text]).arg(path));
    }

    fn start(&self, name: &str, settings: &str) -> Running<'_> {
        let data = self.folder.path().join(name);
        let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = free.local_addr().expect("bound").port();
        drop(free);
        let settings = format!("-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c port={port} {settings}");
        let log = data.join("server.log");
        let mut start = self.command("pg_ctl");
        start.arg("-D").arg(&data).arg("-l").arg(&log).args(["-o", &settings, "-w", "--silent", "start"]);
        // The server inherits these; a pipe of ours would stay open for as long as it runs.
        let started = start.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("pg_ctl starts");
        let log = || must(self.as_user(Path::new("tail")).arg(&log));
        assert!(started.success(), "{}", log());
        Running { cluster: self, data, url: format!("postgres://postgres@127.0.0.1:{port}/wallet") }
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        // As when the machine is lost: nothing is written any more.
        let mut stop = self.cluster.command("pg_ctl");
        let _ = stop.arg("-D").arg(&self.data).args(["-m", "immediate", "-w", "--silent", "stop"]).status();
    }
}

#[test]
fn a_base_backup_with_archived_log_is_restored_to_a_moment_and_to_the_end() {
    let (cluster, folder) = (Cluster::create(), folder());
    let archive = cluster.folder.path().join("archive").display().to_string();
    let archiving = format!("-c archive_mode=on -c \"archive_command=cp %p {archive}/%f\"");
    let database = cluster.start("data", &archiving);
    let url = &database.url;
    let server_url = url.replace("/wallet", "/postgres");
    must(Command::new(program("createdb")).args(["--maintenance-db", &server_url, "wallet"]));
    run(&mut on(url, folder.path(), &["migrate"])).success();
    run(&mut on(url, folder.path(), &["seed"])).success();
    let server = serve(url, folder.path());
    let base = cluster.folder.path().join("base");
    let mut take = cluster.command("pg_basebackup");
    take.args(["--checkpoint=fast", "--wal-method=none", "--no-sync", "--dbname", &server_url, "--pgdata"]).arg(&base);
    let (mut told, _) = beside_spending(&server, 1, |_| drop(must(&mut take)));
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
    drop((server, database));

    for (name, target) in [("to-a-moment", "recovery_target_name = 'before-the-mistake'\n"), ("to-the-end", "")] {
        let data = cluster.folder.path().join(name);
        must(cluster.as_user(Path::new("cp")).arg("-a").arg(&base).arg(&data));
        let recovery =
            format!("restore_command = 'cp {archive}/%f \"%p\"'\nrecovery_target_action = 'promote'\n{target}");
        cluster.write(&data.join("postgresql.auto.conf"), &recovery);
        cluster.write(&data.join("recovery.signal"), "");
        let restored = cluster.start(name, "");
        while ask(&restored.url, "SELECT pg_is_in_recovery()::text") != ["false"] {
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        let verified = run(&mut on(&restored.url, folder.path(), &["verify", "--head", "heads.json"])).success();
        assert!(verified.ends_with("every invariant holds\n"), "{name}: {verified}");
        let server = serve(&restored.url, folder.path());
        assert_replayed(&server, &told);
        if target.is_empty() {
            assert_replayed(&server, &later);
        } else {
            assert_unknown(&server, &later);
        }
        assert_guarded(&restored.url);
    }
}
