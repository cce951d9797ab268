//! Noticing that somebody wrote to the SQLite file, such as the command line beside a server.

use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection, SqlitePool};

use super::Db;
use crate::Result;

/// Notices commits, whoever made them. It keeps a connection of its own, because SQLite counts
/// changes per connection.
#[derive(Debug)]
pub struct Watch {
    connection: SqliteConnection,
    version: i64,
}

impl Db {
    /// `None` on PostgreSQL, which announces changes itself (LISTEN/NOTIFY).
    pub async fn watch(&self) -> Result<Option<Watch>> {
        match self {
            Self::Sqlite { readers, .. } => Ok(Some(Watch::open(readers).await?)),
            Self::Postgres { .. } => Ok(None),
        }
    }
}

impl Watch {
    async fn open(readers: &SqlitePool) -> Result<Self> {
        let options = readers.connect_options();
        let mut connection = SqliteConnection::connect_with(&options).await?;
        let version = data_version(&mut connection).await?;
        Ok(Self {
            connection,
            version,
        })
    }

    /// Whether anything was committed since the last call (or since the watch began).
    pub async fn changed(&mut self) -> Result<bool> {
        let version = data_version(&mut self.connection).await?;
        Ok(std::mem::replace(&mut self.version, version) != version)
    }
}

async fn data_version(connection: &mut SqliteConnection) -> Result<i64> {
    Ok(sqlx::query_scalar("pragma data_version")
        .fetch_one(connection)
        .await?)
}
