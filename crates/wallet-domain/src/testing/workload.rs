//! Random commands that meet every rule: for properties, for comparing stores, for soaking them.

use super::{Store, asset, asset_named, command, mint, owner};
use crate::{Command, Flow};

const ASSETS: [&str; 3] = ["GOLD_COINS", "DIAMONDS", "LOYALTY_POINTS"];
const PLAYERS: u64 = 8;

/// An endless, repeatable stream of batches: top-ups, bonuses, spends and mints, some repeated, some reusing a key for
/// something else, some overdrawing, some naming wallets or assets that are not there, a treasury often dry.
#[derive(Debug)]
pub struct Workload {
    random: u64,
    keys: u64,
    past: Vec<Command>,
}

impl Workload {
    /// The stream of that seed.
    pub fn new(seed: u64) -> Self {
        Self { random: seed, keys: 0, past: Vec::new() }
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
            let name = used.key().as_str().to_owned();
            let figure = 1 + self.below(50);
            command(used.flow(), used.owner().as_str(), used.asset().as_str(), figure, &name)
        } else if dice < 25 {
            let figure = 1 + self.below(200);
            let name = self.fresh_key();
            mint(self.any_asset(), figure, &name)
        } else {
            let flow = [Flow::TopUp, Flow::Bonus, Flow::Spend, Flow::Spend][self.index_below(4)];
            // The last two players have no wallets.
            let player = format!("player_{}", self.below(PLAYERS + 2));
            let figure = 1 + self.below(80);
            let name = self.fresh_key();
            command(flow, &player, self.any_asset(), figure, &name)
        };
        self.past.push(next.clone());
        next
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
    for code in ASSETS {
        store.create_asset(&asset_named(code)).await.expect("the store works");
        for player in 0..PLAYERS {
            let player = owner(&format!("player_{player}"));
            store.open_wallet(&player, &asset(code)).await.expect("the store works");
        }
    }
}
