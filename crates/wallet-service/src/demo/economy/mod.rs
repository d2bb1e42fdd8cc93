//! A small game's economy of some weeks, played through the ledger: so that there is something to look at.
//!
//! The same days, players and seed give the same ledger, to the hash of each commit: whatever happens follows from a
//! generator of random numbers and from what the ledger decided before. Players come, buy, win, give and lose interest
//! (`players`, `game`, `deeds`); what is not everyday is written down in `plot`.
//!
//! The ledger's time is that of the economy: [`Economy::clock`] is what its store is to be opened with. It stands still
//! but for what [`Economy::play`] plays, so that a store that is opened with it is good for nothing else.

mod agenda;
mod deeds;
mod game;
mod goods;
mod highlights;
mod players;
mod plot;
mod time;

use std::sync::Arc;

use wallet_domain::proof::{Progress, Watch};
use wallet_domain::{
    AssetCode, Clock, Command, Description, Details, Flow, IdempotencyKey, Ledger, Outcome, OwnerId, Registry,
    WalletOpening, Wallets,
};

pub use highlights::Highlights;
pub use time::{Day, InvalidDay};

use super::{DemoData, DemoError};
use game::{Game, Planned};
use players::{Coin, Players};
use time::PlayedClock;

/// How long a day's commits are apart, in minutes of the game.
const SLOT: i64 = 45;

/// What an economy is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EconomySize {
    /// How many days it has.
    pub days: u16,
    /// How many players there are in the end.
    pub players: u16,
    /// What decides about everything that is left to chance.
    pub seed: u64,
    /// The first day that is not played.
    pub until: Day,
}

impl EconomySize {
    /// The fewest and the most days.
    pub const DAYS: std::ops::RangeInclusive<u16> = 14..=366;
    /// The fewest and the most players: those of whom the plot tells are among the first.
    pub const PLAYERS: std::ops::RangeInclusive<u16> = 50..=9_999;
}

/// An economy that can be played once.
#[derive(Debug)]
pub struct Economy {
    size: EconomySize,
    first: Day,
    clock: Arc<PlayedClock>,
}

impl Economy {
    /// One of that size.
    ///
    /// # Panics
    /// If days or players are out of bounds.
    pub fn new(size: EconomySize) -> Self {
        assert!(EconomySize::DAYS.contains(&size.days) && EconomySize::PLAYERS.contains(&size.players), "{size:?}");
        let first = size.until.plus(-i64::from(size.days));
        Self { size, first, clock: Arc::new(PlayedClock::at(first.at(0, 0))) }
    }

    /// The first day.
    pub fn first(&self) -> Day {
        self.first
    }

    /// The clock that its ledger is to be opened with.
    pub fn clock(&self) -> Arc<dyn Clock> {
        self.clock.clone()
    }

    /// Plays all of it into an empty store that was opened with [`Economy::clock`], on top of what `demo` has.
    pub async fn play<S: Registry + Ledger + Wallets>(
        &self,
        store: &S,
        demo: &DemoData,
        watch: &dyn Watch,
    ) -> Result<Highlights, DemoError> {
        let (days, players) = (i64::from(self.size.days), self.size.players);
        let mut game = Game::new(self.first, days, players, self.size.seed);
        demo.apply(store, store).await?;
        self.mint(store).await?;
        for campaign in &game.plot.campaigns {
            if store.open_wallet(&campaign.budget, Coin::Gold.code()).await? == WalletOpening::AssetNotFound {
                return Err(no_asset(&campaign.budget, Coin::Gold.code()));
            }
        }
        let frozen = game.players.get(Players::numbered(plot::FROZEN)).owner.clone();
        for day in 0..days {
            self.clock.set(self.first.plus(day).at(0, 30_000_000));
            game.plot.change(day, store, &frozen).await?;
            game.begin(day);
            for end in (1..=1440 / SLOT).map(|slot| slot * SLOT) {
                // Somewhere in the last minutes of the slot, so that no two days are alike, and always later than before.
                let moment = self.first.plus(day).at(end - 1, game.rng.i64(-400_000_000..59_000_000));
                let due = game.take_due(day * 1440 + end);
                if due.is_empty() {
                    continue;
                }
                self.clock.set(moment);
                let commands: Vec<Command> = due.iter().map(|Planned { command, .. }| command.clone()).collect();
                let outcomes = store.execute(&commands).await?;
                game.learn(day * 1440 + end, &due, &outcomes)?;
            }
            watch.reached(Progress { phase: "days", done: day + 1, total: Some(days) });
        }
        Ok(game.highlights.look(store).await?)
    }

    /// What the treasury needs for all of it, beside what the demo data mint.
    async fn mint(&self, ledger: &dyn Ledger) -> Result<(), DemoError> {
        let scale = u64::from(self.size.days) * u64::from(self.size.players);
        let mint = |(coin, each): (Coin, u64)| {
            let key = IdempotencyKey::internal(&format!("demo mint {}", coin.code())).expect("words and a code");
            let words = Description::new("Supply of the season").expect("a short text");
            let details = Details { description: Some(words), ..Details::default() };
            let (owner, code) = (OwnerId::treasury().clone(), coin.code().clone());
            let command = Command::new(Flow::Mint, key, owner, code, deeds::amount(100_000 + each * scale), details);
            command.expect("it is the treasury's").by(goods::Callers::new().operator)
        };
        let mints: Vec<Command> = [(Coin::Gold, 60), (Coin::Gems, 40), (Coin::Points, 6)].map(mint).into();
        let outcomes = ledger.execute(&mints).await?;
        let refused = outcomes.iter().zip(&mints).find(|(outcome, _)| !matches!(outcome, Outcome::Decided(_)));
        match refused {
            None => Ok(()),
            Some((_, mint)) => {
                let reason = "the store is not empty".to_owned();
                Err(DemoError::Refused { row: format!("mint {}", mint.asset()), reason })
            }
        }
    }
}

fn no_asset(owner: &OwnerId, asset: &AssetCode) -> DemoError {
    DemoError::AssetMissing { row: format!("budget {owner}"), asset: asset.clone() }
}

#[cfg(test)]
mod tests;
