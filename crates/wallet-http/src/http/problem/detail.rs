//! The sentence of a refusal: the domain's, and where a route helps, which one.

use wallet_domain::Rejection;

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
            format!("Open one with PUT /v1/wallets/{owner}/{asset}.")
        }
        Rejection::NoRate { asset, .. } => format!("An operator sets rates with PATCH /v1/assets/{asset}."),
        Rejection::NotTransferable { asset } => format!("An operator allows it with PATCH /v1/assets/{asset}."),
        Rejection::BudgetExhausted { .. } => "An operator funds it with POST /v1/allocations.".to_owned(),
        other => return other.to_string(),
    };
    format!("{rejection} {help}")
}
