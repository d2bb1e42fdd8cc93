//! Fuzz targets: a function for each parser, which panics if anything that must hold does not.
//!
//! ```text
//! bytes -> the parser             -> a value, or a refusal
//!       -> a reference, written     = the same value, or a refusal too
//!          another way
//! ```
//! - **It never panics**, and takes no more than its share of time (`tests/scale.rs`).
//! - **What is accepted** is what the reference reads, and comes back from its own rendering: what is canonical is a
//!   fixed point.
//! - **What is refused** is refused by the reference, with a code, a status, and a sentence that names the place.
//!
//! Two drivers feed them: the tests, with every input of `corpus/` and some seconds of seeded mutations, and libFuzzer,
//! led by the coverage of the code (`cargo xtask fuzz`; the binary `guided`). `docs/testing.md` says how to use both.
//!
//! # Where to read on
//! `bodies`, `orders`, `policies` and `hooks` for requests, `heads` for headers and queries, `searches` for those of searches, `texts` for the domain's values, `files` for what an
//! operator writes; `members` is the reference for JSON objects, `mutate` makes new inputs out of old ones.

mod bodies;
mod files;
mod heads;
mod hooks;
mod members;
mod mutate;
mod orders;
mod policies;
mod refusal;
mod searches;
mod texts;
// A word a line would be hundreds of lines.
#[rustfmt::skip]
mod words;

pub use mutate::mutate;

/// One parser, with what must hold of it.
#[derive(Clone, Copy)]
pub struct Target {
    /// Its name, which its folder of `corpus/` has too.
    pub name: &'static str,
    /// Gives it an input; panics if something does not hold.
    pub check: fn(&[u8]),
    /// What such inputs are made of.
    pub words: &'static [&'static str],
}

/// The targets beside those of orders, webhooks and alerts.
const TARGETS: &[Target] = &[
    Target { name: "top-ups", check: bodies::top_up, words: words::BODY },
    Target { name: "bonuses", check: bodies::bonus, words: words::BODY },
    Target { name: "spends", check: bodies::spend, words: words::BODY },
    Target { name: "mints", check: bodies::mint, words: words::BODY },
    Target { name: "batches", check: bodies::batch, words: words::BODY },
    Target { name: "openings", check: bodies::openings, words: words::BODY },
    Target { name: "assets", check: bodies::asset, words: policies::WORDS },
    Target { name: "asset-changes", check: policies::change, words: policies::WORDS },
    Target { name: "statuses", check: policies::status, words: words::BODY },
    Target { name: "seed-topup", check: bodies::seed_top_up, words: words::SEED_BODY },
    Target { name: "seed-bonus", check: bodies::seed_bonus, words: words::SEED_BODY },
    Target { name: "seed-spend", check: bodies::seed_spend, words: words::SEED_BODY },
    Target { name: "keys", check: heads::keys, words: words::HEAD },
    Target { name: "credentials", check: heads::credentials, words: words::HEAD },
    Target { name: "queries", check: heads::queries, words: words::QUERY },
    Target { name: "cursors", check: heads::cursors, words: words::QUERY },
    Target { name: "searches", check: searches::queries, words: words::SEARCH },
    Target { name: "search-cursors", check: searches::cursors, words: words::QUERY },
    Target { name: "values", check: texts::values, words: words::TEXT },
    Target { name: "metadata", check: texts::metadata, words: words::BODY },
    Target { name: "rejections", check: texts::rejections, words: words::FILE },
    Target { name: "seed-file", check: files::seed, words: words::TOML },
    Target { name: "settings", check: files::settings, words: words::TOML },
    Target { name: "variables", check: files::variables, words: words::VARIABLES },
    Target { name: "store-url", check: files::store_url, words: words::URL },
    Target { name: "head-file", check: files::heads, words: words::FILE },
    Target { name: "proof-file", check: files::proof, words: words::FILE },
];

/// Every target.
pub fn targets() -> impl Iterator<Item = &'static Target> {
    TARGETS.iter().chain(orders::TARGETS).chain(hooks::TARGETS)
}

/// The target of that name.
pub fn find(name: &str) -> Option<&'static Target> {
    targets().find(|target| target.name == name)
}
