//! Feature `testing`: parsers that are their modules' own business, for the fuzz targets of `wallet-fuzz`.

use std::time::Duration;

use actix_web::http::header::HeaderMap;
use serde::Deserialize;
use wallet_domain::access::Credential;
use wallet_domain::proof::Inclusion;
use wallet_domain::{Head, IdempotencyKey, OwnerId, TransactionFilter, WalletSearch};
use wallet_service::demo::DemoData;

use crate::cli::{head, keys, prove, seed};
use crate::config::{self, InvalidSettings, Settings};
pub use crate::http::extract::{EntriesRequest, LedgerMark, Listing, WalletPath};
use crate::http::problem::{Code, Problem};
use crate::http::routes::{BalanceQuery, EntriesQuery, TransactionsRequest, WalletsQuery};
use crate::http::{access, extract};

/// A request's body.
pub fn parse_body<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, Problem> {
    extract::parse_json(bytes)
}

/// The idempotency key that a request's headers name.
pub fn find_key(headers: &HeaderMap) -> Result<IdempotencyKey, Problem> {
    extract::find_key(headers)
}

/// The API key that a request's headers show.
pub fn find_credential(headers: &HeaderMap) -> Result<Option<Credential>, Problem> {
    access::find_credential(headers)
}

/// The query of a wallet's entries, and what its cursors are good for.
pub fn parse_statement_query(wallet: &WalletPath, query: &str) -> Result<(EntriesRequest, Listing), Problem> {
    extract::parse_query::<EntriesQuery>(query)?.parse(LedgerMark::default(), wallet)
}

/// The query that looks for a transaction.
pub fn parse_key_query(query: &str) -> Result<(OwnerId, IdempotencyKey), Problem> {
    match TransactionsRequest::read(LedgerMark::default(), query)? {
        TransactionsRequest::Key(owner, key) => Ok((owner, key)),
        TransactionsRequest::Search(_) => Err(Problem::new(Code::MalformedQuery, "the parameters ask for many")),
    }
}

/// The query of a search for transactions, before a clock bounds its time: the conditions, how many, and what its cursors are
/// good for; none if it asks for one transaction by its key.
pub fn parse_transaction_search(query: &str) -> Result<Option<(TransactionFilter, u32, Listing)>, Problem> {
    Ok(match TransactionsRequest::read(LedgerMark::default(), query)? {
        TransactionsRequest::Key(..) => None,
        TransactionsRequest::Search(search) => Some((search.filter, search.limit, search.listing)),
    })
}

/// The query of a search for wallets, and what its cursors are good for.
pub fn parse_wallet_search(query: &str) -> Result<(WalletSearch, Listing), Problem> {
    extract::parse_query::<WalletsQuery>(query)?.search(LedgerMark::default())
}

/// The query of the seed's balance route.
pub fn parse_balance_query(query: &str) -> Result<Option<String>, Problem> {
    Ok(extract::parse_query::<BalanceQuery>(query)?.asset())
}

/// The settings of a file and of variables, within their bounds.
pub fn merge_settings(
    text: &str,
    variables: impl IntoIterator<Item = (String, String)>,
) -> Result<Settings, InvalidSettings> {
    let variables = variables.into_iter().map(|(name, value)| (name.into(), value.into()));
    let settings = Settings::merge("wallet.toml", text, config::our_variables(variables)?)?;
    settings.check().map(|()| settings)
}

/// A file of demo data.
pub fn parse_demo_data(name: &str, text: &str) -> Result<DemoData, InvalidSettings> {
    seed::parse(name, text)
}

/// The file that `wallet head` prints.
pub fn parse_heads(text: &str) -> Result<Vec<Head>, InvalidSettings> {
    head::parse("heads.json", text)
}

/// What `wallet head` prints.
pub fn write_heads(heads: &[Head]) -> String {
    head::write(heads)
}

/// The file that `wallet prove` prints.
pub fn parse_proof(text: &str) -> Result<Inclusion, InvalidSettings> {
    prove::parse("proof.json", text)
}

/// What `wallet prove` prints.
pub fn write_proof(inclusion: &Inclusion) -> String {
    prove::write(inclusion)
}

/// How long an API key is good, as `--expires-in` has it.
pub fn parse_life(text: &str) -> Result<Duration, String> {
    keys::parse_life(text)
}
