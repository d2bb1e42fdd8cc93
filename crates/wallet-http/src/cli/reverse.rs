//! `wallet reverse`: reverses every transaction of one cause, with a row for each.

use std::io::Write;

use clap::{Args, ValueEnum};
use serde::Serialize;
use wallet_domain::{
    Description, Flow, OnShortfall, Outcome, Posting, Reference, Rejection, Timestamp, TransactionFilter, TransactionId,
};
use wallet_service::jobs::reversal::{Report, ReversalJob, Row};

use super::filter::{FilterOptions, flows_among, part};
use super::progress::ProgressLine;
use super::{Failure, note, user};
use crate::config::{InvalidSettings, Settings};
use crate::http::wire;
use crate::http::wire::csv::{self, Cell, Terminator};
use crate::store::{Store, StoreUrl, open_to_read};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wallet reverse --job offer-7 --flow bonus --metadata offer=7 --dry-run       what would be taken back
  wallet reverse --job offer-7 --flow bonus --metadata offer=7 > offer-7.csv   take it back
  wallet reverse --job pay-9 --flow top_up --reference pay_9 --on-shortfall take_available
  wallet reverse --job sku-3 --flow purchase --reference starter_pack --on-shortfall debt
  wallet reverse --job undo-9 --flow reversal --reference pay_9 --from 2026-11-25T10:00:00Z   undo what a job took back
  wallet reverse --job outage --flow spend --from 2026-11-25T10:00:00Z --to 2026-11-25T11:00:00Z --asset GOLD_COINS

It reads the whole ledger, also beside a running server, says how many transactions fit before it takes the first back,
and prints a row for each as CSV: which one it is, and what came of it.
--metadata matches by type: offer=7 is the number, offer='\"7\"' the text. Each is reversed in full, or what is left of it, under the key JOB-ID: the same job run
again does nothing twice and goes on where it ended. What took a reversal back is the last, and does not fit. A dry run does nothing; it sees what it would have done itself only
within each thousand. It exits 0 if all of them are taken back, in full or as far as --on-shortfall
says, 1 if one was refused or it failed.")]
pub(super) struct Options {
    /// A name for the job, part of every key: run it again under the same name
    #[arg(long, value_name = "NAME")]
    job: String,
    /// Which transactions
    #[arg(long, value_parser = flows_among(|flow| flow.is_reversible()))]
    flow: Flow,
    #[command(flatten)]
    filter: FilterOptions,
    /// What to do where a player no longer has it
    #[arg(long, value_enum, value_name = "WHAT", default_value = "refuse")]
    on_shortfall: Shortfall,
    /// Return the fees as well, where the flow has them
    #[arg(long)]
    return_fee: bool,
    /// Why, kept as the reversals' reference
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// What it is for, for people
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Only say what would come of it
    #[arg(long)]
    dry_run: bool,
}

/// `on_shortfall` by the API's names.
#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Shortfall {
    /// Nothing: that reversal is refused
    Refuse,
    /// What there is; the rest stays to be taken another time
    TakeAvailable,
    /// All of it: what is no longer there is owed, and later credits repay it
    Debt,
}

impl Options {
    fn job(&self) -> Result<ReversalJob, InvalidSettings> {
        part("job", Some(&self.job), ReversalJob::check_name)?;
        let flow = Some(self.flow);
        let filter = TransactionFilter { flow, ..self.filter.parse()? };
        let asset = filter.asset.clone();
        if filter == (TransactionFilter { flow, asset, ..TransactionFilter::default() }) {
            let why = "name a cause as well: --metadata, --reference, --payment-ref, --from or --to; a flow alone is everything";
            return Err(InvalidSettings::new(why));
        }
        if self.return_fee && !self.flow.has_fee() {
            let with_fee: Vec<&str> = Flow::ALL.into_iter().filter(|flow| flow.has_fee()).map(Flow::name).collect();
            let why = format!("--return-fee is for flows with a fee: --flow {}", with_fee.join(" or "));
            return Err(InvalidSettings::new(why));
        }
        let on_shortfall = match self.on_shortfall {
            Shortfall::Refuse => OnShortfall::Refuse,
            Shortfall::TakeAvailable => OnShortfall::TakeAvailable,
            Shortfall::Debt => OnShortfall::Debt,
        };
        Ok(ReversalJob {
            name: self.job.clone(),
            filter,
            on_shortfall,
            return_fee: self.return_fee,
            reason: part("reason", self.reason.as_deref(), Reference::new)?,
            description: part("description", self.description.as_deref(), Description::new)?,
            is_trial: self.dry_run,
            origin: user(),
        })
    }
}

pub(super) async fn run(options: &Options, settings: &Settings, url: &StoreUrl) -> Result<(), Failure> {
    let job = options.job()?;
    let store = Store::open(url, settings).await?;
    let source = open_to_read(url, settings).await?;
    let line = ProgressLine::new();
    let mut tally = Tally::default();
    print(CSV_HEAD);
    let report = |report| match report {
        Report::Found(found) => {
            line.end();
            let then = if job.is_trial { "saying what would come of them" } else { "taking them back" };
            note(&format!("found {found} transactions that fit; {then}"));
        }
        Report::Row(row) => {
            tally.count(&row);
            print(&csv::write([CsvRow::from(&row)], Terminator::Any(b'\n')));
        }
    };
    let done = job.run(&*source, &*store.ledger, &line, report).await;
    line.end();
    done.map_err(|error| Failure::Failed(error.to_string()))?;
    let Tally { found, taken_back, in_part, refused } = tally;
    let what = if job.is_trial { "would be taken back" } else { "are taken back" };
    let in_part = if in_part == 0 { String::new() } else { format!(", {in_part} of them not in full") };
    note(&format!("{found} transactions fit: {taken_back} {what}{in_part}, {refused} refused"));
    if refused == 0 { Ok(()) } else { Err(Failure::Told) }
}

/// Prints a row with its end. If the reader stops reading, the job goes on.
fn print(row: &str) {
    let _ = write!(std::io::stdout().lock(), "{row}");
}

#[derive(Default)]
struct Tally {
    found: u64,
    taken_back: u64,
    /// Those of `taken_back` where a player no longer had all of it.
    in_part: u64,
    refused: u64,
}

impl Tally {
    fn count(&mut self, row: &Row) {
        self.found += 1;
        match row.outcome.result() {
            Ok((_, posting)) => {
                self.taken_back += 1;
                self.in_part += u64::from(posting.claim().is_some_and(|claim| claim.shortfall > 0));
            }
            // Somebody else has taken it back, which is what is wanted.
            Err(Rejection::AlreadyReversed) => self.taken_back += 1,
            Err(_) => self.refused += 1,
        }
    }
}

/// The head names the fields of [`CsvRow`].
const CSV_HEAD: &str =
    "transaction_id,owner,asset,amount,created_at,outcome,moved,shortfall,debts,reversal_id,detail\n";

#[derive(Serialize)]
struct CsvRow<'a> {
    transaction_id: TransactionId,
    owner: Cell<'a>,
    asset: &'a str,
    amount: i64,
    #[serde(serialize_with = "wire::moment")]
    created_at: Option<Timestamp>,
    outcome: &'static str,
    moved: Option<i64>,
    shortfall: Option<i64>,
    /// What this reversal has owed: an owner, an asset and minor units, with semicolons between.
    debts: Option<String>,
    reversal_id: Option<TransactionId>,
    /// Why it was refused.
    detail: Option<String>,
}

impl<'a> From<&'a Row> for CsvRow<'a> {
    fn from(Row { original, outcome }: &'a Row) -> Self {
        let result = outcome.result();
        let posting = result.as_ref().ok().map(|(_, posting)| posting);
        let claim = posting.and_then(|posting| posting.claim());
        let is_trial = matches!(outcome, Outcome::Tried(_));
        Self {
            transaction_id: original.id(),
            owner: Cell(original.command.owner().as_str()),
            asset: original.command.asset().as_str(),
            amount: original.story().amount,
            created_at: Some(original.created_at),
            outcome: match &result {
                Ok(_) if is_trial => "would_reverse",
                Ok(_) if outcome.is_replay() => "replayed",
                Ok(_) => "reversed",
                Err(rejection) => rejection.code(),
            },
            moved: claim.map(|claim| claim.moved),
            shortfall: claim.map(|claim| claim.shortfall),
            debts: posting.map(|posting| debts_of(posting)),
            reversal_id: result.as_ref().ok().filter(|_| !is_trial).map(|(reversal, _)| reversal.id()),
            detail: result.as_ref().err().map(ToString::to_string),
        }
    }
}

fn debts_of(posting: &Posting) -> String {
    let made = posting.entries.iter().filter(|entry| entry.amount < 0);
    let told = made
        .filter_map(|entry| entry.owner.debtor().map(|debtor| format!("{debtor} {} {}", entry.asset, -entry.amount)));
    told.collect::<Vec<_>>().join("; ")
}
