//! Notes about owners, by support and operators.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::IntoParams;
use wallet_domain::OwnerNote;

use super::answer::{Answer, IN_TABLE};
use super::changes::note;
use super::wallets::limit_of;
use crate::http::access::Caller;
use crate::http::app::App;
use crate::http::extract::{
    AnyOwner, BODY_BYTES_MAX, ChangeCursor, JsonBody, Listing, NoQuery, OperatedOwner, QueryOf,
};
use crate::http::problem::{Code, Problem};
use crate::http::wire;

/// Which page of notes.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct NotesQuery {
    /// How many notes at most: 1 to 200, and 50 if it is not given.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    #[param(min_length = 12, pattern = "^[A-Za-z0-9_-]+$")]
    cursor: Option<String>,
}

/// What was written about an owner, the latest first: who, when, what. An unknown owner has no notes.
#[utoipa::path(get, path = IN_TABLE, params(NotesQuery),
    responses((status = 200, description = "A page of notes", body = wire::NotePage)))]
pub(crate) async fn list_notes(app: Data<App>, owner: AnyOwner, query: QueryOf<NotesQuery>) -> Answer {
    let NotesQuery { limit, cursor } = query.0;
    let limit = limit_of(limit.as_deref())?;
    let listing = Listing::of(app.ledger().await?, &("notes", &owner.0));
    let before = cursor.as_deref().map(|text| ChangeCursor::decode(text, listing)).transpose()?;
    let before = before.map(|ChangeCursor(number)| number);
    // One more than asked for tells whether there is another page.
    let mut notes = app.read(|store| store.list_notes(&owner.0, before, limit + 1)).await?;
    let has_more = notes.len() > limit as usize;
    notes.truncate(limit as usize);
    let next_cursor = notes.last().filter(|_| has_more).map(|last| ChangeCursor(last.number).encode(listing));
    let data = notes.iter().map(wire::Note::from).collect();
    Ok(wire::json(StatusCode::OK, &wire::NotePage { data, next_cursor }))
}

/// Writes a note about a player or a budget. Nobody changes or deletes it.
///
/// Safe to repeat: the same text by the same caller within ten minutes is the note that is there.
#[utoipa::path(post, path = IN_TABLE, request_body = wire::CreateNoteRequest,
    responses((status = 201, description = "The note", body = wire::Note)))]
pub(crate) async fn create_note(
    app: Data<App>,
    owner: OperatedOwner,
    caller: Caller,
    body: JsonBody<BODY_BYTES_MAX>,
    _: NoQuery,
) -> Answer {
    let text = body.parse::<wire::CreateNoteRequest>()?.into_text()?;
    let by = note(&caller, None);
    let written = app.register(|registry| registry.add_note(&owner.0, &text, &by)).await?;
    let missing = || Problem::new(Code::WalletNotFound, format!("{} has no wallet.", owner.0));
    let written = OwnerNote::of(&written.ok_or_else(missing)?);
    let written = written.ok_or_else(|| Problem::internal("the store answered a note with another change"))?;
    Ok(wire::json(StatusCode::CREATED, &wire::Note::from(&written)))
}
