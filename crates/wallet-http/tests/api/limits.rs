//! Rate limits: who is let through, what one is told who is not, and what they cost.

use std::sync::atomic::Ordering;
use std::time::Duration;

use governor::clock::FakeRelativeClock;
use serde_json::Value;
use wallet_domain::testing::api_key;
use wallet_http::http::access::KeyPolicy;
use wallet_http::http::edge::rates::{Rate, RateSettings, Ticks};

use crate::guarded::Guarded;
use crate::operations::{document, documented, resolve};
use harness::http::{Request, Response};

/// A server with limits, and the clock that they tell time by.
struct Limited {
    guarded: Guarded,
    time: FakeRelativeClock,
}

impl Limited {
    fn new(policy: KeyPolicy, rates: RateSettings) -> Self {
        let time = FakeRelativeClock::default();
        let guarded = Guarded::start_with(|parts| {
            parts.policy = policy;
            parts.http.key_life = Duration::from_hours(1);
            parts.http.rates = rates;
            parts.ticks = Ticks::of(time.clone());
        });
        Self { guarded, time }
    }

    /// A limit of each key: so many at once, and then one a second.
    fn keys(burst: u32) -> Self {
        Self::new(KeyPolicy::Required, RateSettings { key: Rate::new(60, burst), ..RateSettings::default() })
    }

    /// A limit of each player.
    fn owners(burst: u32) -> Self {
        Self::new(KeyPolicy::Optional, RateSettings { owner: Rate::new(60, burst), ..RateSettings::default() })
    }

    fn later(&self, seconds: u64) {
        self.time.advance(Duration::from_secs(seconds));
    }

    fn key(&self, seed: u8) -> String {
        self.guarded.create(api_key(seed, "shop", "read,spend,grant,operate")).1
    }

    fn spend(&self, owner: &str, key: &str) -> Response {
        self.guarded.server.send(&spend(owner, key))
    }
}

fn spend(owner: &str, key: &str) -> Request {
    let body = format!(r#"{{"owner":"{owner}","asset":"GOLD_COINS","amount":1}}"#);
    Request::post("/v1/spends", &body).key(key)
}

/// A batch of one spend for each of these players.
fn batch(owners: &[&str]) -> Request {
    let commands = owners.iter().enumerate().map(|(number, owner)| {
        format!(r#"{{"flow":"spend","idempotency_key":"b{number}","owner":"{owner}","asset":"GOLD_COINS","amount":1}}"#)
    });
    Request::post("/v1/batches", &format!(r#"{{"commands":[{}]}}"#, commands.collect::<Vec<_>>().join(",")))
}

/// That something came too often, and when it may come again.
#[track_caller]
fn assert_limited(answer: &Response, seconds: u64) -> Value {
    let problem = answer.problem(429, "rate_limited");
    assert_eq!(answer.header("retry-after"), Some(&*seconds.to_string()), "{problem}");
    assert_eq!(problem["retry_after"], seconds, "{problem}");
    problem
}

#[track_caller]
fn assert_left(answer: &Response, policy: &str, left: &str) {
    assert_eq!((answer.header("ratelimit-policy"), answer.header("ratelimit")), (Some(policy), Some(left)));
}

#[test]
fn a_key_may_send_a_burst_and_then_as_fast_as_its_rate() {
    let limited = Limited::keys(3);
    let (key, other) = (limited.key(1), limited.key(2));
    for left in ["\"key\";r=2;t=1", "\"key\";r=1;t=2", "\"key\";r=0;t=3"] {
        let answer = limited.guarded.get(&key);
        answer.assert_status(200);
        assert_left(&answer, "\"key\";q=3;w=3", left);
    }
    let answer = limited.guarded.get(&key);
    let problem = assert_limited(&answer, 1);
    assert_eq!(
        problem["detail"],
        "Too many requests of this API key. Nothing was recorded; send the request again in 1 s."
    );
    assert_eq!(problem["retry_with"], Value::Null, "a read has no key");
    assert_left(&answer, "\"key\";q=3;w=3", "\"key\";r=0;t=3");
    limited.guarded.get(&other).assert_status(200);
    limited.later(1);
    limited.guarded.get(&key).assert_status(200);
    assert_limited(&limited.guarded.get(&key), 1);
    limited.later(60);
    assert_left(&limited.guarded.get(&key), "\"key\";q=3;w=3", "\"key\";r=2;t=1");
}

#[test]
fn what_is_over_a_limit_is_not_recorded_and_its_key_stays_free() {
    let limited = Limited::keys(1);
    let key = limited.key(1);
    limited.guarded.get(&key).assert_status(200);
    let refused = limited.guarded.send(&spend("user_001", "k"), &key);
    assert_eq!(assert_limited(&refused, 1)["retry_with"], "same_key");
    limited.later(1);
    let answer = limited.guarded.send(&spend("user_001", "k"), &key);
    assert_eq!(answer.expect(201)["balance"], 499);
    assert!(!answer.is_replay());
    limited.later(1);
    assert!(limited.guarded.send(&spend("user_001", "k"), &key).is_replay(), "a replay counts as any other");
    assert_limited(&limited.guarded.send(&spend("user_001", "k"), &key), 1);
}

#[test]
fn a_refusal_for_its_rate_does_not_wait_for_the_body() {
    let limited = Limited::keys(1);
    let key = limited.key(1);
    limited.guarded.get(&key).assert_status(200);
    let head = spend("user_001", "k").header("Authorization", &format!("Bearer {key}")).head();
    let mut stream = harness::http::connect(limited.guarded.server.address);
    std::io::Write::write_all(&mut stream, head.as_bytes()).expect("it listens");
    assert_limited(&harness::http::read_answer(stream), 1);
}

#[test]
fn a_batch_counts_its_commands_and_an_opening_its_wallets() {
    let limited = Limited::keys(10);
    let key = limited.key(1);
    let seven = batch(&["user_001"; 7]);
    let answer = limited.guarded.send(&seven, &key);
    answer.assert_status(200);
    assert_left(&answer, "\"key\";q=10;w=10", "\"key\";r=3;t=7");
    // Three are left, and a batch that is refused has taken one of them: that it came has its price.
    let answer = limited.guarded.send(&seven, &key);
    assert_limited(&answer, 5);
    assert_left(&answer, "\"key\";q=10;w=10", "\"key\";r=2;t=8");
    // Whoever waits as long as it was told is let through.
    limited.later(5);
    limited.guarded.send(&seven, &key).assert_status(200);
    limited.later(60);
    let openings = r#"{"wallets":[{"owner":"a","asset":"GOLD_COINS"},{"owner":"b","asset":"GOLD_COINS"}]}"#;
    let answer = limited.guarded.send(&Request::post("/v1/wallets", openings), &key);
    assert_left(&answer, "\"key\";q=10;w=10", "\"key\";r=8;t=2");
}

#[test]
fn a_batch_that_no_waiting_lets_through_is_to_be_split_and_one_as_large_as_the_burst_is_let_through() {
    let limited = Limited::keys(10);
    let key = limited.key(1);
    let problem = limited.guarded.send(&batch(&["user_001"; 11]), &key).problem(400, "too_many_commands");
    let detail = "This holds 11 and the rate limit of an API key is 10 at once. Split it into smaller ones.";
    assert_eq!(problem["detail"], detail);
    let openings = format!(r#"{{"wallets":[{}]}}"#, [r#"{"owner":"a","asset":"GOLD_COINS"}"#; 11].join(","));
    limited.guarded.send(&Request::post("/v1/wallets", &openings), &key).problem(400, "too_many_wallets");
    let answer = limited.guarded.send(&batch(&["user_001"; 10]), &key);
    assert_limited(&answer, 3);
    limited.later(3);
    let posted = limited.guarded.send(&batch(&["user_001"; 10]), &key).expect(200)["results"].clone();
    assert!(posted.as_array().expect("results").iter().all(|result| result["status"] == 201), "{posted}");
}

#[test]
fn whoever_sends_no_key_shares_one_limit_with_all_the_others() {
    let rates = RateSettings { key: Rate::new(60, 2), ..RateSettings::default() };
    let limited = Limited::new(KeyPolicy::Optional, rates);
    let key = limited.key(1);
    limited.guarded.server.get("/v1/wallets/user_001").assert_status(200);
    limited.guarded.server.get("/v1/assets").assert_status(200);
    let problem = assert_limited(&limited.guarded.server.get("/v1/audit"), 1);
    assert!(problem["detail"].as_str().is_some_and(|text| text.contains("without an API key")), "{problem}");
    limited.guarded.get(&key).assert_status(200);
    for open in ["/health", "/health/ready", "/metrics", "/openapi.json", "/docs", "/"] {
        let answer = limited.guarded.server.get(open);
        assert_eq!((answer.status, answer.header("ratelimit")), (200, None), "{open}");
    }
}

#[test]
fn a_player_may_have_a_burst_of_commands_on_all_routes_together_and_reads_are_free() {
    let limited = Limited::owners(2);
    let answer = limited.spend("user_001", "a");
    answer.assert_status(201);
    assert_left(&answer, "\"owner\";q=2;w=2", "\"owner\";r=1;t=1");
    let seed = r#"{"userId":"user_001","assetCode":"GOLD_COINS","amount":1}"#;
    limited.guarded.server.post("/wallet/bonus", "b", seed).assert_status(200);
    let refused = limited.spend("user_001", "c");
    let problem = assert_limited(&refused, 1);
    assert_eq!(problem["detail"], "Too many commands for user_001. Nothing was recorded; send it again in 1 s.");
    assert_eq!(problem["retry_with"], "same_key");
    assert_left(&refused, "\"owner\";q=2;w=2", "\"owner\";r=0;t=2");
    limited
        .guarded
        .server
        .get("/v1/transactions?owner=user_001&idempotency_key=c")
        .problem(404, "transaction_not_found");
    limited.guarded.server.get("/v1/wallets/user_001").assert_status(200);
    limited
        .guarded
        .server
        .post("/v1/bonuses", "d", r#"{"owner":"user_002","asset":"GOLD_COINS","amount":1}"#)
        .expect(201);
    for key in ["m1", "m2", "m3"] {
        limited.guarded.server.post("/v1/mints", key, r#"{"asset":"GOLD_COINS","amount":1}"#).expect(201);
    }
    limited.later(1);
    limited.spend("user_001", "c").expect(201);
}

#[test]
fn in_a_batch_a_player_over_the_limit_is_refused_and_the_others_are_carried_out() {
    let limited = Limited::owners(2);
    let send = |owners: &[&str]| {
        let results = limited.guarded.server.send(&batch(owners)).expect(200)["results"].clone();
        let told = |result: &Value| match &result["problem"] {
            Value::Null => result["status"].to_string(),
            problem => format!("{} {} {}", result["status"], problem["code"], problem["retry_after"]).replace('"', ""),
        };
        results.as_array().expect("results").iter().map(told).collect::<Vec<_>>()
    };
    let posted = "201".to_owned();
    assert_eq!(send(&["user_001"])[0], posted);
    // All of a player's or none, so that they stay in their order.
    let limited_1 = "429 rate_limited 1".to_owned();
    assert_eq!(
        send(&["user_001", "user_002", "user_001"]),
        [limited_1.clone(), "402 insufficient_funds null".into(), limited_1]
    );
    let to_split = "400 too_many_commands null".to_owned();
    assert_eq!(send(&["user_001", "user_001", "user_001"]), [to_split.clone(), to_split.clone(), to_split]);
    limited.later(1);
    assert_eq!(send(&["user_001", "user_002", "user_001"])[2], posted);
}

#[test]
fn made_up_keys_cost_the_store_a_few_look_ups_and_hold_up_no_one_who_was_seen_before() {
    let rates = RateSettings { unknown_keys: Rate::new(60, 5), ..RateSettings::default() };
    let limited = Limited::new(KeyPolicy::Required, rates);
    let seen = limited.key(1);
    limited.guarded.get(&seen).assert_status(200);
    let found = || limited.guarded.keys.found.load(Ordering::SeqCst);
    let before = found();
    let made_up = |seed: u8| limited.guarded.get(&api_key(seed, "nobody", "read").1);
    (100..104).for_each(|seed| made_up(seed).assert_status(401));
    for seed in 104..204 {
        let problem = assert_limited(&made_up(seed), 1);
        assert!(problem["detail"].as_str().is_some_and(|text| text.contains("from this address")), "{problem}");
    }
    assert_eq!(found(), before + 4, "of a hundred and four");
    limited.guarded.get(&seen).assert_status(200);
    let wrong_secret = format!("{}{}", &seen[..seen.len() - 64], "0".repeat(64));
    limited.guarded.get(&wrong_secret).problem(401, "unauthorized");
    limited.later(1);
    let new = limited.key(2);
    limited.guarded.get(&new).assert_status(200);
}

#[test]
fn a_key_that_was_there_at_the_start_is_not_unknown() {
    let rates = RateSettings { unknown_keys: Rate::new(60, 1), ..RateSettings::default() };
    let (key, text) = api_key(1, "shop", "read");
    let guarded = Guarded::start_with(|parts| {
        parts.policy = KeyPolicy::Required;
        // It is no longer believed when it comes, so that it is looked up.
        parts.http.key_life = Duration::ZERO;
        parts.http.rates = rates;
        parts.ticks = Ticks::of(FakeRelativeClock::default());
        parts.keys_at_start = vec![key.clone()];
    });
    guarded.create((key, text.clone()));
    guarded.get(&api_key(100, "nobody", "read").1).problem(401, "unauthorized");
    guarded.get(&api_key(101, "nobody", "read").1).problem(429, "rate_limited");
    (0..3).for_each(|_| guarded.get(&text).assert_status(200));
}

#[test]
fn what_is_refused_is_counted_by_its_limit() {
    let limited = Limited::owners(1);
    let count = || {
        let metrics = limited.guarded.server.get("/metrics");
        let series = r#"wallet_rate_limited_total{limit="owner"} "#;
        let line = metrics.text().lines().find_map(|line| line.strip_prefix(series).map(str::to_owned));
        line.map_or(0, |value| value.parse::<u64>().expect("a number"))
    };
    let before = count();
    limited.spend("user_001", "a").assert_status(201);
    limited.spend("user_001", "b").assert_status(429);
    // Other tests of this process count in the same registry.
    assert!(count() > before);
}

#[test]
fn the_document_tells_429_and_its_header_fields() {
    let document = document();
    for (name, operation) in documented(&document) {
        let (limited, is_open) =
            (resolve(&document, &operation["responses"]["429"]), operation["security"] == serde_json::json!([]));
        assert_eq!(limited.is_object(), !is_open, "{name}");
        if is_open {
            continue;
        }
        for field in ["Retry-After", "RateLimit-Policy", "RateLimit"] {
            let header = resolve(&document, &limited["headers"][field]);
            assert!(header["description"].is_string(), "{name} {field}");
        }
        let done =
            operation["responses"].as_object().expect("responses").iter().find(|(status, _)| status.starts_with('2'));
        assert!(done.is_some_and(|(_, done)| done["headers"]["RateLimit"].is_object()), "{name}");
    }
}
