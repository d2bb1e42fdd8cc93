//! The rows of what is written about owners.

use actix_web::http::Method;
use serde_json::json;
use wallet_domain::access::Scope;

use super::super::notes;
use super::super::row::{Assets, Row, codes, handler};
use crate::http::access::Needs;

/// What is written about owners.
pub(super) fn of_owners() -> Vec<Row> {
    const NOTES: &str = "/v1/owners/{owner}/notes";
    // A note is of no asset, so a key for some assets may read and write it.
    let with = |row| Row { assets: Assets::Handler, ..row };
    vec![
        with(Row::get(NOTES, handler!(notes::list_notes), "wallets", Needs::Scope(Scope::Read)))
            .problems(codes!(InvalidOwner InvalidLimit InvalidCursor)),
        Row {
            dry_run: false,
            helps: true,
            assets: Assets::Handler,
            ..Row::write(Method::POST, NOTES, handler!(notes::create_note), ("wallets", Needs::Scope(Scope::Operate)))
        }
        .problems(codes!(InvalidOwner InvalidDescription WalletNotFound))
        .example(json!({"text": "Asked for a refund of the hat."})),
    ]
}
