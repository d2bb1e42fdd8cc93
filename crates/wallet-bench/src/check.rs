//! The check: what the ledger has changed by is what was acknowledged, in every wallet looked at and in the totals.

use serde::Deserialize;
use wallet_client::Error;

use crate::BenchError;
use crate::crew::{self, Job, Taken, Target};
use crate::desk::Desk;
use crate::plan::{Owner, Plan};
use crate::progress::Progress;
use crate::tally::{BatchAnswer, Changes, Counts, POSTED, Tally, Verdict, code_of, count};

/// More wallets than this are looked at as an even sample, which has the first, that the hot spread goes to.
const WALLETS_MAX: u32 = 10_000;
/// How many commands without an outcome one request asks about.
const CHUNK: usize = 500;
/// How many wallets that are off are named.
const NAMED_MAX: usize = 10;

/// Where an asset's credits are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Supply {
    pub(crate) treasury: i64,
    revenue: i64,
    players: i64,
}

/// Where the asset's credits are; none if there is no such asset. This also tells whether it is a Wallet server.
pub(crate) fn audit(desk: &Desk, plan: &Plan) -> Result<Option<Supply>, BenchError> {
    let audit = desk.ask(desk.client.get_audit()).map_err(|error| {
        let status = match &error {
            Error::Problem(error) => error.meta.status,
            Error::Unreadable { meta, .. } => meta.status,
            _ => return BenchError::failed(error.to_string()),
        };
        let host = &plan.host;
        BenchError::failed(format!("http://{host} is no Wallet server: it answers GET /v1/audit with {status}"))
    })?;
    let line = audit.assets.into_iter().find(|line| line.asset == plan.asset);
    Ok(line.map(|line| Supply { treasury: line.treasury, revenue: line.revenue, players: line.players }))
}

/// What the wallets hold at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Holdings {
    supply: Supply,
    /// By player.
    balances: Vec<(u32, i64)>,
}

impl Holdings {
    pub(crate) fn read(desk: &Desk, target: &Target, plan: &Plan, wallets: u32) -> Result<Self, BenchError> {
        let job = Balances { plan: plan.clone(), step: wallets.div_ceil(WALLETS_MAX), found: Vec::new() };
        let looked_at = wallets.div_ceil(job.step) as usize;
        let job = crew::ask(target, looked_at, job, Progress::silent(), "")?;
        let mut balances = job.found;
        balances.sort_unstable();
        let supply = audit(desk, plan)?;
        let supply = supply.ok_or_else(|| BenchError::failed(format!("there is no asset {}", plan.asset)))?;
        Ok(Self { supply, balances })
    }

    pub(crate) fn wallets(&self) -> usize {
        self.balances.len()
    }

    /// What is not as it must be, in sentences.
    pub(crate) fn compare(&self, after: &Self, tally: &Tally) -> Vec<String> {
        let changes: &Changes = &tally.changes;
        let mut findings = Vec::new();
        if !tally.open.is_empty() {
            findings.push(format!("{} commands have no outcome yet", tally.open.len()));
        }
        for (what, before, after, expected) in [
            ("treasury", self.supply.treasury, after.supply.treasury, changes.treasury()),
            ("revenue", self.supply.revenue, after.supply.revenue, changes.revenue()),
            ("what players hold", self.supply.players, after.supply.players, changes.players()),
        ] {
            if after - before != expected {
                findings.push(format!("{what} changed by {} and not by {expected}", after - before));
            }
        }
        let off = self.balances.iter().zip(&after.balances).filter_map(|((wallet, before), (_, after))| {
            let expected = changes.wallets[*wallet as usize - 1];
            (after - before != expected)
                .then(|| format!("{} changed by {} and not by {expected}", Owner(*wallet), after - before))
        });
        let off: Vec<String> = off.collect();
        let unnamed = off.len().saturating_sub(NAMED_MAX);
        findings.extend(off.into_iter().take(NAMED_MAX));
        if unnamed > 0 {
            findings.push(format!("{unnamed} more wallets are off"));
        }
        findings
    }
}

struct Balances {
    plan: Plan,
    step: u32,
    found: Vec<(u32, i64)>,
}

#[derive(Deserialize)]
struct Balance {
    balance: i64,
}

impl Balances {
    fn wallet(&self, index: usize) -> u32 {
        u32::try_from(index).expect("a wallet's number") * self.step + 1
    }
}

impl Job for Balances {
    fn write(&self, index: usize, request: &mut Vec<u8>) {
        self.plan.write_get(&self.plan.wallet_path(self.wallet(index)), request);
    }

    fn take(&mut self, index: usize, status: u16, body: &[u8]) -> Result<Taken, BenchError> {
        let code = code_of(status, body);
        if Verdict::of(status, &code) == Verdict::Open {
            return Ok(Taken::Again);
        }
        let wallet = self.wallet(index);
        let balance = (status == 200).then(|| serde_json::from_slice::<Balance>(body).ok()).flatten();
        let Some(Balance { balance }) = balance else {
            return Err(BenchError::failed(format!("the balance of {} cannot be read: {code}", Owner(wallet))));
        };
        self.found.push((wallet, balance));
        Ok(Taken::Done)
    }
}

/// Sends the commands without an outcome again, under their keys, until each has one. What comes of them is added to
/// what was acknowledged, and counted apart from what was measured.
pub(crate) fn resolve(target: &Target, plan: &Plan, tally: &mut Tally) -> Result<Counts, BenchError> {
    let open = std::mem::take(&mut tally.open);
    if open.is_empty() {
        return Ok(Counts::new());
    }
    let few = Target { connections: target.connections.min(4), ..*target };
    // A batch takes no captures and no reversals.
    let size = if plan.mix.steps() == 1 { CHUNK } else { 1 };
    let chunks = open.len().div_ceil(size);
    let settled = vec![false; open.len()];
    let job =
        Resolve { plan: plan.clone(), size, open, settled, changes: tally.changes.clone(), counts: Counts::new() };
    let job = crew::ask(&few, chunks, job, Progress::silent(), "")?;
    tally.changes = job.changes;
    Ok(job.counts)
}

struct Resolve {
    plan: Plan,
    /// How many commands a request asks about; one is sent to its own route.
    size: usize,
    open: Vec<u64>,
    /// Which of them have their outcome: a chunk may be sent again for the rest of it.
    settled: Vec<bool>,
    changes: Changes,
    counts: Counts,
}

impl Resolve {
    fn chunk(&self, index: usize) -> std::ops::Range<usize> {
        index * self.size..self.open.len().min((index + 1) * self.size)
    }

    /// Notes what became of a command; whether that is known by now.
    fn settle(&mut self, place: usize, verdict: Verdict, code: &str) -> bool {
        if !self.settled[place] && verdict != Verdict::Open {
            self.settled[place] = true;
            count(&mut self.counts, code, 1);
            if verdict == Verdict::Posted {
                self.changes.acknowledge(self.plan.item(self.open[place]));
            }
        }
        self.settled[place]
    }
}

impl Job for Resolve {
    fn write(&self, index: usize, request: &mut Vec<u8>) {
        if self.size == 1 {
            return self.plan.write_single(self.open[index], request, &mut Vec::new());
        }
        self.plan.write_batch(self.open[self.chunk(index)].iter().copied(), request, &mut Vec::new());
    }

    fn take(&mut self, index: usize, status: u16, body: &[u8]) -> Result<Taken, BenchError> {
        if self.size == 1 {
            let code = if (200..300).contains(&status) { POSTED.to_owned() } else { code_of(status, body) };
            let verdict = Verdict::of(status, &code);
            return Ok(if self.settle(index, verdict, &code) { Taken::Done } else { Taken::Again });
        }
        let chunk = self.chunk(index);
        let answer = (status == 200).then(|| serde_json::from_slice::<BatchAnswer<'_>>(body).ok()).flatten();
        let Some(answer) = answer.filter(|answer| answer.results.len() == chunk.len()) else {
            return Ok(Taken::Again);
        };
        for (place, result) in chunk.clone().zip(&answer.results) {
            self.settle(place, Verdict::of(result.status, result.code()), result.code());
        }
        let done = self.settled[chunk].iter().all(|settled| *settled);
        Ok(if done { Taken::Done } else { Taken::Again })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mix::Operation;
    use crate::plan::Item;

    fn holdings(treasury: i64, revenue: i64, first: i64, second: i64) -> Holdings {
        let supply = Supply { treasury, revenue, players: first + second };
        Holdings { supply, balances: vec![(1, first), (2, second)] }
    }

    fn tally() -> Tally {
        let mut tally = Tally::new(2);
        tally.changes.acknowledge(Item { operation: Operation::TopUp, wallet: 1, amount: 5 });
        tally.changes.acknowledge(Item { operation: Operation::Spend, wallet: 2, amount: 3 });
        tally
    }

    #[test]
    fn a_ledger_that_changed_by_what_was_acknowledged_has_no_findings() {
        let findings = holdings(100, 0, 10, 10).compare(&holdings(95, 3, 15, 7), &tally());
        assert_eq!(findings, [] as [String; 0]);
    }

    #[test]
    fn a_credit_too_many_is_found_where_it_is() {
        let findings = holdings(100, 0, 10, 10).compare(&holdings(94, 3, 16, 7), &tally());
        let expected = [
            "treasury changed by -6 and not by -5",
            "what players hold changed by 3 and not by 2",
            "bench_0000001 changed by 6 and not by 5",
        ];
        assert_eq!(findings, expected);
    }

    #[test]
    fn credits_in_the_wrong_wallet_are_found_though_the_sums_are_right() {
        let findings = holdings(100, 0, 10, 10).compare(&holdings(95, 3, 14, 8), &tally());
        assert_eq!(findings.len(), 2, "{findings:?}");
    }

    #[test]
    fn a_command_without_an_outcome_is_a_finding() {
        let mut tally = tally();
        tally.open.push(7);
        let findings = holdings(100, 0, 10, 10).compare(&holdings(95, 3, 15, 7), &tally);
        assert_eq!(findings, ["1 commands have no outcome yet"]);
    }
}
