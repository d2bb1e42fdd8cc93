//! What travels: the serde types of requests and answers, with explicit conversions from and to the domain.
//!
//! Requests borrow from the body, answers from the domain; an answer is serialised once, straight into the bytes that
//! the connection sends.

mod answers;
mod assets;
pub(crate) mod csv;
mod history;
mod object;
mod openings;
mod orders;
mod policies;
mod requests;
mod seed;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use wallet_domain::{Metadata, Timestamp};

pub use answers::{
    Actor, BatchAnswer, BatchResult, Entry, Health, Hold, Holds, OpenHold, Payment, Reversals, Transaction,
    TransactionStatus, Transactions, TransactionsAnswer, Wallet, Wallets, WalletsOfMany,
};
pub use assets::{Asset, AssetAudit, Assets, Audit, LastVerification};
pub use history::{BalanceAt, Statement, StatementLine, WalletStatement};
pub(crate) use object::Object;
pub use openings::{Nothing, OPENINGS_MAX, OpenWalletsAnswer, OpenWalletsRequest, OpeningResult, WalletToOpen};
pub use orders::{
    AllocationRequest, CaptureRequest, ConversionRequest, GiftRequest, HoldRequest, OrderRequest, PurchaseRequest,
    ReleaseRequest, ReversalRequest, SumPart,
};
pub use policies::{
    Change, ChangeAssetRequest, Changes, FreezeRequest, LimitSchema, PolicySchema, RateSchema, ReasonRequest,
};
pub use requests::{
    BATCH_COMMANDS_MAX, BatchCommand, BatchRequest, BonusRequest, CreateAssetRequest, KeyedRequest, MintRequest,
    OwnerName, SpendRequest, TopUpRequest, WalletsQuery,
};
pub use seed::{SeedBalance, SeedBalanceAnswer, SeedBalances, SeedBonus, SeedPosted, SeedSpend, SeedTopUp, SeedWallet};

/// Says that an answer is a recorded one, told again.
pub(crate) const REPLAYED: (&str, &str) = ("Idempotent-Replayed", "true");

/// A moment as RFC 3339 writes it, or a date, which is its first moment in UTC. Before 1970 nothing was booked: what is
/// earlier is as good as that.
pub(crate) fn parse_time(text: &str) -> Option<Timestamp> {
    // Others read more than a date, such as a time without an offset.
    let is_date = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let moment = if is_date { format!("{text}T00:00:00Z").parse() } else { text.parse::<jiff::Timestamp>() };
    Some(Timestamp::from_micros(moment.ok()?.as_microsecond()))
}

/// A member of metadata and its value as [`Metadata::plain`] reads it: `name=value`.
pub(crate) fn parse_member(text: &str) -> Option<(String, String)> {
    let (name, value) = text.split_once('=').filter(|(name, _)| !name.is_empty())?;
    Some((name.to_owned(), Metadata::plain(value)))
}

/// The bytes of an answer.
pub(crate) fn to_json<T: Serialize>(answer: &T) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(768);
    serde_json::to_writer(&mut bytes, answer).expect("a vector takes everything, and answers have text for keys");
    bytes
}

/// An answer with a JSON body.
pub(crate) fn json<T: Serialize>(status: StatusCode, answer: &T) -> HttpResponse {
    json_with(HttpResponseBuilder::new(status), answer)
}

/// An answer with a JSON body and the headers that `response` has.
pub(crate) fn json_with<T: Serialize>(mut response: HttpResponseBuilder, answer: &T) -> HttpResponse {
    response.content_type("application/json").body(to_json(answer))
}

/// RFC 3339 in UTC, always with microseconds, so that texts sort as times do.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn rfc3339<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    let time = jiff::Timestamp::from_microsecond(time.as_micros()).map_err(serde::ser::Error::custom)?;
    serializer.collect_str(&format_args!("{time:.6}"))
}

#[expect(clippy::ref_option, reason = "serde calls it so")]
pub(crate) fn moment<S: Serializer>(time: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => rfc3339(time, serializer),
        None => serializer.serialize_none(),
    }
}

/// A text that is JSON already, and goes out as it is.
#[derive(Debug)]
struct JsonText<'a>(&'a str);

impl Serialize for JsonText<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_json::from_str::<&RawValue>(self.0).map_err(serde::ser::Error::custom)?.serialize(serializer)
    }
}

fn display<T: std::fmt::Display, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_one_of_rfc_3339_or_a_date_which_is_its_first_moment() {
        for (text, micros) in [
            ("2026-11-01T00:00:00Z", 1_793_491_200_000_000),
            ("2026-11-01T01:00:00.5+01:00", 1_793_491_200_500_000),
            ("2026-11-01", 1_793_491_200_000_000),
            ("1969-12-31", 0),
        ] {
            assert_eq!(parse_time(text), Some(Timestamp::from_micros(micros)), "{text}");
        }
        for bad in ["", "2026-11-1", "2026-11-31", "20261101", "2026-11", "2026-11-01T00:00:00", "noon", "-2026-11-1"] {
            assert_eq!(parse_time(bad), None, "{bad}");
        }
    }
}
