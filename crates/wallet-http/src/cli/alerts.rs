//! `wallet alerts`: which balances webhooks are told of when they cross a line.

use clap::{ArgGroup, Args, Subcommand};
use wallet_domain::webhook::{Alert, AlertId, InvalidLine, Threshold};
use wallet_domain::{AssetCode, OwnerId};
use wallet_service::WebhookAdmin;
use wallet_service::webhook_admin::NewAlert;

use super::filter::part;
use super::table::table;
use super::webhooks::{admin, json, time};
use super::{Failure, Format, say};
use crate::config::{InvalidSettings, Settings};
use crate::http::wire;
use crate::store::StoreUrl;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wallet alerts put low-gold --asset GOLD_COINS --all --below 100
  wallet alerts put whale --asset DIAMONDS --owner user_001 --above 5000
  wallet alerts list
  wallet alerts delete whale
  wallet webhooks create --url https://support.example/low --types wallet.below,wallet.above

An alert is told once a crossing, to webhooks that ask for wallet.below or wallet.above: a balance that goes from 100 or
more to less than 100 sets `--below 100` off, and again only after it was at 100 or more. It watches from now on. There
are at most 100.")]
pub(super) struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Show every alert
    List(Listing),
    /// Make an alert, or put it in the place of the one of its id
    Put(Putting),
    /// Delete an alert
    Delete(Which),
}

#[derive(Debug, Args)]
struct Listing {
    /// How the alerts are printed
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Debug, Args)]
struct Which {
    /// The alert's id: 1 to 50 lower-case letters, digits, underscores and hyphens
    id: String,
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("whose").required(true), group = ArgGroup::new("line").required(true))]
#[command(after_help = "\
Examples:
  wallet alerts put low-gold --asset GOLD_COINS --all --below 100
  wallet alerts put whale --asset DIAMONDS --owner user_001 --above 5000

An alert that is put again as it was watches on; one that says something else watches from now on.")]
struct Putting {
    #[command(flatten)]
    which: Which,
    /// Of which asset
    #[arg(long, value_name = "CODE")]
    asset: String,
    /// Whose balance
    #[arg(long, value_name = "OWNER", group = "whose")]
    owner: Option<String>,
    /// Every player's balance
    #[arg(long, group = "whose")]
    all: bool,
    /// Tell when a balance falls below this, in minor units
    #[arg(long, value_name = "AMOUNT", group = "line")]
    below: Option<i64>,
    /// Tell when a balance rises above this, in minor units
    #[arg(long, value_name = "AMOUNT", group = "line")]
    above: Option<i64>,
}

pub(super) async fn run(options: &Options, settings: &Settings, url: &StoreUrl) -> Result<(), Failure> {
    match &options.action {
        Action::List(listing) => list(&admin(url, settings).await?, listing.format).await,
        Action::Put(putting) => {
            let new = putting.parse()?;
            let alert = admin(url, settings).await?.put_alert(new).await?;
            say(&format!("alert {} watches since {}", alert.id, time(alert.since)));
            Ok(())
        }
        Action::Delete(which) => {
            let id = which.parse()?;
            admin(url, settings).await?.delete_alert(&id).await?;
            say(&format!("alert {id} is deleted"));
            Ok(())
        }
    }
}

async fn list(admin: &WebhookAdmin, format: Format) -> Result<(), Failure> {
    let alerts = admin.alerts().await?;
    match format {
        Format::Table => say(&alert_table(&alerts)),
        Format::Json => say(&json(&alerts.iter().map(wire::Alert::from).collect::<Vec<_>>())),
    }
    Ok(())
}

impl Which {
    fn parse(&self) -> Result<AlertId, InvalidSettings> {
        AlertId::new(&self.id).map_err(|error| InvalidSettings::new(format!("ID: {error}")))
    }
}

impl Putting {
    fn parse(&self) -> Result<NewAlert, InvalidSettings> {
        let line = |line: Result<Threshold, InvalidLine>| line.map_err(|why| InvalidSettings::new(why.to_string()));
        let below = self.below.map(|minor| line(Threshold::below(minor))).transpose()?;
        let above = self.above.map(|minor| line(Threshold::above(minor))).transpose()?;
        Ok(NewAlert {
            id: self.which.parse()?,
            asset: part("asset", Some(&self.asset), AssetCode::new)?.expect("the option is required"),
            owner: part("owner", self.owner.as_deref(), OwnerId::new)?,
            threshold: below.or(above).expect("one of the two is required"),
        })
    }
}

fn alert_table(alerts: &[Alert]) -> String {
    let head = ["id", "asset", "owner", "watches since", "line"].map(str::to_owned);
    let rows = alerts.iter().map(|alert| {
        let line = match alert.threshold {
            Threshold::Below(minor) => format!("below {minor}"),
            Threshold::Above(minor) => format!("above {minor}"),
        };
        let owner = alert.owner.as_ref().map_or_else(|| "all".to_owned(), ToString::to_string);
        [alert.id.to_string(), alert.asset.to_string(), owner, time(alert.since), line]
    });
    table(&std::iter::once(head).chain(rows).collect::<Vec<_>>(), 4)
}
