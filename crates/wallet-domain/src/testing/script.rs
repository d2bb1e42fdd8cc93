//! Ledger scripts: tests that read like a ledger.
//!
//! ```text
//! asset  GOLD_COINS
//! mint   GOLD_COINS 1000 key m           -> posted 1000
//! wallet user_001 GOLD_COINS 100
//! spend  user_001 GOLD_COINS 30  key a   -> posted 70
//! spend  user_001 GOLD_COINS 30  key a   -> replayed 70
//! spend  user_001 GOLD_COINS 31  key a   -> idempotency key reused
//! spend  user_001 GOLD_COINS 999 key b   -> insufficient funds
//! spend  user_001 GOLD_COINS 999 key b   -> replayed insufficient funds
//! balance user_001 GOLD_COINS 70
//! ```
//! `wallet` opens one, and with a figure grants it as a bonus. `posted` and `replayed` tell the owner's balance after
//! the transaction, refusals their code with spaces.

use super::{Store, asset, asset_named, bonus, command, mint, owner};
use crate::{AssetCreation, Command, Flow, Outcome, WalletOpening};

/// Plays a script on a store, each run of neighbouring commands as one batch of at most `batch_max`.
pub async fn play(store: &dyn Store, batch_max: usize, script: &str) {
    let mut batch: Vec<(&str, Command, &str)> = Vec::new();
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let parsed = parse_command(line);
        if batch.len() == batch_max || parsed.is_none() {
            settle(store, &mut batch).await;
        }
        match parsed {
            Some((command, expected)) => batch.push((line, command, expected)),
            None => arrange(store, line).await,
        }
    }
    settle(store, &mut batch).await;
}

async fn settle(store: &dyn Store, batch: &mut Vec<(&str, Command, &str)>) {
    if batch.is_empty() {
        return;
    }
    let commands: Vec<Command> = batch.iter().map(|(_, command, _)| command.clone()).collect();
    let outcomes = store.execute(&commands).await.expect("the store works");
    assert_eq!(outcomes.len(), commands.len(), "one outcome per command");
    for ((line, _, expected), outcome) in batch.drain(..).zip(&outcomes) {
        assert_eq!(words(outcome), expected, "{line}");
    }
}

async fn arrange(store: &dyn Store, line: &str) {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words[..] {
        ["asset", code] => {
            let creation = store.create_asset(&asset_named(code)).await.expect("the store works");
            assert_eq!(creation, AssetCreation::Created, "{line}");
        }
        ["wallet", player, code] => open(store, player, code).await,
        ["wallet", player, code, figure] => {
            open(store, player, code).await;
            let grant = bonus(player, code, number(figure), &format!("opening grant {code}"));
            let outcomes = store.execute(&[grant]).await.expect("the store works");
            assert!(matches!(outcomes[..], [Outcome::Decided(_)]) && outcomes[0].result().is_ok(), "{line}");
        }
        ["balance", player, code, figure] => {
            let wallet = store.find_wallet(&owner(player), &asset(code)).await.expect("the store works");
            let balance = wallet.expect("the wallet is there").state.balance.to_string();
            assert_eq!(balance, figure, "{line}");
        }
        _ => panic!("no such line in a ledger script: {line}"),
    }
}

async fn open(store: &dyn Store, player: &str, code: &str) {
    let opening = store.open_wallet(&owner(player), &asset(code)).await.expect("the store works");
    assert!(matches!(opening, WalletOpening::Opened(_)), "{player} {code}: {opening:?}");
}

fn parse_command(line: &str) -> Option<(Command, &str)> {
    let (order, expected) = line.split_once("->")?;
    let words: Vec<&str> = order.split_whitespace().collect();
    let command = match words[..] {
        ["mint", code, figure, "key", name] => mint(code, number(figure), name),
        [flow, player, code, figure, "key", name] => {
            let flow: Flow = flow.parse().unwrap_or_else(|error| panic!("{error} {line}"));
            command(flow, player, code, number(figure), name)
        }
        _ => panic!("no such command in a ledger script: {line}"),
    };
    Some((command, expected.trim()))
}

fn number(figure: &str) -> u64 {
    figure.replace('_', "").parse().unwrap_or_else(|_| panic!("not a number: {figure}"))
}

/// An outcome in a script's words.
fn words(outcome: &Outcome) -> String {
    let replayed = outcome.is_replay();
    match outcome.result() {
        Ok((_, posting)) => format!("{} {}", if replayed { "replayed" } else { "posted" }, posting.balance),
        Err(rejection) => {
            let code = rejection.code().replace('_', " ");
            if replayed { format!("replayed {code}") } else { code }
        }
    }
}
