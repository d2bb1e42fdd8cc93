//! How a section of the settings is written down: each setting once, with its meaning, default and bounds.

use std::fmt::Display;
use std::ops::RangeInclusive;

use super::InvalidSettings;

/// Makes the struct of a section, with its defaults and the check of its bounds.
///
/// A row is `/// meaning`, then `key: type = default`, then `in LOW..=HIGH` if that bounds the value, then `=> "..."` for
/// other bounds, which are checked elsewhere. The meaning and the bounds are those of docs/configuration.md and
/// wallet.toml.example; a test compares them.
macro_rules! section {
    ($(#[doc = $about:literal])+ $name:ident $section:ident {
        $($(#[doc = $meaning:literal])+ $key:ident: $type:ty = $default:expr $(, in $bounds:expr)? $(=> $allowed:literal)?;)+
    }) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            $($(#[doc = $meaning])+ pub $key: $type,)+
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($key: $default,)+ }
            }
        }

        impl $name {
            /// Refuses a number out of its bounds.
            #[allow(clippy::unnecessary_wraps, reason = "some sections have no numbers")]
            pub(super) fn check_bounds(&self) -> Result<(), $crate::config::InvalidSettings> {
                $($($crate::config::section::within(
                    concat!(stringify!($section), ".", stringify!($key)), self.$key, $bounds,
                )?;)?)+
                Ok(())
            }

            /// The key, bounds and meaning of each setting.
            #[cfg(test)]
            pub(super) fn rows() -> Vec<[String; 3]> {
                vec![$({
                    let bounds: [String; _] =
                        [$($crate::config::section::shown(&$bounds),)? $($allowed.to_owned(),)?];
                    [
                        concat!(stringify!($section), ".", stringify!($key)).to_owned(),
                        bounds.join(", "),
                        concat!($($meaning),+).trim().to_owned(),
                    ]
                }),+]
            }
        }
    };
}

pub(super) use section;

pub(super) fn within<T: PartialOrd + Display + Copy>(
    key: &str,
    value: T,
    bounds: RangeInclusive<T>,
) -> Result<(), InvalidSettings> {
    if bounds.contains(&value) {
        return Ok(());
    }
    Err(InvalidSettings::new(format!("{key} is {value} and must be from {} to {}", bounds.start(), bounds.end())))
}

#[cfg(test)]
pub(super) fn shown<T: Display>(bounds: &RangeInclusive<T>) -> String {
    format!("{} to {}", bounds.start(), bounds.end())
}
