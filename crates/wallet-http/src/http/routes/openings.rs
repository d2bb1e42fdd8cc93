//! Openings: many wallets in one request and one commit.

use std::collections::{BTreeSet, HashMap, HashSet};

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use wallet_domain::{AssetCode, OwnerId, Rejection, Timestamp, Wallet, WalletId, WalletOpening, WalletState, Wallets};

use super::answer::{Answer, IN_TABLE};
use crate::http::access::Caller;
use crate::http::app::App;
use crate::http::extract::{BATCH_BYTES_MAX, DryRun, JsonBody};
use crate::http::problem::{Code, Problem};
use crate::http::wire::{self, WalletToOpen};

/// Opens up to 10,000 players' wallets, or leaves those that are there as they are. A body that cannot be read is
/// refused as a whole; a value that is not valid and an asset that there is not spoil their own wallet alone. Safe to
/// repeat.
#[utoipa::path(post, path = IN_TABLE, request_body = wire::OpenWalletsRequest,
    responses((status = 200, description = "One result per wallet, in order", body = wire::OpenWalletsAnswer)))]
pub(crate) async fn open_wallets(
    app: Data<App>,
    request: HttpRequest,
    caller: Caller,
    body: JsonBody<BATCH_BYTES_MAX>,
    dry_run: DryRun,
) -> Answer {
    let wallets = body.parse::<wire::OpenWalletsRequest>()?.into_wallets()?;
    app.rates().count_batch(&request, &caller, wallets.len(), Code::TooManyWallets)?;
    let answers = open(&app, wallets, dry_run).await?;
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
async fn open(app: &App, wallets: Vec<WalletToOpen>, dry_run: DryRun) -> Result<Vec<Answered>, Problem> {
    let mut places = Vec::with_capacity(wallets.len());
    let mut names = Vec::with_capacity(wallets.len());
    for wallet in wallets {
        places.push(wallet.into_name().map(|name| names.push(name)));
    }
    let openings = open_names(app, &names, dry_run).await?;
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

/// Opens wallets, or says what would come of it by what there is.
pub(super) async fn open_names(
    app: &App,
    names: &[(OwnerId, AssetCode)],
    dry_run: DryRun,
) -> Result<Vec<WalletOpening>, Problem> {
    if dry_run == DryRun::No {
        return app.register(|registry| registry.open_wallets(names)).await;
    }
    let assets: HashSet<AssetCode> =
        app.read(Wallets::list_assets).await?.into_iter().map(|asset| asset.code).collect();
    let owners: Vec<OwnerId> =
        names.iter().map(|(owner, _)| owner.clone()).collect::<BTreeSet<_>>().into_iter().collect();
    let wallets = app.read(|store| store.list_wallets(&owners)).await?;
    let mut there: HashMap<(OwnerId, AssetCode), Wallet> =
        wallets.into_iter().map(|wallet| ((wallet.owner.clone(), wallet.asset.clone()), wallet)).collect();
    let openings = names.iter().map(|name| match there.get(name) {
        Some(wallet) => WalletOpening::Existing(wallet.clone()),
        None if assets.contains(&name.1) => {
            let (owner, asset) = name.clone();
            // Neither id nor time is shown.
            let state = WalletState::opened(WalletId::from_value(0), &owner, Timestamp::from_micros(0));
            let wallet = Wallet { owner, asset, state };
            there.insert(name.clone(), wallet.clone());
            WalletOpening::Opened(wallet)
        }
        None => WalletOpening::AssetNotFound,
    });
    Ok(openings.collect())
}

fn result(answered: &Answered) -> wire::OpeningResult<'_> {
    match answered {
        Answered::Opened(wallet) => wire::OpeningResult::opened(wallet),
        Answered::Existing(wallet) => wire::OpeningResult::existing(wallet),
        Answered::Refused(problem) => wire::OpeningResult::refused(problem),
    }
}
