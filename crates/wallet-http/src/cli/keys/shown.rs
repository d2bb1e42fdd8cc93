//! How `wallet keys` shows keys: a table, or JSON.

use serde::Serialize;
use wallet_domain::Timestamp;
use wallet_domain::access::{ApiKey, Role};

use crate::cli::table::table;
use crate::http::wire::{KeyBounds, names_of};

/// A key as it is listed.
#[derive(Debug, Serialize)]
pub(super) struct Listed {
    id: String,
    name: String,
    role: Option<&'static str>,
    scopes: Vec<&'static str>,
    #[serde(flatten)]
    bounds: KeyBounds,
    made_by: Option<String>,
    created_at: String,
    expires_at: Option<String>,
    last_used_at: Option<String>,
    revoked_at: Option<String>,
    /// Whether the key is valid now.
    live: bool,
}

/// The answer of `create`: the only one with the key itself.
#[derive(Serialize)]
pub(super) struct NewKey {
    pub(super) key: String,
    #[serde(flatten)]
    pub(super) listed: Listed,
}

impl Listed {
    pub(super) fn of(key: &ApiKey, now: Timestamp) -> Self {
        Self {
            id: key.id.to_string(),
            name: key.name.to_string(),
            role: key.terms.role.map(Role::name),
            scopes: names_of(key.scopes),
            bounds: KeyBounds::from(&*key.terms),
            made_by: key.terms.made_by.as_ref().map(ToString::to_string),
            created_at: time(key.created_at),
            expires_at: key.expires_at.map(time),
            last_used_at: key.last_used_at.map(time),
            revoked_at: key.revoked_at.map(time),
            live: key.is_live(now),
        }
    }

    /// Its role and bounds in a few words.
    fn allowed(&self) -> String {
        let bounds = &self.bounds;
        let scopes = self.role.map_or_else(|| self.scopes.join(","), str::to_owned);
        let caps = bounds
            .caps
            .as_ref()
            .map(|caps| [("grant", &caps.grant), ("refund", &caps.refund), ("freeze", &caps.freeze)]);
        let caps = caps
            .into_iter()
            .flatten()
            .filter_map(|(of, cap)| cap.as_ref().map(|cap| format!("{of} {}/{}/{}", cap.action, cap.day, cap.player)));
        let over = bounds.approval_over.map(|over| format!("alone {over}"));
        let lists = [&bounds.assets, &bounds.networks].into_iter().flatten().map(|list| list.join(","));
        std::iter::once(scopes).chain(caps).chain(over).chain(lists).collect::<Vec<_>>().join(" ")
    }

    fn cells(&self) -> [String; 7] {
        let or = |time: &Option<String>, none: &str| time.clone().unwrap_or_else(|| none.to_owned());
        [
            self.id.clone(),
            self.name.clone(),
            self.allowed(),
            self.created_at.clone(),
            or(&self.expires_at, "never"),
            or(&self.last_used_at, "never"),
            or(&self.revoked_at, "no"),
        ]
    }
}

pub(super) fn key_table(keys: &[Listed]) -> String {
    let head = ["id", "name", "allows", "created", "expires", "last used", "revoked"].map(str::to_owned);
    let rows: Vec<[String; 7]> = std::iter::once(head).chain(keys.iter().map(Listed::cells)).collect();
    table(&rows, 7)
}

/// RFC 3339 to the second.
pub(super) fn time(at: Timestamp) -> String {
    let time = jiff::Timestamp::from_microsecond(at.as_micros()).expect("a timestamp is between 1970 and 9999");
    format!("{time:.0}")
}

pub(super) fn to_json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("texts and lists of them are JSON")
}

#[cfg(test)]
mod tests {
    use wallet_domain::Name;

    use super::*;

    #[test]
    fn the_table_is_aligned() {
        let (key, _) = wallet_domain::testing::api_key(0xa7, "shop", "read,spend");
        let now = key.created_at;
        let other = ApiKey {
            name: Name::new("Köln").expect("a name"),
            expires_at: Some(Timestamp::from_micros(now.as_micros() + 86_400_000_000)),
            last_used_at: Some(now),
            revoked_at: Some(now),
            ..key.clone()
        };
        let expected = "\
id            name  allows      created               expires               last used             revoked
a7a7a7a7a7a7  shop  read,spend  2023-11-14T22:13:20Z  never                 never                 no
a7a7a7a7a7a7  Köln  read,spend  2023-11-14T22:13:20Z  2023-11-15T22:13:20Z  2023-11-14T22:13:20Z  2023-11-14T22:13:20Z";
        assert_eq!(key_table(&[Listed::of(&key, now), Listed::of(&other, now)]), expected);
    }
}
