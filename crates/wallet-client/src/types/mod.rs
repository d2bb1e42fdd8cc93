//! What is asked and answered, as the document has it. Made from the OpenAPI document by `cargo xtask clients`; not to be edited.

mod answers;
mod commands;
mod events;
mod original;
mod parts;
mod queries;
mod requests;
mod transactions;
mod webhooks;
mod words;

pub use answers::*;
pub use commands::*;
pub use events::*;
pub use original::*;
pub use parts::*;
pub use queries::*;
pub use requests::*;
pub use transactions::*;
pub use webhooks::*;
pub use words::*;
