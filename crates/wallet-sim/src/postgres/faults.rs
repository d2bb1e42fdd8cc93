//! What goes wrong: flights that are cut, processes of the database that end, callers that go away, servers that
//! restart, a database that lets nobody in.

use std::collections::BTreeSet;
use std::time::Instant;

use super::stage::{Cut, Place};
use super::{Run, STILLNESS_MAX};
use crate::model::Verdict;

/// One flight in so many percent is cut.
const CUTS_PERCENT: u8 = 9;
/// The most connections in a row that are refused.
const REFUSALS_MAX: u32 = 3;
/// How often tasks are let run after a connection has ended, so that its client has noticed: whether a connection in
/// the pool is known to be dead must not depend on who was faster.
const TURNS: u32 = 20;

impl Run<'_> {
    /// How the flight that a server sends next is cut, if it is.
    pub(super) fn any_cut(&mut self, server: usize) -> Option<Cut> {
        // What the database has ended is beyond cutting.
        if !self.world.chance(CUTS_PERCENT) || self.servers[server].stage.process().is_none() {
            return None;
        }
        let share = self.world.random.u8(..);
        let cut = match self.world.random.u8(0..5) {
            0 => Cut::Unsent,
            1 => Cut::HalfSent(share),
            2 | 3 => Cut::Unanswered,
            _ => Cut::HalfAnswered(share),
        };
        self.world.tally.fault(cut.name(self.servers[server].stage.place() == Place::Between));
        self.mark_disturbed(server);
        if self.world.chance(30) {
            self.refuse(server);
        }
        Some(cut)
    }

    /// Something goes wrong between the steps.
    pub(super) async fn disturb(&mut self) -> Verdict {
        let server = self.any_server();
        match self.world.random.u8(0..10) {
            0..3 => self.end_process(server).await?,
            3..5 => self.end_idle_processes(server).await?,
            5..7 => self.abandon(server).await?,
            7..9 => self.restart(server).await?,
            _ => {
                self.refuse(server);
                self.end_idle_processes(server).await?;
            }
        }
        self.inspect().await
    }

    fn mark_disturbed(&mut self, server: usize) {
        if let Some(work) = &mut self.servers[server].work {
            work.is_disturbed = true;
        }
    }

    fn refuse(&mut self, server: usize) {
        let connections = self.world.random.u32(1..=REFUSALS_MAX);
        self.world.trace.note(format_args!("{connections} connections of server {server} will be refused"));
        self.world.tally.fault("connections refused");
        self.servers[server].stage.refuse(connections);
    }

    /// Ends the database's process that executes for a server: between the flights, or while it waits for a lock.
    async fn end_process(&mut self, server: usize) -> Verdict {
        let stage = &self.servers[server].stage;
        let (place, Some(process)) = (stage.place(), stage.process()) else { return Ok(()) };
        let name = match place {
            Place::Between => "process of the database ended between the flights",
            Place::Going => "process of the database ended while it waited",
            Place::Idle | Place::Gate | Place::Answered => "process of the database ended before the first flight",
        };
        self.world.tally.fault(name);
        self.world.trace.note(format_args!("server {server} at {place:?}: {name}"));
        self.mark_disturbed(server);
        let processes = BTreeSet::from([process]);
        if place == Place::Gate {
            // While the proxy holds its BEGIN, it does not listen to the database.
            return self.database.terminate(&processes).await;
        }
        self.end(server, &processes).await
    }

    /// Ends those that a server has in its pool.
    async fn end_idle_processes(&mut self, server: usize) -> Verdict {
        let stage = &self.servers[server].stage;
        let mut processes = stage.processes();
        if stage.place() != Place::Idle
            && let Some(busy) = stage.process()
        {
            processes.remove(&busy);
        }
        self.world.tally.fault("idle processes of the database ended");
        self.world.trace.note(format_args!("server {server}: {} idle processes ended", processes.len()));
        self.end(server, &processes).await
    }

    async fn end(&mut self, server: usize, processes: &BTreeSet<i32>) -> Verdict {
        self.database.terminate(processes).await?;
        self.await_disconnection(server, processes).await?;
        self.settle(None).await
    }

    /// A caller goes away: nothing of its batch may become durable, wherever the execution stands, as it has not sent
    /// its second flight.
    async fn abandon(&mut self, server: usize) -> Verdict {
        let place = self.servers[server].stage.place();
        let process = self.servers[server].stage.process();
        let Some(work) = self.servers[server].abandon().await else { return Ok(()) };
        self.world.tally.fault("caller went away");
        self.world.trace.note(format_args!("server {server} at {place:?}: the caller went away"));
        self.world.told_nothing(&work.commands);
        self.await_disconnection(server, &process.into_iter().collect()).await?;
        self.settle(None).await
    }

    async fn restart(&mut self, server: usize) -> Verdict {
        if self.servers[server].work.is_some() {
            return Ok(());
        }
        self.world.tally.fault("server restarted");
        self.world.trace.note(format_args!("server {server} restarts"));
        let processes = self.servers[server].stage.processes();
        self.servers[server].restart().await?;
        self.await_disconnection(server, &processes).await
    }

    /// Waits until a server has noticed that its connections to those processes have ended.
    async fn await_disconnection(&self, server: usize, processes: &BTreeSet<i32>) -> Verdict {
        let began = Instant::now();
        while !self.servers[server].stage.processes().is_disjoint(processes) {
            if began.elapsed() > STILLNESS_MAX {
                return Err(format!("server {server} does not notice that a connection has ended"));
            }
            tokio::task::yield_now().await;
        }
        for _ in 0..TURNS {
            tokio::task::yield_now().await;
        }
        Ok(())
    }
}
