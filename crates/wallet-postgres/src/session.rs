//! The settings of a session: set after connecting, as a pooler refuses or drops what a connection begins with, and read
//! back.

use tokio::time::timeout;
use tokio_postgres::Client;
use wallet_domain::{StoreError, StoreErrorKind};

use crate::config::Target;
use crate::error::{Failure, Remedy, Step};
use crate::hosts::{self, Newest, ask_for};

/// What is wrong if a session is not one session of the server's.
const SHARED: &str = "the pooler in front of the database gives a session another connection with each transaction: \
                      set pool_mode = session for this database";

/// Sets a session and reads back that it is set.
pub(crate) async fn set(client: &Client, settings: &[(&'static str, String)]) -> Result<(), Failure> {
    let list = |part: fn(&(&str, String)) -> String| settings.iter().map(part).collect::<Vec<_>>().join(", ");
    let set = format!("SELECT {}", list(|(name, value)| format!("set_config('{name}', '{value}', false)")));
    let read = format!("SELECT {}", list(|(name, _)| format!("current_setting('{name}')")));
    // Both are on their way at once. Each answers in PostgreSQL's words, such as 5s for 5000.
    let (set, read) = tokio::join!(ask_for(client, &set), ask_for(client, &read));
    let failed = |error| Failure::of(&Step::Connect, error);
    if set.map_err(failed)? == read.map_err(failed)? { Ok(()) } else { Err(shared()) }
}

/// Refuses a pooler that does not keep a session on one connection of the server's: locks, settings and prepared statements
/// would be lost between two transactions.
///
/// Another session holds a transaction open while this one looks twice who serves it: in transaction mode it is another
/// backend then, or there is none left.
pub(crate) async fn check_pooler(target: &Target) -> Result<(), StoreError> {
    let checked = async {
        let newest = Newest::default();
        let (one, other) = (hosts::connect(target, &newest).await?, hosts::connect(target, &newest).await?);
        let failed = |error| Failure::of(&Step::Connect, error);
        let before = backend(&one.client).await.map_err(failed)?;
        let asked = async {
            other.client.batch_execute("START TRANSACTION").await?;
            backend(&other.client).await?;
            backend(&one.client).await
        };
        let asked = timeout(target.patience, asked).await;
        match asked {
            Ok(Ok(after)) if after == before => {
                // Nothing of them is left when the pool begins.
                let ending = async { tokio::join!(one.end(), other.end()) };
                let _ = timeout(target.patience, ending).await;
                return Ok(());
            }
            Ok(Err(error)) if error.as_db_error().is_none() => return Err(failed(error)),
            Ok(_) => return Err(shared()),
            Err(_) => {}
        }
        // If it answers once the other one is gone, it has waited for that one's connection.
        drop(other);
        match timeout(target.patience, backend(&one.client)).await {
            Ok(Ok(_)) => Err(shared()),
            _ => Err(Failure::of_silence(&Step::Connect)),
        }
    };
    checked.await.map_err(Failure::into_store_error)
}

async fn backend(client: &Client) -> Result<Vec<String>, tokio_postgres::Error> {
    ask_for(client, "SELECT pg_backend_pid()").await
}

fn shared() -> Failure {
    Failure::new(Remedy::GiveUp, StoreErrorKind::Refused, SHARED)
}
