//! What clients ask for: every flow, alone and in batches, drawn by a client's own random numbers.

use fastrand::Rng;
use wallet_domain::{Flow, OwnerId};

use crate::request::{Command, More, Order, Request, Words, moved};

/// Of the first there is plenty; of the second the treasury is mostly dry and players hold little.
pub(crate) const ASSETS: [&str; 2] = ["GOLD_COINS", "DIAMONDS"];
/// What purchases bring.
pub(crate) const EXTRA: &str = "HATS";
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
    /// Whether to ask for holds: their time is over where the clock is set at will.
    with_holds: bool,
}

impl Mix {
    pub(crate) fn new(random: Rng, prefix: String, with_holds: bool) -> Self {
        Self { random, prefix, keys: 0, with_holds }
    }

    pub(crate) fn random(&mut self) -> &mut Rng {
        &mut self.random
    }

    /// A new request: three in four ask for one command, one in four for many. Some are about one of those that were
    /// posted.
    pub(crate) fn request(&mut self, posted: &[Command]) -> Request {
        match self.random.u8(0..20) {
            0..4 => {
                let size = self.random.usize(2..=BATCH_MAX);
                return Request::batch((0..size).map(|_| self.command()).collect());
            }
            4 => {
                let size = self.random.usize(2..=4);
                return Request::atomic((0..size).map(|_| self.command()).collect());
            }
            5..9 => return Request::single(self.order(posted), Words::V1),
            _ => {}
        }
        let words = if self.random.u8(0..5) == 0 { Words::Seed } else { Words::V1 };
        Request::single(self.command(), words)
    }

    /// The same key for something else.
    pub(crate) fn misuse(command: &Command) -> Request {
        Request::single(command.misused(), Words::V1)
    }

    /// A command that is only tried, under a key that nothing else has.
    pub(crate) fn trial(&mut self) -> Request {
        Request::trial(self.command())
    }

    /// What is more than a plain flow: a hold, what settles one, what takes something back, what players give, a purchase, a conversion.
    fn order(&mut self, posted: &[Command]) -> Command {
        let plain = self.command();
        let random = &mut self.random;
        let player = |random: &mut Rng| format!("player_{}", random.u64(0..PLAYERS));
        let plain = Command { owner: player(random), flow: Flow::Hold, ..plain };
        let latest = posted.len().saturating_sub(60);
        let recent = |is_wanted: &dyn Fn(&Command) -> bool, random: &mut Rng| {
            let fitting: Vec<&Command> = posted[latest..].iter().filter(|command| is_wanted(command)).collect();
            random.choice(fitting).cloned()
        };
        let about = |earlier: Command, flow: Flow, amount: i64| Command {
            owner: earlier.owner.clone(),
            asset: earlier.asset,
            flow,
            amount,
            more: More::About(Box::new(earlier)),
            ..plain.clone()
        };
        let dice = random.u8(0..10);
        match dice {
            0..3 => {
                if let Some(hold) = recent(&|command| command.flow == Flow::Hold, random) {
                    let part = random.i64(1..=hold.amount);
                    return match dice {
                        0 => about(hold, Flow::Release, part),
                        _ => about(hold, Flow::Capture, part),
                    };
                }
            }
            3..6 => {
                if let Some(original) = recent(&Command::is_reversible, random) {
                    // At times more than there was.
                    let part = random.i64(1..=original.amount + 1);
                    return about(original, Flow::Reversal, part);
                }
            }
            6 if random.bool() => return conversion(plain),
            6 => {
                let pay = (ASSETS[usize::from(plain.asset == ASSETS[0])], random.i64(1..=3));
                return purchase(plain, pay, (EXTRA, random.i64(1..=9)));
            }
            _ if dice < 9 || !self.with_holds => {
                return give(plain, player(random), random.i64(1..=3));
            }
            _ => {}
        }
        if self.with_holds { plain } else { Command { flow: Flow::Spend, ..plain } }
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
        Command { owner, key, flow, asset, amount: random.i64(1..=50), more: More::Nothing }
    }
}

/// Pays in two assets and receives in a third.
fn purchase(plain: Command, pay: (&'static str, i64), receive: (&'static str, i64)) -> Command {
    let sum = |(asset, amount): (&str, i64)| format!(r#"{{"asset":"{asset}","amount":{amount}}}"#);
    let (owner, own) = (plain.owner.clone(), (plain.asset, plain.amount));
    let (first, second, received) = (sum(own), sum(pay), sum(receive));
    let body = format!(r#"{{"owner":"{owner}","pay":[{first},{second}],"receive":[{received}]}}"#);
    let revenue = |(asset, amount)| moved(owner.clone(), OwnerId::revenue().to_string(), asset, amount);
    let received = moved(OwnerId::treasury().to_string(), owner.clone(), receive.0, receive.1);
    let legs = [revenue(own), revenue(pay), received].concat();
    Command { flow: Flow::Purchase, more: More::Order(Order { path: "/v1/purchases".to_owned(), body, legs }), ..plain }
}

/// Changes into what purchases bring, one for one.
fn conversion(plain: Command) -> Command {
    let plain = Command { asset: ASSETS[0], ..plain };
    let Command { owner, asset, amount, .. } = &plain;
    let body = format!(r#"{{"owner":"{owner}","asset":"{asset}","amount":{amount},"to":"{EXTRA}"}}"#);
    let paid = moved(owner.clone(), OwnerId::revenue().to_string(), asset, *amount);
    let received = moved(OwnerId::treasury().to_string(), owner.clone(), EXTRA, *amount);
    let legs = [paid, received].concat();
    Command {
        flow: Flow::Conversion,
        more: More::Order(Order { path: "/v1/conversions".to_owned(), body, legs }),
        ..plain
    }
}

/// Gives to another player, and a fee to revenue.
fn give(plain: Command, to: String, fee: i64) -> Command {
    let Command { owner, asset, amount, .. } = &plain;
    let body = format!(r#"{{"owner":"{owner}","asset":"{asset}","amount":{amount},"to":"{to}","fee":{fee}}}"#);
    let fee = moved(owner.clone(), OwnerId::revenue().to_string(), asset, fee);
    let legs = [moved(owner.clone(), to, asset, *amount), fee].concat();
    let flow = Flow::ALL.into_iter().find(|flow| flow.is_between_players()).expect("players give");
    Command { flow, more: More::Order(Order { path: format!("/v1/{}s", flow.name()), body, legs }), ..plain }
}

/// What is there before anyone asks: the supply, and something for each player.
pub(crate) fn opening() -> Vec<Command> {
    let mint = |asset, amount| {
        let owner = "system:treasury".to_owned();
        Command { owner, key: format!("opening-{asset}"), flow: Flow::Mint, asset, amount, more: More::Nothing }
    };
    let grant = |player| {
        let owner = format!("player_{player}");
        let key = "opening".to_owned();
        Command { owner, key, flow: Flow::Bonus, asset: ASSETS[0], amount: 1000, more: More::Nothing }
    };
    [mint(ASSETS[0], 1_000_000_000), mint(ASSETS[1], 200), mint(EXTRA, 1_000_000)]
        .into_iter()
        .chain((0..PLAYERS).map(grant))
        .collect()
}
