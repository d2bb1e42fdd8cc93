//! Assets are created and wallets are opened.

use std::collections::HashSet;

use futures_util::future::{join, join_all};

use super::support::{decide_one, find, give_way, open};
use crate::testing::{SetClock, Store, asset, asset_named, asset_with, key, mint, owner, spend, top_up};
use crate::{
    Asset, AssetCreation, Command, Description, Details, Name, OnShortfall, OwnerId, Policy, WalletId, WalletOpening,
    WalletState, WalletStatus,
};

/// An asset is usable from its creation on, and creating it again changes nothing.
pub async fn an_asset_comes_with_its_system_wallets(store: &dyn Store, _: &SetClock) {
    let gold = Asset {
        code: asset("GOLD_COINS"),
        name: Name::new("Gold Coins").expect("valid"),
        description: Some(Description::new("What quests pay").expect("valid")),
        policy: Policy { transferable: true, ..Policy::default() },
    };
    assert_eq!(store.create_asset(&gold).await.expect("the store works"), AssetCreation::Created);
    assert_eq!(store.create_asset(&asset_named("A1")).await.expect("the store works"), AssetCreation::Created);
    let taken = store.create_asset(&asset_named("GOLD_COINS")).await.expect("the store works");
    assert_eq!(taken, AssetCreation::Existing(gold.clone()));
    assert_eq!(store.list_assets().await.expect("the store works"), [asset_named("A1"), gold]);
    for system in ["system:issuance", "system:treasury", "system:revenue"] {
        let state = find(store, system).await;
        assert_eq!((state.balance.minor(), state.sequence, state.status), (0, 0, WalletStatus::Open), "{system}");
        assert_eq!(state.floor, WalletState::floor_of(&owner(system)), "{system}");
    }
}

/// Opening is safe to repeat, and needs an asset.
pub async fn opening_twice_leaves_the_wallet(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    let found = store.find_wallet(&owner("user_001"), &asset("GOLD_COINS")).await.expect("the store works");
    let again = store.open_wallet(&owner("user_001"), &asset("GOLD_COINS")).await.expect("the store works");
    assert_eq!(again, WalletOpening::Existing(found.expect("it is there")));
    let unknown = store.open_wallet(&owner("user_001"), &asset("UNKNOWN")).await.expect("the store works");
    assert_eq!(unknown, WalletOpening::AssetNotFound);
    assert_eq!(store.find_wallet(&owner("user_009"), &asset("GOLD_COINS")).await.expect("the store works"), None);
}

/// In the order of their names, which may repeat each other, exist already, or name an asset that does not.
pub async fn many_wallets_are_opened_at_once(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    let names =
        [("b", "GOLD_COINS"), ("user_001", "GOLD_COINS"), ("c", "NOPE"), ("a", "GOLD_COINS"), ("b", "GOLD_COINS")];
    let names = names.map(|(player, code)| (owner(player), asset(code)));
    let openings = store.open_wallets(&names).await.expect("the store works");
    let mut found = Vec::new();
    for (player, code) in &names {
        found.push(store.find_wallet(player, code).await.expect("the store works"));
    }
    let wallet = |position: usize| found[position].clone().expect("it is there");
    assert_eq!(
        openings,
        [
            WalletOpening::Opened(wallet(0)),
            WalletOpening::Existing(wallet(1)),
            WalletOpening::AssetNotFound,
            WalletOpening::Opened(wallet(3)),
            WalletOpening::Existing(wallet(0)),
        ]
    );
    let empty = |state: WalletState| (state.balance.minor(), state.sequence, state.version, state.floor.minor());
    assert_eq!((empty(wallet(0).state), empty(wallet(3).state)), ((0, 0, 0, 0), (0, 0, 0, 0)));
    assert_ne!(wallet(0).state.id, wallet(3).state.id);
    assert_eq!(store.open_wallets(&[]).await.expect("the store works"), []);
    assert_eq!(store.open_wallets(&names[2..3]).await.expect("the store works"), [WalletOpening::AssetNotFound]);
}

/// All at once and in opposite order.
pub async fn callers_that_open_the_same_wallets_open_each_once(store: &dyn Store, _: &SetClock) {
    for code in ["GOLD_COINS", "DIAMONDS"] {
        store.create_asset(&asset_named(code)).await.expect("the store works");
    }
    let players = (0..100).map(|number| owner(&format!("player_{number}")));
    let names: Vec<_> =
        players.flat_map(|player| ["GOLD_COINS", "DIAMONDS"].map(|code| (player.clone(), asset(code)))).collect();
    let backwards: Vec<_> = names.iter().rev().cloned().collect();
    let answers =
        join_all((0..8).map(|caller| store.open_wallets(if caller % 2 == 0 { &names } else { &backwards }))).await;
    let openings: Vec<_> = answers.into_iter().flat_map(|answer| answer.expect("the store works")).collect();
    let opened = openings.iter().filter(|opening| matches!(opening, WalletOpening::Opened(_)));
    let existing = openings.iter().filter(|opening| matches!(opening, WalletOpening::Existing(_)));
    assert_eq!((opened.count(), existing.count()), (200, 7 * 200));
}

/// Whoever sees an asset can use it, and of those who create it at once one does.
pub async fn an_asset_is_never_seen_without_its_system_wallets(store: &dyn Store, _: &SetClock) {
    let code = |round: usize| format!("ASSET_{round}");
    let create = async |round: usize, caller: usize| {
        let named = Asset { name: Name::new(&format!("Of {caller}")).expect("valid"), ..asset_named(&code(round)) };
        match store.create_asset(&named).await.expect("the store works") {
            AssetCreation::Created => 1,
            AssetCreation::Existing(_) => 0,
            AssetCreation::Refused(refusal) => panic!("{refusal}"),
        }
    };
    let look = async |round: usize| {
        let code = asset(&code(round));
        let is_there = async || store.list_assets().await.expect("the store works").iter().any(|it| it.code == code);
        while !is_there().await {
            give_way().await;
        }
        for system in OwnerId::system() {
            let wallet = store.find_wallet(system, &code).await.expect("the store works");
            assert!(wallet.is_some(), "{system} has no {code}");
        }
    };
    for round in 0..5 {
        let creators = join_all((0..4).map(|caller| create(round, caller)));
        let (created, _) = join(creators, join_all((0..4).map(|_| look(round)))).await;
        assert_eq!(created.iter().sum::<i32>(), 1);
    }
}

/// However a wallet is opened, no other has its id: with its asset, by name, by a first credit, for a debt, or all at once.
pub async fn every_wallet_has_an_id_of_its_own(store: &dyn Store, _: &SetClock) {
    let codes = ["GOLD_COINS", "GEMS", "KEYS"];
    for code in codes {
        store.create_asset(&asset_with(code, r#"{"opens_on_credit":true}"#)).await.expect("the store works");
        decide_one(store, mint(code, 1000, code)).await;
    }
    let players: Vec<OwnerId> = (0..6).map(|number| owner(&format!("player_{number}"))).collect();
    let names: Vec<_> = players[..3].iter().flat_map(|it| codes.map(|code| (it.clone(), asset(code)))).collect();
    let credits: Vec<Command> =
        players[2..].iter().flat_map(|it| codes.map(|code| top_up(it.as_str(), code, 5, code))).collect();
    let (opened, credited) = join(store.open_wallets(&names), store.execute(&credits)).await;
    assert_eq!((opened.expect("the store works").len(), credited.expect("the store works").len()), (9, 12));
    let mut owners: Vec<OwnerId> = players.iter().chain(OwnerId::system()).cloned().collect();
    for paid in &credits {
        let (player, code) = (paid.owner(), paid.asset().as_str());
        let back = Command::reversal(paid, key(&format!("back {code}")), None, OnShortfall::Debt, Details::default());
        let lost = [spend(player.as_str(), code, 5, &format!("lost {code}")), back.expect("reversible")];
        for outcome in store.execute(&lost).await.expect("the store works") {
            assert!(outcome.result().is_ok(), "{outcome:?}");
        }
        owners.extend(OwnerId::debt_of(player));
    }
    owners.dedup();
    // Of the wallets that a batch may have to open, the first is not opened.
    let dear = top_up("player_9", "GEMS", 5_000, "more than there is");
    for batch in [&[dear, top_up("player_9", "KEYS", 5, "paid")][..], &[top_up("player_9", "GEMS", 5, "paid too")]] {
        store.execute(batch).await.expect("the store works");
    }
    owners.push(owner("player_9"));
    let wallets = store.list_wallets(&owners).await.expect("the store works");
    let ids: HashSet<WalletId> = wallets.iter().map(|wallet| wallet.state.id).collect();
    assert_eq!((wallets.len(), ids.len()), ((6 + 4 + 3) * 3 + 2, (6 + 4 + 3) * 3 + 2));
}
