//! PgBouncer in front of a PostgreSQL server.

use std::fs::{self, Permissions};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Stdio};
use std::sync::mpsc::channel;

use tempfile::TempDir;

use crate::PATIENCE;
use crate::cluster::{ServerUser, free_port};
use crate::process::{Log, read_lines};
use crate::run::{self, Failure};

const IS_READY: &str = "process up";

/// A pooler that runs until this is dropped.
pub struct Pooler {
    /// The address that it listens on.
    pub address: SocketAddr,
    child: Child,
    _folder: TempDir,
}

impl Pooler {
    /// Starts a pooler in front of a server of this machine, for its user `postgres`. `settings` are lines of its file, such
    /// as `pool_mode = session`.
    pub fn start(database: SocketAddr, settings: &[&str]) -> Result<Self, Failure> {
        let program = run::find_program("pgbouncer").ok_or_else(|| Failure::new("pgbouncer is not to be found"))?;
        let folder = tempfile::tempdir()?;
        // Its user is another one, at times.
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755))?;
        let (users, file, port) = (folder.path().join("users"), folder.path().join("pgbouncer.ini"), free_port()?);
        fs::write(&users, "\"postgres\" \"\"\n")?;
        let (host, of_database) = (database.ip(), database.port());
        let (users, settings) = (users.display(), settings.join("\n"));
        let text = format!(
            "[databases]\n* = host={host} port={of_database}\n[pgbouncer]\nlisten_addr = 127.0.0.1\n\
             listen_port = {port}\nunix_socket_dir =\nauth_type = trust\nauth_file = {users}\n{settings}\n"
        );
        fs::write(&file, text)?;
        let mut command = ServerUser::find()?.command(&program);
        command.arg(&file).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| run::could_not_start(&command, &error))?;
        let (log, (sender, ready)) = (Log::default(), channel());
        let lines = log.clone();
        read_lines(child.stderr.take().expect("it was piped just now"), move |line| {
            if line.contains(IS_READY) {
                // Only the start waits for it.
                let _ = sender.send(());
            }
            lines.push(line);
        });
        let pooler = Self { address: ([127, 0, 0, 1], port).into(), child, _folder: folder };
        match ready.recv_timeout(PATIENCE) {
            Ok(()) => Ok(pooler),
            Err(_) => Err(Failure::new(format!("pgbouncer does not start:\n{}", log.latest()))),
        }
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        // It may have ended long since.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
