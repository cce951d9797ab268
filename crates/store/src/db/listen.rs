//! Hearing of what other processes on the same database did.
//!
//! PostgreSQL carries messages (LISTEN/NOTIFY). SQLite only tells that something was committed, by
//! whomever: the command line beside a server, or the server itself.

use std::time::Duration;

use sqlx::postgres::PgListener;
use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection, SqlitePool};

use super::{Backend, Db};
use crate::Result;

/// The channel of the messages.
const CHANNEL: &str = "carbon_nexus_live";
/// Longest message in bytes (PostgreSQL takes less than 8,000).
pub const MESSAGE_BYTES_MAX: usize = 7_900;
/// How often the SQLite file is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// What was heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// A message of a process, of this one too (PostgreSQL).
    Message(String),
    /// Something was committed since the last look (SQLite).
    Commit,
    /// The connection was lost and is there again; messages may be missing.
    Gap,
}

/// Listens on a connection of its own.
#[derive(Debug)]
pub struct Listener(Ear);

#[derive(Debug)]
enum Ear {
    Sqlite {
        connection: SqliteConnection,
        version: i64,
    },
    Postgres(Box<PgListener>),
}

impl Db {
    /// Begins to listen.
    pub async fn listen(&self) -> Result<Listener> {
        Ok(Listener(match self {
            Self::Sqlite { readers, .. } => watch(readers).await?,
            Self::Postgres { pool, .. } => {
                let mut listener = PgListener::connect_with(pool).await?;
                listener.listen(CHANNEL).await?;
                Ear::Postgres(Box::new(listener))
            }
        }))
    }

    /// Whether [`Db::tell`] reaches anybody.
    #[must_use]
    pub fn carries_messages(&self) -> bool {
        self.backend() == Backend::Postgres
    }

    /// Sends a message of at most [`MESSAGE_BYTES_MAX`] bytes to all who listen; nothing on SQLite.
    pub async fn tell(&self, message: &str) -> Result<()> {
        if let Self::Postgres { pool, .. } = self {
            // A message is no data: its commit need not wait for the disk, which imports wait for.
            const SQL: &str = "
                select set_config('synchronous_commit', 'off', true), pg_notify($1, $2)";
            sqlx::query(SQL)
                .bind(CHANNEL)
                .bind(message)
                .execute(pool)
                .await?;
        }
        Ok(())
    }
}

impl Listener {
    /// Waits for the next thing to hear.
    pub async fn next(&mut self) -> Result<Heard> {
        loop {
            if let Ear::Postgres(listener) = &mut self.0 {
                return Ok(match listener.try_recv().await? {
                    Some(message) => Heard::Message(message.payload().to_owned()),
                    None => Heard::Gap,
                });
            }
            if self.has_changed().await? {
                return Ok(Heard::Commit);
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Whether anything was committed since the last look, on SQLite; never on PostgreSQL, which tells
    /// by itself.
    pub async fn has_changed(&mut self) -> Result<bool> {
        match &mut self.0 {
            Ear::Sqlite {
                connection,
                version,
            } => {
                let seen = data_version(connection).await?;
                Ok(std::mem::replace(version, seen) != seen)
            }
            Ear::Postgres(_) => Ok(false),
        }
    }
}

async fn watch(readers: &SqlitePool) -> Result<Ear> {
    // SQLite counts changes per connection, so that a pooled one would not do.
    let options = readers.connect_options();
    let mut connection = SqliteConnection::connect_with(&options).await?;
    let version = data_version(&mut connection).await?;
    Ok(Ear::Sqlite {
        connection,
        version,
    })
}

async fn data_version(connection: &mut SqliteConnection) -> Result<i64> {
    Ok(sqlx::query_scalar("pragma data_version")
        .fetch_one(connection)
        .await?)
}
