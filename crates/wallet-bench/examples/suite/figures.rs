//! Figures: the median of some, and how they are written.

use std::time::Duration;

/// The median of some figures and how far they lie apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spread {
    pub(super) median: f64,
    pub(super) min: f64,
    pub(super) max: f64,
}

impl Spread {
    /// Of at least one figure.
    pub(super) fn of(figures: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut sorted: Vec<f64> = figures.into_iter().collect();
        sorted.sort_by(f64::total_cmp);
        let (&min, &max) = (sorted.first()?, sorted.last()?);
        let half = sorted.len() / 2;
        let median =
            if sorted.len().is_multiple_of(2) { f64::midpoint(sorted[half - 1], sorted[half]) } else { sorted[half] };
        Some(Self { median, min, max })
    }

    /// `12,345 (11,900 to 12,400)`
    pub(super) fn rates(self) -> String {
        format!("{} ({} to {})", whole(self.median), whole(self.min), whole(self.max))
    }

    /// `0.62 (0.58 to 0.66)`
    pub(super) fn ratios(self) -> String {
        format!("{:.2} ({:.2} to {:.2})", self.median, self.min, self.max)
    }
}

/// The median alone.
pub(super) fn median(figures: impl IntoIterator<Item = f64>) -> Option<f64> {
    Spread::of(figures).map(|spread| spread.median)
}

/// A figure without its fraction, in groups of three digits.
pub(super) fn whole(figure: f64) -> String {
    let digits = format!("{:.0}", figure.abs());
    let mut written = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    if figure <= -0.5 { format!("-{written}") } else { written }
}

/// Microseconds, in milliseconds.
pub(super) fn millis(micros: f64) -> String {
    let millis = micros / 1000.0;
    match millis {
        ..10.0 => format!("{millis:.2} ms"),
        ..100.0 => format!("{millis:.1} ms"),
        _ => format!("{} ms", whole(millis)),
    }
}

/// `2.31`, or nothing where there is nothing to compare with.
pub(super) fn ratio(of: f64, to: f64) -> String {
    if to > 0.0 { format!("{:.2}", of / to) } else { "-".to_owned() }
}

/// KiB, in MiB.
pub(super) fn mib(kib: f64) -> String {
    format!("{} MiB", if kib < 102_400.0 { format!("{:.1}", kib / 1024.0) } else { whole(kib / 1024.0) })
}

/// A duration in microseconds.
#[allow(clippy::cast_precision_loss, reason = "no measurement lasts 2^53 microseconds")]
pub(super) fn micros(duration: Duration) -> f64 {
    duration.as_micros() as f64
}

/// A count as a figure.
#[allow(clippy::cast_precision_loss, reason = "nothing here is counted beyond 2^53")]
pub(super) fn figure(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle_whatever_the_order() {
        assert_eq!(Spread::of([3.0, 1.0, 2.0]), Some(Spread { median: 2.0, min: 1.0, max: 3.0 }));
        assert_eq!(Spread::of([4.0, 1.0, 2.0, 3.0]), Some(Spread { median: 2.5, min: 1.0, max: 4.0 }));
        assert_eq!(Spread::of([7.0]), Some(Spread { median: 7.0, min: 7.0, max: 7.0 }));
        assert_eq!(Spread::of([]), None);
    }

    #[test]
    fn figures_are_written_for_people() {
        let cases = [(0.0, "0"), (999.4, "999"), (1000.0, "1,000"), (1_234_567.8, "1,234,568"), (-1234.0, "-1,234")];
        for (figure, written) in cases {
            assert_eq!(whole(figure), written);
        }
        assert_eq!(millis(850.0), "0.85 ms");
        assert_eq!(millis(12_345.0), "12.3 ms");
        assert_eq!(millis(2_500_000.0), "2,500 ms");
        assert_eq!(ratio(5.0, 2.0), "2.50");
        assert_eq!(ratio(5.0, 0.0), "-");
        assert_eq!(mib(20_480.0), "20.0 MiB");
        assert_eq!(mib(2_048_000.0), "2,000 MiB");
    }
}
