//! The key of a request whose answer takes long.

use std::sync::Arc;

use actix_web::http::header::HeaderMap;
use wallet_domain::access::{Credential, Scope};

use super::{KeyRing, find_credential};
use crate::http::problem::Problem;

/// What a caller came in by. The gate looks at a key once, so an answer that goes on looks at it again before it tells more.
pub(crate) struct Pass {
    ring: Arc<KeyRing>,
    /// None where nobody needs one.
    credential: Option<Credential>,
    scope: Scope,
}

impl Pass {
    /// That of a request which the gate has let in.
    pub(crate) fn of(headers: &HeaderMap, ring: &Arc<KeyRing>, scope: Scope) -> Result<Self, Problem> {
        Ok(Self { ring: ring.clone(), credential: find_credential(headers)?, scope })
    }

    /// Fails if the key no longer holds. It is believed for as long as that of a request.
    pub(crate) async fn check(&self) -> Result<(), Problem> {
        match &self.credential {
            None => Ok(()),
            Some(credential) => self.ring.check(credential).await?.permit(self.scope),
        }
    }
}
