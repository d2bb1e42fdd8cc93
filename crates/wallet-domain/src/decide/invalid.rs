//! What a store or a caller may get wrong, so that nothing is decided on it.

use crate::decide::needs::Needs;
use crate::flow::group::Group;
use crate::value::key::TransactionId;

/// Why a batch was not decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undecided {
    /// The book lacks something: load it too, and decide again.
    Needs(Needs),
    /// The batch or the book is wrong: nothing may be decided on it.
    Invalid(InvalidBatch),
}

impl From<Needs> for Undecided {
    fn from(needs: Needs) -> Self {
        Self::Needs(needs)
    }
}

/// What is wrong with a batch, or with what a store has put into its book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidBatch {
    /// Groups are disjoint, in ascending order, and within the batch.
    #[error("Groups of commands overlap, are not in ascending order, or reach beyond the batch.")]
    Groups,
    /// The footprint has fewer slots.
    #[error("The footprint has no slot {0} for this.")]
    Slot(usize),
    /// A wallet holds back less than nothing.
    #[error("The wallet in slot {slot} holds back {held}: it must be 0 or more.")]
    Held {
        /// The wallet's slot.
        slot: usize,
        /// What the store says of it, in minor units.
        held: i64,
    },
    /// A claim has been taken more of than it had, or less than nothing.
    #[error("Of the claim on {0} less than nothing, or more than all, is taken.")]
    Claim(TransactionId),
}

/// Whether groups are disjoint, in ascending order, and within a batch of that many commands.
pub(crate) fn check_groups(groups: &[Group], count: usize) -> Result<(), InvalidBatch> {
    let mut next = 0;
    for group in groups {
        if group.commands.start < next || group.commands.end < group.commands.start || group.commands.end > count {
            return Err(InvalidBatch::Groups);
        }
        next = group.commands.end;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{owner, spend};
    use crate::{
        Book, Claim, ClaimKind, ClaimStatus, Credited, Footprint, GroupKind, Lane, Policy, ShardKey, Timestamp, Usage,
        WalletId, WalletState, decide,
    };

    type Wrong = (InvalidBatch, fn(&mut Book<'_>, WalletState, Claim));

    #[test]
    fn a_wrong_book_or_batch_is_an_error_and_no_booking() {
        let at = Timestamp::from_micros(1_700_000_000_000_000);
        let commands = [spend("user_001", "GOLD_COINS", 1, "a"), spend("user_001", "GOLD_COINS", 1, "b")];
        let state = WalletState::opened(
            WalletId::new(ShardKey::of(&owner("user_001")), 1).expect("small"),
            &owner("user_001"),
            at,
        );
        let claim = Claim {
            id: commands[0].id(),
            kind: ClaimKind::Hold,
            wallet: state.id,
            amount: 5,
            taken: 6,
            status: ClaimStatus::Open,
            expires_at: None,
        };
        let wrongs: [Wrong; 7] = [
            (InvalidBatch::Slot(7), |book, _, _| book.put_asset(7, Policy::default())),
            (InvalidBatch::Slot(8), |book, state, _| book.put_wallet(8, state)),
            (InvalidBatch::Slot(9), |book, _, _| book.put_usage(9, Usage::default())),
            (InvalidBatch::Slot(10), |book, state, _| book.put_opening(10, state.id, state.last_entry_at)),
            (InvalidBatch::Slot(11), |book, _, claim| book.put_payment(11, Credited { first: claim.id, latest: 1 })),
            (InvalidBatch::Held { slot: 0, held: -1 }, |book, state, _| {
                book.put_wallet(0, WalletState { held: -1, ..state });
            }),
            (InvalidBatch::Claim(claim.id), |book, _, claim| book.put_claim(claim)),
        ];
        for (invalid, put) in wrongs {
            let footprint = Footprint::of(&commands, Lane::ONLY);
            let mut book = Book::new(&footprint);
            put(&mut book, state, claim);
            assert_eq!(decide(&mut book, at).err(), Some(Undecided::Invalid(invalid)));
        }
        let group = |start, end| Group { commands: start..end, kind: GroupKind::Trial };
        for groups in
            [vec![group(0, 2), group(1, 2)], vec![group(1, 2), group(0, 1)], vec![group(0, 3)], vec![group(2, 1)]]
        {
            let footprint = Footprint::of(&commands, Lane::ONLY).with_groups(&groups);
            let decided = decide(&mut Book::new(&footprint), at).err();
            assert_eq!(decided, Some(Undecided::Invalid(InvalidBatch::Groups)), "{groups:?}");
        }
        for number in [-1, 1 << 48, i64::MAX] {
            assert!(WalletId::new(ShardKey::of(&owner("user_001")), number).is_err(), "{number}");
        }
    }
}
