//! A primary and a synchronous standby, and what may befall them: killed, frozen, promoted, gone.
//!
//! The service is told of both hosts in its URL. The scene plays the manager of a cluster: it promotes the standby, and
//! makes a new one of what is left of the old primary before the round goes on.

use std::net::SocketAddr;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use fastrand::Rng;
use harness::cluster::{Cluster, Purpose};
use harness::http::{Client, Request, Response};
use tempfile::TempDir;

use crate::load::{Counts, Load, answered_since};
use crate::mix::ASSETS;
use crate::request::code_of;
use crate::scene::{IMPATIENT, SLACK, Scene};
use crate::service::{CommandLine, Service};
use crate::{Kind, PATIENCE, Verdict};

const DATABASE: &str = "faults";
/// How soon after a promotion the service must be back: behind a primary that is dead, and one that only says nothing.
const BACK_AFTER_DEATH: Duration = Duration::from_secs(5);
const BACK_AFTER_SILENCE: Duration = Duration::from_secs(15);
/// The longest that the manager of a cluster takes to notice.
const NOTICED_MS: u64 = 1_500;
/// How many answers there are beside a primary that woke up.
const BESIDE_THE_OLD: u64 = 100;

/// How often the standby is killed in the hope that no client is faster.
const ATTEMPTS_MAX: u32 = 5;
/// The pause between two reads of a history.
const PAUSE: Duration = Duration::from_millis(20);

/// Who answers a read that may be late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answerer {
    Primary,
    Standby,
}

/// A command that is refused for good, so that it moves nothing: a record like any other.
struct Witness {
    key: String,
}

impl Witness {
    fn new(random: &mut Rng) -> Self {
        Self { key: format!("witness-{:016x}", random.u64(..)) }
    }

    fn send(&self, address: SocketAddr) -> Response {
        let asset = ASSETS[0];
        let body = format!(r#"{{"owner":"player_0","asset":"{asset}","amount":1000000000000}}"#);
        Request::post("/v1/spends", &body).key(&self.key).send(address)
    }

    fn find(&self, address: SocketAddr) -> Response {
        Request::get(&format!("/v1/transactions?owner=player_0&idempotency_key={}", self.key)).send(address)
    }

    fn query(&self) -> String {
        format!("SELECT count(*) FROM transactions WHERE idempotency_key = '{}'", self.key)
    }
}

/// A server on a primary and its standby.
pub(crate) struct ReplicaScene {
    kind: Kind,
    service: Service,
    primary: Cluster,
    standby: Cluster,
    deadline: Duration,
    _folder: TempDir,
}

impl ReplicaScene {
    /// Starts a primary, a standby that every commit waits for, and a server on both.
    pub(crate) fn start(kind: Kind, wallet: &Path) -> Verdict<Self> {
        let folder = tempfile::tempdir().map_err(|error| format!("a folder: {error}"))?;
        let primary = Cluster::start(Purpose::Faults)?;
        primary.create_database(DATABASE)?;
        let standby = primary.start_standby()?;
        primary.require_standby(true)?;
        let [one, other] = [&primary, &standby].map(Cluster::address);
        let database_url = match kind {
            // As libpq's URLs may have it.
            Kind::Failover => format!(
                "postgres://postgres@/{DATABASE}?host={},{}&port={},{}&sslmode=disable&target_session_attrs=primary",
                one.ip(),
                other.ip(),
                one.port(),
                other.port()
            ),
            _ => format!("postgres://postgres@{one},{other}/{DATABASE}?sslmode=disable"),
        };
        // How soon it is back is a promise of the settings as shipped; what waits for a standby is told sooner.
        let is_impatient = matches!(kind, Kind::ReplayAfterCrash | Kind::StandbyGone);
        let settings = if is_impatient { &IMPATIENT[..] } else { &[] };
        let mut settings: Vec<_> = settings.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        if kind == Kind::StandbyGone {
            settings.push(("WALLET__POSTGRES__READ_URL", database_url.clone()));
        }
        let line = CommandLine { program: wallet.to_owned(), folder: folder.path().to_owned(), database_url, settings };
        let deadline = Duration::from_secs(if is_impatient { 3 } else { 10 }) + SLACK;
        let service = Service::start(line, &[])?;
        Ok(Self { kind, service, primary, standby, deadline, _folder: folder })
    }

    /// The primary is killed, and its standby promoted.
    fn fail_over(&mut self, random: &mut Rng) -> Verdict<String> {
        self.primary.strike_dead()?;
        sleep(Duration::from_millis(random.u64(0..NOTICED_MS)));
        let back = self.promote(BACK_AFTER_DEATH)?;
        self.primary.wait_for_the_end()?;
        self.swap()?;
        Ok(format!("primary killed, standby promoted, back after {:.2} s", back.as_secs_f64()))
    }

    /// The primary says nothing any more, its standby is promoted, and then it wakes up and takes itself for the primary.
    fn freeze(&mut self, load: &Load, random: &mut Rng) -> Verdict<String> {
        let began = Instant::now();
        self.primary.freeze()?;
        sleep(Duration::from_millis(random.u64(0..NOTICED_MS)));
        let back = self.promote(BACK_AFTER_SILENCE)?;
        // By then whatever was on its way to the old primary has been told.
        load.down();
        sleep(self.deadline.saturating_sub(SLACK + began.elapsed()) + Duration::from_secs(1));
        self.primary.thaw()?;
        load.up();
        let before = load.counts();
        let after = load.wait_until("answers beside the old primary", answered_since(&before, BESIDE_THE_OLD))?;
        if unknown(&after) > unknown(&before) {
            return Err(format!("the server went back to the old primary: {after:?}"));
        }
        self.primary.kill()?;
        self.swap()?;
        Ok(format!("primary frozen, standby promoted, back after {:.2} s, the old one awake", back.as_secs_f64()))
    }

    /// Without its standby the primary commits what nobody may be told. After a crash it shows that; then it is lost.
    fn replay_after_crash(&mut self, load: &Load, random: &mut Rng) -> Verdict<String> {
        let witness = self.send_in_vain(load, random)?;
        self.primary.kill()?;
        self.primary.launch()?;
        self.primary.wait_for_on(DATABASE, &witness.query(), "1")?;
        for answer in [witness.send(self.address()), witness.find(self.address())] {
            if answer.status != 503 || !answer.has_retry_after() {
                return Err(format!("the primary alone has {}, and it was answered {answer:?}", witness.key));
            }
        }
        // Clients ask for what they were told nothing of again and again meanwhile.
        load.up();
        let before = load.counts();
        load.wait_until("errors of the primary alone", |counts| counts.errors > before.errors + 4)?;
        self.primary.kill()?;
        self.standby.launch()?;
        let back = self.promote(BACK_AFTER_SILENCE)?;
        let answer = witness.find(self.address());
        if answer.status != 404 {
            return Err(format!("the standby never had {}, and it was answered {answer:?}", witness.key));
        }
        self.swap()?;
        Ok(format!("standby killed, primary killed and back and lost, back after {:.2} s", back.as_secs_f64()))
    }

    /// Kills the standby and has the primary commit a command whose outcome nobody is told. The clients are quiet.
    fn send_in_vain(&mut self, load: &Load, random: &mut Rng) -> Verdict<Witness> {
        load.down();
        for _ in 0..ATTEMPTS_MAX {
            // Commands are committed in turn: behind this one nothing is on its way but what a client has just sent.
            let refused = Witness::new(random).send(self.address());
            if refused.status != 402 {
                return Err(format!("a command that is refused for good was answered {refused:?}"));
            }
            self.standby.kill()?;
            let witness = Witness::new(random);
            let answer = witness.send(self.address());
            if answer.status == 503 && code_of(answer.text()).as_deref() == Some("outcome_unknown") {
                return Ok(witness);
            }
            // A client was faster.
            self.standby.launch()?;
            self.recover()?;
        }
        Err("no outcome was unknown".to_owned())
    }

    /// The standby is gone for a while: nothing is booked, everything can be read.
    fn lose_standby(&mut self, load: &Load) -> Verdict<String> {
        self.read_history(Answerer::Standby)?;
        let before = load.counts();
        self.standby.kill()?;
        self.read_history(Answerer::Primary)?;
        load.wait_until("an unknown outcome", |counts| unknown(counts) > unknown(&before))?;
        let told = load.wait_until("more errors", |counts| counts.errors > before.errors + 4)?;
        let answer = Client::new(self.address(), self.deadline).get("/v1/wallets/player_0");
        if !answer.as_ref().is_ok_and(|answer| answer.status == 200) {
            return Err(format!("a read while the standby was gone was answered {answer:?}"));
        }
        self.standby.launch()?;
        let back = self.recover()?.as_secs_f64();
        self.read_history(Answerer::Standby)?;
        let told = told.errors - before.errors;
        Ok(format!("standby gone, {told} told to come again, ready after {back:.2} s"))
    }

    /// Reads a player's history until it comes from there. No answer may be an error.
    fn read_history(&self, wanted: Answerer) -> Verdict {
        let target = format!("/v1/wallets/player_0/{}/entries?limit=1", ASSETS[0]);
        let mut client = Client::new(self.address(), self.deadline);
        let began = Instant::now();
        loop {
            let answer = client.get(&target);
            let Some(answer) = answer.as_ref().ok().filter(|answer| answer.status == 200) else {
                return Err(format!("a history was answered {answer:?}"));
            };
            let from =
                if answer.header("wallet-read-lag-ms") == Some("0") { Answerer::Primary } else { Answerer::Standby };
            if from == wanted {
                return Ok(());
            }
            if began.elapsed() > PATIENCE {
                return Err(format!("histories are still read from the other one than the {wanted:?}"));
            }
            sleep(PAUSE);
        }
    }

    /// Promotes the standby, and waits until the server is back by itself.
    fn promote(&mut self, limit: Duration) -> Verdict<Duration> {
        let began = Instant::now();
        self.standby.promote()?;
        self.recover()?;
        let took = began.elapsed();
        if took <= limit { Ok(took) } else { Err(format!("the server was back {took:?} after the promotion only")) }
    }

    fn recover(&mut self) -> Verdict<Duration> {
        let ready = self.service.wait_until_recovered()?;
        if self.service.is_running() { Ok(ready) } else { Err("the server has ended".to_owned()) }
    }

    /// What was promoted is the primary, and the old one, which has ended, its standby.
    fn swap(&mut self) -> Verdict {
        std::mem::swap(&mut self.primary, &mut self.standby);
        self.standby.follow(&self.primary)?;
        self.primary.require_standby(true)?;
        Ok(())
    }
}

fn unknown(counts: &Counts) -> u64 {
    counts.by_code.get("outcome_unknown").copied().unwrap_or_default()
}

impl Scene for ReplicaScene {
    fn address(&self) -> SocketAddr {
        self.service.address
    }

    fn deadline(&self) -> Duration {
        self.deadline
    }

    fn strike(&mut self, load: &Load, random: &mut Rng) -> Verdict<String> {
        let struck = match self.kind {
            Kind::Failover => self.fail_over(random),
            Kind::Frozen => self.freeze(load, random),
            Kind::ReplayAfterCrash => self.replay_after_crash(load, random),
            Kind::StandbyGone => self.lose_standby(load),
            _ => Err("this kind has a scene of its own".to_owned()),
        };
        struck.map_err(|error| {
            let (primary, standby) = (self.primary.latest_lines(), self.standby.latest_lines());
            let server = self.service.latest_lines();
            format!("{error}\nthe server's latest lines:\n{server}the primary's:\n{primary}the standby's:\n{standby}")
        })
    }

    fn verify(&mut self) -> Verdict {
        self.service.verify()
    }

    fn wrong_lines(&mut self) -> Vec<String> {
        self.service.wrong_lines()
    }
}
