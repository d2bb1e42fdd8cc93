//! What `/health/ready` says: named checks, each set by whoever watches over it.
//!
//! The checks `reads` and `writes` are asked anew for every request (`App::check_ready`). Any other is kept here by its
//! name and shown until it is set again: a new one needs a call of [`Checks::set`] and nothing else.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use utoipa::ToSchema;
use wallet_service::jobs::Health;

/// What one check came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Check {
    status: CheckStatus,
    /// What is wrong, if anything is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    detail: Option<Cow<'static, str>>,
}

/// How a check stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckStatus {
    /// As it should be.
    Ok,
    /// Somebody should look; the service does its work.
    Warning,
    /// The service does not do its work, and is not ready.
    Failed,
}

impl Check {
    /// All is well.
    pub const fn ok() -> Self {
        Self { status: CheckStatus::Ok, detail: None }
    }

    /// Somebody should look, at what the sentence says.
    pub fn warning(sentence: impl Into<Cow<'static, str>>) -> Self {
        Self { status: CheckStatus::Warning, detail: Some(sentence.into()) }
    }

    /// The service is not ready, for what the sentence says.
    pub fn failed(sentence: impl Into<Cow<'static, str>>) -> Self {
        Self { status: CheckStatus::Failed, detail: Some(sentence.into()) }
    }

    /// How it stands.
    pub fn status(&self) -> CheckStatus {
        self.status
    }

    /// What is wrong, if anything is.
    pub fn detail(&self) -> Option<&str> {
        self.detail.as_deref()
    }
}

/// Checks by name.
pub type CheckList = BTreeMap<&'static str, Check>;

/// The checks that are kept.
#[derive(Debug, Default)]
pub struct Checks(Mutex<CheckList>);

impl Checks {
    /// Keeps what a check came to, in place of what it came to before.
    pub fn set(&self, name: &'static str, check: Check) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name, check);
    }

    /// All of them as they stand.
    pub fn list(&self) -> CheckList {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Health for Checks {
    fn ok(&self, check: &'static str) {
        self.set(check, Check::ok());
    }

    fn warn(&self, check: &'static str, sentence: String) {
        self.set(check, Check::warning(sentence));
    }

    fn fail(&self, check: &'static str, sentence: String) {
        self.set(check, Check::failed(sentence));
    }
}

/// The answer of a service that is ready.
#[derive(Debug, Serialize, ToSchema)]
pub struct Readiness {
    /// `ready`.
    #[schema(example = "ready")]
    pub status: &'static str,
    /// Every check, by name.
    #[schema(value_type = BTreeMap<String, Check>)]
    pub checks: CheckList,
}

/// That the service runs.
#[derive(Debug, Serialize, ToSchema)]
pub struct Liveness {
    /// `ok`.
    #[schema(example = "ok")]
    pub status: &'static str,
}
