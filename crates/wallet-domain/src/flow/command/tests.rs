//! What a fingerprint covers, whose a command may be, what it moves.

use super::*;
use crate::value::text::Description;

fn command(flow: Flow, key: &str, owner: &str, asset: &str, amount: u64, reference: Option<&str>) -> Command {
    Command::new(
        flow,
        IdempotencyKey::new(key).expect("valid key"),
        OwnerId::new(owner).expect("valid owner"),
        AssetCode::new(asset).expect("valid asset"),
        Amount::new(amount).expect("valid amount"),
        Details { reference: reference.map(|text| Reference::new(text).expect("valid")), ..Details::default() },
    )
    .expect("an owner who may")
}

#[test]
fn a_fingerprint_covers_everything_but_the_key() {
    let original = command(Flow::TopUp, "k", "user_001", "GOLD_COINS", 5, None);
    assert_eq!(command(Flow::TopUp, "other", "user_001", "GOLD_COINS", 5, None).fingerprint(), original.fingerprint());
    let others = [
        command(Flow::Bonus, "k", "user_001", "GOLD_COINS", 5, None),
        command(Flow::TopUp, "k", "user_002", "GOLD_COINS", 5, None),
        command(Flow::TopUp, "k", "user_001", "DIAMONDS", 5, None),
        command(Flow::TopUp, "k", "user_001", "GOLD_COINS", 6, None),
        command(Flow::TopUp, "k", "user_001", "GOLD_COINS", 5, Some("pay")),
    ];
    for other in others {
        assert_ne!(other.fingerprint(), original.fingerprint(), "{other:?}");
    }
}

#[test]
fn a_text_in_one_place_is_not_the_same_text_in_another() {
    let with = |details| {
        Fingerprint::of(
            Flow::Bonus,
            &OwnerId::new("user_001").expect("valid"),
            &AssetCode::new("GOLD_COINS").expect("valid"),
            Amount::new(5).expect("valid"),
            None,
            &details,
        )
    };
    let reference = Details { reference: Some(Reference::new("x").expect("valid")), ..Details::default() };
    let description = Details { description: Some(Description::new("x").expect("valid")), ..Details::default() };
    assert_ne!(with(reference), with(description));
}

/// Stored rows carry this: a change here turns every old retry into a key's second use.
#[test]
fn fingerprints_never_change() {
    let command = command(Flow::Spend, "k", "user_001", "GOLD_COINS", 30, Some("sword"));
    let pinned = [
        0x17, 0x80, 0xc2, 0x61, 0xa5, 0xa9, 0x2c, 0xad, 0xe3, 0x4e, 0x91, 0xe9, 0x19, 0x60, 0x5d, 0x1c, 0x88, 0xa4,
        0x38, 0x99, 0x27, 0x73, 0x7c, 0x52, 0x84, 0x8b, 0x59, 0x10, 0x30, 0x89, 0x17, 0xda,
    ];
    assert_eq!(command.fingerprint().as_bytes(), &pinned);
}

#[test]
fn a_mint_is_the_treasurys_and_all_else_a_players() {
    let new = |flow, owner: &str| {
        Command::new(
            flow,
            IdempotencyKey::new("k").expect("valid"),
            OwnerId::new(owner).expect("valid"),
            AssetCode::new("GOLD_COINS").expect("valid"),
            Amount::new(1).expect("valid"),
            Details::default(),
        )
        .map(|_| ())
    };
    assert_eq!(new(Flow::Mint, "system:treasury"), Ok(()));
    assert_eq!(new(Flow::Mint, "user_001"), Err(InvalidOwner::Reserved.into()));
    for flow in [Flow::TopUp, Flow::Bonus, Flow::Spend] {
        assert_eq!(new(flow, "system:revenue"), Err(InvalidOwner::Reserved.into()));
    }
}
