//! Each flow tells its own story, on a ledger with several lanes.

use futures_util::FutureExt;

use super::*;
use crate::testing::{
    MemoryLedger, amount, asset, asset_with, bonus, command, give, key, mint, ordered, owing_30, owner, spend, top_up,
};
use crate::{Allocation, Conversion, Details, Lane, Lanes, OnShortfall, Outcome, Reference, Registry, Sum};

/// A ledger of three lanes: the supply is in the first lane's stripe of the treasury, and commands run in the third.
struct Stage(MemoryLedger, Lanes);

impl Stage {
    fn new() -> Self {
        let lanes = Lanes::new(3).expect("valid");
        let ledger = MemoryLedger::default().with_lanes(lanes);
        let gold = r#"{"transferable":true,"rates":[{"to":"GEMS","pay":10,"receive":3}]}"#;
        for asset in [asset_with("GEMS", "{}"), asset_with("KEYS", "{}"), asset_with("GOLD", gold)] {
            ledger.create_asset(&asset).now_or_never().expect("memory never waits").expect("it works");
            for player in ["a", "b"] {
                let opened = ledger.open_wallet(&owner(player), &asset.code).now_or_never();
                opened.expect("memory never waits").expect("it works");
            }
        }
        let stage = Self(ledger, lanes);
        let supply = ["GOLD", "GEMS", "KEYS"].map(|code| mint(code, 1_000, &format!("mint {code}")));
        for command in &supply {
            stage.run_in(0, command);
        }
        stage.post(&top_up("a", "GOLD", 100, "opening"));
        stage
    }

    fn run_in(&self, lane: i16, command: &Command) -> Transaction {
        let lane: Lane = self.1.lane(lane);
        match self.0.execute_in(std::slice::from_ref(command), &[], lane).remove(0) {
            Outcome::Decided(transaction) => transaction,
            other => panic!("not decided: {other:?}"),
        }
    }

    fn post(&self, command: &Command) -> Transaction {
        let transaction = self.run_in(2, command);
        assert!(transaction.result.is_ok(), "{transaction:?}");
        transaction
    }
}

/// The legs: whose, how much, of what, and with whom.
fn legs(transaction: &Transaction) -> Vec<String> {
    let leg = |entry: ShownEntry<'_>| {
        let other = entry.counterparty.map_or("nobody", OwnerId::as_str);
        format!("{} {:+} {} with {other}", entry.owner, entry.amount, entry.asset)
    };
    transaction.shown_entries().map(leg).collect()
}

#[test]
fn a_grant_that_several_stripes_pay_is_one_debit_of_its_amount() {
    let stage = Stage::new();
    let granted = stage.post(&top_up("b", "GOLD", 40, "levelled"));
    let spread = stage.post(&bonus("b", "GEMS", 50, "levelled too"));
    assert!(spread.entries().len() > 2, "{:?}", spread.entries());
    assert_eq!(legs(&granted), ["system:treasury -40 GOLD with b", "b +40 GOLD with system:treasury"]);
    assert_eq!(legs(&spread), ["system:treasury -50 GEMS with b", "b +50 GEMS with system:treasury"]);
    let known: Vec<_> = spread.shown_entries().map(|entry| (entry.balance_after, entry.sequence)).collect();
    assert_eq!(known, [(None, None), (Some(50), Some(1))]);
    assert_eq!(granted.story(), Story { amount: 40, ..Story::default() });
}

#[test]
fn a_mint_tells_the_whole_treasurys_balance_and_an_allocation_its_budgets() {
    let stage = Stage::new();
    let minted = stage.post(&mint("GOLD", 7, "more"));
    assert_eq!(
        legs(&minted),
        ["system:issuance -7 GOLD with system:treasury", "system:treasury +7 GOLD with system:issuance"]
    );
    assert_eq!(minted.holding().map(|it| it.balance), Some(907), "of all three stripes");
    let opened = stage.0.open_wallet(&owner("system:event"), &asset("GOLD")).now_or_never();
    opened.expect("memory never waits").expect("it works");
    let fund = |name, back| ordered(Allocation { back }, "system:event", "GOLD", if back { 20 } else { 30 }, name);
    let funded = stage.post(&fund("out", false));
    assert_eq!(
        legs(&funded),
        ["system:treasury -30 GOLD with system:event", "system:event +30 GOLD with system:treasury"]
    );
    assert_eq!(funded.holding().map(|it| it.balance), Some(30));
    let given = stage.post(&bonus("b", "GOLD", 10, "of it").through(owner("system:event")).expect("a budget"));
    assert_eq!(legs(&given), ["system:event -10 GOLD with b", "b +10 GOLD with system:event"]);
    assert_eq!(given.story().budget, Some(&owner("system:event")));
    let back = stage.post(&fund("back", true));
    assert!(back.story().is_back && !funded.story().is_back);
    assert_eq!(
        legs(&back),
        ["system:event -20 GOLD with system:treasury", "system:treasury +20 GOLD with system:event"]
    );
}

#[test]
fn what_a_player_gives_tells_its_receiver_its_fee_and_who_gave_it() {
    let stage = Stage::new();
    let given = stage.post(&give(("a", "b"), "GOLD", 20, Some(2), "give"));
    assert_eq!(legs(&given), ["a -22 GOLD with b", "b +20 GOLD with a", "system:revenue +2 GOLD with a"]);
    assert_eq!(given.story(), Story { amount: 20, to: Some("b"), fee: Some(2), ..Story::default() });
    assert!(["a", "b", "system:revenue"].iter().all(|it| given.concerns(&owner(it))));
    assert!(!given.concerns(&owner("system:treasury")) && !given.concerns(&owner("system:debt:b")));
    let stage = Stage::new();
    let free = stage.post(&give(("a", "b"), "GOLD", 20, None, "give"));
    assert_eq!(legs(&free), ["a -20 GOLD with b", "b +20 GOLD with a"]);
}

#[test]
fn a_refusal_tells_what_was_asked_for_and_no_more() {
    let stage = Stage::new();
    let refused = stage.run_in(2, &spend("a", "GOLD", 101, "too much"));
    assert_eq!((legs(&refused), refused.story().amount, refused.holding()), (Vec::new(), 101, None));
    let refused = stage.run_in(2, &give(("b", "a"), "GOLD", 5, Some(1), "poor"));
    assert_eq!(refused.story(), Story { amount: 5, to: Some("a"), fee: Some(1), ..Story::default() });
    assert!(refused.concerns(&owner("b")) && !refused.concerns(&owner("a")), "nothing was received");
}

#[test]
fn a_conversion_tells_both_sides_and_what_it_left() {
    let stage = Stage::new();
    let convert = ordered(Conversion { to: asset("GEMS"), min: Some(amount(6)) }, "a", "GOLD", 25, "change");
    let converted = stage.post(&convert);
    let story = converted.story();
    assert_eq!((story.to, story.min_receive, story.received), (Some("GEMS"), Some(6), Some(7)));
    assert_eq!(story.amount + story.left.unwrap_or_default(), 25);
    assert_eq!(
        legs(&converted),
        [
            format!("a -{} GOLD with system:revenue", story.amount),
            "system:treasury -7 GEMS with a".to_owned(),
            format!("system:revenue +{} GOLD with a", story.amount),
            "a +7 GEMS with system:treasury".to_owned(),
        ]
    );
}

#[test]
fn a_purchase_tells_what_is_paid_what_is_given_and_its_sku() {
    let stage = Stage::new();
    stage.post(&top_up("a", "GEMS", 9, "gems"));
    let sum = |code: &str, minor| Sum { asset: asset(code), amount: amount(minor) };
    let details = Details { reference: Some(Reference::new("chest_7").expect("valid")), ..Details::default() };
    let (pay, receive) = (vec![sum("GOLD", 30), sum("GEMS", 4)], vec![sum("KEYS", 2)]);
    let bought = stage.post(&Command::purchase(key("p"), owner("a"), pay, receive, details).expect("sums"));
    let story = bought.story();
    let (gold, gems, keys) = (asset("GOLD"), asset("GEMS"), asset("KEYS"));
    assert_eq!((story.amount, story.pay, story.receive), (30, vec![(&gold, 30), (&gems, 4)], vec![(&keys, 2)]));
    assert_eq!(story.sku.map(Reference::as_str), Some("chest_7"));
    assert_eq!(
        legs(&bought),
        [
            "a -30 GOLD with system:revenue",
            "a -4 GEMS with system:revenue",
            "system:treasury -2 KEYS with a",
            "system:revenue +30 GOLD with a",
            "system:revenue +4 GEMS with a",
            "a +2 KEYS with system:treasury",
        ]
    );
}

#[test]
fn the_amount_of_a_capture_a_release_and_an_expiry_is_what_moved() {
    let stage = Stage::new();
    let hold = |name| Command::hold(key(name), owner("a"), asset("GOLD"), amount(50), 60, Details::default());
    let kept = stage.post(&hold("h").expect("valid"));
    assert_eq!((kept.story().amount, legs(&kept)), (50, Vec::new()));
    assert_eq!(kept.holding(), Some(Holding { balance: 100, held: 50, debt: 0 }));
    let take = |name, minor: Option<u64>, last| {
        Command::capture(&kept.command, key(name), minor.map(amount), last, Details::default()).expect("a hold")
    };
    let part = stage.post(&take("part", Some(30), false));
    let rest = stage.post(&take("rest", None, true));
    assert_eq!((part.story().amount, rest.story().amount, rest.command.amount().minor()), (30, 20, 50));
    assert_eq!((rest.story().hold, rest.story().reverses), (Some(kept.id()), None));
    assert_eq!(legs(&rest), ["a -20 GOLD with system:revenue", "system:revenue +20 GOLD with a"]);
    let other = stage.post(&hold("other").expect("valid"));
    let part = Command::capture(&other.command, key("x"), Some(amount(45)), false, Details::default());
    stage.post(&part.expect("a hold"));
    let released = stage.post(&Command::release(&other.command, key("let go"), Details::default()).expect("a hold"));
    assert_eq!((released.story().amount, legs(&released)), (5, Vec::new()));
}

#[test]
fn a_reversal_tells_what_it_takes_back_and_from_whom() {
    let stage = Stage::new();
    let bought = top_up("b", "GOLD", 50, "bought");
    stage.post(&bought);
    stage.post(&spend("b", "GOLD", 30, "spent"));
    let back = |name, on_shortfall| {
        Command::reversal(&bought, key(name), Some(amount(40)), on_shortfall, Details::default()).expect("reversible")
    };
    let taken = stage.post(&back("as far as it goes", OnShortfall::TakeAvailable));
    let story = taken.story();
    assert_eq!((story.amount, story.reverses, story.hold), (20, Some(bought.id()), None));
    assert_eq!((story.reversed_flow, story.on_shortfall), (Some(Flow::TopUp), Some(OnShortfall::TakeAvailable)));
    assert_eq!(legs(&taken), ["b -20 GOLD with system:treasury", "system:treasury +20 GOLD with b"]);
}

#[test]
fn a_debts_entries_have_the_counterparty_of_their_debtors() {
    let stage = Stage::new();
    let told: Vec<_> = owing_30("b", "KEYS").iter().map(|command| legs(&stage.post(command))).collect();
    assert_eq!(
        told[2],
        ["system:debt:b -50 KEYS with system:treasury", "system:treasury +50 KEYS with b"],
        "what is owed"
    );
    assert_eq!(
        told[3],
        ["system:treasury -20 KEYS with b", "system:debt:b +20 KEYS with system:treasury"],
        "what repays it"
    );
}

#[test]
fn a_starting_balance_says_so_and_no_caller_can_say_it() {
    let stage = Stage::new();
    let beginning = asset_with("COINS", r#"{"opens_on_credit":true,"starting_balance":25}"#);
    stage.0.create_asset(&beginning).now_or_never().expect("memory never waits").expect("it works");
    stage.run_in(0, &mint("COINS", 500, "mint COINS"));
    let (recorded, _) = stage.0.commit_in(&[bonus("c", "COINS", 5, "first")], &[], stage.1.lane(0));
    let told: Vec<_> = recorded.iter().map(|it| (it.story().is_starting_balance, it.story().amount)).collect();
    assert_eq!(told, [(true, 25), (false, 5)]);
    assert!(crate::IdempotencyKey::new("starting COINS").is_err());
    let mimic = command(Flow::TopUp, "c", "COINS", 1, "starting COINS");
    assert!(!mimic.is_starting_balance(), "another flow's key is another matter");
}

#[test]
fn a_clipped_bonus_tells_what_was_given_and_what_was_not() {
    let stage = Stage::new();
    let full = asset_with("ENERGY", r#"{"max_balance":100,"over_max":"clip"}"#);
    stage.0.create_asset(&full).now_or_never().expect("memory never waits").expect("it works");
    stage.0.open_wallet(&owner("a"), &asset("ENERGY")).now_or_never().expect("memory never waits").expect("it works");
    stage.run_in(0, &mint("ENERGY", 500, "mint ENERGY"));
    stage.post(&bonus("a", "ENERGY", 70, "most"));
    let more = stage.post(&bonus("a", "ENERGY", 50, "more"));
    let story = more.story();
    assert_eq!((story.amount, story.clipped, story.left), (30, Some(20), None));
}
