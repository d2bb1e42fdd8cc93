//! More connections than anyone needs.

use std::net::TcpStream;
use std::time::{Duration, Instant};

use harness::http::Request;
use harness::process::{Server, folder, launched, wallet};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::slow_store::resident_mib;

const CONNECTIONS: usize = 10_000;

/// Has this process open as many files as it may, and says how many of the connections that is enough for.
fn enough_files() -> usize {
    let limit = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
    let files = getrlimit(Resource::Nofile)
        .current
        .map_or(CONNECTIONS * 2, |files| usize::try_from(files).unwrap_or(usize::MAX));
    CONNECTIONS.min(files - 300)
}

/// What is counted under this name and these labels.
fn counted(server: &Server, series: &str) -> usize {
    let answer = server.send(&Request::get("/metrics"));
    let line = answer.text().lines().find_map(|line| line.strip_prefix(series));
    line.map_or(0, |value| value.trim().parse().expect("a number"))
}

#[test]
fn ten_thousand_idle_connections_keep_no_one_from_an_answer_and_are_ended() {
    let connections = enough_files();
    let folder = folder();
    let mut command = wallet(folder.path(), &["serve", "--port", "0"]);
    command.env("WALLET__SERVER__HEAD_TIMEOUT_MS", "6000");
    // With few open files, of which it may have more.
    let few = ["sh", "-c", "ulimit -Sn 256; exec \"$0\" \"$@\""];
    let server = Server::start(&mut launched(&few, &command));
    let before = resident_mib(server.id());
    let began = Instant::now();
    let held: Vec<TcpStream> = (0..connections).map(|_| server.connect()).collect();
    let asked = Instant::now();
    assert_eq!(server.get("/health/ready").0, 200);
    let spend = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1}"#;
    assert_eq!(server.post("/v1/spends", "meanwhile", spend).0, 201);
    let answered_in = asked.elapsed();
    let open = counted(&server, "wallet_connections ");
    let most = resident_mib(server.id());
    println!(
        "{connections} connections in {:.1?}, {open} open; two answers in {answered_in:.1?}; {before} MiB became {most} MiB",
        asked - began
    );
    assert!(answered_in < Duration::from_secs(5), "{answered_in:?}");
    assert!(most < before + 400, "{before} MiB became {most} MiB");
    // Each is either still open or was ended for its idleness.
    while counted(&server, "wallet_connections_cut_total{reason=\"idle\"} ") < connections {
        assert!(began.elapsed() < Duration::from_secs(40), "they are still open");
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(counted(&server, "wallet_connections ") < 100);
    assert_eq!(server.get("/health/ready").0, 200);
    drop(held);
}

#[test]
fn a_server_with_all_the_connections_it_may_have_takes_more_as_soon_as_some_end() {
    let folder = folder();
    let mut command = wallet(folder.path(), &["serve", "--port", "0"]);
    command.env("WALLET__SERVER__HEAD_TIMEOUT_MS", "1000").env("WALLET__SERVER__CONNECTIONS_MAX", "16");
    let server = Server::start(&mut command);
    let held: Vec<TcpStream> = (0..100).map(|_| server.connect()).collect();
    let began = Instant::now();
    assert_eq!(server.get("/health/ready").0, 200);
    println!("answered after {:.1?}", began.elapsed());
    drop(held);
}

#[test]
fn a_limit_of_open_files_that_cannot_be_raised_is_said() {
    let folder = folder();
    let command = wallet(folder.path(), &["serve", "--port", "0"]);
    let few = ["sh", "-c", "ulimit -n 512; exec \"$0\" \"$@\""];
    let server = Server::start(&mut launched(&few, &command));
    let held: Vec<TcpStream> = (0..600).map(|_| server.connect()).collect();
    drop(held);
    assert_eq!(server.get("/health/ready").0, 200);
    server.terminate();
    let (_, log) = server.wait();
    let said = "the system allows 512 open files, so there can be 256 connections at once and not 16384";
    assert!(log.contains(said), "{log}");
}
