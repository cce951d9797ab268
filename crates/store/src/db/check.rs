//! The database's self-test: everything that can be looked at without changing anything.

use std::sync::atomic::Ordering;

use sqlx::{PgPool, SqlitePool};

use super::Db;
use crate::Result;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at, such as `schema version`.
    pub subject: &'static str,
    /// Whether it is as it should be.
    pub is_ok: bool,
    /// What was found, in words.
    pub detail: String,
}

impl Finding {
    fn new(subject: &'static str, is_ok: bool, detail: impl Into<String>) -> Self {
        Self {
            subject,
            is_ok,
            detail: detail.into(),
        }
    }
}

impl Db {
    /// Looks at the schema and at what the database itself says of its health. On a big SQLite file
    /// this reads all of it.
    pub async fn check(&self) -> Result<Vec<Finding>> {
        let (found, known) = (self.schema_version().await?, self.newest_version());
        let mut findings = vec![Finding::new(
            "schema version",
            found == known,
            format!("{found}, this program knows {known}"),
        )];
        match self {
            Self::Sqlite { readers, .. } => check_sqlite(readers, &mut findings).await?,
            Self::Postgres { pool, has_role, .. } => {
                let has_role = has_role.load(Ordering::Relaxed);
                check_postgres(pool, has_role, &mut findings).await?;
            }
        }
        if found == known {
            findings.push(self.check_ids().await?);
        }
        Ok(findings)
    }

    /// Ids are given out above every id in use.
    async fn check_ids(&self) -> Result<Finding> {
        const BEHIND: &str = "select count(*) from id_blocks b where b.next_id <= (
                select coalesce(max(id), 0) from events_normalized
            ) and b.kind = 'event' or b.next_id <= (
                select coalesce(max(id), 0) from suppliers
            ) and b.kind = 'supplier'";
        let behind: i64 = match self {
            Self::Sqlite { readers, .. } => sqlx::query_scalar(BEHIND).fetch_one(readers).await?,
            Self::Postgres { pool, .. } => sqlx::query_scalar(BEHIND).fetch_one(pool).await?,
        };
        let detail = if behind == 0 {
            "above every id in use"
        } else {
            "would repeat ids in use"
        };
        Ok(Finding::new("block ids", behind == 0, detail))
    }
}

async fn check_sqlite(readers: &SqlitePool, findings: &mut Vec<Finding>) -> Result<()> {
    let version: String = sqlx::query_scalar("select sqlite_version()")
        .fetch_one(readers)
        .await?;
    findings.push(Finding::new("database", true, format!("SQLite {version}")));

    let mode: String = sqlx::query_scalar("pragma journal_mode")
        .fetch_one(readers)
        .await?;
    findings.push(Finding::new("journal mode", mode == "wal", mode));

    let faults: Vec<String> = sqlx::query_scalar("pragma quick_check(5)")
        .fetch_all(readers)
        .await?;
    let is_ok = faults == ["ok"];
    findings.push(Finding::new("file integrity", is_ok, faults.join("; ")));

    let broken = sqlx::query("pragma foreign_key_check")
        .fetch_all(readers)
        .await?
        .len();
    let detail = format!("{broken} rows point to nothing");
    findings.push(Finding::new("references", broken == 0, detail));
    Ok(())
}

async fn check_postgres(pool: &PgPool, has_role: bool, findings: &mut Vec<Finding>) -> Result<()> {
    let version: String = sqlx::query_scalar("show server_version")
        .fetch_one(pool)
        .await?;
    findings.push(Finding::new(
        "database",
        true,
        format!("PostgreSQL {version}"),
    ));

    let encoding: String = sqlx::query_scalar("show server_encoding")
        .fetch_one(pool)
        .await?;
    findings.push(Finding::new("encoding", encoding == "UTF8", encoding));

    let unprotected: Vec<String> = sqlx::query_scalar(
        "select cast(c.relname as text) from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
        where c.relkind = 'r' and c.relnamespace = to_regnamespace(current_schema())
            and not c.relrowsecurity
        order by 1",
    )
    .fetch_all(pool)
    .await?;
    let (is_ok, detail) = match (has_role, unprotected.is_empty()) {
        (true, true) => (
            true,
            "in force on every table of an organisation".to_owned(),
        ),
        (true, false) => (false, format!("not in force on {}", unprotected.join(", "))),
        (false, _) => (
            false,
            "not in force: the role carbon_nexus_app does not exist or may not be taken".to_owned(),
        ),
    };
    findings.push(Finding::new("row-level security", is_ok, detail));
    Ok(())
}
