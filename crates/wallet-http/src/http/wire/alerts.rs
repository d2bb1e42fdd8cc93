//! Balance alerts: what is asked for, and what there is.

use serde::Serialize;
use utoipa::ToSchema;
use wallet_domain as domain;
use wallet_domain::webhook::{AlertId, InvalidAlertId, InvalidLine, Threshold};
use wallet_domain::{OwnerId, Timestamp};
use wallet_service::webhook_admin::NewAlert;

use super::fields::{Asset, Field, Line, LineAbove, Player, optional};
use super::request::request;
use crate::http::problem::{Code, Problem};

request! {
    /// `PUT /v1/alerts/{id}`: a line, and whose balance of which asset crosses it.
    PutAlertRequest {
        asset: Field<Asset>,
        /// Whose balance. Either this or `all`.
        owner: Option<Field<Player>>,
        /// Whether it watches every player's.
        #[serde(default)]
        all: bool,
        /// It is told when the balance falls below this from this or more, in minor units. Either this or `above`.
        below: Option<Field<Line>> = 100,
        /// It is told when the balance rises above this from this or less.
        above: Option<Field<LineAbove>>,
    }
}

impl PutAlertRequest {
    /// The alert of that name.
    pub fn into_alert(self, id: AlertId) -> Result<NewAlert, Problem> {
        let asset = self.asset.get()?;
        let owner = optional(self.owner)?;
        if owner.is_some() == self.all {
            return Err(invalid("An alert names one `owner`, or says `all`."));
        }
        let threshold = match (optional(self.below)?, optional(self.above)?) {
            (Some(line), None) => Threshold::below(line)?,
            (None, Some(line)) => Threshold::above(line)?,
            _ => return Err(invalid("An alert has one line: `below` or `above`.")),
        };
        Ok(NewAlert { id, asset, owner, threshold })
    }
}

fn invalid(detail: &'static str) -> Problem {
    Problem::new(Code::InvalidAlert, detail)
}

impl From<InvalidLine> for Problem {
    fn from(error: InvalidLine) -> Self {
        Self::new(Code::InvalidAlert, error.to_string())
    }
}

impl From<InvalidAlertId> for Problem {
    fn from(error: InvalidAlertId) -> Self {
        Self::new(Code::InvalidAlert, error.to_string())
    }
}

/// Every alert.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlertList<'a> {
    /// By id.
    pub data: Vec<Alert<'a>>,
}

/// An alert on balances. Webhooks that ask for `wallet.below` and `wallet.above` are told of each crossing once.
#[derive(Debug, Serialize, ToSchema)]
pub struct Alert<'a> {
    /// Its name.
    #[schema(example = "low_gold")]
    id: &'a str,
    /// Of which asset.
    #[schema(example = "GOLD_COINS")]
    asset: &'a str,
    /// Whose balance; absent if it watches every player's.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "user_001")]
    owner: Option<&'a str>,
    /// Whether it watches every player's.
    all: bool,
    /// The line, if it is told when the balance falls below it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 100)]
    below: Option<i64>,
    /// The line, if it is told when the balance rises above it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    above: Option<i64>,
    /// Since when it watches for just this.
    #[serde(serialize_with = "super::text::rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
}

impl<'a> From<&'a domain::webhook::Alert> for Alert<'a> {
    fn from(alert: &'a domain::webhook::Alert) -> Self {
        let (below, above) = match alert.threshold {
            Threshold::Below(line) => (Some(line), None),
            Threshold::Above(line) => (None, Some(line)),
        };
        Self {
            id: alert.id.as_str(),
            asset: alert.asset.as_str(),
            owner: alert.owner.as_ref().map(OwnerId::as_str),
            all: alert.owner.is_none(),
            below,
            above,
            since: alert.since,
        }
    }
}
