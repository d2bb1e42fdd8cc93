//! API keys: what is asked for, and what they may do, as their holders and their makers are told. A secret is told once, when it
//! is made.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wallet_domain::access::{
    ApiKey, Cap as CapOf, Caps as CapsOf, Credential, InvalidTerms, KeyHolder, KeyTerms, Role, Scope, Scopes,
    parse_network,
};
use wallet_domain::{CapKind, CapUsage, Name, Timestamp};

use super::names;
use super::text::{moment, rfc3339};
use crate::http::problem::{Code, Problem};

/// A key's life is at most a hundred years.
const LIFE_MAX_S: i64 = 3_155_760_000;
/// The secret before a rotation is good for a week at most.
const GRACE_MAX_S: i64 = 604_800;

/// `POST /v1/keys`: whose key it is, and what it may do.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateKeyRequest {
    /// Whose key it is, for people; several keys may share a name.
    #[schema(
        min_length = 1,
        max_length = 100,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$",
        example = "ada, support"
    )]
    name: String,
    /// What it allows. A key has scopes or a role.
    #[schema(value_type = Option<Vec<names::Scope>>)]
    scopes: Option<Vec<String>>,
    /// What its holder does, in the place of scopes.
    #[schema(value_type = Option<names::Role>)]
    role: Option<String>,
    /// How much it may do on its own; of the role `support`, which has to have caps.
    caps: Option<Caps>,
    /// The largest bonus, purchase or reversal, in minor units, that needs nobody's approval.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    approval_over: Option<i64>,
    /// The assets that it is for; all if it is not given.
    #[schema(min_items = 1, max_items = 50, example = json!(["GOLD_COINS"]))]
    assets: Option<Vec<String>>,
    /// The networks that it may be used from, such as `10.0.0.0/8`; all if it is not given.
    #[schema(min_items = 1, max_items = 50)]
    networks: Option<Vec<String>>,
    /// For how many seconds it is good; until it is revoked if it is not given.
    #[schema(minimum = 1, maximum = 3_155_760_000_i64)]
    expires_in_s: Option<i64>,
}

/// `POST /v1/keys/{id}/rotate`: what becomes of the secret before.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RotateKeyRequest {
    /// For how many seconds it is good yet; 0 if it is not given: it is turned away at once.
    #[schema(minimum = 0, maximum = 604_800)]
    grace_s: Option<i64>,
}

fn invalid(detail: impl Into<std::borrow::Cow<'static, str>>) -> Problem {
    Problem::new(Code::InvalidKeyTerms, detail)
}

impl From<InvalidTerms> for Problem {
    fn from(error: InvalidTerms) -> Self {
        invalid(format!("{error}."))
    }
}

/// What a list names. One that names nothing would bound nothing, which its writer does not mean.
fn named(member: &str, list: Option<Vec<String>>) -> Result<Vec<String>, Problem> {
    match list {
        Some(list) if list.is_empty() => Err(invalid(format!("{member} names at least one, or is left out for all."))),
        list => Ok(list.unwrap_or_default()),
    }
}

impl CreateKeyRequest {
    /// The key, of random bytes, made now by `maker`.
    pub fn into_key(self, credential: &Credential, now: Timestamp, maker: Name) -> Result<ApiKey, Problem> {
        let name = Name::new(&self.name).map_err(|error| {
            Problem::new(
                Code::InvalidName,
                format!("name must be 1 to {} characters without control characters.", error.max),
            )
        })?;
        let role =
            self.role.as_deref().map(str::parse::<Role>).transpose().map_err(|error| invalid(error.to_string()))?;
        let scopes = match (&self.scopes, role) {
            (Some(scopes), None) => scopes.join(",").parse::<Scopes>().map_err(|error| invalid(error.to_string()))?,
            (None, Some(role)) => role.scopes(),
            _ => return Err(invalid("A key has either scopes or a role.")),
        };
        let caps = self.caps.map(CapsOf::try_from).transpose()?;
        let networks = named("networks", self.networks)?;
        let assets = named("assets", self.assets)?;
        let terms = KeyTerms {
            role,
            caps,
            approval_over: self.approval_over,
            assets: assets.iter().map(|code| Ok(code.parse()?)).collect::<Result<_, Problem>>()?,
            networks: networks.iter().map(|text| Ok(parse_network(text)?)).collect::<Result<_, Problem>>()?,
            made_by: Some(maker),
        };
        terms.check_for(scopes)?;
        if self.expires_in_s.is_some_and(|seconds| !(1..=LIFE_MAX_S).contains(&seconds)) {
            return Err(invalid(format!("expires_in_s must be 1 to {LIFE_MAX_S}.")));
        }
        Ok(ApiKey {
            id: credential.id,
            name,
            digest: credential.secret.digest(),
            scopes,
            terms: Arc::new(terms),
            created_at: now,
            expires_at: self.expires_in_s.map(|seconds| later(now, seconds)),
            last_used_at: None,
            revoked_at: None,
            revoked_by: None,
            rotation: None,
        })
    }
}

impl RotateKeyRequest {
    /// Until when the secret before is good.
    pub fn until(&self, now: Timestamp) -> Result<Timestamp, Problem> {
        match self.grace_s.unwrap_or_default() {
            seconds @ 0..=GRACE_MAX_S => Ok(later(now, seconds)),
            _ => Err(invalid(format!("grace_s must be 0 to {GRACE_MAX_S}."))),
        }
    }
}

fn later(now: Timestamp, seconds: i64) -> Timestamp {
    Timestamp::from_micros(now.as_micros().saturating_add(seconds.saturating_mul(1_000_000)))
}

/// A key as it is told: all but its secret.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListedKey {
    /// Its public name, as logs and transactions have it.
    #[schema(pattern = "^[0-9a-f]{12}$")]
    pub id: String,
    /// Whose key it is.
    pub name: String,
    /// What its holder does; null of a key with scopes of its own.
    #[schema(value_type = Option<names::Role>)]
    pub role: Option<&'static str>,
    /// What it allows.
    #[schema(value_type = Vec<names::Scope>)]
    pub scopes: Vec<&'static str>,
    /// The bounds within which it allows that.
    #[serde(flatten)]
    pub bounds: KeyBounds,
    /// Whether it is good now.
    pub live: bool,
    /// When it was made.
    #[serde(serialize_with = "rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// Who made it; null if that is not known.
    pub made_by: Option<String>,
    /// From when on it is turned away.
    #[serde(serialize_with = "moment")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to a minute.
    #[serde(serialize_with = "moment")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_used_at: Option<Timestamp>,
    /// When it got the secret that it has, if that is not its first.
    #[serde(serialize_with = "moment")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub rotated_at: Option<Timestamp>,
    /// Who rotated it.
    pub rotated_by: Option<String>,
    /// Until when the secret before is good.
    #[serde(serialize_with = "moment")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub old_secret_until: Option<Timestamp>,
    /// When it was revoked.
    #[serde(serialize_with = "moment")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub revoked_at: Option<Timestamp>,
    /// Who revoked it.
    pub revoked_by: Option<String>,
}

/// Every key.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeyList {
    /// By when they were made.
    pub data: Vec<ListedKey>,
}

/// A key and its secret, this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeyWithSecret {
    /// What its holder sends: `Authorization: Bearer` and this.
    #[schema(pattern = "^wlt_[0-9a-f]{12}_[0-9a-f]{64}$")]
    pub secret: String,
    /// The key.
    pub key: ListedKey,
}

impl ListedKey {
    /// As it is told at a moment.
    pub fn of(key: &ApiKey, now: Timestamp) -> Self {
        let text = |name: Option<&Name>| name.map(ToString::to_string);
        let rotation = key.rotation.as_ref();
        Self {
            id: key.id.to_string(),
            name: key.name.to_string(),
            role: key.terms.role.map(Role::name),
            scopes: names_of(key.scopes),
            bounds: KeyBounds::from(&*key.terms),
            live: key.is_live(now),
            created_at: key.created_at,
            made_by: text(key.terms.made_by.as_ref()),
            expires_at: key.expires_at,
            last_used_at: key.last_used_at,
            rotated_at: rotation.map(|rotation| rotation.at),
            rotated_by: text(rotation.and_then(|rotation| rotation.by.as_ref())),
            old_secret_until: rotation.map(|rotation| rotation.until),
            revoked_at: key.revoked_at,
            revoked_by: text(key.revoked_by.as_ref()),
        }
    }
}

/// What the caller may do.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnKey {
    /// The key's id; null where no key was sent and none is asked for.
    #[schema(pattern = "^[0-9a-f]{12}$")]
    pub id: Option<String>,
    /// Whose key it is.
    pub name: String,
    /// What its holder does; null of a key with scopes of its own.
    #[schema(value_type = Option<names::Role>)]
    pub role: Option<&'static str>,
    /// What it allows.
    #[schema(value_type = Vec<names::Scope>)]
    pub scopes: Vec<&'static str>,
    /// The bounds within which it allows that.
    #[serde(flatten)]
    pub bounds: KeyBounds,
    /// What was used of its caps today; null if it has none.
    pub used_today: Option<UsedToday>,
}

/// What a key has used of its caps today.
#[derive(Debug, Serialize, ToSchema)]
pub struct UsedToday {
    /// Of bonuses, by asset.
    pub grant: Vec<UsedAmount>,
    /// Of reversals, by asset.
    pub refund: Vec<UsedAmount>,
    /// How many wallets were frozen.
    pub freeze: i64,
    /// When the day is over.
    #[serde(serialize_with = "rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    pub resets_at: Timestamp,
}

/// What was used of an asset.
#[derive(Debug, Serialize, ToSchema)]
pub struct UsedAmount {
    /// Of which asset.
    pub asset: String,
    /// Minor units.
    pub amount: i64,
}

impl UsedToday {
    /// What there is of it at a moment.
    pub fn of(usage: &CapUsage, now: Timestamp) -> Self {
        let usage = usage.today(now);
        let by_asset =
            |of| usage.used(of).map(|(asset, amount)| UsedAmount { asset: asset.to_owned(), amount }).collect();
        let freeze = usage.used(CapKind::Freeze).map(|(_, wallets)| wallets).sum();
        let (grant, refund) = (by_asset(CapKind::Grant), by_asset(CapKind::Refund));
        Self { grant, refund, freeze, resets_at: CapUsage::resets_at(now) }
    }
}

/// The bounds of a key.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeyBounds {
    /// The assets that it is for; null if it is for all.
    pub assets: Option<Vec<String>>,
    /// The networks that it may be used from; null if it may be from all.
    pub networks: Option<Vec<String>>,
    /// The largest bonus, purchase or reversal, in minor units, that needs nobody's approval; null if none needs it.
    pub approval_over: Option<i64>,
    /// How much it may do on its own; null if it has no caps.
    pub caps: Option<Caps>,
}

/// How much a key may do on its own. What is null it may not do.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Caps {
    /// Bonuses.
    pub grant: Option<Cap>,
    /// Reversals.
    pub refund: Option<Cap>,
    /// Freezes.
    pub freeze: Option<Cap>,
}

/// A cap: minor units of each asset alone, or wallets that are frozen. A day is a UTC day.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Cap {
    /// At most in one action.
    pub action: i64,
    /// At most in a day.
    pub day: i64,
    /// At most for one player in a day.
    pub player: i64,
}

impl OwnKey {
    /// Of whoever may do everything, as no key is asked for.
    pub fn of_anyone() -> Self {
        Self {
            id: None,
            name: "anyone".to_owned(),
            role: None,
            scopes: names_of(Scopes::all()),
            bounds: KeyBounds { assets: None, networks: None, approval_over: None, caps: None },
            used_today: None,
        }
    }

    /// Of a key's holder, by the key's name.
    pub fn of(holder: &KeyHolder, name: &str, used_today: Option<UsedToday>) -> Self {
        Self {
            id: Some(holder.id.to_string()),
            name: name.to_owned(),
            role: holder.terms.role.map(Role::name),
            scopes: names_of(holder.scopes),
            bounds: KeyBounds::from(&*holder.terms),
            used_today,
        }
    }
}

/// The names of scopes.
pub(crate) fn names_of(scopes: Scopes) -> Vec<&'static str> {
    scopes.iter().map(Scope::name).collect()
}

impl From<&KeyTerms> for KeyBounds {
    fn from(terms: &KeyTerms) -> Self {
        Self {
            assets: listed(&terms.assets),
            networks: listed(&terms.networks),
            approval_over: terms.approval_over,
            caps: terms.caps.as_ref().map(Caps::from),
        }
    }
}

fn listed<T: ToString>(all: &[T]) -> Option<Vec<String>> {
    (!all.is_empty()).then(|| all.iter().map(ToString::to_string).collect())
}

impl From<&CapsOf> for Caps {
    fn from(caps: &CapsOf) -> Self {
        let [grant, refund, freeze] = caps.each().map(|cap| cap.map(Cap::from));
        Self { grant, refund, freeze }
    }
}

impl TryFrom<Caps> for CapsOf {
    type Error = Problem;

    fn try_from(Caps { grant, refund, freeze }: Caps) -> Result<Self, Problem> {
        let cap = |cap: Option<Cap>| {
            let cap = cap.map(|Cap { action, day, player }| CapOf::new(action, day, player)).transpose();
            cap.map_err(|error| invalid(error.to_string()))
        };
        Ok(Self { grant: cap(grant)?, refund: cap(refund)?, freeze: cap(freeze)? })
    }
}

impl From<CapOf> for Cap {
    fn from(CapOf { action, day, player }: CapOf) -> Self {
        Self { action, day, player }
    }
}
