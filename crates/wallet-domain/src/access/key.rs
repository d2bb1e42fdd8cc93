//! The key as it is stored, and the verdict on whoever shows it.

use std::sync::Arc;

use crate::access::credential::{Secret, SecretDigest};
use crate::access::rotation::Rotation;
use crate::access::terms::KeyTerms;
use crate::flow::Flow;
use crate::value::key_id::ApiKeyId;
use crate::value::scope::{Scope, Scopes};
use crate::value::text::Name;
use crate::value::time::Timestamp;

/// A key as it is stored. Several may share a name: that is how one is replaced by another without a pause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Its public name.
    pub id: ApiKeyId,
    /// Whose it is, for people.
    pub name: Name,
    /// What is stored of its secret.
    pub digest: SecretDigest,
    /// What it allows.
    pub scopes: Scopes,
    /// Its role, and the bounds within which it allows that.
    pub terms: Arc<KeyTerms>,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it is turned away; never if there is none.
    pub expires_at: Option<Timestamp>,
    /// About when it was last used; not noted at every use.
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked, for good.
    pub revoked_at: Option<Timestamp>,
    /// Who revoked it, if that is known.
    pub revoked_by: Option<Name>,
    /// Its latest rotation: the secret before, and until when that is good.
    pub rotation: Option<Rotation>,
}

/// Why a caller is turned away. The variants stand in their order of precedence: only who has the secret learns what
/// became of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denial {
    /// There is no such key.
    #[error("there is no API key {0}")]
    Unknown(ApiKeyId),
    /// There is, with another secret.
    #[error("the secret is not that of the API key {0}")]
    WrongSecret(ApiKeyId),
    /// It was revoked.
    #[error("the API key {0} has been revoked")]
    Revoked(ApiKeyId),
    /// Its time is over.
    #[error("the API key {0} has expired")]
    Expired(ApiKeyId),
    /// It is good, but not for this.
    #[error("the API key {0} lacks the scope {1}")]
    MissingScope(ApiKeyId, Scope),
}

/// A caller who has shown the secret of a key that is good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyHolder {
    /// Which key.
    pub id: ApiKeyId,
    /// What it allows.
    pub scopes: Scopes,
    /// Its role, and the bounds within which it allows that.
    pub terms: Arc<KeyTerms>,
    /// From when on it is turned away; never if there is none.
    pub expires_at: Option<Timestamp>,
}

impl KeyHolder {
    /// Whether the key is good for commands of a flow: by the flow's scope, or as support's help within caps.
    pub fn permit_flow(&self, flow: Flow) -> Result<(), Denial> {
        let helps = matches!(flow, Flow::Bonus | Flow::Reversal) && self.scopes.allow(Scope::Support);
        if helps { Ok(()) } else { self.permit(Scope::of(flow)) }
    }

    /// Whether the key is good for what needs that scope.
    pub fn permit(&self, scope: Scope) -> Result<(), Denial> {
        if self.scopes.allow(scope) { Ok(()) } else { Err(Denial::MissingScope(self.id, scope)) }
    }
}

impl ApiKey {
    /// Whether the caller who shows that secret may use the key now, and then what for.
    pub fn admit(&self, secret: &Secret, now: Timestamp) -> Result<KeyHolder, Denial> {
        let is_old = self.rotation.as_ref().is_some_and(|rotation| rotation.admits(secret, now));
        if !self.digest.is_of(secret) && !is_old {
            return Err(Denial::WrongSecret(self.id));
        }
        if self.revoked_at.is_some() {
            return Err(Denial::Revoked(self.id));
        }
        if self.has_expired(now) {
            return Err(Denial::Expired(self.id));
        }
        Ok(KeyHolder { id: self.id, scopes: self.scopes, terms: self.terms.clone(), expires_at: self.expires_at })
    }

    /// Whether anyone can use it now.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && !self.has_expired(now)
    }

    fn has_expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|expires_at| expires_at <= now)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Credential;
    use super::*;

    fn at(micros: i64) -> Timestamp {
        Timestamp::from_micros(micros)
    }

    fn key(secret: &Credential) -> ApiKey {
        ApiKey {
            id: secret.id,
            name: Name::new("shop").expect("a name"),
            digest: secret.secret.digest(),
            scopes: "read,spend".parse().expect("scopes"),
            terms: Arc::default(),
            created_at: at(0),
            expires_at: Some(at(100)),
            last_used_at: None,
            revoked_at: None,
            revoked_by: None,
            rotation: None,
        }
    }

    #[test]
    fn a_key_is_good_until_the_moment_it_expires() {
        let credential = Credential::from_random([7; Credential::RANDOM_BYTES]);
        let key = key(&credential);
        let holder = key.admit(&credential.secret, at(0)).expect("it is good");
        let verdict = |now| key.admit(&credential.secret, at(now));
        assert_eq!([verdict(0), verdict(99)], [Ok(holder.clone()), Ok(holder.clone())]);
        assert_eq!([verdict(100), verdict(101)], [Err(Denial::Expired(key.id)), Err(Denial::Expired(key.id))]);
        assert_eq!([key.is_live(at(99)), key.is_live(at(100))], [true, false]);
        let for_ever = ApiKey { expires_at: None, ..key.clone() };
        let holder = KeyHolder { expires_at: None, ..holder };
        assert_eq!(for_ever.admit(&credential.secret, at(i64::MAX)), Ok(holder));
    }

    #[test]
    fn only_who_has_the_secret_learns_that_a_key_is_revoked_and_then_not_that_it_has_expired_too() {
        let credential = Credential::from_random([7; Credential::RANDOM_BYTES]);
        let key = ApiKey { revoked_at: Some(at(50)), ..key(&credential) };
        let other = Credential::from_random([8; Credential::RANDOM_BYTES]).secret;
        for now in [0, 200] {
            assert_eq!(key.admit(&other, at(now)), Err(Denial::WrongSecret(key.id)));
            assert_eq!(key.admit(&credential.secret, at(now)), Err(Denial::Revoked(key.id)));
            assert!(!key.is_live(at(now)));
        }
    }

    #[test]
    fn a_rotated_key_is_good_with_its_new_secret_and_with_the_old_one_until_its_grace_is_over() {
        let old = Credential::from_random([7; Credential::RANDOM_BYTES]);
        let new = Credential::from_random([8; Credential::RANDOM_BYTES]);
        let before = ApiKey { expires_at: None, ..key(&old) };
        let rotation = Rotation { old: before.digest, until: at(50), at: at(20), by: None };
        let rotated = ApiKey { digest: new.secret.digest(), rotation: Some(rotation), ..before };
        let is_in = |credential: &Credential, now| rotated.admit(&credential.secret, at(now)).is_ok();
        assert_eq!([is_in(&new, 20), is_in(&new, 90), is_in(&old, 49), is_in(&old, 50)], [true, true, true, false]);
    }

    #[test]
    fn a_key_permits_its_scopes_and_names_the_one_that_it_lacks() {
        let credential = Credential::from_random([7; Credential::RANDOM_BYTES]);
        let key = key(&credential);
        let holder = key.admit(&credential.secret, at(0)).expect("it is good");
        for scope in Scope::ALL {
            let has = [Scope::Read, Scope::Spend].contains(&scope);
            assert_eq!(holder.permit(scope), if has { Ok(()) } else { Err(Denial::MissingScope(key.id, scope)) });
        }
    }
}
