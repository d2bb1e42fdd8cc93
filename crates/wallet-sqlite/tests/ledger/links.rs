//! A wallet's entries are found by their links, at any depth; and a link that leads elsewhere is found.

use crate::common::Fixture;
use wallet_domain::testing::{asset, bonus, owner, play, spend};
use wallet_domain::{Finding, Invariant, Ledger, PageRequest, Position, StoreErrorKind, Verifier, Wallets};

const OPENING: &str = "
    asset  GOLD_COINS
    mint   GOLD_COINS 1000000 key m          -> posted 1000000
    wallet user_001 GOLD_COINS 1000
    wallet user_002 GOLD_COINS 1000
";

const PLAYER: &str = "wallet user_001 GOLD_COINS";
const UNLINKED: &str = "is none of those that the wallet leads to";

/// A store in which user_001 has so many entries, of balances 1000, 999, 998 and so on, and user_002 some between them.
async fn with_entries(count: i64) -> Fixture {
    let fixture = Fixture::new();
    play(&fixture.ledger, 1, OPENING).await;
    let keys: Vec<i64> = (1..count).collect();
    for keys in keys.chunks(7) {
        let mut batch: Vec<_> = keys.iter().map(|key| spend("user_001", "GOLD_COINS", 1, &key.to_string())).collect();
        batch.insert(batch.len() / 2, bonus("user_002", "GOLD_COINS", 1, &keys[0].to_string()));
        fixture.ledger.execute(&batch).await.expect("the store works");
    }
    fixture
}

/// The sequences of a page of user_001's entries.
async fn page(fixture: &Fixture, below: Option<i64>, limit: u32) -> Vec<i64> {
    let request = PageRequest { before: below.map(|below| Position(vec![below])), limit };
    let page = fixture.ledger.list_entries(&owner("user_001"), &asset("GOLD_COINS"), request).await;
    let lines = page.expect("the store works").expect("the wallet is there").lines;
    for line in &lines {
        assert_eq!(line.entry.balance_after.minor(), 1001 - line.entry.sequence);
    }
    lines.iter().map(|line| line.entry.sequence).collect()
}

async fn findings_in(fixture: &Fixture) -> Vec<Finding> {
    fixture.ledger.verify().await.expect("the store works").findings
}

/// Whether a wallet is found not to match its entries.
fn has(findings: &[Finding], subject: &str) -> bool {
    findings.iter().any(|finding| finding.invariant == Invariant::WalletsMatchEntries && finding.subject == subject)
}

#[tokio::test]
async fn a_page_is_the_same_from_any_place_and_of_any_length() {
    for count in [1, 15, 16, 17, 41, 48] {
        let fixture = with_entries(count).await;
        for limit in [1, 5, 16, 100] {
            let length = usize::try_from(limit).expect("small");
            let newest: Vec<i64> = (1..=count).rev().take(length).collect();
            assert_eq!(page(&fixture, None, limit).await, newest);
            for below in 0..=count + 2 {
                let expected: Vec<i64> = (1..below.min(count + 1)).rev().take(length).collect();
                assert_eq!(page(&fixture, Some(below), limit).await, expected, "{count} {limit} {below}");
            }
        }
        assert_eq!(findings_in(&fixture).await, []);
    }
}

#[tokio::test]
async fn a_link_that_leads_elsewhere_is_found_at_every_entry() {
    let elsewhere = "(SELECT number FROM ledger_entries WHERE wallet_id <> e.wallet_id ORDER BY number LIMIT 1)";
    let one_too_far = "(SELECT p.previous FROM ledger_entries p WHERE p.number = e.previous)";
    for (count, link) in [(35, "NULL"), (35, elsewhere), (35, one_too_far), (32, "number"), (32, "987654321")] {
        // Done to one store again and again, and undone.
        let fixture = with_entries(count).await;
        let player = "wallet_id = (SELECT id FROM wallets WHERE owner = 'user_001')";
        fixture.damage("CREATE TABLE sound AS SELECT number, previous FROM ledger_entries");
        for sequence in 2..=count {
            let of = format!("{player} AND sequence = {sequence}");
            fixture.damage(&format!("UPDATE ledger_entries AS e SET previous = {link} WHERE {of}"));
            assert!(has(&findings_in(&fixture).await, PLAYER), "{link} {sequence}");
            let undo =
                "UPDATE ledger_entries AS e SET previous = (SELECT s.previous FROM sound s WHERE s.number = e.number)";
            fixture.damage(&format!("{undo} WHERE {of}"));
        }
        assert_eq!(findings_in(&fixture).await, []);
    }
}

#[tokio::test]
async fn a_wallet_that_names_another_entry_as_its_latest_is_found() {
    let before = "(SELECT e.previous FROM ledger_entries e WHERE e.number = wallets.last_entry)";
    let others = "(SELECT w.last_entry FROM wallets w WHERE w.owner = 'user_002')";
    for count in [1, 16, 20, 32] {
        for latest in ["NULL", before, others, "987654321"] {
            let fixture = with_entries(count).await;
            fixture.damage(&format!("UPDATE wallets SET last_entry = {latest} WHERE owner = 'user_001'"));
            assert!(has(&findings_in(&fixture).await, PLAYER), "{count} {latest}");
        }
    }
}

/// Takes a wallet's state back to that after entry `sequence`, as a writer would see it that had missed the later ones.
fn take_back(fixture: &Fixture, owner: &str, sequence: i64) {
    fixture.damage(&format!(
        "UPDATE wallets SET (balance, sequence, last_entry) =
             (SELECT balance_after, sequence, number FROM ledger_entries WHERE wallet_id = wallets.id AND sequence = {sequence})
         WHERE owner = '{owner}'"
    ));
}

/// What is found of entries that no walk from their wallet meets.
fn unlinked(findings: &[Finding]) -> Vec<&str> {
    let unlinked = findings.iter().filter(|finding| finding.detail.ends_with(UNLINKED));
    unlinked.filter(|finding| finding.subject == PLAYER).map(|finding| finding.detail.as_str()).collect()
}

#[tokio::test]
async fn entries_that_a_wallet_was_taken_back_behind_are_found() {
    let fixture = with_entries(20).await;
    take_back(&fixture, "user_001", 18);
    let findings = findings_in(&fixture).await;
    let expected = [19, 20].map(|sequence| format!("its entry {sequence} {UNLINKED}"));
    assert_eq!(unlinked(&findings), expected, "{findings:?}");
}

#[tokio::test]
async fn two_entries_with_one_sequence_are_found_and_at_a_mark_they_are_refused() {
    let fixture = with_entries(20).await;
    take_back(&fixture, "user_001", 18);
    let again = [0, 1, 2].map(|key| spend("user_001", "GOLD_COINS", 1, &format!("again {key}")));
    fixture.ledger.execute(&again).await.expect("the file cannot see it");
    let findings = findings_in(&fixture).await;
    let expected = [19, 20].map(|sequence| format!("its entry {sequence} {UNLINKED}"));
    assert_eq!(unlinked(&findings), expected, "{findings:?}");

    let fixture = with_entries(20).await;
    take_back(&fixture, "user_001", 15);
    let refused = fixture.ledger.execute(&again).await.expect_err("entry 16 is there");
    assert_eq!(refused.kind, StoreErrorKind::Refused);
}

#[tokio::test]
async fn two_entries_with_one_sequence_that_balance_with_all_others_are_found() {
    let fixture = with_entries(20).await;
    take_back(&fixture, "user_001", 18);
    take_back(&fixture, "system:revenue", 17);
    fixture.ledger.execute(&[spend("user_001", "GOLD_COINS", 2, "again")]).await.expect("the file cannot see it");
    let findings = findings_in(&fixture).await;
    let mut details: Vec<&str> = findings.iter().map(|finding| finding.detail.as_str()).collect();
    let mut expected = [18, 19, 19, 20].map(|sequence| format!("its entry {sequence} {UNLINKED}"));
    details.sort_unstable();
    expected.sort_unstable();
    assert_eq!(details, expected, "{findings:?}");
}

#[tokio::test]
async fn an_entry_that_is_gone_and_one_under_another_sequence_are_found_wherever_they_were() {
    let player = "wallet_id = (SELECT id FROM wallets WHERE owner = 'user_001')";
    for sequence in [1, 2, 15, 16, 17, 31, 32, 33, 34, 35] {
        for damage in ["DELETE FROM ledger_entries WHERE", "UPDATE ledger_entries SET sequence = 99 WHERE"] {
            let fixture = with_entries(35).await;
            fixture.damage(&format!("{damage} {player} AND sequence = {sequence}"));
            assert!(has(&findings_in(&fixture).await, PLAYER), "{damage} {sequence}");
        }
    }
}

#[tokio::test]
async fn an_entry_of_another_wallet_is_never_shown() {
    let fixture = with_entries(20).await;
    fixture.damage(
        "UPDATE ledger_entries SET previous =
             (SELECT number FROM ledger_entries WHERE wallet_id = (SELECT id FROM wallets WHERE owner = 'user_002')
              AND sequence = 2)
         WHERE wallet_id = (SELECT id FROM wallets WHERE owner = 'user_001') AND sequence = 10",
    );
    let request = PageRequest { before: None, limit: 100 };
    let read = fixture.ledger.list_entries(&owner("user_001"), &asset("GOLD_COINS"), request).await;
    assert_eq!(read.expect_err("it is damaged").kind, StoreErrorKind::Corrupt);
    assert_eq!(page(&fixture, None, 10).await, (11..=20).rev().collect::<Vec<_>>(), "what is above is not damaged");
}

#[tokio::test]
async fn a_wallet_with_more_entries_than_one_read_brings_is_proven() {
    let fixture = Fixture::new();
    play(&fixture.ledger, 1, OPENING).await;
    for batch in 0..11 {
        let batch: Vec<_> = (0..2_000).map(|n| bonus("user_002", "GOLD_COINS", 1, &format!("{batch}-{n}"))).collect();
        fixture.ledger.execute(&batch).await.expect("the store works");
    }
    let proof = fixture.ledger.verify().await.expect("the store works");
    assert_eq!((proof.findings, proof.transactions, proof.assets[0].entries), (vec![], 22_003, 44_006));
    let late = "UPDATE ledger_entries SET amount = 2 WHERE number = (SELECT max(number) - 50 FROM ledger_entries)";
    fixture.damage(late);
    assert!(!findings_in(&fixture).await.is_empty());
}
