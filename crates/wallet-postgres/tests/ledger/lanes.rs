//! Several lanes: stripes that are one treasury, servers that agree on how many there are, supply that is exact.

use std::sync::Arc;

use crate::common::{Fixture, connect};
use futures_util::future::join_all;
use wallet_domain::testing::{asset, asset_named, bonus, mint, owner, play, spend, top_up};
use wallet_domain::{
    Command, Lanes, Ledger, Outcome, PageRequest, Registry, Rejection, StatementLine, Verifier, Wallets,
};
use wallet_postgres::{PgConfig, PgLedger};

fn lanes(count: i64) -> Lanes {
    Lanes::new(count).expect("valid")
}

/// A server that asks for that many lanes.
async fn server(fixture: &Fixture, count: i64) -> PgLedger {
    connect(PgConfig { lanes: lanes(count), ..PgConfig::new(&fixture.url) }, fixture.clock.clone()).await
}

async fn held(ledger: &PgLedger, name: &str) -> i64 {
    let wallet = ledger.find_wallet(&owner(name), &asset("GOLD_COINS")).await.expect("the store works");
    wallet.expect("the wallet is there").state.balance.minor()
}

async fn open_players(ledger: &PgLedger, count: u32) -> Vec<String> {
    let players: Vec<String> = (0..count).map(|number| format!("player_{number}")).collect();
    let names: Vec<_> = players.iter().map(|player| (owner(player), asset("GOLD_COINS"))).collect();
    ledger.open_wallets(&names).await.expect("the store works");
    players
}

async fn execute(ledger: &PgLedger, commands: &[Command]) -> Vec<Outcome> {
    ledger.execute(commands).await.expect("the store works")
}

async fn assert_verifies(ledger: &PgLedger) {
    assert_eq!(ledger.verify().await.expect("the store works").findings, []);
}

/// Each stripe's balance, by hand.
async fn stripes(fixture: &Fixture, name: &str) -> Vec<i64> {
    let client = fixture.by_hand().await;
    let rows = client.query("SELECT balance FROM wallets WHERE owner = $1 ORDER BY asset_id, stripe", &[&name]).await;
    rows.expect("the table is there").iter().map(|row| row.get(0)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_lane_draws_on_a_nearly_dry_treasury_and_what_was_minted_is_granted_to_the_last_unit() {
    const SUPPLY: i64 = 3_001;
    const EACH: u64 = 7;
    let fixture = Fixture::new().await;
    let servers = [Arc::new(server(&fixture, 4).await), Arc::new(server(&fixture, 4).await)];
    play(servers[0].as_ref(), 1, "asset GOLD_COINS\n mint GOLD_COINS 3001 key m -> posted 3001").await;
    let players = open_players(&servers[0], 40).await;
    // Sixteen callers at two servers; each batch is of one lane, as the commit queue makes them.
    let callers = (0..16).map(|caller: usize| {
        let ledger = servers[caller % 2].clone();
        let lane = i16::try_from(caller % 4).expect("few");
        let mine: Vec<String> = (players.iter())
            .filter(|player| lanes(4).lane_of(&bonus(player, "GOLD_COINS", 1, "k")).number() == lane)
            .cloned()
            .collect();
        tokio::spawn(async move {
            let (mut granted, mut refused) = (0, 0);
            for round in 0..20 {
                let commands: Vec<Command> =
                    mine.iter().map(|player| bonus(player, "GOLD_COINS", EACH, &format!("{caller} {round}"))).collect();
                for outcome in execute(&ledger, &commands).await {
                    match outcome.result() {
                        Ok(_) => granted += 1,
                        Err(Rejection::TreasuryExhausted { .. }) => refused += 1,
                        Err(other) => panic!("{other:?}"),
                    }
                }
            }
            (granted, refused)
        })
    });
    let counts: Vec<(i64, i64)> = join_all(callers).await.into_iter().map(|count| count.expect("it ends")).collect();
    let granted: i64 = counts.iter().map(|(granted, _)| granted).sum();
    let refused: i64 = counts.iter().map(|(_, refused)| refused).sum();
    let each = i64::try_from(EACH).expect("small");
    // A refusal means that all stripes together held less than was asked for, and nothing came back to them.
    assert_eq!(granted, SUPPLY / each, "{refused} were refused");
    assert!(refused > 0);
    assert_eq!(held(&servers[0], "system:treasury").await, SUPPLY % each);
    let balances = join_all(players.iter().map(|player| held(&servers[1], player))).await;
    assert_eq!(balances.iter().sum::<i64>(), SUPPLY - SUPPLY % each);
    // The rest is granted across the stripes that hold it.
    let rest = top_up("player_0", "GOLD_COINS", (SUPPLY % each).unsigned_abs(), "rest");
    assert!(execute(&servers[0], &[rest]).await[0].result().is_ok());
    assert_eq!(stripes(&fixture, "system:treasury").await, [0, 0, 0, 0]);
    assert_verifies(&servers[0]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_grant_that_levelled_the_stripes_replays_in_every_field() {
    let fixture = Fixture::new().await;
    let ledger = server(&fixture, 2).await;
    let story = "asset GOLD_COINS\n mint GOLD_COINS 100 key m -> posted 100\n wallet user_001 GOLD_COINS";
    play(&ledger, 1, story).await;
    // The mint went to the first lane's stripe; this player is of the second lane.
    let command = bonus("user_001", "GOLD_COINS", 10, "k");
    assert_eq!(lanes(2).lane_of(&command).number(), 1);
    let [Outcome::Decided(first)] = &execute(&ledger, std::slice::from_ref(&command)).await[..] else { panic!() };
    let legs: Vec<_> = first
        .entries()
        .iter()
        .map(|e| (e.owner.as_str(), e.wallet.shard_key(), e.amount, e.balance_after.minor()))
        .collect();
    let expected = [("system:treasury", 0, -55, 45), ("system:treasury", 1, 45, 45), ("user_001", 885, 10, 10)];
    assert_eq!(legs, expected);
    assert_eq!(execute(&ledger, &[command]).await, [Outcome::Replayed(first.clone())]);
    assert_eq!(ledger.find_transaction(first.id()).await.expect("the store works").as_ref(), Some(first));
    assert_verifies(&ledger).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_learns_of_lanes_that_another_has_added() {
    let fixture = Fixture::new().await;
    let story = "asset GOLD_COINS\n mint GOLD_COINS 100 key m -> posted 100\n wallet user_001 GOLD_COINS 10";
    play(fixture.store(), 1, story).await;
    let other = server(&fixture, 3).await;
    assert_eq!((fixture.ledger.lanes(), other.lanes()), (Lanes::ONE, lanes(3)));
    // What the other mints goes to another stripe; the first must not take its own for all of the treasury.
    let user_002 = (owner("user_002"), asset("GOLD_COINS"));
    other.open_wallets(std::slice::from_ref(&user_002)).await.expect("the store works");
    let grant = bonus("user_001", "GOLD_COINS", 90, "all");
    assert!(execute(&fixture.ledger, &[grant]).await[0].result().is_ok());
    assert_eq!(fixture.ledger.lanes(), lanes(3));
    let commands = [spend("user_001", "GOLD_COINS", 1, "first"), mint("GOLD_COINS", 50, "second")];
    assert!(execute(&other, &commands).await.iter().all(|outcome| outcome.result().is_ok()));
    assert_eq!(stripes(&fixture, "system:treasury").await.iter().sum::<i64>(), 50);
    assert!(execute(&fixture.ledger, &[bonus("user_002", "GOLD_COINS", 50, "k")]).await[0].result().is_ok());
    // One that asks for fewer uses what is there.
    assert_eq!(server(&fixture, 2).await.lanes(), lanes(3));
    assert_verifies(&other).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn assets_and_lanes_made_at_one_moment_miss_nothing_of_each_other() {
    let fixture = Fixture::new().await;
    let codes: Vec<String> = (0..12).map(|number| format!("ASSET_{number}")).collect();
    let creating = async {
        for code in &codes {
            fixture.ledger.create_asset(&asset_named(code)).await.expect("the store works");
        }
    };
    let adding = async {
        for count in 2..8 {
            server(&fixture, count).await;
        }
    };
    tokio::join!(creating, adding);
    let client = fixture.by_hand().await;
    let counted = "SELECT count(*), count(DISTINCT (asset_id, owner, stripe)) FROM wallets WHERE stripe = shard_key";
    let row = client.query_one(counted, &[]).await.expect("the table is there");
    // Seven stripes of treasury and revenue each, and one issuance.
    assert_eq!((row.get::<_, i64>(0), row.get::<_, i64>(1)), (12 * 15, 12 * 15));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_keys_at_two_servers_with_lanes_are_booked_once() {
    let fixture = Fixture::new().await;
    let servers = [server(&fixture, 2).await, server(&fixture, 2).await];
    play(&servers[0], 1, "asset GOLD_COINS\n mint GOLD_COINS 100000 key m -> posted 100000").await;
    let players = open_players(&servers[0], 30).await;
    let commands: Vec<Command> = (0..20)
        .flat_map(|round| players.iter().map(move |player| bonus(player, "GOLD_COINS", 1, &format!("k{round}"))))
        .collect();
    // The batches mix the lanes and are cut differently, so the servers meet in every way there is.
    let (first, second) =
        tokio::join!(async { join_all(commands.chunks(47).map(|batch| servers[0].execute(batch))).await }, async {
            join_all(commands.chunks(61).map(|batch| servers[1].execute(batch))).await
        },);
    let outcomes = |answers: Vec<Result<Vec<Outcome>, _>>| -> Vec<Outcome> {
        answers.into_iter().flat_map(|answer| answer.expect("no conflict reaches a caller")).collect()
    };
    let (first, second) = (outcomes(first), outcomes(second));
    for (one, other) in first.iter().zip(&second) {
        assert!(one.is_replay() != other.is_replay(), "decided once, replayed once");
        let id = |outcome: &Outcome| outcome.result().map(|(transaction, _)| transaction.clone());
        assert_eq!(id(one), id(other));
    }
    assert_eq!(held(&servers[0], "system:treasury").await, 100_000 - 600);
    assert_verifies(&servers[1]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_striped_wallets_entries_are_paged_as_one_statement() {
    let fixture = Fixture::new().await;
    let ledger = server(&fixture, 3).await;
    play(&ledger, 1, "asset GOLD_COINS\n mint GOLD_COINS 9000 key m -> posted 9000").await;
    let players = open_players(&ledger, 9).await;
    for round in 0..6 {
        fixture.clock.set(1_700_000_000_000_000 + round);
        for player in &players {
            execute(&ledger, &[bonus(player, "GOLD_COINS", 1, &format!("k{round}"))]).await;
        }
    }
    let treasury = owner("system:treasury");
    let whole = ledger.find_wallet(&treasury, &asset("GOLD_COINS")).await.expect("the store works").expect("there");
    let mut lines: Vec<StatementLine> = Vec::new();
    let mut request = PageRequest { before: None, limit: 7 };
    loop {
        let page = ledger.list_entries(&treasury, &asset("GOLD_COINS"), request.clone()).await;
        let page = page.expect("the store works").expect("the wallet is there");
        lines.extend(page.lines);
        // What comes meanwhile is newer than all that was asked for.
        let late = format!("late {}", lines.len());
        execute(&ledger, &[bonus(&players[lines.len() % 9], "GOLD_COINS", 1, &late)]).await;
        if page.next.is_none() {
            break;
        }
        request.before = page.next;
    }
    assert_eq!(lines[0].entry.sequence, whole.state.sequence, "none that came late");
    assert_eq!(lines[0].entry.balance_after, whole.state.balance);
    assert_eq!(lines.iter().map(|line| line.entry.amount).sum::<i64>(), whole.state.balance.minor());
    assert!(lines.is_sorted_by(|newer, older| newer.created_at >= older.created_at));
    let follows = |pair: &[StatementLine]| {
        pair[0].entry.balance_after.minor() - pair[0].entry.amount == pair[1].entry.balance_after.minor()
    };
    assert!(lines.windows(2).all(follows), "each balance follows from the one before");
    let ids: std::collections::BTreeSet<_> = lines.iter().map(StatementLine::transaction).collect();
    assert_eq!(ids.len(), lines.len(), "one line a transaction, each once");
}
