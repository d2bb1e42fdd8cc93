//! What operators change beside the ledger: assets and their policies, whether wallets take part, and who may do what.
//!
//! None of it moves credits. Each change is kept with who made it, when and why; a change that changes nothing is not. What
//! happens to assets, wallets and owners is told by the feed, too; what happens to keys and approvals is not.

use serde_json::{Map, Value, json};

use crate::asset::policy::PolicyChange;
use crate::asset::rates::{AssetRefusal, RateCycles, check_rates};
use crate::asset::{Asset, AssetTag};
use crate::value::asset_code::AssetCode;
use crate::value::metadata::canonical;
use crate::value::origin::Origin;
use crate::value::owner::OwnerId;
use crate::value::text::{Description, InvalidText, Name, ObjectId};
use crate::value::time::Timestamp;

pub use crate::value::text::Actor;

/// What is to be changed of an asset; what is not named stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AssetChange {
    /// Its name.
    pub name: Option<Name>,
    /// What it is for, or that nothing is said about it any more.
    pub description: Option<Option<Description>>,
    /// What becomes of its policy. Members that are changed at the same time by somebody else stay so.
    pub policy: Option<PolicyChange>,
    /// What is done where its rates would pay in a circle.
    pub cycles: RateCycles,
    /// The states of which it must be in one, or nothing is changed.
    pub only_if: Option<Vec<AssetTag>>,
}

/// Who makes a change, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ChangeNote {
    /// Who: `key` and the id of an API key, `anyone`, `wallet` for the service itself, or a command line's user.
    pub actor: Actor,
    /// The name of the API key: its holder's.
    pub name: Option<Name>,
    /// Why, in a person's words.
    pub reason: Option<Description>,
}

/// What is kept of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Change {
    /// What was done.
    pub action: ChangeAction,
    /// To whose wallet, or about whom; none of an asset.
    pub owner: Option<OwnerId>,
    /// The asset that changed, or whose wallet did; none if the change is about an owner alone.
    pub asset: Option<AssetCode>,
    /// The key or approval that it is about, by its id; none if it is about wallets, assets or owners.
    pub object: Option<ObjectId>,
    /// The changed members with their values before: a JSON object, null where there was no value. `None` if the asset or
    /// wallet was created by this change.
    pub before: Option<String>,
    /// The same members with their values after, null where a value was removed. Merged into the state before (RFC 7396),
    /// it gives the state after. If the change created something, this has all of its members.
    pub after: String,
}

/// A change as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ChangeRecord {
    /// Its number in the store; later ones have higher numbers.
    pub number: i64,
    /// When it was made.
    pub at: Timestamp,
    /// Who made it, and why.
    pub note: ChangeNote,
    /// What was done.
    pub change: Change,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum ChangeAction {
    /// An asset was created.
    CreateAsset,
    /// An asset's name, description or policy.
    ChangeAsset,
    /// A wallet was stopped, on one side or both.
    Freeze,
    /// A wallet is no longer stopped.
    Unfreeze,
    /// A wallet was closed.
    Close,
    /// A wallet was opened again.
    Reopen,
    /// A note was written about an owner. It changes nothing.
    Note,
    /// An API key was made.
    CreateKey,
    /// An API key has another secret.
    RotateKey,
    /// An API key was revoked, for good.
    RevokeKey,
    /// Somebody asked for another's approval of a command.
    CreateApproval,
    /// Another approved the command.
    ApproveCommand,
    /// Another turned the command down.
    RejectCommand,
    /// The approved command was carried out, or refused for good.
    ExecuteCommand,
    /// Nobody decided in time.
    ExpireApproval,
}

impl ChangeNote {
    /// The service itself, such as for the assets of a seed file.
    pub fn service() -> Self {
        Self::of(&Origin::service(), None)
    }

    /// Whoever an origin names: an API key's holder, `anyone`, or the service itself.
    pub fn of(origin: &Origin, reason: Option<Description>) -> Self {
        let actor = origin.key().map_or_else(|| origin.name().to_owned(), |id| format!("key {id}"));
        let name = origin.key().and_then(|_| Name::new(origin.name()).ok());
        Self { actor: Actor::new(&actor).expect("names and ids are short texts"), name, reason }
    }

    /// The person: the key's name, or else the actor.
    pub fn person(&self) -> Name {
        let actor = || self.actor.as_str().chars().take(Name::CHARS_MAX).collect::<String>();
        self.name.clone().unwrap_or_else(|| Name::new(&actor()).expect("an actor is a text, and no longer than a name"))
    }

    /// Whoever calls by that name.
    pub fn by(actor: &str) -> Result<Self, InvalidText> {
        Ok(Self { actor: Actor::new(actor)?, name: None, reason: None })
    }
}

impl AssetChange {
    /// The asset of that code as it is after it, and what to keep of that if anything changes. `assets` are all that there
    /// are, and MUST be locked until the change is durable: other assets' rates count, too.
    pub fn apply(&self, code: &AssetCode, assets: &[Asset]) -> Result<(Asset, Option<Change>), AssetRefusal> {
        let before = assets.iter().find(|asset| asset.code == *code);
        let before = before.ok_or_else(|| AssetRefusal::NotFound { asset: code.clone() })?;
        if self.only_if.as_ref().is_some_and(|tags| !tags.contains(&before.tag())) {
            return Err(AssetRefusal::Changed { asset: code.clone() });
        }
        let policy = self.policy.as_ref().map(|change| change.apply(&before.policy)).transpose()?;
        let after = Asset {
            code: code.clone(),
            name: self.name.clone().unwrap_or_else(|| before.name.clone()),
            description: self.description.clone().unwrap_or_else(|| before.description.clone()),
            policy: policy.unwrap_or_else(|| before.policy.clone()),
        };
        check_rates(&after, Some(before), assets, self.cycles)?;
        let (was, is) = (described(before), described(&after));
        let change = (was != is).then(|| Change {
            action: ChangeAction::ChangeAsset,
            owner: None,
            asset: Some(code.clone()),
            object: None,
            before: Some(text(patch(&is, &was))),
            after: text(patch(&was, &is)),
        });
        Ok((after, change))
    }
}

impl Change {
    /// What to keep of the creation of an asset that is none of `assets`: all that there are, locked until it is durable.
    pub fn creation(asset: &Asset, cycles: RateCycles, assets: &[Asset]) -> Result<Self, AssetRefusal> {
        check_rates(asset, None, assets, cycles)?;
        let (action, after) = (ChangeAction::CreateAsset, text(described(asset)));
        Ok(Self { action, owner: None, asset: Some(asset.code.clone()), object: None, before: None, after })
    }

    /// What to keep of something with an id that is neither an asset nor a wallet.
    pub(crate) fn of_object(action: ChangeAction, id: &str, before: Option<&Value>, after: &Value) -> Self {
        let object = Some(ObjectId::new(id).expect("an id is a short text"));
        let text = |value: &Value| canonical(&value.to_string());
        Self { action, owner: None, asset: None, object, before: before.map(text), after: text(after) }
    }
}

/// An asset in full, as the record shows it.
fn described(asset: &Asset) -> Map<String, Value> {
    let policy = serde_json::to_value(&asset.policy).expect("texts and numbers always serialise");
    let description = asset.description.as_ref().map(|text| ("description".to_owned(), json!(text.as_str())));
    let name = ("name".to_owned(), json!(asset.name.as_str()));
    [name, ("policy".to_owned(), policy)].into_iter().chain(description).collect()
}

fn text(object: Map<String, Value>) -> String {
    canonical(&Value::Object(object).to_string())
}

/// What makes one object the other (RFC 7396).
fn patch(from: &Map<String, Value>, to: &Map<String, Value>) -> Map<String, Value> {
    let gone = from.keys().filter(|name| !to.contains_key(*name)).map(|name| (name.clone(), Value::Null));
    let set = to.iter().filter(|(name, value)| from.get(*name) != Some(value)).map(|(name, value)| {
        let value = match (from.get(name), value) {
            (Some(Value::Object(from)), Value::Object(to)) => Value::Object(patch(from, to)),
            _ => value.clone(),
        };
        (name.clone(), value)
    });
    gone.chain(set).collect()
}

impl ChangeAction {
    /// Every action.
    pub const ALL: [Self; 15] = [
        Self::CreateAsset,
        Self::ChangeAsset,
        Self::Freeze,
        Self::Unfreeze,
        Self::Close,
        Self::Reopen,
        Self::Note,
        Self::CreateKey,
        Self::RotateKey,
        Self::RevokeKey,
        Self::CreateApproval,
        Self::ApproveCommand,
        Self::RejectCommand,
        Self::ExecuteCommand,
        Self::ExpireApproval,
    ];

    /// The name on the wire and in stores, and the type of the event by which the feed tells of it, if it does. Neither ever
    /// changes.
    fn row(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::CreateAsset => ("create_asset", Some("asset.created")),
            Self::ChangeAsset => ("change_asset", Some("asset.changed")),
            Self::Freeze => ("freeze", Some("wallet.frozen")),
            Self::Unfreeze => ("unfreeze", Some("wallet.unfrozen")),
            Self::Close => ("close", Some("wallet.closed")),
            Self::Reopen => ("reopen", Some("wallet.reopened")),
            Self::Note => ("note", Some("owner.noted")),
            Self::CreateKey => ("create_key", None),
            Self::RotateKey => ("rotate_key", None),
            Self::RevokeKey => ("revoke_key", None),
            Self::CreateApproval => ("create_approval", None),
            Self::ApproveCommand => ("approve_command", None),
            Self::RejectCommand => ("reject_command", None),
            Self::ExecuteCommand => ("execute_command", None),
            Self::ExpireApproval => ("expire_approval", None),
        }
    }

    /// The name on the wire and in stores; it never changes.
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// The type of its event; none if the feed does not tell of it.
    pub fn event(self) -> Option<&'static str> {
        self.row().1
    }

    /// The action of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::asset_with;

    #[test]
    fn a_change_keeps_what_changed_alone_and_nothing_is_kept_of_none() {
        let before = asset_with("GOLD_COINS", r#"{"transferable":true,"max_balance":9}"#);
        let (code, assets) = (&before.code, std::slice::from_ref(&before));
        let members = |text: &str| {
            let members = serde_json::from_str(text).expect("an object");
            AssetChange { policy: Some(PolicyChange::members(members).expect("valid")), ..AssetChange::default() }
        };
        let (same, change) = members(r#"{"max_balance":9,"rates":null}"#).apply(code, assets).expect("allowed");
        assert_eq!((&same, change), (&before, None));
        let wanted = AssetChange {
            description: Some(Some(Description::new("d").expect("valid"))),
            ..members(r#"{"transferable":null,"max_balance":20}"#)
        };
        let (after, change) = wanted.apply(code, assets).expect("allowed");
        let change = change.expect("it changes");
        assert!(!after.policy.transferable);
        assert_eq!(
            change.before.as_deref(),
            Some(r#"{"description":null,"policy":{"max_balance":9,"transferable":true}}"#)
        );
        assert_eq!(change.after, r#"{"description":"d","policy":{"max_balance":20,"transferable":null}}"#);
        let taken_back = AssetChange { description: Some(None), ..AssetChange::default() };
        let (after, change) = taken_back.apply(code, std::slice::from_ref(&after)).expect("allowed");
        assert_eq!(
            (after.description, change.expect("it changes").after),
            (None, r#"{"description":null}"#.to_owned())
        );
    }

    #[test]
    fn a_change_on_a_condition_is_of_that_state_alone() {
        let before = asset_with("GOLD_COINS", "{}");
        let other = asset_with("GOLD_COINS", r#"{"transferable":true}"#);
        let assets = std::slice::from_ref(&before);
        let on = |tags: Vec<AssetTag>| {
            let change = AssetChange { only_if: Some(tags), ..AssetChange::default() };
            change.apply(&before.code, assets).map(|_| ())
        };
        assert_eq!(on(vec![other.tag(), before.tag()]), Ok(()));
        for tags in [vec![other.tag()], Vec::new()] {
            let changed = AssetRefusal::Changed { asset: before.code.clone() };
            assert_eq!(on(tags), Err(changed));
        }
    }

    #[test]
    fn an_action_comes_back_from_its_name() {
        for action in ChangeAction::ALL {
            assert_eq!(ChangeAction::from_name(action.name()), Some(action));
        }
    }
}
