//! Pages of events: order, cursors, filters, sorts.

use model::ids::{OrgId, RouteId, SiteId, SupplierId};
use model::ingest::{EventQuery, EventSort, EventType, Mode, Place, QualityStatus};
use store::emissions::estimates::NewEstimate;
use store::ingest::events::{self, NewEvent, SORTABLE_EVENTS};
use store::ingest::jobs::{self, Progress};
use store::places::{RouteEnds, resolve_routes};
use store::{Conn, Db, Error};
use testkit::{ScratchDb, on_both};

use crate::fixtures::{FIRST, at, event, import, job, new_site, organisation, supplier, uuid};

/// Two suppliers over 20 days: `Alpha` often, with ties in time, `Beta` seldom, some by rail, some
/// without a factor, some outliers.
struct World {
    org: OrgId,
    alpha: SupplierId,
    beta: SupplierId,
    depot: SiteId,
    route: RouteId,
    events: Vec<NewEvent>,
}

async fn world(db: &ScratchDb) -> World {
    let org = organisation(db, "Acme").await;
    let alpha = supplier(db, org, "Alpha_1").await;
    let beta = supplier(db, org, "Beta").await;
    let mut tx = db.write(org).await.unwrap();
    let depot = new_site(&mut tx, "Depot").await.id;
    let end = |name: &str| Place {
        name: name.into(),
        lat: None,
        lon: None,
    };
    let ends = RouteEnds {
        origin: end("Antwerp"),
        destination: end("Basel"),
    };
    let route = resolve_routes(&mut tx, &[ends], at(0)).await.unwrap()[0];
    tx.commit().await.unwrap();
    let mut events = Vec::new();
    for number in 0..960_u64 {
        let minute = i64::try_from(number / 3 * 90).unwrap();
        let is_beta = number % 150 == 7;
        let mg = i64::try_from(number * 7_919 % 1_000).unwrap() * 1_000;
        let mut event = event(if is_beta { beta } else { alpha }, number, at(minute), mg);
        if number % 100 == 0 {
            event.draft.activity.mode = Some(Mode::Rail);
        }
        if number % 130 == 1 {
            event.estimate = NewEstimate::NoFactor("no factor".into());
        }
        if number % 170 == 3 {
            event.site_id = Some(depot);
        }
        if number % 110 == 5 {
            event.route_id = Some(route);
        }
        if number % 200 == 2 {
            event.quality_status = QualityStatus::Outlier;
            event.draft.event_type = EventType::Delivery;
        }
        events.push(event);
    }
    for chunk in events.chunks(300) {
        import(db, org, None, chunk).await;
    }
    World {
        org,
        alpha,
        beta,
        depot,
        route,
        events,
    }
}

/// Row numbers of all pages of `limit`.
async fn walk(conn: &mut Conn, query: &EventQuery, limit: u32) -> Vec<u64> {
    let mut query = query.clone();
    let mut seen = Vec::new();
    loop {
        let page = events::page(conn, FIRST, &query, limit).await.unwrap();
        assert!(page.items.len() <= limit as usize);
        assert!(page.next_cursor.is_none() || page.items.len() == limit as usize);
        seen.extend(page.items.iter().map(|event| event.row_number.unwrap()));
        query.cursor = page.next_cursor;
        if query.cursor.is_none() {
            return seen;
        }
    }
}

/// What a list must show, by brute force: newest first, ties by key.
fn expected(world: &World, matches: impl Fn(&NewEvent) -> bool) -> Vec<u64> {
    let mut found: Vec<&NewEvent> = world.events.iter().filter(|event| matches(event)).collect();
    found.sort_by_key(|event| std::cmp::Reverse((event.draft.occurred_at, event.draft.source_key)));
    found
        .into_iter()
        .map(|event| event.draft.row_number)
        .collect()
}

on_both!(
    pages_follow_each_other_without_gap_or_repetition,
    |db| async move {
        let world = world(&db).await;
        let mut conn = db.read(world.org).await.unwrap();
        let mut all = expected(&world, |_| true);
        // A page of 7 ends within ties again and again.
        assert_eq!(walk(&mut conn, &EventQuery::default(), 7).await, all);
        let oldest = EventQuery {
            sort: Some(EventSort::Oldest),
            ..EventQuery::default()
        };
        all.reverse();
        assert_eq!(walk(&mut conn, &oldest, 100).await, all);
        assert_eq!(
            walk(&mut conn, &oldest, 960).await,
            all,
            "a full last page is the last"
        );
        let latest = events::latest(&mut conn, FIRST, None, 5).await.unwrap();
        let latest: Vec<u64> = latest
            .iter()
            .map(|event| event.row_number.unwrap())
            .collect();
        assert_eq!(latest, expected(&world, |_| true)[..5]);
    }
);

on_both!(every_filter_finds_what_it_names, |db| async move {
    let world = world(&db).await;
    let mut conn = db.read(world.org).await.unwrap();
    let none = EventQuery::default;
    let cases: Vec<(EventQuery, Vec<u64>)> = vec![
        (
            EventQuery {
                supplier_id: Some(world.beta),
                ..none()
            },
            expected(&world, |event| event.supplier_id == world.beta),
        ),
        (
            EventQuery {
                site_id: Some(world.depot),
                ..none()
            },
            expected(&world, |event| event.site_id == Some(world.depot)),
        ),
        (
            EventQuery {
                route_id: Some(world.route),
                ..none()
            },
            expected(&world, |event| event.route_id == Some(world.route)),
        ),
        (
            EventQuery {
                supplier: Some("A_".into()),
                ..none()
            },
            expected(&world, |event| event.supplier_id == world.alpha),
        ),
        (
            EventQuery {
                mode: Some(Mode::Rail),
                ..none()
            },
            expected(&world, |event| {
                event.draft.activity.mode == Some(Mode::Rail)
            }),
        ),
        (
            EventQuery {
                event_type: Some(EventType::Delivery),
                ..none()
            },
            expected(&world, |event| {
                event.draft.event_type == EventType::Delivery
            }),
        ),
        (
            EventQuery {
                quality_status: Some(QualityStatus::Outlier),
                supplier_id: Some(world.alpha),
                ..none()
            },
            expected(&world, |event| {
                event.quality_status == QualityStatus::Outlier
            }),
        ),
        (
            EventQuery {
                no_factor: Some(true),
                ..none()
            },
            expected(&world, |event| {
                matches!(event.estimate, NewEstimate::NoFactor(_))
            }),
        ),
        (
            EventQuery {
                no_factor: Some(false),
                mode: Some(Mode::Rail),
                ..none()
            },
            expected(&world, |event| {
                event.draft.activity.mode == Some(Mode::Rail)
                    && matches!(event.estimate, NewEstimate::Estimated(_))
            }),
        ),
        (
            // Ends within an hour that holds events on both sides.
            EventQuery {
                supplier_id: Some(world.alpha),
                from: Some(at(90)),
                to: Some(at(9_090)),
                ..none()
            },
            expected(&world, |event| {
                event.supplier_id == world.alpha
                    && event.draft.occurred_at >= at(90)
                    && event.draft.occurred_at < at(9_090)
            }),
        ),
        (
            EventQuery {
                supplier: Some("%".into()),
                ..none()
            },
            Vec::new(),
        ),
        (
            EventQuery {
                supplier: Some("\0".into()),
                ..none()
            },
            Vec::new(),
        ),
        (
            EventQuery {
                event_type: Some(EventType::Factory),
                ..none()
            },
            Vec::new(),
        ),
        (
            EventQuery {
                job_id: Some(model::ids::JobId(uuid(9))),
                ..none()
            },
            Vec::new(),
        ),
        (
            EventQuery {
                from: Some(at(500)),
                to: Some(at(400)),
                ..none()
            },
            Vec::new(),
        ),
        (
            EventQuery {
                from: Some(chrono::DateTime::<chrono::Utc>::MIN_UTC),
                to: Some(chrono::DateTime::<chrono::Utc>::MAX_UTC),
                ..none()
            },
            expected(&world, |_| true),
        ),
    ];
    for (query, mut numbers) in cases {
        for limit in [3, 1_000] {
            assert_eq!(
                walk(&mut conn, &query, limit).await,
                numbers,
                "{query:?} by {limit}"
            );
        }
        numbers.reverse();
        let oldest = EventQuery {
            sort: Some(EventSort::Oldest),
            ..query.clone()
        };
        assert_eq!(walk(&mut conn, &oldest, 4).await, numbers, "{oldest:?}");
    }
    let latest = events::latest(&mut conn, FIRST, Some(world.beta), 1)
        .await
        .unwrap();
    let last = events::last_event_at(&mut conn, Some(world.beta))
        .await
        .unwrap();
    assert_eq!(latest.first().map(|event| event.occurred_at), last);
    assert!(last.is_some());
    let unknown = events::last_event_at(&mut conn, Some(SupplierId(4_040)))
        .await
        .unwrap();
    assert_eq!(unknown, None);
});

on_both!(events_are_sorted_by_size_within_bounds, |db| async move {
    let world = world(&db).await;
    let mut conn = db.read(world.org).await.unwrap();
    let mg = |event: &NewEvent| match &event.estimate {
        NewEstimate::Estimated(estimated) => Some(estimated.co2e.0),
        NewEstimate::NoFactor(_) => None,
    };
    let query = EventQuery {
        sort: Some(EventSort::Largest),
        ..EventQuery::default()
    };
    let seen = walk(&mut conn, &query, 64).await;
    let sizes: Vec<Option<i64>> = seen
        .iter()
        .map(|number| mg(&world.events[usize::try_from(*number).unwrap()]))
        .collect();
    assert_eq!(seen.len(), world.events.len());
    assert!(
        sizes.is_sorted_by(|a, b| a >= b),
        "None is least, so it comes last"
    );
    let query = EventQuery {
        sort: Some(EventSort::Smallest),
        ..EventQuery::default()
    };
    let seen = walk(&mut conn, &query, 64).await;
    let sizes: Vec<i64> = seen
        .iter()
        .map(|number| mg(&world.events[usize::try_from(*number).unwrap()]).unwrap_or(i64::MAX))
        .collect();
    assert_eq!(seen.len(), world.events.len());
    assert!(sizes.is_sorted());
});

on_both!(too_many_events_are_not_sorted_by_size, |db| async move {
    let world = world(&db).await;
    // The roll-up is what is asked; it says there are many.
    let mut many = crate::fixtures::deltas(&world.events[..1], 1);
    many.hourly[0].sums.events = i64::try_from(SORTABLE_EVENTS).unwrap();
    let mut tx = db.write(world.org).await.unwrap();
    store::emissions::rollups::add(&mut tx, FIRST, &many)
        .await
        .unwrap();
    let query = EventQuery {
        sort: Some(EventSort::Largest),
        ..EventQuery::default()
    };
    let refused = events::page(&mut tx, FIRST, &query, 10).await;
    assert!(
        matches!(refused, Err(Error::TooManyToSort { events, .. }) if events > SORTABLE_EVENTS),
        "{refused:?}"
    );
    let narrower = EventQuery {
        from: Some(at(24 * 60)),
        ..query
    };
    assert_eq!(
        events::page(&mut tx, FIRST, &narrower, 10)
            .await
            .unwrap()
            .items
            .len(),
        10
    );
});

on_both!(a_cursor_of_another_filter_is_refused, |db| async move {
    let world = world(&db).await;
    let mut conn = db.read(world.org).await.unwrap();
    let first = events::page(&mut conn, FIRST, &EventQuery::default(), 5)
        .await
        .unwrap();
    let other = EventQuery {
        supplier_id: Some(world.alpha),
        cursor: first.next_cursor.clone(),
        ..EventQuery::default()
    };
    assert!(matches!(
        events::page(&mut conn, FIRST, &other, 5).await,
        Err(Error::BadCursor)
    ));
    let sorted = EventQuery {
        sort: Some(EventSort::Oldest),
        cursor: first.next_cursor,
        ..EventQuery::default()
    };
    assert!(matches!(
        events::page(&mut conn, FIRST, &sorted, 5).await,
        Err(Error::BadCursor)
    ));
});

on_both!(the_events_of_an_import_are_found, |db| async move {
    let org = organisation(&db, "Acme").await;
    let carrier = supplier(&db, org, "Carrier").await;
    let (one, two) = (job(&db, org, 1).await, job(&db, org, 2).await);
    for part in 0..10_u64 {
        // Their ids take turns.
        let of = |number: u64| event(carrier, number, at(i64::try_from(number).unwrap()), 1_000);
        import(&db, org, Some(one), &[of(part), of(part + 100)]).await;
        import(&db, org, Some(two), &[of(part + 200)]).await;
        import(&db, org, None, &[of(part + 300)]).await;
    }
    let mut tx = db.write(org).await.unwrap();
    jobs::claim(&mut tx, one, "a", at(0), at(9))
        .await
        .unwrap()
        .unwrap();
    let progress = Progress {
        bytes_done: 0,
        rows_read: 20,
        rows_accepted: 20,
        rows_duplicate: 0,
        rows_rejected: 0,
        rows_skipped: 0,
        rows_no_factor: 0,
        co2e: model::units::Milligrams(20_000),
        warnings: Vec::new(),
        skips: Vec::new(),
        cursor: serde_json::Value::Null,
    };
    jobs::advance(&mut tx, one, "a", &progress, at(9))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut conn = db.read(org).await.unwrap();
    let query = EventQuery {
        job_id: Some(one),
        ..EventQuery::default()
    };
    let expected: Vec<u64> = (100..110).rev().chain((0..10).rev()).collect();
    assert_eq!(walk(&mut conn, &query, 3).await, expected);
    let filtered = EventQuery {
        mode: Some(Mode::Road),
        from: Some(at(100)),
        ..query.clone()
    };
    assert_eq!(
        walk(&mut conn, &filtered, 100).await,
        (100..110).rev().collect::<Vec<u64>>()
    );
    let largest = EventQuery {
        sort: Some(EventSort::Largest),
        ..query
    };
    assert_eq!(walk(&mut conn, &largest, 7).await.len(), 20);
});

/// SQLite says how it would run a statement: lists must walk an index and sort nothing.
#[test]
fn lists_walk_the_index_and_sort_nothing() {
    testkit::block_on(async {
        let db = testkit::scratch_sqlite().await;
        let Db::Sqlite { readers, .. } = db.db() else {
            panic!("not SQLite")
        };
        for sql in [
            "select e.id, e.occurred_at, e.source_key from events_normalized e
            where e.org_id = $1 and e.occurred_at >= $3 and e.occurred_at < $4
                and (e.occurred_at < $13 or e.source_key < $14)
            order by e.occurred_at desc, e.source_key desc limit 11",
            "select hour from emissions_hourly
            where org_id = $1 and calculation = $2 and hour >= $3 and hour < $4 and supplier_id = $8
            group by hour having sum(events) > 0 order by hour desc limit 500",
            "select hour from emissions_hourly
            where org_id = $1 and calculation = $2 and hour >= $3 and hour < $4 and mode = $6
            group by hour having sum(events) > 0 order by hour desc limit 500",
        ] {
            let explain = sqlx::AssertSqlSafe(format!("explain query plan {sql}"));
            let plan: Vec<(i64, i64, i64, String)> =
                sqlx::query_as(explain).fetch_all(readers).await.unwrap();
            let steps: Vec<&str> = plan.iter().map(|step| step.3.as_str()).collect();
            assert!(
                steps.iter().all(|step| step.starts_with("SEARCH")),
                "{sql} is run as {steps:?}"
            );
        }
    });
}
