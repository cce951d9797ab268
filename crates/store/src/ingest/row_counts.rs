//! A scratch file that counts the equal rows of one import, once they are too many for the memory.
//!
//! It is no part of the database: it lies beside the upload, holds nothing that the upload does not
//! say again, and goes when it is dropped.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteLockingMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, QueryBuilder, Sqlite, SqliteConnection};

use crate::Result;

/// Rows of one statement.
const STATEMENT_ROWS: usize = 500;

/// How often each fingerprint was seen, on disk.
#[derive(Debug)]
pub struct RowCounts {
    connection: SqliteConnection,
    path: PathBuf,
}

impl RowCounts {
    /// An empty file at `path`; what an interrupted run left there is thrown away.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub async fn create(path: &Path) -> Result<Self> {
        // There may be none.
        let _ = std::fs::remove_file(path);
        let mut connection = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            // Nobody needs it after a crash, and nobody else reads it.
            .journal_mode(SqliteJournalMode::Off)
            .synchronous(SqliteSynchronous::Off)
            .locking_mode(SqliteLockingMode::Exclusive)
            .pragma("cache_size", "-32768")
            .connect()
            .await?;
        sqlx::query(
            r"create table row_counts (fingerprint integer primary key, seen integer not null)",
        )
        .execute(&mut connection)
        .await?;
        let path = path.to_owned();
        Ok(Self { connection, path })
    }

    /// Adds `counts`, whose fingerprints are all different, and gives how often each has been seen
    /// since the beginning.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub async fn add(&mut self, counts: &[(u64, u64)]) -> Result<HashMap<u64, u64>> {
        let mut totals = HashMap::with_capacity(counts.len());
        let mut tx = self.connection.begin().await?;
        for rows in counts.chunks(STATEMENT_ROWS) {
            let mut insert =
                QueryBuilder::<Sqlite>::new(r"insert into row_counts (fingerprint, seen) ");
            insert.push_values(rows, |mut row, (fingerprint, seen)| {
                row.push_bind(fingerprint.cast_signed())
                    .push_bind(seen.cast_signed());
            });
            insert.push(
                " on conflict (fingerprint) do update set seen = seen + excluded.seen returning fingerprint, seen",
            );
            let rows: Vec<(i64, i64)> = insert.build_query_as().fetch_all(&mut *tx).await?;
            totals
                .extend(rows.into_iter().map(|(fingerprint, seen)| {
                    (fingerprint.cast_unsigned(), seen.cast_unsigned())
                }));
        }
        tx.commit().await?;
        Ok(totals)
    }
}

impl Drop for RowCounts {
    fn drop(&mut self) {
        // What stays behind is overwritten by the next run.
        let _ = std::fs::remove_file(&self.path);
    }
}
