//! What the game sells and gives, and the words that its back ends attach to commands: the members of their metadata are
//! `reason`, `source`, `sink`, `campaign` and `item`.

use std::sync::Arc;

use wallet_domain::{Description, Details, Metadata, Name, Origin, Person, Reference};

/// Diamonds for money.
pub(super) struct Pack {
    pub(super) diamonds: u64,
    pub(super) name: &'static str,
    pub(super) price: &'static str,
}

/// The packs, the most popular ones first.
pub(super) const PACKS: [Pack; 5] = [
    Pack { diamonds: 80, name: "pouch", price: "0.99" },
    Pack { diamonds: 250, name: "bag", price: "2.99" },
    Pack { diamonds: 500, name: "box", price: "4.99" },
    Pack { diamonds: 1_200, name: "chest", price: "9.99" },
    Pack { diamonds: 2_500, name: "vault", price: "19.99" },
];

/// What is bought for one coin.
pub(super) struct Item {
    pub(super) name: &'static str,
    pub(super) price: u64,
    pub(super) sink: &'static str,
}

const fn item(name: &'static str, price: u64, sink: &'static str) -> Item {
    Item { name, price, sink }
}

/// What is bought for gold coins.
pub(super) const FOR_GOLD: [Item; 9] = [
    item("arrows", 15, "shop"),
    item("potion", 25, "shop"),
    item("repair", 40, "smith"),
    item("red_hat", 60, "shop"),
    item("sword_upgrade", 90, "smith"),
    item("ferry", 20, "travel"),
    item("portal", 120, "travel"),
    item("horse", 350, "shop"),
    item("house_plan", 600, "guild"),
];

/// What is bought for diamonds.
pub(super) const FOR_GEMS: [Item; 5] = [
    item("energy", 10, "refill"),
    item("second_chance", 20, "refill"),
    item("mystery_box", 60, "boxes"),
    item("glow_skin", 120, "skins"),
    item("dragon_skin", 250, "skins"),
];

/// Diamonds for gold coins, the offer that was mispriced on one day.
pub(super) const BUNDLE: &str = "treasure_bundle";
/// What it gives.
pub(super) const BUNDLE_GEMS: u64 = 60;
/// What it costs.
pub(super) const BUNDLE_GOLD: u64 = 900;
/// What it cost on the day on which somebody forgot two zeros.
pub(super) const BUNDLE_GOLD_MISPRICED: u64 = 9;

/// What is attached to a command.
pub(super) fn details(reference: Option<&str>, description: &str, members: &[(&str, &str)]) -> Details {
    let members: serde_json::Map<_, _> =
        members.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
    Details {
        reference: reference.map(|text| Reference::new(text).expect("a short text")),
        description: Some(Description::new(description).expect("a short text")),
        metadata: Some(Metadata::parse(&serde_json::Value::from(members).to_string()).expect("a small object")),
    }
}

/// The details of a bonus: its reason is its reference, too.
pub(super) fn given(reason: &str, source: &str, description: &str) -> Details {
    details(Some(reason), description, &[("reason", reason), ("source", source)])
}

/// The details of something bought.
pub(super) fn bought(sink: &str, item: &str) -> Details {
    details(None, &item.replace('_', " "), &[("sink", sink), ("item", item)])
}

/// Who asks for the game's commands.
pub(super) struct Callers {
    pub(super) game: Arc<Origin>,
    pub(super) payments: Arc<Origin>,
    /// Support, for one of its people.
    pub(super) support: Arc<Origin>,
    /// Who runs the economy.
    pub(super) operator: Arc<Origin>,
}

impl Callers {
    pub(super) fn new() -> Self {
        let named = |name| Origin::named(&Name::new(name).expect("it is short"));
        let ada = Person::new("ada").expect("it is short");
        Self {
            game: named("game-server"),
            payments: named("payments"),
            support: named("support").on_behalf_of(&ada),
            operator: named("cli:olga"),
        }
    }
}
