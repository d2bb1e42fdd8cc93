//! `wallet health`: asks a running server whether it is ready, for container engines that have no curl.

use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use clap::Args;

use super::{Failure, say};

const TIMEOUT: Duration = Duration::from_secs(3);

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  wallet health http://127.0.0.1:8080")]
pub(super) struct Options {
    /// The server, as http://HOST:PORT [default: this machine, at PORT or 3000]
    url: Option<String>,
    #[arg(long, hide = true, env = "PORT", default_value_t = 3000)]
    port: u16,
}

pub(super) fn run(options: &Options) -> Result<(), Failure> {
    let here = format!("http://127.0.0.1:{}", options.port);
    let url = options.url.as_ref().unwrap_or(&here).trim_end_matches('/');
    let status = status_of(url).map_err(|error| Failure::Failed(format!("{url} does not answer: {error}")))?;
    if status != "200" {
        return Err(Failure::Failed(format!("{url} is not ready: it answers {status}")));
    }
    say(&format!("{url} is ready"));
    Ok(())
}

fn status_of(url: &str) -> std::io::Result<String> {
    let invalid = |reason: &str| std::io::Error::new(std::io::ErrorKind::InvalidInput, reason);
    let host = url.strip_prefix("http://").ok_or_else(|| invalid("the URL must be http://HOST:PORT"))?;
    let mut addresses = host.to_socket_addrs()?;
    let address = addresses.next().ok_or_else(|| invalid("the host has no address"))?;
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    write!(stream, "GET /health/ready HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.take(64 * 1024).read_to_string(&mut answer)?;
    Ok(answer.split_whitespace().nth(1).unwrap_or("nothing").to_owned())
}
