//! What clients were told, command by command, and whether all of it can be true at once.
//!
//! - **Exactly once**: of all tellings of one key at most one may say that it was decided just now. A ledger that forgot
//!   an acknowledged command decides it again when it is asked again, and that is the second one.
//! - **For ever the same**: every telling of a key has the same body, to the byte, and the same transaction.
//! - **The sum of what was told**: each wallet's entries, as told, are numbered without gaps, each leaves what the one
//!   before left and its own amount, none is decided before the one before; the balances follow.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde::Deserialize;
use wallet_domain::Flow;

use crate::request::{Command, Name, Outcome, Request, Told, Words};

/// One leg of a transaction, as told.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Leg {
    pub(crate) owner: String,
    pub(crate) asset: String,
    pub(crate) amount: i64,
    /// The entry's number and what it left; none of a wallet that is kept in stripes and shown as one.
    #[serde(flatten)]
    pub(crate) place: Option<Place>,
}

/// Where an entry stands in its wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(crate) struct Place {
    balance_after: i64,
    sequence: i64,
}

#[derive(Deserialize)]
struct Transaction {
    id: String,
    created_at: String,
    entries: Vec<Leg>,
}

/// An owner and an asset.
pub(crate) type Wallet = (String, String);

/// What a wallet must hold, by what was told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Holding {
    pub(crate) balance: i64,
    pub(crate) held: i64,
    /// None of a wallet in stripes: how many of them a credit came from is not told.
    pub(crate) entries: Option<i64>,
}

/// The legs of a wallet that a round has told.
#[derive(Default)]
pub(crate) struct Legs {
    /// By the entry's number: its transaction.
    pub(crate) numbered: BTreeMap<i64, String>,
    /// Those of a wallet in stripes: the transactions.
    pub(crate) unnumbered: BTreeSet<String>,
}

/// What became of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Fate {
    /// It is the transaction with that id.
    Posted(String),
    Refused,
}

impl Fate {
    fn of(outcome: &Outcome) -> Self {
        outcome.posted.clone().map_or(Self::Refused, Self::Posted)
    }
}

/// All that is known of one command.
struct Record {
    command: Command,
    /// What it was first sent in.
    request: Arc<Request>,
    /// By words: the body, which never changes.
    bodies: BTreeMap<Words, String>,
    /// Known once an outcome was told.
    fate: Option<Fate>,
    /// How often it was told as decided just now.
    decided: u32,
    /// Whether any telling left it open if it was recorded. Most errors say that nothing was.
    may_be_there: bool,
}

/// The chain of a wallet's entries.
#[derive(Default)]
struct Chain {
    /// By number: the transaction, when it was decided, the amount and what it left.
    links: BTreeMap<i64, (String, String, i64, i64)>,
    /// Up to where it was proven.
    proven: i64,
    balance: i64,
    decided_at: String,
}

/// Everything that all clients of a run were told.
#[derive(Default)]
pub(crate) struct Journal {
    records: BTreeMap<Name, Record>,
    chains: BTreeMap<Wallet, Chain>,
    /// The amounts of wallets in stripes, by transaction.
    striped: BTreeMap<Wallet, BTreeMap<String, i64>>,
    /// By what was asked for: the flows' amounts, without a look at the entries that were told.
    balances: BTreeMap<Wallet, i64>,
    /// Holds that are posted, each with its wallet and its amount; and those that something posted has settled.
    open_holds: BTreeMap<Name, (Wallet, i64)>,
    settled: BTreeSet<Name>,
    /// Commands that were only tried.
    tried: Vec<Command>,
    /// What was told since the round began.
    touched: BTreeSet<Name>,
    findings: Vec<String>,
}

impl Journal {
    /// The transactions that the round was told of as posted.
    pub(crate) fn posted(&self) -> Vec<String> {
        let fates = self.touched.iter().filter_map(|name| self.records[name].fate.as_ref());
        fates.filter_map(|fate| if let Fate::Posted(id) = fate { Some(id.clone()) } else { None }).collect()
    }

    /// Notes what a client was told of each command of a request.
    pub(crate) fn note(&mut self, request: &Arc<Request>, told: Vec<Told>) {
        for (command, told) in request.commands.iter().zip(told) {
            self.note_one(request, command, told);
        }
    }

    /// Ends a round: what is told from here on belongs to the next.
    pub(crate) fn begin_round(&mut self) {
        self.touched.clear();
        self.tried.clear();
    }

    /// The round's commands of which no outcome was told.
    pub(crate) fn open(&self) -> Vec<Command> {
        let open = self.touched.iter().map(|name| &self.records[name]).filter(|record| record.fate.is_none());
        open.map(|record| record.command.clone()).collect()
    }

    /// Takes what was found of open commands before they were sent again: an error that says that nothing was recorded
    /// must be true.
    pub(crate) fn note_found(&mut self, found: &HashMap<Name, String>) {
        for (name, id) in found {
            if self.records.get(name).is_some_and(|record| !record.may_be_there) {
                self.findings.push(format!("{name:?} was told to be not recorded, and is there as {id}"));
            }
        }
    }

    /// The requests that the round's open commands were sent in, each once.
    pub(crate) fn open_requests(&self) -> Vec<Arc<Request>> {
        let mut requests: Vec<Arc<Request>> = Vec::new();
        for record in self.touched.iter().map(|name| &self.records[name]).filter(|record| record.fate.is_none()) {
            if !requests.iter().any(|known| Arc::ptr_eq(known, &record.request)) {
                requests.push(record.request.clone());
            }
        }
        requests
    }

    /// The round's commands that have an outcome.
    pub(crate) fn round(&self) -> Vec<Command> {
        self.touched.iter().filter_map(|name| self.records[name].decided_command()).collect()
    }

    /// Every command that ever had an outcome.
    pub(crate) fn all(&self) -> Vec<Command> {
        self.records.values().filter_map(Record::decided_command).collect()
    }

    /// What the round has only tried: none of it may be there.
    pub(crate) fn tried(&self) -> &[Command] {
        &self.tried
    }

    /// The legs of the round's transactions by wallet, each with its transaction.
    pub(crate) fn round_legs(&self) -> BTreeMap<Wallet, Legs> {
        let posted = |name: &Name| match &self.records[name].fate {
            Some(Fate::Posted(id)) => Some(id),
            Some(Fate::Refused) | None => None,
        };
        let ids: BTreeSet<&String> = self.touched.iter().filter_map(posted).collect();
        let mut legs: BTreeMap<Wallet, Legs> = BTreeMap::new();
        // Those of earlier rounds were looked at then.
        for (wallet, chain) in &self.chains {
            for (sequence, (id, ..)) in chain.links.iter().filter(|(_, (id, ..))| ids.contains(id)) {
                legs.entry(wallet.clone()).or_default().numbered.insert(*sequence, id.clone());
            }
        }
        for (wallet, amounts) in &self.striped {
            for id in amounts.keys().filter(|id| ids.contains(id)) {
                legs.entry(wallet.clone()).or_default().unnumbered.insert(id.clone());
            }
        }
        legs
    }

    /// What every wallet must hold that anything was ever booked in: a balance by what was asked for and acknowledged,
    /// in as many entries as were told.
    pub(crate) fn holdings(&self) -> BTreeMap<Wallet, Holding> {
        let mut holdings: BTreeMap<Wallet, Holding> = BTreeMap::new();
        for (wallet, balance) in &self.balances {
            holdings.entry(wallet.clone()).or_default().balance = *balance;
        }
        for (wallet, amount) in self.open_holds.iter().filter(|hold| !self.settled.contains(hold.0)).map(|it| it.1) {
            holdings.entry(wallet.clone()).or_default().held += amount;
        }
        for (wallet, chain) in &self.chains {
            let entries = i64::try_from(chain.links.len()).expect("entries can be counted");
            holdings.entry(wallet.clone()).or_default().entries = Some(entries);
        }
        holdings
    }

    /// Adds what something else than a telling showed.
    pub(crate) fn find(&mut self, finding: String) {
        self.findings.push(finding);
    }

    /// Proves that the entries that were told make whole chains, and gives everything that was found so far. Only
    /// once every posted transaction was told in the words of `/v1`.
    pub(crate) fn conclude(&mut self) -> Vec<String> {
        for ((owner, asset), chain) in &mut self.chains {
            // Only a player's wallet, and what one owes, keeps its entries in the order of their times.
            let is_ordered = !owner.starts_with("system:") || owner.starts_with("system:debt:");
            if let Err(finding) = chain.prove(is_ordered) {
                self.findings.push(format!("wallet {owner} {asset}: {finding}"));
            }
        }
        let mut sums: BTreeMap<Wallet, i64> = BTreeMap::new();
        for (wallet, chain) in &self.chains {
            *sums.entry(wallet.clone()).or_default() += chain.balance;
        }
        for (wallet, amounts) in &self.striped {
            *sums.entry(wallet.clone()).or_default() += amounts.values().sum::<i64>();
        }
        if sums != self.balances {
            let off = self.balances.iter().filter(|(wallet, balance)| sums.get(wallet) != Some(balance));
            self.findings.push(format!("acknowledged {:?}, and by its entries {sums:?}", off.collect::<Vec<_>>()));
        }
        std::mem::take(&mut self.findings)
    }

    fn note_one(&mut self, request: &Arc<Request>, command: &Command, told: Told) {
        let name = command.name();
        if request.is_trial() {
            if let Told::Wrong(what) = told {
                self.findings.push(format!("a trial of {command:?} was answered {what}"));
            }
            self.tried.push(command.clone());
            return;
        }
        self.touched.insert(name.clone());
        let record = self.records.entry(name).or_insert_with(|| Record {
            command: command.clone(),
            request: request.clone(),
            bodies: BTreeMap::new(),
            fate: None,
            decided: 0,
            may_be_there: false,
        });
        match told {
            Told::Nothing | Told::Error("outcome_unknown" | "request_in_progress") => record.may_be_there = true,
            // What was undone for one client may have been posted for another before or after: what clients noted has no
            // order in common.
            Told::Error(_) | Told::Undone | Told::Tried => {}
            Told::Wrong(what) => self.findings.push(format!("{command:?} was answered {what}")),
            Told::Outcome(outcome) => {
                self.findings.extend(record.take(&outcome));
                let is_new = record.fate.is_none();
                if is_new {
                    record.fate = Some(Fate::of(&outcome));
                    if outcome.posted.is_some() {
                        self.book(command);
                    }
                }
                self.link(command, &outcome);
            }
        }
    }

    /// Adds what a posted command must have moved.
    fn book(&mut self, command: &Command) {
        for (owner, asset, amount) in command.legs() {
            *self.balances.entry((owner, asset.to_owned())).or_default() += amount;
        }
        let wallet = (command.owner.clone(), command.asset.to_owned());
        match (command.flow, command.about()) {
            (Flow::Hold, _) => _ = self.open_holds.insert(command.name(), (wallet, command.amount)),
            // A capture is the last of its hold: what it leaves is let go. It may be told before its hold is.
            (Flow::Capture | Flow::Release, Some(hold)) => _ = self.settled.insert(hold.name()),
            _ => {}
        }
    }

    /// Hangs a posted transaction's legs into the chains of their wallets.
    fn link(&mut self, command: &Command, outcome: &Outcome) {
        if outcome.posted.is_none() || outcome.words == Words::Seed {
            return;
        }
        let Ok(Transaction { id, created_at, entries }) = serde_json::from_str(&outcome.body) else {
            self.findings.push(format!("{command:?} was answered {}", outcome.body));
            return;
        };
        let mut moved: BTreeMap<Wallet, i64> = BTreeMap::new();
        for leg in &entries {
            *moved.entry((leg.owner.clone(), leg.asset.clone())).or_default() += leg.amount;
        }
        for (owner, asset, amount) in command.legs() {
            *moved.entry((owner, asset.to_owned())).or_default() -= amount;
        }
        if moved.values().any(|off| *off != 0) {
            self.findings.push(format!("{command:?} has moved {entries:?}"));
        }
        for leg in entries {
            let wallet = (leg.owner, leg.asset);
            let Some(Place { balance_after, sequence }) = leg.place else {
                let known = *self.striped.entry(wallet).or_default().entry(id.clone()).or_insert(leg.amount);
                if known != leg.amount {
                    self.findings.push(format!("{id} was told to move {known} and then {}", leg.amount));
                }
                continue;
            };
            let chain = self.chains.entry(wallet).or_default();
            let link = (id.clone(), created_at.clone(), leg.amount, balance_after);
            let known = chain.links.entry(sequence).or_insert_with(|| link.clone());
            if *known != link {
                self.findings.push(format!("two transactions have the same entry: {known:?} and {link:?}"));
            }
        }
    }
}

impl Record {
    fn decided_command(&self) -> Option<Command> {
        self.fate.is_some().then(|| self.command.clone())
    }

    /// Compares an outcome with those that were told before.
    fn take(&mut self, outcome: &Outcome) -> Vec<String> {
        let Self { command, bodies, decided, .. } = self;
        let mut findings = Vec::new();
        *decided += u32::from(!outcome.replayed);
        if *decided > 1 {
            findings.push(format!("{command:?} was decided twice: it had been lost, or was carried out again"));
        }
        let body = bodies.entry(outcome.words).or_insert_with(|| outcome.body.clone());
        if *body != outcome.body {
            findings.push(format!("{command:?} was answered {body} and then {}", outcome.body));
        }
        let fate = Fate::of(outcome);
        if self.fate.as_ref().is_some_and(|known| *known != fate) {
            findings.push(format!("{command:?} was {:?} and then {fate:?}", self.fate));
        }
        findings
    }
}

impl Chain {
    /// Proves the entries behind those that were proven before.
    fn prove(&mut self, is_ordered: bool) -> Result<(), String> {
        for (sequence, (id, created_at, amount, left)) in self.links.range(self.proven + 1..) {
            if *sequence != self.proven + 1 {
                return Err(format!("entry {sequence} of {id} follows entry {}", self.proven));
            }
            if self.balance + amount != *left {
                return Err(format!("entry {sequence} of {id}: {} and {amount} leave {left}", self.balance));
            }
            if is_ordered && *created_at < self.decided_at {
                return Err(format!(
                    "entry {sequence} of {id} is of {created_at}, the one before of {}",
                    self.decided_at
                ));
            }
            self.proven = *sequence;
            self.balance = *left;
            self.decided_at.clone_from(created_at);
        }
        Ok(())
    }
}
