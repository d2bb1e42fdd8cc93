//! The key ring: the keys that were used lately, so that a request costs a look into memory and a hash.
//!
//! A key is believed for its life ([`KeyBelief`]) after it was read, so a revocation
//! takes effect within that time on every server. A key in use is read anew in a fifth of it, beside the requests. Only
//! keys that the store has are remembered: no caller can make the ring grow. Ids that were never seen cost a look-up
//! each: a few at a time, with turns of their own, so that made-up ids do not hold up those whose key is there; and not
//! more from one address than `rates` lets through.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use actix_web::http::header::HeaderMap;
use tokio::sync::Semaphore;
use wallet_domain::access::{ApiKey, ApiKeyId, ApiKeys, Credential, Denial};
use wallet_domain::{Bounds, Clock, Origin, Timestamp};

use super::{Caller, KeyPolicy, find_credential, missing};
use crate::http::deadline::within;
use crate::http::problem::Problem;

/// How many requests look keys up at once, that were seen before or never; the others wait for their turn, and may find
/// that it was done for them.
const LOOKUPS_MAX: usize = 4;
/// Into how many parts a key's life is divided; after the first it is read anew.
const LIFE_PARTS: u32 = 5;
/// How often at most a key's use is noted.
const NOTE_INTERVAL_US: i64 = 60_000_000;

/// The keys that were used lately.
pub(crate) struct KeyRing {
    keys: Arc<dyn ApiKeys>,
    clock: Arc<dyn Clock>,
    policy: KeyPolicy,
    life: Duration,
    patience: Duration,
    known: RwLock<HashMap<ApiKeyId, Arc<Known>>>,
    turns: Semaphore,
    turns_of_unseen: Semaphore,
}

/// A key as it was read.
struct Known {
    key: ApiKey,
    /// The origin that its commands record.
    origin: Arc<Origin>,
    /// When it was asked for: what the store says of it is not older.
    read_at: Instant,
    is_being_read: AtomicBool,
    /// When its use was noted last, in microseconds since 1970.
    noted_us: AtomicI64,
}

/// The ring's judgement of a request, without a look into the store.
pub(crate) enum Judged {
    /// The caller is known.
    Admitted(Caller),
    /// The caller is turned away, with the reason.
    Refused(Problem),
    /// The key has to be looked up again.
    Stale(Credential),
    /// The key has to be looked up, and may well not be there.
    Unseen(Credential),
}

/// How keys are believed.
pub(crate) struct KeyBelief {
    /// Whether a request may come without one.
    pub(crate) policy: KeyPolicy,
    /// For how long what was read of one holds.
    pub(crate) life: Duration,
    /// How long a read may take.
    pub(crate) patience: Duration,
}

impl KeyRing {
    /// A ring with the keys that there are at the start.
    pub(crate) fn new(
        keys: Arc<dyn ApiKeys>,
        at_start: &[ApiKey],
        clock: Arc<dyn Clock>,
        KeyBelief { policy, life, patience }: KeyBelief,
    ) -> Self {
        let ring = Self {
            keys,
            clock,
            policy,
            life,
            patience,
            known: RwLock::default(),
            turns: Semaphore::new(LOOKUPS_MAX),
            turns_of_unseen: Semaphore::new(LOOKUPS_MAX),
        };
        let now = Instant::now();
        for key in at_start {
            ring.put(key.clone(), now);
        }
        ring
    }

    /// Whether a request may come without a key.
    pub(crate) fn policy(&self) -> KeyPolicy {
        self.policy
    }

    /// Judges a request by its headers, without waiting.
    pub(crate) fn judge(self: &Arc<Self>, headers: &HeaderMap) -> Judged {
        let credential = match find_credential(headers) {
            Ok(Some(credential)) => credential,
            Ok(None) => {
                return match self.policy {
                    KeyPolicy::Optional => Judged::Admitted(Caller::Anyone),
                    KeyPolicy::Required => Judged::Refused(missing()),
                };
            }
            Err(problem) => return Judged::Refused(problem),
        };
        self.judge_key(credential)
    }

    /// Judges a key, without waiting.
    fn judge_key(self: &Arc<Self>, credential: Credential) -> Judged {
        let Some(known) = self.find(credential.id) else {
            return if self.has_seen(credential.id) { Judged::Stale(credential) } else { Judged::Unseen(credential) };
        };
        if known.read_at.elapsed() >= self.life / LIFE_PARTS {
            self.read_anew(&known);
        }
        self.admit(&known, &credential).map_or_else(|denial| Judged::Refused(denial.into()), Judged::Admitted)
    }

    /// Looks a key up that the ring does not know, and judges by it.
    pub(crate) async fn look_up(self: &Arc<Self>, credential: &Credential) -> Result<Caller, Problem> {
        let looked_up = async {
            let turns = if self.has_seen(credential.id) { &self.turns } else { &self.turns_of_unseen };
            let _turn = turns.acquire().await.expect("nobody closes it");
            // The request that had the turn before may have looked for the same key.
            if let Some(known) = self.find(credential.id) {
                return Ok(Some(known));
            }
            let read_at = Instant::now();
            let found = self.keys.find_key(credential.id).await?;
            if found.is_none() {
                self.forget(credential.id);
            }
            Ok(found.map(|key| self.put(key, read_at)))
        };
        let known = within(self.patience, looked_up).await?;
        let known = known.ok_or(Denial::Unknown(credential.id))?;
        Ok(self.admit(&known, credential)?)
    }

    /// Judges a key, and looks it up if need be.
    pub(super) async fn check(self: &Arc<Self>, credential: &Credential) -> Result<Caller, Problem> {
        match self.judge_key(*credential) {
            Judged::Admitted(caller) => Ok(caller),
            Judged::Refused(problem) => Err(problem),
            Judged::Stale(credential) | Judged::Unseen(credential) => self.look_up(&credential).await,
        }
    }

    fn admit(self: &Arc<Self>, known: &Known, credential: &Credential) -> Result<Caller, Denial> {
        let now = self.clock.now();
        let holder = known.key.admit(&credential.secret, now)?;
        self.note_use(known, now);
        Ok(Caller::Holder(holder, known.origin.clone()))
    }

    /// The key, if it was read lately enough to be believed.
    fn find(&self, id: ApiKeyId) -> Option<Arc<Known>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.get(&id).filter(|known| known.read_at.elapsed() < self.life).cloned()
    }

    /// Whether the store has had it.
    fn has_seen(&self, id: ApiKeyId) -> bool {
        self.known.read().unwrap_or_else(PoisonError::into_inner).contains_key(&id)
    }

    /// Remembers what was read, unless something newer was meanwhile; answers what is remembered now.
    fn put(&self, key: ApiKey, read_at: Instant) -> Arc<Known> {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let before = known.get(&key.id);
        if let Some(newer) = before.filter(|before| before.read_at > read_at) {
            return newer.clone();
        }
        let noted_before = before.map_or(0, |before| before.noted_us.load(Ordering::Relaxed));
        let noted_us = key.last_used_at.map_or(0, Timestamp::as_micros).max(noted_before);
        let id = key.id;
        let bounds = Bounds { caps: key.terms.caps, approval_over: key.terms.approval_over };
        let origin = Origin::of_key(key.id, &key.name).within(bounds);
        let read =
            Known { key, origin, read_at, is_being_read: AtomicBool::new(false), noted_us: AtomicI64::new(noted_us) };
        let read = Arc::new(read);
        known.insert(id, read.clone());
        read
    }

    fn forget(&self, id: ApiKeyId) {
        self.known.write().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }

    /// Has a key read anew, once, while requests go on by what is known of it. If it fails the next request tries
    /// again, and at the end of the key's life they wait for it.
    fn read_anew(self: &Arc<Self>, known: &Arc<Known>) {
        if known.is_being_read.swap(true, Ordering::Relaxed) {
            return;
        }
        let (ring, known) = (self.clone(), known.clone());
        tokio::spawn(async move {
            let read_at = Instant::now();
            match within(ring.patience, ring.keys.find_key(known.key.id)).await {
                Ok(Some(key)) => {
                    ring.put(key, read_at);
                }
                Ok(None) => ring.forget(known.key.id),
                Err(problem) => {
                    tracing::debug!(api_key = %known.key.id, %problem, "an API key could not be read anew");
                    known.is_being_read.store(false, Ordering::Relaxed);
                }
            }
        });
    }

    /// Has a key's use noted, now and then and beside the requests. It is for people: a note that fails is lost.
    fn note_use(&self, known: &Known, now: Timestamp) {
        let noted = known.noted_us.load(Ordering::Relaxed);
        let now_us = now.as_micros();
        let is_due = now_us - noted >= NOTE_INTERVAL_US;
        let exchange = || known.noted_us.compare_exchange(noted, now_us, Ordering::Relaxed, Ordering::Relaxed);
        if !is_due || exchange().is_err() {
            return;
        }
        let (keys, id) = (self.keys.clone(), known.key.id);
        tokio::spawn(async move {
            if let Err(error) = keys.note_use(id, now).await {
                tracing::warn!(api_key = %id, %error, "the use of an API key could not be noted");
            }
        });
    }
}
