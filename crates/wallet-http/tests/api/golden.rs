//! What callers rely on, byte for byte: the document, and the problem of every refusal.

use std::fmt::Write as _;

use actix_web::ResponseError as _;
use actix_web::body::to_bytes;
use wallet_domain::Rejection;
use wallet_domain::testing::{check_golden, every_rejection};
use wallet_http::http::problem::Problem;

use crate::server::TestServer;

/// Compares with a file in `tests/golden`.
#[track_caller]
pub(crate) fn golden(file: &str, found: &str) {
    check_golden(format!("{}/tests/golden/{file}", env!("CARGO_MANIFEST_DIR")), found);
}

/// JSON with a line for each member down to some depth, and not a byte else that it does not have.
fn in_lines(json: &str) -> String {
    const DEPTH: i32 = 5;
    let (mut lines, mut depth, mut is_text, mut is_escaped) = (String::new(), 0, false, false);
    for letter in json.chars() {
        lines.push(letter);
        match letter {
            '"' if !is_escaped => is_text = !is_text,
            '{' | '[' if !is_text => depth += 1,
            '}' | ']' if !is_text => depth -= 1,
            _ => {}
        }
        is_escaped = letter == '\\' && !is_escaped;
        if !is_text && depth <= DEPTH && matches!(letter, '{' | ',') {
            lines.push('\n');
        }
    }
    lines + "\n"
}

#[test]
fn the_document_is_golden() {
    let (document, open) = (wallet_http::http::openapi::document(), wallet_http::http::openapi::open_document());
    golden("openapi.txt", &in_lines(&document.to_json().expect("a document is JSON")));
    assert_eq!(TestServer::demo().get("/openapi.json").text(), open.to_json().expect("a document is JSON"));
}

/// Status, head and body of a refusal, as it is decided, replayed, and told to a read.
fn answers(runtime: &tokio::runtime::Runtime, rejection: &Rejection) -> String {
    let kinds = [
        ("decided", Problem::of_decision(rejection, false)),
        ("replayed", Problem::of_decision(rejection, true)),
        ("read", Problem::of_read(rejection)),
    ];
    kinds.into_iter().fold(String::new(), |mut text, (kind, problem)| {
        let answer = problem.error_response();
        let mut head: Vec<String> = answer
            .headers()
            .iter()
            .map(|(name, value)| format!("{name}: {}", value.to_str().expect("ASCII")))
            .collect();
        head.sort_unstable();
        let status = answer.status().as_u16();
        let body = runtime.block_on(to_bytes(answer.into_body())).expect("a body in memory");
        writeln!(text, "{} {kind} {status} {head:?}", rejection.code()).expect("a String takes all");
        writeln!(text, "  {}", String::from_utf8_lossy(&body)).expect("a String takes all");
        text
    })
}

#[test]
fn problems_of_refusals_are_golden() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    golden("rejections.txt", &every_rejection().iter().map(|it| answers(&runtime, it)).collect::<String>());
}
