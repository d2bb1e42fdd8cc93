//! `wallet demo`: plays weeks of a small game's economy into an empty store.

use std::time::Instant;

use clap::Args;
use wallet_domain::copy::Sameness;
use wallet_domain::{Clock, SystemClock};
use wallet_service::demo::economy::{Day, EconomySize};

use super::filter::part;
use super::progress::ProgressLine;
use super::seed;
use super::{Failure, say};
use crate::config::{InvalidSettings, Settings};
use crate::store::{self, Played, StoreUrl};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wallet --database-url sqlite:data/demo.db demo        ninety days of a game with 2000 players, then:
  wallet --database-url sqlite:data/demo.db             serve it
  wallet demo --days 30 --players 500 --seed 7          smaller, another course, into data/wallet.db if that is not there yet
  wallet --database-url postgres://app@db/wallet demo   into an empty database

Players come and go, more of them at weekends: daily bonuses, quests, packs of diamonds for money, things bought, gifts,
exchanges, tournaments with held fees, refunds and chargebacks. What is not everyday is told at the end: an offer at the wrong
price and who owes something since, campaigns with their budgets, a player who is frozen. Owners are user_0001 and so on;
metadata have reason, source, sink, campaign and item.

All of it goes through the ledger and is proven: `wallet verify` holds, and the server can go on from there. The same days,
players, seed and last day give the same ledger, to the hash. The days end with the one before --until, in UTC.

The store must be empty: one that is served or seeded is refused. If it is interrupted, run the same again on the same day, or
name another store; until it is whole, nobody can serve it.")]
pub(super) struct Options {
    /// How many days are played
    #[arg(long, value_name = "N", default_value = "90", value_parser = within(EconomySize::DAYS))]
    days: u16,
    /// How many players there are in the end
    #[arg(long, value_name = "N", default_value = "2000", value_parser = within(EconomySize::PLAYERS))]
    players: u16,
    /// What decides about everything that is left to chance
    #[arg(long, value_name = "N", default_value = "1")]
    seed: u64,
    /// The first day that is not played any more, such as 2026-11-30 [default: today]
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
}

fn within(bounds: std::ops::RangeInclusive<u16>) -> clap::builder::RangedI64ValueParser<u16> {
    clap::value_parser!(u16).range(i64::from(*bounds.start())..=i64::from(*bounds.end()))
}

impl Options {
    fn size(&self) -> Result<EconomySize, InvalidSettings> {
        let today = Day::of(SystemClock.now());
        let until = part("until", self.until.as_deref(), str::parse::<Day>)?.unwrap_or(today);
        if until > today {
            return Err(InvalidSettings::new(format!("--until: {until} is in the future; the latest is {today}")));
        }
        Ok(EconomySize { days: self.days, players: self.players, seed: self.seed, until })
    }
}

pub(super) async fn run(options: &Options, settings: &Settings, url: &StoreUrl) -> Result<(), Failure> {
    let size = options.size()?;
    let EconomySize { days, players, seed, until } = size;
    let name = format!("`wallet demo --days {days} --players {players} --seed {seed} --until {until}`");
    let (line, began) = (ProgressLine::new(), Instant::now());
    let played = store::play(url, settings, (size, &name), &seed::demo()?, &line).await;
    line.end();
    let Played { highlights, copied } = played.map_err(|error| Failure::Failed(error.to_string()))?;
    let Sameness { wallets, commits, transactions, refusals, digest, .. } = copied.sameness;
    let (first, last) = (until.plus(-i64::from(days)), until.plus(-1));
    say(&format!("{url}: {days} days of a game with {players} players, {first} to {last}, seed {seed}"));
    let took_s = began.elapsed().as_secs();
    say(&format!(
        "{transactions} transactions ({refusals} refused) of {wallets} wallets in {commits} commits, proven, in {took_s} s"
    ));
    say(&format!("sha256 {digest}"));
    say(&format!("\nWorth a look:\n{highlights}\n"));
    say("`wallet serve` on this store serves it: look at /console.");
    Ok(())
}
