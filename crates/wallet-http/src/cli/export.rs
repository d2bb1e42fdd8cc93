//! `wallet export`: writes all transactions, entries or wallets that fit into a file, and goes on with one that was cut off.

#[cfg(feature = "parquet")]
mod columns;

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Deserialize;
use wallet_domain::proof::{Progress, Watch};
use wallet_domain::{AssetCode, OwnerId, StoreError, TransactionFilter, WalletFilter, ledger_mark};
use wallet_service::scan::export::{EntryFilter, FeedExport, Place};

use super::filter::part;
use super::progress::ProgressLine;
use super::{Failure, note};
use crate::config::{InvalidSettings, Settings};
use crate::http::exports::{Export, Walk};
use crate::http::extract::LedgerMark;
use crate::http::wire::export::{ExportFormat, ExportOf};
use crate::http::wire::parse_time;
use crate::store::{Store, StoreUrl};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wallet export transactions --out transactions.csv           every transaction, posted or refused, the oldest first
  wallet export transactions --out transactions.csv --resume  the rest of it, after it was cut off
  wallet export entries --asset DIAMONDS --from 2026-11-01 --to 2026-12-01 --format jsonl > november.jsonl
  wallet export wallets --owner user_0042 --out wallets.csv
  wallet export transactions --format parquet --out transactions.parquet
  wallet export transactions --after 1204.0.9f86d081 --out tuesday.csv    what happened behind a row of an earlier export

The rows are those of GET /v1/exports, and so are their cursors: docs/api/exports.md. It ends with the last row of its
beginning, also beside a running server. The last line says that it is whole: `#end` in the first cell, or \"mark\":\"end\".

FILE appears when it is whole; until then it is FILE.partial, which --resume goes on with behind its last row, with the conditions
that it was begun with: FILE.conditions has them. A file of Parquet, which needs a program that was built with --features parquet,
has a column for each member and is not gone on with.")]
pub(super) struct Options {
    /// What is exported
    #[arg(value_enum)]
    what: What,
    /// How a row is written
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// Into which file; standard output if none is named
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Go on with a file that was cut off
    #[arg(long, requires = "out", conflicts_with = "after")]
    resume: bool,
    /// Behind which row: its cursor
    #[arg(long, value_name = "CURSOR")]
    after: Option<String>,
    /// Whose alone: of transactions who asked for it or whose wallets it moved, of wallets those whose owner begins so
    #[arg(long, value_name = "OWNER")]
    owner: Option<String>,
    /// Of which asset alone
    #[arg(long, value_name = "CODE")]
    asset: Option<String>,
    /// From when on, such as 2026-11-25T10:00:00Z, or a date, which is its first moment in UTC; not of wallets
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// Until when; what was decided then is not in it
    #[arg(long, value_name = "TIME")]
    to: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    Transactions,
    Entries,
    Wallets,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Csv,
    Jsonl,
    Parquet,
}

impl From<What> for ExportOf {
    fn from(what: What) -> Self {
        match what {
            What::Transactions => Self::Transactions,
            What::Entries => Self::Entries,
            What::Wallets => Self::Wallets,
        }
    }
}

impl From<Format> for ExportFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Csv => Self::Csv,
            // Columns are made of its lines.
            Format::Jsonl | Format::Parquet => Self::Jsonl,
        }
    }
}

/// What a file has by now.
#[derive(Debug, Default, PartialEq, Eq)]
struct Kept {
    rows: u64,
    /// The cursor of its last row.
    cursor: Option<String>,
    /// Where its last row ends.
    bytes: u64,
    /// Whether the names of the cells are there, of CSV.
    has_head: bool,
    /// Whether its last line says that it is whole.
    is_whole: bool,
}

pub(super) async fn run(options: &Options, settings: &Settings, url: &StoreUrl) -> Result<(), Failure> {
    let (of, format) = (ExportOf::from(options.what), ExportFormat::from(options.format));
    let conditions = options.conditions()?;
    if options.format == Format::Parquet {
        options.check_parquet()?;
    }
    let target = options.out.as_deref().map(|file| Target::open(file, options, (of, format))).transpose()?;
    let kept = target.as_ref().map(|target| &target.kept);
    if let Some(target) = target.as_ref().filter(|target| target.kept.is_whole) {
        return target.publish(target.kept.rows);
    }
    let store = Store::open(url, settings).await?;
    let after = kept.and_then(|kept| kept.cursor.clone()).or_else(|| options.after.clone());
    let walk = begin(&store, conditions, after.as_deref()).await?;
    let export = match kept.filter(|kept| kept.has_head || kept.rows > 0) {
        Some(kept) => Export::go_on(walk, format, kept.rows),
        None => Export::begin(walk, format),
    };
    let line = ProgressLine::new();
    let written = match &target {
        Some(target) if options.format == Format::Parquet => {
            write_columns(export, &store, (target.file(), &line)).await
        }
        Some(target) => write(export, &store, (target.file(), &line)).await,
        None => write(export, &store, (io::stdout().lock(), &line)).await,
    };
    line.end();
    match written {
        Ok(rows) => {
            if let Some(target) = target {
                return target.publish(rows);
            }
            told(rows, "standard output");
            Ok(())
        }
        // The reader has seen enough.
        Err(Stop::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(Stop::Output(error)) => Err(Failure::Failed(format!("the output cannot be written: {error}"))),
        Err(Stop::Store(error)) => {
            let again = if target.is_some() { "; the same with --resume goes on" } else { "" };
            Err(Failure::Failed(format!("{error}{again}")))
        }
    }
}

fn told(rows: u64, place: &str) {
    note(&format!("{rows} rows in {place}"));
}

enum Stop {
    Store(StoreError),
    Output(io::Error),
}

/// What is looked for.
enum Conditions {
    Transactions(TransactionFilter),
    Entries(TransactionFilter, EntryFilter),
    Wallets(WalletFilter),
}

impl Options {
    fn check_parquet(&self) -> Result<(), InvalidSettings> {
        let refused = |why| Err(InvalidSettings::new(format!("--format parquet: {why}")));
        if !cfg!(feature = "parquet") {
            return refused(
                "this program was built without it; build one with cargo build --release --features parquet",
            );
        }
        match (&self.out, self.resume) {
            (None, _) => refused("it needs a file, --out FILE"),
            (_, true) => {
                refused("a file that was cut off has no end and is not gone on with; delete it and begin anew")
            }
            _ => Ok(()),
        }
    }

    /// The conditions as they are written, to be compared by whoever goes on.
    fn said(&self) -> String {
        let Self { owner, asset, from, to, .. } = self;
        let named = [("--owner", owner), ("--asset", asset), ("--from", from), ("--to", to)];
        let said = named.into_iter().filter_map(|(name, value)| Some(format!("{name} {}", value.as_deref()?)));
        said.collect::<Vec<_>>().join(" ")
    }

    fn conditions(&self) -> Result<Conditions, InvalidSettings> {
        let time = |text: &str| parse_time(text).ok_or("it must be a time such as 2026-11-25T10:00:00Z, or a date");
        let (from, to) = (part("from", self.from.as_deref(), time)?, part("to", self.to.as_deref(), time)?);
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            return Err(InvalidSettings::new("--from is after --to: exchange them"));
        }
        let owner = part("owner", self.owner.as_deref(), OwnerId::new)?;
        let asset = part("asset", self.asset.as_deref(), AssetCode::new)?;
        let when = TransactionFilter { from, to, ..TransactionFilter::default() };
        Ok(match self.what {
            What::Transactions => Conditions::Transactions(TransactionFilter { owner, asset, ..when }),
            What::Entries => Conditions::Entries(when, EntryFilter { owner, asset }),
            What::Wallets if from.is_some() || to.is_some() => {
                return Err(InvalidSettings::new(
                    "--from and --to are about what happened; wallets are as they are now",
                ));
            }
            What::Wallets => {
                let prefix = owner.map(|owner| owner.as_str().to_owned());
                Conditions::Wallets(WalletFilter { asset, prefix, ..WalletFilter::default() })
            }
        })
    }
}

async fn begin(store: &Store, conditions: Conditions, after: Option<&str>) -> Result<Walk, Failure> {
    let failed = |error: StoreError| Failure::Failed(error.to_string());
    let refused = |why: &dyn std::fmt::Display| Failure::Settings(InvalidSettings::new(format!("--after: {why}")));
    if let Conditions::Wallets(filter) = conditions {
        let ledger = LedgerMark(ledger_mark(&*store.feed).await.map_err(failed)?);
        return Walk::of_wallets(ledger, filter, after).map_err(|why| refused(&why));
    }
    let place: Place = after.map_or(Ok(Place::START), str::parse).map_err(|why| refused(&why))?;
    let export = FeedExport::begin(&*store.feed, place).await.map_err(failed)?.map_err(|why| refused(&why))?;
    Ok(match conditions {
        Conditions::Transactions(filter) => Walk::Transactions { export, filter: Box::new(filter) },
        Conditions::Entries(when, filter) => Walk::Entries { export, when: Box::new(when), filter },
        Conditions::Wallets(_) => unreachable!("these are begun above"),
    })
}

async fn write(mut export: Export, store: &Store, (out, line): (impl Write, &ProgressLine)) -> Result<u64, Stop> {
    let mut out = BufWriter::new(out);
    loop {
        if let Some(lines) = export.take() {
            out.write_all(lines.as_bytes()).map_err(Stop::Output)?;
        }
        if export.is_over() {
            out.flush().map_err(Stop::Output)?;
            return Ok(export.rows());
        }
        // Whole lines, so that the file can be gone on with.
        out.flush().map_err(Stop::Output)?;
        export.read(&*store.feed, &*store.search).await.map_err(Stop::Store)?;
        let rows = i64::try_from(export.rows()).unwrap_or(i64::MAX);
        line.reached(match (export.walk().position(), export.walk().end()) {
            (Some(done), total) => Progress { phase: "places of the feed", done, total },
            (None, _) => Progress { phase: "wallets", done: rows, total: None },
        });
    }
}

/// Writes columns instead of lines.
#[cfg(feature = "parquet")]
async fn write_columns(export: Export, store: &Store, (out, line): (&File, &ProgressLine)) -> Result<u64, Stop> {
    let mut file = columns::ColumnFile::begin(out, export.walk().of()).map_err(Stop::Output)?;
    let rows = write(export, store, (&mut file, line)).await?;
    file.finish().map_err(Stop::Output)?;
    Ok(rows)
}

#[cfg(not(feature = "parquet"))]
async fn write_columns(export: Export, store: &Store, (out, line): (&File, &ProgressLine)) -> Result<u64, Stop> {
    // Refused before anything is opened.
    write(export, store, (out, line)).await
}

/// A file on its way.
struct Target {
    file: File,
    partial: PathBuf,
    whole: PathBuf,
    /// Has the conditions, if there are any, for as long as the file is not whole.
    conditions: PathBuf,
    kept: Kept,
}

impl Target {
    /// Makes the file, or opens the part of it that is there.
    fn open(whole: &Path, options: &Options, of: (ExportOf, ExportFormat)) -> Result<Self, Failure> {
        let beside = |ending: &str| {
            let mut name = whole.as_os_str().to_owned();
            name.push(ending);
            PathBuf::from(name)
        };
        let (partial, conditions) = (beside(".partial"), beside(".conditions"));
        let shown = partial.display();
        if whole.exists() {
            return Err(Failure::Failed(format!("{} is there already; name another file", whole.display())));
        }
        let failed = |error: io::Error| Failure::Failed(format!("{shown}: {error}"));
        if !options.resume {
            let file = OpenOptions::new().write(true).create_new(true).open(&partial);
            let file = file.map_err(|error| match error.kind() {
                io::ErrorKind::AlreadyExists => {
                    Failure::Failed(format!("{shown} is there: --resume goes on with it; or delete it"))
                }
                _ => failed(error),
            })?;
            note_conditions(&conditions, &options.said())?;
            return Ok(Self { file, whole: whole.to_owned(), partial, conditions, kept: Kept::default() });
        }
        let mut file = OpenOptions::new().read(true).write(true).open(&partial).map_err(failed)?;
        let kept = read(&file, of).map_err(|why| Failure::Failed(format!("{shown} {why}")))?;
        if kept.bytes > 0 {
            check_conditions(&conditions, &options.said()).map_err(|why| Failure::Failed(format!("{shown} {why}")))?;
        } else {
            note_conditions(&conditions, &options.said())?;
        }
        file.set_len(kept.bytes).and_then(|()| file.seek(SeekFrom::End(0))).map_err(failed)?;
        Ok(Self { file, whole: whole.to_owned(), partial, conditions, kept })
    }

    fn file(&self) -> &File {
        &self.file
    }

    /// Gives it its name.
    fn publish(&self, rows: u64) -> Result<(), Failure> {
        let named = self.file.sync_all().and_then(|()| std::fs::rename(&self.partial, &self.whole));
        named.map_err(|error| Failure::Failed(format!("{}: {error}", self.whole.display())))?;
        // Of no use any more; whoever exports into a file of this name writes another.
        let _ = std::fs::remove_file(&self.conditions);
        told(rows, &self.whole.display().to_string());
        Ok(())
    }
}

/// Keeps the conditions of a file that is begun.
fn note_conditions(place: &Path, said: &str) -> Result<(), Failure> {
    let kept = if said.is_empty() { std::fs::remove_file(place) } else { std::fs::write(place, format!("{said}\n")) };
    match kept {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(Failure::Failed(format!("{}: {error}", place.display())))
        }
        _ => Ok(()),
    }
}

/// Fails if a file was begun with other conditions: it would be neither the one export nor the other.
fn check_conditions(place: &Path, said: &str) -> Result<(), String> {
    let kept = match std::fs::read_to_string(place) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        kept => kept.map_err(|error| format!("has conditions in {} that cannot be read: {error}", place.display()))?,
    };
    match kept.trim_end() {
        kept if kept == said => Ok(()),
        "" => Err("was begun without conditions; go on without any".to_owned()),
        kept => Err(format!("was begun with {kept}; go on with the same")),
    }
}

/// Finds the last row of a part of an export; what comes behind it is no whole line.
fn read(file: &File, (of, format): (ExportOf, ExportFormat)) -> Result<Kept, String> {
    let (mut kept, mut lines, mut line) = (Kept::default(), BufReader::new(file), Vec::new());
    loop {
        line.clear();
        let bytes = lines.read_until(b'\n', &mut line).map_err(|error| format!("cannot be read: {error}"))?;
        let Some(text) = str::from_utf8(&line).ok().and_then(|text| text.strip_suffix('\n')) else {
            let begins = match format {
                ExportFormat::Csv => format!("{}\r\n", of.columns()).into_bytes().starts_with(&line),
                ExportFormat::Jsonl => line.first().is_none_or(|byte| *byte == b'{'),
            };
            if kept.bytes == 0 && !begins {
                return Err(format!("is no export of {} as {}", of.name(), format.extension()));
            }
            return Ok(kept);
        };
        let text = text.trim_end_matches('\r');
        let is_head = format == ExportFormat::Csv && kept.bytes == 0;
        match (is_head, read_line(text, format)) {
            (true, _) if text == of.columns() => kept.has_head = true,
            (false, Some(Line::Row(cursor))) => (kept.rows, kept.cursor) = (kept.rows + 1, Some(cursor)),
            (false, Some(Line::Mark { is_end, cursor })) => {
                (kept.is_whole, kept.cursor) = (is_end, cursor.or(kept.cursor));
            }
            _ => return Err(format!("is no export of {} as {}", of.name(), format.extension())),
        }
        kept.bytes += u64::try_from(bytes).expect("a line is short");
    }
}

/// What a whole line of an export is.
enum Line {
    Row(String),
    Mark { is_end: bool, cursor: Option<String> },
}

fn read_line(text: &str, format: ExportFormat) -> Option<Line> {
    match format {
        ExportFormat::Csv => {
            // A cursor is never in quotes.
            let (_, cursor) = text.rsplit_once(',')?;
            let cursor = Some(cursor.to_owned()).filter(|cursor| !cursor.is_empty());
            match text.strip_prefix('#') {
                Some(mark) => Some(Line::Mark { is_end: mark.starts_with("end,"), cursor }),
                None => cursor.map(Line::Row),
            }
        }
        ExportFormat::Jsonl => {
            #[derive(Deserialize)]
            struct Known {
                mark: Option<String>,
                cursor: Option<String>,
            }
            let Known { mark, cursor } = serde_json::from_str(text).ok()?;
            match mark {
                Some(mark) => Some(Line::Mark { is_end: mark == "end", cursor }),
                None => cursor.map(Line::Row),
            }
        }
    }
}
