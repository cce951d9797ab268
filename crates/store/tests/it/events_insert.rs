//! Chunks of events: what is new, what is there already, what contradicts.

use model::ids::EventId;
use model::ingest::Place;
use store::emissions::estimates::NewEstimate;
use store::ingest::events::{self, InsertOutcome, NewEvent};
use store::places::{self, RouteEnds};
use store::{Db, Error};
use testkit::on_both;

use crate::fixtures::{FIRST, at, event, import, insert_chunk, job, named, organisation, supplier};

/// How many rows each table holds.
async fn counts(db: &Db) -> [i64; 4] {
    let sql = "select (select count(*) from events_normalized), (select count(*) from events_raw),
        (select count(*) from estimates), (select count(*) from event_external_ids)";
    let (a, b, c, d): (i64, i64, i64, i64) = match db {
        Db::Sqlite { readers, .. } => sqlx::query_as(sql).fetch_one(readers).await.unwrap(),
        Db::Postgres { pool, .. } => sqlx::query_as(sql).fetch_one(pool).await.unwrap(),
    };
    [a, b, c, d]
}

fn inserted(outcome: &InsertOutcome) -> EventId {
    match outcome {
        InsertOutcome::Inserted(id) => *id,
        other => panic!("not inserted: {other:?}"),
    }
}

on_both!(an_event_is_stored_with_everything, |db| async move {
    let org = organisation(&db, "Acme").await;
    let carrier = supplier(&db, org, "Carrier").await;
    let import_id = job(&db, org, 1).await;
    let mut tx = db.write(org).await.unwrap();
    let site = places::resolve_sites(&mut tx, &["Hub"], at(0))
        .await
        .unwrap()[0];
    let truck = places::resolve_vehicles(&mut tx, &["Truck 7"], at(0))
        .await
        .unwrap()[0];
    let place = |name: &str| Place {
        name: name.into(),
        lat: None,
        lon: None,
    };
    let ends = RouteEnds {
        origin: place("A"),
        destination: place("B"),
    };
    let route = places::resolve_routes(&mut tx, &[ends], at(0))
        .await
        .unwrap()[0];
    let mut new = event(carrier, 3, at(5), 1_234_567);
    new.site_id = Some(site);
    new.vehicle_id = Some(truck);
    new.route_id = Some(route);
    new.draft.ends_at = Some(at(65));
    new.draft.notes = Some("a\0b".into());
    new.draft.raw = "3,\0".into();
    new.draft.activity.process = Some("rolling \0".into());
    let new = named(new, "X-1", 9);
    let outcomes = insert_chunk(&mut tx, Some(import_id), std::slice::from_ref(&new)).await;
    tx.commit().await.unwrap();

    let mut conn = db.read(org).await.unwrap();
    let id = inserted(&outcomes[0]);
    let record = events::get(&mut conn, FIRST, id).await.unwrap().unwrap();
    let stored = &record.event;
    assert_eq!(
        (stored.supplier.as_str(), stored.supplier_id),
        ("Carrier", carrier)
    );
    assert_eq!(
        (stored.site.as_deref(), stored.site_id),
        (Some("Hub"), Some(site))
    );
    assert_eq!(stored.vehicle.as_deref(), Some("Truck 7"));
    assert_eq!(
        (stored.origin.as_deref(), stored.destination.as_deref()),
        (Some("A"), Some("B"))
    );
    assert_eq!((stored.occurred_at, stored.ends_at), (at(5), Some(at(65))));
    assert_eq!((stored.lat, stored.lon), (Some(52.5), Some(13.4)));
    assert_eq!(
        (stored.job_id, stored.row_number),
        (Some(import_id), Some(3))
    );
    assert_eq!(stored.mode, new.draft.activity.mode);
    assert_eq!(
        (stored.event_type, stored.data_source),
        (new.draft.event_type, new.data_source)
    );
    assert_eq!(stored.quality_status, new.quality_status);
    assert_eq!(stored.estimate.as_ref(), Some(&new.estimate));
    // Every digit of every number survives; NUL becomes visible.
    let mut activity = new.draft.activity.clone();
    activity.process = Some("rolling \u{2400}".into());
    assert_eq!(stored.activity, *activity);
    assert_eq!(stored.notes.as_deref(), Some("a\u{2400}b"));
    assert_eq!(record.raw.as_deref(), Some("3,\u{2400}"));
    assert_eq!(record.external_id.as_deref(), Some("X-1"));
    assert_eq!(record.source_key, new.draft.source_key);
    assert_eq!(record.content_hash, new.draft.content_hash);

    let key = &new.draft.source_key;
    let by_key = events::find_by_key(&mut conn, FIRST, at(5), key)
        .await
        .unwrap();
    assert_eq!(by_key.as_ref(), Some(&record));
    let by_name = events::find_by_external_id(&mut conn, FIRST, "X-1")
        .await
        .unwrap();
    assert_eq!(by_name.as_ref(), Some(&record));
    assert!(
        events::get(&mut conn, FIRST, EventId(id.0 + 1))
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(
        events::last_event_at(&mut conn, None).await.unwrap(),
        Some(at(5))
    );
});

on_both!(an_event_without_a_factor_says_why, |db| async move {
    let org = organisation(&db, "Acme").await;
    let carrier = supplier(&db, org, "Carrier").await;
    let mut new = event(carrier, 1, at(5), 0);
    new.estimate = NewEstimate::NoFactor("no grid factor for XYZ".into());
    let id = inserted(&import(&db, org, None, &[new.clone()]).await[0]);
    let mut conn = db.read(org).await.unwrap();
    let record = events::get(&mut conn, FIRST, id).await.unwrap().unwrap();
    assert_eq!(record.event.estimate, Some(new.estimate));
    let other = store::emissions::Calculation(2);
    let record = events::get(&mut conn, other, id).await.unwrap().unwrap();
    assert_eq!(
        record.event.estimate, None,
        "not calculated under that number"
    );
});

on_both!(a_chunk_sent_again_adds_nothing, |db| async move {
    let org = organisation(&db, "Acme").await;
    let carrier = supplier(&db, org, "Carrier").await;
    // More than one bulk statement of every size, and two rows at the end.
    let chunk: Vec<NewEvent> = (0..1_212)
        .map(|number| {
            event(
                carrier,
                number,
                at(i64::try_from(number % 90).unwrap()),
                1_000,
            )
        })
        .collect();
    let first = import(&db, org, None, &chunk).await;
    let ids: std::collections::HashSet<EventId> = first.iter().map(inserted).collect();
    assert_eq!(ids.len(), chunk.len());
    assert_eq!(counts(&db).await, [1_212, 1_212, 1_212, 0]);
    let again = import(&db, org, None, &chunk).await;
    assert!(
        again
            .iter()
            .all(|outcome| *outcome == InsertOutcome::Duplicate)
    );
    assert_eq!(counts(&db).await, [1_212, 1_212, 1_212, 0]);
});

on_both!(
    a_chunk_that_is_partly_known_adds_the_rest,
    |db| async move {
        let org = organisation(&db, "Acme").await;
        let carrier = supplier(&db, org, "Carrier").await;
        let make = |number: u64| event(carrier, number, at(5), 1_000);
        let known: Vec<NewEvent> = (0..600)
            .filter(|number| number % 7 == 0)
            .map(make)
            .collect();
        import(&db, org, None, &known).await;
        let chunk: Vec<NewEvent> = (0..600).map(make).collect();
        let outcomes = import(&db, org, None, &chunk).await;
        let mut conn = db.read(org).await.unwrap();
        for (number, outcome) in (0_u64..).zip(&outcomes) {
            if number % 7 == 0 {
                assert_eq!(*outcome, InsertOutcome::Duplicate, "event {number}");
            } else {
                let record = events::get(&mut conn, FIRST, inserted(outcome))
                    .await
                    .unwrap()
                    .unwrap();
                assert_eq!(record.event.row_number, Some(number));
            }
        }
        drop(conn);
        assert_eq!(counts(&db).await, [600, 600, 600, 0]);
    }
);

on_both!(an_event_twice_in_one_chunk_counts_once, |db| async move {
    let org = organisation(&db, "Acme").await;
    let carrier = supplier(&db, org, "Carrier").await;
    let one = event(carrier, 1, at(5), 1_000);
    let later = event(carrier, 1, at(6), 1_000);
    let outcomes = import(
        &db,
        org,
        None,
        &[one.clone(), later, one.clone(), one.clone()],
    )
    .await;
    inserted(&outcomes[0]);
    inserted(&outcomes[1]);
    assert_eq!(
        outcomes[2..],
        [InsertOutcome::Duplicate, InsertOutcome::Duplicate]
    );
    assert_eq!(counts(&db).await, [2, 2, 2, 0]);
});

on_both!(
    an_external_id_with_other_content_is_a_conflict,
    |db| async move {
        let org = organisation(&db, "Acme").await;
        let carrier = supplier(&db, org, "Carrier").await;
        let make = |name: &str, content: u8, minute: i64| {
            named(event(carrier, 1, at(minute), 1_000), name, content)
        };
        let outcomes = import(&db, org, None, &[make("A", 1, 5), make("B", 1, 5)]).await;
        inserted(&outcomes[0]);
        inserted(&outcomes[1]);
        let chunk = [
            make("A", 1, 5),  // the same again
            make("A", 1, 50), // the same content under another time
            make("B", 2, 5),  // other content
            make("B", 2, 5),  // and that again: still not what is stored
            make("C", 1, 5),  // new
            make("C", 1, 5),  // the same within the chunk
            make("C", 3, 5),  // contradicts the one before
            event(carrier, 9, at(5), 1_000),
        ];
        let outcomes = import(&db, org, None, &chunk).await;
        use InsertOutcome::{Conflict, Duplicate};
        assert_eq!(outcomes[..4], [Duplicate, Duplicate, Conflict, Conflict]);
        inserted(&outcomes[4]);
        assert_eq!(outcomes[5..7], [Duplicate, Conflict]);
        inserted(&outcomes[7]);
        assert_eq!(counts(&db).await, [4, 4, 4, 3]);
    }
);

on_both!(what_no_column_keeps_is_refused, |db| async move {
    let org = organisation(&db, "Acme").await;
    let carrier = supplier(&db, org, "Carrier").await;
    let good = event(carrier, 1, at(5), 1_000);
    let mut nan = good.clone();
    nan.lat = Some(f64::NAN);
    let mut interval = good.clone();
    if let NewEstimate::Estimated(estimated) = &mut interval.estimate {
        estimated.interval_high_kg = f64::INFINITY;
    }
    let mut ancient = good.clone();
    ancient.draft.occurred_at = chrono::DateTime::<chrono::Utc>::MIN_UTC;
    let mut row = good.clone();
    row.draft.row_number = u64::MAX;
    for bad in [nan, interval, ancient, row] {
        let refused = events::Chunk::new(vec![good.clone(), bad]);
        assert!(matches!(refused, Err(Error::OutOfRange(_))), "{refused:?}");
    }
    assert_eq!(counts(&db).await, [0, 0, 0, 0]);
    let mut tx = db.write(org).await.unwrap();
    let nothing = events::Chunk::new(Vec::new()).unwrap();
    let outcomes = events::insert(&mut tx, &[FIRST], None, &nothing).await;
    assert!(outcomes.unwrap().is_empty());
});
