//! A PostgreSQL of one's own in `./data/pg`: durable, on this machine only, the same port at every start.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use harness::cluster::{self, ServerUser};
use harness::run::{self, Failure};

/// How the line of `postgresql.conf` begins that names the port.
const PORT: &str = "port = ";

struct Database {
    user: ServerUser,
    programs: PathBuf,
    data: PathBuf,
}

/// Creates it if it is not there, starts it if it does not run, and prints its URL.
pub(crate) fn start() -> Result<(), Failure> {
    let database = Database::find()?;
    if !database.exists() {
        database.create()?;
    }
    let port = database.port()?;
    if database.is_running() {
        println!("PostgreSQL is running already; its data is in {}", database.data.display());
    } else {
        database.run()?;
        println!("PostgreSQL is running; its data is in {}", database.data.display());
        println!("stop it with: cargo xtask db stop");
    }
    database.ensure_database(port)?;
    println!("postgres://postgres@127.0.0.1:{port}/wallet");
    Ok(())
}

/// Stops it; its data stays.
pub(crate) fn stop() -> Result<(), Failure> {
    let database = Database::find()?;
    if !database.exists() || !database.is_running() {
        println!("PostgreSQL was not running in {}", database.data.display());
        return Ok(());
    }
    run::read(database.control().args(["-m", "fast", "-w", "stop"]))?;
    println!("PostgreSQL has stopped; its data stays in {}", database.data.display());
    Ok(())
}

impl Database {
    fn find() -> Result<Self, Failure> {
        let programs = cluster::find_programs()
            .ok_or_else(|| Failure::new("PostgreSQL is missing; install it with: apt-get install postgresql-15"))?;
        Ok(Self { user: ServerUser::find()?, programs, data: run::root()?.join("data").join("pg") })
    }

    fn exists(&self) -> bool {
        self.data.join("PG_VERSION").is_file()
    }

    fn is_running(&self) -> bool {
        run::read(self.control().arg("status")).is_ok()
    }

    fn control(&self) -> std::process::Command {
        let mut control = self.user.command(&self.programs.join("pg_ctl"));
        control.arg("-D").arg(&self.data);
        control
    }

    fn create(&self) -> Result<(), Failure> {
        fs::create_dir_all(&self.data)?;
        if let ServerUser::Postgres = self.user {
            run::read(std::process::Command::new("chown").arg("postgres:").arg(&self.data))?;
            run::read(self.user.command(Path::new("test")).arg("-w").arg(&self.data)).map_err(|_| {
                Failure::new(format!(
                    "the user postgres, who has to run PostgreSQL as you are root, may not enter {}; \
                     use a checkout outside of root's home, or run this as another user",
                    self.data.display()
                ))
            })?;
        }
        run::read(self.user.command(&self.programs.join("initdb")).arg("-D").arg(&self.data).args([
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
        ]))?;
        let port = cluster::free_port()?;
        let settings = self.data.join("postgresql.conf");
        let ours = format!("\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\n{PORT}{port}\n");
        Ok(OpenOptions::new().append(true).open(settings)?.write_all(ours.as_bytes())?)
    }

    /// The port that was chosen when the cluster was made.
    fn port(&self) -> Result<u16, Failure> {
        fs::read_to_string(self.data.join("postgresql.conf"))?
            .lines()
            .rev()
            .find_map(|line| line.strip_prefix(PORT)?.trim().parse().ok())
            .ok_or_else(|| Failure::new(format!("postgresql.conf in {} names no port", self.data.display())))
    }

    fn run(&self) -> Result<(), Failure> {
        let log = self.data.join("server.log");
        run::check(
            self.control()
                .arg("-l")
                .arg(&log)
                .args(["-w", "--silent", "start"])
                .stdout(Stdio::null())
                .stderr(Stdio::null()),
        )
        .map_err(|failure| {
            let log = run::read(self.user.command(Path::new("tail")).args(["-n", "5"]).arg(&log)).unwrap_or_default();
            Failure::new(format!("{failure}\n{log}"))
        })
    }

    fn ensure_database(&self, port: u16) -> Result<(), Failure> {
        TcpStream::connect(("127.0.0.1", port))?;
        let psql = |database: &str, statement: &str| {
            run::read(
                self.user
                    .command(&self.programs.join("psql"))
                    .args(["-h", "127.0.0.1", "-U", "postgres", "-p", &port.to_string(), "-d", database])
                    .args(["-v", "ON_ERROR_STOP=1", "-qAtc", statement]),
            )
        };
        if psql("postgres", "SELECT 1 FROM pg_database WHERE datname = 'wallet'")?.is_empty() {
            psql("postgres", "CREATE DATABASE wallet")?;
        }
        Ok(())
    }
}
