//! A temporary PostgreSQL cluster: a folder and a server that are gone when what needs them is, however it ends.
//!
//! The server runs as an unprivileged user (PostgreSQL refuses root) in a folder under `/tmp`, so it does not matter
//! whether that user may enter the checkout. A guard process of its own waits for the end of a pipe that only we
//! hold: it stops the server by the pid in its folder and removes the folder, also after Ctrl-C or a kill.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::run::{self, Failure};

/// How often a port that was free a moment ago may be taken by someone else.
const ATTEMPTS_MAX: u32 = 5;

/// What every temporary cluster has.
const SETTINGS: &str = "-c unix_socket_directories= -c listen_addresses=127.0.0.1 -c log_min_messages=fatal";

/// Behaviour does not depend on the disk, so these tests need not wait for it. Durability tests start their own.
const FOR_TESTS: &str = "-c fsync=off -c full_page_writes=off -c max_connections=500";

/// Durable, with room for a large working set. Full pages are compressed, and rarely due, as they would be on a
/// server that was set up for writing.
const FOR_BENCHMARKS: &str = "-c fsync=on -c full_page_writes=on -c synchronous_commit=on -c shared_buffers=1GB \
                              -c max_wal_size=8GB -c checkpoint_timeout=15min -c wal_compression=lz4 \
                              -c max_connections=200";

/// The guard's whole script: `$1` the cluster's folder, `$2...` the command that stops its server.
const GUARD: &str = r#"
trap '' INT TERM HUP
cat >/dev/null
folder=$1; shift
cd /
if [ -e "$folder/data/postmaster.pid" ]; then "$@" >/dev/null 2>&1; fi
rm -rf -- "$folder"
"#;

/// What a cluster is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Tests,
    Benchmarks,
}

/// A server that runs until this is dropped.
pub(crate) struct Cluster {
    guard: Child,
    port: u16,
    programs: PathBuf,
    folder: PathBuf,
}

impl Cluster {
    pub(crate) fn start(purpose: Purpose) -> Result<Self, Failure> {
        let programs = find_programs().ok_or_else(|| Failure::new("PostgreSQL's initdb is not to be found"))?;
        let user = ServerUser::find()?;
        let parent = match purpose {
            Purpose::Tests => "/tmp",
            Purpose::Benchmarks => parent_on_a_disk()?,
        };
        let template = format!("{parent}/wallet-pg.XXXXXX");
        let folder = PathBuf::from(run::read(user.command(Path::new("mktemp")).args(["-d", &template]))?);
        let data = folder.join("data");
        let mut stop = user.command(&programs.join("pg_ctl"));
        stop.arg("-D").arg(&data).args(["-m", "immediate", "-w", "stop"]);
        let guard = Command::new("sh")
            .args(["-c", GUARD, "guard"])
            .arg(&folder)
            .arg(stop.get_program())
            .args(stop.get_args())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        // From here on the guard cleans up, whatever happens.
        let mut cluster = Self { guard, port: 0, programs, folder };
        let mut initdb = user.command(&cluster.programs.join("initdb"));
        initdb.arg("-D").arg(&data).args([
            "--username=postgres",
            "--auth=trust",
            "--no-sync",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
        ]);
        let settings = match purpose {
            Purpose::Tests => {
                // ICU's English sorts unlike bytes, as most databases out there do: a query that needs bytes must
                // say so.
                initdb.args(["--locale-provider=icu", "--icu-locale=en-US"]);
                FOR_TESTS
            }
            Purpose::Benchmarks => FOR_BENCHMARKS,
        };
        run::read(&mut initdb)?;
        cluster.port = start_somewhere(&user, &cluster.programs, &data, settings)?;
        Ok(cluster)
    }

    /// The folder that is gone when the cluster is.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// A database of the cluster.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// A client program, told where the cluster is: the server's own, or one on the `PATH`.
    pub(crate) fn client(&self, name: &str, database: &str) -> Result<Command, Failure> {
        let beside = self.programs.join(name);
        let program = if beside.is_file() { Some(beside) } else { run::find_on_path(name).map(|at| at.join(name)) };
        let program = program.ok_or_else(|| Failure::new(format!("PostgreSQL's {name} is not to be found")))?;
        let mut command = Command::new(program);
        command
            .envs([("PGHOST", "127.0.0.1"), ("PGUSER", "postgres"), ("PGDATABASE", database)])
            .env("PGPORT", self.port.to_string());
        Ok(command)
    }

    /// Tells a program where the cluster is.
    pub(crate) fn tell<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env("WALLET_TEST_DATABASE_URL", self.url("postgres")).env("WALLET_TEST_PG_BIN", &self.programs)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        if let Err(error) = self.guard.wait() {
            eprintln!("xtask: the temporary PostgreSQL may still run: {error}");
        }
    }
}

/// A folder for temporary ones that outlasts a loss of power: what is kept in memory has no fsync to measure.
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

fn start_somewhere(user: &ServerUser, programs: &Path, data: &Path, settings: &str) -> Result<u16, Failure> {
    let log = data.join("server.log");
    let mut attempt = 1;
    loop {
        let port = free_port()?;
        let started = run::check(
            user.command(&programs.join("pg_ctl"))
                .arg("-D")
                .arg(data)
                .arg("-l")
                .arg(&log)
                .args(["-o", &format!("{SETTINGS} {settings} -c port={port}"), "-w", "--silent", "start"])
                // The server inherits these; a pipe of ours would stay open for as long as it runs.
                .stdout(Stdio::null())
                .stderr(Stdio::null()),
        );
        match started {
            Ok(()) => return Ok(port),
            Err(_) if attempt < ATTEMPTS_MAX => attempt += 1,
            Err(failure) => return Err(with_log(&failure, user, &log)),
        }
    }
}

/// A failure to start, with what the server said of it.
pub(crate) fn with_log(failure: &Failure, user: &ServerUser, log: &Path) -> Failure {
    let log = run::read(user.command(Path::new("tail")).args(["-n", "5"]).arg(log)).unwrap_or_default();
    Failure::new(format!("{failure}\n{log}"))
}

/// A port of this machine that nobody listens on.
pub(crate) fn free_port() -> Result<u16, Failure> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// The folder of PostgreSQL's server programs: the one named, Debian's (15 first), or one on the `PATH`.
pub(crate) fn find_programs() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("WALLET_TEST_PG_BIN") {
        return Some(PathBuf::from(named));
    }
    ["15", "17", "16", "18"]
        .iter()
        .map(|version| Path::new("/usr/lib/postgresql").join(version).join("bin"))
        .find(|programs| programs.join("initdb").is_file())
        .or_else(|| run::find_on_path("initdb"))
}

/// Who runs the server.
pub(crate) enum ServerUser {
    /// Whoever runs this.
    Me,
    /// `postgres`, whom Debian's package made: we are root, and PostgreSQL refuses to be.
    Postgres,
}

impl ServerUser {
    pub(crate) fn find() -> Result<Self, Failure> {
        if !run::is_root() {
            return Ok(Self::Me);
        }
        run::read(Command::new("id").args(["-u", "postgres"]))
            .map(|_| Self::Postgres)
            .map_err(|_| Failure::new("as root this needs the user postgres to run PostgreSQL as, and there is none"))
    }

    /// A program run by that user, in a folder that everyone may enter.
    pub(crate) fn command(&self, program: &Path) -> Command {
        let mut command = match self {
            Self::Me => Command::new(program),
            Self::Postgres => {
                let mut command = Command::new("runuser");
                command.args(["-u", "postgres", "--"]).arg(program);
                command
            }
        };
        command.current_dir("/");
        command
    }
}
