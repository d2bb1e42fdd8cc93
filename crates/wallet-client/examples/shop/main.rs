//! A shop in 60 lines, with a Wallet server on the demo data at <http://localhost:3000>:
//! `echo order-1 user_001 hat | cargo run -p wallet-client --example shop`.

#![allow(clippy::print_stdout, reason = "it talks to a person")]

use std::io::stdin;

use wallet_client::{Client, Error, ProblemKind, SpendRequest};

const PRICES: [(&str, i64); 3] = [("hat", 30), ("sword", 120), ("castle", 900)];

#[tokio::main]
async fn main() -> Result<(), Error> {
    let url = std::env::var("WALLET_URL").unwrap_or_else(|_| "http://localhost:3000".to_owned());
    let wallet = Client::new(&url, std::env::var("WALLET_KEY").ok().as_deref())?;
    for line in stdin().lines().map_while(Result::ok) {
        match line.split_whitespace().collect::<Vec<_>>()[..] {
            [order, player, item] => println!("{}", buy(&wallet, player, item, order).await?),
            _ => println!("Type an order's id, a player and an item: order-1 user_001 hat"),
        }
    }
    Ok(())
}

/// Sells an item. The order's id is the key: however often the order is sent, it is paid once.
async fn buy(wallet: &Client, player: &str, item: &str, order: &str) -> Result<String, Error> {
    let Some((_, amount)) = PRICES.iter().find(|(name, _)| *name == item) else {
        return Ok(format!("There is no {item}."));
    };
    let spend = SpendRequest {
        owner: player.to_owned(),
        asset: "GOLD_COINS".to_owned(),
        amount: *amount,
        description: Some(format!("A {item}")),
        ..SpendRequest::default()
    };
    match wallet.create_spend(&spend).idempotency_key(order).await {
        Ok(paid) => Ok(format!("The {item} is yours; {} coins are left.", paid.balance)),
        // Not known within the deadline: the same order, sent again, is answered with what became of it.
        Err(Error::NoOutcome(_)) => Ok("Please send the same order again in a moment.".to_owned()),
        Err(error) => match error.kind() {
            Some(ProblemKind::InsufficientFunds { available, required }) => {
                Ok(format!("You have {available} coins; it costs {required}."))
            }
            Some(ProblemKind::WalletNotFound) => Ok("You have no coins yet.".to_owned()),
            Some(ProblemKind::WalletFrozen) => Ok("Your coins are frozen: ask support.".to_owned()),
            _ => Err(error),
        },
    }
}

#[cfg(test)]
mod tests;
