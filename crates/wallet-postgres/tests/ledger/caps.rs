//! Caps on PostgreSQL: two servers, and lanes side by side.

use crate::common::Fixture;
use futures_util::future::join_all;
use wallet_domain::access::ApiKeyId;
use wallet_domain::testing::{asset, asset_named, bonus, mint, owner};
use wallet_domain::{Bounds, Cap, CapKind, Caps, Command, Ledger, Name, Origin, Registry, Wallets};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_never_pass_a_cap_together() {
    let fixture = Fixture::new().await;
    let other = fixture.another().await;
    let ledger = &fixture.ledger;
    ledger.create_asset(&asset_named("GOLD_COINS")).await.expect("the store works");
    let players: Vec<String> = (0..8).map(|number| format!("user_{number}")).collect();
    let names: Vec<_> = players.iter().map(|player| (owner(player), asset("GOLD_COINS"))).collect();
    ledger.open_wallets(&names).await.expect("the store works");
    ledger.execute(&[mint("GOLD_COINS", 1000, "m")]).await.expect("the store works");

    let cap = Cap::new(1, 20, 20).ok();
    let bounds = Bounds { caps: Some(Caps { grant: cap, ..Caps::default() }), approval_over: None };
    let id = ApiKeyId::new("0000000000aa").expect("an id");
    let ada = Origin::of_key(id, &Name::new("ada").expect("a name")).within(bounds);
    let commands: Vec<[Command; 1]> = (0..64)
        .map(|number| [bonus(&players[number % 8], "GOLD_COINS", 1, &format!("k{number}")).by(ada.clone())])
        .collect();
    let at = |(number, command): (usize, &'static [Command; 1])| {
        if number % 2 == 0 { ledger.execute(command) } else { other.execute(command) }
    };
    let commands: &'static [[Command; 1]] = commands.leak();
    let outcomes = join_all(commands.iter().enumerate().map(at)).await;
    let posted = outcomes.into_iter().flat_map(|answer| answer.expect("the store works"));
    assert_eq!(posted.filter(|outcome| outcome.result().is_ok()).count(), 20);
    let used = other.find_cap_usage("0000000000aa", "").await.expect("the store works");
    assert_eq!(used.used(CapKind::Grant).collect::<Vec<_>>(), [("GOLD_COINS", 20)]);
}
