//! `wallet keys`: makes, lists and revokes API keys in the store, whether or not a server runs on it.

use std::time::Duration;

use clap::{Args, Subcommand};
use serde::Serialize;
use wallet_domain::access::{ApiKey, ApiKeyId, Credential, KeyCreation, Scopes};
use wallet_domain::{Clock, Name, StoreError, Timestamp};

use super::table::table;
use super::{Failure, Format, note, say};
use crate::config::{InvalidSettings, Settings, parse_duration};
use crate::store::{self, Store, StoreUrl};
use wallet_domain::SystemClock;

/// A hundred years. A key for ever has no end.
const LIFE_MAX: Duration = Duration::from_hours(36_525 * 24);

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wallet keys create --name shop --scopes read,spend --expires-in 90d
  KEY=$(wallet keys create --name shop --scopes read,spend)
  curl -H \"Authorization: Bearer $KEY\" localhost:3000/v1/wallets/user_001
  wallet keys list
  wallet keys revoke 3f9a0c81d2e4

Scopes: read sees balances, statements, transactions and assets; spend takes credits from players; grant gives them
credits, and wallets; operate mints, creates assets, opens wallets in bulk and sees the audit; events follows all that
happens. None contains another.

To replace a key without a pause make another with the same name, give it to its user, and revoke the old one once
`wallet keys list` shows that it is not used any more. A running server learns of a new key at once, of a revoked one
within 5 seconds.")]
pub(super) struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make a key and print it, this once: only a hash of it is kept
    Create(Creation),
    /// Show every key, with when it was last used, to a minute
    List(Listing),
    /// Turn a key away from now on, for good
    Revoke(Revocation),
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wallet keys create --name shop --scopes read,spend
  wallet keys create --name \"season 2 launch\" --scopes read,grant --expires-in 30d
  wallet keys create --name operator --scopes read,spend,grant,operate --format json

The key is the one line on standard output; what else there is to say is on standard error.")]
struct Creation {
    /// Whose key it is, for people; several keys may share a name
    #[arg(long)]
    name: String,
    /// What it allows: one or more of read, spend, grant, operate, events and webhooks, with commas between
    #[arg(long, value_name = "SCOPES")]
    scopes: String,
    /// How long it is good, such as 12h, 90d or 52w [default: until it is revoked]
    #[arg(long, value_name = "TIME")]
    expires_in: Option<String>,
    /// How it is printed: the key alone, or a JSON object with the key
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Debug, Args)]
struct Listing {
    /// How the keys are printed
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  wallet keys revoke 3f9a0c81d2e4")]
struct Revocation {
    /// The key's id: the 12 digits after wlt_, as `wallet keys list` shows them
    id: String,
}

pub(super) async fn run(options: &Options, settings: &Settings, url: &StoreUrl) -> Result<(), Failure> {
    match &options.action {
        Action::Create(creation) => {
            let (key, credential) = creation.parse()?;
            // The first key may be there before the first start.
            if let StoreUrl::Sqlite(path) = url
                && !path.exists()
            {
                store::migrate(url, settings).await?;
                note(&format!(
                    "{url} is new and empty; the first start puts the demo data in, unless it has --no-seed"
                ));
            }
            create(&Store::open(url, settings).await?, url, &key, &credential, creation.format).await
        }
        Action::List(listing) => list(&Store::open(url, settings).await?, url, listing.format).await,
        Action::Revoke(revocation) => {
            let id = revocation.parse()?;
            revoke(&Store::open(url, settings).await?, url, id).await
        }
    }
}

async fn create(
    store: &Store,
    url: &StoreUrl,
    key: &ApiKey,
    credential: &Credential,
    format: Format,
) -> Result<(), Failure> {
    match store.keys.create_key(key).await.map_err(|error| failed(url, &error))? {
        KeyCreation::Created => {}
        KeyCreation::IdTaken => return Err(Failure::Failed("another key has drawn the same id: try again".into())),
    }
    match format {
        Format::Table => say(&credential.reveal()),
        Format::Json => say(&to_json(&NewKey { key: credential.reveal(), listed: Listed::of(key, key.created_at) })),
    }
    let expires = key.expires_at.map_or_else(|| "until it is revoked".to_owned(), |at| format!("until {}", time(at)));
    note(&format!("key {} of {} for {}, {expires}; it is not shown again", key.id, key.name, key.scopes));
    Ok(())
}

async fn list(store: &Store, url: &StoreUrl, format: Format) -> Result<(), Failure> {
    let keys = store.keys.list_keys().await.map_err(|error| failed(url, &error))?;
    let now = SystemClock.now();
    let listed: Vec<Listed> = keys.iter().map(|key| Listed::of(key, now)).collect();
    match format {
        Format::Table => say(&key_table(&listed)),
        Format::Json => say(&to_json(&listed)),
    }
    Ok(())
}

async fn revoke(store: &Store, url: &StoreUrl, id: ApiKeyId) -> Result<(), Failure> {
    let now = SystemClock.now();
    let revoked = store.keys.revoke_key(id, now).await.map_err(|error| failed(url, &error))?;
    let missing = || Failure::Failed(format!("there is no key {id}: wallet keys list shows those that there are"));
    let key = revoked.ok_or_else(missing)?;
    match key.revoked_at {
        Some(at) if at < now => say(&format!("key {id} of {} was revoked before, at {}", key.name, time(at))),
        _ => say(&format!("key {id} of {} is revoked; running servers turn it away within 5 seconds", key.name)),
    }
    Ok(())
}

impl Creation {
    /// The key to make, of random bytes from the operating system.
    fn parse(&self) -> Result<(ApiKey, Credential), Failure> {
        let invalid =
            |option: &str, reason: String| Failure::Settings(InvalidSettings::new(format!("{option}: {reason}")));
        let name = Name::new(&self.name).map_err(|error| invalid("--name", error.to_string()))?;
        let scopes = self.scopes.parse::<Scopes>().map_err(|error| invalid("--scopes", error.to_string()))?;
        let life =
            self.expires_in.as_deref().map(|text| parse_life(text).map_err(|reason| invalid("--expires-in", reason)));
        let life = life.transpose()?;
        let mut random = [0; Credential::RANDOM_BYTES];
        getrandom::fill(&mut random)
            .map_err(|error| Failure::Failed(format!("the system gives no random bytes: {error}")))?;
        let credential = Credential::from_random(random);
        let created_at = SystemClock.now();
        let key = ApiKey {
            id: credential.id,
            name,
            digest: credential.secret.digest(),
            scopes,
            created_at,
            expires_at: life.map(|life| after(created_at, life)),
            last_used_at: None,
            revoked_at: None,
        };
        Ok((key, credential))
    }
}

impl Revocation {
    /// The id, or the id of a whole key, such as one found in a log. A complaint does not repeat the text: it may hold a
    /// secret.
    fn parse(&self) -> Result<ApiKeyId, InvalidSettings> {
        let whole = Credential::parse(&self.id).map(|credential| credential.id);
        whole.or_else(|_| ApiKeyId::new(&self.id)).map_err(|error| InvalidSettings::new(format!("ID: {error}")))
    }
}

pub(crate) fn parse_life(text: &str) -> Result<Duration, String> {
    let life = parse_duration(text, "mhdw").filter(|life| !life.is_zero() && *life <= LIFE_MAX);
    life.ok_or_else(|| format!("{text} must be a number of m, h, d or w, such as 90d, and at most a hundred years"))
}

fn after(moment: Timestamp, life: Duration) -> Timestamp {
    let life_us = i64::try_from(life.as_micros()).expect("a life is bounded");
    Timestamp::from_micros(moment.as_micros().saturating_add(life_us))
}

fn failed(url: &StoreUrl, error: &StoreError) -> Failure {
    Failure::Failed(format!("{url}: {error}"))
}

/// RFC 3339 to the second.
fn time(at: Timestamp) -> String {
    let time = jiff::Timestamp::from_microsecond(at.as_micros()).expect("a timestamp is between 1970 and 9999");
    format!("{time:.0}")
}

fn to_json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("texts and lists of them are JSON")
}

/// A key as it is listed.
#[derive(Debug, Serialize)]
struct Listed {
    id: String,
    name: String,
    scopes: Vec<&'static str>,
    created_at: String,
    expires_at: Option<String>,
    last_used_at: Option<String>,
    revoked_at: Option<String>,
    /// Whether the key is valid now.
    live: bool,
}

/// The answer of `create`: the only one with the key itself.
#[derive(Serialize)]
struct NewKey {
    key: String,
    #[serde(flatten)]
    listed: Listed,
}

impl Listed {
    fn of(key: &ApiKey, now: Timestamp) -> Self {
        Self {
            id: key.id.to_string(),
            name: key.name.to_string(),
            scopes: key.scopes.iter().map(wallet_domain::access::Scope::name).collect(),
            created_at: time(key.created_at),
            expires_at: key.expires_at.map(time),
            last_used_at: key.last_used_at.map(time),
            revoked_at: key.revoked_at.map(time),
            live: key.is_live(now),
        }
    }

    fn cells(&self) -> [String; 7] {
        let or = |time: &Option<String>, none: &str| time.clone().unwrap_or_else(|| none.to_owned());
        [
            self.id.clone(),
            self.name.clone(),
            self.scopes.join(","),
            self.created_at.clone(),
            or(&self.expires_at, "never"),
            or(&self.last_used_at, "never"),
            or(&self.revoked_at, "no"),
        ]
    }
}

fn key_table(keys: &[Listed]) -> String {
    let head = ["id", "name", "scopes", "created", "expires", "last used", "revoked"].map(str::to_owned);
    let rows: Vec<[String; 7]> = std::iter::once(head).chain(keys.iter().map(Listed::cells)).collect();
    table(&rows, 7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_life_is_a_number_of_minutes_hours_days_or_weeks() {
        for (text, hours) in [("60m", 1), ("12h", 12), ("90d", 90 * 24), ("52w", 52 * 7 * 24), ("36525d", 36_525 * 24)]
        {
            assert_eq!(parse_life(text), Ok(Duration::from_hours(hours)), "{text}");
        }
        for bad in ["", "90", "d", "0d", "-1d", "+1d", "1.5d", "90D", "90 d", "1y", "36526d", "99999999999999999999d"] {
            let reason = parse_life(bad).expect_err(bad);
            assert!(reason.contains("such as 90d"), "{reason}");
        }
    }

    #[test]
    fn a_key_is_revoked_by_its_id_or_by_itself_and_nothing_else_is_repeated() {
        let credential = Credential::from_random([7; Credential::RANDOM_BYTES]);
        let parse = |id: String| Revocation { id }.parse();
        for text in [credential.id.to_string(), credential.reveal()] {
            assert_eq!(parse(text), Ok(credential.id));
        }
        let complaint = parse(credential.reveal() + "0").expect_err("too long").to_string();
        assert_eq!(complaint, "ID: An API key's id is 12 hexadecimal digits in lower case.");
    }

    #[test]
    fn the_table_is_aligned() {
        let (key, _) = wallet_domain::testing::api_key(0xa7, "shop", "read,spend");
        let now = key.created_at;
        let other = ApiKey {
            name: Name::new("Köln").expect("a name"),
            expires_at: Some(after(now, Duration::from_hours(24))),
            last_used_at: Some(now),
            revoked_at: Some(now),
            ..key.clone()
        };
        let expected = "\
id            name  scopes      created               expires               last used             revoked
a7a7a7a7a7a7  shop  read,spend  2023-11-14T22:13:20Z  never                 never                 no
a7a7a7a7a7a7  Köln  read,spend  2023-11-14T22:13:20Z  2023-11-15T22:13:20Z  2023-11-14T22:13:20Z  2023-11-14T22:13:20Z";
        assert_eq!(key_table(&[Listed::of(&key, now), Listed::of(&other, now)]), expected);
    }
}
