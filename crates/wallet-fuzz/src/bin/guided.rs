//! libFuzzer on one target, which `WALLET_FUZZ_TARGET` names. `cargo xtask fuzz` builds it so that it sees the coverage.
#![no_main]

use std::sync::OnceLock;

use fastrand::Rng;
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use wallet_fuzz::{Target, find, mutate, targets};

static TARGET: OnceLock<Target> = OnceLock::new();

/// The target that was asked for.
fn target() -> Target {
    *TARGET.get_or_init(|| {
        let name = std::env::var("WALLET_FUZZ_TARGET").unwrap_or_default();
        let names: Vec<&str> = targets().map(|target| target.name).collect();
        *find(&name).unwrap_or_else(|| panic!("WALLET_FUZZ_TARGET is {name:?} and must be one of {names:?}"))
    })
}

fuzz_target!(|bytes: &[u8]| {
    (target().check)(bytes);
});

// Half of the changes are libFuzzer's own, which know what the code compares with; half are by tokens.
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let mut rng = Rng::with_seed(u64::from(seed));
    if rng.bool() {
        return fuzzer_mutate(data, size, max_size);
    }
    let changed = mutate(&data[..size], &data[..size], target().words, &mut rng);
    let length = changed.len().min(max_size);
    data[..length].copy_from_slice(&changed[..length]);
    length
});
