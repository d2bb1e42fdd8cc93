//! The table of routes: what a row says it takes it takes, and what it does not say is refused.

use wallet_http::http::routes::TABLE;

use crate::operations::operations;
use crate::server::TestServer;
use harness::http::Response;

#[test]
fn every_row_of_the_table_takes_a_key_a_condition_and_a_dry_run_just_where_it_says() {
    let server = TestServer::demo();
    let requests = operations();
    for row in TABLE.iter() {
        let Some(name) = row.operation() else { continue };
        let (_, request) = requests.iter().find(|(listed, _)| *listed == name).expect("a request for each operation");
        let mut request = request.clone();
        let is_malformed = |answer: &Response, code: &str| answer.status == 400 && answer.json()["code"] == code;
        if row.key_header().is_some() {
            let mut keyless = request.clone();
            keyless.headers.retain(|(name, _)| !name.ends_with("Idempotency-Key"));
            assert!(is_malformed(&server.send(&keyless), "missing_idempotency_key"), "{name}");
        }
        let conditional = server.send(&request.clone().header("If-Match", "*"));
        assert_eq!(is_malformed(&conditional, "invalid_if_match"), !row.takes_condition(), "{name}");
        let separator = if request.target.contains('?') { '&' } else { '?' };
        request.target = format!("{}{separator}dry_run=true", request.target);
        let tried = server.send(&request);
        assert_eq!(tried.header("Dry-Run") == Some("true"), row.takes_dry_run(), "{name}: {}", tried.text());
    }
    let others = TABLE.iter().filter(|row| row.operation().is_none()).count();
    assert_eq!(others, 2, "the documentation's page, and the wallets of a player who is called query");
}
