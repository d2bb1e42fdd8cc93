//! Thousands of random commands: the same answers as the model, and a ledger that verifies.

use crate::common::Fixture;
use wallet_domain::Verifier;
use wallet_domain::testing::{Comparison, compare_with_model};

async fn compare(comparison: Comparison) {
    let fixture = Fixture::new();
    compare_with_model(&fixture.ledger, &fixture.clock, comparison).await;
    let proof = fixture.ledger.verify().await.expect("the store works");
    assert_eq!(proof.findings, []);
    assert!(proof.assets.iter().all(|asset| asset.in_balance));
}

#[tokio::test]
async fn small_batches_of_random_commands_are_answered_as_the_model_does() {
    compare(Comparison { seed: 1, batches: 300, size_max: 6 }).await;
}

#[tokio::test]
async fn large_batches_of_random_commands_are_answered_as_the_model_does() {
    compare(Comparison { seed: 2, batches: 25, size_max: 400 }).await;
}
