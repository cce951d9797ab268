//! The database full of history: filled once by importing files, as its users fill theirs, kept, and
//! copied for each run, because the measured imports change it.
//!
//! On SQLite it is a file below `target/bench`; on PostgreSQL a database of the cluster, which
//! `make bench` keeps below `target/bench` too. The name carries the number of events and the
//! schema's fingerprint, so that another of either is another database.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use model::ids::OrgId;
use model::ingest::IngestJob;
use services::clock::Clock;
use services::ingest::ProfileChoice;
use services::{Actor, Services};
use sqlx::{Connection, PgConnection, SqliteConnection};
use store::{Backend, Db, OpenOptions, schema_fingerprint};
use tempfile::TempDir;

use super::history::{self, History};
use super::support::{Kind, import, open, per_second, setting, statement};
use testkit::report::say;

/// Where what is worth keeping between runs is kept, below the build folder.
const KEPT: &str = "bench";

/// An application on a copy of the full database.
pub(crate) struct Filled {
    pub(crate) services: Services,
    pub(crate) actor: Actor,
    work: Work,
    _data_dir: TempDir,
}

/// The copy, removed when dropped.
enum Work {
    Sqlite {
        _folder: TempDir,
    },
    /// Dropped by the next run: only a runtime can talk to PostgreSQL.
    Postgres,
}

impl Filled {
    pub(crate) async fn open(kind: Kind, events: u64, clock: Arc<dyn Clock>) -> Self {
        let (url, work) = match kind {
            Kind::Sqlite => sqlite(events, &clock).await,
            Kind::Postgres => postgres(events, &clock).await,
        };
        let data_dir = tempfile::tempdir().expect("a temporary folder");
        let services = open(&url, data_dir.path(), clock).await;
        let actor = Actor::system(organisation(kind, &url).await);
        Self {
            services,
            actor,
            work,
            _data_dir: data_dir,
        }
    }

    pub(crate) async fn import(
        &self,
        file: &Path,
        profile: ProfileChoice,
    ) -> (IngestJob, Duration) {
        import(&self.services, &self.actor, file, profile).await
    }
}

impl Drop for Filled {
    fn drop(&mut self) {
        if let Work::Sqlite { .. } = self.work {
            say("SQLite: the copy is removed, the full database is kept for the next run");
        }
    }
}

async fn sqlite(events: u64, clock: &Arc<dyn Clock>) -> (String, Work) {
    let kept = kept_folder();
    let name = format!("{}.sqlite", name(Backend::Sqlite, events));
    let template = kept.join(&name);
    if !template.exists() {
        let half = kept.join(format!("half-{name}"));
        // What an interrupted run left.
        for ending in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{ending}", half.display()));
        }
        let url = format!("sqlite:{}", half.display());
        fill(Kind::Sqlite, &url, events, clock).await;
        let mut connection = SqliteConnection::connect(&url).await.expect("it opens");
        sqlx::raw_sql("pragma wal_checkpoint(truncate)")
            .execute(&mut connection)
            .await
            .expect("the log is written back");
        connection.close().await.expect("the connection closes");
        fs::rename(&half, &template).expect("the full database gets its name");
    }
    let folder = TempDir::new_in(&kept).expect("a temporary folder");
    let copy = folder.path().join("history.sqlite");
    fs::copy(&template, &copy).expect("room for a copy");
    // A copy is not on the disk yet; writing it there later would disturb what is measured.
    let file = fs::File::open(&copy).expect("the copy is there");
    file.sync_all().expect("the copy is on the disk");
    (
        format!("sqlite:{}", copy.display()),
        Work::Sqlite { _folder: folder },
    )
}

async fn postgres(events: u64, clock: &Arc<dyn Clock>) -> (String, Work) {
    let admin = setting("NEXUS_TEST_POSTGRES_URL").expect("`make bench` starts a PostgreSQL");
    let (server, _) = admin.rsplit_once('/').expect("a URL names a database");
    let template = name(Backend::Postgres, events);
    if !exists(&admin, &template).await {
        let half = format!("{template}_half");
        statement(
            &admin,
            &format!("drop database if exists {half} with (force)"),
        )
        .await;
        statement(&admin, &format!("create database {half}")).await;
        let url = format!("{server}/{half}");
        fill(Kind::Postgres, &url, events, clock).await;
        // What autovacuum does within a minute of such a change, now instead of in the middle.
        statement(&url, "vacuum (analyze)").await;
        disconnect(&admin, &half).await;
        statement(
            &admin,
            &format!("alter database {half} rename to {template}"),
        )
        .await;
    }
    let copy = format!("{template}_copy");
    statement(
        &admin,
        &format!("drop database if exists {copy} with (force)"),
    )
    .await;
    disconnect(&admin, &template).await;
    // Copying files is much faster than logging every page, and checkpoints by itself.
    let sql = format!("create database {copy} template {template} strategy file_copy");
    statement(&admin, &sql).await;
    statement(&admin, "checkpoint").await;
    (format!("{server}/{copy}"), Work::Postgres)
}

/// Migrates an empty database and imports the history into it.
async fn fill(kind: Kind, url: &str, events: u64, clock: &Arc<dyn Clock>) {
    let db = Db::open(&OpenOptions::new(url)).await.expect("it opens");
    db.migrate().await.expect("an empty database is migrated");
    db.close().await;
    let actor = Actor::system(testkit::create_organisation(url, "Benchmark").await);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let services = open(url, folder.path(), Arc::clone(clock)).await;
    let mut history = History::new(events);
    let (mut rows, start) = (0, Instant::now());
    while let Some(file) = history.next_file(folder.path()) {
        let (job, took) = import(&services, &actor, &file, history::profile()).await;
        fs::remove_file(&file).expect("the file can go");
        rows += job.rows_accepted;
        let (name, speed) = (kind.name(), per_second(job.rows_accepted, took));
        say(&format!("{name}: {rows} events filled in ({speed:.0}/s)"));
    }
    assert_eq!(rows, events, "every event is new");
    say(&format!(
        "{}: filled in {:.0} s, writing the files included; kept for the next run",
        kind.name(),
        start.elapsed().as_secs_f64()
    ));
}

fn name(backend: Backend, events: u64) -> String {
    format!("nexus_history_{events}_{}", schema_fingerprint(backend))
}

fn kept_folder() -> PathBuf {
    // The program is in `deps` of a profile's folder of the build folder.
    let program = std::env::current_exe().expect("this program has a path");
    let target = program.ancestors().nth(3).expect("cargo built it");
    let kept = target.join(KEPT);
    fs::create_dir_all(&kept).expect("the build folder can be written to");
    kept
}

async fn organisation(kind: Kind, url: &str) -> OrgId {
    const SQL: &str = "select id from organisations where name = 'Benchmark'";
    let id: i64 = match kind {
        Kind::Sqlite => {
            let mut connection = SqliteConnection::connect(url).await.expect("it opens");
            let id = sqlx::query_scalar(SQL).fetch_one(&mut connection).await;
            id.expect("the organisation")
        }
        Kind::Postgres => {
            let mut connection = PgConnection::connect(url).await.expect("it answers");
            let id = sqlx::query_scalar(SQL).fetch_one(&mut connection).await;
            id.expect("the organisation")
        }
    };
    OrgId(id)
}

async fn exists(admin: &str, name: &str) -> bool {
    let mut connection = PgConnection::connect(admin).await.expect("it answers");
    sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(name)
        .fetch_one(&mut connection)
        .await
        .expect("databases can be listed")
}

/// A database with connections can be neither renamed nor copied.
async fn disconnect(admin: &str, name: &str) {
    let sql = format!(
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '{name}'"
    );
    statement(admin, &sql).await;
}
