//! What operators change beside the ledger: whether wallets take part, and the list of all such changes.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::HeaderMap;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::IntoParams;
use wallet_domain::{
    Actor, AssetCode, CapUsages, ChangeAction, ChangeNote, ChangeSubject, Description, ObjectId, Origin, OwnerId,
    Rejection, StatusChange, StatusRefusal, Wallet, Wallets,
};

use super::answer::{Answer, IN_TABLE};
use super::wallets::limit_of;
use crate::http::access::{Caller, no_ticket};
use crate::http::app::App;
use crate::http::extract::{ChangeCursor, DryRun, Listing, OperatedOwner, OperatedWallet, OptionalBody, QueryOf};
use crate::http::problem::{Code, Problem};
use crate::http::wire;

/// Who changes something, and why.
pub(super) fn note(caller: &Caller, reason: Option<Description>) -> ChangeNote {
    match caller {
        Caller::Anyone => ChangeNote::of(&Origin::anyone(), reason),
        Caller::Holder(_, origin) => ChangeNote::of(origin, reason),
    }
}

/// Who changes the status of wallets, and why.
struct By {
    note: ChangeNote,
    origin: Arc<Origin>,
}

impl By {
    /// Whoever has caps says which case it is about; that is kept with the reason.
    fn of(caller: &Caller, headers: &HeaderMap, (reason, ticket): Why) -> Result<Self, Problem> {
        let is_blank = |text: &Option<Description>| text.as_ref().is_none_or(|text| text.as_str().trim().is_empty());
        let reason = match (reason, ticket) {
            (reason, ticket) if caller.has_caps() && (is_blank(&reason) || is_blank(&ticket)) => {
                return Err(no_ticket("`reason` and `ticket`"));
            }
            (Some(reason), Some(ticket)) => Some(with_ticket(&reason, &ticket)?),
            (reason, None) | (None, reason) => reason,
        };
        Ok(Self { note: note(caller, reason), origin: caller.origin(headers)? })
    }
}

fn with_ticket(reason: &Description, ticket: &Description) -> Result<Description, Problem> {
    let max = "reason and ticket together must be at most 500 characters.";
    Description::new(&format!("{reason} (ticket {ticket})")).map_err(|_| Problem::new(Code::InvalidDescription, max))
}

/// Why, and which case it is about.
type Why = (Option<Description>, Option<Description>);

macro_rules! status_routes {
    ($($(#[$doc:meta])* $all:ident $one:ident $request:ident $change:path;)*) => {
        $(
            $(#[$doc])*
            #[utoipa::path(post, path = IN_TABLE, request_body = wire::$request,
                responses((status = 200, description = "All of the owner's wallets as they are now",
                           body = wire::OwnerWallets)))]
            pub(crate) async fn $all(
                app: Data<App>, owner: OperatedOwner, request: HttpRequest, caller: Caller, body: OptionalBody,
                dry_run: DryRun,
            ) -> Answer {
                let (change, reason) = $change(body.parse::<wire::$request>()?)?;
                let by = By::of(&caller, request.headers(), reason)?;
                change_status(&app, (&owner.0, None), change, by, dry_run).await
            }

            $(#[$doc])*
            #[utoipa::path(post, path = IN_TABLE, request_body = wire::$request,
                responses((status = 200, description = "The wallet as it is now", body = wire::OwnerWallets)))]
            pub(crate) async fn $one(
                app: Data<App>, path: OperatedWallet, request: HttpRequest, caller: Caller, body: OptionalBody,
                dry_run: DryRun,
            ) -> Answer {
                let (change, reason) = $change(body.parse::<wire::$request>()?)?;
                let by = By::of(&caller, request.headers(), reason)?;
                change_status(&app, (&path.owner, Some(path.asset)), change, by, dry_run).await
            }
        )*
    };
}

status_routes! {
    /// Stops what goes out of a player's wallets, what goes in, or both. What is held may still be released.
    freeze_wallets freeze_wallet FreezeRequest wire::FreezeRequest::into_change;
    /// Lets frozen wallets take part again.
    unfreeze_wallets unfreeze_wallet ReasonRequest wire::ReasonRequest::into_unfreezing;
    /// Ends wallets: only empty ones, for as long as nobody opens them again.
    close_wallets close_wallet ReasonRequest wire::ReasonRequest::into_closing;
    /// Opens wallets again that were closed.
    reopen_wallets reopen_wallet ReasonRequest wire::ReasonRequest::into_reopening;
}

/// All of an owner's wallets, or one, change together or not at all.
async fn change_status(
    app: &App,
    (owner, asset): (&OwnerId, Option<AssetCode>),
    change: StatusChange,
    By { note, origin }: By,
    dry_run: DryRun,
) -> Answer {
    let changed = match dry_run {
        DryRun::No => {
            let by = &*origin;
            app.register(|registry| registry.change_wallets_by(owner, asset.clone(), change, &note, by)).await?
        }
        DryRun::Yes => try_status(app, (owner, asset.as_ref()), change, &origin).await?,
    };
    let wallets = changed?;
    match (wallets.is_empty(), asset) {
        (true, Some(asset)) => Err(Problem::of_read(&Rejection::WalletNotFound { owner: owner.clone(), asset })),
        (true, None) => Err(Problem::new(Code::WalletNotFound, format!("{owner} has no wallet."))),
        (false, _) => {
            let wallets = wallets.iter().map(wire::Wallet::from).collect();
            Ok(wire::json(StatusCode::OK, &wire::OwnerWallets { owner: owner.as_str(), wallets }))
        }
    }
}

/// What would come of a change, caps included.
async fn try_status(
    app: &App,
    (owner, asset): (&OwnerId, Option<&AssetCode>),
    change: StatusChange,
    by: &Origin,
) -> Result<Result<Vec<Wallet>, StatusRefusal>, Problem> {
    let mut wallets = app.read(|store| store.list_wallets(std::slice::from_ref(owner))).await?;
    wallets.retain(|wallet| asset.is_none_or(|asset| wallet.asset == *asset));
    let mut changed = 0;
    for wallet in &mut wallets {
        match change.apply(wallet) {
            Ok(Some((state, _))) => (wallet.state, changed) = (state, changed + 1),
            Ok(None) => {}
            Err(refusal) => return Ok(Err(refusal)),
        }
    }
    if let Some((key, caps)) = change.capped(by) {
        let day = app.read(|store| store.find_cap_usage(key, "")).await?;
        let now = app.read(Wallets::read_clock).await?;
        let player = app.read(|store| store.find_cap_usage(key, owner.as_str())).await?;
        if let Err(refusal) = StatusChange::count(caps, changed, &CapUsages { day, player }, now) {
            return Ok(Err(refusal));
        }
    }
    Ok(Ok(wallets))
}

impl From<StatusRefusal> for Problem {
    fn from(refusal: StatusRefusal) -> Self {
        let code = match refusal {
            StatusRefusal::NotEmpty { .. } => Code::WalletNotEmpty,
            StatusRefusal::InDebt { .. } => Code::WalletInDebt,
            StatusRefusal::Closed { .. } => Code::WalletClosed,
            StatusRefusal::CapExceeded(excess) => return Self::of_read(&Rejection::CapExceeded(excess)),
        };
        Self::new(code, refusal.to_string())
    }
}

/// Whose changes, and which page of them.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ChangesQuery {
    /// Of whose wallets.
    #[param(min_length = 1, max_length = 100, pattern = "^[!-~]+$", example = "user_001")]
    owner: Option<String>,
    /// Of which asset, or of wallets of it.
    #[param(pattern = "^[A-Z][A-Z0-9_]{0,49}$", example = "GOLD_COINS")]
    asset: Option<String>,
    /// What one actor has done: `key` and the id of an API key, as `actor` tells it.
    #[param(min_length = 1, max_length = 150, example = "key 0a1b2c3d4e5f")]
    actor: Option<String>,
    /// What was done so.
    #[param(value_type = Option<wire::names::ChangeAction>)]
    action: Option<String>,
    /// Of which key or approval, by its id.
    #[param(min_length = 1, max_length = 50, example = "0a1b2c3d4e5f")]
    object: Option<String>,
    /// How many changes at most: 1 to 200, and 50 if it is not given.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    #[param(min_length = 12, pattern = "^[A-Za-z0-9_-]+$")]
    cursor: Option<String>,
}

impl ChangesQuery {
    /// Which changes are asked for: an owner's, an asset's or both; or by one of the others.
    fn subject(&self) -> Result<ChangeSubject, Problem> {
        let owner = self.owner.as_deref().map(OwnerId::new).transpose()?;
        let asset = self.asset.as_deref().map(AssetCode::new).transpose()?;
        let malformed = |detail: &'static str| Problem::new(Code::MalformedQuery, detail);
        let actor = self.actor.as_deref().map(Actor::new).transpose();
        let actor = actor.map_err(|_| malformed("actor must be 1 to 150 characters, such as key 0a1b2c3d4e5f."))?;
        let action = self.action.as_deref().map(|name| ChangeAction::from_name(name).ok_or(()));
        let action = action.transpose().map_err(|()| malformed("action must be one that a change can have."))?;
        let object = self.object.as_deref().map(ObjectId::new).transpose();
        let object = object.map_err(|_| malformed("object must be the id of a key or of an approval."))?;
        Ok(match (owner, asset, actor, action, object) {
            (None, None, None, None, None) => ChangeSubject::All,
            (Some(owner), None, None, None, None) => ChangeSubject::Owner(owner),
            (None, Some(asset), None, None, None) => ChangeSubject::Asset(asset),
            (Some(owner), Some(asset), None, None, None) => ChangeSubject::Wallet(owner, asset),
            (None, None, Some(actor), None, None) => ChangeSubject::Actor(actor),
            (None, None, None, Some(action), None) => ChangeSubject::Action(action),
            (None, None, None, None, Some(id)) => ChangeSubject::Object(id),
            _ => return Err(malformed("Ask by owner and asset, or by one of actor, action and object alone.")),
        })
    }
}

/// What operators have changed, the latest first: who, when, why, and from what to what. It is the audit trail: assets, wallets,
/// notes, API keys, and each step of an approval. What moves credits is a transaction, which names who asked for it.
#[utoipa::path(get, path = IN_TABLE, params(ChangesQuery),
    responses((status = 200, description = "A page of changes", body = wire::ChangePage)))]
pub(crate) async fn list_changes(app: Data<App>, query: QueryOf<ChangesQuery>) -> Answer {
    let of = query.0.subject()?;
    let ChangesQuery { limit, cursor, .. } = query.0;
    let limit = limit_of(limit.as_deref())?;
    let listing = Listing::of(app.ledger().await?, &of);
    let before = cursor.as_deref().map(|text| ChangeCursor::decode(text, listing)).transpose()?;
    let before = before.map(|ChangeCursor(number)| number);
    // One more than asked for tells whether there is another page.
    let mut changes = app.read(|store| store.list_changes(of, before, limit + 1)).await?;
    let has_more = changes.len() > limit as usize;
    changes.truncate(limit as usize);
    let next_cursor = changes.last().filter(|_| has_more).map(|last| ChangeCursor(last.number).encode(listing));
    let data = changes.iter().map(wire::Change::from).collect();
    Ok(wire::json(StatusCode::OK, &wire::ChangePage { data, next_cursor }))
}
