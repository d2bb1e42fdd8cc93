//! The HTTP interface over real sockets: every route, every problem, the limits and the faults.

mod access;
mod examples;
mod faults;
mod flows;
mod golden;
mod groups;
mod guarded;
mod health;
mod history;
mod holds;
mod hostile;
mod hosts;
mod input;
mod limits;
mod logs;
mod openings;
mod orders;
mod payments;
mod policies;
mod problems;
mod reads;
mod ring;
mod seed;
mod server;
mod sqlite;
mod surface;
