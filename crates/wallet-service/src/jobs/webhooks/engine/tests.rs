//! Deliveries over the model: a ledger and webhooks in memory, and a receiver that answers as it is told. `leases` has what
//! is about stores that cannot be reached, and other servers; `operators` what people do to webhooks meanwhile.

mod leases;
mod operators;

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use wallet_domain::record::event::EventId;
use wallet_domain::testing::{
    MemoryLedger, MemoryWebhooks, asset, asset_named, bonus, mint, owner, spend, webhooks_contract,
};
use wallet_domain::webhook::{
    Alert, AlertId, DisabledReason, EndpointChange, Mark, Payload, Replay, ReplayStart, Subscription, Threshold,
    WebhookUrl,
};
use wallet_domain::{Command, Ledger, Registry};

use super::super::{Message, SendFailure, UrlRefused};
use super::*;

const NOON: i64 = 1_700_000_000_000_000;

/// What is answered to a body.
type Rule = dyn Fn(&str) -> Result<u16, SendFailure> + Send;

/// The time of the test, which passes only while everybody waits.
struct Passing(Instant);

impl Clock for Passing {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(NOON + i64::try_from(self.0.elapsed().as_micros()).expect("a test is short"))
    }
}

/// Answers by a rule, and keeps what it took.
struct Receiver {
    answer: Mutex<Box<Rule>>,
    answers_after: Mutex<Duration>,
    hangs: AtomicBool,
    taken: Mutex<Vec<String>>,
    tried: Mutex<Vec<Try>>,
}

/// What a server sent when, and when it had an answer or gave it up.
#[derive(Debug, Clone)]
struct Try {
    by: String,
    began: Instant,
    ended: Option<Instant>,
}

/// Notes the end of a try, however it ends.
struct Ended<'a>(&'a Receiver, usize);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.0.tried.lock().expect("whole")[self.1].ended = Some(Instant::now());
    }
}

/// What a server sends with.
struct Sending {
    by: String,
    to: Arc<Receiver>,
}

#[async_trait]
impl Sender for Sending {
    async fn check(&self, _: &WebhookUrl) -> Result<(), UrlRefused> {
        Ok(())
    }

    async fn send(&self, _: &WebhookUrl, message: Outgoing) -> Result<u16, SendFailure> {
        let began = Instant::now();
        let tried = Try { by: self.by.clone(), began, ended: None };
        let _ended = Ended(&self.to, self.to.note(tried));
        if self.to.hangs.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
        let body = String::from_utf8(message.body.to_vec()).expect("text");
        let answer = self.to.answer.lock().expect("whole")(&body);
        if answer.as_ref().is_ok_and(|status| super::super::is_good(*status)) {
            self.to.taken.lock().expect("whole").push(format!("{} {body}", message.id));
        }
        let answers_after = *self.to.answers_after.lock().expect("whole");
        sleep(answers_after).await;
        answer
    }
}

impl Receiver {
    /// Its place among all tries.
    fn note(&self, tried: Try) -> usize {
        let mut all = self.tried.lock().expect("whole");
        all.push(tried);
        all.len() - 1
    }
}

/// The type, and whose it is.
struct Words;

impl Render for Words {
    fn render(&self, message: &Message, _: Payload) -> Vec<u8> {
        let whose = match message {
            Message::Event(event) => event.owner().map_or("-".to_owned(), ToString::to_string),
            Message::Alert { standing, .. } => standing.owner.to_string(),
            Message::Gap(gap) => gap.mark.to_string(),
            Message::Ping { .. } => "-".to_owned(),
        };
        format!("{} {whose}", message.event_type()).into_bytes()
    }
}

struct World {
    ledger: Arc<MemoryLedger>,
    webhooks: Arc<MemoryWebhooks>,
    receiver: Arc<Receiver>,
    clock: Arc<Passing>,
    pause_after: fn(u32, f64) -> Option<Duration>,
}

/// Two tries a second apart.
fn two_tries(attempts: u32, _: f64) -> Option<Duration> {
    (attempts < 2).then_some(Duration::from_secs(1))
}

impl World {
    async fn new() -> Self {
        let clock = Arc::new(Passing(Instant::now()));
        let ledger = Arc::new(MemoryLedger::new(clock.clone()));
        ledger.create_asset(&asset_named("GOLD_COINS")).await.expect("memory works");
        for number in 0..40 {
            ledger.open_wallet(&owner(&format!("p{number}")), &asset("GOLD_COINS")).await.expect("memory works");
        }
        let receiver = Receiver {
            answer: Mutex::new(Box::new(|_| Ok(204))),
            answers_after: Mutex::default(),
            hangs: AtomicBool::new(false),
            taken: Mutex::default(),
            tried: Mutex::default(),
        };
        let webhooks = Arc::new(MemoryWebhooks::new(clock.clone()));
        Self { ledger, webhooks, receiver: Arc::new(receiver), clock, pause_after: two_tries }
    }

    async fn book(&self, commands: &[Command]) {
        for outcome in self.ledger.execute(commands).await.expect("memory works") {
            assert!(outcome.result().is_ok(), "{outcome:?}");
        }
    }

    async fn endpoint(&self, types: &[&str]) -> Endpoint {
        let types = Subscription::new(types.iter().map(|name| (*name).to_owned()).collect()).expect("known");
        let endpoint = Endpoint { types, ..webhooks_contract::endpoint(1) };
        self.webhooks.create_endpoint(&endpoint, &Mark::behind(EventId::START)).await.expect("memory works");
        endpoint
    }

    fn answer(&self, rule: impl Fn(&str) -> Result<u16, SendFailure> + Send + 'static) {
        *self.receiver.answer.lock().expect("whole") = Box::new(rule);
    }

    fn deliver(&self, name: &str) -> Running {
        self.deliver_by(name, Arc::new(Sending { by: name.to_owned(), to: self.receiver.clone() }))
    }

    fn deliver_by(&self, name: &str, sender: Arc<dyn Sender>) -> Running {
        let ports = Ports {
            feed: self.ledger.clone(),
            webhooks: self.webhooks.clone(),
            sender,
            render: Arc::new(Words),
            clock: self.clock.clone(),
        };
        let pace = Pace { pause_after: self.pause_after, ..Pace::default() };
        let ((stop, stopped), (cut, is_cut)) = (oneshot::channel::<()>(), oneshot::channel::<()>());
        let deliveries = Deliveries::new(ports, Holder(name.to_owned()), pace);
        let stopped = async move { drop(stopped.await) };
        let task = tokio::spawn(deliveries.run(stopped, async move { drop(is_cut.await) }));
        Running { stop, cut, task }
    }

    fn taken(&self) -> Vec<String> {
        self.receiver.taken.lock().expect("whole").clone()
    }

    fn tries(&self) -> Vec<Try> {
        self.receiver.tried.lock().expect("whole").clone()
    }

    fn tried(&self) -> usize {
        self.receiver.tried.lock().expect("whole").len()
    }

    /// Waits, in a time that passes only while everybody waits.
    async fn until(&self, what: &str, holds: impl AsyncFn() -> bool) {
        for _ in 0..2_000 {
            if holds().await {
                return;
            }
            sleep(Duration::from_millis(20)).await;
        }
        panic!("never {what}: {:?}", self.taken());
    }

    async fn now(&self) -> Endpoint {
        self.webhooks.list_endpoints().await.expect("memory works").remove(0)
    }

    async fn delivered(&self, endpoint: &Endpoint) -> u64 {
        let partitions = self.webhooks.list_partitions(endpoint.id).await.expect("memory works");
        partitions.iter().map(|partition| partition.progress.delivered).sum()
    }
}

struct Running {
    stop: oneshot::Sender<()>,
    cut: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Running {
    async fn stop(self) {
        let _ = self.stop.send(());
        self.task.await.expect("it ends");
        drop(self.cut);
    }
}

/// What a player got, in order.
fn of_player(taken: &[String], player: &str) -> Vec<String> {
    let ends = format!(" {player}");
    taken.iter().filter(|line| line.ends_with(&ends)).cloned().collect()
}

#[tokio::test(start_paused = true)]
async fn every_event_is_delivered_once_and_in_the_order_of_its_owner() {
    let world = World::new().await;
    let endpoint = world.endpoint(&["bonus.*", "spend.posted"]).await;
    world.book(&[mint("GOLD_COINS", 100_000, "m")]).await;
    for round in 0..30 {
        let of_all = (0..40).map(|player| {
            let (name, key) = (format!("p{player}"), format!("{round}-{player}"));
            if round % 3 == 2 { spend(&name, "GOLD_COINS", 1, &key) } else { bonus(&name, "GOLD_COINS", 5, &key) }
        });
        world.book(&of_all.collect::<Vec<_>>()).await;
    }
    let running = world.deliver("a");
    world.until("delivered", async || world.taken().len() >= 1_200).await;
    running.stop().await;
    let taken = world.taken();
    assert_eq!(taken.iter().collect::<BTreeSet<_>>().len(), 1_200, "each once");
    for player in 0..40 {
        let ids = of_player(&taken, &format!("p{player}"));
        let ids: Vec<EventId> =
            ids.iter().map(|line| line.split(' ').next().and_then(|id| id.parse().ok()).expect("an id")).collect();
        assert!(ids.len() == 30 && ids.is_sorted(), "{ids:?}");
    }
    assert_eq!(world.delivered(&endpoint).await, 1_200);
    // Whoever comes next has nothing to do but what is new.
    world.book(&[bonus("p1", "GOLD_COINS", 1, "late")]).await;
    let running = world.deliver("b");
    world.until("delivered", async || world.taken().len() > 1_200).await;
    running.stop().await;
    assert_eq!(world.taken().len(), 1_201);
}

#[tokio::test(start_paused = true)]
async fn what_fails_holds_back_its_partition_alone_and_is_parked_told_and_replayed() {
    let world = World::new().await;
    let endpoint = world.endpoint(&["bonus.posted"]).await;
    let slot = |player: &str| PartitionKey::place_of(Some(&owner(player)));
    let other =
        (1..40).map(|number| format!("p{number}")).find(|name| slot(name) != slot("p0")).expect("16 partitions");
    world.answer(|body| if body == "bonus.posted p0" { Ok(500) } else { Ok(200) });
    world
        .book(&[mint("GOLD_COINS", 1_000, "m"), bonus("p0", "GOLD_COINS", 1, "a"), bonus(&other, "GOLD_COINS", 1, "b")])
        .await;
    let running = world.deliver("a");
    world.until("the others go on", async || of_player(&world.taken(), &other).len() == 1).await;
    world.until("the gap is told", async || world.taken().iter().any(|line| line.contains("webhook.gap"))).await;
    let parked = async || world.webhooks.list_parked(endpoint.id, None, 9).await.expect("memory works");
    world.until("it is parked", async || parked().await.len() == 1).await;
    let given_up = parked().await.remove(0);
    assert_eq!((given_up.attempts, given_up.status, given_up.event_type.as_str()), (2, Some(500), "bonus.posted"));
    world.answer(|_| Ok(200));
    world.book(&[bonus("p0", "GOLD_COINS", 1, "c")]).await;
    world.until("its partition goes on", async || of_player(&world.taken(), "p0").len() == 1).await;
    let gap = world.taken().iter().position(|line| line.contains("webhook.gap")).expect("it was told");
    let later = world.taken().iter().position(|line| line.ends_with(" p0")).expect("it came");
    assert!(gap < later, "the gap goes first: {:?}", world.taken());

    let replay = Replay { from: given_up.mark.event, to: given_up.mark.event };
    let started = world.webhooks.start_replay(endpoint.id, &replay).await.expect("memory works");
    assert!(matches!(started, ReplayStart::Started(_)));
    world.until("the replay is over", async || world.now().await.replay.is_none()).await;
    running.stop().await;
    assert_eq!(parked().await, []);
    assert_eq!(of_player(&world.taken(), "p0").len(), 2);
    assert_eq!(world.now().await.recovered, 1);
    let attempts = world.webhooks.list_attempts(endpoint.id).await.expect("memory works");
    assert_eq!(attempts.iter().filter(|attempt| attempt.status == Some(500)).count(), 2, "{attempts:?}");
    // Delivered and made good are all that matches; a gap is no event of its own.
    assert_eq!(world.delivered(&endpoint).await + world.now().await.recovered, 3);
}

#[tokio::test(start_paused = true)]
async fn gone_disables_at_once_and_whoever_resumes_it_loses_nothing() {
    let world = World::new().await;
    let endpoint = world.endpoint(&["bonus.posted"]).await;
    world.answer(|_| Ok(410));
    world.book(&[mint("GOLD_COINS", 1_000, "m"), bonus("p0", "GOLD_COINS", 1, "a")]).await;
    let running = world.deliver("a");
    let is_gone =
        |endpoint: &Endpoint| matches!(endpoint.status, EndpointStatus::Disabled { reason: DisabledReason::Gone, .. });
    world.until("disabled", async || is_gone(&world.now().await)).await;
    sleep(Duration::from_mins(1)).await;
    assert_eq!(world.tried(), 1, "nothing is sent to it any more");
    world.answer(|_| Ok(200));
    let resume = EndpointChange { is_paused: Some(false), ..EndpointChange::default() };
    world.webhooks.change_endpoint(endpoint.id, &resume).await.expect("memory works");
    world.until("delivered", async || world.taken().len() == 1).await;
    running.stop().await;
    assert_eq!(world.now().await.status, EndpointStatus::Active);
}

#[tokio::test(start_paused = true)]
async fn two_servers_share_the_work_and_one_goes_on_for_the_other() {
    let world = World::new().await;
    let endpoint = world.endpoint(&["bonus.posted"]).await;
    world.book(&[mint("GOLD_COINS", 1_000, "m"), bonus("p0", "GOLD_COINS", 1, "a")]).await;
    let (first, second) = (world.deliver("a"), world.deliver("b"));
    world.until("delivered", async || world.taken().len() == 1).await;
    sleep(Duration::from_secs(1)).await;
    // The first hangs in an answer and dies: its leases end by the clock.
    world.receiver.hangs.store(true, Ordering::SeqCst);
    world.book(&[bonus("p0", "GOLD_COINS", 1, "b")]).await;
    world.until("tried", async || world.tried() == 2).await;
    first.task.abort();
    second.task.abort();
    world.receiver.hangs.store(false, Ordering::SeqCst);
    let third = world.deliver("c");
    world.until("delivered", async || world.taken().len() == 2).await;
    third.stop().await;
    assert_eq!(world.tried(), 3, "once more is what was on its way");
    assert_eq!(world.delivered(&endpoint).await, 2);
}

#[tokio::test(start_paused = true)]
async fn an_alert_is_told_once_a_crossing_behind_the_event_that_crossed() {
    let world = World::new().await;
    world.endpoint(&["spend.posted", "wallet.*"]).await;
    let alert = |id: &str, threshold| Alert {
        id: AlertId::new(id).expect("an id"),
        asset: asset("GOLD_COINS"),
        owner: None,
        threshold,
        since: Timestamp::from_micros(NOON),
    };
    for alert in [alert("low", Threshold::Below(5)), alert("rich", Threshold::Above(8))] {
        assert!(world.webhooks.put_alert(&alert).await.expect("memory works").is_some());
    }
    world.book(&[mint("GOLD_COINS", 1_000, "m"), bonus("p0", "GOLD_COINS", 10, "a")]).await;
    for (number, amount) in [4, 2, 1].into_iter().enumerate() {
        world.book(&[spend("p0", "GOLD_COINS", amount, &format!("s{number}"))]).await;
    }
    world.book(&[bonus("p0", "GOLD_COINS", 2, "b"), spend("p0", "GOLD_COINS", 1, "s9")]).await;
    let running = world.deliver("a");
    world.until("delivered", async || world.taken().len() >= 7).await;
    running.stop().await;
    let types: Vec<String> =
        world.taken().iter().filter_map(|line| line.split(' ').nth(1).map(str::to_owned)).collect();
    let expected = [
        "wallet.above",
        "spend.posted",
        "spend.posted",
        "wallet.below",
        "spend.posted",
        "spend.posted",
        "wallet.below",
    ];
    assert_eq!(types, expected, "{:?}", world.taken());
    let crossed = world.taken()[2].split(' ').next().and_then(|id| id.parse().ok()).expect("an event's id");
    let of_alert = Mark::of_alert(crossed, &AlertId::new("low").expect("an id"), &owner("p0"));
    assert!(world.taken()[3].starts_with(&format!("{of_alert} ")), "{:?}", world.taken());
}
