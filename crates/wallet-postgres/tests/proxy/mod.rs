//! A TCP proxy that cuts connections at chosen moments.

#![allow(dead_code, unreachable_pub, reason = "every test file uses its own part of this")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// When the next connection that commits is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Cut {
    Never = 0,
    /// COMMIT does not reach the server.
    BeforeCommit = 1,
    /// The server has committed and said so; the client does not hear it.
    AfterCommit = 2,
    /// COMMIT was passed on and the client cut at once: the server may still be at it.
    DuringCommit = 3,
}

#[derive(Clone)]
pub struct Proxy {
    pub port: u16,
    cut: Arc<AtomicU8>,
    /// No connections are let through any more.
    pub closed: Arc<AtomicBool>,
    /// Close for good once a connection was cut.
    pub close_after_cut: Arc<AtomicBool>,
}

impl Proxy {
    pub async fn to(server_port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let proxy = Self { port, cut: Arc::default(), closed: Arc::default(), close_after_cut: Arc::default() };
        let shared = proxy.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if shared.closed.load(Ordering::SeqCst) {
                    continue;
                }
                let server = TcpStream::connect(("127.0.0.1", server_port)).await.expect("the server is there");
                tokio::spawn(shared.clone().relay(client, server));
            }
        });
        proxy
    }

    /// Arms the proxy: the next COMMIT is cut, once.
    pub fn arm(&self, cut: Cut) {
        self.cut.store(cut as u8, Ordering::SeqCst);
    }

    pub fn is_armed(&self) -> bool {
        self.cut.load(Ordering::SeqCst) != Cut::Never as u8
    }

    async fn relay(self, mut client: TcpStream, mut server: TcpStream) {
        let (mut up, mut down) = (vec![0; 1 << 16], vec![0; 1 << 16]);
        loop {
            tokio::select! {
                read = client.read(&mut up) => {
                    let Ok(read @ 1..) = read else { return };
                    let sent = &up[..read];
                    let commits = sent.windows(7).any(|window| window == b"COMMIT\0");
                    let cut = if commits { self.cut.swap(0, Ordering::SeqCst) } else { 0 };
                    if cut != 0 && self.close_after_cut.load(Ordering::SeqCst) {
                        self.closed.store(true, Ordering::SeqCst);
                    }
                    if cut == Cut::BeforeCommit as u8 {
                        return;
                    }
                    if server.write_all(sent).await.is_err() {
                        return;
                    }
                    if cut == Cut::DuringCommit as u8 {
                        drop(client);
                        // Keep the server's side open until it has answered: it is not told that its client is gone.
                        drain_until_committed(&mut server).await;
                        return;
                    }
                    if cut == Cut::AfterCommit as u8 {
                        drain_until_committed(&mut server).await;
                        return;
                    }
                }
                read = server.read(&mut down) => {
                    let Ok(read @ 1..) = read else { return };
                    if client.write_all(&down[..read]).await.is_err() {
                        return;
                    }
                }
            }
        }
    }
}

/// Reads the server's answers until COMMIT's own: a CommandComplete message with that tag.
async fn drain_until_committed(server: &mut TcpStream) {
    let mut answers = Vec::new();
    let mut buffer = vec![0; 1 << 16];
    while !answers.windows(7).any(|window| window == b"COMMIT\0") {
        match server.read(&mut buffer).await {
            Ok(read @ 1..) => answers.extend_from_slice(&buffer[..read]),
            _ => return,
        }
    }
}
