//! Whether two walks in different orders have met the same things: per chunk of the first walk, how many, and the sum
//! of their keyed hashes. The key is new for each proof, so no damage can be made to cancel out.

use std::hash::{BuildHasher, Hash, RandomState};

use crate::ports::journal::Heads;

/// The chunks of the first walk.
#[derive(Debug)]
pub(super) struct Cover<K> {
    key: RandomState,
    chunks: Vec<Chunk<K>>,
}

/// A chunk: from behind the one before, up to and with `last`.
#[derive(Debug)]
pub(super) struct Chunk<K> {
    pub(super) last: K,
    /// Where the lanes were when it was read: what later commits hold was not there yet.
    heads: Heads,
    /// Added by the first walk, taken by the second; nothing is left if both have met the same.
    count: i64,
    sum: u64,
    /// Something else is wrong with it: it is to be looked through whatever the walks have met.
    is_doubtful: bool,
}

impl<K: Ord + Copy> Cover<K> {
    pub(super) fn new() -> Self {
        Self { key: RandomState::new(), chunks: Vec::new() }
    }

    /// Begins the next chunk of the first walk.
    pub(super) fn begin(&mut self, last: K, heads: Heads) {
        self.chunks.push(Chunk { last, heads, count: 0, sum: 0, is_doubtful: false });
    }

    /// Something is wrong with the latest chunk.
    pub(super) fn doubt(&mut self) {
        self.chunks.last_mut().expect("a chunk was begun").is_doubtful = true;
    }

    /// The first walk has met `thing` in the latest chunk.
    pub(super) fn add(&mut self, thing: &impl Hash) {
        let hash = self.key.hash_one(thing);
        let chunk = self.chunks.last_mut().expect("a chunk was begun");
        chunk.count += 1;
        chunk.sum = chunk.sum.wrapping_add(hash);
    }

    /// The second walk has met `thing` in that commit, at `place` in the order of the first walk.
    pub(super) fn take(&mut self, place: K, thing: &impl Hash, (lane, number): (i16, i64)) {
        let at = self.chunks.partition_point(|chunk| chunk.last < place);
        let hash = self.key.hash_one(thing);
        let Some(chunk) = self.chunks.get_mut(at) else { return };
        if chunk.heads.iter().any(|&head| head.0 == lane && number <= head.1) {
            chunk.count -= 1;
            chunk.sum = chunk.sum.wrapping_sub(hash);
        }
    }

    /// The chunks in which the walks differ: where each begins (behind the one before, if any), and its last.
    pub(super) fn differing(&self) -> Vec<(Option<K>, K)> {
        let befores = std::iter::once(None).chain(self.chunks.iter().map(|chunk| Some(chunk.last)));
        (befores.zip(&self.chunks))
            .filter(|(_, chunk)| chunk.count != 0 || chunk.sum != 0 || chunk.is_doubtful)
            .map(|(before, chunk)| (before, chunk.last))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walks_that_met_the_same_leave_nothing_and_others_name_the_chunk() {
        let mut cover = Cover::new();
        for (last, things) in [(10, [3, 7]), (20, [11, 20])] {
            cover.begin(last, vec![(0, 5)]);
            for thing in &things {
                cover.add(thing);
            }
        }
        for thing in [20, 3, 7] {
            cover.take(thing, &thing, (0, 5));
        }
        // Committed after the chunk was read, in a lane that was not there, behind all chunks.
        for (thing, commit) in [(11, (0, 6)), (11, (1, 1)), (21, (0, 1))] {
            cover.take(thing, &thing, commit);
        }
        assert_eq!(cover.differing(), [(Some(10), 20)]);
        cover.take(11, &11, (0, 1));
        assert_eq!(cover.differing(), []);
        cover.doubt();
        assert_eq!(cover.differing(), [(Some(10), 20)]);
    }

    #[test]
    fn one_thing_instead_of_another_is_a_difference() {
        let mut cover = Cover::new();
        cover.begin(10, vec![(0, 1)]);
        cover.add(&3);
        cover.take(4, &4, (0, 1));
        assert_eq!(cover.differing(), [(None, 10)]);
    }
}
