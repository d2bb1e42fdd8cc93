//! What is asked once and is no load: one question after the other, by the client for Rust.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::runtime::Runtime;
use wallet_client::{Client, Error, Settings};

use crate::BenchError;
use crate::crew::{connect, runtime};
use crate::options::Options;

pub(crate) struct Desk {
    runtime: Runtime,
    pub(crate) client: Client,
}

impl Desk {
    /// A desk at a server that can be reached.
    pub(crate) fn open(options: &Options, address: SocketAddr) -> Result<Self, BenchError> {
        let attempt_timeout = Duration::from_secs(options.timeout_s);
        let runtime = runtime()?;
        // Here and not by the client, which would wait for it.
        runtime.block_on(connect(address, attempt_timeout, 1))?;
        let api_key = options.api_key.as_ref().map(|key| key.reveal().to_owned());
        let client = Client::with(&options.url, Settings { api_key, attempt_timeout, ..Settings::default() });
        Ok(Self { runtime, client: client.map_err(|error| BenchError::options(error.to_string()))? })
    }

    /// Asks until there is an outcome. Nothing is read of a command's answer, so one that cannot be read is good, too: the
    /// server may be of another version.
    pub(crate) fn order<T>(
        &self,
        what: &str,
        call: impl IntoFuture<Output = Result<T, Error>>,
    ) -> Result<(), BenchError> {
        match self.ask(call) {
            Ok(_) | Err(Error::Unreadable { .. }) => Ok(()),
            Err(Error::Problem(error)) => {
                Err(BenchError::failed(format!("{what} was refused: {}", error.problem.code)))
            }
            Err(error) => Err(BenchError::failed(error.to_string())),
        }
    }

    /// Asks until there is an outcome.
    pub(crate) fn ask<T>(&self, call: impl IntoFuture<Output = Result<T, Error>>) -> Result<T, Error> {
        self.runtime.block_on(call.into_future())
    }
}
