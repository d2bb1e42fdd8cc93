//! Plays an economy of the past into an empty store.
//!
//! ```text
//! play       into an embedded store of its own, in a folder that is thrown away, opened with the economy's clock
//! copy       from there into the empty store, as `wallet copy` does: record by record, compared and proven
//! ```
//! So the one ledger that has another clock than the machine's or its database's is a file that nobody else can open. A
//! store that is served never has it, whichever kind it is. One that was only copied in part is refused by every command, and
//! goes on with the same economy.

use std::path::{Path, PathBuf};

use wallet_domain::copy::{Copied, CopyError, CopyStatus, copy};
use wallet_domain::proof::Watch;
use wallet_domain::{StoreError, SystemClock};
use wallet_service::demo::economy::{Economy, EconomySize, Highlights};
use wallet_service::demo::{DemoData, DemoError};
use wallet_sqlite::SqliteLedger;

use super::copy::open_to_write;
use super::{OpenError, StoreUrl, lock, sqlite_config};
use crate::config::Settings;

/// An economy that was played.
pub struct Played {
    /// Where to look.
    pub highlights: Highlights,
    /// What the store holds by now.
    pub copied: Copied,
}

/// Why no economy was played.
#[derive(Debug, thiserror::Error)]
pub enum NotPlayed {
    /// The store cannot be opened.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// An embedded store is being served.
    #[error("{0}")]
    Locked(String),
    /// There is something in it.
    #[error(
        "{0} is not empty, and an economy is played into an empty store alone: name another one, such as --database-url \
         sqlite:data/demo.db; API keys are made afterwards"
    )]
    Occupied(String),
    /// There is a part of something else in it.
    #[error("{url} is an unfinished copy of {from}: run that again, or name another store")]
    Unfinished {
        /// The store.
        url: String,
        /// What was begun.
        from: String,
    },
    /// There is no place for the game's own file.
    #[error("no folder can be made in {}: {reason}", .folder.display())]
    Folder {
        /// Where.
        folder: PathBuf,
        /// What the system says.
        reason: std::io::Error,
    },
    /// The game's own file failed.
    #[error("the game's own file: {0}")]
    Game(#[from] StoreError),
    /// The ledger refused something.
    #[error(transparent)]
    Demo(#[from] DemoError),
    /// What was played could not be copied.
    #[error("{0}; run the same again, it goes on where it ended")]
    Copy(#[from] CopyError),
}

/// Plays an economy into an empty store, or goes on with one of the same `name` that was interrupted.
pub async fn play(
    url: &StoreUrl,
    settings: &Settings,
    (size, name): (EconomySize, &str),
    demo: &DemoData,
    watch: &dyn Watch,
) -> Result<Played, NotPlayed> {
    let _lock = lock(url).map_err(NotPlayed::Locked)?;
    let target = open_to_write(url, settings).await.map_err(|reason| url.failed(reason))?;
    match target.copy_status().await.map_err(|reason| url.failed(reason))? {
        CopyStatus::Empty => {}
        CopyStatus::Unfinished(from) if from == name => {}
        CopyStatus::Unfinished(from) => return Err(NotPlayed::Unfinished { url: url.to_string(), from }),
        CopyStatus::Finished(_) | CopyStatus::Occupied => return Err(NotPlayed::Occupied(url.to_string())),
    }
    let place = place_beside(url);
    let folder = tempfile::Builder::new().prefix("wallet-demo-").tempdir_in(&place);
    let folder = folder.map_err(|reason| NotPlayed::Folder { folder: place, reason })?;
    let config = sqlite_config(&folder.path().join("game.db"), settings);
    wallet_sqlite::migrate(&config)?;
    let economy = Economy::new(size);
    let game = SqliteLedger::open(config, economy.clock())?;
    let highlights = economy.play(&game, demo, watch).await?;
    let copied = copy(&game, &*target, name, &SystemClock, watch).await?;
    Ok(Played { highlights, copied })
}

/// On the disk of an embedded store there is room for what it will hold.
fn place_beside(url: &StoreUrl) -> PathBuf {
    match url {
        StoreUrl::Sqlite(path) => {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            folder.unwrap_or(Path::new(".")).to_owned()
        }
        StoreUrl::Postgres(_) => std::env::temp_dir(),
    }
}
