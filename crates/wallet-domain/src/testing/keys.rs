//! The model of where keys are kept, and the contract that every store of keys must pass.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;

use crate::access::{ApiKey, ApiKeyId, ApiKeys, Credential, KeyCreation, Rotation, SecretDigest};
use crate::testing::MemoryLedger;
use crate::{ChangeNote, Name, StoreError, Timestamp};

/// Keys in memory, and the ledger in whose list of changes it is kept what was done to them.
#[derive(Default)]
pub struct MemoryKeys {
    keys: Mutex<BTreeMap<ApiKeyId, ApiKey>>,
    ledger: Arc<MemoryLedger>,
}

impl MemoryKeys {
    /// Some that are there from the beginning.
    pub fn of(keys: impl IntoIterator<Item = ApiKey>) -> Self {
        let keys = Mutex::new(keys.into_iter().map(|key| (key.id, key)).collect());
        Self { keys, ledger: Arc::default() }
    }

    /// The same, beside that ledger.
    #[must_use]
    pub fn beside(self, ledger: &Arc<MemoryLedger>) -> Self {
        Self { ledger: ledger.clone(), ..self }
    }

    /// The ledger beside it.
    pub fn ledger(&self) -> &MemoryLedger {
        &self.ledger
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<ApiKeyId, ApiKey>> {
        self.keys.lock().expect("no test panics while it holds the keys")
    }
}

#[async_trait]
impl ApiKeys for MemoryKeys {
    async fn create_key_by(&self, key: &ApiKey, by: &ChangeNote) -> Result<KeyCreation, StoreError> {
        let mut keys = self.lock();
        if let Some(there) = keys.get(&key.id) {
            return Ok(if there.digest == key.digest { KeyCreation::Created } else { KeyCreation::IdTaken });
        }
        keys.insert(key.id, key.clone());
        self.ledger.note(by, key.creation());
        Ok(KeyCreation::Created)
    }

    async fn list_keys(&self) -> Result<Vec<ApiKey>, StoreError> {
        let mut keys: Vec<ApiKey> = self.lock().values().cloned().collect();
        keys.sort_by_key(|key| (key.created_at, key.id));
        Ok(keys)
    }

    async fn find_key(&self, id: ApiKeyId) -> Result<Option<ApiKey>, StoreError> {
        Ok(self.lock().get(&id).cloned())
    }

    async fn revoke_key(&self, id: ApiKeyId, at: Timestamp, by: &ChangeNote) -> Result<Option<ApiKey>, StoreError> {
        let mut keys = self.lock();
        let Some(key) = keys.get_mut(&id) else { return Ok(None) };
        if key.revoked_at.is_none() {
            (key.revoked_at, key.revoked_by) = (Some(at), Some(by.person()));
            self.ledger.note(by, ApiKey::revocation(id));
        }
        Ok(Some(key.clone()))
    }

    async fn rotate_key(
        &self,
        id: ApiKeyId,
        digest: SecretDigest,
        rotation: &Rotation,
        by: &ChangeNote,
    ) -> Result<Option<ApiKey>, StoreError> {
        let mut keys = self.lock();
        let Some(key) = keys.get_mut(&id) else { return Ok(None) };
        if key.revoked_at.is_none() && key.digest == rotation.old {
            self.ledger.note(by, rotation.change(id, key.rotation.as_ref()));
            (key.digest, key.rotation) = (digest, Some(rotation.clone()));
        }
        Ok(Some(key.clone()))
    }

    async fn note_use(&self, id: ApiKeyId, at: Timestamp) -> Result<(), StoreError> {
        if let Some(key) = self.lock().get_mut(&id) {
            key.last_used_at = key.last_used_at.max(Some(at));
        }
        Ok(())
    }
}

/// A key for a test, the same one for the same seed, with the text that its holder sends.
pub fn api_key(seed: u8, name: &str, scopes: &str) -> (ApiKey, String) {
    let credential = Credential::from_random([seed; Credential::RANDOM_BYTES]);
    let key = ApiKey {
        id: credential.id,
        name: Name::new(name).expect("a test's name is valid"),
        digest: credential.secret.digest(),
        scopes: scopes.parse().expect("a test's scopes are valid"),
        terms: Arc::default(),
        created_at: Timestamp::from_micros(1_700_000_000_000_000),
        expires_at: None,
        last_used_at: None,
        revoked_at: None,
        revoked_by: None,
        rotation: None,
    };
    (key, credential.reveal())
}

/// Makes one test of every promise of [`ApiKeys`]. The argument is an async function that gives a fixture: anything
/// with the functions `keys(&self) -> &dyn ApiKeys`, which holds no keys yet, and `wallets(&self) -> &dyn Wallets`, which has its
/// list of changes, kept alive until the test ends.
#[macro_export]
macro_rules! keys_contract {
    ($fixture:path) => {
        $crate::keys_contract! { $fixture:
            a_key_comes_back_as_it_was_created
            every_set_of_scopes_can_be_kept
            an_id_belongs_to_the_first_key_that_has_it
            keys_are_listed_by_when_they_were_made
            a_revocation_is_for_good_and_keeps_its_time
            a_rotation_counts_once_and_not_of_a_revoked_key
            the_latest_use_is_kept
        }
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn what_is_done_to_keys_is_among_the_changes_once() {
            let fixture = $fixture().await;
            let (keys, wallets) = (fixture.keys(), fixture.wallets());
            $crate::testing::keys_contract::what_is_done_to_keys_is_among_the_changes_once(keys, wallets).await;
        }
    };
    ($fixture:path: $($promise:ident)*) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $promise() {
                let fixture = $fixture().await;
                $crate::testing::keys_contract::$promise(fixture.keys()).await;
            }
        )*
    };
}

/// The promises, a function each.
pub mod keys_contract {
    use std::sync::Arc;

    use futures_util::future::join_all;

    use super::{ApiKey, ApiKeys, ChangeNote, KeyCreation, Name, Rotation, Timestamp, api_key};
    use crate::access::{Cap, Caps, KeyTerms, Role, Scope, parse_network};
    use crate::{Actor, ChangeAction, ChangeRecord, ChangeSubject, ObjectId, Wallets};

    fn name(text: &str) -> Name {
        Name::new(text).expect("a test's name is valid")
    }

    fn by(text: &str) -> ChangeNote {
        ChangeNote::by(text).expect("a test's name is valid")
    }

    /// Terms with every member.
    fn full_terms() -> KeyTerms {
        let cap = Cap::new(1, 2, 3).ok();
        KeyTerms {
            role: Some(Role::Support),
            caps: Some(Caps { grant: cap, refund: cap, freeze: None }),
            approval_over: Some(9),
            assets: vec!["GOLD_COINS".parse().expect("a code")],
            networks: vec![parse_network("10.0.0.0/8").expect("a network")],
            made_by: Some(name("ada")),
        }
    }

    fn at(micros: i64) -> Timestamp {
        Timestamp::from_micros(1_700_000_000_000_000 + micros)
    }

    async fn created(store: &dyn ApiKeys, key: ApiKey) -> ApiKey {
        assert_eq!(store.create_key(&key).await.expect("the store works"), KeyCreation::Created);
        key
    }

    async fn find(store: &dyn ApiKeys, key: &ApiKey) -> Option<ApiKey> {
        store.find_key(key.id).await.expect("the store works")
    }

    /// Every field, those that may be missing with and without a value.
    pub async fn a_key_comes_back_as_it_was_created(store: &dyn ApiKeys) {
        let (plain, _) = api_key(1, "the shop's, in Köln", "read");
        let (full, _) = api_key(255, &"ä".repeat(100), "read,spend,grant,operate");
        let rotation = Rotation { old: plain.digest, until: at(4), at: at(3), by: Some(name("bob")) };
        let full = ApiKey {
            terms: Arc::new(full_terms()),
            expires_at: Some(at(9)),
            last_used_at: Some(at(5)),
            revoked_at: Some(at(7)),
            revoked_by: Some(name("eve")),
            rotation: Some(rotation),
            ..full
        };
        assert_eq!(find(store, &plain).await, None);
        for key in [plain, full] {
            let key = created(store, key).await;
            assert_eq!(find(store, &key).await, Some(key));
        }
    }

    /// Each alone, and all that come before it.
    pub async fn every_set_of_scopes_can_be_kept(store: &dyn ApiKeys) {
        let names = Scope::ALL.map(Scope::name);
        let sets = (1..=names.len()).flat_map(|end| [names[end - 1..end].join(","), names[..end].join(",")]);
        for (seed, set) in (1..).zip(sets) {
            let key = created(store, api_key(seed, "shop", &set).0).await;
            assert_eq!(find(store, &key).await, Some(key));
        }
    }

    /// Repeating a call is harmless; taking another's id is not possible.
    pub async fn an_id_belongs_to_the_first_key_that_has_it(store: &dyn ApiKeys) {
        let first = created(store, api_key(1, "first", "read").0).await;
        let first = created(store, first).await;
        let other = ApiKey { digest: api_key(2, "second", "read").0.digest, ..api_key(1, "second", "operate").0 };
        assert_eq!(store.create_key(&other).await.expect("the store works"), KeyCreation::IdTaken);
        assert_eq!(find(store, &first).await, Some(first));
    }

    /// By time, then by id; several keys may share a name.
    pub async fn keys_are_listed_by_when_they_were_made(store: &dyn ApiKeys) {
        assert_eq!(store.list_keys().await.expect("the store works"), []);
        let late = created(store, ApiKey { created_at: at(1), ..api_key(1, "shop", "read").0 }).await;
        let third = created(store, api_key(3, "shop", "read").0).await;
        let second = created(store, api_key(2, "shop", "read,grant").0).await;
        let listed = store.list_keys().await.expect("the store works");
        assert_eq!(listed, [second, third, late]);
    }

    /// The first revocation counts; other keys are left alone.
    pub async fn a_revocation_is_for_good_and_keeps_its_time(store: &dyn ApiKeys) {
        let key = created(store, api_key(1, "shop", "read").0).await;
        let other = created(store, api_key(2, "shop", "read").0).await;
        let revoked = ApiKey { revoked_at: Some(at(10)), revoked_by: Some(name("ada")), ..key.clone() };
        for (time, by) in [(10, "ada"), (20, "bob"), (5, "eve")] {
            let told = store.revoke_key(key.id, at(time), &self::by(by)).await.expect("the store works");
            assert_eq!(told.as_ref(), Some(&revoked));
        }
        assert_eq!(find(store, &key).await, Some(revoked));
        assert_eq!(find(store, &other).await, Some(other));
        let (unknown, _) = api_key(9, "nobody", "read");
        assert_eq!(store.revoke_key(unknown.id, at(1), &by("ada")).await.expect("the store works"), None);
    }

    /// One that comes late, from a secret that is not the key's any more, changes nothing.
    pub async fn a_rotation_counts_once_and_not_of_a_revoked_key(store: &dyn ApiKeys) {
        let key = created(store, api_key(1, "shop", "read").0).await;
        let (second, third) = (api_key(2, "a", "read").0.digest, api_key(3, "b", "read").0.digest);
        let rotation = Rotation { old: key.digest, until: at(50), at: at(40), by: Some(name("ada")) };
        let rotated = ApiKey { digest: second, rotation: Some(rotation.clone()), ..key.clone() };
        for digest in [second, second, third] {
            let told = store.rotate_key(key.id, digest, &rotation, &by("ada")).await.expect("the store works");
            assert_eq!(told.as_ref(), Some(&rotated));
        }
        let again = Rotation { old: second, until: at(60), at: at(60), by: None };
        let rotated = ApiKey { digest: third, rotation: Some(again.clone()), ..key.clone() };
        assert_eq!(
            store.rotate_key(key.id, third, &again, &by("ada")).await.expect("the store works"),
            Some(rotated.clone())
        );
        let revoked = store.revoke_key(key.id, at(70), &by("ada")).await.expect("the store works");
        let late = Rotation { old: third, until: at(80), at: at(80), by: None };
        assert_eq!(store.rotate_key(key.id, second, &late, &by("ada")).await.expect("the store works"), revoked);
        assert_eq!(find(store, &key).await, revoked);
        let (unknown, _) = api_key(9, "nobody", "read");
        assert_eq!(store.rotate_key(unknown.id, second, &late, &by("ada")).await.expect("the store works"), None);
    }

    async fn changes(wallets: &dyn Wallets, of: ChangeSubject) -> Vec<ChangeRecord> {
        wallets.list_changes(of, None, 20).await.expect("the store works")
    }

    /// Each deed is kept once, by whoever did it, however often it is asked for and by how many at once; what changed nothing
    /// is not. None of it has a secret.
    pub async fn what_is_done_to_keys_is_among_the_changes_once(store: &dyn ApiKeys, wallets: &dyn Wallets) {
        let (key, text) = api_key(1, "shop", "read");
        let ada = ChangeNote { name: Some(name("ada, support")), ..by("key 0a1b2c3d4e5f") };
        for digest in [key.digest, key.digest, api_key(2, "x", "read").0.digest] {
            store.create_key_by(&ApiKey { digest, ..key.clone() }, &ada).await.expect("the store works");
        }
        let second = api_key(2, "a", "read").0.digest;
        let rotation = Rotation { old: key.digest, until: at(50), at: at(40), by: None };
        let rotate = |_| store.rotate_key(key.id, second, &rotation, &ada);
        assert!(join_all((0..4).map(rotate)).await.iter().all(Result::is_ok));
        let revoke = |number: i64| async move {
            let who = by(&format!("cli:user {number}"));
            store.revoke_key(key.id, at(60 + number), &who).await
        };
        let revoked = join_all((0..4).map(revoke)).await;
        let revoked = revoked[0].as_ref().expect("the store works").clone().expect("it is there");
        store.rotate_key(key.id, key.digest, &Rotation { old: second, ..rotation.clone() }, &ada).await.expect("works");
        store.revoke_key(api_key(9, "nobody", "read").0.id, at(1), &ada).await.expect("the store works");
        created(store, api_key(3, "other", "read").0).await;

        let object = ObjectId::new(&key.id.to_string()).expect("an id");
        let kept = changes(wallets, ChangeSubject::Object(object)).await;
        let told: Vec<_> = kept.iter().map(|it| (it.note.clone(), it.change.clone())).collect();
        let who = by(revoked.revoked_by.as_ref().expect("somebody did").as_str());
        let rotated = rotation.change(key.id, None);
        assert_eq!(told, [(who, ApiKey::revocation(key.id)), (ada.clone(), rotated), (ada.clone(), key.creation())]);
        let secret = text.rsplit('_').next().expect("the secret is its last part");
        assert!(!format!("{kept:?}").contains(secret));
        let by_actor = changes(wallets, ChangeSubject::Actor(Actor::new("key 0a1b2c3d4e5f").expect("valid"))).await;
        assert_eq!(by_actor, kept[1..]);
        let made = changes(wallets, ChangeSubject::Action(ChangeAction::CreateKey)).await;
        assert_eq!((made.len(), &made[1], made[0].note.actor.as_str()), (2, &kept[2], "wallet"));
        assert_eq!(changes(wallets, ChangeSubject::All).await.len(), 4);
    }

    /// Servers note in any order; an id that is gone is no error.
    pub async fn the_latest_use_is_kept(store: &dyn ApiKeys) {
        let key = created(store, api_key(1, "shop", "read").0).await;
        for (used, latest) in [(10, 10), (30, 30), (20, 30)] {
            store.note_use(key.id, at(used)).await.expect("the store works");
            let found = find(store, &key).await.expect("it is there");
            assert_eq!(found, ApiKey { last_used_at: Some(at(latest)), ..key.clone() });
        }
        store.note_use(api_key(9, "nobody", "read").0.id, at(1)).await.expect("no error");
    }
}
