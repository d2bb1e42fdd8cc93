//! Commands that are decided together, and undone together.

use crate::decide::book::Scope;
use crate::decide::decision::Decision;
use crate::decide::needs::Needs;
use crate::decide::plan::{Refused, Verdict};
use crate::flow::group::Group;
use crate::record::rejection::Rejection;

impl Decision<'_, '_> {
    /// Decides a group, and undoes it if it is not to last. `decide_one` decides the command at a position.
    pub(super) fn decide_together(
        &mut self,
        group: &Group,
        decide_one: impl Fn(&mut Self, usize) -> Result<Verdict, Needs>,
    ) -> Result<Vec<Verdict>, Needs> {
        let scope = self.book.open_scope();
        self.is_trial = group.kind.is_trial();
        let mut verdicts = Vec::with_capacity(group.commands.len());
        let mut refused = None;
        for (index, position) in group.commands.clone().enumerate() {
            let verdict = decide_one(self, position)?;
            if group.kind.is_all_or_nothing()
                && let Some(rejection) = self.refusal(&verdict)
            {
                refused = Some(Refused { index, rejection });
                break;
            }
            verdicts.push(verdict);
        }
        self.is_trial = false;
        if group.kind.is_all_or_nothing() {
            refused = refused.or_else(|| mixed(&verdicts, &scope));
        }
        if let Some(refused) = refused {
            self.book.undo(scope);
            return Ok(group.commands.clone().map(|_| Verdict::Undone(Box::new(refused.clone()))).collect());
        }
        if !group.kind.is_trial() {
            self.book.keep(scope);
            return Ok(verdicts);
        }
        let first = scope.planned;
        let tried = self.book.undo(scope);
        let trial = |verdict| match verdict {
            Verdict::Decided(planned) | Verdict::Repeated(planned) if planned >= first => {
                Verdict::Tried(Box::new(tried[planned - first].clone()))
            }
            known => known,
        };
        Ok(verdicts.into_iter().map(trial).collect())
    }

    fn refusal(&self, verdict: &Verdict) -> Option<Rejection> {
        match verdict {
            Verdict::Decided(planned) | Verdict::Repeated(planned) => {
                self.book.planned(*planned).result.as_ref().err().cloned()
            }
            Verdict::Replayed(transaction) | Verdict::Tried(transaction) => transaction.result.as_ref().err().cloned(),
            Verdict::KeyReused => Some(Rejection::IdempotencyKeyReused),
            Verdict::Undone(refused) => Some(refused.rejection.clone()),
            Verdict::Unrecorded(rejection) => Some((**rejection).clone()),
        }
    }
}

/// Of a group of which some commands are new, the first that was carried out before: its key is for that other request.
fn mixed(verdicts: &[Verdict], scope: &Scope) -> Option<Refused> {
    let is_new = |verdict: &Verdict| matches!(verdict, Verdict::Decided(_));
    let is_own = |verdict: &Verdict| {
        is_new(verdict) || matches!(verdict, Verdict::Repeated(planned) if *planned >= scope.planned)
    };
    let index = verdicts.iter().position(|verdict| !is_own(verdict)).filter(|_| verdicts.iter().any(is_new))?;
    Some(Refused { index, rejection: Rejection::IdempotencyKeyReused })
}
