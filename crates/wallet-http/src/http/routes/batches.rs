//! Batches: many commands in one request, each atomic by itself, or all together.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use wallet_domain::access::Scope;
use wallet_domain::{Command, GroupKind, Origin, Outcome, Rejection, Transaction};

use super::Answer;
use crate::http::access::Caller;
use crate::http::app::App;
use crate::http::extract::{BATCH_BYTES_MAX, DryRun, JsonBody};
use crate::http::problem::{Code, Problem};
use crate::http::wire::{self, BatchCommand};

/// Up to 10,000 commands, decided in their order. A body that cannot be read, or that holds a command which the API key
/// lacks the scope for, is refused as a whole; a value that is not valid spoils its own command alone.
///
/// With `atomic`, all of them are posted or none: what is refused or not valid is the answer's problem, with the command's
/// `index`, and then nothing is recorded and no key is used.
#[utoipa::path(post, path = "/v1/batches", tag = "flows", request_body = wire::BatchRequest,
    responses((status = 200, description = "One result per command, in order", body = wire::BatchAnswer)))]
pub(crate) async fn execute_batch(
    app: Data<App>,
    request: HttpRequest,
    caller: Caller,
    body: JsonBody<BATCH_BYTES_MAX>,
    dry_run: DryRun,
) -> Answer {
    let batch = body.parse::<wire::BatchRequest>()?;
    let atomic = batch.atomic;
    let commands = batch.into_commands()?;
    let flows = commands.iter().filter_map(BatchCommand::flow);
    flows.map(Scope::of).try_for_each(|scope| caller.permit(scope))?;
    app.rates().count_batch(&request, &caller, commands.len(), Code::TooManyCommands)?;
    let origin = caller.origin(request.headers())?;
    let answers = match (atomic, dry_run) {
        (false, DryRun::No) => execute((&app, &request), commands, &origin, None).await,
        (false, DryRun::Yes) => execute((&app, &request), commands, &origin, Some(GroupKind::Trial)).await,
        (true, DryRun::No) => execute_together((&app, &request), commands, &origin, GroupKind::AllOrNothing).await?,
        (true, DryRun::Yes) => {
            execute_together((&app, &request), commands, &origin, GroupKind::AllOrNothingTrial).await?
        }
    };
    let results = answers.iter().map(result).collect();
    Ok(wire::json(StatusCode::OK, &wire::BatchAnswer { results }))
}

/// What came of a command.
enum Answered {
    Posted { transaction: Transaction, replayed: bool },
    Refused(Problem),
}

/// Submits the commands that are valid and puts their answers where they stood.
async fn execute(
    (app, request): (&App, &HttpRequest),
    commands: Vec<BatchCommand<'_>>,
    origin: &Arc<Origin>,
    kind: Option<GroupKind>,
) -> Vec<Answered> {
    let parse = |command: BatchCommand<'_>| Ok(command.into_command()?.by(origin.clone()));
    let parsed: Vec<Result<Command, Problem>> = commands.into_iter().map(parse).collect();
    let mut places = Vec::with_capacity(parsed.len());
    let mut valid = Vec::with_capacity(parsed.len());
    for command in parsed {
        places.push(command.map(|command| valid.push(command)));
    }
    let answers = match kind {
        None => app.submit_all(request, valid).await,
        Some(kind) => app.submit_group(request, valid, kind).await,
    };
    let mut answers = answers.into_iter();
    let missing = || Err(Problem::internal("the queue answered fewer commands than it was given"));
    (places.into_iter())
        .map(|place| place.and_then(|()| answers.next().unwrap_or_else(missing)).map_or_else(Answered::Refused, settle))
        .collect()
}

/// Submits the commands if all of them are valid, to be carried out together.
async fn execute_together(
    (app, request): (&App, &HttpRequest),
    commands: Vec<BatchCommand<'_>>,
    origin: &Arc<Origin>,
    kind: GroupKind,
) -> Result<Vec<Answered>, Problem> {
    let parsed = commands.into_iter().enumerate();
    let parsed = parsed.map(|(index, command)| command.into_command().map_err(|problem| problem.at(index)));
    let parsed = parsed.map(|command| Ok(command?.by(origin.clone())));
    let commands = parsed.collect::<Result<Vec<Command>, Problem>>()?;
    let outcomes = app.submit_group(request, commands, kind).await.into_iter().collect::<Result<Vec<_>, _>>()?;
    if let Some(undone @ Outcome::Undone { .. }) = outcomes.first() {
        let rejection = undone.result().expect_err("what was undone was refused");
        return Err(Problem::of_outcome(undone, &rejection));
    }
    Ok(outcomes.into_iter().map(settle).collect())
}

fn settle(outcome: Outcome) -> Answered {
    if let Err(rejection) = outcome.result() {
        return Answered::Refused(Problem::of_outcome(&outcome, &rejection));
    }
    match outcome {
        Outcome::Decided(transaction) | Outcome::Tried(transaction) => {
            Answered::Posted { transaction, replayed: false }
        }
        Outcome::Replayed(transaction) => Answered::Posted { transaction, replayed: true },
        Outcome::KeyReused => Answered::Refused(Problem::of_decision(&Rejection::IdempotencyKeyReused, false)),
        Outcome::Undone { refusal, .. } | Outcome::Unrecorded(refusal) => Answered::Refused(Problem::of_read(&refusal)),
    }
}

fn result(answered: &Answered) -> wire::BatchResult<'_> {
    match answered {
        Answered::Posted { transaction, replayed } => wire::BatchResult::posted(transaction, *replayed),
        Answered::Refused(problem) => wire::BatchResult::refused(problem),
    }
}
