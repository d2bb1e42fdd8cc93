//! Stores that commit one batch at a time: each is answered before the next is asked for.

use async_trait::async_trait;
use wallet_domain::testing::Store;
use wallet_domain::{Command, Outcome, StoreError, StoreErrorKind, Verification};

use crate::model::{Model, Verdict, plain_outcomes, plain_transaction, same};
use crate::world::{GROUPS_PERCENT, World, works};

/// One execution in so many percent meets a fault, if the store has any.
const FAULTS_PERCENT: u8 = 15;

/// A store under simulation, with what can go wrong with it.
#[async_trait(?Send)]
pub(crate) trait Subject {
    /// The store as it is now.
    fn store(&self) -> &dyn Store;

    /// What can go wrong.
    fn faults(&self) -> &'static [&'static str] {
        &[]
    }

    /// Executes a batch while something goes wrong. When it answers, the cause is gone.
    async fn execute(&mut self, commands: &[Command], fault: Option<Fault>) -> Result<Vec<Outcome>, StoreError>;

    /// The store's own proof, if it has one.
    async fn verify(&self) -> Result<Option<Verification>, StoreError>;
}

/// Something that goes wrong.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fault {
    /// Which of [`Subject::faults`].
    pub(crate) name: &'static str,
    /// What else there is to decide about it.
    pub(crate) dice: u64,
}

/// Runs the steps of a world on a store that has nothing in it.
pub(crate) async fn run(world: &mut World, subject: &mut dyn Subject, steps: u64) -> Verdict {
    world.open(subject.store()).await?;
    for step in 1..=steps {
        world.trace.begin_step(step);
        world.tally.steps += 1;
        match world.random.u8(0..100) {
            0..10 => world.shift_clock(),
            10..30 => world.read(subject.store()).await?,
            30..33 => world.register(subject.store()).await?,
            _ => {
                let commands = world.next_batch();
                let fault = if world.chance(FAULTS_PERCENT) { any_fault(world, subject) } else { None };
                if fault.is_none() && world.chance(GROUPS_PERCENT) {
                    execute_grouped(world, subject.store(), &commands).await?;
                } else {
                    execute(world, subject, &commands, fault).await?;
                }
                if fault.is_some() {
                    let proof = works(subject.verify().await)?;
                    world.inspect(subject.store(), proof).await?;
                }
            }
        }
    }
    while let Some(commands) = world.next_lost() {
        execute(world, subject, &commands, None).await?;
    }
    let proof = works(subject.verify().await)?;
    world.reckon(subject.store(), proof).await
}

fn any_fault(world: &mut World, subject: &dyn Subject) -> Option<Fault> {
    let name = *world.random.choice(subject.faults())?;
    world.tally.fault(name);
    Some(Fault { name, dice: world.random.u64(..) })
}

/// Executes a batch with some of its commands in groups. What does not last of them must leave no trace: the model would
/// show it in whatever comes later.
async fn execute_grouped(world: &mut World, store: &dyn Store, commands: &[Command]) -> Verdict {
    world.note_batch("batch with groups", commands);
    let groups = world.next_groups(commands.len());
    let found = works(store.execute_grouped(commands, &groups).await)?;
    let expected = world.model.execute_grouped(commands, &groups, 0, world.clock.micros());
    world.told_outcomes(commands, found, &expected)
}

async fn execute(world: &mut World, subject: &mut dyn Subject, commands: &[Command], fault: Option<Fault>) -> Verdict {
    world.note_batch(fault.map_or("batch", |fault| fault.name), commands);
    let micros = world.clock.micros();
    let unknown = world.model.unknown(commands);
    match subject.execute(commands, fault).await {
        Ok(found) => {
            let expected = world.model.execute(commands, 0, micros);
            // A store that has found out for itself what became of its commit tells it as something known.
            let found_out = fault.is_some() && plain_outcomes(found.clone()) != expected;
            let expected = if found_out { world.model.retry(commands, &expected, micros)? } else { expected };
            world.told_outcomes(commands, found, &expected)
        }
        Err(error) => {
            let mut durable = 0;
            for id in &unknown {
                durable += usize::from(works(subject.store().find_transaction(*id).await)?.is_some());
            }
            // The model learns what the store has made durable; from here on both know the same.
            if durable > 0 {
                world.tally.event("durable though the answer was an error");
                let first = world.model.execute(commands, 0, micros);
                // One of them may have been recorded on the way: a hold that was found to be over.
                let decided = |model: &Model| unknown.iter().filter(|id| model.durable.contains_key(id)).count();
                if durable > decided(&world.model) {
                    // The store's second try has decided anew a refusal that is not recorded: its first try may have made
                    // durable what it lacked.
                    world.model.retry(commands, &first, micros)?;
                }
                let decided = decided(&world.model);
                same("a batch is durable whole or not at all: how many of its transactions are", &durable, &decided)?;
                for id in unknown {
                    let found = works(subject.store().find_transaction(id).await)?.map(plain_transaction);
                    same(&format!("transaction {id}"), &found.as_ref(), &world.model.durable.get(&id))?;
                }
            }
            check_error(&error, fault, durable > 0)?;
            world.told_error(commands, error.kind);
            Ok(())
        }
    }
}

/// What an error says must be true.
fn check_error(error: &StoreError, fault: Option<Fault>, is_durable: bool) -> Verdict {
    if fault.is_none() {
        return Err(format!("an error without a fault: {error}"));
    }
    match error.kind {
        StoreErrorKind::Unknown => Ok(()),
        StoreErrorKind::Unavailable | StoreErrorKind::Busy | StoreErrorKind::Refused if !is_durable => Ok(()),
        StoreErrorKind::Unavailable | StoreErrorKind::Busy | StoreErrorKind::Refused => {
            Err(format!("the answer says that nothing is durable, and all of it is: {error}"))
        }
        StoreErrorKind::Corrupt => Err(format!("no fault of ours can have made this: {error}")),
    }
}
