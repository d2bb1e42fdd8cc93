//! Preparing: the asset, its supply, the wallets and their opening balances. Doing it twice changes nothing.

use std::ops::Range;

use serde::Deserialize;
use wallet_client::{CreateAssetRequest, Error, MintRequest, SearchTransactionsQuery};

use crate::BenchError;
use crate::check::{Supply, audit};
use crate::crew::{self, Job, Taken, Target};
use crate::desk::Desk;
use crate::plan::{OPENING_KEY, Owner, Plan};
use crate::progress::Progress;
use crate::tally::{BatchAnswer, Verdict, code_of};

/// Enough for twenty-five million spends from one wallet; ten million wallets of it stay within a supply's bound.
const OPENING: i64 = 100_000_000;
/// What the treasury has for the load's own top-ups and bonuses.
const HEADROOM: i64 = 1_000_000_000_000;
/// How many wallets one request opens or fills.
const CHUNK: u32 = 1000;

pub(crate) fn run(
    desk: &Desk,
    target: &Target,
    plan: &Plan,
    wallets: u32,
    supply: Option<Supply>,
    quiet: bool,
) -> Result<(), BenchError> {
    let supply = if let Some(supply) = supply {
        supply
    } else {
        let (code, name) = (plan.asset.clone(), "Load test credits".to_owned());
        let asset = CreateAssetRequest { code, name, ..CreateAssetRequest::default() };
        desk.order("creating the asset", desk.client.create_asset(&asset))?;
        audit(desk, plan)?.ok_or_else(|| BenchError::failed(format!("{} was not created", plan.asset)))?
    };
    // Once the last wallet has its opening balance, the others' were minted too; those that lack theirs get it below.
    let needed = if is_opened(desk, plan, wallets)? { 0 } else { i64::from(wallets) * OPENING } + HEADROOM;
    if supply.treasury < needed - HEADROOM / 2 {
        let (asset, amount) = (plan.asset.clone(), needed - supply.treasury);
        let mint = MintRequest { asset, amount, ..MintRequest::default() };
        desk.order("minting", desk.client.create_mint(&mint).idempotency_key(&format!("{}-mint", plan.run)))?;
    }
    let chunks = wallets.div_ceil(CHUNK) as usize;
    let probe = Bulk { plan: plan.clone(), wallets, known: true };
    let probe = crew::ask(target, 1, probe, Progress::silent(), "")?;
    if probe.known {
        crew::ask(target, chunks, probe, Progress::new(quiet), "opening wallets, thousands")?;
    } else {
        let single = Single { plan: plan.clone() };
        crew::ask(target, wallets as usize, single, Progress::new(quiet), "opening wallets")?;
    }
    // Few at a time: the server's queue bounds how many commands may wait.
    let few = Target { connections: target.connections.min(4), ..*target };
    let grants = Grants { plan: plan.clone(), wallets };
    crew::ask(&few, chunks, grants, Progress::new(quiet), "opening balances, thousands")?;
    Ok(())
}

/// Players of one chunk.
fn chunk(index: usize, wallets: u32) -> Range<u32> {
    let first = u32::try_from(index).expect("there are fewer chunks than wallets") * CHUNK + 1;
    first..(first + CHUNK).min(wallets + 1)
}

fn refused(what: &str, status: u16, body: &[u8]) -> BenchError {
    BenchError::failed(format!("{what} was refused: {}", code_of(status, body)))
}

fn judge(what: &str, status: u16, body: &[u8]) -> Result<Taken, BenchError> {
    match Verdict::of(status, &code_of(status, body)) {
        Verdict::Posted => Ok(Taken::Done),
        Verdict::Open => Ok(Taken::Again),
        Verdict::Refused => Err(refused(what, status, body)),
    }
}

/// Whether a wallet has its opening balance.
fn is_opened(desk: &Desk, plan: &Plan, wallet: u32) -> Result<bool, BenchError> {
    let query = SearchTransactionsQuery {
        owner: Some(Owner(wallet).to_string()),
        idempotency_key: Some(format!("{OPENING_KEY}{}", plan.asset)),
        ..SearchTransactionsQuery::default()
    };
    match desk.ask(desk.client.search_transactions(&query)) {
        Ok(_) | Err(Error::Unreadable { .. }) => Ok(true),
        Err(Error::Problem(_)) => Ok(false),
        Err(error) => Err(BenchError::failed(error.to_string())),
    }
}

/// Many wallets a request; not every server has the route.
struct Bulk {
    plan: Plan,
    wallets: u32,
    known: bool,
}

#[derive(Deserialize)]
struct Openings {
    results: Vec<Opening>,
}

#[derive(Deserialize)]
struct Opening {
    status: u16,
}

impl Job for Bulk {
    fn write(&self, index: usize, request: &mut Vec<u8>) {
        self.plan.write_openings(chunk(index, self.wallets), request);
    }

    fn take(&mut self, index: usize, status: u16, body: &[u8]) -> Result<Taken, BenchError> {
        if matches!(status, 404 | 405) {
            self.known = false;
            return Ok(Taken::Done);
        }
        if !(200..300).contains(&status) {
            return judge("POST /v1/wallets", status, body);
        }
        let answer: Openings = serde_json::from_slice(body).map_err(|_| refused("POST /v1/wallets", status, body))?;
        let all = answer.results.len() == chunk(index, self.wallets).len();
        if all && answer.results.iter().all(|result| (200..300).contains(&result.status)) {
            return Ok(Taken::Done);
        }
        match answer.results.iter().find(|result| (400..500).contains(&result.status)) {
            Some(result) => Err(refused("opening a wallet", result.status, b"")),
            None => Ok(Taken::Again),
        }
    }
}

struct Single {
    plan: Plan,
}

impl Job for Single {
    fn write(&self, index: usize, request: &mut Vec<u8>) {
        self.plan.write_open(u32::try_from(index + 1).expect("a wallet's number"), request);
    }

    fn take(&mut self, _: usize, status: u16, body: &[u8]) -> Result<Taken, BenchError> {
        judge("opening a wallet", status, body)
    }
}

struct Grants {
    plan: Plan,
    wallets: u32,
}

impl Job for Grants {
    fn write(&self, index: usize, request: &mut Vec<u8>) {
        self.plan.write_grants(chunk(index, self.wallets), OPENING, request);
    }

    fn take(&mut self, index: usize, status: u16, body: &[u8]) -> Result<Taken, BenchError> {
        if !(200..300).contains(&status) {
            return judge("POST /v1/batches", status, body);
        }
        let answer: BatchAnswer<'_> =
            serde_json::from_slice(body).map_err(|_| refused("POST /v1/batches", status, body))?;
        let verdicts = answer.results.iter().map(|result| (Verdict::of(result.status, result.code()), result.code()));
        if let Some((_, code)) = verdicts.clone().find(|(verdict, _)| *verdict == Verdict::Refused) {
            return Err(BenchError::failed(format!("an opening balance was refused: {code}")));
        }
        let all = answer.results.len() == chunk(index, self.wallets).len();
        let done = all && verdicts.into_iter().all(|(verdict, _)| verdict == Verdict::Posted);
        Ok(if done { Taken::Done } else { Taken::Again })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_hold_every_wallet_once() {
        assert_eq!(chunk(0, 1), 1..2);
        assert_eq!((chunk(0, 1500), chunk(1, 1500)), (1..1001, 1001..1501));
        assert_eq!(chunk(1, 2000), 1001..2001);
    }
}
