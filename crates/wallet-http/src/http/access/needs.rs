//! What an operation asks of an API key.

use wallet_domain::access::Scope;

/// What an operation asks of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needs {
    /// Nothing, not even a key: what says nothing of the ledger.
    Nothing,
    /// A key with this scope.
    Scope(Scope),
    /// A key; which scopes is in the body, one for each command, and the handler asks for them.
    Commands,
}
