//! What has several legs, and reversals, are taken back, each leg the other way round.

use futures_util::future::join_all;

use super::support::{allow, allow_of, figures, find, open, posted, read_back, refusal, told, word};
use crate::testing::{
    SetClock, Store, amount, asset, asset_named, bonus, give, key, mint, ordered, owner, spend, top_up,
};
use crate::{
    Command, Conversion, Details, InvalidCommand, OnShortfall, Part, Rejection, Share, Sum, Transaction, WalletState,
};

/// A purchase is taken back in full, or by shares that divide none of its items.
pub async fn a_purchase_is_taken_back_whole_or_by_shares(store: &dyn Store, _: &SetClock) {
    open_shop(store).await;
    let bought = posted(store, buy(&[("GOLD_COINS", 50)], &[("KEYS", 5)], "p")).await;
    let part = posted(store, back(&bought, part(20), "r1")).await;
    let legs_of_part = [
        ("system:revenue", "GOLD_COINS", -20),
        ("user_001", "KEYS", -2),
        ("user_001", "GOLD_COINS", 20),
        ("system:treasury", "KEYS", 2),
    ];
    assert_eq!((legs(&part), told(&part)), (legs_of_part.to_vec(), (70, 0, Some((20, 30)))));
    read_back(store, &part).await;
    for (part, refused) in [
        (self::part(15), Rejection::ShareNotWhole { step: 10 }),
        (share("1/4"), Rejection::ShareNotWhole { step: 10 }),
        (share("1/3"), Rejection::ShareNotWhole { step: 10 }),
        (self::part(31), Rejection::ReversalExceedsOriginal { remaining: 30 }),
        (share("4/5"), Rejection::ReversalExceedsOriginal { remaining: 30 }),
    ] {
        assert_eq!(refusal(store, back(&bought, part, &format!("{part:?}"))).await, refused);
    }
    let shared = posted(store, back(&bought, share("2/5"), "r2")).await;
    assert_eq!(told(&shared), (90, 0, Some((20, 10))));
    let rest = posted(store, back(&bought, Part::Rest, "r3")).await;
    assert_eq!(told(&rest), (100, 0, Some((10, 0))));
    assert_eq!(refusal(store, back(&bought, Part::Rest, "r4")).await, Rejection::AlreadyReversed);
    assert_eq!((holds(store, "user_001", "KEYS").await.balance.minor(), revenue(store).await), (0, 0));
    // Both ways: from the purchase to its reversals, and from each of these to the purchase.
    let about = store.list_about(bought.id(), 100).await.expect("the store works");
    assert_eq!((about.len(), about.iter().all(|it| it.command.refers_to() == Some(bought.id()))), (9, true));
    // One thing is taken back whole or not at all, and what was paid in several comes back in all of them.
    posted(store, top_up("user_001", "KEYS", 2, "keys")).await;
    let single = posted(store, buy(&[("GOLD_COINS", 30), ("KEYS", 2)], &[("GEMS", 1)], "p2")).await;
    assert_eq!(refusal(store, back(&single, self::part(15), "s1")).await, Rejection::ShareNotWhole { step: 30 });
    posted(store, back(&single, share("1/1"), "s2")).await;
    assert_eq!(figures(store, "user_001").await, (100, 0, 100));
    assert_eq!(holds(store, "user_001", "KEYS").await.balance.minor(), 2);
}

/// What a purchase gave and is gone refuses its reversal, cuts it to what there is of everything, or is owed.
pub async fn what_a_purchase_gave_is_taken_back_as_the_caller_says(store: &dyn Store, _: &SetClock) {
    open_shop(store).await;
    let bought = posted(store, buy(&[("GOLD_COINS", 40)], &[("KEYS", 4), ("GEMS", 2)], "p")).await;
    posted(store, spend("user_001", "KEYS", 3, "used")).await;
    let take = |on_shortfall, name: &str| {
        Command::reversal(&bought.command, key(name), Part::Rest, on_shortfall, Details::default()).expect("reversible")
    };
    let short = Rejection::InsufficientFunds { available: 1, required: 4, asset: Some(asset("KEYS")), owner: None };
    assert_eq!(refusal(store, take(OnShortfall::Refuse, "r1")).await, short);
    // One key is less than a share that leaves the gems whole.
    assert_eq!(refusal(store, take(OnShortfall::TakeAvailable, "r2")).await, short);
    posted(store, bonus("user_001", "KEYS", 2, "b")).await;
    let half = posted(store, take(OnShortfall::TakeAvailable, "r3")).await;
    let effect = half.result.as_ref().expect("posted").claim().expect("of a claim");
    assert_eq!((effect.moved, effect.remaining, effect.shortfall), (20, 20, 20));
    let taken = [("user_001", "KEYS", -2), ("user_001", "GEMS", -1)];
    assert_eq!(&legs(&half)[1..3], taken, "half of each, of the three keys that there are");
    let owed = posted(store, take(OnShortfall::Debt, "r4")).await;
    let all = [
        ("system:revenue", "GOLD_COINS", -20),
        ("user_001", "KEYS", -1),
        ("system:debt:user_001", "KEYS", -1),
        ("user_001", "GEMS", -1),
        ("user_001", "GOLD_COINS", 20),
        ("system:treasury", "KEYS", 2),
        ("system:treasury", "GEMS", 1),
    ];
    assert_eq!((legs(&owed), told(&owed)), (all.to_vec(), (100, 0, Some((20, 0)))));
    read_back(store, &owed).await;
    let state = holds(store, "user_001", "KEYS").await;
    assert_eq!((state.balance.minor(), state.debt), (0, 1));
    posted(store, top_up("user_001", "KEYS", 3, "repays")).await;
    let state = holds(store, "user_001", "KEYS").await;
    assert_eq!((state.balance.minor(), state.debt), (2, 0));
}

/// What a player gave is taken back from its receiver, with its fee or without, whether or not players may still give.
pub async fn what_was_given_is_taken_back_from_whoever_received_it(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    store.open_wallet(&owner("user_002"), &asset("GOLD_COINS")).await.expect("the store works");
    allow(store, r#"{"transferable":true}"#).await;
    let give = |minor, fee: u64, name: &str| give(("user_001", "user_002"), "GOLD_COINS", minor, Some(fee), name);
    let given = posted(store, give(30, 3, "g1")).await;
    let partly = posted(store, give(20, 2, "g2")).await;
    let gone = posted(store, give(10, 1, "g3")).await;
    allow(store, "{}").await;
    let kept = posted(store, back(&given, Part::Rest, "r1")).await;
    assert_eq!(legs(&kept), [("user_002", "GOLD_COINS", -30), ("user_001", "GOLD_COINS", 30)]);
    assert_eq!((told(&kept), revenue(store).await), ((64, 0, Some((30, 0))), 6));
    let with_fee = |minor, name: &str| back(&partly, part(minor), name).returning_fee().expect("it has a fee");
    let most = posted(store, with_fee(15, "r2")).await;
    let legs_of_most =
        [("user_002", "GOLD_COINS", -15), ("system:revenue", "GOLD_COINS", -1), ("user_001", "GOLD_COINS", 16)];
    assert_eq!(legs(&most), legs_of_most, "three quarters of a fee of 2, rounded down");
    let rest = posted(store, with_fee(5, "r3")).await;
    assert_eq!((legs(&rest)[1], told(&rest)), (("system:revenue", "GOLD_COINS", -1), (86, 0, Some((5, 0)))));

    posted(store, spend("user_002", "GOLD_COINS", 6, "s")).await;
    let short =
        Rejection::InsufficientFunds { available: 4, required: 10, asset: None, owner: Some(owner("user_002")) };
    assert_eq!(refusal(store, back(&gone, Part::Rest, "r4")).await, short);
    let owing = Command::reversal(&gone.command, key("r5"), None, OnShortfall::Debt, Details::default());
    let owed = posted(store, owing.expect("reversible")).await;
    let legs_of_owed =
        [("user_002", "GOLD_COINS", -4), ("system:debt:user_002", "GOLD_COINS", -6), ("user_001", "GOLD_COINS", 10)];
    assert_eq!(legs(&owed), legs_of_owed);
    assert_eq!(owed.result.as_ref().expect("posted").debt(), 0, "the giver owes nothing");
    assert_eq!(find(store, "user_002").await.debt, 6);
    // It is given after all: it repays what its taking back left owed.
    let again = posted(store, back(&owed, Part::Rest, "r6")).await;
    let legs_again =
        [("user_001", "GOLD_COINS", -10), ("user_002", "GOLD_COINS", 4), ("system:debt:user_002", "GOLD_COINS", 6)];
    assert_eq!(legs(&again), legs_again);
    for transaction in [kept, most, owed, again] {
        read_back(store, &transaction).await;
    }
}

/// A conversion goes back at its own amounts, whatever the rate is by then.
pub async fn a_conversion_goes_back_at_its_own_amounts(store: &dyn Store, _: &SetClock) {
    open_shop(store).await;
    allow(store, r#"{"rates":[{"to":"KEYS","pay":7,"receive":2}]}"#).await;
    let change =
        |minor, name: &str| ordered(Conversion { to: asset("KEYS"), min: None }, "user_001", "GOLD_COINS", minor, name);
    let changed = posted(store, change(21, "c1")).await;
    let in_part = posted(store, change(20, "c2")).await;
    allow_of(store, "GOLD_COINS", r#"{"rates":[{"to":"KEYS","pay":1,"receive":1}]}"#).await;
    let keys = |transaction: &Transaction| {
        let leg = legs(transaction).into_iter().find(|(owner, code, _)| (*owner, *code) == ("user_001", "KEYS"));
        leg.map_or(0, |(.., minor)| minor)
    };
    // A part is rounded so that it gives the player no more than the share; in the end all of it is back.
    for (minor, taken, left) in [(7, -2, 14), (1, -1, 13), (1, 0, 12), (12, -3, 0)] {
        let part = posted(store, back(&changed, part(minor), &format!("r{left}"))).await;
        let moved = i64::try_from(minor).expect("small");
        assert_eq!((keys(&part), told(&part).2), (taken, Some((moved, left))));
        read_back(store, &part).await;
    }
    // Of 20 only 18 were taken, which bought 5.
    let exceeds = Rejection::ReversalExceedsOriginal { remaining: 18 };
    assert_eq!(refusal(store, back(&in_part, part(19), "e")).await, exceeds);
    posted(store, spend("user_001", "KEYS", 3, "used")).await;
    let what_there_is =
        Command::reversal(&in_part.command, key("t"), None, OnShortfall::TakeAvailable, Details::default());
    let taken = posted(store, what_there_is.expect("reversible")).await;
    assert_eq!((keys(&taken), told(&taken).2), (-2, Some((7, 11))), "two keys are worth 7.2");
    assert_eq!(figures(store, "user_001").await.0, 89);
}

/// A reversal is taken back up to all of it, and what took it back is the last: its original stays reversed.
pub async fn a_reversal_is_taken_back_once(store: &dyn Store, _: &SetClock) {
    open(store, 100).await;
    let bought = posted(store, top_up("user_001", "GOLD_COINS", 50, "t")).await;
    posted(store, spend("user_001", "GOLD_COINS", 120, "s")).await;
    let charged = Command::reversal(&bought.command, key("chargeback"), None, OnShortfall::Debt, Details::default());
    let charged = posted(store, charged.expect("reversible")).await;
    assert_eq!(find(store, "user_001").await.debt, 20);
    // The chargeback was won: what was owed is repaid by what comes back.
    let part = posted(store, back(&charged, part(10), "won in part")).await;
    assert_eq!(legs(&part), [("system:treasury", "GOLD_COINS", -10), ("system:debt:user_001", "GOLD_COINS", 10)]);
    let won = posted(store, back(&charged, Part::Rest, "won")).await;
    let legs_of_won = [
        ("system:treasury", "GOLD_COINS", -40),
        ("user_001", "GOLD_COINS", 30),
        ("system:debt:user_001", "GOLD_COINS", 10),
    ];
    assert_eq!((legs(&won), told(&won)), (legs_of_won.to_vec(), (30, 0, Some((40, 0)))));
    assert_eq!(refusal(store, back(&charged, Part::Rest, "won again")).await, Rejection::AlreadyReversed);
    assert_eq!(refusal(store, back(&bought, Part::Rest, "charged again")).await, Rejection::AlreadyReversed);
    let last = Command::reversal(&won.command, key("last"), None, OnShortfall::Refuse, Details::default());
    assert_eq!(last, Err(InvalidCommand::LastReversal));
    for (id, taken) in [(bought.id(), 50), (charged.id(), 50)] {
        let claim = store.find_claim(id).await.expect("the store works").expect("it was reversed");
        assert_eq!((claim.id, claim.amount, claim.taken, claim.left()), (id, 50, taken, 0));
    }
    assert_eq!(store.find_claim(won.id()).await.expect("the store works"), None);
    let about = store.list_about(charged.id(), 100).await.expect("the store works");
    let names: Vec<&str> = about.iter().map(|it| it.command.key().as_str()).collect();
    assert_eq!(names.len(), 3, "{names:?}");

    // A refund that is taken back is the player's to pay, as far as there is something.
    let spent = posted(store, spend("user_001", "GOLD_COINS", 30, "s2")).await;
    let refund = posted(store, back(&spent, Part::Rest, "refund")).await;
    posted(store, spend("user_001", "GOLD_COINS", 20, "s3")).await;
    let again = Command::reversal(&refund.command, key("undo"), None, OnShortfall::TakeAvailable, Details::default());
    let again = posted(store, again.expect("a reversal")).await;
    assert_eq!(legs(&again), [("user_001", "GOLD_COINS", -10), ("system:revenue", "GOLD_COINS", 10)]);
    for transaction in [part, won, again] {
        read_back(store, &transaction).await;
    }
}

/// Whoever takes back at the same time, and whatever its players do meanwhile, no more is taken back than there was.
pub async fn racing_reversals_take_what_there_was_once(store: &dyn Store, _: &SetClock) {
    open_shop(store).await;
    store.open_wallet(&owner("user_002"), &asset("GOLD_COINS")).await.expect("the store works");
    allow(store, r#"{"transferable":true}"#).await;
    let bought = posted(store, buy(&[("GOLD_COINS", 50)], &[("KEYS", 5)], "p")).await;
    let given = posted(store, give(("user_001", "user_002"), "GOLD_COINS", 40, None, "g")).await;
    let shares = (0..7).map(|number| vec![back(&bought, part(10), &format!("b{number}"))]);
    let owing = |number: u64| {
        let name = format!("g{number}");
        Command::reversal(&given.command, key(&name), part(8), OnShortfall::Debt, Details::default())
            .expect("reversible")
    };
    let given = (0..7).map(|number| vec![owing(number)]);
    let others = (0..6).map(|number| vec![spend("user_002", "GOLD_COINS", 5, &format!("s{number}"))]);
    let batches: Vec<Vec<Command>> = shares.chain(given).chain(others).collect();
    let answers = join_all(batches.iter().map(|batch| store.execute(batch))).await;
    let words: Vec<&str> = answers.iter().map(|answer| word(&answer.as_ref().expect("the store works")[0])).collect();
    let count = |words: &[&str], wanted| words.iter().filter(|word| **word == wanted).count();
    for half in [&words[..7], &words[7..14]] {
        assert_eq!((count(half, "posted"), count(half, "already_reversed")), (5, 2), "{words:?}");
    }
    let spent = 5 * i64::try_from(count(&words[14..], "posted")).expect("few");
    assert_eq!(find(store, "user_001").await.balance.minor(), 100);
    let receiver = find(store, "user_002").await;
    assert_eq!(receiver.balance.minor() - receiver.debt, -spent);
    assert_eq!(revenue(store).await, spent);
}

/// GOLD_COINS, of which user_001 has 100; KEYS and GEMS, of which the treasury has 20 each.
async fn open_shop(store: &dyn Store) {
    open(store, 100).await;
    for code in ["KEYS", "GEMS"] {
        store.create_asset(&asset_named(code)).await.expect("the store works");
        store.open_wallet(&owner("user_001"), &asset(code)).await.expect("the store works");
        posted(store, mint(code, 20, code)).await;
    }
}

fn buy(pay: &[(&str, u64)], receive: &[(&str, u64)], name: &str) -> Command {
    let sums = |sums: &[(&str, u64)]| {
        sums.iter().map(|(code, minor)| Sum { asset: asset(code), amount: amount(*minor) }).collect()
    };
    Command::purchase(key(name), owner("user_001"), sums(pay), sums(receive), Details::default()).expect("sums")
}

fn back(original: &Transaction, part: Part, name: &str) -> Command {
    let back = Command::reversal(&original.command, key(name), part, OnShortfall::Refuse, Details::default());
    back.expect("reversible")
}

fn part(minor: u64) -> Part {
    Part::Amount(amount(minor))
}

fn share(text: &str) -> Part {
    Part::Share(Share::new(text).expect("a share"))
}

/// Whose wallet, of what, and by how much.
fn legs(transaction: &Transaction) -> Vec<(&str, &str, i64)> {
    transaction.entries().iter().map(|entry| (entry.owner.as_str(), entry.asset.as_str(), entry.amount)).collect()
}

async fn holds(store: &dyn Store, name: &str, code: &str) -> WalletState {
    let wallet = store.find_wallet(&owner(name), &asset(code)).await.expect("the store works");
    wallet.expect("the wallet is there").state
}

/// What revenue has of GOLD_COINS, all stripes together.
async fn revenue(store: &dyn Store) -> i64 {
    store.list_system_wallets().await.expect("the store works").audit()[&asset("GOLD_COINS")].revenue
}
