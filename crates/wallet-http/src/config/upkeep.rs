//! What a server does beside requests: its jobs and its log.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use wallet_domain::Zone;
use wallet_domain::rollup::Terms;
use wallet_service::jobs::verification::OnFinding;
use wallet_webhooks::{Guard, InvalidGuard};

use super::InvalidSettings;
use super::section::section;

section! {
    /// Holds.
    HoldSettings holds {
        /// after how many seconds the server looks again for holds that are over, to record that; 0 is never; whether a
        /// hold is over does not depend on it
        sweep_interval_s: u64 = 30, in 0..=86_400;
    }
}

section! {
    /// The server's own verifications.
    VerifySettings verify {
        /// after how long the server proves what was committed since it was last proven; `0` is never
        every: String = "1h".to_owned() => "`0`, or a number of `s`, `m`, `h` or `d` up to `365d`";
        /// whether a finding is only told, or stops writes until a verification finds nothing
        on_finding: OnFinding = OnFinding::Tell => "`tell`, `stop`";
    }
}

section! {
    /// Webhooks.
    WebhookSettings webhooks {
        /// the hosts that webhooks may go to without encryption; all others need https
        allow_http: String = String::new() => "names and addresses such as `hooks.internal` and `::1`, without ports, with commas between";
        /// the networks that webhooks may go to beside the public internet
        allow_networks: String = String::new() => "networks such as `10.0.0.0/8` and addresses, with commas between";
    }
}

section! {
    /// Figures of days, and what else is told of the economy.
    AnalyticsSettings analytics {
        /// whether this server folds what happens into the figures of days; one of several servers is enough
        fold: bool = true => "true, false";
        /// the time zone of the days; another one needs `wallet rollups rebuild`
        zone: String = "UTC".to_owned() => "a name such as `UTC` or `Europe/Berlin`";
        /// the members of metadata that labels are read from, by kind; a kind that is not named is read from the member of its own
        /// name; others need `wallet rollups rebuild`
        labels: String = String::new() => "such as `reason=why,sink=sink,source=source,campaign=campaign,item=sku`";
        /// after how many seconds the server looks again at who holds what; 0 is never; servers of one database look in turn
        snapshot_interval_s: u64 = 900, in 0..=86_400;
    }
}

section! {
    /// The log.
    LogSettings log {
        /// how a line of the log is written
        format: LogFormat = LogFormat::Text => "`text`, `json`";
        /// what is logged
        level: String = "info".to_owned()
            => "`error`, `warn`, `info`, `debug`, `trace`, or directives of tracing's `EnvFilter`";
        /// whether each command that is answered is a line of JSON, beside the log
        commands: bool = false => "true, false";
    }
}

/// How a line of the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines: one JSON object a line.
    Json,
}

impl AnalyticsSettings {
    /// In which words the feed is folded.
    pub(crate) fn terms(&self) -> Result<Terms, InvalidSettings> {
        let zone = Zone::new(&self.zone);
        let zone = zone.map_err(|why| InvalidSettings::new(format!("analytics.zone is {:?}: {why}", self.zone)))?;
        let labels = self.labels.parse();
        Ok(Terms { zone, labels: labels.map_err(|why| InvalidSettings::new(format!("analytics.labels: {why}")))? })
    }
}

impl WebhookSettings {
    /// Where webhooks may go.
    pub(crate) fn guard(&self) -> Result<Guard, InvalidSettings> {
        let items = |list: &str| -> Vec<String> {
            list.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
        };
        Guard::new(&items(&self.allow_http), &items(&self.allow_networks)).map_err(|why| {
            let key = match why {
                InvalidGuard::Host(_) => "allow_http",
                InvalidGuard::Network(_) | InvalidGuard::HostBits(..) | InvalidGuard::Mapped(_) => "allow_networks",
            };
            InvalidSettings::new(format!("webhooks.{key}: {why}"))
        })
    }
}

impl VerifySettings {
    /// The time from one verification to the next; `None` is never.
    pub(crate) fn every(&self) -> Result<Option<Duration>, InvalidSettings> {
        if self.every == "0" {
            return Ok(None);
        }
        let day = Duration::from_hours(24);
        let every = parse_duration(&self.every, "smhd").filter(|every| !every.is_zero() && *every <= 365 * day);
        every.map(Some).ok_or_else(|| {
            InvalidSettings::new(format!(
                "verify.every is {:?} and must be 0, or a number of s, m, h or d such as 1h, up to 365d",
                self.every
            ))
        })
    }
}

/// Parses a whole number and one of `units`, such as `90d`.
pub(crate) fn parse_duration(text: &str, units: &str) -> Option<Duration> {
    let unit = text.chars().next_back().filter(|unit| units.contains(*unit))?;
    let count = text.strip_suffix(unit).filter(|count| count.bytes().all(|byte| byte.is_ascii_digit()))?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 24 * 3600,
        'w' => 7 * 24 * 3600,
        _ => return None,
    };
    count.parse::<u64>().ok()?.checked_mul(seconds).map(Duration::from_secs)
}
