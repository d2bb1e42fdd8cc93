//! Which store a URL names.

use std::error::Error;
use std::fmt;
use std::path::PathBuf;

use wallet_domain::StoreError;
use wallet_postgres::PgConfig;

use super::OpenError;
use crate::config::InvalidSettings;

/// A store by its URL.
#[derive(Clone, PartialEq, Eq)]
pub enum StoreUrl {
    /// The embedded store in that file.
    Sqlite(PathBuf),
    /// A PostgreSQL server's database. It may hold a password: show it by its [`Display`](fmt::Display) only.
    Postgres(String),
}

impl StoreUrl {
    /// Reads a URL. The complaint does not repeat it, as it may hold a password.
    pub fn parse(url: &str) -> Result<Self, InvalidSettings> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            // A part of a password must not be read as something that a complaint quotes.
            let (place, parameters) = url.split_at(url.find('?').unwrap_or(url.len()));
            if place.matches('@').count() > 1 || parameters.contains('@') || parameters.matches('?').count() > 1 {
                return Err(InvalidSettings::new(
                    "the database URL cannot be used: write %40 for every @ but the one before the host, and %3F for \
                     every ? but the one before the parameters",
                ));
            }
            PgConfig::new(url).check().map_err(|error| {
                let reason = error.source().map_or_else(|| error.to_string(), ToString::to_string);
                InvalidSettings::new(format!("the database URL cannot be used: {reason}"))
            })?;
            return Ok(Self::Postgres(url.to_owned()));
        }
        let Some(path) = url.strip_prefix("sqlite:") else {
            return Err(InvalidSettings::new(
                "the database URL (--database-url, DATABASE_URL or store.url) must begin with sqlite:, postgres:// or \
                 postgresql://",
            ));
        };
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.is_empty() || path.contains([':', '?']) {
            return Err(InvalidSettings::new(
                "the database URL must name a file after sqlite: and nothing else, such as sqlite:data/wallet.db",
            ));
        }
        Ok(Self::Sqlite(path.into()))
    }
}

impl StoreUrl {
    /// Whether the store is a file that is there and that this process may not write.
    pub fn is_protected(&self) -> bool {
        let Self::Sqlite(path) = self else { return false };
        let opened = std::fs::OpenOptions::new().append(true).open(path);
        opened.is_err_and(|error| {
            matches!(error.kind(), std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem)
        })
    }

    /// The error of this store.
    pub(super) fn failed(&self, reason: StoreError) -> OpenError {
        OpenError::Store { url: self.to_string(), reason }
    }
}

/// Without user, password and parameters.
impl fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => {
                let rest = url.split_once("://").map_or("", |(_, rest)| rest);
                let (place, parameters) = rest.split_at(rest.find(['?', '&']).unwrap_or(rest.len()));
                // A password may hold anything: with an @ behind a ? nobody can tell which of both ends it.
                if parameters.contains('@') {
                    return f.write_str("postgres://...");
                }
                let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
                write!(f, "postgres://{place}")
            }
        }
    }
}

impl fmt::Debug for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoreUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_an_embedded_store_or_postgresql_and_nothing_else() {
        let sqlite = |path: &str| Some(StoreUrl::Sqlite(path.into()));
        assert_eq!(StoreUrl::parse("sqlite:data/wallet.db").ok(), sqlite("data/wallet.db"));
        assert_eq!(StoreUrl::parse("sqlite:///var/lib/wallet.db").ok(), sqlite("/var/lib/wallet.db"));
        for url in ["postgres://localhost/wallet", "postgresql://localhost/wallet"] {
            assert_eq!(StoreUrl::parse(url).ok(), Some(StoreUrl::Postgres(url.into())));
        }
        for bad in [
            "postgres://db/wallet?sslmode=maybe",
            "postgres://me:secret@db:port/wallet",
            "postgres://me:a@b?secret=c@db/wallet",
            "postgres://me?sslmode=secret@db/wallet",
            "postgres://db/wallet?sslmode=require?password=secret",
            "postgres://db/wallet?sslmode=require;password=secret",
        ] {
            let complaint = StoreUrl::parse(bad).expect_err(bad).to_string();
            assert!(complaint.starts_with("the database URL cannot be used: "), "{complaint}");
            assert!(!complaint.contains("secret"), "{complaint}");
        }
        for bad in ["", "mysql://localhost", "wallet.db", "sqlite:", "sqlite::memory:", "sqlite:a.db?mode=ro"] {
            let complaint = StoreUrl::parse(bad).expect_err(bad).to_string();
            assert!(complaint.starts_with("the database URL"), "{complaint}");
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        for (url, shown) in [
            ("postgres://me:secret@db:5432/wallet?sslmode=require", "postgres://db:5432/wallet"),
            ("postgresql://me:p@ssword@db/wallet", "postgres://db/wallet"),
            ("postgresql://me:p@ss?word@db/wallet", "postgres://..."),
            ("postgres://db/wallet?user=me&password=secret", "postgres://db/wallet"),
            ("postgres://db/wallet?user=a@b&password=secret", "postgres://..."),
            ("postgres://db/wallet?password=a@secret", "postgres://..."),
        ] {
            let url = StoreUrl::Postgres(url.into());
            assert_eq!(url.to_string(), shown);
            assert_eq!(format!("{url:?}"), format!("StoreUrl({shown})"));
        }
    }
}
