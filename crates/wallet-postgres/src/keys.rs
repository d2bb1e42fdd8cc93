//! API keys: the port `ApiKeys` over the table `api_keys`. What is done to a key is one commit with its row among the changes,
//! which are made one after the other.

use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;
use tokio_postgres::Row;
use wallet_domain::access::{ApiKey, ApiKeyId, ApiKeys, KeyCreation, KeyTerms, Rotation, SecretDigest};
use wallet_domain::{ChangeNote, Name, StoreError, Timestamp};

use crate::PgLedger;
use crate::columns::Params;
use crate::error::Failure;
use crate::lanes::lock_first_lane;
use crate::pool::Lent;
use crate::registry::insert_change;
use crate::rows::{parse, timestamp, timestamp_if_any, to_system_time};
use crate::sql::{FIND_API_KEY, INSERT_API_KEY, LIST_API_KEYS, NOTE_API_KEY_USE, REVOKE_API_KEY, ROTATE_API_KEY};
use crate::tx::{self, End};

#[async_trait]
impl ApiKeys for PgLedger {
    async fn create_key_by(&self, key: &ApiKey, by: &ChangeNote) -> Result<KeyCreation, StoreError> {
        let is_new = self.run_tx("create_key", |connection| self.create_key_on(connection, key, by)).await?;
        // A call whose answer was lost is found here by its repetition.
        if is_new { Ok(KeyCreation::Created) } else { self.whether_kept(key).await }
    }

    async fn list_keys(&self) -> Result<Vec<ApiKey>, StoreError> {
        let rows = self.read(LIST_API_KEYS, &[]).await?;
        rows.iter().map(api_key).collect::<Result<_, _>>().map_err(Failure::into_store_error)
    }

    async fn find_key(&self, id: ApiKeyId) -> Result<Option<ApiKey>, StoreError> {
        let rows = self.read(FIND_API_KEY, &[&id.to_string()]).await?;
        rows.first().map(api_key).transpose().map_err(Failure::into_store_error)
    }

    async fn revoke_key(&self, id: ApiKeyId, at: Timestamp, by: &ChangeNote) -> Result<Option<ApiKey>, StoreError> {
        self.run_tx("revoke_key", |connection| async move {
            lock_first_lane(&connection).await?;
            let (at, who) = (to_system_time(at), by.person());
            if !tx::write(&connection, REVOKE_API_KEY, &[&id.to_string(), &at, &who.as_str()]).await?.is_empty() {
                let now = self.clock.now(&connection).await?;
                insert_change(&connection, now, by, &ApiKey::revocation(id)).await?;
            }
            Ok(End::Commit(connection, ()))
        })
        .await?;
        self.find_key(id).await
    }

    async fn rotate_key(
        &self,
        id: ApiKeyId,
        digest: SecretDigest,
        rotation: &Rotation,
        by: &ChangeNote,
    ) -> Result<Option<ApiKey>, StoreError> {
        self.run_tx("rotate_key", |connection| async move {
            lock_first_lane(&connection).await?;
            let rows = tx::write(&connection, FIND_API_KEY, &[&id.to_string()]).await?;
            let before = rows.first().map(api_key).transpose()?.and_then(|key| key.rotation);
            let (new, old): (&[u8], &[u8]) = (digest.as_bytes(), rotation.old.as_bytes());
            let params: Params<'_, 4> = [&id.to_string(), &new, &rotation.to_json(), &old];
            if !tx::write(&connection, ROTATE_API_KEY, &params).await?.is_empty() {
                let now = self.clock.now(&connection).await?;
                insert_change(&connection, now, by, &rotation.change(id, before.as_ref())).await?;
            }
            Ok(End::Commit(connection, ()))
        })
        .await?;
        self.find_key(id).await
    }

    async fn note_use(&self, id: ApiKeyId, at: Timestamp) -> Result<(), StoreError> {
        self.write(NOTE_API_KEY_USE, &[&id.to_string(), &to_system_time(at)]).await.map(|_| ())
    }
}

impl PgLedger {
    /// Inserts a key, and records that; whether it was not there.
    async fn create_key_on(&self, connection: Lent, key: &ApiKey, by: &ChangeNote) -> Result<End<bool>, Failure> {
        lock_first_lane(&connection).await?;
        if tx::write(&connection, INSERT_API_KEY, &KeyColumns::of(key).params()).await?.is_empty() {
            return Ok(End::RollBack(connection, false));
        }
        insert_change(&connection, self.clock.now(&connection).await?, by, &key.creation()).await?;
        Ok(End::Commit(connection, true))
    }

    /// Whether the key that has its id is this one.
    pub(crate) async fn whether_kept(&self, key: &ApiKey) -> Result<KeyCreation, StoreError> {
        let is_this = self.find_key(key.id).await?.is_some_and(|there| there.digest == key.digest);
        Ok(if is_this { KeyCreation::Created } else { KeyCreation::IdTaken })
    }
}

/// The parameters of `insert_api_key`.
pub(crate) struct KeyColumns<'a> {
    id: String,
    name: &'a str,
    digest: &'a [u8],
    scopes: String,
    moments: [Option<SystemTime>; 4],
    terms: Option<String>,
    revoked_by: Option<&'a str>,
    rotation: Option<String>,
}

impl<'a> KeyColumns<'a> {
    pub(crate) fn of(key: &'a ApiKey) -> Self {
        let moments = [Some(key.created_at), key.expires_at, key.last_used_at, key.revoked_at];
        Self {
            id: key.id.to_string(),
            name: key.name.as_str(),
            digest: key.digest.as_bytes(),
            scopes: key.scopes.to_string(),
            moments: moments.map(|at| at.map(to_system_time)),
            terms: key.terms.to_json(),
            revoked_by: key.revoked_by.as_ref().map(Name::as_str),
            rotation: key.rotation.as_ref().map(Rotation::to_json),
        }
    }

    pub(crate) fn params(&self) -> Params<'_, 11> {
        let Self { id, name, digest, scopes, moments: [created, expires, used, revoked], terms, revoked_by, rotation } =
            self;
        [id, name, digest, scopes, created, expires, used, revoked, terms, revoked_by, rotation]
    }
}

/// A row of `api_keys`.
pub(crate) fn api_key(row: &Row) -> Result<ApiKey, Failure> {
    Ok(ApiKey {
        id: parse(row, "id", ApiKeyId::new)?,
        name: parse(row, "name", Name::new)?,
        digest: SecretDigest::from_bytes(parse(row, "digest", |bytes: &[u8]| bytes.try_into())?),
        scopes: parse(row, "scopes", str::parse)?,
        created_at: timestamp(row, "created_at")?,
        expires_at: timestamp_if_any(row, "expires_at")?,
        last_used_at: timestamp_if_any(row, "last_used_at")?,
        revoked_at: timestamp_if_any(row, "revoked_at")?,
        terms: Arc::new(parse(row, "terms", KeyTerms::from_json)?),
        revoked_by: parse(row, "revoked_by", |by: Option<&str>| by.map(Name::new).transpose())?,
        rotation: parse(row, "rotation", |json: Option<&str>| json.map(Rotation::from_json).transpose())?,
    })
}
