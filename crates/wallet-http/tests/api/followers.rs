//! Followers of the feed: what becomes of them when their key no longer holds, when they go away, and when they come
//! again; and who is answered by a stream.

use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use harness::PATIENCE;
use harness::http::{Request, connect, read_answer};
use wallet_domain::access::{ApiKey, ApiKeys};
use wallet_domain::testing::api_key;
use wallet_domain::{ChangeNote, Timestamp};
use wallet_http::http::access::KeyPolicy;

use crate::guarded::{Guarded, Made, NOW, assert_unauthorized};
use crate::server::{Parts, TestServer, demo_ledger};

/// How long a key is believed here.
const LIFE: Duration = Duration::from_millis(200);
/// How many places there are.
const PLACES: usize = 256;

/// A stream of server-sent events, read line by line.
struct Stream(BufReader<TcpStream>);

impl Stream {
    /// Asks for one and reads the head of the answer.
    fn open(address: SocketAddr, query: &str, headers: &str) -> Self {
        let mut stream = connect(address);
        let head = format!(
            "GET /v1/events?{query} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nConnection: close\r\n{headers}\r\n"
        );
        stream.write_all(head.as_bytes()).expect("sent");
        let mut opened = Self(BufReader::new(stream));
        assert_eq!(opened.line().as_deref(), Some("HTTP/1.1 200 OK"));
        while !opened.line().expect("a head has an end").is_empty() {}
        opened
    }

    /// One with a key.
    fn with_key(address: SocketAddr, query: &str, key: &str) -> Self {
        Self::open(address, query, &format!("Authorization: Bearer {key}\r\n"))
    }

    /// The next line; none at the end.
    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let read = self.0.read_line(&mut line).expect("it is told in time");
        (read > 0).then(|| line.trim_end().to_owned())
    }

    /// What the next line that begins so goes on with.
    fn next(&mut self, prefix: &str) -> String {
        let began = Instant::now();
        loop {
            let line = self.line().expect("the stream goes on");
            assert!(began.elapsed() < PATIENCE, "none comes");
            if let Some(rest) = line.strip_prefix(prefix) {
                return rest.to_owned();
            }
        }
    }

    /// Everything up to the end, which must come soon.
    fn rest(&mut self) -> Vec<String> {
        let (began, mut rest) = (Instant::now(), Vec::new());
        while let Some(line) = self.line() {
            rest.push(line);
            assert!(began.elapsed() < Duration::from_secs(10), "it goes on: {rest:?}");
        }
        rest
    }
}

/// A server that asks for keys, and the keys of one that follows and of one that spends.
fn followed(set: impl FnOnce(&mut Parts)) -> (Guarded, Made, Made) {
    let guarded = Guarded::start_with(|parts| {
        parts.policy = KeyPolicy::Required;
        parts.http.key_life = LIFE;
        set(parts);
    });
    let follower = api_key(1, "analytics", "events");
    // It is good for another five microseconds.
    let follower = (ApiKey { expires_at: Some(Timestamp::from_micros(NOW + 5)), ..follower.0 }, follower.1);
    let (follower, spender) = (guarded.create(follower), guarded.create(api_key(2, "shop", "spend")));
    (guarded, follower, spender)
}

fn spend(guarded: &Guarded, spender: &Made, key: &str) {
    let body = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1}"#;
    guarded.send(&Request::post("/v1/spends", body).key(key), &spender.1).expect(201);
}

/// Revokes a key and waits until requests with it are turned away.
fn revoke(guarded: &Guarded, (id, text): &Made) {
    let by = ChangeNote::by("ada").expect("a name");
    let revoked = guarded.keys.revoke_key(*id, Timestamp::from_micros(NOW), &by);
    guarded.server.block_on(revoked).expect("memory works");
    let began = Instant::now();
    while guarded.send(&Request::get("/v1/events?limit=1"), text).status != 401 {
        assert!(began.elapsed() < 2 * LIFE, "it is believed for longer than its life");
    }
}

#[test]
fn a_stream_ends_before_the_next_event_once_its_key_is_revoked() {
    let (guarded, follower, spender) = followed(|_| ());
    let mut stream = Stream::with_key(guarded.server.address, "after=now", &follower.1);
    spend(&guarded, &spender, "before");
    assert_eq!(stream.next("event: "), "spend.posted");
    revoke(&guarded, &follower);
    spend(&guarded, &spender, "after");
    let rest = stream.rest();
    assert!(!rest.iter().any(|line| line.starts_with("event:")), "{rest:?}");
    assert!(rest.iter().any(|line| line == "0"), "it ends in good order: {rest:?}");
}

#[test]
fn a_stream_ends_before_the_next_event_once_its_key_has_expired() {
    let (guarded, follower, spender) = followed(|_| ());
    let mut stream = Stream::with_key(guarded.server.address, "after=now", &follower.1);
    spend(&guarded, &spender, "before");
    assert_eq!(stream.next("event: "), "spend.posted");
    guarded.clock.set(NOW + 5);
    spend(&guarded, &spender, "after");
    let rest = stream.rest();
    assert!(!rest.iter().any(|line| line.starts_with("event:")), "{rest:?}");
}

#[test]
fn a_stream_that_has_nothing_to_tell_ends_with_its_key_too() {
    let (guarded, follower, _) = followed(|parts| parts.http.heartbeat = Duration::from_millis(50));
    let mut stream = Stream::with_key(guarded.server.address, "after=now", &follower.1);
    stream.next(": nothing happened");
    revoke(&guarded, &follower);
    stream.rest();
}

#[test]
fn a_caller_that_waits_is_turned_away_if_its_key_ends_meanwhile() {
    for is_revoked in [true, false] {
        let (guarded, follower, spender) = followed(|_| ());
        let waiting = wait_for_30_s(guarded.server.address, &format!("Authorization: Bearer {}\r\n", follower.1));
        while guarded.keys.found.load(Ordering::SeqCst) == 0 {
            thread::yield_now();
        }
        // The server has one worker: once it answers this, the other has been let in and waits.
        guarded.server.get("/health").assert_status(200);
        let what = if is_revoked {
            revoke(&guarded, &follower);
            "been revoked"
        } else {
            guarded.clock.set(NOW + 5);
            "expired"
        };
        spend(&guarded, &spender, "after");
        assert_unauthorized(&read_answer(waiting), &format!("The API key {} has {what}.", follower.0), what);
    }
}

/// A caller that waits for the next event.
fn wait_for_30_s(address: SocketAddr, headers: &str) -> TcpStream {
    let mut stream = connect(address);
    let head =
        format!("GET /v1/events?after=now&wait_s=30 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n");
    stream.write_all(head.as_bytes()).expect("sent");
    stream
}

#[test]
fn a_place_is_free_as_soon_as_its_caller_has_gone() {
    let server = TestServer::demo();
    let follow = || server.get("/v1/events?after=now&wait_s=1");
    let until_free = || {
        let began = Instant::now();
        while follow().status != 200 {
            assert!(began.elapsed() < Duration::from_secs(10), "no place is free");
            thread::sleep(Duration::from_millis(10));
        }
    };
    let began = Instant::now();
    let mut waiting: Vec<TcpStream> = (0..PLACES).map(|_| wait_for_30_s(server.address, "")).collect();
    let refused = loop {
        let answer = follow();
        if answer.status != 200 {
            break answer;
        }
        // The question had a place itself, and one of the others may have been refused for that.
        waiting.push(wait_for_30_s(server.address, ""));
        assert!(began.elapsed() < Duration::from_secs(20), "a place is free still");
    };
    refused.problem(503, "overloaded");
    drop(waiting);
    until_free();
    // So it is with streams.
    let open = |_| Stream::open(server.address, "after=now", "");
    let streams: Vec<Stream> = (0..PLACES).map(open).collect();
    follow().problem(503, "overloaded");
    drop(streams);
    until_free();
}

#[test]
fn a_caller_that_sends_no_more_is_answered_with_what_there_is() {
    let server = TestServer::demo();
    let waiting = wait_for_30_s(server.address, "");
    waiting.shutdown(Shutdown::Write).expect("it is open");
    let began = Instant::now();
    assert_eq!(read_answer(waiting).expect(200)["data"], serde_json::json!([]));
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
}

#[test]
fn a_stream_says_first_where_it_begins_so_that_nothing_is_lost_behind_it() {
    let server = TestServer::demo();
    let end = server.get("/v1/events?after=now").expect(200)["next_cursor"].clone();
    let mut stream = Stream::open(server.address, "after=now", "");
    let begin = stream.next("id: ");
    assert_eq!(end, begin.as_str());
    assert_eq!(stream.line().as_deref(), Some(""), "a browser keeps an id at the empty line behind it, data or none");
    drop(stream);
    let body = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1}"#;
    server.post("/v1/spends", "meanwhile", body).expect(201);
    let mut stream = Stream::open(server.address, "after=now", &format!("Last-Event-ID: {begin}\r\n"));
    assert_eq!(stream.next("event: "), "spend.posted");
}

#[test]
fn a_sign_of_life_says_how_far_the_stream_has_looked() {
    let mut parts = Parts::of(&demo_ledger());
    parts.http.heartbeat = Duration::from_millis(50);
    let server = TestServer::start(parts);
    let mut stream = Stream::open(server.address, "types=hold.expired", "");
    assert_eq!(stream.next("id: "), "0.0");
    let end = server.get("/v1/events?after=now").expect(200)["next_cursor"].clone();
    assert_eq!(end, stream.next("id: "));
    let body = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1}"#;
    server.post("/v1/spends", "of-another-type", body).expect(201);
    let end = server.get("/v1/events?after=now").expect(200)["next_cursor"].clone();
    while end != stream.next("id: ") {}
}

#[test]
fn a_stream_is_for_those_who_accept_it_most() {
    let server = TestServer::demo();
    // A page does not look at the header.
    let ask = |accept: &str| Request::get("/v1/events").header("Accept", accept).header("Last-Event-ID", "none");
    for accept in [
        "text/event-stream",
        "TEXT/Event-Stream",
        "text/event-stream; charset=utf-8",
        "text/event-stream, application/json",
        "application/json;q=0.5, text/event-stream;q=0.9",
        "*/*, text/event-stream",
        "what, text/event-stream",
    ] {
        server.send(&ask(accept)).problem(400, "invalid_cursor");
    }
    // Whoever asks for the head alone has it at once, and takes no place.
    let head = server.send(&Request::new("HEAD", "/v1/events").header("Accept", "text/event-stream"));
    assert_eq!((head.status, head.header("content-type")), (200, Some("text/event-stream")));
    for accept in [
        "text/event-stream;q=0",
        "text/event-stream;q=0.000, */*",
        "application/json, text/event-stream;q=0.9",
        "*/*",
        "text/plain",
        "text/event-streams",
        "",
    ] {
        server.send(&ask(accept)).expect(200);
    }
}
