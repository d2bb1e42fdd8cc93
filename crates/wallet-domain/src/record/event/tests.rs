use super::*;
use crate::testing::{MemoryLedger, asset, asset_with, bonus, give, mint, owing_30, owner};
use crate::{ChangeNote, Feed, Ledger, RateCycles, Registry, StaleCursor};

#[test]
fn an_id_and_a_cursor_come_back_from_their_text() {
    for text in ["0.0", "12.0", "9223372036854775807.4294967295"] {
        assert_eq!(text.parse::<EventId>().expect(text).to_string(), text);
        assert_eq!(text.parse::<EventCursor>().expect(text), EventCursor { id: text.parse().expect(text), mark: None });
    }
    let cursor: EventCursor = "12.3.00ff10ab".parse().expect("a cursor");
    assert_eq!(cursor, EventCursor { id: EventId { position: 12, index: 3 }, mark: Some(0x00ff_10ab) });
    assert_eq!(cursor.to_string(), "12.3.00ff10ab");
    for bad in ["", "12", "12.", ".1", "-1.0", "+1.0", "01.0", "1.00", "1.0 ", "9223372036854775808.0", "1.4294967296"]
    {
        assert_eq!(bad.parse::<EventId>(), Err(InvalidEventId), "{bad:?}");
        assert_eq!(bad.parse::<EventCursor>(), Err(InvalidEventId), "{bad:?}");
    }
    for bad in ["1.0.", "1.0.0f", "1.0.00FF10AB", "1.0.+0ff10ab", "1.0.00ff10ab.1", "now"] {
        assert_eq!(bad.parse::<EventCursor>(), Err(InvalidEventId), "{bad:?}");
    }
}

#[test]
fn what_is_before_an_event_is_behind_all_earlier_ones() {
    let id = |position, index| EventId { position, index };
    assert_eq!(id(4, 2).before(), id(4, 1));
    assert_eq!((EventId::START.before(), id(0, 1).before()), (EventId::START, EventId::START));
    assert!(id(3, 9).le(&id(4, 0).before()) && id(4, 0).before() < id(4, 0));
}

#[test]
fn every_type_has_a_name_of_its_own() {
    let names: Vec<String> = EventType::all().map(EventType::name).collect();
    assert_eq!(names.iter().collect::<std::collections::BTreeSet<_>>().len(), names.len());
    for it in EventType::all() {
        assert_eq!(EventType::from_name(&it.name()), Some(it));
    }
    for name in ["top_up.posted", "spend.rejected", "hold.expired", "wallet.frozen", "asset.changed"] {
        assert!(names.iter().any(|it| it == name), "{name}");
    }
    assert!(!names.iter().any(|name| name.starts_with("expire.")), "{names:?}");
}

#[test]
fn types_are_chosen_by_names_and_prefixes() {
    let spend = EventType::Posted(Flow::Spend);
    let covers = |text: &str, it| text.parse::<EventTypes>().map(|types| types.cover(it));
    for (text, is_covered) in [
        ("*", true),
        ("spend.*", true),
        ("spend.posted", true),
        ("spend.rejected,spend.posted", true),
        ("spend.rejected,*", true),
        ("spend.rejected", false),
        ("hold.*", false),
    ] {
        assert_eq!(covers(text, spend), Ok(is_covered), "{text}");
    }
    assert_eq!(covers("hold.*", EventType::Posted(Flow::Expire)), Ok(true));
    for unknown in ["", "spend", "spend.", "spend.post*", "spend.booked", "spend.posted,", "*.posted", "SPEND.*"] {
        assert!(covers(unknown, spend).is_err(), "{unknown:?}");
    }
}

/// A ledger in which one player owes something, and what another gives repays it.
async fn given() -> MemoryLedger {
    let ledger = MemoryLedger::default();
    let gold = asset_with("GOLD_COINS", r#"{"transferable":true,"debt_repayment_percent":50}"#);
    ledger.create_asset_by(&gold, RateCycles::Refuse, &ChangeNote::service()).await.expect("new");
    let names = ["user_001", "user_002"].map(|player| (owner(player), asset("GOLD_COINS")));
    ledger.open_wallets(&names).await.expect("there is the asset");
    let give = |minor: u64, name: &str| give(("user_001", "user_002"), "GOLD_COINS", minor, None, name);
    let mut commands = vec![mint("GOLD_COINS", 1_000, "m"), bonus("user_001", "GOLD_COINS", 100, "b")];
    commands.extend(owing_30("user_002", "GOLD_COINS"));
    commands.extend([give(20, "g1"), give(80, "g2")]);
    for outcome in ledger.execute(&commands).await.expect("the model works") {
        assert!(outcome.result().is_ok(), "{outcome:?}");
    }
    ledger
}

#[tokio::test]
async fn a_standing_tells_each_players_wallet_as_it_is_right_after() {
    let ledger = given().await;
    let events = ledger.read_events(EventId::START, 100).await.expect("the model works");
    let told: Vec<_> = (events.iter())
        .filter_map(|event| if let Happening::Transaction(it) = &event.what { Some(it) } else { None })
        .filter(|it| it.command.flow().is_between_players())
        .flat_map(|it| it.standings())
        .map(|it| (it.owner.to_string(), it.sequence, it.balance_before, it.balance, it.held, it.debt))
        .collect();
    // Half of what is given repays the debt, which is 40 by now, until it is repaid.
    let of = |owner: &str, sequence, figures: [i64; 4]| {
        let [before, balance, held, debt] = figures;
        (owner.to_owned(), sequence, before, balance, held, debt)
    };
    assert_eq!(
        told,
        [
            of("user_001", Some(2), [100, 80, 0, 0]),
            of("user_002", Some(4), [10, 20, 0, 30]),
            of("user_001", Some(3), [80, 0, 0, 0]),
            of("user_002", Some(5), [20, 70, 0, 0]),
        ]
    );
}

#[tokio::test]
async fn a_cursor_of_another_ledger_is_told_apart() {
    let (ledger, other) = (given().await, MemoryLedger::default());
    let gems = asset_with("GEMS", "{}");
    other.create_asset_by(&gems, RateCycles::Refuse, &ChangeNote::service()).await.expect("new");
    let events = ledger.read_events(EventId::START, 100).await.expect("the model works");
    let (first, last) = (EventCursor::from(&events[0]), EventCursor::from(&events[events.len() - 1]));
    assert_eq!(EventCursor::end_of(&ledger).await.expect("the model works"), last);
    let (no_event, another) = (StaleCursor::NoEvent { id: last.id }, StaleCursor::OtherEvent { id: first.id });
    for (cursor, elsewhere) in [(first, another), (last, no_event)] {
        assert_eq!(cursor.find_in(&ledger).await.expect("the model works"), Ok(cursor));
        let bare = EventCursor { mark: None, ..cursor };
        assert_eq!(bare.find_in(&ledger).await.expect("the model works"), Ok(cursor), "it is given its mark");
        assert_eq!(cursor.find_in(&other).await.expect("the model works"), Err(elsewhere));
    }
    let behind = EventCursor { id: EventId { position: last.id.position + 1, index: 0 }, mark: None };
    assert!(behind.find_in(&ledger).await.expect("the model works").is_err());
}

#[tokio::test]
async fn an_empty_feed_has_a_beginning_that_is_its_end() {
    let ledger = MemoryLedger::default();
    assert_eq!(EventCursor::end_of(&ledger).await.expect("the model works"), EventCursor::START);
    assert_eq!(EventCursor::START.find_in(&ledger).await.expect("the model works"), Ok(EventCursor::START));
}
