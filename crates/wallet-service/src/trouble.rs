//! A trouble that lasts is told when it begins and when it is over, not once a round.

use std::sync::atomic::{AtomicBool, Ordering};

use wallet_domain::StoreError;

/// Something that is tried again and again.
pub(crate) struct Trouble {
    /// What fails, such as `the feed cannot be numbered`.
    sentence: &'static str,
    is_on: AtomicBool,
}

impl Trouble {
    /// Nothing has failed yet.
    pub(crate) fn of(sentence: &'static str) -> Self {
        Self { sentence, is_on: AtomicBool::new(false) }
    }

    /// Takes note of a try. Returns whether the trouble has just begun.
    pub(crate) fn note<T>(&self, tried: &Result<T, StoreError>) -> bool {
        let was_on = self.is_on.swap(tried.is_err(), Ordering::Relaxed);
        match tried {
            Err(error) if !was_on => tracing::warn!(%error, "{}; it is tried again and again", self.sentence),
            Err(error) => tracing::debug!(%error, "{} still", self.sentence),
            Ok(_) if was_on => tracing::info!("over: {}", self.sentence),
            Ok(_) => {}
        }
        tried.is_err() && !was_on
    }
}

#[cfg(test)]
mod tests {
    use wallet_domain::StoreErrorKind;

    use super::*;

    #[test]
    fn a_trouble_begins_once_until_it_is_over() {
        let trouble = Trouble::of("nothing works");
        let away = || Err::<(), _>(StoreError::new(StoreErrorKind::Unavailable, "away"));
        let tries = [Ok(()), away(), away(), Ok(()), away()];
        assert_eq!(tries.map(|tried| trouble.note(&tried)), [false, true, false, false, true]);
    }
}
