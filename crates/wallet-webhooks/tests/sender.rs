//! The sender against real sockets: receivers that are slow, dead, redirecting, gone, that reset, that answer without end,
//! whose certificate is not trusted, and names that point elsewhere a moment later.

use std::collections::VecDeque;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use wallet_client::{WebhookError, verify_webhook};
use wallet_domain::webhook::{Secret, WebhookUrl};
use wallet_service::jobs::webhooks::{Outgoing, Sender};
use wallet_webhooks::{Guard, HttpSender, Lookup, SenderOptions, secret};

/// Answers look-ups in turn, the last one for ever.
struct Names(Mutex<VecDeque<Vec<IpAddr>>>);

#[async_trait]
impl Lookup for Names {
    async fn lookup(&self, _: &str) -> io::Result<Vec<IpAddr>> {
        let mut answers = self.0.lock().expect("whole");
        let answer = answers.pop_front().unwrap_or_default();
        if answers.is_empty() {
            answers.push_back(answer.clone());
        }
        Ok(answer)
    }
}

const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const ALLOWED: &[&str] = &["127.0.0.0/8"];

fn sender(networks: &[&str], names: &[&[IpAddr]]) -> HttpSender {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let guard = Guard::new(&texts(&["127.0.0.1", "hooks.test"]), &texts(networks)).expect("valid");
    let names = Names(Mutex::new(names.iter().map(|addresses| addresses.to_vec()).collect()));
    let answer_max = Duration::from_millis(1_500);
    HttpSender::new(SenderOptions { lookup: Arc::new(names), answer_max, ..SenderOptions::new(guard) }).expect("starts")
}

fn url(text: &str) -> WebhookUrl {
    WebhookUrl::new(text).expect("printable")
}

fn message() -> Outgoing {
    Outgoing {
        id: "12.0".to_owned(),
        timestamp_s: 1_614_265_330,
        body: br#"{"id":"12.0"}"#.as_slice().into(),
        secrets: vec![Secret::new(&[1; 32]).expect("long"), Secret::new(&[2; 32]).expect("long")],
    }
}

type Requests = Arc<Mutex<Vec<String>>>;

/// A receiver that does `work` with each connection once it has read the request. Gives its address and the requests.
async fn receiver<F: Future<Output = ()> + Send + 'static>(
    work: impl Fn(TcpStream) -> F + Send + 'static,
) -> (SocketAddr, Requests) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("it has one");
    let requests = Requests::default();
    let seen = requests.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = Vec::new();
            while !request.ends_with(b"}") {
                match stream.read_buf(&mut request).await {
                    Ok(read) if read > 0 => {}
                    _ => break,
                }
            }
            seen.lock().expect("whole").push(String::from_utf8_lossy(&request).into_owned());
            tokio::spawn(work(stream));
        }
    });
    (address, requests)
}

async fn answering(answer: &str) -> (SocketAddr, Requests) {
    let answer = answer.to_owned();
    receiver(move |mut stream| {
        let answer = answer.clone();
        async move {
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    })
    .await
}

#[tokio::test]
async fn a_message_arrives_signed_by_both_secrets() {
    let (address, requests) = answering("HTTP/1.1 204 No Content\r\n\r\n").await;
    let to = url(&format!("http://{address}/hook?a=b"));
    assert_eq!(sender(ALLOWED, &[]).send(&to, message()).await, Ok(204));
    let request = requests.lock().expect("whole").remove(0);
    assert!(request.starts_with("POST /hook?a=b HTTP/1.1\r\n"), "{request}");
    assert!(request.ends_with("\r\n\r\n{\"id\":\"12.0\"}"), "{request}");
    for header in ["webhook-id: 12.0", "webhook-timestamp: 1614265330", "content-type: application/json"] {
        assert!(request.contains(&format!("\r\n{header}\r\n")), "{header} in {request}");
    }
    let signature = request.lines().find(|line| line.starts_with("webhook-signature: ")).expect("it is signed");
    assert_eq!(signature.matches("v1,").count(), 2, "{signature}");
}

#[tokio::test]
async fn every_answer_is_told_and_no_redirect_is_followed() {
    let (elsewhere, followed) = answering("HTTP/1.1 200 OK\r\n\r\n").await;
    let redirect = format!("HTTP/1.1 307 Moved\r\nlocation: http://{elsewhere}/\r\ncontent-length: 0\r\n\r\n");
    for (answer, status) in [
        ("HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n", 410),
        ("HTTP/1.1 500 Oops\r\ncontent-length: 4\r\n\r\noops", 500),
        (&redirect, 307),
    ] {
        let (address, _) = answering(answer).await;
        assert_eq!(sender(ALLOWED, &[]).send(&url(&format!("http://{address}/")), message()).await, Ok(status));
    }
    assert_eq!(followed.lock().expect("whole").len(), 0);
}

#[tokio::test]
async fn whoever_is_slow_dead_or_resets_fails_in_time() {
    let (silent, _) = receiver(|stream| async move {
        tokio::time::sleep(Duration::from_mins(1)).await;
        drop(stream);
    })
    .await;
    let (resets, _) = receiver(|stream| async move {
        stream.set_zero_linger().expect("a socket");
    })
    .await;
    let dead = TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("it has one");
    for (address, kind) in [(silent, "timeout"), (resets, "connection_lost"), (dead, "connection_failed")] {
        let began = Instant::now();
        let failed = sender(ALLOWED, &[]).send(&url(&format!("http://{address}/token")), message()).await;
        let failed = failed.expect_err("no answer");
        assert_eq!(failed.kind, kind, "{failed}");
        assert!(!failed.detail.contains("token"), "{failed}");
        assert!(began.elapsed() < Duration::from_secs(5), "{failed}");
    }
}

#[tokio::test]
async fn an_answer_without_end_is_cut_off() {
    let (address, _) = receiver(|mut stream| async move {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").await;
        let chunk = [b"4000\r\n".as_slice(), &[b'x'; 0x4000], b"\r\n"].concat();
        while stream.write_all(&chunk).await.is_ok() {}
    })
    .await;
    assert_eq!(sender(ALLOWED, &[]).send(&url(&format!("http://{address}/")), message()).await, Ok(200));
}

#[tokio::test]
async fn a_name_is_judged_by_every_address_whenever_it_is_resolved() {
    let (address, requests) = answering("HTTP/1.1 204 No Content\r\n\r\n").await;
    let to = url(&format!("http://hooks.test:{}/", address.port()));
    let public: IpAddr = "8.8.8.8".parse().expect("an address");
    // It is public when it is created, and leads here when it is delivered to.
    let rebinding = sender(&[], &[&[public], &[LOOPBACK]]);
    assert_eq!(rebinding.check(&to).await, Ok(()));
    assert_eq!(rebinding.send(&to, message()).await.expect_err("refused").kind, "address_refused");
    // One forbidden address among others is enough.
    let mixed = sender(&[], &[&[public, LOOPBACK]]);
    assert!(mixed.check(&to).await.is_err());
    assert_eq!(mixed.send(&to, message()).await.expect_err("refused").kind, "address_refused");
    let literal = url(&format!("http://127.0.0.1:{}/", address.port()));
    assert_eq!(mixed.send(&literal, message()).await.expect_err("refused").kind, "address_refused");
    let nowhere = sender(&[], &[&[]]);
    assert_eq!(nowhere.send(&to, message()).await.expect_err("refused").kind, "name_not_found");
    assert_eq!(requests.lock().expect("whole").len(), 0);
    // Where the network is allowed, the connection goes to the address that was judged.
    assert_eq!(sender(ALLOWED, &[&[LOOPBACK], &[public]]).send(&to, message()).await, Ok(204));
}

/// A receiver with the client for Rust: either secret is good, another or a changed body is not.
#[tokio::test]
async fn the_clients_verifier_accepts_a_message_and_refuses_a_changed_one() {
    let (address, requests) = answering("HTTP/1.1 204 No Content\r\n\r\n").await;
    let message = message_of_now();
    let secrets = message.secrets.clone();
    assert_eq!(sender(ALLOWED, &[]).send(&url(&format!("http://{address}/")), message).await, Ok(204));
    let request = requests.lock().expect("whole").remove(0);
    let (head, body) = request.split_once("\r\n\r\n").expect("a head and a body");
    let header = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    let verify = |secret: &Secret, body: &str| {
        verify_webhook::<serde_json::Value>(header, body.as_bytes(), &[&secret::reveal(secret)])
    };
    for secret in &secrets {
        assert_eq!(verify(secret, body).expect("it is genuine")["id"], "12.0");
    }
    assert_eq!(verify(&secrets[0], &body.replace("12.0", "13.0")), Err(WebhookError::NotGenuine));
    assert_eq!(verify(&Secret::new(&[9; 32]).expect("long"), body), Err(WebhookError::NotGenuine));
}

fn message_of_now() -> Outgoing {
    let now = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("after 1970").as_secs();
    Outgoing { timestamp_s: i64::try_from(now).expect("small"), ..message() }
}

/// A certificate for `hooks.test` that is its own authority, with its key.
fn certificate() -> (CertificateDer<'static>, PrivatePkcs8KeyDer<'static>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let openssl = |arguments: &str| {
        let done = Command::new("openssl").args(arguments.split(' ')).current_dir(folder.path()).output();
        let done = done.expect("openssl is there");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        done.stdout
    };
    openssl(
        "req -new -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -days 2 -nodes -subj /CN=hooks.test -addext \
         subjectAltName=DNS:hooks.test -addext basicConstraints=critical,CA:FALSE -keyout key.pem -out own.pem",
    );
    let key = openssl("pkcs8 -topk8 -nocrypt -in key.pem -outform DER");
    (openssl("x509 -in own.pem -outform DER").into(), key.into())
}

#[tokio::test]
async fn a_certificate_is_checked_against_the_name_and_the_authorities() {
    let (authority, key) = certificate();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().expect("versions");
    let config = config.with_no_client_auth().with_single_cert(vec![authority.clone()], key.into()).expect("they fit");
    let config = Arc::new(config);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("it has one");
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let connection = ServerConnection::new(config.clone()).expect("a good configuration");
            let mut stream = StreamOwned::new(connection, stream);
            let mut piece = [0; 4096];
            while let Ok(read) = std::io::Read::read(&mut stream, &mut piece) {
                if read == 0 || piece[..read].ends_with(b"}") {
                    break;
                }
            }
            // Whoever does not trust it is gone.
            let _ = std::io::Write::write_all(&mut stream, b"HTTP/1.1 204 No Content\r\n\r\n");
        }
    });
    let send = async |name: &str, authorities: Vec<CertificateDer<'static>>| {
        let names = Names(Mutex::new([vec![LOOPBACK]].into()));
        let guard = Guard::new(&[], &["127.0.0.0/8".to_owned()]).expect("valid");
        let options = SenderOptions { lookup: Arc::new(names), authorities, ..SenderOptions::new(guard) };
        let sender = HttpSender::new(options).expect("starts");
        sender.send(&url(&format!("https://{name}:{}/hook", address.port())), message()).await
    };
    assert_eq!(send("hooks.test", vec![authority.clone()]).await, Ok(204));
    for (name, authorities) in [("hooks.test", Vec::new()), ("other.test", vec![authority])] {
        let failed = send(name, authorities).await.expect_err("it is not trusted");
        assert_eq!(failed.kind, "connection_failed", "{failed}");
    }
}

const VERIFY: &str = r"
import sys
from standardwebhooks import Webhook
secret, request = sys.argv[1:3]
head, body = request.split('\r\n\r\n', 1)
Webhook(secret).verify(body, dict(line.split(': ', 1) for line in head.split('\r\n')[1:]))
";

/// The verifier of the specification's authors, installed for this test. Where the registry cannot be reached, the test says
/// so; the vector of `signature` holds all the same.
#[tokio::test]
#[expect(clippy::print_stderr, reason = "it says what it did not do")]
async fn the_reference_verifier_accepts_a_message_and_refuses_a_changed_one() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target"];
    let installed = Command::new("python3").args(pip).arg(folder.path()).arg("standardwebhooks").output();
    if !installed.as_ref().is_ok_and(|output| output.status.success()) {
        return eprintln!(
            "standardwebhooks cannot be had here, so the reference verifier was not asked: {installed:?}"
        );
    }
    let message = message_of_now();
    let (address, requests) = answering("HTTP/1.1 204 No Content\r\n\r\n").await;
    let secrets = message.secrets.clone();
    assert_eq!(sender(ALLOWED, &[]).send(&url(&format!("http://{address}/")), message).await, Ok(204));
    let request = requests.lock().expect("whole").remove(0);
    let verify = |secret: &Secret, request: &str| {
        let mut python = Command::new("python3");
        python.env("PYTHONPATH", folder.path()).args(["-c", VERIFY]);
        let python = python.args([&secret::reveal(secret), request]).output().expect("python runs");
        (python.status.success(), String::from_utf8_lossy(&python.stderr).into_owned())
    };
    for secret in &secrets {
        let (is_good, said) = verify(secret, &request);
        assert!(is_good, "{said}");
    }
    let changed = request.replace("\"12.0\"}", "\"13.0\"}");
    for (secret, request) in [(&secrets[0], &changed), (&Secret::new(&[9; 32]).expect("long"), &request)] {
        let (is_good, said) = verify(secret, request);
        assert!(!is_good && said.contains("WebhookVerificationError"), "{said}");
    }
}
