//! Measures the embedded store by itself: transfers per second by batch size, and how long single batches take.
//!
//! ```text
//! cargo run --release -p wallet-sqlite --example throughput -- FILE [PLAYERS] [SECONDS]
//! ```
//! FILE must not be there yet. Spends and top-ups of random players, each with a key of its own; one caller that asks
//! for the next batch when the last is durable.

use std::error::Error;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use wallet_domain::testing::{asset, asset_named, bonus, mint, owner, spend};
use wallet_domain::{Command, Ledger, Registry, SystemClock, Verifier};
use wallet_sqlite::{SqliteConfig, SqliteLedger, migrate};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("which file?")?;
    let players: u64 = arguments.next().map_or(Ok(10_000), |players| players.parse())?;
    let seconds: u64 = arguments.next().map_or(Ok(10), |seconds| seconds.parse())?;
    let config = SqliteConfig::at(path);
    migrate(&config)?;
    let ledger = SqliteLedger::open(config, Arc::new(SystemClock))?;
    let mut keys = 0;
    open(&ledger, players).await?;
    for size in [1, 64, 1000] {
        measure(&ledger, players, size, Duration::from_secs(seconds), &mut keys).await?;
    }
    let started = Instant::now();
    let proof = ledger.verify().await?;
    let (transactions, findings) = (proof.transactions, proof.findings.len());
    let line = format!("verified {transactions} transactions in {:?}: {findings} findings", started.elapsed());
    writeln!(io::stdout(), "{line}")?;
    Ok(())
}

async fn open(ledger: &SqliteLedger, players: u64) -> Result<(), Box<dyn Error>> {
    let gold = "GOLD_COINS";
    ledger.create_asset(&asset_named(gold)).await?;
    ledger.execute(&[mint(gold, 1 << 50, "opening mint")]).await?;
    let mut grants = Vec::new();
    for player in 0..players {
        ledger.open_wallet(&owner(&format!("player_{player:07}")), &asset(gold)).await?;
        grants.push(bonus(&format!("player_{player:07}"), gold, 1_000_000, "opening grant"));
    }
    for grants in grants.chunks(1000) {
        ledger.execute(grants).await?;
    }
    Ok(())
}

async fn measure(
    ledger: &SqliteLedger,
    players: u64,
    size: usize,
    time: Duration,
    keys: &mut u64,
) -> Result<(), Box<dyn Error>> {
    let mut batches = Vec::new();
    let mut spent = Duration::ZERO;
    while spent < time {
        let batch: Vec<Command> = (0..size).map(|_| next_command(players, keys)).collect();
        let started = Instant::now();
        ledger.execute(&batch).await?;
        let took = started.elapsed();
        spent += took;
        batches.push(took);
    }
    batches.sort_unstable();
    #[expect(clippy::cast_precision_loss, reason = "figures for people")]
    let rate = (batches.len() * size) as f64 / spent.as_secs_f64();
    let at = |percent: usize| batches[(batches.len() - 1) * percent / 100];
    let times = format!("batch p50 {:?} p99 {:?} max {:?}", at(50), at(99), at(100));
    writeln!(io::stdout(), "batches of {size:4}: {rate:8.0} transfers/s, {times}")?;
    Ok(())
}

/// SplitMix64 picks the player; every third command is a bonus.
fn next_command(players: u64, keys: &mut u64) -> Command {
    *keys += 1;
    let mut mixed = keys.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let player = format!("player_{:07}", (mixed ^ (mixed >> 31)) % players);
    let key = format!("{mixed:016x}-{keys:012x}");
    if keys.is_multiple_of(3) { bonus(&player, "GOLD_COINS", 2, &key) } else { spend(&player, "GOLD_COINS", 1, &key) }
}
