//! Delegation: what a key may give to another, by making or rotating it. Nobody hands out more than they have.

use crate::access::key::{ApiKey, KeyHolder};
use crate::access::terms::KeyTerms;
use crate::value::caps::Caps;
use crate::value::scope::Scope;
use crate::value::time::Timestamp;

/// Why a key may do more than the one whose holder makes or rotates it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Excess {
    /// A scope.
    #[error("yours lacks the scope {0}")]
    Scope(Scope),
    /// Assets that the holder's own is not for.
    #[error("yours is for fewer assets")]
    Assets,
    /// Networks that the holder's own is not for.
    #[error("yours may be used from fewer networks")]
    Networks,
    /// More on its own.
    #[error("yours has lower caps")]
    Caps,
    /// More without an approval.
    #[error("yours needs an approval for less")]
    Approval,
    /// It would be good for longer.
    #[error("yours expires before")]
    Expiry,
}

impl KeyHolder {
    /// Whether a key may do no more than the holder's own.
    pub fn may_give(&self, key: &ApiKey) -> Result<(), Excess> {
        let has = |scope: Scope| self.scopes.allow(scope);
        // Whoever grants and operates may do all that support may.
        let covers = |scope: Scope| {
            has(scope) || (scope == Scope::Support && has(Scope::Grant) && has(Scope::Operate) && has(Scope::Read))
        };
        if let Some(scope) = key.scopes.iter().find(|scope| !covers(*scope)) {
            return Err(Excess::Scope(scope));
        }
        let (own, given) = (&*self.terms, &*key.terms);
        let checks = [
            (Excess::Assets, are_assets_within(given, own)),
            (Excess::Networks, are_networks_within(given, own)),
            (Excess::Caps, are_caps_within(given, own)),
            (Excess::Approval, is_approval_within(key, own)),
            (Excess::Expiry, is_over_before(key.expires_at, self.expires_at)),
        ];
        checks.into_iter().try_for_each(|(excess, is_within)| if is_within { Ok(()) } else { Err(excess) })
    }
}

fn are_assets_within(given: &KeyTerms, own: &KeyTerms) -> bool {
    own.assets.is_empty() || (!given.assets.is_empty() && given.assets.iter().all(|asset| own.assets.contains(asset)))
}

fn are_networks_within(given: &KeyTerms, own: &KeyTerms) -> bool {
    let is_within = |network| own.networks.iter().any(|its| its.contains(network));
    own.networks.is_empty() || (!given.networks.is_empty() && given.networks.iter().all(is_within))
}

fn are_caps_within(given: &KeyTerms, own: &KeyTerms) -> bool {
    own.caps.is_none_or(|own| given.caps.is_some_and(|given| given.are_within(&own)))
}

/// What needs no approval of a key that gives credits or takes them back, with its scopes or within its caps.
fn is_approval_within(key: &ApiKey, own: &KeyTerms) -> bool {
    let Some(own) = own.approval_over else { return true };
    let alone = |over: Option<i64>| over.is_some_and(|over| over <= own);
    let of_caps = |caps: Caps| [caps.grant, caps.refund].into_iter().flatten().all(|cap| cap.action <= own);
    let is_bounded = alone(key.terms.approval_over);
    let grants = key.scopes.allow(Scope::Grant);
    is_bounded || (!grants && key.terms.caps.is_none_or(of_caps))
}

fn is_over_before(given: Option<Timestamp>, own: Option<Timestamp>) -> bool {
    own.is_none_or(|own| given.is_some_and(|given| given <= own))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::access::{Cap, Credential, parse_network};
    use crate::value::text::Name;

    fn key(scopes: &str, change: impl FnOnce(&mut KeyTerms)) -> ApiKey {
        let credential = Credential::from_random([7; Credential::RANDOM_BYTES]);
        let mut terms = KeyTerms::default();
        change(&mut terms);
        ApiKey {
            id: credential.id,
            name: Name::new("k").expect("a name"),
            digest: credential.secret.digest(),
            scopes: scopes.parse().expect("scopes"),
            terms: Arc::new(terms),
            created_at: Timestamp::from_micros(0),
            expires_at: None,
            last_used_at: None,
            revoked_at: None,
            revoked_by: None,
            rotation: None,
        }
    }

    fn holder(of: &ApiKey) -> KeyHolder {
        let secret = Credential::from_random([7; Credential::RANDOM_BYTES]).secret;
        of.admit(&secret, Timestamp::from_micros(0)).expect("it is good")
    }

    #[test]
    fn nobody_hands_out_a_scope_that_they_lack_but_for_support() {
        let operator = holder(&key("read,grant,operate,keys", |_| ()));
        assert_eq!(operator.may_give(&key("read,operate", |_| ())), Ok(()));
        assert_eq!(operator.may_give(&key("read,approve", |_| ())), Err(Excess::Scope(Scope::Approve)));
        let capped = |terms: &mut KeyTerms| terms.caps = Some(Caps::default());
        assert_eq!(operator.may_give(&key("read,support", capped)), Ok(()));
        let reader = holder(&key("read,keys", |_| ()));
        assert_eq!(reader.may_give(&key("read,support", capped)), Err(Excess::Scope(Scope::Support)));
    }

    #[test]
    fn nobody_hands_out_wider_bounds_than_their_own() {
        let all = "read,grant,operate,keys";
        let asset = |code: &str| code.parse().expect("a code");
        let network = |text: &str| parse_network(text).expect("a network");
        let caps = |action| Some(Caps { grant: Cap::new(action, 99, 99).ok(), ..Caps::default() });
        let own = holder(&key(all, |terms| {
            terms.assets = vec![asset("GOLD"), asset("GEMS")];
            terms.networks = vec![network("10.0.0.0/8")];
            terms.approval_over = Some(50);
        }));
        let given = |scopes: &str, assets: &[&str], networks: &[&str], over, action| {
            own.may_give(&key(scopes, |terms| {
                terms.assets = assets.iter().map(|code| asset(code)).collect();
                terms.networks = networks.iter().map(|text| network(text)).collect();
                terms.approval_over = over;
                terms.caps = caps(action).filter(|_| action > 0);
            }))
        };
        let (gold, within) = (&["GOLD"][..], &["10.1.0.0/16"][..]);
        assert_eq!(given("read,grant", gold, within, Some(50), 0), Ok(()));
        assert_eq!(given("read", gold, within, None, 0), Ok(()), "it moves nothing");
        assert_eq!(given("read", &[], within, None, 0), Err(Excess::Assets));
        assert_eq!(given("read", &["IRON"], within, None, 0), Err(Excess::Assets));
        assert_eq!(given("read", gold, &[], None, 0), Err(Excess::Networks));
        assert_eq!(given("read", gold, &["0.0.0.0/0"], None, 0), Err(Excess::Networks));
        assert_eq!(given("read,grant", gold, within, None, 0), Err(Excess::Approval));
        assert_eq!(given("read,grant", gold, within, Some(51), 0), Err(Excess::Approval));
        assert_eq!(given("read,support", gold, within, None, 50), Ok(()));
        assert_eq!(given("read,support", gold, within, None, 51), Err(Excess::Approval));
        let capped = holder(&key("read,support,keys", |terms| terms.caps = caps(5)));
        assert_eq!(capped.may_give(&key("read,support", |terms| terms.caps = caps(6))), Err(Excess::Caps));
        assert_eq!(capped.may_give(&key("read,support", |terms| terms.caps = caps(5))), Ok(()));
    }

    #[test]
    fn nobody_hands_out_a_key_that_outlives_their_own() {
        let at = |micros| Some(Timestamp::from_micros(micros));
        let own = holder(&ApiKey { expires_at: at(9), ..key("read,keys", |_| ()) });
        let given = |expires_at| own.may_give(&ApiKey { expires_at, ..key("read", |_| ()) });
        assert_eq!([given(at(9)), given(at(10)), given(None)], [Ok(()), Err(Excess::Expiry), Err(Excess::Expiry)]);
    }
}
