//! What is broken, how, and how it is whole again: a real server on a real store, and a strike for each kind of fault.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use fastrand::Rng;
use harness::cluster::Cluster;
use harness::http::Client;
use harness::proxy::{Cut, Proxy, Way};
use harness::run;
use tempfile::TempDir;

use crate::load::{Load, answered_since};
use crate::request::code_of;
use crate::service::{CommandLine, Service};
use crate::{Kind, Store, Verdict};

/// Something that can be struck under load.
pub(crate) trait Scene {
    fn address(&self) -> SocketAddr;
    /// Within this every request is answered.
    fn deadline(&self) -> Duration;
    /// Whether its clock goes on as clocks do, so that what lasts for days is not over within a round.
    fn keeps_time(&self) -> bool {
        true
    }
    /// Breaks something and has it whole again: the service is ready when this returns. Says what was done.
    fn strike(&mut self, load: &Load, random: &mut Rng) -> Verdict<String>;
    /// Proves the invariants by other means than the answers.
    fn verify(&mut self) -> Verdict;
    /// What the server has said that no fault may make it say.
    fn wrong_lines(&mut self) -> Vec<String>;
}

/// What a machine that is busy with other things may add to a deadline.
pub(crate) const SLACK: Duration = Duration::from_secs(5);

/// Limits that a test has the time to see: everything else is as shipped.
pub(crate) const IMPATIENT: [(&str, &str); 6] = [
    ("WALLET__SERVER__DEADLINE_MS", "3000"),
    ("WALLET__POSTGRES__STATEMENT_TIMEOUT_MS", "1200"),
    ("WALLET__POSTGRES__LOCK_TIMEOUT_MS", "700"),
    ("WALLET__POSTGRES__CONNECT_TIMEOUT_MS", "600"),
    ("WALLET__POSTGRES__RETRY_FOR_MS", "2000"),
    // It must be below the deadline, whichever the store.
    ("WALLET__SQLITE__BUSY_TIMEOUT_MS", "2000"),
];

/// So many reads come at once to a pool of two.
const CROWD: u64 = 6;
/// How long a write-ahead log may go on within the room that it has.
const LOG_HAS_ROOM: Duration = Duration::from_millis(300);

/// A server as a process.
pub(crate) struct RealScene<'a> {
    kind: Kind,
    service: Service,
    cluster: Option<&'a mut Cluster>,
    proxy: Option<Proxy>,
    disk: Option<Disk>,
    deadline: Duration,
    _folder: TempDir,
}

impl<'a> RealScene<'a> {
    /// Starts a server on a new store, as the kind of fault needs it.
    pub(crate) fn start(
        kind: Kind,
        wallet: &Path,
        store: Store,
        cluster: Option<&'a mut Cluster>,
        database: &str,
    ) -> Verdict<Self> {
        let folder = tempfile::tempdir().map_err(|error| format!("a folder: {error}"))?;
        let disk = if kind == Kind::Disk { Some(Disk::mount(folder.path())?) } else { None };
        let is_proxied = kind.is_of_the_proxy();
        let mut proxy = None;
        let database_url = match (store, &cluster) {
            (Store::Sqlite, _) => match &disk {
                Some(disk) => format!("sqlite:{}/wallet.db", disk.folder.display()),
                None => "sqlite:wallet.db".to_owned(),
            },
            (Store::Postgres, None) => return Err("PostgreSQL is missing".to_owned()),
            (Store::Postgres, Some(cluster)) => {
                cluster.create_database(database)?;
                let mut address = cluster.address();
                if is_proxied {
                    address = proxy.insert(Proxy::start(address)?).address;
                }
                format!("postgres://postgres@{address}/{database}?sslmode=disable")
            }
        };
        let mut settings: Vec<(&str, String)> = Vec::new();
        let is_impatient = is_proxied || matches!(kind, Kind::PostgresStop | Kind::PostgresKill);
        if is_impatient {
            settings.extend(IMPATIENT.map(|(name, value)| (name, value.to_owned())));
        }
        if kind == Kind::Pool {
            settings.push(("WALLET__POSTGRES__POOL_MAX", "2".to_owned()));
        }
        // As long as the server's own, and what a busy machine may add.
        let deadline = Duration::from_secs(if is_impatient { 3 } else { 10 }) + SLACK;
        let line = CommandLine { program: wallet.to_owned(), folder: folder.path().to_owned(), database_url, settings };
        // The signal would end the process before the error can reach it; on a disk that is full there is none.
        let launcher: &[&str] = match kind {
            Kind::FileLimit => &["sh", "-c", "trap '' XFSZ; exec \"$0\" \"$@\""],
            _ => &[],
        };
        let service = Service::start(line, launcher)?;
        Ok(Self { kind, service, cluster, proxy, disk, deadline, _folder: folder })
    }

    fn cluster(&mut self) -> Verdict<&mut Cluster> {
        self.cluster.as_deref_mut().ok_or_else(|| "this fault is PostgreSQL's".to_owned())
    }

    fn proxy(&self) -> Verdict<&Proxy> {
        self.proxy.as_ref().ok_or_else(|| "this fault is the proxy's".to_owned())
    }

    fn kill_server(&mut self, load: &Load) -> Verdict<String> {
        self.service.kill();
        load.down();
        self.service.launch()?;
        let ready = self.service.wait_until_ready()?;
        load.up();
        Ok(format!("server killed, ready after {:.2} s", ready.as_secs_f64()))
    }

    /// PostgreSQL ends and comes back; the server has to notice both by itself.
    fn stop_postgres(&mut self, load: &Load, random: &mut Rng, how: &str) -> Verdict<String> {
        let errors = load.counts().errors;
        let began = Instant::now();
        let cluster = self.cluster()?;
        if how == "killed" {
            cluster.kill()?;
        } else {
            cluster.stop_at_once()?;
        }
        let gone = began.elapsed().as_secs_f64();
        // At times it stays away until someone has been told.
        if random.bool() {
            load.wait_until("an error while PostgreSQL is away", |counts| counts.errors > errors)?;
        }
        let cluster = self.cluster()?;
        cluster.launch()?;
        let back = began.elapsed().as_secs_f64();
        let ready = self.recover()?.as_secs_f64();
        Ok(format!("PostgreSQL {how}, gone after {gone:.2} s, back after {back:.2} s, the server {ready:.2} s later"))
    }

    /// Server and PostgreSQL, in either order, and back in either order.
    fn kill_both(&mut self, load: &Load, random: &mut Rng) -> Verdict<String> {
        let server_first = random.bool();
        if server_first {
            self.service.kill();
        }
        self.cluster()?.strike_dead()?;
        self.service.kill();
        load.down();
        self.cluster()?.wait_for_the_end()?;
        let server_back_first = random.bool();
        if server_back_first {
            // It waits for its store.
            self.service.launch()?;
        }
        self.cluster()?.launch()?;
        if !server_back_first {
            self.service.launch()?;
        }
        let ready = self.service.wait_until_ready()?;
        load.up();
        let first = |server: bool| if server { "server" } else { "PostgreSQL" };
        let (killed, back) = (first(server_first), first(server_back_first));
        Ok(format!("both killed, {killed} first; {back} back first, ready after {:.2} s", ready.as_secs_f64()))
    }

    fn cut(&mut self, cut: Cut, random: &mut Rng) -> Verdict<String> {
        let times = random.u32(2..=5);
        let mut committed = 0;
        for _ in 0..times {
            committed += u32::from(self.proxy()?.cut(cut)?);
        }
        if cut == Cut::After && committed == 0 {
            return Err("no connection was cut behind a COMMIT that went through".to_owned());
        }
        let ready = self.recover()?;
        Ok(format!("{times} connections cut, ready after {:.2} s", ready.as_secs_f64()))
    }

    fn stall(&mut self, random: &mut Rng) -> Verdict<String> {
        // Some are over before anyone loses patience, some are not.
        let time = Duration::from_millis(random.u64(500..4500));
        let proxy = self.proxy()?;
        proxy.set_way(Way::Stalled);
        std::thread::sleep(time);
        proxy.set_way(Way::Open);
        let ready = self.recover()?;
        Ok(format!("stalled for {:.1} s, ready after {:.2} s", time.as_secs_f64(), ready.as_secs_f64()))
    }

    fn trickle(&mut self, load: &Load, random: &mut Rng) -> Verdict<String> {
        let before = load.counts();
        let proxy = self.proxy()?;
        proxy.set_way(Way::Trickling);
        let answers = random.u64(10..30);
        load.wait_until("answers through a trickle", answered_since(&before, answers))?;
        proxy.set_way(Way::Open);
        let ready = self.recover()?;
        Ok(format!("{answers} answers through a trickle, ready after {:.2} s", ready.as_secs_f64()))
    }

    /// Every connection of the pool is held by something that does not come back, and no new one can be made.
    fn exhaust_pool(&mut self, load: &Load) -> Verdict<String> {
        let errors = load.counts().errors;
        self.proxy()?.set_way(Way::Stalled);
        let crowd = self.crowd();
        let told = load.wait_until("errors while no connection is to be had", |counts| counts.errors > errors + 4);
        self.proxy()?.set_way(Way::Open);
        let (crowd, told) = (crowd?, told?.errors - errors);
        let ready = self.recover()?;
        Ok(format!("pool exhausted, {} told to come again, ready after {:.2} s", crowd + told, ready.as_secs_f64()))
    }

    /// More reads at once than there are connections, none of which answers: each must be told in time, and those that
    /// had no connection that the service is busy.
    fn crowd(&self) -> Verdict<u64> {
        let (address, deadline) = (self.address(), self.deadline);
        let readers = (0..CROWD).map(|_| {
            std::thread::spawn(move || {
                Client::new(address, deadline).get("/v1/transactions?owner=player_0&idempotency_key=opening")
            })
        });
        let mut busy = 0;
        for reader in readers.collect::<Vec<_>>() {
            let answer = reader.join().map_err(|_| "a reader panicked".to_owned())?;
            match &answer {
                Ok(it) if it.status == 503 && it.has_retry_after() && it.took <= deadline => {
                    busy += u32::from(code_of(it.text()).as_deref() == Some("overloaded"));
                }
                _ => return Err(format!("a read without a connection was answered {answer:?}")),
            }
        }
        if busy == 0 { Err("nobody was told that the service is busy".to_owned()) } else { Ok(CROWD) }
    }

    /// No file may grow any more: to a process that looks like a full disk, and needs no privilege.
    fn limit_files(&mut self, load: &Load, random: &mut Rng) -> Verdict<String> {
        let before = load.counts();
        let log = self.service.line().folder.join("wallet.db-wal");
        let size = fs::metadata(&log).map_err(|error| format!("{}: {error}", log.display()))?.len();
        let pid = self.service.pid()?.to_string();
        let limit = |bytes: &str| {
            run::read(Command::new("prlimit").args([&format!("--fsize={bytes}:"), "--pid", &pid])).map(|_| ())
        };
        // Anywhere in the next few pages, also in the middle of one.
        limit(&(size + random.u64(0..40_000)).to_string())?;
        // Unless the log has begun anew and has room within its own size: then there is none from here on.
        if load.wait_for(LOG_HAS_ROOM, |counts| counts.errors > before.errors).is_err() {
            limit("4096")?;
        }
        let told = load.wait_until("an error of a full disk", |counts| counts.errors > before.errors + 3);
        let readable = self.read_while_full();
        limit("unlimited")?;
        let told = told?.errors - before.errors;
        readable?;
        let ready = self.recover()?;
        Ok(format!("files limited, {told} told to come again, ready after {:.2} s", ready.as_secs_f64()))
    }

    /// A file system that is full in earnest.
    fn fill_disk(&mut self, load: &Load) -> Verdict<String> {
        let before = load.counts();
        let disk = self.disk.as_ref().ok_or("there is no disk of its own")?;
        disk.fill()?;
        let told = load.wait_until("an error of a full disk", |counts| counts.errors > before.errors + 3);
        let readable = self.read_while_full();
        self.disk.as_ref().ok_or("there is no disk of its own")?.make_room()?;
        let told = told?.errors - before.errors;
        readable?;
        let ready = self.recover()?;
        Ok(format!("disk full, {told} told to come again, ready after {:.2} s", ready.as_secs_f64()))
    }

    /// Reading needs no room.
    fn read_while_full(&self) -> Verdict {
        let answer = Client::new(self.address(), self.deadline).get("/v1/wallets/player_0");
        match answer {
            Ok(answer) if answer.status == 200 => Ok(()),
            answer => Err(format!("a read while the disk was full was answered {answer:?}")),
        }
    }

    /// The server was not touched: it must come back by itself.
    fn recover(&mut self) -> Verdict<Duration> {
        let ready = self.service.wait_until_recovered()?;
        if self.service.is_running() { Ok(ready) } else { Err("the server has ended".to_owned()) }
    }
}

impl Scene for RealScene<'_> {
    fn address(&self) -> SocketAddr {
        self.service.address
    }

    fn deadline(&self) -> Duration {
        self.deadline
    }

    fn strike(&mut self, load: &Load, random: &mut Rng) -> Verdict<String> {
        match self.kind {
            Kind::Server => self.kill_server(load),
            Kind::PostgresStop => self.stop_postgres(load, random, "stopped"),
            Kind::PostgresKill => self.stop_postgres(load, random, "killed"),
            Kind::Both => self.kill_both(load, random),
            Kind::CutBefore => self.cut(Cut::Before, random),
            Kind::CutDuring => self.cut(Cut::During, random),
            Kind::CutAfter => self.cut(Cut::After, random),
            Kind::Stall => self.stall(random),
            Kind::Trickle => self.trickle(load, random),
            Kind::Pool => self.exhaust_pool(load),
            Kind::FileLimit => self.limit_files(load, random),
            Kind::Disk => self.fill_disk(load),
            Kind::Clock
            | Kind::Webhooks
            | Kind::Pair
            | Kind::Failover
            | Kind::Frozen
            | Kind::ReplayAfterCrash
            | Kind::StandbyGone
            | Kind::Nodes => Err("this kind has a scene of its own".to_owned()),
        }
        .map_err(|error| {
            let database = self.cluster.as_ref().map(|cluster| cluster.latest_lines()).unwrap_or_default();
            format!("{error}\nthe server's latest lines:\n{}{database}", self.service.latest_lines())
        })
    }

    fn verify(&mut self) -> Verdict {
        self.service.verify()
    }

    fn wrong_lines(&mut self) -> Vec<String> {
        self.service.wrong_lines()
    }
}

/// A small file system of its own, which only root may mount.
struct Disk {
    folder: PathBuf,
}

impl Disk {
    fn mount(parent: &Path) -> Verdict<Self> {
        let folder = parent.join("disk");
        fs::create_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        run::read(Command::new("mount").args(["-t", "tmpfs", "-o", "size=24m", "tmpfs"]).arg(&folder))?;
        Ok(Self { folder })
    }

    fn filler(&self) -> PathBuf {
        self.folder.join("filler")
    }

    /// Writes until there is no room left.
    fn fill(&self) -> Verdict {
        let filler = OpenOptions::new().create(true).append(true).open(self.filler());
        let mut filler = filler.map_err(|error| format!("the filler: {error}"))?;
        let began = Instant::now();
        let chunk = vec![0; 64 << 10];
        while filler.write_all(&chunk).is_ok() {
            if began.elapsed() > crate::PATIENCE {
                return Err("the disk cannot be filled".to_owned());
            }
        }
        Ok(())
    }

    fn make_room(&self) -> Verdict {
        fs::remove_file(self.filler()).map_err(|error| format!("the filler: {error}"))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = run::read(Command::new("umount").arg(&self.folder));
    }
}
