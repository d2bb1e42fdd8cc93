//! The program of docs/integrate/rust.md.
#![allow(clippy::print_stdout, reason = "it talks to a person")]

use wallet_client::{Client, Error, ProblemKind, SpendRequest};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let url = std::env::var("WALLET_URL").unwrap_or_else(|_| "http://localhost:3000".to_owned());
    let wallet = Client::new(&url, std::env::var("WALLET_KEY").ok().as_deref())?;
    let order = SpendRequest {
        owner: "user_001".to_owned(),
        asset: "GOLD_COINS".to_owned(),
        amount: 30,
        ..SpendRequest::default()
    };
    match wallet.create_spend(&order).idempotency_key("order-1001").await {
        Ok(spend) => println!("{} coins are left", spend.balance),
        Err(error) => match error.kind() {
            Some(ProblemKind::InsufficientFunds { available, .. }) => println!("only {available} coins are there"),
            _ => return Err(error),
        },
    }
    Ok(())
}
