//! Grants in a lane whose stripe of the treasury can pay, and in one whose stripe cannot.

use super::*;

/// The stripe and the amount of each of the treasury's legs.
type TreasuryLegs = Vec<(i16, i64)>;

/// The other stripes were asked for.
#[derive(Debug, PartialEq, Eq)]
struct Stripes;

/// A grant of `amount` in lane 0 of as many lanes as there are stripes, the treasury's balances given: what comes of it
/// with the other stripes, and without.
fn grant(balances: &[i64], amount: u64) -> (Result<TreasuryLegs, &'static str>, Result<(), Stripes>) {
    grant_in(Lanes::new(i64::try_from(balances.len()).expect("few")).expect("valid"), balances, amount)
}

fn grant_in(lanes: Lanes, balances: &[i64], amount: u64) -> (Result<TreasuryLegs, &'static str>, Result<(), Stripes>) {
    // A mint's owner has shard key 0; so has no player at hand, but a batch may run in any lane.
    let lane = lanes.lane_of(&crate::testing::mint("GOLD_COINS", 1, "m"));
    let commands = [crate::testing::bonus("user_001", "GOLD_COINS", amount, "k")];
    let decided = |footprint: &Footprint<'_>| {
        let mut book = Book::new(footprint);
        book.put_asset(0, Policy::default());
        for (slot, name) in footprint.wallets().iter().enumerate() {
            let id = WalletId::new(name.shard_key(), 1).expect("a small number");
            let held =
                if name.owner.is_system() { balances[usize::try_from(name.stripe.number()).expect("few")] } else { 0 };
            let balance = Balance::new(held).expect("valid");
            book.put_wallet(
                slot,
                WalletState { balance, ..WalletState::opened(id, name.owner, Timestamp::from_micros(NOW)) },
            );
        }
        decide(&mut book, Timestamp::from_micros(NOW)).map(Plan::into_outcomes)
    };
    let alone = decided(&Footprint::of(&commands, lane)).map(|_| ()).map_err(|wide| {
        assert_eq!(wide, Undecided::Needs(Needs { stripes: true, ..Needs::NONE }));
        Stripes
    });
    let wide = Needs { stripes: true, ..Needs::NONE };
    let outcomes = decided(&Footprint::of(&commands, lane).with(&wide)).expect("all of the treasury is there");
    let legs = outcomes[0].result().map(|(_, posting)| {
        assert_eq!(posting.entries.iter().map(|entry| entry.amount).sum::<i64>(), 0);
        assert_eq!(posting.balance.minor(), i64::try_from(amount).expect("small"));
        let treasury = posting.entries.iter().filter(|entry| entry.owner.is_system());
        treasury.map(|entry| (entry.wallet.shard_key(), entry.amount)).collect()
    });
    (legs.map_err(|rejection| rejection.code()), alone)
}

#[test]
fn a_stripe_that_can_pay_asks_no_other() {
    assert_eq!(grant(&[10, 0, 90], 10), (Ok(vec![(0, -10)]), Ok(())));
}

#[test]
fn a_short_stripe_is_paid_for_by_the_richest_and_comes_out_with_its_share() {
    assert_eq!(grant(&[9, 101], 10), (Ok(vec![(1, -51), (0, 41)]), Err(Stripes)));
    assert_eq!(grant(&[0, 4, 90, 16], 10), (Ok(vec![(2, -35), (0, 25)]), Err(Stripes)));
    // What is left is less than a share each: every stripe is emptied, and none below zero.
    assert_eq!(grant(&[3, 4, 4], 11), (Ok(vec![(1, -4), (2, -4), (0, -3)]), Err(Stripes)));
    assert_eq!(grant(&[3, 4, 4], 10), (Ok(vec![(1, -4), (2, -3), (0, -3)]), Err(Stripes)));
}

#[test]
fn a_treasury_is_exhausted_only_when_all_its_stripes_together_are() {
    assert_eq!(grant(&[3, 4, 4], 12), (Err("treasury_exhausted"), Err(Stripes)));
    assert_eq!(grant(&[3], 4), (Err("treasury_exhausted"), Ok(())));
}

#[test]
fn the_only_stripe_is_all_of_a_treasury_on_a_shard_as_elsewhere() {
    let one_shard = Lanes::of_shards(&[7], &[0; 1024]).expect("a lane a shard");
    assert_eq!(grant_in(one_shard, &[3], 4), (Err("treasury_exhausted"), Ok(())));
    assert_eq!(grant_in(one_shard, &[4], 4), (Ok(vec![(7, -4)]), Ok(())));
}

/// What a batch names that lies elsewhere takes it out of its lane: a gift's recipient, all stripes of a treasury.
#[test]
fn a_footprint_knows_whether_it_keeps_to_its_lane() {
    let shard_of: Vec<i64> = (0..1024).map(|key| key / 512).collect();
    let lanes = Lanes::of_shards(&[0, 512], &shard_of).expect("a lane a shard");
    let keeps = |command: Command, needs: &Needs| {
        let commands = [command];
        let footprint = Footprint::of(&commands, lanes.lane_of(&commands[0])).with(needs);
        (footprint.keeps_to_lane(), lanes.hold_all_of(&commands[0]))
    };
    let wide = Needs { stripes: true, ..Needs::NONE };
    let grant = || crate::testing::bonus("user_001", "GOLD_COINS", 1, "k");
    let gift = crate::testing::give(("user_001", "user_002"), "GOLD_COINS", 1, None, "k");
    assert_eq!(keeps(grant(), &Needs::NONE), (true, true));
    assert_eq!(keeps(grant(), &wide), (false, true), "who asks for stripes alone knows of them");
    assert_eq!(keeps(gift, &Needs::NONE), (false, false));
}
