//! What the binary is started with elsewhere: the compose file and the image, as every version and builder takes them, and
//! the setup scripts.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use harness::database::Database;
use harness::process::{Done, run};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every key of a YAML file that is written in blocks, as `services.wallet.build`, with what stands beside it; an item of a
/// list has its list's key.
fn keys(text: &str) -> Vec<(String, &str)> {
    let mut parents: Vec<(usize, &str)> = Vec::new();
    let mut found = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.trim().starts_with('#')) {
        let indent = line.len() - line.trim_start().len();
        parents.retain(|(column, _)| *column < indent);
        let (name, value) = match line.trim().strip_prefix("- ") {
            Some(item) => (None, item),
            None => line.trim().split_once(':').map(|(name, value)| (Some(name), value.trim())).expect("a key"),
        };
        parents.extend(name.map(|name| (indent, name)));
        let path: Vec<&str> = parents.iter().map(|(_, name)| *name).collect();
        found.push((path.join("."), value.trim_matches('"')));
    }
    found
}

/// The names right below `parent`.
fn below<'a>(keys: &'a [(String, &str)], parent: &str) -> BTreeSet<&'a str> {
    let rest = keys.iter().filter_map(|(path, _)| path.strip_prefix(parent)?.strip_prefix('.'));
    rest.filter_map(|rest| rest.split('.').next()).collect()
}

/// What stands beside a key, or its list.
fn values<'a>(keys: &[(String, &'a str)], path: &str) -> Vec<&'a str> {
    keys.iter().filter(|(name, value)| name == path && !value.is_empty()).map(|(_, value)| *value).collect()
}

/// Compose 1.29 refuses a file for one key that it does not know, such as `name`; these are in its schema and in that of the
/// Compose Specification.
#[test]
fn the_compose_file_has_keys_that_both_versions_of_compose_know() {
    let text = read("docker-compose.yml");
    let keys = keys(&text);
    let top: BTreeSet<&str> = keys.iter().filter_map(|(path, _)| path.split('.').next()).collect();
    assert_eq!(top, BTreeSet::from(["services", "volumes"]));
    assert_eq!(below(&keys, "services"), BTreeSet::from(["postgres", "wallet"]));
    let known = BTreeSet::from([
        "build",
        "cap_drop",
        "command",
        "depends_on",
        "environment",
        "healthcheck",
        "image",
        "ports",
        "read_only",
        "restart",
        "security_opt",
        "stop_grace_period",
        "volumes",
    ]);
    for service in ["postgres", "wallet"] {
        let named = below(&keys, &format!("services.{service}"));
        assert!(named.is_subset(&known), "{:?}", named.difference(&known));
    }
    assert_eq!(below(&keys, "services.wallet.build"), BTreeSet::from(["context", "dockerfile"]));
    assert_eq!(below(&keys, "services.wallet.depends_on.postgres"), BTreeSet::from(["condition"]));
    let healthcheck = BTreeSet::from(["interval", "retries", "test", "timeout"]);
    assert_eq!(below(&keys, "services.postgres.healthcheck"), healthcheck);
}

#[test]
fn the_compose_file_starts_as_it_is_and_this_machine_alone_reaches_it() {
    let text = read("docker-compose.yml");
    let variables: Vec<&str> = text.split("${").skip(1).filter_map(|rest| rest.split('}').next()).collect();
    assert!(variables.iter().any(|one| one.starts_with("PORT:-")), "{variables:?}");
    assert!(variables.iter().any(|one| one.starts_with("POSTGRES_PASSWORD:-")), "{variables:?}");
    assert!(variables.iter().all(|one| one.contains(":-")), "each has a default: {variables:?}");

    let keys = keys(&text);
    assert_eq!(values(&keys, "services.wallet.ports"), ["127.0.0.1:${PORT:-3000}:3000"]);
    assert_eq!(values(&keys, "services.postgres.ports"), [] as [&str; 0], "the database is not published");
    assert_eq!(values(&keys, "services.wallet.read_only"), ["true"]);
    assert_eq!(values(&keys, "services.wallet.cap_drop"), ["ALL"]);
    for service in ["postgres", "wallet"] {
        assert_eq!(values(&keys, &format!("services.{service}.security_opt")), ["no-new-privileges:true"]);
    }
    let built = keys.iter().filter(|(path, _)| path.rsplit('.').next() == Some("build")).count();
    assert_eq!(built, 1, "the image is built once");
}

#[test]
fn any_builder_makes_the_image_and_its_user_is_a_number() {
    let text = read("deploy/Dockerfile");
    let joined = text.replace("\\\n", "");
    let steps: Vec<(&str, &str)> = (joined.lines())
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|line| line.split_once(' ').expect("an instruction with its words"))
        .collect();
    for (instruction, words) in &steps {
        let flags: Vec<&str> = words.split(' ').take_while(|word| word.starts_with("--")).collect();
        let known = match *instruction {
            "COPY" => flags.iter().all(|flag| *flag == "--from=build"),
            "HEALTHCHECK" => true,
            "FROM" | "WORKDIR" | "RUN" | "USER" | "ENV" | "EXPOSE" | "ENTRYPOINT" | "CMD" => flags.is_empty(),
            _ => false,
        };
        assert!(known && !words.contains("<<"), "only BuildKit takes this: {instruction} {words}");
    }
    assert!(!text.contains("# syntax"), "a builder without BuildKit has no other syntax");

    let user = steps.iter().rfind(|(instruction, _)| *instruction == "USER").expect("it is not root").1;
    let (user, group) = user.split_once(':').expect("a user and a group");
    assert!([user, group].iter().all(|id| id.parse::<u32>().is_ok_and(|id| id > 0)), "{user}:{group}");
    let folder = format!("--owner={user} --group={group} /var/lib/wallet /var/lib/wallet/data");
    assert!(joined.contains(&folder), "a new volume on the data folder is the user's");
    assert!(joined.contains("WORKDIR /var/lib/wallet\n"), "data/wallet.db is in it");
}

#[test]
fn the_image_is_built_of_all_that_the_sources_name() {
    let ignored = read(".dockerignore");
    let rules: Vec<&str> = ignored.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    assert_eq!(rules[0], "*", "nothing gets in by itself");
    let taken: BTreeSet<&str> = rules.iter().filter_map(|rule| rule.strip_prefix('!')).collect();
    for name in &taken {
        assert!(root().join(name).exists(), "{name}");
    }
    let mut named =
        BTreeSet::from(["Cargo.toml".to_owned(), "Cargo.lock".to_owned(), "crates".to_owned(), "xtask".to_owned()]);
    let mut folders = vec![root().join("crates")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            // The image builds neither tests nor examples.
            let inside = path.file_name().is_some_and(|name| name != "tests" && name != "examples" && name != "corpus");
            if path.is_dir() && inside {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let code = fs::read_to_string(&path).expect("a source is text");
                // include_str! counts from the file, a derive or a macro with a folder from the crate.
                let outside = code
                    .split("../../")
                    .skip(1)
                    .filter_map(|rest| rest.trim_start_matches("../").split(['/', '"']).next());
                let outside = outside.filter(|name| !name.is_empty() && root().join(name).exists());
                named.extend(outside.map(str::to_owned));
            }
        }
    }
    assert!(named.len() > 6, "{named:?}");
    let missing: Vec<&String> = named.iter().filter(|name| !taken.contains(name.as_str())).collect();
    assert_eq!(missing, [] as [&String; 0]);
}

/// With `POSIXLY_CORRECT` the options end at the first word that is none, on every platform.
fn set_up(url: &str) -> Done {
    let mut script = Command::new("bash");
    script.arg(root().join("deploy/setup.sh")).stdin(Stdio::null());
    let programs = std::env::var("WALLET_TEST_PG_BIN").expect("`cargo xtask pg` and `cargo xtask test` say where");
    let path = format!("{programs}:{}", std::env::var("PATH").expect("a path"));
    script.env("PATH", path).env("POSIXLY_CORRECT", "1");
    run(script.env("DATABASE_URL", url).env("WALLET_BIN", harness::process::built("wallet")))
}

#[test]
fn the_setup_makes_a_database_once_and_says_so_also_without_reordered_options() {
    let database = Database::create();
    let new = format!("{}_new", database.url());
    let first = set_up(&new).success();
    assert!(first.contains(&format!("created the database {}_new\n", database.name)), "{first}");
    assert!(first.contains("seed demo: added 3 assets"), "{first}");
    let second = set_up(&new).success();
    assert!(second.contains(&format!("the database {}_new is there\n", database.name)), "{second}");
    assert!(second.contains("seed demo: added nothing"), "{second}");
    database.execute(&format!("DROP DATABASE {}_new WITH (FORCE)", database.name));
}

#[test]
fn both_setup_scripts_name_the_database_by_an_option() {
    for script in ["deploy/setup.sh", "deploy/setup.ps1"] {
        let text = read(script);
        let call = text.lines().find(|line| line.contains("--no-psqlrc")).expect("it asks psql");
        let words = call.split("psql ").nth(1).expect("its words").split(' ');
        assert!(words.clone().all(|word| word.trim_start_matches('"').starts_with("--")), "{script}: {call}");
        assert!(words.clone().any(|word| word.contains("--dbname=")), "{script}: {call}");
    }
}
