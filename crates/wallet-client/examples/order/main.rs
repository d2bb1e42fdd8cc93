//! The program of docs/integrate/rust.md.
#![allow(clippy::print_stdout, reason = "it talks to a person")]

use wallet_client::{Client, Error, ProblemKind, SpendRequest};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let wallet = Client::new("http://localhost:3000", std::env::var("WALLET_KEY").ok().as_deref())?;
    println!("{}", buy(&wallet, "order-1001").await?);
    Ok(())
}

async fn buy(wallet: &Client, order: &str) -> Result<String, Error> {
    let spend = SpendRequest {
        owner: "user_001".to_owned(),
        asset: "GOLD_COINS".to_owned(),
        amount: 30,
        ..SpendRequest::default()
    };
    match wallet.create_spend(&spend).idempotency_key(order).await {
        Ok(spend) => Ok(format!("{} coins are left", spend.balance)),
        Err(error) => match error.kind() {
            Some(ProblemKind::InsufficientFunds { available, .. }) => Ok(format!("only {available} coins are there")),
            _ => Err(error),
        },
    }
}

#[cfg(test)]
mod tests;
