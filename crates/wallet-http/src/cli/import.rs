//! `wallet import`: books the balances that another system had, from a CSV file.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::path::PathBuf;

use clap::Args;
use csv::{ReaderBuilder, StringRecord, Trim};
use wallet_domain::{Amount, AssetCode, OwnerId};
use wallet_service::jobs::balances::{BalanceImport, BalanceRow, Counts};

use super::filter::part;
use super::progress::ProgressLine;
use super::{Failure, note, say, user};
use crate::config::{InvalidSettings, Settings};
use crate::store::{Store, StoreUrl};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wallet import balances.csv --name move-2026 --dry-run    which rows are wrong, and what would be booked
  wallet import balances.csv --name move-2026              book them, also beside a running server

The file begins with the line owner,asset,balance; a balance is a whole number of minor units, and 0 only opens the wallet.
The assets must be there, and their treasuries must hold the sums: mint them first. Each row opens the wallet and is a top-up
from the treasury, so that the ledger adds up.

A file with a wrong row is refused as a whole: every wrong row is told with its line, and nothing is booked. A row belongs to
the import's name, its owner and its asset: the same import run again goes on where it ended and books nothing twice. It exits
0 if all rows are booked, 1 if one was refused or it failed, 2 if the file is wrong.")]
pub(super) struct Options {
    /// The CSV file
    file: PathBuf,
    /// A name for the import, part of every key: run it again under the same name
    #[arg(long, value_name = "NAME")]
    name: String,
    /// Only say what would come of it
    #[arg(long)]
    dry_run: bool,
}

pub(super) async fn run(options: &Options, settings: &Settings, url: &StoreUrl) -> Result<(), Failure> {
    part("name", Some(&options.name), BalanceImport::check_name)?;
    let rows = read(&options.file)?;
    let store = Store::open(url, settings).await?;
    let mut treasuries = BTreeMap::new();
    for (asset, Total { sum, line }) in totals(&rows) {
        let system = store.wallets.find_wallet(OwnerId::treasury(), &asset).await;
        let treasury = system.map_err(|error| Failure::Failed(error.to_string()))?;
        let Some(treasury) = treasury else {
            return Err(Failure::Failed(format!("line {line}: there is no asset {asset}: create it first")));
        };
        note(&format!("{asset}: {sum} in all"));
        treasuries.insert(asset, i128::from(treasury.state.balance.minor()));
    }
    let import = BalanceImport { name: options.name.clone(), is_trial: options.dry_run, origin: user() };
    let line = ProgressLine::new();
    let refused = |row: &BalanceRow, why: String| {
        line.end();
        note(&format!("line {}: {} {}: {why}", row.line, row.owner, row.asset));
    };
    let done = import.run(&rows, &*store.registry, &*store.ledger, &line, refused).await;
    line.end();
    let Counts { booked, replayed, empty, refused, sums } = done.map_err(|error| Failure::Failed(error.to_string()))?;
    let what = if options.dry_run { "would be booked" } else { "booked" };
    say(&format!("{booked} {what}, {replayed} were booked before, {empty} without a balance, {refused} refused"));
    // A trial's commits do not see one another, so the ledger cannot tell it that all rows together are too much.
    let lacking: Vec<_> = sums.iter().filter(|(asset, sum)| options.dry_run && treasuries[*asset] < **sum).collect();
    for (asset, sum) in &lacking {
        let held = treasuries[*asset];
        note(&format!("{asset}: the treasury holds {held}, which is {} too little: mint it first", *sum - held));
    }
    if refused == 0 && lacking.is_empty() { Ok(()) } else { Err(Failure::Told) }
}

/// What a file has of an asset.
struct Total {
    /// In minor units.
    sum: i128,
    /// The first line that names it.
    line: u64,
}

fn totals(rows: &[BalanceRow]) -> BTreeMap<AssetCode, Total> {
    let mut totals = BTreeMap::new();
    for row in rows {
        let total = totals.entry(row.asset.clone()).or_insert(Total { sum: 0, line: row.line });
        total.sum += row.amount.map_or(0, |amount| i128::from(amount.minor()));
    }
    totals
}

/// Reads the whole file. All of its wrong rows are told, each with its line.
fn read(path: &PathBuf) -> Result<Vec<BalanceRow>, Failure> {
    let name = path.display();
    let wrong = |why: String| Failure::Settings(InvalidSettings::new(format!("{name}: {why}")));
    let file = File::open(path).map_err(|error| wrong(error.to_string()))?;
    let mut reader = ReaderBuilder::new().trim(Trim::All).flexible(true).from_reader(file);
    let head = reader.headers().map_err(|error| wrong(error.to_string()))?;
    if head.iter().ne(["owner", "asset", "balance"]) {
        return Err(wrong("the first line must be owner,asset,balance".to_owned()));
    }
    let (mut rows, mut lines, mut faults) = (Vec::new(), HashMap::new(), 0_u64);
    let mut record = StringRecord::new();
    loop {
        let line = reader.position().line();
        let parsed = match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => parse(record.position().map_or(line, csv::Position::line), &record),
            Err(error) => Err(format!("line {line}: {error}")),
        };
        let parsed = parsed.and_then(|row| match lines.insert((row.owner.clone(), row.asset.clone()), row.line) {
            Some(first) => Err(format!("line {}: {} {} is on line {first} already", row.line, row.owner, row.asset)),
            None => Ok(row),
        });
        match parsed {
            Ok(row) => rows.push(row),
            Err(fault) => {
                note(&fault);
                faults += 1;
            }
        }
    }
    match faults {
        0 => Ok(rows),
        1 => Err(wrong("1 row is wrong; nothing was booked".to_owned())),
        _ => Err(wrong(format!("{faults} rows are wrong; nothing was booked"))),
    }
}

fn parse(line: u64, record: &StringRecord) -> Result<BalanceRow, String> {
    let told = |why: &dyn std::fmt::Display| format!("line {line}: {why}");
    if record.len() != 3 {
        return Err(told(&format!("it has {} fields and must have owner, asset and balance", record.len())));
    }
    let owner = OwnerId::player(&record[0]).map_err(|error| told(&error))?;
    let asset = AssetCode::new(&record[1]).map_err(|error| told(&error))?;
    let balance: Option<u64> =
        record[2].bytes().all(|byte| byte.is_ascii_digit()).then(|| record[2].parse().ok()).flatten();
    let amount = match balance {
        Some(0) => None,
        Some(balance) => Some(Amount::new(balance).map_err(|error| told(&error))?),
        None => {
            return Err(told(&format!("the balance {:?} is no whole number of minor units, 0 or more", &record[2])));
        }
    };
    Ok(BalanceRow { line, owner, asset, amount })
}
