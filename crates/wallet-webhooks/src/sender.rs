//! The sender: one POST a message.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, Response, redirect};
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use tokio::time::timeout;
use url::Host;
use wallet_domain::webhook::WebhookUrl;
use wallet_service::jobs::webhooks::{Outgoing, SendFailure, Sender, UrlRefused};

use crate::guard::{Guard, Refused};
use crate::resolver::{Guarded, Lookup, SystemLookup};
use crate::signature;

/// How long an endpoint has for its answer, from looking its name up to the end of the answer's head.
const ANSWER_MAX: Duration = Duration::from_secs(10);
/// How long a connection may take.
const CONNECT_MAX: Duration = Duration::from_secs(5);
/// How much of an answer's body is read, so that its connection can be used again.
const BODY_BYTES_MAX: usize = 64 * 1024;
/// How long an unused connection is kept.
const IDLE_MAX: Duration = Duration::from_secs(30);
/// How many unused connections are kept for a host: as many as an endpoint has partitions.
const IDLE_CONNECTIONS_MAX: usize = 16;

/// What a sender goes by.
pub struct SenderOptions {
    /// Where it may go.
    pub guard: Guard,
    /// Who knows names.
    pub lookup: Arc<dyn Lookup>,
    /// Authorities beside the system's.
    pub authorities: Vec<CertificateDer<'static>>,
    /// How long an endpoint has for its answer.
    pub answer_max: Duration,
}

impl SenderOptions {
    /// The system's names and authorities.
    pub fn new(guard: Guard) -> Self {
        Self { guard, lookup: Arc::new(SystemLookup), authorities: Vec::new(), answer_max: ANSWER_MAX }
    }
}

/// Sends over HTTP.
pub struct HttpSender {
    client: Client,
    guarded: Guarded,
    answer_max: Duration,
}

impl HttpSender {
    /// A sender with its own connections.
    pub fn new(options: SenderOptions) -> Result<Self, reqwest::Error> {
        let guarded = Guarded { lookup: options.lookup, guard: Arc::new(options.guard) };
        let mut roots = RootCertStore::empty();
        let system = rustls_native_certs::load_native_certs().certs;
        roots.add_parsable_certificates(system.into_iter().chain(options.authorities));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("the provider knows the versions of TLS")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .dns_resolver(guarded.clone())
            .no_proxy()
            .redirect(redirect::Policy::none())
            .referer(false)
            .http1_only()
            .connect_timeout(CONNECT_MAX)
            .pool_idle_timeout(IDLE_MAX)
            .pool_max_idle_per_host(IDLE_CONNECTIONS_MAX)
            .user_agent(concat!("wallet-webhooks/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self { client, guarded, answer_max: options.answer_max })
    }

    async fn post(&self, to: &WebhookUrl, message: &Outgoing) -> Result<u16, SendFailure> {
        let destination = self.guarded.guard.check(to).map_err(|refused| refusal(&refused))?;
        let signature = signature::header(&message.id, message.timestamp_s, &message.body, message.secrets.iter());
        let request = self
            .client
            .post(destination.url)
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", &message.id)
            .header("webhook-timestamp", message.timestamp_s)
            .header("webhook-signature", signature)
            .body(message.body.to_vec());
        let response = request.send().await.map_err(|error| failure(&error))?;
        let status = response.status().as_u16();
        read_some(response).await;
        Ok(status)
    }
}

#[async_trait]
impl Sender for HttpSender {
    async fn check(&self, to: &WebhookUrl) -> Result<(), UrlRefused> {
        let judged = async {
            match self.guarded.guard.check(to)?.host {
                Host::Domain(name) => self.guarded.resolve(&name).await.map(|_| ()),
                Host::Ipv4(_) | Host::Ipv6(_) => Ok(()),
            }
        };
        let judged = timeout(CONNECT_MAX, judged).await;
        let late = |_| Err(Refused::NoAddress(to.as_str().to_owned()));
        judged.unwrap_or_else(late).map_err(|refused| match refused {
            Refused::Address(_) => UrlRefused::Address(refused.to_string()),
            Refused::NoUrl | Refused::Scheme | Refused::Credentials | Refused::Unsendable | Refused::NoAddress(_) => {
                UrlRefused::Url(refused.to_string())
            }
        })
    }

    async fn send(&self, to: &WebhookUrl, message: Outgoing) -> Result<u16, SendFailure> {
        let sent = timeout(self.answer_max, self.post(to, &message)).await;
        sent.unwrap_or(Err(SendFailure::new("timeout", "no answer in time")))
    }
}

/// Reads what is left of a short answer, so that its connection can be used again. The answer counts whatever comes of it.
async fn read_some(mut response: Response) {
    let mut read = 0;
    while let Ok(Ok(Some(chunk))) = timeout(Duration::from_secs(1), response.chunk()).await {
        read += chunk.len();
        if read > BODY_BYTES_MAX {
            return;
        }
    }
}

fn refusal(refused: &Refused) -> SendFailure {
    SendFailure::new("address_refused", &refused.to_string())
}

/// What went wrong, without the URL: it may hold a token.
fn failure(error: &reqwest::Error) -> SendFailure {
    let mut cause: Option<&(dyn Error + 'static)> = error.source();
    let mut last = String::new();
    while let Some(error) = cause {
        if let Some(refused) = error.downcast_ref::<Refused>() {
            let kind = if matches!(refused, Refused::NoAddress(_)) { "name_not_found" } else { "address_refused" };
            return SendFailure::new(kind, &refused.to_string());
        }
        last = error.to_string();
        cause = error.source();
    }
    let kind = match error {
        error if error.is_timeout() => "timeout",
        error if error.is_connect() => "connection_failed",
        _ => "connection_lost",
    };
    SendFailure::new(kind, &last)
}
