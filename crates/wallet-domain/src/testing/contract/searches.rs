//! Transactions and wallets are searched across owners.

use super::support::{allow, capture, decide_one, find, hold, open, posted};
use crate::testing::{
    SetClock, Store, amount, asset, asset_named, bonus, give, key, mint, ordered, owner, spend, top_up,
};
use crate::{
    Allocation, Block, ChangeNote, Clock, Command, CommandParts, Details, Flow, Found, Metadata, Name, OnShortfall,
    Origin, Person, Reference, StatusChange, Timestamp, Transaction, TransactionFilter, TransactionPlace,
    TransactionSearch, TransactionStatus, Wallet, WalletFilter, WalletSearch, WalletStatus,
};

fn with(command: &Command, reference: Option<&str>, metadata: Option<&str>) -> Command {
    let details = Details {
        reference: reference.map(|text| Reference::new(text).expect("valid")),
        description: None,
        metadata: metadata.map(|json| Metadata::parse(json).expect("valid")),
    };
    let (key, owner, asset) = (command.key().clone(), command.owner().clone(), command.asset().clone());
    let parts = CommandParts {
        flow: command.flow(),
        key,
        owner,
        asset,
        amount: command.amount(),
        terms: command.terms().cloned(),
        details,
    };
    parts.build().expect("it was a command before")
}

/// All that a search finds, page by page.
pub(super) async fn searched(store: &dyn Store, filter: &TransactionFilter, limit: u32) -> Vec<Transaction> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let request = TransactionSearch { filter: filter.clone(), after, limit };
        let Found { found, next } = store.search_transactions(&request).await.expect("the store works");
        assert!(found.len() <= limit as usize, "{} of {limit}", found.len());
        all.extend(found);
        let Some(place) = next else { return all };
        assert!(place < after.unwrap_or(request.below()), "the search does not get on");
        after = Some(place);
    }
}

async fn searched_wallets(store: &dyn Store, filter: &WalletFilter, limit: u32) -> Vec<Wallet> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let request = WalletSearch { filter: filter.clone(), after: after.clone(), limit };
        let Found { found, next } = store.search_wallets(&request).await.expect("the store works");
        assert!(found.len() <= limit as usize, "{} of {limit}", found.len());
        all.extend(found);
        assert!(next.is_none() || next != after, "the search does not get on");
        after = next;
        if after.is_none() {
            return all;
        }
    }
}

/// A second passes before each of these, and all but the last are by somebody of the shop.
async fn decide_many(store: &dyn Store, clock: &SetClock) -> Vec<Transaction> {
    open(store, 1000).await;
    store.create_asset(&asset_named("GEMS")).await.expect("the store works");
    for (player, code) in [("user_002", "GOLD_COINS"), ("user_001", "GEMS")] {
        store.open_wallet(&owner(player), &asset(code)).await.expect("the store works");
    }
    let shop = Origin::named(&Name::new("shop \"1\"").expect("valid"));
    let ada = shop.on_behalf_of(&Person::new("ada 100%").expect("valid"));
    let coins = "GOLD_COINS";
    let commands = [
        ("topped", with(&top_up("user_001", coins, 50, "topped"), Some("pay_1"), Some(r#"{"shop":"hats","level":4}"#))),
        ("given", with(&bonus("user_002", coins, 70, "given"), Some("pay_1"), Some(r#"{"level":"4","a=\"b":null}"#))),
        ("gems", mint("GEMS", 30, "gems")),
        ("spent", with(&spend("user_001", coins, 20, "spent"), None, Some(r#"{"shop":{"level":4},"level":40}"#))),
        ("refused", with(&spend("user_002", coins, 5000, "refused"), None, Some(r#"{"shop":"hats"}"#))),
    ];
    let mut decided = Vec::new();
    for (name, command) in commands {
        clock.set(clock.now().as_micros() + 1_000_000);
        let origin = if name == "given" { ada.clone() } else { shop.clone() };
        decided.push(decide_one(store, command.by(origin)).await);
    }
    clock.set(clock.now().as_micros() + 1_000_000);
    let held = posted(store, hold("user_001", 60, "held")).await;
    decided.push(posted(store, capture(&held, Some(25), true, "captured")).await);
    decided
}

fn names(found: &[Transaction]) -> Vec<&str> {
    found.iter().map(|it| it.command.key().as_str()).collect()
}

/// Every condition, alone and with others, on pages of any size: posted and rejected, in the order of their times.
pub async fn transactions_are_searched_the_newest_first(store: &dyn Store, clock: &SetClock) {
    let decided = decide_many(store, clock).await;
    let none = TransactionFilter::default;
    let metadata = |members: &[(&str, &str)]| TransactionFilter {
        metadata: members.iter().map(|(name, value)| ((*name).to_owned(), Metadata::plain(value))).collect(),
        ..none()
    };
    let of = |actor: &str| TransactionFilter { actor: Some(actor.to_owned()), ..none() };
    let reference = Some(Reference::new("pay_1").expect("valid"));
    let (spent, given) = (decided[3].created_at, decided[1].created_at);
    let by_status = |status| TransactionFilter { status: Some(status), ..none() };
    let cases: Vec<(TransactionFilter, &[&str])> = vec![
        (TransactionFilter { flow: Some(Flow::Spend), ..none() }, &["refused", "spent"]),
        (by_status(TransactionStatus::Rejected), &["refused"]),
        (TransactionFilter { flow: Some(Flow::Bonus), ..by_status(TransactionStatus::Rejected) }, &[]),
        (TransactionFilter { asset: Some(asset("GEMS")), ..none() }, &["gems"]),
        (TransactionFilter { asset: Some(asset("NONE")), ..none() }, &[]),
        (TransactionFilter { owner: Some(owner("user_002")), ..none() }, &["refused", "given"]),
        (TransactionFilter { from: Some(given), to: Some(spent), ..none() }, &["gems", "given"]),
        (TransactionFilter { reference: reference.clone(), ..none() }, &["given", "topped"]),
        (TransactionFilter { reference, flow: Some(Flow::TopUp), ..none() }, &["topped"]),
        (TransactionFilter { min_amount: Some(amount(5000)), ..none() }, &["refused"]),
        // A capture is of what it moved.
        (
            TransactionFilter { min_amount: Some(amount(20)), max_amount: Some(amount(30)), ..none() },
            &["captured", "spent", "gems"],
        ),
        (metadata(&[("shop", "hats")]), &["refused", "topped"]),
        (metadata(&[("shop", "hats"), ("level", "4")]), &["topped"]),
        (metadata(&[("level", "\"4\"")]), &["given"]),
        (metadata(&[("a=\"b", "null")]), &["given"]),
        (metadata(&[("%", "null")]), &[]),
        (of("ada 100%"), &["given"]),
        (of("ada 100_"), &[]),
        (of("shop \"1\""), &["refused", "spent", "gems", "given", "topped"]),
        (of("shop"), &[]),
    ];
    for (filter, expected) in cases {
        for limit in [1, 2, 200] {
            let found = searched(store, &filter, limit).await;
            assert_eq!(names(&found), expected, "pages of {limit}: {filter:?}");
            for transaction in &found {
                assert!(decided.contains(transaction), "it is not as it was decided: {transaction:?}");
            }
        }
    }
    let all = ["captured", "held", "refused", "spent", "gems", "given", "topped"];
    let found = searched(store, &TransactionFilter { from: Some(decided[0].created_at), ..none() }, 3).await;
    let mut found = names(&found);
    // Of one time.
    found[..2].sort_unstable();
    assert_eq!(found, all);
}

/// An owner's history: what the owner asked for, refusals among it, and what others did to the owner's wallets or debt.
pub async fn an_owner_is_searched_by_all_that_moved_the_owners_wallets(store: &dyn Store, clock: &SetClock) {
    open(store, 300).await;
    let [receiver, budget] = ["user_\"2\"", "system:event"];
    for name in [receiver, budget] {
        store.open_wallet(&owner(name), &asset("GOLD_COINS")).await.expect("the store works");
    }
    allow(store, r#"{"transferable":true}"#).await;
    let give = |minor, name: &str| give(("user_001", receiver), "GOLD_COINS", minor, Some(1), name);
    let (given, allocated) =
        (give(30, "given"), ordered(Allocation { back: false }, budget, "GOLD_COINS", 50, "funded"));
    let back = |of: &Command, on_shortfall, name: &str| {
        Command::reversal(of, key(name), None, on_shortfall, Details::default()).expect("it has a way back")
    };
    let taken = back(&given, OnShortfall::Debt, "taken back");
    let through = |command: Command| command.through(owner(budget)).expect("a budget");
    let commands = [
        given.clone(),
        spend(receiver, "GOLD_COINS", 20, "spent"),
        taken.clone(),
        // All of it repays the debt.
        give(5, "repaid"),
        back(&taken, OnShortfall::Refuse, "given again"),
        give(5000, "refused"),
        allocated,
        through(bonus(receiver, "GOLD_COINS", 10, "granted")),
        through(spend("user_001", "GOLD_COINS", 3, "sunk")),
        hold("user_001", 2, "held"),
    ];
    for command in commands {
        clock.set(clock.now().as_micros() + 1_000_000);
        decide_one(store, command).await;
    }
    let of = |name: &str| TransactionFilter { owner: Some(owner(name)), ..TransactionFilter::default() };
    let flow = Some(given.flow());
    let cases: [(TransactionFilter, &[&str]); 8] = [
        (of(receiver), &["granted", "given again", "repaid", "taken back", "spent", "given"]),
        (TransactionFilter { flow, ..of(receiver) }, &["repaid", "given"]),
        (TransactionFilter { flow, ..of("user_001") }, &["refused", "repaid", "given"]),
        (of(&format!("system:debt:{receiver}")), &["given again", "repaid", "taken back"]),
        (of(budget), &["sunk", "granted", "funded"]),
        (of("system:revenue"), &["repaid", "spent", "given"]),
        (of("system:issuance"), &["opening mint"]),
        (of("user_"), &[]),
    ];
    for (filter, expected) in cases {
        for limit in [1, 2, 200] {
            let found = searched(store, &filter, limit).await;
            assert_eq!(names(&found), expected, "pages of {limit}: {filter:?}");
        }
    }
}

/// However many were decided at once: each comes once, whatever the size of a page.
pub async fn transactions_of_one_time_are_searched_in_the_order_of_ids(store: &dyn Store, clock: &SetClock) {
    open(store, 100).await;
    clock.set(clock.now().as_micros() + 1_000_000);
    let commands: Vec<Command> =
        (0..9).map(|number| spend("user_001", "GOLD_COINS", 1, &format!("k{number}"))).collect();
    let mut ids: Vec<_> = commands.iter().map(Command::id).collect();
    store.execute(&commands).await.expect("the store works");
    ids.sort_unstable_by(|one, other| other.cmp(one));
    let filter = TransactionFilter { from: Some(clock.now()), ..TransactionFilter::default() };
    for limit in [1, 2, 3, 9, 10] {
        let found = searched(store, &filter, limit).await;
        assert_eq!(found.iter().map(Transaction::id).collect::<Vec<_>>(), ids, "pages of {limit}");
    }
    let before = TransactionFilter { to: Some(clock.now()), ..TransactionFilter::default() };
    assert_eq!(searched(store, &before, 200).await.len(), 2, "the mint and the grant");
    // A place may be of no transaction, and is no way around the bounds.
    let far = TransactionPlace { created_at: Timestamp::from_micros(i64::MAX), id: ids[0] };
    let request = TransactionSearch { filter: before, after: Some(far), limit: 200 };
    assert_eq!(store.search_transactions(&request).await.expect("the store works").found.len(), 2);
}

/// Posted top-ups alone: neither the bonus with the same reference nor a refused top-up.
pub async fn a_search_for_a_payment_finds_what_credited_it(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    store.open_wallet(&owner("user_002"), &asset("GOLD_COINS")).await.expect("the store works");
    allow(store, r#"{"limits":[{"flow":"top_up","per":"day","time_zone":"UTC","max_amount":500}]}"#).await;
    let pay = |player: &str, minor, name: &str| with(&top_up(player, "GOLD_COINS", minor, name), Some("pay_1"), None);
    decide_one(store, pay("user_002", 501, "too much")).await;
    posted(store, pay("user_001", 5, "credited")).await;
    posted(store, with(&bonus("user_001", "GOLD_COINS", 5, "given"), Some("pay_1"), None)).await;
    let payment_ref = Some(Reference::new("pay_1").expect("valid"));
    let filter = TransactionFilter { payment_ref, ..TransactionFilter::default() };
    assert_eq!(names(&searched(store, &filter, 1).await), ["credited"]);
    let rejected = TransactionFilter { status: Some(TransactionStatus::Rejected), ..filter };
    assert_eq!(names(&searched(store, &rejected, 1).await), [""; 0]);
}

fn owners(found: &[Wallet]) -> Vec<(&str, &str)> {
    found.iter().map(|wallet| (wallet.owner.as_str(), wallet.asset.as_str())).collect()
}

/// Every condition, on pages of any size, also where a page ends within an owner.
pub async fn wallets_are_searched_by_owner_and_asset(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    // Not in the order of their codes.
    for code in ["Z_COINS", "GEMS"] {
        store.create_asset(&asset_named(code)).await.expect("the store works");
    }
    for player in ["b_2", "b_10", "b", "a"] {
        for code in ["Z_COINS", "GEMS", "GOLD_COINS"] {
            store.open_wallet(&owner(player), &asset(code)).await.expect("the store works");
        }
    }
    for (player, minor) in [("b", 5), ("b_2", 30), ("a", 40)] {
        posted(store, bonus(player, "GOLD_COINS", minor, "given")).await;
    }
    let note = ChangeNote::service();
    let frozen = StatusChange::Freeze(Block::Debits);
    let changed = store.change_wallets(&owner("b_10"), Some(asset("GEMS")), frozen, &note).await;
    changed.expect("the store works").expect("it can be frozen");
    let of = |code: &str| WalletFilter { asset: Some(asset(code)), ..WalletFilter::default() };
    let begins = |prefix: &str| WalletFilter { prefix: Some(prefix.to_owned()), ..WalletFilter::default() };
    let rich = |min, max| WalletFilter { min_balance: min, max_balance: max, ..of("GOLD_COINS") };
    let cases: Vec<(WalletFilter, &[(&str, &str)])> = vec![
        (
            begins("b_"),
            &[
                ("b_10", "GEMS"),
                ("b_10", "GOLD_COINS"),
                ("b_10", "Z_COINS"),
                ("b_2", "GEMS"),
                ("b_2", "GOLD_COINS"),
                ("b_2", "Z_COINS"),
            ],
        ),
        (
            WalletFilter { asset: Some(asset("GEMS")), ..begins("b") },
            &[("b", "GEMS"), ("b_10", "GEMS"), ("b_2", "GEMS")],
        ),
        (begins("c"), &[]),
        (of("NONE"), &[]),
        (rich(Some(30), Some(40)), &[("a", "GOLD_COINS"), ("b_2", "GOLD_COINS")]),
        (rich(None, Some(-1)), &[("system:issuance", "GOLD_COINS")]),
        // The treasury's is one wallet, however many it has inside.
        (rich(Some(425), Some(425)), &[("system:treasury", "GOLD_COINS")]),
        (WalletFilter { status: Some(WalletStatus::DebitsFrozen), ..WalletFilter::default() }, &[("b_10", "GEMS")]),
        (WalletFilter { status: Some(WalletStatus::Closed), ..WalletFilter::default() }, &[]),
        (WalletFilter { in_debt: Some(true), ..WalletFilter::default() }, &[]),
        (WalletFilter { in_debt: Some(false), prefix: Some("b_2".to_owned()), ..of("GEMS") }, &[("b_2", "GEMS")]),
    ];
    for (filter, expected) in cases {
        for limit in [1, 2, 200] {
            let found = searched_wallets(store, &filter, limit).await;
            assert_eq!(owners(&found), expected, "pages of {limit}: {filter:?}");
        }
    }
    let listed = store.list_wallets(&[owner("b_2")]).await.expect("the store works");
    assert_eq!(searched_wallets(store, &begins("b_2"), 1).await, listed, "as they are listed");
}

/// Makes a player owe 30: a payment that was spent is charged back.
async fn owe_30(store: &dyn Store, player: &str, code: &str) {
    let [lent, spent, owed] = ["lent", "spent", "owed"].map(|what| format!("{what} {code}"));
    let lent = top_up(player, code, 30, &lent);
    let owed = Command::reversal(&lent, key(&owed), None, OnShortfall::Debt, Details::default());
    for command in [lent, spend(player, code, 30, &spent), owed.expect("a top-up can be taken back")] {
        posted(store, command).await;
    }
}

/// Those who owe something, in any asset or in one.
pub async fn debtors_are_searched(store: &dyn Store, _: &SetClock) {
    open(store, 500).await;
    store.create_asset(&asset_named("GEMS")).await.expect("the store works");
    posted(store, mint("GEMS", 500, "gems")).await;
    for (player, code) in [("b", "GEMS"), ("a", "GOLD_COINS"), ("b", "GOLD_COINS"), ("c", "GOLD_COINS")] {
        store.open_wallet(&owner(player), &asset(code)).await.expect("the store works");
        if player != "c" {
            owe_30(store, player, code).await;
        }
    }
    let filter =
        |code: Option<&str>| WalletFilter { in_debt: Some(true), asset: code.map(asset), ..WalletFilter::default() };
    for limit in [1, 2, 200] {
        let all = searched_wallets(store, &filter(None), limit).await;
        assert_eq!(owners(&all), [("a", "GOLD_COINS"), ("b", "GEMS"), ("b", "GOLD_COINS")], "pages of {limit}");
        assert!(all.iter().all(|wallet| wallet.state.debt == 30), "{all:?}");
        let of_gems = searched_wallets(store, &filter(Some("GEMS")), limit).await;
        assert_eq!(owners(&of_gems), [("b", "GEMS")], "pages of {limit}");
        let from_b = WalletFilter { prefix: Some("b".to_owned()), ..filter(Some("GOLD_COINS")) };
        assert_eq!(owners(&searched_wallets(store, &from_b, limit).await), [("b", "GOLD_COINS")]);
    }
    assert_eq!(find(store, "c").await.debt, 0);
}
