//! The port: where keys are kept.

use async_trait::async_trait;

use crate::access::credential::SecretDigest;
use crate::access::key::ApiKey;
use crate::access::rotation::Rotation;
use crate::asset::change::ChangeNote;
use crate::ports::error::StoreError;
use crate::value::key_id::ApiKeyId;
use crate::value::time::Timestamp;

/// Where keys are kept. Every call is safe to repeat.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait ApiKeys: Send + Sync {
    /// Records a key, or leaves the one that has its id as it is. That it was made MUST be in the list of changes by the same
    /// commit, as [`ApiKey::creation`].
    async fn create_key_by(&self, key: &ApiKey, by: &ChangeNote) -> Result<KeyCreation, StoreError>;

    /// The same on the service's own behalf.
    async fn create_key(&self, key: &ApiKey) -> Result<KeyCreation, StoreError> {
        self.create_key_by(key, &ChangeNote::service()).await
    }

    /// Every key, revoked and expired ones too, by when it was made, then by id.
    async fn list_keys(&self) -> Result<Vec<ApiKey>, StoreError>;

    /// The key of that id, whatever became of it.
    async fn find_key(&self, id: ApiKeyId) -> Result<Option<ApiKey>, StoreError>;

    /// Revokes a key for good and answers what it now is; `None` if there is none. A key that was revoked before
    /// MUST keep the time when it was, and by whom. That it was revoked MUST be in the list of changes by the same commit, as
    /// [`ApiKey::revocation`].
    async fn revoke_key(&self, id: ApiKeyId, at: Timestamp, by: &ChangeNote) -> Result<Option<ApiKey>, StoreError>;

    /// Gives a key another secret and returns it; `None` if there is no such key. MUST leave a key as it is that is
    /// revoked, or whose secret is not the rotation's old one: of two rotations at once, one counts. That one MUST be in the
    /// list of changes by the same commit, as [`Rotation::change`].
    async fn rotate_key(
        &self,
        id: ApiKeyId,
        digest: SecretDigest,
        rotation: &Rotation,
        by: &ChangeNote,
    ) -> Result<Option<ApiKey>, StoreError>;

    /// Notes that a key was used. MUST keep the latest time, whatever the order of the calls. An id that there is not
    /// is no error.
    async fn note_use(&self, id: ApiKeyId, at: Timestamp) -> Result<(), StoreError>;
}

/// What came of [`ApiKeys::create_key`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyCreation {
    /// It is there, by this call or by one like it before.
    Created,
    /// Another key has the id.
    IdTaken,
}
