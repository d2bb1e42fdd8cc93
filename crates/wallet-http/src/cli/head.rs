//! `wallet head`: prints the latest commit of every lane, to be kept where those who write to the store cannot write.

use std::path::Path;

use serde::{Deserialize, Serialize};
use wallet_domain::{Head, Timestamp};

use super::{Failure, say};
use crate::config::{InvalidSettings, Settings, read_text};
use crate::store::{Store, StoreUrl};
use crate::toml_error::in_our_words;

pub(super) const HELP: &str = "\
Examples:
  wallet head > heads-2026-11-24.json            keep the file elsewhere: another machine, another owner
  wallet verify --head heads-2026-11-24.json     later: nothing up to that moment was changed or removed";

/// A lane's head in the file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptHead {
    lane: i16,
    number: i64,
    /// 64 hexadecimal digits.
    hash: String,
    /// Microseconds since 1970.
    created_at_us: i64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptHeads {
    /// The version of the file's form.
    wallet_heads: u8,
    heads: Vec<KeptHead>,
}

const VERSION: u8 = 1;

pub(super) async fn run(settings: &Settings, url: &StoreUrl) -> Result<(), Failure> {
    let store = Store::open(url, settings).await?;
    let heads = store.verifier.list_heads().await;
    let heads = heads.map_err(|error| Failure::Failed(format!("{url} cannot be read: {error}")))?;
    say(&write(&heads));
    Ok(())
}

pub(crate) fn write(heads: &[Head]) -> String {
    let heads = heads.iter().map(|head| KeptHead {
        lane: head.lane,
        number: head.number,
        hash: head.hash.to_string(),
        created_at_us: head.created_at.as_micros(),
    });
    let kept = KeptHeads { wallet_heads: VERSION, heads: heads.collect() };
    serde_json::to_string_pretty(&kept).expect("numbers and texts always serialise")
}

/// The heads in a file.
pub(super) fn read(file: &Path) -> Result<Vec<Head>, InvalidSettings> {
    parse(&file.display().to_string(), &read_text(file)?)
}

pub(crate) fn parse(name: &str, text: &str) -> Result<Vec<Head>, InvalidSettings> {
    let bad = |why: String| InvalidSettings::new(format!("{name} is not what `wallet head` printed: {why}"));
    let kept: KeptHeads = serde_json::from_str(text).map_err(|error| bad(in_our_words(&error.to_string())))?;
    if kept.wallet_heads != VERSION {
        return Err(bad(format!("its version is {}, and this program knows {VERSION}", kept.wallet_heads)));
    }
    if kept.heads.is_empty() {
        return Err(bad("it holds no head, so it would prove nothing".to_owned()));
    }
    let heads = kept.heads.into_iter().map(|head| {
        let hash = head.hash.parse().map_err(|error| bad(format!("lane {}: {error}", head.lane)))?;
        let created_at = Timestamp::from_micros(head.created_at_us);
        Ok(Head { lane: head.lane, number: head.number, created_at, hash })
    });
    heads.collect()
}

#[cfg(test)]
mod tests {
    use wallet_domain::ChainHash;

    use super::*;

    fn file(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        std::fs::write(file.path(), text).expect("writable");
        file
    }

    #[test]
    fn what_is_printed_is_read_back() {
        let hash = ChainHash::from_bytes(&[7; 32]).expect("32 bytes");
        let heads = [0, 1].map(|lane| Head { lane, number: 9, created_at: Timestamp::from_micros(5), hash });
        assert_eq!(read(file(&write(&heads)).path()).expect("readable"), heads);
    }

    #[test]
    fn anything_else_is_refused_with_a_reason() {
        let hash = "0".repeat(64);
        for (text, reason) in [
            ("", "it ends in the middle of a value"),
            ("{}", "missing field"),
            (r#"{"wallet_heads":1,"heads":[]}"#, "holds no head"),
            (r#"{"wallet_heads":2,"heads":[]}"#, "version is 2"),
            (r#"{"wallet_heads":1,"heads":[{"lane":0,"number":1,"hash":"00","created_at_us":1}]}"#, "64 hexadecimal"),
            (
                &format!(r#"{{"wallet_heads":1,"heads":[{{"lane":0,"number":1,"hash":"{hash}","when":1}}]}}"#),
                "unknown field",
            ),
        ] {
            let error = read(file(text).path()).expect_err(text).to_string();
            assert!(error.contains(reason), "{error}");
        }
    }
}
