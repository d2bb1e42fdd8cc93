//! Exports in columns, as Parquet has them: made of the lines of JSON, member by member. A list or an object is its JSON text.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use serde_json::value::RawValue;
use wallet_domain::Timestamp;

use crate::http::wire::export::ExportOf;

/// How many rows are in one group: so many are in memory.
const GROUP_ROWS: usize = 20_000;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A text, or JSON.
    Text,
    /// A whole number of minor units, or a count.
    Whole,
    /// A moment in UTC, in microseconds.
    Moment,
}

use Kind::{Moment, Text, Whole};

/// The columns of an export, by the members of its lines.
fn columns_of(of: ExportOf) -> Vec<(&'static str, Kind)> {
    const STORY: [(&str, Kind); 19] = [
        ("requested", Whole),
        ("to", Text),
        ("fee", Whole),
        ("min_receive", Whole),
        ("received", Whole),
        ("left", Whole),
        ("clipped", Whole),
        ("pay", Text),
        ("receive", Text),
        ("sku", Text),
        ("budget", Text),
        ("back", Text),
        ("starting_balance", Text),
        ("hold", Text),
        ("reverses", Text),
        ("reversed_flow", Text),
        ("on_shortfall", Text),
        ("share", Text),
        ("return_fee", Text),
    ];
    const DETAILS: [(&str, Kind); 3] = [("reference", Text), ("description", Text), ("metadata", Text)];
    let cursor = [("cursor", Text)];
    match of {
        ExportOf::Transactions => [
            &[("id", Text), ("created_at", Moment), ("flow", Text), ("status", Text), ("owner", Text)][..],
            &[("asset", Text), ("amount", Whole), ("balance", Whole), ("held", Whole), ("available", Whole)],
            &[("debt", Whole)],
            &STORY,
            &[("remaining", Whole), ("shortfall", Whole), ("expires_at", Moment), ("idempotency_key", Text)],
            &DETAILS,
            &[("actor", Text), ("entries", Text), ("problem", Text)],
            &cursor,
        ]
        .concat(),
        ExportOf::Entries => [
            &[("transaction_id", Text), ("created_at", Moment), ("flow", Text), ("owner", Text), ("asset", Text)][..],
            &[("entry_type", Text), ("amount", Whole), ("balance_after", Whole), ("sequence", Whole)],
            &[("counterparty", Text)],
            &STORY,
            &DETAILS,
            &cursor,
        ]
        .concat(),
        ExportOf::Wallets => [
            &[("owner", Text), ("asset", Text), ("balance", Whole), ("held", Whole), ("available", Whole)][..],
            &[("debt", Whole), ("status", Text), ("sequence", Whole), ("version", Whole)],
            &cursor,
        ]
        .concat(),
    }
}

/// The values of a column in the group on its way.
#[derive(Default)]
struct Column {
    /// For each row 1 if it has a value.
    there: Vec<i16>,
    texts: Vec<ByteArray>,
    numbers: Vec<i64>,
}

/// A file of Parquet that takes the lines of an export.
pub(super) struct ColumnFile<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    names: Vec<(&'static str, Kind)>,
    columns: Vec<Column>,
    rows: usize,
    /// A line that is not whole yet.
    line: Vec<u8>,
}

impl<W: Write + Send> ColumnFile<W> {
    /// Begins the file.
    pub(super) fn begin(out: W, of: ExportOf) -> io::Result<Self> {
        let names = columns_of(of);
        let field = |(name, kind): &(&str, Kind)| match kind {
            Text => format!("optional binary {name} (STRING);"),
            Whole => format!("optional int64 {name};"),
            Moment => format!("optional int64 {name} (TIMESTAMP(MICROS,true));"),
        };
        let fields: String = names.iter().map(field).collect();
        let schema = parse_message_type(&format!("message {} {{ {fields} }}", of.name())).map_err(failed)?;
        let properties = Arc::new(WriterProperties::builder().build());
        let writer = SerializedFileWriter::new(out, Arc::new(schema), properties).map_err(failed)?;
        let columns = names.iter().map(|_| Column::default()).collect();
        Ok(Self { writer, names, columns, rows: 0, line: Vec::new() })
    }

    /// Writes the rest, and the file's end.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.write_group().map_err(failed)?;
        self.writer.close().map(|_| ()).map_err(failed)
    }

    fn push(&mut self, line: &[u8]) -> io::Result<()> {
        let mut members: BTreeMap<&str, &RawValue> = serde_json::from_slice(line)?;
        if members.contains_key("mark") {
            return Ok(());
        }
        for ((name, kind), column) in self.names.iter().zip(&mut self.columns) {
            let value = members.remove(name).map(RawValue::get).filter(|text| *text != "null");
            column.there.push(i16::from(value.is_some()));
            match (value, kind) {
                (None, _) => {}
                (Some(text), Text) if text.starts_with('"') => {
                    column.texts.push(serde_json::from_str::<String>(text)?.into_bytes().into());
                }
                (Some(text), Text) => column.texts.push(text.as_bytes().to_vec().into()),
                (Some(text), Whole) => column.numbers.push(serde_json::from_str(text)?),
                (Some(text), Moment) => {
                    let moment = serde_json::from_str::<String>(text)?.parse::<Timestamp>();
                    column.numbers.push(moment.map_err(io::Error::other)?.as_micros());
                }
            }
        }
        if let Some(name) = members.keys().next() {
            return Err(io::Error::other(format!("there is no column for {name}")));
        }
        self.rows += 1;
        if self.rows >= GROUP_ROWS { self.write_group().map_err(failed) } else { Ok(()) }
    }

    fn write_group(&mut self) -> Result<(), ParquetError> {
        if std::mem::take(&mut self.rows) == 0 {
            return Ok(());
        }
        let mut group = self.writer.next_row_group()?;
        for column in &mut self.columns {
            let Column { there, texts, numbers } = std::mem::take(column);
            let Some(mut writer) = group.next_column()? else { break };
            match writer.untyped() {
                ColumnWriter::ByteArrayColumnWriter(writer) => writer.write_batch(&texts, Some(&there), None)?,
                ColumnWriter::Int64ColumnWriter(writer) => writer.write_batch(&numbers, Some(&there), None)?,
                _ => return Err(ParquetError::General("a column of another kind".to_owned())),
            };
            writer.close()?;
        }
        group.close().map(|_| ())
    }
}

fn failed(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

/// Takes lines in pieces of any length.
impl<W: Write + Send> Write for ColumnFile<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(piece);
            if piece.ends_with(b"\n") {
                let line = std::mem::take(&mut self.line);
                self.push(&line)?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
