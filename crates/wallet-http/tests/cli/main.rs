//! The real binary, from the outside: what it prints, how it ends, what it serves.

mod backup;
mod bench;
mod clock;
mod copy;
mod demo;
mod deploy;
mod distribute;
mod events;
mod export;
mod guide;
mod help;
mod import;
mod keys;
mod load;
mod oncall;
mod platforms;
mod postgres;
mod restore;
mod reverse;
mod rollups;
mod serve;
mod settings;
mod standbys;
mod store;
mod transactions;
mod webhooks;
