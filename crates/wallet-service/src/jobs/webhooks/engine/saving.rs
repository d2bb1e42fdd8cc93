//! Saving how far each partition has got, once for all.

use tokio::time::Instant;
use wallet_domain::StoreError;
use wallet_domain::webhook::{Report, Saved, Verdict};

use super::{Busy, Deliveries, Happened};

impl Deliveries {
    pub(super) fn has_verdicts(&self) -> bool {
        self.endpoints.values().any(|known| known.verdict != Verdict::default())
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
        let report = self.report();
        let (webhooks, holder, lease) = (self.ports.webhooks.clone(), self.holder.clone(), self.pace.lease);
        let began = Instant::now();
        self.saved_at = began;
        self.begin(async move {
            let saved = webhooks.save(&holder, &report, lease).await;
            Happened::Saved(began, report, saved)
        });
    }

    pub(super) fn note_saved(&mut self, began: Instant, report: &Report, saved: Result<Saved, StoreError>) {
        self.busy.remove(&Busy::Saving);
        self.troubles.saving.note(&saved);
        if let Ok(Saved { held, judged }) = saved {
            for (key, _) in &report.held {
                let is_held = held.binary_search(key).is_ok();
                let Some(track) = self.tracks.get_mut(key) else { continue };
                track.lease_until = began + self.pace.lease;
                if !is_held || track.progress.is_over() && !track.is_dirty {
                    self.tracks.remove(key);
                }
            }
            for endpoint in judged {
                self.take_over(endpoint);
            }
        } else {
            self.tracks.values_mut().for_each(|track| track.unreport(report));
            for (id, verdict) in &report.verdicts {
                if let Some(known) = self.endpoints.get_mut(id) {
                    known.verdict = verdict.and(known.verdict);
                }
            }
        }
    }
}
