//! Roll-ups: sums that are exact in any order and vanish with their events.

use model::ids::{RouteId, SiteId};
use model::ingest::{EventType, QualityStatus};
use model::monitoring::EntityKind;
use model::units::Milligrams;
use store::emissions::estimates::NewEstimate;
use store::emissions::figures::{self, Filter, Span};
use store::emissions::rollups::{self, Deltas, EntityDelta, EntityPart, Sums};
use store::ingest::events::NewEvent;
use testkit::on_both;

use crate::fixtures::{FIRST, at, deltas, event, import, organisation, supplier};

on_both!(sums_do_not_depend_on_the_order, |db| async move {
    let org = organisation(&db, "Acme").await;
    let carrier = supplier(&db, org, "Carrier").await;
    let events: Vec<NewEvent> = (0..1_500_u64)
        .map(|number| {
            let mg = i64::try_from(number * 7_919).unwrap();
            event(
                carrier,
                number,
                at(i64::try_from(number * 11 % 6_000).unwrap()),
                mg,
            )
        })
        .collect();
    // In three transactions, backwards.
    for chunk in events.rchunks(500) {
        import(&db, org, None, chunk).await;
    }
    let mut conn = db.read(org).await.unwrap();
    let span = Span::Hours {
        from: at(0),
        to: at(6_000),
    };
    let total = figures::total(&mut conn, FIRST, span, &Filter::default())
        .await
        .unwrap();
    let expected: i64 = (0..1_500).map(|number| number * 7_919).sum();
    assert_eq!((total.co2e, total.events), (Milligrams(expected), 1_500));
    let sum = rollups::reconcile(&mut conn, FIRST).await.unwrap();
    assert!(sum.is_exact(), "{sum:?}");
    assert_eq!(sum.hourly.co2e_mg, expected);
    drop(conn);

    let mut tx = db.write(org).await.unwrap();
    rollups::add(&mut tx, FIRST, &deltas(&events[..1], 1))
        .await
        .unwrap();
    let sum = rollups::reconcile(&mut tx, FIRST).await.unwrap();
    assert!(!sum.is_exact(), "a roll-up without its event is noticed");
});

on_both!(what_comes_to_nothing_is_removed, |db| async move {
    let org = organisation(&db, "Acme").await;
    let carrier = supplier(&db, org, "Carrier").await;
    let mut missing = event(carrier, 1, at(5), 0);
    missing.estimate = NewEstimate::NoFactor("none".into());
    let mut elsewhere = event(carrier, 2, at(700), 3_000);
    elsewhere.site_id = Some(SiteId(7));
    let events = [event(carrier, 0, at(5), 1_000), missing, elsewhere];
    let entity = |events, mg| EntityDelta {
        hour: at(0),
        kind: EntityKind::Route,
        entity_id: RouteId(3).0,
        part: EntityPart {
            supplier_id: carrier,
            site_id: None,
            category: EventType::Logistics,
            quality: QualityStatus::Measured,
        },
        co2e: Milligrams(mg),
        events,
    };
    let mut tx = db.write(org).await.unwrap();
    let mut all = deltas(&events, 1);
    all.entity = vec![entity(2, 1_000)];
    rollups::add(&mut tx, FIRST, &all).await.unwrap();

    // A negative estimate leaves a row that is less than nothing, which stays.
    let mut part = deltas(&events[..1], -1);
    part.hourly[0].sums.co2e = Milligrams(-1_500);
    rollups::add(&mut tx, FIRST, &part).await.unwrap();
    let span = Span::Hours {
        from: at(0),
        to: at(60),
    };
    let total = figures::total(&mut tx, FIRST, span, &Filter::default())
        .await
        .unwrap();
    assert_eq!(
        (total.co2e.0, total.events, total.no_factor_events),
        (-500, 1, 1)
    );

    part = Deltas::default();
    part.hourly = deltas(&events[..1], 1).hourly;
    part.hourly[0].sums = Sums {
        co2e: Milligrams(500),
        ..Sums::default()
    };
    rollups::add(&mut tx, FIRST, &part).await.unwrap();
    let mut rest = deltas(&events[1..], -1);
    rest.entity = vec![entity(-2, -1_000)];
    rollups::add(&mut tx, FIRST, &rest).await.unwrap();
    assert_eq!(
        figures::extent(&mut tx, FIRST, None).await.unwrap(),
        None,
        "no row is left"
    );
    let days = Span::Days {
        from: at(0).date_naive(),
        to: at(9_999).date_naive(),
    };
    let total = figures::total(&mut tx, FIRST, days, &Filter::default())
        .await
        .unwrap();
    assert_eq!(total, Sums::default());
    assert_eq!(rollups::clear_local(&mut tx, FIRST).await.unwrap(), 0);
    let routes = figures::by_entity(&mut tx, FIRST, at(0), at(60), EntityKind::Route, 9)
        .await
        .unwrap();
    assert!(routes.is_empty());
});

on_both!(calculations_do_not_mix, |db| async move {
    let org = organisation(&db, "Acme").await;
    let carrier = supplier(&db, org, "Carrier").await;
    let next = store::emissions::Calculation(2);
    let mut tx = db.write(org).await.unwrap();
    rollups::add(
        &mut tx,
        FIRST,
        &deltas(&[event(carrier, 0, at(5), 1_000)], 1),
    )
    .await
    .unwrap();
    rollups::add(
        &mut tx,
        next,
        &deltas(&[event(carrier, 0, at(5), 2_000)], 1),
    )
    .await
    .unwrap();
    let span = Span::Hours {
        from: at(0),
        to: at(60),
    };
    for (calculation, mg) in [(FIRST, 1_000), (next, 2_000)] {
        let total = figures::total(&mut tx, calculation, span, &Filter::default())
            .await
            .unwrap();
        assert_eq!((total.co2e.0, total.events), (mg, 1));
    }
    assert_eq!(rollups::clear_local(&mut tx, next).await.unwrap(), 1);
    let days = Span::Days {
        from: at(0).date_naive(),
        to: at(2_000).date_naive(),
    };
    let total = figures::total(&mut tx, FIRST, days, &Filter::default())
        .await
        .unwrap();
    assert_eq!(total.events, 1);
});
