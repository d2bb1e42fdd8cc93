//! `wallet transactions`: prints every transaction of the ledger that fits, posted or refused.

use std::io::{self, Write};

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use wallet_domain::{Amount, Flow, OwnerId, StoreError, Transaction, TransactionFilter, TransactionStatus};
use wallet_service::scan::{Scan, transactions_of};

use super::filter::{FilterOptions, flows_among, part};
use super::progress::ProgressLine;
use super::{Failure, note};
use crate::config::{InvalidSettings, Settings};
use crate::http::wire;
use crate::http::wire::csv::{self, Terminator};
use crate::http::wire::export::{TRANSACTION_COLUMNS, TransactionRow};
use crate::store::{StoreUrl, open_to_export};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wallet transactions --payment-ref pay_9                      who was credited for a payment, in any asset
  wallet transactions --reference pay_9 --metadata shop=hats --metadata level=4   whatever is called so, with both members
  wallet transactions --flow bonus --metadata offer=7 --from 2026-11-25T10:00:00Z > offer-7.csv
  wallet transactions --status rejected --format json          every refusal, as the API tells it
  wallet transactions --owner user_001 --min-amount 10000
  wallet transactions --actor shop --from 2026-11-25           what one API key has asked for

It reads the whole ledger, commit by commit, also beside a running server; what is booked while it runs may be missed.
--metadata matches by type: offer=7 is the number, offer='\"7\"' the text.
Each that fits is a row of CSV, or a line of JSON as GET /v1/transactions/{id} answers it, in the order in which they were
decided (of a ledger with several lanes, lane by lane).")]
pub(super) struct Options {
    /// Of which flow
    #[arg(long, value_parser = flows_among(|_| true))]
    flow: Option<Flow>,
    /// Whose command it was, or whose wallets it moved: what a player gave is its receiver's too
    #[arg(long, value_name = "OWNER")]
    owner: Option<String>,
    #[command(flatten)]
    filter: FilterOptions,
    /// Of how much at least, in minor units
    #[arg(long, value_name = "AMOUNT")]
    min_amount: Option<u64>,
    /// Of how much at most
    #[arg(long, value_name = "AMOUNT")]
    max_amount: Option<u64>,
    /// Who asked for it: an API key's name or id, `anyone`, `wallet`, cli:USER, or the person behind it
    #[arg(long, value_name = "ACTOR")]
    actor: Option<String>,
    /// Whether it moved something
    #[arg(long, value_parser = status())]
    status: Option<TransactionStatus>,
    /// How to print them
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
}

fn status() -> impl TypedValueParser<Value = TransactionStatus> {
    let names = PossibleValuesParser::new(TransactionStatus::ALL.map(TransactionStatus::name));
    names.map(|name| TransactionStatus::from_name(&name).expect("one of these names"))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Csv,
    Json,
}

impl Options {
    fn filter(&self) -> Result<TransactionFilter, InvalidSettings> {
        let amount = |name: &str, minor: Option<u64>| {
            let amount = minor.map(Amount::new).transpose();
            amount.map_err(|why| InvalidSettings::new(format!("--{name}: {why}")))
        };
        let (min_amount, max_amount) = (amount("min-amount", self.min_amount)?, amount("max-amount", self.max_amount)?);
        if min_amount.zip(max_amount).is_some_and(|(min, max)| min > max) {
            return Err(InvalidSettings::new("--min-amount is above --max-amount: exchange them"));
        }
        Ok(TransactionFilter {
            owner: part("owner", self.owner.as_deref(), OwnerId::new)?,
            flow: self.flow,
            status: self.status,
            min_amount,
            max_amount,
            actor: self.actor.clone(),
            ..self.filter.parse()?
        })
    }
}

pub(super) async fn run(options: &Options, settings: &Settings, url: &StoreUrl) -> Result<(), Failure> {
    let filter = options.filter()?;
    let source = open_to_export(url, settings).await?;
    let line = ProgressLine::new();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let told = look(&filter, options.format, (&*source, &line), &mut out).await;
    line.end();
    match told {
        Ok(found) => {
            note(&format!("{found} transactions fit"));
            Ok(())
        }
        // The reader has seen enough.
        Err(Stop::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(Stop::Output(error)) => Err(Failure::Failed(format!("the output cannot be written: {error}"))),
        Err(Stop::Store(error)) => Err(Failure::Failed(error.to_string())),
    }
}

enum Stop {
    Store(StoreError),
    Output(io::Error),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

async fn look(
    filter: &TransactionFilter,
    format: Format,
    (source, line): (&dyn wallet_domain::Journal, &ProgressLine),
    out: &mut impl Write,
) -> Result<usize, Stop> {
    if format == Format::Csv {
        writeln!(out, "{TRANSACTION_COLUMNS}")?;
    }
    let (mut scan, mut found) = (Scan::begin(source, line).await?, 0);
    while let Some(commits) = scan.next().await? {
        let fitting: Vec<&Transaction> = transactions_of(&commits).filter(|it| filter.matches(it)).collect();
        found += fitting.len();
        match format {
            Format::Csv => {
                write!(out, "{}", csv::write(fitting.into_iter().map(TransactionRow::from), Terminator::Any(b'\n')))?;
            }
            Format::Json => {
                for transaction in fitting {
                    out.write_all(&wire::to_json(&wire::Transaction::from(transaction)))?;
                    out.write_all(b"\n")?;
                }
            }
        }
        out.flush()?;
    }
    Ok(found)
}
