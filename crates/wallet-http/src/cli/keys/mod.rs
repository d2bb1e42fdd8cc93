//! `wallet keys`: makes, lists, rotates and revokes API keys in the store, whether or not a server runs on it. `shown` is how it
//! shows them.

mod shown;

use std::sync::Arc;
use std::time::Duration;

use clap::{Args, Subcommand};
use wallet_domain::access::{
    ApiKey, ApiKeyId, Cap, Caps, Credential, KeyCreation, KeyTerms, Role, Rotation, Scopes, parse_network,
};
use wallet_domain::{ChangeNote, Clock, InvalidAsset, Name, Origin, StoreError, SystemClock, Timestamp};

use self::shown::{Listed, NewKey, key_table, time, to_json};
use super::{Failure, Format, note, say, user_name};
use crate::config::{InvalidSettings, Settings, parse_duration};
use crate::store::{self, Store, StoreUrl};

/// A hundred years. A key for ever has no end.
const LIFE_MAX: Duration = Duration::from_hours(36_525 * 24);
/// The secret before a rotation is good for a week at most.
const GRACE_MAX: Duration = Duration::from_hours(7 * 24);

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wallet keys create --name shop --scopes read,spend --expires-in 90d
  KEY=$(wallet keys create --name shop --scopes read,spend)
  curl -H \"Authorization: Bearer $KEY\" localhost:3000/v1/wallets/user_001
  wallet keys list
  wallet keys revoke 3f9a0c81d2e4
  wallet keys create --name \"ada, support\" --role support --cap-grant 500/5000/1000 --cap-refund 500/5000/1000
  wallet keys rotate 3f9a0c81d2e4 --grace 1h

Scopes: read sees balances, statements, transactions and assets; spend takes credits from players; grant gives them
credits, and wallets; operate mints, creates assets, opens wallets in bulk and sees the audit; events follows all that
happens; webhooks has it sent elsewhere; analytics sees the
economy in figures; keys makes, rotates and revokes keys; approve decides what others ask approval for.
None contains another.

Roles: support reads, and gives bonuses, reverses and freezes within its caps, each with a reason and a ticket; economist reads and
sees the economy in figures; operator does everything but approve; approver reads and approves.

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
    /// Give a key another secret and print it, this once; it keeps its id and what it used of its caps
    Rotate(Turning),
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
    /// What it allows: one or more of read, spend, grant, operate, events, webhooks, analytics, keys and approve,
    /// with commas between
    #[arg(long, value_name = "SCOPES", conflicts_with = "role", required_unless_present = "role")]
    scopes: Option<String>,
    /// What its holder does, in the place of scopes: support, economist, operator or approver
    #[arg(long)]
    role: Option<String>,
    /// Of a key of the role support: the most that a bonus may be, all of a day, and a player's of a day, of each asset
    #[arg(long, value_name = "ACTION/DAY/PLAYER")]
    cap_grant: Option<String>,
    /// The same of reversals
    #[arg(long, value_name = "ACTION/DAY/PLAYER")]
    cap_refund: Option<String>,
    /// The same of freezes, in wallets
    #[arg(long, value_name = "ACTION/DAY/PLAYER")]
    cap_freeze: Option<String>,
    /// The largest bonus, purchase or reversal, in minor units, that needs no other's approval [default: none needs one]
    #[arg(long, value_name = "AMOUNT")]
    approval_over: Option<i64>,
    /// The assets that it is for, with commas between [default: all]
    #[arg(long, value_name = "ASSETS", value_delimiter = ',')]
    assets: Vec<String>,
    /// The networks that it may be used from, such as 10.0.0.0/8, with commas between [default: all]
    #[arg(long, value_name = "NETWORKS", value_delimiter = ',')]
    networks: Vec<String>,
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
#[command(after_help = "Examples:\n  wallet keys rotate 3f9a0c81d2e4\n  wallet keys rotate 3f9a0c81d2e4 --grace 1h")]
struct Turning {
    /// The key's id: the 12 digits after wlt_, as `wallet keys list` shows them
    id: String,
    /// For how long the secret before is good yet, such as 1h or 7d, at most a week [default: not at all]
    #[arg(long, value_name = "TIME")]
    grace: Option<String>,
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
        Action::Rotate(turning) => {
            let id = parse_id(&turning.id)?;
            let grace = turning.grace.as_deref().map(parse_grace).transpose()?.unwrap_or_default();
            rotate(&Store::open(url, settings).await?, url, (id, grace)).await
        }
        Action::Revoke(revocation) => {
            let id = parse_id(&revocation.id)?;
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
    match store.keys.create_key_by(key, &by_user()).await.map_err(|error| failed(url, &error))? {
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

/// Gives a key another secret, and prints the key.
async fn rotate(store: &Store, url: &StoreUrl, (id, grace): (ApiKeyId, Duration)) -> Result<(), Failure> {
    let missing = || Failure::Failed(format!("there is no key {id}: wallet keys list shows those that there are"));
    let key = store.keys.find_key(id).await.map_err(|error| failed(url, &error))?.ok_or_else(missing)?;
    let (now, credential) = (SystemClock.now(), Credential { id, ..draw()? });
    let rotation = Rotation { old: key.digest, until: after(now, grace), at: now, by: Some(user_name()) };
    let digest = credential.secret.digest();
    let rotated =
        store.keys.rotate_key(id, digest, &rotation, &by_user()).await.map_err(|error| failed(url, &error))?;
    if rotated.ok_or_else(missing)?.digest != digest {
        return Err(Failure::Failed(format!("key {id} is revoked, or was rotated at this moment: nothing was done")));
    }
    say(&credential.reveal());
    note(&format!(
        "key {id} of {} has another secret; running servers turn the old one away {}",
        key.name,
        if grace.is_zero() { "within 5 seconds".to_owned() } else { format!("from {}", time(rotation.until)) }
    ));
    Ok(())
}

async fn revoke(store: &Store, url: &StoreUrl, id: ApiKeyId) -> Result<(), Failure> {
    let now = SystemClock.now();
    let revoked = store.keys.revoke_key(id, now, &by_user()).await.map_err(|error| failed(url, &error))?;
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
        let role = self.role.as_deref().map(str::parse::<Role>).transpose();
        let role = role.map_err(|error| invalid("--role", error.to_string()))?;
        let scopes = match (&self.scopes, role) {
            (_, Some(role)) => role.scopes(),
            (scopes, None) => {
                let scopes = scopes.as_deref().unwrap_or_default().parse::<Scopes>();
                scopes.map_err(|error| invalid("--scopes", error.to_string()))?
            }
        };
        let terms = self.terms(role)?;
        terms.check_for(scopes).map_err(|error| invalid("--role", error.to_string()))?;
        let life =
            self.expires_in.as_deref().map(|text| parse_life(text).map_err(|reason| invalid("--expires-in", reason)));
        let life = life.transpose()?;
        let credential = draw()?;
        let created_at = SystemClock.now();
        let key = ApiKey {
            id: credential.id,
            name,
            digest: credential.secret.digest(),
            scopes,
            terms: Arc::new(terms),
            created_at,
            expires_at: life.map(|life| after(created_at, life)),
            last_used_at: None,
            revoked_at: None,
            revoked_by: None,
            rotation: None,
        };
        Ok((key, credential))
    }
}

impl Creation {
    /// What it says beside scopes.
    fn terms(&self, role: Option<Role>) -> Result<KeyTerms, Failure> {
        let invalid =
            |option: &str, reason: String| Failure::Settings(InvalidSettings::new(format!("{option}: {reason}")));
        let cap = |option: &str, text: Option<&String>| {
            let cap = text.map(|text| parse_cap(text)).transpose();
            cap.map_err(|reason| invalid(option, reason))
        };
        let caps = Caps {
            grant: cap("--cap-grant", self.cap_grant.as_ref())?,
            refund: cap("--cap-refund", self.cap_refund.as_ref())?,
            freeze: cap("--cap-freeze", self.cap_freeze.as_ref())?,
        };
        let asset = |code: &String| code.parse().map_err(|error: InvalidAsset| invalid("--assets", error.to_string()));
        let network = |text: &String| parse_network(text).map_err(|error| invalid("--networks", error.to_string()));
        Ok(KeyTerms {
            role,
            caps: (caps != Caps::default()).then_some(caps),
            approval_over: self.approval_over,
            assets: self.assets.iter().map(asset).collect::<Result<_, _>>()?,
            networks: self.networks.iter().map(network).collect::<Result<_, _>>()?,
            made_by: Some(user_name()),
        })
    }
}

/// A cap: three numbers with slashes between.
fn parse_cap(text: &str) -> Result<Cap, String> {
    let figures = text.split('/').map(|figure| figure.parse().ok()).collect::<Option<Vec<i64>>>();
    let cap = figures.and_then(|figures| <[i64; 3]>::try_from(figures).ok());
    let cap = cap.and_then(|[action, day, player]| Cap::new(action, day, player).ok());
    cap.ok_or_else(|| format!("{text} must be three whole numbers such as 500/5000/1000: an action, a day, a player"))
}

/// An id, or the id of a whole key, such as one found in a log. A complaint does not repeat the text: it may hold a secret.
fn parse_id(text: &str) -> Result<ApiKeyId, InvalidSettings> {
    let whole = Credential::parse(text).map(|credential| credential.id);
    whole.or_else(|_| ApiKeyId::new(text)).map_err(|error| InvalidSettings::new(format!("ID: {error}")))
}

/// For how long the secret before a rotation is good.
fn parse_grace(text: &str) -> Result<Duration, InvalidSettings> {
    let grace = parse_duration(text, "smhdw").filter(|grace| *grace <= GRACE_MAX);
    grace.ok_or_else(|| {
        InvalidSettings::new(format!(
            "--grace: {text} must be a number of s, m, h, d or w, such as 1h, and at most a week"
        ))
    })
}

/// Who does it, for the list of changes.
fn by_user() -> ChangeNote {
    ChangeNote::of(&Origin::named(&user_name()), None)
}

/// A new key, of random bytes from the operating system.
fn draw() -> Result<Credential, Failure> {
    let mut random = [0; Credential::RANDOM_BYTES];
    getrandom::fill(&mut random)
        .map_err(|error| Failure::Failed(format!("the system gives no random bytes: {error}")))?;
    Ok(Credential::from_random(random))
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
        let parse = |id: String| parse_id(&id);
        for text in [credential.id.to_string(), credential.reveal()] {
            assert_eq!(parse(text), Ok(credential.id));
        }
        let complaint = parse(credential.reveal() + "0").expect_err("too long").to_string();
        assert_eq!(complaint, "ID: An API key's id is 12 hexadecimal digits in lower case.");
    }
}
