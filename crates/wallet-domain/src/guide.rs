#![doc = include_str!("../README.md")]
#![doc = "```no_run"]
#![doc = include_str!("../examples/own_store.rs")]
#![doc = "```"]
