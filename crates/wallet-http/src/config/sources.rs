//! Where settings come from: `wallet.toml` and the variables `WALLET__SECTION__KEY`.

use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::path::Path;

use config::{ConfigError, Environment, File, FileFormat};

use super::{InvalidSettings, Settings};
use crate::toml_error::{self, in_our_words};

/// The file that is read if it is there and no other is named.
const DEFAULT_FILE: &str = "wallet.toml";

/// The longest name of a variable; each of its parts is a table within a table.
const NAME_BYTES_MAX: usize = 100;

/// Names and values.
type Variables = config::Map<String, String>;

const PREFIX: &str = "WALLET";
const SEPARATOR: &str = "__";

impl Settings {
    /// The defaults, overridden by the file (the one named, or `wallet.toml` if it is there), overridden by the `WALLET__`
    /// variables. [`Settings::check`] follows once the command line has overridden both.
    pub fn load(file: Option<&Path>) -> Result<Self, InvalidSettings> {
        let path = file.unwrap_or(Path::new(DEFAULT_FILE));
        let text = match std::fs::read_to_string(path) {
            Err(error) if file.is_none() && error.kind() == ErrorKind::NotFound => String::new(),
            read => read.map_err(|error| unreadable(path, &error))?,
        };
        Self::merge(&path.display().to_string(), &text, our_variables(std::env::vars_os())?)
    }

    /// Parses the file alone and the variables alone, so that a complaint names its source; then merges them.
    pub(crate) fn merge(name: &str, text: &str, variables: Variables) -> Result<Self, InvalidSettings> {
        toml::from_str::<Self>(text).map_err(|error| InvalidSettings(toml_error::one_line(name, text, &error)))?;
        let variables = Environment::default().source(Some(variables));
        let variables = variables.prefix(PREFIX).prefix_separator(SEPARATOR).separator(SEPARATOR);
        let build = |with_file: bool| {
            let file = File::from_str(if with_file { text } else { "" }, FileFormat::Toml);
            config::Config::builder().add_source(file).add_source(variables.clone()).build()?.try_deserialize()
        };
        build(false).and_then(|_: Self| build(true)).map_err(|error| InvalidSettings::new(variable_error(&error)))
    }
}

/// The text of a file that someone named.
pub(crate) fn read_text(path: &Path) -> Result<String, InvalidSettings> {
    std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &io::Error) -> InvalidSettings {
    InvalidSettings::new(format!("{} cannot be read: {error}", path.display()))
}

/// The variables that are settings. Refuses values that are no text, without quoting them: they may be secrets; and names
/// that the reader of variables would take for more than a name (`A[9]` for a list).
pub(crate) fn our_variables(all: impl Iterator<Item = (OsString, OsString)>) -> Result<Variables, InvalidSettings> {
    let prefix = format!("{PREFIX}{SEPARATOR}").to_lowercase();
    let mut ours = Variables::new();
    for (name, value) in all {
        let Some(name) = name.into_string().ok().filter(|name| name.to_lowercase().starts_with(&prefix)) else {
            continue;
        };
        if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            let detail = format!("{name}: a variable's name is made of letters, digits and underscores");
            return Err(InvalidSettings::new(detail));
        }
        if name.len() > NAME_BYTES_MAX {
            return Err(InvalidSettings::new(format!("{name}: no setting has a name of so many characters")));
        }
        let Ok(value) = value.into_string() else {
            return Err(InvalidSettings::new(format!("{name} is not text in UTF-8")));
        };
        ours.insert(name, value);
    }
    Ok(ours)
}

/// A sentence for each variable that looks like a setting and is none, such as one with an underscore too few.
pub(crate) fn strange_variables(all: impl Iterator<Item = (OsString, OsString)>) -> Vec<String> {
    const OTHERS: [&str; 6] = [
        "WALLET_API_KEY",
        "WALLET_BIN",
        "WALLET_COPY_FROM",
        "WALLET_COPY_TO",
        "WALLET_TEST_DATABASE_URL",
        "WALLET_TEST_PG_BIN",
    ];
    let ours = |name: &str| name.starts_with("WALLET__") || OTHERS.contains(&name);
    // What Kubernetes tells of a service with the name wallet.
    let is_of_service = |name: &str, value: &OsString| {
        name.starts_with("WALLET_SERVICE_")
            || name.starts_with("WALLET_PORT") && value.to_string_lossy().contains("tcp")
            || name.strip_prefix("WALLET_PORT_").is_some_and(|rest| rest.contains("_TCP"))
    };
    let strange = all.filter_map(|(name, value)| {
        let name = name.into_string().ok()?;
        let upper = name.to_ascii_uppercase();
        let is_strange = upper.starts_with("WALLET_") && !ours(&upper) && !is_of_service(&upper, &value);
        is_strange.then(|| {
            toml_error::shown(&format!(
                "the variable {name} is none of ours and does nothing; a setting's name has two underscores between its \
                 parts, such as WALLET__SERVER__PORT"
            ))
        })
    });
    strange.collect()
}

/// The complaint about a `WALLET__` variable. The file alone is good, so the fault is in a variable.
fn variable_error(error: &ConfigError) -> String {
    let (key, reason) = match error {
        ConfigError::Type { unexpected, expected, key, .. } => {
            (key.clone(), in_our_words(&format!("{unexpected}, expected {expected}")))
        }
        ConfigError::At { error, key, .. } => (key.clone(), error.to_string()),
        other => (None, other.to_string()),
    };
    let section = key.unwrap_or_default();
    // An unknown key is reported by its section, with the key in the reason only.
    let unknown = reason.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next());
    let path: Vec<&str> = section.split('.').chain(unknown).filter(|part| !part.is_empty()).collect();
    let variable = [&[PREFIX], path.as_slice()].concat().join(SEPARATOR).to_uppercase();
    format!("{variable}: {}", in_our_words(&reason.replace('\n', " ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_that_is_no_plain_text_is_refused_without_its_value() {
        use std::os::unix::ffi::OsStringExt;

        let read = |name: &[u8], value: &[u8]| {
            let [name, value] = [name, value].map(|bytes| OsString::from_vec(bytes.to_vec()));
            our_variables(std::iter::once((name, value))).map_err(|error| error.to_string())
        };
        // Read as a list of that many.
        let complaint = read(b"WALLET__SERVER__PORT[9999999999]", b"1").expect_err("no name");
        assert!(complaint.starts_with("WALLET__SERVER__PORT[9999999999]: a variable's name"), "{complaint}");
        let deep = format!("WALLET__{}", "A__".repeat(30_000));
        let complaint = read(deep.as_bytes(), b"1").expect_err("no setting");
        assert!(complaint.starts_with("WALLET__A__A") && complaint.len() < 700, "{complaint}");
        let complaint = read(b"WALLET__STORE__URL", b"postgres://me:secret\xff@db/wallet").expect_err("no text");
        assert_eq!(complaint, "WALLET__STORE__URL is not text in UTF-8");
        for name in [&b"OTHER[1]"[..], b"\xff", b"WALLET_BIN"] {
            assert_eq!(read(name, b"\xff"), Ok(Variables::new()), "others' variables are not ours");
        }
    }

    #[test]
    fn a_variable_that_looks_like_a_setting_and_is_none_is_named() {
        let strange = |name: &str, value: &str| {
            let told = strange_variables(std::iter::once((name.into(), value.into())));
            told.first().cloned()
        };
        for name in ["WALLET_SERVER_PORT", "WALLET_PORT", "wallet_log_level", "WALLET_SERVER__PORT"] {
            let told = strange(name, "8080").unwrap_or_else(|| panic!("{name} is not named"));
            assert!(told.starts_with(&format!("the variable {name} is none of ours")), "{told}");
        }
        for (name, value) in [
            ("WALLET__SERVER__PORT", "1"),
            ("WALLET_BIN", "/bin/wallet"),
            ("WALLET_API_KEY", "wlt_1_x"),
            ("WALLET_COPY_TO", "sqlite:b.db"),
            ("WALLET_SERVICE_HOST", "10.0.0.1"),
            ("WALLET_PORT", "tcp://10.0.0.1:3000"),
            ("WALLET_PORT_3000_TCP_ADDR", "10.0.0.1"),
            ("WALLETS", "1"),
        ] {
            assert_eq!(strange(name, value), None, "{name}");
        }
    }
}
