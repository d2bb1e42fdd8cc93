//! The bounds of a key, at the gate: the networks that it may be used from, and the assets that it is for.
//!
//! The address is the connection's: behind a proxy the proxy's own. A key that is for some assets asks for what is of one of
//! them: the path or the query names it, or the handler keeps to the caller's assets (`Row::assets`).

use actix_web::dev::ServiceRequest;
use wallet_domain::AssetCode;

use crate::http::access::{Caller, Needs};
use crate::http::problem::{Code, Problem};
use crate::http::routes::{Assets, Row};

/// Fails if the caller's key is not for the address that the request comes from, or not for what it asks about.
pub(super) fn check(row: Option<&Row>, request: &ServiceRequest, caller: &Caller) -> Result<(), Problem> {
    let Some(terms) = caller.terms() else { return Ok(()) };
    let address = request.peer_addr().map(|address| address.ip());
    if !terms.allow_address(address) {
        let from = address.map_or_else(|| "this address".to_owned(), |address| address.to_canonical().to_string());
        return Err(Problem::new(Code::AddressNotAllowed, format!("The API key may not be used from {from}.")));
    }
    if terms.assets.is_empty() {
        return Ok(());
    }
    let keeps =
        |row: &Row| row.assets == Assets::Handler || matches!(row.needs, Needs::Nothing | Needs::Key | Needs::Commands);
    let named = ["asset", "code"].into_iter().find_map(|name| request.match_info().get(name));
    let in_query = || form_of(request.query_string());
    match named.map(str::to_owned).or_else(in_query).map(|code| AssetCode::new(&code)) {
        Some(Ok(asset)) => caller.permit_asset(&asset),
        // The handler says what is wrong with it.
        Some(Err(_)) => Ok(()),
        None if row.is_some_and(keeps) => Ok(()),
        None => {
            let assets = terms.assets.iter().map(AssetCode::as_str).collect::<Vec<_>>().join(", ");
            let detail = format!("The API key is for {assets} alone: ask about one of them. Nothing was done.");
            Err(Problem::new(Code::AssetNotAllowed, detail))
        }
    }
}

/// The query's `asset`, if there is just one.
fn form_of(query: &str) -> Option<String> {
    let mut found = query.split('&').filter_map(|pair| pair.strip_prefix("asset="));
    // What is encoded is no code; a second one is refused by the handler.
    found.next().filter(|_| found.next().is_none()).map(str::to_owned)
}
