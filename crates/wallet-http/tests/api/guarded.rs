//! A server that asks for API keys, and what is told to whom it turns away.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use wallet_domain::access::{ApiKey, ApiKeyId, ApiKeys, KeyCreation, Rotation, SecretDigest};
use wallet_domain::testing::{MemoryApprovals, MemoryKeys, SetClock};
use wallet_domain::{ChangeNote, StoreError, StoreErrorKind, Timestamp};
use wallet_http::http::access::KeyPolicy;

use crate::server::{Parts, TestServer, asker, demo_ledger, failure, waiting};
use harness::http::{Request, Response};

/// The moment that its clock shows.
pub(crate) const NOW: i64 = 1_700_000_000_000_000;

/// A store of keys that counts, remembers and can fail.
#[derive(Default)]
pub(crate) struct WatchedKeys {
    inner: MemoryKeys,
    pub(crate) found: AtomicUsize,
    pub(crate) noted: Mutex<Vec<Timestamp>>,
    pub(crate) is_down: AtomicBool,
}

#[async_trait]
impl ApiKeys for WatchedKeys {
    async fn create_key_by(&self, key: &ApiKey, by: &ChangeNote) -> Result<KeyCreation, StoreError> {
        self.inner.create_key_by(key, by).await
    }

    async fn list_keys(&self) -> Result<Vec<ApiKey>, StoreError> {
        self.inner.list_keys().await
    }

    async fn find_key(&self, id: ApiKeyId) -> Result<Option<ApiKey>, StoreError> {
        self.found.fetch_add(1, Ordering::SeqCst);
        if self.is_down.load(Ordering::SeqCst) {
            Err(failure(StoreErrorKind::Unavailable))
        } else {
            self.inner.find_key(id).await
        }
    }

    async fn revoke_key(&self, id: ApiKeyId, at: Timestamp, by: &ChangeNote) -> Result<Option<ApiKey>, StoreError> {
        self.inner.revoke_key(id, at, by).await
    }

    async fn rotate_key(
        &self,
        id: ApiKeyId,
        digest: SecretDigest,
        rotation: &Rotation,
        by: &ChangeNote,
    ) -> Result<Option<ApiKey>, StoreError> {
        self.inner.rotate_key(id, digest, rotation, by).await
    }

    async fn note_use(&self, id: ApiKeyId, at: Timestamp) -> Result<(), StoreError> {
        self.noted.lock().expect("no test panics with it").push(at);
        self.inner.note_use(id, at).await
    }
}

/// A key's id, and what its holder sends.
pub(crate) type Made = (ApiKeyId, String);

/// A server that asks for keys, and where they are kept.
pub(crate) struct Guarded {
    pub(crate) server: TestServer,
    pub(crate) keys: Arc<WatchedKeys>,
    pub(crate) clock: Arc<SetClock>,
}

impl Guarded {
    pub(crate) fn start(policy: KeyPolicy, key_life: Duration) -> Self {
        Self::start_with(|parts| {
            parts.policy = policy;
            parts.http.key_life = key_life;
        })
    }

    /// One with other settings.
    pub(crate) fn start_with(set: impl FnOnce(&mut Parts)) -> Self {
        let (ledger, clock) = (demo_ledger(), Arc::new(SetClock::at(NOW)));
        let keys = Arc::new(WatchedKeys { inner: MemoryKeys::of([asker()]).beside(&ledger), ..WatchedKeys::default() });
        let approvals = Arc::new(MemoryApprovals::of(waiting()).beside(&ledger));
        let mut parts = Parts { keys: keys.clone(), clock: clock.clone(), approvals, ..Parts::of(&ledger) };
        set(&mut parts);
        Self { server: TestServer::start(parts), keys, clock }
    }

    /// A server that believes for long what it has read.
    pub(crate) fn required() -> Self {
        Self::start(KeyPolicy::Required, Duration::from_hours(1))
    }

    pub(crate) fn create(&self, (key, text): (ApiKey, String)) -> Made {
        self.server.block_on(self.keys.create_key(&key)).expect("memory works");
        (key.id, text)
    }

    pub(crate) fn send(&self, request: &Request, key: &str) -> Response {
        self.server.send(&request.clone().header("Authorization", &format!("Bearer {key}")))
    }

    pub(crate) fn get(&self, key: &str) -> Response {
        self.send(&Request::get("/v1/wallets/user_001"), key)
    }
}

/// That a caller is turned away, with just that sentence and how to come in.
#[track_caller]
pub(crate) fn assert_unauthorized(answer: &Response, detail: &str, what: &str) {
    let problem = answer.problem(401, "unauthorized");
    assert_eq!(
        (problem["detail"].as_str(), answer.header("www-authenticate")),
        (Some(detail), Some("Bearer")),
        "{what}"
    );
}
