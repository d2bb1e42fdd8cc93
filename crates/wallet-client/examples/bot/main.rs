//! A bot as of Discord, reduced to its commands, with a Wallet server on the demo data at <http://localhost:3000>:
//! `cargo run -p wallet-client --example bot`.
//!
//! Type `ada /daily`, `ada /give bob 5`, `ada /balance`. A real bot has the same functions behind its library's events,
//! and takes the interaction's id for the key of `/give`: a delivery that comes twice gives once.

#![allow(clippy::print_stdout, reason = "it talks to a person")]

use std::io::stdin;
use std::time::{SystemTime, UNIX_EPOCH};

use wallet_client::{BonusRequest, Client, Error, GiftRequest, ProblemKind};

const ASSET: &str = "GOLD_COINS";
const DAY_S: u64 = 24 * 60 * 60;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let url = std::env::var("WALLET_URL").unwrap_or_else(|_| "http://localhost:3000".to_owned());
    let wallet = Client::new(&url, std::env::var("WALLET_KEY").ok().as_deref())?;
    for (number, line) in stdin().lines().map_while(Result::ok).enumerate() {
        let (member, command) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        println!("{}", answer(&wallet, member, command, &format!("interaction-{now}-{number}")).await);
    }
    Ok(())
}

/// What the bot says to a command.
async fn answer(wallet: &Client, member: &str, command: &str, interaction: &str) -> String {
    let said = match command.split_whitespace().collect::<Vec<_>>()[..] {
        ["/balance"] => balance(wallet, member).await,
        ["/daily"] => daily(wallet, member).await,
        ["/give", to, amount] => match amount.parse() {
            Ok(amount) => give(wallet, member, to, amount, interaction).await,
            Err(_) => Ok(format!("{amount} is no number of coins.")),
        },
        _ => Ok("I know /balance, /daily and /give MEMBER AMOUNT.".to_owned()),
    };
    match said {
        Ok(said) => said,
        // A sentence for people, with the figures.
        Err(Error::Problem(error)) => error.problem.detail,
        Err(Error::NoOutcome(_)) => "I do not know yet. Send the same again.".to_owned(),
        Err(error) => format!("Something is wrong here: {error}"),
    }
}

async fn balance(wallet: &Client, member: &str) -> Result<String, Error> {
    match wallet.get_wallet(member, ASSET).await {
        Ok(found) => Ok(format!("{member} has {} coins.", found.available)),
        Err(error) if error.kind() == Some(&ProblemKind::WalletNotFound) => {
            Ok(format!("{member} has no coins yet: try /daily."))
        }
        Err(error) => Err(error),
    }
}

/// Once a day: the key is the day, and keys belong to their owner.
async fn daily(wallet: &Client, member: &str) -> Result<String, Error> {
    let day = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() / DAY_S);
    wallet.open_wallet(member, ASSET).await?;
    let bonus = BonusRequest {
        owner: member.to_owned(),
        asset: ASSET.to_owned(),
        amount: 20,
        reason: Some("daily".to_owned()),
        ..BonusRequest::default()
    };
    let given = wallet.create_bonus(&bonus).idempotency_key(&format!("daily-{day}")).await?;
    Ok(format!("Today's 20 coins are yours; that was {} in all.", given.balance))
}

async fn give(wallet: &Client, member: &str, to: &str, amount: i64, interaction: &str) -> Result<String, Error> {
    wallet.open_wallet(to, ASSET).await?;
    let gift = GiftRequest {
        owner: member.to_owned(),
        to: to.to_owned(),
        asset: ASSET.to_owned(),
        amount,
        ..GiftRequest::default()
    };
    let given = wallet.create_gift(&gift).idempotency_key(interaction).await?;
    Ok(format!("{to} has {amount} coins of yours; {} are left.", given.balance))
}

#[cfg(test)]
mod tests;
