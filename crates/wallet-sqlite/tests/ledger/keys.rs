//! API keys in the embedded store: the contract, and what the table refuses.

use std::future::{Ready, ready};

use crate::common::Fixture;
use wallet_domain::access::ApiKeys;
use wallet_domain::testing::api_key;
use wallet_domain::{ChangeNote, Timestamp, Wallets};

struct Keys(Fixture);

impl Keys {
    fn keys(&self) -> &dyn ApiKeys {
        &self.0.ledger
    }

    fn wallets(&self) -> &dyn Wallets {
        &self.0.ledger
    }
}

fn sqlite() -> Ready<Keys> {
    ready(Keys(Fixture::new()))
}

wallet_domain::keys_contract!(sqlite);

#[tokio::test]
async fn a_key_is_not_changed_revived_or_deleted_by_hand_nor_is_a_bad_one_taken() {
    let fixture = Fixture::new();
    let (key, _) = api_key(1, "shop", "read");
    fixture.ledger.create_key(&key).await.expect("the store works");
    fixture
        .ledger
        .revoke_key(key.id, Timestamp::from_micros(5), &ChangeNote::by("ada").expect("a name"))
        .await
        .expect("the store works");
    let hand = fixture.by_hand();
    for sql in [
        "UPDATE api_keys SET scopes = 'operate'",
        "UPDATE api_keys SET digest = zeroblob(32)",
        "UPDATE api_keys SET terms = '{}'",
        "UPDATE api_keys SET revoked_by = 'eve'",
        "UPDATE api_keys SET rotation = '{}'",
        "UPDATE api_keys SET expires_at = 99",
        "UPDATE api_keys SET revoked_at = NULL",
        "UPDATE api_keys SET revoked_at = 6",
        "DELETE FROM api_keys",
        "INSERT INTO api_keys SELECT '0123456789aB', name, digest, scopes, 0, NULL, NULL, NULL, NULL, NULL, NULL FROM api_keys",
        "INSERT INTO api_keys SELECT '0123456789ab', '', digest, scopes, 0, NULL, NULL, NULL, NULL, NULL, NULL FROM api_keys",
        "INSERT INTO api_keys SELECT '0123456789ab', name, zeroblob(31), scopes, 0, NULL, NULL, NULL, NULL, NULL, NULL FROM api_keys",
        "INSERT INTO api_keys SELECT '0123456789ab', name, digest, 'spend,read', 0, NULL, NULL, NULL, NULL, NULL, NULL FROM api_keys",
        "INSERT INTO api_keys SELECT '0123456789ab', name, digest, '', 0, NULL, NULL, NULL, NULL, NULL, NULL FROM api_keys",
    ] {
        let refused = hand.execute(sql, []).expect_err(sql);
        let code = refused.sqlite_error_code();
        assert_eq!(code, Some(rusqlite::ErrorCode::ConstraintViolation), "{sql}: {refused}");
    }
}

#[tokio::test]
async fn another_process_sees_a_revocation_at_once() {
    let fixture = Fixture::new();
    let (key, _) = api_key(1, "shop", "read");
    fixture.ledger.create_key(&key).await.expect("the store works");
    let other = fixture.another();
    assert_eq!(other.find_key(key.id).await.expect("the store works"), Some(key.clone()));
    fixture
        .ledger
        .revoke_key(key.id, Timestamp::from_micros(5), &ChangeNote::by("ada").expect("a name"))
        .await
        .expect("the store works");
    let seen = other.find_key(key.id).await.expect("the store works").expect("it is there");
    assert_eq!(seen.revoked_at, Some(Timestamp::from_micros(5)));
}
