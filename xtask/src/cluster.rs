//! A temporary PostgreSQL cluster: a folder and a server that are gone when the tests are, however they end.
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

/// Behaviour does not depend on the disk, so these tests need not wait for it. Durability tests start their own.
const SETTINGS: &str = "-c fsync=off -c full_page_writes=off -c max_connections=500 -c unix_socket_directories= \
                        -c listen_addresses=127.0.0.1 -c log_min_messages=fatal";

/// The guard's whole script: `$1` the cluster's folder, `$2...` the command that stops its server.
const GUARD: &str = r#"
trap '' INT TERM HUP
cat >/dev/null
folder=$1; shift
cd /
if [ -e "$folder/data/postmaster.pid" ]; then "$@" >/dev/null 2>&1; fi
rm -rf -- "$folder"
"#;

/// A server that runs until this is dropped.
pub(crate) struct Cluster {
    guard: Child,
    port: u16,
    programs: PathBuf,
}

impl Cluster {
    pub(crate) fn start() -> Result<Self, Failure> {
        let programs = find_programs().ok_or_else(|| Failure::new("PostgreSQL's initdb is not to be found"))?;
        let user = ServerUser::find()?;
        let folder = PathBuf::from(run::read(user.command(Path::new("mktemp")).args(["-d", "/tmp/wallet-pg.XXXXXX"]))?);
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
        let mut cluster = Self { guard, port: 0, programs };
        // ICU's English sorts unlike bytes, as most databases out there do: a query that needs bytes must say so.
        run::read(
            user.command(&cluster.programs.join("initdb"))
                .arg("-D")
                .arg(&data)
                .args(["--username=postgres", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"])
                .args(["--locale-provider=icu", "--icu-locale=en-US"]),
        )?;
        cluster.port = start_somewhere(&user, &cluster.programs, &data)?;
        Ok(cluster)
    }

    /// Tells a program where the cluster is.
    pub(crate) fn tell<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .env("WALLET_TEST_DATABASE_URL", format!("postgres://postgres@127.0.0.1:{}/postgres", self.port))
            .env("WALLET_TEST_PG_BIN", &self.programs)
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

fn start_somewhere(user: &ServerUser, programs: &Path, data: &Path) -> Result<u16, Failure> {
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
                .args(["-o", &format!("{SETTINGS} -c port={port}"), "-w", "--silent", "start"])
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
