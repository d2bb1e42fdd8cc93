//! Connections that are slow, greedy or no HTTP: each is ended, with a code if there is anyone to tell, and counted, and
//! meanwhile others are answered.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use socket2::{Domain, Socket, Type};

use crate::server::{Parts, TestServer, demo_ledger};
use harness::http::{Request, connect, read_answer};

const HEAD_TIMEOUT: Duration = Duration::from_millis(300);

/// A server without patience.
fn server() -> TestServer {
    let mut parts = Parts::of(&demo_ledger());
    parts.http.head_timeout = HEAD_TIMEOUT;
    parts.http.body_timeout = Duration::from_millis(300);
    parts.http.write_timeout = Duration::from_millis(300);
    parts.http.keep_alive = Duration::from_secs(1);
    TestServer::start(parts)
}

/// What is counted under this name and these labels, by every test of this process.
fn counted(server: &TestServer, series: &str) -> f64 {
    let metrics = server.get("/metrics");
    let line = metrics.text().lines().find_map(|line| line.strip_prefix(series)).map(str::to_owned);
    line.map_or(0.0, |value| value.trim().parse().expect("a number"))
}

/// Does something for which connections are cut for that reason, while a normal request is answered.
#[track_caller]
fn is_cut(reason: &str, act: impl FnOnce(&TestServer)) {
    let server = server();
    let series = format!("wallet_connections_cut_total{{reason=\"{reason}\"}} ");
    let before = counted(&server, &series);
    act(&server);
    server.get("/v1/wallets/user_001").assert_status(200);
    let began = Instant::now();
    while counted(&server, &series) <= before {
        assert!(began.elapsed() < Duration::from_secs(10), "not counted as {reason}");
        std::thread::sleep(Duration::from_millis(20));
    }
    let post = server.post("/v1/spends", "after", r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1}"#);
    assert_eq!(post.expect(201)["balance"], 499, "nothing else was carried out");
}

fn send(stream: &mut TcpStream, bytes: &[u8]) {
    stream.write_all(bytes).expect("the server listens");
}

/// A request on a connection that goes on.
fn kept_alive(target: &str) -> Vec<u8> {
    Request::get(target).head().replace("Connection: close\r\n", "").into_bytes()
}

/// Reads one answer of a connection that goes on, whose body is known.
fn read_one(stream: &mut TcpStream, end: &str) -> String {
    let mut answer = Vec::new();
    while !answer.ends_with(end.as_bytes()) {
        let mut byte = [0];
        stream.read_exact(&mut byte).expect("an answer");
        answer.push(byte[0]);
    }
    String::from_utf8(answer).expect("UTF-8")
}

#[test]
fn a_connection_on_which_nothing_comes_is_ended() {
    is_cut("idle", |server| assert_eq!(read_answer(connect(server.address)).status, 408));
}

#[test]
fn a_head_that_trickles_in_is_cut_off_however_busy_it_seems() {
    is_cut("slow_head", |server| {
        let mut stream = connect(server.address);
        let began = Instant::now();
        let endless = b"GET /health HTTP/1.1\r\nX-Endless: ".iter().chain(std::iter::repeat(&b'x'));
        let is_taken = |byte: &u8| {
            std::thread::sleep(Duration::from_millis(10));
            stream.write_all(&[*byte]).is_ok()
        };
        assert!(!endless.take(500).all(is_taken), "all of it is taken");
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    });
}

#[test]
fn a_second_head_has_no_more_time_than_the_first() {
    is_cut("slow_head", |server| {
        let mut stream = connect(server.address);
        send(&mut stream, &kept_alive("/health"));
        read_one(&mut stream, "}");
        let began = Instant::now();
        send(&mut stream, b"G");
        assert_eq!(read_answer(stream).status, 408);
        assert!((HEAD_TIMEOUT..Duration::from_secs(3)).contains(&began.elapsed()), "{:?}", began.elapsed());
    });
}

#[test]
fn a_head_that_has_begun_with_the_request_before_it_is_not_waited_for_without_end() {
    let server = server();
    let mut stream = connect(server.address);
    let began = Instant::now();
    send(&mut stream, &[kept_alive("/health"), b"GET /heal".to_vec()].concat());
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).expect("the server ends it");
    assert!(rest.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&rest));
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[test]
fn a_client_that_does_not_read_its_answers_is_cut_off() {
    is_cut("slow_reader", |server| {
        let series = "wallet_connections_cut_total{reason=\"slow_reader\"} ";
        let before = counted(server, series);
        let mut stream = connect(server.address);
        stream.set_write_timeout(Some(Duration::from_millis(100))).expect("a timeout above zero");
        // Until neither side takes any more: the answers fill the way back, then the requests the way there.
        let mut requests = 0;
        while requests < 10_000 && stream.write_all(&kept_alive("/openapi.json")).is_ok() {
            requests += 1;
        }
        server.get("/v1/wallets/user_001").assert_status(200);
        // What the systems on both sides have taken meanwhile counts as read, once: nothing is read before the cut.
        let began = Instant::now();
        while counted(server, series) <= before && began.elapsed() < Duration::from_secs(10) {
            std::thread::sleep(Duration::from_millis(20));
        }
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        assert!(bytes.starts_with(b"HTTP/1.1 200") && bytes.len() < 64 << 20, "{} bytes", bytes.len());
    });
}

#[test]
fn whoever_reads_slowly_but_reads_has_all_of_the_answer() {
    let server = server();
    let whole = server.get("/openapi.json").body;
    let mut stream = connect(server.address);
    send(&mut stream, Request::get("/openapi.json").head().as_bytes());
    let mut answer = Vec::new();
    let mut part = vec![0; whole.len() / 8];
    loop {
        // Longer than the write timeout in all.
        std::thread::sleep(Duration::from_millis(100));
        let read = stream.read(&mut part).expect("it is still sent");
        if read == 0 {
            break;
        }
        answer.extend_from_slice(&part[..read]);
    }
    assert!(answer.ends_with(&whole));
}

#[test]
fn whoever_reads_steadily_is_not_cut_off_however_slow_the_system_finds_that() {
    let server = server();
    let answer = server.get("/openapi.json").body.len();
    let requests = (8 << 20) / answer;
    let stream = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
    stream.set_recv_buffer_size(32 << 10).expect("it is not connected yet");
    stream.connect(&server.address.into()).expect("the server listens");
    let mut stream = TcpStream::from(stream);
    let mut asking = stream.try_clone().expect("a second handle");
    let asked = std::thread::spawn(move || send(&mut asking, &kept_alive("/openapi.json").repeat(requests)));
    // Some 500 KB a second: the system tells the server of room only once the better part of a megabyte has gone, which
    // takes several times the write timeout.
    let mut part = vec![0; 16 << 10];
    let began = Instant::now();
    let mut read = 0;
    while began.elapsed() < Duration::from_secs(5) {
        std::thread::sleep(Duration::from_millis(30));
        let count = stream.read(&mut part).expect("it is still sent");
        assert!(count > 0, "cut off after {read} bytes");
        read += count;
    }
    assert!(read < answer * requests, "it was not slow");
    while read < answer * requests {
        let count = stream.read(&mut part).expect("it is still sent");
        assert!(count > 0, "cut off after {read} bytes");
        read += count;
    }
    asked.join().expect("all was asked");
}

#[test]
fn a_flood_of_header_fields_is_refused() {
    is_cut("head_too_large", |server| {
        let many = "X-Many: x\r\n".repeat(200);
        let mut stream = connect(server.address);
        send(&mut stream, format!("GET /health HTTP/1.1\r\nHost: localhost\r\n{many}\r\n").as_bytes());
        assert_eq!(read_answer(stream).status, 431);
    });
}

#[test]
fn a_giant_header_field_is_refused() {
    is_cut("head_too_large", |server| {
        let mut stream = connect(server.address);
        let head = format!("GET /health HTTP/1.1\r\nHost: localhost\r\nX-Giant: {}", "x".repeat(200 * 1024));
        // The server has heard enough before that is over, and still its answer arrives.
        stream.write_all(head.as_bytes()).expect("the rest is thrown away");
        assert_eq!(read_answer(stream).status, 431);
    });
}

#[test]
fn what_is_no_http_is_refused_and_so_is_what_follows_a_good_request() {
    let garbage: [&[u8]; 6] = [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 what TLS begins with\r\n\r\n",
        b"hello\r\n\r\n",
        b"GET /health HTTP/9.9\r\n\r\n",
        b"GET /health HTTP/1.1\r\nBad Name: x\r\n\r\n",
        b"POST /v1/spends HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        b"POST /v1/spends HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    ];
    for bytes in garbage {
        is_cut("malformed", |server| {
            let mut stream = connect(server.address);
            send(&mut stream, bytes);
            assert_eq!(read_answer(stream).status, 400, "{}", String::from_utf8_lossy(bytes));
        });
    }
    is_cut("malformed", |server| {
        let mut stream = connect(server.address);
        send(&mut stream, &[kept_alive("/health"), b"\0\xff garbage\r\n\r\n".to_vec()].concat());
        let mut answers = String::new();
        let _ = stream.read_to_string(&mut answers);
        let statuses: Vec<&str> = answers.split("HTTP/1.1 ").skip(1).map(|answer| &answer[..3]).collect();
        assert_eq!(statuses, ["200", "400"]);
    });
}

#[test]
fn a_client_that_has_said_all_and_closes_its_half_is_answered() {
    let server = server();
    let mut stream = connect(server.address);
    let body = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1}"#;
    let head = Request::post("/v1/spends", body).key("k").head();
    send(&mut stream, (head + body).as_bytes());
    stream.shutdown(Shutdown::Write).expect("it is open");
    assert_eq!(read_answer(stream).expect(201)["balance"], 499);

    // Whoever goes away in the middle of a body has asked for nothing.
    let mut stream = connect(server.address);
    send(&mut stream, Request::post("/v1/spends", body).key("half").head().as_bytes());
    send(&mut stream, &body.as_bytes()[..10]);
    stream.shutdown(Shutdown::Write).expect("it is open");
    let mut rest = String::new();
    stream.read_to_string(&mut rest).expect("it is ended");
    assert!(rest.is_empty() || rest.starts_with("HTTP/1.1 400"), "{rest}");
    server.get("/v1/transactions?owner=user_001&idempotency_key=half").problem(404, "transaction_not_found");
}

#[test]
fn the_deepest_and_largest_json_is_refused_at_little_cost() {
    let server = server();
    let fill = 4 * 1024 * 1024 - 200;
    let command = r#"{"flow":"spend","idempotency_key":"k","owner":"user_001","asset":"GOLD_COINS""#;
    let deep = |open: &str, close: &str| open.repeat(fill / (open.len() + close.len())) + &close.repeat(fill / 8);
    for (body, code) in [
        ("[".repeat(fill), "malformed_body"),
        (format!(r#"{{"commands":{}"#, "[".repeat(fill)), "malformed_body"),
        (format!(r#"{{"commands":[{command},"amount":{}"#, "[".repeat(fill)), "malformed_body"),
        (format!(r#"{{"commands":[{command},"amount":1,"metadata":{}"#, deep(r#"{"a":"#, "}")), "malformed_body"),
        (format!(r#"{{"commands":[{command},"amount":1{}]}}"#, "0".repeat(fill)), "malformed_body"),
        (
            format!(r#"{{"commands":[{command},"amount":1,"description":"{}"#, "\\u0041".repeat(fill / 6)),
            "malformed_body",
        ),
    ] {
        let began = Instant::now();
        let mut body = body;
        body.truncate(4 * 1024 * 1024);
        server.send(&Request::post("/v1/batches", &body)).problem(400, code);
        assert!(began.elapsed() < Duration::from_secs(10), "{:?} for {}", began.elapsed(), &body[..100]);
    }
    server.get("/v1/wallets/user_001").assert_status(200);
}
