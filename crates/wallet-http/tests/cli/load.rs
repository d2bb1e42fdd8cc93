//! Clients that keep a journal of what they were told.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;

use harness::http::Request;
use harness::process::Server;

/// What a client was told under a key.
pub(crate) struct Told {
    key: String,
    body: String,
    pub(crate) answer: (u16, Value),
}

/// Spends under new keys until it is told to stop: the first ones are posted, and when nothing is left they are refused.
fn keep_spending(server: &str, client: &str, told: &Mutex<Vec<Told>>, stop: &AtomicBool) {
    for number in 0.. {
        if stop.load(Ordering::SeqCst) {
            return;
        }
        let told_now = spend(server, &format!("{client}-{number}"), 1 + number % 7);
        told.lock().expect("no panic").push(told_now);
    }
}

fn spend(server: &str, key: &str, amount: u64) -> Told {
    let body = format!(
        r#"{{"owner":"user_001","asset":"GOLD_COINS","amount":{amount},"description":"{key}","metadata":{{"b":1,"a":[]}}}}"#
    );
    let answer = Request::post("/v1/spends", &body).key(key).send(server).into_json();
    Told { key: key.to_owned(), body, answer }
}

/// So many spends, one after the other.
pub(crate) fn spend_often(server: &Server, name: &str, count: u64) -> Vec<Told> {
    (0..count).map(|number| spend(&server.address, &format!("{name}-{number}"), 1 + number % 7)).collect()
}

/// Does each of `rounds` beside three clients that keep spending. Answers what they were told, and how much of that
/// before each round.
pub(crate) fn beside_spending(server: &Server, rounds: usize, mut round: impl FnMut(usize)) -> (Vec<Told>, Vec<usize>) {
    let (told, stop) = (Mutex::new(Vec::new()), AtomicBool::new(false));
    let known = std::thread::scope(|scope| {
        for client in ["a", "b", "c"] {
            let (server, told, stop) = (server.address.as_str(), &told, &stop);
            scope.spawn(move || keep_spending(server, client, told, stop));
        }
        let known = (0..rounds).map(|number| {
            while told.lock().expect("no panic").len() < 50 * (number + 1) {
                std::thread::yield_now();
            }
            let known = told.lock().expect("no panic").len();
            round(number);
            known
        });
        let known = known.collect();
        stop.store(true, Ordering::SeqCst);
        known
    });
    (told.into_inner().expect("no panic"), known)
}

/// Sends the same again: each is answered as it was.
#[track_caller]
pub(crate) fn assert_replayed(server: &Server, told: &[Told]) {
    for Told { key, body, answer } in told {
        assert_eq!(server.post("/v1/spends", key, body), *answer, "{key}");
    }
}

/// Nobody has ever heard of these.
#[track_caller]
pub(crate) fn assert_unknown(server: &Server, told: &[Told]) {
    for Told { key, .. } in told {
        let path = format!("/v1/transactions?owner=user_001&idempotency_key={key}");
        assert_eq!(server.get(&path).0, 404, "{key}");
    }
}
