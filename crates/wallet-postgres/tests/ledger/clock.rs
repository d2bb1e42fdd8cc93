//! The database's clock: one for all servers, whatever their own say.

use crate::common::Fixture;
use wallet_domain::testing::{amount, asset, asset_named, bonus, key, mint, owner};
use wallet_domain::{Command, Details, Ledger, Registry, Timestamp, Wallets};
use wallet_postgres::{PgClock, PgConfig, PgLedger};

async fn served_by_the_database(fixture: &Fixture) -> PgLedger {
    PgLedger::connect(PgConfig::new(&fixture.url), PgClock::OfDatabase).await.expect("the database is there")
}

/// When the database says that it is, asked beside the ledger.
async fn now(fixture: &Fixture) -> Timestamp {
    let client = fixture.by_hand().await;
    let row = client.query_one("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::int8", &[]).await;
    Timestamp::from_micros(row.expect("it answers").get(0))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_decided_and_read_goes_by_the_databases_clock() {
    let fixture = Fixture::new().await;
    let store = served_by_the_database(&fixture).await;
    let gold = asset_named("GOLD_COINS");
    let before = now(&fixture).await;
    store.create_asset(&gold).await.expect("the database works");
    store.open_wallet(&owner("user_001"), &gold.code).await.expect("the database works");
    let hold = Command::hold(key("h"), owner("user_001"), asset("GOLD_COINS"), amount(7), 1, Details::default());
    let batch = [mint("GOLD_COINS", 100, "m"), bonus("user_001", "GOLD_COINS", 10, "b"), hold.expect("a hold")];
    let outcomes = store.execute(&batch).await.expect("the database works");
    let read = store.read_clock().await.expect("the database works");
    let after = now(&fixture).await;
    for outcome in &outcomes {
        let (transaction, _) = outcome.result().expect("posted");
        let at = transaction.created_at;
        assert!(before <= at && at <= read && read <= after, "{before:?} {at:?} {read:?} {after:?}");
    }
    let told = || async {
        let wallet = store.find_wallet(&owner("user_001"), &asset("GOLD_COINS")).await.expect("the database works");
        let listed = store.list_wallets(&[owner("user_001")]).await.expect("the database works");
        let holds = store.list_holds(&owner("user_001"), &asset("GOLD_COINS"), None, 9).await;
        let lapsed = store.list_lapsed(9).await.expect("the database works");
        let holds = holds.expect("the database works").expect("the wallet is there");
        (wallet.expect("it is there").state.held, listed[0].state.held, holds.len(), lapsed.len())
    };
    let (_, posting) = outcomes[2].result().expect("posted");
    let ends = posting.claim().and_then(|claim| claim.expires_at).expect("a hold ends");
    let early = told().await;
    if store.read_clock().await.expect("the database works") < ends {
        assert_eq!(early, (7, 7, 1, 0));
    }
    while store.read_clock().await.expect("the database works") < ends {
        tokio::task::yield_now().await;
    }
    assert_eq!(told().await, (0, 0, 0, 1), "it is over by the database's clock");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_batches_of_two_servers_in_one_lane_have_times_in_their_order() {
    let fixture = Fixture::new().await;
    let servers = [served_by_the_database(&fixture).await, served_by_the_database(&fixture).await];
    let gold = asset_named("GOLD_COINS");
    servers[0].create_asset(&gold).await.expect("the database works");
    let mut latest = Timestamp::from_micros(0);
    for round in 0..6 {
        let minted = [mint("GOLD_COINS", 1, &format!("m{round}"))];
        let outcomes = servers[round % 2].execute(&minted).await.expect("the database works");
        let (transaction, _) = outcomes[0].result().expect("posted");
        assert!(transaction.created_at > latest, "of one lane the later batch has the later time");
        latest = transaction.created_at;
    }
}
