//! Figures: groups, series, filters, spans.

use chrono::{DateTime, NaiveDate, Utc};
use model::emissions::GroupBy;
use model::ids::{OrgId, SiteId, SupplierId, VehicleId};
use model::ingest::{EventType, Mode, QualityStatus};
use model::monitoring::EntityKind;
use model::units::Milligrams;
use store::emissions::figures::{self, BucketStart, Filter, Group, GroupSums, SeriesCell, Span};
use store::emissions::rollups::{
    self, DailyDelta, Deltas, EntityDelta, EntityPart, HourlyDelta, RollupKey, Sums,
};
use testkit::{ScratchDb, on_both};

use crate::fixtures::{FIRST, at, organisation, supplier};

fn sums(kg: i64) -> Sums {
    Sums {
        co2e: Milligrams(kg * 1_000_000),
        ttw: Milligrams(kg * 800_000),
        wtt: Milligrams(kg * 200_000),
        half_width: Milligrams(kg * 100_000),
        events: kg,
        no_factor_events: 0,
    }
}

/// Hour 0: road 1 kg (A), rail 2 kg (B, site 5). Hour 1: factory 4 kg (A, outlier). Next day the
/// same again times ten.
async fn filled(db: &ScratchDb) -> (OrgId, SupplierId, SupplierId) {
    let org = organisation(db, "Acme").await;
    let (a, b) = (supplier(db, org, "A").await, supplier(db, org, "B").await);
    let key = |supplier_id, site_id, category, mode, quality| RollupKey {
        supplier_id,
        site_id,
        category,
        mode,
        quality,
    };
    let (estimated, outlier) = (QualityStatus::Estimated, QualityStatus::Outlier);
    let road = key(a, None, EventType::Logistics, Some(Mode::Road), estimated);
    let rail = key(
        b,
        Some(SiteId(5)),
        EventType::Logistics,
        Some(Mode::Rail),
        estimated,
    );
    let factory = key(a, None, EventType::Factory, None, outlier);
    let mut deltas = Deltas::default();
    for (minutes, factor) in [(0, 1), (24 * 60, 10)] {
        for (offset, key, kg) in [(0, road, 1), (0, rail, 2), (60, factory, 4)] {
            let hour = at(minutes + offset);
            let sums = sums(kg * factor);
            deltas.hourly.push(HourlyDelta { hour, key, sums });
            deltas.daily.push(DailyDelta {
                day: hour.date_naive(),
                key,
                sums,
            });
        }
    }
    for (entity_id, kg) in [(1, 5), (2, 9), (3, 9)] {
        deltas.entity.push(EntityDelta {
            hour: at(0),
            kind: EntityKind::Vehicle,
            entity_id: VehicleId(entity_id).0,
            part: EntityPart {
                supplier_id: a,
                site_id: None,
                category: EventType::Logistics,
                quality: estimated,
            },
            co2e: Milligrams(kg * 1_000_000),
            events: 1,
        });
    }
    let mut tx = db.write(org).await.unwrap();
    rollups::add(&mut tx, FIRST, &deltas).await.unwrap();
    tx.commit().await.unwrap();
    (org, a, b)
}

fn day(number: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, number).unwrap()
}

const DAY_ONE: fn() -> [Span; 2] = || {
    [
        Span::Hours {
            from: at(0),
            to: at(24 * 60),
        },
        Span::Days {
            from: day(1),
            to: day(2),
        },
    ]
};

on_both!(both_roll_ups_answer_alike, |db| async move {
    let (org, a, b) = filled(&db).await;
    let mut conn = db.read(org).await.unwrap();
    for span in DAY_ONE() {
        let all = Filter::default();
        assert_eq!(
            figures::total(&mut conn, FIRST, span, &all).await.unwrap(),
            sums(7)
        );
        let group = |group, kg| GroupSums {
            group,
            sums: sums(kg),
        };
        let found = figures::by_group(&mut conn, FIRST, span, &all, GroupBy::Category).await;
        let factory = group(Group::Category(EventType::Factory), 4);
        assert_eq!(
            found.unwrap(),
            [factory, group(Group::Category(EventType::Logistics), 3)]
        );
        let found = figures::by_group(&mut conn, FIRST, span, &all, GroupBy::Supplier).await;
        assert_eq!(
            found.unwrap(),
            [group(Group::Supplier(a), 5), group(Group::Supplier(b), 2)]
        );
        let found = figures::by_group(&mut conn, FIRST, span, &all, GroupBy::Site).await;
        let site = group(Group::Site(Some(SiteId(5))), 2);
        assert_eq!(found.unwrap(), [group(Group::Site(None), 5), site]);
        let found = figures::by_group(&mut conn, FIRST, span, &all, GroupBy::Mode).await;
        assert_eq!(
            found.unwrap(),
            [
                group(Group::Mode(None), 4),
                group(Group::Mode(Some(Mode::Rail)), 2),
                group(Group::Mode(Some(Mode::Road)), 1),
            ]
        );
        let found = figures::by_quality(&mut conn, FIRST, span, &all)
            .await
            .unwrap();
        assert_eq!(
            found,
            [
                (QualityStatus::Estimated, sums(3)),
                (QualityStatus::Outlier, sums(4))
            ]
        );
    }
});

on_both!(filters_combine, |db| async move {
    let (org, a, _) = filled(&db).await;
    let mut conn = db.read(org).await.unwrap();
    let none = Filter::default();
    for span in DAY_ONE() {
        for (filter, kg) in [
            (
                Filter {
                    supplier_id: Some(a),
                    ..none
                },
                5,
            ),
            (
                Filter {
                    category: Some(EventType::Logistics),
                    ..none
                },
                3,
            ),
            (
                Filter {
                    mode: Some(Mode::Rail),
                    ..none
                },
                2,
            ),
            (
                Filter {
                    site_id: Some(SiteId(5)),
                    ..none
                },
                2,
            ),
            (
                Filter {
                    quality: Some(QualityStatus::Outlier),
                    ..none
                },
                4,
            ),
            (
                Filter {
                    supplier_id: Some(a),
                    category: Some(EventType::Logistics),
                    ..none
                },
                1,
            ),
            (
                Filter {
                    supplier_id: Some(a),
                    mode: Some(Mode::Rail),
                    ..none
                },
                0,
            ),
        ] {
            let total = figures::total(&mut conn, FIRST, span, &filter)
                .await
                .unwrap();
            assert_eq!(total, sums(kg), "{filter:?} in {span:?}");
        }
    }
});

on_both!(a_series_has_a_cell_per_bucket_and_group, |db| async move {
    let (org, ..) = filled(&db).await;
    let mut conn = db.read(org).await.unwrap();
    let all = Filter::default();
    let span = Span::Hours {
        from: at(0),
        to: at(25 * 60),
    };
    let cells = figures::series(&mut conn, FIRST, span, &all, GroupBy::Category)
        .await
        .unwrap();
    let cell = |at, group, kg| SeriesCell {
        at,
        group: Group::Category(group),
        co2e: sums(kg).co2e,
    };
    assert_eq!(
        cells,
        [
            cell(BucketStart::Hour(at(0)), EventType::Logistics, 3),
            cell(BucketStart::Hour(at(60)), EventType::Factory, 4),
            cell(BucketStart::Hour(at(24 * 60)), EventType::Logistics, 30),
        ]
    );
    let span = Span::Days {
        from: day(1),
        to: day(9),
    };
    let cells = figures::series(&mut conn, FIRST, span, &all, GroupBy::Category)
        .await
        .unwrap();
    assert_eq!(
        cells,
        [
            cell(BucketStart::Day(day(1)), EventType::Logistics, 3),
            cell(BucketStart::Day(day(1)), EventType::Factory, 4),
            cell(BucketStart::Day(day(2)), EventType::Logistics, 30),
            cell(BucketStart::Day(day(2)), EventType::Factory, 40),
        ]
    );
    let span = Span::Months {
        from: day(1),
        to: day(31),
    };
    let by_category = figures::series(&mut conn, FIRST, span, &all, GroupBy::Category).await;
    assert_eq!(
        by_category.unwrap(),
        [
            cell(BucketStart::Day(day(1)), EventType::Logistics, 33),
            cell(BucketStart::Day(day(1)), EventType::Factory, 44),
        ]
    );
    let by_mode = figures::series(&mut conn, FIRST, span, &all, GroupBy::Mode).await;
    let by_mode = by_mode.unwrap();
    let keys: Vec<_> = by_mode.iter().map(|cell| cell.group).collect();
    let modes = [None, Some(Mode::Road), Some(Mode::Rail)];
    assert_eq!(keys, modes.map(Group::Mode));
    let by_supplier = figures::series(&mut conn, FIRST, span, &all, GroupBy::Supplier).await;
    assert_eq!(by_supplier.unwrap().len(), 2);
});

on_both!(
    spans_are_half_open_and_may_reach_beyond_the_calendar,
    |db| async move {
        let (org, _, b) = filled(&db).await;
        let mut conn = db.read(org).await.unwrap();
        let all = Filter::default();
        let empty = Span::Hours {
            from: at(2 * 60),
            to: at(24 * 60),
        };
        assert_eq!(
            figures::total(&mut conn, FIRST, empty, &all).await.unwrap(),
            Sums::default()
        );
        for span in [
            Span::Hours {
                from: DateTime::<Utc>::MIN_UTC,
                to: DateTime::<Utc>::MAX_UTC,
            },
            Span::Days {
                from: NaiveDate::MIN,
                to: NaiveDate::MAX,
            },
            Span::Months {
                from: NaiveDate::MIN,
                to: NaiveDate::MAX,
            },
        ] {
            assert_eq!(
                figures::total(&mut conn, FIRST, span, &all).await.unwrap(),
                sums(77)
            );
        }
        let extent = figures::extent(&mut conn, FIRST, None).await.unwrap();
        assert_eq!(extent, Some((at(0), at(25 * 60))));
        let extent = figures::extent(&mut conn, FIRST, Some(b)).await.unwrap();
        assert_eq!(extent, Some((at(0), at(24 * 60))));
        let extent = figures::extent(&mut conn, FIRST, Some(SupplierId(4_040)))
            .await
            .unwrap();
        assert_eq!(extent, None);
    }
);

on_both!(vehicles_are_ranked, |db| async move {
    let (org, ..) = filled(&db).await;
    let mut conn = db.read(org).await.unwrap();
    let kind = EntityKind::Vehicle;
    let found = figures::by_entity(&mut conn, FIRST, at(0), at(60), kind, 2)
        .await
        .unwrap();
    assert_eq!(found, [(2, 9_000_000, 1), (3, 9_000_000, 1)]);
    let kind = EntityKind::Route;
    let found = figures::by_entity(&mut conn, FIRST, at(0), at(60), kind, 2)
        .await
        .unwrap();
    assert!(found.is_empty());
});

on_both!(parts_of_entities_are_told_apart, |db| async move {
    let (org, a, b) = filled(&db).await;
    let part = |supplier_id, site_id, category| EntityPart {
        supplier_id,
        site_id,
        category,
        quality: QualityStatus::Measured,
    };
    let entity = |hour, part, kg: i64| EntityDelta {
        hour,
        kind: EntityKind::Route,
        entity_id: 7,
        part,
        co2e: Milligrams(kg * 1_000_000),
        events: 1,
    };
    let deltas = Deltas {
        entity: vec![
            entity(at(0), part(a, None, EventType::Logistics), 1),
            entity(at(60), part(a, None, EventType::Logistics), 2),
            entity(at(0), part(a, Some(SiteId(5)), EventType::Delivery), 4),
            entity(at(0), part(b, None, EventType::Delivery), 8),
        ],
        ..Deltas::default()
    };
    let mut tx = db.write(org).await.unwrap();
    rollups::add(&mut tx, FIRST, &deltas).await.unwrap();
    let hours = (at(0), at(120));
    let mut parts = Vec::new();
    for filter in [
        Filter::default(),
        Filter {
            category: Some(EventType::Delivery),
            ..Filter::default()
        },
        Filter {
            supplier_id: Some(a),
            ..Filter::default()
        },
    ] {
        let found = figures::entity_parts(&mut tx, FIRST, hours, EntityKind::Route, &filter, 9);
        let found = found.await.unwrap().into_iter();
        parts.push(
            found
                .map(|one| (one.supplier_id, one.site_id, one.co2e.kg(), one.events))
                .collect::<Vec<_>>(),
        );
        let is_there = figures::emitted(&mut tx, FIRST, hours, EntityKind::Route, 7, &filter);
        assert!(is_there.await.unwrap());
    }
    let site = Some(SiteId(5));
    assert_eq!(
        parts,
        [
            vec![(b, None, 8.0, 1), (a, site, 4.0, 1), (a, None, 3.0, 2)],
            vec![(b, None, 8.0, 1), (a, site, 4.0, 1)],
            vec![(a, site, 4.0, 1), (a, None, 3.0, 2)],
        ]
    );
    let factory = Filter {
        category: Some(EventType::Factory),
        ..Filter::default()
    };
    let is_there = figures::emitted(&mut tx, FIRST, hours, EntityKind::Route, 7, &factory);
    assert!(!is_there.await.unwrap());
});
