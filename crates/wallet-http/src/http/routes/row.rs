//! A row of the table of routes: what the router, the gate and the document know of an operation.

use actix_web::http::Method;
use actix_web::{Route, web};
use serde_json::Value;
use utoipa::openapi::OpenApi;
use wallet_domain::Flow;
use wallet_domain::access::Scope;

use super::flows;
use crate::http::access::Needs;
use crate::http::openapi::words::{Words, of_flow, of_handler};
use crate::http::problem::Code;
use crate::http::wire::{AboutRequest, FlowRequest, OriginalPosted, PostedTransaction};

/// An operation: a method of a path.
pub struct Row {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) needs: Needs,
    /// The flow that it asks for.
    pub(super) flow: Option<Flow>,
    /// The header that its idempotency key comes in.
    pub(crate) key: Option<&'static str>,
    pub(crate) condition: Option<Condition>,
    pub(crate) dry_run: bool,
    pub(crate) has_optional_body: bool,
    /// Whether a key with caps may ask for it with the scope `support`, too.
    pub(crate) helps: bool,
    /// Who keeps to the assets of the caller's key.
    pub(crate) assets: Assets,
    /// Which store answers it, and can fail.
    pub(crate) asks: Asks,
    pub(crate) tag: &'static str,
    /// Its own problems, beside those of every operation with a body, a key or a condition.
    pub(crate) problems: Vec<Code>,
    /// What can be done about its answer: names, and ids of operations.
    pub(crate) links: Vec<(&'static str, &'static str)>,
    /// A body that does what it is for, on the demo data.
    pub(crate) example: Option<Value>,
    /// What it says of itself in the document; none if it is not there.
    pub(crate) words: Option<Box<dyn Fn() -> Words + Send + Sync>>,
    pub(super) handler: fn() -> Route,
}

/// Which store answers an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asks {
    /// None.
    Nothing,
    /// The store itself.
    Primary,
    /// A standby, a moment late, or the store itself.
    Standby,
}

/// Who keeps to the assets of a key that is for some alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Assets {
    /// The gate: the path or the query has to name one.
    Named,
    /// The handler.
    Handler,
}

/// What a write's `If-Match` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Condition {
    /// The version of the owner's wallet.
    Wallet,
    /// The states of the asset.
    Asset,
}

/// The problems of every command under an idempotency key.
pub(crate) const OF_KEYS: [Code; 15] = [
    Code::MissingIdempotencyKey,
    Code::InvalidIdempotencyKey,
    Code::InvalidAmount,
    Code::InvalidDescription,
    Code::AssetNotFound,
    Code::WalletNotFound,
    Code::WalletFrozen,
    Code::WalletClosed,
    Code::BalanceLimitExceeded,
    Code::AssetNotAllowed,
    Code::RequestInProgress,
    Code::IdempotencyKeyReused,
    Code::Overloaded,
    Code::OutcomeUnknown,
    Code::WritesStopped,
];

/// A handler by its module and name, with a document that has its operation alone.
macro_rules! handler {
    ($module:ident :: $name:ident) => {{
        #[derive(utoipa::OpenApi)]
        #[openapi(paths($module::$name))]
        struct Alone;
        (|| actix_web::web::to($module::$name), <Alone as utoipa::OpenApi>::openapi)
    }};
}
pub(super) use handler;

/// Codes of problems by their names.
macro_rules! codes {
    ($($code:ident)*) => { vec![$(crate::http::problem::Code::$code),*] };
}
pub(super) use codes;

type Handler = (fn() -> Route, fn() -> OpenApi);

/// Functions that set a field of a row.
macro_rules! setters {
    ($($field:ident: $type:ty,)*) => {$(
        pub(super) fn $field(self, $field: impl Into<$type>) -> Self {
            Self { $field: $field.into(), ..self }
        }
    )*};
}

impl Row {
    setters! {
        tag: &'static str,
        condition: Option<Condition>,
        problems: Vec<Code>,
        links: Vec<(&'static str, &'static str)>,
        example: Option<Value>,
    }

    /// An operation that changes nothing.
    pub(super) fn get(path: &'static str, handler: Handler, tag: &'static str, needs: Needs) -> Self {
        Self { dry_run: false, ..Self::write(Method::GET, path, handler, (tag, needs)) }
    }

    /// The same for one that a standby may answer, a moment late.
    pub(super) fn late(path: &'static str, handler: Handler, tag: &'static str) -> Self {
        Self::get(path, handler, tag, Needs::Scope(Scope::Read)).by_standbys()
    }

    /// The same, and a standby may answer it, a moment late.
    pub(super) fn by_standbys(self) -> Self {
        Self { asks: Asks::Standby, ..self }
    }

    /// An operation that changes something, and can be tried.
    pub(super) fn write(
        method: Method,
        path: &'static str,
        (handler, document): Handler,
        (tag, needs): (&'static str, Needs),
    ) -> Self {
        let of = method.clone();
        let words: Box<dyn Fn() -> Words + Send + Sync> = Box::new(move || of_handler(&of, document()));
        Self { words: Some(words), dry_run: true, tag, ..Self::file(method, path, needs, handler) }
    }

    /// A file or a page: no operation of the document.
    pub(super) fn file(method: Method, path: &'static str, needs: Needs, handler: fn() -> Route) -> Self {
        Self {
            has_optional_body: method == Method::PUT || method == Method::PATCH,
            method,
            path,
            needs,
            flow: None,
            key: None,
            condition: None,
            dry_run: false,
            helps: false,
            assets: Assets::Named,
            asks: Asks::Primary,
            tag: "",
            problems: Vec::new(),
            links: Vec::new(),
            example: None,
            words: None,
            handler,
        }
    }

    /// A flow under `/v1`.
    pub(super) fn flow<R: FlowRequest + 'static>(path: &'static str, id: &'static str, says: &'static str) -> Self {
        let words = move || of_flow::<R, PostedTransaction>(id, says, None, ("201", "The transaction"));
        Self::keyed(path, R::FLOW, || web::to(flows::submit::<R>), Box::new(words))
    }

    /// A flow about an earlier transaction, which the path names.
    pub(super) fn about<R: AboutRequest + 'static>(
        path: &'static str,
        id: &'static str,
        says: &'static str,
        about: &'static str,
    ) -> Self {
        let words = move || of_flow::<R, PostedTransaction>(id, says, Some(about), ("201", "The transaction"));
        let row = Self::keyed(path, R::FLOW, || web::to(flows::submit_about::<R>), Box::new(words));
        Self { has_optional_body: true, ..row }
    }

    /// A flow of the original service's routes.
    pub(super) fn original<R: FlowRequest + 'static>(path: &'static str, id: &'static str, says: &'static str) -> Self {
        let words = move || of_flow::<R, OriginalPosted>(id, says, None, ("200", "Posted"));
        let row = Self::keyed(path, R::FLOW, || web::to(flows::submit_original::<R>), Box::new(words));
        Self { key: Some("X-Idempotency-Key"), tag: "original", ..row }
    }

    fn keyed(
        path: &'static str,
        flow: Flow,
        handler: fn() -> Route,
        words: Box<dyn Fn() -> Words + Send + Sync>,
    ) -> Self {
        let row = Self::file(Method::POST, path, Needs::Scope(flow.scope()), handler);
        let row = Self { helps: matches!(flow, Flow::Bonus | Flow::Reversal), assets: Assets::Handler, ..row };
        Self { flow: Some(flow), key: Some("Idempotency-Key"), dry_run: true, tag: "flows", words: Some(words), ..row }
    }

    /// Whether its transactions record the person behind the request.
    pub(crate) fn names_person(&self) -> bool {
        self.key.is_some() || self.needs == Needs::Commands
    }

    /// Whether a request of this method asks for it: a HEAD asks for what its GET answers.
    pub(crate) fn answers(&self, method: &Method) -> bool {
        self.method == *method || (self.method == Method::GET && method == Method::HEAD)
    }

    /// The method and the path, such as `POST /v1/spends`, if it is in the document.
    pub fn operation(&self) -> Option<String> {
        self.words.as_ref().map(|_| format!("{} {}", self.method, self.path))
    }

    /// The flow that it asks for; none of what is no command, and of a batch.
    pub fn asked_flow(&self) -> Option<Flow> {
        self.flow
    }

    /// The header that its idempotency key comes in, if it takes one.
    pub fn key_header(&self) -> Option<&'static str> {
        self.key
    }

    /// Whether it can be tried with `?dry_run=true`.
    pub fn takes_dry_run(&self) -> bool {
        self.dry_run
    }

    /// Whether it can depend on `If-Match`; a read always can.
    pub fn takes_condition(&self) -> bool {
        self.condition.is_some() || self.method.is_safe()
    }
}
