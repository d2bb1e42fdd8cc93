//! The terms of a key: its role, and the bounds within which its scopes hold.

use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net};
use serde::{Deserialize, Serialize};

use crate::access::role::Role;
use crate::value::amount::MINOR_MAX;
use crate::value::asset_code::AssetCode;
use crate::value::caps::Caps;
use crate::value::scope::{Scope, Scopes};
use crate::value::text::Name;

/// How many assets and how many networks a key may be bound to.
pub const BOUND_MAX: usize = 50;

/// What a key was made with beside its scopes. A plain key has none of it. It never changes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeyTerms {
    /// What its holder does.
    pub role: Option<Role>,
    /// How much it may do on its own; a key has caps if and only if it has the scope `support`.
    pub caps: Option<Caps>,
    /// The largest bonus, purchase or reversal, in minor units, for which its holder needs nobody's approval; no bound if there is none.
    pub approval_over: Option<i64>,
    /// The assets that it is for; all if there are none.
    pub assets: Vec<AssetCode>,
    /// The networks from which it may be used; all if there are none.
    pub networks: Vec<IpNet>,
    /// Who made it: the name of an API key, `anyone`, or a command line's user.
    pub made_by: Option<Name>,
}

/// What is no [`KeyTerms`].
#[derive(Debug, thiserror::Error)]
pub enum InvalidTerms {
    /// No JSON of terms.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// A member that cannot be.
    #[error("{0} cannot be")]
    Member(&'static str),
    /// The scope `support` without its role, or without caps.
    #[error("support is a role, and its keys have caps: for grants, refunds or freezes")]
    Support,
    /// Caps of another key.
    #[error("only keys with the role support have caps")]
    Caps,
    /// A network that is none.
    #[error("{0} must be a network such as 10.0.0.0/8, or an address")]
    Network(String),
    /// A network with host bits.
    #[error("{0} has bits beyond its prefix: the network is {1}")]
    HostBits(String, IpNet),
}

/// The stored form.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    caps: Option<Caps>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    approval_over: Option<i64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    assets: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    networks: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    made_by: Option<String>,
}

/// Reads a network as operators write it: `10.0.0.0/8`, or an address, which is a network of one. A network of IPv4 that is
/// written within IPv6, such as `::ffff:10.0.0.0/104`, becomes the IPv4 network, as callers' addresses do.
pub fn parse_network(text: &str) -> Result<IpNet, InvalidTerms> {
    let network: Result<IpNet, _> = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
    let network = network.map(within_ipv4).map_err(|_| InvalidTerms::Network(text.to_owned()))?;
    if network == network.trunc() { Ok(network) } else { Err(InvalidTerms::HostBits(text.to_owned(), network.trunc())) }
}

fn within_ipv4(network: IpNet) -> IpNet {
    let IpNet::V6(of_six) = network else { return network };
    let mapped = of_six.addr().to_ipv4_mapped().zip(of_six.prefix_len().checked_sub(96));
    mapped.and_then(|(address, bits)| Ipv4Net::new(address, bits).ok()).map_or(network, IpNet::V4)
}

impl KeyTerms {
    /// Whether the key may be used for that asset.
    pub fn allow_asset(&self, asset: &AssetCode) -> bool {
        self.assets.is_empty() || self.assets.contains(asset)
    }

    /// Whether the key may be used from that address. One of IPv4 is the same within IPv6.
    pub fn allow_address(&self, address: Option<IpAddr>) -> bool {
        let is_in = |address: IpAddr| self.networks.iter().any(|network| network.contains(&address.to_canonical()));
        self.networks.is_empty() || address.is_some_and(is_in)
    }

    /// The form that stores keep; none of a plain key.
    pub fn to_json(&self) -> Option<String> {
        let stored = Stored {
            role: self.role.map(|role| role.name().to_owned()),
            caps: self.caps,
            approval_over: self.approval_over,
            assets: self.assets.iter().map(ToString::to_string).collect(),
            networks: self.networks.iter().map(ToString::to_string).collect(),
            made_by: self.made_by.as_ref().map(ToString::to_string),
        };
        (*self != Self::default()).then(|| serde_json::to_string(&stored).expect("texts and numbers are JSON"))
    }

    /// Reads the stored form back.
    pub fn from_json(json: Option<&str>) -> Result<Self, InvalidTerms> {
        let Some(json) = json else { return Ok(Self::default()) };
        let stored: Stored = serde_json::from_str(json)?;
        let terms = Self {
            role: stored.role.map(|role| role.parse().map_err(|_| InvalidTerms::Member("the role"))).transpose()?,
            caps: stored.caps,
            approval_over: stored.approval_over,
            assets: read_all(&stored.assets, "an asset")?,
            networks: stored.networks.iter().map(|text| parse_network(text)).collect::<Result<_, _>>()?,
            made_by: read_all(stored.made_by.as_slice(), "the maker")?.pop(),
        };
        terms.check().map(|()| terms)
    }

    /// The same, and whether they fit a key with these scopes.
    pub fn check_for(&self, scopes: Scopes) -> Result<(), InvalidTerms> {
        self.check()?;
        match (scopes.allow(Scope::Support), self.caps, self.role) {
            (true, Some(_), Some(Role::Support)) | (false, None, _) => Ok(()),
            (true, ..) => Err(InvalidTerms::Support),
            (false, Some(_), _) => Err(InvalidTerms::Caps),
        }
    }

    /// Whether its figures and lists are within their bounds.
    pub fn check(&self) -> Result<(), InvalidTerms> {
        let is_amount = |figure: i64| (0..=MINOR_MAX).contains(&figure);
        let checks = [
            ("a cap below 0 or above 9007199254740991", self.caps.is_none_or(|caps| caps.is_valid())),
            ("an amount to approve below 0 or above 9007199254740991", self.approval_over.is_none_or(is_amount)),
            ("more than 50 assets", self.assets.len() <= BOUND_MAX),
            ("more than 50 networks", self.networks.len() <= BOUND_MAX),
        ];
        checks
            .into_iter()
            .try_for_each(|(what, is_good)| if is_good { Ok(()) } else { Err(InvalidTerms::Member(what)) })
    }
}

fn read_all<T: std::str::FromStr>(texts: &[String], what: &'static str) -> Result<Vec<T>, InvalidTerms> {
    texts.iter().map(|text| text.parse().map_err(|_| InvalidTerms::Member(what))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::caps::Cap;

    fn full() -> KeyTerms {
        KeyTerms {
            role: Some(Role::Support),
            caps: Some(Caps { grant: Cap::new(5, 50, 10).ok(), refund: None, freeze: Cap::new(1, 9, 2).ok() }),
            approval_over: Some(1000),
            assets: vec!["GOLD_COINS".parse().expect("a code")],
            networks: vec![parse_network("10.0.0.0/8").expect("a network"), parse_network("::1").expect("an address")],
            made_by: Some(Name::new("ada").expect("a name")),
        }
    }

    #[test]
    fn terms_come_back_from_their_stored_form_and_plain_keys_have_none() {
        let json = full().to_json().expect("they say something");
        assert_eq!(
            json,
            r#"{"role":"support","caps":{"grant":{"action":5,"day":50,"player":10},"freeze":{"action":1,"day":9,"player":2}},"approval_over":1000,"assets":["GOLD_COINS"],"networks":["10.0.0.0/8","::1/128"],"made_by":"ada"}"#
        );
        assert_eq!(KeyTerms::from_json(Some(&json)).expect("readable"), full());
        assert_eq!(KeyTerms::default().to_json(), None);
        assert_eq!(KeyTerms::from_json(None).expect("readable"), KeyTerms::default());
        for bad in [
            "",
            r#"{"role":"king"}"#,
            r#"{"caps":{"grant":{"action":-1,"day":0,"player":0}}}"#,
            r#"{"approval_over":-1}"#,
            r#"{"assets":["gold coins"]}"#,
            r#"{"networks":["10.0.0.1/8"]}"#,
            r#"{"colour":1}"#,
        ] {
            assert!(KeyTerms::from_json(Some(bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_key_is_used_from_its_networks_and_for_its_assets_alone() {
        let (terms, plain) = (full(), KeyTerms::default());
        let from = |text: &str| Some(text.parse().expect("an address"));
        for (address, is_allowed) in
            [("10.1.2.3", true), ("::ffff:10.1.2.3", true), ("::1", true), ("11.0.0.1", false), ("::2", false)]
        {
            assert_eq!(terms.allow_address(from(address)), is_allowed, "{address}");
            assert!(plain.allow_address(from(address)));
        }
        let within_six = parse_network("::ffff:10.0.0.0/104").expect("a network");
        assert_eq!(within_six, parse_network("10.0.0.0/8").expect("a network"));
        assert!(!terms.allow_address(None) && plain.allow_address(None));
        let asset = |code: &str| code.parse::<AssetCode>().expect("a code");
        assert_eq!([terms.allow_asset(&asset("GOLD_COINS")), terms.allow_asset(&asset("DIAMONDS"))], [true, false]);
    }
}
