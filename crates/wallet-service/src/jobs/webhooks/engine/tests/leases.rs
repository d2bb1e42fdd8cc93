//! Saves and leases while there is too much to do, while the store is away, and beside other servers.

use std::future::Future;

use futures_util::FutureExt;
use wallet_domain::testing::CutOff;

use super::*;

/// How long a try takes.
const ANSWER: Duration = Duration::from_millis(20);

impl World {
    /// Books so many bonuses for each of 40 players. Returns how many events that makes.
    async fn book_bonuses(&self, of_each: usize) -> usize {
        self.book(&[mint("GOLD_COINS", 1_000_000, "m")]).await;
        for round in 0..of_each {
            let of_all =
                (0..40).map(|player| bonus(&format!("p{player}"), "GOLD_COINS", 1, &format!("{round}-{player}")));
            self.book(&of_all.collect::<Vec<_>>()).await;
        }
        40 * of_each
    }

    /// A world with bonuses, an endpoint that wants them, and a receiver that takes its time.
    async fn with_bonuses(of_each: usize) -> (Self, Endpoint, usize) {
        let world = Self::new().await;
        let endpoint = world.endpoint(&["bonus.posted"]).await;
        let events = world.book_bonuses(of_each).await;
        *world.receiver.answers_after.lock().expect("whole") = ANSWER;
        (world, endpoint, events)
    }

    fn cut_off(&self, name: &str, how: Option<CutOff>) {
        self.webhooks.cut_off(&Holder(name.to_owned()), how);
    }

    fn tries_of(&self, name: &str) -> Vec<Try> {
        self.tries().into_iter().filter(|tried| tried.by == name).collect()
    }

    /// What was taken, each once.
    fn ids(&self) -> BTreeSet<String> {
        self.taken().into_iter().collect()
    }

    /// Waits until all is delivered, and stops.
    async fn finish(&self, running: Running, events: usize) {
        self.until("delivered", async || self.ids().len() == events).await;
        running.stop().await;
    }
}

/// What is done at once when it is asked for.
fn at_once<T>(work: impl Future<Output = T>) -> T {
    work.now_or_never().expect("it waits for nothing")
}

/// A receiver that never lets the loop wait: each try takes a millisecond, and is done when it is asked for.
struct Restless {
    world: Arc<World>,
    endpoint: Endpoint,
    unsaved_max: Mutex<u64>,
}

#[async_trait]
impl Sender for Restless {
    async fn check(&self, _: &WebhookUrl) -> Result<(), UrlRefused> {
        Ok(())
    }

    async fn send(&self, _: &WebhookUrl, message: Outgoing) -> Result<u16, SendFailure> {
        // It moves the clock at once; only what follows in it would wait.
        let _ = tokio::time::advance(Duration::from_millis(1)).now_or_never();
        let mut taken = self.world.receiver.taken.lock().expect("whole");
        taken.push(message.id);
        let unsaved = taken.len() as u64 - at_once(self.world.delivered(&self.endpoint));
        let mut unsaved_max = self.unsaved_max.lock().expect("whole");
        *unsaved_max = unsaved.max(*unsaved_max);
        Ok(204)
    }
}

#[tokio::test(start_paused = true)]
async fn saves_are_not_late_however_much_there_is_to_do() {
    let world = World::new().await;
    let endpoint = world.endpoint(&["bonus.posted"]).await;
    let events = world.book_bonuses(100).await;
    let world = Arc::new(world);
    let restless = Arc::new(Restless { world: world.clone(), endpoint, unsaved_max: Mutex::default() });
    let running = world.deliver_by("a", restless.clone());
    world.finish(running, events).await;
    // Half a second's, a tick's, and what each of the 16 partitions is sending.
    let unsaved_max = *restless.unsaved_max.lock().expect("whole");
    assert!((500..=620).contains(&unsaved_max), "{unsaved_max} were not saved");
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_saved_for_long_stops_and_comes_once() {
    for how in [CutOff::Refused, CutOff::Silent] {
        let (world, endpoint, events) = World::with_bonuses(100).await;
        let running = world.deliver("a");
        world.until("in full swing", async || world.tried() > 500).await;
        world.cut_off("a", Some(how));
        let cut_at = Instant::now();
        sleep(Duration::from_secs(30)).await;
        let last = world.tries().pop().expect("there was one");
        let stopped_after = last.began.duration_since(cut_at);
        assert!(stopped_after <= Pace::default().unsaved_max, "{how:?}: {stopped_after:?}");
        assert!(world.ids().len() < events, "{how:?}: something is left");
        world.cut_off("a", None);
        world.finish(running, events).await;
        assert_eq!(world.tried(), events, "{how:?}: each once");
        assert_eq!(world.delivered(&endpoint).await, events as u64);
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_on_its_way_any_more_when_another_server_may_send_it() {
    let (world, endpoint, events) = World::with_bonuses(100).await;
    let first = world.deliver("a");
    world.until("in full swing", async || world.tried() > 500).await;
    let second = world.deliver("b");
    // The receiver hangs: all that it has answered is saved when the first server is cut off.
    world.receiver.hangs.store(true, Ordering::SeqCst);
    sleep(Duration::from_secs(1)).await;
    world.cut_off("a", Some(CutOff::Refused));
    world.receiver.hangs.store(false, Ordering::SeqCst);
    world.until("the other goes on", async || !world.tries_of("b").is_empty()).await;
    let began = world.tries_of("b").iter().map(|tried| tried.began).min().expect("there is one");
    let ended = world.tries_of("a").iter().map(|tried| tried.ended.expect("given up")).max().expect("there is one");
    let between = began.duration_since(ended);
    assert!(between >= Duration::from_millis(900), "{between:?}");

    // The first is back, and finds that nothing is its own any more.
    let tried = world.tries_of("a").len();
    world.cut_off("a", None);
    world.finish(second, events).await;
    assert_eq!(world.tries_of("a").len(), tried);
    first.stop().await;
    let again = world.tried() - events;
    assert!((1..=16).contains(&again), "{again} again, of what had no answer");
    assert_eq!(world.delivered(&endpoint).await, events as u64);
    for player in 0..40 {
        let ids = of_player(&world.taken(), &format!("p{player}"));
        let ids: Vec<EventId> =
            ids.iter().map(|line| line.split(' ').next().and_then(|id| id.parse().ok()).expect("an id")).collect();
        assert!(ids.len() == 100 && ids.is_sorted(), "p{player}: {ids:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_stops_waits_for_answers_and_nobody_sends_the_same() {
    let (world, endpoint, _) = World::with_bonuses(1).await;
    // Longer than a lease, and between two looks of the other server.
    *world.receiver.answers_after.lock().expect("whole") = Duration::from_millis(8_730);
    let first = world.deliver("a");
    sleep(Duration::from_secs(1)).await;
    let sent = world.tried();
    assert!((8..=16).contains(&sent), "one of each partition that has some: {sent}");
    let second = world.deliver("b");
    let began = Instant::now();
    first.stop().await;
    assert!(began.elapsed() < Duration::from_millis(9_500), "{:?}", began.elapsed());
    assert_eq!((world.tried(), world.delivered(&endpoint).await), (sent, sent as u64), "saved when it has ended");
    *world.receiver.answers_after.lock().expect("whole") = ANSWER;
    world.finish(second, 40).await;
    assert_eq!(world.tried(), 40, "each once");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_stops_waits_no_longer_than_it_may() {
    for is_cut in [false, true] {
        let (world, endpoint, events) = World::with_bonuses(1).await;
        world.receiver.hangs.store(true, Ordering::SeqCst);
        let running = world.deliver("a");
        world.until("it is on its way", async || world.tried() > 8).await;
        let (began, Running { stop, cut, task }) = (Instant::now(), running);
        let _ = stop.send(());
        sleep(Duration::from_secs(1)).await;
        let cut = (!is_cut).then_some(cut);
        task.await.expect("it ends");
        let most = if is_cut { 1_100 } else { 30_100 };
        assert!(began.elapsed() <= Duration::from_millis(most), "{:?}", began.elapsed());
        drop(cut);
        assert_eq!(world.delivered(&endpoint).await, 0);
        world.receiver.hangs.store(false, Ordering::SeqCst);
        let running = world.deliver("b");
        world.finish(running, events).await;
    }
}
