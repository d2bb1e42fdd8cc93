//! API keys over time: how soon a server learns what became of one, and what that costs the store.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use wallet_domain::access::{ApiKey, ApiKeys};
use wallet_domain::testing::api_key;
use wallet_domain::{ChangeNote, Timestamp};
use wallet_http::http::access::KeyPolicy;

use crate::guarded::{Guarded, NOW, assert_unauthorized};
use harness::http::Request;

#[test]
fn a_key_expires_at_its_moment_however_lately_it_was_read() {
    let guarded = Guarded::required();
    let (key, text) = api_key(1, "short", "read");
    let (id, text) = guarded.create((ApiKey { expires_at: Some(Timestamp::from_micros(NOW + 5)), ..key }, text));
    guarded.get(&text).expect(200);
    guarded.clock.set(NOW + 4);
    guarded.get(&text).expect(200);
    guarded.clock.set(NOW + 5);
    assert_unauthorized(&guarded.get(&text), &format!("The API key {id} has expired."), "expired");
    assert_eq!(guarded.keys.found.load(Ordering::SeqCst), 1);
}

#[test]
fn a_revocation_takes_effect_within_a_keys_life() {
    let life = Duration::from_millis(200);
    let guarded = Guarded::start(KeyPolicy::Required, life);
    let (id, text) = guarded.create(api_key(1, "shop", "read"));
    guarded.get(&text).expect(200);
    let by = ChangeNote::by("ada").expect("a name");
    let revoked = guarded.keys.revoke_key(id, Timestamp::from_micros(NOW), &by);
    guarded.server.block_on(revoked).expect("memory works");
    let began = Instant::now();
    loop {
        let is_over = began.elapsed() >= life;
        let answer = guarded.get(&text);
        if answer.status == 401 {
            return assert_unauthorized(&answer, &format!("The API key {id} has been revoked."), "revoked");
        }
        answer.expect(200);
        assert!(!is_over, "it is believed for longer than its life");
    }
}

#[test]
fn a_key_in_use_is_looked_up_once_and_an_unknown_one_each_time_and_both_at_once() {
    let guarded = Guarded::required();
    let (_, text) = guarded.create(api_key(1, "shop", "read"));
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..10).for_each(|_| guarded.get(&text).assert_status(200)));
        }
    });
    assert!(guarded.keys.found.load(Ordering::SeqCst) <= 4, "as many as may look at once");
    let before = guarded.keys.found.load(Ordering::SeqCst);
    let unknown = api_key(2, "nobody", "read").1;
    (0..3).for_each(|_| guarded.get(&unknown).assert_status(401));
    assert_eq!(guarded.keys.found.load(Ordering::SeqCst), before + 3, "it is not remembered");
    // And so it is known as soon as it is made.
    guarded.create(api_key(2, "somebody", "read"));
    guarded.get(&unknown).expect(200);
}

#[test]
fn a_store_that_is_down_is_said_to_be_so_and_keys_that_were_read_lately_go_on() {
    let guarded = Guarded::required();
    let (_, text) = guarded.create(api_key(1, "shop", "read"));
    let (_, other) = guarded.create(api_key(2, "shop", "read"));
    guarded.get(&text).expect(200);
    guarded.keys.is_down.store(true, Ordering::SeqCst);
    guarded.get(&text).expect(200);
    let answer = guarded.get(&other);
    answer.problem(503, "store_unavailable");
    assert!(!answer.text().contains("db-7"), "{}", answer.text());
    guarded.server.get("/health").expect(200);
    guarded.keys.is_down.store(false, Ordering::SeqCst);
    guarded.get(&other).expect(200);
}

#[test]
fn a_keys_use_is_noted_once_a_minute_and_beside_the_request() {
    let guarded = Guarded::required();
    let (id, text) = guarded.create(api_key(1, "shop", "read"));
    let minute = 60_000_000;
    for now in [NOW, NOW, NOW + minute - 1, NOW + minute, NOW + minute, NOW + 2 * minute - 1, NOW + 2 * minute] {
        guarded.clock.set(now);
        guarded.get(&text).expect(200);
    }
    // A key that lacks the scope is used all the same; one with another secret is not.
    guarded.clock.set(NOW + 3 * minute);
    guarded.send(&Request::get("/v1/audit"), &text).problem(403, "forbidden");
    guarded.clock.set(NOW + 4 * minute);
    let wrong = format!("wlt_{id}_{}", "0".repeat(64));
    guarded.get(&wrong).problem(401, "unauthorized");
    let expected: Vec<Timestamp> = (0..4).map(|minutes| Timestamp::from_micros(NOW + minutes * minute)).collect();
    let began = Instant::now();
    loop {
        let mut noted = guarded.keys.noted.lock().expect("no test panics with it").clone();
        noted.sort();
        if noted == expected {
            break;
        }
        assert!(noted.len() < expected.len() && began.elapsed() < Duration::from_secs(20), "{noted:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
    let kept = guarded.server.block_on(guarded.keys.find_key(id)).expect("memory works").expect("it is there");
    assert_eq!(kept.last_used_at, expected.last().copied());
}
