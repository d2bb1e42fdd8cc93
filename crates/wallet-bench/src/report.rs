//! What a load test tells in the end: a table for people, a line of JSON for programs.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::mix::Operation;
use crate::options::{Mode, Options, Spread};
use crate::plan::Plan;
use crate::tally::{Counts, Tally};

/// The result of a load test.
#[derive(Debug)]
pub struct Report {
    json: Value,
    findings: Option<Vec<String>>,
}

impl Report {
    pub(crate) fn new(
        options: &Options,
        plan: &Plan,
        tally: &Tally,
        resent: &Counts,
        findings: Option<Vec<String>>,
        wallets_checked: usize,
    ) -> Self {
        let warmup = options.warmup_s;
        let full = options.seconds.or(options.transactions.is_none().then_some(10)).unwrap_or(0);
        // A load that ended by its commands has lasted until its last answer; one by time at least for that time.
        let ended = tally.ended.as_secs_f64() - seconds(warmup);
        let measured = if options.transactions.is_some() { ended } else { ended.max(seconds(full)) }.max(1e-6);
        #[allow(clippy::cast_precision_loss, reason = "rates are for people")]
        let rate = |times: u64| (times as f64 / measured * 10.0).round() / 10.0;
        let at = |quantile| tally.latency.value_at_quantile(quantile);
        let changes = &tally.changes;
        let flow = |operation| json!({"commands": changes.of(operation).0, "amount": changes.of(operation).1});
        let (mode, target) = match options.mode {
            Mode::Closed => ("closed", None),
            Mode::Open(rate) => ("open", Some(rate)),
        };
        let (spread, hot_share) = match options.spread {
            Spread::Uniform => ("uniform", 0),
            Spread::Hot(share) => ("hot", share),
        };
        let json = json!({
            "url": options.url, "mode": mode, "connections": options.connections, "threads": options.threads,
            "rate": target, "batch": options.batch, "mix": options.mix.to_string(), "asset": options.asset,
            "wallets": options.wallets, "spread": spread, "hot_share": hot_share, "run": plan.run,
            "warmup_s": warmup, "seconds": (measured * 1000.0).round() / 1000.0,
            "requests": tally.requests, "commands": tally.commands,
            "requests_per_s": rate(tally.requests), "commands_per_s": rate(tally.commands),
            "requests_per_s_every_10_s": tally.rates,
            "latency_us": {
                "p50": at(0.5), "p90": at(0.9), "p99": at(0.99), "p999": at(0.999), "max": tally.latency.max(),
            },
            "outcomes": tally.outcomes, "unsent": tally.unsent, "resent": resent, "unresolved": tally.open.len(),
            "acknowledged": {
                "commands": changes.commands(), "top_up": flow(Operation::TopUp), "bonus": flow(Operation::Bonus),
                "spend": flow(Operation::Spend), "hold": flow(Operation::Hold), "capture": flow(Operation::Capture),
                "reversal": flow(Operation::Reversal),
                "treasury": changes.treasury(), "revenue": changes.revenue(), "players": changes.players(),
            },
            "checked": findings.as_ref().is_some_and(Vec::is_empty), "wallets_checked": wallets_checked,
            "findings": findings,
        });
        Self { json, findings }
    }

    /// Whether the ledger was checked and found to differ from what was acknowledged.
    pub fn is_off(&self) -> bool {
        self.findings.as_ref().is_some_and(|findings| !findings.is_empty())
    }

    /// One line of JSON.
    pub fn to_json(&self) -> String {
        self.json.to_string()
    }

    /// A table for people.
    pub fn to_table(&self) -> String {
        let json = &self.json;
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let [loop_of, connections, mix, wallets, asset, spread] =
            ["mode", "connections", "mix", "wallets", "asset", "spread"].map(|name| text(&json[name]));
        let mut table = format!(
            "{}: {loop_of} loop, {connections} connections, mix {mix}, {wallets} wallets of {asset}, {spread}\n\n",
            text(&json["url"])
        );
        line(&mut table, "seconds", &text(&json["seconds"]));
        for name in ["requests", "commands"] {
            let per_second = text(&json[format!("{name}_per_s")]);
            line(&mut table, name, &format!("{}  {per_second}/s", text(&json[name])));
        }
        if let Some(rates) = json["requests_per_s_every_10_s"].as_array().filter(|rates| rates.len() > 1) {
            let rates: Vec<String> = rates.iter().map(|rate| format!("{:.0}", rate.as_f64().unwrap_or(0.0))).collect();
            line(&mut table, "requests/s every 10 s", &rates.join(" "));
        }
        for (name, shown) in [("p50", "p50"), ("p90", "p90"), ("p99", "p99"), ("p999", "p99.9"), ("max", "max")] {
            line(&mut table, shown, &format!("{} us", json["latency_us"][name]));
        }
        table.push('\n');
        for group in ["outcomes", "resent"] {
            for (name, times) in json[group].as_object().into_iter().flatten() {
                let name = if group == "resent" { format!("{name} when sent again") } else { name.clone() };
                line(&mut table, &name, &times.to_string());
            }
        }
        if json["unsent"] != 0 {
            line(&mut table, "due and not sent", &json["unsent"].to_string());
        }
        table.push('\n');
        table.push_str(&self.conclusion());
        table
    }

    fn conclusion(&self) -> String {
        match &self.findings {
            None => "the ledger was not checked".to_owned(),
            Some(findings) if findings.is_empty() => format!(
                "the ledger changed by what was acknowledged, in the totals and in {} wallets",
                self.json["wallets_checked"]
            ),
            Some(findings) => {
                format!("{}\nthe ledger did NOT change by what was acknowledged", findings.join("\n"))
            }
        }
    }
}

fn line(table: &mut String, name: &str, figure: &str) {
    writeln!(table, "{name:<24}  {figure}").expect("a string takes all that is written to it");
}

#[allow(clippy::cast_precision_loss, reason = "a duration for people")]
fn seconds(whole: u64) -> f64 {
    whole as f64
}
