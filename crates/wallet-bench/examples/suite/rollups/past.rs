//! A ledger's ninety days, written through its port into an embedded store with a clock of its own; the ledger of a database
//! is a copy of it, as a database's clock is its own.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use fastrand::Rng;
use harness::run::Failure;
use wallet_domain::{
    Amount, Asset, AssetCode, Clock, Command, Details, Flow, IdempotencyKey, Ledger, Metadata, Name, Outcome, OwnerId,
    Policy, Registry, SystemClock, Timestamp,
};
use wallet_sqlite::{SqliteConfig, SqliteLedger};

use super::super::figures::{figure, micros, whole};
use super::super::load::ASSET;

/// How many days there are.
pub(super) const DAYS: i64 = 90;
const DAY_US: i64 = 86_400_000_000;
/// How many commands a commit has.
const BATCH: u64 = 1_000;
/// What each player gets first: enough for all that they spend.
const OPENING: u64 = 100_000_000;
/// How many different items are sold: more than a day keeps labels.
const ITEMS: u32 = 500;

struct Past(AtomicI64);

impl Clock for Past {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::Relaxed))
    }
}

/// Writes so many transactions, the first of each of so many wallets among them, evenly over the days before today.
pub(super) fn fill(file: &Path, transactions: u64, wallets: u64) -> Result<(), Failure> {
    println!("    filling {} with {} transactions", file.display(), whole(figure(transactions)));
    let began = std::time::Instant::now();
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(written(file, transactions, wallets))?;
    let a_second = figure(transactions) * 1e6 / micros(began.elapsed());
    println!("    filled, {} a second", whole(a_second));
    Ok(())
}

async fn written(file: &Path, transactions: u64, wallets: u64) -> Result<(), Failure> {
    let failed = |error: wallet_domain::StoreError| Failure::new(format!("{}: {error}", file.display()));
    let today = SystemClock.now().as_micros().div_euclid(DAY_US);
    let begin = (today - DAYS) * DAY_US;
    let clock = Arc::new(Past(AtomicI64::new(begin)));
    let config = SqliteConfig::at(file);
    wallet_sqlite::migrate(&config).map_err(failed)?;
    let ledger = SqliteLedger::open(config, clock.clone()).map_err(failed)?;
    let policy = Policy { opens_on_credit: true, ..Policy::default() };
    let asset = Asset { code: code(), name: Name::new("Credits").expect("a word"), description: None, policy };
    ledger.create_asset(&asset).await.map_err(failed)?;
    let supply = wallets.saturating_mul(OPENING).saturating_add(10_u64.pow(12));
    commit(&ledger, &[command(Flow::Mint, OwnerId::treasury().clone(), "past-mint", supply, &[])]).await?;
    let mut rng = Rng::with_seed(1);
    let batches = transactions.div_ceil(BATCH);
    let (mut number, mut opened) = (0, 0);
    for batch in 0..batches {
        let share = i128::from(batch) * i128::from(DAYS * DAY_US) / i128::from(batches);
        clock.0.store(begin + i64::try_from(share).expect("it is within the days"), Ordering::Relaxed);
        let opened_then = (wallets * (batch + 1)).div_ceil(batches).min(opened + BATCH);
        let openings = (opened + 1..=opened_then).map(|wallet| {
            command(Flow::Bonus, owner(wallet), "past-opening", OPENING, &[("reason", "welcome".to_owned())])
        });
        let mut commands: Vec<Command> = openings.collect();
        opened = opened_then;
        let size = BATCH.min(transactions - batch * BATCH);
        while (commands.len() as u64) < size {
            number += 1;
            commands.push(deed(number, rng.u64(1..=opened), &mut rng));
        }
        commit(&ledger, &commands).await?;
    }
    Ok(())
}

async fn commit(ledger: &SqliteLedger, commands: &[Command]) -> Result<(), Failure> {
    let outcomes = ledger.execute(commands).await.map_err(|error| Failure::new(error.to_string()))?;
    let is_posted = |outcome: &Outcome| matches!(outcome, Outcome::Decided(it) if !it.entries().is_empty());
    match outcomes.iter().find(|outcome| !is_posted(outcome)) {
        None => Ok(()),
        Some(other) => Err(Failure::new(format!("a command of the past was not posted: {other:?}"))),
    }
}

/// What somebody does: half of it pays in, half pays out.
fn deed(number: u64, wallet: u64, rng: &mut Rng) -> Command {
    const REASONS: [&str; 6] = ["daily", "quest", "event", "referral", "loyalty", "campaign"];
    const SINKS: [&str; 8] = ["shop", "smith", "travel", "guild", "refill", "boxes", "skins", "arena"];
    let word = |words: &[&str], rng: &mut Rng| words[rng.usize(..words.len())].to_owned();
    let item = |rng: &mut Rng| format!("item_{:03}", rng.u32(..ITEMS));
    let (flow, members) = match rng.u32(..8) {
        0 => (Flow::TopUp, vec![("item", item(rng)), ("source", "payments".to_owned())]),
        1..=3 => {
            let mut members = vec![("reason", word(&REASONS, rng)), ("source", "game".to_owned())];
            if rng.u32(..4) == 0 {
                members.push(("campaign", format!("week_{}", rng.u32(..4))));
            }
            (Flow::Bonus, members)
        }
        _ => (Flow::Spend, vec![("sink", word(&SINKS, rng)), ("item", item(rng))]),
    };
    command(flow, owner(wallet), &format!("past-{number}"), rng.u64(1..=100), &members)
}

fn command(flow: Flow, owner: OwnerId, key: &str, minor: u64, members: &[(&str, String)]) -> Command {
    let members: serde_json::Map<_, _> =
        members.iter().map(|(name, value)| ((*name).to_owned(), value.as_str().into())).collect();
    let metadata = (!members.is_empty()).then(|| serde_json::Value::from(members).to_string());
    let metadata = metadata.map(|text| Metadata::parse(&text).expect("a small object"));
    let details = Details { metadata, ..Details::default() };
    let key = IdempotencyKey::new(key).expect("words and a number");
    let amount = Amount::new(minor).expect("it is small and not zero");
    Command::new(flow, key, owner, code(), amount, details).expect("it is whose it should be")
}

fn code() -> AssetCode {
    AssetCode::new(ASSET).expect("it is a code")
}

/// A player of the load generator.
fn owner(number: u64) -> OwnerId {
    OwnerId::new(&format!("bench_{number:07}")).expect("plain letters")
}
