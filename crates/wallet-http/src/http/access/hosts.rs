//! The names that a server answers to while it asks for no keys, and the pages whose writes it takes.
//!
//! A web page can make its own name lead to 127.0.0.1 (DNS rebinding), and send a write to any address. Where nobody
//! needs a key both would move credits. The browser says under which name it asks (`Host`) and whose page it is
//! (`Origin`), so both are checked. A page cannot know a key, so a server that asks for keys need not look.

use std::net::{IpAddr, SocketAddr};

use actix_web::dev::RequestHead;
use actix_web::http::header::{self, HeaderValue};

use super::origins::Origins;
use crate::http::problem::{Code, Problem};

/// The hosts that a server without keys answers to: this machine's loopback, and those that the operator names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hosts {
    named: Vec<String>,
    listened_on: Vec<String>,
    takes_any_address: bool,
}

impl Hosts {
    /// Loopback and the hosts of a list with commas, each a name or an address without a port.
    pub fn parse(list: &str) -> Result<Self, String> {
        let named = list.split(',').map(str::trim).filter(|host| !host.is_empty());
        let named = named.map(|host| {
            let is_name = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
            if is_name || host.parse::<IpAddr>().is_ok() {
                return Ok(host.to_owned());
            }
            Err(format!("{host} must be a name or an address without scheme and port, such as wallet.internal"))
        });
        Ok(Self { named: named.collect::<Result<_, _>>()?, ..Self::default() })
    }

    /// The same with the host that the server was told to listen on. Listening on all addresses it answers to each:
    /// a page that rebinds comes with a name.
    #[must_use]
    pub fn listening_on(mut self, host: &str, address: SocketAddr) -> Self {
        self.listened_on = vec![host.to_owned(), address.ip().to_string()];
        self.takes_any_address = address.ip().is_unspecified();
        self
    }

    /// Refuses a request for another host, and a write from another site's page unless the site may use the API.
    pub(crate) fn check(&self, head: &RequestHead, others: &Origins) -> Result<(), Problem> {
        let mut hosts = head.headers.get_all(header::HOST).peekable();
        let asked_for = hosts.peek().and_then(|host| host.to_str().ok());
        let is_ours = asked_for.is_some()
            && hosts.all(|host| host.to_str().is_ok_and(|host| self.answers_to(host)))
            // A request may name its host in its first line, too; then that is the one.
            && head.uri.authority().is_none_or(|authority| self.answers_to(authority.as_str()));
        if !is_ours {
            return Err(Problem::new(
                Code::MisdirectedRequest,
                "Without API keys this server answers to localhost and loopback addresses only. Ask it under one of \
                 them, or have its operator name this host in server.allowed_hosts.",
            ));
        }
        let is_own = |origin: &HeaderValue| {
            origin.to_str().is_ok_and(|origin| self.is_own_page(origin, asked_for) || others.contains(origin))
        };
        if head.method.is_safe() || head.headers.get_all(header::ORIGIN).all(is_own) {
            return Ok(());
        }
        Err(Problem::new(
            Code::ForeignOrigin,
            "Without API keys this server takes writes from its own pages and from programs, not from another site's \
             page. Have its operator name that site's host in server.allowed_hosts, or its origin in server.cors_origins, if it is \
             yours. Nothing was done.",
        ))
    }

    fn answers_to(&self, authority: &str) -> bool {
        let Some(host) = host_of(authority) else { return false };
        let address: Option<IpAddr> = host.parse().ok();
        let is_loopback = |address: IpAddr| self.takes_any_address || address.to_canonical().is_loopback();
        host.eq_ignore_ascii_case("localhost")
            || address.is_some_and(is_loopback)
            || is_among(&self.listened_on, host)
            || is_among(&self.named, host)
    }

    /// Whether a page is of the very host that is asked, or of one that the operator names.
    fn is_own_page(&self, origin: &str, asked_for: Option<&str>) -> bool {
        let Some((_, authority)) = origin.split_once("://") else { return false };
        asked_for.is_some_and(|host| host.eq_ignore_ascii_case(authority))
            || host_of(authority).is_some_and(|host| is_among(&self.named, host))
    }
}

fn is_among(hosts: &[String], host: &str) -> bool {
    hosts.iter().any(|known| known.eq_ignore_ascii_case(host))
}

/// The host of `host`, `host:port` or `[address]:port`.
pub(super) fn host_of(authority: &str) -> Option<&str> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?,
        None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
    };
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    (port.is_empty() || port.strip_prefix(':').is_some_and(is_port)).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(hosts: &Hosts, given: &[&str]) -> Vec<bool> {
        given.iter().map(|host| hosts.answers_to(host)).collect()
    }

    #[test]
    fn loopback_is_answered_to_under_each_of_its_names() {
        let ours =
            ["localhost", "LocalHost:3000", "127.0.0.1", "127.8.9.1:80", "[::1]", "[::1]:3000", "[::ffff:127.0.0.1]"];
        assert_eq!(answers(&Hosts::default(), &ours), [true; 7]);
        let others = [
            "",
            ":3000",
            "evil.example",
            "evil.example:3000",
            "localhost.evil.example",
            "10.0.0.1",
            "0.0.0.0",
            "127.1",
            "localhost:x",
            "localhost:3000@evil.example",
            "[::1",
            "[::1]x",
            "[::2]:3000",
            "::1",
            "wallet",
        ];
        assert_eq!(answers(&Hosts::default(), &others), [false; 15]);
    }

    #[test]
    fn the_operators_hosts_are_answered_to_and_any_address_where_all_are_listened_on() {
        let named = Hosts::parse("wallet, Wallet.Internal,192.168.1.5,::2").expect("good hosts");
        let given = [
            "wallet:3000",
            "wallet.internal",
            "192.168.1.5:80",
            "[::2]",
            "wallet.internal.evil.example",
            "192.168.1.6",
        ];
        assert_eq!(answers(&named, &given), [true, true, true, true, false, false]);
        let on = |host: &str, address: &str| {
            Hosts::default().listening_on(host, SocketAddr::new(address.parse().expect("an address"), 3000))
        };
        assert_eq!(answers(&on("db1", "10.0.0.1"), &["db1:3000", "10.0.0.1:3000", "10.0.0.2"]), [true, true, false]);
        assert_eq!(answers(&on("0.0.0.0", "0.0.0.0"), &["10.0.0.2:3000", "[fe80::1]", "db1"]), [true, true, false]);
        for bad in ["http://wallet", "wallet:3000", "*", "wallet;b", "[::1]"] {
            assert!(Hosts::parse(bad).is_err_and(|why| why.starts_with(bad)), "{bad}");
        }
    }

    #[test]
    fn a_page_is_our_own_if_it_is_of_the_host_that_is_asked_or_one_that_is_named() {
        let on = SocketAddr::from(([127, 0, 0, 1], 3000));
        let hosts = Hosts::parse("shop.example").expect("a good host").listening_on("localhost", on);
        let is_own = |origin: &str| hosts.is_own_page(origin, Some("localhost:3000"));
        for own in
            ["http://localhost:3000", "http://LOCALHOST:3000", "https://shop.example", "http://shop.example:8080"]
        {
            assert!(is_own(own), "{own}");
        }
        for foreign in
            ["null", "", "http://evil.example", "http://localhost:8080", "http://localhost", "localhost:3000"]
        {
            assert!(!is_own(foreign), "{foreign}");
        }
    }
}
