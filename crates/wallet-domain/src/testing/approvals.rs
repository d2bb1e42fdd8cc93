//! The model of where approvals are kept, and the contract that every store of them must pass.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;

use crate::access::{ApprovalRecord, ApprovalStatus, Approvals};
use crate::testing::MemoryLedger;
use crate::{StoreError, Timestamp, TransactionId};

/// Approvals in memory, by id, and the ledger in whose list of changes their steps are kept.
#[derive(Default)]
pub struct MemoryApprovals {
    records: Mutex<BTreeMap<TransactionId, ApprovalRecord>>,
    ledger: Arc<MemoryLedger>,
}

impl MemoryApprovals {
    /// Some that are there from the beginning.
    pub fn of(records: impl IntoIterator<Item = ApprovalRecord>) -> Self {
        let records = Mutex::new(records.into_iter().map(|record| (record.id, record)).collect());
        Self { records, ledger: Arc::default() }
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

    fn note(&self, record: &ApprovalRecord) {
        let (note, change) = record.change().expect("a test's origins are valid");
        self.ledger.note(&note, change);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<TransactionId, ApprovalRecord>> {
        self.records.lock().expect("no test panics while it holds the approvals")
    }
}

#[async_trait]
impl Approvals for MemoryApprovals {
    async fn create_approval(&self, record: &ApprovalRecord) -> Result<ApprovalRecord, StoreError> {
        let mut approvals = self.lock();
        if let Some(there) = approvals.get(&record.id) {
            return Ok(there.clone());
        }
        approvals.insert(record.id, record.clone());
        self.note(record);
        Ok(record.clone())
    }

    async fn find_approval(&self, id: TransactionId) -> Result<Option<ApprovalRecord>, StoreError> {
        Ok(self.lock().get(&id).cloned())
    }

    async fn list_stale_approvals(&self, made: Timestamp, limit: u32) -> Result<Vec<ApprovalRecord>, StoreError> {
        let is_stale = |record: &&ApprovalRecord| record.status == ApprovalStatus::Pending && record.made_at() <= made;
        let mut found: Vec<_> = self.lock().values().filter(is_stale).cloned().collect();
        found.sort_by_key(|record| (record.made_at(), record.id));
        found.truncate(limit as usize);
        Ok(found)
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
            self.note(record);
        }
        Ok(Some(there.clone()))
    }
}

/// Makes one test of every promise of [`Approvals`]. The argument is an async function that gives a fixture: anything with a
/// function `approvals(&self) -> &dyn Approvals`, which holds none yet, and `wallets(&self) -> &dyn Wallets`, which has its list of
/// changes, kept alive until the test ends.
#[macro_export]
macro_rules! approvals_contract {
    ($fixture:path) => {
        $crate::approvals_contract! { $fixture:
            an_approval_is_kept_once_by_its_id
            approvals_are_listed_the_newest_first
            an_approval_is_decided_once
            those_that_nobody_decided_are_found_and_end
        }
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn each_step_of_an_approval_is_among_the_changes_once() {
            let fixture = $fixture().await;
            let (approvals, wallets) = (fixture.approvals(), fixture.wallets());
            $crate::testing::approvals_contract::each_step_of_an_approval_is_among_the_changes_once(approvals, wallets)
                .await;
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
    use crate::{ChangeRecord, ChangeSubject, Name, ObjectId, Origin, Timestamp, TransactionId, Wallets};

    /// Who asks or decides, by a number.
    pub fn actor(number: u64) -> Arc<Origin> {
        let id = ApiKeyId::new(&format!("{number:012x}")).expect("twelve digits");
        Origin::of_key(id, &Name::new(&format!("person {number}")).expect("a name"))
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

    /// The oldest first; once they have ended they are not found again.
    pub async fn those_that_nobody_decided_are_found_and_end(store: &dyn Approvals) {
        let made = [record("a", 1), record("b", 2), record("c", 3), record("d", 9)];
        for one in made.iter().rev() {
            store.create_approval(one).await.expect("the store works");
        }
        let approved = made[1].approve(&actor(2), "d1", at(4)).expect("another's, in time");
        store.advance_approval(ApprovalStatus::Pending, &approved).await.expect("the store works");
        let stale = async |limit| store.list_stale_approvals(at(3), limit).await.expect("the store works");
        assert_eq!(stale(9).await, [made[0].clone(), made[2].clone()]);
        assert_eq!(stale(1).await, [made[0].clone()]);
        let late = made[0].expires_at();
        assert_eq!((made[0].expired(at(3)), made[1].expired(at(3)), approved.expired(late)), (None, None, None));
        let ended = made[0].expired(late).expect("its time is over");
        let kept = store.advance_approval(ApprovalStatus::Pending, &ended).await.expect("the store works");
        assert_eq!(kept.as_ref(), Some(&ended));
        assert_eq!(stale(9).await, [made[2].clone()]);
        assert_eq!(store.list_approvals(Some(ApprovalStatus::Expired), 9).await.expect("the store works"), [ended]);
    }

    /// Whoever asks, decides, or has it carried out is named; what came second is not.
    pub async fn each_step_of_an_approval_is_among_the_changes_once(store: &dyn Approvals, wallets: &dyn Wallets) {
        let pending = record("a", 1);
        let both = [&pending, &pending].map(|it| store.create_approval(it));
        let asked = join_all(both).await;
        assert!(asked.iter().all(|it| it.as_ref().is_ok_and(|it| *it == pending)));
        let decisions: Vec<ApprovalRecord> =
            (2..6).map(|number| pending.approve(&actor(number), "d1", at(2)).expect("another's, in time")).collect();
        let told = join_all(decisions.iter().map(|it| store.advance_approval(ApprovalStatus::Pending, it))).await;
        let approved = told[0].as_ref().expect("the store works").clone().expect("it is there");
        let late = pending.reject(&actor(7), None, at(3)).expect("another's, in time");
        store.advance_approval(ApprovalStatus::Pending, &late).await.expect("the store works");
        let done = approved.executed(Some("wallet_frozen"));
        for _ in 0..2 {
            store.advance_approval(ApprovalStatus::Approved, &done).await.expect("the store works");
        }
        let object = ChangeSubject::Object(ObjectId::new(&pending.id.to_string()).expect("an id"));
        let kept = wallets.list_changes(object, None, 20).await.expect("the store works");
        let kept: Vec<_> = kept.into_iter().map(|ChangeRecord { note, change, .. }| (note, change)).collect();
        let expected = [&done, &approved, &pending].map(|record| record.change().expect("valid origins"));
        assert_eq!(kept, expected);
        assert_eq!(wallets.list_changes(ChangeSubject::All, None, 20).await.expect("the store works").len(), 3);
    }
}
