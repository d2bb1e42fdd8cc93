//! Every input that is kept, and some seconds of new ones made from them.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "which seed and which input it was")]

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use fastrand::Rng;
use wallet_fuzz::{Target, mutate, targets};

/// For each target; the long version is `cargo xtask fuzz`.
const TIME: Duration = Duration::from_millis(250);

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

/// The inputs that are kept for a target, each with its name.
fn inputs(target: &Target) -> Vec<(String, Vec<u8>)> {
    let folder = fs::read_dir(corpus().join(target.name)).expect("every target has a folder");
    let mut inputs: Vec<(String, Vec<u8>)> = folder
        .map(|entry| entry.expect("an entry"))
        .map(|entry| (entry.file_name().display().to_string(), fs::read(entry.path()).expect("a file")))
        .collect();
    inputs.sort();
    inputs
}

#[test]
fn every_target_has_inputs_and_all_are_small() {
    let folders: BTreeSet<String> = fs::read_dir(corpus())
        .expect("the corpus is there")
        .map(|entry| entry.expect("an entry").file_name().display().to_string())
        .collect();
    let names: BTreeSet<String> = targets().map(|target| target.name.to_owned()).collect();
    assert_eq!(folders, names);
    for target in targets() {
        let inputs = inputs(target);
        assert!((2..=60).contains(&inputs.len()), "{}: {} inputs", target.name, inputs.len());
        assert!(inputs.iter().all(|(_, bytes)| bytes.len() <= 4096), "{}", target.name);
    }
}

#[test]
fn what_must_hold_holds_for_every_input_that_is_kept() {
    for target in targets() {
        for (name, bytes) in inputs(target) {
            check(target, &bytes, &format!("corpus/{}/{name}", target.name));
        }
    }
}

#[test]
fn what_must_hold_holds_for_inputs_made_from_them() {
    // A fixed seed, and one that is new in each run.
    for seed in [1, fastrand::u64(..)] {
        println!("seed {seed}");
        for target in targets() {
            let mut rng = Rng::with_seed(seed);
            let mut inputs: Vec<Vec<u8>> = inputs(target).into_iter().map(|(_, bytes)| bytes).collect();
            let began = Instant::now();
            let mut tried = 0_u64;
            while began.elapsed() < TIME {
                let (one, other) = (rng.usize(..inputs.len()), rng.usize(..inputs.len()));
                let input = mutate(&inputs[one], &inputs[other], target.words, &mut rng);
                check(target, &input, &format!("{} of seed {seed}, after {tried} others", target.name));
                // What was made goes on being changed, so that changes add up.
                if input.len() <= 2048 && rng.u8(..) < 8 {
                    inputs.push(input);
                }
                tried += 1;
            }
            println!("{}: {tried} inputs", target.name);
        }
    }
}

/// Names the input if something does not hold.
fn check(target: &Target, bytes: &[u8], place: &str) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| (target.check)(bytes))) {
        eprintln!("{place}: {:?}", String::from_utf8_lossy(bytes));
        eprintln!("keep it in crates/wallet-fuzz/corpus/{}", target.name);
        resume_unwind(panic);
    }
}
