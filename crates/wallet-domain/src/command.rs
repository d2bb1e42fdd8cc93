//! Commands: what a caller asks for, with the key that makes a retry safe.

use sha2::{Digest, Sha256};

use crate::amount::Amount;
use crate::asset::AssetCode;
use crate::flow::{Flow, Route};
use crate::key::{IdempotencyKey, TransactionId};
use crate::metadata::Metadata;
use crate::owner::{InvalidOwner, OwnerId};
use crate::text::{Description, Reference};

/// What a caller asks for. Its parts are valid by their types; its id and fingerprint are made once, here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    id: TransactionId,
    fingerprint: Fingerprint,
    key: IdempotencyKey,
    flow: Flow,
    owner: OwnerId,
    asset: AssetCode,
    amount: Amount,
    details: Details,
}

/// What a caller attaches to a command; none of it decides anything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Details {
    /// The caller's own handle: a top-up's payment reference, a bonus's reason.
    pub reference: Option<Reference>,
    /// What it is for, in a person's words.
    pub description: Option<Description>,
    /// Anything else, as a JSON object.
    pub metadata: Option<Metadata>,
}

impl Command {
    /// A command of `owner` under `key`. A mint is the treasury's, all else a player's.
    pub fn new(
        flow: Flow,
        key: IdempotencyKey,
        owner: OwnerId,
        asset: AssetCode,
        amount: Amount,
        details: Details,
    ) -> Result<Self, InvalidOwner> {
        flow.check_owner(&owner)?;
        Ok(Self::unchecked(flow, key, owner, asset, amount, details))
    }

    /// A command whose owner may be anyone, for the tests of the rules that stand behind [`Command::new`].
    pub(crate) fn unchecked(
        flow: Flow,
        key: IdempotencyKey,
        owner: OwnerId,
        asset: AssetCode,
        amount: Amount,
        details: Details,
    ) -> Self {
        let id = TransactionId::of(&owner, &key);
        let fingerprint = Fingerprint::of(flow, &owner, &asset, amount, &details);
        Self { id, fingerprint, key, flow, owner, asset, amount, details }
    }

    /// The id that the transaction has, or will have: made from owner and key.
    pub fn id(&self) -> TransactionId {
        self.id
    }

    /// The digest of all but the key.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// The digest's bytes, for a store that writes them from where they are.
    pub fn fingerprint_bytes(&self) -> &[u8; 32] {
        self.fingerprint.as_bytes()
    }

    /// The idempotency key, scoped to the owner.
    pub fn key(&self) -> &IdempotencyKey {
        &self.key
    }

    /// The business reason.
    pub fn flow(&self) -> Flow {
        self.flow
    }

    /// Whose command it is.
    pub fn owner(&self) -> &OwnerId {
        &self.owner
    }

    /// Who pays and who receives.
    pub fn route(&self) -> Route<'_> {
        self.flow.route(&self.owner)
    }

    /// What is moved.
    pub fn asset(&self) -> &AssetCode {
        &self.asset
    }

    /// How much of it.
    pub fn amount(&self) -> Amount {
        self.amount
    }

    /// What the caller attached.
    pub fn details(&self) -> &Details {
        &self.details
    }
}

/// SHA-256 over a canonical, versioned encoding of a command without its key: tells a retry from a key's second use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    fn of(flow: Flow, owner: &OwnerId, asset: &AssetCode, amount: Amount, details: &Details) -> Self {
        let mut encoding = Encoding(Sha256::new());
        encoding.0.update(b"wallet command 1");
        encoding.0.update(flow.code().to_be_bytes());
        encoding.0.update(amount.minor().to_be_bytes());
        encoding.text(Some(owner.as_str()));
        encoding.text(Some(asset.as_str()));
        encoding.text(details.reference.as_ref().map(Reference::as_str));
        encoding.text(details.description.as_ref().map(Description::as_str));
        encoding.text(details.metadata.as_ref().map(Metadata::as_str));
        Self(encoding.0.finalize().into())
    }

    /// A fingerprint as it was stored.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The digest's bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

struct Encoding(Sha256);

impl Encoding {
    /// Length before text, and absence unlike any length, so that no two commands share an encoding.
    fn text(&mut self, text: Option<&str>) {
        let length =
            text.map_or(u32::MAX, |text| u32::try_from(text.len()).expect("texts are bounded far below 4 GiB"));
        self.0.update(length.to_be_bytes());
        self.0.update(text.unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(flow: Flow, key: &str, owner: &str, asset: &str, amount: u64, reference: Option<&str>) -> Command {
        Command::new(
            flow,
            IdempotencyKey::new(key).expect("valid key"),
            OwnerId::new(owner).expect("valid owner"),
            AssetCode::new(asset).expect("valid asset"),
            Amount::new(amount).expect("valid amount"),
            Details { reference: reference.map(|text| Reference::new(text).expect("valid")), ..Details::default() },
        )
        .expect("an owner who may")
    }

    #[test]
    fn a_fingerprint_covers_everything_but_the_key() {
        let original = command(Flow::TopUp, "k", "user_001", "GOLD_COINS", 5, None);
        assert_eq!(
            command(Flow::TopUp, "other", "user_001", "GOLD_COINS", 5, None).fingerprint(),
            original.fingerprint()
        );
        let others = [
            command(Flow::Bonus, "k", "user_001", "GOLD_COINS", 5, None),
            command(Flow::TopUp, "k", "user_002", "GOLD_COINS", 5, None),
            command(Flow::TopUp, "k", "user_001", "DIAMONDS", 5, None),
            command(Flow::TopUp, "k", "user_001", "GOLD_COINS", 6, None),
            command(Flow::TopUp, "k", "user_001", "GOLD_COINS", 5, Some("pay")),
        ];
        for other in others {
            assert_ne!(other.fingerprint(), original.fingerprint(), "{other:?}");
        }
    }

    #[test]
    fn a_text_in_one_place_is_not_the_same_text_in_another() {
        let with = |details| {
            Fingerprint::of(
                Flow::Bonus,
                &OwnerId::new("user_001").expect("valid"),
                &AssetCode::new("GOLD_COINS").expect("valid"),
                Amount::new(5).expect("valid"),
                &details,
            )
        };
        let reference = Details { reference: Some(Reference::new("x").expect("valid")), ..Details::default() };
        let description = Details { description: Some(Description::new("x").expect("valid")), ..Details::default() };
        assert_ne!(with(reference), with(description));
    }

    /// Stored rows carry this: a change here turns every old retry into a key's second use.
    #[test]
    fn fingerprints_never_change() {
        let command = command(Flow::Spend, "k", "user_001", "GOLD_COINS", 30, Some("sword"));
        let pinned = [
            0x17, 0x80, 0xc2, 0x61, 0xa5, 0xa9, 0x2c, 0xad, 0xe3, 0x4e, 0x91, 0xe9, 0x19, 0x60, 0x5d, 0x1c, 0x88, 0xa4,
            0x38, 0x99, 0x27, 0x73, 0x7c, 0x52, 0x84, 0x8b, 0x59, 0x10, 0x30, 0x89, 0x17, 0xda,
        ];
        assert_eq!(command.fingerprint().as_bytes(), &pinned);
    }

    #[test]
    fn a_mint_is_the_treasurys_and_all_else_a_players() {
        let new = |flow, owner: &str| {
            Command::new(
                flow,
                IdempotencyKey::new("k").expect("valid"),
                OwnerId::new(owner).expect("valid"),
                AssetCode::new("GOLD_COINS").expect("valid"),
                Amount::new(1).expect("valid"),
                Details::default(),
            )
            .map(|_| ())
        };
        assert_eq!(new(Flow::Mint, "system:treasury"), Ok(()));
        assert_eq!(new(Flow::Mint, "user_001"), Err(InvalidOwner::Reserved));
        for flow in [Flow::TopUp, Flow::Bonus, Flow::Spend] {
            assert_eq!(new(flow, "system:revenue"), Err(InvalidOwner::Reserved));
        }
    }
}
