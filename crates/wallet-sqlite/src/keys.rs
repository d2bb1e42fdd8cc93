//! API keys: the port `ApiKeys` over the table `api_keys`.

use std::sync::Arc;

use async_trait::async_trait;
use rusqlite::{Connection, Row, Transaction as WriteTransaction, params};
use wallet_domain::access::{ApiKey, ApiKeyId, ApiKeys, KeyCreation, KeyTerms, Rotation, SecretDigest};
use wallet_domain::{Name, StoreError, Timestamp};

use crate::error::Failure;
use crate::rows::{moment, moment_if_any, parsed};
use crate::tx::{self, End};
use crate::{SqliteLedger, sql};

#[async_trait]
impl ApiKeys for SqliteLedger {
    async fn create_key(&self, key: &ApiKey) -> Result<KeyCreation, StoreError> {
        let key = key.clone();
        self.run_tx("create_key", move |transaction, _| create(transaction, &key)).await
    }

    async fn list_keys(&self) -> Result<Vec<ApiKey>, StoreError> {
        self.read(|snapshot| tx::list(snapshot, sql::LIST_API_KEYS, [], api_key)).await
    }

    async fn find_key(&self, id: ApiKeyId) -> Result<Option<ApiKey>, StoreError> {
        self.read(move |snapshot| find(snapshot, id)).await
    }

    async fn revoke_key(&self, id: ApiKeyId, at: Timestamp, by: &Name) -> Result<Option<ApiKey>, StoreError> {
        let by = by.clone();
        self.run_tx("revoke_key", move |transaction, _| {
            let params = params![id.to_string(), at.as_micros(), by.as_str()];
            transaction.prepare_cached(sql::REVOKE_API_KEY)?.execute(params)?;
            find(transaction, id).map(End::Commit)
        })
        .await
    }

    async fn rotate_key(
        &self,
        id: ApiKeyId,
        digest: SecretDigest,
        rotation: &Rotation,
    ) -> Result<Option<ApiKey>, StoreError> {
        let rotation = rotation.clone();
        self.run_tx("rotate_key", move |transaction, _| {
            let params = params![id.to_string(), digest.as_bytes(), rotation.to_json(), rotation.old.as_bytes()];
            transaction.prepare_cached(sql::ROTATE_API_KEY)?.execute(params)?;
            find(transaction, id).map(End::Commit)
        })
        .await
    }

    async fn note_use(&self, id: ApiKeyId, at: Timestamp) -> Result<(), StoreError> {
        self.run_tx("note_use", move |transaction, _| {
            let params = params![id.to_string(), at.as_micros()];
            transaction.prepare_cached(sql::NOTE_API_KEY_USE)?.execute(params)?;
            Ok(End::Commit(()))
        })
        .await
    }
}

fn create(transaction: &WriteTransaction<'_>, key: &ApiKey) -> Result<End<KeyCreation>, Failure> {
    let inserted = transaction.prepare_cached(sql::INSERT_API_KEY)?.execute(params![
        key.id.to_string(),
        key.name.as_str(),
        key.digest.as_bytes(),
        key.scopes.to_string(),
        key.created_at.as_micros(),
        key.expires_at.map(Timestamp::as_micros),
        key.last_used_at.map(Timestamp::as_micros),
        key.revoked_at.map(Timestamp::as_micros),
        key.terms.to_json(),
        key.revoked_by.as_ref().map(Name::as_str),
        key.rotation.as_ref().map(Rotation::to_json),
    ])?;
    if inserted == 0 {
        // A commit that failed and was durable all the same is found here by its repetition.
        let is_this = find(transaction, key.id)?.is_some_and(|there| there.digest == key.digest);
        return Ok(End::RollBack(if is_this { KeyCreation::Created } else { KeyCreation::IdTaken }));
    }
    Ok(End::Commit(KeyCreation::Created))
}

fn find(connection: &Connection, id: ApiKeyId) -> Result<Option<ApiKey>, Failure> {
    tx::find(connection, sql::FIND_API_KEY, [id.to_string()], api_key)
}

/// A key: id, name, digest, scopes, created_at, expires_at, last_used_at, revoked_at, terms, revoked_by,
/// rotation.
pub(crate) fn api_key(row: &Row<'_>) -> Result<ApiKey, Failure> {
    Ok(ApiKey {
        id: parsed(row, 0, "an API key's id", |text: String| ApiKeyId::new(&text))?,
        name: parsed(row, 1, "an API key's name", |text: String| Name::new(&text))?,
        digest: SecretDigest::from_bytes(row.get(2)?),
        scopes: parsed(row, 3, "an API key's scopes", |text: String| text.parse())?,
        created_at: moment(row, 4)?,
        expires_at: moment_if_any(row, 5)?,
        last_used_at: moment_if_any(row, 6)?,
        revoked_at: moment_if_any(row, 7)?,
        terms: parsed(row, 8, "an API key's terms", |json: Option<String>| KeyTerms::from_json(json.as_deref()))
            .map(Arc::new)?,
        revoked_by: parsed(row, 9, "who revoked an API key", |by: Option<String>| {
            by.as_deref().map(Name::new).transpose()
        })?,
        rotation: parsed(row, 10, "an API key's rotation", |json: Option<String>| {
            json.as_deref().map(Rotation::from_json).transpose()
        })?,
    })
}
