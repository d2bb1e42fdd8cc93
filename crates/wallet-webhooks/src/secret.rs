//! How a secret is written: `whsec_` and the base64 of its bytes.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use wallet_domain::webhook::{InvalidSecret, Secret};

const PREFIX: &str = "whsec_";

/// Reads a secret.
pub fn parse(text: &str) -> Result<Secret, InvalidSecret> {
    let bytes = text.strip_prefix(PREFIX).and_then(|encoded| BASE64_STANDARD.decode(encoded).ok());
    Secret::new(&bytes.ok_or(InvalidSecret)?)
}

/// The text of a secret, for who may see it, once.
pub fn reveal(secret: &Secret) -> String {
    format!("{PREFIX}{}", BASE64_STANDARD.encode(secret.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_as_it_is_written() {
        let text = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        assert_eq!(reveal(&parse(text).expect("24 bytes")), text);
        let short = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaQ=";
        let long = format!("whsec_{}", "MfKQ".repeat(22));
        let bare = &text["whsec_".len()..];
        for bad in [
            "",
            "whsec_",
            short,
            &long,
            bare,
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa-_",
            "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        ] {
            assert_eq!(parse(bad), Err(InvalidSecret), "{bad:?}");
        }
    }
}
