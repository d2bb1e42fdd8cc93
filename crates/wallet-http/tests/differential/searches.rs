//! Searches of the same ledger: each store finds the same, in the same order, on pages of any size.

use std::cmp::Reverse;

use wallet_domain::ports::search::LOOKED_AT_MAX;
use wallet_domain::testing::{Store, amount, asset, key, owner};
use wallet_domain::{
    Command, CommandParts, Details, Flow, Found, Metadata, Reference, Timestamp, Transaction, TransactionFilter,
    TransactionPlace, TransactionSearch, TransactionStatus, Wallet, WalletFilter, WalletId, WalletSearch, WalletStatus,
};

/// What the metadata of [`refusals`] is, in turn; the text is not the number, and names have any character.
const METADATA: [Option<&str>; 4] =
    [Some(r#"{"level":4}"#), Some(r#"{"level":"4","50%_\"of\\":true}"#), None, Some(r#"{"deep":{"level":4}}"#)];

/// Spends that are refused and recorded: more than one call of a search looks at, and in the last places of a call rows
/// without a reference, metadata or origin.
pub(crate) fn refusals() -> Vec<Command> {
    let one = |number: u32| {
        let metadata = METADATA[number as usize % METADATA.len()];
        let details = Details {
            reference: None,
            description: None,
            metadata: metadata.map(|json| Metadata::parse(json).expect("valid")),
        };
        let parts = CommandParts {
            flow: Flow::Spend,
            key: key(&format!("beyond-{number}")),
            owner: owner(&format!("player_{}", number % 8)),
            asset: asset("GOLD_COINS"),
            amount: amount(9_000_000_000),
            terms: None,
            details,
        };
        parts.build().expect("valid")
    };
    (0..=LOOKED_AT_MAX).map(one).collect()
}

/// Conditions that some of these transactions fit, alone and with others, and conditions that none does.
pub(crate) fn filters(transactions: &[Transaction]) -> Vec<TransactionFilter> {
    let none = TransactionFilter::default;
    let member = |name: &str, value: &str| (name.to_owned(), Metadata::plain(value));
    let mut filters = vec![
        none(),
        TransactionFilter { asset: Some(asset("NO_SUCH")), ..none() },
        TransactionFilter { owner: Some(owner("nobody")), ..none() },
        TransactionFilter { reference: Reference::new("nothing").ok(), ..none() },
        TransactionFilter { payment_ref: Reference::new("nothing").ok(), ..none() },
        TransactionFilter { actor: Some("nobody".to_owned()), ..none() },
        TransactionFilter { metadata: vec![member("none", "1")], ..none() },
        TransactionFilter { metadata: vec![member("level", "4")], ..none() },
        TransactionFilter { metadata: vec![member("level", "\"4\"")], ..none() },
        TransactionFilter { metadata: vec![member("50%_\"of\\", "true"), member("level", "\"4\"")], ..none() },
        TransactionFilter { metadata: vec![member("50%_\"of\\", "true"), member("level", "4")], ..none() },
        TransactionFilter { owner: Some(owner("system:treasury")), flow: Some(Flow::Mint), ..none() },
    ];
    filters.extend(Flow::ALL.map(|flow| TransactionFilter { flow: Some(flow), ..none() }));
    filters.extend(TransactionStatus::ALL.map(|status| TransactionFilter { status: Some(status), ..none() }));
    // Each like one of the transactions, in some ways that the number's bits choose.
    for (number, like) in transactions.iter().step_by(transactions.len() / 20 + 1).enumerate() {
        let (command, minor) = (&like.command, like.amount().unsigned_abs().max(1));
        let is_on = |bit: usize| (number + 1) >> bit & 1 == 1;
        let reference = command.details().reference.clone();
        filters.push(TransactionFilter {
            owner: is_on(0).then(|| command.owner().clone()),
            flow: is_on(1).then(|| command.flow()),
            asset: is_on(2).then(|| command.asset().clone()),
            min_amount: is_on(3).then(|| amount(minor)),
            max_amount: is_on(4).then(|| amount(minor)),
            from: is_on(5).then(|| Timestamp::from_micros(like.created_at.as_micros() - 20_000)),
            to: is_on(1).then(|| Timestamp::from_micros(like.created_at.as_micros() + 1)),
            ..none()
        });
        filters.push(TransactionFilter { reference: reference.clone().filter(|_| is_on(0)), ..none() });
        filters.push(TransactionFilter { payment_ref: reference, ..none() });
        let origin = command.origin();
        let actor = origin.map(|it| it.person().unwrap_or(it.name()).to_owned());
        filters.push(TransactionFilter { actor, status: Some(TransactionStatus::of(like)), ..none() });
    }
    filters.sort_by_key(|filter| format!("{filter:?}"));
    filters.dedup();
    filters
}

/// All that fits, page by page.
pub(crate) async fn found(store: &dyn Store, filter: &TransactionFilter, limit: u32) -> Vec<Transaction> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let request = TransactionSearch { filter: filter.clone(), after, limit };
        let Found { found, next } = store.search_transactions(&request).await.expect("the store works");
        all.extend(found);
        let Some(place) = next else { break };
        assert!(place < after.unwrap_or(request.below()), "{filter:?} does not get on behind {after:?}");
        after = Some(place);
    }
    for transaction in &mut all {
        if let Ok(posting) = &mut transaction.result {
            posting.entries.iter_mut().for_each(super::forget_wallet_id);
        }
    }
    all
}

/// What must be found: whatever fits, by the definition of that.
pub(crate) fn expected(transactions: &[Transaction], filter: &TransactionFilter) -> Vec<Transaction> {
    let mut fitting: Vec<Transaction> = transactions.iter().filter(|it| filter.matches(it)).cloned().collect();
    fitting.sort_unstable_by_key(|transaction| Reverse(TransactionPlace::of(transaction)));
    fitting
}

/// Conditions on wallets, alone and together.
pub(crate) fn wallet_filters() -> Vec<WalletFilter> {
    let none = WalletFilter::default;
    let prefix = |text: &str| Some(text.to_owned());
    let mut filters = vec![
        none(),
        WalletFilter { asset: Some(asset("NO_SUCH")), ..none() },
        WalletFilter { prefix: prefix("player_"), asset: Some(asset("DIAMONDS")), ..none() },
        WalletFilter { prefix: prefix("player_3"), min_balance: Some(1), ..none() },
        WalletFilter { prefix: prefix("system:"), max_balance: Some(-1), ..none() },
        WalletFilter { prefix: prefix("nobody"), ..none() },
        WalletFilter { min_balance: Some(10), max_balance: Some(150), ..none() },
        WalletFilter { in_debt: Some(true), ..none() },
        WalletFilter { in_debt: Some(true), asset: Some(asset("GOLD_COINS")), ..none() },
        WalletFilter { in_debt: Some(false), prefix: prefix("player_"), ..none() },
    ];
    filters.extend(WalletStatus::ALL.map(|status| WalletFilter { status: Some(status), ..none() }));
    filters
}

/// All wallets that fit, page by page.
pub(crate) async fn found_wallets(store: &dyn Store, filter: &WalletFilter, limit: u32) -> Vec<Wallet> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let request = WalletSearch { filter: filter.clone(), after: after.clone(), limit };
        let Found { found, next } = store.search_wallets(&request).await.expect("the store works");
        all.extend(found);
        assert!(next.is_none() || next != after, "{filter:?} does not get on behind {after:?}");
        after = next;
        if after.is_none() {
            break;
        }
    }
    for wallet in &mut all {
        wallet.state.id = WalletId::from_value(0);
    }
    all
}
