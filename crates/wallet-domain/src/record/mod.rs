//! Records: what a store keeps. Wallets and claims change; transactions and the chain over them never do.

pub mod audit;
pub mod chain;
pub mod claim;
pub mod event;
pub mod inclusion;
pub mod line;
pub mod note;
pub mod rejection;
pub mod schema;
pub mod status;
pub mod stored;
pub mod story;
pub mod transaction;
pub mod wallet;
