//! `cargo xtask fuzz`: libFuzzer on the targets of `wallet-fuzz`, led by the coverage that stable Rust can count.

use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use harness::run::{self, Failure};

/// What libFuzzer needs to see where an input gets to; each is what `cargo fuzz` passes, and none needs a nightly.
const FLAGS: [&str; 8] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Clink-dead-code",
    "-Cdebug-assertions",
    "-Coverflow-checks",
];

/// The longest input that is made, in bytes; the routes' bodies may have 64 KiB.
const BYTES_MAX: u32 = 8192;
/// How long one input may take: what takes longer is a finding.
const INPUT_S_MAX: u32 = 10;

#[derive(Debug)]
struct Options {
    targets: Vec<String>,
    minutes: f64,
    seed: u32,
    replay: Option<PathBuf>,
}

impl Options {
    fn parse(options: &[&str], known: &[String]) -> Result<Self, Failure> {
        let mut parsed = Self { targets: known.to_vec(), minutes: 10.0, seed: 0, replay: None };
        let mut words = options.iter();
        while let Some(option) = words.next() {
            let value = words.next().ok_or_else(|| Failure::new(format!("{option} needs a value")))?;
            match *option {
                "--target" if known.iter().any(|name| name == value) => parsed.targets = vec![(*value).to_owned()],
                "--target" => {
                    return Err(Failure::new(format!("--target is {value:?} and must be one of {}", known.join(", "))));
                }
                "--minutes" => parsed.minutes = number(option, value)?,
                "--seed" => parsed.seed = number(option, value)?,
                "--replay" => parsed.replay = Some(PathBuf::from(value)),
                _ => return Err(Failure::new(format!("fuzz has no option {option}"))),
            }
        }
        if parsed.replay.is_some() && parsed.targets.len() > 1 {
            return Err(Failure::new("--replay needs the --target that the input is for"));
        }
        Ok(parsed)
    }
}

fn number<T: FromStr>(option: &str, value: &str) -> Result<T, Failure> {
    value.parse().map_err(|_| Failure::new(format!("{option} is {value:?} and must be a number")))
}

/// Fuzzes each target for its share of the time. The first finding ends it.
pub(crate) fn run(options: &[&str]) -> Result<(), Failure> {
    let root = run::root()?;
    let corpus = root.join("crates/wallet-fuzz/corpus");
    let known = folders(&corpus)?;
    let options = Options::parse(options, &known)?;
    let folder = root.join("target/fuzz");
    let binary = build(&folder)?;
    if let Some(input) = &options.replay {
        let input = std::env::current_dir()?.join(input);
        return run::check(run::program(&binary)?.env("WALLET_FUZZ_TARGET", &options.targets[0]).arg(input));
    }
    #[expect(clippy::cast_precision_loss, reason = "a few targets")]
    let seconds = (options.minutes * 60.0 / options.targets.len() as f64).ceil().max(1.0);
    for target in &options.targets {
        println!("==> {target}, {seconds} s");
        let (found, findings) = (folder.join("corpus").join(target), folder.join("findings"));
        fs::create_dir_all(&found)?;
        fs::create_dir_all(&findings)?;
        let mut fuzzer = run::program(&binary)?;
        fuzzer.env("WALLET_FUZZ_TARGET", target).arg(&found).arg(corpus.join(target)).args([
            format!("-max_total_time={seconds}"),
            format!("-seed={}", options.seed),
            format!("-max_len={BYTES_MAX}"),
            format!("-timeout={INPUT_S_MAX}"),
            format!("-artifact_prefix={}/{target}-", findings.display()),
            "-rss_limit_mb=1024".to_owned(),
            "-print_final_stats=1".to_owned(),
        ]);
        run::check(&mut fuzzer).map_err(|failure| {
            Failure::new(format!(
                "{target}: {failure}\nthe input is in {}; see it again with\n  cargo xtask fuzz --target {target} \
                 --replay FILE\nand keep it in {} once it is mended",
                findings.display(),
                corpus.join(target).display()
            ))
        })?;
    }
    Ok(())
}

/// The names of a folder's folders.
fn folders(folder: &Path) -> Result<Vec<String>, Failure> {
    let names: std::io::Result<Vec<String>> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().display().to_string())).collect();
    let mut names = names?;
    names.sort();
    Ok(names)
}

/// Builds the fuzzer apart from all else: its flags would have everything built anew.
fn build(folder: &Path) -> Result<String, Failure> {
    if ["c++", "g++", "clang++"].iter().all(|compiler| run::find_on_path(compiler).is_none()) {
        return Err(Failure::new("libFuzzer needs a C++ compiler: apt-get install g++"));
    }
    let version = run::read(run::program("rustc")?.arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    let host = host.ok_or_else(|| Failure::new("rustc does not say for which machine it is"))?;
    let mut cargo = run::cargo()?;
    // With a target the flags are not those of build scripts, which have nobody to count for.
    cargo.args(["build", "--release", "--package", "wallet-fuzz", "--bin", "guided", "--features", "guided"]);
    cargo.args(["--target", host, "--target-dir"]).arg(folder).env("RUSTFLAGS", FLAGS.join(" "));
    run::check(&mut cargo)?;
    Ok(folder.join(host).join("release/guided").display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_target_or_all_for_some_minutes() {
        let known = ["keys", "spends"].map(str::to_owned);
        let parse = |options: &[&str]| Options::parse(options, &known);
        let all = parse(&["--minutes", "0.5", "--seed", "7"]).expect("valid");
        assert_eq!((all.targets.len(), all.seed, all.replay), (2, 7, None));
        assert!((all.minutes - 0.5).abs() < f64::EPSILON);
        assert_eq!(parse(&["--target", "keys"]).expect("valid").targets, ["keys"]);
        for wrong in [&["--target", "nothing"][..], &["--minutes"], &["--fast", "1"], &["--replay", "file"]] {
            assert!(parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
