use super::*;
use crate::testing::{command, owner};
use crate::{Balance, Entry, Flow, OwnerId, Posting, Rejection, ShardKey, Timestamp, Transaction, WalletStatus};

fn wallet(number: i64) -> WalletId {
    WalletId::new(ShardKey::of(&owner("user_001")), number).expect("a small number")
}

fn balance(minor: i64) -> Balance {
    Balance::new(minor).expect("a test's balance is valid")
}

/// A commit that moves each wallet by an amount: its number, its sequence, the amount, the balance after.
fn commit(lane: i16, number: i64, legs: &[(i64, i64, i64, i64)]) -> CommitCopy {
    let command = command(Flow::Spend, "user_001", "GOLD_COINS", 1, &format!("{lane}-{number}"));
    let entry = |&(id, sequence, amount, after): &(i64, i64, i64, i64)| Entry {
        wallet: wallet(id),
        owner: OwnerId::clone(command.owner()),
        asset: command.asset().clone(),
        amount,
        balance_after: balance(after),
        sequence,
    };
    let result = match legs {
        [] => Err(Rejection::SameWallet),
        legs => Ok(Posting { balance: balance(0), entries: legs.iter().map(entry).collect(), effects: None }),
    };
    let created_at = Timestamp::from_micros(number);
    CommitCopy { lane, number, created_at, seal: None, transactions: vec![Transaction { command, created_at, result }] }
}

fn states(wallets: &[(i64, i64, i64)]) -> States {
    let state = |&(id, sequence, minor): &(i64, i64, i64)| WalletState {
        held: 0,
        debt: 0,
        id: wallet(id),
        balance: balance(minor),
        floor: Balance::ZERO,
        sequence,
        version: sequence,
        status: WalletStatus::Open,
        last_entry_at: Timestamp::from_micros(0),
    };
    States(wallets.iter().map(state).map(|state| (state.id, state)).collect())
}

/// Takes what is due, lane by lane, until nothing is any more; as the copy does it.
fn take_all(lanes: Vec<Vec<CommitCopy>>, states: &mut States) -> Result<(Chunk, usize), Undue> {
    let mut lanes: Vec<VecDeque<CommitCopy>> = lanes.into_iter().map(VecDeque::from).collect();
    let mut chunk = Chunk::default();
    loop {
        let before = chunk.commits().len();
        for lane in &mut lanes {
            while chunk.take_first(lane, states)? {}
        }
        if chunk.commits().len() == before {
            return Ok((chunk, lanes.iter().map(VecDeque::len).sum()));
        }
    }
}

#[test]
fn lanes_are_woven_so_that_every_wallet_has_its_entries_in_order() {
    // Wallet 1 goes back and forth between the lanes.
    let lanes = vec![
        vec![commit(0, 1, &[(1, 2, 5, 15)]), commit(0, 2, &[(1, 4, 5, 25), (2, 1, 9, 9)])],
        vec![commit(1, 1, &[(1, 1, 10, 10)]), commit(1, 2, &[]), commit(1, 3, &[(1, 3, 5, 20)])],
    ];
    let (chunk, left) = take_all(lanes, &mut states(&[(1, 0, 0), (2, 0, 0)])).expect("it follows");
    let order: Vec<(i16, i64)> = chunk.commits().iter().map(|commit| (commit.lane, commit.number)).collect();
    assert_eq!((order, left), (vec![(1, 1), (1, 2), (0, 1), (1, 3), (0, 2)], 0));
    let moved: Vec<(i64, i64, i64)> =
        chunk.wallets().map(|step| (step.from, step.to.sequence, step.to.balance.minor())).collect();
    assert_eq!(moved, [(0, 4, 25), (0, 1, 9)]);
    let lanes: Vec<(i64, i64)> = chunk.lanes().map(|step| (step.from, step.to)).collect();
    assert_eq!(lanes, [(0, 2), (0, 3)]);
    let place = |numbers: [i64; 2]| chunk.place(|lane| usize::try_from(lane).ok().map(|lane| numbers[lane]));
    assert_eq!(
        [place([0, 0]), place([2, 3]), place([0, 3]), place([2, 4])],
        [Place::Before, Place::Behind, Place::Elsewhere, Place::Elsewhere]
    );
}

#[test]
fn what_waits_for_an_entry_or_a_wallet_that_does_not_come_is_left() {
    let waiting = vec![vec![commit(0, 1, &[(1, 2, 5, 5)])], vec![commit(1, 1, &[(9, 1, 5, 5)])]];
    let (chunk, left) = take_all(waiting, &mut states(&[(1, 0, 0)])).expect("it may still come");
    assert_eq!((chunk.commits().len(), left), (0, 2));
}

#[test]
fn an_entry_that_never_follows_ends_it_and_is_named() {
    for legs in [[(1, 1, 5, 6)], [(1, 0, 5, 5)], [(1, 1, -5, -5)]] {
        let wrong = vec![vec![commit(3, 7, &legs)]];
        let sound = legs == [(1, 1, -5, -5)];
        let found = take_all(wrong, &mut states(&[(1, 0, 0)]));
        // Whether a balance may be that low is for the store and its verification.
        assert_eq!(found.is_ok(), sound, "{legs:?}");
        if let Err(undue) = found {
            assert!(undue.to_string().starts_with("commit 7 of lane 3: entry "), "{undue}");
        }
    }
}
