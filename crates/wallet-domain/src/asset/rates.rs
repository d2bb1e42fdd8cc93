//! Rates of all assets together: whether some of them pay in a circle.
//!
//! Rates pay in a circle if whoever converts along it comes back with more than before: the product of `receive / pay`
//! around it is above 1. A product of whole numbers is a whole number, however long, so it is computed exactly. Rounding
//! down in each conversion only takes away from it: with enough to begin with, what pays on paper pays.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt;

use crate::asset::Asset;
use crate::value::asset_code::AssetCode;

use crate::asset::policy::{InvalidPolicy, Rate};

/// What is done where a rate closes a circle that pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RateCycles {
    /// The rate is refused.
    #[default]
    Refuse,
    /// The rate is set: the operator asked for it.
    Allow,
}

/// Rates that would pay in a circle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RateCycle {
    /// These, each from its asset to the next one's, the last to the first's.
    Pays(Vec<(AssetCode, Rate)>),
    /// Not known: there are so many rates that finding out would take too long.
    TooMany,
}

impl RateCycle {
    /// The assets along the circle: the first comes again as the last.
    pub fn assets(&self) -> Vec<AssetCode> {
        let Self::Pays(rates) = self else { return Vec::new() };
        rates.iter().chain(rates.first()).map(|(asset, _)| asset.clone()).collect()
    }
}

impl std::error::Error for RateCycle {}

impl fmt::Display for RateCycle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Pays(rates) = self else {
            return f.write_str(
                "There are too many rates to find out whether they pay in a circle. Set fewer, or say allow_cycle: true.",
            );
        };
        f.write_str("These rates pay in a circle: ")?;
        for (index, (asset, rate)) in rates.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{} {asset} for {} {}", rate.pay, rate.receive, rate.to)?;
        }
        f.write_str(". Change one of them, or say allow_cycle: true.")
    }
}

/// Why an asset cannot be what an operator wants.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AssetRefusal {
    /// There is none.
    #[error("There is no asset {asset}.")]
    NotFound {
        /// Which.
        asset: AssetCode,
    },
    /// It is in another state than the change was meant for.
    #[error("{asset} has changed meanwhile, and nothing was done. Read it again, and decide again.")]
    Changed {
        /// Which.
        asset: AssetCode,
    },
    /// Its policy would contradict itself, or have a rate to no other asset.
    #[error(transparent)]
    Policy(#[from] InvalidPolicy),
    /// Its rates would pay in a circle.
    #[error(transparent)]
    Cycle(#[from] RateCycle),
}

/// Whether `after`, which is or becomes one of `assets` and was `before`, may have its rates. Only those that are new are
/// judged: each is to another asset that is there, and closes no circle that pays.
pub(crate) fn check_rates(
    after: &Asset,
    before: Option<&Asset>,
    assets: &[Asset],
    cycles: RateCycles,
) -> Result<(), AssetRefusal> {
    let known = before.map_or(&[][..], |before| &before.policy.rates);
    let new: Vec<&Rate> = after.policy.rates.iter().filter(|rate| !known.contains(rate)).collect();
    for rate in &new {
        if rate.to == after.code {
            return Err(InvalidPolicy::new(format!("{} has a rate to itself.", after.code)).into());
        }
        if !assets.iter().any(|asset| asset.code == rate.to) {
            let why = format!("{} has a rate to {}, and there is no such asset.", after.code, rate.to);
            return Err(InvalidPolicy::new(why).into());
        }
    }
    if cycles == RateCycles::Allow || new.is_empty() {
        return Ok(());
    }
    match find_cycle(after, &new, assets, STEPS_MAX) {
        Some(cycle) => Err(cycle.into()),
        None => Ok(()),
    }
}

/// How many steps of arithmetic and of copying ways the search takes at most: a fraction of a second.
const STEPS_MAX: usize = 50_000_000;

/// What comes of one unit along a way, as a fraction.
#[derive(Debug, Clone)]
struct Product {
    receive: Vec<u64>,
    pay: Vec<u64>,
}

/// A way from the asset whose rates change: what comes of it, and its rates.
#[derive(Debug, Clone)]
struct Way<'a> {
    product: Product,
    rates: Vec<(&'a AssetCode, &'a Rate)>,
}

/// Looks for a way that begins with one of the `new` rates, ends where it began and pays: of the ways to each asset the
/// best is kept, in rounds that each add a rate (Bellman and Ford). Assets with many rates ask for many steps.
fn find_cycle(from: &Asset, new: &[&Rate], assets: &[Asset], steps_max: usize) -> Option<RateCycle> {
    let rates_of: HashMap<&AssetCode, &[Rate]> =
        assets.iter().map(|asset| (&asset.code, &asset.policy.rates[..])).collect();
    let mut steps = 0;
    let mut best: HashMap<&AssetCode, Way<'_>> = HashMap::new();
    let one = Way { product: Product { receive: vec![1], pay: vec![1] }, rates: Vec::new() };
    let mut frontier: Vec<&AssetCode> = Vec::new();
    for rate in new {
        best.insert(&rate.to, one.along(&from.code, rate));
        frontier.push(&rate.to);
    }
    // No circle has more rates than there are assets.
    for _ in 0..assets.len() {
        let mut next: Vec<&AssetCode> = Vec::new();
        let ways: Vec<(&AssetCode, Way<'_>)> = frontier.iter().map(|asset| (*asset, best[asset].clone())).collect();
        for (asset, way) in ways {
            for rate in rates_of.get(asset).copied().unwrap_or_default() {
                let longer = way.along(asset, rate);
                steps += longer.product.pay.len() * longer.product.receive.len() + longer.rates.len();
                if steps > steps_max {
                    return Some(RateCycle::TooMany);
                }
                if rate.to == from.code {
                    if longer.product.pays() {
                        return Some(RateCycle::Pays(longer.circle_that_pays()));
                    }
                } else if best.get(&rate.to).is_none_or(|known| longer.product.is_above(&known.product)) {
                    best.insert(&rate.to, longer);
                    if !next.contains(&&rate.to) {
                        next.push(&rate.to);
                    }
                }
            }
        }
        frontier = next;
    }
    None
}

impl<'a> Way<'a> {
    fn along(&self, asset: &'a AssetCode, rate: &'a Rate) -> Self {
        let mut rates = self.rates.clone();
        rates.push((asset, rate));
        Self { product: self.product.times(rate), rates }
    }

    /// Of a way that ends where it began and pays, the first circle that does: it may go round another one on its way.
    fn circle_that_pays(&self) -> Vec<(AssetCode, Rate)> {
        let mut open: Vec<(&AssetCode, &Rate)> = Vec::new();
        for &(asset, rate) in &self.rates {
            open.push((asset, rate));
            let Some(start) = open.iter().position(|(earlier, _)| *earlier == &rate.to) else { continue };
            let circle = open.split_off(start);
            let one = Product { receive: vec![1], pay: vec![1] };
            if circle.iter().fold(one, |product, (_, rate)| product.times(rate)).pays() {
                return circle.into_iter().map(|(asset, rate)| (asset.clone(), rate.clone())).collect();
            }
        }
        unreachable!("what pays as a whole pays in one of the circles that it is made of")
    }
}

impl Product {
    fn times(&self, rate: &Rate) -> Self {
        let by = |number: &[u64], minor: i64| multiply(number, &[minor.unsigned_abs()]);
        Self { receive: by(&self.receive, rate.receive.minor()), pay: by(&self.pay, rate.pay.minor()) }
    }

    fn pays(&self) -> bool {
        compare(&self.receive, &self.pay) == Ordering::Greater
    }

    fn is_above(&self, other: &Self) -> bool {
        compare(&multiply(&self.receive, &other.pay), &multiply(&other.receive, &self.pay)) == Ordering::Greater
    }
}

/// Whole numbers of any length, the lowest 64 bits first, without zeros at the end.
fn multiply(one: &[u64], other: &[u64]) -> Vec<u64> {
    let mut product = vec![0_u64; one.len() + other.len()];
    for (at, &left) in one.iter().enumerate() {
        let mut carry = 0_u128;
        for (behind, &right) in other.iter().enumerate() {
            let sum = u128::from(left) * u128::from(right) + u128::from(product[at + behind]) + carry;
            product[at + behind] = low(sum);
            carry = sum >> 64;
        }
        product[at + other.len()] = low(carry);
    }
    while product.last() == Some(&0) {
        product.pop();
    }
    product
}

fn low(wide: u128) -> u64 {
    u64::try_from(wide & u128::from(u64::MAX)).expect("it is masked to 64 bits")
}

fn compare(one: &[u64], other: &[u64]) -> Ordering {
    one.len().cmp(&other.len()).then_with(|| one.iter().rev().cmp(other.iter().rev()))
}

#[cfg(test)]
mod tests;
