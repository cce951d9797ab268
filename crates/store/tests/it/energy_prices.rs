//! Prices of markets: each stored once, none in the time of another.

use model::energy::{MarketPrice, Width};
use model::money::{Amount, Currency};
use store::energy;
use testkit::on_both;

use crate::fixtures::{at, organisation};

fn price(minute: i64, interval: Width, micros: i64) -> MarketPrice {
    MarketPrice {
        at: at(minute),
        interval,
        per_kwh: Amount::from_micros(micros),
    }
}

fn euro() -> Currency {
    Currency::new("EUR").unwrap()
}

on_both!(a_price_is_stored_once, |db| async move {
    let org = organisation(&db, "Acme").await;
    let mut tx = db.write(org).await.unwrap();
    let of = energy::price_series_to_write(&mut tx, "DE-LU", euro(), at(0)).await;
    assert_eq!(of.unwrap(), euro());
    // A series without prices is not listed.
    assert_eq!(energy::price_series(&mut tx, 9).await.unwrap(), []);
    let hours: Vec<_> = (0..700)
        .map(|hour| price(60 * hour, Width::Hour, 1_000 * hour - 5_000))
        .collect();
    let outcome = energy::compare_prices(&mut tx, "DE-LU", &hours)
        .await
        .unwrap();
    assert_eq!((outcome.new.len(), outcome.equal.len()), (700, 0));
    energy::insert_prices(&mut tx, "DE-LU", &hours)
        .await
        .unwrap();
    let again = [
        hours[3],
        price(60 * 4, Width::Hour, 7),
        // A quarter of a stored hour, and one after all of them.
        price(60 * 5 + 45, Width::QuarterHour, 8),
        price(60 * 700, Width::QuarterHour, 9),
    ];
    let outcome = energy::compare_prices(&mut tx, "DE-LU", &again)
        .await
        .unwrap();
    assert_eq!((outcome.new, outcome.equal), (vec![3], vec![0]));
    assert_eq!(outcome.different, [(1, hours[4]), (2, hours[5])]);
    // What stands in the time of others goes, and nothing else.
    energy::clear_prices(&mut tx, "DE-LU", &again[1..3])
        .await
        .unwrap();
    energy::insert_prices(&mut tx, "DE-LU", &again[1..])
        .await
        .unwrap();
    let range = (at(60 * 3), at(60 * 7));
    let stored = energy::market_prices(&mut tx, "DE-LU", range, 9)
        .await
        .unwrap();
    assert_eq!(stored, [hours[3], again[1], again[2], hours[6]]);
    tx.commit().await.unwrap();

    let mut conn = db.read(org).await.unwrap();
    let series = energy::price_series(&mut conn, 9).await.unwrap();
    assert_eq!(series.len(), 1);
    assert_eq!(
        (series[0].name.as_str(), series[0].currency),
        ("DE-LU", euro())
    );
    assert_eq!((series[0].count, series[0].first_at), (701, at(0)));
    assert_eq!(series[0].until, at(60 * 700 + 15));
});

on_both!(a_series_keeps_its_currency_until_it_goes, |db| async move {
    let (org, other) = (
        organisation(&db, "Acme").await,
        organisation(&db, "Other").await,
    );
    let krone = Currency::new("NOK").unwrap();
    let mut tx = db.write(org).await.unwrap();
    energy::price_series_to_write(&mut tx, "NO2", krone, at(0))
        .await
        .unwrap();
    let prices = [price(0, Width::HalfHour, -1)];
    energy::insert_prices(&mut tx, "NO2", &prices)
        .await
        .unwrap();
    let of = energy::price_series_to_write(&mut tx, "NO2", euro(), at(1)).await;
    assert_eq!(of.unwrap(), krone);
    tx.commit().await.unwrap();

    let mut tx = db.write(other).await.unwrap();
    assert_eq!(energy::price_currency(&mut tx, "NO2").await.unwrap(), None);
    let all = (at(-60), at(60));
    assert_eq!(
        energy::market_prices(&mut tx, "NO2", all, 9).await.unwrap(),
        []
    );
    assert!(!energy::remove_price_series(&mut tx, "NO2").await.unwrap());
    drop(tx);

    let mut tx = db.write(org).await.unwrap();
    assert_eq!(energy::count_price_series(&mut tx).await.unwrap(), 1);
    assert!(energy::remove_price_series(&mut tx, "NO2").await.unwrap());
    assert_eq!(energy::count_price_series(&mut tx).await.unwrap(), 0);
    assert_eq!(
        energy::market_prices(&mut tx, "NO2", all, 9).await.unwrap(),
        []
    );
    tx.commit().await.unwrap();
});

on_both!(prices_that_ended_go_and_others_stay, |db| async move {
    let (org, other) = (
        organisation(&db, "Acme").await,
        organisation(&db, "Other").await,
    );
    // An hour, two quarters of the next, and half an hour that is not over at the quarter to three.
    let prices = [
        price(0, Width::Hour, 1),
        price(60, Width::QuarterHour, 2),
        price(75, Width::QuarterHour, 3),
        price(90, Width::HalfHour, 4),
        price(120, Width::Hour, 5),
    ];
    for org in [org, other] {
        let mut tx = db.write(org).await.unwrap();
        for series in ["DE-LU", "NO2"] {
            energy::price_series_to_write(&mut tx, series, euro(), at(0))
                .await
                .unwrap();
            energy::insert_prices(&mut tx, series, &prices)
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
    }
    let mut tx = db.write(org).await.unwrap();
    let names = energy::price_series_names(&mut tx).await.unwrap();
    assert_eq!(names, ["DE-LU", "NO2"]);
    for (by, first) in [(59, None), (60, Some(at(0))), (999, Some(at(0)))] {
        let found = energy::first_price_ended(&mut tx, "DE-LU", at(by)).await;
        assert_eq!(found.unwrap(), first, "{by}");
    }
    assert_eq!(
        energy::forget_prices(&mut tx, "DE-LU", at(105))
            .await
            .unwrap(),
        3
    );
    assert_eq!(
        energy::forget_prices(&mut tx, "DE-LU", at(105))
            .await
            .unwrap(),
        0
    );
    let found = energy::first_price_ended(&mut tx, "DE-LU", at(105)).await;
    assert_eq!(found.unwrap(), None);
    tx.commit().await.unwrap();

    let all = (at(-60), at(600));
    let mut conn = db.read(org).await.unwrap();
    let left = energy::market_prices(&mut conn, "DE-LU", all, 9)
        .await
        .unwrap();
    assert_eq!(left, prices[3..]);
    let beside = energy::market_prices(&mut conn, "NO2", all, 9).await;
    assert_eq!(beside.unwrap(), prices);
    drop(conn);
    let mut conn = db.read(other).await.unwrap();
    let others = energy::market_prices(&mut conn, "DE-LU", all, 9).await;
    assert_eq!(others.unwrap(), prices);
});
