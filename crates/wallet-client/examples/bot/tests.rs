//! The bot against a server with the demo data.

use harness::process::{Server, folder, wallet};

use super::*;

#[tokio::test]
async fn members_are_given_coins_once_and_pass_them_on() {
    let store = folder();
    let server = Server::start(wallet(store.path(), &["serve", "--port", "0"]).env("DATABASE_URL", "sqlite:wallet.db"));
    let wallet = Client::new(&format!("http://{}", server.address), None).expect("a client");
    for (command, interaction, said) in [
        ("/balance", "1", "ada has no coins yet: try /daily."),
        ("/daily", "2", "Today's 20 coins are yours; that was 20 in all."),
        ("/daily", "3", "Today's 20 coins are yours; that was 20 in all."),
        ("/give bob 5", "4", "bob has 5 coins of yours; 15 are left."),
        ("/give bob 5", "4", "bob has 5 coins of yours; 15 are left."),
        ("/give bob many", "5", "many is no number of coins."),
        ("/balance", "6", "ada has 15 coins."),
        ("/dance", "7", "I know /balance, /daily and /give MEMBER AMOUNT."),
    ] {
        assert_eq!(answer(&wallet, "ada", command, interaction).await, said, "{command}");
    }
    let refused = answer(&wallet, "ada", "/give bob 500", "8").await;
    assert!(refused.contains("15") && refused.contains("500"), "{refused}");
}
