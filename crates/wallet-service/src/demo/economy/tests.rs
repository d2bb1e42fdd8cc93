use std::collections::{BTreeMap, BTreeSet};

use wallet_domain::proof::Unwatched;
use wallet_domain::testing::{MemoryLedger, owner};
use wallet_domain::{Event, EventId, Feed, Happening, Transaction, WalletStatus};

use super::*;

const SIZE: EconomySize = EconomySize { days: 30, players: 300, seed: 1, until: Day::FOR_TESTS };

async fn play(size: EconomySize) -> (MemoryLedger, Highlights) {
    let demo: DemoData = toml::from_str(super::super::DEMO).expect("good demo data");
    let economy = Economy::new(size);
    let store = MemoryLedger::new(economy.clock());
    let highlights = economy.play(&store, &demo, &Unwatched).await.expect("the ledger takes all of it");
    (store, highlights)
}

async fn events(store: &MemoryLedger) -> Vec<Event> {
    store.read_events(EventId::START, usize::MAX).await.expect("memory does not fail")
}

fn transactions(events: &[Event]) -> impl Iterator<Item = &Transaction> {
    events.iter().filter_map(|event| match &event.what {
        Happening::Transaction(transaction) => Some(&**transaction),
        Happening::Change(_) => None,
    })
}

/// What a member of the metadata says.
fn says<'t>(transaction: &'t Transaction, name: &str) -> Option<&'t str> {
    let member = transaction.command.details().metadata.as_ref()?.member(name)?;
    Some(member.trim_matches('"'))
}

#[tokio::test]
async fn a_seed_gives_the_same_ledger_again_and_another_seed_another() {
    let size = EconomySize { days: 14, players: 60, ..SIZE };
    let (one, told) = play(size).await;
    let (same, told_again) = play(size).await;
    assert_eq!((events(&one).await, told), (events(&same).await, told_again));
    let (other, _) = play(EconomySize { seed: 2, ..size }).await;
    assert_ne!(events(&one).await, events(&other).await);
}

#[tokio::test]
async fn there_is_something_of_everything_within_its_days() {
    let (store, Highlights { posted, refused, .. }) = play(SIZE).await;
    let events = events(&store).await;
    let (first, end) = (SIZE.until.plus(-30).at(0, 0), SIZE.until.at(0, 0));
    assert!(transactions(&events).all(|it| (first..end).contains(&it.created_at)));
    let flows: BTreeSet<&str> = transactions(&events).map(|it| it.command.flow().name()).collect();
    assert_eq!(flows, Flow::ALL.map(Flow::name).into());
    let all = |name: &str| -> BTreeSet<&str> { transactions(&events).filter_map(|it| says(it, name)).collect() };
    let reasons = all("reason");
    for reason in
        ["campaign", "chargeback", "daily", "loyalty", "mispriced_offer", "quest", "referral", "refund", "welcome"]
    {
        assert!(reasons.contains(reason), "{reason} of {reasons:?}");
    }
    assert!(all("sink").len() >= 8 && all("item").len() >= 12 && all("source").len() >= 8);
    assert_eq!(all("campaign"), ["autumn_fest", "winter_league"].into());
    let told = transactions(&events).filter(|it| it.command.key().as_str() != "demo mint GOLD_COINS").count();
    let beside = 2 + 3 + 6;
    assert_eq!(u64::try_from(told).expect("few"), posted + refused + beside, "minted and granted beside the game");
    assert!(refused > 0 && refused * 20 < posted, "{refused} of {posted}");
}

#[tokio::test]
async fn weekends_are_busier_and_players_come_and_go() {
    let (store, _) = play(SIZE).await;
    let events = events(&store).await;
    let (mut per_day, mut players) = (BTreeMap::<Day, u32>::new(), BTreeMap::<&OwnerId, (Day, Day)>::new());
    for transaction in transactions(&events).filter(|it| it.command.flow() != Flow::Mint) {
        let day = Day::of(transaction.created_at);
        *per_day.entry(day).or_default() += 1;
        players.entry(transaction.command.owner()).and_modify(|(_, last)| *last = day).or_insert((day, day));
    }
    let mispriced = SIZE.until.plus(-10);
    let mean = |is_busy: bool| {
        let of = |(day, count): (&Day, &u32)| ((day.weekday() >= 5) == is_busy).then_some(*count);
        let days: Vec<u32> = per_day.iter().filter(|(day, _)| **day != mispriced).filter_map(of).collect();
        f64::from(days.iter().sum::<u32>()) / f64::from(u32::try_from(days.len()).expect("a month"))
    };
    assert!(mean(true) > 1.15 * mean(false), "{} and {}", mean(true), mean(false));
    let joined_late = players.values().filter(|(first, _)| *first > SIZE.until.plus(-15)).count();
    let left_early = players.values().filter(|(_, last)| *last < SIZE.until.plus(-10)).count();
    assert!(players.len() > 250 && joined_late > 20 && left_early > 40, "{joined_late} and {left_early}");
}

#[tokio::test]
async fn what_is_told_at_the_end_is_to_be_found() {
    let (store, highlights) = play(SIZE).await;
    let events = events(&store).await;
    // Sales of the bundle by day, and diamonds that it gave.
    let mut sales = BTreeMap::<Day, u64>::new();
    for transaction in transactions(&events).filter(|it| says(it, "item") == Some("treasure_bundle")) {
        if transaction.command.flow() == Flow::Purchase && transaction.result.is_ok() {
            *sales.entry(Day::of(transaction.created_at)).or_default() += 1;
        }
    }
    let best = sales.iter().max_by_key(|(_, count)| **count).expect("it was sold");
    assert_eq!(*best.0, highlights.mispriced);
    let usual = sales.iter().filter(|(day, _)| **day != highlights.mispriced).map(|(_, count)| *count).max();
    assert!(*best.1 >= highlights.bargains && highlights.bargains > 5 * usual.unwrap_or(1), "{sales:?}");
    assert_eq!(highlights.bargain_gems, i64::try_from(highlights.bargains).expect("few") * 60);

    let wallets = store.list_wallets(std::slice::from_ref(&highlights.frozen)).await.expect("memory does not fail");
    assert!(wallets.len() == 3 && wallets.iter().all(|it| it.state.status == WalletStatus::Frozen), "{wallets:?}");
    assert!(highlights.debtors.len() >= 2, "{:?}", highlights.debtors);
    for (owner, debt, _) in &highlights.debtors {
        let wallets = store.list_wallets(std::slice::from_ref(owner)).await.expect("memory does not fail");
        assert!(wallets.iter().any(|wallet| wallet.state.debt == *debt));
    }
    let is_spent = |it: &&Transaction| {
        it.command.owner() == &highlights.example && Day::of(it.created_at) == highlights.example_day
    };
    let spent = transactions(&events).filter(is_spent).flat_map(Transaction::entries);
    let spent = spent.filter(|entry| entry.owner == highlights.example && entry.asset == *Coin::Gems.code());
    let spent: i64 = spent.filter(|entry| entry.amount < 0).map(|entry| -entry.amount).sum();
    assert!(spent == highlights.example_gems && spent >= 700, "{spent}");
    let budget = store.list_wallets(&[owner("system:winter_league")]).await.expect("memory does not fail");
    assert!(budget[0].state.balance.minor() > 0, "it goes on");
    let mut open = 0;
    for number in 1..=300 {
        let holds = store.list_holds(&owner(&format!("user_{number:04}")), Coin::Gold.code(), None, 9).await;
        open += holds.expect("memory does not fail").unwrap_or_default().len();
    }
    assert!(open > 0, "some holds are open");
}
