//! API keys: the port `ApiKeys` over the table `api_keys`. Each call is one statement, so one commit.

use std::sync::Arc;

use async_trait::async_trait;
use tokio_postgres::Row;
use wallet_domain::access::{ApiKey, ApiKeyId, ApiKeys, KeyCreation, KeyTerms, Rotation, SecretDigest};
use wallet_domain::{Name, StoreError, Timestamp};

use crate::PgLedger;
use crate::columns::Params;
use crate::error::Failure;
use crate::rows::{parse, timestamp, timestamp_if_any, to_system_time};
use crate::sql::{FIND_API_KEY, INSERT_API_KEY, LIST_API_KEYS, NOTE_API_KEY_USE, REVOKE_API_KEY, ROTATE_API_KEY};

#[async_trait]
impl ApiKeys for PgLedger {
    async fn create_key(&self, key: &ApiKey) -> Result<KeyCreation, StoreError> {
        let digest: &[u8] = key.digest.as_bytes();
        let moment = |at: Option<Timestamp>| at.map(to_system_time);
        let (created, expires) = (to_system_time(key.created_at), moment(key.expires_at));
        let (used, revoked) = (moment(key.last_used_at), moment(key.revoked_at));
        let (id, scopes) = (key.id.to_string(), key.scopes.to_string());
        let (terms, rotation) = (key.terms.to_json(), key.rotation.as_ref().map(Rotation::to_json));
        let revoked_by = key.revoked_by.as_ref().map(Name::as_str);
        let name = key.name.as_str();
        let params: Params<'_, 11> =
            [&id, &name, &digest, &scopes, &created, &expires, &used, &revoked, &terms, &revoked_by, &rotation];
        if !self.write(INSERT_API_KEY, &params).await?.is_empty() {
            return Ok(KeyCreation::Created);
        }
        // A call whose answer was lost is found here by its repetition.
        let is_this = self.find_key(key.id).await?.is_some_and(|there| there.digest == key.digest);
        Ok(if is_this { KeyCreation::Created } else { KeyCreation::IdTaken })
    }

    async fn list_keys(&self) -> Result<Vec<ApiKey>, StoreError> {
        let rows = self.read(LIST_API_KEYS, &[]).await?;
        rows.iter().map(api_key).collect::<Result<_, _>>().map_err(Failure::into_store_error)
    }

    async fn find_key(&self, id: ApiKeyId) -> Result<Option<ApiKey>, StoreError> {
        let rows = self.read(FIND_API_KEY, &[&id.to_string()]).await?;
        rows.first().map(api_key).transpose().map_err(Failure::into_store_error)
    }

    async fn revoke_key(&self, id: ApiKeyId, at: Timestamp, by: &Name) -> Result<Option<ApiKey>, StoreError> {
        self.write(REVOKE_API_KEY, &[&id.to_string(), &to_system_time(at), &by.as_str()]).await?;
        self.find_key(id).await
    }

    async fn rotate_key(
        &self,
        id: ApiKeyId,
        digest: SecretDigest,
        rotation: &Rotation,
    ) -> Result<Option<ApiKey>, StoreError> {
        let (new, old): (&[u8], &[u8]) = (digest.as_bytes(), rotation.old.as_bytes());
        self.write(ROTATE_API_KEY, &[&id.to_string(), &new, &rotation.to_json(), &old]).await?;
        self.find_key(id).await
    }

    async fn note_use(&self, id: ApiKeyId, at: Timestamp) -> Result<(), StoreError> {
        self.write(NOTE_API_KEY_USE, &[&id.to_string(), &to_system_time(at)]).await.map(|_| ())
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
