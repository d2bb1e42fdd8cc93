use super::*;
use crate::testing::{amount, asset, key, owner, spend, top_up};
use crate::{Amount, AssetCode, Details, Flow, IdempotencyKey, Invariant, Reference, Timestamp};

fn command() -> Command {
    let details = Details::default();
    Command::new(
        Flow::Bonus,
        IdempotencyKey::new("k").expect("valid"),
        OwnerId::new("user_001").expect("valid"),
        AssetCode::new("GOLD_COINS").expect("valid"),
        Amount::new(30).expect("valid"),
        details,
    )
    .expect("a player may")
}

fn leg(wallet: i64, owner: &str, amount: i64) -> Leg {
    Leg {
        wallet,
        sequence: 1,
        amount,
        balance_after: 100,
        created_at: None,
        owner: Some(owner.into()),
        asset: Some("GOLD_COINS".into()),
    }
}

#[test]
fn a_credit_of_a_payment_is_filed_once_under_the_ordinal_that_it_says() {
    let details = Details { reference: Some(Reference::new("pay_1").expect("valid")), ..Details::default() };
    let gold = || asset("GOLD_COINS");
    let paid = Command::new(Flow::TopUp, key("k"), owner("user_001"), gold(), amount(5), details).expect("a player");
    let filed = |command: &Command, payment, effects: Option<&str>| {
        let legs = vec![leg(1, "system:treasury", -5), leg(2, "user_001", 5)];
        let record =
            TransactionRecord { effects: effects.map(str::to_owned), payment, ..record(command.clone(), legs) };
        let mut findings = Findings::default();
        judge(&record, &mut findings);
        findings.into_list().into_iter().map(|finding| finding.detail).collect::<Vec<_>>()
    };
    let second = r#"{"balance":105,"held":0,"credit":2}"#;
    for (payment, effects) in [(Some(1), None), (Some(2), Some(second))] {
        assert_eq!(filed(&paid, payment, effects), [] as [&str; 0], "{payment:?} {effects:?}");
    }
    let plain = top_up("user_001", "GOLD_COINS", 5, "k");
    assert_eq!(filed(&plain, None, None), [] as [&str; 0]);
    for (command, payment, effects, detail) in [
        (&paid, None, None, "it credits a payment and is not filed so"),
        (&paid, Some(2), None, "it says it is credit 1 of its payment, and is filed as 2"),
        (&paid, Some(0), None, "it says it is credit 1 of its payment, and is filed as 0"),
        (&paid, Some(1), Some(second), "it says it is credit 2 of its payment, and is filed as 1"),
        (&paid, Some(0), Some(second), "it says it is credit 2 of its payment, and is filed as 0"),
        (&plain, Some(1), None, "it is filed as the credit of a payment"),
    ] {
        assert_eq!(filed(command, payment, effects), [detail]);
    }
}

fn found(legs: Vec<Leg>) -> Vec<(Invariant, String)> {
    let record = record(command(), legs);
    let mut findings = Findings::default();
    judge(&record, &mut findings);
    findings.into_list().into_iter().map(|finding| (finding.invariant, finding.detail)).collect()
}

const AT: Timestamp = Timestamp::from_micros(7);
const TREASURY: &str = "system:treasury";

#[test]
fn a_grant_may_be_paid_from_several_stripes_of_the_treasury() {
    assert_eq!(found(vec![leg(1, TREASURY, -30), leg(9, "user_001", 30)]), []);
    let stripes = vec![leg(1, TREASURY, -25), leg(2, TREASURY, -10), leg(3, TREASURY, 5), leg(9, "user_001", 30)];
    assert_eq!(found(stripes), []);
}

#[test]
fn legs_that_are_not_what_was_asked_for_are_found() {
    let mut diamonds = [leg(1, TREASURY, -30), leg(9, "user_001", 30)];
    for leg in &mut diamonds {
        leg.asset = Some("DIAMONDS".into());
    }
    for legs in [
        vec![leg(1, TREASURY, -31), leg(9, "user_001", 31)],
        vec![leg(1, TREASURY, 30), leg(9, "user_001", -30)],
        vec![leg(1, "system:revenue", -30), leg(9, "user_001", 30)],
        vec![leg(1, TREASURY, -30), leg(9, "user_001", 30), leg(4, "user_002", 1), leg(5, "user_003", -1)],
        vec![leg(1, TREASURY, -15), leg(1, TREASURY, -15), leg(9, "user_001", 30)],
        vec![leg(1, TREASURY, -30), leg(9, "user_001", 29)],
        vec![leg(9, "user_001", 30)],
        vec![],
        diamonds.into(),
    ] {
        let found = found(legs.clone());
        assert!(found.iter().any(|(invariant, _)| *invariant == Invariant::TransactionsBalance), "{legs:?}: {found:?}");
    }
}

#[test]
fn an_entry_of_another_time_is_found() {
    let with = |at| {
        let mut legs = vec![leg(1, TREASURY, -30), leg(9, "user_001", 30)];
        legs[1].created_at = Some(at);
        found(legs)
    };
    assert_eq!(with(AT), []);
    let expected = (Invariant::RecordsAreImmutable, "its entry 1 of wallet 9 has another time".to_owned());
    assert_eq!(with(Timestamp::from_micros(8)), [expected]);
}

#[test]
fn what_is_owed_is_made_by_what_asks_for_it_and_told_by_the_effects() {
    let debt = |amount, balance_after| Leg { balance_after, ..leg(4, "system:debt:user_001", amount) };
    let repaid = |balance_after| vec![leg(1, TREASURY, -30), leg(9, "user_001", 10), debt(20, balance_after)];
    assert_eq!(found(repaid(0)), []);
    let untold = found(repaid(-5)).pop().expect("the record has no effects").1;
    assert_eq!(untold, "it tells that 0 is owed, and leaves -5 in wallet 4");
    let made = found(vec![leg(1, TREASURY, -30), leg(9, "user_001", 50), debt(-20, -20)]);
    assert!(made[0].1.contains("has 20 owed in wallet 4, which nobody asked for"), "{made:?}");
    let elsewhere = Leg { owner: Some("system:debt:user_002".into()), ..debt(20, 0) };
    let elsewhere = found(vec![leg(1, TREASURY, -30), leg(9, "user_001", 10), elsewhere]);
    assert!(elsewhere[0].1.contains("which has no part in it"), "{elsewhere:?}");
}

fn record(command: Command, legs: Vec<Leg>) -> TransactionRecord {
    TransactionRecord {
        effects: None,
        lacks_claim: false,
        payment: None,
        id: command.id(),
        command: Ok(command),
        created_at: AT,
        is_rejected: false,
        rejection: None,
        named: legs.len(),
        legs,
    }
}

#[test]
fn what_there_was_is_taken_whole_and_nothing_else_moves_less_than_it_asked() {
    let plain = spend("user_001", "GOLD_COINS", 30, "k");
    let at_most = plain.clone().as_much_as().expect("a spend");
    let found = |command: &Command, moved: i64, effects: Option<&str>| {
        let legs = vec![leg(9, "user_001", -moved), leg(1, "system:revenue", moved)];
        let record = TransactionRecord { effects: effects.map(str::to_owned), ..record(command.clone(), legs) };
        let mut findings = Findings::default();
        judge(&record, &mut findings);
        findings.into_list().into_iter().map(|finding| finding.detail).collect::<Vec<_>>()
    };
    let [some, kept, left] = [
        r#"{"balance":0,"held":0,"moved":[20]}"#,
        r#"{"balance":5,"held":5,"moved":[20]}"#,
        r#"{"balance":5,"held":4,"moved":[20]}"#,
    ];
    for (command, moved, effects) in
        [(&plain, 30, None), (&at_most, 30, None), (&at_most, 20, Some(some)), (&at_most, 20, Some(kept))]
    {
        assert_eq!(found(command, moved, effects), [""; 0], "{moved} {effects:?}");
    }
    for (command, moved, effects, detail) in [
        (&plain, 20, some, "it is to move 30, and says that it moved 20"),
        (&at_most, 20, left, "it is to move 30 or what there is, moved 20, and left 1"),
        (&at_most, 40, r#"{"balance":0,"held":0,"moved":[40]}"#, "it is to move 30, and says that it moved 40"),
    ] {
        assert_eq!(found(command, moved, Some(effects)), [detail]);
    }
}
