//! Random commands that meet every rule: for properties, for comparing stores, for soaking them.

use super::{OrderParts, Store, amount, asset, asset_named, asset_with, command, key, mint, owner};
use crate::{
    AssetChange, ChangeNote, Command, Details, Flow, Name, OnShortfall, Origin, OwnerId, Person, PolicyChange,
    Reference,
};

const ASSETS: [&str; 3] = ["GOLD_COINS", "DIAMONDS", "LOYALTY_POINTS"];
const PLAYERS: u64 = 8;
/// An operator's own wallet, of the first asset.
const BUDGET: &str = "system:event";
/// What is allowed with each asset: giving it away, ceilings that clip and that reject, rates that lose value on the way there and
/// back, limits of every period, wallets that open on credit and begin with something.
const POLICIES: [&str; 3] = [
    r#"{"transferable":true,"opens_on_credit":true,"starting_balance":3,"payment_ref":"free","rates":[{"to":"DIAMONDS","pay":7,"receive":2}],
        "limits":[{"flow":"bonus","per":"day","max_count":9,"max_amount":400},{"flow":"hold","per":"week","max_count":7}]}"#,
    r#"{"max_balance":150,"over_max":"clip","rates":[{"to":"GOLD_COINS","pay":2,"receive":3}],
        "limits":[{"flow":"spend","per":"month","time_zone":"Europe/Berlin","max_amount":900},
                  {"flow":"conversion","per":"day","max_amount":300},
                  {"flow":"bonus","per":"day","max_amount":500,"reversals_give_back":true}]}"#,
    r#"{"max_balance":200,"transferable":true}"#,
];

/// An endless, repeatable stream of batches: top-ups, bonuses, spends and mints, some repeated, some reusing a key for
/// something else, some overdrawing, some naming wallets or assets that are not there, a treasury often dry; payments
/// credited once and again; orders of every flow, about holds of a few seconds and about transactions that may not be
/// there; everything that has a way back taken back, in full, in parts and by shares; spends and captures of what there is; budgets, conditions.
#[derive(Debug)]
pub struct Workload {
    random: u64,
    keys: u64,
    past: Vec<Command>,
    has_orders: bool,
}

impl Workload {
    /// The stream of that seed.
    pub fn new(seed: u64) -> Self {
        Self { random: seed, keys: 0, past: Vec::new(), has_orders: true }
    }

    /// The stream of that seed with mints, top-ups, bonuses and spends alone.
    pub fn plain(seed: u64) -> Self {
        Self { has_orders: false, ..Self::new(seed) }
    }

    /// The next batch of 1 to `size_max` commands.
    pub fn next_batch(&mut self, size_max: u64) -> Vec<Command> {
        let size = 1 + self.below(size_max);
        (0..size).map(|_| self.next_command()).collect()
    }

    fn next_command(&mut self) -> Command {
        let known = self.past.len() as u64;
        let dice = self.below(100);
        let next = if dice < 15 && known > 0 {
            // A retry, the younger the likelier, as retries are.
            let back = self.below(known.min(50));
            return self.past[usize::try_from(known - 1 - back).expect("a position")].clone();
        } else if dice < 20 && known > 0 {
            let position = self.below(known);
            let used = self.past[usize::try_from(position).expect("a position")].clone();
            if !used.flow().is_plain() {
                return used;
            }
            let name = used.key().as_str().to_owned();
            let figure = 1 + self.below(50);
            command(used.flow(), used.owner().as_str(), used.asset().as_str(), figure, &name)
        } else if dice < 25 {
            let figure = 1 + self.below(200);
            let name = self.fresh_key();
            mint(self.any_asset(), figure, &name)
        } else if dice < 45 && known > 0 && self.has_orders {
            self.next_order()
        } else {
            let flow = [Flow::TopUp, Flow::Bonus, Flow::Spend, Flow::Spend][self.index_below(4)];
            let player = self.any_player();
            let figure = 1 + self.below(80);
            let name = self.fresh_key();
            let plain = command(flow, player.as_str(), self.any_asset(), figure, &name);
            match flow {
                Flow::TopUp if self.has_orders && self.below(2) == 0 => self.paid(&plain),
                Flow::Spend if self.has_orders && figure.is_multiple_of(4) => plain.as_much_as().expect("a spend"),
                _ => plain,
            }
        };
        let next = if self.has_orders { self.asked_by_someone(next) } else { next };
        self.past.push(next.clone());
        next
    }

    /// The same top-up of one of a few payments, some of which were credited before.
    fn paid(&mut self, plain: &Command) -> Command {
        let reference = Some(Reference::new(&format!("pay-{}", self.below(80))).expect("it is short"));
        let details = Details { reference, ..Details::default() };
        let (owner, asset) = (plain.owner().clone(), plain.asset().clone());
        Command::new(Flow::TopUp, plain.key().clone(), owner, asset, plain.amount(), details).expect("it was a top-up")
    }

    /// The same, most of the time with who asked for it.
    fn asked_by_someone(&mut self, command: Command) -> Command {
        let person = || Person::new("ada").expect("it is short");
        match self.below(4) {
            0 => command,
            1 => command.by(Origin::named(&Name::new("shop").expect("it is short"))),
            2 => command.by(Origin::anyone().on_behalf_of(&person())),
            _ => command.by(Origin::anyone()),
        }
    }

    /// A hold, an order about an earlier command that may or may not fit it, or a command of several legs.
    fn next_order(&mut self) -> Command {
        let (player, name) = (self.any_player(), self.fresh_key());
        let most = [4, 60][self.index_below(2)];
        let (code, figure) = (self.any_asset(), 1 + self.below(most));
        let name = key(&name);
        let flow = self.any_flow_of_orders();
        let wanted = self.any_reversible_flow();
        let earlier = self.any_earlier(|command| match flow {
            Flow::Capture | Flow::Release | Flow::Expire => command.flow() == Flow::Hold,
            _ => command.flow() == wanted && command.check_reversible().is_ok(),
        });
        let parts = OrderParts {
            key: name.clone(),
            owner: player,
            other: self.any_player(),
            budget: owner(BUDGET),
            asset: asset(code),
            amount: amount(figure),
            to: asset(ASSETS[self.index_below(2)]),
            part: (self.below(2) == 0).then(|| amount(1 + self.below(30))),
            share: (self.below(3) == 0).then(|| ["1/2", "1/3", "5/6"][self.index_below(3)].parse().expect("a share")),
            is_last: self.below(3) == 0,
            is_as_much_as: figure.is_multiple_of(3),
            seconds: 1 + u32::try_from(self.below(4)).expect("small"),
            on_shortfall: [OnShortfall::Refuse, OnShortfall::TakeAvailable, OnShortfall::Debt][self.index_below(3)],
            details: Details::default(),
        };
        let ordered = parts.of(flow, &earlier);
        let ordered = if flow.is_plain() { ordered.and_then(|plain| plain.through(owner(BUDGET))) } else { ordered };
        // What does not fit the earlier command is a spend on the condition of some version.
        let otherwise = || {
            let version = i64::try_from(figure % 20).expect("small");
            command(Flow::Spend, earlier.owner().as_str(), code, figure, name.as_str()).if_version(version)
        };
        ordered.unwrap_or_else(|_| if earlier.owner().is_system() { earlier.clone() } else { otherwise() })
    }

    /// Any flow that needs more than an amount, holds and reversals most often, or one that a budget may pay or receive.
    fn any_flow_of_orders(&mut self) -> Flow {
        let orders: Vec<Flow> = Flow::ALL.into_iter().filter(|flow| !flow.is_plain()).collect();
        match self.below(12) {
            0 | 1 => Flow::Hold,
            2 | 3 => Flow::Reversal,
            4 => [Flow::Bonus, Flow::Spend][self.index_below(2)],
            _ => orders[self.index_below(orders.len())],
        }
    }

    /// One of the flows that have a way back: what is rare is taken back as often as the rest.
    fn any_reversible_flow(&mut self) -> Flow {
        let reversible: Vec<Flow> = Flow::ALL.into_iter().filter(|flow| flow.is_reversible()).collect();
        reversible[self.index_below(reversible.len())]
    }

    /// One of the latest commands, of that kind if there is one.
    fn any_earlier(&mut self, is_wanted: impl Fn(&Command) -> bool) -> Command {
        let known = self.past.len();
        let latest = self.below(known.min(40) as u64);
        let end = known - usize::try_from(latest).expect("below a usize");
        let found = self.past[..end].iter().rev().take(400).find(|command| is_wanted(command));
        found.unwrap_or(&self.past[end - 1]).clone()
    }

    /// The last two players have no wallets.
    fn any_player(&mut self) -> OwnerId {
        owner(&format!("player_{}", self.below(PLAYERS + 2)))
    }

    fn any_asset(&mut self) -> &'static str {
        // One in twenty does not exist.
        if self.below(20) == 0 { "UNKNOWN" } else { ASSETS[self.index_below(ASSETS.len())] }
    }

    fn fresh_key(&mut self) -> String {
        self.keys += 1;
        format!("key-{}", self.keys)
    }

    fn index_below(&mut self, bound: usize) -> usize {
        usize::try_from(self.below(bound as u64)).expect("below a usize")
    }

    /// SplitMix64: a few lines, and the same numbers on every machine.
    fn below(&mut self, bound: u64) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.random;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }
}

/// Opens what the workload's commands find: three assets, eight players with a wallet of each, all empty.
pub async fn open_workload(store: &dyn Store) {
    open_plain_workload(store).await;
    // Rates are to assets that are there.
    for (code, policy) in ASSETS.into_iter().zip(POLICIES) {
        let change = AssetChange {
            policy: Some(PolicyChange::Whole(asset_with(code, policy).policy)),
            ..AssetChange::default()
        };
        let changed = store.change_asset(&asset(code), &change, &ChangeNote::service()).await;
        changed.expect("the store works").expect("it is allowed");
    }
    store.open_wallet(&owner(BUDGET), &asset(ASSETS[0])).await.expect("the store works");
}

/// The same with assets that nobody has said anything about, as old stores have them.
pub async fn open_plain_workload(store: &dyn Store) {
    for code in ASSETS {
        store.create_asset(&asset_named(code)).await.expect("the store works");
        for player in 0..PLAYERS {
            let player = owner(&format!("player_{player}"));
            store.open_wallet(&player, &asset(code)).await.expect("the store works");
        }
    }
}
