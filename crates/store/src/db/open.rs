//! How a database is opened: which one, with which settings, and why those.

use std::collections::HashMap;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use log::LevelFilter;
use sqlx::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::Db;
use crate::ids::Blocks;
use crate::{Error, Result};

/// What to open and how.
#[derive(Debug, Clone)]
pub struct OpenOptions {
    /// `sqlite:<path>` or `postgres://...`.
    pub url: String,
    /// Connections at most: readers on SQLite (the writer comes on top), all on PostgreSQL (one
    /// that reserves block ids comes on top).
    pub max_connections: u32,
    /// How long to wait for a free connection before answering "unavailable".
    pub acquire_timeout: Duration,
    /// How long a statement may wait for another process's lock.
    pub busy_timeout: Duration,
    /// PostgreSQL: a statement that runs longer is cut off. `None`: no limit.
    pub statement_timeout: Option<Duration>,
}

impl OpenOptions {
    /// `url` with the defaults: 8 connections, 30 s, 10 s, no statement limit.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            max_connections: 8,
            acquire_timeout: Duration::from_secs(30),
            busy_timeout: Duration::from_secs(10),
            statement_timeout: None,
        }
    }
}

/// Statements slower than this are warned about.
const SLOW: Duration = Duration::from_secs(2);

impl Db {
    /// Opens (and on SQLite creates) the database. Does not migrate.
    pub async fn open(options: &OpenOptions) -> Result<Self> {
        let scheme = options.url.split(':').next().unwrap_or_default();
        match scheme {
            "sqlite" => open_sqlite(options).await,
            "postgres" | "postgresql" => open_postgres(options).await,
            // The URL itself may hold a password and is not repeated.
            _ => Err(Error::Open(
                "the database URL must begin with sqlite: or postgres://".into(),
            )),
        }
    }
}

async fn open_sqlite(options: &OpenOptions) -> Result<Db> {
    let refused = |error| Error::Open(format!("the database URL cannot be read: {error}"));
    let base = SqliteConnectOptions::from_str(&options.url).map_err(refused)?;
    let path = base.get_filename().to_path_buf();
    if options.url.contains(":memory:") || path.as_os_str().is_empty() {
        // Every connection would see a database of its own.
        return Err(Error::Open("the SQLite database must be a file".into()));
    }
    let base = base
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // What was answered must survive a power cut; NORMAL is no faster by more than a tenth.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(options.busy_timeout)
        .foreign_keys(true)
        .page_size(PAGE_BYTES)
        .row_buffer_size(ROWS_AHEAD)
        .log_statements(LevelFilter::Trace)
        .log_slow_statements(LevelFilter::Warn, SLOW);
    // A bigger log is written back less often: 64 MB of pages, like the writer's cache.
    let writer = base
        .clone()
        .pragma("cache_size", "-65536")
        .pragma("wal_autocheckpoint", "8000");
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(options.acquire_timeout)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(writer)
        .await
        .map_err(|error| cannot_open(&path.display().to_string(), error))?;
    let readers = base
        .create_if_missing(false)
        .pragma("query_only", "on")
        .pragma("cache_size", "-8192");
    let readers = SqlitePoolOptions::new()
        .max_connections(options.max_connections.max(1))
        .acquire_timeout(options.acquire_timeout)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_lazy_with(readers);
    Ok(Db::Sqlite {
        writer,
        readers,
        path,
    })
}

/// Rows that are read before somebody takes them. Reader and taker wait for each other at its end, which takes
/// longer than reading.
const ROWS_AHEAD: usize = 1_000;

/// Size of a page of a new SQLite file.
const PAGE_BYTES: u32 = 8192;

async fn open_postgres(options: &OpenOptions) -> Result<Db> {
    let mut connect = PgConnectOptions::from_str(&options.url)
        .map_err(|error| Error::Open(format!("the database URL cannot be read: {error}")))?
        .application_name("carbon-nexus")
        .log_statements(LevelFilter::Trace)
        .log_slow_statements(LevelFilter::Warn, SLOW);
    let mut settings = HashMap::from([
        ("lock_timeout", options.busy_timeout.as_millis().to_string()),
        // A crashed or stuck client must not hold its locks for ever.
        ("idle_in_transaction_session_timeout", "300000".to_owned()),
    ]);
    if let Some(limit) = options.statement_timeout {
        settings.insert("statement_timeout", limit.as_millis().to_string());
    }
    connect = connect.options(settings);
    let pool = PgPoolOptions::new()
        .max_connections(options.max_connections.max(1))
        .acquire_timeout(options.acquire_timeout)
        .connect_with(connect.clone())
        .await
        .map_err(|error| cannot_open("the PostgreSQL server", error))?;
    let blocks = PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(options.acquire_timeout)
        .idle_timeout(Some(Duration::from_secs(60)))
        .connect_lazy_with(connect);
    let db = Db::Postgres {
        pool,
        has_role: Arc::new(AtomicBool::new(false)),
        blocks: Arc::new(Blocks::new(blocks)),
    };
    db.look_for_role().await?;
    Ok(db)
}

fn cannot_open(what: &str, error: sqlx::Error) -> Error {
    match Error::from(error) {
        Error::Database(inner) => Error::Open(format!("{what} cannot be opened: {inner}")),
        other => other,
    }
}
