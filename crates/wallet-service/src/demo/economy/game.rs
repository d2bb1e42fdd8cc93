//! The game as it is being played: a day's sessions, and what follows from what was decided.

use fastrand::Rng;
use wallet_domain::{Command, Flow, Outcome};

use super::DemoError;
use super::agenda::{Agenda, Deed, End};
use super::goods::Callers;
use super::highlights::Highlights;
use super::players::{Coin, Id, Kind, Player, Players};
use super::plot::{EXAMPLE, FROZEN, MISPRICED, Plot};
use super::time::{Day, FRIDAY};

/// A command that is about to be booked.
pub(super) struct Planned {
    pub(super) command: Command,
    /// The player who waits for it.
    player: Option<Id>,
    then: Then,
}

/// What follows once it is booked.
#[derive(Clone, Copy)]
pub(super) enum Then {
    Nothing,
    Joined(Id),
    Spent,
    Paid(Id),
    Bargained(Id),
    Held { player: Id, coin: Coin, end: End },
    Settled { player: Id, coin: Coin, minor: i64 },
    ChargedBack(Id),
    TakenBack,
}

impl Planned {
    pub(super) fn of(command: Command, player: Option<Id>) -> Self {
        Self { command, player, then: Then::Nothing }
    }

    #[must_use]
    pub(super) fn then(self, then: Then) -> Self {
        Self { then, ..self }
    }
}

/// The state of the game.
pub(super) struct Game {
    pub(super) first: Day,
    /// The day that is being played, counted from the first.
    pub(super) day: i64,
    pub(super) rng: Rng,
    pub(super) players: Players,
    pub(super) plot: Plot,
    pub(super) callers: Callers,
    pub(super) highlights: Highlights,
    agenda: Agenda,
    orders: u64,
}

impl Game {
    pub(super) fn new(first: Day, days: i64, players: u16, seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let plot = Plot::of(first, days, players);
        let mut players = Players::any(players, days, &mut rng);
        Plot::cast(&mut players);
        Self {
            first,
            day: 0,
            rng,
            players,
            highlights: Highlights::of(first, &plot),
            plot,
            callers: Callers::new(),
            agenda: Agenda::default(),
            orders: 0,
        }
    }

    /// A key of that word which no other command has.
    pub(super) fn next(&mut self, word: &str) -> String {
        self.orders += 1;
        format!("{word}-{:06}", self.orders)
    }

    pub(super) fn is_weekend(&self, minute: i64) -> bool {
        self.first.plus(minute / 1440).weekday() >= FRIDAY
    }

    /// Puts a day's sessions on the agenda.
    pub(super) fn begin(&mut self, day: i64) {
        self.day = day;
        self.plot.put(day, &mut self.agenda);
        for id in self.players.ids() {
            let Player { kind, joins, has_left, is_cast, .. } = *self.players.get(id);
            if joins > day || has_left {
                continue;
            }
            if joins < day && !is_cast && self.rng.u32(0..kind.stays_days()) == 0 {
                self.players.get_mut(id).has_left = true;
                continue;
            }
            let crowd = match self.first.plus(day).weekday() {
                4 => 115,
                5 => 150,
                6 => 140,
                _ => 100,
            };
            let is_example = id == Players::numbered(EXAMPLE) && day == self.plot.tuesday;
            if joins == day || is_example || self.rng.u32(0..100_000) < kind.comes() * crowd {
                self.put_session(id, joins == day);
            }
            if day == self.plot.mispriced && self.rng.u32(0..100) < 30 {
                self.put_bargains(id);
            }
        }
    }

    fn put_session(&mut self, id: Id, is_first: bool) {
        let start = match self.rng.u32(0..100) {
            0..55 => 17 * 60 + self.rng.i64(0..300),
            55..90 => 8 * 60 + self.rng.i64(0..540),
            _ => self.rng.i64(0..1380),
        };
        let mut minute = self.day * 1440 + start;
        if is_first {
            self.agenda.put(minute, Deed::Join(id));
        }
        self.agenda.put(minute, Deed::Daily(id));
        if let Some(campaign) = self.plot.campaign_on(self.day) {
            self.agenda.put(minute, Deed::Event { player: id, campaign });
        }
        for _ in 0..self.rng.u32(self.players.get(id).kind.acts()) {
            minute = (minute + self.rng.i64(2..=25)).min(self.day * 1440 + 1435);
            let act = self.act(id, minute);
            self.agenda.put(minute, act);
        }
    }

    /// Word gets around.
    fn put_bargains(&mut self, id: Id) {
        for _ in 0..self.rng.u32(1..=4) {
            let minute = self.day * 1440 + self.rng.i64(MISPRICED);
            self.agenda.put(minute, Deed::Bundle(id));
        }
    }

    /// Something that a player does, by how keen the player is.
    fn act(&mut self, id: Id, minute: i64) -> Deed {
        let kind = self.players.get(id).kind;
        // Quest, gold, diamonds, conversion, bundle, reward, gift, tournament.
        let weights: [u32; 8] = match kind {
            Kind::Casual => [38, 40, 5, 2, 1, 2, 3, 6],
            Kind::Regular => [30, 38, 9, 3, 2, 3, 4, 8],
            Kind::Whale => [14, 26, 27, 2, 3, 4, 5, 8],
        };
        let pays = match kind {
            Kind::Casual => 2,
            Kind::Regular => 4,
            Kind::Whale => 12,
        } * if self.is_weekend(minute) { 16 } else { 10 };
        let mut at = self.rng.u32(0..weights.iter().sum::<u32>() * 10 + pays);
        if at < pays {
            return Deed::TopUp { player: id, pack: None };
        }
        at -= pays;
        let which = weights.iter().position(|weight| {
            let is_it = at < weight * 10;
            at = at.saturating_sub(weight * 10);
            is_it
        });
        match which {
            Some(1) => Deed::Buy(id, Coin::Gold),
            Some(2) => Deed::Buy(id, Coin::Gems),
            Some(3) => Deed::Convert(id),
            Some(4) => Deed::Bundle(id),
            Some(5) => Deed::Reward(id),
            Some(6) => Deed::Give(id),
            Some(7) => Deed::Enter(id),
            _ => Deed::Quest(id),
        }
    }

    /// The commands of what is due before a minute of the game.
    pub(super) fn take_due(&mut self, minute: i64) -> Vec<Planned> {
        let mut due = Vec::new();
        while let Some(deed) = self.agenda.take_before(minute) {
            due.extend(self.plan(deed, minute - 1));
        }
        due
    }

    /// Takes in what was decided, and what follows from it.
    pub(super) fn learn(&mut self, minute: i64, due: &[Planned], outcomes: &[Outcome]) -> Result<(), DemoError> {
        for player in due.iter().filter_map(|planned| planned.player) {
            self.players.settle(player);
        }
        for (Planned { command, then, .. }, outcome) in due.iter().zip(outcomes) {
            // What the ledger does not take, as of a frozen wallet, leaves no trace. It may also have found by itself that
            // a hold was over.
            if matches!(outcome, Outcome::Unrecorded(_) | Outcome::Replayed(_)) {
                if command.flow() == Flow::Expire {
                    self.follow(minute, command, *then);
                }
                continue;
            }
            if !matches!(outcome, Outcome::Decided(_)) {
                let reason = outcome.result().err().map_or_else(|| "it is no news".to_owned(), |why| why.to_string());
                return Err(DemoError::Refused { row: format!("{} of {}", command.key(), command.owner()), reason });
            }
            self.players.learn(outcome);
            self.highlights.learn(self.day, outcome, matches!(then, Then::Bargained(_)));
            if outcome.result().is_ok() {
                self.follow(minute, command, *then);
            }
        }
        Ok(())
    }

    fn follow(&mut self, minute: i64, command: &Command, then: Then) {
        let soon = |rng: &mut Rng, minutes: std::ops::Range<i64>| minute + rng.i64(minutes);
        match then {
            Then::Nothing => {}
            Then::Joined(id) => self.recommend(id, minute),
            Then::Spent => {
                if self.rng.u32(0..100) == 0 {
                    let is_half = self.rng.u32(0..4) == 0;
                    let at = soon(&mut self.rng, 120..2880);
                    self.agenda.put(at, Deed::Refund { of: command.clone(), is_half });
                }
            }
            Then::Paid(player) => {
                let points = u64::try_from(command.amount().minor() / 10).unwrap_or(1).max(1);
                let at = soon(&mut self.rng, 2..30);
                self.agenda.put(at, Deed::Loyalty { player, points });
                let is_frozen = player == Players::numbered(FROZEN) && self.day == self.plot.frozen - 6;
                if is_frozen || (self.rng.u32(0..70) == 0 && !self.players.get(player).is_cast) {
                    let at =
                        if is_frozen { (self.plot.frozen * 24 + 10) * 60 } else { soon(&mut self.rng, 4320..17280) };
                    self.agenda.put(at, Deed::ChargeBack { player, of: command.clone() });
                }
            }
            Then::Bargained(player) => {
                for _ in 0..self.rng.u32(0..3) {
                    let at = soon(&mut self.rng, 10..240);
                    self.agenda.put(at, Deed::Buy(player, Coin::Gems));
                }
                if self.rng.u32(0..100) < 60 {
                    let at = (self.plot.mispriced + 1) * 1440 + self.rng.i64(9 * 60..12 * 60);
                    self.agenda.put(at, Deed::TakeBack { of: command.clone() });
                }
            }
            Then::Held { player, coin, end } => {
                self.players.get_mut(player).hold(coin, command.amount().minor());
                let at = match (end, coin) {
                    // An auction is over quickly.
                    (_, Coin::Gems) => minute + 60,
                    (End::Lapsed, _) => minute + 25 * 60,
                    _ => soon(&mut self.rng, 120..2400),
                };
                self.agenda.put(at, Deed::Settle { player, hold: command.clone(), end });
            }
            Then::Settled { player, coin, minor } => self.players.get_mut(player).hold(coin, -minor),
            Then::ChargedBack(player) => {
                self.highlights.note_debtor(self.players.get(player).owner.clone());
                if self.rng.bool() || self.players.get(player).is_cast {
                    // Those who cheat seldom stay.
                    self.players.get_mut(player).has_left = true;
                }
            }
            Then::TakenBack => self.highlights.note_debtor(command.owner().clone()),
        }
    }

    /// Of those who join, some were recommended by a friend, who is thanked for it.
    fn recommend(&mut self, id: Id, minute: i64) {
        if self.rng.u32(0..4) != 0 {
            return;
        }
        if let Some(friend) = self.players.anyone(self.day, id, &mut self.rng) {
            let at = minute + self.rng.i64(5..60);
            self.agenda.put(at, Deed::Thank(friend));
        }
    }
}
