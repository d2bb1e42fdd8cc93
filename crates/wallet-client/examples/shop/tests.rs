//! The shop against a server with the demo data.

use harness::process::{Server, folder, wallet};

use super::*;

#[tokio::test]
async fn an_order_is_paid_once_and_a_no_is_a_sentence() {
    let store = folder();
    let server = Server::start(wallet(store.path(), &["serve", "--port", "0"]).env("DATABASE_URL", "sqlite:wallet.db"));
    let wallet = Client::new(&format!("http://{}", server.address), None).expect("a client");
    for (player, item, order, said) in [
        ("user_001", "hat", "order-1", "The hat is yours; 470 coins are left."),
        ("user_001", "hat", "order-1", "The hat is yours; 470 coins are left."),
        ("user_001", "castle", "order-2", "You have 470 coins; it costs 900."),
        ("user_001", "moon", "order-3", "There is no moon."),
        ("nobody", "hat", "order-4", "You have no coins yet."),
    ] {
        assert_eq!(buy(&wallet, player, item, order).await.expect("an answer"), said);
    }
}
