//! Scratch databases: a temporary file, or a database of a running PostgreSQL cluster made from a
//! template that was migrated once.

use std::ops::Deref;
use std::str::FromStr;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions};
use store::{Backend, Db, OpenOptions, schema_fingerprint};
use tempfile::TempDir;
use uuid::Uuid;

/// Where the PostgreSQL cluster for tests is.
const POSTGRES_URL: &str = "NEXUS_TEST_POSTGRES_URL";

/// Connections of one scratch database: many tests share a cluster.
const CONNECTIONS: u32 = 4;

/// A migrated database of its own, removed when dropped.
#[derive(Debug)]
pub struct ScratchDb {
    db: Db,
    url: String,
    removal: Removal,
}

#[derive(Debug)]
enum Removal {
    /// The folder goes with it.
    Folder(#[expect(dead_code, reason = "held for its Drop")] TempDir),
    /// Name of the database, and where the cluster is.
    Database {
        admin: Box<PgConnectOptions>,
        name: String,
    },
}

impl ScratchDb {
    /// For opening it a second time, as another process would.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The database itself.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.db
    }
}

impl Deref for ScratchDb {
    type Target = Db;
    fn deref(&self) -> &Db {
        &self.db
    }
}

impl Drop for ScratchDb {
    fn drop(&mut self) {
        let Removal::Database { admin, name } = &self.removal else {
            return;
        };
        let (admin, name) = (admin.clone(), name.clone());
        // A runtime of its own: this one is inside the test's. Left over is only a scratch database.
        let removal = std::thread::spawn(move || {
            block_on(async {
                if let Ok(mut connection) = admin.connect().await {
                    let sql = format!("drop database if exists {name} with (force)");
                    let _ = sqlx::raw_sql(AssertSqlSafe(sql))
                        .execute(&mut connection)
                        .await;
                }
            });
        });
        let _ = removal.join();
    }
}

/// Runs a test's future on a runtime with two workers.
///
/// # Panics
/// When the runtime cannot be started.
pub fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a test needs a runtime")
        .block_on(future)
}

/// A migrated SQLite file of its own.
///
/// # Panics
/// When it cannot be made: the test has failed.
pub async fn scratch_sqlite() -> ScratchDb {
    let folder = tempfile::tempdir().expect("a temporary folder for a scratch database");
    let url = format!("sqlite:{}", folder.path().join("scratch.sqlite").display());
    let db = open(&url).await;
    db.migrate()
        .await
        .expect("a new SQLite file can be migrated");
    ScratchDb {
        db,
        url,
        removal: Removal::Folder(folder),
    }
}

/// A migrated PostgreSQL database of its own.
///
/// # Panics
/// When there is no cluster, or the database cannot be made: the test has failed.
pub async fn scratch_postgres() -> ScratchDb {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one setting of tests, set by `make test`"
    )]
    let cluster = std::env::var(POSTGRES_URL).unwrap_or_else(|_| {
        panic!(
            "{POSTGRES_URL} is not set: the tests of the store need a PostgreSQL server. \
             `make test` starts one; or run `eval \"$(scripts/postgres.sh start)\"` first."
        )
    });
    let admin = PgConnectOptions::from_str(&cluster)
        .unwrap_or_else(|error| panic!("{POSTGRES_URL} cannot be read: {error}"));
    let mut connection = admin
        .connect()
        .await
        .unwrap_or_else(|error| panic!("no PostgreSQL server at {POSTGRES_URL}: {error}"));
    let template = template(&mut connection, &admin).await;

    let name = format!("nexus_scratch_{}", Uuid::now_v7().simple());
    let sql = format!("create database {name} template {template} strategy wal_log");
    sqlx::raw_sql(AssertSqlSafe(sql))
        .execute(&mut connection)
        .await
        .expect("a scratch database can be made from its template");
    let url = database_url(&admin, &name);
    ScratchDb {
        db: open(&url).await,
        url,
        removal: Removal::Database {
            admin: Box::new(admin),
            name,
        },
    }
}

/// The migrated database that others are copied from: made once per cluster and schema, by whoever
/// holds the lock first.
async fn template(connection: &mut PgConnection, admin: &PgConnectOptions) -> String {
    const LOCK: i64 = 0x6e65_7875_7321;
    let name = format!("nexus_template_{}", schema_fingerprint(Backend::Postgres));
    sqlx::query("select pg_advisory_lock($1)")
        .bind(LOCK)
        .execute(&mut *connection)
        .await
        .expect("an advisory lock can be taken");
    let exists: bool =
        sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
            .bind(&name)
            .fetch_one(&mut *connection)
            .await
            .expect("databases can be listed");
    if !exists {
        // Under another name first: a half migrated template must never be found.
        let sql =
            format!("drop database if exists {name}_new with (force); create database {name}_new");
        for statement in sql.split(';') {
            let statement = AssertSqlSafe(statement.to_owned());
            sqlx::raw_sql(statement)
                .execute(&mut *connection)
                .await
                .expect("a new template");
        }
        let db = open(&database_url(admin, &format!("{name}_new"))).await;
        db.migrate()
            .await
            .expect("a new PostgreSQL database can be migrated");
        db.close().await;
        let sql = AssertSqlSafe(format!("alter database {name}_new rename to {name}"));
        sqlx::raw_sql(sql)
            .execute(&mut *connection)
            .await
            .expect("the template gets its name");
    }
    sqlx::query("select pg_advisory_unlock($1)")
        .bind(LOCK)
        .execute(&mut *connection)
        .await
        .expect("an advisory lock can be let go");
    name
}

fn database_url(admin: &PgConnectOptions, name: &str) -> String {
    admin.clone().database(name).to_url_lossy().to_string()
}

async fn open(url: &str) -> Db {
    let options = OpenOptions {
        max_connections: CONNECTIONS,
        ..OpenOptions::new(url)
    };
    Db::open(&options)
        .await
        .expect("a scratch database can be opened")
}
