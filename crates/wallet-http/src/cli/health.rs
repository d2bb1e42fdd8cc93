//! `wallet health`: asks a running server whether it is ready, for container engines that have no curl.
//!
//! Without a URL it asks where `wallet serve` listens: by the command line of the container's first process, if that is
//! a server, then by the variables and the settings, which both share.

use std::io::{Read, Write};
use std::net::{IpAddr, TcpStream, ToSocketAddrs};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, Parser};

use super::{Cli, Command, Failure, say, serve};
use crate::config::{InvalidSettings, Settings};

const TIMEOUT: Duration = Duration::from_secs(3);

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wallet health                              the server that the settings speak of; in a container its first process
  wallet health http://127.0.0.1:8080")]
pub(super) struct Options {
    /// The server, as http://HOST:PORT [default: where `wallet serve` listens by the same settings]
    url: Option<String>,
}

pub(super) fn run(options: &Options, config: Option<PathBuf>) -> Result<(), Failure> {
    let url = match &options.url {
        Some(url) => url.trim_end_matches('/').to_owned(),
        None => here(config)?,
    };
    let status = status_of(&url).map_err(|error| Failure::Failed(format!("{url} does not answer: {error}")))?;
    if status != "200" {
        return Err(Failure::Failed(format!("{url} is not ready: it answers {status}")));
    }
    say(&format!("{url} is ready"));
    Ok(())
}

/// The URL of the server beside this process.
fn here(config: Option<PathBuf>) -> Result<String, InvalidSettings> {
    let first = std::fs::read("/proc/1/cmdline").unwrap_or_default();
    let first = String::from_utf8_lossy(&first);
    let words: Vec<&str> = first.split('\0').filter(|word| !word.is_empty()).collect();
    let told = parse_serve(&words).or_else(|| parse_serve(&["wallet", "serve"]));
    let (file, serve) = told.ok_or_else(|| InvalidSettings::new("HOST and PORT must be text"))?;
    let mut settings = Settings::load(config.or(file).as_deref())?;
    serve.apply_to(&mut settings)?;
    Ok(url_of(&settings.server.host, settings.server.port))
}

/// The file of settings and the options of a server's command line, also behind an init's.
fn parse_serve(words: &[&str]) -> Option<(Option<PathBuf>, serve::Options)> {
    let is_ours = |word: &&str| Path::new(word).file_name().is_some_and(|name| name == "wallet");
    let words = &words[words.iter().position(is_ours)?..];
    let cli = Cli::try_parse_from(words).ok()?;
    match cli.command {
        Some(Command::Serve(options)) => Some((cli.common.config, options)),
        None => parse_serve(&[words, &["serve"]].concat()),
        Some(_) => None,
    }
}

/// The URL of a host; an address that stands for all of this machine's becomes loopback.
fn url_of(host: &str, port: u16) -> String {
    match host.parse() {
        Ok(IpAddr::V4(address)) if address.is_unspecified() => format!("http://127.0.0.1:{port}"),
        Ok(IpAddr::V6(address)) if address.is_unspecified() => format!("http://[::1]:{port}"),
        Ok(IpAddr::V6(address)) => format!("http://[{address}]:{port}"),
        _ => format!("http://{host}:{port}"),
    }
}

fn status_of(url: &str) -> std::io::Result<String> {
    let invalid = |reason: &str| std::io::Error::new(std::io::ErrorKind::InvalidInput, reason);
    let host = url.strip_prefix("http://").ok_or_else(|| invalid("the URL must be http://HOST:PORT"))?;
    let mut addresses = host.to_socket_addrs()?;
    let address = addresses.next().ok_or_else(|| invalid("the host has no address"))?;
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    let request = format!("GET /health/ready HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.take(64 * 1024).read_to_string(&mut answer)?;
    Ok(answer.split_whitespace().nth(1).unwrap_or("nothing").to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_servers_command_line_says_where_to_ask() {
        for words in [
            &["wallet", "serve", "--insecure", "--port", "8080"][..],
            &["/usr/local/bin/wallet", "--config", "a.toml", "serve", "--port=8080"],
            &["/sbin/docker-init", "--", "wallet", "serve", "--host", "0.0.0.0", "--port", "8080"],
        ] {
            let (_, options) = parse_serve(words).expect("a server's");
            let mut settings = Settings::default();
            options.apply_to(&mut settings).expect("a port");
            assert_eq!(settings.server.port, 8080, "{words:?}");
        }
        let (file, _) = parse_serve(&["wallet", "--config", "a.toml"]).expect("`wallet` alone serves");
        assert_eq!(file, Some(PathBuf::from("a.toml")));
        for words in [&["/sbin/init"][..], &["wallet", "verify"], &["sh", "-c", "wallet serve"], &[]] {
            assert!(parse_serve(words).is_none(), "{words:?}");
        }
    }

    #[test]
    fn every_address_of_the_machine_is_asked_as_loopback() {
        assert_eq!(url_of("0.0.0.0", 80), "http://127.0.0.1:80");
        assert_eq!(url_of("::", 80), "http://[::1]:80");
        assert_eq!(url_of("::1", 80), "http://[::1]:80");
        assert_eq!(url_of("10.0.0.7", 80), "http://10.0.0.7:80");
        assert_eq!(url_of("localhost", 80), "http://localhost:80");
    }
}
