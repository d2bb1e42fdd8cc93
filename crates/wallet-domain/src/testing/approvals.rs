//! The model of where approvals are kept, and the contract that every store of them must pass.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};

use async_trait::async_trait;

use crate::access::{ApprovalRecord, ApprovalStatus, Approvals};
use crate::{StoreError, TransactionId};

/// Approvals in memory, by id.
#[derive(Default)]
pub struct MemoryApprovals(Mutex<BTreeMap<TransactionId, ApprovalRecord>>);

impl MemoryApprovals {
    /// Some that are there from the beginning.
    pub fn of(records: impl IntoIterator<Item = ApprovalRecord>) -> Self {
        Self(Mutex::new(records.into_iter().map(|record| (record.id, record)).collect()))
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<TransactionId, ApprovalRecord>> {
        self.0.lock().expect("no test panics while it holds the approvals")
    }
}

#[async_trait]
impl Approvals for MemoryApprovals {
    async fn create_approval(&self, record: &ApprovalRecord) -> Result<ApprovalRecord, StoreError> {
        Ok(self.lock().entry(record.id).or_insert_with(|| record.clone()).clone())
    }

    async fn find_approval(&self, id: TransactionId) -> Result<Option<ApprovalRecord>, StoreError> {
        Ok(self.lock().get(&id).cloned())
    }

    async fn list_approvals(
        &self,
        status: Option<ApprovalStatus>,
        limit: u32,
    ) -> Result<Vec<ApprovalRecord>, StoreError> {
        let mut found: Vec<_> =
            self.lock().values().filter(|it| status.is_none_or(|of| it.status == of)).cloned().collect();
        found.sort_by_key(|record| std::cmp::Reverse((record.made_at(), record.id)));
        found.truncate(limit as usize);
        Ok(found)
    }

    async fn advance_approval(
        &self,
        from: ApprovalStatus,
        record: &ApprovalRecord,
    ) -> Result<Option<ApprovalRecord>, StoreError> {
        let mut approvals = self.lock();
        let Some(there) = approvals.get_mut(&record.id) else { return Ok(None) };
        if there.status == from {
            *there = record.clone();
        }
        Ok(Some(there.clone()))
    }
}

/// Makes one test of every promise of [`Approvals`]. The argument is an async function that gives a fixture: anything with a
/// function `approvals(&self) -> &dyn Approvals`, which holds none yet, kept alive until the test ends.
#[macro_export]
macro_rules! approvals_contract {
    ($fixture:path) => {
        $crate::approvals_contract! { $fixture:
            an_approval_is_kept_once_by_its_id
            approvals_are_listed_the_newest_first
            an_approval_is_decided_once
        }
    };
    ($fixture:path: $($promise:ident)*) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $promise() {
                let fixture = $fixture().await;
                $crate::testing::approvals_contract::$promise(fixture.approvals()).await;
            }
        )*
    };
}

/// The promises, a function each.
pub mod approvals_contract {
    use std::sync::Arc;

    use futures_util::future::join_all;

    use super::{ApprovalRecord, ApprovalStatus, Approvals};
    use crate::testing::{key, owner};
    use crate::value::key_id::ApiKeyId;
    use crate::{Name, Origin, Timestamp, TransactionId};

    /// Who asks or decides, by a number.
    pub fn actor(number: u64) -> Arc<Origin> {
        let id = ApiKeyId::new(&format!("{number:012x}")).expect("twelve digits");
        Origin::of_key(id, &Name::new("ada").expect("a name"))
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_micros(1_700_000_000_000_000 + second * 1_000_000)
    }

    fn record(name: &str, second: i64) -> ApprovalRecord {
        let id = TransactionId::of(&owner("user_001"), &key(name));
        ApprovalRecord::new(id, (r#"{"flow":"bonus","ä":1}"#.to_owned(), "d1".to_owned()), &actor(1), at(second))
    }

    /// A repeat finds the first, whatever it says.
    pub async fn an_approval_is_kept_once_by_its_id(store: &dyn Approvals) {
        let first = record("a", 1);
        assert_eq!(store.find_approval(first.id).await.expect("the store works"), None);
        for again in [record("a", 1), record("a", 2)] {
            assert_eq!(store.create_approval(&again).await.expect("the store works"), first);
        }
        assert_eq!(store.find_approval(first.id).await.expect("the store works"), Some(first));
    }

    /// All of them, or those of a status.
    pub async fn approvals_are_listed_the_newest_first(store: &dyn Approvals) {
        let made = [record("a", 1), record("b", 2), record("c", 3)];
        for one in &made {
            store.create_approval(one).await.expect("the store works");
        }
        let rejected = made[1].reject(&actor(2), None, at(4)).expect("another's, in time");
        store.advance_approval(ApprovalStatus::Pending, &rejected).await.expect("the store works");
        let list = async |status, limit| store.list_approvals(status, limit).await.expect("the store works");
        let [first, _, third] = made;
        assert_eq!(list(None, 9).await, [third.clone(), rejected.clone(), first.clone()]);
        assert_eq!(list(Some(ApprovalStatus::Pending), 9).await, [third.clone(), first]);
        assert_eq!(list(Some(ApprovalStatus::Rejected), 9).await, [rejected]);
        assert_eq!(list(None, 1).await, [third]);
    }

    /// Whoever comes second is told what the first has decided.
    pub async fn an_approval_is_decided_once(store: &dyn Approvals) {
        let pending = record("a", 1);
        assert_eq!(store.advance_approval(ApprovalStatus::Pending, &pending).await.expect("the store works"), None);
        store.create_approval(&pending).await.expect("the store works");
        let decisions: Vec<ApprovalRecord> =
            (2..10).map(|number| pending.approve(&actor(number), "d1", at(2)).expect("another's, in time")).collect();
        let advance = |decision| store.advance_approval(ApprovalStatus::Pending, decision);
        let told = join_all(decisions.iter().map(advance)).await;
        let told: Vec<_> = told.into_iter().map(|told| told.expect("the store works").expect("it is there")).collect();
        assert!(told.iter().all(|one| *one == told[0] && one.status == ApprovalStatus::Approved), "{told:?}");
        let done = told[0].executed(None);
        let advanced = store.advance_approval(ApprovalStatus::Approved, &done).await.expect("the store works");
        assert_eq!(advanced, Some(done));
    }
}
