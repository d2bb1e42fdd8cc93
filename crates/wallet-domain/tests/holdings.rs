//! Who holds an asset, against figures that are computed by the definitions alone.

use proptest::prelude::*;
use wallet_domain::holdings::{
    PERMILLES, SnapshotMoment, Spread, Survey, SurveyedHold, SurveyedWallet, TOP_MAX, millionths, spread_of,
};
use wallet_domain::{AssetCode, OwnerId, Timestamp};

/// Whether a share in millionths is the nearest to a part of a whole.
fn is_nearest(told: u32, part: u128, whole: u128) -> bool {
    (u128::from(told) * whole).abs_diff(part * 1_000_000) * 2 <= whole
}

/// The mean difference of all pairs over twice the mean: its numerator and its denominator.
fn gini(balances: &[i64]) -> (u128, u128) {
    let total: u128 = balances.iter().map(|it| u128::from(it.unsigned_abs())).sum();
    let differences = balances.iter().flat_map(|one| balances.iter().map(|other| u128::from(one.abs_diff(*other))));
    (differences.sum(), 2 * balances.len() as u128 * total)
}

/// What the poorest percents have, each holder cut into a hundred equal parts: in hundredths.
fn poorest(balances: &[i64], percent: usize) -> u128 {
    let parts = balances.iter().flat_map(|it| std::iter::repeat_n(u128::from(it.unsigned_abs()), 100));
    parts.take(percent * balances.len()).sum()
}

fn check(balances: &[i64]) {
    let Spread { gini: told, percentiles, lorenz } = spread_of(balances);
    let total: u128 = balances.iter().map(|it| u128::from(it.unsigned_abs())).sum();
    let (part, whole) = gini(balances);
    assert!(is_nearest(told.expect("there are holders"), part, whole), "{told:?} of {balances:?}");
    assert_eq!((lorenz.len(), lorenz[0], lorenz[100]), (101, 0, 1_000_000));
    for (percent, told) in lorenz.iter().enumerate() {
        assert!(is_nearest(*told, poorest(balances, percent), total * 100), "{percent} % of {balances:?}");
    }
    for (permille, told) in PERMILLES.into_iter().zip(percentiles) {
        let reaches = |balance: &&i64| {
            let within = balances.iter().filter(|it| it <= balance).count();
            within * 1_000 >= usize::from(permille) * balances.len()
        };
        assert_eq!(Some(&told), balances.iter().find(reaches), "{permille} of {balances:?}");
    }
}

proptest! {
    #[test]
    fn a_spread_is_what_its_definitions_say(mut balances in prop::collection::vec(1_i64..1_000_000, 1..60)) {
        balances.sort_unstable();
        check(&balances);
    }

    #[test]
    fn a_spread_of_the_greatest_amounts_is_exact_too(
        mut balances in prop::collection::vec(prop_oneof![1_i64..10, (i64::MAX - 10)..=i64::MAX], 1..40),
    ) {
        balances.sort_unstable();
        check(&balances);
    }

    #[test]
    fn a_survey_counts_each_wallet_once_in_any_order(
        wallets in prop::collection::vec((0_u16..300, 0_i64..50), 0..400),
        seed in any::<u64>(),
    ) {
        let mut wallets: Vec<(u16, i64)> =
            wallets.into_iter().collect::<std::collections::BTreeMap<_, _>>().into_iter().collect();
        let one = survey(&wallets);
        let mut state = seed | 1;
        for place in (1..wallets.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            wallets.swap(place, usize::try_from(state >> 33).expect("31 bits") % (place + 1));
        }
        prop_assert_eq!(&survey(&wallets), &one);
        let mut ranked: Vec<(i64, String)> =
            wallets.iter().filter(|(_, balance)| *balance > 0).map(|(number, balance)| (-balance, name(*number))).collect();
        ranked.sort_unstable();
        let of = one.assets.first().map(|(_, of)| of);
        let top: Vec<(i64, String)> = of.into_iter().flat_map(|of| &of.top)
            .map(|holder| (-holder.balance, holder.owner.to_string())).collect();
        prop_assert_eq!(top, ranked.iter().take(TOP_MAX).cloned().collect::<Vec<_>>());
        let total: i64 = wallets.iter().map(|(_, balance)| balance).sum();
        prop_assert_eq!(of.map_or((0, 0, 0), |of| (of.wallets, of.holders, of.total)),
            (i64::try_from(wallets.len()).expect("few"), i64::try_from(ranked.len()).expect("few"), total));
    }
}

fn name(number: u16) -> String {
    format!("user_{number:03}")
}

fn gold() -> AssetCode {
    AssetCode::new("GOLD_COINS").expect("valid")
}

fn at(days: i64) -> Timestamp {
    Timestamp::from_micros(1_700_000_000_000_000 + days * 86_400_000_000)
}

fn empty() -> Survey {
    Survey::of(SnapshotMoment { at: at(0), position: 7, is_approximate: false })
}

fn add(survey: &mut Survey, owner: &str, balance: i64, last_entry_at: Timestamp) {
    let (owner, asset) = (OwnerId::new(owner).expect("valid"), gold());
    survey.wallet(SurveyedWallet { owner: &owner, asset: &asset, balance, held: 0, debt: 0, last_entry_at });
}

fn survey(wallets: &[(u16, i64)]) -> wallet_domain::holdings::Snapshot {
    let mut survey = empty();
    for (number, balance) in wallets {
        add(&mut survey, &name(*number), *balance, at(0));
    }
    survey.finish()
}

#[test]
fn extremes_are_told_as_they_are() {
    assert_eq!(empty().finish().assets, []);
    assert_eq!(spread_of(&[]), Spread::default());
    let one = spread_of(&[i64::MAX]);
    assert_eq!((one.gini, &one.percentiles), (Some(0), &vec![i64::MAX; PERMILLES.len()]));
    assert_eq!(one.lorenz[37], 370_000, "a line");
    let equal = spread_of(&[5; 1_000]);
    assert_eq!((equal.gini, equal.lorenz[63]), (Some(0), 630_000));
    let mut richest = vec![1; 999];
    richest.push(i64::MAX);
    check(&richest);
    assert_eq!(spread_of(&richest).gini, Some(999_000), "one of a thousand has it all");
    let mut survey = empty();
    for number in 0..3 {
        add(&mut survey, &name(number), i64::MAX, at(0));
    }
    add(&mut survey, "system:issuance", i64::MIN, at(0));
    add(&mut survey, "system:issuance", i64::MIN, at(0));
    let of = survey.finish().assets.remove(0).1;
    assert_eq!((of.total, of.ledger), (i64::MAX, i64::MAX), "sums stop at the greatest number");
}

#[test]
fn millionths_are_rounded_once_to_the_nearest() {
    for (part, whole, told) in [
        (0, 0, 0),
        (1, 3, 333_333),
        (2, 3, 666_667),
        (1, 2_000_000, 1),
        (1, 2_000_001, 0),
        (7, 7, 1_000_000),
        (u128::from(u64::MAX), u128::from(u64::MAX) * 3, 333_333),
    ] {
        assert_eq!(millionths(part, whole), told, "{part} of {whole}");
    }
}

#[test]
fn debts_and_holds_are_in_the_part_of_their_days() {
    let mut survey = empty();
    let (just, over) = (Timestamp::from_micros(at(-7).as_micros()), Timestamp::from_micros(at(-7).as_micros() - 1));
    for (player, balance, since) in
        [("a", -5, just), ("b", -7, over), ("c", -11, at(-4_000)), ("d", 0, at(-1)), ("e", -13, at(1))]
    {
        add(&mut survey, &format!("system:debt:{player}"), balance, since);
    }
    let (owner, asset) = (OwnerId::new("user_001").expect("valid"), gold());
    let mut hold = |left, expires_at| survey.hold(SurveyedHold { owner: &owner, asset: &asset, left, expires_at });
    hold(1, at(0));
    hold(2, Timestamp::from_micros(at(0).as_micros() + 1));
    hold(4, at(1));
    hold(8, at(9));
    let of = survey.finish().assets.remove(0).1;
    let parts = |tally: &wallet_domain::holdings::Tally| -> Vec<(Option<u16>, i64, i64)> {
        let filled = tally.parts.iter().filter(|part| part.count > 0);
        filled.map(|part| (part.days_max, part.count, part.amount)).collect()
    };
    // A debt of the future is new.
    assert_eq!(parts(&of.debts), [(Some(1), 1, 13), (Some(7), 1, 5), (Some(30), 1, 7), (None, 1, 11)]);
    assert_eq!((of.debts.count, of.debts.amount, of.wallets, of.ledger), (4, 36, 0, 36));
    assert_eq!(parts(&of.holds), [(Some(1), 2, 6), (None, 1, 8)]);
}
