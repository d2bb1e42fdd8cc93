//! A PostgreSQL cluster of the suite's own that syncs what it commits, and is stopped and killed.
//!
//! The postmaster is a child of this process and its log a pipe: the end of the log is the end of the last of its
//! processes, so nothing here waits by the clock. A guard process waits for the end of a pipe that only we hold, and
//! then stops what still runs and removes the folder, also after Ctrl-C or a kill.

use std::fs;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use crate::service::{free_port, read_lines};
use crate::{PATIENCE, Verdict};

/// Durable as it comes: fsync, full pages and synchronous commits are on. Warnings and errors are logged.
const SETTINGS: [&str; 8] = [
    "unix_socket_directories=",
    "listen_addresses=127.0.0.1",
    "fsync=on",
    "full_page_writes=on",
    "synchronous_commit=on",
    "restart_after_crash=on",
    "recovery_init_sync_method=syncfs",
    "log_line_prefix=%m [%p] ",
];

/// The guard's whole script: `$1` the cluster's folder, `$2...` the command that stops its server.
const GUARD: &str = r#"
trap '' INT TERM HUP
cat >/dev/null
folder=$1; shift
cd /
if [ -e "$folder/data/postmaster.pid" ]; then "$@" >/dev/null 2>&1; fi
rm -rf -- "$folder"
"#;

const IS_READY: &str = "database system is ready to accept connections";
const DEADLOCK: &str = "deadlock detected";

/// A cluster; it is gone when this is.
pub(crate) struct Cluster {
    programs: PathBuf,
    user: User,
    data: PathBuf,
    port: u16,
    postmaster: Option<Postmaster>,
    deadlocks: Arc<AtomicU64>,
    log: Arc<Mutex<Vec<String>>>,
    guard: Child,
}

struct Postmaster {
    child: Child,
    /// The lines that tell when it is ready.
    ready: Receiver<()>,
    log: JoinHandle<()>,
}

/// Whom PostgreSQL runs as: it refuses to be root.
#[derive(Clone, Copy)]
struct User(Option<(u32, u32)>);

impl User {
    fn find() -> Verdict<Self> {
        if id(&["-u"])? != 0 {
            return Ok(Self(None));
        }
        let missing = |_| "as root this needs the user postgres to run PostgreSQL as, and there is none".to_owned();
        let ids = id(&["-u", "postgres"]).and_then(|user| Ok((user, id(&["-g", "postgres"])?)));
        ids.map(|ids| Self(Some(ids))).map_err(missing)
    }

    fn command(self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir("/").stdin(Stdio::null());
        if let Self(Some((user, group))) = self {
            command.uid(user).gid(group);
        }
        command
    }
}

fn id(arguments: &[&str]) -> Verdict<u32> {
    run(Command::new("id").args(arguments))?.trim().parse().map_err(|_| "id prints a number".to_owned())
}

/// Runs a program quietly and gives what it printed.
pub(crate) fn run(command: &mut Command) -> Verdict<String> {
    let output = command.output().map_err(|error| format!("{command:?} does not start: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(format!("{command:?} ended with {}\n{}", output.status, String::from_utf8_lossy(&output.stderr)))
}

impl Cluster {
    /// Makes one with the programs in that folder, and starts it.
    pub(crate) fn start(programs: &Path) -> Verdict<Self> {
        let user = User::find()?;
        let failed = |error: std::io::Error| format!("a folder for PostgreSQL: {error}");
        let folder = tempfile::Builder::new().prefix("wallet-faults-pg.").tempdir_in("/tmp").map_err(failed)?;
        if let User(Some((user, group))) = user {
            chown(folder.path(), Some(user), Some(group)).map_err(failed)?;
        }
        // From here on the guard removes it.
        let folder = folder.keep();
        let data = folder.join("data");
        let mut stop = user.command(&programs.join("pg_ctl"));
        stop.arg("-D").arg(&data).args(["-m", "immediate", "-w", "stop"]);
        let guard = user
            .command(Path::new("sh"))
            .args(["-c", GUARD, "guard"])
            .arg(&folder)
            .arg(stop.get_program())
            .args(stop.get_args())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("sh does not start: {error}"))?;
        let mut cluster = Self {
            programs: programs.to_owned(),
            user,
            data,
            port: free_port()?,
            postmaster: None,
            deadlocks: Arc::default(),
            log: Arc::default(),
            guard,
        };
        let auth = ["--username=postgres", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"];
        run(user.command(&programs.join("initdb")).arg("-D").arg(&cluster.data).args(auth))?;
        cluster.launch()?;
        Ok(cluster)
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// A new database, by its name.
    pub(crate) fn create_database(&self, name: &str) -> Verdict {
        let port = self.port.to_string();
        let createdb = self.programs.join("createdb");
        run(Command::new(createdb).args(["-h", "127.0.0.1", "-U", "postgres", "-p", &port, name])).map(|_| ())
    }

    /// `immediate` stop: every process ends at once, without a checkpoint.
    pub(crate) fn stop_at_once(&mut self) -> Verdict {
        self.signal("-QUIT")?;
        self.wait_for_the_end()
    }

    /// `SIGKILL` for the postmaster. Its children end by themselves as soon as they see that; a new one must not start
    /// before.
    pub(crate) fn kill(&mut self) -> Verdict {
        self.strike_dead()?;
        self.wait_for_the_end()
    }

    /// The same without waiting for the children.
    pub(crate) fn strike_dead(&mut self) -> Verdict {
        self.signal("-KILL")
    }

    /// Waits for the last process to be gone.
    pub(crate) fn wait_for_the_end(&mut self) -> Verdict {
        let Some(mut postmaster) = self.postmaster.take() else { return Ok(()) };
        postmaster.child.wait().map_err(|error| format!("PostgreSQL: {error}"))?;
        postmaster.log.join().map_err(|_| "the reader of PostgreSQL's log panicked".to_owned())
    }

    /// Starts the postmaster, which recovers what it must, and waits until it accepts connections.
    pub(crate) fn launch(&mut self) -> Verdict {
        let mut command = self.user.command(&self.programs.join("postgres"));
        command.arg("-D").arg(&self.data).arg("-p").arg(self.port.to_string());
        command.args(SETTINGS.iter().flat_map(|setting| ["-c", setting]));
        let mut child = command
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("postgres does not start: {error}"))?;
        let (sender, ready) = channel();
        let (log, deadlocks) = (self.log.clone(), self.deadlocks.clone());
        let log = read_lines(child.stderr.take().expect("it was piped just now"), move |line| {
            if line.contains(IS_READY) {
                // Nobody waits for it any more who has given up.
                let _ = sender.send(());
            }
            deadlocks.fetch_add(u64::from(line.contains(DEADLOCK)), Ordering::Relaxed);
            log.lock().unwrap_or_else(PoisonError::into_inner).push(line);
        });
        let postmaster = self.postmaster.insert(Postmaster { child, ready, log });
        if postmaster.ready.recv_timeout(PATIENCE).is_err() {
            return Err(format!("PostgreSQL does not start:\n{}", self.latest_lines()));
        }
        Ok(())
    }

    /// How often PostgreSQL has found a deadlock.
    pub(crate) fn deadlocks(&self) -> u64 {
        self.deadlocks.load(Ordering::Relaxed)
    }

    pub(crate) fn latest_lines(&self) -> String {
        let log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        log.iter().rev().take(40).rev().fold(String::new(), |text, line| text + line + "\n")
    }

    fn signal(&self, name: &str) -> Verdict {
        let postmaster = self.postmaster.as_ref().ok_or("PostgreSQL does not run")?;
        run(Command::new("kill").args([name, &postmaster.child.id().to_string()])).map(|_| ())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.postmaster.is_some() {
            let stopped = self.stop_at_once();
            drop(stopped);
        }
        drop(self.guard.stdin.take());
        let _ = self.guard.wait();
        // What the guard was not there for.
        let _ = self.data.parent().map(fs::remove_dir_all);
    }
}
