//! Approvals: a command that waits for another key's holder, and is carried out once.
//!
//! Approving is two steps: that it was approved is kept first, then the command is carried out under its own idempotency key with
//! both who asked and who approved. If the server ends in between, the next request to approve goes on: the idempotency key makes sure that it is done once.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::IntoParams;
use wallet_domain::access::approval::LIFE_US;
use wallet_domain::access::{ApiKeyId, ApprovalRecord, ApprovalRefusal, ApprovalStatus};
use wallet_domain::{Command, Flow, Outcome, Rejection, Timestamp, TransactionId};

use super::answer::{Answer, IN_TABLE};
use super::earlier::{find_all_earlier, missing_earlier};
use super::wallets::limit_of;
use crate::http::access::Caller;
use crate::http::app::App;
use crate::http::extract::{ApprovalName, JsonBody, NoQuery, OptionalBody, QueryOf, parse_json};
use crate::http::problem::{Code, Problem};
use crate::http::wire::{self, BatchCommand};

/// Asks another to approve a command that the caller's key may not carry out alone. Nothing moves yet.
///
/// The same command again is the same approval; another one under its idempotency key is 422.
#[utoipa::path(post, path = IN_TABLE, request_body = wire::AskApprovalRequest,
    responses((status = 201, description = "The approval", body = wire::Approval)))]
pub(crate) async fn create_approval(
    app: Data<App>,
    request: HttpRequest,
    caller: Caller,
    body: JsonBody,
    _: NoQuery,
) -> Answer {
    let asked = body.parse::<wire::AskApprovalRequest>()?;
    let text = asked.command.get();
    let command = read(&app, text).await?;
    if !matches!(command.flow(), Flow::Bonus | Flow::TopUp | Flow::Purchase | Flow::Reversal) {
        return Err(Problem::new(Code::InvalidFlow, "Approvals are for bonuses, top-ups, purchases and reversals."));
    }
    caller.permit_flow(command.flow())?;
    caller.permit_command(&command)?;
    let maker = caller.origin(request.headers())?;
    let digest = command.fingerprint().to_string();
    let record = ApprovalRecord::new(command.id(), (text.to_owned(), digest), &maker, app.now());
    let kept = app.ask_approvals(|approvals| approvals.create_approval(&record)).await?;
    if kept.approval.digest != record.approval.digest {
        return Err(Problem::of_decision(&Rejection::IdempotencyKeyReused, false));
    }
    tracing::info!(approval = %kept.id, by = maker.as_json(), "an approval was asked for");
    Ok(wire::json(StatusCode::CREATED, &wire::ShownApproval::of(kept)?.told(app.now())))
}

/// Which approvals.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ApprovalsQuery {
    /// Those that stand so; `pending` leaves out those whose time is over.
    #[param(value_type = Option<wire::names::ApprovalStatus>)]
    status: Option<String>,
    /// How many at most: 1 to 200, and 50 if it is not given.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200)]
    limit: Option<String>,
}

/// Approvals, the newest first.
#[utoipa::path(get, path = IN_TABLE, params(ApprovalsQuery),
    responses((status = 200, description = "The approvals", body = wire::ApprovalList)))]
pub(crate) async fn list_approvals(app: Data<App>, query: QueryOf<ApprovalsQuery>) -> Answer {
    let limit = limit_of(query.0.limit.as_deref())?;
    let now = app.now();
    let unknown =
        || Problem::new(Code::MalformedQuery, "status must be pending, approved, executed, rejected or expired.");
    let status = query.0.status.as_deref().map(|name| ApprovalStatus::from_name(name).ok_or_else(unknown));
    let status = status.transpose()?;
    let mut found = app.ask_approvals(|approvals| approvals.list_approvals(status, limit)).await?;
    match status {
        Some(ApprovalStatus::Pending) => found.retain(|record| !record.has_expired(now)),
        // Those whose end is not recorded yet are newer than those whose end is.
        Some(ApprovalStatus::Expired) => {
            let made = Timestamp::from_micros(now.as_micros().saturating_sub(LIFE_US));
            let mut stale = app.ask_approvals(|approvals| approvals.list_stale_approvals(made, limit)).await?;
            stale.reverse();
            found.splice(..0, stale);
            found.truncate(limit as usize);
        }
        _ => {}
    }
    let shown = found.into_iter().map(wire::ShownApproval::of).collect::<Result<Vec<_>, _>>()?;
    Ok(wire::json(StatusCode::OK, &wire::ApprovalList { data: shown.iter().map(|one| one.told(now)).collect() }))
}

/// An approval.
#[utoipa::path(get, path = IN_TABLE, params(("id" = String, Path, format = "uuid", description = "Its id")),
    responses((status = 200, description = "The approval", body = wire::Approval)))]
pub(crate) async fn get_approval(app: Data<App>, name: ApprovalName, _: NoQuery) -> Answer {
    let shown = wire::ShownApproval::of(find(&app, name.0).await?)?;
    Ok(wire::json(StatusCode::OK, &shown.told(app.now())))
}

/// Approves a command of another key's holder, and has it carried out, once. Whoever gets no answer asks again.
#[utoipa::path(post, path = IN_TABLE, params(("id" = String, Path, format = "uuid", description = "Its id")),
    request_body = wire::ApproveRequest,
    responses((status = 200, description = "The approval and its transaction", body = wire::ApprovedTransaction)))]
pub(crate) async fn approve_command(
    app: Data<App>,
    name: ApprovalName,
    request: HttpRequest,
    caller: Caller,
    body: JsonBody,
    _: NoQuery,
) -> Answer {
    let digest = body.parse::<wire::ApproveRequest>()?.digest;
    let record = find(&app, name.0).await?;
    let by = caller.origin(request.headers())?;
    let approved = record.approve(&by, &digest, app.now())?;
    // What was approved is the exact command: it is made anew, and must come to the same digest.
    let command = read(&app, &approved.approval.command).await?;
    if command.fingerprint().to_string() != digest || command.id() != approved.id {
        return Err(ApprovalRefusal::Changed.into());
    }
    permit(&caller, &command)?;
    let approved = match record.status {
        ApprovalStatus::Pending => {
            check_maker(&app, &record).await?;
            advance(&app, ApprovalStatus::Pending, &approved).await?
        }
        _ => approved,
    };
    let decider = approved.decider().map_err(Problem::internal)?;
    let decider = decider.filter(|_| approved.status != ApprovalStatus::Rejected).ok_or(ApprovalRefusal::Settled)?;
    if record.status == ApprovalStatus::Pending {
        tracing::info!(approval = %approved.id, by = decider.as_json(), "a command was approved");
    }
    let maker = approved.maker().map_err(Problem::internal)?;
    let outcome = app.carry_out(&request, command.by(maker.approved_by(&decider))).await?;
    let refusal = outcome.result().err();
    let is_final = !matches!(outcome, Outcome::Unrecorded(_));
    let executed = match approved.status {
        ApprovalStatus::Approved if is_final => {
            let executed = approved.executed(refusal.as_ref().map(Rejection::code));
            advance(&app, ApprovalStatus::Approved, &executed).await?
        }
        _ => approved,
    };
    match outcome.result() {
        Err(rejection) => Err(Problem::of_outcome(&outcome, &rejection)),
        Ok((transaction, _)) => {
            let shown = wire::ShownApproval::of(executed)?;
            let (approval, transaction) = (shown.told(app.now()), wire::Transaction::from(transaction));
            Ok(wire::json(StatusCode::OK, &wire::ApprovedTransaction { approval, transaction }))
        }
    }
}

/// Turns a command of another key's holder down, for good.
#[utoipa::path(post, path = IN_TABLE, params(("id" = String, Path, format = "uuid", description = "Its id")),
    request_body = wire::RejectRequest,
    responses((status = 200, description = "The approval as it is now", body = wire::Approval)))]
pub(crate) async fn reject_command(
    app: Data<App>,
    name: ApprovalName,
    request: HttpRequest,
    caller: Caller,
    body: OptionalBody,
    _: NoQuery,
) -> Answer {
    let reason = body.parse::<wire::RejectRequest>()?.into_reason()?;
    let record = find(&app, name.0).await?;
    permit(&caller, &read(&app, &record.approval.command).await?)?;
    let decider = caller.origin(request.headers())?;
    let rejected = record.reject(&decider, reason.as_ref(), app.now())?;
    let kept = advance(&app, ApprovalStatus::Pending, &rejected).await?;
    if kept != rejected {
        return Err(ApprovalRefusal::Settled.into());
    }
    tracing::info!(approval = %kept.id, by = decider.as_json(), "an approval was refused");
    Ok(wire::json(StatusCode::OK, &wire::ShownApproval::of(kept)?.told(app.now())))
}

/// Fails if the caller's key is for other assets than the command moves: it decides no more than it may do.
fn permit(caller: &Caller, command: &Command) -> Result<(), Problem> {
    command.legs().iter().try_for_each(|leg| caller.permit_asset(leg.asset))
}

async fn find(app: &App, id: TransactionId) -> Result<ApprovalRecord, Problem> {
    app.ask_approvals(|approvals| approvals.find_approval(id)).await?.ok_or_else(missing)
}

async fn advance(app: &App, from: ApprovalStatus, to: &ApprovalRecord) -> Result<ApprovalRecord, Problem> {
    app.ask_approvals(|approvals| approvals.advance_approval(from, to)).await?.ok_or_else(missing)
}

/// What a key has asked for goes with the key: whoever took it away meant that as well.
async fn check_maker(app: &App, record: &ApprovalRecord) -> Result<(), Problem> {
    let maker = record.maker().map_err(Problem::internal)?;
    let Some(id) = maker.key().and_then(|id| ApiKeyId::new(id).ok()) else { return Ok(()) };
    let key = app.ask_keys(|keys| keys.find_key(id)).await?;
    let is_good = key.is_some_and(|key| key.is_live(app.now()));
    if is_good { Ok(()) } else { Err(ApprovalRefusal::MakerGone.into()) }
}

fn missing() -> Problem {
    Problem::new(Code::ApprovalNotFound, "There is no approval with this id.")
}

/// The command of a text, as a batch has it.
async fn read(app: &App, text: &str) -> Result<Command, Problem> {
    let asked: BatchCommand = parse_json(text.as_bytes())?;
    let named = asked.about().map(|(id, _)| id);
    let earlier = find_all_earlier(app, named.into_iter().collect()).await?;
    asked.into_command(|id, kind| {
        let found = earlier.get(&id).filter(|command| kind.fits(command));
        found.ok_or_else(|| missing_earlier(id, kind))
    })
}

impl From<ApprovalRefusal> for Problem {
    fn from(refusal: ApprovalRefusal) -> Self {
        let code = match refusal {
            ApprovalRefusal::Own => Code::OwnApproval,
            ApprovalRefusal::Changed => Code::ApprovalChanged,
            ApprovalRefusal::Settled => Code::ApprovalSettled,
            ApprovalRefusal::Expired | ApprovalRefusal::MakerGone => Code::ApprovalExpired,
        };
        Self::new(code, refusal.to_string())
    }
}
