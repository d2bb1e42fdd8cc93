//! Numbers for the wallets of a distributed ledger, taken from the coordinator's sequence a thousand at a time: what a batch
//! opens asks nobody for a number but once in a thousand wallets. What a server has left when it ends is lost, as any number
//! of a batch that fails.

use std::sync::{Mutex, PoisonError};

/// How many are taken at a time.
pub(crate) const BLOCK: usize = 1_000;

/// The numbers that this server has left.
#[derive(Debug, Default)]
pub(crate) struct Numbers(Mutex<Vec<i64>>);

impl Numbers {
    /// So many of them, the smallest first, if there are.
    pub(crate) fn take(&self, count: usize) -> Option<Vec<i64>> {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (left.len() >= count).then(|| left.drain(..count).collect())
    }

    /// Adds a block, and takes so many.
    pub(crate) fn refill(&self, mut block: Vec<i64>, count: usize) -> Vec<i64> {
        let rest = block.split_off(count.min(block.len()));
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(rest);
        block
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_lasts_until_it_is_used_up() {
        let numbers = Numbers::default();
        assert_eq!(numbers.take(1), None);
        assert_eq!(numbers.refill((1..=5).collect(), 2), [1, 2]);
        assert_eq!(numbers.take(2), Some(vec![3, 4]));
        assert_eq!(numbers.take(2), None, "one is left");
        assert_eq!(numbers.refill(vec![9, 10], 3), [9, 10], "a caller that got too few asks for more");
        assert_eq!(numbers.take(1), Some(vec![5]));
    }
}
