//! Owners: who holds wallets, and the shard that all of an owner's rows share.

use std::fmt;
use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::value::text::Reference;

/// Who holds wallets: a player such as `user_001`, or one of the system's own such as `system:treasury`.
///
/// 1 to 100 visible ASCII characters, no spaces; the name of a player's [debt](OwnerId::debt_of) is longer by its prefix.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OwnerId(Arc<str>);

/// A text that is no [`OwnerId`], or an owner that the command at hand may not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidOwner {
    /// Not 1 to 100 visible ASCII characters.
    #[error("An owner is 1 to 100 visible ASCII characters without spaces.")]
    Malformed,
    /// The `system:` prefix belongs to the service.
    #[error("Owners that begin with system: belong to the service; name a player.")]
    Reserved,
    /// What a player owes is nobody's to open, stop or end.
    #[error("What a player owes follows from transactions: its wallet cannot be opened, frozen or closed by hand.")]
    Debt,
    /// Not one of the operators' own owners.
    #[error(
        "A budget is called system: and a name of 1 to 50 lower-case letters, digits and underscores, not issuance, treasury or revenue."
    )]
    NoBudget,
}

const SYSTEM_PREFIX: &str = "system:";

static ISSUANCE: LazyLock<OwnerId> = LazyLock::new(|| OwnerId("system:issuance".into()));
static TREASURY: LazyLock<OwnerId> = LazyLock::new(|| OwnerId("system:treasury".into()));
static REVENUE: LazyLock<OwnerId> = LazyLock::new(|| OwnerId("system:revenue".into()));

impl OwnerId {
    /// What the name of a player's debt begins with.
    pub(crate) const DEBT_PREFIX: &str = "system:debt:";

    /// Parses any owner, the system's own included: what may be read.
    pub fn new(owner: &str) -> Result<Self, InvalidOwner> {
        let name = owner.strip_prefix(Self::DEBT_PREFIX).filter(|player| !player.is_empty()).unwrap_or(owner);
        let well_formed = (1..=100).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_graphic());
        if well_formed { Ok(Self(owner.into())) } else { Err(InvalidOwner::Malformed) }
    }

    /// Parses a player: what a caller may move credits of or open wallets for.
    pub fn player(owner: &str) -> Result<Self, InvalidOwner> {
        let owner = Self::new(owner)?;
        if owner.is_system() { Err(InvalidOwner::Reserved) } else { Ok(owner) }
    }

    /// `system:issuance`, the contra wallet: its negated balance is the money supply.
    pub fn issuance() -> &'static Self {
        &ISSUANCE
    }

    /// `system:treasury`, which top-ups and bonuses are paid from.
    pub fn treasury() -> &'static Self {
        &TREASURY
    }

    /// `system:revenue`, which spends are paid to.
    pub fn revenue() -> &'static Self {
        &REVENUE
    }

    /// The owners that hold a wallet of every asset from its creation on.
    pub fn system() -> [&'static Self; 3] {
        [Self::issuance(), Self::treasury(), Self::revenue()]
    }

    /// Whether this is one of the service's own owners.
    pub fn is_system(&self) -> bool {
        self.0.starts_with(SYSTEM_PREFIX)
    }

    /// Parses the owner of a budget, such as `system:event_summer`.
    pub fn budget(owner: &str) -> Result<Self, InvalidOwner> {
        let owner = Self::new(owner)?;
        if owner.is_budget() { Ok(owner) } else { Err(InvalidOwner::NoBudget) }
    }

    /// Whether this is one of the operators' own owners: a budget that bonuses are paid from, or a sink that spends are
    /// paid to, told apart from the treasury and revenue.
    pub fn is_budget(&self) -> bool {
        let name = self.0.strip_prefix(SYSTEM_PREFIX).unwrap_or("");
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        (1..=50).contains(&name.len()) && name.bytes().all(is_plain) && !Self::system().contains(&self)
    }

    /// The owner of what a player owes: wallets that hold nothing or less. None of one of the system's owners.
    pub fn debt_of(player: &Self) -> Option<Self> {
        (!player.is_system()).then(|| Self(format!("{}{player}", Self::DEBT_PREFIX).into()))
    }

    /// The name of the player whose debt this owner's wallets are.
    pub fn debtor(&self) -> Option<&str> {
        self.0.strip_prefix(Self::DEBT_PREFIX).filter(|player| !player.is_empty() && !player.starts_with(SYSTEM_PREFIX))
    }

    /// Whether this owner's wallets are what a player owes.
    pub fn is_debt(&self) -> bool {
        self.debtor().is_some()
    }

    /// Whether this owner has a wallet of every asset for each lane: the treasury and revenue, which every flow of a
    /// player touches. Issuance is never striped, as its one balance bounds the supply.
    pub fn is_striped(&self) -> bool {
        self.is_system() && (self == Self::treasury() || self == Self::revenue())
    }

    /// The owner as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for OwnerId {
    type Error = InvalidOwner;

    fn try_from(owner: String) -> Result<Self, Self::Error> {
        Self::new(&owner)
    }
}

impl From<OwnerId> for String {
    fn from(owner: OwnerId) -> Self {
        owner.0.as_ref().into()
    }
}

impl fmt::Display for OwnerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The shard that an owner's wallets, entries and transactions share: `0 .. 1024`.
///
/// Stored in every row and in every id, so the function behind [`ShardKey::of`] can never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShardKey(i16);

impl ShardKey {
    /// How many there are.
    pub const COUNT: u64 = 1024;

    /// A player's shard, which what the player owes is in too: 64-bit FNV-1a, finished by MurmurHash3's mixer so that the
    /// low bits depend on every character. The system's own wallets are striped by lane instead, and their first stripe
    /// is 0.
    pub fn of(owner: &OwnerId) -> Self {
        let player = if owner.is_system() { owner.debtor() } else { Some(owner.as_str()) };
        let Some(player) = player else { return Self(0) };
        let mut hash = player
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        hash ^= hash >> 33;
        Self(i16::try_from(hash % Self::COUNT).expect("a remainder of 1024 fits into 16 bits"))
    }

    /// Where the credits of a payment are filed, as every unique key holds its shard's: the low 10 bits of the first two
    /// bytes of the SHA-256 of its `payment_ref`.
    pub fn of_payment(payment_ref: &Reference) -> Self {
        let digest = Sha256::digest(payment_ref.as_str());
        Self(i16::from(digest[0] & 3) << 8 | i16::from(digest[1]))
    }

    /// The shard of a striped owner's stripe: its number.
    pub(crate) fn of_stripe(number: i16) -> Self {
        Self(number)
    }

    /// The key as stored.
    pub fn value(self) -> i16 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_is_1_to_100_visible_ascii_characters() {
        for good in ["u", "user_001", "system:treasury", "a/b?c=%", &"x".repeat(100)] {
            assert!(OwnerId::new(good).is_ok(), "{good}");
        }
        for bad in ["", "a b", "tab\t", "é", "nul\0", "\u{7f}", &"x".repeat(101)] {
            assert_eq!(OwnerId::new(bad), Err(InvalidOwner::Malformed), "{bad}");
        }
    }

    #[test]
    fn a_player_is_not_one_of_the_systems_owners() {
        assert_eq!(OwnerId::player("system:treasury"), Err(InvalidOwner::Reserved));
        assert_eq!(OwnerId::player("system:"), Err(InvalidOwner::Reserved));
        assert!(OwnerId::player("System:treasury").is_ok());
    }

    #[test]
    fn what_a_player_owes_has_an_owner_of_its_own_in_the_players_shard() {
        let player = OwnerId::player(&"x".repeat(100)).expect("valid");
        let debt = OwnerId::debt_of(&player).expect("a player's");
        assert_eq!(OwnerId::new(debt.as_str()), Ok(debt.clone()));
        assert_eq!((debt.debtor(), debt.is_budget(), debt.is_striped()), (Some(player.as_str()), false, false));
        assert_eq!(ShardKey::of(&debt), ShardKey::of(&player));
        assert_eq!(OwnerId::player(debt.as_str()), Err(InvalidOwner::Reserved));
        for none in ["system:debt", "system:debt:", "system:treasury", "user_001", "system:debt:system:treasury"] {
            assert!(!OwnerId::new(none).expect("well formed").is_debt(), "{none}");
        }
        assert_eq!(OwnerId::debt_of(OwnerId::treasury()), None);
        for bad in ["system:debt:a b", &format!("system:debt:{}", "x".repeat(101))] {
            assert_eq!(OwnerId::new(bad), Err(InvalidOwner::Malformed), "{bad}");
        }
    }

    /// These values are in every store's rows and ids: a change here strands all of them.
    #[test]
    fn shard_keys_never_change() {
        let shard = |owner: &str| ShardKey::of(&OwnerId::new(owner).expect("valid")).value();
        let vectors = [("user_001", 885), ("user_002", 339), ("a", 603), ("player:7f3e", 152)];
        let found = vectors.map(|(owner, _)| (owner, shard(owner)));
        assert_eq!(found, vectors);
        for system in OwnerId::system() {
            assert_eq!(ShardKey::of(system).value(), 0, "{system}");
        }
    }

    #[test]
    fn numbered_players_spread_evenly_over_the_shards() {
        let mut counts = [0_u32; 1024];
        for number in 0..102_400 {
            let owner = OwnerId::new(&format!("user_{number:06}")).expect("valid");
            counts[usize::try_from(ShardKey::of(&owner).value()).expect("not negative")] += 1;
        }
        assert!(counts.iter().all(|&count| (50..200).contains(&count)), "{counts:?}");
    }
}
