//! The schema that the migrations make, as the catalogues have it.

mod common;

use common::{by_hand, create_database};
use wallet_domain::testing::check_golden;
use wallet_postgres::{PgConfig, migrate};

#[tokio::test]
async fn the_schema_is_golden() {
    let url = create_database().await;
    migrate(&PgConfig::new(&url)).await.expect("a new database can be migrated");
    let rows =
        by_hand(&url).await.query(include_str!("golden/schema.sql"), &[]).await.expect("the catalogues are there");
    let text: String = rows.iter().map(|row| row.get::<_, String>(0) + "\n").collect();
    check_golden(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/schema.txt"), &text);
}
