//! The schema that the migrations make, as the catalogues have it.

use harness::database::{ask, create_database};
use wallet_domain::testing::check_golden;
use wallet_postgres::{PgConfig, migrate};

#[tokio::test]
async fn the_schema_is_golden() {
    let url = create_database();
    migrate(&PgConfig::new(&url)).await.expect("a new database can be migrated");
    let rows = ask(&url, include_str!("../golden/schema.sql"));
    let text: String = rows.into_iter().map(|row| row + "\n").collect();
    check_golden(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/schema.txt"), &text);
}
