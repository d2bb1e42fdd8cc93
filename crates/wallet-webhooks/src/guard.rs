//! Where webhooks may go: whoever may create one must not reach through us what they cannot reach themselves.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use ipnet::IpNet;
use url::{Host, Url};
use wallet_domain::webhook::WebhookUrl;

/// What an operator allows beyond `https` to the public internet.
#[derive(Debug, Clone, Default)]
pub struct Guard {
    allow_http: Vec<String>,
    allow_networks: Vec<IpNet>,
}

/// A setting that is no network or no host.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidGuard {
    /// Neither an address nor a network.
    #[error("{0} is no network such as 10.0.0.0/8 or fd00::/8, and no address")]
    Network(String),
    /// A network whose address has bits behind its prefix: one of the two is a mistake.
    #[error("{0} has bits behind its prefix: write {1}, or another prefix")]
    HostBits(String, IpNet),
    /// An IPv4 network in IPv6: addresses are judged as what they stand for.
    #[error("{0} holds IPv4 addresses written as IPv6: write the IPv4 network, such as 127.0.0.0/8")]
    Mapped(String),
    /// No host name.
    #[error("{0} is no host such as hooks.internal, 127.0.0.1 or ::1, without scheme and port")]
    Host(String),
}

/// Why a URL or an address is not reached.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The text is no URL with a host.
    #[error("The url must be an absolute https URL.")]
    NoUrl,
    /// It is not encrypted, or something else than HTTP.
    #[error(
        "The url must begin with https://. An operator can allow http to a host by the setting webhooks.allow_http."
    )]
    Scheme,
    /// It has a user name or a password.
    #[error("The url must not hold a user name or a password: deliveries are signed instead.")]
    Credentials,
    /// It has a part that no request sends, or a port that there is not.
    #[error("The url must not have a fragment (#), nor the port 0.")]
    Unsendable,
    /// An address that is not public.
    #[error(
        "The url leads to {0}, which is not on the public internet. An operator can allow its network by the setting \
         webhooks.allow_networks."
    )]
    Address(IpAddr),
    /// The name has no address.
    #[error("The url's host {0} has no address.")]
    NoAddress(String),
}

/// Where a URL leads.
pub(crate) struct Destination {
    pub(crate) url: Url,
    pub(crate) host: Host<String>,
}

impl Guard {
    /// Parses what an operator allows: hosts that may be reached without encryption, and networks that are not public.
    pub fn new(allow_http: &[String], allow_networks: &[String]) -> Result<Self, InvalidGuard> {
        Ok(Self {
            allow_http: allow_http.iter().map(|text| host(text)).collect::<Result<_, _>>()?,
            allow_networks: allow_networks.iter().map(|text| network(text)).collect::<Result<_, _>>()?,
        })
    }

    /// Judges all of a URL but what its name resolves to.
    pub(crate) fn check(&self, url: &WebhookUrl) -> Result<Destination, Refused> {
        // Spellings that browsers take for the same, such as https:example.com, are mistakes here.
        let (scheme, _) = url.as_str().split_once("://").ok_or(Refused::NoUrl)?;
        if !matches!(scheme, "https" | "http") {
            return Err(Refused::Scheme);
        }
        let url = Url::parse(url.as_str()).map_err(|_| Refused::NoUrl)?;
        let host = url.host().ok_or(Refused::NoUrl)?.to_owned();
        if !(url.username().is_empty() && url.password().is_none()) {
            return Err(Refused::Credentials);
        }
        if url.fragment().is_some() || url.port() == Some(0) {
            return Err(Refused::Unsendable);
        }
        let is_allowed = || self.allow_http.iter().any(|allowed| Some(allowed.as_str()) == url.host_str());
        if url.scheme() != "https" && !is_allowed() {
            return Err(Refused::Scheme);
        }
        match host {
            Host::Ipv4(address) => self.check_address(address.into())?,
            Host::Ipv6(address) => self.check_address(address.into())?,
            Host::Domain(_) => {}
        }
        Ok(Destination { url, host })
    }

    /// Judges an address.
    pub(crate) fn check_address(&self, address: IpAddr) -> Result<(), Refused> {
        let meant = meant(address);
        let is_allowed = self.allow_networks.iter().any(|it| it.contains(&address) || it.contains(&meant));
        if is_allowed || is_public(meant) { Ok(()) } else { Err(Refused::Address(address)) }
    }
}

/// A host as URLs have it. An IPv6 address may be without its brackets.
fn host(text: &str) -> Result<String, InvalidGuard> {
    let invalid = || InvalidGuard::Host(text.to_owned());
    if let Ok(address) = text.parse::<Ipv6Addr>() {
        return Ok(Host::<String>::Ipv6(address).to_string());
    }
    // What a URL may have, but no name does: it would match nothing.
    if text.contains('*') {
        return Err(invalid());
    }
    Host::parse(text).map(|host| host.to_string()).map_err(|_| invalid())
}

fn network(text: &str) -> Result<IpNet, InvalidGuard> {
    let network: Result<IpNet, _> = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
    let network = network.map_err(|_| InvalidGuard::Network(text.to_owned()))?;
    if network.trunc() != network {
        return Err(InvalidGuard::HostBits(text.to_owned(), network.trunc()));
    }
    if meant(network.addr()) != network.addr() {
        return Err(InvalidGuard::Mapped(text.to_owned()));
    }
    Ok(network)
}

/// The address that an IPv6 address stands for: an IPv4 one mapped into it, or one behind a NAT64.
fn meant(address: IpAddr) -> IpAddr {
    let IpAddr::V6(long) = address else { return address };
    let behind_nat64 = matches!(long.segments(), [0x64, 0xff9b, 0, 0, 0, 0, ..]);
    let [.., a, b, c, d] = long.octets();
    match long.to_ipv4_mapped() {
        Some(short) => short.into(),
        None if behind_nat64 => Ipv4Addr::new(a, b, c, d).into(),
        None => address,
    }
}

/// Networks that are not on the public internet, by IANA's registries of special-purpose addresses.
static NOT_PUBLIC: LazyLock<Vec<IpNet>> = LazyLock::new(|| {
    let networks = [
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    ];
    networks.iter().map(|network| network.parse().expect("a network")).collect()
});

/// Of IPv6 only 2000::/3 is handed out to the public, and these parts of it are not.
static NOT_PUBLIC_OF_2000: LazyLock<Vec<IpNet>> = LazyLock::new(|| {
    let networks = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];
    networks.iter().map(|network| network.parse().expect("a network")).collect()
});

fn is_public(address: IpAddr) -> bool {
    let is_in = |networks: &[IpNet]| networks.iter().any(|network| network.contains(&address));
    match address {
        IpAddr::V4(_) => !is_in(&NOT_PUBLIC),
        IpAddr::V6(long) => is_global_unicast(long) && !is_in(&NOT_PUBLIC_OF_2000),
    }
}

fn is_global_unicast(address: Ipv6Addr) -> bool {
    address.segments()[0] >> 13 == 0b001
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(guard: &Guard, url: &str) -> Result<(), Refused> {
        guard.check(&WebhookUrl::new(url).expect("printable")).map(|_| ())
    }

    fn allowing(http: &[&str], networks: &[&str]) -> Guard {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        Guard::new(&texts(http), &texts(networks)).expect("valid settings")
    }

    #[test]
    fn addresses_that_are_not_public_are_refused_in_every_spelling() {
        let guard = Guard::default();
        for host in [
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.127.255.255",
            "169.254.169.254",
            "172.31.0.1",
            "192.168.0.1",
            "198.19.0.1",
            "192.0.2.7",
            "224.0.0.1",
            "255.255.255.255",
            "[::]",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:a9fe:a9fe]",
            "[::127.0.0.1]",
            "[64:ff9b::7f00:1]",
            "[64:ff9b::10.0.0.1]",
            "[64:ff9b:1::1]",
            "[100::1]",
            "[2001::1]",
            "[2001:db8::1]",
            "[2002:7f00:1::]",
            "[fc00::1]",
            "[fd12:3456::1]",
            "[fe80::1]",
            "[fec0::1]",
            "[ff02::1]",
        ] {
            let refused = check(&guard, &format!("https://{host}/hook"));
            assert!(matches!(refused, Err(Refused::Address(_))), "{host}: {refused:?}");
        }
        for host in ["8.8.8.8", "172.32.0.1", "100.128.0.1", "[2606:4700::1]", "[64:ff9b::8.8.8.8]", "[::ffff:8.8.8.8]"]
        {
            assert_eq!(check(&guard, &format!("https://{host}:8443/hook?a=b")), Ok(()), "{host}");
        }
    }

    #[test]
    fn only_https_without_credentials_is_taken_unless_http_to_the_host_is_allowed() {
        let guard = allowing(&["Hooks.Internal", "127.0.0.1", "::1", "[::2]"], &[]);
        for (url, verdict) in [
            ("https://example.com/", Ok(())),
            ("http://example.com/", Err(Refused::Scheme)),
            ("http://hooks.internal:8080/in", Ok(())),
            ("http://hooks.internal.example.com/", Err(Refused::Scheme)),
            ("ftp://hooks.internal/", Err(Refused::Scheme)),
            ("file:///etc/passwd", Err(Refused::Scheme)),
            ("HTTPS://example.com/", Err(Refused::Scheme)),
            ("https:example.com/", Err(Refused::NoUrl)),
            ("https:\\example.com/", Err(Refused::NoUrl)),
            ("https://example.com/#top", Err(Refused::Unsendable)),
            ("https://example.com:0/", Err(Refused::Unsendable)),
            ("http://[::1]/", Err(Refused::Address(Ipv6Addr::LOCALHOST.into()))),
            ("http://[::2]/", Err(Refused::Address("::2".parse().expect("an address")))),
            ("https://user@example.com/", Err(Refused::Credentials)),
            ("https://user:word@example.com/", Err(Refused::Credentials)),
            ("https://", Err(Refused::NoUrl)),
            ("example.com/hook", Err(Refused::NoUrl)),
            ("/hook", Err(Refused::NoUrl)),
            ("mailto:a@example.com", Err(Refused::NoUrl)),
            ("http://127.0.0.1/", Err(Refused::Address(Ipv4Addr::LOCALHOST.into()))),
        ] {
            assert_eq!(check(&guard, url), verdict, "{url}");
        }
    }

    #[test]
    fn an_operator_allows_networks_and_single_addresses() {
        let guard = allowing(&[], &["127.0.0.0/8", "fd00::/8", "10.0.0.7"]);
        for host in ["127.0.0.1", "[::ffff:127.0.0.1]", "[fd00::1]", "10.0.0.7"] {
            assert_eq!(check(&guard, &format!("https://{host}/")), Ok(()), "{host}");
        }
        for host in ["10.0.0.8", "[::1]", "192.168.0.1"] {
            assert!(check(&guard, &format!("https://{host}/")).is_err(), "{host}");
        }
        let texts = |text: &str| vec![text.to_owned()];
        for bad in ["10.0.0.0/33", "internal", ""] {
            assert_eq!(Guard::new(&[], &texts(bad)).map(|_| ()), Err(InvalidGuard::Network(bad.to_owned())));
        }
        for (bad, says) in [
            ("10.0.0.1/8", "10.0.0.1/8 has bits behind its prefix: write 10.0.0.0/8, or another prefix"),
            ("fd00::1/8", "fd00::1/8 has bits behind its prefix: write fd00::/8, or another prefix"),
            ("::ffff:127.0.0.0/104", "::ffff:127.0.0.0/104 holds IPv4 addresses written as IPv6: write "),
            ("::ffff:127.0.0.1", "::ffff:127.0.0.1 holds IPv4 addresses written as IPv6: write "),
            ("64:ff9b::10.0.0.0/104", "64:ff9b::10.0.0.0/104 holds IPv4 addresses written as IPv6: write "),
        ] {
            let refused = Guard::new(&[], &texts(bad)).map(|_| ()).expect_err("it is refused").to_string();
            assert!(refused.starts_with(says), "{refused}");
        }
        for bad in ["*", "*.internal", "http://a", "a:80", "a/b", "", "a/", "u@a"] {
            assert_eq!(Guard::new(&texts(bad), &[]).map(|_| ()), Err(InvalidGuard::Host(bad.to_owned())));
        }
    }
}
