//! Values: parsed once, and never wrong from then on. They know nothing of flows, wallets or stores.

pub mod amount;
pub mod asset_code;
pub mod key;
pub mod key_id;
pub mod lane;
pub mod metadata;
pub mod origin;
pub mod owner;
pub mod scope;
pub mod text;
pub mod time;
pub mod wallet_id;
