//! What people do to webhooks while they are delivered to: pause and resume, another URL, replays.

use super::*;

/// Three tries an hour apart.
fn hours(attempts: u32, _: f64) -> Option<Duration> {
    (attempts < 3).then_some(Duration::from_hours(1))
}

impl World {
    async fn patient() -> Self {
        Self { pause_after: hours, ..Self::new().await }
    }

    async fn change(&self, endpoint: &Endpoint, change: EndpointChange) {
        self.webhooks.change_endpoint(endpoint.id, &change).await.expect("memory works");
    }

    async fn set_paused(&self, endpoint: &Endpoint, is_paused: bool) {
        self.change(endpoint, EndpointChange { is_paused: Some(is_paused), ..EndpointChange::default() }).await;
    }

    async fn replay(&self, endpoint: &Endpoint, from: EventId, to: EventId) {
        let replay = Replay { from, to };
        let started = self.webhooks.start_replay(endpoint.id, &replay).await.expect("memory works");
        assert!(matches!(started, ReplayStart::Started(_)), "{started:?}");
    }

    /// Waits until something holds. Fails if that takes longer than `most`.
    async fn within(&self, most: Duration, what: &str, holds: impl AsyncFn() -> bool) {
        let began = Instant::now();
        self.until(what, holds).await;
        assert!(began.elapsed() <= most, "{what}: {:?}", began.elapsed());
    }
}

/// The first event of a position. The first position is the asset's.
fn event(position: i64) -> EventId {
    EventId { position, index: 0 }
}

const SOON: Duration = Duration::from_millis(1_500);

#[tokio::test(start_paused = true)]
async fn what_is_paused_waits_where_it_is() {
    let world = World::new().await;
    let endpoint = world.endpoint(&["bonus.posted"]).await;
    let set = async |is_paused| {
        let change = EndpointChange { is_paused: Some(is_paused), ..EndpointChange::default() };
        world.webhooks.change_endpoint(endpoint.id, &change).await.expect("memory works");
    };
    let running = world.deliver("a");
    world.book(&[mint("GOLD_COINS", 1_000, "m"), bonus("p0", "GOLD_COINS", 1, "a")]).await;
    world.until("delivered", async || world.taken().len() == 1).await;
    set(true).await;
    sleep(Duration::from_secs(3)).await;
    world.book(&[bonus("p0", "GOLD_COINS", 1, "b")]).await;
    sleep(Duration::from_mins(1)).await;
    assert_eq!(world.tried(), 1);
    set(false).await;
    world.until("delivered", async || world.taken().len() == 2).await;
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn what_failed_is_tried_at_once_when_it_is_resumed_or_goes_elsewhere() {
    let elsewhere = WebhookUrl::new("https://example.org/").expect("a URL");
    for change in [
        EndpointChange { is_paused: Some(false), ..EndpointChange::default() },
        EndpointChange { url: Some(elsewhere), ..EndpointChange::default() },
    ] {
        let world = World::patient().await;
        let endpoint = world.endpoint(&["bonus.posted"]).await;
        world.answer(|_| Ok(500));
        world.book(&[mint("GOLD_COINS", 1_000, "m"), bonus("p0", "GOLD_COINS", 1, "a")]).await;
        let running = world.deliver("a");
        world.until("it has failed", async || world.tried() == 1).await;
        sleep(Duration::from_mins(61)).await;
        assert_eq!(world.tried(), 2);
        // It fails at once, and has all its attempts again.
        world.change(&endpoint, change.clone()).await;
        world.within(SOON, "tried", async || world.tried() == 3).await;
        sleep(Duration::from_secs(59 * 60 + 30)).await;
        assert_eq!(world.tried(), 3, "not when the one before was due");
        sleep(Duration::from_mins(1)).await;
        assert_eq!(world.tried(), 4, "but an hour after it was tried");
        world.answer(|_| Ok(200));
        world.book(&[bonus("p0", "GOLD_COINS", 1, "b")]).await;
        world.change(&endpoint, EndpointChange { is_paused: Some(false), ..EndpointChange::default() }).await;
        world.within(SOON, "both came", async || world.taken().len() == 2).await;
        running.stop().await;
        let attempts = world.webhooks.list_attempts(endpoint.id).await.expect("memory works");
        let failed = attempts.iter().filter(|attempt| attempt.status == Some(500));
        let mut numbers: Vec<u32> = failed.map(|attempt| attempt.attempt).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, [1, 1, 2, 2], "{change:?}: {attempts:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_resumed_while_no_server_ran_is_tried_when_one_does() {
    let world = World::patient().await;
    let endpoint = world.endpoint(&["bonus.posted"]).await;
    world.answer(|_| Ok(410));
    world.book(&[mint("GOLD_COINS", 1_000, "m"), bonus("p0", "GOLD_COINS", 1, "a")]).await;
    let running = world.deliver("a");
    world.until("it is disabled", async || world.now().await.status != EndpointStatus::Active).await;
    running.stop().await;
    world.answer(|_| Ok(200));
    world.set_paused(&endpoint, false).await;
    let running = world.deliver("b");
    world.within(SOON, "it came", async || world.taken().len() == 1).await;
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn how_far_all_partitions_have_got_is_fresh_when_something_was_delivered() {
    let world = World::new().await;
    let endpoint = world.endpoint(&["*"]).await;
    let running = world.deliver("a");
    world.book(&[mint("GOLD_COINS", 1_000, "m"), bonus("p0", "GOLD_COINS", 1, "a")]).await;
    world.book(&[bonus("p1", "GOLD_COINS", 1, "b")]).await;
    let head = world.ledger.head().await.expect("memory works");
    world
        .within(SOON, "nothing is behind", async || {
            let partitions = world.webhooks.list_partitions(endpoint.id).await.expect("memory works");
            partitions.iter().all(|partition| partition.progress.done.event.position == head)
        })
        .await;
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_replay_is_over_soon_after_it_is_sent() {
    let world = World::new().await;
    let endpoint = world.endpoint(&["bonus.posted"]).await;
    world.book(&[mint("GOLD_COINS", 1_000, "m"), bonus("p0", "GOLD_COINS", 1, "a")]).await;
    world.book(&[bonus("p1", "GOLD_COINS", 1, "b")]).await;
    let running = world.deliver("a");
    world.until("both came", async || world.taken().len() == 2).await;
    world.replay(&endpoint, event(3), event(3)).await;
    // One look a second, one save half a second later.
    let most = Duration::from_millis(1_900);
    world.within(most, "the replay is over", async || world.now().await.replay.is_none()).await;
    running.stop().await;
    assert_eq!(world.taken().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_replay_that_is_stopped_sends_nothing_more_and_another_one_may_begin() {
    let world = World::patient().await;
    let endpoint = world.endpoint(&["bonus.posted"]).await;
    world.book(&[mint("GOLD_COINS", 1_000, "m")]).await;
    for key in ["a", "b", "c"] {
        world.book(&[bonus("p0", "GOLD_COINS", 1, key)]).await;
    }
    let running = world.deliver("a");
    world.until("all came", async || world.taken().len() == 3).await;
    world.answer(|_| Ok(500));
    world.replay(&endpoint, event(3), event(5)).await;
    world.until("it fails", async || world.tried() == 4).await;
    world.webhooks.stop_replay(endpoint.id).await.expect("memory works");
    sleep(Duration::from_hours(3)).await;
    assert_eq!(world.tried(), 4);
    // One that follows at once begins where it is told to.
    world.answer(|_| Ok(200));
    world.replay(&endpoint, event(3), event(3)).await;
    world.webhooks.stop_replay(endpoint.id).await.expect("memory works");
    world.replay(&endpoint, event(4), event(5)).await;
    world.until("the other one is over", async || world.now().await.replay.is_none()).await;
    running.stop().await;
    let of_replay: Vec<String> = world.taken()[3..].iter().map(|line| line[..3].to_owned()).collect();
    assert_eq!(of_replay, ["4.0", "5.0"]);
}

#[tokio::test(start_paused = true)]
async fn a_gap_is_told_no_more_once_a_replay_has_closed_it() {
    let world = World::patient().await;
    let endpoint = world.endpoint(&["bonus.posted"]).await;
    world.answer(|_| Ok(500));
    world.book(&[mint("GOLD_COINS", 1_000, "m"), bonus("p0", "GOLD_COINS", 1, "a")]).await;
    let running = world.deliver("a");
    let parked = async || world.webhooks.list_parked(endpoint.id, None, 9).await.expect("memory works");
    sleep(Duration::from_hours(2) + Duration::from_mins(1)).await;
    world.until("it is parked", async || parked().await.len() == 1).await;
    world.until("the gap was tried", async || world.tried() == 4).await;
    let lost = parked().await[0].mark.event;
    world.answer(|_| Ok(200));
    world.replay(&endpoint, lost, lost).await;
    world.until("it is recovered", async || world.now().await.recovered == 1).await;
    world.book(&[bonus("p0", "GOLD_COINS", 1, "b")]).await;
    world.within(SOON, "the next one came", async || world.taken().len() == 2).await;
    sleep(Duration::from_hours(2)).await;
    running.stop().await;
    let told: Vec<String> = world.taken().iter().filter(|line| line.contains("webhook.gap")).cloned().collect();
    assert_eq!((told, world.tried()), (vec![], 6));
}
