//! What libpq's URLs may say that the driver does not know: it is taken out of the URL.

use tokio_postgres::config::Host;
use wallet_domain::StoreError;

use crate::config::invalid;

/// `sslmode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Disable,
    Prefer,
    Require,
    VerifyCa,
    VerifyFull,
}

/// How the connection is encrypted.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ssl {
    pub(crate) mode: Mode,
    pub(crate) root_cert: Option<String>,
}

/// `target_session_attrs`: which of several hosts is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    Any,
    Primary,
    ReadWrite,
    ReadOnly,
    Standby,
    PreferStandby,
}

/// The parameters that the driver is not told.
#[derive(Debug)]
pub(crate) struct Parameters {
    pub(crate) ssl: Ssl,
    pub(crate) wanted: Option<Wanted>,
    /// The hosts, if the parameters name them.
    pub(crate) hosts: Vec<Host>,
    /// Their ports, if the parameters name them.
    pub(crate) ports: Vec<u16>,
}

impl Parameters {
    /// Takes them out of a URL.
    pub(crate) fn take_from(url: &str) -> Result<(String, Self), StoreError> {
        let ssl = Ssl { mode: Mode::Prefer, root_cert: None };
        let mut found = Self { ssl, wanted: None, hosts: Vec::new(), ports: Vec::new() };
        let Some((base, query)) = url.split_once('?') else { return Ok((url.to_owned(), found)) };
        let mut rest = Vec::new();
        for pair in query.split('&') {
            match pair.split_once('=') {
                Some(("sslmode", mode)) => found.ssl.mode = word("sslmode", mode, &MODES)?,
                Some(("sslrootcert", file)) => found.ssl.root_cert = Some(decoded(file)),
                Some(("target_session_attrs", wanted)) => {
                    found.wanted = Some(word("target_session_attrs", wanted, &WANTED)?);
                }
                Some(("host", hosts)) => found.hosts = decoded(hosts).split(',').map(host).collect(),
                Some(("port", ports)) => found.ports = decoded(ports).split(',').map(port).collect::<Result<_, _>>()?,
                _ => rest.push(pair),
            }
        }
        let url = if rest.is_empty() { base.to_owned() } else { format!("{base}?{}", rest.join("&")) };
        Ok((url, found))
    }
}

const MODES: [(&str, Mode); 5] = [
    ("disable", Mode::Disable),
    ("prefer", Mode::Prefer),
    ("require", Mode::Require),
    ("verify-ca", Mode::VerifyCa),
    ("verify-full", Mode::VerifyFull),
];

const WANTED: [(&str, Wanted); 6] = [
    ("any", Wanted::Any),
    ("primary", Wanted::Primary),
    ("read-write", Wanted::ReadWrite),
    ("read-only", Wanted::ReadOnly),
    ("standby", Wanted::Standby),
    ("prefer-standby", Wanted::PreferStandby),
];

/// The value of one of several words.
fn word<T: Copy>(name: &str, given: &str, words: &[(&str, T)]) -> Result<T, StoreError> {
    if let Some((_, value)) = words.iter().find(|(word, _)| *word == given) {
        return Ok(*value);
    }
    let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    let (last, others) = known.split_last().expect("there are several");
    let known = format!("{name} must be {} or {last}", others.join(", "));
    // Only a word is quoted: behind a mistyped & may be a password.
    let is_word = given.len() <= 20 && given.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    Err(invalid(if is_word { format!("{known}, not {given}") } else { known }))
}

fn host(name: &str) -> Host {
    if name.starts_with('/') { Host::Unix(name.into()) } else { Host::Tcp(name.to_owned()) }
}

fn port(number: &str) -> Result<u16, StoreError> {
    if number.is_empty() {
        return Ok(5432);
    }
    number.parse().map_err(|_| invalid("port must be a number up to 65535, or several with commas between"))
}

/// What may stand in names of hosts and files.
fn decoded(text: &str) -> String {
    text.replace("%2F", "/").replace("%2C", ",").replace("%3A", ":")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libpqs_parameters_are_taken_out_of_the_url() {
        let (url, found) = Parameters::take_from(
            "postgres://h/db?sslmode=verify-full&application_name=x&sslrootcert=%2Fca.pem&target_session_attrs=primary",
        )
        .expect("a valid URL");
        assert_eq!(url, "postgres://h/db?application_name=x");
        assert_eq!(found.ssl, Ssl { mode: Mode::VerifyFull, root_cert: Some("/ca.pem".to_owned()) });
        assert_eq!(found.wanted, Some(Wanted::Primary));
        assert_eq!(Parameters::take_from("postgres://h/db").expect("a valid URL").1.ssl.mode, Mode::Prefer);
        assert!(Parameters::take_from("postgres://h/db?sslmode=sometimes").is_err());
    }
}
