//! What the benchmarks of this crate share: scratch databases, the flights file and settings.

pub(crate) mod flights;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use model::ingest::{IngestJob, JobStatus};
use services::clock::Clock;
use services::ingest::{ProfileChoice, import_file};
use services::{Actor, Options, Services};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tempfile::TempDir;
use testkit::ScratchDb;

/// The two databases everything is measured on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

impl Kind {
    pub(crate) const ALL: [Self; 2] = [Self::Sqlite, Self::Postgres];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }

    /// A migrated database of its own; on PostgreSQL what earlier runs left to write is written.
    pub(crate) async fn scratch(self) -> ScratchDb {
        match self {
            Self::Sqlite => testkit::scratch_sqlite().await,
            Self::Postgres => {
                let scratch = testkit::scratch_postgres().await;
                statement(scratch.url(), "checkpoint").await;
                scratch
            }
        }
    }
}

/// Runs one statement on a PostgreSQL database, as its owner. Its text is the benchmark's own.
pub(crate) async fn statement(url: &str, sql: &str) {
    let mut connection = PgConnection::connect(url)
        .await
        .expect("PostgreSQL answers");
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
        .execute(&mut connection)
        .await
        .expect("the statement runs");
    connection.close().await.expect("the connection closes");
}

/// An application with one organisation on a scratch database.
pub(crate) struct Bench {
    pub(crate) services: Services,
    pub(crate) actor: Actor,
    pub(crate) scratch: ScratchDb,
    _data_dir: TempDir,
}

impl Bench {
    pub(crate) async fn open(kind: Kind, clock: Arc<dyn Clock>) -> Self {
        let scratch = kind.scratch().await;
        let data_dir = tempfile::tempdir().expect("a temporary folder");
        let services = open(scratch.url(), data_dir.path(), clock).await;
        let org = testkit::create_organisation(scratch.url(), "Benchmark").await;
        Self {
            services,
            actor: Actor::system(org),
            scratch,
            _data_dir: data_dir,
        }
    }

    /// Imports a file as the command line does and gives the job with the time it took.
    pub(crate) async fn import(
        &self,
        file: &Path,
        profile: ProfileChoice,
    ) -> (IngestJob, Duration) {
        import(&self.services, &self.actor, file, profile).await
    }

    /// Ends the connections, so that nothing of this database disturbs the next measurement.
    pub(crate) async fn close(self) {
        self.scratch.db().close().await;
    }
}

/// The services on a migrated database, with the settings they have by default.
pub(crate) async fn open(url: &str, data_dir: &Path, clock: Arc<dyn Clock>) -> Services {
    let options = Options::new(data_dir.to_path_buf(), vec![7; 32]);
    Services::open(url, 16, clock, options)
        .await
        .expect("the services open")
}

/// Imports a file to its end; anything but a clean end is no measurement.
pub(crate) async fn import(
    services: &Services,
    actor: &Actor,
    file: &Path,
    profile: ProfileChoice,
) -> (IngestJob, Duration) {
    let start = Instant::now();
    let job = import_file(services, actor, file, profile)
        .await
        .expect("the import runs");
    let took = start.elapsed();
    assert_eq!(
        job.status,
        JobStatus::Done,
        "the import ended: {:?}",
        job.message
    );
    assert_eq!(
        job.rows_rejected + job.rows_duplicate,
        0,
        "every row is new: {:?}",
        job.message
    );
    (job, took)
}

/// The shipped profile of the flights file.
pub(crate) fn flights_profile() -> ProfileChoice {
    ProfileChoice::Named("nyc-flights".to_owned())
}

pub(crate) fn per_second(count: u64, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}

/// A setting of the benchmarks, which `make bench` or a person sets.
#[expect(
    clippy::disallowed_methods,
    reason = "settings of a benchmark are not the server's, whose owner is its config"
)]
pub(crate) fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
