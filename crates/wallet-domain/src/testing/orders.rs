//! Orders for tests: one of any flow of given parts, and examples of every flow.
//!
//! A new flow has an arm in [`OrderParts::of`] and an example in [`examples`]. The random workloads, the contract and the
//! golden files take it from there.

use super::{Store, amount, asset, asset_with, bonus, command, key, mint, owner, spend, top_up};
use crate::flow::data::{Allocation, Conversion, Gift, OnShortfall, Part, Sum};
use crate::value::key_id::ApiKeyId;
use crate::{
    Amount, AssetCode, Command, Description, Details, Flow, IdempotencyKey, InvalidCommand, Metadata, Name, Order,
    Origin, OwnerId, Person, Reference, Share,
};

/// What an order is made of. Each flow takes of it what it needs.
#[derive(Debug, Clone)]
pub struct OrderParts {
    /// Its key.
    pub key: IdempotencyKey,
    /// A player.
    pub owner: OwnerId,
    /// Another player, or the same.
    pub other: OwnerId,
    /// An operator's own wallet.
    pub budget: OwnerId,
    /// What is paid or moved.
    pub asset: AssetCode,
    /// How much of it.
    pub amount: Amount,
    /// Another asset, or the same.
    pub to: AssetCode,
    /// A part, a fee or a minimum.
    pub part: Option<Amount>,
    /// A share of what is reversed, instead of the part.
    pub share: Option<Share>,
    /// Whether it is the last one, goes back, or returns a fee.
    pub is_last: bool,
    /// Whether a spend or a capture of a part takes what there is.
    pub is_as_much_as: bool,
    /// How long a hold lasts.
    pub seconds: u32,
    /// What a reversal does if the player no longer has it.
    pub on_shortfall: OnShortfall,
    /// What is attached.
    pub details: Details,
}

impl OrderParts {
    /// An order of that flow; one about an earlier transaction is about `earlier`.
    pub fn of(self, flow: Flow, earlier: &Command) -> Result<Command, InvalidCommand> {
        let Self { key, owner, other, budget, asset, amount, to, part, share, details, .. } = self;
        let Self { is_last, is_as_much_as, seconds, on_shortfall, .. } = self;
        let at_most = |order: Command| if is_as_much_as { order.as_much_as() } else { Ok(order) };
        match flow {
            Flow::Mint => Command::new(flow, key, OwnerId::treasury().clone(), asset, amount, details),
            Flow::TopUp | Flow::Bonus => Command::new(flow, key, owner, asset, amount, details),
            Flow::Spend => Command::new(flow, key, owner, asset, amount, details).and_then(at_most),
            Flow::Hold => Command::hold(key, owner, asset, amount, seconds, details),
            Flow::Capture => {
                let capture = Command::capture(earlier, key, part, is_last, details)?;
                if part.is_some() { at_most(capture) } else { Ok(capture) }
            }
            Flow::Release => Command::release(earlier, key, details),
            Flow::Expire => Command::expire(earlier),
            Flow::Reversal => {
                let taken = share.map_or(Part::from(part), Part::Share);
                let back = Command::reversal(earlier, key, taken, on_shortfall, details)?;
                if is_last && earlier.flow().has_fee() { back.returning_fee() } else { Ok(back) }
            }
            Flow::Purchase => {
                let pay = vec![Sum { asset, amount }];
                let receive = part.map(|amount| Sum { asset: to, amount });
                Command::purchase(key, owner, pay, receive.into_iter().collect(), details)
            }
            Flow::Gift => Command::ordered(Gift { to: other, fee: part }, key, owner, asset, amount, details),
            Flow::Conversion => Command::ordered(Conversion { to, min: part }, key, owner, asset, amount, details),
            Flow::Allocate => Command::ordered(Allocation { back: is_last }, key, budget, asset, amount, details),
        }
    }
}

/// A command of a flow that needs more than an amount, without details.
pub fn ordered(order: impl Into<Order>, of: &str, code: &str, minor: u64, name: &str) -> Command {
    Command::ordered(order, key(name), owner(of), asset(code), amount(minor), Details::default())
        .expect("a test's order is valid")
}

/// Credits that a player gives to another, with a fee.
pub fn give((from, to): (&str, &str), code: &str, minor: u64, fee: Option<u64>, name: &str) -> Command {
    ordered(Gift { to: owner(to), fee: fee.map(amount) }, from, code, minor, name)
}

/// What is allowed with gold in the examples.
pub const EXAMPLE_POLICY: &str = r#"{"transferable":true,"max_balance":100000,"over_max":"clip",
    "rates":[{"to":"DIAMONDS","pay":100,"receive":3}],
    "limits":[{"flow":"spend","per":"week","time_zone":"Europe/Berlin","max_count":9,"max_amount":9000},
              {"flow":"bonus","per":"day","max_amount":9000,"reversals_give_back":true}],
    "opens_on_credit":true,"gifts_open_wallets":true,"starting_balance":50,"debt_repayment_percent":40,
    "payment_ref":"free"}"#;

/// The member of a policy by which what players do by themselves opens wallets.
pub const PLAYERS_OPEN_WALLETS: &str = r#""gifts_open_wallets":true"#;

const GOLD: &str = "GOLD_COINS";
const PLAYER: &str = "user_001";
const BUDGET: &str = "system:event";

/// Creates the examples' assets, and opens their wallets.
pub async fn open_examples(store: &dyn Store) {
    for (code, policy) in
        [("DIAMONDS", r#"{"max_balance":40,"over_max":"clip"}"#), ("TICKETS", "{}"), (GOLD, EXAMPLE_POLICY)]
    {
        store.create_asset(&asset_with(code, policy)).await.expect("the store works");
        for name in [PLAYER, "user_002", BUDGET] {
            store.open_wallet(&owner(name), &asset(code)).await.expect("the store works");
        }
    }
}

/// A command of every flow, with and without what each can be told. In this order, a second after each other, all but the
/// last are recorded.
pub fn examples() -> Vec<(&'static str, Command)> {
    [credits(), holds(), reversals(), of_several_legs()].concat()
}

fn with(reference: Option<&str>, description: Option<&str>, metadata: Option<&str>) -> Details {
    Details {
        reference: reference.map(|text| Reference::new(text).expect("valid")),
        description: description.map(|text| Description::new(text).expect("valid")),
        metadata: metadata.map(|text| Metadata::parse(text).expect("valid")),
    }
}

fn credits() -> Vec<(&'static str, Command)> {
    let of = |flow, name: &str, minor, details| {
        Command::new(flow, key(name), owner(PLAYER), asset(GOLD), amount(minor), details).expect("valid")
    };
    let paid = |name: &str| {
        let details = with(Some("pay_1"), Some("1000 coins"), Some(r#"{"store":"web","price":{"eur":9.99}}"#));
        of(Flow::TopUp, name, 1000, details)
    };
    let shop = Origin::of_key(ApiKeyId::new("0123456789ab").expect("valid"), &Name::new("shop").expect("valid"));
    let ada = Person::new("ada@support").expect("valid");
    let daily = of(Flow::Bonus, "daily-2026-11-30", 20, with(Some("daily"), None, None));
    vec![
        ("mint", mint(GOLD, 90_000, "supply")),
        ("mint of another asset", mint("DIAMONDS", 500, "diamonds")),
        ("mint of a third asset", mint("TICKETS", 500, "tickets")),
        ("top-up that brings the starting balance", top_up(PLAYER, GOLD, 500, "bought")),
        ("top-up with a payment, texts and an origin", paid("paid").by(shop.clone())),
        ("top-up of the same payment", paid("paid again").by(shop.on_behalf_of(&ada))),
        ("top-up that opens a wallet", top_up("user_003", GOLD, 5, "opens")),
        ("bonus with a reason", daily),
        ("bonus that is clipped", bonus(PLAYER, "DIAMONDS", 45, "clipped")),
        ("allocation", ordered(Allocation { back: false }, BUDGET, GOLD, 300, "fund")),
        ("bonus of a budget", bonus(PLAYER, GOLD, 20, "event").through(owner(BUDGET)).expect("valid")),
        ("allocation back", ordered(Allocation { back: true }, BUDGET, GOLD, 100, "unused")),
    ]
}

fn spent() -> Command {
    spend(PLAYER, GOLD, 30, "spent")
}

fn sunk() -> Command {
    spend(PLAYER, GOLD, 5, "sunk").through(owner(BUDGET)).expect("valid")
}

fn holds() -> Vec<(&'static str, Command)> {
    let keep = |name: &str, seconds| {
        Command::hold(key(name), owner(PLAYER), asset(GOLD), amount(40), seconds, Details::default()).expect("valid")
    };
    let (held, released, lapsed) = (keep("held", 60), keep("let-go", 60), keep("over", 1));
    let take = |name: &str, part: Option<u64>, is_last| {
        Command::capture(&held, key(name), part.map(amount), is_last, Details::default()).expect("valid")
    };
    vec![
        ("spend", spent()),
        ("spend on a condition", spend(PLAYER, GOLD, 1, "if").if_version(7)),
        ("spend on another condition", spend(PLAYER, GOLD, 1, "if not").if_version(99)),
        ("spend into a sink", sunk().by(Origin::anyone())),
        ("hold", held.clone()),
        ("capture of a part", take("part", Some(10), false)),
        ("capture of the last part", take("last", Some(10), true)),
        ("capture of a settled hold", take("late", None, false)),
        ("another hold", released.clone()),
        ("release", Command::release(&released, key("release"), Details::default()).expect("valid")),
        ("a hold of a second", lapsed.clone()),
        ("expiry", Command::expire(&lapsed).expect("valid")),
    ]
}

fn reversals() -> Vec<(&'static str, Command)> {
    let back = |of: &Command, name: &str, part: Option<u64>, on_shortfall| {
        Command::reversal(of, key(name), part.map(amount), on_shortfall, Details::default()).expect("valid")
    };
    let lent = top_up("user_002", "TICKETS", 50, "lent");
    vec![
        ("reversal of a part", back(&spent(), "part-back", Some(10), OnShortfall::Refuse)),
        ("reversal of the rest", back(&spent(), "rest-back", None, OnShortfall::Refuse)),
        ("reversal of a spend into a sink", back(&sunk(), "sunk-back", None, OnShortfall::Refuse)),
        ("a top-up to be charged back", lent.clone()),
        ("spend of most of it", spend("user_002", "TICKETS", 45, "gone")),
        ("reversal of what is there", back(&lent, "take", Some(10), OnShortfall::TakeAvailable)),
        ("reversal into debt", back(&lent, "owed", None, OnShortfall::Debt)),
        ("top-up that repays", top_up("user_002", "TICKETS", 8, "repays")),
    ]
}

fn of_several_legs() -> Vec<(&'static str, Command)> {
    let sum = |code: &str, minor| Sum { asset: asset(code), amount: amount(minor) };
    let buy = |name: &str, pay, receive| {
        Command::purchase(key(name), owner(PLAYER), pay, receive, Details::default()).expect("valid")
    };
    let change = |name: &str, min: Option<u64>| {
        ordered(Conversion { to: asset("DIAMONDS"), min: min.map(amount) }, PLAYER, GOLD, 350, name)
    };
    vec![
        ("purchase", buy("buy", vec![sum(GOLD, 11)], vec![sum("TICKETS", 2)])),
        ("purchase for several", buy("bundle", vec![sum(GOLD, 5), sum("DIAMONDS", 30)], vec![])),
        ("gift", give((PLAYER, "user_002"), GOLD, 7, None, "give")),
        ("gift with a fee", give((PLAYER, "user_002"), GOLD, 7, Some(1), "give-fee")),
        ("conversion", change("change", None)),
        ("conversion of at least so much", change("change-min", Some(99))),
        ("spend of more than there is", spend(PLAYER, "TICKETS", 999, "too much")),
        ("spend of an unknown player", command(Flow::Spend, "nobody", "TICKETS", 1, "unrecorded")),
    ]
}
