//! Who may do what: API keys, what they allow, and why one is turned away. No rule about money is in here.
//!
//! A key is `wlt_<id>_<secret>`. The id is public: it is in tables and logs. The secret is 32 random bytes that only
//! the caller has; what is stored is its SHA-256. A hash without salt and without rounds is enough for it: nobody
//! guesses 256 bits, and verifying must cost next to nothing on every request.
//!
//! ```text
//! Authorization header -> Credential -> ApiKeys::find_key -> ApiKey::admit(secret, now) -> KeyHolder::permit(scope)
//! ```

//!
//! What a key may not do alone another's holder approves ([`approval`]).
//!
//! A key may have a role ([`role`] is the table of roles) and terms ([`terms`]): caps, assets and networks.

pub mod approval;
pub mod credential;
pub mod delegation;
pub mod key;
pub mod role;
pub mod rotation;
pub mod terms;
mod trail;

pub use crate::ports::approvals::Approvals;
pub use crate::ports::keys::{ApiKeys, KeyCreation};
pub use crate::value::caps::{Cap, Caps, InvalidCap};
pub use crate::value::key_id::{ApiKeyId, InvalidKeyId};
pub use crate::value::scope::{InvalidScopes, Scope, Scopes};
pub use approval::{Approval, ApprovalRecord, ApprovalRefusal, ApprovalStatus};
pub use credential::{Credential, InvalidCredential, Secret, SecretDigest};
pub use delegation::Excess;
pub use key::{ApiKey, Denial, KeyHolder};
pub use role::{InvalidRole, Role};
pub use rotation::{InvalidRotation, Rotation};
pub use terms::{InvalidTerms, KeyTerms, parse_network};
