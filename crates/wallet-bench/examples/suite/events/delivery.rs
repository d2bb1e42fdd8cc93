//! Webhooks with a receiver in this process, which answers at once: what they cost writes, and how soon they are sent.

use std::net::TcpListener;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use harness::receiver;
use harness::run::{self, Failure};
use serde_json::Value;

use super::super::contest::{Contender, Side, WALLETS, interleave, singles_of};
use super::super::figures::{Spread, figure, micros, millis, ratio, whole};
use super::super::load::{Check, Load};
use super::super::page::Table;
use super::super::server::{client, get};
use super::super::{Bench, Kind};

/// The rate at which it is measured how soon events are delivered.
const RATE: f64 = 2000.0;
/// Webhooks may go to this machine.
const OPEN: [(&str, &str); 2] =
    [("WALLET__WEBHOOKS__ALLOW_HTTP", "127.0.0.1"), ("WALLET__WEBHOOKS__ALLOW_NETWORKS", "127.0.0.0/8")];

/// From each event to its delivery, in microseconds.
#[derive(Clone, Default)]
struct Delays(Arc<Mutex<Vec<f64>>>);

impl Delays {
    /// A receiver that notes them, by its URL. It ends with the process.
    fn receiver(&self) -> Result<String, Failure> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://{}/", listener.local_addr()?);
        let delays = self.0.clone();
        std::thread::spawn(move || {
            receiver::serve(&listener, move |delivered| {
                let now = SystemTime::now();
                if let Some(at) = created_at(&delivered.body) {
                    let delay = micros(now.duration_since(at).unwrap_or_default());
                    delays.lock().unwrap_or_else(PoisonError::into_inner).push(delay);
                }
                204
            });
        });
        Ok(url)
    }

    fn take(&self) -> Vec<f64> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// When an event happened.
fn created_at(body: &[u8]) -> Option<SystemTime> {
    let body = std::str::from_utf8(body).ok()?;
    let (_, rest) = body.split_once(r#""created_at":""#)?;
    let at: jiff::Timestamp = rest.split('"').next()?.parse().ok()?;
    Some(at.into())
}

/// A webhook of everything from now on, until it is deleted.
struct Hook<'a> {
    bench: &'a Bench,
    side: &'a Side,
    id: String,
}

impl<'a> Hook<'a> {
    fn create(bench: &'a Bench, side: &'a Side, url: &str) -> Result<Self, Failure> {
        let create = ["webhooks", "create", "--url", url, "--types", "*", "--format", "json"];
        let told = run::read(bench.wallet(&side.store, &create).envs(OPEN))?;
        let told: Value = serde_json::from_str(&told).map_err(|why| Failure::new(format!("{told}: {why}")))?;
        let id = told["webhook"]["id"].as_str().unwrap_or_default().to_owned();
        Ok(Self { bench, side, id })
    }

    fn delete(self) -> Result<(), Failure> {
        run::read(self.bench.wallet(&self.side.store, &["webhooks", "delete", &self.id]).envs(OPEN)).map(|_| ())
    }
}

/// Does `work` while someone follows the feed's end, page by page.
fn followed<T>(url: &str, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let follower = scope.spawn(|| {
            let (mut client, mut cursor) = (client(url)?, "now".to_owned());
            while !is_over.load(Ordering::Relaxed) {
                let answer = get(&mut client, &format!("/v1/events?limit=200&wait_s=1&after={cursor}"))?;
                let next = answer.text().rsplit(r#""next_cursor":""#).next().and_then(|rest| rest.split('"').next());
                next.unwrap_or_default().clone_into(&mut cursor);
            }
            Ok::<_, Failure>(())
        });
        let done = work();
        is_over.store(true, Ordering::Relaxed);
        follower.join().expect("it only asks")?;
        done
    })
}

/// Writes with a webhook, and with a follower, against writes without, round by round.
pub(super) fn cost(bench: &Bench) -> Result<String, Failure> {
    let delays = Delays::default();
    let url = delays.receiver()?;
    let busy = Load { check: Check::No, ..singles_of(bench, 64) };
    let steady = Load { rate: Some(RATE), connections: 16, ..busy.clone() };
    let sides = bench
        .options
        .stores
        .iter()
        .map(|kind| Ok((*kind, Side::start(bench, &format!("cost_{}", kind.word()), *kind, &OPEN, &busy)?)));
    let sides: Vec<(Kind, Side)> = sides.collect::<Result<_, Failure>>()?;
    let mut contenders = Vec::new();
    for (kind, side) in &sides {
        for (load, words) in [(&steady, "2,000 asked for"), (&busy, "64 connections")] {
            let url = &url;
            let without = move |_| side.run(bench, load);
            let hooked = move |_| {
                let hook = Hook::create(bench, side, url)?;
                let sample = side.run(bench, load)?;
                hook.delete()?;
                Ok(sample)
            };
            let followed = move |_| followed(&side.server.url, || side.run(bench, load));
            contenders.push(Contender::new(format!("{}, {words}", kind.name()), without));
            contenders.push(Contender::new(format!("{}, {words}, a webhook", kind.name()), hooked));
            contenders.push(Contender::new(format!("{}, {words}, a follower", kind.name()), followed));
        }
    }
    interleave(bench, &mut contenders)?;
    sides.iter().try_for_each(|(_, side)| bench.verify(&side.store))?;
    let head = [
        "writes",
        "a second (min to max)",
        "p50",
        "p99",
        "median of the pairs' ratios",
        "server's CPU",
        "of its deliveries",
        "PostgreSQL's",
    ];
    let mut table = Table::new(head);
    for alike in contenders.chunks(3) {
        for contender in alike {
            let ratios = contender.paired(&alike[0]).map_or("-".to_owned(), |pairs| ratio(pairs.median, 1.0));
            table.row([
                contender.name.clone(),
                contender.rate().rates(),
                contender.latency(|latency| latency.p50),
                contender.latency(|latency| latency.p99),
                ratios,
                contender.cpu(|cpu| cpu.server),
                contender.cpu(|cpu| cpu.delivering),
                contender.cpu(|cpu| cpu.database),
            ]);
        }
    }
    Ok(format!(
        "Single requests, and the same while a webhook is sent everything, or while a follower waits for pages and reads \
         them, in turn. Receiver, follower and load generator are on this machine, too. CPU is of one command; the server's is \
         without the thread that delivers:\n\n{}",
        table.render()
    ))
}

/// From an event to its delivery.
pub(super) fn delay(bench: &Bench) -> Result<String, Failure> {
    let mut table = Table::new(["store", "delivered", "p50", "p99", "max"]);
    for kind in &bench.options.stores {
        let delays = Delays::default();
        let url = delays.receiver()?;
        let load = Load { rate: Some(RATE), ..singles_of(bench, 16) };
        let side = Side::start(bench, &format!("delay_{}", kind.word()), *kind, &OPEN, &load)?;
        let hook = Hook::create(bench, &side, &url)?;
        // Whoever delivers looks for new webhooks once a second; what came before is late.
        load.run(&bench.wallet, &side.server.url)?;
        drop(delays.take());
        let mut all = Vec::new();
        for _ in 0..bench.options.rounds {
            load.run(&bench.wallet, &side.server.url)?;
            all.extend(delays.take());
        }
        hook.delete()?;
        bench.verify(&side.store)?;
        all.sort_by(f64::total_cmp);
        let spread = Spread::of(all.iter().copied()).ok_or_else(|| Failure::new("nothing was delivered"))?;
        let p99 = all[all.len() * 99 / 100];
        println!("    {}: p50 {}, p99 {}", kind.name(), millis(spread.median), millis(p99));
        table.row([
            kind.name().to_owned(),
            whole(figure(all.len() as u64)),
            millis(spread.median),
            millis(p99),
            millis(spread.max),
        ]);
    }
    Ok(format!(
        "From an event's `created_at` to its arrival at the receiver, at {} commands a second over 16 connections and {} \
         wallets:\n\n{}",
        whole(RATE),
        whole(figure(WALLETS)),
        table.render()
    ))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_time_of_an_event_is_read() {
        let body =
            br#"{"id":"1.0","type":"spend.posted","version":1,"created_at":"2023-11-14T22:13:20.500000Z","data":{}}"#;
        let at = SystemTime::UNIX_EPOCH + Duration::from_millis(1_700_000_000_500);
        assert_eq!(created_at(body), Some(at));
        assert_eq!(created_at(b"{}"), None);
    }
}
