//! Saving how far each partition has got and renewing the leases, once for all.
//!
//! A lease that may be over is only not used: the next save tells whether it is this server's still, with all that it knows,
//! or another's. As long as nobody else was there nothing is sent twice, however long the store was away.

use std::time::Duration;

use tokio::time::Instant;
use wallet_domain::StoreError;
use wallet_domain::webhook::{Report, Saved, Verdict};

use super::super::track::Track;
use super::{Busy, Deliveries, Happened, answer_of};

/// A save on its way.
pub(super) struct Saving {
    began: Instant,
    /// That of the youngest track in the report: what is younger has nothing to do with it.
    generation: u64,
    report: Report,
}

/// Since when there are answers of receivers that are not saved.
#[derive(Default)]
pub(super) struct UnsavedSince {
    /// Of those in no report.
    unreported: Option<Instant>,
    /// Of those in the report that is being saved.
    reported: Option<Instant>,
}

impl UnsavedSince {
    pub(super) fn note(&mut self, now: Instant) {
        self.unreported.get_or_insert(now);
    }

    pub(super) fn is_longer_than(&self, time: Duration, now: Instant) -> bool {
        self.reported.or(self.unreported).is_some_and(|since| since + time <= now)
    }

    fn begin(&mut self) {
        self.reported = self.unreported.take();
    }

    fn end(&mut self, is_saved: bool) {
        let reported = self.reported.take().filter(|_| !is_saved);
        self.unreported = reported.or(self.unreported);
    }
}

impl Deliveries {
    /// Whether there is something to save, or a third of a lease is over.
    pub(super) fn is_save_due(&self, now: Instant) -> bool {
        let renew_until = now + self.pace.holds() * 2 / 3;
        let is_due = |track: &Track| track.is_dirty || track.held_until <= renew_until;
        let has_verdicts = self.endpoints.values().any(|known| known.verdict != Verdict::default());
        let has_news = has_verdicts || self.unsaved_since.is_longer_than(Duration::ZERO, now);
        let may_save = !self.is(Busy::Saving) && self.saved_at + self.pace.save_every <= now;
        may_save && (has_news || self.tracks.values().any(is_due))
    }

    pub(super) fn report(&mut self) -> Report {
        let mut report = Report::default();
        self.tracks.values_mut().for_each(|track| track.report(&mut report));
        for (id, known) in &mut self.endpoints {
            let verdict = std::mem::take(&mut known.verdict);
            if verdict != Verdict::default() {
                report.verdicts.push((*id, verdict));
            }
        }
        report
    }

    pub(super) fn save(&mut self) {
        self.busy.insert(Busy::Saving);
        self.saved_at = Instant::now();
        self.unsaved_since.begin();
        // Each row is written anyway, for its lease.
        self.advance();
        let saving = Saving { began: self.saved_at, generation: self.generation, report: self.report() };
        let (webhooks, holder, lease) = (self.ports.webhooks.clone(), self.holder.clone(), self.pace.lease);
        self.begin(async move {
            let saved = answer_of(webhooks.save(&holder, &saving.report, lease), lease).await;
            Happened::Saved(saving, saved)
        });
    }

    pub(super) fn note_saved(&mut self, saving: &Saving, saved: Result<Saved, StoreError>) {
        let Saving { began, generation, report } = saving;
        self.busy.remove(&Busy::Saving);
        self.troubles.saving.note(&saved);
        self.unsaved_since.end(saved.is_ok());
        let is_of_report = |track: &Track| track.generation <= *generation;
        if let Ok(Saved { held, judged }) = saved {
            for (key, _) in &report.held {
                let Some(track) = self.tracks.get_mut(key).filter(|track| is_of_report(track)) else { continue };
                let is_held = held.binary_search(key).is_ok();
                track.held_until = *began + self.pace.holds();
                if !is_held || track.progress.is_over() && !track.is_dirty {
                    self.tracks.remove(key);
                }
            }
            for endpoint in judged {
                self.take_over(endpoint);
            }
            // What had to wait for it goes on.
            let keys: Vec<_> = self.tracks.keys().copied().collect();
            for key in keys {
                self.send(key);
            }
        } else {
            self.tracks.values_mut().filter(|track| is_of_report(track)).for_each(|track| track.unreport(report));
            for (id, verdict) in &report.verdicts {
                if let Some(known) = self.endpoints.get_mut(id) {
                    known.verdict = verdict.and(known.verdict);
                }
            }
        }
    }
}
