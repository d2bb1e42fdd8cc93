//! Which lane a batch runs in. Any would do; the right one waits for nobody.
//!
//! - A batch whose players all fall to one lane runs in that lane, at whichever server: large batches come that way, and
//!   two of them in different lanes then share no player's wallet.
//! - Any other batch is of a quiet server and small; it runs in the server's home lane. A server that finds others'
//!   commits in its home lane moves on, by the toss of a coin, so that two that met part. As long as there are no more
//!   quiet servers than lanes, each ends up with a lane of its own.

use std::sync::{Mutex, MutexGuard, PoisonError};

use wallet_domain::{Command, Lane, Lanes};

/// How many batches in a row must have met others: once may be a single command in its player's lane.
const MET_MAX: u32 = 2;

/// The lanes as this server knows them, and its home lane.
#[derive(Debug)]
pub(crate) struct LaneChoice(Mutex<State>);

#[derive(Debug)]
struct State {
    lanes: Lanes,
    /// The layout that these lanes are of.
    layout: i32,
    /// The version of the shards that they are of, where lanes are shards.
    shards: u64,
    home: i16,
    /// The number of the home lane's latest commit when this server last saw it.
    left_at: Option<i64>,
    /// How many batches in a row have met others.
    met: u32,
}

impl LaneChoice {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(State { lanes: Lanes::ONE, layout: 0, shards: 0, home: 0, left_at: None, met: 0 }))
    }

    /// The lanes when the database was last asked.
    pub(crate) fn lanes(&self) -> Lanes {
        self.state().lanes
    }

    /// The layout when the database was last asked.
    pub(crate) fn layout(&self) -> i32 {
        self.state().layout
    }

    /// The version of the shards when the database was last asked.
    pub(crate) fn shards(&self) -> u64 {
        self.state().shards
    }

    /// Notes what the database said of its lanes, and of which shards they are. An answer that another one has overtaken is
    /// none.
    pub(crate) fn note_lanes(&self, lanes: Lanes, layout: i32, shards: u64) {
        let mut state = self.state();
        if layout >= state.layout && shards >= state.shards {
            (state.lanes, state.layout, state.shards) = (lanes, layout, shards);
        }
    }

    /// The lane for a batch, and the layout that it is of: the lane of all its commands, or else the home lane. Where lanes
    /// are shards, the first command's: then the batch is at least in one of its shards.
    pub(crate) fn lane_for(&self, commands: &[Command]) -> (Lane, i32) {
        let state = self.state();
        let mut lanes = commands.iter().map(|command| state.lanes.lane_of(command));
        let lane = match lanes.next() {
            Some(first) if state.lanes.are_shards() || lanes.all(|lane| lane == first) => first,
            _ => state.lanes.lane(state.home),
        };
        (lane, state.layout)
    }

    /// Notes that a batch found a lane at commit `found` and left it at `left`.
    pub(crate) fn note_commit(&self, lane: Lane, found: i64, left: i64) {
        let mut state = self.state();
        if lane != state.lanes.lane(state.home) {
            return;
        }
        let met_others = state.left_at.is_some_and(|number| number < found);
        state.met = if met_others { state.met + 1 } else { 0 };
        // Two batches of one server that overlapped are noted in any order.
        state.left_at = state.left_at.max(Some(left));
        if state.met >= MET_MAX {
            state.met = 0;
            if fastrand::bool() {
                state.home = state.lanes.lane(state.home + 1).number();
                state.left_at = None;
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use wallet_domain::testing::spend;

    use super::*;

    fn choice() -> LaneChoice {
        let choice = LaneChoice::new();
        choice.note_lanes(Lanes::new(2).expect("valid"), 1, 0);
        choice
    }

    /// A batch of players of both lanes.
    fn mixed() -> [Command; 2] {
        ["user_001", "user_004"].map(|player| spend(player, "GOLD_COINS", 1, "k"))
    }

    #[test]
    fn a_batch_of_one_lanes_players_runs_there_and_a_mixed_one_at_home() {
        let choice = choice();
        let commands = mixed();
        let lanes: Vec<i16> = commands.iter().map(|it| choice.lane_for(std::slice::from_ref(it)).0.number()).collect();
        assert_eq!(lanes, [1, 0], "the players at hand fall to both lanes");
        assert_eq!(choice.lane_for(&commands).0.number(), 0);
    }

    #[test]
    fn two_servers_that_share_a_home_part_and_stay_apart() {
        let servers = [choice(), choice()];
        let home = |server: &LaneChoice| server.lane_for(&mixed()).0;
        let mut heads = [0; 2];
        let mut rounds_together = 0;
        for round in 0..200 {
            for server in &servers {
                let lane = home(server);
                let head = &mut heads[usize::try_from(lane.number()).expect("two lanes")];
                server.note_commit(lane, *head, *head + 1);
                *head += 1;
            }
            if home(&servers[0]) == home(&servers[1]) {
                rounds_together = round;
            }
        }
        assert!(rounds_together < 190, "they are still together");
    }

    #[test]
    fn a_server_alone_stays_where_it_is() {
        let choice = choice();
        for number in 0..100 {
            choice.note_commit(choice.lane_for(&mixed()).0, number, number + 1);
        }
        assert_eq!(choice.lane_for(&mixed()).0.number(), 0);
    }
}
