//! API keys on PostgreSQL: the contract, and what the table refuses.

use crate::common::Fixture;
use wallet_domain::access::ApiKeys;
use wallet_domain::testing::api_key;
use wallet_domain::{ChangeNote, Timestamp, Wallets};

struct Keys(Fixture);

impl Keys {
    async fn new() -> Self {
        Self(Fixture::new().await)
    }

    fn keys(&self) -> &dyn ApiKeys {
        &self.0.ledger
    }

    fn wallets(&self) -> &dyn Wallets {
        &self.0.ledger
    }
}

wallet_domain::keys_contract!(Keys::new);

#[tokio::test]
async fn a_key_is_not_changed_revived_or_deleted_by_hand_nor_is_a_bad_one_taken() {
    let fixture = Fixture::new().await;
    let (key, _) = api_key(1, "shop", "read");
    fixture.ledger.create_key(&key).await.expect("the store works");
    fixture
        .ledger
        .revoke_key(key.id, Timestamp::from_micros(5), &ChangeNote::by("ada").expect("a name"))
        .await
        .expect("the store works");
    let hand = fixture.by_hand().await;
    let insert = |id: &str, name: &str, digest: &str, scopes: &str| {
        format!("INSERT INTO api_keys SELECT '{id}', {name}, {digest}, {scopes}, now(), NULL, NULL, NULL FROM api_keys")
    };
    for (sql, state) in [
        ("UPDATE api_keys SET scopes = 'operate'".to_owned(), "23001"),
        ("UPDATE api_keys SET digest = sha256('x')".to_owned(), "23001"),
        ("UPDATE api_keys SET expires_at = now()".to_owned(), "23001"),
        ("UPDATE api_keys SET terms = '{}'".to_owned(), "23001"),
        ("UPDATE api_keys SET revoked_by = 'eve'".to_owned(), "23001"),
        ("UPDATE api_keys SET rotation = '{}'".to_owned(), "23001"),
        ("UPDATE api_keys SET revoked_at = NULL".to_owned(), "23001"),
        ("UPDATE api_keys SET revoked_at = now()".to_owned(), "23001"),
        ("DELETE FROM api_keys".to_owned(), "23001"),
        ("TRUNCATE api_keys".to_owned(), "23001"),
        (insert("0123456789aB", "name", "digest", "scopes"), "23514"),
        (insert("0123456789ab", "''", "digest", "scopes"), "23514"),
        (insert("0123456789ab", "name", "'\\x00'", "scopes"), "23514"),
        (insert("0123456789ab", "name", "digest", "'spend,read'"), "23514"),
        (insert("0123456789ab", "name", "digest", "'readspend'"), "23514"),
        (insert("0123456789ab", "name", "digest", "',spend'"), "23514"),
        (insert("0123456789ab", "name", "digest", "''"), "23514"),
    ] {
        let refused = hand.batch_execute(&sql).await.expect_err(&sql);
        assert_eq!(refused.code().map(tokio_postgres::error::SqlState::code), Some(state), "{sql}");
    }
}

#[tokio::test]
async fn another_server_sees_a_revocation_at_once() {
    let fixture = Fixture::new().await;
    let (key, _) = api_key(1, "shop", "read");
    fixture.ledger.create_key(&key).await.expect("the store works");
    let other = fixture.another().await;
    assert_eq!(other.find_key(key.id).await.expect("the store works"), Some(key.clone()));
    fixture
        .ledger
        .revoke_key(key.id, Timestamp::from_micros(5), &ChangeNote::by("ada").expect("a name"))
        .await
        .expect("the store works");
    let seen = other.find_key(key.id).await.expect("the store works").expect("it is there");
    assert_eq!(seen.revoked_at, Some(Timestamp::from_micros(5)));
}
