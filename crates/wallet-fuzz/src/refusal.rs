//! What must hold of every refusal.

use serde_json::Value;
use wallet_http::http::problem::Problem;

/// The most characters of a sentence: what it quotes is cut.
const DETAIL_CHARS_MAX: usize = 400;

/// A problem of the caller's, whose code or sentence says where it is.
pub(crate) fn assert_problem(problem: &Problem) -> &'static str {
    let body = serde_json::to_value(problem.body()).expect("a problem is JSON");
    let code = problem.code();
    assert!((400..500).contains(&code.status()), "{problem}");
    assert_eq!(body["status"], Value::from(code.status()));
    assert_eq!(body["code"], Value::from(code.name()));
    assert_eq!(body["type"], Value::from(format!("urn:wallet:problem:{}", code.name())));
    let detail = body["detail"].as_str().expect("a sentence");
    assert_eq!(body["error"], body["detail"]);
    assert!((1..=DETAIL_CHARS_MAX).contains(&detail.chars().count()), "{detail}");
    let points = match code.name() {
        "malformed_body" => points_into_a_body(detail),
        "malformed_query" => detail.contains('`') || detail.contains("parameter"),
        // The others name what is wrong by their code.
        _ => true,
    };
    assert!(points, "{detail}");
    code.name()
}

/// By a line and a column, a path (`commands[3].owner:`), or a field's name; what is empty has none of these.
fn points_into_a_body(detail: &str) -> bool {
    let is_field = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    let of_a_field = |verb: &str| detail.split_once(verb).is_some_and(|(field, _)| is_field(field));
    (detail.contains(" line ") && detail.contains(" column "))
        || detail.contains(": it is empty;")
        || [" must hold at least one", " must name at least one", " must be "].into_iter().any(of_a_field)
}

/// A complaint on the command line: one line that begins with what it is about.
pub(crate) fn assert_complaint(complaint: &str, begins: &str) {
    assert!(complaint.starts_with(begins), "{complaint:?}");
    assert!(!complaint.chars().any(char::is_control), "not one line that a terminal can show: {complaint:?}");
    assert!(complaint.chars().count() <= 1000, "{} characters", complaint.chars().count());
}
