//! Signatures, as Standard Webhooks 1.0.0 asks for: HMAC-SHA256 over `<webhook-id>.<webhook-timestamp>.<body>`.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ring::hmac;
use wallet_domain::webhook::Secret;

/// The header `webhook-signature`: one signature a secret, with blanks between.
pub fn header<'a>(id: &str, timestamp_s: i64, body: &[u8], secrets: impl IntoIterator<Item = &'a Secret>) -> String {
    let sign = |secret: &Secret| {
        let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()));
        context.update(format!("{id}.{timestamp_s}.").as_bytes());
        context.update(body);
        format!("v1,{}", BASE64_STANDARD.encode(context.sign()))
    };
    secrets.into_iter().map(sign).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::parse;

    /// The example of the specification's own libraries.
    #[test]
    fn a_signature_is_that_of_the_specifications_example() {
        let secret = parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expect("a secret");
        let (id, at, body) = ("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#);
        let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(header(id, at, body, [&secret]), signature);
        let other = Secret::new(&[7; 32]).expect("long enough");
        let both = header(id, at, body, [&other, &secret]);
        assert!(both.starts_with("v1,") && both.ends_with(&format!(" {signature}")), "{both}");
        assert_ne!(header(id, at + 1, body, [&secret]), signature);
    }
}
