//! `wallet webhooks`: makes, shows and changes webhooks in the store, whether or not a server runs on it.
//!
//! What may be done is judged by `WebhookAdmin`, as for the routes. `options` has what the commands take, `shown` their tables.

mod options;
mod shown;

pub(super) use options::Options;
pub(super) use shown::{json, time};

use wallet_domain::webhook::{Endpoint, EndpointChange, EndpointStatus, Replay, WebhookId};
use wallet_service::WebhookAdmin;
use wallet_service::jobs::webhooks::is_good;
use wallet_service::webhook_admin::{Deliveries, EndpointView, NewEndpoint, Pinged, StartAt, WebhookError};
use wallet_webhooks::secret;

use super::serve::webhook_ports;
use super::{Failure, Format, note, say};
use crate::config::{InvalidSettings, Settings};
use crate::http::wire;
use crate::store::{Store, StoreUrl};
use options::{Action, Looking, ReplayAction};

pub(super) async fn run(options: &Options, settings: &Settings, url: &StoreUrl) -> Result<(), Failure> {
    // What is wrong with the arguments is said before the store is opened.
    let open = async || admin(url, settings).await;
    match &options.action {
        Action::List(listing) => list(&open().await?, listing.format).await,
        Action::Create(creation) => {
            let new = creation.parse()?;
            create(&open().await?, new, creation.format).await
        }
        Action::Show(showing) => {
            let id = showing.which.parse()?;
            show(&open().await?, id, showing.format).await
        }
        Action::Change(changing) => {
            let (id, change) = (changing.which.parse()?, changing.parse()?);
            let changed = open().await?.change(id, &change).await?;
            say(&format!(
                "webhook {id} sends {} to {}; running servers do within a second",
                changed.types.names().join(","),
                changed.url.as_str()
            ));
            Ok(())
        }
        Action::Pause(which) => {
            let id = which.parse()?;
            pause(&open().await?, id).await
        }
        Action::Resume(which) => {
            let id = which.parse()?;
            resume(&open().await?, id).await
        }
        Action::Delete(which) => {
            let id = which.parse()?;
            open().await?.delete(id).await?;
            say(&format!("webhook {id} is deleted"));
            Ok(())
        }
        Action::Rotate(rotation) => {
            let id = rotation.which.parse()?;
            rotate(&open().await?, id, rotation.format).await
        }
        Action::Ping(which) => {
            let id = which.parse()?;
            ping(&open().await?, id).await
        }
        Action::Deliveries(looking) => {
            let id = looking.which.parse()?;
            deliveries(&open().await?, id, looking).await
        }
        Action::Replay(range) => {
            let (id, action) = range.parse()?;
            replay(&open().await?, id, action).await
        }
    }
}

/// What operators do with the webhooks of a store.
pub(super) async fn admin(url: &StoreUrl, settings: &Settings) -> Result<WebhookAdmin, Failure> {
    let store = Store::open(url, settings).await?;
    Ok(WebhookAdmin::of(webhook_ports(&store, settings)?, store.wallets.clone()))
}

async fn list(admin: &WebhookAdmin, format: Format) -> Result<(), Failure> {
    let views = admin.list().await?;
    match format {
        Format::Table => say(&shown::endpoint_table(&views)),
        Format::Json => say(&json(&views.iter().map(wire::Webhook::from).collect::<Vec<_>>())),
    }
    Ok(())
}

async fn create(admin: &WebhookAdmin, new: NewEndpoint, format: Format) -> Result<(), Failure> {
    let (start, endpoint) = (new.start, admin.create(new, random()?).await?);
    tell_secret(&endpoint, format);
    let from = match start {
        StartAt::Now => "now".to_owned(),
        StartAt::Beginning => "the beginning".to_owned(),
        StartAt::Event(cursor) => cursor.id.to_string(),
    };
    note(&format!(
        "webhook {} sends {} from {from} on; its secret is not shown again",
        endpoint.id,
        endpoint.types.names().join(",")
    ));
    Ok(())
}

async fn show(admin: &WebhookAdmin, id: WebhookId, format: Format) -> Result<(), Failure> {
    let view = admin.show(id).await?;
    match format {
        Format::Table => say(&shown::endpoint_lines(&view)),
        Format::Json => say(&json(&wire::Webhook::from(&view))),
    }
    Ok(())
}

async fn pause(admin: &WebhookAdmin, id: WebhookId) -> Result<(), Failure> {
    admin.change(id, &EndpointChange { is_paused: Some(true), ..EndpointChange::default() }).await?;
    say(&format!("webhook {id} is paused; running servers stop within a second, and it keeps its place"));
    Ok(())
}

async fn resume(admin: &WebhookAdmin, id: WebhookId) -> Result<(), Failure> {
    admin.change(id, &EndpointChange { is_paused: Some(false), ..EndpointChange::default() }).await?;
    say(&format!("webhook {id} goes on where it was within a second, and tries what failed at once"));
    Ok(())
}

async fn rotate(admin: &WebhookAdmin, id: WebhookId, format: Format) -> Result<(), Failure> {
    let endpoint = admin.rotate(id, None, random()?).await?;
    tell_secret(&endpoint, format);
    note(&format!("webhook {id} is signed with both secrets for 24 hours; this one is not shown again"));
    Ok(())
}

async fn ping(admin: &WebhookAdmin, id: WebhookId) -> Result<(), Failure> {
    let Pinged { id: ping, answer, took } = admin.ping(id).await?;
    let took_ms = took.as_millis();
    match answer {
        Ok(status) if is_good(status) => {
            say(&format!("{ping} was answered {status} after {took_ms} ms"));
            Ok(())
        }
        Ok(status) => {
            say(&format!("{ping} was answered {status} after {took_ms} ms: 200 to 299 would be good"));
            Err(Failure::Told)
        }
        Err(failure) => {
            say(&format!("{ping} was not answered: {failure}"));
            Err(Failure::Told)
        }
    }
}

async fn deliveries(admin: &WebhookAdmin, id: WebhookId, looking: &Looking) -> Result<(), Failure> {
    let Deliveries { attempts, parked } = admin.deliveries(id, None, EndpointView::PARKED_MAX).await?;
    match (looking.format, looking.parked) {
        (Format::Table, false) => say(&shown::attempt_table(&attempts)),
        (Format::Table, true) => say(&shown::parked_table(&parked)),
        (Format::Json, false) => say(&json(&attempts.iter().map(wire::WebhookAttempt::from).collect::<Vec<_>>())),
        (Format::Json, true) => say(&json(&parked.iter().map(wire::ParkedDelivery::from).collect::<Vec<_>>())),
    }
    Ok(())
}

async fn replay(admin: &WebhookAdmin, id: WebhookId, action: ReplayAction) -> Result<(), Failure> {
    let (from, to) = match action {
        ReplayAction::Begin(from, to) => (from, to),
        ReplayAction::Stop => {
            admin.stop_replay(id).await?;
            say(&format!("webhook {id} replays nothing; running servers stop within a second"));
            return Ok(());
        }
    };
    let endpoint = admin.replay(id, from, to).await?;
    if let Some(Replay { from, to }) = &endpoint.replay {
        say(&format!("webhook {id} replays {from} to {to}; `wallet webhooks show {id}` tells while it runs"));
    }
    if endpoint.status != EndpointStatus::Active {
        note(&format!("it is {}: nothing is sent before `wallet webhooks resume {id}`", endpoint.status.name()));
    }
    Ok(())
}

/// Prints the secret in use, alone or in the webhook's JSON.
fn tell_secret(endpoint: &Endpoint, format: Format) {
    match format {
        Format::Table => say(&secret::reveal(&endpoint.secrets.current)),
        Format::Json => say(&json(&wire::WebhookWithSecret::from(endpoint))),
    }
}

/// Random bytes of the operating system.
fn random<const BYTES: usize>() -> Result<[u8; BYTES], Failure> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes)
        .map_err(|error| Failure::Failed(format!("the system gives no random bytes: {error}")))?;
    Ok(bytes)
}

impl From<WebhookError> for Failure {
    fn from(why: WebhookError) -> Self {
        match why {
            WebhookError::Url(_) => Self::Settings(InvalidSettings::new(format!("--url: {why}"))),
            WebhookError::Cursor(_) | WebhookError::Range { .. } | WebhookError::SystemOwner(_) => {
                Self::Settings(InvalidSettings::new(why.to_string()))
            }
            WebhookError::NoEvents
            | WebhookError::TooMany
            | WebhookError::TooManyAlerts
            | WebhookError::NotFound(_)
            | WebhookError::AlertNotFound(_)
            | WebhookError::ReplayRunning(_)
            | WebhookError::UnknownAsset(_)
            | WebhookError::Store(_) => Self::Failed(why.to_string()),
        }
    }
}
