use std::sync::Arc;

use wallet_domain::testing::{MemoryLedger, SetClock, owner};
use wallet_domain::{Wallets, testing};

use super::*;

const SMALL: &str = r#"
name = "small"
[[assets]]
code = "GEMS"
name = "Gems"
mint = 100
[[grants]]
owner = "anna"
asset = "GEMS"
amount = 60
"#;

fn memory() -> MemoryLedger {
    MemoryLedger::new(Arc::new(SetClock::at(1)))
}

fn data(text: &str) -> DemoData {
    toml::from_str(text).expect("good demo data")
}

async fn balances(store: &MemoryLedger, holder: &str) -> Vec<(String, i64)> {
    let wallets = store.list_wallets(&[owner(holder)]).await.expect("memory does not fail");
    wallets.iter().map(|wallet| (wallet.asset.to_string(), wallet.state.balance.minor())).collect()
}

#[tokio::test]
async fn the_demo_leaves_the_documented_balances() {
    let store = memory();
    let report = data(DEMO).apply(&store, &store).await.expect("the demo fits");
    assert_eq!(report.to_string(), "added 3 assets, 6 wallets, 3 mints, 6 grants");
    let expected = [
        ("system:treasury", [50_000, 1_000_000, 100_000]),
        ("system:revenue", [0, 0, 0]),
        ("user_001", [10, 500, 100]),
        ("user_002", [5, 250, 50]),
    ];
    for (holder, [diamonds, gold_coins, loyalty_points]) in expected {
        let expected = [("DIAMONDS", diamonds), ("GOLD_COINS", gold_coins), ("LOYALTY_POINTS", loyalty_points)]
            .map(|(asset, balance)| (asset.to_owned(), balance));
        assert_eq!(balances(&store, holder).await, expected, "{holder}");
    }
}

#[tokio::test]
async fn a_second_application_changes_nothing() {
    let store = memory();
    data(DEMO).apply(&store, &store).await.expect("the demo fits");
    let before = balances(&store, "system:treasury").await;
    let again = data(DEMO).apply(&store, &store).await.expect("the demo fits twice");
    assert_eq!(again.to_string(), "added nothing: 3 assets, 6 wallets, 3 mints, 6 grants were there already");
    assert_eq!(balances(&store, "system:treasury").await, before);
}

#[tokio::test]
async fn a_row_that_was_added_later_is_the_only_one_added() {
    let store = memory();
    data(SMALL).apply(&store, &store).await.expect("it fits");
    let more = format!("{SMALL}\n[[grants]]\nowner = \"bert\"\nasset = \"GEMS\"\namount = 40\n");
    let report = data(&more).apply(&store, &store).await.expect("it fits");
    assert_eq!(
        report.to_string(),
        "added 0 assets, 1 wallet, 0 mints, 1 grant; 1 asset, 1 wallet, 1 mint, 1 grant were there already"
    );
}

#[tokio::test]
async fn a_refused_row_is_named() {
    let store = memory();
    let greedy = data(&SMALL.replace("60", "101")).apply(&store, &store).await.expect_err("only 100 were minted");
    assert!(greedy.to_string().starts_with("grant anna GEMS 101 was refused: The treasury of GEMS"), "{greedy}");

    let store = memory();
    data(SMALL).apply(&store, &store).await.expect("it fits");
    let changed = data(&SMALL.replace("60", "61")).apply(&store, &store).await.expect_err("61 is not 60");
    assert!(
        changed.to_string().starts_with("grant anna GEMS 61 was refused: it was applied with other figures before"),
        "{changed}"
    );
}

#[tokio::test]
async fn a_grant_of_an_asset_that_nobody_made_is_named() {
    let store = memory();
    let text = "name = \"x\"\n[[grants]]\nowner = \"anna\"\nasset = \"PEARLS\"\namount = 1";
    let error = data(text).apply(&store, &store).await.expect_err("no such asset");
    assert_eq!(error.to_string(), "grant anna PEARLS: there is no asset PEARLS; add it to the file's [[assets]]");
}

#[test]
fn a_row_that_is_there_twice_is_named() {
    let grant = "[[grants]]\nowner = \"anna\"\nasset = \"GEMS\"\namount = 2";
    let twice = toml::from_str::<DemoData>(&format!("{SMALL}{grant}")).expect_err("twice");
    assert_eq!(twice.message(), "the row \"grant anna GEMS\" is there twice");
}

#[test]
fn keys_hold_a_space_so_that_no_caller_can_take_them() {
    for command in data(DEMO).mints().chain(data(DEMO).grants()) {
        assert!(IdempotencyKey::new(command.key().as_str()).is_err(), "{}", command.key());
    }
    let keys: Vec<String> = data(DEMO).grants().map(|command| command.key().to_string()).collect();
    assert_eq!(keys[0], "seed demo grant user_001 GOLD_COINS");
    let _ = testing::key(&keys[0]);
}
