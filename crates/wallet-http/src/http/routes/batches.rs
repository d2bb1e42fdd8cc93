//! Batches: many commands in one request, each atomic by itself, or all together.

use std::collections::HashSet;
use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use wallet_domain::{Command, GroupKind, Origin, Outcome, Rejection, Transaction};

use super::answer::{Answer, IN_TABLE};
use super::earlier::{find_all_earlier, missing_earlier};
use crate::http::access::Caller;
use crate::http::app::App;
use crate::http::extract::{BATCH_BYTES_MAX, DryRun, JsonBody};
use crate::http::problem::{Code, Problem};
use crate::http::wire::{self, BatchCommand, Earlier};

/// Up to 10,000 commands, decided in their order. A body that cannot be read, or that holds a command which the API key
/// lacks the scope for, is refused as a whole; a value that is not valid spoils its own command alone.
///
/// With `atomic`, all of them are posted or none: what is refused or not valid is the answer's problem, with the command's
/// `index`, and then nothing is recorded and no key is used.
#[utoipa::path(post, path = IN_TABLE, request_body = wire::BatchRequest,
    responses((status = 200, description = "One result per command, in order", body = wire::BatchAnswer)))]
pub(crate) async fn execute_batch(
    app: Data<App>,
    request: HttpRequest,
    caller: Caller,
    body: JsonBody<BATCH_BYTES_MAX>,
    dry_run: DryRun,
) -> Answer {
    let batch = body.parse::<wire::BatchRequest>()?;
    let atomic = batch.is_atomic();
    let commands = batch.into_commands()?;
    for (index, flow) in commands.iter().map(BatchCommand::flow).enumerate() {
        // What no one knows needs nothing: it is refused by itself.
        flow.map_or(Ok(()), |flow| caller.permit_flow(flow)).map_err(|problem| problem.at(index))?;
    }
    app.rates().count_batch(&request, &caller, commands.len(), Code::TooManyCommands)?;
    let origin = caller.origin(request.headers())?;
    let commands = read(&app, commands, &origin).await.into_iter();
    let permit = |command: Command| caller.permit_command(&command).map(|()| command);
    let commands = commands.map(|command| command.and_then(permit)).collect();
    let answers = match (atomic, dry_run) {
        (false, DryRun::No) => execute((&app, &request), commands, None).await,
        (false, DryRun::Yes) => execute((&app, &request), commands, Some(GroupKind::Trial)).await,
        (true, DryRun::No) => execute_together((&app, &request), commands, GroupKind::AllOrNothing).await?,
        (true, DryRun::Yes) => execute_together((&app, &request), commands, GroupKind::AllOrNothingTrial).await?,
    };
    let results = answers.iter().map(result).collect();
    Ok(wire::json(StatusCode::OK, &wire::BatchAnswer { results }))
}

/// What came of a command.
enum Answered {
    Posted { transaction: Transaction, replayed: bool },
    Refused(Problem),
}

/// The commands, or the problem of each. A transaction that one is about must be recorded before the batch; all of them are
/// one read, and none where nothing is booked anyway.
async fn read(app: &App, commands: Vec<BatchCommand>, origin: &Arc<Origin>) -> Vec<Result<Command, Problem>> {
    let named: HashSet<_> = commands.iter().filter_map(BatchCommand::about).map(|(id, _)| id).collect();
    let earlier = match app.check_writes() {
        Ok(()) => find_all_earlier(app, named.into_iter().collect()).await,
        Err(problem) => Err(problem),
    };
    let find = |id, kind: Earlier| {
        let found = match &earlier {
            Ok(found) => found.get(&id).filter(|command| kind.fits(command)).ok_or_else(|| missing_earlier(id, kind)),
            Err(problem) => Err(problem.clone()),
        };
        found.map_err(Problem::same_key)
    };
    commands.into_iter().map(|command| Ok(command.into_command(find)?.by(origin.clone()))).collect()
}

/// Submits the commands that are valid and puts their answers where they stood.
async fn execute(
    (app, request): (&App, &HttpRequest),
    commands: Vec<Result<Command, Problem>>,
    kind: Option<GroupKind>,
) -> Vec<Answered> {
    let mut places = Vec::with_capacity(commands.len());
    let mut valid = Vec::with_capacity(commands.len());
    for command in commands {
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
    commands: Vec<Result<Command, Problem>>,
    kind: GroupKind,
) -> Result<Vec<Answered>, Problem> {
    let commands = commands.into_iter().enumerate();
    let commands = commands.map(|(index, command)| command.map_err(|problem| problem.at(index)));
    let commands = commands.collect::<Result<Vec<Command>, Problem>>()?;
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
