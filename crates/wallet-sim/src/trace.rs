//! What happened, line by line: a hash of all of it, and the last lines for whoever looks into a failure.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;

/// So many lines are shown with a failure.
const LINES_MAX: usize = 40;

/// What happened in a run. Two runs of one seed have equal hashes.
#[derive(Debug)]
pub(crate) struct Trace {
    hash: u64,
    lines: VecDeque<String>,
    step: u64,
    show: Option<fn(&str)>,
}

impl Trace {
    /// An empty one; every line is shown as it comes, if there is a way to.
    pub(crate) fn new(show: Option<fn(&str)>) -> Self {
        Self { hash: 0xcbf2_9ce4_8422_2325, lines: VecDeque::new(), step: 0, show }
    }

    pub(crate) fn begin_step(&mut self, step: u64) {
        self.step = step;
    }

    pub(crate) fn step(&self) -> u64 {
        self.step
    }

    /// Adds a line. It must say nothing that differs between two runs of one seed: no port, no process id, no text of
    /// a driver's error.
    pub(crate) fn note(&mut self, line: impl fmt::Display) {
        let line = format!("{:>6}  {line}", self.step);
        self.absorb(&line);
        if let Some(show) = self.show {
            show(&line);
        }
        if self.lines.len() == LINES_MAX {
            self.lines.pop_front();
        }
        self.lines.push_back(line);
    }

    /// Adds to the hash what would be too long for a line.
    pub(crate) fn absorb(&mut self, text: &str) {
        // FNV-1a: enough to tell two traces apart.
        self.hash = text.bytes().fold(self.hash, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    }

    pub(crate) fn hash(&self) -> u64 {
        self.hash
    }

    pub(crate) fn last_lines(&self) -> Vec<String> {
        self.lines.iter().cloned().collect()
    }
}

/// How much was done.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Steps of the simulator.
    pub steps: u64,
    /// Batches that were answered, with an outcome or an error.
    pub batches: u64,
    /// Commands that were answered with an outcome.
    pub commands: u64,
    /// Reads that were compared with the model's.
    pub reads: u64,
    /// Faults, by kind.
    pub faults: BTreeMap<&'static str, u64>,
    /// Errors that callers were answered with, by kind.
    pub errors: BTreeMap<String, u64>,
    /// Outcomes by name: posted, replayed, and the refusals' codes.
    pub outcomes: BTreeMap<String, u64>,
    /// What else is worth counting, such as executions that waited for another server's locks.
    pub events: BTreeMap<String, u64>,
}

impl Tally {
    pub(crate) fn fault(&mut self, name: &'static str) {
        *self.faults.entry(name).or_default() += 1;
    }

    pub(crate) fn event(&mut self, name: &str) {
        *self.events.entry(name.to_owned()).or_default() += 1;
    }

    /// Adds another run's.
    pub fn add(&mut self, other: &Self) {
        self.steps += other.steps;
        self.batches += other.batches;
        self.commands += other.commands;
        self.reads += other.reads;
        add(&mut self.faults, &other.faults);
        add(&mut self.errors, &other.errors);
        add(&mut self.outcomes, &other.outcomes);
        add(&mut self.events, &other.events);
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { steps, batches, commands, reads, .. } = self;
        writeln!(f, "{steps} steps, {batches} batches, {commands} commands answered, {reads} reads compared")?;
        list(f, "faults", &self.faults)?;
        list(f, "errors", &self.errors)?;
        list(f, "outcomes", &self.outcomes)?;
        list(f, "events", &self.events)
    }
}

fn add<N: Ord + Clone>(sums: &mut BTreeMap<N, u64>, counts: &BTreeMap<N, u64>) {
    for (name, count) in counts {
        *sums.entry(name.clone()).or_default() += count;
    }
}

fn list<N: fmt::Display>(f: &mut fmt::Formatter<'_>, what: &str, counts: &BTreeMap<N, u64>) -> fmt::Result {
    if counts.is_empty() {
        return Ok(());
    }
    let counts: Vec<String> = counts.iter().map(|(name, count)| format!("{name} {count}")).collect();
    writeln!(f, "{what}: {}", counts.join(", "))
}
