//! Openings: many wallets in one request and one commit.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use wallet_domain::{Rejection, Wallet, WalletOpening};

use super::Answer;
use crate::access::Caller;
use crate::app::App;
use crate::extract::{BATCH_BYTES_MAX, JsonBody, NoQuery};
use crate::problem::{Code, Problem};
use crate::wire::{self, WalletToOpen};

/// Opens up to 10,000 players' wallets, or leaves those that are there as they are. A body that cannot be read is
/// refused as a whole; a value that is not valid and an asset that there is not spoil their own wallet alone. Safe to
/// repeat.
#[utoipa::path(post, path = "/v1/wallets", tag = "wallets", request_body = wire::OpenWalletsRequest,
    responses((status = 200, description = "One result per wallet, in order", body = wire::OpenWalletsAnswer)))]
pub(crate) async fn open_wallets(
    app: Data<App>,
    request: HttpRequest,
    caller: Caller,
    body: JsonBody<BATCH_BYTES_MAX>,
    _: NoQuery,
) -> Answer {
    let wallets = body.parse::<wire::OpenWalletsRequest>()?.into_wallets()?;
    app.rates().count_batch(&request, caller, wallets.len(), Code::TooManyWallets)?;
    let answers = open(&app, wallets).await?;
    let results = answers.iter().map(result).collect();
    Ok(wire::json(StatusCode::OK, &wire::OpenWalletsAnswer { results }))
}

/// What came of a name.
enum Answered {
    Opened(Wallet),
    Existing(Wallet),
    Refused(Problem),
}

/// Opens the wallets whose names are valid and puts what came of them where they stood.
async fn open(app: &App, wallets: Vec<WalletToOpen<'_>>) -> Result<Vec<Answered>, Problem> {
    let mut places = Vec::with_capacity(wallets.len());
    let mut names = Vec::with_capacity(wallets.len());
    for wallet in wallets {
        places.push(wallet.into_name().map(|name| names.push(name)));
    }
    let openings = app.register(|registry| registry.open_wallets(&names)).await?;
    if openings.len() != names.len() {
        return Err(Problem::internal("the store answered another number of openings than it was given names"));
    }
    let mut answers = names.into_iter().zip(openings).map(|((_, asset), opening)| match opening {
        WalletOpening::Opened(wallet) => Answered::Opened(wallet),
        WalletOpening::Existing(wallet) => Answered::Existing(wallet),
        WalletOpening::AssetNotFound => Answered::Refused(Problem::of_read(&Rejection::AssetNotFound { asset })),
    });
    let mut next = || answers.next().expect("one opening per valid name, counted above");
    Ok(places.into_iter().map(|place| place.map_or_else(Answered::Refused, |()| next())).collect())
}

fn result(answered: &Answered) -> wire::OpeningResult<'_> {
    match answered {
        Answered::Opened(wallet) => wire::OpeningResult::opened(wallet),
        Answered::Existing(wallet) => wire::OpeningResult::existing(wallet),
        Answered::Refused(problem) => wire::OpeningResult::refused(problem),
    }
}
