//! The sentence of a refusal: the domain's, and where a route helps, which one.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use wallet_domain::Rejection;

/// What stands for something else within a path: all but letters, digits and what RFC 3986 leaves as it is.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':');

pub(super) fn detail(rejection: &Rejection) -> String {
    let help = match rejection {
        Rejection::BatchRefused { index, refusal } => {
            let why = detail(refusal);
            return format!(
                "Nothing of this batch was carried out, as its command at index {index} was refused: {why}"
            );
        }
        Rejection::AssetNotFound { .. } => "An operator creates assets with POST /v1/assets.".to_owned(),
        Rejection::WalletNotFound { owner, asset } if owner.debtor().is_none() => {
            let owner = utf8_percent_encode(owner.as_str(), RESERVED);
            format!("Open one with PUT /v1/wallets/{owner}/{asset}.")
        }
        Rejection::NoRate { asset, .. } => format!("An operator sets rates with PATCH /v1/assets/{asset}."),
        Rejection::NotTransferable { asset } => format!("An operator allows it with PATCH /v1/assets/{asset}."),
        Rejection::ApprovalRequired { .. } => "Ask for it with POST /v1/approvals.".to_owned(),
        Rejection::BudgetExhausted { .. } => "An operator funds it with POST /v1/allocations.".to_owned(),
        other => return other.to_string(),
    };
    format!("{rejection} {help}")
}
