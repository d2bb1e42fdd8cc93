//! A wallet's entries are linked: each names the one before it, the wallet names its latest (decision 0017). Every 16th
//! is a mark, found by an index, so that any entry is at most 16 steps back from where a walk can begin.

use rusqlite::{CachedStatement, Connection, OptionalExtension, Row};
use wallet_domain::{Entry, StatementLine, StripePart, Wallet, WalletId};

use crate::error::Failure;
use crate::{rows, sql, tx};

/// How far apart marks are, as the index `ledger_entries_marks` has it.
const MARKS_APART: usize = 16;
/// For how many lines room is made before there are any: the most that a page has, and one more.
const LINES_AT_ONCE: usize = 201;

/// An entry and its link.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Link {
    /// The entry's own number.
    pub(crate) number: i64,
    pub(crate) wallet: i64,
    pub(crate) sequence: i64,
    /// The number of the wallet's entry before; none of its first.
    pub(crate) previous: Option<i64>,
    pub(crate) amount: i64,
    pub(crate) balance_after: i64,
}

/// Entries from behind a sequence up to and with the nearest mark, or the latest if there is no mark.
pub(crate) struct Segment {
    /// By ascending sequence, each with a link to the one before it. One whose link leads elsewhere is left out, as is
    /// what is behind it.
    pub(crate) links: Vec<Link>,
    /// The mark's sequence; none if there are no more segments.
    pub(crate) mark: Option<i64>,
}

/// Walks over the entries of wallets. The statements are looked up once, not at every step.
pub(crate) struct Walker<'c> {
    last_entry: CachedStatement<'c>,
    mark: CachedStatement<'c>,
    link: CachedStatement<'c>,
}

impl<'c> Walker<'c> {
    /// A walker on one snapshot.
    pub(crate) fn on(snapshot: &'c Connection) -> Result<Self, Failure> {
        Ok(Self {
            last_entry: snapshot.prepare_cached(sql::FIND_LAST_ENTRY)?,
            mark: snapshot.prepare_cached(sql::FIND_MARK)?,
            link: snapshot.prepare_cached(sql::FIND_LINK)?,
        })
    }

    /// The segment behind the sequence `above`, however damaged it is. Short, whatever the wallet has.
    pub(crate) fn segment(&mut self, wallet: i64, above: i64) -> Result<Segment, Failure> {
        let mark = self.find_mark(wallet, above.saturating_add(1))?;
        let mut next = match mark {
            Some((number, _)) => Some(number),
            None => self.find_last_entry(wallet)?,
        };
        let mut links: Vec<Link> = Vec::with_capacity(MARKS_APART);
        // A first entry leads to nothing, any other to the one before, down to one that is not asked for.
        let is_joined = loop {
            let Some(number) = next else { break links.last().is_none_or(|first| first.sequence == 1) };
            let Some(link) = self.find_link(number)?.filter(|link| is_next(wallet, links.last(), link)) else {
                break false;
            };
            if link.sequence <= above {
                break true;
            }
            if links.len() == MARKS_APART {
                break false;
            }
            next = link.previous;
            links.push(link);
        };
        if !is_joined {
            links.pop();
        }
        links.reverse();
        Ok(Segment { links, mark: mark.map(|(_, sequence)| sequence) })
    }

    /// Whether the wallet's links lead to this entry, and from it to the one before.
    pub(crate) fn leads_to(&mut self, wallet: i64, sequence: i64, number: i64) -> Result<bool, Failure> {
        let Some(above) = sequence.checked_sub(1) else { return Ok(false) };
        let segment = self.segment(wallet, above)?;
        Ok(segment.links.first().is_some_and(|link| (link.number, link.sequence) == (number, sequence)))
    }

    /// The number of a wallet's latest entry below a sequence.
    fn find_latest_below(&mut self, wallet: WalletId, below: i64) -> Result<Option<i64>, Failure> {
        let mut newer = None;
        let mut next = match self.find_mark(wallet.value(), below.saturating_sub(1))? {
            Some((number, _)) => Some(number),
            None => self.find_last_entry(wallet.value())?,
        };
        while let Some(number) = next {
            let link = sound(wallet, newer.as_ref(), self.find_link(number)?)?;
            if link.sequence < below {
                break;
            }
            next = link.previous;
            newer = Some(link);
        }
        Ok(next)
    }

    fn find_last_entry(&mut self, wallet: i64) -> Result<Option<i64>, Failure> {
        Ok(self.last_entry.query_row([wallet], |row| row.get(0)).optional()?.flatten())
    }

    /// Number and sequence.
    fn find_mark(&mut self, wallet: i64, sequence: i64) -> Result<Option<(i64, i64)>, Failure> {
        Ok(self.mark.query_row([wallet, sequence], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
    }

    fn find_link(&mut self, number: i64) -> Result<Option<Link>, Failure> {
        Ok(self.link.query_row([number], |row| link(number, row, 0)).optional()?)
    }
}

/// At most `limit` entries of a wallet below a sequence as its statement shows them, the newest first. At any depth the
/// same cost.
pub(crate) fn list_lines(
    snapshot: &Connection,
    (wallet, stripes): (&Wallet, &[Wallet]),
    below: i64,
    limit: usize,
) -> Result<Vec<StatementLine>, Failure> {
    let id = wallet.state.id;
    let mut next = Walker::on(snapshot)?.find_latest_below(id, below)?;
    let asset_id = tx::find(snapshot, sql::FIND_ASSET_ID, [wallet.asset.as_str()], |row| Ok(row.get::<_, i64>(0)?))?;
    let mut statement = snapshot.prepare_cached(sql::FIND_LINE)?;
    statement.raw_bind_parameter(2, asset_id)?;
    statement.raw_bind_parameter(3, wallet.asset.as_str())?;
    let (mut lines, mut newer) = (Vec::with_capacity(limit.min(LINES_AT_ONCE)), None);
    while let (Some(number), true) = (next, lines.len() < limit) {
        statement.raw_bind_parameter(1, number)?;
        let mut rows = statement.raw_query();
        let row = rows.next()?;
        let link = sound(id, newer.as_ref(), row.map(|row| link(number, row, 18)).transpose()?)?;
        if let Some(row) = row {
            let parts = if stripes.len() > 1 { parts(snapshot, stripes, row)? } else { Vec::new() };
            lines.push(rows::statement_line(row, wallet, parts)?);
        }
        next = link.previous;
        newer = Some(link);
    }
    Ok(lines)
}

/// The transaction's entries in stripes of a wallet, by its row.
fn parts(snapshot: &Connection, stripes: &[Wallet], row: &Row<'_>) -> Result<Vec<StripePart>, Failure> {
    // A single stripe's entry has one opposite.
    let range = rows::entry_range(row)?.filter(|[first, end]| end.saturating_sub(*first) > 2);
    let Some(range) = range else { return Ok(Vec::new()) };
    let entries = tx::list(snapshot, sql::LIST_TRANSACTION_ENTRIES, range, rows::entry)?;
    let is_part = |entry: &&Entry| stripes.iter().any(|stripe| stripe.state.id == entry.wallet);
    Ok(entries.iter().filter(is_part).map(|it| StripePart { wallet: it.wallet, sequence: it.sequence }).collect())
}

/// A link: wallet_id, sequence, previous, amount, balance_after, from the column `first` on.
fn link(number: i64, row: &Row<'_>, first: usize) -> rusqlite::Result<Link> {
    let (wallet, sequence, previous) = (row.get(first)?, row.get(first + 1)?, row.get(first + 2)?);
    Ok(Link { number, wallet, sequence, previous, amount: row.get(first + 3)?, balance_after: row.get(first + 4)? })
}

/// Whether a walk may go on from the entry `newer`, if it did not begin just now, to `link`.
fn is_next(wallet: i64, newer: Option<&Link>, link: &Link) -> bool {
    link.wallet == wallet && newer.is_none_or(|newer| link.sequence.checked_add(1) == Some(newer.sequence))
}

/// A step that a caller depends on: where it leads elsewhere nothing is shown, least of all another's entry.
fn sound(wallet: WalletId, newer: Option<&Link>, link: Option<Link>) -> Result<Link, Failure> {
    let link = link.filter(|link| is_next(wallet.value(), newer, link));
    link.ok_or_else(|| {
        let from = newer.map_or("its wallet".to_owned(), |newer| format!("entry {} of its wallet", newer.sequence));
        Failure::corrupt("an entry", format!("{from} does not lead to it"))
    })
}
