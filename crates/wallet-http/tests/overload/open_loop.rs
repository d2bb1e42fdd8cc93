//! Arrivals that do not wait for answers, and what each of them was told.

use std::collections::BTreeMap;
use std::time::Duration;

use harness::http::{Request, Response};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, interval, timeout};

/// How long a caller waits before it counts as unanswered: much longer than any deadline.
const PATIENCE: Duration = Duration::from_secs(40);

/// A request and its answer.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(crate) key: String,
    pub(crate) sent_at: Instant,
    pub(crate) took: Duration,
    /// None if there was no answer.
    pub(crate) answer: Option<Answer>,
}

#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) code: String,
    pub(crate) has_retry_after: bool,
}

impl Told {
    pub(crate) fn status(&self) -> u16 {
        self.answer.as_ref().map_or(0, |answer| answer.status)
    }

    pub(crate) fn code(&self) -> &str {
        self.answer.as_ref().map_or("unanswered", |answer| &answer.code)
    }
}

/// Bonuses of one unit for these many players in turn, at a steady rate, each on a connection of its own.
pub(crate) async fn run(address: &str, name: &str, rate: u32, time: Duration, players: u32) -> Vec<Told> {
    let mut ticks = interval(Duration::from_secs(1) / rate);
    let mut requests = JoinSet::new();
    let end = Instant::now() + time;
    let mut number = 0;
    while Instant::now() < end {
        // Ticks that come late come all the same: the rate is kept.
        ticks.tick().await;
        let (address, key) = (address.to_owned(), format!("{name}-{number}"));
        requests.spawn(ask(address, key, number % players));
        number += 1;
    }
    requests.join_all().await
}

async fn ask(address: String, key: String, player: u32) -> Told {
    let sent_at = Instant::now();
    let answer = timeout(PATIENCE, exchange(&address, &key, player)).await.ok().flatten();
    Told { key, sent_at, took: sent_at.elapsed(), answer }
}

async fn exchange(address: &str, key: &str, player: u32) -> Option<Answer> {
    let body = format!(r#"{{"owner":"player_{player}","asset":"GOLD_COINS","amount":1}}"#);
    let request = Request::post("/v1/bonuses", &body).key(key).bytes();
    let mut stream = TcpStream::connect(address).await.ok()?;
    stream.write_all(&request).await.ok()?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.ok()?;
    let answer = Response::parse(&bytes)?;
    let body: serde_json::Value = serde_json::from_slice(&answer.body).ok()?;
    let code = body["code"].as_str().unwrap_or("posted").to_owned();
    Some(Answer { status: answer.status, code, has_retry_after: answer.has_retry_after() })
}

/// How many were told what, in one line.
pub(crate) fn summary(told: &[Told]) -> String {
    let mut counts: BTreeMap<(u16, &str), usize> = BTreeMap::new();
    for one in told {
        *counts.entry((one.status(), one.code())).or_default() += 1;
    }
    let parts: Vec<String> = counts.iter().map(|((status, code), count)| format!("{status} {code} {count}")).collect();
    let mut took: Vec<Duration> = told.iter().map(|one| one.took).collect();
    took.sort();
    let at = |share: usize| took.get(took.len().saturating_sub(1) * share / 100).copied().unwrap_or_default();
    format!("{} requests: {}; median {:.2?}, longest {:.2?}", told.len(), parts.join(", "), at(50), at(100))
}
