//! Many wallets opened in one request, and in one commit.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use wallet_domain::{Rejection, WalletOpening};

use super::Answer;
use crate::app::App;
use crate::extract::{BATCH_BYTES_MAX, JsonBody, NoQuery};
use crate::problem::Problem;
use crate::wire::{self, OpenWallet, OpeningResult};

/// Opens up to 10,000 players' wallets, or leaves those that are there as they are. A body that cannot be read is
/// refused as a whole; a value that is not valid spoils its own wallet alone.
#[utoipa::path(post, path = "/v1/wallets", tag = "wallets", request_body = wire::OpenWalletsRequest,
    responses((status = 200, description = "One result per wallet, in order", body = wire::OpenWalletsAnswer)))]
pub(crate) async fn open_wallets(app: Data<App>, body: JsonBody<BATCH_BYTES_MAX>, _: NoQuery) -> Answer {
    let wallets = body.parse::<wire::OpenWalletsRequest>()?.into_wallets()?;
    let names: Vec<_> = wallets.into_iter().map(OpenWallet::into_name).collect();
    let valid: Vec<_> = names.iter().flatten().cloned().collect();
    let openings = app.register(|registry| registry.open_wallets(&valid)).await?;
    let mut openings = openings.into_iter();
    let missing = || Err(Problem::internal("the store answered fewer wallets than it was given"));
    let answers: Vec<Result<WalletOpening, Problem>> = (names.into_iter())
        .map(|name| {
            let (_, asset) = name?;
            match openings.next() {
                Some(WalletOpening::AssetNotFound) => Err(Problem::of_read(&Rejection::AssetNotFound { asset })),
                Some(opening) => Ok(opening),
                None => missing(),
            }
        })
        .collect();
    let results = answers.iter().map(result).collect();
    Ok(wire::json(StatusCode::OK, &wire::OpenWalletsAnswer { results }))
}

fn result(answer: &Result<WalletOpening, Problem>) -> OpeningResult<'_> {
    match answer {
        Ok(WalletOpening::Opened(wallet)) => OpeningResult::opened(wallet),
        Ok(WalletOpening::Existing(wallet)) => OpeningResult::existing(wallet),
        Ok(WalletOpening::AssetNotFound) => unreachable!("it was made a problem above"),
        Err(problem) => OpeningResult::refused(problem),
    }
}
