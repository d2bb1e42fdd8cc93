//! Rate limits: how much an API key, a player and an address may ask for.
//!
//! | limit | counts | for |
//! |---|---|---|
//! | key | each request that needs a key, before its body is read; of a batch each command, of an opening each wallet | the API key; callers without one share one limit |
//! | owner | each command, once it has been read | the player |
//! | unknown keys | each look-up of a key that this server has never seen | the address that it came from |
//!
//! A request over a limit is refused before anything of it is recorded, so its idempotency key stays free. A limit is one
//! server's own. Each is the generic cell rate algorithm: up to `burst` at once, and then one in every `60 /
//! per_minute` seconds. What is counted, refused or not, is told in the header fields of
//! draft-ietf-httpapi-ratelimit-headers-10.

mod table;
mod ticks;

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::fmt::Write as _;
use std::hash::{BuildHasher, Hash};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::time::Duration;

use actix_web::http::Method;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::{HttpMessage, HttpRequest};
use governor::clock::Clock;
use governor::middleware::StateInformationMiddleware;
use governor::{Quota, RateLimiter};
use wallet_domain::{Command, OwnerId};

use crate::http::access::Caller;
use crate::http::metrics;
use crate::http::problem::{Code, Problem};
use table::Table;
pub use ticks::Ticks;

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// How much of something is let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    per_minute: NonZeroU32,
    burst: NonZeroU32,
}

impl Rate {
    /// So many a minute on average and so many at once; no limit if either is 0.
    pub fn new(per_minute: u32, burst: u32) -> Option<Self> {
        Some(Self { per_minute: NonZeroU32::new(per_minute)?, burst: NonZeroU32::new(burst)? })
    }

    fn quota(self) -> Quota {
        Quota::per_minute(self.per_minute).allow_burst(self.burst)
    }

    /// How long it takes until `count` more may come.
    fn time_for(self, count: u32) -> Duration {
        self.quota().replenish_interval() * count
    }
}

/// Which limits there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RateSettings {
    /// Of each API key.
    pub key: Option<Rate>,
    /// Of each player.
    pub owner: Option<Rate>,
    /// Of each address' look-ups of keys that were never seen.
    pub unknown_keys: Option<Rate>,
}

/// The limits by name, as header fields and metrics show them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Limit {
    Key,
    Owner,
    UnknownKeys,
}

impl Limit {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Owner => "owner",
            Self::UnknownKeys => "unknown_keys",
        }
    }
}

/// The limits of this server.
pub(crate) struct Rates {
    key: Option<Limiter>,
    owner: Option<Limiter>,
    unknown_keys: Option<Limiter>,
    /// The limits that callers can keep to, for `RateLimit-Policy`.
    policy: Option<HeaderValue>,
    /// Names are kept as hashes of a secret of this process: no caller can make two of them meet.
    hasher: RandomState,
}

/// The rest of the limits that a request was counted for; put into the request, for its answer's headers.
#[derive(Debug, Clone, Copy, Default)]
struct Counted {
    key: Option<Left>,
    owner: Option<Left>,
}

impl Rates {
    pub(crate) fn new(settings: RateSettings, ticks: &Ticks) -> Self {
        let limiter = |rate: Option<Rate>| rate.map(|rate| Limiter::new(rate, ticks));
        let RateSettings { key, owner, unknown_keys } = settings;
        let policies = [(Limit::Key, key), (Limit::Owner, owner)].into_iter();
        let policies: Vec<String> = policies.filter_map(|(limit, rate)| Some(policy(limit, rate?))).collect();
        let policy = HeaderValue::from_str(&policies.join(", ")).expect("names and numbers");
        Self {
            key: limiter(key),
            owner: limiter(owner),
            unknown_keys: limiter(unknown_keys),
            policy: (!policies.is_empty()).then_some(policy),
            hasher: RandomState::new(),
        }
    }

    /// Counts a request for its caller's key.
    pub(crate) fn count_request(&self, request: &HttpRequest, caller: &Caller) -> Result<(), Problem> {
        let Some(limiter) = &self.key else { return Ok(()) };
        let taken = limiter.take(self.id(&caller.key()), NonZeroU32::MIN);
        note(request, |counted| counted.key = Some(taken.unwrap_or_else(|_| limiter.nothing())));
        taken.map(|_| ()).map_err(|wait| too_many_requests(request, caller, wait))
    }

    /// Counts the rest of a request that holds `count` commands or wallets, of which one has been counted; one that
    /// holds more than can ever come at once is `too_many`.
    pub(crate) fn count_batch(
        &self,
        request: &HttpRequest,
        caller: &Caller,
        count: usize,
        too_many: Code,
    ) -> Result<(), Problem> {
        let Some(limiter) = &self.key else { return Ok(()) };
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let burst = limiter.rate.burst.get();
        if count > burst {
            let detail = format!(
                "This holds {count} and the rate limit of an API key is {burst} at once. Split it into smaller ones."
            );
            return Err(Problem::new(too_many, detail));
        }
        let Some(rest) = NonZeroU32::new(count.saturating_sub(1)) else { return Ok(()) };
        match limiter.take(self.id(&caller.key()), rest) {
            Ok(left) => note(request, |counted| counted.key = Some(left)),
            // The next try is a request of its own, so it takes the time of one more.
            Err(wait) => return Err(too_many_requests(request, caller, wait + limiter.rate.time_for(1))),
        }
        Ok(())
    }

    /// Counts a command for its player.
    pub(crate) fn count_command(&self, request: &HttpRequest, command: &Command) -> Result<(), Problem> {
        let Some(limiter) = self.owner.as_ref().filter(|_| !command.owner().is_system()) else { return Ok(()) };
        let taken = limiter.take(self.id(command.owner()), NonZeroU32::MIN);
        note(request, |counted| counted.owner = Some(taken.unwrap_or_else(|_| limiter.nothing())));
        taken.map(|_| ()).map_err(|wait| too_many_commands(command.owner(), wait))
    }

    /// Counts the commands of a batch for their players, each player's all or none, and says of those that have too
    /// many what they are told.
    pub(crate) fn count_commands(&self, commands: &[Command]) -> HashMap<OwnerId, Problem> {
        let mut refused = HashMap::new();
        let Some(limiter) = &self.owner else { return refused };
        let mut counts: HashMap<&OwnerId, u32> = HashMap::new();
        for command in commands.iter().filter(|command| !command.owner().is_system()) {
            *counts.entry(command.owner()).or_default() += 1;
        }
        let burst = limiter.rate.burst.get();
        for (owner, count) in counts {
            let Some(count) = NonZeroU32::new(count) else { continue };
            if count.get() > burst {
                let detail = format!(
                    "The batch holds {count} commands for {owner} and the rate limit of a player is {burst} at once. \
                     Split it into smaller ones."
                );
                refused.insert(owner.clone(), Problem::new(Code::TooManyCommands, detail));
            } else if let Err(wait) = limiter.take(self.id(owner), count) {
                refused.insert(owner.clone(), too_many_commands(owner, wait));
            }
        }
        refused
    }

    /// Counts the look-up of a key that was never seen, for the address that it comes from.
    pub(crate) fn count_look_up(&self, peer: Option<SocketAddr>) -> Result<(), Problem> {
        let Some(limiter) = &self.unknown_keys else { return Ok(()) };
        let network = peer.map(|peer| network_of(peer.ip()));
        limiter.take(self.id(&network), NonZeroU32::MIN).map(|_| ()).map_err(|wait| {
            metrics::count_limited(Limit::UnknownKeys.name());
            let wait_s = seconds_to_wait(wait);
            let detail = format!(
                "Too many unknown API keys from this address. Check the key, or send the request again in {wait_s} s."
            );
            Problem::limited(detail, wait_s)
        })
    }

    /// Says what is left of the limits that the request was counted for.
    pub(crate) fn describe(&self, request: &HttpRequest, headers: &mut HeaderMap) {
        let Some(policy) = &self.policy else { return };
        let Some(counted) = request.extensions().get::<Counted>().copied() else { return };
        let mut text = String::with_capacity(48);
        for (limit, left) in [(Limit::Key, counted.key), (Limit::Owner, counted.owner)] {
            if let Some(left) = left {
                let comma = if text.is_empty() { "" } else { ", " };
                let _ = write!(text, "{comma}\"{}\";r={};t={}", limit.name(), left.count, left.whole_in_s);
            }
        }
        headers.insert(POLICY, policy.clone());
        headers.insert(LIMIT, HeaderValue::from_str(&text).expect("names and numbers"));
    }

    fn id<T: Hash + ?Sized>(&self, name: &T) -> u64 {
        self.hasher.hash_one(name)
    }
}

/// A limit and who has used how much of it.
struct Limiter {
    rate: Rate,
    governor: RateLimiter<u64, Table, Ticks, StateInformationMiddleware>,
    ticks: Ticks,
}

/// What is left of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Left {
    count: u32,
    /// When all of it is there again.
    whole_in_s: u32,
}

impl Limiter {
    fn new(rate: Rate, ticks: &Ticks) -> Self {
        let governor = RateLimiter::new(rate.quota(), Table::new(ticks.clone()), ticks.clone());
        Self { rate, governor, ticks: ticks.clone() }
    }

    /// Takes `count`, or says in what time it can be taken.
    fn take(&self, id: u64, count: NonZeroU32) -> Result<Left, Duration> {
        match self.governor.check_key_n(&id, count) {
            Ok(Ok(snapshot)) => Ok(self.left(snapshot.remaining_burst_capacity())),
            Ok(Err(not_until)) => Err(not_until.wait_time_from(self.ticks.now())),
            // Not even all of it were enough; callers ask before for what is above the burst.
            Err(_) => Err(self.rate.time_for(count.get())),
        }
    }

    fn left(&self, count: u32) -> Left {
        let used = self.rate.burst.get().saturating_sub(count);
        Left { count, whole_in_s: seconds(self.rate.time_for(used)) }
    }

    fn nothing(&self) -> Left {
        self.left(0)
    }
}

/// A limit in the words of the header field: its burst, and the time in which all of that comes back.
fn policy(limit: Limit, rate: Rate) -> String {
    let burst = rate.burst.get();
    format!("\"{}\";q={burst};w={}", limit.name(), seconds(rate.time_for(burst)))
}

/// Whole seconds, and never too few.
fn seconds(time: Duration) -> u32 {
    u32::try_from(time.as_secs() + u64::from(time.subsec_nanos() > 0)).unwrap_or(u32::MAX)
}

/// The same, for someone who is to wait.
fn seconds_to_wait(time: Duration) -> u32 {
    seconds(time).max(1)
}

/// A client with an IPv6 address usually has all of its 64-bit network.
fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => Ipv6Addr::from(u128::from(address) & !u128::from(u64::MAX)).into(),
    }
}

fn note(request: &HttpRequest, change: impl FnOnce(&mut Counted)) {
    let mut extensions = request.extensions_mut();
    let mut counted = extensions.get::<Counted>().copied().unwrap_or_default();
    change(&mut counted);
    extensions.insert(counted);
}

fn too_many_requests(request: &HttpRequest, caller: &Caller, wait: Duration) -> Problem {
    metrics::count_limited(Limit::Key.name());
    let wait_s = seconds_to_wait(wait);
    let of = if caller.key().is_some() { "of this API key" } else { "without an API key" };
    let detail = format!("Too many requests {of}. Nothing was recorded; send the request again in {wait_s} s.");
    let problem = Problem::limited(detail, wait_s);
    if matches!(*request.method(), Method::GET | Method::HEAD) { problem } else { problem.same_key() }
}

fn too_many_commands(owner: &OwnerId, wait: Duration) -> Problem {
    metrics::count_limited(Limit::Owner.name());
    let wait_s = seconds_to_wait(wait);
    let detail = format!("Too many commands for {owner}. Nothing was recorded; send it again in {wait_s} s.");
    Problem::limited(detail, wait_s).same_key()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_ipv6_counts_as_its_network() {
        let network = |text: &str| network_of(text.parse().expect("an address"));
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2:ffff::1"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
    }
}
