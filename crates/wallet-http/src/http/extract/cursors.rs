//! Cursors: where the next page of a listing begins, opaque to callers and good for that listing of that ledger alone.

use std::fmt::Debug;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use wallet_domain::history::{HistoryRequest, digest_of};
use wallet_domain::webhook::Mark;
use wallet_domain::{
    AssetCode, HoldPosition, Lanes, OpenHold, OwnerId, PageRequest, Position, Timestamp, TransactionId,
    TransactionPlace, WalletPlace,
};

use crate::http::problem::{Code, Problem};

/// The ledger that is served, by the mark of its first event; none of a ledger in which nothing has happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LedgerMark(pub Option<u32>);

/// The listing that a cursor belongs to: a digest of its ledger, its wallet, filters and order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listing([u8; 8]);

impl Listing {
    /// The listing of this ledger with this wallet, filters and order.
    pub fn of(ledger: LedgerMark, what: &impl Debug) -> Self {
        Self(digest_of(&(ledger, what)))
    }

    /// A cursor as callers see it, opaque: its kind, so that a later version can tell it from its own, its listing and a
    /// place.
    fn seal(self, kind: u8, place: impl IntoIterator<Item = u8>) -> String {
        let bytes: Vec<u8> = [kind].into_iter().chain(self.0).chain(place).collect();
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The place in a cursor of this listing.
    fn open<T>(self, kind: u8, text: &str, place: impl FnOnce(&[u8]) -> Option<T>) -> Result<T, Problem> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
        let refused = |detail| Problem::new(Code::InvalidCursor, detail);
        let not_ours = || refused("Use a next_cursor just as it was given, or none.");
        let rest = bytes.strip_prefix(&[kind]).ok_or_else(not_ours)?;
        let (listing, rest) = rest.split_first_chunk().ok_or_else(not_ours)?;
        if *listing != self.0 {
            return Err(refused(
                "This next_cursor was given by another ledger, or for another wallet, other filters or another order. \
                 Begin without one.",
            ));
        }
        place(rest).ok_or_else(not_ours)
    }
}

/// A sequence for each stripe.
fn sequences(bytes: &[u8], is_one: impl Fn(i64) -> bool) -> Option<Position> {
    let (sequences, []) = bytes.as_chunks::<{ size_of::<i64>() }>() else { return None };
    let stripes_max = usize::try_from(Lanes::COUNT_MAX).expect("a small number");
    let sequences: Vec<i64> = sequences.iter().map(|bytes| i64::from_be_bytes(*bytes)).collect();
    let fits = (1..=stripes_max).contains(&sequences.len()) && sequences.iter().all(|&sequence| is_one(sequence));
    fits.then_some(Position(sequences))
}

fn bytes_of(Position(sequences): &Position) -> impl Iterator<Item = u8> {
    sequences.iter().flat_map(|sequence| sequence.to_be_bytes())
}

/// The begin of the next page of a wallet's entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(pub Position);

impl Cursor {
    const KIND: u8 = 5;

    /// The cursor as callers see it.
    pub fn encode(&self, listing: Listing) -> String {
        listing.seal(Self::KIND, bytes_of(&self.0))
    }

    /// Reads a cursor that [`Cursor::encode`] wrote for the same listing.
    pub fn decode(text: &str, listing: Listing) -> Result<Self, Problem> {
        listing.open(Self::KIND, text, |place| sequences(place, |sequence| sequence > 0).map(Self))
    }
}

/// The begin of the next page of a filtered history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryCursor(pub Position);

impl HistoryCursor {
    const KIND: u8 = 4;

    /// The cursor as callers see it.
    pub fn encode(&self, listing: Listing) -> String {
        listing.seal(Self::KIND, bytes_of(&self.0))
    }

    /// Reads a cursor that [`HistoryCursor::encode`] wrote for the same listing.
    pub fn decode(text: &str, listing: Listing) -> Result<Self, Problem> {
        listing.open(Self::KIND, text, |place| sequences(place, |sequence| (0..i64::MAX).contains(&sequence)).map(Self))
    }
}

/// The begin of the next page of holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldCursor(pub HoldPosition);

impl HoldCursor {
    const KIND: u8 = 6;

    /// The place behind a hold; none if it never ends.
    pub fn behind(hold: &OpenHold) -> Option<Self> {
        Some(Self(HoldPosition { expires_at: hold.claim.expires_at?, id: hold.claim.id }))
    }

    /// The cursor as callers see it.
    pub fn encode(&self, listing: Listing) -> String {
        let time = self.0.expires_at.as_micros().to_be_bytes();
        listing.seal(Self::KIND, time.into_iter().chain(*self.0.id.as_uuid().as_bytes()))
    }

    /// Reads a cursor that [`HoldCursor::encode`] wrote for the same listing.
    pub fn decode(text: &str, listing: Listing) -> Result<Self, Problem> {
        listing.open(Self::KIND, text, |place| {
            let (time, id) = place.split_first_chunk::<8>()?;
            let micros = i64::from_be_bytes(*time);
            let expires_at = Timestamp::from_micros(micros);
            let id = TransactionId::from_uuid(uuid::Uuid::from_slice(id).ok()?);
            (expires_at.as_micros() == micros).then_some(Self(HoldPosition { expires_at, id }))
        })
    }
}

/// The begin of the next page of what a webhook has parked: behind this place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParkedCursor(pub Mark);

impl ParkedCursor {
    const KIND: u8 = 12;

    /// The cursor as callers see it.
    pub fn encode(&self, listing: Listing) -> String {
        listing.seal(Self::KIND, self.0.to_string().into_bytes())
    }

    /// Reads a cursor that [`ParkedCursor::encode`] wrote for the same listing.
    pub fn decode(text: &str, listing: Listing) -> Result<Self, Problem> {
        listing.open(Self::KIND, text, |place| str::from_utf8(place).ok()?.parse().ok().map(Self))
    }
}

/// The begin of the next page of changes: behind the change of this number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangeCursor(pub i64);

impl ChangeCursor {
    const KIND: u8 = 7;

    /// The cursor as callers see it.
    pub fn encode(self, listing: Listing) -> String {
        listing.seal(Self::KIND, self.0.to_be_bytes())
    }

    /// Reads a cursor that [`ChangeCursor::encode`] wrote for the same listing.
    pub fn decode(text: &str, listing: Listing) -> Result<Self, Problem> {
        listing.open(Self::KIND, text, |place| {
            let number = i64::from_be_bytes(place.try_into().ok()?);
            (number > 0).then_some(Self(number))
        })
    }
}

/// The begin of the next page of a search for transactions, and the time that is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TransactionCursor {
    /// Where the page before ended.
    pub place: TransactionPlace,
    /// From when on.
    pub from: Timestamp,
    /// Until when.
    pub to: Timestamp,
}

impl TransactionCursor {
    const KIND: u8 = 10;

    /// The cursor as callers see it.
    pub fn encode(&self, listing: Listing) -> String {
        let times = [self.place.created_at, self.from, self.to].map(|at| at.as_micros().to_be_bytes());
        listing.seal(Self::KIND, times.into_iter().flatten().chain(*self.place.id.as_bytes()))
    }

    /// Reads a cursor that [`TransactionCursor::encode`] wrote for the same listing.
    pub fn decode(text: &str, listing: Listing) -> Result<Self, Problem> {
        listing.open(Self::KIND, text, |place| {
            let (times, id) = place.split_first_chunk::<24>()?;
            let mut times = times.as_chunks::<8>().0.iter().map(|bytes| {
                let micros = i64::from_be_bytes(*bytes);
                Some(Timestamp::from_micros(micros)).filter(|at| at.as_micros() == micros)
            });
            let [created_at, from, to] = [times.next()??, times.next()??, times.next()??];
            let id = TransactionId::from_bytes(id.try_into().ok()?);
            let place = TransactionPlace { created_at, id };
            (from <= created_at && created_at <= to).then_some(Self { place, from, to })
        })
    }
}

/// The begin of the next page of a search for wallets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalletCursor(pub WalletPlace);

impl WalletCursor {
    const KIND: u8 = 11;

    /// The cursor as callers see it.
    pub fn encode(&self, listing: Listing) -> String {
        let asset = self.0.asset.as_ref().map_or("", AssetCode::as_str);
        // No name has spaces.
        listing.seal(Self::KIND, format!("{} {asset}", self.0.owner).into_bytes())
    }

    /// Reads a cursor that [`WalletCursor::encode`] wrote for the same listing.
    pub fn decode(text: &str, listing: Listing) -> Result<Self, Problem> {
        listing.open(Self::KIND, text, |place| {
            let (owner, asset) = std::str::from_utf8(place).ok()?.split_once(' ')?;
            let asset = Some(asset).filter(|asset| !asset.is_empty());
            let asset = asset.map(AssetCode::new).transpose().ok()?;
            Some(Self(WalletPlace { owner: OwnerId::new(owner).ok()?, asset }))
        })
    }
}

/// The query of a wallet's entries: all of them, or those of a filter, which have a cursor of their own.
#[derive(Debug, PartialEq, Eq)]
pub enum EntriesRequest {
    /// All, the newest first.
    All(PageRequest),
    /// Those of a filter, or in the other order.
    Some(HistoryRequest),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(name: &str) -> Listing {
        Listing::of(LedgerMark(Some(7)), &(name, "GOLD_COINS"))
    }

    /// A cursor's text is read by that reading alone, for its own listing, and no other text is.
    fn assert_alone(text: &str, read: impl Fn(&str, Listing) -> Result<(), Problem>) {
        read(text, listing("user_001")).expect("its own");
        let elsewhere = Listing::of(LedgerMark(Some(8)), &("user_001", "GOLD_COINS"));
        for other in [listing("user_002"), elsewhere, Listing::of(LedgerMark(None), &("user_001", "GOLD_COINS"))] {
            let other = read(text, other).expect_err("another's");
            assert!(other.to_string().contains("another ledger, or for another wallet"), "{other}");
        }
        let cut = &text[..text.len() - 2];
        for bad in ["", "1", "AQ", "AAAA", "????", &text[1..], cut, &format!("{text}AAAA"), &format!("{text}A")] {
            let refused = read(bad, listing("user_001")).expect_err(bad);
            assert_eq!(refused.code(), Code::InvalidCursor, "{bad}");
        }
    }

    #[test]
    fn a_cursor_is_good_for_its_own_listing_alone_and_no_other_text_is_one() {
        let own = listing("user_001");
        let hold = HoldCursor(HoldPosition {
            expires_at: Timestamp::from_micros(1_700_000_000_000_000),
            id: TransactionId::from_uuid(uuid::Uuid::from_u128(7)),
        });
        let (entries, history) = (Cursor(Position(vec![2, i64::MAX])), HistoryCursor(Position(vec![7, 0, 9])));
        assert_eq!(Cursor::decode(&entries.encode(own), own).ok().as_ref(), Some(&entries));
        assert_eq!(HistoryCursor::decode(&history.encode(own), own).ok().as_ref(), Some(&history));
        assert_eq!(HoldCursor::decode(&hold.encode(own), own).ok().as_ref(), Some(&hold));
        assert_eq!(ChangeCursor::decode(&ChangeCursor(77).encode(own), own).ok(), Some(ChangeCursor(77)));
        assert_alone(&entries.encode(own), |text, of| Cursor::decode(text, of).map(|_| ()));
        assert_alone(&history.encode(own), |text, of| HistoryCursor::decode(text, of).map(|_| ()));
        assert_alone(&hold.encode(own), |text, of| HoldCursor::decode(text, of).map(|_| ()));
        assert_alone(&ChangeCursor(77).encode(own), |text, of| ChangeCursor::decode(text, of).map(|_| ()));
        let at = |micros| Timestamp::from_micros(micros);
        let place = TransactionPlace { created_at: at(7), id: TransactionId::from_bytes([9; 16]) };
        let search = TransactionCursor { place, from: at(3), to: at(7) };
        assert_eq!(TransactionCursor::decode(&search.encode(own), own).ok(), Some(search));
        assert_alone(&search.encode(own), |text, of| TransactionCursor::decode(text, of).map(|_| ()));
        let outside = TransactionCursor { to: at(6), ..search };
        assert!(TransactionCursor::decode(&outside.encode(own), own).is_err(), "its place is outside of its time");
        let owner = OwnerId::new("user_001").expect("valid");
        for asset in [None, Some(AssetCode::new("GEMS").expect("valid"))] {
            let wallet = WalletCursor(WalletPlace { owner: owner.clone(), asset });
            assert_eq!(WalletCursor::decode(&wallet.encode(own), own).ok(), Some(wallet));
        }
        // One kind is no other.
        assert!(HistoryCursor::decode(&entries.encode(own), own).is_err());
        assert!(Cursor::decode(&hold.encode(own), own).is_err());
    }

    #[test]
    fn a_cursor_holds_a_place_that_there_can_be() {
        let own = listing("user_001");
        let many = Cursor(Position(vec![1 << 40; 64]));
        assert_eq!(Cursor::decode(&many.encode(own), own).ok(), Some(many));
        for sequences in [vec![], vec![1, 0], vec![-1], vec![1; 65]] {
            assert!(Cursor::decode(&Cursor(Position(sequences.clone())).encode(own), own).is_err(), "{sequences:?}");
        }
        for sequences in [vec![], vec![-1], vec![i64::MAX], vec![1; 65]] {
            let text = HistoryCursor(Position(sequences.clone())).encode(own);
            assert!(HistoryCursor::decode(&text, own).is_err(), "{sequences:?}");
        }
        assert!(ChangeCursor::decode(&ChangeCursor(0).encode(own), own).is_err());
    }
}
