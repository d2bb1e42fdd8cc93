//! Approvals: a command that its maker's key may not carry out alone, kept until another key's holder has decided.

use serde::{Deserialize, Serialize};

use crate::value::key::TransactionId;
use crate::value::origin::{InvalidOrigin, Origin};
use crate::value::text::Description;
use crate::value::time::Timestamp;

/// For how long one can be approved.
pub const LIFE_US: i64 = 24 * 60 * 60 * 1_000_000;

/// How far one has got. It goes from pending to approved and on to executed, or ends as rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalStatus {
    /// Nobody has decided. It is over once its time is.
    Pending,
    /// It was approved, and its command may have been carried out.
    Approved,
    /// Its command was carried out, or refused for good.
    Executed,
    /// It was turned down.
    Rejected,
    /// Nobody decided in time, and that is recorded.
    Expired,
}

impl ApprovalStatus {
    /// Every status.
    pub const ALL: [Self; 5] = [Self::Pending, Self::Approved, Self::Executed, Self::Rejected, Self::Expired];

    /// The name in stores and answers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Executed => "executed",
            Self::Rejected => "rejected",
            Self::Expired => "expired",
        }
    }

    /// The status of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}

/// A command that waits for another's approval, and what became of it. The serialised form is what stores keep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// The command as it was asked for, as a batch has it: canonical JSON with its flow and its idempotency key.
    pub command: String,
    /// The digest of the exact command: its fingerprint, in hexadecimal digits.
    pub digest: String,
    /// Who asks, as the command's origin.
    maker: String,
    /// When it was asked for, in microseconds since 1970.
    made_at: i64,
    /// Who decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    decider: Option<String>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    decided_at: Option<i64>,
    /// Why it was rejected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Of an executed one, the name of the refusal, if it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<String>,
}

/// An approval as a store keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalRecord {
    /// The id that its command's transaction has, or will have: a request that is repeated is the same approval.
    pub id: TransactionId,
    /// How far it has got.
    pub status: ApprovalStatus,
    /// What it is about.
    pub approval: Approval,
}

/// Why an approval is not decided so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ApprovalRefusal {
    /// The maker's own key, or another one of the same name.
    #[error("Whoever asks for an approval does not give it: the key of another person has to.")]
    Own,
    /// It is about another command.
    #[error("The digest is not that of the command that waits: look at it again.")]
    Changed,
    /// It was rejected, or approved before it is rejected.
    #[error("It has been decided already.")]
    Settled,
    /// The maker's key is no longer good.
    #[error("The key that asked for it has been revoked or has expired: another has to ask for it again.")]
    MakerGone,
    /// Its time is over.
    #[error("Nobody approved it in 24 hours: ask for it again, with another idempotency key.")]
    Expired,
}

impl ApprovalRecord {
    /// One that nobody has decided.
    pub fn new(id: TransactionId, (command, digest): (String, String), maker: &Origin, now: Timestamp) -> Self {
        let approval = Approval {
            command,
            digest,
            maker: maker.as_json().to_owned(),
            made_at: now.as_micros(),
            decider: None,
            decided_at: None,
            reason: None,
            refusal: None,
        };
        Self { id, status: ApprovalStatus::Pending, approval }
    }

    /// Who asks.
    pub fn maker(&self) -> Result<Origin, InvalidOrigin> {
        Origin::from_json(&self.approval.maker)
    }

    /// Who decided, if somebody has.
    pub fn decider(&self) -> Result<Option<Origin>, InvalidOrigin> {
        self.approval.decider.as_deref().map(Origin::from_json).transpose()
    }

    /// When it was asked for.
    pub fn made_at(&self) -> Timestamp {
        Timestamp::from_micros(self.approval.made_at)
    }

    /// When it was decided.
    pub fn decided_at(&self) -> Option<Timestamp> {
        self.approval.decided_at.map(Timestamp::from_micros)
    }

    /// From when on it cannot be approved any more.
    pub fn expires_at(&self) -> Timestamp {
        Timestamp::from_micros(self.approval.made_at.saturating_add(LIFE_US))
    }

    /// Whether nobody decided in time, recorded or not.
    pub fn has_expired(&self, now: Timestamp) -> bool {
        let is_late = self.status == ApprovalStatus::Pending && self.expires_at() <= now;
        is_late || self.status == ApprovalStatus::Expired
    }

    /// The record of that; `None` if somebody decided, or may yet.
    pub fn expired(&self, now: Timestamp) -> Option<Self> {
        let is_late = self.status == ApprovalStatus::Pending && self.has_expired(now);
        is_late.then(|| Self { status: ApprovalStatus::Expired, ..self.clone() })
    }

    /// The record once `approver` has approved the command with that digest; the record as it is if it was approved before.
    pub fn approve(&self, approver: &Origin, digest: &str, now: Timestamp) -> Result<Self, ApprovalRefusal> {
        self.check(approver, now)?;
        if self.approval.digest != digest {
            return Err(ApprovalRefusal::Changed);
        }
        match self.status {
            ApprovalStatus::Pending => Ok(self.decided(ApprovalStatus::Approved, approver, now)),
            ApprovalStatus::Approved | ApprovalStatus::Executed => Ok(self.clone()),
            ApprovalStatus::Rejected => Err(ApprovalRefusal::Settled),
            ApprovalStatus::Expired => Err(ApprovalRefusal::Expired),
        }
    }

    /// The record once `approver` has turned it down.
    pub fn reject(
        &self,
        approver: &Origin,
        reason: Option<&Description>,
        now: Timestamp,
    ) -> Result<Self, ApprovalRefusal> {
        self.check(approver, now)?;
        if self.status != ApprovalStatus::Pending {
            return Err(ApprovalRefusal::Settled);
        }
        let mut rejected = self.decided(ApprovalStatus::Rejected, approver, now);
        rejected.approval.reason = reason.map(ToString::to_string);
        Ok(rejected)
    }

    /// The record once its command was carried out, or refused for good.
    #[must_use]
    pub fn executed(&self, refusal: Option<&str>) -> Self {
        let approval = Approval { refusal: refusal.map(str::to_owned), ..self.approval.clone() };
        Self { status: ApprovalStatus::Executed, approval, ..self.clone() }
    }

    /// Whether a key's holder may decide it, and may still.
    fn check(&self, decider: &Origin, now: Timestamp) -> Result<(), ApprovalRefusal> {
        // Without keys there is one and the same person: nobody. A person may have two keys, but has one name.
        let same_name = |maker: &Origin| maker.name().trim().to_lowercase() == decider.name().trim().to_lowercase();
        let is_own = self.maker().is_ok_and(|maker| maker.key() == decider.key() || same_name(&maker));
        match () {
            () if is_own => Err(ApprovalRefusal::Own),
            () if self.has_expired(now) => Err(ApprovalRefusal::Expired),
            () => Ok(()),
        }
    }

    fn decided(&self, status: ApprovalStatus, decider: &Origin, now: Timestamp) -> Self {
        let (decider, decided_at) = (Some(decider.as_json().to_owned()), Some(now.as_micros()));
        Self { status, approval: Approval { decider, decided_at, ..self.approval.clone() }, ..self.clone() }
    }
}

impl Approval {
    /// The form that stores keep.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("texts and numbers are JSON")
    }

    /// Reads the stored form back.
    pub fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{key, owner};
    use crate::value::key_id::ApiKeyId;
    use crate::value::text::Name;

    fn of(id: &str) -> std::sync::Arc<Origin> {
        named(id, &format!("person {id}"))
    }

    fn named(id: &str, name: &str) -> std::sync::Arc<Origin> {
        Origin::of_key(ApiKeyId::new(id).expect("an id"), &Name::new(name).expect("a name"))
    }

    fn at(micros: i64) -> Timestamp {
        Timestamp::from_micros(micros)
    }

    fn pending() -> ApprovalRecord {
        let id = TransactionId::of(&owner("user_001"), &key("k"));
        ApprovalRecord::new(id, ("{}".to_owned(), "d1".to_owned()), &of("0000000000aa"), at(0))
    }

    #[test]
    fn another_approves_the_exact_command_within_a_day_and_may_ask_again() {
        let (maker, other) = (of("0000000000aa"), of("0000000000bb"));
        for own in [maker, named("0000000000bb", " Person 0000000000AA")] {
            assert_eq!(pending().approve(&own, "d1", at(1)), Err(ApprovalRefusal::Own));
            assert_eq!(pending().reject(&own, None, at(1)), Err(ApprovalRefusal::Own));
        }
        assert_eq!(pending().approve(&other, "d2", at(1)), Err(ApprovalRefusal::Changed));
        assert_eq!(pending().approve(&other, "d1", at(LIFE_US)), Err(ApprovalRefusal::Expired));
        let approved = pending().approve(&other, "d1", at(LIFE_US - 1)).expect("in time");
        assert_eq!(approved.decider().expect("readable").as_ref(), Some(&*other));
        assert_eq!(approved.approve(&of("0000000000cc"), "d1", at(LIFE_US * 9)), Ok(approved.clone()));
        assert_eq!(approved.reject(&other, None, at(2)), Err(ApprovalRefusal::Settled));
        assert_eq!(approved.executed(None).status, ApprovalStatus::Executed);
        let rejected = pending().reject(&other, None, at(1)).expect("in time");
        assert_eq!(rejected.approve(&other, "d1", at(2)), Err(ApprovalRefusal::Settled));
    }

    #[test]
    fn an_approval_comes_back_from_its_stored_form() {
        let rejected = pending().reject(&of("0000000000bb"), Description::new("no").ok().as_ref(), at(7));
        let approval = rejected.expect("in time").approval;
        assert_eq!(Approval::from_json(&approval.to_json()).expect("readable"), approval);
    }
}
