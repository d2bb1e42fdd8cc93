//! The table of routes: what each asks of a key.

use actix_web::http::Method;
use wallet_domain::access::Scope;

/// What a route asks of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needs {
    /// Nothing, not even a key: what says nothing of the ledger.
    Nothing,
    /// A key with this scope.
    Scope(Scope),
    /// A key; which scopes is in the body, one for each command, and the handler asks for them.
    Commands,
}

/// What a request for `route`, a template, needs. A route that is not listed needs the scope that fewest have.
///
/// Wallets are opened one by one by whoever grants: a player's first credits need a place. In bulk it is an
/// operator's matter, such as a migration from another service.
pub(crate) fn needs(method: &Method, route: &str) -> Needs {
    let scope = match (reading(method), route) {
        (_, "/health" | "/health/live" | "/health/ready" | "/metrics" | "/openapi.json" | "/docs" | "/docs/{file}") => {
            return Needs::Nothing;
        }
        // It lists the methods and reaches no handler.
        _ if method == Method::OPTIONS => return Needs::Nothing,
        (false, "/v1/batches") => return Needs::Commands,
        (
            true,
            "/v1/wallets/{owner}"
            | "/v1/wallets/{owner}/{asset}"
            | "/v1/wallets/{owner}/{asset}/entries"
            | "/v1/wallets/{owner}/{asset}/balance"
            | "/v1/wallets/{owner}/{asset}/statement"
            | "/v1/transactions"
            | "/v1/wallets/{owner}/{asset}/holds"
            | "/v1/holds/{id}"
            | "/v1/transactions/{id}"
            | "/v1/transactions/{id}/reversals"
            | "/v1/payments/{payment_ref}"
            | "/v1/assets"
            | "/v1/assets/{code}"
            | "/wallet/balance/{userId}",
        )
        // It asks for many at once, and changes nothing.
        | (_, "/v1/wallets/query") => Scope::Read,
        (
            false,
            "/v1/spends"
            | "/wallet/spend"
            | "/v1/gifts"
            | "/v1/conversions"
            | "/v1/holds"
            | "/v1/holds/{id}/capture"
            | "/v1/holds/{id}/release",
        ) => Scope::Spend,
        // What a purchase receives is granted, and what a reversal gives back or takes.
        (
            false,
            "/v1/top-ups"
            | "/v1/bonuses"
            | "/wallet/topup"
            | "/wallet/bonus"
            | "/v1/wallets/{owner}/{asset}"
            | "/v1/purchases"
            | "/v1/transactions/{id}/reversals",
        ) => Scope::Grant,
        // The audit, mints, allocations, assets and their policies, freezing and closing, opening in bulk, and what someone
        // forgot to list.
        _ => Scope::Operate,
    };
    Needs::Scope(scope)
}

fn reading(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_listed_is_an_operators() {
        for (method, route) in
            [(Method::GET, "/v1/new"), (Method::DELETE, "/v1/wallets/{owner}"), (Method::GET, "/v1/batches")]
        {
            assert_eq!(needs(&method, route), Needs::Scope(Scope::Operate), "{method} {route}");
        }
    }

    #[test]
    fn a_head_needs_what_its_get_does_and_options_nothing() {
        for route in ["/v1/wallets/{owner}", "/v1/audit", "/health"] {
            assert_eq!(needs(&Method::HEAD, route), needs(&Method::GET, route), "{route}");
            assert_eq!(needs(&Method::OPTIONS, route), Needs::Nothing, "{route}");
        }
    }
}
