//! API keys: what the caller may do; made, rotated, revoked and listed by those who may.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use wallet_domain::access::{ApiKey, ApiKeyId, ApiKeys, Credential, KeyCreation, Rotation};
use wallet_domain::{Name, Timestamp, Wallets};

use super::answer::{Answer, IN_TABLE};
use super::changes::note;
use crate::http::access::Caller;
use crate::http::app::App;
use crate::http::extract::{JsonBody, KeyName, NoQuery, OptionalBody};
use crate::http::problem::{Code, Problem};
use crate::http::wire;

/// What the caller may do: the scopes of its key, their bounds, and what was used of its caps today. Where no key is asked for,
/// everything.
#[utoipa::path(get, path = IN_TABLE, responses((status = 200, description = "What the caller may do", body = wire::OwnKey)))]
pub(crate) async fn get_own_key(app: Data<App>, caller: Caller, _: NoQuery) -> Answer {
    let own = match &caller {
        Caller::Anyone => wire::OwnKey::of_anyone(),
        Caller::Holder(holder, origin) => {
            let used = if caller.has_caps() {
                let id = holder.id.to_string();
                let usage = app.read(|store| async move { store.find_cap_usage(&id, "").await }).await?;
                Some(wire::UsedToday::of(&usage, app.read(Wallets::read_clock).await?))
            } else {
                None
            };
            wire::OwnKey::of(holder, origin.name(), used)
        }
    };
    Ok(wire::json(StatusCode::OK, &own))
}

/// Every key, revoked and expired ones too. No answer has a secret.
#[utoipa::path(get, path = IN_TABLE, responses((status = 200, description = "The keys", body = wire::KeyList)))]
pub(crate) async fn list_keys(app: Data<App>, _: NoQuery) -> Answer {
    let keys = app.ask_keys(ApiKeys::list_keys).await?;
    let now = app.now();
    let data = keys.iter().map(|key| wire::ListedKey::of(key, now)).collect();
    Ok(wire::json(StatusCode::OK, &wire::KeyList { data }))
}

/// Makes a key, which may do no more than the caller's own. The answer has its secret, this once.
#[utoipa::path(post, path = IN_TABLE, request_body = wire::CreateKeyRequest,
    responses((status = 201, description = "The key and its secret", body = wire::KeyWithSecret)))]
pub(crate) async fn create_key(app: Data<App>, caller: Caller, body: JsonBody, _: NoQuery) -> Answer {
    let (credential, now) = (draw()?, app.now());
    let key = body.parse::<wire::CreateKeyRequest>()?.into_key(&credential, now, maker(&caller)?)?;
    may_give(&caller, &key)?;
    let by = note(&caller, None);
    match app.ask_keys(|keys| keys.create_key_by(&key, &by)).await.map_err(unsettled)? {
        KeyCreation::Created => {}
        KeyCreation::IdTaken => return Err(Problem::internal("another key has drawn the same id")),
    }
    tracing::info!(api_key = %key.id, name = %key.name, scopes = %key.scopes, by = maker(&caller)?.as_str(), "an API key was made");
    Ok(wire::json(StatusCode::CREATED, &with_secret(&credential, &key, now)))
}

/// Gives a key another secret; the one before is turned away within 5 seconds, or once `grace_s` is over. The key may do no more
/// than the caller's own, as its secret is told.
#[utoipa::path(post, path = IN_TABLE, params(("id" = String, Path, pattern = "^[0-9a-f]{12}$", description = "Its id")),
    request_body = wire::RotateKeyRequest,
    responses((status = 200, description = "The key and its secret", body = wire::KeyWithSecret)))]
pub(crate) async fn rotate_key(
    app: Data<App>,
    name: KeyName,
    caller: Caller,
    body: OptionalBody,
    _: NoQuery,
) -> Answer {
    let now = app.now();
    let until = body.parse::<wire::RotateKeyRequest>()?.until(now)?;
    let key = find(&app, name.0).await?;
    may_give(&caller, &key)?;
    let credential = Credential { id: key.id, ..draw()? };
    let rotation = Rotation { old: key.digest, until, at: now, by: Some(maker(&caller)?) };
    let digest = credential.secret.digest();
    let by = note(&caller, None);
    let rotated = app.ask_keys(|keys| keys.rotate_key(key.id, digest, &rotation, &by)).await.map_err(unsettled)?;
    let rotated = rotated.ok_or_else(missing)?;
    if rotated.digest != digest {
        let detail = match rotated.revoked_at {
            Some(_) => "The key is revoked: make another.",
            None => "The key was rotated by somebody else at this moment: look who has the secret.",
        };
        return Err(Problem::new(Code::KeyNotLive, detail));
    }
    tracing::info!(api_key = %key.id, by = maker(&caller)?.as_str(), "an API key was rotated");
    Ok(wire::json(StatusCode::OK, &with_secret(&credential, &rotated, now)))
}

/// Turns a key away from now on, for good: on every server within 5 seconds.
#[utoipa::path(post, path = IN_TABLE, params(("id" = String, Path, pattern = "^[0-9a-f]{12}$", description = "Its id")),
    responses((status = 200, description = "The key as it is now", body = wire::ListedKey)))]
pub(crate) async fn revoke_key(
    app: Data<App>,
    name: KeyName,
    caller: Caller,
    body: OptionalBody,
    _: NoQuery,
) -> Answer {
    let wire::EmptyBody {} = body.parse()?;
    let (now, by) = (app.now(), note(&caller, None));
    let revoked = app.ask_keys(|keys| keys.revoke_key(name.0, now, &by)).await.map_err(unsettled)?;
    let revoked = revoked.ok_or_else(missing)?;
    tracing::info!(api_key = %revoked.id, by = maker(&caller)?.as_str(), "an API key was revoked");
    Ok(wire::json(StatusCode::OK, &wire::ListedKey::of(&revoked, now)))
}

async fn find(app: &App, id: ApiKeyId) -> Result<ApiKey, Problem> {
    app.ask_keys(|keys| keys.find_key(id)).await?.ok_or_else(missing)
}

fn missing() -> Problem {
    Problem::new(Code::KeyNotFound, "There is no API key with this id.")
}

/// Nobody hands out more than they have.
fn may_give(caller: &Caller, key: &ApiKey) -> Result<(), Problem> {
    let Caller::Holder(holder, _) = caller else { return Ok(()) };
    let exceeds = |excess| {
        Problem::new(
            Code::ExceedsOwnKey,
            format!("The key would allow more than your own: {excess}. Nothing was done."),
        )
    };
    holder.may_give(key).map_err(exceeds)
}

/// Who does it: the name of the caller's key.
fn maker(caller: &Caller) -> Result<Name, Problem> {
    let name = match caller {
        Caller::Anyone => "anyone",
        Caller::Holder(_, origin) => origin.name(),
    };
    Name::new(name).map_err(Problem::internal)
}

fn draw() -> Result<Credential, Problem> {
    let mut bytes = [0; Credential::RANDOM_BYTES];
    getrandom::fill(&mut bytes).map_err(Problem::internal)?;
    Ok(Credential::from_random(bytes))
}

fn with_secret(credential: &Credential, key: &ApiKey, now: Timestamp) -> wire::KeyWithSecret {
    wire::KeyWithSecret { secret: credential.reveal(), key: wire::ListedKey::of(key, now) }
}

/// There is no key under which it could be asked for again, so who asked is told where to look.
fn unsettled(problem: Problem) -> Problem {
    if problem.code() != Code::OutcomeUnknown && problem.code() != Code::StoreUnavailable {
        return problem;
    }
    let detail = "The store has not answered in time, so it is not known whether this was done. Look before you ask again: \
                  GET /v1/keys.";
    Problem::new(Code::OutcomeUnknown, detail)
}
