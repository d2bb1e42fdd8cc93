//! The loop "load, decide, load more, decide again", without IO: the adapter loads, this says what and how often.

use crate::decide::book::Book;
use crate::decide::decide;
use crate::decide::footprint::Footprint;
use crate::decide::invalid::{InvalidBatch, Undecided};
use crate::decide::needs::Needs;
use crate::decide::plan::Plan;
use crate::flow::command::Command;
use crate::flow::group::{Group, GroupKind};
use crate::record::transaction::Outcome;
use crate::value::lane::Lane;
use crate::value::time::Timestamp;

/// A batch on its way to its plan.
///
/// Lock and load [`Deciding::footprint`], let [`decide`] judge the book, and give the result to [`Deciding::take`]. If that
/// has no plan, roll back and begin again: the footprint has grown. [`decide_with`] does it for stores that need not wait.
#[derive(Debug)]
pub struct Deciding<'a> {
    commands: &'a [Command],
    groups: &'a [Group],
    lane: Lane,
    needs: Needs,
}

impl<'a> Deciding<'a> {
    /// A batch in a lane, of which nothing is known yet.
    pub fn of(commands: &'a [Command], groups: &'a [Group], lane: Lane) -> Self {
        Self { commands, groups, lane, needs: Needs::NONE }
    }

    /// What to lock and load now.
    pub fn footprint(&self) -> Footprint<'_> {
        Footprint::of(self.commands, self.lane).with_groups(self.groups).with(&self.needs)
    }

    /// Takes the result of a decision: the plan, or `None` if more has to be loaded.
    pub fn take(&mut self, decided: Result<Plan, Undecided>) -> Result<Option<Plan>, InvalidBatch> {
        match decided {
            Ok(plan) => Ok(Some(plan)),
            Err(Undecided::Needs(needs)) => {
                self.needs = needs;
                Ok(None)
            }
            Err(Undecided::Invalid(invalid)) => Err(invalid),
        }
    }
}

/// Tells what would come of commands, one after the other. Nothing is recorded; `load` loads as for [`decide_with`].
///
/// # Errors
/// The first error of `load`; or what was loaded is wrong.
pub fn preview<E: From<InvalidBatch>>(
    commands: &[Command],
    now: Timestamp,
    load: impl FnMut(&mut Book<'_>) -> Result<(), E>,
) -> Result<Vec<Outcome>, E> {
    let trial = [Group { commands: 0..commands.len(), kind: GroupKind::Trial }];
    decide_with(commands, &trial, Lane::ONLY, now, load).map(Plan::into_outcomes)
}

/// Decides a batch of a store that can load at once: `load` puts into the book what its footprint names, once or more.
///
/// The store holds one lock over all of it, from before the first load until the plan is durable.
///
/// # Errors
/// The first error of `load`; or the batch, or what was loaded, is wrong.
pub fn decide_with<E: From<InvalidBatch>>(
    commands: &[Command],
    groups: &[Group],
    lane: Lane,
    now: Timestamp,
    mut load: impl FnMut(&mut Book<'_>) -> Result<(), E>,
) -> Result<Plan, E> {
    let mut deciding = Deciding::of(commands, groups, lane);
    loop {
        let footprint = deciding.footprint();
        let mut book = Book::new(&footprint);
        load(&mut book)?;
        if let Some(plan) = deciding.take(decide(&mut book, now))? {
            return Ok(plan);
        }
    }
}
