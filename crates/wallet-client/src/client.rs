//! The client: where its server is, and how long it tries.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect;
use rustls::{ClientConfig, RootCertStore};
use url::{Host, Url};

use crate::call::{Call, Draft};
use crate::error::Error;
use crate::operation::Operation;
use crate::world::{Network, World};

/// How a client goes about its calls.
pub struct Settings {
    /// Sent with every request.
    pub api_key: Option<String>,
    /// How long a call may take with all its attempts.
    pub deadline: Duration,
    /// How long one attempt waits for its answer.
    pub attempt_timeout: Duration,
    /// How many attempts a call has at most; the deadline bounds them in any case.
    pub attempts_max: Option<u32>,
    /// What sends the requests: one with a proxy or with authorities of yours, say. It must not follow redirects.
    pub http: Option<reqwest::Client>,
}

impl Default for Settings {
    /// A minute a call, 15 s an attempt, and the authorities of the system.
    fn default() -> Self {
        Self {
            api_key: None,
            deadline: Duration::from_mins(1),
            attempt_timeout: Duration::from_secs(15),
            attempts_max: None,
            http: None,
        }
    }
}

/// A client of one server. Cloning it is cheap, and clones share their connections.
#[derive(Clone)]
pub struct Client {
    pub(crate) shared: Arc<Shared>,
}

/// What the clones of a client share.
pub(crate) struct Shared {
    pub(crate) base: String,
    pub(crate) settings: Settings,
    pub(crate) world: Box<dyn World>,
}

impl Client {
    /// A client of the server at `base_url`, such as `http://localhost:3000`, with an API key if it asks for one.
    pub fn new(base_url: &str, api_key: Option<&str>) -> Result<Self, Error> {
        Self::with(base_url, Settings { api_key: api_key.map(str::to_owned), ..Settings::default() })
    }

    /// The same with other settings.
    pub fn with(base_url: &str, mut settings: Settings) -> Result<Self, Error> {
        let url = Url::parse(base_url).map_err(|error| Error::Invalid(format!("{base_url} is no URL: {error}")))?;
        if !matches!(url.scheme(), "http" | "https") || url.query().is_some() || url.fragment().is_some() {
            return Err(Error::Invalid(format!("{base_url} is not where a server is, as http://localhost:3000 is")));
        }
        let http = settings.http.take().map_or_else(|| http_client(&url), Ok)?;
        Ok(Self::in_world(base_url, settings, Box::new(Network::new(http))))
    }

    pub(crate) fn in_world(base_url: &str, settings: Settings, world: Box<dyn World>) -> Self {
        let base = base_url.trim_end_matches('/').to_owned();
        Self { shared: Arc::new(Shared { base, settings, world }) }
    }

    /// Begins a call of an operation with the parts of its path.
    pub(crate) fn call<T, O>(&self, operation: Operation, path: &[&str]) -> Call<'_, T, O> {
        Call::new(self, Draft::new(operation, path))
    }
}

/// What sends the requests: the system's authorities, and no redirects, as a command belongs to its server alone.
fn http_client(base: &Url) -> Result<reqwest::Client, Error> {
    let mut roots = RootCertStore::empty();
    if base.scheme() == "https" {
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    }
    let tls = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider knows the versions of TLS")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let mut builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(redirect::Policy::none())
        .referer(false)
        .user_agent(concat!("wallet-client/", env!("CARGO_PKG_VERSION")));
    if is_this_machine(base) {
        builder = builder.no_proxy();
    }
    builder.build().map_err(|error| Error::Invalid(error.to_string()))
}

/// Whether a proxy, which the environment may name, would look for the server on itself.
fn is_this_machine(base: &Url) -> bool {
    match base.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::from(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::from(address).is_loopback(),
        None => false,
    }
}
