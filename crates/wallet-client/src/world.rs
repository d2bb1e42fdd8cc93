//! What a call takes from outside: time, chance, and the network.

use std::error::Error;
use std::pin::Pin;
use std::time::{Duration, Instant, SystemTime};

use reqwest::Request;
use reqwest::header::HeaderMap;
use ring::rand::{SecureRandom, SystemRandom};

/// A future of a trait that is used behind a pointer.
pub(crate) type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// An HTTP answer.
pub(crate) struct Received {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

pub(crate) trait World: Send + Sync {
    /// The time since some moment; it never goes back.
    fn elapsed(&self) -> Duration;
    /// The time of day.
    fn date(&self) -> SystemTime;
    /// From 0 to below 1.
    fn random(&self) -> f64;
    fn sleep(&self, wait: Duration) -> Boxed<'_, ()>;
    /// Sends a request and waits for its whole answer; in words, why there is none.
    fn send(&self, request: Request, patience: Duration) -> Boxed<'_, Result<Received, String>>;
}

/// The world as it is.
pub(crate) struct Network {
    http: reqwest::Client,
    began: Instant,
}

impl Network {
    pub(crate) fn new(http: reqwest::Client) -> Self {
        Self { http, began: Instant::now() }
    }
}

impl World for Network {
    fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    fn date(&self) -> SystemTime {
        SystemTime::now()
    }

    fn random(&self) -> f64 {
        f64::from(u32::from_be_bytes(random_bytes())) / (f64::from(u32::MAX) + 1.0)
    }

    fn sleep(&self, wait: Duration) -> Boxed<'_, ()> {
        Box::pin(tokio::time::sleep(wait))
    }

    fn send(&self, request: Request, patience: Duration) -> Boxed<'_, Result<Received, String>> {
        let exchange = async {
            let response = self.http.execute(request).await.map_err(|error| reason(&error))?;
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            let body = response.bytes().await.map_err(|error| reason(&error))?;
            Ok(Received { status, headers, body: body.to_vec() })
        };
        Box::pin(async move {
            let late = |_| Err(format!("no answer within {} ms", patience.as_millis()));
            tokio::time::timeout(patience, exchange).await.unwrap_or_else(late)
        })
    }
}

/// An error's cause, which says more than that the request failed.
fn reason(error: &reqwest::Error) -> String {
    let mut last: &dyn Error = error;
    while let Some(cause) = last.source() {
        last = cause;
    }
    last.to_string()
}

/// Bytes that nobody can guess.
pub(crate) fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).expect("the system has random numbers");
    bytes
}
