//! Wrong settings stop the start with one line that names the key.

use std::fs;

use harness::process::{folder, run, wallet};

#[test]
fn a_file_with_an_unknown_or_a_bad_key_stops_the_start() {
    let folder = folder();
    for (text, begin) in [
        ("[server]\nprot = 1\n", "wallet: wallet.toml line 2 (prot = 1): unknown field `prot`"),
        ("[server]\nport = \"http\"\n", "wallet: wallet.toml line 2 (port = \"http\"): invalid type"),
        ("[queue]\nbatch_max = 0\n", "wallet: queue.batch_max is 0 and must be from 1 to 10000"),
        ("[log]\nlevel = \"loud\"\n", "wallet: log.level is \"loud\" and must be"),
        ("[server\n", "wallet: wallet.toml line 1 ([server): "),
    ] {
        fs::write(folder.path().join("wallet.toml"), text).expect("writable");
        let done = run(&mut wallet(folder.path(), &["serve"]));
        let complaint = done.complaint(2);
        assert!(complaint.starts_with(begin), "{complaint}");
    }
    assert!(!folder.path().join("data").exists(), "nothing was started");
}

#[test]
fn a_variable_with_an_unknown_or_a_bad_key_stops_the_start() {
    let folder = folder();
    for (name, value, begin) in [
        ("WALLET__SERVER__PROT", "1", "wallet: WALLET__SERVER__PROT: unknown field `prot`"),
        ("WALLET__SEVER__PORT", "1", "wallet: WALLET__SEVER: unknown field `sever`"),
        ("WALLET__SERVER__WORKERS", "two", "wallet: WALLET__SERVER__WORKERS: "),
        ("PORT", "http", "wallet: the port (--port or PORT) is \"http\" and must be from 0 to 65535"),
        ("WALLET__STORE__START_WAIT_S", "9999", "wallet: store.start_wait_s is 9999 and must be from 0 to 3600"),
    ] {
        let done = run(wallet(folder.path(), &["serve"]).env(name, value));
        let complaint = done.complaint(2);
        assert!(complaint.starts_with(begin), "{complaint}");
    }
}

/// It is not as good as none: the settings in it may be what keeps a server closed.
#[cfg(unix)]
#[test]
fn a_file_that_is_there_and_cannot_be_reached_stops_the_start() {
    let folder = folder();
    std::os::unix::fs::symlink("wallet.toml", folder.path().join("wallet.toml")).expect("a link to itself");
    let done = run(&mut wallet(folder.path(), &["migrate"]));
    assert!(done.complaint(2).starts_with("wallet: wallet.toml cannot be read: "), "{}", done.stderr);
    assert!(!folder.path().join("data").exists(), "nothing was started");
}

#[test]
fn a_file_that_is_named_must_be_there() {
    let folder = folder();
    let done = run(&mut wallet(folder.path(), &["migrate", "--config", "other.toml"]));
    assert!(done.complaint(2).starts_with("wallet: other.toml cannot be read: "), "{}", done.stderr);
}

#[test]
fn a_database_url_of_another_kind_is_refused_and_not_repeated() {
    let folder = folder();
    let done = run(&mut wallet(folder.path(), &["serve", "--database-url", "mysql://me:hunter2@db/wallet"]));
    let complaint = done.complaint(2);
    assert!(complaint.contains("--database-url") && complaint.contains("postgres://"), "{complaint}");
    assert!(!complaint.contains("hunter2"), "{complaint}");
}

#[test]
fn the_command_line_is_stronger_than_variables_and_these_than_the_file() {
    let folder = folder();
    fs::write(folder.path().join("wallet.toml"), "[store]\nurl = \"sqlite:file.db\"\n").expect("writable");
    let migrate = |arguments: &[&str], variables: &[(&str, &str)]| {
        let arguments = [&["migrate"], arguments].concat();
        run(wallet(folder.path(), &arguments).envs(variables.iter().copied())).success()
    };
    let general = ("WALLET__STORE__URL", "sqlite:general.db");
    let special = ("DATABASE_URL", "sqlite:special.db");
    assert!(migrate(&[], &[]).starts_with("sqlite:file.db: "));
    assert!(migrate(&[], &[general]).starts_with("sqlite:general.db: "));
    assert!(migrate(&[], &[general, special]).starts_with("sqlite:special.db: "));
    assert!(migrate(&["--database-url", "sqlite:line.db"], &[general, special]).starts_with("sqlite:line.db: "));
}

#[test]
fn a_variable_with_an_underscore_too_few_is_named() {
    let folder = folder();
    let done = run(wallet(folder.path(), &["migrate"]).env("WALLET_STORE_URL", "sqlite:other.db"));
    assert!(
        done.stderr.starts_with("the variable WALLET_STORE_URL is none of ours and does nothing"),
        "{}",
        done.stderr
    );
    assert!(done.success().contains("data/wallet.db"), "the store is the default's");
    let mut command = wallet(folder.path(), &["serve", "--port", "0"]);
    let mut server = harness::process::Server::start(command.env("WALLET_SERVER_PORT", "8080"));
    server.wait_for_log("listening on");
    assert!(server.log.contains("the variable WALLET_SERVER_PORT is none of ours"), "{}", server.log);
}
