//! Reading a feed from its first event to its end: page by page, by one reader and by several, as a stream, and by the
//! command line.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::process::Stdio;
use std::time::Instant;

use harness::run::{self, Failure};

use super::super::contest::{Contender, Sample, Side, WALLETS, interleave, singles_of};
use super::super::figures::{figure, micros, whole};
use super::super::load::{Amount, Load};
use super::super::page::Table;
use super::super::server::{client, get};
use super::super::{Bench, Kind};

/// Readers at once.
const READERS: usize = 4;

pub(super) fn measure(bench: &Bench) -> Result<String, Failure> {
    let events = bench.options.events;
    let fill = Load { amount: Amount::Transactions(events), warmup_s: 0, ..singles_of(bench, 64) };
    let sides = bench.options.stores.iter().map(|kind| {
        let side = Side::start(bench, &format!("events_{}", kind.word()), *kind, &[], &fill)?;
        side.run(bench, &fill)?;
        Ok((*kind, side))
    });
    let sides: Vec<(Kind, Side)> = sides.collect::<Result<_, Failure>>()?;
    let mut contenders = Vec::new();
    for (kind, side) in &sides {
        let (kind, url) = (kind.name(), &side.server.url);
        contenders.push(Contender::new(format!("{kind}, pages of 200"), move |_| timed(1, || pages(url))));
        contenders.push(Contender::new(format!("{kind}, pages of 200, {READERS} readers"), move |_| crowd(url)));
        contenders.push(Contender::new(format!("{kind}, a stream"), move |_| stream(url)));
        contenders.push(Contender::new(format!("{kind}, `wallet events`"), move |_| {
            let count = figure(pages(url)?);
            let began = Instant::now();
            run::check(bench.wallet(&side.store, &["events"]).stdout(Stdio::null()))?;
            Ok(Sample::of_rate(count / seconds(began)))
        }));
    }
    interleave(bench, &mut contenders)?;
    sides.iter().try_for_each(|(_, side)| bench.verify(&side.store))?;
    let mut table = Table::new(["reader", "events a second (min to max)"]);
    for contender in &contenders {
        table.row([contender.name.clone(), contender.rate().rates()]);
    }
    Ok(format!(
        "A feed of {} events and the openings of {} wallets, made by single requests over 64 connections, read from its \
         first event to its end:\n\n{}",
        whole(figure(events)),
        whole(figure(WALLETS)),
        table.render()
    ))
}

fn seconds(began: Instant) -> f64 {
    micros(began.elapsed()) / 1e6
}

/// Events a second of some that read at the same time.
fn timed(readers: u64, read: impl FnOnce() -> Result<u64, Failure>) -> Result<Sample, Failure> {
    let began = Instant::now();
    let count = read()?;
    Ok(Sample::of_rate(figure(count * readers) / seconds(began)))
}

/// Reads all pages and counts the events.
fn pages(url: &str) -> Result<u64, Failure> {
    let mut client = client(url)?;
    let (mut count, mut cursor) = (0, "0.0".to_owned());
    loop {
        let answer = get(&mut client, &format!("/v1/events?limit=200&after={cursor}"))?;
        // What only a whole event has; to parse it all would cost more than to serve it.
        let of_page = answer.text().matches(r#""version":1,"created_at""#).count() as u64;
        if of_page == 0 {
            return Ok(count);
        }
        count += of_page;
        let next = answer.text().rsplit(r#""next_cursor":""#).next().and_then(|rest| rest.split('"').next());
        next.unwrap_or_default().clone_into(&mut cursor);
    }
}

/// Several who read all of it at once.
fn crowd(url: &str) -> Result<Sample, Failure> {
    timed(READERS as u64, || {
        std::thread::scope(|scope| {
            let readers: Vec<_> = (0..READERS).map(|_| scope.spawn(|| pages(url))).collect();
            let counts = readers.into_iter().map(|reader| reader.join().expect("it only asks and counts"));
            counts.collect::<Result<Vec<u64>, Failure>>().map(|counts| counts[0])
        })
    })
}

/// Reads the stream until its last event.
fn stream(url: &str) -> Result<Sample, Failure> {
    let count = pages(url)?;
    let address = url.trim_start_matches("http://");
    let mut socket = TcpStream::connect(address)?;
    let head = "GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n";
    timed(1, || {
        socket.write_all(head.as_bytes())?;
        let (mut lines, mut line, mut told) = (BufReader::with_capacity(64 << 10, socket), Vec::new(), 0);
        while told < count {
            line.clear();
            if lines.read_until(b'\n', &mut line)? == 0 {
                return Err(Failure::new(format!("the stream ended after {told} of {count} events")));
            }
            told += u64::from(line.starts_with(b"event: "));
        }
        Ok(told)
    })
}
