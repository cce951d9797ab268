//! What can go wrong in the store, sorted by what a caller can do about it.
//!
//! Unique violations get their meaning at the call site ([`OnConflict`]); only PostgreSQL reports
//! the constraint's name, so the one place that reads SQLite's message is here.

use sqlx::error::ErrorKind;

/// The store's results.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A unique value is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Conflict {
    /// A user with this e-mail address exists (in whatever organisation).
    EmailTaken,
    /// A supplier, site, organisation or profile of this name exists.
    NameTaken,
    /// The row changed or went since it was read.
    Changed,
}

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The row is not there, or belongs to another organisation.
    #[error("{0} not found")]
    NotFound(&'static str),
    /// It contradicts what is stored.
    #[error("conflict: {0:?}")]
    Conflict(Conflict),
    /// A stored value does not mean anything to this program.
    #[error("table {table} holds a value in {column} that this program does not understand")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// The caller no longer holds the lease of the job it writes for; its transaction must go.
    #[error("the lease of this job is held by somebody else")]
    LeaseLost,
    /// The page cursor is not one of ours, or belongs to another filter.
    #[error("the cursor does not belong to this list")]
    BadCursor,
    /// Sorting by size is offered for a bounded number of events only.
    #[error("{events} events match, at most {limit} can be sorted by size")]
    TooManyToSort {
        /// How many match (whole hours at the edges).
        events: u64,
        /// How many may match.
        limit: u64,
    },
    /// A value does not fit its column.
    #[error("{0} does not fit its column")]
    OutOfRange(&'static str),
    /// Locked, deadlocked or not serialisable: doing the whole transaction again may help.
    #[error("the database is busy")]
    Busy(#[source] sqlx::Error),
    /// The database does not answer.
    #[error("the database does not answer")]
    Unavailable(#[source] sqlx::Error),
    /// The database was migrated by a newer program.
    #[error("the database has schema version {found}, this program knows up to {known}")]
    NewerSchema {
        /// Version in the database.
        found: i64,
        /// Newest version in this program.
        known: i64,
    },
    /// The database cannot be opened or prepared; the sentence says what to do.
    #[error("{0}")]
    Open(String),
    /// Anything else; our fault.
    #[error("database error")]
    Database(#[source] sqlx::Error),
}

impl Error {
    /// Whether doing the whole transaction again may help.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Busy(_))
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::WorkerCrashed => Self::Unavailable(error),
            sqlx::Error::Database(inner) => match inner.code().as_deref() {
                Some(code) if is_busy(code) => Self::Busy(error),
                Some(code) if is_unavailable(code) => Self::Unavailable(error),
                _ => Self::Database(error),
            },
            _ => Self::Database(error),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for Error {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        match error {
            sqlx::migrate::MigrateError::Execute(inner) => inner.into(),
            other => Self::Open(format!("the schema cannot be brought up to date: {other}")),
        }
    }
}

/// SQLite: primary code 5 (busy) or 6 (locked) in the low byte, whatever the extended code.
/// PostgreSQL: serialization failure, deadlock, lock not available.
fn is_busy(code: &str) -> bool {
    match code {
        "40001" | "40P01" | "55P03" => true,
        _ => sqlite_primary(code).is_some_and(|primary| matches!(primary, 5 | 6)),
    }
}

/// SQLite: full disk, I/O error, cannot open. PostgreSQL: connection, resources, shutdown.
fn is_unavailable(code: &str) -> bool {
    if code.len() == 5 {
        return code.starts_with("08") || code.starts_with("53") || code.starts_with("57P");
    }
    sqlite_primary(code).is_some_and(|primary| matches!(primary, 10 | 13 | 14))
}

/// SQLSTATEs have five characters, SQLite's extended result codes one to four digits.
fn sqlite_primary(code: &str) -> Option<u32> {
    (code.len() < 5)
        .then(|| code.parse::<u32>().ok())
        .flatten()
        .map(|code| code & 0xff)
}

/// Gives a unique violation its meaning where it happens.
pub(crate) trait OnConflict<T> {
    /// `constraint` is PostgreSQL's name of it, `columns` what SQLite names, as `table.column`s.
    fn on_conflict(self, constraint: &str, columns: &str, meaning: Conflict) -> Result<T>;
}

impl<T> OnConflict<T> for Result<T> {
    fn on_conflict(self, constraint: &str, columns: &str, meaning: Conflict) -> Self {
        self.map_err(|error| {
            let Error::Database(sqlx::Error::Database(inner)) = &error else {
                return error;
            };
            let is_it = match inner.constraint() {
                Some(name) => name == constraint,
                None => inner.message().ends_with(&format!("failed: {columns}")),
            };
            if inner.kind() == ErrorKind::UniqueViolation && is_it {
                Error::Conflict(meaning)
            } else {
                error
            }
        })
    }
}
