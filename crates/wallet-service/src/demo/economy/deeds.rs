//! What becomes of a deed: the command of it, if whoever does it can.

use wallet_domain::{
    Allocation, Amount, Command, Conversion, Details, Flow, Gift, IdempotencyKey, OnShortfall, Origin, OwnerId, Part,
    Sum,
};

use std::sync::Arc;

use super::agenda::{Deed, End};
use super::game::{Game, Planned, Then};
use super::goods::{
    BUNDLE, BUNDLE_GEMS, BUNDLE_GOLD, BUNDLE_GOLD_MISPRICED, FOR_GEMS, FOR_GOLD, Item, PACKS, bought, details, given,
};
use super::players::{Coin, Id, Kind};

/// How long a hold lasts, in seconds.
const HOLD_S: u32 = 3 * 24 * 3600;
const HOLD_S_LONG: u32 = 7 * 24 * 3600;
const HOLD_S_SHORT: u32 = 24 * 3600;

pub(super) fn amount(minor: u64) -> Amount {
    Amount::new(minor).expect("prices are small and not zero")
}

fn minor(minor: u64) -> i64 {
    i64::try_from(minor).expect("prices are small")
}

/// A command, by whom.
struct Draft<'a> {
    key: String,
    owner: OwnerId,
    coin: Coin,
    minor: u64,
    details: Details,
    by: &'a Arc<Origin>,
}

impl Draft<'_> {
    fn key(&self) -> IdempotencyKey {
        IdempotencyKey::new(&self.key).expect("a word and a number")
    }

    fn of(self, flow: Flow) -> Command {
        let (key, by) = (self.key(), self.by.clone());
        let command = Command::new(flow, key, self.owner, self.coin.code().clone(), amount(self.minor), self.details);
        command.expect("a player's").by(by)
    }

    fn ordered(self, order: impl Into<wallet_domain::Order>) -> Command {
        let (key, by) = (self.key(), self.by.clone());
        let (owner, code) = (self.owner, self.coin.code().clone());
        let command = Command::ordered(order, key, owner, code, amount(self.minor), self.details);
        command.expect("a player's, or a budget's").by(by)
    }
}

fn back(of: &Command, key: &str, part: Part, on_shortfall: OnShortfall, words: Details) -> Command {
    let key = IdempotencyKey::new(key).expect("a word and a key");
    Command::reversal(of, key, part, on_shortfall, words).expect("it has a way back")
}

impl Game {
    /// The command of a deed; none if whoever does it cannot, or is gone.
    pub(super) fn plan(&mut self, deed: Deed, minute: i64) -> Option<Planned> {
        match deed {
            Deed::Join(id) => {
                let draft = self.bonus(id, "welcome".to_owned(), 100, given("welcome", "game", "Welcome!"));
                Some(draft.then(Then::Joined(id)))
            }
            Deed::Thank(id) => {
                let key = self.next("referral");
                Some(self.bonus(id, key, 150, given("referral", "friends", "Thanks for bringing a friend")))
            }
            Deed::Daily(id) => {
                let coins = if self.is_weekend(minute) { 35 } else { 25 };
                let key = format!("daily-{}", self.first.plus(minute / 1440));
                Some(self.bonus(id, key, coins, given("daily", "login", "Daily bonus")))
            }
            Deed::Quest(id) => Some(self.quest(id)),
            Deed::Event { player, campaign } => self.event(player, campaign),
            Deed::Buy(id, coin) => self.buy(id, coin),
            Deed::TopUp { player, pack } => Some(self.top_up(player, pack)),
            Deed::Loyalty { player, points } => {
                let details = given("loyalty", "payments", "Points for a payment");
                let key = self.next("loyalty");
                let owner = self.players.get(player).owner.clone();
                let by = &self.callers.payments;
                let command = Draft { key, owner, coin: Coin::Points, minor: points, details, by }.of(Flow::Bonus);
                Some(Planned::of(command, Some(player)))
            }
            Deed::Convert(id) => self.convert(id),
            Deed::Bundle(id) => self.bundle(id, minute),
            Deed::Reward(id) => self.reward(id),
            Deed::Give(id) => self.give(id, minute),
            Deed::Enter(id) => self.enter(id, minute),
            Deed::Pay { player, gems, sink, item } => {
                Some(self.pay(player, Coin::Gems, &Item { name: item, price: gems, sink }))
            }
            Deed::Bid { player, gems } => Some(self.bid(player, gems)),
            Deed::Settle { player, hold, end } => Some(self.settle(player, &hold, end)),
            Deed::Refund { of, is_half } => Some(self.refund(&of, is_half)),
            Deed::ChargeBack { player, of } => {
                let words = details(Some("chargeback"), "The bank took the payment back", &[("reason", "chargeback")]);
                let key = format!("chargeback-{}", of.key());
                let command = back(&of, &key, Part::Rest, OnShortfall::Debt, words);
                Some(
                    Planned::of(command.by(self.callers.payments.clone()), Some(player))
                        .then(Then::ChargedBack(player)),
                )
            }
            Deed::TakeBack { of } => {
                let members = [("reason", "mispriced_offer"), ("item", BUNDLE)];
                let words = details(Some("mispriced_offer"), "Sold at the wrong price: case 4650", &members);
                let key = format!("case-4650-{}", of.key());
                let command = back(&of, &key, Part::Rest, OnShortfall::Debt, words);
                Some(Planned::of(command.by(self.callers.support.clone()), None).then(Then::TakenBack))
            }
            Deed::Fund { campaign } => Some(self.fund(campaign)),
            Deed::Close { campaign } => self.close(campaign),
        }
    }

    fn bonus(&mut self, id: Id, key: String, coins: u64, details: Details) -> Planned {
        let owner = self.players.get(id).owner.clone();
        let by = &self.callers.game;
        let command = Draft { key, owner, coin: Coin::Gold, minor: coins, details, by }.of(Flow::Bonus);
        Planned::of(command, Some(id))
    }

    fn quest(&mut self, id: Id) -> Planned {
        let coins = self.rng.u64(3..=12) * 5;
        let key = self.next("quest");
        self.bonus(id, key, coins, given("quest", "quests", "A quest's reward"))
    }

    fn event(&mut self, id: Id, campaign: usize) -> Option<Planned> {
        let coins = 30;
        let (left, name) = (self.plot.campaigns[campaign].left, self.plot.campaigns[campaign].name);
        if left < minor(coins) || !self.players.get(id).plays_on(self.day) {
            return None;
        }
        self.plot.campaigns[campaign].left -= minor(coins);
        let key = self.next("event");
        let words = details(
            Some("campaign"),
            "An event's reward",
            &[("reason", "campaign"), ("source", "events"), ("campaign", name)],
        );
        let Planned { command, .. } = self.bonus(id, key, coins, words);
        let command = command.through(self.plot.campaigns[campaign].budget.clone()).expect("it is a budget");
        Some(Planned::of(command, Some(id)))
    }

    /// Something that the player can pay for. Now and then somebody tries more than that.
    fn buy(&mut self, id: Id, coin: Coin) -> Option<Planned> {
        let items: &[Item] = if coin == Coin::Gems { &FOR_GEMS } else { &FOR_GOLD };
        let has = self.players.get(id).available(coin);
        let affordable = items.iter().filter(|item| minor(item.price) <= has).collect::<Vec<_>>();
        let dreams = items.iter().max_by_key(|item| item.price).filter(|_| has > 0 && self.rng.u32(0..60) == 0);
        let item = match dreams {
            Some(item) => item,
            None if affordable.is_empty() => return (coin == Coin::Gold).then(|| self.quest(id)),
            None => affordable[self.rng.usize(0..affordable.len())],
        };
        Some(self.pay(id, coin, item))
    }

    fn pay(&mut self, id: Id, coin: Coin, item: &Item) -> Planned {
        let player = self.players.get_mut(id);
        player.promise(coin, minor(item.price));
        let owner = player.owner.clone();
        let (key, by) = (self.next("order"), &self.callers.game);
        let draft = Draft { key, owner, coin, minor: item.price, details: bought(item.sink, item.name), by };
        Planned::of(draft.of(Flow::Spend), Some(id)).then(Then::Spent)
    }

    fn top_up(&mut self, id: Id, pack: Option<usize>) -> Planned {
        let most = if self.players.get(id).kind == Kind::Whale { PACKS.len() } else { 3 };
        let any = self.rng.usize(0..most).min(self.rng.usize(0..most) + 1);
        let pack = &PACKS[pack.unwrap_or(any)];
        let store = ["ios", "android", "web"][self.rng.usize(0..3)];
        let reference = self.next("pay");
        let words = details(
            Some(&reference),
            &format!("{} diamonds", pack.diamonds),
            &[("source", store), ("item", pack.name), ("eur", pack.price)],
        );
        let owner = self.players.get(id).owner.clone();
        let by = &self.callers.payments;
        let draft = Draft { key: reference, owner, coin: Coin::Gems, minor: pack.diamonds, details: words, by };
        Planned::of(draft.of(Flow::TopUp), Some(id)).then(Then::Paid(id))
    }

    fn convert(&mut self, id: Id) -> Option<Planned> {
        let hundreds = (self.players.get(id).available(Coin::Gold) / 200).clamp(0, 5);
        let coins = u64::try_from(hundreds * 100).ok().filter(|coins| *coins > 0)?;
        self.players.get_mut(id).promise(Coin::Gold, minor(coins));
        let (key, owner) = (self.next("exchange"), self.players.get(id).owner.clone());
        let words = details(None, "Gold coins for diamonds", &[("sink", "exchange"), ("source", "exchange")]);
        let draft = Draft { key, owner, coin: Coin::Gold, minor: coins, details: words, by: &self.callers.game };
        let command = draft.ordered(Conversion { to: Coin::Gems.code().clone(), min: None });
        Some(Planned::of(command, Some(id)))
    }

    fn bundle(&mut self, id: Id, minute: i64) -> Option<Planned> {
        let is_mispriced = self.plot.is_mispriced(minute);
        let price = if is_mispriced { BUNDLE_GOLD_MISPRICED } else { BUNDLE_GOLD };
        let then = if is_mispriced { Then::Bargained(id) } else { Then::Nothing };
        let words = bought("offers", BUNDLE);
        Some(self.purchase(id, (Coin::Gold, price), BUNDLE_GEMS, words)?.then(then))
    }

    fn reward(&mut self, id: Id) -> Option<Planned> {
        self.purchase(id, (Coin::Points, 40), 30, bought("rewards", "loyalty_box"))
    }

    fn purchase(&mut self, id: Id, (coin, price): (Coin, u64), gems: u64, words: Details) -> Option<Planned> {
        let player = self.players.get_mut(id);
        if player.available(coin) < minor(price) {
            return None;
        }
        player.promise(coin, minor(price));
        let owner = player.owner.clone();
        let sum = |coin: Coin, minor| Sum { asset: coin.code().clone(), amount: amount(minor) };
        let key = IdempotencyKey::new(&self.next("order")).expect("a word and a number");
        let (pay, receive) = (vec![sum(coin, price)], vec![sum(Coin::Gems, gems)]);
        let command = Command::purchase(key, owner, pay, receive, words).expect("two assets");
        Some(Planned::of(command.by(self.callers.game.clone()), Some(id)))
    }

    fn give(&mut self, id: Id, minute: i64) -> Option<Planned> {
        let coins = (self.players.get(id).available(Coin::Gold) / 5).min(300);
        let coins = u64::try_from(coins).ok().filter(|coins| *coins >= 10)?;
        let to = self.players.anyone(minute / 1440, id, &mut self.rng)?;
        self.players.get_mut(id).promise(Coin::Gold, minor(coins) + 1);
        let (key, owner) = (self.next("gift"), self.players.get(id).owner.clone());
        let words = details(None, "A present", &[("reason", "present"), ("sink", "gift_fee")]);
        let draft = Draft { key, owner, coin: Coin::Gold, minor: coins, details: words, by: &self.callers.game };
        let to = self.players.get(to).owner.clone();
        Some(Planned::of(draft.ordered(Gift { to, fee: Some(Amount::ONE) }), Some(id)))
    }

    fn enter(&mut self, id: Id, minute: i64) -> Option<Planned> {
        let fee = [50, 100, 200][self.rng.usize(0..3)];
        if self.players.get(id).available(Coin::Gold) < minor(fee) {
            return None;
        }
        let end = match self.rng.u32(0..100) {
            0..66 => End::Captured,
            66..74 => End::CapturedInPart(fee / 2),
            74..96 => End::Released,
            _ => End::Lapsed,
        };
        let seconds = match end {
            _ if self.plot.is_nearly_over(minute / 1440) => HOLD_S_LONG,
            End::Lapsed => HOLD_S_SHORT,
            _ => HOLD_S,
        };
        let words = details(Some("cup"), "A tournament's entry fee", &[("sink", "tournament"), ("item", "cup_entry")]);
        Some(self.hold(id, (Coin::Gold, fee), seconds, words, end))
    }

    fn bid(&mut self, id: Id, gems: u64) -> Planned {
        let words = details(Some("auction"), "A bid for a banner", &[("sink", "auction"), ("item", "guild_banner")]);
        self.hold(id, (Coin::Gems, gems), HOLD_S_SHORT, words, End::CapturedInPart(gems * 2 / 3))
    }

    fn hold(&mut self, id: Id, (coin, fee): (Coin, u64), seconds: u32, words: Details, end: End) -> Planned {
        self.players.get_mut(id).promise(coin, minor(fee));
        let key = IdempotencyKey::new(&self.next("hold")).expect("a word and a number");
        let (owner, code) = (self.players.get(id).owner.clone(), coin.code().clone());
        let command = Command::hold(key, owner, code, amount(fee), seconds, words).expect("at most a week");
        Planned::of(command.by(self.callers.game.clone()), Some(id)).then(Then::Held { player: id, coin, end })
    }

    fn settle(&mut self, id: Id, hold: &Command, end: End) -> Planned {
        let key = |word: &str| IdempotencyKey::new(&format!("{}-{word}", hold.key())).expect("a key and a word");
        let words = hold.details().clone();
        let command = match end {
            End::Captured => Command::capture(hold, key("won"), None, true, words),
            End::CapturedInPart(part) => Command::capture(hold, key("won"), Some(amount(part)), true, words),
            End::Released => Command::release(hold, key("off"), words),
            End::Lapsed => Command::expire(hold),
        };
        let command = command.expect("it is a hold");
        let by = if end == End::Lapsed { Origin::service() } else { self.callers.game.clone() };
        let coin = if hold.asset() == Coin::Gems.code() { Coin::Gems } else { Coin::Gold };
        let then = Then::Settled { player: id, coin, minor: hold.amount().minor() };
        Planned::of(command.by(by), Some(id)).then(then)
    }

    fn refund(&mut self, of: &Command, is_half: bool) -> Planned {
        let half = u64::try_from(of.amount().minor() / 2).ok().filter(|half| is_half && *half > 0);
        let part = half.map_or(Part::Rest, |half| Part::Amount(amount(half)));
        let key = self.next("refund");
        let words = details(Some("refund"), "It did not work as described", &[("reason", "refund")]);
        let command = back(of, &key, part, OnShortfall::Refuse, words);
        Planned::of(command.by(self.callers.support.clone()), None)
    }

    fn fund(&mut self, campaign: usize) -> Planned {
        let (fund, name) = (self.plot.campaigns[campaign].fund, self.plot.campaigns[campaign].name);
        self.plot.campaigns[campaign].left = minor(fund);
        Planned::of(self.allocate(campaign, fund, false, &format!("{name}-fund")), None)
    }

    fn close(&mut self, campaign: usize) -> Option<Planned> {
        let left = std::mem::take(&mut self.plot.campaigns[campaign].left);
        let left = u64::try_from(left).ok().filter(|left| *left > 0)?;
        let key = format!("{}-rest", self.plot.campaigns[campaign].name);
        Some(Planned::of(self.allocate(campaign, left, true, &key), None))
    }

    fn allocate(&self, campaign: usize, minor: u64, back: bool, key: &str) -> Command {
        let campaign = &self.plot.campaigns[campaign];
        let words = if back { "What the campaign left" } else { "The campaign's budget" };
        let details = details(Some(campaign.name), words, &[("campaign", campaign.name)]);
        let (key, owner) = (key.to_owned(), campaign.budget.clone());
        Draft { key, owner, coin: Coin::Gold, minor, details, by: &self.callers.operator }.ordered(Allocation { back })
    }
}
