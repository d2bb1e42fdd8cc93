//! Wallets with their entries: invariants 2 and 3, entry by entry.

use super::findings::{Check, Findings};
use crate::ports::journal::{EntryRecord, WalletRecord};
use crate::record::wallet::{Wallet, WalletState};

/// A wallet whose entries are passing by, in the order of their sequences.
pub(super) struct Chain<'a> {
    record: &'a WalletRecord,
    entries: i64,
    total: i128,
    sequence: i64,
    balance: i64,
}

impl<'a> Chain<'a> {
    /// Judges the wallet itself, and waits for its entries.
    pub(super) fn of(record: &'a WalletRecord, findings: &mut Findings) -> Self {
        match &record.wallet {
            Ok(wallet) => prove_floor(record, wallet, findings),
            Err(why) => findings.add(Check::Floors, name(record), why),
        }
        Self { record, entries: 0, total: 0, sequence: 0, balance: 0 }
    }

    /// Whether this entry was there when the wallet was read; a later one is the next proof's.
    pub(super) fn has(&self, entry: &EntryRecord) -> bool {
        self.record.wallet.as_ref().is_ok_and(|wallet| entry.key.sequence <= wallet.state.sequence)
    }

    /// Judges the next of its entries.
    pub(super) fn add(&mut self, entry: &EntryRecord, findings: &mut Findings) {
        let EntryRecord { key, amount, balance_after } = *entry;
        let sequence = key.sequence;
        if amount == 0 {
            findings.add(Check::Zeros, name(self.record), format!("its entry {sequence} moves nothing"));
        }
        if Some(sequence) != self.sequence.checked_add(1) {
            let detail = format!("its entry {sequence} follows entry {}", self.sequence);
            findings.add(Check::Chains, name(self.record), detail);
        } else if Some(balance_after) != self.balance.checked_add(amount) {
            let detail = format!(
                "its entry {sequence} moves {amount} and leaves {balance_after} where {} was before",
                self.balance
            );
            findings.add(Check::Chains, name(self.record), detail);
        }
        self.entries += 1;
        self.total += i128::from(amount);
        self.sequence = sequence;
        self.balance = balance_after;
    }

    /// Takes all its entries up to that one as passed and sound.
    pub(super) fn skip_to(&mut self, entry: &EntryRecord) {
        self.entries = entry.key.sequence;
        self.sequence = entry.key.sequence;
        self.balance = entry.balance_after;
        self.total = i128::from(entry.balance_after);
    }

    /// All its entries have passed: they must make what the wallet says.
    pub(super) fn close(self, findings: &mut Findings) {
        let Ok(wallet) = &self.record.wallet else { return };
        let WalletState { balance, sequence, .. } = wallet.state;
        let balance = balance.minor();
        if i128::from(balance) != self.total || balance != self.balance || sequence != self.entries {
            let detail = format!(
                "it holds {balance} after {sequence} entries; it has {} entries that sum to {}, the latest leaves {}",
                self.entries, self.total, self.balance
            );
            findings.add(Check::Wallets, name(self.record), detail);
        } else if wallet.state.held != self.record.claimed {
            let (held, claimed) = (wallet.state.held, self.record.claimed);
            let detail = format!("it holds back {held}, and its open holds have {claimed} left");
            findings.add(Check::Claims, name(self.record), detail);
        } else if let Some(detail) = misses_debt(wallet, self.record.owed) {
            findings.add(Check::Debts, name(self.record), detail);
        } else if self.record.latest != sequence {
            let detail = format!("it counts {sequence} entries, and its latest is number {}", self.record.latest);
            findings.add(Check::Wallets, name(self.record), detail);
        }
    }
}

/// The wallet as findings name it.
pub(super) fn name(record: &WalletRecord) -> String {
    match (&record.wallet, record.stripe) {
        (Ok(Wallet { owner, asset, .. }), 0) => format!("wallet {owner} {asset}"),
        (Ok(Wallet { owner, asset, .. }), stripe) => format!("wallet {owner} {asset} stripe {stripe}"),
        (Err(_), _) => format!("wallet {}", record.id.value()),
    }
}

/// Invariant 8: the player's wallet and the debt's say the same, `owed` being what the other one says.
fn misses_debt(wallet: &Wallet, owed: i64) -> Option<String> {
    let WalletState { balance, debt, .. } = wallet.state;
    if !wallet.owner.is_debt() {
        return (debt != owed).then(|| format!("its owner is to owe {debt}, and the wallet of that lacks {owed}"));
    }
    let lacking = -balance.minor();
    if debt != 0 || lacking < 0 {
        Some(format!("it is what a player owes, holds {balance} and says that {debt} is owed"))
    } else {
        (lacking != owed).then(|| format!("it lacks {lacking}, and its player is to owe {owed}"))
    }
}

/// Invariant 3: the floor is what the domain gives that owner, and the balance is not below it.
fn prove_floor(record: &WalletRecord, wallet: &Wallet, findings: &mut Findings) {
    let floor = WalletState::floor_of(&wallet.owner);
    if wallet.state.floor != floor {
        let detail = format!("its floor is {} and should be {floor}", wallet.state.floor);
        findings.add(Check::Floors, name(record), detail);
    } else if wallet.state.balance < floor {
        let detail = format!("it holds {}, less than its floor of {floor}", wallet.state.balance);
        findings.add(Check::Floors, name(record), detail);
    } else if wallet.state.held < 0 || wallet.state.available() < 0 {
        let detail = format!("it holds back {} of {}", wallet.state.held, wallet.state.balance);
        findings.add(Check::Claims, name(record), detail);
    }
}
