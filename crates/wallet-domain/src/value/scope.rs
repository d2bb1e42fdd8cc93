//! Scopes: what a key allows.

use std::fmt;
use std::str::FromStr;

/// What a route asks of a key. None contains another: a key that may operate may not read unless it says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// See balances, statements, transactions and assets.
    Read,
    /// Take credits from players: spends.
    Spend,
    /// Give credits to players: top-ups, bonuses, and the wallets that hold them.
    Grant,
    /// Run the economy: mint, create assets, open wallets in bulk, see the audit.
    Operate,
    /// Follow everything that happens: the feed.
    Events,
    /// Have what happens sent elsewhere: webhooks and alerts.
    Webhooks,
    /// See the economy in figures of all players together: analytics.
    Analytics,
    /// Make, rotate and revoke keys.
    Keys,
    /// Decide what others ask approval for.
    Approve,
    /// Help players within caps: bonuses, reversals, freezes. Of the role `support` alone, whose keys have caps.
    Support,
}

impl Scope {
    /// Every scope, in the order in which they are written.
    pub const ALL: [Self; 10] = [
        Self::Read,
        Self::Spend,
        Self::Grant,
        Self::Operate,
        Self::Events,
        Self::Webhooks,
        Self::Analytics,
        Self::Keys,
        Self::Approve,
        Self::Support,
    ];

    /// The stable name, on the command line, in stores and in answers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Spend => "spend",
            Self::Grant => "grant",
            Self::Operate => "operate",
            Self::Events => "events",
            Self::Webhooks => "webhooks",
            Self::Analytics => "analytics",
            Self::Keys => "keys",
            Self::Approve => "approve",
            Self::Support => "support",
        }
    }

    fn bit(self) -> u16 {
        1 << self as u8
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A set of scopes, at least one; written as their names with commas between, such as `read,spend`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Scopes(u16);

/// A text that is no [`Scopes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "Scopes are one or more of read, spend, grant, operate, events, webhooks, analytics, keys and approve, with commas between."
)]
pub struct InvalidScopes;

impl Scopes {
    /// Whether that scope is one of them.
    pub fn allow(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }

    /// Every scope but those of capped keys.
    pub fn all() -> Self {
        Scope::ALL
            .into_iter()
            .filter(|scope| *scope != Scope::Support)
            .fold(Self(0), |Self(set), scope| Self(set | scope.bit()))
    }

    /// Whether others have each of them.
    pub fn are_within(self, others: Self) -> bool {
        self.0 & !others.0 == 0
    }

    /// The scopes, in their order.
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |scope| self.allow(*scope))
    }
}

/// The scopes in any order, each however often.
impl FromStr for Scopes {
    type Err = InvalidScopes;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split(',').try_fold(Self(0), |Self(set), name| {
            let scope = Scope::ALL.into_iter().find(|scope| scope.name() == name).ok_or(InvalidScopes)?;
            Ok(Self(set | scope.bit()))
        })
    }
}

/// The names in their order, each once: every set has one text.
impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().enumerate().try_for_each(|(place, scope)| {
            f.write_str(if place == 0 { "" } else { "," })?;
            f.write_str(scope.name())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_read_in_any_order_and_written_in_one() {
        for (text, written) in [
            ("read", "read"),
            ("spend,read", "read,spend"),
            (
                "analytics,webhooks,events,operate,grant,spend,read,read",
                "read,spend,grant,operate,events,webhooks,analytics",
            ),
        ] {
            let scopes: Scopes = text.parse().expect(text);
            assert_eq!(scopes.to_string(), written);
            assert_eq!(written.parse(), Ok(scopes));
        }
    }

    #[test]
    fn no_scope_an_unknown_one_and_an_untidy_list_are_refused() {
        for bad in ["", ",", "read,", "all", "Read", "read, spend", "read;spend"] {
            assert_eq!(bad.parse::<Scopes>(), Err(InvalidScopes), "{bad:?}");
        }
    }

    #[test]
    fn no_scope_contains_another() {
        for scope in Scope::ALL {
            let scopes: Scopes = scope.name().parse().expect("a scope");
            assert_eq!(scopes.iter().collect::<Vec<_>>(), [scope]);
        }
    }
}
