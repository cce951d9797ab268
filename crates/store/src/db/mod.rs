//! Opening a database and handing out connections.
//!
//! SQLite has one writer and many readers; PostgreSQL one pool. What runs on a connection is in
//! the modules by noun; migrations and self-tests are beside this file.

mod bulk;
mod check;
mod conn;
mod dispatch;
mod listen;
pub(crate) mod lists;
mod migrate;
mod open;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use model::ids::OrgId;
use sqlx::{AssertSqlSafe, PgPool, SqlitePool};

pub(crate) use bulk::Bulk;
pub use check::Finding;
pub use conn::{Conn, SystemConn, SystemTx, Tx};
pub(crate) use conn::{Inner, Session};
pub(crate) use dispatch::run;
pub use listen::{Heard, Listener, MESSAGE_BYTES_MAX};
pub use migrate::schema_fingerprint;
pub use open::OpenOptions;

use crate::Result;
use crate::ids::Blocks;

/// Which database it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// Several statements of one reading connection see the same state of the database. SQLite's
/// transactions do so by themselves.
const READ: &str = "begin isolation level repeatable read, read only";

/// An open database. Cheap to clone.
#[derive(Debug, Clone)]
pub enum Db {
    /// One writer, many readers.
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
        /// The database file.
        path: PathBuf,
    },
    Postgres {
        pool: PgPool,
        /// Whether the role under which row-level security holds can be taken.
        has_role: Arc<AtomicBool>,
        /// Block ids reserved and not yet given out.
        blocks: Arc<Blocks>,
    },
}

impl Db {
    /// Which database it is.
    #[must_use]
    pub fn backend(&self) -> Backend {
        match self {
            Self::Sqlite { .. } => Backend::Sqlite,
            Self::Postgres { .. } => Backend::Postgres,
        }
    }

    /// A consistent view of one organisation's rows. Dropping it ends it.
    pub async fn read(&self, org: OrgId) -> Result<Conn> {
        let inner = match self {
            Self::Sqlite { readers, .. } => Inner::Sqlite(readers.begin().await?),
            Self::Postgres { pool, has_role, .. } => {
                let begin = conn::begin_postgres(READ, org, has_role.load(Ordering::Relaxed));
                Inner::Postgres(pool.begin_with(AssertSqlSafe(begin)).await?)
            }
        };
        Ok(Conn {
            org,
            can_write: false,
            session: self.session(inner),
        })
    }

    /// A transaction on one organisation's rows. Dropping it takes it back.
    ///
    /// On SQLite there is one writer: opening a second transaction while holding one waits for
    /// ever on oneself, so hand the first on instead.
    pub async fn write(&self, org: OrgId) -> Result<Tx> {
        let inner = match self {
            Self::Sqlite { writer, .. } => {
                Inner::Sqlite(writer.begin_with("begin immediate").await?)
            }
            Self::Postgres { pool, has_role, .. } => {
                let begin = conn::begin_postgres("begin", org, has_role.load(Ordering::Relaxed));
                Inner::Postgres(pool.begin_with(AssertSqlSafe(begin)).await?)
            }
        };
        Ok(Tx(Conn {
            org,
            can_write: true,
            session: self.session(inner),
        }))
    }

    /// For the few look-ups that belong to no organisation yet. Dropping it ends it.
    pub async fn system(&self) -> Result<SystemConn> {
        let inner = match self {
            Self::Sqlite { readers, .. } => Inner::Sqlite(readers.begin().await?),
            Self::Postgres { pool, .. } => Inner::Postgres(pool.begin_with(READ).await?),
        };
        Ok(SystemConn {
            session: self.session(inner),
        })
    }

    /// A transaction that belongs to no organisation yet; see [`SystemTx::enter`].
    pub async fn system_write(&self) -> Result<SystemTx> {
        let inner = match self {
            Self::Sqlite { writer, .. } => {
                Inner::Sqlite(writer.begin_with("begin immediate").await?)
            }
            Self::Postgres { pool, .. } => Inner::Postgres(pool.begin().await?),
        };
        Ok(SystemTx(SystemConn {
            session: self.session(inner),
        }))
    }

    /// Waits for running statements and closes every connection.
    pub async fn close(&self) {
        match self {
            Self::Sqlite {
                writer, readers, ..
            } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres { pool, blocks, .. } => {
                blocks.close().await;
                pool.close().await;
            }
        }
    }

    fn session(&self, inner: Inner) -> Session {
        let (blocks, has_role) = match self {
            Self::Sqlite { .. } => (None, false),
            Self::Postgres {
                blocks, has_role, ..
            } => (Some(Arc::clone(blocks)), has_role.load(Ordering::Relaxed)),
        };
        Session {
            inner,
            blocks,
            has_role,
        }
    }
}
