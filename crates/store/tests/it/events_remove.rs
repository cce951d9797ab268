//! Taking an import back, retention of raw rows, reading everything anew.

use model::ids::OrgId;
use model::ingest::EventQuery;
use store::emissions::rollups;
use store::ingest::events::{self, EventFacts, NewEvent};
use store::{Conn, Db};
use testkit::on_both;

use crate::fixtures::{FIRST, at, deltas, event, import, job, named, organisation, supplier};

/// Every row of the roll-ups, as text.
async fn roll_ups(db: &Db) -> Vec<String> {
    let sql = "
        select 'h ' || supplier_id || ' ' || mode || ' ' || co2e_mg || ' ' || ttw_mg || ' ' || wtt_mg
            || ' ' || half_width_mg || ' ' || events from emissions_hourly
        union all
        select 'd ' || supplier_id || ' ' || mode || ' ' || co2e_mg || ' ' || ttw_mg || ' ' || wtt_mg
            || ' ' || half_width_mg || ' ' || events from emissions_daily
        union all
        select 'm ' || supplier_id || ' ' || mode || ' ' || co2e_mg || ' ' || ttw_mg || ' ' || wtt_mg
            || ' ' || half_width_mg || ' ' || events from emissions_monthly
        order by 1";
    match db {
        Db::Sqlite { readers, .. } => sqlx::query_scalar(sql).fetch_all(readers).await.unwrap(),
        Db::Postgres { pool, .. } => sqlx::query_scalar(sql).fetch_all(pool).await.unwrap(),
    }
}

/// Subtracts what was removed, as taking back does.
async fn subtract(conn: &mut Conn, chunk: &[NewEvent], removed: &[EventFacts]) {
    let gone: Vec<&NewEvent> = removed
        .iter()
        .map(|facts| {
            let found = chunk.iter().find(|event| {
                event.draft.occurred_at == facts.occurred_at
                    && facts.estimates == [(FIRST, event.estimate.clone())]
            });
            found.expect("what is removed was inserted")
        })
        .collect();
    rollups::add(conn, FIRST, &deltas(gone, -1)).await.unwrap();
}

fn chunk(supplier: model::ids::SupplierId, first: u64) -> Vec<NewEvent> {
    (first..first + 700)
        .map(|number| {
            let minute = i64::try_from(number % 1_000 * 13).unwrap();
            event(
                supplier,
                number,
                at(minute),
                1_000 + i64::try_from(number).unwrap(),
            )
        })
        .collect()
}

async fn revert(db: &Db, org: OrgId, job: model::ids::JobId, chunk: &[NewEvent]) -> usize {
    let mut removed = 0;
    loop {
        let mut tx = db.write(org).await.unwrap();
        let facts = events::remove_of_job(&mut tx, job, 256).await.unwrap();
        if facts.is_empty() {
            return removed;
        }
        subtract(&mut tx, chunk, &facts).await;
        tx.commit().await.unwrap();
        removed += facts.len();
    }
}

on_both!(an_import_taken_back_leaves_no_trace, |db| async move {
    let org = organisation(&db, "Acme").await;
    let (alpha, beta) = (supplier(&db, org, "A").await, supplier(&db, org, "B").await);
    let (kept, undone) = (job(&db, org, 1).await, job(&db, org, 2).await);
    let staying = chunk(alpha, 0);
    let mut leaving = chunk(alpha, 300);
    // Overlaps in part: duplicates belong to the import that came first.
    leaving.extend(chunk(beta, 5_000));
    leaving.push(named(event(beta, 9_999, at(3), 77), "X-1", 1));
    import(&db, org, Some(kept), &staying).await;
    let before = roll_ups(&db).await;
    import(&db, org, Some(undone), &leaving[..900]).await;
    import(&db, org, None, &[event(alpha, 77_777, at(1), 5)]).await;
    import(&db, org, Some(undone), &leaving[900..]).await;
    assert_ne!(roll_ups(&db).await, before);

    let removed = revert(&db, org, undone, &leaving).await;
    assert_eq!(removed, leaving.len() - 400, "400 were duplicates");
    assert_eq!(revert(&db, org, undone, &leaving).await, 0, "twice is once");
    let mut tx = db.write(org).await.unwrap();
    let posted = deltas(&[event(alpha, 77_777, at(1), 5)], -1);
    rollups::add(&mut tx, FIRST, &posted).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(roll_ups(&db).await, before);

    let mut conn = db.read(org).await.unwrap();
    let query = EventQuery {
        job_id: Some(undone),
        ..EventQuery::default()
    };
    assert!(
        events::page(&mut conn, FIRST, &query, 10)
            .await
            .unwrap()
            .items
            .is_empty()
    );
    assert!(
        events::find_by_external_id(&mut conn, FIRST, "X-1")
            .await
            .unwrap()
            .is_none()
    );
    drop(conn);
    // Nothing of it stands in the way of the corrected import.
    let again = import(&db, org, Some(undone), &leaving).await;
    let new = again
        .iter()
        .filter(|outcome| matches!(outcome, events::InsertOutcome::Inserted(_)));
    assert_eq!(new.count(), removed);
});

on_both!(
    an_import_without_events_has_nothing_to_take_back,
    |db| async move {
        let org = organisation(&db, "Acme").await;
        let empty = job(&db, org, 1).await;
        let mut tx = db.write(org).await.unwrap();
        assert!(
            events::remove_of_job(&mut tx, empty, 10)
                .await
                .unwrap()
                .is_empty()
        );
        let missing = model::ids::JobId(crate::fixtures::uuid(404));
        let refused = events::remove_of_job(&mut tx, missing, 10).await;
        assert!(
            matches!(refused, Err(store::Error::NotFound(_))),
            "{refused:?}"
        );
    }
);

on_both!(
    all_events_are_read_once_in_the_order_of_time,
    |db| async move {
        let org = organisation(&db, "Acme").await;
        let carrier = supplier(&db, org, "A").await;
        let events = chunk(carrier, 0);
        import(&db, org, None, &events).await;
        let mut conn = db.read(org).await.unwrap();
        let (mut seen, mut cursor) = (Vec::new(), None);
        loop {
            let (facts, next) = events::scan(&mut conn, cursor, 100).await.unwrap();
            seen.extend(facts);
            cursor = next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(seen.len(), events.len());
        assert!(seen.is_sorted_by_key(|facts| facts.occurred_at));
        let ids: std::collections::HashSet<_> = seen.iter().map(|facts| facts.id).collect();
        assert_eq!(ids.len(), events.len());
        assert!(seen.iter().all(|facts| facts.estimates.len() == 1));
    }
);

on_both!(raw_rows_go_when_their_time_is_over, |db| async move {
    let org = organisation(&db, "Acme").await;
    let carrier = supplier(&db, org, "A").await;
    let events: Vec<NewEvent> = (0..10)
        .map(|n| event(carrier, n, at(i64::try_from(n).unwrap()), 1))
        .collect();
    import(&db, org, None, &events).await;
    let mut tx = db.write(org).await.unwrap();
    let first = events::first_raw(&mut tx, at(0), at(10)).await.unwrap();
    assert_eq!(first, Some(at(0)));
    assert_eq!(events::remove_raw(&mut tx, at(0), at(4)).await.unwrap(), 4);
    let first = events::first_raw(&mut tx, at(0), at(10)).await.unwrap();
    assert_eq!(first, Some(at(4)));
    assert_eq!(
        events::first_raw(&mut tx, at(0), at(4)).await.unwrap(),
        None
    );
    assert_eq!(events::remove_raw(&mut tx, at(0), at(4)).await.unwrap(), 0);
    let key = &events[0].draft.source_key;
    let record = events::find_by_key(&mut tx, FIRST, at(0), key)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(record.raw, None);
    assert!(record.event.estimate.is_some());
});
