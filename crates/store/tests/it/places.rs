//! Suppliers, sites, vehicles, routes.

use model::ids::SupplierId;
use model::ingest::Place;
use model::page::PageRequest;
use model::places::PlaceChange;
use store::places::{self, RouteEnds};
use store::{Conflict, Error};
use testkit::on_both;

use crate::fixtures::{at, organisation};

on_both!(names_become_ids_and_are_created_once, |db| async move {
    let org = organisation(&db, "Acme").await;
    let mut tx = db.write(org).await.unwrap();
    let names = [
        "Größe AG",
        " grÖße ag ",
        "Other",
        "O'Neil; drop",
        "nul\0name",
    ];
    let ids = places::resolve_suppliers(&mut tx, &names, at(0))
        .await
        .unwrap();
    assert_eq!(ids.len(), 5);
    assert_eq!(ids[0], ids[1]);
    tx.commit().await.unwrap();
    let mut tx = db.write(org).await.unwrap();
    let again = places::resolve_suppliers(&mut tx, &["OTHER", "New"], at(1))
        .await
        .unwrap();
    assert_eq!(again[0], ids[2]);
    assert!(!ids.contains(&again[1]));
    let stored = places::suppliers(&mut tx, &ids).await.unwrap();
    assert_eq!(stored.len(), 4);
    assert_eq!(stored[&ids[4]].name, "nul\u{2400}name");
    let known = places::known_suppliers(&mut tx, &[ids[0], SupplierId(4_040)])
        .await
        .unwrap();
    assert_eq!(known.into_iter().collect::<Vec<_>>(), [ids[0]]);
    assert!(
        places::resolve_suppliers(&mut tx, &[], at(1))
            .await
            .unwrap()
            .is_empty()
    );
    // The kinds do not share names.
    let site = places::resolve_sites(&mut tx, &["Other"], at(1))
        .await
        .unwrap()[0];
    let vehicle = places::resolve_vehicles(&mut tx, &["Other"], at(1))
        .await
        .unwrap()[0];
    assert_eq!(
        places::site(&mut tx, site).await.unwrap().unwrap().name,
        "Other"
    );
    assert_eq!(
        places::resolve_vehicles(&mut tx, &["other"], at(2))
            .await
            .unwrap(),
        [vehicle]
    );
});

on_both!(thousands_of_names_are_resolved_at_once, |db| async move {
    let org = organisation(&db, "Acme").await;
    let names: Vec<String> = (0..3_333).map(|number| format!("Truck {number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut tx = db.write(org).await.unwrap();
    let ids = places::resolve_vehicles(&mut tx, &names, at(0))
        .await
        .unwrap();
    let again = places::resolve_vehicles(&mut tx, &names, at(0))
        .await
        .unwrap();
    assert_eq!(ids, again);
    let distinct: std::collections::HashSet<_> = ids.iter().collect();
    assert_eq!(distinct.len(), names.len());
});

fn place(name: &str, lat: Option<f64>) -> Place {
    Place {
        name: name.into(),
        lat,
        lon: lat,
    }
}

on_both!(
    a_route_is_an_ordered_pair_that_learns_coordinates,
    |db| async move {
        let org = organisation(&db, "Acme").await;
        let mut tx = db.write(org).await.unwrap();
        let there = RouteEnds {
            origin: place("JFK", None),
            destination: place("LAX", Some(33.9)),
        };
        let back = RouteEnds {
            origin: place("LAX", None),
            destination: place("JFK", None),
        };
        let ids = places::resolve_routes(
            &mut tx,
            &[there.clone(), back.clone(), there.clone()],
            at(0),
        )
        .await
        .unwrap();
        assert_eq!(ids[0], ids[2]);
        assert_ne!(ids[0], ids[1]);
        let known = RouteEnds {
            origin: place("jfk ", Some(40.6)),
            destination: place("lax", Some(0.0)),
        };
        assert_eq!(
            places::resolve_routes(&mut tx, &[known], at(1))
                .await
                .unwrap(),
            [ids[0]]
        );
        tx.commit().await.unwrap();
        let sql = "select origin_lat, destination_lat from routes where org_id = $1 and id = $2";
        let stored: (Option<f64>, Option<f64>) = match db.db() {
            store::Db::Sqlite { readers, .. } => sqlx::query_as(sql)
                .bind(org.0)
                .bind(ids[0].0)
                .fetch_one(readers)
                .await
                .unwrap(),
            store::Db::Postgres { pool, .. } => sqlx::query_as(sql)
                .bind(org.0)
                .bind(ids[0].0)
                .fetch_one(pool)
                .await
                .unwrap(),
        };
        assert_eq!(
            stored,
            (Some(40.6), Some(33.9)),
            "missing ones are filled in, others stay"
        );
    }
);

on_both!(suppliers_are_created_changed_and_listed, |db| async move {
    let org = organisation(&db, "Acme").await;
    let mut tx = db.write(org).await.unwrap();
    let change = PlaceChange {
        lat: Some(1.5),
        lon: Some(2.5),
        ..PlaceChange::default()
    };
    let beta = places::create_supplier(&mut tx, "Beta", &change, at(0))
        .await
        .unwrap();
    assert_eq!((beta.lat, beta.last_seen_at), (Some(1.5), None));
    places::create_supplier(&mut tx, "alpha", &PlaceChange::default(), at(0))
        .await
        .unwrap();
    let change = PlaceChange {
        name: Some("Gamma".into()),
        location: Some("Ulm".into()),
        ..PlaceChange::default()
    };
    let gamma = places::change_supplier(&mut tx, beta.id, &change)
        .await
        .unwrap();
    assert_eq!(
        (gamma.name.as_str(), gamma.location.as_deref()),
        ("Gamma", Some("Ulm"))
    );
    assert_eq!(gamma.lat, Some(1.5));
    places::mark_seen(&mut tx, &[(beta.id, at(5)), (beta.id, at(3))])
        .await
        .unwrap();
    places::mark_seen(&mut tx, &[(beta.id, at(4))])
        .await
        .unwrap();
    let seen = places::supplier(&mut tx, beta.id)
        .await
        .unwrap()
        .unwrap()
        .last_seen_at;
    assert_eq!(seen, Some(at(5)));
    let first = places::suppliers_page(&mut tx, &PageRequest::default(), 1)
        .await
        .unwrap();
    assert_eq!(first.items[0].name, "alpha");
    let next = PageRequest {
        limit: None,
        cursor: first.next_cursor,
    };
    let second = places::suppliers_page(&mut tx, &next, 1).await.unwrap();
    assert_eq!(
        (second.items[0].name.as_str(), second.next_cursor),
        ("Gamma", None)
    );
    let region = PlaceChange {
        grid_region: Some("DEU".into()),
        ..PlaceChange::default()
    };
    let refused = places::change_supplier(&mut tx, beta.id, &region).await;
    assert!(matches!(refused, Err(Error::OutOfRange(_))));
    let missing = places::change_supplier(&mut tx, SupplierId(4_040), &change).await;
    assert!(matches!(missing, Err(Error::NotFound(_))), "{missing:?}");
    let change = PlaceChange {
        name: Some("ALPHA".into()),
        ..PlaceChange::default()
    };
    let taken = places::change_supplier(&mut tx, beta.id, &change).await;
    assert!(
        matches!(taken, Err(Error::Conflict(Conflict::NameTaken))),
        "{taken:?}"
    );
});

on_both!(sites_have_a_grid_region, |db| async move {
    let org = organisation(&db, "Acme").await;
    let mut tx = db.write(org).await.unwrap();
    let change = PlaceChange {
        grid_region: Some("KOR".into()),
        ..PlaceChange::default()
    };
    let mill = places::create_site(&mut tx, "Mill", &change, at(0))
        .await
        .unwrap();
    assert_eq!(mill.grid_region.as_deref(), Some("KOR"));
    let change = PlaceChange {
        lat: Some(36.0),
        ..PlaceChange::default()
    };
    let moved = places::change_site(&mut tx, mill.id, &change)
        .await
        .unwrap();
    assert_eq!(
        (moved.lat, moved.grid_region.as_deref()),
        (Some(36.0), Some("KOR"))
    );
    let by_id = places::sites(&mut tx, &[mill.id]).await.unwrap();
    assert_eq!(by_id[&mill.id], moved);
    let page = places::sites_page(&mut tx, &PageRequest::default(), 5)
        .await
        .unwrap();
    assert_eq!(page.items, [moved]);
    let taken = places::create_site(&mut tx, "MILL", &PlaceChange::default(), at(0)).await;
    assert!(
        matches!(taken, Err(Error::Conflict(Conflict::NameTaken))),
        "{taken:?}"
    );
});
