//! What the list of changes keeps of keys and approvals: who made, rotated or revoked a key; who asked for an approval, who
//! decided, and what came of it. Nothing of a secret.

use serde_json::{Map, Value, json};

use crate::access::approval::{ApprovalRecord, ApprovalStatus};
use crate::access::key::ApiKey;
use crate::access::rotation::Rotation;
use crate::asset::change::{Change, ChangeAction, ChangeNote};
use crate::value::key_id::ApiKeyId;
use crate::value::origin::{InvalidOrigin, Origin};
use crate::value::scope::Scope;
use crate::value::text::Description;
use crate::value::time::Timestamp;

impl ApiKey {
    /// The change that records how the key was made: its name, scopes, terms and expiry.
    pub fn creation(&self) -> Change {
        let scopes: Vec<&str> = Scope::ALL.into_iter().filter(|it| self.scopes.allow(*it)).map(Scope::name).collect();
        let terms = self.terms.to_json().and_then(|json| serde_json::from_str::<Map<String, Value>>(&json).ok());
        let said = [
            ("name".to_owned(), json!(self.name.as_str())),
            ("scopes".to_owned(), json!(scopes)),
            ("expires_at".to_owned(), json!(self.expires_at.map(|at| at.to_string()))),
        ];
        // The maker is who made the change.
        let terms = terms.unwrap_or_default().into_iter().filter(|(member, _)| member != "made_by");
        let after: Map<String, Value> = said.into_iter().chain(terms).filter(|(_, value)| !value.is_null()).collect();
        Change::of_object(ChangeAction::CreateKey, &self.id.to_string(), None, &Value::Object(after))
    }

    /// What to keep of its revocation.
    pub fn revocation(id: ApiKeyId) -> Change {
        let told = |is_revoked: bool| json!({ "revoked": is_revoked });
        Change::of_object(ChangeAction::RevokeKey, &id.to_string(), Some(&told(false)), &told(true))
    }
}

impl Rotation {
    /// What to keep of it, given the one before.
    pub fn change(&self, id: ApiKeyId, before: Option<&Self>) -> Change {
        let told = |rotation: Option<&Self>| {
            let time = |at: fn(&Self) -> Timestamp| rotation.map(|it| at(it).to_string());
            json!({ "rotated_at": time(|it| it.at), "old_secret_until": time(|it| it.until) })
        };
        Change::of_object(ChangeAction::RotateKey, &id.to_string(), Some(&told(before)), &told(Some(self)))
    }
}

impl ApprovalRecord {
    /// Who brought it to the status that it has, and what to keep of that.
    pub fn change(&self) -> Result<(ChangeNote, Change), InvalidOrigin> {
        use ApprovalStatus::{Approved, Executed, Expired, Pending, Rejected};
        let decider = || Ok::<_, InvalidOrigin>(self.decider()?.unwrap_or_else(|| (*Origin::service()).clone()));
        let (by, action, before) = match self.status {
            Pending => (self.maker()?, ChangeAction::CreateApproval, None),
            Approved => (decider()?, ChangeAction::ApproveCommand, Some(Pending)),
            Rejected => (decider()?, ChangeAction::RejectCommand, Some(Pending)),
            Executed => (decider()?, ChangeAction::ExecuteCommand, Some(Approved)),
            Expired => ((*Origin::service()).clone(), ChangeAction::ExpireApproval, Some(Pending)),
        };
        let status = |status: ApprovalStatus| ("status".to_owned(), json!(status.name()));
        let mut after = Map::from_iter([status(self.status)]);
        if self.status == Pending {
            let command = &self.approval.command;
            let command = serde_json::from_str::<Value>(command).unwrap_or_else(|_| json!(command));
            after.extend([("command".to_owned(), command), ("digest".to_owned(), json!(self.approval.digest))]);
        }
        after.extend(self.approval.refusal.iter().map(|refusal| ("refusal".to_owned(), json!(refusal))));
        let before = before.map(|before| Value::Object(Map::from_iter([status(before)])));
        let reason = self.approval.reason.as_deref().and_then(|reason| Description::new(reason).ok());
        let change = Change::of_object(action, &self.id.to_string(), before.as_ref(), &Value::Object(after));
        Ok((ChangeNote::of(&by, reason), change))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::access::{KeyTerms, Role, parse_network};
    use crate::testing::{api_key, approvals_contract::actor, key, owner};
    use crate::{Name, TransactionId};

    #[test]
    fn what_is_kept_of_a_key_says_what_it_allows_and_no_secret() {
        let (key, text) = api_key(7, "ada", "read,support");
        let terms = KeyTerms {
            role: Some(Role::Support),
            assets: vec!["GOLD_COINS".parse().expect("a code")],
            networks: vec![parse_network("10.0.0.0/8").expect("a network")],
            made_by: Name::new("bob").ok(),
            ..KeyTerms::default()
        };
        let key = ApiKey { terms: Arc::new(terms), ..key };
        let made = key.creation();
        assert_eq!(made.object.as_ref().map(|id| id.as_str().to_owned()), Some(key.id.to_string()));
        assert_eq!(
            made.after,
            r#"{"assets":["GOLD_COINS"],"name":"ada","networks":["10.0.0.0/8"],"role":"support","scopes":["read","support"]}"#
        );
        let at = Timestamp::from_micros;
        let rotation = Rotation { old: key.digest, until: at(2_000_000), at: at(1_000_000), by: None };
        let rotated = rotation.change(key.id, None);
        assert_eq!(rotated.before.as_deref(), Some(r#"{"old_secret_until":null,"rotated_at":null}"#));
        let after = r#"{"old_secret_until":"1970-01-01T00:00:02Z","rotated_at":"1970-01-01T00:00:01Z"}"#;
        assert_eq!(rotated.after, after);
        let secret = text.rsplit('_').next().expect("the secret is its last part");
        let digest = crate::value::key_id::to_hex(key.digest.as_bytes());
        for change in [made, rotated, ApiKey::revocation(key.id)] {
            let kept = format!("{change:?}");
            assert!(!kept.contains(secret) && !kept.contains(&digest), "{kept}");
        }
    }

    #[test]
    fn each_step_of_an_approval_is_kept_under_whoever_took_it() {
        let (ada, bob) = (actor(1), actor(2));
        let id = TransactionId::of(&owner("user_001"), &key("k"));
        let at = Timestamp::from_micros(5);
        let asked = ApprovalRecord::new(id, (r#"{"flow":"bonus"}"#.into(), "d1".into()), &ada, at);
        let approved = asked.approve(&bob, "d1", at).expect("it is another's");
        let reason = Description::new("not ours").expect("valid");
        let rejected = asked.reject(&bob, Some(&reason), at).expect("it is another's");
        let refused = approved.executed(Some("insufficient_funds"));
        let told = |record: &ApprovalRecord| {
            let (note, change) = record.change().expect("its origins are valid");
            let reason = note.reason.map(|reason| reason.to_string()).unwrap_or_default();
            format!("{} {} {reason} {:?} {}", note.actor, change.action.name(), change.before, change.after)
        };
        let [ada, bob] = ["key 000000000001", "key 000000000002"];
        let asked_for = r#"{"command":{"flow":"bonus"},"digest":"d1","status":"pending"}"#;
        assert_eq!(told(&asked), format!("{ada} create_approval  None {asked_for}"));
        let from = |status: &str| format!(r#"Some("{{\"status\":\"{status}\"}}")"#);
        let pending = from("pending");
        assert_eq!(told(&approved), format!(r#"{bob} approve_command  {pending} {{"status":"approved"}}"#));
        assert_eq!(told(&rejected), format!(r#"{bob} reject_command not ours {pending} {{"status":"rejected"}}"#));
        let after = r#"{"refusal":"insufficient_funds","status":"executed"}"#;
        assert_eq!(told(&refused), format!("{bob} execute_command  {} {after}", from("approved")));
        let expired = ApprovalRecord { status: ApprovalStatus::Expired, ..asked };
        assert_eq!(told(&expired), format!(r#"wallet expire_approval  {pending} {{"status":"expired"}}"#));
    }
}
