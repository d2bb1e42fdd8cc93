//! Searches across owners: transactions within a time, the newest first, and wallets by owner.

use std::ops::RangeInclusive;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Type};
use wallet_domain::{
    AssetCode, Found, IdempotencyKey, MINOR_MAX, Metadata, OwnerId, Timestamp, TransactionFilter, TransactionId,
    TransactionSearch, TransactionStatus, WalletFilter, WalletSearch, WalletStatus, Wallets,
};
use wallet_service::scan::search::{self, PATIENCE};

use super::answer::{Answer, IN_TABLE};
use super::conditions::{amount, check_order, flow, reference, span};
use super::transactions::find;
use super::wallets::limit_of;
use crate::http::access::Caller;
use crate::http::app::App;
use crate::http::extract::{
    LedgerMark, Listing, NewerThan, QueryOf, TransactionCursor, WalletCursor, parse_query, split_members,
};
use crate::http::problem::{Code, Problem};
use crate::http::replicas::Source;
use crate::http::wire;

const DAY_US: i64 = 24 * 60 * 60 * 1_000_000;
/// How long a search goes back if nobody says.
const SPAN_US: i64 = 31 * DAY_US;
/// The longest time that one search is about.
const SPAN_DAYS_MAX: i64 = 366;
/// No name that is recorded is longer.
const ACTOR_CHARS_MAX: usize = 100;
/// How many members of the metadata one search names.
const MEMBERS_MAX: usize = 10;

/// One transaction by `owner` and `idempotency_key`, or all that fit.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TransactionsQuery {
    /// Whose command it was, or whose wallets or debt it moved: what a player gave is its receiver's, too. With `idempotency_key`:
    /// whose command it was, `system:treasury` for a mint.
    #[param(min_length = 1, max_length = 100, pattern = "^[!-~]+$", example = "user_001")]
    pub(super) owner: Option<String>,
    /// The key it was asked for under: with `owner` alone, for the one transaction.
    #[param(min_length = 1, max_length = 255, pattern = "^[ -~]+$", example = "example-spends")]
    pub(super) idempotency_key: Option<String>,
    /// Of which flow.
    #[param(value_type = Option<wire::names::Flow>, example = "spend")]
    pub(super) flow: Option<String>,
    /// Posted or rejected.
    #[param(value_type = Option<wire::TransactionStatus>, example = "posted")]
    pub(super) status: Option<String>,
    /// Of which asset.
    #[param(pattern = "^[A-Z][A-Z0-9_]{0,49}$", example = "GOLD_COINS")]
    pub(super) asset: Option<String>,
    /// From when on, RFC 3339, or a date, which is its first moment in UTC; 31 days before `to` if it is not given. With
    /// `payment_ref` alone: from the beginning.
    #[param(value_type = Option<String>, format = DateTime)]
    pub(super) from: Option<String>,
    /// Until when: what was decided then is not among them; now if it is not given. At most 366 days after `from`.
    #[param(value_type = Option<String>, format = DateTime)]
    pub(super) to: Option<String>,
    /// Of how much at least.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    pub(super) min_amount: Option<String>,
    /// Of how much at most.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    pub(super) max_amount: Option<String>,
    /// With which reference: a top-up's payment_ref, a bonus's reason.
    #[param(min_length = 1, max_length = 255, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$", example = "pay_8271")]
    pub(super) reference: Option<String>,
    /// Which payment it credited: posted top-ups, found at once.
    #[param(min_length = 1, max_length = 255, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$", example = "pay_8271")]
    pub(super) payment_ref: Option<String>,
    /// Who asked: an API key's name or id, `anyone`, `wallet`, a command line's `cli:USER`, or the person behind it.
    #[param(min_length = 1, max_length = 100)]
    pub(super) actor: Option<String>,
    /// How many at most: 1 to 200, and 50 if it is not given.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200)]
    pub(super) limit: Option<String>,
    /// The `next_cursor` of the page before.
    #[param(min_length = 12, pattern = "^[A-Za-z0-9_-]+$")]
    pub(super) cursor: Option<String>,
}

/// Conditions on members of the metadata, as the document tells them: texts in a list, which every generator of clients can
/// send. [`split_members`] reads them.
pub(super) enum MembersQuery {}

impl IntoParams for MembersQuery {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let pattern = r"^[^=\u0000-\u001f\u007f-\u009f]+=[^\u0000-\u001f\u007f-\u009f]*$";
        let member = ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern));
        let members = ArrayBuilder::new().items(member).max_items(Some(MEMBERS_MAX));
        let says = "With which members at the top of the metadata, each `name=value`: `7`, `true` and `null` are what JSON has \
                    them for, `\"7\"` in quotes and anything else is a text. A name that has `=` is asked for as \
                    `metadata.<name>=<value>`.";
        let parameter =
            ParameterBuilder::new().name("metadata").parameter_in(ParameterIn::Query).required(Required::False);
        vec![parameter.description(Some(says)).schema(Some(members)).build()]
    }
}

/// What the query asks for.
#[derive(Debug)]
pub(crate) enum TransactionsRequest {
    /// What came of a key.
    Key(OwnerId, IdempotencyKey),
    /// All that fit.
    Search(Box<Search>),
}

/// A search for transactions, as the query says it.
#[derive(Debug)]
pub(crate) struct Search {
    pub(crate) filter: TransactionFilter,
    pub(crate) limit: u32,
    cursor: Option<TransactionCursor>,
    pub(crate) listing: Listing,
}

impl TransactionsRequest {
    /// Reads a query; conditions on metadata are as [`split_members`] has them.
    pub(crate) fn read(ledger: LedgerMark, query: &str) -> Result<Self, Problem> {
        let (rest, members) = split_members(query)?;
        let query: TransactionsQuery = parse_query(&rest)?;
        match (&query.owner, &query.idempotency_key) {
            // Keys of the service's own hold spaces: a caller cannot use them, but may read what was done under them.
            (Some(owner), Some(key)) if members.is_empty() && query.is_of_a_key() => {
                Ok(Self::Key(OwnerId::new(owner)?, IdempotencyKey::internal(key)?))
            }
            (_, None) => Ok(Self::Search(Box::new(query.search(ledger, members)?))),
            (_, Some(_)) => {
                let detail = "`idempotency_key` asks for one transaction, with `owner` and nothing else.";
                Err(Problem::new(Code::MalformedQuery, detail))
            }
        }
    }
}

impl TransactionsQuery {
    fn is_of_a_key(&self) -> bool {
        let Self { owner: _, idempotency_key: _, flow, status, asset, from, to, .. } = self;
        let Self { min_amount, max_amount, reference, payment_ref, actor, limit, cursor, .. } = self;
        [flow, status, asset, from, to, min_amount, max_amount, reference, payment_ref, actor, limit, cursor]
            .into_iter()
            .all(Option::is_none)
    }

    /// The conditions, but for the time that is searched if nobody says.
    pub(super) fn filter(&self, members: Vec<(String, String)>) -> Result<TransactionFilter, Problem> {
        let (from, to) = span(self.from.as_deref(), self.to.as_deref())?;
        Ok(TransactionFilter { from, to, ..self.timeless_filter(members)? })
    }

    fn timeless_filter(&self, members: Vec<(String, String)>) -> Result<TransactionFilter, Problem> {
        let [min_amount, max_amount] = [&self.min_amount, &self.max_amount];
        let filter = TransactionFilter {
            owner: self.owner.as_deref().map(OwnerId::new).transpose()?,
            flow: self.flow.as_deref().map(flow).transpose()?,
            status: self.status.as_deref().map(status).transpose()?,
            asset: self.asset.as_deref().map(AssetCode::new).transpose()?,
            min_amount: min_amount.as_deref().map(amount).transpose()?,
            max_amount: max_amount.as_deref().map(amount).transpose()?,
            reference: self.reference.as_deref().map(|it| reference("reference", it)).transpose()?,
            payment_ref: self.payment_ref.as_deref().map(|it| reference("payment_ref", it)).transpose()?,
            metadata: conditions_on(members)?,
            actor: self.actor.as_deref().map(actor).transpose()?,
            ..TransactionFilter::default()
        };
        check_order("amount", filter.min_amount, filter.max_amount)?;
        Ok(filter)
    }

    fn search(&self, ledger: LedgerMark, members: Vec<(String, String)>) -> Result<Search, Problem> {
        let mut filter = self.timeless_filter(members)?;
        // A cursor brings the time along, so that a caller need not: it is no part of what the cursor is good for.
        let listing = Listing::of(ledger, &("transactions", &filter));
        let cursor = self.cursor.as_deref().map(|text| TransactionCursor::decode(text, listing)).transpose()?;
        (filter.from, filter.to) = span(self.from.as_deref(), self.to.as_deref())?;
        Ok(Search { filter, limit: limit_of(self.limit.as_deref())?, cursor, listing })
    }
}

fn status(name: &str) -> Result<TransactionStatus, Problem> {
    TransactionStatus::from_name(name).ok_or_else(|| malformed("`status` must be posted or rejected."))
}

fn actor(name: &str) -> Result<String, Problem> {
    if (1..=ACTOR_CHARS_MAX).contains(&name.chars().count()) {
        return Ok(name.to_owned());
    }
    Err(malformed(&format!("`actor` is a name of 1 to {ACTOR_CHARS_MAX} characters.")))
}

/// Members of the metadata, each with its value in canonical text.
fn conditions_on(members: Vec<(String, String)>) -> Result<Vec<(String, String)>, Problem> {
    let refused = |detail: String| Err(Problem::new(Code::InvalidMetadata, detail));
    if members.len() > MEMBERS_MAX {
        return refused(format!("A search names at most {MEMBERS_MAX} members of the metadata."));
    }
    let mut conditions: Vec<(String, String)> = Vec::with_capacity(members.len());
    for (name, value) in members {
        if name.is_empty() || name.chars().any(char::is_control) || name.len() > Metadata::BYTES_MAX {
            return refused(
                "`metadata.` goes before a member's name: 1 to 4096 bytes without control characters.".to_owned(),
            );
        }
        if value.chars().any(char::is_control) {
            return refused("No text in metadata has control characters: no member has such a value.".to_owned());
        }
        if conditions.iter().any(|(known, _)| *known == name) {
            return refused("The query names a member of the metadata twice, and it has one value.".to_owned());
        }
        conditions.push((name, Metadata::plain(&value)));
    }
    Ok(conditions)
}

fn malformed(detail: &str) -> Problem {
    Problem::new(Code::MalformedQuery, detail.to_owned())
}

impl Search {
    /// Sets the time that is searched, which begins before it ends: the query's, the cursor's, or the last 31 days.
    async fn settle_time(&mut self, app: &App) -> Result<(Timestamp, Timestamp), Problem> {
        let (of_cursor, filter) = (self.cursor.as_ref().map(|cursor| (cursor.from, cursor.to)), &mut self.filter);
        let to = match filter.to.or(of_cursor.map(|(_, to)| to)) {
            Some(to) => to,
            None => Timestamp::from_micros(app.read(Wallets::read_clock).await?.as_micros() + 1),
        };
        // What credited a payment is looked up, so it need not be narrowed.
        let is_bounded = filter.payment_ref.is_none();
        let begin = Timestamp::from_micros(if is_bounded { to.as_micros() - SPAN_US } else { 0 });
        let from = filter.from.or(of_cursor.map(|(from, _)| from)).unwrap_or(begin);
        if from >= to {
            return Err(malformed("`from` must be before `to`, which is now if it is not given."));
        }
        if is_bounded && to.as_micros() - from.as_micros() > SPAN_DAYS_MAX * DAY_US {
            return Err(malformed(&format!(
                "A search is about {SPAN_DAYS_MAX} days at most. Bring `from` and `to` closer together, and search again \
                 with the time before."
            )));
        }
        if of_cursor.is_some_and(|given| given != (from, to)) {
            let detail = "This next_cursor was given for another time. Begin without one.";
            return Err(Problem::new(Code::InvalidCursor, detail));
        }
        (filter.from, filter.to) = (Some(from), Some(to));
        Ok((from, to))
    }
}

/// Transactions across owners, the newest first: all that fit every condition, posted and rejected.
///
/// A condition on the metadata is a parameter `metadata.<name>=<value>` (or `metadata=<name>=<value>`), up to ten of them: `4` is the
/// number, `"4"` in quotes the text. A page looks at a bounded number of transactions, so it may be short or empty and have
/// a `next_cursor` all the same; `searched_to` tells how far it came. With `owner` and `idempotency_key` alone the answer is
/// that one transaction, the same that a retry would be answered with.
#[utoipa::path(get, path = IN_TABLE,
    params(TransactionsQuery, MembersQuery),
    responses((status = 200, description = "A page of them; by `owner` and `idempotency_key` the transaction",
               body = wire::FoundTransactions)))]
pub(crate) async fn search_transactions(
    app: Data<App>,
    request: HttpRequest,
    caller: Caller,
    newer_than: NewerThan,
) -> Answer {
    let mut search = match TransactionsRequest::read(app.ledger().await?, request.query_string())? {
        TransactionsRequest::Key(owner, key) => return find(&app, TransactionId::of(&owner, &key), &caller).await,
        TransactionsRequest::Search(search) => *search,
    };
    search.filter.within = caller.assets().to_vec();
    let (from, to) = search.settle_time(&app).await?;
    let Search { filter, limit, cursor, listing } = search;
    let request = TransactionSearch { filter, after: cursor.map(|cursor| cursor.place), limit };
    let of = async |source: &Source| transactions_of(&app, source, &request, (from, to), listing).await;
    app.answer_late(newer_than, of).await
}

async fn transactions_of(
    app: &App,
    source: &Source,
    request: &TransactionSearch,
    (from, to): (Timestamp, Timestamp),
    listing: Listing,
) -> Answer {
    let credits = app.read_from(source, |store| search::credits(store, request)).await?;
    let Found { found, next } = match credits {
        Some(credits) => credits,
        None => app.search(source, async |store| search::transactions(store, request, PATIENCE).await).await?,
    };
    let page = wire::TransactionPage {
        from,
        to,
        searched_to: next.map_or(from, |place| place.created_at),
        data: found.iter().map(wire::Transaction::from).collect(),
        next_cursor: next.map(|place| TransactionCursor { place, from, to }.encode(listing)),
    };
    Ok(wire::json(StatusCode::OK, &page))
}

/// Which wallets.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct WalletsQuery {
    /// Of which asset.
    #[param(pattern = "^[A-Z][A-Z0-9_]{0,49}$", example = "GOLD_COINS")]
    asset: Option<String>,
    /// With what the owner's name begins.
    #[param(min_length = 1, max_length = 112, pattern = "^[!-~]+$", example = "user_")]
    prefix: Option<String>,
    /// With a balance of at least that, in minor units.
    #[param(value_type = Option<i64>, minimum = -9_007_199_254_740_991_i64, maximum = 9_007_199_254_740_991_i64)]
    min_balance: Option<String>,
    /// With a balance of at most that.
    #[param(value_type = Option<i64>, minimum = -9_007_199_254_740_991_i64, maximum = 9_007_199_254_740_991_i64)]
    max_balance: Option<String>,
    /// In which state.
    #[param(value_type = Option<wire::names::WalletStatus>, example = "open")]
    status: Option<String>,
    /// Whether the owner owes something of the asset.
    #[param(value_type = Option<bool>)]
    in_debt: Option<String>,
    /// How many at most: 1 to 200, and 50 if it is not given.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    #[param(min_length = 12, pattern = "^[A-Za-z0-9_-]+$")]
    cursor: Option<String>,
}

impl WalletsQuery {
    fn filter(&self) -> Result<WalletFilter, Problem> {
        let filter = WalletFilter {
            asset: self.asset.as_deref().map(AssetCode::new).transpose()?,
            prefix: self.prefix.as_deref().map(prefix).transpose()?,
            min_balance: self.min_balance.as_deref().map(balance).transpose()?,
            max_balance: self.max_balance.as_deref().map(balance).transpose()?,
            status: self.status.as_deref().map(wallet_status).transpose()?,
            in_debt: self.in_debt.as_deref().map(truth).transpose()?,
        };
        check_order("balance", filter.min_balance, filter.max_balance)?;
        Ok(filter)
    }

    /// The search, and what its cursors are good for.
    pub(crate) fn search(&self, ledger: LedgerMark) -> Result<(WalletSearch, Listing), Problem> {
        let (filter, limit) = (self.filter()?, limit_of(self.limit.as_deref())?);
        let listing = Listing::of(ledger, &("wallets", &filter));
        let cursor = self.cursor.as_deref().map(|text| WalletCursor::decode(text, listing)).transpose()?;
        Ok((WalletSearch { filter, after: cursor.map(|cursor| cursor.0), limit }, listing))
    }
}

pub(super) fn prefix(text: &str) -> Result<String, Problem> {
    /// The longest name is that of a debt.
    const LENGTHS: RangeInclusive<usize> = 1..=112;
    if LENGTHS.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(text.to_owned());
    }
    let detail = format!("`prefix` is 1 to {} visible ASCII characters.", LENGTHS.end());
    Err(Problem::new(Code::InvalidOwner, detail))
}

fn balance(text: &str) -> Result<i64, Problem> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let number = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten();
    number.filter(|minor: &i64| (-MINOR_MAX..=MINOR_MAX).contains(minor)).ok_or_else(|| {
        let detail = format!("A balance is a whole number of minor units from -{MINOR_MAX} to {MINOR_MAX}.");
        Problem::new(Code::InvalidAmount, detail)
    })
}

fn wallet_status(name: &str) -> Result<WalletStatus, Problem> {
    let known = WalletStatus::ALL.into_iter().find(|status| status.name() == name);
    known.ok_or_else(|| {
        malformed(&format!("`status` must be one of {}.", WalletStatus::ALL.map(WalletStatus::name).join(", ")))
    })
}

fn truth(text: &str) -> Result<bool, Problem> {
    text.parse().map_err(|_| malformed("`in_debt` must be true or false."))
}

/// Wallets across owners, by owner and then by asset: all that fit every condition, the service's own among them.
///
/// A page looks at a bounded number of wallets, so it may be short or empty and have a `next_cursor` all the same. Those in
/// debt are found at once.
#[utoipa::path(get, path = IN_TABLE, params(WalletsQuery),
    responses((status = 200, description = "A page of them", body = wire::WalletPage)))]
pub(crate) async fn search_wallets(app: Data<App>, query: QueryOf<WalletsQuery>, newer_than: NewerThan) -> Answer {
    let (request, listing) = query.0.search(app.ledger().await?)?;
    let of = async |source: &Source| {
        let found = app.search(source, async |store| search::wallets(store, &request, PATIENCE).await).await?;
        let Found { found, next } = found;
        let data = found.iter().map(wire::Wallet::from).collect();
        let next_cursor = next.map(|place| WalletCursor(place).encode(listing));
        Ok(wire::json(StatusCode::OK, &wire::WalletPage { data, next_cursor }))
    };
    app.answer_late(newer_than, of).await
}
