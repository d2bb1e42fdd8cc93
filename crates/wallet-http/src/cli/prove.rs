//! `wallet prove`: prints the proof that one transaction is in the ledger, which a holder of a head can check without the
//! ledger.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use wallet_domain::LeafEntry;
use wallet_domain::proof::Inclusion;
use wallet_domain::{
    Amount, AssetCode, ChainHash, ChainLink, Command, CommandParts, Description, Details, Effects, Head,
    IdempotencyKey, Metadata, Origin, OwnerId, Reference, Rejection, Seal, Terms, Timestamp, TransactionId,
};

use super::{Failure, head, say};
use crate::config::{InvalidSettings, Settings, read_text};
use crate::store::{Store, StoreUrl};
use crate::toml_error::in_our_words;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wallet prove 03755875-f98c-82ba-8ad9-f3dc3b33e876 --head heads.json > proof.json
  wallet prove --check proof.json --head heads.json      needs neither the store nor a server; exits 1 if it does not hold

A proof holds the transaction, its place in its commit, and the commits from there to the first of the heads in FILE
that is not before it (without --head: to the lane's latest). It is worth as much as the reader's own copy of the head.")]
pub(super) struct Options {
    /// The transaction's id
    #[arg(required_unless_present = "check", conflicts_with = "check")]
    id: Option<Uuid>,
    /// Check a proof instead of making one
    #[arg(long, value_name = "PROOF", requires = "head")]
    check: Option<PathBuf>,
    /// What `wallet head` printed; may be repeated
    #[arg(long, value_name = "FILE")]
    head: Vec<PathBuf>,
}

impl Options {
    fn heads(&self) -> Result<Vec<Head>, InvalidSettings> {
        let read: Result<Vec<Vec<Head>>, _> = self.head.iter().map(|file| head::read(file)).collect();
        Ok(read?.concat())
    }

    /// Checks a proof, if the options ask for it; this needs no store. Returns whether they do.
    pub(super) fn check(&self) -> Result<bool, Failure> {
        let Some(file) = &self.check else { return Ok(false) };
        check(&read(file)?, &self.heads()?)?;
        Ok(true)
    }
}

pub(super) async fn run(options: &Options, settings: &Settings, url: &StoreUrl) -> Result<(), Failure> {
    let id = TransactionId::from_uuid(options.id.expect("it is required where there is nothing to check"));
    let heads = options.heads()?;
    let store = Store::open(url, settings).await?;
    let made = store.verifier.prove_inclusion(id, &heads).await;
    let inclusion = made.map_err(|error| Failure::Failed(format!("{url} has no proof of {id}: {error}")))?;
    let inclusion = inclusion.ok_or_else(|| Failure::Failed(format!("{url} has no transaction {id}")))?;
    say(&write(&inclusion));
    Ok(())
}

pub(crate) fn write(inclusion: &Inclusion) -> String {
    serde_json::to_string_pretty(&Document::of(inclusion)).expect("numbers and texts always serialise")
}

fn check(inclusion: &Inclusion, known: &[Head]) -> Result<(), Failure> {
    let id = inclusion.command.id();
    let broken = |why: String| {
        say(&format!("transaction {id} is NOT proven: {why}"));
        Err(Failure::Told)
    };
    let head = match inclusion.head() {
        Ok(head) => head,
        Err(why) => return broken(why.to_string()),
    };
    let name = format!("commit {} of lane {}", head.number, head.lane);
    let Some(known) = known.iter().find(|known| (known.lane, known.number) == (head.lane, head.number)) else {
        return broken(format!("it leads to {name}, which is not among the heads"));
    };
    if known.hash != head.hash {
        return broken(format!("it leads to {name} with the hash {}, and the head says {}", head.hash, known.hash));
    }
    let Inclusion { command, outcome, .. } = inclusion;
    let what =
        format!("{} {} {} {}", command.flow().name(), command.owner(), command.asset(), command.amount().minor());
    let outcome = match outcome {
        Ok(entries) => format!("posted, {} entries", entries.len()),
        Err(rejection) => format!("rejected, {}", rejection.code()),
    };
    say(&format!("transaction {id} ({what}; {outcome}) is in the ledger of {name}, {}", head.hash));
    Ok(())
}

/// A proof as JSON.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    /// The version of the form.
    wallet_inclusion: u8,
    transaction: TransactionPart,
    /// Its place in its commit, from 0.
    index: usize,
    /// Hashes, from the leaf upwards.
    path: Vec<String>,
    /// Its commit and those after it.
    commits: Vec<CommitPart>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TransactionPart {
    id: String,
    owner: String,
    idempotency_key: String,
    flow: String,
    asset: String,
    amount: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// Canonical JSON, as it was hashed.
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<String>,
    /// The flow's terms, as canonical JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    terms: Option<String>,
    /// The origin, as canonical JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    origin: Option<String>,
    /// Microseconds since 1970.
    created_at_us: i64,
    /// The effects beside the entries, as canonical JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    effects: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entries: Option<Vec<EntryPart>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rejection: Option<Rejection>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryPart {
    wallet: i64,
    sequence: i64,
    amount: i64,
    balance_after: i64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CommitPart {
    lane: i16,
    number: i64,
    created_at_us: i64,
    count: usize,
    root: String,
    previous: String,
}

const VERSION: u8 = 1;

impl Document {
    fn of(inclusion: &Inclusion) -> Self {
        let Inclusion { command, created_at, outcome, effects, index, path, links } = inclusion;
        let details = command.details();
        let entries = |entries: &Vec<LeafEntry>| {
            let entry = |it: &LeafEntry| EntryPart {
                wallet: it.wallet,
                sequence: it.sequence,
                amount: it.amount,
                balance_after: it.balance_after,
            };
            entries.iter().map(entry).collect()
        };
        let commit = |link: &ChainLink| CommitPart {
            lane: link.lane,
            number: link.number,
            created_at_us: link.created_at.as_micros(),
            count: link.count,
            root: link.seal.root.to_string(),
            previous: link.seal.previous.to_string(),
        };
        Self {
            wallet_inclusion: VERSION,
            transaction: TransactionPart {
                id: command.id().to_string(),
                owner: command.owner().to_string(),
                idempotency_key: command.key().to_string(),
                flow: command.flow().name().to_owned(),
                asset: command.asset().to_string(),
                amount: command.amount().minor().unsigned_abs(),
                reference: details.reference.as_ref().map(|it| it.as_str().to_owned()),
                description: details.description.as_ref().map(|it| it.as_str().to_owned()),
                metadata: details.metadata.as_ref().map(|it| it.as_str().to_owned()),
                terms: command.terms().map(Terms::to_json),
                origin: command.origin().map(|it| it.as_json().to_owned()),
                created_at_us: created_at.as_micros(),
                effects: effects.as_ref().map(Effects::to_json),
                entries: outcome.as_ref().ok().map(entries),
                rejection: outcome.as_ref().err().cloned(),
            },
            index: *index,
            path: path.iter().map(ToString::to_string).collect(),
            commits: links.iter().map(commit).collect(),
        }
    }

    fn into_inclusion(self) -> Result<Inclusion, String> {
        if self.wallet_inclusion != VERSION {
            return Err(format!("its version is {}, and this program knows {VERSION}", self.wallet_inclusion));
        }
        let hash = |text: &String| text.parse::<ChainHash>().map_err(|error| error.to_string());
        let links = self.commits.iter().map(|commit| {
            Ok(ChainLink {
                lane: commit.lane,
                number: commit.number,
                created_at: Timestamp::from_micros(commit.created_at_us),
                count: commit.count,
                seal: Seal { root: hash(&commit.root)?, previous: hash(&commit.previous)? },
            })
        });
        let links = links.collect::<Result<_, String>>()?;
        let path = self.path.iter().map(hash).collect::<Result<_, _>>()?;
        let command = self.transaction.command()?;
        let effects = self.transaction.effects.as_deref().map(Effects::from_json).transpose();
        let effects = effects.map_err(|error| format!("effects: {error}"))?;
        let outcome = match (self.transaction.entries, self.transaction.rejection) {
            (Some(entries), None) => Ok(entries.into_iter().map(LeafEntry::from).collect()),
            (None, Some(rejection)) => Err(rejection),
            _ => return Err("a transaction has either entries or a rejection".to_owned()),
        };
        let created_at = Timestamp::from_micros(self.transaction.created_at_us);
        Ok(Inclusion { command, created_at, outcome, effects, index: self.index, path, links })
    }
}

impl From<EntryPart> for LeafEntry {
    fn from(part: EntryPart) -> Self {
        let EntryPart { wallet, sequence, amount, balance_after } = part;
        Self { wallet, sequence, amount, balance_after }
    }
}

impl TransactionPart {
    /// The command, whose id must be the one in the proof.
    fn command(&self) -> Result<Command, String> {
        fn part<T, E: std::fmt::Display>(name: &str, parsed: Result<T, E>) -> Result<T, String> {
            parsed.map_err(|error| format!("{name}: {error}"))
        }
        let details = Details {
            reference: part("reference", self.reference.as_deref().map(Reference::new).transpose())?,
            description: part("description", self.description.as_deref().map(Description::new).transpose())?,
            metadata: part("metadata", self.metadata.as_deref().map(Metadata::parse).transpose())?,
        };
        let terms = part("terms", self.terms.as_deref().map(Terms::from_json).transpose())?;
        let parts = CommandParts {
            flow: part("flow", self.flow.parse())?,
            key: part("idempotency_key", IdempotencyKey::internal(&self.idempotency_key))?,
            owner: part("owner", OwnerId::new(&self.owner))?,
            asset: part("asset", AssetCode::new(&self.asset))?,
            amount: part("amount", Amount::new(self.amount))?,
            terms,
            details,
        };
        let command = part("owner, flow or terms", parts.build())?;
        let origin = part("origin", self.origin.as_deref().map(Origin::from_json).transpose())?;
        let command = origin.into_iter().fold(command, |command, origin| command.by(origin.into()));
        if command.id().to_string() != self.id {
            return Err(format!("owner and idempotency_key name the transaction {}, not {}", command.id(), self.id));
        }
        Ok(command)
    }
}

fn read(file: &Path) -> Result<Inclusion, InvalidSettings> {
    parse(&file.display().to_string(), &read_text(file)?)
}

pub(crate) fn parse(name: &str, text: &str) -> Result<Inclusion, InvalidSettings> {
    let document = serde_json::from_str::<Document>(text).map_err(|error| in_our_words(&error.to_string()));
    document
        .and_then(Document::into_inclusion)
        .map_err(|why| InvalidSettings::new(format!("{name} is not what `wallet prove` printed: {why}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_is_worth_no_more_than_the_head_that_it_leads_to() {
        let printed = include_str!("../../../wallet-fuzz/corpus/proof-file/mint");
        let inclusion = parse("proof.json", printed).expect("it was printed once");
        let head = inclusion.head().expect("it holds");
        assert!(check(&inclusion, &[head]).is_ok());
        let other_hash = Head { hash: ChainHash::ZERO, ..head };
        let other_lane = Head { lane: 1, ..head };
        for known in [&[][..], &[other_hash], &[other_lane]] {
            assert!(matches!(check(&inclusion, known), Err(Failure::Told)), "{known:?}");
        }
        let changed = Inclusion { created_at: Timestamp::from_micros(1), ..inclusion };
        assert!(matches!(check(&changed, &[head]), Err(Failure::Told)));
    }

    #[test]
    fn what_is_not_a_whole_proof_is_refused_with_a_reason() {
        let printed = include_str!("../../../wallet-fuzz/corpus/proof-file/mint");
        for (from, to, reason) in [
            ("\"wallet_inclusion\": 1", "\"wallet_inclusion\": 2", "version is 2"),
            ("\"flow\": \"mint\"", "\"flow\": \"burn\"", "There is no such flow"),
            ("\"flow\": \"mint\"", "\"flow\": \"spend\"", "name a player"),
            ("seed demo mint", "seed demo grant", "name the transaction"),
            (
                "\"entries\": [",
                "\"rejection\": {\"code\": \"same_wallet\"}, \"entries\": [",
                "either entries or a rejection",
            ),
        ] {
            let changed = printed.replacen(from, to, 1);
            let error = parse("proof.json", &changed).expect_err(to).to_string();
            assert!(error.contains(reason), "{error}");
        }
    }
}
