//! One `decide`, three stores, the same answers: a random workload through all of them, every answer equal field by
//! field, and so is all that they hold in the end.

mod searches;

use std::sync::Arc;

use wallet_domain::testing::{MemoryLedger, SetClock, Store, Workload, open_workload};
use wallet_domain::{
    Entry, Group, GroupKind, Ledger, Outcome, OwnerId, PageRequest, Transaction, TransactionId, Verifier, WalletId,
};
use wallet_postgres::{PgConfig, PgLedger};
use wallet_sqlite::{SqliteConfig, SqliteLedger};

const BATCHES: u32 = 250;
const BATCH_MAX: u64 = 40;

async fn postgres(clock: Arc<SetClock>) -> PgLedger {
    let config = PgConfig::new(harness::database::create_database());
    wallet_postgres::migrate(&config).await.expect("a new database can be migrated");
    PgLedger::connect(config, clock).await.expect("the database is there")
}

fn sqlite(folder: &std::path::Path, clock: Arc<SetClock>) -> SqliteLedger {
    let config = SqliteConfig::at(folder.join("wallet.db"));
    wallet_sqlite::migrate(&config).expect("a new file can be migrated");
    SqliteLedger::open(config, clock).expect("the file is there")
}

/// Wallet ids are each store's own names; all else of an answer must be equal.
fn without_wallet_ids(mut outcomes: Vec<Outcome>) -> Vec<Outcome> {
    for outcome in &mut outcomes {
        if let Outcome::Decided(transaction) | Outcome::Replayed(transaction) | Outcome::Tried(transaction) = outcome
            && let Ok(posting) = &mut transaction.result
        {
            posting.entries.iter_mut().for_each(forget_wallet_id);
        }
    }
    outcomes
}

pub(crate) fn forget_wallet_id(entry: &mut Entry) {
    entry.wallet = WalletId::from_value(0);
}

/// Everything that the read port tells of the workload's owners.
async fn read_all(store: &dyn Store, ids: &[TransactionId]) -> Vec<String> {
    let players = (0..10).map(|number| format!("player_{number}"));
    let owners: Vec<OwnerId> =
        players.map(|name| OwnerId::new(&name).expect("valid")).chain(OwnerId::system().into_iter().cloned()).collect();
    let mut told = vec![format!("{:?}", store.list_assets().await.expect("the store works"))];
    for mut wallet in store.list_wallets(&owners).await.expect("the store works") {
        let name = (wallet.owner.clone(), wallet.asset.clone());
        wallet.state.id = WalletId::from_value(0);
        told.push(format!("{wallet:?}"));
        let mut request = PageRequest { before: None, limit: 100 };
        loop {
            let page = store.list_entries(&name.0, &name.1, request.clone()).await.expect("the store works");
            let mut page = page.expect("the wallet is there");
            page.lines.iter_mut().for_each(|line| forget_wallet_id(&mut line.entry));
            told.push(format!("{page:?}"));
            if page.next.is_none() {
                break;
            }
            request.before = page.next;
        }
    }
    for id in ids {
        let found = store.find_transaction(*id).await.expect("the store works").expect("it was recorded");
        told.push(format!("{:?}", without_wallet_ids(vec![Outcome::Decided(found)])));
    }
    told
}

/// Every fourth batch has groups: its first third stands or falls together, its last is only tried.
fn groups_of(number: i64, count: usize) -> Vec<Group> {
    let third = count / 3;
    if number % 4 != 0 || third == 0 {
        return Vec::new();
    }
    let last = if number % 8 == 0 { GroupKind::Trial } else { GroupKind::AllOrNothingTrial };
    vec![
        Group { commands: 0..third, kind: GroupKind::AllOrNothing },
        Group { commands: count - third..count, kind: last },
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn memory_sqlite_and_postgres_answer_thousands_of_random_commands_alike() {
    let clock = Arc::new(SetClock::at(1_700_000_000_000_000));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let memory = MemoryLedger::new(clock.clone());
    let sqlite = sqlite(folder.path(), clock.clone());
    let postgres = postgres(clock.clone()).await;
    for store in [&memory as &dyn Store, &sqlite, &postgres] {
        open_workload(store).await;
    }
    let seed = 20_261_123;
    let mut workload = Workload::new(seed);
    let (mut posted, mut refused, mut replayed, mut key_reused) = (0, 0, 0, 0);
    let (mut tried, mut undone, mut unrecorded) = (0, 0, 0);
    for number in 0..i64::from(BATCHES) {
        // The clock jumps back now and then.
        clock.set(1_700_000_000_000_000 + number * 1_000 - (number % 7) * 5_000);
        let batch = workload.next_batch(BATCH_MAX);
        let groups = groups_of(number, batch.len());
        let expected = without_wallet_ids(memory.execute_grouped(&batch, &groups).await.expect("memory works"));
        for (name, store) in [("SQLite", &sqlite as &dyn Ledger), ("PostgreSQL", &postgres)] {
            let answers = without_wallet_ids(store.execute_grouped(&batch, &groups).await.expect("the store works"));
            for (position, (answer, model)) in answers.iter().zip(&expected).enumerate() {
                assert_eq!(answer, model, "{name}, seed {seed}, batch {number}, command {position}: {batch:?}");
            }
            assert_eq!(answers.len(), expected.len());
        }
        for outcome in &expected {
            match outcome {
                Outcome::Decided(transaction) => {
                    if transaction.result.is_ok() {
                        posted += 1;
                    } else {
                        refused += 1;
                    }
                }
                Outcome::Replayed(_) => replayed += 1,
                Outcome::KeyReused => key_reused += 1,
                Outcome::Tried(_) => tried += 1,
                Outcome::Undone { .. } => undone += 1,
                Outcome::Unrecorded(_) => unrecorded += 1,
            }
        }
    }
    // The workload met what it is for.
    let counts = [posted, refused, replayed, key_reused, tried, undone, unrecorded];
    assert!(
        counts.into_iter().zip([800, 200, 250, 40, 100, 100, 200]).all(|(count, least)| count > least),
        "{counts:?}"
    );
    // What the service booked by itself, too: what wallets began with, and holds that were over.
    let ids: Vec<_> = memory.transactions().iter().map(Transaction::id).collect();
    assert!(ids.len() > posted + refused, "wallets begin with something");
    let expected = read_all(&memory, &ids).await;
    assert_eq!(read_all(&sqlite, &ids).await, expected);
    assert_eq!(read_all(&postgres, &ids).await, expected);
    let stores = [("memory", &memory as &dyn Store), ("SQLite", &sqlite), ("PostgreSQL", &postgres)];
    search_all(&memory, stores).await;
    let ids: Vec<_> = memory.transactions().iter().map(Transaction::id).collect();
    for store in [&sqlite as &dyn Verifier, &postgres] {
        let verification = store.verify().await.expect("the store works");
        assert_eq!(verification.findings, []);
        assert_eq!(usize::try_from(verification.transactions).expect("not negative"), ids.len());
    }
}

/// Every condition finds the same in all stores, and just what fits, also where no row of thousands does.
async fn search_all(memory: &MemoryLedger, stores: [(&str, &dyn Store); 3]) {
    for (_, store) in stores {
        for batch in searches::refusals().chunks(1_000) {
            store.execute(batch).await.expect("the store works");
        }
    }
    let mut transactions = memory.transactions();
    for posting in transactions.iter_mut().filter_map(|it| it.result.as_mut().ok()) {
        posting.entries.iter_mut().for_each(forget_wallet_id);
    }
    let mut finds = 0;
    let filters = searches::filters(&transactions);
    for (number, filter) in filters.iter().enumerate() {
        let expected = searches::expected(&transactions, filter);
        finds += usize::from(!expected.is_empty());
        for (name, store) in stores {
            let limit = if number % 2 == 0 || expected.len() > 300 { 200 } else { 17 };
            let found = searches::found(store, filter, limit).await;
            let ids = |all: &[Transaction]| all.iter().map(Transaction::id).collect::<Vec<_>>();
            assert_eq!(ids(&found), ids(&expected), "{name}: {filter:?}");
            assert_eq!(found, expected, "{name}: {filter:?}");
        }
    }
    assert!(finds > 40 && finds < filters.len(), "{finds} of {} find something", filters.len());
    let mut finds = 0;
    for filter in searches::wallet_filters() {
        let expected = searches::found_wallets(memory, &filter, 200).await;
        finds += usize::from(!expected.is_empty());
        for (name, store) in stores {
            for limit in [200, 7] {
                assert_eq!(searches::found_wallets(store, &filter, limit).await, expected, "{name}: {filter:?}");
            }
        }
    }
    assert!(finds > 5, "{finds} find something");
}
