//! The OpenAPI 3.1 document, made from the handlers and the wire types.
//!
//! What every operation has in common is added here instead of at each: the key of writes, the scope that the API key
//! needs, from the table that the gate asks, and the problems, whose list comes from [`Code`], the table that answers
//! are made from.

mod examples;

use std::collections::BTreeMap;

use actix_web::http::Method;
use utoipa::openapi::example::{Example, ExampleBuilder};
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::link::Link;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Required, Response, ResponseBuilder};
use utoipa::{Modify, OpenApi};
use wallet_domain::{Flow, Period, Rejection, Timestamp};

use self::examples::Examples;
use crate::http::access::{Needs, needs};
use crate::http::problem::{self, Code, Problem};
use crate::http::routes;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Wallet",
        description = "A closed-loop wallet: virtual credits, double entry, every command idempotent.\n\n\
                       Send each write with an idempotency key of its own and repeat it with the same key until an \
                       answer comes: it is carried out once. A repeated answer is the same, byte for byte, and has \
                       the header `Idempotent-Replayed: true`. Every refusal is `application/problem+json`; program \
                       against its `code`.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    tags(
        (name = "flows", description = "What moves credits"),
        (name = "holds", description = "Credits that are kept for later"),
        (name = "wallets", description = "Balances and statements"),
        (name = "transactions", description = "What was decided"),
        (name = "assets", description = "What can be held, and how much of it there is"),
        (name = "seed", description = "The routes of the seed's service, kept exactly"),
        (name = "health", description = "For whoever runs the service"),
        (name = "docs", description = "This document"),
    ),
    paths(
        routes::top_up, routes::bonus, routes::spend, routes::mint, routes::purchase, routes::execute_batch,
        routes::convert, routes::give, routes::allocate,
        routes::hold, routes::capture, routes::release, routes::get_hold, routes::list_holds,
        routes::reverse, routes::list_reversals,
        routes::list_wallets, routes::get_wallet, routes::open_wallet, routes::open_wallets, routes::query_wallets,
        routes::list_entries, routes::get_balance, routes::get_statement,
        routes::get_transaction, routes::find_transaction, routes::get_payment,
        routes::freeze_all, routes::unfreeze_all, routes::close_all, routes::reopen_all,
        routes::freeze, routes::unfreeze, routes::close, routes::reopen,
        routes::list_assets, routes::create_asset, routes::get_asset, routes::change_asset, routes::list_changes,
        routes::get_audit,
        routes::seed_top_up, routes::seed_bonus, routes::seed_spend, routes::seed_balance,
        routes::health, routes::live, routes::check_ready, routes::render_metrics, routes::openapi,
    ),
    components(schemas(problem::Body)),
    modifiers(&Keys, &DryRuns, &Access, &OptionalBodies, &Problems, &Links, &Examples),
)]
struct Document;

/// The document.
pub fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// The document of a server that lets in whoever shows no key.
pub fn open_document() -> utoipa::openapi::OpenApi {
    let mut document = document();
    for item in document.paths.paths.values_mut() {
        for (_, operation) in operations(item) {
            let security = operation.security.get_or_insert_default();
            if !security.is_empty() {
                security.push(SecurityRequirement::default());
            }
        }
    }
    document
}

/// Paths whose POST takes a key in a header.
fn takes_key(path: &str) -> bool {
    matches!(
        path,
        "/v1/top-ups"
            | "/v1/bonuses"
            | "/v1/spends"
            | "/v1/mints"
            | "/v1/purchases"
            | "/v1/conversions"
            | "/v1/gifts"
            | "/v1/allocations"
            | "/v1/holds"
            | "/v1/holds/{id}/capture"
            | "/v1/holds/{id}/release"
            | "/v1/transactions/{id}/reversals"
            | "/wallet/topup"
            | "/wallet/bonus"
            | "/wallet/spend"
    )
}

/// Paths whose POST makes transactions, which record who asked and for whom.
fn names_person(path: &str) -> bool {
    takes_key(path) || path == "/v1/batches"
}

fn person_parameter() -> Parameter {
    let schema = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(100));
    ParameterBuilder::new()
        .name("Wallet-On-Behalf-Of")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("The person behind the request, such as a support agent: recorded with the transaction."))
        .schema(Some(schema.pattern(Some("^[!-~]([ -~]*[!-~])?$"))))
        .build()
}

struct Keys;

impl Modify for Keys {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        for (path, item) in &mut document.paths.paths {
            if let (true, Some(operation)) = (takes_key(path), item.post.as_mut()) {
                let name = if path.starts_with("/v1/") { "Idempotency-Key" } else { "X-Idempotency-Key" };
                operation.parameters.get_or_insert_default().push(key_parameter(name).into());
                if takes_condition(path) {
                    operation.parameters.get_or_insert_default().push(condition_parameter().into());
                }
            }
            if let ("/v1/assets/{code}", Some(operation)) = (path.as_str(), item.patch.as_mut()) {
                operation.parameters.get_or_insert_default().push(asset_condition_parameter().into());
            }
            if let (true, Some(operation)) = (names_person(path), item.post.as_mut()) {
                operation.parameters.get_or_insert_default().push(person_parameter().into());
            }
        }
    }
}

fn key_parameter(name: &str) -> Parameter {
    // Quoted as a structured field's string is, or bare; the seed's header is always bare. A comma parts keys but in quotes.
    let (chars_max, pattern) = match name {
        "Idempotency-Key" => (512, r#"^([!#-+.-~-][!-+.-~-]{0,254}|"([!#-\[\]-~]|\\["\\]){1,255}")$"#),
        _ => (255, "^[!-+.-~-]+$"),
    };
    let schema = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(chars_max));
    let schema = schema.pattern(Some(pattern));
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::True)
        .description(Some(
            "A new one, such as a UUID, for each thing to be done, and the same one for each retry of it; \
             Idempotency-Key and X-Idempotency-Key are the same.",
        ))
        .schema(Some(schema))
        .build()
}

/// Paths whose POST may depend on the version of its owner's wallet.
pub(crate) fn takes_condition(path: &str) -> bool {
    matches!(path, "/v1/top-ups" | "/v1/bonuses" | "/v1/spends" | "/v1/holds")
}

fn condition_parameter() -> Parameter {
    if_match(
        r#"^("[0-9]{1,18}(\.[0-9]{1,16})?"|[0-9]{1,18}(\.[0-9]{1,16})?|\*)$"#,
        "The ETag of the owner's wallet: it is carried out only if that is its version still, else refused with 412.",
    )
}

fn asset_condition_parameter() -> Parameter {
    if_match(
        r#"^(\*|(W/)?"[!#-+.-~-]*"(, ?(W/)?"[!#-+.-~-]*")*)$"#,
        "The asset's ETag, or several: it is changed only if that is its state still, else refused with 412.",
    )
}

fn if_match(pattern: &str, description: &str) -> Parameter {
    let schema = ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern));
    ParameterBuilder::new()
        .name("If-Match")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(schema))
        .build()
}

/// Paths whose writes say all that they must in the path.
fn has_optional_body(path: &str, method: &Method) -> bool {
    matches!(path, "/v1/holds/{id}/capture" | "/v1/holds/{id}/release" | "/v1/transactions/{id}/reversals")
        || ["/freeze", "/unfreeze", "/close", "/reopen"].iter().any(|end| path.ends_with(end))
        || [Method::PUT, Method::PATCH].contains(method)
}

struct OptionalBodies;

impl Modify for OptionalBodies {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        for (path, item) in &mut document.paths.paths {
            for (method, operation) in operations(item) {
                if let (true, Some(RefOr::T(body))) = (has_optional_body(path, &method), &mut operation.request_body) {
                    body.required = Some(Required::False);
                }
            }
        }
    }
}

/// Every mutation can be tried: `?dry_run=true`.
struct DryRuns;

impl Modify for DryRuns {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        for item in document.paths.paths.values_mut() {
            for (method, operation) in operations(item) {
                // What only asks has nothing to try.
                if method == Method::GET || operation.operation_id.as_deref() == Some("query_wallets") {
                    continue;
                }
                operation.parameters.get_or_insert_default().push(dry_run_parameter().into());
                for (status, response) in &mut operation.responses.responses {
                    if let (true, RefOr::T(response)) = (status.starts_with('2'), response) {
                        let schema = Object::with_type(Type::String);
                        let text = "`true` if this is what would come of it: nothing is recorded, no key is used.";
                        let header = HeaderBuilder::new().schema(Some(schema)).description(Some(text)).build();
                        response.headers.insert("Dry-Run".into(), RefOr::T(header));
                    }
                }
            }
        }
    }
}

fn dry_run_parameter() -> Parameter {
    ParameterBuilder::new()
        .name("dry_run")
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some("Whether only to say what would come of it, recording nothing."))
        .schema(Some(ObjectBuilder::new().schema_type(Type::Boolean)))
        .build()
}

/// The name of the security scheme.
const API_KEY: &str = "api_key";

struct Access;

impl Modify for Access {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("wlt_<id>_<secret>").description(Some(
            "An API key, which an operator makes with `wallet keys create`. An operation's scopes are all that its key \
             needs. A server that listens on 127.0.0.1 alone asks for none unless `auth.required` is set; a key that is \
             sent is always checked.",
        ));
        let components = document.components.get_or_insert_default();
        components.add_security_scheme(API_KEY, SecurityScheme::Http(scheme.build()));
        for (path, item) in &mut document.paths.paths {
            for (method, operation) in operations(item) {
                operation.security = Some(match needs(&method, path) {
                    Needs::Nothing => Vec::new(),
                    Needs::Scope(scope) => vec![SecurityRequirement::new(API_KEY, [scope.name()])],
                    // Which ones is in the body.
                    Needs::Commands => vec![SecurityRequirement::new(API_KEY, [] as [&str; 0])],
                });
            }
        }
    }
}

/// The operations of a path, by method; we have no others.
fn operations(item: &mut PathItem) -> impl Iterator<Item = (Method, &mut Operation)> {
    let all = [
        (Method::GET, &mut item.get),
        (Method::PUT, &mut item.put),
        (Method::POST, &mut item.post),
        (Method::PATCH, &mut item.patch),
    ];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

struct Problems;

impl Modify for Problems {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        for (path, item) in &mut document.paths.paths {
            for (method, operation) in operations(item) {
                let mut codes = problems_of(path, operation);
                codes.push(Code::MisdirectedRequest);
                if !method.is_safe() {
                    codes.push(Code::ForeignOrigin);
                }
                let is_counted = needs(&method, path) != Needs::Nothing;
                if is_counted {
                    codes.extend([Code::Unauthorized, Code::Forbidden, Code::RateLimited]);
                }
                add_problems(operation, &codes);
                if is_counted {
                    add_limit_headers(operation);
                }
            }
        }
    }
}

/// Whether the operation can be tried.
fn is_mutation(operation: &Operation) -> bool {
    let is_dry_run = |parameter: &RefOr<Parameter>| matches!(parameter, RefOr::T(one) if one.name == "dry_run");
    operation.parameters.iter().flatten().any(is_dry_run)
}

/// The problems that an operation can answer with, beside those of any request at all.
fn problems_of(path: &str, operation: &Operation) -> Vec<Code> {
    let mut codes = Vec::new();
    if is_mutation(operation) {
        codes.push(Code::MalformedQuery);
    }
    if operation.request_body.is_some() {
        codes.extend([
            Code::MalformedBody,
            Code::InvalidAsset,
            Code::RequestTimeout,
            Code::BodyTooLarge,
            Code::UnsupportedMediaType,
        ]);
    }
    if takes_key(path) {
        codes.extend([
            Code::MissingIdempotencyKey,
            Code::InvalidIdempotencyKey,
            Code::InvalidAmount,
            Code::InvalidDescription,
            Code::AssetNotFound,
            Code::WalletNotFound,
            Code::WalletFrozen,
            Code::WalletClosed,
            Code::BalanceLimitExceeded,
            Code::RequestInProgress,
            Code::IdempotencyKeyReused,
            Code::Overloaded,
            Code::OutcomeUnknown,
            Code::WritesStopped,
        ]);
    }
    if names_person(path) && operation.request_body.is_some() {
        codes.push(Code::InvalidPerson);
    }
    if takes_condition(path) {
        codes.extend([Code::InvalidIfMatch, Code::VersionMismatch]);
    }
    if path == "/v1/payments/{payment_ref}" {
        codes.extend([Code::InvalidReference, Code::PaymentNotFound]);
    }
    codes.extend(own_problems(path));
    if !matches!(path, "/health" | "/health/live" | "/metrics" | "/openapi.json") {
        codes.extend([Code::InternalError, Code::StoreUnavailable]);
    }
    codes
}

/// What only the routes of all assets know.
const OF_ASSETS: &[Code] =
    &[Code::InvalidName, Code::InvalidDescription, Code::InvalidPolicy, Code::RateCycle, Code::AssetExists];

/// What only the routes of one asset know.
const OF_ASSET: &[Code] = &[
    Code::MalformedQuery,
    Code::InvalidAsset,
    Code::InvalidName,
    Code::InvalidDescription,
    Code::InvalidPolicy,
    Code::RateCycle,
    Code::InvalidIfMatch,
    Code::AssetNotFound,
    Code::AssetChanged,
];

/// The problems that only some paths know.
fn own_problems(path: &str) -> &'static [Code] {
    match path {
        "/v1/spends" | "/wallet/spend" => {
            &[Code::InvalidOwner, Code::InvalidMetadata, Code::LimitExceeded, Code::InsufficientFunds]
        }
        "/v1/top-ups" | "/wallet/topup" => &[
            Code::InvalidOwner,
            Code::InvalidReference,
            Code::InvalidMetadata,
            Code::PaymentRefUsed,
            Code::LimitExceeded,
            Code::TreasuryExhausted,
        ],
        "/v1/bonuses" | "/wallet/bonus" => &[
            Code::InvalidOwner,
            Code::InvalidReference,
            Code::InvalidMetadata,
            Code::LimitExceeded,
            Code::TreasuryExhausted,
            Code::BudgetExhausted,
            Code::CeilingExceeded,
        ],
        "/v1/purchases" => &[
            Code::InvalidOwner,
            Code::InvalidReference,
            Code::InvalidMetadata,
            Code::InvalidSums,
            Code::LimitExceeded,
            Code::InsufficientFunds,
            Code::TreasuryExhausted,
            Code::CeilingExceeded,
        ],
        "/v1/holds" => &[
            Code::InvalidOwner,
            Code::InvalidReference,
            Code::InvalidMetadata,
            Code::InvalidExpiry,
            Code::LimitExceeded,
            Code::InsufficientFunds,
        ],
        "/v1/transactions/{id}/reversals" => &[
            Code::InvalidReference,
            Code::InvalidMetadata,
            Code::TransactionNotFound,
            Code::NotReversible,
            Code::AlreadyReversed,
            Code::ReversalExceedsOriginal,
            Code::InsufficientFunds,
            Code::RevenueExhausted,
        ],
        "/v1/batches" => &[
            Code::InvalidAmount,
            Code::InvalidOwner,
            Code::InvalidFlow,
            Code::InvalidDescription,
            Code::InvalidReference,
            Code::InvalidMetadata,
            Code::InvalidIdempotencyKey,
            Code::TooManyCommands,
            Code::BatchRefused,
            Code::RequestInProgress,
            Code::Overloaded,
            Code::OutcomeUnknown,
        ],
        "/v1/assets" => OF_ASSETS,
        "/v1/wallets" => &[Code::InvalidOwner, Code::TooManyWallets],
        "/v1/wallets/{owner}" => &[Code::InvalidOwner],
        "/v1/wallets/{owner}/{asset}" => {
            &[Code::InvalidOwner, Code::InvalidAsset, Code::WalletNotFound, Code::AssetNotFound, Code::VersionMismatch]
        }
        "/v1/wallets/query" => &[Code::MalformedQuery, Code::InvalidOwner, Code::TooManyWallets],
        "/v1/wallets/{owner}/{asset}/entries" => &[
            Code::MalformedQuery,
            Code::InvalidOwner,
            Code::InvalidAsset,
            Code::InvalidFlow,
            Code::InvalidAmount,
            Code::InvalidReference,
            Code::InvalidLimit,
            Code::InvalidCursor,
            Code::WalletNotFound,
        ],
        "/v1/wallets/{owner}/{asset}/holds" => &[
            Code::MalformedQuery,
            Code::InvalidOwner,
            Code::InvalidAsset,
            Code::InvalidLimit,
            Code::InvalidCursor,
            Code::WalletNotFound,
        ],
        "/v1/wallets/{owner}/{asset}/balance"
        | "/v1/wallets/{owner}/{asset}/statement"
        | "/wallet/balance/{userId}" => {
            &[Code::MalformedQuery, Code::InvalidOwner, Code::InvalidAsset, Code::WalletNotFound]
        }
        "/v1/transactions" => {
            &[Code::MalformedQuery, Code::InvalidOwner, Code::InvalidIdempotencyKey, Code::TransactionNotFound]
        }
        "/v1/transactions/{id}" => &[Code::TransactionNotFound],
        _ => further_problems(path),
    }
}

/// The same of holds, and of what policies and operators allow.
fn further_problems(path: &str) -> &'static [Code] {
    match path {
        "/v1/holds/{id}" => &[Code::HoldNotFound, Code::TransactionNotFound],
        "/v1/holds/{id}/capture" => &[
            Code::InvalidReference,
            Code::InvalidMetadata,
            Code::HoldNotFound,
            Code::TransactionNotFound,
            Code::HoldSettled,
            Code::HoldExpired,
            Code::CaptureExceedsHold,
            Code::LimitExceeded,
        ],
        "/v1/holds/{id}/release" => &[
            Code::InvalidReference,
            Code::InvalidMetadata,
            Code::HoldNotFound,
            Code::TransactionNotFound,
            Code::HoldSettled,
            Code::HoldExpired,
        ],
        "/v1/conversions" => &[
            Code::InvalidOwner,
            Code::InvalidReference,
            Code::InvalidMetadata,
            Code::NoRate,
            Code::ConversionTooSmall,
            Code::RateBelowMinimum,
            Code::LimitExceeded,
            Code::InsufficientFunds,
            Code::TreasuryExhausted,
            Code::CeilingExceeded,
        ],
        "/v1/gifts" => &[
            Code::InvalidOwner,
            Code::InvalidReference,
            Code::InvalidMetadata,
            Code::SameWallet,
            Code::NotTransferable,
            Code::LimitExceeded,
            Code::InsufficientFunds,
            Code::CeilingExceeded,
        ],
        "/v1/allocations" => &[Code::InvalidOwner, Code::TreasuryExhausted, Code::BudgetExhausted],
        "/v1/assets/{code}" => OF_ASSET,
        "/v1/changes" => {
            &[Code::MalformedQuery, Code::InvalidOwner, Code::InvalidAsset, Code::InvalidLimit, Code::InvalidCursor]
        }
        "/v1/wallets/{owner}/close" | "/v1/wallets/{owner}/{asset}/close" => &[
            Code::InvalidOwner,
            Code::InvalidDescription,
            Code::WalletNotFound,
            Code::WalletNotEmpty,
            Code::WalletInDebt,
        ],
        "/v1/wallets/{owner}/freeze"
        | "/v1/wallets/{owner}/unfreeze"
        | "/v1/wallets/{owner}/{asset}/freeze"
        | "/v1/wallets/{owner}/{asset}/unfreeze" => {
            &[Code::InvalidOwner, Code::InvalidDescription, Code::WalletNotFound, Code::WalletClosed]
        }
        "/v1/wallets/{owner}/reopen" | "/v1/wallets/{owner}/{asset}/reopen" => {
            &[Code::InvalidOwner, Code::InvalidDescription, Code::WalletNotFound]
        }
        _ => &[],
    }
}

fn add_problems(operation: &mut Operation, codes: &[Code]) {
    let mut by_status: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
    for &code in codes {
        by_status.entry(code.status()).or_default().push(code);
    }
    for (status, codes) in by_status {
        operation.responses.responses.insert(status.to_string(), problems(&codes).into());
    }
    operation.responses.responses.insert("default".into(), problems(&[]).into());
}

/// The header fields of rate limits: on what was done, and on what came too often.
fn add_limit_headers(operation: &mut Operation) {
    let header = |text: &str| {
        let schema = Object::with_type(Type::String);
        RefOr::T(HeaderBuilder::new().schema(Some(schema)).description(Some(text)).build())
    };
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        let is_limited = status == "429";
        if is_limited {
            response.headers.insert("Retry-After".into(), header("In how many seconds it would be let through."));
        }
        if is_limited || status.starts_with('2') {
            let policy =
                "The rate limits in force, by draft-ietf-httpapi-ratelimit-headers-10; not sent if there are none.";
            response.headers.insert("RateLimit-Policy".into(), header(policy));
            let left =
                "What is left of those that this request was counted for, and in how many seconds all of it is back.";
            response.headers.insert("RateLimit".into(), header(left));
        }
    }
}

struct Links;

/// Says that the transaction which a flow answers with can be read again, and what can be done about it.
impl Modify for Links {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        for (path, item) in &mut document.paths.paths {
            let (status, id) = match (takes_key(path), path.starts_with("/v1/")) {
                (true, true) => ("201", "$response.body#/id"),
                (true, false) => ("200", "$response.body#/transactionId"),
                (false, _) => continue,
            };
            let responses = item.post.as_mut().map(|operation| &mut operation.responses.responses);
            if let Some(RefOr::T(response)) = responses.and_then(|responses| responses.get_mut(status)) {
                let mut link = |name: &str, operation: &str| {
                    let link = Link::builder().operation_id(operation).parameter("id", id).build();
                    response.links.insert(name.into(), link.into());
                };
                link("transaction", "get_transaction");
                let further: &[_] = match path.as_str() {
                    "/v1/holds" => &[("hold", "get_hold"), ("capture", "capture"), ("release", "release")],
                    "/v1/spends" | "/v1/bonuses" | "/v1/top-ups" => {
                        &[("reversal", "reverse"), ("reversals", "list_reversals")]
                    }
                    _ => &[],
                };
                for (name, operation) in further {
                    link(name, operation);
                }
            }
        }
    }
}

/// A response with each of these problems for an example; any other problem if there is none.
fn problems(codes: &[Code]) -> Response {
    let lines: Vec<String> = codes.iter().map(|code| format!("`{}`: {}", code.name(), code.title())).collect();
    let description = if lines.is_empty() { "Any other problem".to_owned() } else { lines.join("\n\n") };
    let examples = codes.iter().map(|&code| (code.name(), example(code)));
    let content =
        ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).examples_from_iter(examples).build();
    ResponseBuilder::new().description(description).content("application/problem+json", content).build()
}

/// A problem with this code: as it would be if the code has figures, else in its title's words.
fn example(code: Code) -> Example {
    let problem = match code {
        Code::InsufficientFunds => {
            Problem::from(&Rejection::InsufficientFunds { available: 10, required: 30, asset: None })
        }
        Code::BalanceLimitExceeded => Problem::from(&Rejection::BalanceLimitExceeded { headroom: 5 }),
        Code::CeilingExceeded => Problem::from(&Rejection::CeilingExceeded { max_balance: 500, headroom: 5 }),
        Code::RateBelowMinimum => Problem::from(&Rejection::RateBelowMinimum { would_receive: 5 }),
        Code::LimitExceeded => Problem::from(&Rejection::LimitExceeded {
            flow: Flow::Bonus,
            per: Period::Day,
            is_count: false,
            limit: 500,
            used: 480,
            resets_at: Timestamp::from_micros(1_796_083_200_000_000),
        }),
        Code::CaptureExceedsHold => Problem::from(&Rejection::CaptureExceedsHold { remaining: 5 }),
        Code::ReversalExceedsOriginal => Problem::from(&Rejection::ReversalExceedsOriginal { remaining: 5 }),
        Code::RateLimited => Problem::limited(format!("{}.", code.title()), 3),
        _ => Problem::new(code, format!("{}.", code.title())),
    };
    ExampleBuilder::new().summary(code.title()).value(serde_json::to_value(problem.body()).ok()).build()
}
