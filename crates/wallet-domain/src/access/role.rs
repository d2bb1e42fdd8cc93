//! Roles: what kinds of people do, each a set of scopes, in one table.

use std::fmt;
use std::str::FromStr;

use crate::value::scope::Scopes;

/// What its holder does, in the place of scopes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Helps players: reads, and gives bonuses, reverses and freezes within caps, each with a reason and a ticket.
    Support,
    /// Studies the economy: reads, and sees its figures.
    Economist,
    /// Runs the game: everything but approving. May have to ask approval for large corrections.
    Operator,
    /// Approves what operators ask approval for, and reads.
    Approver,
}

/// A text that is no [`Role`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A role is support, economist, operator or approver.")]
pub struct InvalidRole;

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Support, Self::Economist, Self::Operator, Self::Approver];

    /// The table: a role's stable name and its scopes.
    fn row(self) -> (&'static str, &'static str) {
        match self {
            Self::Support => ("support", "read,support"),
            Self::Economist => ("economist", "read,analytics"),
            Self::Operator => ("operator", "read,spend,grant,operate,events,webhooks,analytics,keys"),
            Self::Approver => ("approver", "read,approve"),
        }
    }

    /// The stable name.
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// The scopes of a key that is made with it. A key keeps those that it was made with.
    pub fn scopes(self) -> Scopes {
        self.row().1.parse().expect("the table's scopes are scopes")
    }

    /// Whether its keys have caps.
    pub fn is_capped(self) -> bool {
        self == Self::Support
    }
}

impl FromStr for Role {
    type Err = InvalidRole;

    fn from_str(text: &str) -> Result<Self, InvalidRole> {
        Self::ALL.into_iter().find(|role| role.name() == text).ok_or(InvalidRole)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::scope::Scope;

    #[test]
    fn a_role_comes_back_from_its_name_and_has_scopes() {
        for role in Role::ALL {
            assert_eq!(role.name().parse(), Ok(role));
            assert!(role.scopes().allow(Scope::Read), "{role} reads");
        }
        assert_eq!("admin".parse::<Role>(), Err(InvalidRole));
    }

    #[test]
    fn no_role_both_asks_for_approval_and_gives_it_and_only_support_has_caps() {
        for role in Role::ALL {
            let scopes = role.scopes();
            assert!(!(scopes.allow(Scope::Approve) && (scopes.allow(Scope::Grant) || scopes.allow(Scope::Keys))));
            assert_eq!(scopes.allow(Scope::Support), role.is_capped(), "{role}");
        }
    }
}
