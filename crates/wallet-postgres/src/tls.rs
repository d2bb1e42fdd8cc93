//! TLS towards the database, as libpq's `sslmode` and `sslrootcert` ask for it.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use wallet_domain::StoreError;

use crate::config::invalid;
use crate::url::{Mode, Ssl};

/// The driver's TLS settings.
pub(crate) fn client_config(ssl: &Ssl) -> Result<ClientConfig, StoreError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(invalid)?;
    let verified = match ssl.mode {
        // As in libpq: without a certificate authority of one's own, "require" encrypts and trusts whoever answers.
        Mode::Disable | Mode::Prefer | Mode::Require if ssl.root_cert.is_none() => {
            let anyone = Arc::new(Lenient { provider, roots: None });
            return Ok(builder.dangerous().with_custom_certificate_verifier(anyone).with_no_client_auth());
        }
        Mode::Disable | Mode::Prefer | Mode::Require | Mode::VerifyCa => Mode::VerifyCa,
        Mode::VerifyFull => Mode::VerifyFull,
    };
    let roots = Arc::new(roots(ssl.root_cert.as_deref())?);
    let standard = rustls::client::WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(&provider))
        .build()
        .map_err(invalid)?;
    if verified == Mode::VerifyFull {
        return Ok(builder.with_webpki_verifier(standard).with_no_client_auth());
    }
    let any_name = Arc::new(Lenient { provider, roots: Some(standard) });
    Ok(builder.dangerous().with_custom_certificate_verifier(any_name).with_no_client_auth())
}

fn roots(file: Option<&str>) -> Result<RootCertStore, StoreError> {
    let mut roots = RootCertStore::empty();
    match file {
        Some(file) => {
            let unreadable = |error| invalid(format!("sslrootcert {file}: {error}"));
            for certificate in CertificateDer::pem_file_iter(file).map_err(unreadable)? {
                roots.add(certificate.map_err(unreadable)?).map_err(invalid)?;
            }
        }
        None => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    if roots.is_empty() {
        return Err(invalid("no certificate authority to verify the database with; name one with sslrootcert=FILE"));
    }
    Ok(roots)
}

/// Trusts a certificate whatever host it names (`verify-ca`), or whoever signed it too (`require`).
#[derive(Debug)]
struct Lenient {
    provider: Arc<CryptoProvider>,
    roots: Option<Arc<rustls::client::WebPkiServerVerifier>>,
}

impl ServerCertVerifier for Lenient {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let Some(standard) = &self.roots else { return Ok(ServerCertVerified::assertion()) };
        match standard.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
            Err(rustls::Error::InvalidCertificate(
                rustls::CertificateError::NotValidForName | rustls::CertificateError::NotValidForNameContext { .. },
            )) => Ok(ServerCertVerified::assertion()),
            verdict => verdict,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
