//! The settings: where they come from, what they mean, and which values are refused.
//!
//! From weak to strong: the default, `wallet.toml`, a variable `WALLET__SECTION__KEY` (`WALLET__QUEUE__BATCH_MAX`),
//! then `DATABASE_URL`, `HOST` and `PORT`, then the command line. A key that does not exist, or a value that does not
//! fit, stops the start with one line that names it.
//!
//! - `server`, `store` and `upkeep` have the settings, each in one place with its meaning, default and bounds; `section` is
//!   how such a place is written down.
//! - `sources` reads the file and the variables.

mod section;
mod server;
mod sources;
mod store;
mod upkeep;

use serde::{Deserialize, Serialize};

use crate::http::access::{Hosts, Origins};
use crate::toml_error;

pub use server::{AuthSettings, LimitSettings, QueueSettings, ServerSettings};
#[cfg(feature = "testing")]
pub(crate) use sources::our_variables;
pub(crate) use sources::{read_text, strange_variables};
pub use store::{PostgresSettings, SqliteSettings, StoreSettings};
pub(crate) use upkeep::parse_duration;
pub use upkeep::{AnalyticsSettings, HoldSettings, LogFormat, LogSettings, VerifySettings, WebhookSettings};

/// Every setting.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The HTTP side.
    pub server: ServerSettings,
    /// API keys.
    pub auth: AuthSettings,
    /// The store, of either kind.
    pub store: StoreSettings,
    /// Connections to PostgreSQL.
    pub postgres: PostgresSettings,
    /// The embedded store.
    pub sqlite: SqliteSettings,
    /// The commit queue.
    pub queue: QueueSettings,
    /// Holds.
    pub holds: HoldSettings,
    /// The server's own verifications.
    pub verify: VerifySettings,
    /// Webhooks.
    pub webhooks: WebhookSettings,
    /// Figures of the economy.
    pub analytics: AnalyticsSettings,
    /// Rate limits.
    pub limits: LimitSettings,
    /// The log.
    pub log: LogSettings,
}

/// Why the settings cannot be used: one line that names the key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidSettings(String);

impl InvalidSettings {
    /// A refusal in a sentence.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(toml_error::shown(&sentence.into()))
    }
}

impl Settings {
    /// Refuses values out of their bounds.
    pub fn check(&self) -> Result<(), InvalidSettings> {
        let Self { server, auth, store, postgres, sqlite, queue, holds, verify, webhooks, analytics, limits, log } =
            self;
        if server.host.is_empty() {
            return Err(InvalidSettings::new("server.host must not be empty"));
        }
        Hosts::parse(&server.allowed_hosts)
            .map_err(|why| InvalidSettings::new(format!("server.allowed_hosts: {why}")))?;
        Origins::parse(&server.cors_origins)
            .map_err(|why| InvalidSettings::new(format!("server.cors_origins: {why}")))?;
        server.check_bounds()?;
        auth.check_bounds()?;
        store.check_bounds()?;
        postgres.check_bounds()?;
        postgres.lag_max()?;
        sqlite.check_bounds()?;
        queue.check_bounds()?;
        section::within("queue.queued_max", queue.queued_max, queue.batch_max..=1_000_000)?;
        holds.check_bounds()?;
        verify.check_bounds()?;
        verify.every()?;
        webhooks.check_bounds()?;
        webhooks.guard()?;
        analytics.check_bounds()?;
        analytics.terms()?;
        limits.check_bounds()?;
        log.check_bounds()?;
        // A wait for the store must end before the caller is told that nobody knows the outcome.
        let deadline = ("server.deadline_ms", server.deadline_ms);
        let statement = ("postgres.statement_timeout_ms", postgres.statement_timeout_ms);
        below(statement, deadline)?;
        below(("postgres.lock_timeout_ms", postgres.lock_timeout_ms), statement)?;
        below(("postgres.retry_for_ms", postgres.retry_for_ms), deadline)?;
        below(("sqlite.busy_timeout_ms", sqlite.busy_timeout_ms), deadline)?;
        crate::telemetry::parse_level(&log.level).map(|_| ())
    }
}

fn below(low: (&str, u64), high: (&str, u64)) -> Result<(), InvalidSettings> {
    if low.1 < high.1 {
        return Ok(());
    }
    Err(InvalidSettings::new(format!("{} is {} and must be below {}, which is {}", low.0, low.1, high.0, high.1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merge(text: &str, variables: &[(&str, &str)]) -> Result<Settings, String> {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Settings::merge("wallet.toml", text, variables)
            .and_then(|settings| settings.check().map(|()| settings))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_variable_is_stronger_than_the_file_and_the_file_than_the_default() {
        let settings = merge("[server]\nport = 4000\nworkers = 3", &[("WALLET__SERVER__PORT", "5000")]);
        let server = settings.expect("good settings").server;
        assert_eq!((server.port, server.workers, server.host.as_str()), (5000, 3, "127.0.0.1"));
    }

    #[test]
    fn a_complaint_is_one_line_that_names_the_key_and_its_source() {
        type Variables = &'static [(&'static str, &'static str)];
        let cases: [(&str, Variables, &str); 9] = [
            ("[server]\nprot = 1", &[], "wallet.toml line 2 (prot = 1): unknown field `prot`, expected one of `host`"),
            ("[sever]\n", &[], "wallet.toml line 1 ([sever]): unknown field `sever`"),
            ("[server]\nport = \"x\"", &[], "wallet.toml line 2 (port = \"x\"): invalid type: string"),
            ("[server\n", &[], "wallet.toml line 1 ([server): "),
            ("[server]\nport = 70000", &[], "wallet.toml line 2 (port = 70000): invalid value"),
            ("", &[("WALLET__SERVER__PROT", "1")], "WALLET__SERVER__PROT: unknown field `prot`"),
            ("", &[("WALLET__SEVER", "1")], "WALLET__SEVER: unknown field `sever`"),
            ("", &[("WALLET__QUEUE__BATCH_MAX", "many")], "WALLET__QUEUE__BATCH_MAX: "),
            ("", &[("WALLET__LOG__FORMAT", "xml")], "WALLET__LOG__FORMAT: "),
        ];
        for (text, variables, begin) in cases {
            let complaint = merge(text, variables).expect_err("a bad setting");
            assert!(complaint.starts_with(begin), "{complaint}");
            assert!(!complaint.contains('\n'), "{complaint}");
        }
    }

    #[test]
    fn a_value_out_of_its_bounds_is_refused_in_a_sentence() {
        let complaint = |variable, value| merge("", &[(variable, value)]).expect_err("out of bounds");
        assert_eq!(complaint("WALLET__QUEUE__BATCH_MAX", "0"), "queue.batch_max is 0 and must be from 1 to 10000");
        assert_eq!(
            complaint("WALLET__QUEUE__QUEUED_MAX", "1999"),
            "queue.queued_max is 1999 and must be from 2000 to 1000000"
        );
        assert_eq!(
            complaint("WALLET__POSTGRES__STATEMENT_TIMEOUT_MS", "10000"),
            "postgres.statement_timeout_ms is 10000 and must be below server.deadline_ms, which is 10000"
        );
        assert_eq!(
            complaint("WALLET__WEBHOOKS__ALLOW_HTTP", "hooks.internal, http://hooks.internal"),
            "webhooks.allow_http: http://hooks.internal is no host such as hooks.internal, 127.0.0.1 or ::1, \
             without scheme and port"
        );
        assert_eq!(
            complaint("WALLET__WEBHOOKS__ALLOW_NETWORKS", "10.0.0.0/33"),
            "webhooks.allow_networks: 10.0.0.0/33 is no network such as 10.0.0.0/8 or fd00::/8, and no address"
        );
        assert_eq!(
            complaint("WALLET__ANALYTICS__ZONE", "Berlin"),
            "analytics.zone is \"Berlin\": There is no time zone of that name; use one like Europe/Berlin or UTC."
        );
        assert!(
            complaint("WALLET__ANALYTICS__LABELS", "why").starts_with("analytics.labels: \"why\" is no list such as ")
        );
        for every in ["", "0h", "1", "h", "1w", "366d", "-1h"] {
            assert!(complaint("WALLET__VERIFY__EVERY", every).starts_with("verify.every is "), "{every}");
        }
        for lag in ["", "0s", "5", "500ms", "25h"] {
            let told = complaint("WALLET__POSTGRES__READ_LAG_MAX", lag);
            assert!(told.starts_with("postgres.read_lag_max is "), "{told}");
        }
        assert!(complaint("WALLET__LOG__LEVEL", "wallet=loud").starts_with("log.level"));
        assert_eq!(
            complaint("WALLET__SERVER__ALLOWED_HOSTS", "wallet, http://wallet"),
            "server.allowed_hosts: http://wallet must be a name or an address without scheme and port, such as \
             wallet.internal"
        );
        assert!(
            complaint("WALLET__SERVER__CORS_ORIGINS", "https://a.example, *").starts_with("server.cors_origins: * ")
        );
    }

    /// The key, default, bounds and meaning of every setting.
    fn rows() -> Vec<[String; 4]> {
        let sections = toml::Table::try_from(Settings::default()).expect("serialisable");
        let rows = [
            ServerSettings::rows(),
            AuthSettings::rows(),
            StoreSettings::rows(),
            PostgresSettings::rows(),
            SqliteSettings::rows(),
            QueueSettings::rows(),
            HoldSettings::rows(),
            VerifySettings::rows(),
            WebhookSettings::rows(),
            AnalyticsSettings::rows(),
            LimitSettings::rows(),
            LogSettings::rows(),
        ];
        let rows: Vec<[String; 4]> = (rows.into_iter().flatten())
            .map(|[key, bounds, meaning]| {
                let (section, name) = key.split_once('.').expect("a section and a name");
                let default = &sections[section][name];
                let default = default.as_str().map_or_else(|| default.to_string(), str::to_owned);
                [key, default, bounds, meaning]
            })
            .collect();
        let keys: usize = sections.values().map(|section| section.as_table().expect("a section").len()).sum();
        assert_eq!(rows.len(), keys);
        rows
    }

    fn page(path: &str) -> String {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
        std::fs::read_to_string(path).expect("the page is there")
    }

    #[test]
    fn the_example_file_has_every_setting_as_it_is() {
        let example = page("wallet.toml.example");
        assert_eq!(merge(&example, &[]), Ok(Settings::default()));
        let (mut section, mut comment, mut found) = (String::new(), String::new(), Vec::new());
        for line in example.lines().skip_while(|line| !line.starts_with('[')).filter(|line| !line.is_empty()) {
            if let Some(name) = line.strip_prefix('[') {
                name.trim_end_matches(']').clone_into(&mut section);
            } else if let Some(words) = line.strip_prefix("# ") {
                comment = format!("{comment}{words} ");
            } else {
                let (key, default) = line.split_once(" = ").expect("a key and a value");
                let default = default.trim_matches('"');
                found.push(format!("{section}.{key} = {default}: {}", std::mem::take(&mut comment).trim_end()));
            }
        }
        let expected = rows().into_iter().map(|[key, default, bounds, meaning]| {
            let (first, rest) = meaning.split_at(1);
            let words = format!("{}{rest}. Allowed: {bounds}.", first.to_uppercase());
            format!("{key} = {default}: {}", words.replace('`', ""))
        });
        assert_eq!(found, expected.collect::<Vec<_>>());
    }

    #[test]
    fn the_page_of_settings_has_every_setting_as_it_is() {
        let page = page("docs/configuration.md");
        let rows = rows().into_iter();
        let rows =
            rows.map(|[key, default, bounds, meaning]| format!("| `{key}` | `{default}` | {bounds} | {meaning} |"));
        let rows: Vec<String> = rows.collect();
        let documented: Vec<&str> = page.lines().filter(|line| rows.iter().any(|row| row == line)).collect();
        assert_eq!(documented, rows);
    }
}
