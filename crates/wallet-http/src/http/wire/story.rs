//! What a transaction says of itself, in answers about transactions and about wallets alike.

use serde::{Serialize, Serializer};
use utoipa::ToSchema;
use wallet_domain as domain;
use wallet_domain::{OwnerId, Reference, TransactionId};

use super::flows::AssetAmount;
use super::names;

/// What a transaction's order said, and what came of it. Each member is there where its flow has it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Story<'a> {
    /// The most that an order with `as_much_as` asked for; `amount` is how much moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    requested: Option<i64>,
    /// The other player, who received `amount`; the asset that a conversion gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "user_002")]
    to: Option<&'a str>,
    /// What the payer paid beside `amount`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    fee: Option<i64>,
    /// The least that a conversion had to give.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    min_receive: Option<i64>,
    /// How much a conversion gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    received: Option<i64>,
    /// What a conversion left to its owner, as it would have bought nothing: `amount` is without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    left: Option<i64>,
    /// What of a bonus did not fit under the asset's `max_balance` and was not given: `amount` is without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    clipped: Option<i64>,
    /// What a purchase pays.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, value_type = Vec<AssetAmount>)]
    pay: Vec<ShownSum<'a>>,
    /// What a purchase gives.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, value_type = Vec<AssetAmount>)]
    receive: Vec<ShownSum<'a>>,
    /// What a purchase is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    sku: Option<&'a str>,
    /// The operator's own wallet that stood in for the treasury's or revenue's.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    budget: Option<&'a str>,
    /// `true` of an allocation that goes back to the treasury.
    #[serde(skip_serializing_if = "is_false")]
    #[schema(required = false)]
    back: bool,
    /// `true` of the bonus that a wallet begins with, by the asset's `starting_balance`.
    #[serde(skip_serializing_if = "is_false")]
    #[schema(required = false)]
    starting_balance: bool,
    /// The hold that was captured, released or is over.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "shown")]
    #[schema(value_type = Option<String>, format = "uuid", nullable = false)]
    hold: Option<TransactionId>,
    /// The transaction that was taken back.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "shown")]
    #[schema(value_type = Option<String>, format = "uuid", nullable = false)]
    reverses: Option<TransactionId>,
    /// That transaction's flow.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<names::Flow>)]
    reversed_flow: Option<&'static str>,
    /// What a reversal does about what is no longer there, if that is not to be refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<names::OnShortfall>)]
    on_shortfall: Option<domain::OnShortfall>,
    /// The share that a reversal takes back, if that was asked for instead of an amount.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<String>, example = "2/5")]
    share: Option<domain::Share>,
    /// `true` of a reversal that returns the fee as well.
    #[serde(skip_serializing_if = "is_false")]
    #[schema(required = false)]
    return_fee: bool,
}

/// An amount of an asset that a purchase pays or gives.
#[derive(Debug, Serialize)]
struct ShownSum<'a> {
    asset: &'a str,
    amount: i64,
}

impl<'a> From<domain::Story<'a>> for Story<'a> {
    fn from(story: domain::Story<'a>) -> Self {
        let sums = |sums: Vec<(&'a domain::AssetCode, i64)>| {
            sums.into_iter().map(|(asset, amount)| ShownSum { asset: asset.as_str(), amount }).collect()
        };
        Self {
            requested: story.requested,
            to: story.to,
            fee: story.fee,
            min_receive: story.min_receive,
            received: story.received,
            left: story.left,
            clipped: story.clipped,
            pay: sums(story.pay),
            receive: sums(story.receive),
            sku: story.sku.map(Reference::as_str),
            budget: story.budget.map(OwnerId::as_str),
            back: story.is_back,
            starting_balance: story.is_starting_balance,
            hold: story.hold,
            reverses: story.reverses,
            reversed_flow: story.reversed_flow.map(domain::Flow::name),
            on_shortfall: story.on_shortfall,
            share: story.share,
            return_fee: story.returns_fee,
        }
    }
}

#[expect(clippy::ref_option, reason = "serde calls it so")]
fn shown<S: Serializer>(id: &Option<TransactionId>, serializer: S) -> Result<S::Ok, S::Error> {
    id.as_ref().map(ToString::to_string).serialize(serializer)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// One leg of a transaction.
#[derive(Debug, Serialize, ToSchema)]
pub struct Entry<'a> {
    /// Whose wallet it is in.
    #[schema(example = "user_001")]
    owner: &'a str,
    /// Of which asset.
    #[schema(example = "GOLD_COINS")]
    asset: &'a str,
    /// Which way it goes.
    #[serde(rename = "entry_type")]
    kind: EntryType,
    /// Minor units, signed.
    #[schema(example = -30)]
    amount: i64,
    /// The wallet's balance after it. The treasury and revenue have one in the list of their entries and in their statement
    /// alone: in a transaction it is absent, because they book several at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 70)]
    balance_after: Option<i64>,
    /// Its number among the wallet's entries, from 1; absent of the treasury and revenue.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 2)]
    sequence: Option<i64>,
    /// Who is on the other side: of a credit who paid, of a debit who received.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "system:revenue")]
    counterparty: Option<&'a str>,
}

/// Which way a leg goes.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EntryType {
    /// Out of the wallet: its amount is negative.
    Debit,
    /// Into the wallet.
    Credit,
}

impl<'a> From<domain::ShownEntry<'a>> for Entry<'a> {
    fn from(entry: domain::ShownEntry<'a>) -> Self {
        Self {
            owner: entry.owner.as_str(),
            asset: entry.asset.as_str(),
            kind: if entry.amount < 0 { EntryType::Debit } else { EntryType::Credit },
            amount: entry.amount,
            balance_after: entry.balance_after,
            sequence: entry.sequence,
            counterparty: entry.counterparty.map(OwnerId::as_str),
        }
    }
}
