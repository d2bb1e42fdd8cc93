//! Operations: keys. Made from the OpenAPI document by `cargo xtask clients`; not to be edited.

use crate::call::{Call, Takes};
use crate::client::Client;
use crate::operation::{Method, Operation};
use crate::types::{CreateKeyRequest, KeyList, KeyWithSecret, ListedKey, OwnKey, RotateKeyRequest};

const GET_OWN_KEY: Operation = Operation::new(Method::GET, "/v1/keys/self");
const LIST_KEYS: Operation = Operation::new(Method::GET, "/v1/keys");
const CREATE_KEY: Operation = Operation::new(Method::POST, "/v1/keys");
const ROTATE_KEY: Operation = Operation::new(Method::POST, "/v1/keys/{id}/rotate");
const REVOKE_KEY: Operation = Operation::new(Method::POST, "/v1/keys/{id}/revoke");

impl Client {
    /// What the caller may do: the scopes of its key, their bounds, and what was used of its caps today. Where no key
    /// is asked for, everything.
    pub fn get_own_key(&self) -> Call<'_, OwnKey, Takes> {
        self.call(GET_OWN_KEY, &[])
    }

    /// Every key, revoked and expired ones too. No answer has a secret.
    pub fn list_keys(&self) -> Call<'_, KeyList, Takes> {
        self.call(LIST_KEYS, &[])
    }

    /// Makes a key, which may do no more than the caller's own. The answer has its secret, this once.
    pub fn create_key(&self, body: &CreateKeyRequest) -> Call<'_, KeyWithSecret, Takes> {
        self.call(CREATE_KEY, &[]).body(body)
    }

    /// Gives a key another secret; the one before is turned away within 5 seconds, or once `grace_s` is over. The key
    /// may do no more than the caller's own, as its secret is told.
    pub fn rotate_key(&self, id: &str, body: &RotateKeyRequest) -> Call<'_, KeyWithSecret, Takes> {
        self.call(ROTATE_KEY, &[id]).body(body)
    }

    /// Turns a key away from now on, for good: on every server within 5 seconds.
    pub fn revoke_key(&self, id: &str) -> Call<'_, ListedKey, Takes> {
        self.call(REVOKE_KEY, &[id])
    }
}
