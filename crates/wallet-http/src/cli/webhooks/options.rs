//! What `wallet webhooks` takes, and how it is read.

use clap::{Args, Subcommand, ValueEnum};
use wallet_domain::webhook::{EndpointChange, Payload, Subscription, UnknownType, WebhookId, WebhookUrl, named_event};
use wallet_domain::{Description, EventCursor};
use wallet_service::webhook_admin::NewEndpoint;

use super::super::Format;
use super::super::filter::part;
use crate::config::InvalidSettings;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  SECRET=$(wallet webhooks create --url https://game.example/hooks/wallet --types 'spend.*,top_up.posted')
  wallet webhooks list                       each with how far it has got
  wallet webhooks ping 3f9a0c81d2e4          does a message of ours arrive there?
  wallet webhooks deliveries 3f9a0c81d2e4    what was tried lately, and what was given up
  wallet webhooks replay 3f9a0c81d2e4 --from 1204.0 --to 1391.0

A webhook is sent what happens, in order for each owner who asked, at least once, and signed as Standard Webhooks 1.0.0 asks for.
Running servers deliver: they learn within a second of what is changed here. What fails is tried again for some 52 hours
and then parked; meanwhile only the owners that share its place wait. A webhook that takes nothing for 5 days, or
answers 410, is disabled: resume goes on where it was. What failed before is tried at once then, with all its attempts.")]
pub(in crate::cli) struct Options {
    #[command(subcommand)]
    pub(super) action: Action,
}

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Show every webhook, with how far it has got
    List(Listing),
    /// Make a webhook and print its secret, this once
    Create(Creation),
    /// Show one webhook
    Show(Showing),
    /// Send elsewhere or something else; another URL is tried at once
    Change(Changing),
    /// Send nothing more for now
    Pause(Which),
    /// Go on where it was paused or disabled, and try at once what failed
    Resume(Which),
    /// Delete a webhook, with all that is known of it
    Delete(Which),
    /// Draw another secret and print it, this once; for 24 hours the one before signs too
    Rotate(Rotation),
    /// Send a message from here, once, and tell what it was answered; exits 1 if it was not taken
    Ping(Which),
    /// Show the latest attempts of a webhook, or what was given up
    Deliveries(Looking),
    /// Send a range of the feed once more, or stop that
    Replay(Range),
}

#[derive(Debug, Args)]
pub(super) struct Listing {
    /// How the webhooks are printed
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(super) format: Format,
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
pub(super) struct Creation {
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
    pub(super) format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum PayloadName {
    Full,
    Thin,
}

#[derive(Debug, Args)]
pub(super) struct Showing {
    #[command(flatten)]
    pub(super) which: Which,
    /// How the webhook is printed
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(super) format: Format,
}

#[derive(Debug, Args)]
pub(super) struct Which {
    /// The webhook's id: 12 digits, as `wallet webhooks list` shows them
    id: String,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wallet webhooks change 3f9a0c81d2e4 --url https://game.example/hooks/new
  wallet webhooks change 3f9a0c81d2e4 --types 'spend.*,purchase.*'

What had failed is sent to another URL at once. Other types are for what comes; what was read of the feed in the last
seconds may be looked at again.")]
pub(super) struct Changing {
    #[command(flatten)]
    pub(super) which: Which,
    /// Where to
    #[arg(long, required_unless_present_any = ["types", "description"])]
    url: Option<String>,
    /// Which events: names and prefixes with commas between
    #[arg(long)]
    types: Option<String>,
    /// What it is for, for people
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  SECRET=$(wallet webhooks rotate 3f9a0c81d2e4)

Every delivery of the next 24 hours has two signatures, so the receiver may change over at any time within them. Then
the old secret is of no use. Rotate twice if it has leaked: the second time ends the leaked one.")]
pub(super) struct Rotation {
    #[command(flatten)]
    pub(super) which: Which,
    /// How it is printed: the secret alone, or a JSON object with the secret
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(super) format: Format,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wallet webhooks deliveries 3f9a0c81d2e4
  wallet webhooks deliveries 3f9a0c81d2e4 --parked --format json

Attempts come the latest first, 32 of each of its 16 places; a row may be a run of attempts that all went well. With
--parked each row is an event that was given up, in the feed's order: a replay makes it good.")]
pub(super) struct Looking {
    #[command(flatten)]
    pub(super) which: Which,
    /// Show what was given up, at most 1,000
    #[arg(long)]
    pub(super) parked: bool,
    /// How they are printed
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(super) format: Format,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wallet webhooks replay 3f9a0c81d2e4 --from 1204.0                 from there to the latest event
  wallet webhooks replay 3f9a0c81d2e4 --from 1204.0 --to 1391.0     both ends included
  wallet webhooks replay 3f9a0c81d2e4 --stop                        send no more of it

It is sent beside what is new, with the same webhook-id as the first time, so that a receiver can tell. There is one
replay at a time; `wallet webhooks show` tells while it runs. What it delivers is parked no longer.")]
pub(super) struct Range {
    #[command(flatten)]
    pub(super) which: Which,
    /// The first event's id, or that of a delivery of it
    #[arg(long, value_name = "EVENT", required_unless_present = "stop")]
    from: Option<String>,
    /// The last event's id, or that of a delivery of it [default: the latest event's]
    #[arg(long, value_name = "EVENT")]
    to: Option<String>,
    /// Stop the replay that runs
    #[arg(long, conflicts_with_all = ["from", "to"])]
    stop: bool,
}

/// What is asked of a replay.
pub(super) enum ReplayAction {
    /// To begin, with this event, up to that one.
    Begin(EventCursor, Option<EventCursor>),
    /// To stop.
    Stop,
}

impl Which {
    pub(super) fn parse(&self) -> Result<WebhookId, InvalidSettings> {
        WebhookId::new(&self.id).map_err(|error| InvalidSettings::new(format!("ID: {error}")))
    }
}

impl Creation {
    pub(super) fn parse(&self) -> Result<NewEndpoint, InvalidSettings> {
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

impl Changing {
    pub(super) fn parse(&self) -> Result<EndpointChange, InvalidSettings> {
        Ok(EndpointChange {
            url: part("url", self.url.as_deref(), WebhookUrl::new)?,
            types: part("types", self.types.as_deref(), types)?,
            description: part("description", self.description.as_deref(), Description::new)?.map(Some),
            ..EndpointChange::default()
        })
    }
}

fn types(text: &str) -> Result<Subscription, UnknownType> {
    Subscription::new(text.split(',').map(str::to_owned).collect())
}

impl Range {
    pub(super) fn parse(&self) -> Result<(WebhookId, ReplayAction), InvalidSettings> {
        let from = part("from", self.from.as_deref(), named_event)?;
        let to = part("to", self.to.as_deref(), named_event)?;
        let action = from.map_or(ReplayAction::Stop, |from| ReplayAction::Begin(from, to));
        Ok((self.which.parse()?, action))
    }
}
