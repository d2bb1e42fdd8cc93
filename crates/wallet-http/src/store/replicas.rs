//! The standbys of `postgres.read_url`: what may be late is read there.

use std::sync::Arc;

use async_trait::async_trait;
use wallet_domain::{Journal, StoreError, TransactionId};
use wallet_postgres::{NoReplica, PgClock, PgLedger, PgReplicas};

use super::{OpenError, StoreUrl, open_to_read, pg_config};
use crate::config::{InvalidSettings, Settings};
use crate::http::replicas::{Replica, Replicas, Source};

/// The URL of the standbys, if there is one. It fits a store on PostgreSQL alone.
pub fn read_url<'a>(url: &StoreUrl, settings: &'a Settings) -> Result<Option<&'a str>, InvalidSettings> {
    let text = settings.postgres.read_url.as_str();
    match (text, url) {
        ("", _) => return Ok(None),
        (_, StoreUrl::Sqlite(_)) => {
            return Err(InvalidSettings::new(
                "postgres.read_url is set, and the store is embedded: it has no standbys",
            ));
        }
        (_, StoreUrl::Postgres(_)) => {}
    }
    match StoreUrl::parse(text) {
        Ok(StoreUrl::Postgres(_)) => Ok(Some(text)),
        Err(why) if text.starts_with("postgres") => Err(InvalidSettings::new(format!("postgres.read_url: {why}"))),
        _ => Err(InvalidSettings::new("postgres.read_url must begin with postgres:// or postgresql://")),
    }
}

/// Watches the standbys, if the settings name some.
pub(super) fn watch(
    ledger: &Arc<PgLedger>,
    url: &StoreUrl,
    settings: &Settings,
) -> Result<Option<Arc<PgReplicas>>, StoreError> {
    let refused = |why| StoreError::new(wallet_domain::StoreErrorKind::Refused, why);
    let Some(read_url) = read_url(url, settings).map_err(refused)? else { return Ok(None) };
    let lag_max = settings.postgres.lag_max().map_err(refused)?;
    PgReplicas::watch(ledger.clone(), read_url, lag_max).map(|replicas| Some(Arc::new(replicas)))
}

/// Opens a store to be read commit by commit, from a standby that has what was acknowledged before, if the settings name one.
pub async fn open_to_export(url: &StoreUrl, settings: &Settings) -> Result<Box<dyn Journal>, OpenError> {
    let StoreUrl::Postgres(text) = url else { return open_to_read(url, settings).await };
    if settings.postgres.read_url.is_empty() {
        return open_to_read(url, settings).await;
    }
    let opened = async {
        let ledger = Arc::new(PgLedger::connect(pg_config(text, settings), PgClock::OfDatabase).await?);
        let replicas = watch(&ledger, url, settings)?.expect("the settings name standbys");
        replicas.journal().await
    };
    opened.await.map(|journal| Box::new(journal) as Box<dyn Journal>).map_err(|reason| url.failed(reason))
}

#[async_trait]
impl Replicas for PgReplicas {
    async fn choose(&self, newer_than: Option<TransactionId>) -> Result<Replica, &'static str> {
        match Self::choose(self, newer_than).await {
            Ok(wallet_postgres::Replica { ledger, lag }) => Ok(Replica { source: Source::of(&ledger), lag }),
            Err(NoReplica::Unreachable) => Err("unreachable"),
            Err(NoReplica::Lagging) => Err("lagging"),
            Err(NoReplica::NotThereYet) => Err("not_there_yet"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standbys_are_named_as_the_store_is_and_are_of_postgresql() {
        let of = |store: &str, url: &str| {
            let mut settings = Settings::default();
            url.clone_into(&mut settings.postgres.read_url);
            let read = read_url(&StoreUrl::parse(store).expect("a store"), &settings);
            read.map(|url| url.map(ToOwned::to_owned)).map_err(|why| why.to_string())
        };
        assert_eq!((of("sqlite:a.db", ""), of("postgres://db/wallet", "")), (Ok(None), Ok(None)));
        for url in ["postgres://one:5432,two:5433/wallet", "postgres:///wallet?host=one,two&port=1,2"] {
            assert_eq!(of("postgres://db/wallet", url), Ok(Some(url.to_owned())));
        }
        for (store, url, told) in [
            ("sqlite:a.db", "postgres://one/wallet", "it has no standbys"),
            ("postgres://db/wallet", "sqlite:a.db", "postgres.read_url must begin with postgres://"),
            ("postgres://db/wallet", "one,two", "postgres.read_url must begin with postgres://"),
            (
                "postgres://db/wallet",
                "postgres://me:secret@one:port/wallet",
                "postgres.read_url: the database URL cannot",
            ),
        ] {
            let complaint = of(store, url).expect_err(url);
            assert!(complaint.contains(told) && !complaint.contains("secret"), "{complaint}");
        }
    }
}
