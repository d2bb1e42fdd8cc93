use std::sync::Mutex;

use async_trait::async_trait;
use wallet_domain::testing::{
    MemoryLedger, MemoryWebhooks, SetClock, asset, asset_named, bonus, mint, owner, webhooks_contract,
};
use wallet_domain::webhook::{ENDPOINTS_MAX, Failing, Holder, PARTITIONS, Progress, Report, Webhooks};
use wallet_domain::{Clock, Command, Ledger, Registry};

use super::*;
use crate::jobs::webhooks::{Render, Sender, UrlRefused};

const NOON: i64 = 1_700_000_000_000_000;

/// Goes nowhere but to `example.com`, and answers 204.
#[derive(Default)]
struct Picky(Mutex<Vec<Outgoing>>);

#[async_trait]
impl Sender for Picky {
    async fn check(&self, to: &WebhookUrl) -> Result<(), UrlRefused> {
        if to.as_str().starts_with("https://example.com/") {
            Ok(())
        } else {
            Err(UrlRefused::Address("Not there.".to_owned()))
        }
    }

    async fn send(&self, _: &WebhookUrl, message: Outgoing) -> Result<u16, SendFailure> {
        self.0.lock().expect("whole").push(message);
        Ok(204)
    }
}

/// The type alone.
struct Words;

impl Render for Words {
    fn render(&self, message: &Message, _: Payload) -> Vec<u8> {
        message.event_type().into_bytes()
    }
}

struct World {
    ledger: Arc<MemoryLedger>,
    webhooks: Arc<MemoryWebhooks>,
    sender: Arc<Picky>,
    clock: Arc<SetClock>,
    admin: WebhookAdmin,
}

impl World {
    async fn new() -> Self {
        let clock = Arc::new(SetClock::at(NOON));
        let ledger = Arc::new(MemoryLedger::new(clock.clone()));
        ledger.create_asset(&asset_named("GOLD_COINS")).await.expect("memory works");
        ledger.open_wallet(&owner("p1"), &asset("GOLD_COINS")).await.expect("memory works");
        let (webhooks, sender) = (Arc::new(MemoryWebhooks::new(clock.clone())), Arc::new(Picky::default()));
        let ports = Ports {
            feed: ledger.clone(),
            webhooks: webhooks.clone(),
            sender: sender.clone(),
            render: Arc::new(Words),
            clock: clock.clone(),
        };
        let admin = WebhookAdmin::of(ports, ledger.clone());
        Self { ledger, webhooks, sender, clock, admin }
    }

    async fn book(&self, commands: &[Command]) {
        for outcome in self.ledger.execute(commands).await.expect("memory works") {
            assert!(outcome.result().is_ok(), "{outcome:?}");
        }
    }

    async fn create(&self, start: StartAt) -> Result<Endpoint, WebhookError> {
        self.admin.create(new(start), [7; WebhookAdmin::RANDOM_BYTES]).await
    }

    /// The last event, as a cursor.
    async fn end(&self) -> EventCursor {
        EventCursor::end_of(&*self.ledger).await.expect("memory works")
    }

    async fn begins_behind(&self, id: WebhookId) -> Mark {
        let partitions = self.webhooks.list_partitions(id).await.expect("memory works");
        assert_eq!(partitions.len(), usize::try_from(PARTITIONS).expect("a few"));
        partitions[0].progress.done.clone()
    }
}

fn new(start: StartAt) -> NewEndpoint {
    NewEndpoint {
        url: WebhookUrl::new("https://example.com/hook").expect("a URL"),
        types: Subscription::all(),
        payload: Payload::Full,
        description: None,
        start,
        secret: None,
    }
}

fn refusal<T: std::fmt::Debug>(result: Result<T, WebhookError>) -> String {
    result.expect_err("it is refused").to_string()
}

#[tokio::test]
async fn an_endpoint_begins_where_it_was_told_to() {
    let world = World::new().await;
    world.book(&[mint("GOLD_COINS", 100, "m")]).await;
    world.book(&[bonus("p1", "GOLD_COINS", 1, "a")]).await;
    let last = world.end().await;
    for (text, behind) in [
        ("beginning", Mark::behind(EventId::START)),
        ("now", Mark::behind(last.id)),
        (last.to_string().as_str(), Mark::before(last.id)),
        ("0.0", Mark::behind(EventId::START)),
    ] {
        let endpoint = world.create(text.parse().expect("a start")).await.expect("it may be made");
        assert_eq!(world.begins_behind(endpoint.id).await, behind, "{text}");
        assert_eq!(endpoint.secrets.current, Secret::new(&[7; 32]).expect("long enough"));
        world.admin.delete(endpoint.id).await.expect("it is there");
    }
    for text in ["", "end", "7", "1.0.zz"] {
        assert!(text.parse::<StartAt>().is_err(), "{text}");
    }
    let elsewhere = EventCursor { id: EventId { position: 99, index: 0 }, mark: None };
    assert!(refusal(world.create(StartAt::Event(elsewhere)).await).starts_with("The ledger has no event 99.0"));
    let other = EventCursor { mark: Some(1), ..last };
    assert!(refusal(world.create(StartAt::Event(other)).await).contains("is another one"));
}

#[tokio::test]
async fn a_url_that_may_not_be_reached_is_refused_when_it_is_given_and_when_it_is_changed() {
    let world = World::new().await;
    let bad = WebhookUrl::new("https://10.0.0.1/hook").expect("a URL");
    let refused = world.admin.create(NewEndpoint { url: bad.clone(), ..new(StartAt::Now) }, [1; 38]).await;
    assert_eq!(refusal(refused), "Not there.");
    let endpoint = world.create(StartAt::Now).await.expect("it may be made");
    let change = EndpointChange { url: Some(bad), is_paused: Some(true), ..EndpointChange::default() };
    assert_eq!(refusal(world.admin.change(endpoint.id, &change).await), "Not there.");
    assert_eq!(world.admin.show(endpoint.id).await.expect("it is there").endpoint, endpoint, "nothing has changed");
}

#[tokio::test]
async fn there_are_so_many_endpoints_and_no_more() {
    let world = World::new().await;
    for seed in 0..ENDPOINTS_MAX {
        let random = [u8::try_from(seed).expect("a few"); WebhookAdmin::RANDOM_BYTES];
        world.admin.create(new(StartAt::Now), random).await.expect("there is room");
    }
    let refused = world.admin.create(new(StartAt::Now), [99; WebhookAdmin::RANDOM_BYTES]).await;
    assert_eq!(refusal(refused), "There are 50 webhooks, and there may be no more. Delete one first.");
    assert_eq!(world.admin.list().await.expect("memory works").len(), ENDPOINTS_MAX);
}

#[tokio::test]
async fn a_view_tells_how_far_an_endpoint_has_got() {
    let world = World::new().await;
    let endpoint = world.create(StartAt::Beginning).await.expect("it may be made");
    world.book(&[mint("GOLD_COINS", 100, "m")]).await;
    world.book(&[bonus("p1", "GOLD_COINS", 1, "a")]).await;
    let holder = Holder("a".to_owned());
    let leased = world.webhooks.lease(&holder, &[endpoint.id], Duration::from_secs(6)).await.expect("memory works");
    let last = world.end().await.id;
    let again_at = Timestamp::from_micros(NOON + 5);
    let progress = |place: i16| {
        let failing = (place == 1).then_some(Failing { attempts: 2, again_at, resumed: 0 });
        let done = if place == 1 { Mark::before(last) } else { Mark::behind(last) };
        Progress { delivered: 3, failing, ..Progress::from(done) }
    };
    let held = leased.iter().map(|partition| (partition.key, Some(progress(partition.key.place)))).collect();
    let report = Report { held, ..Report::default() };
    world.webhooks.save(&holder, &report, Duration::from_secs(6)).await.expect("memory works");
    let view = world.admin.show(endpoint.id).await.expect("it is there");
    assert_eq!((view.delivered, view.behind, view.failing, view.again_at), (48, 1, 1, Some(again_at)));
    assert_eq!((view.done, view.parked), (Mark::before(last), 0));
    // What is sent nothing has no next attempt; whoever is resumed has it now.
    for (is_paused, told) in [(true, (1, None)), (false, (0, None))] {
        let change = EndpointChange { is_paused: Some(is_paused), ..EndpointChange::default() };
        world.admin.change(endpoint.id, &change).await.expect("it is there");
        let view = world.admin.show(endpoint.id).await.expect("it is there");
        assert_eq!((view.failing, view.again_at), told);
    }
}

#[tokio::test]
async fn both_secrets_sign_a_ping_after_a_rotation() {
    let world = World::new().await;
    let endpoint = world.create(StartAt::Now).await.expect("it may be made");
    let given = Secret::new(&[9; 24]).expect("long enough");
    let rotated = world.admin.rotate(endpoint.id, Some(given.clone()), [1; 32]).await.expect("it is there");
    assert_eq!(rotated.secrets.current, given);
    let drawn = world.admin.rotate(endpoint.id, None, [2; 32]).await.expect("it is there");
    assert_eq!(drawn.secrets.current, Secret::new(&[2; 32]).expect("long enough"));
    let pinged = world.admin.ping(endpoint.id).await.expect("it is there");
    assert_eq!((pinged.answer, pinged.id.clone()), (Ok(204), format!("ping.{NOON}")));
    let sent = world.sender.0.lock().expect("whole").remove(0);
    assert_eq!((sent.id, &*sent.body), (pinged.id, &b"webhook.ping"[..]));
    assert_eq!(sent.secrets, [drawn.secrets.current, given]);
}

#[tokio::test]
async fn a_replay_has_a_range_of_this_ledger_and_there_is_one_at_a_time() {
    let world = World::new().await;
    let endpoint = world.create(StartAt::Now).await.expect("it may be made");
    let nothing = MemoryLedger::new(world.clock.clone());
    let on_nothing = Ports { feed: Arc::new(nothing), ..world.admin.ports.clone() };
    let on_nothing = WebhookAdmin::of(on_nothing, world.ledger.clone());
    assert!(
        refusal(on_nothing.replay(endpoint.id, EventCursor::START, None).await).starts_with("Nothing has happened")
    );
    world.book(&[mint("GOLD_COINS", 100, "m")]).await;
    let first = world.end().await;
    world.book(&[bonus("p1", "GOLD_COINS", 1, "a")]).await;
    let last = world.end().await;
    let replay = async |from, to| world.admin.replay(endpoint.id, from, to).await;
    assert!(refusal(replay(last, Some(first)).await).starts_with("The range ends at "));
    let beyond = EventCursor { id: EventId { position: 99, index: 0 }, mark: None };
    assert!(refusal(replay(first, Some(beyond)).await).starts_with("The ledger has no event 99.0"));
    let started = replay(first, None).await.expect("it begins");
    assert_eq!(started.replay, Some(Replay { from: first.id, to: last.id }));
    assert!(refusal(replay(first, None).await).starts_with("The webhook replays "));
    for _ in 0..2 {
        assert_eq!(world.admin.stop_replay(endpoint.id).await.expect("it is there").replay, None);
    }
    assert!(replay(last, None).await.is_ok(), "another one may begin");
}

#[tokio::test]
async fn who_is_not_there_is_named() {
    let world = World::new().await;
    let id = WebhookId::from_random([0xab; 6]);
    let not_there = "There is no webhook abababababab.";
    assert_eq!(refusal(world.admin.show(id).await), not_there);
    assert_eq!(refusal(world.admin.change(id, &EndpointChange::default()).await), not_there);
    assert_eq!(refusal(world.admin.rotate(id, None, [1; 32]).await), not_there);
    assert_eq!(refusal(world.admin.ping(id).await), not_there);
    assert_eq!(refusal(world.admin.replay(id, EventCursor::START, None).await), not_there);
    assert_eq!(refusal(world.admin.stop_replay(id).await), not_there);
    assert_eq!(refusal(world.admin.deliveries(id, None, 9).await), not_there);
    assert_eq!(refusal(world.admin.delete(id).await), not_there);
    let low = AlertId::new("low").expect("an id");
    assert_eq!(refusal(world.admin.delete_alert(&low).await), "There is no alert low.");
}

#[tokio::test]
async fn attempts_are_told_the_latest_first() {
    let world = World::new().await;
    let endpoint = webhooks_contract::endpoint(1);
    world.webhooks.create_endpoint(&endpoint, &Mark::behind(EventId::START)).await.expect("memory works");
    let holder = Holder("a".to_owned());
    let leased = world.webhooks.lease(&holder, &[endpoint.id], Duration::from_secs(6)).await.expect("memory works");
    let attempt = |at: i64| Attempt {
        id: format!("{at}.0"),
        to: None,
        count: 1,
        event_type: "bonus.posted".to_owned(),
        at: Timestamp::from_micros(at),
        attempt: 1,
        status: Some(204),
        error: None,
        took_ms: 1,
    };
    let attempts = (1..=4).map(|at| (leased[0].key, u64::try_from(at).expect("small"), attempt(at))).collect();
    let held = leased.iter().map(|partition| (partition.key, None)).collect();
    let report = Report { held, attempts, ..Report::default() };
    world.webhooks.save(&holder, &report, Duration::from_secs(6)).await.expect("memory works");
    let told = world.admin.deliveries(endpoint.id, None, 9).await.expect("it is there");
    assert_eq!(told.attempts.iter().map(|attempt| attempt.at.as_micros()).collect::<Vec<_>>(), [4, 3, 2, 1]);
}

#[tokio::test]
async fn an_alert_watches_a_players_wallet_of_an_asset_that_there_is() {
    let world = World::new().await;
    let alert = |asset_code: &str, whose: Option<OwnerId>| NewAlert {
        id: AlertId::new("low").expect("an id"),
        asset: asset(asset_code),
        owner: whose,
        threshold: Threshold::below(5).expect("a line"),
    };
    assert_eq!(refusal(world.admin.put_alert(alert("DIAMONDS", None)).await), "There is no asset DIAMONDS.");
    let system = alert("GOLD_COINS", Some(OwnerId::treasury().clone()));
    assert!(refusal(world.admin.put_alert(system).await).ends_with("system:treasury is the service's own."));
    let put = world.admin.put_alert(alert("GOLD_COINS", Some(owner("p1")))).await.expect("it may be put");
    assert_eq!(put.since, world.clock.now());
    assert_eq!(world.admin.alerts().await.expect("memory works"), [put]);
    world.admin.delete_alert(&AlertId::new("low").expect("an id")).await.expect("it was there");
}
