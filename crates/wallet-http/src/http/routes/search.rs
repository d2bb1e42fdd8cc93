//! Transactions across players: who asked for what, within a time.

use actix_web::http::StatusCode;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use wallet_domain::{Timestamp, Transaction, Wallets};
use wallet_service::scan::search::{Found, LanePlace, Span, search};

use super::answer::Answer;
use super::history::span;
use super::wallets::limit_of;
use crate::http::app::App;
use crate::http::problem::{Code, Problem};
use crate::http::wire;

/// How long a search goes back if nobody says: 31 days.
const SPAN_US: i64 = 31 * 24 * 60 * 60 * 1_000_000;

/// What is asked for, as it came.
#[derive(Debug)]
pub(crate) struct SearchQuery<'a> {
    pub(super) actor: &'a str,
    pub(super) from: Option<&'a str>,
    pub(super) to: Option<&'a str>,
    pub(super) limit: Option<&'a str>,
    pub(super) cursor: Option<&'a str>,
}

/// Where the next page goes on, and what it is a page of.
#[derive(Serialize, Deserialize)]
struct SearchCursor {
    actor: String,
    from: i64,
    to: i64,
    /// Lane, number below which it goes on, and how many of that commit were passed.
    places: Vec<(i16, i64, u32)>,
}

impl SearchCursor {
    fn encode(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).expect("texts and numbers always serialise"))
    }

    fn decode(text: &str, actor: &str) -> Result<Self, Problem> {
        let refused = |detail| Problem::new(Code::InvalidCursor, detail);
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
        let cursor = serde_json::from_slice::<Self>(&bytes).ok();
        let cursor = cursor.filter(|it| {
            let is_place = |(lane, below, _): &(i16, i64, u32)| *lane >= 0 && *below > 0;
            // Each lane once, so that no cursor asks for more work than one that was given.
            it.places.iter().all(is_place) && it.places.is_sorted_by(|one, next| one.0 < next.0)
        });
        let cursor = cursor.ok_or_else(|| refused("Use a next_cursor just as it was given, or none."))?;
        if cursor.actor != actor {
            return Err(refused("This next_cursor was given for another actor. Begin without one."));
        }
        Ok(cursor)
    }
}

/// The transactions that an actor asked for, the latest first.
pub(super) async fn list_by_actor(app: &App, query: SearchQuery<'_>) -> Answer {
    let limit = limit_of(query.limit)?;
    let (from, to) = span(query.from, query.to)?;
    let cursor = query.cursor.map(|text| SearchCursor::decode(text, query.actor)).transpose()?;
    let to = match to.or(cursor.as_ref().map(|it| Timestamp::from_micros(it.to))) {
        Some(to) => to,
        None => Timestamp::from_micros(app.read(Wallets::read_clock).await?.as_micros() + 1),
    };
    let from = from.or(cursor.as_ref().map(|it| Timestamp::from_micros(it.from)));
    let from = from.unwrap_or_else(|| Timestamp::from_micros((to.as_micros() - SPAN_US).max(0)));
    if from >= to {
        return Err(Problem::new(Code::MalformedQuery, "`from` must be before `to`."));
    }
    if cursor.as_ref().is_some_and(|it| (it.from, it.to) != (from.as_micros(), to.as_micros())) {
        let detail = "This next_cursor was given for another time. Begin without one.";
        return Err(Problem::new(Code::InvalidCursor, detail));
    }
    let place = cursor.map(|it| {
        it.places.into_iter().map(|(lane, below, passed)| LanePlace { lane, below, passed }).collect::<Vec<_>>()
    });
    let wanted =
        |transaction: &Transaction| transaction.command.origin().is_some_and(|origin| origin.is_of(query.actor));
    let Found { transactions, next } =
        app.search(async |source| search(source, Span { from, to }, place, limit as usize, wanted).await).await?;
    let next_cursor = next.map(|places| {
        let places = places.into_iter().map(|it| (it.lane, it.below, it.passed)).collect();
        SearchCursor { actor: query.actor.to_owned(), from: from.as_micros(), to: to.as_micros(), places }.encode()
    });
    let data = transactions.iter().map(wire::Transaction::from).collect();
    Ok(wire::json(StatusCode::OK, &wire::TransactionPage { from, to, data, next_cursor }))
}
