//! The key as its holder has it: `wlt_<id>_<secret>`.

use std::fmt;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::value::key_id::{ApiKeyId, ID_BYTES, InvalidKeyId, from_hex, to_hex};

const PREFIX: &str = "wlt_";
const SECRET_BYTES: usize = 32;

/// What only the key's holder knows. It has no text but [`Credential::reveal`]'s, so that it cannot get into a log.
#[derive(Clone, Copy)]
pub struct Secret([u8; SECRET_BYTES]);

impl Secret {
    /// What is stored of it.
    pub fn digest(&self) -> SecretDigest {
        SecretDigest(Sha256::digest(self.0).into())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// The SHA-256 of a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecretDigest([u8; 32]);

impl SecretDigest {
    /// A digest as it was stored.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The digest as stored.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Whether it is that secret's. Takes as long whichever byte differs.
    pub fn is_of(&self, secret: &Secret) -> bool {
        self.0.ct_eq(&secret.digest().0).into()
    }
}

/// A key as its holder sends it: which one it is, and the proof.
#[derive(Debug, Clone, Copy)]
pub struct Credential {
    /// Which key.
    pub id: ApiKeyId,
    /// The proof that the caller has it.
    pub secret: Secret,
}

/// A text that is no [`Credential`]. It does not repeat the text, which may hold a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("An API key is wlt_<id>_<secret>, with 12 and 64 hexadecimal digits in lower case.")]
pub struct InvalidCredential;

impl Credential {
    /// How many random bytes a new one is made of.
    pub const RANDOM_BYTES: usize = ID_BYTES + SECRET_BYTES;

    /// A new one, made of bytes that no one can guess.
    pub fn from_random(bytes: [u8; Self::RANDOM_BYTES]) -> Self {
        let (id, secret) = bytes.split_at(ID_BYTES);
        let id = ApiKeyId::from_bytes(id.try_into().expect("it was split there"));
        Self { id, secret: Secret(secret.try_into().expect("the rest is the secret")) }
    }

    /// Parses a key.
    pub fn parse(text: &str) -> Result<Self, InvalidCredential> {
        let parts = text.strip_prefix(PREFIX).and_then(|rest| rest.split_once('_'));
        let (id, secret) = parts.ok_or(InvalidCredential)?;
        let id = ApiKeyId::new(id).map_err(|InvalidKeyId| InvalidCredential)?;
        from_hex(secret).map(|secret| Self { id, secret: Secret(secret) }).ok_or(InvalidCredential)
    }

    /// The key as text: the one way to get at the secret. For its holder's eyes, once.
    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}_{}", self.id, to_hex(&self.secret.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credential() -> Credential {
        let mut bytes = [0; Credential::RANDOM_BYTES];
        (0..).zip(&mut bytes).for_each(|(number, byte)| *byte = number * 5);
        Credential::from_random(bytes)
    }

    const TEXT: &str = "wlt_00050a0f1419_1e23282d32373c41464b50555a5f64696e73787d82878c91969ba0a5aaafb4b9";

    #[test]
    fn a_key_is_its_prefix_its_id_and_its_secret() {
        assert_eq!(credential().reveal(), TEXT);
        let read = Credential::parse(TEXT).expect("as it was printed");
        assert_eq!((read.id, read.reveal().as_str()), (credential().id, TEXT));
        assert_eq!(read.id.to_string(), "00050a0f1419");
        assert_eq!(ApiKeyId::new("00050a0f1419"), Ok(read.id));
    }

    #[test]
    fn what_is_not_just_that_is_no_key() {
        let (id, secret) = TEXT[4..].split_once('_').expect("two parts");
        for bad in [
            String::new(),
            "wlt_".into(),
            format!("{id}_{secret}"),
            format!("wlt_{id}"),
            format!("wlt_{id}_"),
            format!("wlt_{secret}_{id}"),
            format!("wlt_{id}_{secret}0"),
            format!("wlt_{id}_{}", &secret[1..]),
            format!("wlt_{id}__{secret}"),
            format!("wlt_{id}_{secret}_"),
            format!("WLT_{id}_{secret}"),
            TEXT.to_uppercase().replace("WLT", "wlt"),
            TEXT.replace("wlt_0", "wlt_g"),
            format!(" {TEXT}"),
            format!("{TEXT}\n"),
            TEXT.replace("b4b9", "b4ü"),
        ] {
            assert_eq!(Credential::parse(&bad).map(|_| ()), Err(InvalidCredential), "{bad:?}");
        }
        for bad in ["", "00050a0f141", "00050a0f14190", "00050A0F1419"] {
            assert_eq!(ApiKeyId::new(bad), Err(InvalidKeyId), "{bad:?}");
        }
    }

    #[test]
    fn a_digest_is_sha_256_and_tells_its_secret_from_others() {
        let mut secret = Credential::from_random([0; Credential::RANDOM_BYTES]).secret;
        let digest = secret.digest();
        let known = "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925";
        assert_eq!(to_hex(digest.as_bytes()), known);
        assert!(digest.is_of(&secret));
        secret.0[31] = 1;
        assert!(!digest.is_of(&secret));
    }

    #[test]
    fn no_debug_output_has_the_secret() {
        let shown = format!("{:?} {:?}", credential(), credential().secret);
        assert_eq!(shown, "Credential { id: ApiKeyId(00050a0f1419), secret: Secret(..) } Secret(..)");
    }
}
