//! API keys: the port `ApiKeys` over the table `api_keys`.

use async_trait::async_trait;
use rusqlite::{Connection, Row, TransactionBehavior, params};
use wallet_domain::access::{ApiKey, ApiKeyId, ApiKeys, KeyCreation, SecretDigest};
use wallet_domain::{Name, StoreError, Timestamp};

use crate::error::Failure;
use crate::row::{moment, moment_if_any, parsed};
use crate::{SqliteLedger, queries, sql};

#[async_trait]
impl ApiKeys for SqliteLedger {
    async fn create_key(&self, key: &ApiKey) -> Result<KeyCreation, StoreError> {
        let key = key.clone();
        self.write(move |connection, _| create(connection, &key)).await
    }

    async fn list_keys(&self) -> Result<Vec<ApiKey>, StoreError> {
        self.read(|snapshot| queries::list(snapshot, sql::LIST_API_KEYS, [], api_key)).await
    }

    async fn find_key(&self, id: ApiKeyId) -> Result<Option<ApiKey>, StoreError> {
        self.read(move |snapshot| find(snapshot, id)).await
    }

    async fn revoke_key(&self, id: ApiKeyId, at: Timestamp) -> Result<Option<ApiKey>, StoreError> {
        self.write(move |connection, _| {
            update(connection, sql::REVOKE_API_KEY, id, at)?;
            find(connection, id)
        })
        .await
    }

    async fn note_use(&self, id: ApiKeyId, at: Timestamp) -> Result<(), StoreError> {
        self.write(move |connection, _| update(connection, sql::NOTE_API_KEY_USE, id, at)).await
    }
}

fn create(connection: &mut Connection, key: &ApiKey) -> Result<KeyCreation, Failure> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let inserted = transaction.prepare_cached(sql::INSERT_API_KEY)?.execute(params![
        key.id.to_string(),
        key.name.as_str(),
        key.digest.as_bytes(),
        key.scopes.to_string(),
        key.created_at.as_micros(),
        key.expires_at.map(Timestamp::as_micros),
        key.last_used_at.map(Timestamp::as_micros),
        key.revoked_at.map(Timestamp::as_micros),
    ])?;
    if inserted == 0 {
        // A commit that failed and was durable all the same is found here by its repetition.
        let is_this = find(&transaction, key.id)?.is_some_and(|there| there.digest == key.digest);
        return Ok(if is_this { KeyCreation::Created } else { KeyCreation::IdTaken });
    }
    transaction.commit().map_err(Failure::Commit)?;
    Ok(KeyCreation::Created)
}

fn update(connection: &mut Connection, sql: &str, id: ApiKeyId, at: Timestamp) -> Result<(), Failure> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.prepare_cached(sql)?.execute(params![id.to_string(), at.as_micros()])?;
    transaction.commit().map_err(Failure::Commit)
}

fn find(connection: &Connection, id: ApiKeyId) -> Result<Option<ApiKey>, Failure> {
    queries::find(connection, sql::FIND_API_KEY, [id.to_string()], api_key)
}

/// A key: id, name, digest, scopes, created_at, expires_at, last_used_at, revoked_at.
fn api_key(row: &Row<'_>) -> Result<ApiKey, Failure> {
    Ok(ApiKey {
        id: parsed(row, 0, "an API key's id", |text: String| ApiKeyId::new(&text))?,
        name: parsed(row, 1, "an API key's name", |text: String| Name::new(&text))?,
        digest: SecretDigest::from_bytes(row.get(2)?),
        scopes: parsed(row, 3, "an API key's scopes", |text: String| text.parse())?,
        created_at: moment(row, 4)?,
        expires_at: moment_if_any(row, 5)?,
        last_used_at: moment_if_any(row, 6)?,
        revoked_at: moment_if_any(row, 7)?,
    })
}
