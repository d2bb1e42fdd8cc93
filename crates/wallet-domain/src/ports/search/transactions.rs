//! Which transactions a search gives, and in which order.

use crate::flow::Flow;
use crate::record::transaction::Transaction;
use crate::value::amount::Amount;
use crate::value::asset_code::AssetCode;
use crate::value::key::TransactionId;
use crate::value::owner::OwnerId;
use crate::value::text::Reference;
use crate::value::time::Timestamp;

/// Whether a transaction moved anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransactionStatus {
    /// It did.
    Posted,
    /// It was refused, and that is recorded.
    Rejected,
}

impl TransactionStatus {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Posted, Self::Rejected];

    /// A transaction's.
    pub fn of(transaction: &Transaction) -> Self {
        if transaction.result.is_ok() { Self::Posted } else { Self::Rejected }
    }

    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Posted => "posted",
            Self::Rejected => "rejected",
        }
    }

    /// The one of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// The code in stores; it never changes.
    pub fn code(self) -> i16 {
        match self {
            Self::Posted => 1,
            Self::Rejected => 2,
        }
    }
}

/// Which transactions; nothing named is nothing left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TransactionFilter {
    /// Whose command it was, or whose wallets it moved: what a player gave is its receiver's, too.
    pub owner: Option<OwnerId>,
    /// Of which flow.
    pub flow: Option<Flow>,
    /// Posted or rejected.
    pub status: Option<TransactionStatus>,
    /// Of which asset, as the command names it.
    pub asset: Option<AssetCode>,
    /// From when on: what was decided then is among them.
    pub from: Option<Timestamp>,
    /// Until when: what was decided then is not.
    pub to: Option<Timestamp>,
    /// Of how much at least.
    pub min_amount: Option<Amount>,
    /// Of how much at most.
    pub max_amount: Option<Amount>,
    /// With which reference: a top-up's payment_ref, a bonus's reason.
    pub reference: Option<Reference>,
    /// Which payment it credited: posted top-ups alone.
    pub payment_ref: Option<Reference>,
    /// With which texts, numbers, truths or nulls in the metadata: names of members at its top, and their values as
    /// [`Metadata::plain`](crate::Metadata::plain) reads them.
    pub metadata: Vec<(String, String)>,
    /// Who asked for it: a name, a key's id, or the person behind it.
    pub actor: Option<String>,
    /// Only transactions that move no other assets than these: the assets that the caller's key is bound to. Empty for all.
    pub within: Vec<AssetCode>,
}

impl TransactionFilter {
    /// Whether a transaction fits: all that is named must.
    pub fn matches(&self, transaction: &Transaction) -> bool {
        let Transaction { command, created_at, .. } = transaction;
        let (details, minor) = (command.details(), transaction.amount());
        let has = |(name, value): &(String, String)| {
            details.metadata.as_ref().and_then(|all| all.member(name)) == Some(value)
        };
        self.owner.as_ref().is_none_or(|owner| transaction.concerns(owner))
            && self.flow.is_none_or(|flow| command.flow() == flow)
            && self.status.is_none_or(|status| TransactionStatus::of(transaction) == status)
            && self.asset.as_ref().is_none_or(|asset| command.asset() == asset)
            && self.from.is_none_or(|from| *created_at >= from)
            && self.to.is_none_or(|to| *created_at < to)
            && self.min_amount.is_none_or(|min| minor >= min.minor())
            && self.max_amount.is_none_or(|max| minor <= max.minor())
            && self.reference.as_ref().is_none_or(|wanted| details.reference.as_ref() == Some(wanted))
            && (self.payment_ref.as_ref())
                .is_none_or(|wanted| transaction.payment().is_some_and(|it| it.payment_ref == wanted))
            && self.metadata.iter().all(has)
            && self.actor.as_ref().is_none_or(|actor| command.origin().is_some_and(|origin| origin.is_of(actor)))
            && (self.within.is_empty() || transaction.assets().all(|asset| self.within.contains(asset)))
    }

    /// The filter as a walk along rows tries it.
    pub fn sieve(&self) -> Sieve<'_> {
        let quoted = |text: &str| serde_json::to_string(text).expect("a text always serialises");
        // These have part in nearly everything, and no terms name them.
        let owner = self.owner.as_ref().filter(|owner| !OwnerId::system().contains(owner));
        let owner = owner.map(|owner| owner.debtor().unwrap_or(owner.as_str()));
        let is_payment = self.payment_ref.is_some();
        let (flow, status) =
            if is_payment { (Some(Flow::TopUp), Some(TransactionStatus::Posted)) } else { (self.flow, self.status) };
        Sieve {
            owner,
            named: owner.map(quoted),
            flow: flow.map(Flow::code),
            status: status.map(TransactionStatus::code),
            asset: self.asset.as_ref().map(AssetCode::as_str),
            min_amount: self.min_amount.map(Amount::minor),
            max_amount: self.max_amount.map(Amount::minor),
            reference: self.payment_ref.as_ref().or(self.reference.as_ref()).map(Reference::as_str),
            metadata: self.metadata.iter().map(|(name, value)| format!("{}:{value}", quoted(name))).collect(),
            origin: self.actor.as_deref().map(quoted),
        }
    }
}

/// A filter's conditions on single columns. Whatever fits the filter passes; what passes may not fit, and is tried once
/// more, as a whole transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sieve<'f> {
    /// The owner's name.
    pub owner: Option<&'f str>,
    /// A part of the terms' text that does in its place: whoever else has part in a transaction is named in its terms.
    pub named: Option<String>,
    /// The flow's code.
    pub flow: Option<i16>,
    /// The status's code.
    pub status: Option<i16>,
    /// The asset's code. A transaction whose asset the store does not know passes.
    pub asset: Option<&'f str>,
    /// The command's amount at least, in minor units: no transaction moves more.
    pub min_amount: Option<i64>,
    /// The command's amount at most. A transaction with effects passes: it may have moved less than its command says.
    pub max_amount: Option<i64>,
    /// The reference.
    pub reference: Option<&'f str>,
    /// Parts of the metadata's canonical text, at any depth.
    pub metadata: Vec<String>,
    /// A part of the origin's text.
    pub origin: Option<String>,
}

/// A row's columns that a [`Sieve`] is about.
#[derive(Debug, Clone, Copy)]
pub struct Columns<'r> {
    /// Whose command it was.
    pub owner: &'r str,
    /// The flow's code.
    pub flow: i16,
    /// The status's code.
    pub status: i16,
    /// The asset's code; none if the store does not know it.
    pub asset: Option<&'r str>,
    /// The command's amount, in minor units.
    pub amount: i64,
    /// The reference.
    pub reference: Option<&'r str>,
    /// The metadata's canonical text.
    pub metadata: Option<&'r str>,
    /// The origin's text.
    pub origin: Option<&'r str>,
    /// The terms' text.
    pub terms: Option<&'r str>,
    /// Whether it has effects.
    pub has_effects: bool,
}

impl Sieve<'_> {
    /// Whether a row may fit.
    pub fn passes(&self, row: Columns<'_>) -> bool {
        let holds = |text: Option<&str>, part: &String| text.is_some_and(|text| text.contains(part.as_str()));
        self.flow.is_none_or(|flow| row.flow == flow)
            && self.status.is_none_or(|status| row.status == status)
            && self.asset.is_none_or(|asset| row.asset.is_none_or(|of| of == asset))
            && self.min_amount.is_none_or(|min| row.amount >= min)
            && self.max_amount.is_none_or(|max| row.amount <= max || row.has_effects)
            && (self.owner.is_none_or(|owner| row.owner == owner)
                || self.named.as_ref().is_some_and(|part| holds(row.terms, part)))
            && self.reference.is_none_or(|reference| row.reference == Some(reference))
            && self.metadata.iter().all(|part| holds(row.metadata, part))
            && self.origin.as_ref().is_none_or(|part| holds(row.origin, part))
    }
}

/// Which transactions, from where on, and how many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransactionSearch {
    /// Which.
    pub filter: TransactionFilter,
    /// Where the page before ended: only what is behind that is looked at.
    pub after: Option<TransactionPlace>,
    /// How many at most, at least 1.
    pub limit: u32,
}

impl TransactionSearch {
    /// The walk goes over places below this one...
    pub fn below(&self) -> TransactionPlace {
        let end = Timestamp::from_micros(i64::MAX);
        let begin =
            TransactionPlace { created_at: self.filter.to.unwrap_or(end), id: TransactionId::from_bytes([0; 16]) };
        self.after.map_or(begin, |after| after.min(begin))
    }

    /// ... and from this moment on.
    pub fn from(&self) -> Timestamp {
        self.filter.from.unwrap_or(Timestamp::from_micros(0))
    }
}

/// A transaction's place in the order: the greatest comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TransactionPlace {
    /// When it was decided.
    pub created_at: Timestamp,
    /// Which.
    pub id: TransactionId,
}

impl TransactionPlace {
    /// A transaction's.
    pub fn of(transaction: &Transaction) -> Self {
        Self { created_at: transaction.created_at, id: transaction.id() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::bonus;
    use crate::{Command, Details, Metadata, Origin, Rejection};

    fn refused(command: Command) -> Transaction {
        let asset = command.asset().clone();
        let created_at = Timestamp::from_micros(7);
        Transaction { command, created_at, result: Err(Rejection::AssetNotFound { asset }) }
    }

    fn member(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), Metadata::plain(value))
    }

    fn columns<'t>(transaction: &'t Transaction, owner: &'t str) -> Columns<'t> {
        let (command, details) = (&transaction.command, transaction.command.details());
        Columns {
            owner,
            flow: command.flow().code(),
            status: TransactionStatus::of(transaction).code(),
            asset: None,
            amount: command.amount().minor(),
            reference: details.reference.as_ref().map(Reference::as_str),
            metadata: details.metadata.as_ref().map(Metadata::as_str),
            origin: command.origin().map(Origin::as_json),
            terms: None,
            has_effects: false,
        }
    }

    /// `4` and `"4"` differ, names have any character, and what is nested is no member.
    #[test]
    fn metadata_is_found_by_name_value_and_type_and_passes_the_sieve() {
        let text = r#"{"a.b":4,"q\"=":"4","deep":{"x":1},"ä %_\\":true}"#;
        let metadata = Some(Metadata::parse(text).expect("valid"));
        let command = bonus("user_001", "GOLD_COINS", 1, "k");
        let command = crate::CommandParts {
            flow: command.flow(),
            key: command.key().clone(),
            owner: command.owner().clone(),
            asset: command.asset().clone(),
            amount: command.amount(),
            terms: None,
            details: Details { metadata, ..Details::default() },
        };
        let transaction = refused(command.build().expect("valid"));
        let filter = |metadata: Vec<_>| TransactionFilter { metadata, ..TransactionFilter::default() };
        for (conditions, fits, passes) in [
            (vec![member("a.b", "4")], true, true),
            (vec![member("a.b", "\"4\"")], false, false),
            (vec![member("q\"=", "\"4\""), member("a.b", "4")], true, true),
            (vec![member("q\"=", "4")], false, false),
            (vec![member("q\"=", "\"4\""), member("a.b", "5")], false, false),
            (vec![member("ä %_\\", "true")], true, true),
            (vec![member("x", "1")], false, true),
        ] {
            let filter = filter(conditions);
            let sieved = filter.sieve().passes(columns(&transaction, "user_001"));
            assert_eq!((filter.matches(&transaction), sieved), (fits, passes), "{filter:?}");
        }
    }
}
