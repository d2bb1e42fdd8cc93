//! Circles of rates that pay, and those that do not.

use super::*;
use crate::MINOR_MAX;
use crate::testing::{asset, asset_with};

/// Assets by their rates, such as `A>B 100:1`: so many paid for so many received.
fn assets(rates: &[&str]) -> Vec<Asset> {
    let mut by_code: std::collections::BTreeMap<&str, Vec<String>> = std::collections::BTreeMap::new();
    for rate in rates {
        let (between, figures) = rate.split_once(' ').expect("two words");
        let (from, to) = between.split_once('>').expect("from and to");
        let (pay, receive) = figures.split_once(':').expect("pay and receive");
        by_code.entry(to).or_default();
        by_code.entry(from).or_default().push(format!(r#"{{"to":"{to}","pay":{pay},"receive":{receive}}}"#));
    }
    let asset =
        |(code, rates): (&&str, &Vec<String>)| asset_with(code, &format!(r#"{{"rates":[{}]}}"#, rates.join(",")));
    by_code.iter().map(asset).collect()
}

/// What is found when all rates of the first asset are new: the circle's assets.
fn cycle(rates: &[&str]) -> Option<String> {
    let assets = assets(rates);
    let first = &assets[0];
    let known: Vec<&Rate> = first.policy.rates.iter().collect();
    let names = |cycle: RateCycle| cycle.assets().iter().map(AssetCode::as_str).collect::<Vec<_>>().join(">");
    find_cycle(first, &known, &assets, STEPS_MAX).map(names)
}

#[test]
fn a_circle_pays_if_more_comes_back_and_not_if_it_is_the_same() {
    assert_eq!(cycle(&["A>B 100:1", "B>A 1:150"]).as_deref(), Some("A>B>A"));
    assert_eq!(cycle(&["A>B 100:1", "B>A 1:101"]).as_deref(), Some("A>B>A"));
    assert_eq!(cycle(&["A>B 100:1", "B>A 1:100"]), None);
    assert_eq!(cycle(&["A>B 100:1", "B>A 1:99"]), None);
    assert_eq!(cycle(&["A>B 1:1000", "B>C 1:1000"]), None, "no way leads back");
}

#[test]
fn a_circle_over_many_assets_is_found_by_its_best_ways() {
    assert_eq!(cycle(&["A>B 2:3", "B>C 2:3", "C>D 2:3", "D>A 27:9"]).as_deref(), Some("A>B>C>D>A"));
    assert_eq!(cycle(&["A>B 2:3", "B>C 2:3", "C>D 2:3", "D>A 27:8"]), None);
    // The direct way to D loses; the one over B and C does not.
    let rates = ["A>B 1:2", "A>D 1:1", "B>C 1:2", "C>D 1:2", "D>A 7:1"];
    assert_eq!(cycle(&rates).as_deref(), Some("A>B>C>D>A"));
}

#[test]
fn products_are_exact_however_long() {
    let (most, less) = (MINOR_MAX, MINOR_MAX - 1);
    // One part in 2^53 for each rate, back and forth over twelve assets.
    let chain = |back: i64| {
        let mut rates: Vec<String> =
            (0..11).map(|at| format!("{}>{} {most}:{less}", char::from(b'A' + at), char::from(b'B' + at))).collect();
        rates.push(format!("L>A {back}:{most}"));
        rates
    };
    let found = |rates: &[String]| cycle(&rates.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(found(&chain(most - 11)).is_some(), "(1 - e)^11 / (1 - 11 e) is above 1 by less than any float tells");
    assert_eq!(found(&chain(most - 10)), None);
}

#[test]
fn another_circle_on_the_way_is_the_one_that_is_named() {
    let rates = ["A>B 1:1", "B>C 1:2", "C>B 1:1", "B>A 1:1"];
    assert_eq!(cycle(&rates).as_deref(), Some("B>C>B"));
}

#[test]
fn only_new_rates_are_judged() {
    let assets = assets(&["A>B 1:2", "B>A 1:1"]);
    let (gold, gem) = (&assets[0], &assets[1]);
    assert_eq!(check_rates(gold, Some(gold), &assets, RateCycles::Refuse), Ok(()));
    let refused = check_rates(gold, None, &assets, RateCycles::Refuse).expect_err("it pays");
    assert_eq!(
        refused.to_string(),
        "These rates pay in a circle: 1 A for 2 B, 1 B for 1 A. Change one of them, or say allow_cycle: true."
    );
    assert_eq!(check_rates(gold, None, &assets, RateCycles::Allow), Ok(()));
    let alone = std::slice::from_ref(gem);
    let unknown = check_rates(gem, None, alone, RateCycles::Allow).expect_err("A is not there");
    assert!(unknown.to_string().contains("there is no such asset"), "{unknown}");
    let itself = asset_with("A", r#"{"rates":[{"to":"A","pay":1,"receive":1}]}"#);
    assert!(check_rates(&itself, None, &assets, RateCycles::Allow).expect_err("itself").to_string().contains("itself"));
    assert_eq!(asset("A"), gold.code);
}

#[test]
fn so_many_rates_that_it_would_take_too_long_are_told_as_such() {
    let assets = assets(&["A>B 1:1", "B>C 1:1", "C>D 1:1", "D>A 1:2"]);
    let new: Vec<&Rate> = assets[0].policy.rates.iter().collect();
    // A product of small numbers counts 1, and a way as many as its rates: 1 + 2, 1 + 3, 1 + 4.
    assert_eq!(find_cycle(&assets[0], &new, &assets, 11), Some(RateCycle::TooMany));
    assert!(matches!(find_cycle(&assets[0], &new, &assets, 12), Some(RateCycle::Pays(_))));
}
