//! The scope that an operation needs.

use wallet_domain::access::Scope;

/// What a caller needs for an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needs {
    /// Nothing, not even a key: what says nothing of the ledger.
    Nothing,
    /// A key, whatever it allows.
    Key,
    /// A key with this scope.
    Scope(Scope),
    /// A key; which scopes is in the body, one for each command, and the handler asks for them.
    Commands,
}
