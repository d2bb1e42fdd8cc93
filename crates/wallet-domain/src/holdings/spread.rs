//! How unequal balances are: exact, in whole numbers.

use super::{PERMILLES, Spread};

/// How unequal these balances are: above zero, in ascending order.
pub fn spread_of(balances: &[i64]) -> Spread {
    let amount = |place: usize| u128::from(balances[place].unsigned_abs());
    let (count, total) = (balances.len() as u128, (0..balances.len()).map(amount).sum::<u128>());
    if total == 0 {
        return Spread::default();
    }
    // Gini: (2 * sum(rank * balance) - (count + 1) * total) / (count * total), ranks from 1.
    let ranked: u128 = (0..balances.len()).map(|place| (place as u128 + 1) * amount(place)).sum();
    let gini = (2 * ranked).saturating_sub((count + 1) * total);
    let percentile = |permille: u16| {
        let rank = (balances.len() * usize::from(permille)).div_ceil(1_000).max(1);
        balances[rank - 1]
    };
    Spread {
        gini: Some(millionths(gini, count * total)),
        percentiles: PERMILLES.map(percentile).to_vec(),
        lorenz: lorenz(balances, total),
    }
}

/// What 0 to 100 percent of the holders have. A bound that falls within a holder cuts that balance in proportion.
fn lorenz(balances: &[i64], total: u128) -> Vec<u32> {
    let amount = |place: usize| u128::from(balances[place].unsigned_abs());
    let (mut whole, mut sum) = (0, 0);
    let point = |percent: usize| {
        let hundredths = percent * balances.len();
        while whole < hundredths / 100 {
            sum += amount(whole);
            whole += 1;
        }
        let cut = hundredths % 100;
        let part = if cut == 0 { 0 } else { amount(whole) * cut as u128 };
        millionths(sum * 100 + part, total * 100)
    };
    (0..=100).map(point).collect()
}

/// A part of a whole in millionths, rounded to the nearest, halves up. Of nothing it is 0.
pub fn millionths(part: u128, whole: u128) -> u32 {
    if whole == 0 {
        return 0;
    }
    // Digit by digit, so that no product is beyond what a number can hold.
    let (mut quotient, mut rest) = (part / whole, part % whole);
    for _ in 0..6 {
        rest *= 10;
        quotient = quotient * 10 + rest / whole;
        rest %= whole;
    }
    quotient += u128::from(rest >= whole - rest);
    u32::try_from(quotient).unwrap_or(u32::MAX)
}
