//! The schema: twins, tables of organisations, versions, words behind numbers.

use std::collections::{BTreeMap, BTreeSet};

use model::emissions::{ContributionKind, IntervalBasis, MethodTier};
use model::energy::Channel;
use model::ingest::{DataSource, EventType, Mode, QualityStatus};
use model::monitoring::EntityKind;
use store::codes::Code;
use store::{Db, Error, OpenOptions};
use testkit::{ScratchDb, block_on, on_both, scratch_postgres, scratch_sqlite};

/// A column: family of its type, and whether it may be NULL.
type Column = (&'static str, bool);

#[derive(Debug, Default, PartialEq)]
struct Table {
    columns: BTreeMap<String, Column>,
    primary_key: Vec<String>,
    unique: BTreeSet<Vec<String>>,
    indexes: BTreeMap<String, Vec<String>>,
}

async fn tables_of_sqlite(db: &Db) -> BTreeMap<String, Table> {
    let Db::Sqlite { readers, .. } = db else {
        panic!("not SQLite")
    };
    let names: Vec<String> = sqlx::query_scalar(
        "select name from sqlite_master
        where type = 'table' and name not like '\\_sqlx%' escape '\\' and name not like 'sqlite%'",
    )
    .fetch_all(readers)
    .await
    .unwrap();
    let mut tables = BTreeMap::new();
    for name in names {
        let mut table = Table::default();
        let columns: Vec<(String, String, bool, i64)> = sqlx::query_as(
            "select name, type, \"notnull\", pk from pragma_table_info($1) order by pk",
        )
        .bind(&name)
        .fetch_all(readers)
        .await
        .unwrap();
        for (column, kind, not_null, key) in columns {
            let family = match kind.as_str() {
                "INTEGER" => "integer",
                "REAL" => "real",
                "TEXT" => "text",
                "BLOB" => "bytes",
                other => panic!("{name}.{column} has type {other}"),
            };
            if key > 0 {
                table.primary_key.push(column.clone());
            }
            table.columns.insert(column, (family, !not_null));
        }
        let indexes: Vec<(String, bool, String)> =
            sqlx::query_as("select name, \"unique\", origin from pragma_index_list($1)")
                .bind(&name)
                .fetch_all(readers)
                .await
                .unwrap();
        for (index, is_unique, origin) in indexes {
            let columns: Vec<String> =
                sqlx::query_scalar("select name from pragma_index_info($1) order by seqno")
                    .bind(&index)
                    .fetch_all(readers)
                    .await
                    .unwrap();
            match (origin.as_str(), is_unique) {
                ("pk", _) => {}
                (_, true) => drop(table.unique.insert(columns)),
                (_, false) => drop(table.indexes.insert(index, columns)),
            }
        }
        tables.insert(name, table);
    }
    tables
}

async fn tables_of_postgres(db: &Db) -> BTreeMap<String, Table> {
    let Db::Postgres { pool, .. } = db else {
        panic!("not PostgreSQL")
    };
    let columns: Vec<(String, String, String, bool)> = sqlx::query_as(
        "select cast(table_name as text), cast(column_name as text), cast(udt_name as text),
            is_nullable = 'YES'
        from information_schema.columns
        where table_schema = 'public' and table_name not like '\\_sqlx%'",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    for (table, column, kind, nullable) in columns {
        let family = match kind.as_str() {
            "int8" | "int4" | "int2" | "bool" | "timestamptz" => "integer",
            "float8" => "real",
            "text" | "jsonb" | "date" => "text",
            "bytea" | "uuid" => "bytes",
            other => panic!("{table}.{column} has type {other}"),
        };
        tables
            .entry(table)
            .or_default()
            .columns
            .insert(column, (family, nullable));
    }
    let indexes: Vec<(String, String, bool, bool, Vec<String>)> = sqlx::query_as(
        "select cast(t.relname as text), cast(i.relname as text), x.indisprimary, x.indisunique,
            array(
                select cast(a.attname as text) from unnest(x.indkey) with ordinality as k(n, o)
                join pg_attribute a on a.attrelid = t.oid and a.attnum = k.n order by k.o
            )
        from pg_index x
        join pg_class t on t.oid = x.indrelid
        join pg_class i on i.oid = x.indexrelid
        where t.relnamespace = to_regnamespace('public') and t.relname not like '\\_sqlx%'",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    for (table, index, is_primary, is_unique, columns) in indexes {
        let table = tables.get_mut(&table).unwrap();
        match (is_primary, is_unique) {
            (true, _) => table.primary_key = columns,
            (_, true) => drop(table.unique.insert(columns)),
            _ => drop(table.indexes.insert(index, columns)),
        }
    }
    tables
}

#[test]
fn both_databases_have_the_same_tables() {
    block_on(async {
        let sqlite = tables_of_sqlite(scratch_sqlite().await.db()).await;
        let postgres = tables_of_postgres(scratch_postgres().await.db()).await;
        let names = |tables: &BTreeMap<String, Table>| tables.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&sqlite), names(&postgres));
        for (name, table) in &sqlite {
            assert_eq!(table, &postgres[name], "table {name} differs");
        }
    });
}

#[test]
fn every_table_belongs_to_an_organisation() {
    // What belongs to the installation, or is the same for all: everything else has `org_id`, and on
    // PostgreSQL a policy.
    const EXCEPTIONS: [&str; 13] = [
        "app_state",
        "code_words",
        "emission_factors",
        "factor_sets",
        "grid_forecasts",
        "grid_intensity",
        "id_blocks",
        "job_leases",
        "job_runs",
        "login_attempts",
        "organisations",
        "provider_calls",
        "provider_pauses",
    ];
    block_on(async {
        let db = scratch_postgres().await;
        let tables = tables_of_postgres(&db).await;
        let without: Vec<&str> = tables
            .iter()
            .filter(|(_, table)| !table.columns.contains_key("org_id"))
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(without, EXCEPTIONS);

        let Db::Postgres { pool, .. } = db.db() else {
            panic!("not PostgreSQL")
        };
        let protected: Vec<String> = sqlx::query_scalar(
            "select cast(tablename as text) from pg_policies where schemaname = 'public' order by 1",
        )
        .fetch_all(pool)
        .await
        .unwrap();
        let expected: Vec<&str> = tables
            .keys()
            .map(String::as_str)
            .filter(|name| *name == "organisations" || !EXCEPTIONS.contains(name))
            .collect();
        assert_eq!(protected, expected);
    });
}

on_both!(a_new_database_is_healthy, |db| async move {
    let findings = db.check().await.unwrap();
    assert!(
        findings.iter().all(|finding| finding.is_ok),
        "{findings:#?}"
    );
    assert_eq!(db.schema_version().await.unwrap(), db.newest_version());
});

on_both!(migrating_again_changes_nothing, |db| async move {
    let before = db.schema_version().await.unwrap();
    db.migrate().await.unwrap();
    assert_eq!(db.schema_version().await.unwrap(), before);
});

on_both!(a_newer_schema_is_refused, |db| async move {
    const NEWER: &str = "
        insert into _sqlx_migrations
            (version, description, installed_on, success, checksum, execution_time)
        values (9001, 'from the future', current_timestamp, true, $1, 0)";
    let checksum = vec![0_u8; 48];
    match db.db() {
        Db::Sqlite { writer, .. } => {
            sqlx::query(NEWER)
                .bind(checksum)
                .execute(writer)
                .await
                .unwrap();
        }
        Db::Postgres { pool, .. } => {
            sqlx::query(NEWER)
                .bind(checksum)
                .execute(pool)
                .await
                .unwrap();
        }
    }
    let refused = db.migrate().await;
    let known = db.newest_version();
    assert!(
        matches!(refused, Err(Error::NewerSchema { found: 9001, known: k }) if k == known),
        "{refused:?}"
    );
    let findings = db.check().await.unwrap();
    assert!(!findings.iter().all(|finding| finding.is_ok));
});

on_both!(several_processes_may_migrate_at_once, |db| async move {
    // Two more handles, as two starting servers would have.
    let open = |url: String| async move {
        let db = Db::open(&OpenOptions::new(url)).await.unwrap();
        let done = db.migrate().await;
        db.close().await;
        done
    };
    let (first, second) = tokio::join!(open(db.url().to_owned()), open(db.url().to_owned()));
    first.unwrap();
    second.unwrap();
});

#[test]
fn a_new_file_is_migrated_once_by_two_processes() {
    block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("new.sqlite").display());
        let migrate = |url: String| async move {
            let db = Db::open(&OpenOptions::new(url)).await?;
            db.migrate().await
        };
        let (first, second) = tokio::join!(migrate(url.clone()), migrate(url));
        first.unwrap();
        second.unwrap();
    });
}

async fn words_of(db: &ScratchDb, kind: &str) -> Vec<(i16, String)> {
    let sql = "select code, word from code_words where kind = $1 order by code";
    match db.db() {
        Db::Sqlite { readers, .. } => sqlx::query_as(sql)
            .bind(kind)
            .fetch_all(readers)
            .await
            .unwrap(),
        Db::Postgres { pool, .. } => sqlx::query_as(sql)
            .bind(kind)
            .fetch_all(pool)
            .await
            .unwrap(),
    }
}

async fn same_words<C: Code>(db: &ScratchDb, none: Option<&str>) {
    let mut expected: Vec<(i16, String)> = C::all()
        .iter()
        .map(|word| (word.code(), word.word().to_owned()))
        .collect();
    expected.extend(none.map(|word| (0, word.to_owned())));
    expected.sort();
    assert_eq!(words_of(db, C::KIND).await, expected, "{}", C::KIND);
}

on_both!(
    numbers_mean_the_words_that_the_database_says,
    |db| async move {
        same_words::<EventType>(&db, None).await;
        same_words::<Mode>(&db, Some("none")).await;
        same_words::<DataSource>(&db, None).await;
        same_words::<QualityStatus>(&db, None).await;
        same_words::<MethodTier>(&db, None).await;
        same_words::<IntervalBasis>(&db, None).await;
        same_words::<ContributionKind>(&db, None).await;
        same_words::<EntityKind>(&db, None).await;
        same_words::<Channel>(&db, None).await;
    }
);
