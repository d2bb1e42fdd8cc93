//! A ledger is copied between stores, in every direction, such that nobody can tell the copy from the source.

mod fixture;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use tokio::sync::Notify;

use fixture::{Fixture, Kind, Place, copy_between, next_batch};
use wallet_domain::copy::{Copied, CopyError, Course};
use wallet_domain::proof::{Progress, Unwatched, Watch};
use wallet_domain::testing::{Workload, api_key, bonus, play};
use wallet_domain::{Outcome, Rejection};

/// Where ledgers are copied from and to, one after the other.
const WAYS: [(Kind, Kind); 4] = [
    (Kind::Sqlite, Kind::Postgres(1)),
    (Kind::Postgres(3), Kind::Sqlite),
    (Kind::Postgres(2), Kind::Postgres(1)),
    (Kind::Sqlite, Kind::Sqlite),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_key_replays_on_a_copy_just_as_on_its_source_and_both_go_on_alike() {
    for (from, to) in WAYS {
        let fixture = Fixture::new();
        let source = fixture.place(from).await;
        let commands = fixture.fill(&source, 7, 250).await;
        let heads = source.open().await.list_heads().await.expect("the store works");
        let target = fixture.place(to).await;
        let copied = fixture.copy(&source, &target).await.expect("copied");
        let same = &copied.sameness;
        assert_eq!((copied.course, copied.source_moved), (Course::Whole, false));
        assert_eq!(same.heads, heads, "{from:?} to {to:?}");
        assert!(same.refusals > 50 && same.transactions > 500 && same.entries > 500, "{same:?}");
        assert!(same.assets.iter().all(|asset| asset.sum == 0), "{same:?}");
        if let Kind::Postgres(lanes) = from {
            assert!(same.lanes == i64::from(lanes) && heads.len() > 1, "all lanes were used: {heads:?}");
        }

        let (source, target) = (source.open().await, target.open().await);
        let known = target.verify_against(&heads, Arc::new(Unwatched)).await.expect("the store works");
        assert_eq!(known.findings, []);
        let mut recorded = Vec::new();
        for command in commands {
            // A refusal that is not recorded is decided anew.
            if source.find_transaction(command.id()).await.expect("the store works").is_some() {
                recorded.push(command);
            }
        }
        for batch in recorded.chunks(300) {
            let expected = source.execute(batch).await.expect("the store works");
            let answers = target.execute(batch).await.expect("the store works");
            assert_eq!(answers, expected, "{from:?} to {to:?}");
            assert!(!answers.iter().any(|answer| matches!(answer, Outcome::Decided(_))), "all keys are known");
        }
        // From here on each books in lanes of its own choice; players are told the same.
        let mut workload = Workload::new(8);
        for _ in 0..60 {
            let batch = next_batch(&mut workload, 20);
            let expected = source.execute(&batch).await.expect("the store works");
            let answers = target.execute(&batch).await.expect("the store works");
            for (answer, expected) in answers.iter().zip(&expected) {
                assert_eq!(told(answer), told(expected), "{from:?} to {to:?}");
            }
        }
        for store in [&source, &target] {
            assert_eq!(store.verify().await.expect("the store works").findings, []);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_in_a_lane_that_came_along_is_found_and_what_is_in_it_can_be_proven() {
    let fixture = Fixture::new();
    let source = fixture.place(Kind::Postgres(3)).await;
    let commands = fixture.fill(&source, 7, 160).await;
    let heads = source.open().await.list_heads().await.expect("the store works");
    // A distributed ledger has a lane for each of its shards.
    assert!(heads.len() >= 3, "{heads:?}");
    let changes = [
        "UPDATE transactions SET created_at = created_at + 1 WHERE commit_number = 2 << 48 | 1",
        "UPDATE commits SET created_at = created_at + 1 WHERE number = 2 << 48 | 1",
        "UPDATE commits SET root = zeroblob(32) WHERE number = 2 << 48 | 1",
    ];
    for change in changes {
        let target = fixture.place(Kind::Sqlite).await;
        fixture.copy(&source, &target).await.expect("copied");
        target.damage(change);
        let findings = target.open().await.verify().await.expect("the store works").findings;
        assert!(findings.iter().any(|finding| finding.subject.ends_with(" of lane 2")), "{change}: {findings:?}");
    }
    for (change, found) in [
        (
            "DELETE FROM commits WHERE number = (SELECT max(number) FROM commits)",
            "it was noted, and the lane ends with",
        ),
        (
            "INSERT INTO commits SELECT (7 << 48) + 1, previous, root, 1, 1, created_at FROM commits LIMIT 1",
            "of lane 7",
        ),
        ("UPDATE ledger_entries SET transaction_number = 1 WHERE number = 20", "transaction"),
    ] {
        let target = fixture.place(Kind::Sqlite).await;
        fixture.copy(&source, &target).await.expect("copied");
        target.damage(change);
        let store = target.open().await;
        let findings = store.verify_against(&heads, Arc::new(Unwatched)).await.expect("the store works").findings;
        assert!(findings.iter().any(|finding| finding.to_string().contains(found)), "{change}: {findings:?}");
    }
    let target = fixture.place(Kind::Sqlite).await;
    fixture.copy(&source, &target).await.expect("copied");
    let (source, target) = (source.open().await, target.open().await);
    let mut proven = 0;
    for command in commands.iter().step_by(17) {
        // A refusal that is not recorded is in no commit.
        if source.find_transaction(command.id()).await.expect("the store works").is_none() {
            continue;
        }
        proven += 1;
        let known = source.prove_inclusion(command.id(), &heads).await.expect("the store works");
        let copied = target.prove_inclusion(command.id(), &heads).await.expect("the store works");
        let heads_of = [known, copied].map(|proof| proof.expect("it is in a commit").head().expect("it is proven"));
        assert!(heads.contains(&heads_of[0]), "{heads_of:?}");
        assert_eq!(heads_of[0], heads_of[1]);
    }
    assert!(proven > 20, "{proven}");
}

/// What a player learns: the balance, or why not. A mint's balance is its stripe's.
fn told(outcome: &Outcome) -> Result<Option<i64>, Rejection> {
    let (transaction, posting) = outcome.result()?;
    let is_players = !transaction.command.owner().is_system();
    Ok(is_players.then_some(posting.balance.minor()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_of_a_copy_of_a_copy_has_the_same_hash() {
    let fixture = Fixture::new();
    let first = fixture.place(Kind::Postgres(3)).await;
    fixture.fill(&first, 11, 120).await;
    let mut places = vec![first];
    let mut digests = Vec::new();
    for kind in [Kind::Sqlite, Kind::Sqlite, Kind::Postgres(1), Kind::Postgres(5)] {
        let place = fixture.place(kind).await;
        let copied = fixture.copy(places.last().expect("there is one"), &place).await.expect("copied");
        digests.push(copied.sameness);
        places.push(place);
    }
    assert!(digests.windows(2).all(|two| two[0] == two[1]), "{digests:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_that_is_interrupted_again_and_again_goes_on_and_nobody_serves_it_before_its_end() {
    for (from, to) in WAYS {
        let fixture = Fixture::new();
        let source = fixture.place(from).await;
        fixture.fill(&source, 3, 150).await;
        let target = fixture.place(to).await;
        let (mut interruptions, mut refusals, mut patience) = (0, 0, Duration::from_millis(3));
        let copied = loop {
            // Dropped where it waits: what it had sent may be done or not.
            match tokio::time::timeout(patience, fixture.copy(&source, &target)).await {
                Ok(copied) => break copied.expect("copied"),
                Err(_) => interruptions += 1,
            }
            // The last word may have been on its way.
            if let (true, Err(error)) = (target.is_begun().await, target.try_open().await) {
                let error = error.to_string();
                assert!(error.contains("is an unfinished copy of the source"), "{error}");
                refusals += 1;
            }
            patience = patience * 5 / 4;
        };
        assert!(interruptions > 5 && refusals > 2, "{interruptions} {refusals}");
        assert_ne!(copied.course, Course::Whole);
        assert_eq!(target.open().await.verify().await.expect("the store works").findings, []);
        let again = fixture.copy(&source, &target).await.expect("compared");
        assert_eq!((again.course, again.sameness), (Course::Compared, copied.sameness));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_target_that_holds_something_else_is_left_alone() {
    for kind in [Kind::Sqlite, Kind::Postgres(1)] {
        let fixture = Fixture::new();
        let source = fixture.place(Kind::Sqlite).await;
        fixture.fill(&source, 3, 20).await;
        // A ledger of its own, however small.
        let own = fixture.place(kind).await;
        own.open().await.create_key(&api_key(1, "shop", "read").0).await.expect("the store works");
        let refused = fixture.copy(&source, &own).await;
        assert!(matches!(refused, Err(CopyError::Occupied)), "{refused:?}");
        let own = fixture.place(kind).await;
        play(&*own.open().await, 1, "asset GEMS").await;
        let refused = fixture.copy(&source, &own).await;
        assert!(matches!(refused, Err(CopyError::Occupied)), "{refused:?}");
        own.open().await;

        // The copy of another ledger, unfinished and finished.
        let other = fixture.place(Kind::Sqlite).await;
        fixture.fill(&other, 4, 20).await;
        let target = fixture.place(kind).await;
        let reached = Notify::new();
        let stop = || reached.notify_one();
        tokio::select! {
            biased;
            () = reached.notified() => {}
            _ = copy_meddled(&fixture, (&other, &target), ("comparing", 1), stop) => panic!("it should be stopped"),
        }
        let refused = fixture.copy(&source, &target).await;
        assert!(matches!(&refused, Err(CopyError::OtherLedger { .. })), "{refused:?}");
        fixture.copy(&other, &target).await.expect("its own source goes on");
        let refused = fixture.copy(&source, &target).await;
        assert!(matches!(&refused, Err(CopyError::Differs(_))), "{refused:?}");
        // It has gone on by itself, and its source is no longer the same.
        target.open().await.execute(&[bonus("player_1", "GOLD_COINS", 1, "mine")]).await.expect("the store works");
        let refused = fixture.copy(&other, &target).await;
        assert!(matches!(&refused, Err(CopyError::Differs(_))), "{refused:?}");
    }
}

/// Does something when a copy reaches a phase.
struct Meddler<F: Fn() + Send + Sync> {
    phase: &'static str,
    times: AtomicI64,
    meddle: F,
}

impl<F: Fn() + Send + Sync> Watch for Meddler<F> {
    fn reached(&self, progress: Progress) {
        if progress.phase == self.phase && self.times.fetch_sub(1, Ordering::SeqCst) > 0 {
            (self.meddle)();
        }
    }
}

async fn copy_meddled(
    fixture: &Fixture,
    (source, target): (&Place, &Place),
    (phase, times): (&'static str, i64),
    meddle: impl Fn() + Send + Sync,
) -> Result<Copied, CopyError> {
    let watch = Meddler { phase, times: AtomicI64::new(times), meddle };
    copy_between(source, target, &*fixture.clock, &watch).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_source_that_moves_is_caught_up_with_and_one_that_does_not_stand_still_is_told() {
    for (from, to) in [(Kind::Sqlite, Kind::Postgres(1)), (Kind::Postgres(2), Kind::Sqlite)] {
        let fixture = Fixture::new();
        let source = fixture.place(from).await;
        fixture.fill(&source, 5, 30).await;
        let store = source.open().await;
        let number = AtomicI64::new(0);
        let runtime = tokio::runtime::Handle::current();
        let spend = || {
            let key = format!("meanwhile {}", number.fetch_add(1, Ordering::SeqCst));
            let batch = [bonus("player_1", "GOLD_COINS", 1, &key), bonus("player_2", "GOLD_COINS", 1, &key)];
            tokio::task::block_in_place(|| runtime.block_on(store.execute(&batch))).expect("the store works");
        };
        let target = fixture.place(to).await;
        let places = (&source, &target);
        let copied = copy_meddled(&fixture, places, ("commits", 1), spend).await.expect("it was caught up with");
        assert!(copied.source_moved);

        let target = fixture.place(to).await;
        let places = (&source, &target);
        let moving = copy_meddled(&fixture, places, ("commits", i64::MAX), spend).await;
        assert!(matches!(moving, Err(CopyError::Moving { commits: 1 })), "{moving:?}");
        let moving = copy_meddled(&fixture, places, ("wallets compared", 1), spend).await;
        assert!(matches!(moving, Err(CopyError::Moving { commits: 1 })), "{moving:?}");
        assert!(target.try_open().await.is_err());
        let copied = fixture.copy(&source, &target).await.expect("now it stands still");
        assert_eq!((copied.course, copied.source_moved), (Course::Resumed, false));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_that_is_damaged_on_its_way_is_found_by_the_proof_and_the_copy_is_not_finished() {
    let sqlite = [
        ("UPDATE wallets SET balance = balance + 1 WHERE owner = 'player_1' AND sequence > 0", "wallet player_1 "),
        ("UPDATE wallets SET created_at = created_at + 1 WHERE owner = 'player_2'", "wallet player_2 "),
        ("UPDATE ledger_entries SET amount = amount + 1 WHERE number = 9", "commit "),
        ("UPDATE transactions SET created_at = created_at + 1 WHERE number = 9", "commit "),
        ("UPDATE transactions SET description = 'forged' WHERE number = 9", "its fingerprint is not that"),
        ("DELETE FROM ledger_entries WHERE number = 9", "commit "),
        ("DELETE FROM transactions WHERE number = 9", " transactions and "),
        ("UPDATE commits SET root = zeroblob(32) WHERE number = 7", "commit 7 of lane 0"),
        ("DELETE FROM commits WHERE number = (SELECT max(number) FROM commits)", "lane 0, which ends with commit "),
        ("UPDATE assets SET name = 'forged' WHERE code = 'DIAMONDS'", "asset DIAMONDS"),
        ("UPDATE claims SET expires_at = expires_at + 1 WHERE kind = 1", "claim "),
        ("UPDATE claims SET taken = 0, status = 1 WHERE kind = 2", "claim "),
        ("UPDATE transactions SET effects = replace(effects, '\"moved\":', '\"moved\":1') WHERE flow = 5", "commit "),
        ("UPDATE api_keys SET scopes = 'operate'", "API key "),
        ("UPDATE changes SET actor = 'forged' WHERE number = 1", "change 1"),
        ("UPDATE wallets SET usage = NULL WHERE usage IS NOT NULL", "wallet player_"),
        ("UPDATE assets SET policy = NULL", "asset "),
    ];
    let postgres = [
        ("UPDATE wallets SET balance = balance + 1 WHERE owner = 'player_1' AND sequence > 0", "wallet player_1 "),
        ("UPDATE ledger_entries SET amount = amount * 2 WHERE sequence = 9", "commit "),
        ("UPDATE transactions SET idempotency_key = 'forged' WHERE owner = 'player_1'", "its id is not the name"),
        ("UPDATE transactions SET amount = 1 + amount WHERE owner = 'player_1'", "its fingerprint is not that"),
        ("DELETE FROM transactions WHERE owner = 'player_3'", "is in a commit and is not there"),
        ("UPDATE commits SET transaction_ids = transaction_ids[2:] WHERE number = 7", "commit 7 of lane 0"),
        ("UPDATE lanes SET number = number - 1", "lane 0, which ends with commit "),
        ("DELETE FROM api_keys", "API key "),
        ("DELETE FROM changes WHERE number = 2", "where the source has change 2, it has change 3"),
        ("UPDATE wallets SET usage = NULL", "wallet player_"),
        // Nothing of the source's, so nothing of it is missed: the invariants tell.
        (
            "INSERT INTO ledger_entries SELECT shard_key, id, 1, 'f0000000-0000-8000-8000-000000000000'::uuid, 5, 5, now() FROM wallets WHERE owner = 'idle'",
            "not in order",
        ),
    ];
    for (kind, damages) in [(Kind::Sqlite, &sqlite[..]), (Kind::Postgres(1), &postgres[..])] {
        let fixture = Fixture::new();
        let source = fixture.place(Kind::Sqlite).await;
        fixture.fill(&source, 9, 90).await;
        for (damage, found) in damages {
            let target = fixture.place(kind).await;
            let meddle = || target.damage(damage);
            let copied = copy_meddled(&fixture, (&source, &target), ("comparing", 1), meddle).await;
            let error = copied.err().unwrap_or_else(|| panic!("not found: {damage}")).to_string();
            assert!(error.contains(found), "{damage}: {error}");
            assert!(target.try_open().await.is_err(), "it is not whole");
        }
    }
}
