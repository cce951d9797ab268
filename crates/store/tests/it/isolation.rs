//! Organisations do not see each other; on PostgreSQL the database itself forbids it.

use model::audit::AuditQuery;
use model::ingest::EventQuery;
use model::page::PageRequest;
use sqlx::AssertSqlSafe;
use store::emissions::figures::{self, Filter, Span};
use store::ingest::{events, jobs, profiles};
use store::{Db, audit, places};
use testkit::{block_on, on_both, scratch_postgres};

use crate::fixtures::{
    FIRST, at, event, import, job, named, organisation, profile, supplier, uuid,
};

on_both!(one_organisation_sees_nothing_of_another, |db| async move {
    let ours = organisation(&db, "Ours").await;
    let theirs = organisation(&db, "Theirs").await;
    let supplier = supplier(&db, theirs, "Carrier").await;
    let import_id = job(&db, theirs, 7).await;
    let chunk = [named(event(supplier, 1, at(5), 1_000), "X-1", 1)];
    let outcomes = import(&db, theirs, Some(import_id), &chunk).await;
    let events::InsertOutcome::Inserted(id) = outcomes[0] else {
        panic!("{outcomes:?}")
    };
    let mut tx = db.write(theirs).await.unwrap();
    profiles::create(&mut tx, &profile("legs"), at(0))
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let mut conn = db.read(ours).await.unwrap();
    assert!(events::get(&mut conn, FIRST, id).await.unwrap().is_none());
    assert!(
        events::find_by_external_id(&mut conn, FIRST, "X-1")
            .await
            .unwrap()
            .is_none()
    );
    let page = events::page(&mut conn, FIRST, &EventQuery::default(), 10)
        .await
        .unwrap();
    assert!(page.items.is_empty());
    assert!(
        events::last_event_at(&mut conn, None)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        places::supplier(&mut conn, supplier)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        places::find_supplier(&mut conn, "Carrier")
            .await
            .unwrap()
            .is_none()
    );
    assert!(jobs::get(&mut conn, import_id).await.unwrap().is_none());
    let all = PageRequest::default();
    assert!(
        jobs::page(&mut conn, None, &all, 10)
            .await
            .unwrap()
            .items
            .is_empty()
    );
    assert!(profiles::get(&mut conn, "legs").await.unwrap().is_none());
    let page = audit::page(&mut conn, &AuditQuery::default(), 10)
        .await
        .unwrap();
    assert!(page.items.is_empty());
    let span = Span::Hours {
        from: at(0),
        to: at(600),
    };
    let total = figures::total(&mut conn, FIRST, span, &Filter::default())
        .await
        .unwrap();
    assert_eq!(total.events, 0);
    drop(conn);

    let mut tx = db.write(ours).await.unwrap();
    assert!(
        jobs::claim(&mut tx, import_id, "node", at(9), at(10))
            .await
            .unwrap()
            .is_none()
    );
    assert!(!jobs::start_revert(&mut tx, import_id).await.unwrap());
    // The same external id and key are free in another organisation.
    let carrier = places::resolve_suppliers(&mut tx, &["Carrier"], at(0))
        .await
        .unwrap()[0];
    assert_ne!(carrier, supplier);
    tx.commit().await.unwrap();
    let outcomes = import(
        &db,
        ours,
        None,
        &[named(event(carrier, 1, at(5), 1_000), "X-1", 2)],
    )
    .await;
    assert!(
        matches!(outcomes[0], events::InsertOutcome::Inserted(_)),
        "{outcomes:?}"
    );
});

/// The second wall: statements that forget the organisation still see one only.
#[test]
fn row_level_security_holds_without_any_condition() {
    block_on(async {
        let db = scratch_postgres().await;
        let ours = organisation(&db, "Ours").await;
        let theirs = organisation(&db, "Theirs").await;
        let supplier = supplier(&db, theirs, "Carrier").await;
        import(&db, theirs, None, &[event(supplier, 1, at(5), 1_000)]).await;
        let Db::Postgres { pool, .. } = db.db() else {
            panic!("not PostgreSQL")
        };

        let mut tx = pool.begin().await.unwrap();
        let scope = format!(
            "set local role carbon_nexus_app; set local app.org_id = '{}'",
            ours.0
        );
        sqlx::raw_sql(AssertSqlSafe(scope))
            .execute(&mut *tx)
            .await
            .unwrap();
        for table in [
            "events_normalized",
            "events_raw",
            "estimates",
            "emissions_hourly",
            "emissions_daily",
            "emissions_monthly",
            "suppliers",
        ] {
            let count = format!("select count(*) from {table}");
            let seen: i64 = sqlx::query_scalar(AssertSqlSafe(count))
                .fetch_one(&mut *tx)
                .await
                .unwrap();
            assert_eq!(seen, 0, "{table} shows another organisation's rows");
            let delete = format!("delete from {table}");
            let deleted = sqlx::query(AssertSqlSafe(delete))
                .execute(&mut *tx)
                .await
                .unwrap();
            assert_eq!(deleted.rows_affected(), 0);
        }
        let organisations: Vec<String> = sqlx::query_scalar("select name from organisations")
            .fetch_all(&mut *tx)
            .await
            .unwrap();
        assert_eq!(organisations, ["Ours"]);
        let smuggled = sqlx::query(
            "insert into suppliers (org_id, id, name, name_key, created_at)
            values ($1, 99, 'Mole', 'mole', now())",
        )
        .bind(theirs.0)
        .execute(&mut *tx)
        .await;
        let refused = smuggled.unwrap_err().to_string();
        assert!(refused.contains("row-level security"), "{refused}");
    });
}

/// A connection that was an organisation's is nobody's afterwards.
#[test]
fn the_scope_ends_with_the_transaction() {
    block_on(async {
        let db = scratch_postgres().await;
        let ours = organisation(&db, "Ours").await;
        drop(db.read(ours).await.unwrap());
        db.write(ours).await.unwrap().commit().await.unwrap();
        let Db::Postgres { pool, .. } = db.db() else {
            panic!("not PostgreSQL")
        };
        for _ in 0..8 {
            let (role, org): (String, Option<String>) = sqlx::query_as(
                "select cast(current_user as text), nullif(current_setting('app.org_id', true), '')",
            )
            .fetch_one(pool)
            .await
            .unwrap();
            assert_ne!(role, "carbon_nexus_app");
            assert_eq!(org, None);
        }
    });
}

on_both!(a_reading_connection_cannot_write, |db| async move {
    let org = organisation(&db, "Ours").await;
    let mut conn = db.read(org).await.unwrap();
    let refused = places::resolve_suppliers(&mut conn, &["Carrier"], at(0)).await;
    assert!(refused.is_err());
    let mut conn = db.read(org).await.unwrap();
    let entry = audit::NewEntry {
        id: uuid(1),
        at: at(0),
        actor: "system".into(),
        actor_id: None,
        action: "test".into(),
        subject: "none".into(),
        metadata: serde_json::Value::Null,
        request_id: None,
    };
    assert!(audit::append(&mut conn, &entry).await.is_err());
});
