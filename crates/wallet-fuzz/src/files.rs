//! What an operator writes: demo data, settings, variables, the store's URL; and what `head` and `prove` print.

use wallet_domain::proof::Inclusion;
use wallet_domain::testing::MemoryLedger;
use wallet_http::config::Settings;
use wallet_http::store::StoreUrl;
use wallet_http::testing::{merge_settings, parse_demo_data, parse_heads, parse_proof, write_heads, write_proof};
use wallet_service::demo::{DemoData, DemoError, Report, RowStatus};

use crate::refusal::assert_complaint;

/// A file of demo data: a good one can be applied twice, and the second time changes nothing.
pub(crate) fn seed(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let seed = match parse_demo_data("seed.toml", text) {
        Ok(seed) => seed,
        Err(error) => return assert_complaint(&error.to_string(), "seed.toml"),
    };
    assert!(toml::from_str::<toml::Table>(text).is_ok());
    let ledger = MemoryLedger::default();
    match (apply(&seed, &ledger), apply(&seed, &ledger)) {
        (Ok(first), Ok(second)) => {
            assert!(first.rows.iter().filter(|row| row.kind != "wallet").all(|row| row.status == RowStatus::Added));
            assert!(second.rows.iter().all(|row| row.status == RowStatus::Present), "{second}");
            assert_eq!(first.rows.len(), second.rows.len());
        }
        (Err(first), Err(second)) => assert_eq!(first.to_string(), second.to_string()),
        (first, second) => panic!("once {first:?}, twice {second:?}"),
    }
}

fn apply(seed: &DemoData, ledger: &MemoryLedger) -> Result<Report, DemoError> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime without threads");
    runtime.block_on(seed.apply(ledger, ledger))
}

/// A file of settings: a good one comes back from its own rendering.
pub(crate) fn settings(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match merge_settings(text, []) {
        Ok(settings) => assert_comes_back(&settings),
        Err(error) => assert_complaint(&error.to_string(), ""),
    }
}

/// Lines of `NAME=VALUE`.
pub(crate) fn variables(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let variables: Vec<(String, String)> = text
        .split('\n')
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let is_ours = |name: &String| name.to_lowercase().starts_with("wallet__");
    let has_ours = variables.iter().map(|(name, _)| name).any(is_ours);
    match merge_settings("", variables) {
        Ok(settings) => {
            assert_comes_back(&settings);
            assert!(has_ours || settings == Settings::default(), "others' variables are not ours");
        }
        Err(error) => {
            assert!(has_ours);
            assert_complaint(&error.to_string(), "");
        }
    }
}

fn assert_comes_back(settings: &Settings) {
    let text = toml::to_string(settings).expect("settings are TOML");
    assert_eq!(merge_settings(&text, []).as_ref(), Ok(settings), "{text}");
}

/// What stands for a password.
const SECRET: &str = "SECRET";

/// A store's URL: what is a password in it is neither shown nor complained about.
pub(crate) fn store_url(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let parsed = StoreUrl::parse(text);
    let shown = match &parsed {
        Ok(url) => format!("{url} {url:?}"),
        Err(error) => {
            assert_complaint(&error.to_string(), "the database URL");
            error.to_string()
        }
    };
    let before = text.rsplit_once('@').map_or("", |(before, _)| before);
    let is_secret = before.split_once("://").is_some_and(|(_, user)| user.contains(&format!(":{SECRET}")))
        || text.contains(&format!("&password={SECRET}"))
        || text.contains(&format!("?password={SECRET}"));
    let is_more = text.matches(SECRET).count() > 1 || !text.starts_with("postgres");
    assert!(!is_secret || is_more || !shown.contains(SECRET), "{shown}");
    if let Ok(StoreUrl::Sqlite(path)) = &parsed {
        assert_eq!(StoreUrl::parse(&format!("sqlite://{}", path.display())), parsed);
    }
}

/// What `wallet head` prints.
pub(crate) fn heads(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match parse_heads(text) {
        Ok(heads) => {
            assert!(!heads.is_empty());
            assert_eq!(parse_heads(&write_heads(&heads)), Ok(heads));
        }
        Err(error) => assert_complaint(&error.to_string(), "heads.json is not what `wallet head` printed: "),
    }
}

/// What `wallet prove` prints.
pub(crate) fn proof(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match parse_proof(text) {
        Ok(inclusion) => {
            assert_eq!(parse_proof(&write_proof(&inclusion)).as_ref(), Ok(&inclusion));
            assert_proves_itself_alone(&inclusion);
        }
        Err(error) => assert_complaint(&error.to_string(), "proof.json is not what `wallet prove` printed: "),
    }
}

/// What proves a transaction proves no other, and leads to the head of its last commit.
fn assert_proves_itself_alone(inclusion: &Inclusion) {
    let Ok(head) = inclusion.head() else { return };
    let last = inclusion.links.last().expect("what proves something names a commit");
    assert_eq!((head.lane, head.number, head.hash), (last.lane, last.number, last.hash()));
    let mut other = inclusion.clone();
    other.created_at = wallet_domain::Timestamp::from_micros(other.created_at.as_micros() ^ 1);
    assert!(other.head().is_err());
}
