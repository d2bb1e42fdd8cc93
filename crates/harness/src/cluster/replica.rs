//! A primary and its standby: copied, followed, promoted, frozen.

use std::fs;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::Cluster;
use crate::PATIENCE;
use crate::run::{self, Failure};

/// The pause between two looks at a server that says nothing by itself.
const PAUSE: Duration = Duration::from_millis(20);

impl Cluster {
    /// Starts a standby of this server, on a port of its own.
    pub fn start_standby(&self) -> Result<Self, Failure> {
        let mut standby = Self::found(self.purpose)?;
        standby.copy(self)?;
        standby.start_somewhere(&[])?;
        Ok(standby)
    }

    /// Throws the data of a server that has ended away, and starts it again as a standby of another, where it was.
    pub fn follow(&mut self, primary: &Self) -> Result<(), Failure> {
        let mut remove = self.as_user("rm".as_ref());
        run::read(remove.arg("-rf").arg(&self.data))?;
        self.copy(primary)?;
        self.launch()
    }

    fn copy(&self, primary: &Self) -> Result<(), Failure> {
        let primary = format!("host=127.0.0.1 port={} user=postgres application_name=standby", primary.port);
        let mut copy = self.as_user(&self.programs.join("pg_basebackup"));
        copy.args(["--write-recovery-conf", "--checkpoint=fast", "--no-sync", "--dbname", &primary, "--pgdata"]);
        run::read(copy.arg(&self.data)).map(|_| ())
    }

    /// Has every commit wait for the standby from now on, which follows, or no longer.
    pub fn require_standby(&self, is_required: bool) -> Result<(), Failure> {
        let names = if is_required { "standby" } else { "" };
        self.sql(&format!("ALTER SYSTEM SET synchronous_standby_names = '{names}'"))?;
        self.sql("SELECT pg_reload_conf()")?;
        let expected = if is_required { "1" } else { "0" };
        self.wait_for("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'", expected)
    }

    /// Waits until a query answers as expected in the database `postgres`.
    pub fn wait_for(&self, query: &str, expected: &str) -> Result<(), Failure> {
        self.wait_for_on("postgres", query, expected)
    }

    /// The same in another database.
    pub fn wait_for_on(&self, database: &str, query: &str, expected: &str) -> Result<(), Failure> {
        let began = Instant::now();
        loop {
            let answer = self.sql_on(database, query)?;
            if answer == expected {
                return Ok(());
            }
            if began.elapsed() > PATIENCE {
                return Err(Failure::new(format!("{query} still answers {answer:?}, not {expected:?}")));
            }
            sleep(PAUSE);
        }
    }

    /// Runs a statement in the database `postgres` and returns its output.
    pub fn sql(&self, statement: &str) -> Result<String, Failure> {
        self.sql_on("postgres", statement)
    }

    /// The same in another database.
    pub fn sql_on(&self, database: &str, statement: &str) -> Result<String, Failure> {
        let mut psql = self.client("psql", database)?;
        run::read(psql.args(["--no-psqlrc", "--tuples-only", "--no-align", "--command", statement]))
    }

    /// Makes a standby a primary; it is one when this returns.
    pub fn promote(&self) -> Result<(), Failure> {
        let mut promote = self.as_user(&self.programs.join("pg_ctl"));
        run::read(promote.args(["promote", "-w", "-D"]).arg(&self.data)).map(|_| ())
    }

    /// Stops every process of the server (`SIGSTOP`): it accepts connections, as the system does that for it, and
    /// answers nothing.
    pub fn freeze(&mut self) -> Result<(), Failure> {
        let postmaster = self.postmaster.as_ref().ok_or_else(|| Failure::new("PostgreSQL does not run"))?;
        let postmaster = postmaster.child.id().to_string();
        // The first, so that it makes no others meanwhile.
        kill("-STOP", std::slice::from_ref(&postmaster))?;
        let children = fs::read_to_string(format!("/proc/{postmaster}/task/{postmaster}/children"))?;
        self.frozen = children.split_whitespace().map(str::to_owned).chain([postmaster]).collect();
        // One may have ended meanwhile.
        self.frozen.retain(|process| kill("-STOP", std::slice::from_ref(process)).is_ok());
        Ok(())
    }

    /// Lets the frozen server go on (`SIGCONT`).
    pub fn thaw(&mut self) -> Result<(), Failure> {
        for process in std::mem::take(&mut self.frozen) {
            kill("-CONT", &[process])?;
        }
        Ok(())
    }
}

fn kill(signal: &str, processes: &[String]) -> Result<(), Failure> {
    run::read(Command::new("kill").arg(signal).args(processes)).map(|_| ())
}
