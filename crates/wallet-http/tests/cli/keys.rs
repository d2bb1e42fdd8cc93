//! `wallet keys`, and a server that asks for them.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

use harness::process::{Done, Server, folder, run, wallet};

fn keys(folder: &Path, arguments: &[&str]) -> Done {
    run(&mut wallet(folder, &[&["keys"], arguments].concat()))
}

/// A new key, as it is printed.
fn create(folder: &Path, name: &str, scopes: &str) -> String {
    keys(folder, &["create", "--name", name, "--scopes", scopes]).success().trim_end().to_owned()
}

fn id_of(key: &str) -> &str {
    key.split('_').nth(1).expect("wlt, the id, the secret")
}

fn secret_of(key: &str) -> &str {
    key.split('_').nth(2).expect("wlt, the id, the secret")
}

fn migrated() -> tempfile::TempDir {
    let folder = folder();
    run(&mut wallet(folder.path(), &["migrate"])).success();
    folder
}

#[test]
fn a_key_is_printed_once_and_only_its_hash_is_kept() {
    let folder = migrated();
    let done = keys(folder.path(), &["create", "--name", "shop", "--scopes", "spend,read", "--expires-in", "90d"]);
    let key = done.stdout.trim_end().to_owned();
    assert_eq!((key.len(), key.lines().count(), &key[..4]), (4 + 12 + 1 + 64, 1, "wlt_"), "{key}");
    let (id, secret) = (id_of(&key), secret_of(&key));
    let said = done.complaint(0);
    assert!(said.starts_with(&format!("key {id} of shop for read,spend, until 2")), "{said}");
    assert!(!said.contains(secret), "{said}");

    let table = keys(folder.path(), &["list"]).success();
    let json = keys(folder.path(), &["list", "--format", "json"]).success();
    for listed in [&table, &json] {
        assert!(listed.contains(id) && !listed.contains(secret), "{listed}");
    }
    assert!(table.starts_with("id            name  allows      created  "), "{table}");
    let files = std::fs::read_dir(folder.path().join("data")).expect("the store's folder");
    for file in files {
        let path = file.expect("a file").path();
        let bytes = std::fs::read(&path).expect("readable");
        let raw: Vec<u8> = (0..32).map(|i| u8::from_str_radix(&secret[2 * i..2 * i + 2], 16).expect("hex")).collect();
        for needle in [secret.as_bytes(), &raw] {
            assert!(!bytes.windows(needle.len()).any(|window| window == needle), "{}", path.display());
        }
    }
}

#[test]
fn the_json_of_a_new_key_has_the_key_and_the_lists_has_what_became_of_each() {
    let folder = migrated();
    let arguments = ["create", "--name", "a \"b\"", "--scopes", "operate", "--format", "json"];
    let new: Value = serde_json::from_str(&keys(folder.path(), &arguments).success()).expect("JSON");
    let key = new["key"].as_str().expect("the key");
    assert_eq!((new["id"].as_str(), &new["name"]), (Some(id_of(key)), &"a \"b\"".into()));
    assert_eq!((&new["scopes"], &new["expires_at"]), (&serde_json::json!(["operate"]), &Value::Null));
    let other = create(folder.path(), "a \"b\"", "read");
    let revoked = keys(folder.path(), &["revoke", id_of(&other)]).success();
    assert!(revoked.starts_with(&format!("key {} of a \"b\" is revoked", id_of(&other))), "{revoked}");
    let listed: Value =
        serde_json::from_str(&keys(folder.path(), &["list", "--format", "json"]).success()).expect("JSON");
    let live: Vec<(&str, bool, bool)> = (listed.as_array().expect("a list").iter())
        .map(|key| {
            let (id, live) = (key["id"].as_str().expect("an id"), key["live"].as_bool().expect("a bool"));
            (id, live, key["revoked_at"].is_string())
        })
        .collect();
    assert_eq!(live, [(id_of(key), true, false), (id_of(&other), false, true)]);
    assert!(listed[0].get("key").is_none(), "{listed}");
}

#[test]
fn what_cannot_be_made_or_revoked_is_said_in_a_line() {
    let folder = migrated();
    let good = ["create", "--name", "shop", "--scopes", "read"];
    for (arguments, code, begin) in [
        (vec!["create", "--name", "", "--scopes", "read"], 2, "wallet: --name: The name must be 1 to 100 characters"),
        (
            vec!["create", "--name", "shop", "--scopes", "read,write"],
            2,
            "wallet: --scopes: Scopes are one or more of read, spend, grant, operate, events, webhooks, analytics",
        ),
        (
            [&good[..], &["--expires-in", "soon"]].concat(),
            2,
            "wallet: --expires-in: soon must be a number of m, h, d or w, such as 90d",
        ),
        (
            vec!["create", "--name", "ada", "--role", "support"],
            2,
            "wallet: --role: support is a role, and its keys have caps: for grants, refunds or freezes",
        ),
        (
            vec!["create", "--name", "ada", "--role", "support", "--cap-grant", "5/5"],
            2,
            "wallet: --cap-grant: 5/5 must be three whole numbers such as 500/5000/1000: an action, a day, a player",
        ),
        (
            vec!["create", "--name", "ada", "--role", "approver", "--networks", "10.0.0.1/8"],
            2,
            "wallet: --networks: 10.0.0.1/8 has bits beyond its prefix: the network is 10.0.0.0/8",
        ),
        (vec!["rotate", "0123456789ab"], 1, "wallet: there is no key 0123456789ab"),
        (vec!["rotate", "0123456789ab", "--grace", "8d"], 2, "wallet: --grace: 8d must be a number of s, m, h, d or w"),
        (vec!["revoke", "shop"], 2, "wallet: ID: An API key's id is 12 hexadecimal digits in lower case."),
        (
            vec!["revoke", "0123456789ab"],
            1,
            "wallet: there is no key 0123456789ab: wallet keys list shows those that there are",
        ),
    ] {
        let done = keys(folder.path(), &arguments);
        let complaint = done.complaint(code);
        assert!(complaint.starts_with(begin), "{complaint}");
    }
    let listed = keys(folder.path(), &["list"]).success();
    assert_eq!(listed, "id  name  allows  created  expires  last used  revoked\n");
    let nowhere = run(&mut wallet(folder.path(), &["keys", "list", "--database-url", "sqlite:other.db"]));
    assert_eq!(nowhere.complaint(1), "wallet: there is no database at other.db; `wallet migrate` makes one");
}

#[test]
fn the_first_key_is_made_on_an_empty_machine() {
    let folder = folder();
    let key = create(folder.path(), "shop", "read,spend");
    assert!(folder.path().join("data/wallet.db").is_file());
    let server = Server::start(wallet(folder.path(), &["serve", "--port", "0"]).env("WALLET__AUTH__REQUIRED", "true"));
    let (status, body) = server.get_with("/wallet/balance/user_001?asset=GOLD_COINS", &key);
    assert_eq!((status, &body["balance"]), (200, &500.into()), "the demo data is there all the same: {body}");
}

/// A first start that was killed, or a file that is something else, is told and not overwritten.
#[test]
fn no_key_is_made_in_a_file_that_holds_no_ledger() {
    let folder = folder();
    let (data, file) = (folder.path().join("data"), folder.path().join("data/wallet.db"));
    std::fs::create_dir(&data).expect("a new folder");
    for (content, why) in [("half a page", "not a database"), ("", "holds no ledger: run `wallet migrate` first")] {
        std::fs::write(&file, content).expect("writable");
        let refused = keys(folder.path(), &["create", "--name", "shop", "--scopes", "read"]);
        let said = refused.complaint(1);
        assert!(said.contains(why) && said.lines().count() == 1, "{said}");
        assert!(std::fs::read(&file).expect("readable").starts_with(content.as_bytes()), "it was overwritten");
    }
    run(&mut wallet(folder.path(), &["migrate"])).success();
    assert!(create(folder.path(), "shop", "read").starts_with("wlt_"));
}

#[test]
fn a_key_with_a_role_is_listed_with_its_caps_and_keeps_its_id_when_it_is_rotated() {
    let folder = migrated();
    let caps = ["--cap-grant", "500/5000/1000", "--cap-freeze", "1/2/1", "--assets", "GOLD_COINS"];
    let made = keys(folder.path(), &[&["create", "--name", "ada", "--role", "support"], &caps[..]].concat()).success();
    let key = made.trim_end();
    let listed = keys(folder.path(), &["list"]).success();
    assert!(listed.contains("support grant 500/5000/1000 freeze 1/2/1 GOLD_COINS  "), "{listed}");
    let rotated = keys(folder.path(), &["rotate", id_of(key), "--grace", "1h"]).success();
    assert_eq!(id_of(rotated.trim_end()), id_of(key));
    assert_ne!(secret_of(rotated.trim_end()), secret_of(key));
    keys(folder.path(), &["revoke", id_of(key)]).success();
    let refused = keys(folder.path(), &["rotate", id_of(key)]);
    assert!(refused.complaint(1).contains("is revoked"), "{}", refused.complaint(1));
}

#[test]
fn revoking_twice_tells_when_it_was_the_first_time_and_the_whole_key_will_do() {
    let folder = migrated();
    let key = create(folder.path(), "shop", "read");
    let first = keys(folder.path(), &["revoke", &key]).success();
    assert!(!first.contains(secret_of(&key)) && first.contains("within 5 seconds"), "{first}");
    let again = keys(folder.path(), &["revoke", id_of(&key)]).success();
    assert!(again.starts_with(&format!("key {} of shop was revoked before, at 2", id_of(&key))), "{again}");
}

#[test]
fn keys_are_made_rotated_and_revoked_beside_a_running_server() {
    let folder = folder();
    let mut command = wallet(folder.path(), &["serve", "--port", "0"]);
    let mut server = Server::start(command.env("WALLET__AUTH__REQUIRED", "true").env("WALLET__LOG__LEVEL", "debug"));
    server.wait_for_log("auth.required is true and there is no API key");
    let balance = "/v1/wallets/user_001/GOLD_COINS";
    assert_eq!(server.get(balance).0, 401);
    assert_eq!(server.get("/health/ready").0, 200);

    let old = create(folder.path(), "shop", "read");
    assert_eq!(server.get_with(balance, &old).0, 200, "a new key is known at once");
    let new = create(folder.path(), "shop", "read");
    assert_eq!([server.get_with(balance, &old).0, server.get_with(balance, &new).0], [200, 200]);
    assert_eq!(server.get_with("/v1/audit", &new).0, 403);

    keys(folder.path(), &["revoke", id_of(&old)]).success();
    let revoked = Instant::now();
    loop {
        let is_over = revoked.elapsed() > Duration::from_secs(5);
        let (status, body) = server.get_with(balance, &old);
        if status == 401 {
            assert_eq!(body["detail"], format!("The API key {} has been revoked.", id_of(&old)));
            break;
        }
        assert!(status == 200 && !is_over, "{body}");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(server.get_with(balance, &new).0, 200);

    let listed = keys(folder.path(), &["list", "--format", "json"]).success();
    let listed: Value = serde_json::from_str(&listed).expect("JSON");
    assert!(listed[1]["last_used_at"].is_string(), "{listed}");
    server.terminate();
    let (status, log) = server.wait();
    assert!(status.success(), "{log}");
    assert!(
        log.contains("every request needs an API key") && log.contains(&format!("api_key={}", id_of(&new))),
        "{log}"
    );
    for key in [&old, &new] {
        assert!(!log.contains(secret_of(key)), "{log}");
    }
}

#[test]
fn an_address_that_others_can_reach_needs_a_live_key_or_insecure() {
    let folder = folder();
    // Nobody has this address, so that whoever gets as far as listening ends there.
    let serve = |more: &[&str]| {
        let arguments = [&["serve", "--host", "192.0.2.1", "--port", "0"], more].concat();
        run(wallet(folder.path(), &arguments).env("WALLET__LOG__LEVEL", "error"))
    };
    let refused = || {
        let done = serve(&[]);
        let complaint = done.complaint(2);
        for part in ["server.host 192.0.2.1 can be reached by others", "`wallet keys create --name ", "--insecure"] {
            assert!(complaint.contains(part), "{complaint}");
        }
    };
    refused();
    let key = create(folder.path(), "shop", "read");
    assert!(serve(&[]).complaint(1).contains("cannot listen on 192.0.2.1"), "with a key it gets further");
    keys(folder.path(), &["revoke", id_of(&key)]).success();
    refused();
    assert!(serve(&["--insecure"]).complaint(1).contains("cannot listen on 192.0.2.1"));
}
