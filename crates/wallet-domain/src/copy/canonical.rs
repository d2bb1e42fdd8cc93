//! A hash over all that is copied: two stores whose hashes are equal hold the same ledger.
//!
//! Records in the order of [`CopyDigest`]'s calls: assets by code, wallets by id, claims by id, commits by lane and number,
//! changes by number, API keys by time and id. Numbers are big-endian, 64 bits; texts and bytes are led by their length. Of a transaction there is the
//! leaf that the chain has, which covers its id, fingerprint, time and outcome, and the order of its entries.

use std::fmt;

use sha2::{Digest, Sha256};

use super::rounds::count;
use crate::access::key::ApiKey;
use crate::access::rotation::Rotation;
use crate::asset::change::ChangeRecord;
use crate::ports::journal::{AssetCopy, CommitCopy, WalletCopy};
use crate::record::chain::{ChainHash, leaf};
use crate::record::claim::Claim;
use crate::value::asset_code::AssetCode;
use crate::value::time::Timestamp;

/// SHA-256 over a ledger's records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CopyDigest([u8; 32]);

/// 64 hexadecimal digits.
impl fmt::Display for CopyDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

pub(super) struct Canonical(Sha256);

impl Canonical {
    pub(super) fn new() -> Self {
        Self(Sha256::new_with_prefix(b"wallet ledger 2"))
    }

    pub(super) fn finish(self) -> CopyDigest {
        CopyDigest(self.0.finalize().into())
    }

    pub(super) fn asset(&mut self, copy: &AssetCopy) {
        self.kind(b'A');
        self.text(copy.asset.code.as_str());
        self.text(copy.asset.name.as_str());
        self.optional(copy.asset.description.as_ref().map(|text| text.as_str().as_bytes()));
        self.text(&copy.asset.policy.to_json());
        self.number(copy.created_at.as_micros());
    }

    pub(super) fn change(&mut self, record: &ChangeRecord) {
        let ChangeRecord { number, at, note, change } = record;
        self.kind(b'O');
        self.number(*number);
        self.number(at.as_micros());
        self.text(note.actor.as_str());
        self.optional(note.name.as_ref().map(|name| name.as_str().as_bytes()));
        self.optional(note.reason.as_ref().map(|text| text.as_str().as_bytes()));
        self.text(change.action.name());
        self.optional(change.owner.as_ref().map(|owner| owner.as_str().as_bytes()));
        // No code is empty.
        self.text(change.asset.as_ref().map_or("", AssetCode::as_str));
        self.optional(change.object.as_ref().map(|id| id.as_str().as_bytes()));
        self.optional(change.before.as_ref().map(String::as_bytes));
        self.text(&change.after);
    }

    pub(super) fn wallet(&mut self, copy: &WalletCopy) {
        let state = &copy.wallet.state;
        self.kind(b'W');
        self.text(copy.wallet.owner.as_str());
        self.text(copy.wallet.asset.as_str());
        for number in [
            state.id.value(),
            copy.stripe.into(),
            state.balance.minor(),
            state.held,
            state.debt,
            state.floor.minor(),
            state.sequence,
            state.version,
            state.status.code().into(),
            state.last_entry_at.as_micros(),
            copy.created_at.as_micros(),
        ] {
            self.number(number);
        }
        self.optional(copy.usage.as_ref().map(crate::Usage::to_json).as_ref().map(String::as_bytes));
    }

    pub(super) fn claim(&mut self, claim: &Claim) {
        self.kind(b'L');
        self.0.update(claim.id.as_bytes());
        for number in [
            claim.kind.code().into(),
            claim.wallet.value(),
            claim.amount,
            claim.taken,
            claim.status.code().into(),
            claim.expires_at.map_or(-1, Timestamp::as_micros),
        ] {
            self.number(number);
        }
    }

    pub(super) fn commit(&mut self, copy: &CommitCopy) {
        self.kind(b'C');
        for number in [copy.lane.into(), copy.number, copy.created_at.as_micros()] {
            self.number(number);
        }
        self.optional(copy.seal.as_ref().map(|seal| &seal.root.as_bytes()[..]));
        self.optional(copy.seal.as_ref().map(|seal| &seal.previous.as_bytes()[..]));
        self.length(copy.transactions.len());
        for transaction in &copy.transactions {
            let hash: ChainHash = leaf(transaction);
            self.0.update(hash.as_bytes());
            self.length(transaction.entries().len());
            for entry in transaction.entries() {
                self.number(entry.wallet.value());
            }
        }
    }

    pub(super) fn key(&mut self, key: &ApiKey) {
        self.kind(b'K');
        self.text(&key.id.to_string());
        self.text(key.name.as_str());
        self.0.update(key.digest.as_bytes());
        self.text(&key.scopes.to_string());
        self.number(key.created_at.as_micros());
        for moment in [key.expires_at, key.last_used_at, key.revoked_at] {
            self.number(moment.map_or(-1, Timestamp::as_micros));
        }
        let rotation = key.rotation.as_ref().map(Rotation::to_json);
        let revoked_by = key.revoked_by.as_ref().map(|name| name.as_str().as_bytes());
        self.optional(key.terms.to_json().as_ref().map(String::as_bytes));
        self.optional(revoked_by);
        self.optional(rotation.as_ref().map(String::as_bytes));
    }

    fn kind(&mut self, kind: u8) {
        self.0.update([kind]);
    }

    fn number(&mut self, number: i64) {
        self.0.update(number.to_be_bytes());
    }

    fn length(&mut self, length: usize) {
        self.number(count(length));
    }

    fn text(&mut self, text: &str) {
        self.length(text.len());
        self.0.update(text);
    }

    fn optional(&mut self, bytes: Option<&[u8]>) {
        match bytes {
            None => self.number(-1),
            Some(bytes) => {
                self.length(bytes.len());
                self.0.update(bytes);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::testing::{MemoryLedger, asset_with, check_golden, mint, owner};
    use crate::{
        Change, ChangeAction, ChangeNote, ClaimKind, ClaimStatus, Description, Lane, Name, OwnerId, Seal, ShardKey,
        Usage, Wallet, WalletId, WalletState, access::Credential,
    };

    /// Another hash of the same records would make every older copy look like another ledger.
    #[test]
    fn digests_of_copies_are_golden() {
        let at = Timestamp::from_micros(1_700_000_000_000_000);
        let asset = asset_with("GOLD_COINS", r#"{"transferable":true}"#);
        let owner = owner("user_001");
        let id = WalletId::new(ShardKey::of(&owner), 7).expect("a small number");
        let command = mint("GOLD_COINS", 5, "k");
        let credential = Credential::from_random([7; Credential::RANDOM_BYTES]);
        let wallet =
            Wallet { owner, asset: asset.code.clone(), state: WalletState::opened(id, OwnerId::treasury(), at) };
        let change = Change {
            action: ChangeAction::Freeze,
            owner: Some(wallet.owner.clone()),
            asset: Some(asset.code.clone()),
            object: None,
            before: Some(r#"{"status":"open"}"#.to_owned()),
            after: r#"{"status":"frozen"}"#.to_owned(),
        };
        let reason = Some(Description::new("asked to").expect("valid"));
        let note = ChangeNote { reason, ..ChangeNote::by("support").expect("valid") };
        let claim = Claim {
            id: command.id(),
            kind: ClaimKind::Hold,
            wallet: id,
            amount: 9,
            taken: 2,
            status: ClaimStatus::Open,
            expires_at: Some(at),
        };
        let seal = Some(Seal { root: ChainHash::ZERO, previous: ChainHash::ZERO });
        let (transactions, _) = MemoryLedger::default().commit_in(&[command], &[], Lane::ONLY);
        let commit = CommitCopy { lane: 1, number: 2, created_at: at, seal, transactions };
        let key = ApiKey {
            id: credential.id,
            name: Name::new("shop").expect("valid"),
            digest: credential.secret.digest(),
            scopes: "read,spend".parse().expect("scopes"),
            terms: std::sync::Arc::default(),
            created_at: at,
            expires_at: Some(at),
            last_used_at: None,
            revoked_at: None,
            revoked_by: None,
            rotation: None,
        };
        let usage = Usage::from_json(r#"[{"flow":"spend","per":"day","since":0,"count":1,"amount":30}]"#).ok();
        let mut digests = String::new();
        let mut add = |name: &str, record: &dyn Fn(&mut Canonical)| {
            let mut canonical = Canonical::new();
            record(&mut canonical);
            writeln!(digests, "{name:<12} {}", canonical.finish()).expect("a String takes all");
        };
        add("nothing", &|_| ());
        add("asset", &|it| it.asset(&AssetCopy { asset: asset.clone(), created_at: at }));
        add("wallet", &|it| {
            it.wallet(&WalletCopy { wallet: wallet.clone(), stripe: 0, created_at: at, usage: usage.clone() });
        });
        add("claim", &|it| it.claim(&claim));
        add("commit", &|it| it.commit(&commit));
        add("change", &|it| {
            it.change(&ChangeRecord { number: 3, at, note: note.clone(), change: change.clone() });
        });
        add("key", &|it| it.key(&key));
        check_golden(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/copy_digests.txt"), &digests);
    }
}
