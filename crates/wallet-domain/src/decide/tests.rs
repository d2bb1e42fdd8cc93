//! The neighbours in the decision order that only some flows meet, and what a decision does to the book. Tests of
//! other files decide with the helpers here.
//!
//! [`order`]: a spend's whole order as one table. [`stripes`]: grants that several stripes of the treasury pay.

mod order;
mod stripes;

use super::*;
use crate::CommandParts;
use crate::record::transaction::Outcome;
use crate::record::wallet::WalletState;
use crate::testing::{asset, give, key, owner};
use crate::{
    Amount, Balance, Command, Details, Flow, Footprint, Lane, Lanes, OnShortfall, Policy, Reference, ShardKey, Terms,
    WalletId, WalletStatus,
};

const NOW: i64 = 1_700_000_000_000_000;

/// Decides where there is one lane, and so nothing to widen.
fn decide_alone(book: &mut Book<'_>) -> Plan {
    decide(book, Timestamp::from_micros(NOW)).expect("a store with one lane has all of the treasury in its stripe")
}

const AMOUNT: u64 = 10;

fn state(number: i64, balance: i64) -> WalletState {
    let at = Timestamp::from_micros(NOW - 1);
    let id = WalletId::new(ShardKey::of(&owner("user_001")), number).expect("a small number");
    WalletState {
        balance: Balance::new(balance).expect("valid"),
        sequence: 7,
        version: 9,
        ..WalletState::opened(id, &owner("user_001"), at)
    }
}

#[test]
fn a_posting_moves_both_wallets_once_and_in_ascending_id_order() {
    let amount = Amount::new(AMOUNT).expect("valid");
    let make = |name: &str| {
        Command::new(Flow::Spend, key(name), owner("user_001"), asset("GOLD_COINS"), amount, Details::default())
            .expect("a player may spend")
    };
    let commands = [make("a"), make("b")];
    let footprint = Footprint::of(&commands, Lane::ONLY);
    let mut book = Book::new(&footprint);
    book.put_asset(0, Policy::default());
    book.put_wallet(footprint.legs[0].source, state(2, 100));
    book.put_wallet(footprint.legs[0].destination, state(1, 0));
    let plan = decide_alone(&mut book);
    let moved: Vec<_> =
        plan.wallets().iter().map(|w| (w.id.value() & 0xff, w.balance.minor(), w.sequence, w.version)).collect();
    assert_eq!(moved, [(1, 20, 9, 11), (2, 80, 9, 11)]);
    let legs: Vec<_> = (plan.transactions().iter().flat_map(Transaction::entries))
        .map(|entry| (entry.owner.as_str(), entry.amount, entry.balance_after.minor(), entry.sequence))
        .collect();
    let expected = [
        ("user_001", -10, 90, 8),
        ("system:revenue", 10, 10, 8),
        ("user_001", -10, 80, 9),
        ("system:revenue", 10, 20, 9),
    ];
    assert_eq!(legs, expected);
}

#[test]
fn time_does_not_run_backwards_in_a_players_wallet_and_others_hand_none_on() {
    for (player_at, revenue_at, expected) in [(NOW + 5, NOW - 5, NOW + 5), (NOW - 5, NOW + 5, NOW)] {
        let at = |wallet: WalletState, micros| WalletState { last_entry_at: Timestamp::from_micros(micros), ..wallet };
        let commands = [crate::testing::spend("user_001", "GOLD_COINS", 1, "k")];
        let footprint = Footprint::of(&commands, Lane::ONLY);
        let mut book = Book::new(&footprint);
        book.put_asset(0, Policy::default());
        book.put_wallet(footprint.legs[0].source, at(state(2, 100), player_at));
        book.put_wallet(footprint.legs[0].destination, at(state(1, 0), revenue_at));
        let plan = decide_alone(&mut book);
        assert_eq!(plan.transactions()[0].created_at, Timestamp::from_micros(expected));
        // The service's own wallet remembers the latest time of all.
        let latest = plan.wallets().iter().map(|wallet| wallet.last_entry_at.as_micros()).collect::<Vec<_>>();
        assert_eq!(latest, [NOW + 5, expected], "revenue, then the player");
    }
}

/// The code that a command is answered with, or `posted`. `wallet` makes each wallet that it names, by owner and asset.
pub(crate) fn decided_with(
    command: Command,
    policies: &[(&str, &str)],
    wallet: impl Fn(&str, &str, WalletState) -> Option<WalletState>,
) -> &'static str {
    decided_after(&[], command, policies, wallet)
}

/// The same after `earlier` commands, which were decided a minute before, on wallets that lack nothing.
pub(crate) fn decided_after(
    earlier: &[Command],
    command: Command,
    policies: &[(&str, &str)],
    wallet: impl Fn(&str, &str, WalletState) -> Option<WalletState>,
) -> &'static str {
    let footprint = Footprint::of(earlier, Lane::ONLY);
    let mut book = Book::new(&footprint);
    (0..footprint.assets().len()).for_each(|slot| book.put_asset(slot, Policy::default()));
    for slot in 0..footprint.wallets().len() {
        book.put_wallet(slot, state(i64::try_from(slot).expect("few"), 100));
    }
    let known = decide(&mut book, Timestamp::from_micros(NOW - 60_000_000)).expect("all of it is there");

    let commands = [command];
    let footprint = Footprint::of(&commands, Lane::ONLY);
    let mut book = Book::new(&footprint);
    for transaction in known.transactions() {
        assert!(transaction.result.is_ok(), "{transaction:?}");
        if let Some(slot) = footprint.ids().iter().position(|id| *id == transaction.id()) {
            book.put_transaction(slot, transaction.clone());
        }
    }
    for claim in known.claims().iter().filter(|claim| footprint.claims().contains(&claim.id)) {
        book.put_claim(*claim);
    }
    for payment in known.payments() {
        if let Some(slot) = footprint.payments().iter().position(|reference| *reference == payment.payment_ref) {
            book.put_payment(slot, Credited { first: payment.transaction, latest: payment.ordinal });
        }
    }
    for (slot, code) in footprint.assets().iter().enumerate() {
        if let Some((_, policy)) = policies.iter().find(|(known, _)| *known == code.as_str()) {
            book.put_asset(slot, Policy::from_json(policy).expect("valid"));
        }
    }
    for (slot, name) in footprint.wallets().iter().enumerate() {
        let number = i64::try_from(slot).expect("few");
        if let Some(state) = wallet(name.owner.as_str(), name.asset.as_str(), state(number, 100)) {
            book.put_wallet(slot, state);
        }
    }
    let outcomes = decide_alone(&mut book).into_outcomes();
    outcomes[0].result().map_or_else(|rejection| rejection.code(), |_| "posted")
}

#[test]
fn a_side_that_is_frozen_stops_what_goes_that_way_alone() {
    let status = |status| {
        move |owner: &str, _: &str, state: WalletState| {
            Some(if owner == "user_001" { WalletState { status, ..state } } else { state })
        }
    };
    let grant = || crate::testing::bonus("user_001", "A", 1, "k");
    let pay = || crate::testing::spend("user_001", "A", 1, "k");
    for (stopped, granted, paid) in [
        (WalletStatus::Frozen, "wallet_frozen", "wallet_frozen"),
        (WalletStatus::DebitsFrozen, "posted", "wallet_frozen"),
        (WalletStatus::CreditsFrozen, "wallet_frozen", "posted"),
        (WalletStatus::Closed, "wallet_closed", "wallet_closed"),
    ] {
        assert_eq!(decided_with(grant(), &[("A", "{}")], status(stopped)), granted, "{stopped:?}");
        assert_eq!(decided_with(pay(), &[("A", "{}")], status(stopped)), paid, "{stopped:?}");
    }
}

#[test]
fn a_dry_source_comes_before_a_ceiling_and_a_ceiling_before_the_largest_number() {
    let bonus = || crate::testing::bonus("user_001", "A", 10, "k");
    let policy = [("A", r#"{"max_balance":105}"#)];
    let full = |dry: bool| {
        move |owner: &str, _: &str, state: WalletState| {
            let balance = match owner {
                "user_001" => Balance::MAX,
                _ if dry => Balance::ZERO,
                _ => state.balance,
            };
            Some(WalletState { balance, ..state })
        }
    };
    assert_eq!(decided_with(bonus(), &policy, full(true)), "treasury_exhausted");
    assert_eq!(decided_with(bonus(), &policy, full(false)), "ceiling_exceeded");
    assert_eq!(decided_with(bonus(), &[("A", "{}")], full(false)), "balance_limit_exceeded");
    assert_eq!(
        decided_with(crate::testing::top_up("user_001", "A", 10, "k"), &policy, |_, _, state| Some(state)),
        "posted"
    );
}

/// What wallets are like, by owner and asset.
pub(crate) type MakeWallet = fn(&str, &str, WalletState) -> Option<WalletState>;

/// The player's wallet is frozen.
pub(crate) const FROZEN: MakeWallet = |owner, _, state| {
    let status = if owner == "user_001" { WalletStatus::Frozen } else { state.status };
    Some(WalletState { status, held: 10, ..state })
};

/// The player has no wallet.
const MISSING: MakeWallet = |owner, _, state| if owner == "user_001" { None } else { Some(state) };

#[test]
fn a_used_payment_comes_after_a_missing_wallet_and_before_a_frozen_one() {
    let paid = |name: &str| {
        let details = Details { reference: Some(Reference::new("pay_1").expect("valid")), ..Details::default() };
        let amount = Amount::new(AMOUNT).expect("valid");
        Command::new(Flow::TopUp, key(name), owner("user_001"), asset("A"), amount, details).expect("a player may buy")
    };
    let earlier = [paid("first")];
    let decided = |wallet: MakeWallet, policy| decided_after(&earlier, paid("second"), &[("A", policy)], wallet);
    assert_eq!(decided(MISSING, "{}"), "wallet_not_found");
    assert_eq!(decided(FROZEN, "{}"), "payment_ref_used");
    assert_eq!(decided(FROZEN, r#"{"payment_ref":"free"}"#), "wallet_frozen");
}

#[test]
fn what_is_wrong_with_a_hold_comes_after_a_missing_wallet_and_before_a_frozen_one() {
    let hold = |name: &str, seconds| {
        let amount = Amount::new(AMOUNT).expect("valid");
        Command::hold(key(name), owner("user_001"), asset("A"), amount, seconds, Details::default()).expect("in bounds")
    };
    let capture = |hold: &Command, minor| {
        let amount = Some(Amount::new(minor).expect("valid"));
        Command::capture(hold, key("c"), amount, false, Details::default()).expect("of a hold")
    };
    let (open, lapsed) = (hold("open", 900), hold("lapsed", 30));
    let used = capture(&open, AMOUNT);
    let more = |hold: &Command| Command::capture(hold, key("more"), Amount::new(11).ok(), false, Details::default());
    let decided = |earlier: &[&Command], hold: &Command, wallet: MakeWallet| {
        let earlier: Vec<Command> = earlier.iter().map(|it| (*it).clone()).collect();
        decided_after(&earlier, more(hold).expect("of a hold"), &[("A", "{}")], wallet)
    };
    assert_eq!(decided(&[], &open, MISSING), "wallet_not_found");
    assert_eq!(decided(&[], &open, FROZEN), "hold_not_found");
    assert_eq!(decided(&[&open, &used], &open, FROZEN), "hold_settled");
    assert_eq!(decided(&[&lapsed], &lapsed, FROZEN), "hold_expired");
    assert_eq!(decided(&[&open], &open, FROZEN), "capture_exceeds_hold");
    assert_eq!(decided_after(std::slice::from_ref(&open), capture(&open, 10), &[("A", "{}")], FROZEN), "wallet_frozen");
}

#[test]
fn what_is_wrong_with_a_reversal_comes_after_a_missing_wallet_and_before_a_frozen_one() {
    let spend = crate::testing::spend("user_001", "A", AMOUNT, "s");
    let back = |name: &str, minor| {
        let amount = Some(Amount::new(minor).expect("valid"));
        let made = Command::reversal(&spend, key(name), amount, OnShortfall::Refuse, Details::default());
        made.expect("a spend can be taken back")
    };
    let decided = |earlier: &[Command], minor, wallet: MakeWallet| {
        decided_after(earlier, back("r", minor), &[("A", "{}")], wallet)
    };
    assert_eq!(decided(&[], 11, MISSING), "wallet_not_found");
    assert_eq!(decided(&[], 11, FROZEN), "transaction_not_found");
    assert_eq!(decided(&[spend.clone(), back("all", AMOUNT)], 11, FROZEN), "already_reversed");
    assert_eq!(decided(std::slice::from_ref(&spend), 11, FROZEN), "reversal_exceeds_original");
    assert_eq!(decided(std::slice::from_ref(&spend), 10, FROZEN), "wallet_frozen");
}

#[test]
fn whoever_is_short_comes_after_a_limit_and_before_a_ceiling_or_the_largest_number() {
    let bonus = || crate::testing::bonus("user_001", "A", AMOUNT, "b").through(owner("system:event"));
    let spend = crate::testing::spend("user_001", "A", AMOUNT, "s");
    let back = Command::reversal(&spend, key("r"), None, OnShortfall::Refuse, Details::default());
    let earlier = [spend];
    // Whoever receives is full, and nobody else has anything.
    let dry = |owner: &str, _: &str, state: WalletState| {
        let balance = if owner == "user_001" { Balance::MAX } else { Balance::ZERO };
        Some(WalletState { balance, ..state })
    };
    let bounds = r#""transferable":true,"max_balance":105"#;
    let unlimited = format!("{{{bounds}}}");
    for (command, short) in [
        (bonus().expect("from a budget"), "budget_exhausted"),
        (give(("user_002", "user_001"), "A", AMOUNT, None, "g"), "insufficient_funds"),
    ] {
        let flow = command.flow();
        let limited = format!(r#"{{{bounds},"limits":[{{"flow":"{flow}","per":"day","max_amount":9}}]}}"#);
        assert_eq!(decided_with(command.clone(), &[("A", &limited)], dry), "limit_exceeded");
        assert_eq!(decided_with(command, &[("A", &unlimited)], dry), short);
    }
    let back = back.expect("a spend can be taken back");
    assert_eq!(decided_after(&earlier, back, &[("A", &unlimited)], dry), "revenue_exhausted");
}

/// Decides commands of a store with one asset, in which every wallet is open and new. Returns also how often the batch
/// was begun anew.
pub(crate) fn decide_counting(commands: &[Command], policy: &str) -> (Plan, usize) {
    let now = Timestamp::from_micros(NOW);
    let (mut deciding, mut anew) = (crate::Deciding::of(commands, &[], Lane::ONLY), 0);
    loop {
        let footprint = deciding.footprint();
        let mut book = Book::new(&footprint);
        book.put_asset(0, Policy::from_json(policy).expect("a policy"));
        for (slot, name) in footprint.wallets().iter().enumerate() {
            let id = WalletId::new(name.shard_key(), i64::try_from(slot).expect("few") + 1).expect("a small number");
            if name.owner.is_debt() {
                book.put_opening(slot, id, now);
            } else {
                book.put_wallet(slot, WalletState::opened(id, name.owner, now));
            }
        }
        match deciding.take(decide(&mut book, now)).expect("the book is right") {
            Some(plan) => return (plan, anew),
            None => anew += 1,
        }
    }
}
