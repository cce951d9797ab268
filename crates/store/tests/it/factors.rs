//! The mirrored catalogue and the sets of factors that estimates used.

use model::emissions::{Factor, FactorQuality, FactorQuery, FactorScope};
use store::emissions::{factor_sets, factors};
use store::{Conflict, Error};
use testkit::on_both;

use crate::fixtures::organisation;

fn factor(id: &str, region: &str, year: i32) -> Factor {
    Factor {
        id: id.into(),
        category: "electricity".into(),
        activity: "Grid electricity, 100 % of the mix".into(),
        unit: "kWh".into(),
        kg_co2e_per_unit: 0.1 + 0.2,
        scope: FactorScope::Generation,
        region: region.into(),
        year,
        gwp_set: "AR5".into(),
        publisher: "Test Agency".into(),
        publisher_row: "row 1".into(),
        licence: "CC0-1.0".into(),
        quality: FactorQuality::OfficialDump,
    }
}

on_both!(the_catalogue_grows_and_never_changes, |db| async move {
    let org = organisation(&db, "Acme").await;
    let catalogue = [
        factor("grid-deu-2024", "DEU", 2024),
        factor("grid-fra-2024", "FRA", 2024),
    ];
    let mut system = db.system_write().await.unwrap();
    assert_eq!(factors::publish(&mut system, &catalogue).await.unwrap(), 2);
    assert_eq!(factors::publish(&mut system, &catalogue).await.unwrap(), 0);
    system.commit().await.unwrap();
    let mut system = db.system_write().await.unwrap();
    let changed = [Factor {
        kg_co2e_per_unit: 0.4,
        ..catalogue[0].clone()
    }];
    let refused = factors::publish(&mut system, &changed).await;
    assert!(
        matches!(refused, Err(Error::Conflict(Conflict::Changed))),
        "{refused:?}"
    );
    drop(system);
    let mut conn = db.read(org).await.unwrap();
    let stored = factors::get(&mut conn, "grid-deu-2024").await.unwrap();
    assert_eq!(stored.as_ref(), Some(&catalogue[0]));
    assert!(factors::get(&mut conn, "grid\0").await.unwrap().is_none());
});

on_both!(
    factors_are_searched_by_all_words_in_pages,
    |db| async move {
        let org = organisation(&db, "Acme").await;
        let all: Vec<Factor> = (2020..2025)
            .flat_map(|year| {
                ["DEU", "FRA"].map(|region| {
                    factor(
                        &format!("grid-{}-{year}", region.to_lowercase()),
                        region,
                        year,
                    )
                })
            })
            .collect();
        let mut system = db.system_write().await.unwrap();
        factors::publish(&mut system, &all).await.unwrap();
        system.commit().await.unwrap();
        let mut conn = db.read(org).await.unwrap();
        let mut query = FactorQuery {
            query: Some("GRID agency deu".into()),
            ..FactorQuery::default()
        };
        let first = factors::page(&mut conn, &query, 3).await.unwrap();
        assert_eq!(first.items.len(), 3);
        query.cursor = first.next_cursor;
        let second = factors::page(&mut conn, &query, 3).await.unwrap();
        assert_eq!(second.items.len(), 2);
        assert_eq!(second.next_cursor, None);
        let of_year = FactorQuery {
            year: Some(2021),
            region: Some("FRA".into()),
            ..Default::default()
        };
        assert_eq!(
            factors::page(&mut conn, &of_year, 3)
                .await
                .unwrap()
                .items
                .len(),
            1
        );
        // Signs with a meaning in patterns mean themselves.
        let percent = FactorQuery {
            query: Some("100 %".into()),
            ..Default::default()
        };
        assert_eq!(
            factors::page(&mut conn, &percent, 20)
                .await
                .unwrap()
                .items
                .len(),
            10
        );
        let underscore = FactorQuery {
            query: Some("grid_deu".into()),
            ..Default::default()
        };
        assert!(
            factors::page(&mut conn, &underscore, 20)
                .await
                .unwrap()
                .items
                .is_empty()
        );
    }
);

on_both!(a_set_of_factors_has_one_number, |db| async move {
    let org = organisation(&db, "Acme").await;
    let set = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    let (a, b) = (set(&["x-1", "y-2"]), set(&["y-2", "x-1"]));
    let mut system = db.system_write().await.unwrap();
    let sets = [a.clone(), b.clone(), a.clone()];
    let numbers = factor_sets::resolve(&mut system, &sets).await.unwrap();
    assert_eq!(numbers[0], numbers[2]);
    assert_ne!(numbers[0], numbers[1], "the order of use is part of a set");
    system.commit().await.unwrap();
    let mut system = db.system_write().await.unwrap();
    let again = factor_sets::resolve(&mut system, &[b.clone(), Vec::new()])
        .await
        .unwrap();
    assert_eq!(again[0], numbers[1]);
    let spaced = factor_sets::resolve(&mut system, &[set(&["a b"])]).await;
    assert!(matches!(spaced, Err(Error::OutOfRange(_))));
    system.commit().await.unwrap();
    let mut conn = db.read(org).await.unwrap();
    assert_eq!(
        factor_sets::get(&mut conn, numbers[0]).await.unwrap(),
        Some(a)
    );
    assert_eq!(
        factor_sets::get(&mut conn, again[1]).await.unwrap(),
        Some(Vec::new())
    );
    drop(conn);
    let mut system = db.system().await.unwrap();
    assert_eq!(factor_sets::all(&mut system).await.unwrap().len(), 3);
});
