//! The reckoning: invariants 1 to 6, 8 and 9 over all that a store holds, proven by reading it through the ports alone.
//!
//! It shares no code with `wallet verify`, so that neither covers for the other.

use std::collections::{BTreeMap, BTreeSet};

use wallet_domain::testing::Store;
use wallet_domain::{
    AssetCode, Balance, EventId, Happening, OwnerId, PageRequest, Position, StatementLine, Transaction, TransactionId,
    Verification, Wallet, WalletId, Wallets,
};

use crate::model::{Model, Verdict, plain_line, same};
use crate::workload::everyone;
use crate::world::works;

/// The store's own proof must have no finding, and have seen what the model has.
pub(crate) fn same_proof(proof: &Verification, model: &Model) -> Verdict {
    if let Some(finding) = proof.findings.first() {
        return Err(format!("verify has {} findings; the first: {finding}", proof.findings.len()));
    }
    same("the number of transactions", &proof.transactions, &i64::try_from(model.durable.len()).expect("few"))?;
    let mut supplies = BTreeMap::<AssetCode, i64>::new();
    for (wallet, _) in model.ledger.statements() {
        let supply = supplies.entry(wallet.asset.clone()).or_default();
        if wallet.owner == *OwnerId::issuance() {
            *supply -= wallet.state.balance.minor();
        }
    }
    let found = proof.assets.iter().map(|asset| (asset.asset.clone(), asset.supply)).collect();
    same("the supplies", &supplies, &found)
}

/// Reads every wallet and all of its entries.
pub(crate) async fn reckon(store: &dyn Store, model: &Model) -> Verdict {
    let wallets = works(store.list_wallets(&everyone()).await)?;
    let mut sums = BTreeMap::<AssetCode, i64>::new();
    let mut legs = BTreeMap::<TransactionId, Vec<i64>>::new();
    for wallet in &wallets {
        *sums.entry(wallet.asset.clone()).or_default() += wallet.state.balance.minor();
        let lines = read_statement(store, model, wallet).await?;
        check_statement(wallet, &lines)?;
        for line in lines {
            legs.entry(line.transaction()).or_default().push(line.entry.amount);
        }
    }
    check_debts(&wallets)?;
    check_feed(store, model, &wallets).await?;
    if let Some((asset, sum)) = sums.iter().find(|(_, sum)| **sum != 0) {
        return Err(format!("invariant 3: all wallets of {asset} sum to {sum}"));
    }
    for (id, amounts) in &legs {
        if amounts.len() < 2 || amounts.contains(&0) || amounts.iter().sum::<i64>() != 0 {
            return Err(format!("invariant 1: transaction {id} has the legs {amounts:?}"));
        }
    }
    let posted: BTreeSet<TransactionId> =
        model.durable.values().filter(|transaction| !transaction.entries().is_empty()).map(Transaction::id).collect();
    same("invariant 6: the transactions that have entries", &legs.into_keys().collect(), &posted)
}

/// Invariant 9: the feed tells every transaction once, along it each wallet's entries follow each other, and it comes to
/// what the wallets are.
async fn check_feed(store: &dyn Store, model: &Model, wallets: &[Wallet]) -> Verdict {
    works(store.sequence().await)?;
    let (mut after, mut told) = (EventId::START, BTreeSet::new());
    let mut entries = BTreeMap::<WalletId, (i64, i64)>::new();
    let mut balances = BTreeMap::new();
    loop {
        let events = works(store.read_events(after, 500).await)?;
        let Some(last) = events.last() else { break };
        for event in &events {
            let Happening::Transaction(transaction) = &event.what else { continue };
            if !told.insert(transaction.id()) {
                return Err(format!("invariant 9: {} tells {} a second time", event.id, transaction.id()));
            }
            for entry in transaction.entries() {
                let (sequence, balance) = entries.entry(entry.wallet).or_default();
                let follows = (*sequence + 1, *balance + entry.amount);
                (*sequence, *balance) = (entry.sequence, entry.balance_after.minor());
                same(&format!("invariant 9: {} {entry:?}", event.id), &(*sequence, *balance), &follows)?;
            }
            let standings = transaction.standings().into_iter();
            balances.extend(standings.map(|it| ((it.owner, it.asset), (it.balance, it.debt))));
        }
        after = last.id;
    }
    same("invariant 9: what the feed tells", &told, &model.durable.values().map(Transaction::id).collect())?;
    for wallet in wallets.iter().filter(|wallet| !wallet.owner.is_system()) {
        let name = (wallet.owner.clone(), wallet.asset.clone());
        let folded = balances.get(&name).copied().unwrap_or_default();
        let is = (wallet.state.balance.minor(), wallet.state.debt);
        same(&format!("invariant 9: {} {}", name.0, name.1), &folded, &is)?;
    }
    Ok(())
}

/// Invariant 8: what players' wallets say is owed is what the wallets of their debts lack.
fn check_debts(wallets: &[Wallet]) -> Verdict {
    let named = |player: &str, wallet: &Wallet, owed: i64| (format!("{player} {}", wallet.asset), owed);
    let told = wallets.iter().map(|wallet| named(wallet.owner.as_str(), wallet, wallet.state.debt));
    let lacking = wallets.iter().filter_map(|it| Some(named(it.owner.debtor()?, it, -it.state.balance.minor())));
    let [told, lacking]: [BTreeMap<String, i64>; 2] =
        [told.filter(|(_, owed)| *owed != 0).collect(), lacking.filter(|(_, owed)| *owed != 0).collect()];
    same("invariant 8: what is owed", &told, &lacking)
}

/// A wallet's entries stripe by stripe, in chunks, each compared with the model's. What was booked before is in it unchanged:
/// invariant 4.
async fn read_statement(store: &dyn Store, model: &Model, wallet: &Wallet) -> Verdict<Vec<StatementLine>> {
    let mut request = PageRequest { before: None, limit: 200 };
    let mut lines = Vec::new();
    loop {
        let read = |store: Option<Vec<Vec<StatementLine>>>| {
            let mut stripes = store.unwrap_or_default();
            stripes.iter_mut().flatten().for_each(plain_line);
            // Stripes that are not there hold nothing.
            while stripes.len() > 1 && stripes.last().is_some_and(Vec::is_empty) {
                stripes.pop();
            }
            stripes
        };
        let found = read(works(store.list_stripes(&wallet.owner, &wallet.asset, request.clone()).await)?);
        let expected = read(works(model.ledger.list_stripes(&wallet.owner, &wallet.asset, request.clone()).await)?);
        same(&format!("entries of {} {}", wallet.owner, wallet.asset), &found, &expected)?;
        let last = |stripe: &Vec<StatementLine>| stripe.last().map_or(0, |line| line.entry.sequence);
        request.before = Some(Position(found.iter().map(last).collect()));
        if found.iter().all(Vec::is_empty) {
            return Ok(lines);
        }
        lines.extend(found.into_iter().flatten());
    }
}

/// Invariants 2 and 3 of one wallet, of each of its stripes, by its entries, the newest first.
fn check_statement(wallet: &Wallet, lines: &[StatementLine]) -> Verdict {
    let may_be_below = wallet.owner == *OwnerId::issuance() || wallet.owner.is_debt();
    let floor = if may_be_below { Balance::MIN } else { Balance::ZERO };
    let mut stripes = BTreeMap::<i16, (i64, i64)>::new();
    for line in lines.iter().rev() {
        let (balance, sequence) = stripes.entry(line.entry.wallet.shard_key()).or_default();
        *balance += line.entry.amount;
        *sequence += 1;
        let found = (line.entry.balance_after.minor(), line.entry.sequence);
        same(&format!("invariant 2: an entry of {} {}", wallet.owner, wallet.asset), &found, &(*balance, *sequence))?;
        if line.entry.balance_after < floor {
            return Err(format!("invariant 3: {} {} was below its floor", wallet.owner, wallet.asset));
        }
        if wallet.owner.is_debt() && line.entry.balance_after > Balance::ZERO {
            return Err(format!("invariant 8: {} {} was above 0", wallet.owner, wallet.asset));
        }
    }
    let balance: i64 = stripes.values().map(|(balance, _)| balance).sum();
    let count = i64::try_from(lines.len()).expect("few");
    let found = (wallet.state.balance.minor(), wallet.state.sequence);
    same(&format!("invariant 2: {} {}", wallet.owner, wallet.asset), &found, &(balance, count))
}
