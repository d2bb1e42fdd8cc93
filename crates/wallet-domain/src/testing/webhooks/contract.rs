//! The contract that every store of webhooks must pass, a function a promise.

use std::time::Duration;

use crate::record::event::EventId;
use crate::testing::SetClock;
use crate::webhook::{
    Alert, AlertId, Attempt, DisabledReason, ENDPOINTS_MAX, Endpoint, EndpointChange, EndpointCreation, EndpointStatus,
    Failing, Gap, Holder, Mark, PARTITIONS, Parked, PartitionKey, Payload, Progress, Replay, ReplayStart, Report,
    Secret, Secrets, Subscription, Threshold, Verdict, WebhookId, WebhookUrl, Webhooks,
};
use crate::{AssetCode, Clock, Description, OwnerId, Timestamp};

/// What the contract asks of a store, and the clock that it goes by.
pub struct Kept<'a> {
    /// The store.
    pub webhooks: &'a dyn Webhooks,
    /// Its clock.
    pub clock: &'a SetClock,
}

const LEASE: Duration = Duration::from_secs(6);

fn event(position: i64) -> EventId {
    EventId { position, index: 0 }
}

/// An endpoint for a test, the same one for the same seed.
pub fn endpoint(seed: u8) -> Endpoint {
    Endpoint {
        id: WebhookId::from_random([seed; 6]),
        url: WebhookUrl::new("https://example.com/hook").expect("a URL"),
        types: Subscription::all(),
        payload: Payload::Full,
        description: None,
        created_at: Timestamp::from_micros(1_700_000_000_000_000),
        secrets: Secrets::new(Secret::new(&[seed; 32]).expect("long enough")),
        status: EndpointStatus::Active,
        failing_since: None,
        replay: None,
        recovered: 0,
        resumed: 0,
        replays: 0,
    }
}

fn server(name: &str) -> Holder {
    Holder(name.to_owned())
}

impl Kept<'_> {
    async fn created(&self, endpoint: Endpoint) -> Endpoint {
        let creation = self.webhooks.create_endpoint(&endpoint, &Mark::of(event(7))).await.expect("the store works");
        assert_eq!(creation, EndpointCreation::Created);
        endpoint
    }

    async fn list(&self) -> Vec<Endpoint> {
        self.webhooks.list_endpoints().await.expect("the store works")
    }

    /// The places that a server gets.
    async fn lease(&self, by: &str, of: &Endpoint) -> Vec<i16> {
        let leased = self.webhooks.lease(&server(by), &[of.id], LEASE).await.expect("the store works");
        leased.iter().map(|partition| partition.key.place).collect()
    }

    async fn save(&self, by: &str, report: Report) -> Vec<PartitionKey> {
        self.webhooks.save(&server(by), &report, LEASE).await.expect("the store works").held
    }

    async fn progress(&self, key: PartitionKey) -> Progress {
        let partitions = self.webhooks.list_partitions(key.webhook).await.expect("the store works");
        partitions.into_iter().find(|partition| partition.key == key).expect("it is there").progress
    }

    async fn parked(&self, of: &Endpoint) -> Vec<Parked> {
        self.webhooks.list_parked(of.id, None, 100).await.expect("the store works")
    }

    fn pass(&self, time: Duration) {
        let now = self.clock.now().as_micros();
        self.clock.set(now + i64::try_from(time.as_micros()).expect("short"));
    }
}

fn key(endpoint: &Endpoint, place: i16) -> PartitionKey {
    PartitionKey { webhook: endpoint.id, place }
}

fn all_places(from: i16) -> Vec<i16> {
    (from..from + PARTITIONS).collect()
}

fn attempt(id: &str) -> Attempt {
    Attempt {
        id: id.to_owned(),
        to: None,
        count: 1,
        event_type: "spend.posted".to_owned(),
        at: Timestamp::from_micros(5),
        attempt: 1,
        status: Some(200),
        error: None,
        took_ms: 3,
    }
}

fn parked(mark: Mark) -> Parked {
    let error = Some("connection refused".to_owned());
    let (event_type, at) = ("spend.posted".to_owned(), Timestamp::from_micros(5));
    Parked { mark, event_type, at, attempts: 10, status: None, error }
}

/// Every field, and every partition behind the place that was named.
pub async fn an_endpoint_comes_back_as_it_was_created(kept: Kept<'_>) {
    let full = Endpoint {
        types: Subscription::new(vec!["spend.*".into(), "wallet.below".into()]).expect("they are known"),
        payload: Payload::Thin,
        description: Some(Description::new("the shop's, in Köln").expect("a text")),
        created_at: Timestamp::from_micros(1_700_000_000_000_001),
        status: EndpointStatus::Paused,
        failing_since: Some(Timestamp::from_micros(9)),
        ..endpoint(1)
    };
    let (full, plain) = (kept.created(full).await, kept.created(endpoint(2)).await);
    kept.created(plain.clone()).await;
    assert_eq!(kept.list().await, [plain.clone(), full]);
    let partitions = kept.webhooks.list_partitions(plain.id).await.expect("the store works");
    let places: Vec<i16> = partitions.iter().map(|partition| partition.key.place).collect();
    assert_eq!(places, all_places(0));
    assert!(partitions.iter().all(|it| it.progress == Progress::from(Mark::of(event(7)))), "{partitions:?}");
}

/// Fifty, and one more only in the place of another.
pub async fn there_are_no_more_endpoints_than_there_may_be(kept: Kept<'_>) {
    for seed in 0..u8::try_from(ENDPOINTS_MAX).expect("few") {
        kept.created(endpoint(seed)).await;
    }
    let other = endpoint(200);
    let create = async || kept.webhooks.create_endpoint(&other, &Mark::of(event(1))).await.expect("the store works");
    assert_eq!(create().await, EndpointCreation::TooMany);
    kept.created(endpoint(3)).await;
    assert!(kept.webhooks.delete_endpoint(endpoint(3).id).await.expect("the store works"));
    assert_eq!(create().await, EndpointCreation::Created);
}

/// What is named changes, and nothing else.
pub async fn a_change_is_applied_and_answered(kept: Kept<'_>) {
    let (mine, other) = (kept.created(endpoint(1)).await, kept.created(endpoint(2)).await);
    let secret = Secret::new(&[9; 40]).expect("long enough");
    let change = EndpointChange {
        url: Some(WebhookUrl::new("https://example.org/").expect("a URL")),
        types: Some(Subscription::new(vec!["hold.*".into()]).expect("known")),
        payload: Some(Payload::Thin),
        description: Some(Some(Description::new("other").expect("a text"))),
        is_paused: Some(true),
        secret: Some((secret, Timestamp::from_micros(77))),
    };
    let mut expected = mine.clone();
    expected.change(&change);
    let changed = kept.webhooks.change_endpoint(mine.id, &change).await.expect("the store works");
    assert_eq!(changed, Some(expected.clone()));
    assert_eq!(kept.list().await, [expected.clone(), other]);
    let undescribed = EndpointChange { description: Some(None), ..EndpointChange::default() };
    let changed = kept.webhooks.change_endpoint(mine.id, &undescribed).await.expect("the store works");
    assert_eq!(changed, Some(Endpoint { description: None, ..expected }));
    assert_eq!(kept.webhooks.change_endpoint(endpoint(3).id, &change).await.expect("the store works"), None);
}

/// With its partitions, and what else is known of it; others keep theirs.
pub async fn what_is_deleted_is_gone(kept: Kept<'_>) {
    let (mine, other) = (kept.created(endpoint(1)).await, kept.created(endpoint(2)).await);
    for it in [&mine, &other] {
        kept.lease("a", it).await;
        let report = Report {
            held: vec![(key(it, 0), None)],
            attempts: vec![(key(it, 0), 1, attempt("8.0"))],
            parked: vec![(key(it, 0), parked(Mark::of(event(8))))],
            ..Report::default()
        };
        assert_eq!(kept.save("a", report).await, [key(it, 0)]);
    }
    let delete = async || kept.webhooks.delete_endpoint(mine.id).await.expect("the store works");
    assert_eq!([delete().await, delete().await], [true, false]);
    assert_eq!(kept.list().await, std::slice::from_ref(&other));
    for (it, left) in [(&mine, 0), (&other, 1)] {
        assert_eq!(kept.parked(it).await.len(), left);
        assert_eq!(kept.webhooks.list_attempts(it.id).await.expect("the store works").len(), left);
        let partitions = kept.webhooks.list_partitions(it.id).await.expect("the store works").len();
        assert_eq!(partitions, left * usize::try_from(PARTITIONS).expect("few"));
    }
    assert_eq!(kept.save("a", Report { held: vec![(key(&mine, 0), None)], ..Report::default() }).await, []);
}

/// Whoever comes first has them, until the lease is over or is given back.
pub async fn a_partition_has_one_holder_until_its_lease_is_over(kept: Kept<'_>) {
    let mine = kept.created(endpoint(1)).await;
    assert_eq!(kept.lease("a", &mine).await, all_places(0));
    assert_eq!(kept.lease("b", &mine).await, [0_i16; 0]);
    assert_eq!(kept.lease("a", &mine).await, all_places(0), "what one holds is leased to it again");
    // One is renewed half-way.
    kept.pass(LEASE / 2);
    let report = || Report { held: vec![(key(&mine, 3), None)], ..Report::default() };
    assert_eq!(kept.save("a", report()).await, [key(&mine, 3)]);
    kept.pass(LEASE / 2);
    let others: Vec<i16> = all_places(0).into_iter().filter(|place| *place != 3).collect();
    assert_eq!(kept.lease("b", &mine).await, others);
    kept.webhooks.release(&server("a")).await.expect("the store works");
    assert_eq!(kept.lease("b", &mine).await, all_places(0));
    assert_eq!(kept.save("a", report()).await, []);
    assert_eq!(kept.webhooks.lease(&server("c"), &[], LEASE).await.expect("the store works"), []);
}

/// What a holder that is none any more reports is dropped; the rest of its report is saved.
pub async fn only_the_holder_saves(kept: Kept<'_>) {
    let mine = kept.created(endpoint(1)).await;
    kept.lease("a", &mine).await;
    let far = |position| {
        let failing = Failing { attempts: 2, again_at: Timestamp::from_micros(99), resumed: 1 };
        let mark = Mark { event: event(8), step: "low.user_001".into() };
        let gap = Some(Gap { mark, event_type: "wallet.below".into(), at: Timestamp::from_micros(98) });
        Progress { failing: Some(failing), gap, delivered: 5, recorded: 8, ..Progress::from(Mark::of(event(position))) }
    };
    let report = |place: i16, position| Report {
        held: vec![(key(&mine, place), Some(far(position))), (key(&mine, 5), None)],
        attempts: vec![(key(&mine, place), 1, attempt("8.0"))],
        parked: vec![(key(&mine, place), parked(Mark::of(event(8))))],
        ..Report::default()
    };
    assert_eq!(kept.save("b", report(1, 20)).await, []);
    assert_eq!(kept.progress(key(&mine, 1)).await, Progress::from(Mark::of(event(7))));
    assert_eq!(kept.parked(&mine).await, []);
    assert_eq!(kept.webhooks.list_attempts(mine.id).await.expect("the store works"), []);
    assert_eq!(kept.save("a", report(1, 21)).await, [key(&mine, 1), key(&mine, 5)]);
    assert_eq!(kept.progress(key(&mine, 1)).await, far(21));
    assert_eq!(kept.progress(key(&mine, 5)).await, Progress::from(Mark::of(event(7))));
    assert_eq!(kept.parked(&mine).await, [parked(Mark::of(event(8)))]);
    // Its lease is over, and nobody else was there: it is renewed.
    kept.pass(LEASE);
    assert_eq!(kept.save("a", report(1, 21)).await, [key(&mine, 1), key(&mine, 5)]);
    let others: Vec<i16> = all_places(0).into_iter().filter(|place| ![1, 5].contains(place)).collect();
    assert_eq!(kept.lease("b", &mine).await, others);
    // It is over once more and another has it, who goes on where the first has got to.
    kept.pass(LEASE);
    let leased = kept.webhooks.lease(&server("b"), &[mine.id], LEASE).await.expect("the store works");
    assert_eq!(leased[1].progress, far(21));
    assert_eq!(kept.save("a", report(1, 22)).await, []);
    assert_eq!(kept.progress(key(&mine, 1)).await, far(21));
}

/// The latest of each partition.
pub async fn the_latest_attempts_are_kept(kept: Kept<'_>) {
    let mine = kept.created(endpoint(1)).await;
    kept.lease("a", &mine).await;
    let failed = Attempt { status: None, error: Some("timeout".into()), attempt: 3, ..attempt("1.0") };
    let run = Attempt { to: Some("3.0".into()), count: 2, ..attempt("2.0") };
    for number in 0..Attempt::KEPT + 2 {
        let mut attempts = vec![(key(&mine, 0), number, attempt(&format!("{number}.0")))];
        if number == 0 {
            attempts.extend([(key(&mine, 1), 0, failed.clone()), (key(&mine, 1), 1, run.clone())]);
        }
        let held = vec![(key(&mine, 0), None), (key(&mine, 1), None)];
        kept.save("a", Report { held, attempts, ..Report::default() }).await;
    }
    let attempts = kept.webhooks.list_attempts(mine.id).await.expect("the store works");
    assert_eq!(attempts.len() as u64, Attempt::KEPT + 2);
    assert!(attempts.contains(&failed) && attempts.contains(&run), "{attempts:?}");
    let has = |id: &str| attempts.iter().any(|attempt| attempt.count == 1 && attempt.id == id && attempt.attempt == 1);
    assert_eq!(["0.0", "1.0", "2.0", "33.0"].map(has), [false, false, true, true]);
}

/// In the order of the feed, page by page, each until a replay delivers it.
pub async fn what_is_parked_is_listed_until_a_replay_delivers_it(kept: Kept<'_>) {
    let mine = kept.created(endpoint(1)).await;
    kept.lease("a", &mine).await;
    let step = Mark { event: event(9), step: "low.user_001".into() };
    let marks = [Mark::of(event(9)), step.clone(), Mark::of(EventId { position: 9, index: 1 }), Mark::of(event(10))];
    for mark in marks.iter().rev() {
        let parked = vec![(key(&mine, 2), parked(mark.clone()))];
        kept.save("a", Report { held: vec![(key(&mine, 2), None)], parked, ..Report::default() }).await;
    }
    let listed = async |after: Option<Mark>, max| {
        let parked = kept.webhooks.list_parked(mine.id, after, max).await.expect("the store works");
        parked.into_iter().map(|parked| parked.mark).collect::<Vec<_>>()
    };
    assert_eq!(listed(None, 2).await, marks[..2]);
    assert_eq!(listed(Some(step.clone()), 9).await, marks[2..]);
    let never = Mark::of(event(11));
    let recovered = vec![(key(&mine, 2), step), (key(&mine, 2), never)];
    kept.save("a", Report { held: vec![(key(&mine, 2), None)], recovered, ..Report::default() }).await;
    assert_eq!(listed(None, 9).await, [marks[0].clone(), marks[2].clone(), marks[3].clone()]);
    assert_eq!(kept.list().await[0].recovered, 1);
}

/// One at a time; its places are leased like the others, and are gone when each has got to its end.
pub async fn a_replay_runs_once_and_is_forgotten_when_it_is_over(kept: Kept<'_>) {
    let mine = kept.created(endpoint(1)).await;
    assert_eq!(kept.lease("a", &mine).await, all_places(0));
    let replay = Replay { from: event(3), to: event(5) };
    let start = async |id, replay| kept.webhooks.start_replay(id, replay).await.expect("the store works");
    let mine = Endpoint { replays: 1, ..mine };
    let running = Endpoint { replay: Some(replay.clone()), ..mine.clone() };
    assert_eq!(start(mine.id, &replay).await, ReplayStart::Started(Box::new(running.clone())));
    let other = Replay { from: event(1), to: event(2) };
    assert_eq!(start(mine.id, &other).await, ReplayStart::Running(replay.clone()));
    assert_eq!(start(endpoint(9).id, &other).await, ReplayStart::NotFound);
    assert_eq!(kept.list().await, std::slice::from_ref(&running));
    assert_eq!(kept.lease("b", &mine).await, all_places(PARTITIONS));
    kept.webhooks.release(&server("b")).await.expect("the store works");
    assert_eq!(kept.lease("a", &mine).await, [all_places(0), all_places(PARTITIONS)].concat());
    let begun = kept.progress(key(&mine, PARTITIONS)).await;
    assert_eq!((&begun.done, begun.until.as_ref()), (&Mark::before(event(3)), Some(&Mark::behind(event(5)))));
    let over = Progress { done: Mark::behind(event(5)), ..begun };
    let (last, rest) = (2 * PARTITIONS - 1, PARTITIONS..2 * PARTITIONS - 1);
    let held = rest.map(|place| (key(&mine, place), Some(over.clone()))).collect();
    kept.save("a", Report { held, ..Report::default() }).await;
    assert_eq!(kept.list().await, [running]);
    let places = async || {
        let partitions = kept.webhooks.list_partitions(mine.id).await.expect("the store works");
        partitions.iter().map(|it| it.key.place).collect::<Vec<_>>()
    };
    assert_eq!(places().await, [all_places(0), vec![last]].concat());
    kept.save("a", Report { held: vec![(key(&mine, last), Some(over))], ..Report::default() }).await;
    assert_eq!(kept.list().await, std::slice::from_ref(&mine));
    assert_eq!(places().await, all_places(0));
    let whole = Replay { from: EventId::START, to: event(2) };
    assert!(matches!(start(mine.id, &whole).await, ReplayStart::Started(_)));
    assert_eq!(
        places().await,
        [all_places(0), all_places(2 * PARTITIONS)].concat(),
        "the feed's start is a place, too"
    );
}

/// With all that a server knows of it; the next one has places of its own.
pub async fn a_replay_that_is_stopped_is_over_at_once(kept: Kept<'_>) {
    let (mine, other) = (kept.created(endpoint(1)).await, kept.created(endpoint(2)).await);
    let stop = async |id| kept.webhooks.stop_replay(id).await.expect("the store works");
    assert_eq!((stop(mine.id).await, stop(endpoint(9).id).await), (Some(mine.clone()), None), "there was none");
    let replay = Replay { from: event(3), to: event(5) };
    for it in [&mine, &other] {
        let started = kept.webhooks.start_replay(it.id, &replay).await.expect("the store works");
        assert!(matches!(started, ReplayStart::Started(_)), "{started:?}");
    }
    assert_eq!(kept.lease("a", &mine).await, [all_places(0), all_places(PARTITIONS)].concat());
    let stopped = Endpoint { replays: 1, ..mine.clone() };
    assert_eq!(stop(mine.id).await, Some(stopped.clone()));
    let running = Endpoint { replay: Some(replay.clone()), replays: 1, ..other.clone() };
    assert_eq!(kept.list().await, [stopped, running], "the other's goes on");
    let both = |place| Report { held: vec![(key(&mine, 0), None), (key(&mine, place), None)], ..Report::default() };
    assert_eq!(kept.save("a", both(PARTITIONS)).await, [key(&mine, 0)]);
    let started = kept.webhooks.start_replay(mine.id, &replay).await.expect("the store works");
    let again = Endpoint { replay: Some(replay), replays: 2, ..mine.clone() };
    assert_eq!(started, ReplayStart::Started(Box::new(again)));
    let leased = [all_places(0), all_places(2 * PARTITIONS)].concat();
    assert_eq!(kept.lease("a", &mine).await, leased, "what it holds of the one before is none of these");
    assert_eq!(kept.save("a", both(PARTITIONS)).await, [key(&mine, 0)]);
    assert_eq!(kept.save("a", both(2 * PARTITIONS)).await, [key(&mine, 0), key(&mine, 2 * PARTITIONS)]);
}

/// Saved with the progress, and answered.
pub async fn verdicts_are_judged_when_they_are_saved(kept: Kept<'_>) {
    let (mine, other) = (kept.created(endpoint(1)).await, kept.created(endpoint(2)).await);
    let at = Timestamp::from_micros(77);
    let verdicts = vec![
        (mine.id, Verdict { gone_at: Some(at), ..Verdict::default() }),
        (other.id, Verdict { failed_at: Some(at), ..Verdict::default() }),
        (endpoint(9).id, Verdict { failed_at: Some(at), ..Verdict::default() }),
    ];
    let report = Report { verdicts, ..Report::default() };
    let saved = kept.webhooks.save(&server("a"), &report, LEASE).await.expect("the store works");
    let gone = EndpointStatus::Disabled { reason: DisabledReason::Gone, at };
    let expected = [Endpoint { status: gone, ..mine }, Endpoint { failing_since: Some(at), ..other }];
    assert_eq!(kept.list().await, expected);
    assert_eq!(saved.judged, expected);
}

/// By id; one that says the same keeps the time since when it does.
pub async fn alerts_are_put_listed_and_deleted(kept: Kept<'_>) {
    let alert = |id: &str, since| Alert {
        id: AlertId::new(id).expect("an id"),
        asset: AssetCode::new("GOLD_COINS").expect("an asset"),
        owner: None,
        threshold: Threshold::Below(10),
        since: Timestamp::from_micros(since),
    };
    let put = async |alert: Alert| kept.webhooks.put_alert(&alert).await.expect("the store works");
    let low = alert("low", 5);
    let one = Alert {
        owner: Some(OwnerId::new("user_001").expect("an owner")),
        threshold: Threshold::Above(-3),
        ..alert("high", 5)
    };
    assert_eq!(put(low.clone()).await, Some(low.clone()));
    assert_eq!(put(one.clone()).await, Some(one.clone()));
    assert_eq!(put(alert("low", 9)).await, Some(low.clone()));
    let list = async || kept.webhooks.list_alerts().await.expect("the store works");
    assert_eq!(list().await, [one.clone(), low.clone()]);
    let changed = Alert { threshold: Threshold::Below(11), ..alert("low", 9) };
    assert_eq!(put(changed.clone()).await, Some(changed.clone()));
    for number in 2..Alert::ALERTS_MAX {
        assert!(put(alert(&format!("n{number}"), 1)).await.is_some());
    }
    assert_eq!(put(alert("one-more", 1)).await, None);
    assert_eq!(put(changed.clone()).await, Some(changed));
    let delete = async || kept.webhooks.delete_alert(&one.id).await.expect("the store works");
    assert_eq!([delete().await, delete().await], [true, false]);
    assert!(put(alert("one-more", 1)).await.is_some());
    assert_eq!(list().await.len(), Alert::ALERTS_MAX);
}

/// Makes one test of every promise of [`Webhooks`]. The argument is an async function that gives a fixture: anything with
/// functions `webhooks(&self) -> &dyn Webhooks`, which holds nothing yet, and `clock(&self) -> &SetClock`, kept alive
/// until the test ends.
#[macro_export]
macro_rules! webhooks_contract {
    ($fixture:path) => {
        $crate::webhooks_contract! { $fixture:
            an_endpoint_comes_back_as_it_was_created
            there_are_no_more_endpoints_than_there_may_be
            a_change_is_applied_and_answered
            what_is_deleted_is_gone
            a_partition_has_one_holder_until_its_lease_is_over
            only_the_holder_saves
            the_latest_attempts_are_kept
            what_is_parked_is_listed_until_a_replay_delivers_it
            a_replay_runs_once_and_is_forgotten_when_it_is_over
            a_replay_that_is_stopped_is_over_at_once
            verdicts_are_judged_when_they_are_saved
            alerts_are_put_listed_and_deleted
        }
    };
    ($fixture:path: $($promise:ident)*) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $promise() {
                let fixture = $fixture().await;
                let kept = $crate::testing::webhooks_contract::Kept {
                    webhooks: fixture.webhooks(),
                    clock: fixture.clock(),
                };
                $crate::testing::webhooks_contract::$promise(kept).await;
            }
        )*
    };
}
