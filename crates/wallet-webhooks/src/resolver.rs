//! Names to addresses, each judged before anything connects to it.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use async_trait::async_trait;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::guard::{Guard, Refused};

/// Looks names up.
#[async_trait]
pub trait Lookup: Send + Sync {
    /// The addresses of a name.
    async fn lookup(&self, name: &str) -> io::Result<Vec<IpAddr>>;
}

/// The system's resolver.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemLookup;

#[async_trait]
impl Lookup for SystemLookup {
    async fn lookup(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        Ok(tokio::net::lookup_host((name, 0)).await?.map(|address| address.ip()).collect())
    }
}

/// Gives the client only addresses that may be reached.
#[derive(Clone)]
pub(crate) struct Guarded {
    pub(crate) lookup: Arc<dyn Lookup>,
    pub(crate) guard: Arc<Guard>,
}

impl Guarded {
    /// The addresses of a name, if each of them may be reached: a name with a forbidden one beside others is somebody's
    /// trick, or a mistake.
    pub(crate) async fn resolve(&self, name: &str) -> Result<Vec<IpAddr>, Refused> {
        let addresses = self.lookup.lookup(name).await.unwrap_or_default();
        if addresses.is_empty() {
            return Err(Refused::NoAddress(name.to_owned()));
        }
        addresses.iter().try_for_each(|address| self.guard.check_address(*address))?;
        Ok(addresses)
    }
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let guarded = self.clone();
        Box::pin(async move {
            let addresses = guarded.resolve(name.as_str()).await?;
            // The client puts the URL's port in the place of 0.
            let addresses: Addrs = Box::new(addresses.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(addresses)
        })
    }
}
