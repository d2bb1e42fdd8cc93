//! API keys: the port `ApiKeys` over the table `api_keys`. What is done to a key is one commit with its row
//! among the changes.

use std::sync::Arc;

use async_trait::async_trait;
use rusqlite::{Connection, Row, Transaction as WriteTransaction, params};
use wallet_domain::access::{ApiKey, ApiKeyId, ApiKeys, KeyCreation, KeyTerms, Rotation, SecretDigest};
use wallet_domain::{ChangeNote, Name, StoreError, Timestamp};

use crate::error::Failure;
use crate::registry::insert_change;
use crate::rows::{moment, moment_if_any, parsed};
use crate::tx::{self, End};
use crate::{SqliteLedger, sql};

#[async_trait]
impl ApiKeys for SqliteLedger {
    async fn create_key_by(&self, key: &ApiKey, by: &ChangeNote) -> Result<KeyCreation, StoreError> {
        let (key, by) = (key.clone(), by.clone());
        self.run_tx("create_key", move |transaction, clock| {
            if insert(transaction, &key)? {
                insert_change(transaction, None, clock.now(), &by, &key.creation())?;
                return Ok(End::Commit(KeyCreation::Created));
            }
            // A commit that failed and was durable all the same is found here by its repetition.
            whether_kept(transaction, &key).map(End::RollBack)
        })
        .await
    }

    async fn list_keys(&self) -> Result<Vec<ApiKey>, StoreError> {
        self.read(|snapshot| tx::list(snapshot, sql::LIST_API_KEYS, [], api_key)).await
    }

    async fn find_key(&self, id: ApiKeyId) -> Result<Option<ApiKey>, StoreError> {
        self.read(move |snapshot| find(snapshot, id)).await
    }

    async fn revoke_key(&self, id: ApiKeyId, at: Timestamp, by: &ChangeNote) -> Result<Option<ApiKey>, StoreError> {
        let by = by.clone();
        self.run_tx("revoke_key", move |transaction, clock| {
            if revoke(transaction, id, at, Some(&by.person()))? {
                insert_change(transaction, None, clock.now(), &by, &ApiKey::revocation(id))?;
            }
            find(transaction, id).map(End::Commit)
        })
        .await
    }

    async fn rotate_key(
        &self,
        id: ApiKeyId,
        digest: SecretDigest,
        rotation: &Rotation,
        by: &ChangeNote,
    ) -> Result<Option<ApiKey>, StoreError> {
        let (rotation, by) = (rotation.clone(), by.clone());
        self.run_tx("rotate_key", move |transaction, clock| {
            let before = find(transaction, id)?.and_then(|key| key.rotation);
            if rotate(transaction, id, digest, &rotation)? {
                insert_change(transaction, None, clock.now(), &by, &rotation.change(id, before.as_ref()))?;
            }
            find(transaction, id).map(End::Commit)
        })
        .await
    }

    async fn note_use(&self, id: ApiKeyId, at: Timestamp) -> Result<(), StoreError> {
        self.run_tx("note_use", move |transaction, _| note_use(transaction, id, at).map(End::Commit)).await
    }
}

/// Keeps a key of a copied ledger as it is by now, or brings the one that is there to that.
pub(crate) fn import(transaction: &WriteTransaction<'_>, key: &ApiKey) -> Result<KeyCreation, Failure> {
    // One that a run before has copied may have been rotated, used or revoked since.
    if let Some(rotation) = &key.rotation {
        rotate(transaction, key.id, key.digest, rotation)?;
    }
    insert(transaction, key)?;
    if let Some(at) = key.last_used_at {
        note_use(transaction, key.id, at)?;
    }
    if let Some(at) = key.revoked_at {
        revoke(transaction, key.id, at, key.revoked_by.as_ref())?;
    }
    whether_kept(transaction, key)
}

/// Whether it was not there.
fn insert(transaction: &WriteTransaction<'_>, key: &ApiKey) -> Result<bool, Failure> {
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
    Ok(inserted > 0)
}

/// Whether it was not revoked before.
fn revoke(transaction: &WriteTransaction<'_>, id: ApiKeyId, at: Timestamp, by: Option<&Name>) -> Result<bool, Failure> {
    let params = params![id.to_string(), at.as_micros(), by.map(Name::as_str)];
    Ok(transaction.prepare_cached(sql::REVOKE_API_KEY)?.execute(params)? > 0)
}

/// Whether the rotation counts.
fn rotate(
    transaction: &WriteTransaction<'_>,
    id: ApiKeyId,
    digest: SecretDigest,
    rotation: &Rotation,
) -> Result<bool, Failure> {
    let params = params![id.to_string(), digest.as_bytes(), rotation.to_json(), rotation.old.as_bytes()];
    Ok(transaction.prepare_cached(sql::ROTATE_API_KEY)?.execute(params)? > 0)
}

fn note_use(transaction: &WriteTransaction<'_>, id: ApiKeyId, at: Timestamp) -> Result<(), Failure> {
    transaction.prepare_cached(sql::NOTE_API_KEY_USE)?.execute(params![id.to_string(), at.as_micros()])?;
    Ok(())
}

/// Whether the key that has its id is this one.
fn whether_kept(connection: &Connection, key: &ApiKey) -> Result<KeyCreation, Failure> {
    let is_this = find(connection, key.id)?.is_some_and(|there| there.digest == key.digest);
    Ok(if is_this { KeyCreation::Created } else { KeyCreation::IdTaken })
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
