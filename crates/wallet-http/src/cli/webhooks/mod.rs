//! `wallet webhooks`: makes, shows and changes webhooks in the store, whether or not a server runs on it.
//!
//! What may be done is judged by `WebhookAdmin`, as for the routes. `shown` has their tables.

mod shown;

pub(super) use shown::{json, time};

use clap::{Args, Subcommand, ValueEnum};
use wallet_domain::webhook::{Endpoint, EndpointChange, Payload, Replay, Subscription, WebhookId, WebhookUrl};
use wallet_domain::{Description, EventCursor};
use wallet_service::WebhookAdmin;
use wallet_service::jobs::webhooks::is_good;
use wallet_service::webhook_admin::{Deliveries, EndpointView, NewEndpoint, Pinged, StartAt, WebhookError};
use wallet_webhooks::secret;

use super::filter::part;
use super::serve::webhook_ports;
use super::{Failure, Format, note, say};
use crate::config::{InvalidSettings, Settings};
use crate::http::wire;
use crate::store::{Store, StoreUrl};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  SECRET=$(wallet webhooks create --url https://game.example/hooks/wallet --types 'spend.*,top_up.posted')
  wallet webhooks list                       each with how far it has got
  wallet webhooks ping 3f9a0c81d2e4          does a message of ours arrive there?
  wallet webhooks deliveries 3f9a0c81d2e4    what was tried lately, and what was given up
  wallet webhooks replay 3f9a0c81d2e4 --from 1204.0 --to 1391.0

A webhook is sent what happens, each owner's in order, at least once, and signed as Standard Webhooks 1.0.0 asks for.
Running servers deliver: they learn within a second of what is changed here. What fails is tried again for some 53 hours
and then parked; meanwhile only the owners that share its place wait. A webhook that takes nothing for 5 days, or
answers 410, is disabled: resume goes on where it was.")]
pub(super) struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Show every webhook, with how far it has got
    List(Listing),
    /// Make a webhook and print its secret, this once
    Create(Creation),
    /// Show one webhook
    Show(Showing),
    /// Send nothing more for now
    Pause(Which),
    /// Go on where it was paused or disabled
    Resume(Which),
    /// Delete a webhook, with all that is known of it
    Delete(Which),
    /// Draw another secret and print it, this once; for 24 hours the one before signs too
    Rotate(Rotation),
    /// Send a message from here, once, and tell what it was answered; exits 1 if it was not taken
    Ping(Which),
    /// Show the latest attempts of a webhook, or what was given up
    Deliveries(Looking),
    /// Send a range of the feed once more
    Replay(Range),
}

#[derive(Debug, Args)]
struct Listing {
    /// How the webhooks are printed
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wallet webhooks create --url https://game.example/hooks/wallet --types '*'
  wallet webhooks create --url https://bi.example/in --types 'spend.*,purchase.*' --from beginning --payload thin
  wallet webhooks create --url https://support.example/low --types wallet.below --description 'low balances'

Types are names such as top_up.posted, prefixes such as spend.*, or * for all; wallet.below and wallet.above come of
alerts (wallet alerts --help). The url is https and leads to the public internet, unless the settings
webhooks.allow_http and webhooks.allow_networks allow its host or its network.

The secret is the one line on standard output; what else there is to say is on standard error.")]
struct Creation {
    /// Where to
    #[arg(long)]
    url: String,
    /// Which events: names and prefixes with commas between
    #[arg(long)]
    types: String,
    /// How much of an event is sent: all of it, or its id, type and time
    #[arg(long, value_enum, default_value_t = PayloadName::Full)]
    payload: PayloadName,
    /// Where it begins: now, beginning, or an event's id
    #[arg(long, default_value = "now", value_name = "PLACE")]
    from: String,
    /// What it is for, for people
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// How it is printed: the secret alone, or a JSON object with the secret
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum PayloadName {
    Full,
    Thin,
}

#[derive(Debug, Args)]
struct Showing {
    #[command(flatten)]
    which: Which,
    /// How the webhook is printed
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Debug, Args)]
struct Which {
    /// The webhook's id: 12 digits, as `wallet webhooks list` shows them
    id: String,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  SECRET=$(wallet webhooks rotate 3f9a0c81d2e4)

Every delivery of the next 24 hours has two signatures, so the receiver may change over at any time within them. Then
the old secret is of no use. Rotate twice if it has leaked: the second time ends the leaked one.")]
struct Rotation {
    #[command(flatten)]
    which: Which,
    /// How it is printed: the secret alone, or a JSON object with the secret
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wallet webhooks deliveries 3f9a0c81d2e4
  wallet webhooks deliveries 3f9a0c81d2e4 --parked --format json

Attempts come the latest first, 32 of each of its 16 places; a row may be a run of attempts that all went well. With
--parked each row is an event that was given up, in the feed's order: a replay makes it good.")]
struct Looking {
    #[command(flatten)]
    which: Which,
    /// Show what was given up, at most 1,000
    #[arg(long)]
    parked: bool,
    /// How they are printed
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wallet webhooks replay 3f9a0c81d2e4 --from 1204.0                 from there to the latest event
  wallet webhooks replay 3f9a0c81d2e4 --from 1204.0 --to 1391.0     both ends included

It is sent beside what is new, with the same webhook-id as the first time, so that a receiver can tell. There is one
replay at a time; `wallet webhooks show` tells while it runs. What it delivers is parked no longer.")]
struct Range {
    #[command(flatten)]
    which: Which,
    /// The first event's id
    #[arg(long, value_name = "EVENT")]
    from: String,
    /// The last event's id [default: the latest event's]
    #[arg(long, value_name = "EVENT")]
    to: Option<String>,
}

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
            let (id, from, to) = range.parse()?;
            replay(&open().await?, id, from, to).await
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
    say(&format!("webhook {id} goes on where it was, within a second"));
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

async fn replay(
    admin: &WebhookAdmin,
    id: WebhookId,
    from: EventCursor,
    to: Option<EventCursor>,
) -> Result<(), Failure> {
    if let Some(Replay { from, to }) = admin.replay(id, from, to).await?.replay {
        say(&format!("webhook {id} replays {from} to {to}; `wallet webhooks show {id}` tells while it runs"));
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

impl Which {
    fn parse(&self) -> Result<WebhookId, InvalidSettings> {
        WebhookId::new(&self.id).map_err(|error| InvalidSettings::new(format!("ID: {error}")))
    }
}

impl Creation {
    fn parse(&self) -> Result<NewEndpoint, InvalidSettings> {
        let types = |text: &str| Subscription::new(text.split(',').map(str::to_owned).collect());
        let option = "the option is required";
        Ok(NewEndpoint {
            url: part("url", Some(&self.url), WebhookUrl::new)?.expect(option),
            types: part("types", Some(&self.types), types)?.expect(option),
            payload: match self.payload {
                PayloadName::Full => Payload::Full,
                PayloadName::Thin => Payload::Thin,
            },
            description: part("description", self.description.as_deref(), Description::new)?,
            start: part("from", Some(&self.from), str::parse)?.expect(option),
            secret: None,
        })
    }
}

impl Range {
    fn parse(&self) -> Result<(WebhookId, EventCursor, Option<EventCursor>), InvalidSettings> {
        let from = part("from", Some(&self.from), str::parse)?.expect("the option is required");
        Ok((self.which.parse()?, from, part("to", self.to.as_deref(), str::parse)?))
    }
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
