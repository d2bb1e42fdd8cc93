//! The worker against a server with the demo data: it is stopped and started again, and knows what the ledger knows.

use harness::process::{Server, folder, wallet};
use wallet_client::BonusRequest;

use super::*;

#[tokio::test]
async fn the_worker_keeps_the_balances_of_the_ledger_across_a_stop() {
    let store = folder();
    let server = Server::start(wallet(store.path(), &["serve", "--port", "0"]).env("DATABASE_URL", "sqlite:wallet.db"));
    let wallet = Client::new(&format!("http://{}", server.address), None).expect("a client");
    let path = store.path().join("balances.json");
    for expected in [540, 580] {
        let bonus = BonusRequest {
            owner: "user_001".to_owned(),
            asset: "GOLD_COINS".to_owned(),
            amount: 40,
            ..BonusRequest::default()
        };
        let given = wallet.create_bonus(&bonus).await.expect("a bonus");
        assert_eq!(given.balance, expected);
        let mut worker = Worker::start(&wallet, &path).expect("a worker");
        let mut first = None;
        while worker.state.balances.get("user_001").and_then(|owner| owner.get("GOLD_COINS")) != Some(&expected) {
            let event = worker.take_next().await.expect("an event");
            first.get_or_insert(event.cursor);
        }
        // The second begins behind what the first has taken, and finds the one event that is new.
        assert_eq!(first == worker.state.after, expected == 580);
    }
}
