//! What clients ask for: every flow, alone and in batches, drawn by a client's own random numbers.

use fastrand::Rng;
use wallet_domain::Flow;

use crate::request::{Command, Request, Words};

/// Of the first there is plenty; of the second the treasury is mostly dry and players hold little.
pub(crate) const ASSETS: [&str; 2] = ["GOLD_COINS", "DIAMONDS"];
/// So many hold a wallet of each asset.
pub(crate) const PLAYERS: u64 = 8;
/// The most commands of a batch.
const BATCH_MAX: usize = 20;

/// One client's endless stream of new requests.
pub(crate) struct Mix {
    random: Rng,
    /// What makes its keys its own.
    prefix: String,
    keys: u64,
}

impl Mix {
    pub(crate) fn new(random: Rng, prefix: String) -> Self {
        Self { random, prefix, keys: 0 }
    }

    pub(crate) fn random(&mut self) -> &mut Rng {
        &mut self.random
    }

    /// A new request: three in four ask for one command, one in four for many.
    pub(crate) fn request(&mut self) -> Request {
        if self.random.u8(0..4) == 0 {
            let size = self.random.usize(2..=BATCH_MAX);
            return Request::batch((0..size).map(|_| self.command()).collect());
        }
        let words = if self.random.u8(0..5) == 0 { Words::Seed } else { Words::V1 };
        Request::single(self.command(), words)
    }

    /// The same key for something else: a command with another amount.
    pub(crate) fn misuse(command: &Command) -> Request {
        Request::single(Command { amount: command.amount + 1, ..command.clone() }, Words::V1)
    }

    fn command(&mut self) -> Command {
        self.keys += 1;
        let key = format!("{}-{}", self.prefix, self.keys);
        let random = &mut self.random;
        let asset = ASSETS[usize::from(random.u8(0..4) == 0)];
        let flow = match random.u8(0..20) {
            0 => Flow::Mint,
            1..5 => Flow::TopUp,
            5..9 => Flow::Bonus,
            _ => Flow::Spend,
        };
        // One in forty plays without a wallet.
        let player = if random.u8(0..40) == 0 { PLAYERS } else { random.u64(0..PLAYERS) };
        let owner = if flow == Flow::Mint { "system:treasury".to_owned() } else { format!("player_{player}") };
        Command { owner, key, flow, asset, amount: random.i64(1..=50) }
    }
}

/// What is there before anyone asks: the supply, and something for each player.
pub(crate) fn opening() -> Vec<Command> {
    let mint = |asset, amount| {
        let owner = "system:treasury".to_owned();
        Command { owner, key: format!("opening-{asset}"), flow: Flow::Mint, asset, amount }
    };
    let grant = |player| {
        let owner = format!("player_{player}");
        Command { owner, key: "opening".to_owned(), flow: Flow::Bonus, asset: ASSETS[0], amount: 1000 }
    };
    [mint(ASSETS[0], 1_000_000_000), mint(ASSETS[1], 200)].into_iter().chain((0..PLAYERS).map(grant)).collect()
}
