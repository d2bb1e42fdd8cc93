//! What travels: the serde types of requests and answers, with explicit conversions from and to the domain.
//!
//! `fields` has the parts of requests and `request` puts them together, `flows` and `earlier` the commands, `batches` many of them, `original` those of the
//! original service; the other files are a topic each. Answers borrow from the domain and are serialised once, straight
//! into the bytes that the connection sends. A member of an answer that is left out where there is none has
//! `#[schema(nullable = false)]` beside its `skip_serializing_if`; any other that may be null is always there. A name out of
//! a closed set is one of `names`. `outcomes` is a transaction as the document tells it.

mod alerts;
mod analytics;
mod approvals;
mod assets;
mod batches;
mod changes;
pub(crate) mod csv;
mod earlier;
mod events;
pub(crate) mod export;
mod fields;
mod flows;
mod history;
mod holders;
mod holds;
mod keys;
mod messages;
pub(crate) mod names;
mod notes;
mod object;
mod openings;
mod original;
pub(crate) mod outcomes;
mod payments;
mod policies;
mod request;
mod story;
mod text;
mod transactions;
mod wallets;
mod webhooks;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::Serialize;
use wallet_domain::{Metadata, Timestamp};

pub use alerts::{Alert, AlertList, PutAlertRequest};
pub use analytics::{
    AnalyticsCheck, AnalyticsHead, AsOf, FlowRow, FlowsAnswer, FlowsDay, SupplyAnswer, SupplyDay, VelocityAnswer,
    VelocityDay,
};
pub use approvals::{
    Approval, ApprovalList, ApproveRequest, ApprovedTransaction, AskApprovalRequest, RejectRequest, ShownApproval,
};
pub use assets::{Asset, AssetAudit, AssetList, Audit, AuditHead, Verification, VerificationRequested};
pub use batches::{BATCH_COMMANDS_MAX, BatchAnswer, BatchCommand, BatchRequest, BatchResult};
pub use changes::{Change, ChangePage, FreezeRequest, ReasonRequest};
pub use earlier::*;
pub use events::{Event, EventData, EventPage, WalletAfter};
pub(crate) use fields::in_path;
pub use flows::*;
pub use history::{BalanceAt, EntryPage, Statement, WalletEntry};
pub use holders::{
    Debts, DebtsOfAge, Distribution, Figure, HolderDays, HoldersOfDay, HoldsByEnd, HoldsOfEnd, LorenzPoint, Percentile,
    SnapshotAsOf, SnapshotCheck, SnapshotHead, TopHolder, TopHolders,
};
pub use holds::{Hold, HoldPage, OpenHold};
pub(crate) use keys::names_of;
pub use keys::{CreateKeyRequest, KeyBounds, KeyList, KeyWithSecret, ListedKey, OwnKey, RotateKeyRequest, UsedToday};
pub use messages::Messages;
pub use notes::{CreateNoteRequest, Note, NotePage};
pub(crate) use object::Object;
pub use openings::{EmptyBody, OPENINGS_MAX, OpenWalletsAnswer, OpenWalletsRequest, OpeningResult, WalletToOpen};
pub use original::*;
pub use outcomes::PostedTransaction;
pub use payments::Payment;
pub use policies::{ChangeAssetRequest, CreateAssetRequest, LimitSchema, PolicySchema, RateSchema};
pub use story::{Entry, EntryType, Story};
pub(crate) use text::{moment, to_json};
pub use transactions::{Actor, FoundTransactions, ReversalList, Transaction, TransactionPage, TransactionStatus};
pub use wallets::{OwnerName, OwnerWallets, QueryWalletsAnswer, QueryWalletsRequest, Wallet, WalletPage};
pub use webhooks::{
    ChangeWebhookRequest, CreateWebhookRequest, Deleted, ParkedDelivery, ParkedPage, Ping, ReplayWebhookRequest,
    RotateSecretRequest, Webhook, WebhookAttempt, WebhookAttemptList, WebhookList, WebhookWithSecret,
};

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

/// An answer with a JSON body.
pub(crate) fn json<T: Serialize>(status: StatusCode, answer: &T) -> HttpResponse {
    json_with(HttpResponseBuilder::new(status), answer)
}

/// An answer with a JSON body and the headers that `response` has.
pub(crate) fn json_with<T: Serialize>(mut response: HttpResponseBuilder, answer: &T) -> HttpResponse {
    response.content_type("application/json").body(to_json(answer))
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
