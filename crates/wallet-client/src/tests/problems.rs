//! Problems: every code of the service has a kind, and those of a newer one are kept.

use serde_json::{Value, json};

use crate::problem::Problem;
use crate::problem_kind::ProblemKind;

#[test]
fn every_problem_of_the_service_is_a_kind_and_kept_as_it_came() {
    let golden = include_str!("../../../wallet-http/tests/golden/problems.txt");
    for line in golden.lines() {
        let problem: Problem = serde_json::from_str(line).expect("a problem");
        assert_ne!(problem.kind, ProblemKind::Other, "{line}");
        let came: Value = serde_json::from_str(line).expect("JSON");
        assert_eq!(serde_json::to_value(&problem).expect("JSON"), came);
        assert_eq!((problem.code.as_str(), problem.detail.as_str()), (text(&came, "code"), text(&came, "detail")));
        assert_eq!(i64::from(problem.status), came["status"].as_i64().expect("a number"));
    }
    let refusal: Problem =
        serde_json::from_value(json!({"code": "insufficient_funds", "available": 10, "required": 30})).expect("it");
    assert_eq!(refusal.kind, ProblemKind::InsufficientFunds { available: 10, required: 30 });
}

fn text<'a>(problem: &'a Value, name: &str) -> &'a str {
    problem[name].as_str().expect("a text")
}

#[test]
fn a_problem_of_a_newer_service_keeps_its_code_and_its_members() {
    let problem: Problem =
        serde_json::from_value(json!({"code": "moon_in_the_way", "status": 409, "phase": 3})).expect("it");
    assert_eq!((problem.code.as_str(), &problem.kind), ("moon_in_the_way", &ProblemKind::Other));
    assert_eq!(problem.members["phase"], 3);
    assert!(serde_json::from_value::<Problem>(json!({"status": 409})).is_err());
}
