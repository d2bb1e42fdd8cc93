//! What callers ask for: commands that meet every rule, some of them again, some of them by mistake.

use fastrand::Rng;
use wallet_domain::testing::{OrderParts, amount, asset, key, owner};
use wallet_domain::{
    AssetCode, Command, Description, Details, Flow, Group, GroupKind, MINOR_MAX, Metadata, OnShortfall, OwnerId,
    Reference,
};

/// The assets that are there from the beginning. Of the last, amounts reach what a number can hold.
pub(crate) const ASSETS: [&str; 3] = ["GOLD_COINS", "DIAMONDS", "STARDUST"];
/// Created in the course of a run, or not.
pub(crate) const LATE_ASSET: &str = "LATECOMERS";
/// So many have a wallet of each asset from the beginning.
pub(crate) const PLAYERS: u64 = 6;
/// An operator's own wallet, of the first asset.
pub(crate) const BUDGET: &str = "system:event";
/// What is allowed with the assets at first, and what operators change that to in the course of a run.
pub(crate) const POLICIES: [&str; 6] = [
    r#"{"transferable":true,"opens_on_credit":true,"starting_balance":3,"rates":[{"to":"DIAMONDS","pay":7,"receive":2}],
        "limits":[{"flow":"bonus","per":"day","max_count":20,"max_amount":600},{"flow":"hold","per":"week","max_count":30}]}"#,
    r#"{"max_balance":150,"over_max":"clip","rates":[{"to":"GOLD_COINS","pay":2,"receive":3}],
        "limits":[{"flow":"spend","per":"month","time_zone":"Europe/Berlin","max_amount":1500},
                  {"flow":"bonus","per":"day","max_amount":700,"reversals_give_back":true}]}"#,
    r#"{"transferable":true}"#,
    r#"{"payment_ref":"free"}"#,
    r#"{"max_balance":90,"transferable":true,"debt_repayment_percent":40,"rates":[{"to":"STARDUST","pay":1,"receive":9007199254740991}]}"#,
    r#"{"opens_on_credit":true,"max_balance":400,"over_max":"clip"}"#,
];
/// So many more may open theirs in the course of a run.
pub(crate) const LATE_PLAYERS: u64 = 3;

/// How much of a transaction is taken back where that is a share of it.
const SHARES: [&str; 3] = ["1/2", "1/3", "5/6"];

/// The most commands of a large batch.
const BATCH_MAX: u64 = 60;

/// An endless stream of batches, repeatable by its seed.
#[derive(Debug, Default)]
pub(crate) struct Workload {
    keys: u64,
    past: Vec<Command>,
    batches: Vec<Vec<Command>>,
}

impl Workload {
    /// The next batch: mostly of a few commands, at times of many, at times one that was sent before.
    pub(crate) fn next_batch(&mut self, random: &mut Rng) -> Vec<Command> {
        if random.u64(0..100) < 6
            && let Some(batch) = self.past_batch(random)
        {
            return batch;
        }
        let size = match random.u64(0..100) {
            0..40 => 1,
            40..90 => random.u64(2..=8),
            _ => random.u64(2..=BATCH_MAX),
        };
        // One in eight batches supplies the treasury, as an operator would: with several mints at once.
        let supplies = random.u64(0..8) == 0;
        let batch: Vec<Command> = (0..size).map(|_| self.next_command(random, supplies)).collect();
        self.batches.push(batch.clone());
        batch
    }

    /// Every command that was made, the oldest first.
    pub(crate) fn past(&self) -> &[Command] {
        &self.past
    }

    /// An old batch as it was, in another order, or in part: what a caller does who has lost the answer.
    fn past_batch(&self, random: &mut Rng) -> Option<Vec<Command>> {
        let mut batch = self.batches.get(recent(random, self.batches.len(), 20)?)?.clone();
        match random.u8(0..4) {
            0 => random.shuffle(&mut batch),
            1 => batch.truncate(batch.len().div_ceil(2)),
            _ => {}
        }
        Some(batch)
    }

    fn next_command(&mut self, random: &mut Rng, supplies: bool) -> Command {
        let command = match random.u64(0..100) {
            0..14 if !self.past.is_empty() => return self.retry(random),
            14..20 if !self.past.is_empty() => self.reuse_a_key(random),
            20..36 if !self.past.is_empty() => self.order(random),
            dice if supplies || dice < 40 => self.mint(random),
            _ => self.fresh(random),
        };
        self.past.push(command.clone());
        command
    }

    /// The same command again, the younger the likelier.
    fn retry(&self, random: &mut Rng) -> Command {
        self.past[recent(random, self.past.len(), 40).expect("there are some")].clone()
    }

    /// Another command under a key that its owner has used: another flow, amount, asset or detail.
    fn reuse_a_key(&self, random: &mut Rng) -> Command {
        let used = &self.past[recent(random, self.past.len(), 200).expect("there are some")];
        let (mut flow, mut code, mut minor) = (used.flow(), used.asset().clone(), used.amount().minor().unsigned_abs());
        let mut details = used.details().clone();
        if flow == Flow::Expire || flow == Flow::Allocate {
            // The one's key is the service's own: no caller can take it. The other's owner has no other flow.
            return used.clone();
        }
        if !flow.is_plain() {
            flow = Flow::Spend;
        }
        match random.u8(0..4) {
            0 if flow != Flow::Mint => flow = if flow == Flow::Spend { Flow::TopUp } else { Flow::Spend },
            1 => code = any_asset(random),
            2 => details.description = Some(Description::new("another one").expect("it is short")),
            _ => minor = if minor == MINOR_MAX.unsigned_abs() { 1 } else { minor + 1 },
        }
        command(flow, used.key().as_str(), used.owner().clone(), code, minor, details)
    }

    /// A hold, an order about an earlier command that may or may not fit it, a command of several legs or on a condition.
    fn order(&mut self, random: &mut Rng) -> Command {
        self.keys += 1;
        let (name, details) = (key(&format!("key-{}", self.keys)), any_details(random, self.keys));
        let (one, other, code) = (player(random.u64(0..PLAYERS)), player(random.u64(0..PLAYERS)), any_asset(random));
        let (minor, part) = (amount(random.u64(1..=60)), random.bool().then(|| amount(random.u64(1..=40))));
        let (flow, is_chargeback) = any_flow_of_orders(random);
        // What is rare is taken back as often as the rest.
        let reversible: Vec<Flow> = Flow::ALL.into_iter().filter(|flow| flow.is_reversible()).collect();
        let wanted = reversible[random.usize(0..reversible.len())];
        let earlier = self.earlier(random, |command| match flow {
            Flow::Capture | Flow::Release | Flow::Expire => command.flow() == Flow::Hold,
            _ if is_chargeback => matches!(command.flow(), Flow::TopUp | Flow::Bonus),
            _ => command.flow() == wanted && command.check_reversible().is_ok(),
        });
        let policies = [OnShortfall::Refuse, OnShortfall::TakeAvailable, OnShortfall::Debt];
        let parts = OrderParts {
            key: name,
            owner: one,
            other,
            budget: owner(BUDGET),
            asset: code,
            amount: minor,
            to: asset(ASSETS[random.usize(0..ASSETS.len())]),
            part,
            share: (random.u8(0..3) == 0).then(|| SHARES[random.usize(0..SHARES.len())].parse().expect("a share")),
            is_last: random.u8(0..3) == 0,
            is_as_much_as: minor.minor() % 3 == 0,
            // Some are over within a few batches, some outlast the run.
            seconds: if random.bool() { 1 } else { random.u32(1..=600) },
            on_shortfall: if is_chargeback { OnShortfall::Debt } else { policies[random.usize(0..policies.len())] },
            details,
        };
        let ordered = parts.of(flow, &earlier);
        let ordered = if flow.is_plain() { ordered.and_then(|it| it.through(owner(BUDGET))) } else { ordered };
        let version = i64::try_from(random.u64(0..30)).expect("small");
        let spend =
            || command(Flow::Spend, &format!("key-{}", self.keys), player(1), asset(ASSETS[0]), 1, Details::default());
        ordered.unwrap_or_else(|_| spend().if_version(version))
    }

    /// One of the latest commands, of that kind if there is one.
    fn earlier(&self, random: &mut Rng, is_wanted: impl Fn(&Command) -> bool) -> Command {
        let end = recent(random, self.past.len(), 60).expect("there are some") + 1;
        let found = self.past[..end].iter().rev().take(400).find(|command| is_wanted(command));
        found.unwrap_or(&self.past[end - 1]).clone()
    }

    fn mint(&mut self, random: &mut Rng) -> Command {
        let code = any_asset(random);
        // Little at a time, so that the treasury is nearly dry for most of a run.
        let minor = if code.as_str() == ASSETS[2] { vast(random) } else { random.u64(1..=250) };
        self.new_command(random, Flow::Mint, OwnerId::treasury().clone(), code, minor)
    }

    fn fresh(&mut self, random: &mut Rng) -> Command {
        let flow = [Flow::TopUp, Flow::Bonus, Flow::Spend, Flow::Spend][random.usize(0..4)];
        // One in twelve plays without a wallet, until it is opened.
        let number = if random.u8(0..12) == 0 { PLAYERS + random.u64(0..LATE_PLAYERS) } else { random.u64(0..PLAYERS) };
        let code = any_asset(random);
        let minor = if code.as_str() == ASSETS[2] { vast(random) } else { random.u64(1..=80) };
        let command = self.new_command(random, flow, player(number), code, minor);
        if flow == Flow::Spend && minor.is_multiple_of(4) { command.as_much_as().expect("a spend") } else { command }
    }

    fn new_command(&mut self, random: &mut Rng, flow: Flow, of: OwnerId, code: AssetCode, minor: u64) -> Command {
        self.keys += 1;
        let details = any_details(random, self.keys);
        command(flow, &format!("key-{}", self.keys), of, code, minor, details)
    }
}

/// The flow of an order: any that needs more than an amount, holds and reversals most often, or one that a budget may pay or
/// receive. And whether it charges back what the player may have spent.
fn any_flow_of_orders(random: &mut Rng) -> (Flow, bool) {
    let orders: Vec<Flow> = Flow::ALL.into_iter().filter(|flow| !flow.is_plain()).collect();
    match random.u8(0..20) {
        0..3 => (Flow::Hold, false),
        3 => (if random.bool() { Flow::Bonus } else { Flow::Spend }, false),
        4..8 => (Flow::Reversal, true),
        8..12 => (Flow::Reversal, false),
        _ => (orders[random.usize(0..orders.len())], false),
    }
}

/// Cuts a batch into runs of neighbours, some of which are groups.
pub(crate) fn any_groups(random: &mut Rng, count: usize) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut next = 0;
    while next < count {
        let end = (next + random.usize(1..=6)).min(count);
        let kind = match random.u8(0..6) {
            0..3 => Some(GroupKind::AllOrNothing),
            3 => Some(GroupKind::Trial),
            4 => Some(GroupKind::AllOrNothingTrial),
            _ => None,
        };
        groups.extend(kind.map(|kind| Group { commands: next..end, kind }));
        next = end;
    }
    groups
}

/// A player by number; the last ones have no wallets at first.
pub(crate) fn player(number: u64) -> OwnerId {
    owner(&format!("player_{number}"))
}

/// Everyone who may hold a wallet, the system's own included.
pub(crate) fn everyone() -> Vec<OwnerId> {
    let players: Vec<OwnerId> = (0..PLAYERS + LATE_PLAYERS).map(player).collect();
    let debts = players.iter().filter_map(OwnerId::debt_of);
    let of_the_system = OwnerId::system().into_iter().cloned().chain([owner(BUDGET)]).chain(debts);
    of_the_system.chain(players.iter().cloned()).collect()
}

/// An asset: in one of twenty cases one that does not exist, in one of twenty one that may come yet.
pub(crate) fn any_asset(random: &mut Rng) -> AssetCode {
    match random.u64(0..20) {
        0 => asset("UNKNOWN"),
        1 => asset(LATE_ASSET),
        _ => asset(ASSETS[random.usize(0..ASSETS.len())]),
    }
}

/// A position in a list, near its end.
pub(crate) fn recent(random: &mut Rng, count: usize, back_max: usize) -> Option<usize> {
    (count > 0).then(|| count - 1 - random.usize(0..count.min(back_max)))
}

/// Up to what a number can hold, as often as a little.
fn vast(random: &mut Rng) -> u64 {
    let most = MINOR_MAX.unsigned_abs();
    match random.u8(0..4) {
        0 => most,
        1 => most / 3,
        _ => random.u64(1..=1000),
    }
}

/// Payments come again now and then.
fn any_details(random: &mut Rng, number: u64) -> Details {
    let given = random.u8(0..16);
    let is_given = |bit: u8| given & bit != 0;
    Details {
        reference: is_given(1).then(|| Reference::new(&format!("pay_{}", number % 64)).expect("it is short")),
        description: is_given(2).then(|| Description::new("A red hat – für Ωmega").expect("it is short")),
        metadata: (is_given(4) && is_given(8)).then(|| {
            let text = format!(r#"{{"z":{number},"a":[1,2.5,null,"ä'\"\\"],"n":{{"deep":true}}}}"#);
            Metadata::parse(&text).expect("it is an object")
        }),
    }
}

fn command(flow: Flow, name: &str, of: OwnerId, code: AssetCode, minor: u64, details: Details) -> Command {
    Command::new(flow, key(name), of, code, amount(minor), details).expect("the flow is its owner's")
}
