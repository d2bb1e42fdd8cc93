//! The feed has everything that happened, in an order in which each wallet moves on.

use std::collections::HashMap;

use futures_util::future::{join, join_all};

use super::support::{MINUTE, allow, capture, decide_one, hold, hold_for, open, posted, together};
use crate::testing::{SetClock, Store, bonus, give, mint, owing_30, owner, spend, top_up};
use crate::{
    AssetCode, Block, ChangeNote, ChangeSubject, Clock, Command, Event, EventCursor, EventId, EventType, GroupKind,
    Happening, Outcome, OwnerId, StatusChange, TransactionId, WalletId, ledger_mark,
};

/// All that the feed has, page by page.
pub(super) async fn whole_feed(store: &dyn Store, limit: usize) -> Vec<Event> {
    store.sequence().await.expect("the store works");
    let mut events: Vec<Event> = Vec::new();
    loop {
        let after = events.last().map_or(EventId::START, |event| event.id);
        let page = store.read_events(after, limit).await.expect("the store works");
        assert!(page.len() <= limit, "{} events of {limit}", page.len());
        let ids: Vec<EventId> = page.iter().map(|event| event.id).collect();
        assert!(ids.is_sorted() && ids.first().is_none_or(|first| *first > after), "{ids:?} after {after}");
        if page.is_empty() {
            return events;
        }
        events.extend(page);
    }
}

fn transactions(events: &[Event]) -> Vec<TransactionId> {
    let id = |event: &Event| if let Happening::Transaction(it) = &event.what { Some(it.id()) } else { None };
    events.iter().filter_map(id).collect()
}

/// Freezes a player's wallets, or no longer.
async fn freeze(store: &dyn Store, player: &str, change: StatusChange) {
    let changed = store.change_wallets(&owner(player), None, change, &ChangeNote::service()).await;
    changed.expect("the store works").expect("it may be stopped");
}

/// Positions are 1, 2, 3, ..., and each one's events are 0, 1, 2, ...: none is missing, none is there twice.
fn assert_gap_free(events: &[Event]) {
    let mut last = EventId::START;
    for EventId { position, index } in events.iter().map(|event| event.id) {
        let follows =
            (position == last.position && index == last.index + 1) || (position == last.position + 1 && index == 0);
        assert!(follows, "{position}.{index} follows {last}");
        last = EventId { position, index };
    }
}

/// Every transaction, posted or refused, and every change is one event, and is told as it was recorded.
pub async fn whatever_happened_is_one_event(store: &dyn Store, clock: &SetClock) {
    assert_eq!(store.head().await.expect("the store works"), 0);
    assert_eq!(whole_feed(store, 10).await, []);
    open(store, 100).await;
    let held = posted(store, hold("user_001", 30, "h")).await;
    let mut made = vec![held.clone(), posted(store, capture(&held, Some(10), true, "c")).await];
    made.push(decide_one(store, spend("user_001", "GOLD_COINS", 1_000, "too much")).await);
    freeze(store, "user_001", StatusChange::Freeze(Block::Debits)).await;
    let frozen = store.execute(&[spend("user_001", "GOLD_COINS", 1, "frozen")]).await.expect("the store works");
    assert!(matches!(frozen[..], [Outcome::Unrecorded(_)]), "what is not recorded is no event: {frozen:?}");
    freeze(store, "user_001", StatusChange::Unfreeze).await;
    // A trial and an undone group leave nothing.
    together(store, &[spend("user_001", "GOLD_COINS", 1, "trial")], GroupKind::Trial).await;
    posted(store, hold_for("user_001", 5, 60, "short")).await;
    clock.set(clock.now().as_micros() + 2 * MINUTE);
    let lapsed = store.list_lapsed(10).await.expect("the store works");
    let [Ok(over)] = &lapsed.iter().map(Command::expire).collect::<Vec<_>>()[..] else { panic!("{lapsed:?}") };
    made.push(posted(store, over.clone()).await);

    let events = whole_feed(store, 3).await;
    assert_gap_free(&events);
    assert_eq!(store.head().await.expect("the store works"), events[events.len() - 1].id.position);
    let types: Vec<String> = events.iter().map(|event| event.event_type().name()).collect();
    let expected = [
        "asset.created mint.posted bonus.posted hold.posted capture.posted spend.rejected",
        "wallet.frozen wallet.unfrozen hold.posted hold.expired",
    ];
    assert_eq!(types.join(" "), expected.join(" "));
    let told = transactions(&events);
    for transaction in &made {
        assert_eq!(told.iter().filter(|id| **id == transaction.id()).count(), 1, "{transaction:?}");
    }
    for event in &events {
        if let Happening::Transaction(it) = &event.what {
            let found = store.find_transaction(it.id()).await.expect("the store works");
            assert_eq!(found.as_ref(), Some(&**it), "{}", event.id);
        }
    }
    let mut changes = store.list_changes(ChangeSubject::All, None, 100).await.expect("the store works");
    changes.reverse();
    let told = |event: &Event| if let Happening::Change(it) = &event.what { Some((**it).clone()) } else { None };
    assert_eq!(events.iter().filter_map(told).collect::<Vec<_>>(), changes);
}

/// Whoever reads on from an event gets the next ones, always the same, whatever the size of a page.
pub async fn the_feed_is_read_on_from_any_event(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    let many: Vec<Command> = (0..12).map(|number| bonus("user_001", "GOLD_COINS", 1, &format!("b{number}"))).collect();
    store.execute(&many).await.expect("the store works");
    freeze(store, "user_001", StatusChange::Freeze(Block::All)).await;
    freeze(store, "user_001", StatusChange::Unfreeze).await;
    let some: Vec<Command> = (0..3).map(|number| spend("user_001", "GOLD_COINS", 1, &format!("s{number}"))).collect();
    store.execute(&some).await.expect("the store works");
    let mark = ledger_mark(store).await.expect("the store works");
    let whole = whole_feed(store, 1_000).await;
    assert_eq!(whole.len(), 1 + 2 + 12 + 2 + 3);
    assert_eq!(mark, whole.first().map(Event::mark), "also while nothing has a position yet");
    for limit in [1, 2, 7] {
        assert_eq!(whole_feed(store, limit).await, whole, "{limit} a page");
    }
    for (place, event) in whole.iter().enumerate() {
        let rest = store.read_events(event.id, 1_000).await.expect("the store works");
        assert_eq!(rest, whole[place + 1..], "after {}", event.id);
        let cursor = EventCursor::from(event);
        assert_eq!(cursor.find_in(store).await.expect("the store works"), Ok(cursor));
        let of_another = EventCursor { mark: cursor.mark.map(|mark| mark ^ 1), ..cursor };
        assert!(of_another.find_in(store).await.expect("the store works").is_err(), "{of_another}");
    }
    let end = store.head().await.expect("the store works");
    for behind in [EventId { position: end + 1, index: 0 }, EventId { position: end, index: 99 }] {
        assert_eq!(store.read_events(behind, 10).await.expect("the store works"), []);
        let cursor = EventCursor { id: behind, mark: None };
        assert!(cursor.find_in(store).await.expect("the store works").is_err(), "{behind}");
    }
    let last = whole.last().map(EventCursor::from);
    assert_eq!(Some(EventCursor::end_of(store).await.expect("the store works")), last);
    let again = store.sequence().await.expect("the store works");
    assert_eq!((again.numbered, again.head), (0, end), "there is nothing left to number");
}

/// What the feed comes to, wallet by wallet. Each entry is the next of its wallet.
#[derive(Default)]
struct Fold {
    entries: HashMap<WalletId, (i64, i64)>,
    standings: HashMap<(OwnerId, AssetCode), (i64, i64, i64)>,
}

impl Fold {
    fn of(events: &[Event]) -> Self {
        let mut fold = Self::default();
        for event in events {
            let Happening::Transaction(transaction) = &event.what else { continue };
            for entry in transaction.entries() {
                let (sequence, balance) = fold.entries.entry(entry.wallet).or_default();
                assert_eq!(entry.sequence, *sequence + 1, "{}: {entry:?}", event.id);
                assert_eq!(entry.balance_after.minor(), *balance + entry.amount, "{}: {entry:?}", event.id);
                (*sequence, *balance) = (entry.sequence, entry.balance_after.minor());
            }
            for standing in transaction.standings() {
                let after = (standing.balance, standing.held, standing.debt);
                let before = fold.standings.insert((standing.owner.clone(), standing.asset.clone()), after);
                assert_eq!(standing.balance_before, before.unwrap_or_default().0, "{}: {standing:?}", event.id);
            }
        }
        fold
    }

    /// The feed's end is what reads tell. No hold is over.
    async fn compare(&self, store: &dyn Store, players: &[OwnerId]) {
        for wallet in store.list_wallets(players).await.expect("the store works") {
            let state = wallet.state;
            let told = self.standings.get(&(wallet.owner.clone(), wallet.asset.clone())).copied().unwrap_or_default();
            assert_eq!(told, (state.balance.minor(), state.held, state.debt), "{wallet:?}");
            let (sequence, balance) = self.entries.get(&state.id).copied().unwrap_or_default();
            assert_eq!((sequence, balance), (state.sequence, state.balance.minor()), "{wallet:?}");
        }
    }
}

/// Along the feed each wallet's sequences rise by one and its balance follows, though credits go between players of all
/// lanes, operators stop wallets, and several number at once. Its end is what the wallets are.
pub async fn the_feed_folds_to_the_balances(store: &dyn Store, _: &SetClock) {
    open(store, 1_000).await;
    allow(store, r#"{"transferable":true,"opens_on_credit":true,"debt_repayment_percent":50}"#).await;
    let names: Vec<String> = (0..12).map(|number| format!("player_{number}")).collect();
    let funds: Vec<Command> = names.iter().map(|name| top_up(name, "GOLD_COINS", 50, "funds")).collect();
    store.execute(&[&[mint("GOLD_COINS", 9_000, "more")], &funds[..]].concat()).await.expect("the store works");
    posted(store, hold("player_1", 20, "kept")).await;
    for command in owing_30("user_002", "GOLD_COINS") {
        posted(store, command).await;
    }
    for round in 0..6 {
        let plays = names.iter().enumerate().map(|(place, from)| {
            let to = names.get(place + 1 + round % 3).unwrap_or(&names[round % 4]);
            let to = if place == 5 { "user_002" } else { to };
            let (given, held) = (
                give((from, to), "GOLD_COINS", 3, None, &format!("to {to} {round}")),
                hold(from, 2, &format!("h{round}")),
            );
            async move {
                if round % 2 == 0 && place == 3 {
                    freeze(store, from, StatusChange::Freeze(Block::All)).await;
                    freeze(store, from, StatusChange::Unfreeze).await;
                }
                store.execute(&[given]).await.expect("the store works");
                let outcomes = store.execute(&[held]).await.expect("the store works");
                if let Ok((made, _)) = outcomes[0].result() {
                    let taken = capture(made, Some(1), true, &format!("c{round}"));
                    store.execute(&[taken]).await.expect("the store works");
                }
            }
        });
        let numbering = (0..3).map(|_| async { store.sequence().await.expect("the store works") });
        join(join_all(plays), join_all(numbering)).await;
    }
    let events = whole_feed(store, 50).await;
    assert_gap_free(&events);
    let mut players: Vec<OwnerId> = names.iter().map(|name| owner(name)).collect();
    players.extend(["user_001", "user_002"].map(owner));
    Fold::of(&events).compare(store, &players).await;
    let is_given = |event: &&Event| matches!(event.event_type(), EventType::Posted(flow) if flow.is_between_players());
    assert!(events.iter().filter(is_given).count() > 40, "they had the credits for it");
}
