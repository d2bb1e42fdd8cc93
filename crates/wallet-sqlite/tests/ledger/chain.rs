//! What is changed behind the ledger's back, by whoever may write to its file, shows in the chain.

use std::sync::Arc;

use crate::common::Fixture;
use wallet_domain::proof::Unwatched;
use wallet_domain::testing::{play, spend};
use wallet_domain::{Finding, Head, Invariant, Ledger, Verifier};

const STORY: &str = "
    asset  GOLD_COINS
    mint   GOLD_COINS 1000 key m           -> posted 1000
    wallet user_001 GOLD_COINS 100
    spend  user_001 GOLD_COINS 999 key b   -> insufficient funds
    spend  user_001 GOLD_COINS 20  key c   -> posted 80
";

/// Commits: 1 the mint, 2 the opening grant, 3 the refusal, 4 the spend, 5 three spends.
async fn fixture() -> Fixture {
    let fixture = Fixture::new();
    play(&fixture.ledger, 1, STORY).await;
    let spends = [1, 2, 3].map(|amount| spend("user_001", "GOLD_COINS", amount, &format!("x{amount}")));
    fixture.ledger.execute(&spends).await.expect("the store works");
    fixture
}

async fn findings(fixture: &Fixture, known: &[Head]) -> Vec<Finding> {
    fixture.ledger.verify_against(known, Arc::new(Unwatched)).await.expect("the store works").findings
}

async fn heads(fixture: &Fixture) -> Vec<Head> {
    fixture.ledger.list_heads().await.expect("the store works")
}

fn names(findings: &[Finding], commit: i64) -> bool {
    let subject = format!("commit {commit} of lane 0");
    findings.iter().any(|it| it.invariant == Invariant::RecordsAreImmutable && it.subject == subject)
}

#[tokio::test]
async fn the_smallest_change_to_what_was_committed_is_found_and_its_commit_named() {
    let fixture = fixture().await;
    assert_eq!(findings(&fixture, &[]).await, []);
    // What, how it is undone, and the commit that it is in.
    let changes = [
        (
            "transactions SET created_at = created_at + 1 WHERE number = 4",
            "transactions SET created_at = created_at - 1 WHERE number = 4",
            4,
        ),
        (
            "transactions SET rejection = replace(rejection, '100', '101') WHERE number = 3",
            "transactions SET rejection = replace(rejection, '101', '100') WHERE number = 3",
            3,
        ),
        (
            "ledger_entries SET balance_after = 81 WHERE amount = -20",
            "ledger_entries SET balance_after = 80 WHERE amount = -20",
            4,
        ),
        (
            "transactions SET description = 'x' WHERE number = 4",
            "transactions SET description = NULL WHERE number = 4",
            4,
        ),
        (
            "commits SET root = zeroblob(32) WHERE number = 5",
            "commits SET root = (SELECT b FROM kept) WHERE number = 5",
            5,
        ),
        (
            "commits SET created_at = created_at + 1 WHERE number = 2",
            "commits SET created_at = created_at - 1 WHERE number = 2",
            3,
        ),
        (
            "commits SET root = zeroblob(31) WHERE number = 5",
            "commits SET root = (SELECT b FROM kept) WHERE number = 5",
            5,
        ),
        ("commits SET root = NULL WHERE number = 5", "commits SET root = (SELECT b FROM kept) WHERE number = 5", 5),
    ];
    let keep = "CREATE TABLE kept AS SELECT root AS b FROM commits WHERE number = 5";
    fixture.by_hand().execute_batch(keep).expect("the file takes it");
    for (change, undo, commit) in changes {
        fixture.damage(&format!("UPDATE {change}"));
        let found = findings(&fixture, &[]).await;
        assert!(names(&found, commit), "{change}: {found:?}");
        fixture.damage(&format!("UPDATE {undo}"));
        assert_eq!(findings(&fixture, &[]).await, [], "{undo}");
    }
}

/// What undoes the last commit, three spends of 6 altogether, in every table.
const CUT: &str = "
    DELETE FROM ledger_entries WHERE transaction_number > 4;
    DELETE FROM transactions WHERE number > 4;
    DELETE FROM commits WHERE number = 5;
    UPDATE wallets SET (balance, sequence, version, last_entry) =
        (SELECT balance_after, sequence, sequence, number FROM ledger_entries e WHERE e.wallet_id = wallets.id
         ORDER BY number DESC LIMIT 1)
     WHERE sequence > 0";

#[tokio::test]
async fn a_ledger_that_was_cut_off_and_made_consistent_is_found_by_a_head_that_was_kept_elsewhere() {
    let fixture = fixture().await;
    let heads = heads(&fixture).await;
    assert_eq!(heads.iter().map(|head| (head.lane, head.number)).collect::<Vec<_>>(), [(0, 5)]);
    assert_eq!(findings(&fixture, &heads).await, []);
    fixture.damage(CUT);
    assert_eq!(findings(&fixture, &[]).await, [], "what is left agrees with itself");
    assert!(names(&findings(&fixture, &heads).await, 5));
    // Nor is it hidden by going on.
    fixture.ledger.execute(&[spend("user_001", "GOLD_COINS", 1, "y")]).await.expect("the store works");
    assert!(names(&findings(&fixture, &heads).await, 5));
}

#[tokio::test]
async fn a_chain_that_was_taken_away_is_found_by_a_head_that_was_kept_elsewhere() {
    let fixture = fixture().await;
    let kept = heads(&fixture).await;
    fixture.damage("UPDATE commits SET root = NULL, previous = NULL");
    assert_eq!(heads(&fixture).await, []);
    assert!(names(&findings(&fixture, &kept).await, 5));
    // From here on there is one again; commits from before are as those of a version that had none.
    fixture.ledger.execute(&[spend("user_001", "GOLD_COINS", 1, "y")]).await.expect("the store works");
    let proof = fixture.ledger.verify().await.expect("the store works");
    assert_eq!(proof.findings, []);
    assert_eq!(proof.heads, heads(&fixture).await);
}
