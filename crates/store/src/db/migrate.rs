//! Bringing the schema up to date, when several processes may try at once.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use sqlx::migrate::Migrator;

use super::conn::ROLE;
use super::{Backend, Db};
use crate::{Error, Result};

static SQLITE: Migrator = sqlx::migrate!("../../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../../migrations/postgres");

/// Names the schema this program makes: differs whenever a migration differs.
#[must_use]
pub fn schema_fingerprint(backend: Backend) -> String {
    let migrator = match backend {
        Backend::Sqlite => &SQLITE,
        Backend::Postgres => &POSTGRES,
    };
    let bytes = migrator
        .iter()
        .flat_map(|migration| migration.checksum.iter());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

impl Db {
    /// Brings the schema up to date; refuses a newer one. Safe when several processes do it: on
    /// PostgreSQL by sqlx's advisory lock, on SQLite by a lock file beside the database.
    pub async fn migrate(&self) -> Result<()> {
        match self {
            Self::Sqlite { writer, path, .. } => {
                let _lock = lock_file(path).await?;
                self.refuse_newer().await?;
                SQLITE.run(writer).await?;
            }
            Self::Postgres { pool, .. } => {
                self.refuse_newer().await?;
                POSTGRES.run(pool).await?;
                self.look_for_role().await?;
            }
        }
        Ok(())
    }

    /// The version of the schema; 0 before the first migration.
    pub async fn schema_version(&self) -> Result<i64> {
        const VERSION: &str = "select max(version) from _sqlx_migrations where success";
        let version: Option<i64> = match self {
            Self::Sqlite { writer, .. } => {
                let table = "select count(*) from sqlite_master where name = '_sqlx_migrations'";
                let tables: i64 = sqlx::query_scalar(table).fetch_one(writer).await?;
                if tables == 0 {
                    return Ok(0);
                }
                sqlx::query_scalar(VERSION).fetch_one(writer).await?
            }
            Self::Postgres { pool, .. } => {
                let table = "select to_regclass('_sqlx_migrations') is not null";
                let is_there: bool = sqlx::query_scalar(table).fetch_one(pool).await?;
                if !is_there {
                    return Ok(0);
                }
                sqlx::query_scalar(VERSION).fetch_one(pool).await?
            }
        };
        Ok(version.unwrap_or(0))
    }

    /// The newest version this program knows.
    #[must_use]
    pub fn newest_version(&self) -> i64 {
        let migrator = match self {
            Self::Sqlite { .. } => &SQLITE,
            Self::Postgres { .. } => &POSTGRES,
        };
        migrator
            .iter()
            .map(|migration| migration.version)
            .max()
            .unwrap_or(0)
    }

    async fn refuse_newer(&self) -> Result<()> {
        let (found, known) = (self.schema_version().await?, self.newest_version());
        if found > known {
            Err(Error::NewerSchema { found, known })
        } else {
            Ok(())
        }
    }

    /// Remembers whether connections of an organisation can take the role that owns no table.
    pub(super) async fn look_for_role(&self) -> Result<()> {
        let Self::Postgres { pool, has_role, .. } = self else {
            return Ok(());
        };
        let can: bool = sqlx::query_scalar(
            "select exists (
                select from pg_roles
                where rolname = $1 and pg_has_role(current_user, oid, 'member')
                    and to_regclass('organisations') is not null
                    and has_table_privilege(oid, to_regclass('organisations'), 'select')
            )",
        )
        .bind(ROLE)
        .fetch_one(pool)
        .await?;
        has_role.store(can, Ordering::Relaxed);
        Ok(())
    }
}

/// Waits for the lock; it goes with the file handle, also when the process is killed.
async fn lock_file(database: &Path) -> Result<File> {
    let mut name = database.as_os_str().to_owned();
    name.push(".migrate-lock");
    let path = PathBuf::from(name);
    tokio::task::spawn_blocking(move || {
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)?;
        file.lock()?;
        Ok(file)
    })
    .await
    .expect("taking a file lock does not panic")
    .map_err(|error: std::io::Error| {
        Error::Open(format!(
            "the migration lock beside the database cannot be taken: {error}"
        ))
    })
}
