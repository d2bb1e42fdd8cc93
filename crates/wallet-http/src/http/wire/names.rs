//! Sets of names in requests and answers: enums of the document, each made of its table in the domain.
//!
//! None has values: they only stand for the texts of their names, as in `#[schema(value_type = names::Flow)]`.

use serde::Serialize;
use serde_json::Value;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use wallet_domain as domain;
use wallet_domain::access::{ApprovalStatus as Approved, Scope as Access};
use wallet_domain::rollup::LabelKind;
use wallet_domain::webhook::{DisabledReason as Reason, EndpointStatus, Payload};

use super::request::joined;
use crate::http::problem::Code;

/// Sets by their names in the document, each with where its names are.
macro_rules! names {
    ($($(#[doc = $doc:literal])+ $set:ident = $names:expr;)+) => {
        $(
            $(#[doc = $doc])+
            #[derive(Debug)]
            pub(crate) enum $set {}

            impl PartialSchema for $set {
                fn schema() -> RefOr<Schema> {
                    let names: Vec<Value> = $names;
                    let schema = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names));
                    schema.description(Some(joined(&[$($doc),+]))).into()
                }
            }

            impl ToSchema for $set {}
        )+

        /// Every set as the document has it.
        pub(crate) fn schemas() -> Vec<(String, RefOr<Schema>)> {
            vec![$((<$set as ToSchema>::name().into_owned(), <$set as PartialSchema>::schema())),+]
        }
    };
}

names! {
    /// The business reason of a transaction.
    Flow = told(domain::Flow::ALL, domain::Flow::name);
    /// A flow that a policy may limit.
    LimitedFlow = told(domain::Flow::ALL.into_iter().filter(|flow| flow.is_limited()), domain::Flow::name);
    /// The span of the calendar that a limit is about: a day, a week from Monday on, or a month.
    Period = told(domain::Period::ALL, domain::Period::name);
    /// Whether a wallet takes part in transactions.
    WalletStatus = told(domain::WalletStatus::ALL, domain::WalletStatus::name);
    /// Whether a hold keeps something, or how it ended.
    HoldStatus = told(domain::ClaimStatus::ALL, domain::ClaimStatus::name);
    /// What an operator did.
    ChangeAction = told(domain::ChangeAction::ALL, domain::ChangeAction::name);
    /// What a key allows.
    Scope = told(Access::ALL, Access::name);
    /// What a key's holder does, in the place of scopes.
    Role = told(domain::access::Role::ALL, domain::access::Role::name);
    /// How far an approval has got. It is expired if nobody decided in 24 hours.
    ApprovalStatus = told(Approved::ALL, Approved::name);
    /// Which side of a wallet is stopped.
    Block = written(domain::Block::ALL);
    /// What a reversal does where the player no longer has what it takes back.
    OnShortfall = written(domain::OnShortfall::ALL);
    /// What happens to a bonus that does not fit: it is refused, or cut to what does.
    OverMax = written(domain::OverMax::ALL);
    /// How often a top-up may name one payment.
    PaymentRule = written(domain::PaymentRule::ALL);
    /// The stable name of a problem. A later version may have more.
    ProblemCode = told(Code::ALL.iter().copied(), Code::name);
    /// How much of an event a webhook is sent: all of it, or which transaction or change it is about.
    WebhookPayload = told(Payload::ALL, Payload::name);
    /// Whether a webhook is delivered to: not while an operator has paused it, nor once its receiver is gone.
    WebhookStatus = EndpointStatus::NAMES.map(Value::from).to_vec();
    /// Why a webhook was disabled: it answered 410 Gone, or took nothing for five days.
    DisabledReason = told([Reason::Gone, Reason::Failing], Reason::name);
    /// The newest entries first, or the oldest.
    EntryOrder = vec!["desc".into(), "asc".into()];
    /// What figures of flows are told apart by: the flow alone, or a kind of labels as well.
    AnalyticsBy = std::iter::once(Value::from("flow")).chain(told(LabelKind::ALL, LabelKind::name)).collect();
    /// The form of a statement.
    StatementFormat = vec!["json".into(), "csv".into()];
    /// The form of an export.
    ExportFormat = vec!["jsonl".into(), "csv".into()];
}

/// Names that a function tells.
fn told<T>(all: impl IntoIterator<Item = T>, name: fn(T) -> &'static str) -> Vec<Value> {
    all.into_iter().map(|one| name(one).into()).collect()
}

/// Names that are what is written.
fn written<T: Serialize>(all: impl IntoIterator<Item = T>) -> Vec<Value> {
    all.into_iter().map(|one| serde_json::to_value(one).expect("a name is JSON")).collect()
}
