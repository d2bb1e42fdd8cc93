//! Runs of the load generator, `wallet bench`, and what it reports.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use harness::run::{Failure, could_not_start, shown};
use serde::Deserialize;

use super::contest::Sample;
use super::figures::median;

/// The asset that the generator makes and moves.
pub(super) const ASSET: &str = "BENCH_CREDITS";
/// Of a run's commands, so many may be refused for want of funds; anything else but an outcome as wanted is a failure.
const INSUFFICIENT_MAX: f64 = 0.01;

/// The flows of the mixed load: half of it pays in, half pays out.
const MIXED: &str = "top_up=1,bonus=1,spend=2";

/// What one run does.
#[derive(Debug, Clone)]
pub(super) struct Load {
    pub(super) connections: u32,
    pub(super) mix: &'static str,
    /// Requests a second, or as many as are answered.
    pub(super) rate: Option<f64>,
    /// Commands in a request to `/v1/batches`, or single requests.
    pub(super) batch: Option<u32>,
    pub(super) wallets: u64,
    /// Whether all goes to the first wallet, or to all alike.
    pub(super) hot: bool,
    pub(super) asset: &'static str,
    pub(super) warmup_s: u64,
    pub(super) amount: Amount,
    pub(super) check: Check,
}

/// How much is sent.
#[derive(Debug, Clone, Copy)]
pub(super) enum Amount {
    Seconds(u64),
    Transactions(u64),
    /// The wallets are made and filled, no more.
    PrepareOnly,
}

/// Whether the generator compares the ledger with what it was answered; not where others write meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Check {
    Yes,
    No,
}

impl Load {
    /// Single requests of mixed flows.
    pub(super) fn singles(connections: u32, wallets: u64, seconds: u64, warmup_s: u64) -> Self {
        Self {
            connections,
            mix: MIXED,
            rate: None,
            batch: None,
            wallets,
            hot: false,
            asset: ASSET,
            warmup_s,
            amount: Amount::Seconds(seconds),
            check: Check::Yes,
        }
    }

    /// Writes at a steady rate for those who read meanwhile, in runs so short that they end soon after them.
    pub(super) fn writes_beside(wallets: u64) -> Self {
        Self { rate: Some(2000.0), check: Check::No, ..Self::singles(16, wallets, 2, 0) }
    }

    /// The command line behind `wallet`.
    fn arguments(&self, url: &str) -> Vec<String> {
        let (connections, wallets) = (self.connections.to_string(), self.wallets.to_string());
        let line = ["bench", "--url", url, "--connections", &connections, "--mix", self.mix, "--wallets", &wallets];
        let mut line = line.map(str::to_owned).to_vec();
        let mut option = |name: &str, value: String| line.extend([name.to_owned(), value]);
        option("--format", "json".to_owned());
        option("--asset", self.asset.to_owned());
        option("--spread", if self.hot { "hot" } else { "uniform" }.to_owned());
        option("--warmup-s", self.warmup_s.to_string());
        if let Some(rate) = self.rate {
            option("--rate", format!("{rate:.0}"));
        }
        if let Some(batch) = self.batch {
            option("--batch", batch.to_string());
        }
        match self.amount {
            Amount::Seconds(seconds) => option("--seconds", seconds.to_string()),
            Amount::Transactions(count) => option("--transactions", count.to_string()),
            Amount::PrepareOnly => line.push("--prepare-only".to_owned()),
        }
        // Millions of wallets are not gone through again before each run.
        if !matches!(self.amount, Amount::PrepareOnly) {
            line.push("--no-prepare".to_owned());
        }
        if self.check == Check::No {
            line.push("--no-check".to_owned());
        }
        line.push("--quiet".to_owned());
        line
    }

    /// Runs it to its end; the wallets were prepared before.
    pub(super) fn run(&self, wallet: &Path, url: &str) -> Result<Report, Failure> {
        self.start(wallet, url)?.finish()
    }

    /// Makes and fills the wallets that it needs.
    pub(super) fn prepare(&self, wallet: &Path, url: &str) -> Result<(), Failure> {
        let load = Self { amount: Amount::PrepareOnly, warmup_s: 0, rate: None, ..self.clone() };
        load.start(wallet, url)?.end().map(|_| ())
    }

    /// Does `work` while this runs again and again; gives also the commands a second that were posted meanwhile.
    pub(super) fn beside<T>(
        &self,
        wallet: &Path,
        url: &str,
        work: impl FnOnce() -> Result<T, Failure>,
    ) -> Result<(T, f64), Failure> {
        let enough = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let writer = scope.spawn(|| {
                let mut rates = Vec::new();
                loop {
                    rates.push(self.run(wallet, url)?.commands_per_s);
                    if enough.load(Ordering::Relaxed) {
                        return Ok(rates);
                    }
                }
            });
            let done = work();
            enough.store(true, Ordering::Relaxed);
            let rates: Result<Vec<f64>, Failure> = writer.join().expect("it only starts programs and reads");
            Ok((done?, median(rates?).expect("there was at least one run")))
        })
    }

    pub(super) fn start(&self, wallet: &Path, url: &str) -> Result<Running, Failure> {
        let mut command = Command::new("sh");
        command.args(["-c", r#"ulimit -n "$(ulimit -Hn)" 2>/dev/null; exec "$@""#, "sh"]);
        command.arg(wallet).args(self.arguments(url));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.spawn().map_err(|error| could_not_start(&command, &error))?;
        Ok(Running { child: Some(child), line: shown(&command) })
    }
}

/// A run under way; it is ended when this is dropped.
pub(super) struct Running {
    child: Option<Child>,
    line: String,
}

impl Running {
    /// Waits for the end, and looks at something every so often.
    pub(super) fn finish_watched(mut self, every: Duration, mut look: impl FnMut()) -> Result<Report, Failure> {
        if let Some(child) = &mut self.child {
            while child.try_wait()?.is_none() {
                look();
                std::thread::sleep(every);
            }
        }
        self.finish()
    }

    /// Waits for the end.
    pub(super) fn finish(self) -> Result<Report, Failure> {
        let line = self.line.clone();
        let printed = self.end()?;
        let report: Report =
            serde_json::from_str(&printed).map_err(|error| Failure::new(format!("{line}: {error}")))?;
        report.judge().map_err(|error| Failure::new(format!("{line}: {error}")))?;
        Ok(report)
    }

    fn end(mut self) -> Result<String, Failure> {
        let child = self.child.take().expect("it is taken here alone, and this is the end of it");
        let output = child.wait_with_output()?;
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.success() {
            return Ok(printed);
        }
        let complaint = String::from_utf8_lossy(&output.stderr);
        Err(Failure::new(format!("{} ended with {}\n{}{}", self.line, output.status, complaint, printed)))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// What a run came to: the one line that the generator prints.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Report {
    pub(super) requests_per_s: f64,
    pub(super) commands_per_s: f64,
    /// Of every ten seconds.
    #[serde(rename = "requests_per_s_every_10_s")]
    pub(super) rates: Vec<f64>,
    pub(super) latency_us: Latency,
    /// How many commands ended how, by code.
    pub(super) outcomes: BTreeMap<String, f64>,
    /// Commands that have no outcome although their keys were sent again.
    pub(super) unresolved: f64,
}

/// Microseconds from sending to the whole answer.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub(super) struct Latency {
    pub(super) p50: f64,
    pub(super) p90: f64,
    pub(super) p99: f64,
    pub(super) p999: f64,
    pub(super) max: f64,
}

impl Latency {
    /// The worse of two, figure by figure.
    pub(super) fn worse(one: Self, two: Self) -> Self {
        Self {
            p50: one.p50.max(two.p50),
            p90: one.p90.max(two.p90),
            p99: one.p99.max(two.p99),
            p999: one.p999.max(two.p999),
            max: one.max.max(two.max),
        }
    }
}

impl Report {
    /// Whether all went as it should: a fast error must not count as a fast server.
    fn judge(&self) -> Result<(), String> {
        let total: f64 = self.outcomes.values().sum();
        let wrong = self.outcomes.iter().find(|(code, count)| match code.as_str() {
            "posted" | "read" | "replayed" => false,
            "insufficient_funds" => **count > total * INSUFFICIENT_MAX,
            _ => **count > 0.0,
        });
        match wrong {
            Some((code, count)) => Err(format!("{count:.0} of {total:.0} ended with {code}")),
            None if self.unresolved > 0.0 => Err(format!("{:.0} commands have no outcome", self.unresolved)),
            None if total > 0.0 => Ok(()),
            None => Err("nothing was measured".to_owned()),
        }
    }

    /// Commands a second, or of a load that only reads requests.
    pub(super) fn sample(self) -> Sample {
        let rate = if self.commands_per_s > 0.0 { self.commands_per_s } else { self.requests_per_s };
        Sample { rate, latency: Some(self.latency_us), beside: None, cpu: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_without_a_figure_is_no_report() {
        let whole = r#"{"mode":"closed","requests":30,"commands":60,"requests_per_s":10.5,"commands_per_s":21,
            "requests_per_s_every_10_s":[9,12],
            "latency_us":{"p50":1,"p90":2,"p99":3,"p999":4,"max":5},"outcomes":{"posted":59,"overloaded":1},
            "unresolved":0,"checked":true}"#;
        let latency_us = Latency { p50: 1.0, p90: 2.0, p99: 3.0, p999: 4.0, max: 5.0 };
        let outcomes = BTreeMap::from([("posted".to_owned(), 59.0), ("overloaded".to_owned(), 1.0)]);
        let rates = vec![9.0, 12.0];
        let report =
            Report { requests_per_s: 10.5, commands_per_s: 21.0, rates, latency_us, outcomes, unresolved: 0.0 };
        let read = |line: &str| serde_json::from_str::<Report>(line).ok();
        assert_eq!(read(whole), Some(report));
        assert_eq!(read(&whole.replace("\"p999\":4,", "")), None);
        assert_eq!(read("wallet: the server does not answer"), None);
    }

    #[test]
    fn only_few_refusals_and_no_errors_are_taken_for_a_measurement() {
        let of = |outcomes: &[(&str, f64)], unresolved: f64| {
            let latency_us = Latency { p50: 1.0, p90: 2.0, p99: 3.0, p999: 4.0, max: 5.0 };
            let outcomes = outcomes.iter().map(|(code, count)| ((*code).to_owned(), *count)).collect();
            let rates = Vec::new();
            Report { requests_per_s: 1.0, commands_per_s: 1.0, rates, latency_us, outcomes, unresolved }.judge()
        };
        assert_eq!(of(&[("posted", 99.0), ("insufficient_funds", 1.0), ("overloaded", 0.0)], 0.0), Ok(()));
        assert_eq!(of(&[("read", 5.0)], 0.0), Ok(()));
        let few = of(&[("posted", 98.0), ("insufficient_funds", 2.0)], 0.0);
        assert_eq!(few, Err("2 of 100 ended with insufficient_funds".to_owned()));
        assert!(of(&[("posted", 9999.0), ("overloaded", 1.0)], 0.0).is_err());
        assert!(of(&[("posted", 1.0)], 1.0).is_err());
        assert!(of(&[], 0.0).is_err());
    }

    #[test]
    fn a_run_is_told_all_that_it_does() {
        let mut load = Load::singles(64, 10_000, 10, 2);
        load.rate = Some(1234.5);
        load.check = Check::No;
        let line = load.arguments("http://127.0.0.1:1").join(" ");
        assert_eq!(
            line,
            "bench --url http://127.0.0.1:1 --connections 64 --mix top_up=1,bonus=1,spend=2 --wallets 10000 \
             --format json --asset BENCH_CREDITS --spread uniform --warmup-s 2 --rate 1234 --seconds 10 --no-prepare \
             --no-check --quiet"
        );
    }
}
