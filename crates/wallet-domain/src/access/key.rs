//! The key as it is stored, and the verdict on whoever shows it.

use crate::access::credential::{Secret, SecretDigest};
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
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it is turned away; never if there is none.
    pub expires_at: Option<Timestamp>,
    /// About when it was last used; not noted at every use.
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked, for good.
    pub revoked_at: Option<Timestamp>,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyHolder {
    /// Which key.
    pub id: ApiKeyId,
    /// What it allows.
    pub scopes: Scopes,
}

impl KeyHolder {
    /// Whether the key is good for what needs that scope.
    pub fn permit(&self, scope: Scope) -> Result<(), Denial> {
        if self.scopes.allow(scope) { Ok(()) } else { Err(Denial::MissingScope(self.id, scope)) }
    }
}

impl ApiKey {
    /// Whether the caller who shows that secret may use the key now, and then what for.
    pub fn admit(&self, secret: &Secret, now: Timestamp) -> Result<KeyHolder, Denial> {
        if !self.digest.is_of(secret) {
            return Err(Denial::WrongSecret(self.id));
        }
        if self.revoked_at.is_some() {
            return Err(Denial::Revoked(self.id));
        }
        if self.has_expired(now) {
            return Err(Denial::Expired(self.id));
        }
        Ok(KeyHolder { id: self.id, scopes: self.scopes })
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
            created_at: at(0),
            expires_at: Some(at(100)),
            last_used_at: None,
            revoked_at: None,
        }
    }

    #[test]
    fn a_key_is_good_until_the_moment_it_expires() {
        let credential = Credential::from_random([7; Credential::RANDOM_BYTES]);
        let key = key(&credential);
        let holder = KeyHolder { id: key.id, scopes: key.scopes };
        let verdict = |now| key.admit(&credential.secret, at(now));
        assert_eq!([verdict(0), verdict(99)], [Ok(holder); 2]);
        assert_eq!([verdict(100), verdict(101)], [Err(Denial::Expired(key.id)); 2]);
        assert_eq!([key.is_live(at(99)), key.is_live(at(100))], [true, false]);
        let for_ever = ApiKey { expires_at: None, ..key.clone() };
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
    fn a_key_permits_its_scopes_and_names_the_one_that_it_lacks() {
        let key = key(&Credential::from_random([7; Credential::RANDOM_BYTES]));
        let holder = KeyHolder { id: key.id, scopes: key.scopes };
        let verdicts = Scope::ALL.map(|scope| holder.permit(scope));
        let lacks = |scope| Err(Denial::MissingScope(key.id, scope));
        assert_eq!(
            verdicts,
            [
                Ok(()),
                Ok(()),
                lacks(Scope::Grant),
                lacks(Scope::Operate),
                lacks(Scope::Events),
                lacks(Scope::Webhooks),
                lacks(Scope::Analytics)
            ]
        );
    }
}
