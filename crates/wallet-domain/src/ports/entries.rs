//! Pages of a wallet's entries, and how a wallet that has stripes is read as the one that it is.
//!
//! The stripes' entries are merged by time; a stripe's own order is that of its sequences. A transaction that several stripes
//! pay is one line, which comes when it is next in all of them. So along the list each balance follows from the one before,
//! whatever the size of the pages.

use std::collections::VecDeque;

use crate::record::line::{StatementLine, StripePart};
use crate::value::amount::Balance;

/// Which page of a wallet's entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    /// Where the page before ended; `None` from the newest on.
    pub before: Option<Position>,
    /// How many at most, at least 1.
    pub limit: u32,
}

/// A place in a wallet's entries: for each of its stripes, the sequence below which it goes on. A player's wallet has
/// one stripe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position(pub Vec<i64>);

impl PageRequest {
    /// The sequence below which a stripe's entries are asked for. A stripe that came after the position was taken
    /// holds nothing older than it.
    pub fn below(&self, stripe: usize) -> i64 {
        self.before.as_ref().map_or(i64::MAX, |position| position.0.get(stripe).copied().unwrap_or(0))
    }

    /// The same with a line too many for each stripe, which tells that there are more.
    pub(crate) fn and_one_more(&self) -> Self {
        Self { before: self.before.clone(), limit: self.limit.saturating_add(1) }
    }
}

/// A page of a wallet's entries, the newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The entries with what their transactions say of them.
    pub lines: Vec<StatementLine>,
    /// [`PageRequest::before`] of the next page; `None` on the last one.
    pub next: Option<Position>,
}

impl Page {
    /// Makes a page of the stripes' lines, the newest first, of which there is one too many if there are more.
    pub(crate) fn merge(mut stripes: Vec<Vec<StatementLine>>, request: &PageRequest) -> Self {
        let limit = usize::try_from(request.limit).expect("32 bits fit into a usize");
        if let [lines] = &mut stripes[..] {
            // They are in order, and each says what the whole wallet held.
            let mut lines = std::mem::take(lines);
            let has_more = lines.len() > limit;
            lines.truncate(limit);
            let next = lines.last().filter(|_| has_more).map(|line| Position(vec![line.entry.sequence]));
            return Self { lines, next };
        }
        let mut falling = Falling::of(stripes, request);
        let lines = std::iter::from_fn(|| falling.take_next()).take(limit).collect();
        Self { lines, next: falling.has_more().then(|| falling.position()) }
    }
}

/// A wallet's stripes on the way from the newest line to the oldest.
pub(crate) struct Falling {
    stripes: Stripes,
    /// Below which sequences it goes on.
    below: Vec<i64>,
    /// What the whole wallet holds at that place, and how many entries it has.
    balance: i64,
    entries: i64,
}

impl Falling {
    /// From where the request says, on the lines that there are.
    pub(crate) fn of(stripes: Vec<Vec<StatementLine>>, request: &PageRequest) -> Self {
        let below = (stripes.iter().enumerate()).map(|(stripe, lines)| match (&request.before, lines.first()) {
            (Some(_), _) => request.below(stripe),
            // Entries that come while the caller reads on are newer than this page: they are not part of it.
            (None, newest) => newest.map_or(1, |line| line.entry.sequence + 1),
        });
        let below = below.collect();
        let newest = || stripes.iter().filter_map(|lines| lines.first());
        let balance = newest().map(|line| line.entry.balance_after.minor()).sum();
        let entries = newest().map(|line| line.entry.sequence).sum();
        Self { stripes: Stripes(stripes.into_iter().map(VecDeque::from).collect()), below, balance, entries }
    }

    /// The next line, if there is one.
    pub(crate) fn take_next(&mut self) -> Option<StatementLine> {
        let Taken { line, after } = self.stripes.take(Pick::Newest)?;
        let whole = whole(line, self.balance, self.entries);
        self.balance -= whole.entry.amount;
        for (stripe, standing) in after {
            self.below[stripe] = standing.sequence;
            self.entries -= 1;
        }
        Some(whole)
    }

    /// Whether there are lines left.
    pub(crate) fn has_more(&self) -> bool {
        self.stripes.0.iter().any(|lines| !lines.is_empty())
    }

    /// Where it goes on.
    pub(crate) fn position(&self) -> Position {
        Position(self.below.clone())
    }
}

/// Where a wallet, or one of its stripes, was at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// How many entries it had.
    pub sequence: i64,
    /// What it held, in minor units.
    pub balance: i64,
}

impl Standing {
    /// Where a stripe is after an entry.
    pub(crate) fn after(line: &StatementLine) -> Self {
        Self { sequence: line.entry.sequence, balance: line.entry.balance_after.minor() }
    }

    /// Where a whole wallet is, by its stripes.
    pub fn of_all(stripes: &[Self]) -> Self {
        let sum = |of: fn(&Self) -> i64| stripes.iter().map(of).sum();
        Self { sequence: sum(|it| it.sequence), balance: sum(|it| it.balance) }
    }
}

/// Lines of each stripe, the next one in front.
pub(crate) struct Stripes(pub(crate) Vec<VecDeque<StatementLine>>);

/// Which of the lines that are next in their stripes comes first.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pick {
    Newest,
    Oldest,
}

/// A line with the sum of its amounts, and where it left the stripes that it has entries in.
pub(crate) struct Taken {
    pub(crate) line: StatementLine,
    pub(crate) after: Vec<(usize, Standing)>,
}

impl Stripes {
    /// Takes the next line: of those whose entries are next in all of their stripes the newest or the oldest.
    pub(crate) fn take(&mut self, pick: Pick) -> Option<Taken> {
        let stripe = match &self.0[..] {
            [_] => 0,
            _ => self.pick(pick)?,
        };
        let mut line = self.0[stripe].pop_front()?;
        let mut after = vec![(stripe, Standing::after(&line))];
        for part in line.parts.iter().filter(|part| part.wallet != line.entry.wallet) {
            if let Some(stripe) = self.find_next(*part) {
                let other = self.0[stripe].pop_front()?;
                line.entry.amount += other.entry.amount;
                after.push((stripe, Standing::after(&other)));
            }
        }
        Some(Taken { line, after })
    }

    fn pick(&self, pick: Pick) -> Option<usize> {
        let fronts = || self.0.iter().enumerate().filter_map(|(stripe, lines)| Some((stripe, lines.front()?)));
        let is_free = |line: &StatementLine| line.parts.iter().all(|part| self.find_next(*part).is_some());
        let best = |only_free: bool| {
            let fitting = fronts().filter(|(_, line)| !only_free || is_free(line));
            let keyed = fitting.map(|(stripe, line)| ((line.created_at, stripe), stripe));
            if pick == Pick::Newest { keyed.max() } else { keyed.min() }
        };
        // One is free always, unless the store is damaged: transactions have the same order in all stripes.
        best(true).or_else(|| best(false)).map(|(_, stripe)| stripe)
    }

    /// The stripe in which a part is the next line.
    fn find_next(&self, part: StripePart) -> Option<usize> {
        let is_part = |line: &StatementLine| (line.entry.wallet, line.entry.sequence) == (part.wallet, part.sequence);
        self.0.iter().position(|lines| lines.front().is_some_and(is_part))
    }
}

/// The line of a whole wallet that holds `balance` after it and has had that many entries by then. A wallet that is a single
/// one has just these in its entry.
pub(crate) fn whole(mut line: StatementLine, balance: i64, entries: i64) -> StatementLine {
    if line.entry.owner.is_striped() {
        // Together the stripes are within what was minted: beyond a balance's bounds only in a damaged store.
        line.entry.balance_after = Balance::new(balance).unwrap_or(line.entry.balance_after);
        line.entry.sequence = entries;
    }
    line
}
