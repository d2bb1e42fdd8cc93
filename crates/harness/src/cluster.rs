//! A PostgreSQL server in a folder under `/tmp`: gone, however its user ends.
//!
//! The server runs as an unprivileged user, since PostgreSQL refuses root. The postmaster is a child of this process and
//! its log a pipe: the end of the log is the end of the last of its processes, so nothing here waits by the clock. A guard
//! process waits for the end of a pipe that only this process holds. Then it stops the server and removes the folder, also
//! after Ctrl-C or a kill.
//!
//! A server may have a standby: `replica` has what there is to that.

mod replica;

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;

use crate::PATIENCE;
use crate::process::{Log, read_lines};
use crate::run::{self, Failure};

/// How many ports are tried: one that was free a moment ago may be taken by someone else.
const ATTEMPTS_MAX: u32 = 5;
/// Ports of servers: below those of outgoing connections, so that nobody takes a server's port while it is down.
const PORTS: std::ops::Range<u16> = 10_000..30_000;

const COMMON: &[&str] = &["unix_socket_directories=", "listen_addresses=127.0.0.1", "log_line_prefix=%m [%p] "];
/// Behaviour does not depend on the disk, so these tests need not wait for it. The log tells nothing but LOG and worse.
const FOR_TESTS: &[&str] = &["fsync=off", "full_page_writes=off", "max_connections=500", "log_min_messages=log"];
/// Durable, with room for a large working set. Full pages are compressed and rarely due, as on a server that is set up
/// for writing.
const FOR_BENCHMARKS: &[&str] = &[
    "fsync=on",
    "full_page_writes=on",
    "synchronous_commit=on",
    "shared_buffers=1GB",
    "max_wal_size=8GB",
    "min_wal_size=8GB",
    "checkpoint_timeout=15min",
    "wal_compression=lz4",
    "max_connections=200",
    "log_min_messages=log",
];
/// Durable as it comes. Warnings and errors are logged.
const FOR_FAULTS: &[&str] = &[
    "fsync=on",
    "full_page_writes=on",
    "synchronous_commit=on",
    "restart_after_crash=on",
    "recovery_init_sync_method=syncfs",
];

/// What a primary and a standby say alike.
const IS_READY: &str = "database system is ready to accept";
const DEADLOCK: &str = "deadlock detected";

/// The guard's whole script: `$1` the cluster's folder, `$2...` the command that stops a server, but for its folder.
const GUARD: &str = r#"
trap '' INT TERM HUP
cat >/dev/null
folder=$1; shift
cd /
for pid in "$folder"/*/postmaster.pid; do
    if [ -e "$pid" ]; then "$@" -D "${pid%/*}" >/dev/null 2>&1; fi
done
rm -rf -- "$folder"
"#;

/// What a cluster is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Tests of behaviour: nothing is synced.
    Tests,
    /// Measurements: durable, on a disk.
    Benchmarks,
    /// Strikes and backups: durable, as PostgreSQL comes.
    Faults,
}

impl Purpose {
    fn settings(self) -> &'static [&'static str] {
        match self {
            Self::Tests => FOR_TESTS,
            Self::Benchmarks => FOR_BENCHMARKS,
            Self::Faults => FOR_FAULTS,
        }
    }
}

/// A server that runs until this is dropped.
pub struct Cluster {
    programs: PathBuf,
    user: ServerUser,
    folder: PathBuf,
    purpose: Purpose,
    /// The folder of the data that is served.
    data: PathBuf,
    port: u16,
    postmaster: Option<Postmaster>,
    /// The processes that are stopped and have not ended.
    frozen: Vec<String>,
    deadlocks: Arc<AtomicU64>,
    log: Log,
    guard: Child,
}

struct Postmaster {
    child: Child,
    /// Told each time that the server accepts connections.
    ready: Receiver<()>,
    log: JoinHandle<()>,
}

impl Cluster {
    /// Makes a cluster and starts its server.
    pub fn start(purpose: Purpose) -> Result<Self, Failure> {
        Self::start_with(purpose, &[])
    }

    /// The same with further settings, each as `name=value`.
    pub fn start_with(purpose: Purpose, settings: &[&str]) -> Result<Self, Failure> {
        let mut cluster = Self::found(purpose)?;
        let mut initdb = cluster.as_user(&cluster.programs.join("initdb"));
        initdb.arg("-D").arg(&cluster.data).args(["--username=postgres", "--auth=trust", "--no-sync"]);
        initdb.args(["--encoding=UTF8", "--locale=C.UTF-8"]);
        if purpose == Purpose::Tests {
            // ICU's English sorts unlike bytes, as most databases out there do: a query that needs bytes must say so.
            initdb.args(["--locale-provider=icu", "--icu-locale=en-US"]);
        }
        run::read(&mut initdb)?;
        cluster.start_somewhere(settings)?;
        Ok(cluster)
    }

    /// A folder and its guard; there is no data in it yet.
    fn found(purpose: Purpose) -> Result<Self, Failure> {
        let programs = find_programs().ok_or_else(|| Failure::new("PostgreSQL's initdb is not to be found"))?;
        let user = ServerUser::find()?;
        let parent = if purpose == Purpose::Benchmarks { parent_on_a_disk()? } else { "/tmp" };
        let template = format!("{parent}/wallet-pg.XXXXXX");
        let folder = PathBuf::from(run::read(user.command(Path::new("mktemp")).args(["-d", &template]))?);
        let mut stop = user.command(&programs.join("pg_ctl"));
        stop.args(["-m", "immediate", "-w", "stop"]);
        let guard = Command::new("sh")
            .args(["-c", GUARD, "guard"])
            .arg(&folder)
            .arg(stop.get_program())
            .args(stop.get_args())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        // From here on the guard removes the folder, also after an error.
        Ok(Self {
            programs,
            user,
            data: folder.join("data"),
            folder,
            purpose,
            port: 0,
            postmaster: None,
            frozen: Vec::new(),
            deadlocks: Arc::default(),
            log: Log::default(),
            guard,
        })
    }

    fn start_somewhere(&mut self, settings: &[&str]) -> Result<(), Failure> {
        let mut attempt = 1;
        loop {
            self.port = free_port()?;
            match self.serve("data", settings) {
                Err(_) if attempt < ATTEMPTS_MAX => attempt += 1,
                done => return done,
            }
        }
    }

    /// Starts the server again, with the settings of its purpose. It recovers first; the call returns when it accepts
    /// connections.
    pub fn launch(&mut self) -> Result<(), Failure> {
        self.launch_with(&[])
    }

    /// Starts the server on another folder of the cluster's, with further settings.
    pub fn serve(&mut self, name: &str, settings: &[&str]) -> Result<(), Failure> {
        self.data = self.folder.join(name);
        self.launch_with(settings)
    }

    fn launch_with(&mut self, settings: &[&str]) -> Result<(), Failure> {
        let mut command = self.as_user(&self.programs.join("postgres"));
        command.arg("-D").arg(&self.data).arg("-p").arg(self.port.to_string());
        let settings = [COMMON, self.purpose.settings(), settings].concat();
        command.args(settings.iter().flat_map(|setting| ["-c", setting]));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| run::could_not_start(&command, &error))?;
        let (sender, ready) = channel();
        let (log, deadlocks) = (self.log.clone(), self.deadlocks.clone());
        let log = read_lines(child.stderr.take().expect("it was piped just now"), move |line| {
            if line.contains(IS_READY) {
                // The launch alone waits for this line; after a crash the server says it again.
                let _ = sender.send(());
            }
            deadlocks.fetch_add(u64::from(line.contains(DEADLOCK)), Ordering::Relaxed);
            log.push(line);
        });
        let postmaster = self.postmaster.insert(Postmaster { child, ready, log });
        if postmaster.ready.recv_timeout(PATIENCE).is_err() {
            let _ = self.kill();
            return Err(Failure::new(format!("PostgreSQL does not start:\n{}", self.log.latest())));
        }
        Ok(())
    }

    /// Ends every process at once, without a checkpoint (`immediate`).
    pub fn stop_at_once(&mut self) -> Result<(), Failure> {
        self.signal("-QUIT")?;
        self.wait_for_the_end()
    }

    /// Kills the postmaster. Its children end when they notice; only then may another be started.
    pub fn kill(&mut self) -> Result<(), Failure> {
        self.strike_dead()?;
        self.wait_for_the_end()
    }

    /// Kills the postmaster and does not wait for its children.
    pub fn strike_dead(&mut self) -> Result<(), Failure> {
        self.signal("-KILL")
    }

    /// Waits for the end of the server's last process.
    pub fn wait_for_the_end(&mut self) -> Result<(), Failure> {
        let Some(mut postmaster) = self.postmaster.take() else { return Ok(()) };
        postmaster.child.wait()?;
        postmaster.log.join().map_err(|_| Failure::new("the reader of PostgreSQL's log panicked"))
    }

    fn signal(&self, name: &str) -> Result<(), Failure> {
        let postmaster = self.postmaster.as_ref().ok_or_else(|| Failure::new("PostgreSQL does not run"))?;
        run::read(Command::new("kill").args([name, &postmaster.child.id().to_string()])).map(|_| ())
    }

    /// The id of the server's first process, whose children the others are; none while it is down.
    pub fn id(&self) -> Option<u32> {
        self.postmaster.as_ref().map(|postmaster| postmaster.child.id())
    }

    /// The cluster's folder, which is gone when the cluster is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The address of the server, the same for the life of the cluster.
    pub fn address(&self) -> SocketAddr {
        ([127, 0, 0, 1], self.port).into()
    }

    /// The URL of a database.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// Makes an empty database.
    pub fn create_database(&self, name: &str) -> Result<(), Failure> {
        run::read(self.client("createdb", "postgres")?.arg(name)).map(|_| ())
    }

    /// A client program, told where the cluster is: the server's own, or one on the `PATH`.
    pub fn client(&self, name: &str, database: &str) -> Result<Command, Failure> {
        let beside = self.programs.join(name);
        let program = if beside.is_file() { Some(beside) } else { run::find_on_path(name).map(|at| at.join(name)) };
        let program = program.ok_or_else(|| Failure::new(format!("PostgreSQL's {name} is not to be found")))?;
        let mut command = Command::new(program);
        command
            .envs([("PGHOST", "127.0.0.1"), ("PGUSER", "postgres"), ("PGDATABASE", database)])
            .env("PGPORT", self.port.to_string());
        Ok(command)
    }

    /// A program that the server's user runs, who alone may enter the folder.
    pub fn as_user(&self, program: &Path) -> Command {
        self.user.command(program)
    }

    /// Tells a program where the cluster is.
    pub fn tell<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env("WALLET_TEST_DATABASE_URL", self.url("postgres")).env("WALLET_TEST_PG_BIN", &self.programs)
    }

    /// How often PostgreSQL has found a deadlock.
    pub fn deadlocks(&self) -> u64 {
        self.deadlocks.load(Ordering::Relaxed)
    }

    /// The latest lines of the server's log.
    pub fn latest_lines(&self) -> String {
        self.log.latest()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.postmaster.is_some() {
            let _ = self.thaw();
            // What does not stop is the guard's.
            let _ = self.stop_at_once();
        }
        drop(self.guard.stdin.take());
        let _ = self.guard.wait();
    }
}

/// The folder for temporary clusters. It is on a disk: a file system in memory has no fsync to measure.
fn parent_on_a_disk() -> Result<&'static str, Failure> {
    let on_a_disk = |folder: &str| {
        let kind = run::read(Command::new("stat").args(["--file-system", "--format=%T", folder]));
        kind.is_ok_and(|kind| kind != "tmpfs" && kind != "ramfs")
    };
    ["/tmp", "/var/tmp"]
        .into_iter()
        .find(|folder| on_a_disk(folder))
        .ok_or_else(|| Failure::new("neither /tmp nor /var/tmp is on a disk"))
}

/// A port of this machine that nobody listens on.
pub fn free_port() -> Result<u16, Failure> {
    (0..100)
        .map(|_| fastrand::u16(PORTS))
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .ok_or_else(|| Failure::new("no port is free"))
}

/// The folder of PostgreSQL's server programs: the one named, Debian's (15 first), or one on the `PATH`.
pub fn find_programs() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("WALLET_TEST_PG_BIN") {
        return Some(PathBuf::from(named));
    }
    ["15", "17", "16", "18"]
        .iter()
        .map(|version| Path::new("/usr/lib/postgresql").join(version).join("bin"))
        .find(|programs| programs.join("initdb").is_file())
        .or_else(|| run::find_on_path("initdb"))
}

/// The user who runs the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServerUser {
    /// The user of this process.
    Me,
    /// `postgres`, whom Debian's package made: this process is root's, and PostgreSQL refuses root.
    Postgres,
}

impl ServerUser {
    /// The user of this process, or `postgres` if that is root.
    pub fn find() -> Result<Self, Failure> {
        if !run::is_root() {
            return Ok(Self::Me);
        }
        run::read(Command::new("id").args(["-u", "postgres"]))
            .map(|_| Self::Postgres)
            .map_err(|_| Failure::new("as root this needs the user postgres to run PostgreSQL as, and there is none"))
    }

    /// A program that this user runs, in a folder that everyone may enter. The process is the program's own.
    pub fn command(self, program: &Path) -> Command {
        let mut command = match self {
            Self::Me => Command::new(program),
            Self::Postgres => {
                let mut command = Command::new("setpriv");
                command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]).arg(program);
                command
            }
        };
        command.current_dir("/");
        command
    }
}
