//! What a site was expected to do, kept as it was known then.

use model::energy::{ForecastMethod, ForecastQuantity, WeatherProvider};
use store::energy::{self, KeptForecast, KeptPlan, StoredTemperature};
use testkit::on_both;
use uuid::Uuid;

use crate::fixtures::{at, new_site, organisation};

on_both!(the_sun_is_forecast_beside_the_load, |db| async move {
    let org = organisation(&db, "Acme").await;
    let other = organisation(&db, "Other").await;
    let mut tx = db.write(org).await.unwrap();
    let site = new_site(&mut tx, "Mill").await.id;
    let forecast = |quantity, hour: i64| KeptForecast::<f64, f64> {
        id: Uuid::now_v7(),
        quantity,
        made_at: at(60 * hour),
        starts_at: at(60 * hour),
        ends_at: at(60 * hour + 1_440),
        interval_minutes: 60,
        method: match quantity {
            ForecastQuantity::Load => ForecastMethod::LastDay,
            ForecastQuantity::Solar => ForecastMethod::Chain,
        },
        points: vec![0.5],
        score: None,
    };
    // The same hours of both quantities do not hinder each other.
    let (load, sun) = (ForecastQuantity::Load, ForecastQuantity::Solar);
    let kept: Vec<_> = [(load, 0), (sun, 0), (sun, 3), (sun, 6)]
        .into_iter()
        .map(|(quantity, hour)| forecast(quantity, hour))
        .collect();
    for one in &kept {
        assert!(energy::keep_forecast(&mut tx, site, one).await.unwrap());
    }
    let due = energy::unscored::<f64, f64>(&mut tx, site, sun, at(1_440), 10).await;
    assert_eq!(due.unwrap(), kept[1..2]);
    energy::put_score(&mut tx, site, kept[1].id, &0.25)
        .await
        .unwrap();
    let scores = energy::scores::<f64>(&mut tx, site, load, at(0), 10).await;
    assert_eq!(scores.unwrap(), [0.0; 0]);
    let since = energy::forecasts_since::<f64, f64>(&mut tx, site, sun, at(60), 1).await;
    assert_eq!(since.unwrap(), kept[3..]);
    let times = energy::forecast_times(&mut tx, site, sun).await.unwrap();
    assert_eq!(times, (Some(at(360)), Some(at(180 + 1_440))));
    let times = energy::forecast_times(&mut tx, site, load).await.unwrap();
    assert_eq!(times, (Some(at(0)), Some(at(1_440))));

    assert_eq!(
        energy::solar_model::<f64>(&mut tx, site).await.unwrap(),
        None
    );
    for (minute, model) in [(1, 0.5), (2, 0.75)] {
        energy::put_solar_model(&mut tx, site, at(minute), &model)
            .await
            .unwrap();
        let stored = energy::solar_model(&mut tx, site).await.unwrap();
        assert_eq!(stored, Some((at(minute), model)));
    }
    tx.commit().await.unwrap();
    let mut conn = db.read(other).await.unwrap();
    let none = energy::solar_model::<f64>(&mut conn, site).await.unwrap();
    assert_eq!(none, None);
    let times = energy::forecast_times(&mut conn, site, sun).await.unwrap();
    assert_eq!(times, (None, None));
});

on_both!(the_plan_that_held_is_found, |db| async move {
    let org = organisation(&db, "Acme").await;
    let other = organisation(&db, "Other").await;
    let mut tx = db.write(org).await.unwrap();
    let site = new_site(&mut tx, "Mill").await.id;
    let held = energy::plan_at::<f64>(&mut tx, site, at(60)).await.unwrap();
    assert_eq!(held, None);
    let kept: Vec<KeptPlan<f64>> = [10, 20, 30]
        .into_iter()
        .map(|minute| KeptPlan {
            id: Uuid::now_v7(),
            made_at: at(minute),
            starts_at: at(minute),
            ends_at: at(minute + 1_440),
            measured_at: at(minute - 5),
            plan: 0.5,
        })
        .collect();
    for one in &kept {
        energy::keep_plan(&mut tx, site, one).await.unwrap();
    }
    let newest = energy::newest_plan(&mut tx, site).await.unwrap();
    assert_eq!(newest, Some((at(30), at(25))));
    // Before the first there was none: then it is the first.
    for (minute, place) in [(5, 0), (10, 0), (19, 0), (20, 1), (29, 1), (500, 2)] {
        let held = energy::plan_at::<f64>(&mut tx, site, at(minute)).await;
        assert_eq!(held.unwrap().as_ref(), Some(&kept[place]), "{minute}");
    }
    assert_eq!(energy::forget_plans(&mut tx, at(20)).await.unwrap(), 1);
    tx.commit().await.unwrap();
    let mut conn = db.read(other).await.unwrap();
    assert_eq!(energy::newest_plan(&mut conn, site).await.unwrap(), None);
    let held = energy::plan_at::<f64>(&mut conn, site, at(60)).await;
    assert_eq!(held.unwrap(), None);
});

on_both!(
    a_choice_stands_until_its_measurements_change,
    |db| async move {
        let org = organisation(&db, "Acme").await;
        let other = organisation(&db, "Other").await;
        let mut tx = db.write(org).await.unwrap();
        let site = new_site(&mut tx, "Mill").await.id;
        assert_eq!(
            energy::load_choice::<f64>(&mut tx, site).await.unwrap(),
            None
        );
        for (minute, choice) in [(60, 0.5), (120, 0.75)] {
            energy::put_load_choice(&mut tx, site, at(minute + 1), at(minute), &choice)
                .await
                .unwrap();
            let stored = energy::load_choice(&mut tx, site).await.unwrap();
            assert_eq!(stored, Some(choice));
        }
        for (after, stored) in [(120, Some(0.75)), (119, None)] {
            energy::forget_load_choice(&mut tx, site, at(after))
                .await
                .unwrap();
            assert_eq!(energy::load_choice(&mut tx, site).await.unwrap(), stored);
        }
        energy::put_load_choice(&mut tx, site, at(1), at(0), &0.5)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let mut conn = db.read(other).await.unwrap();
        assert_eq!(
            energy::load_choice::<f64>(&mut conn, site).await.unwrap(),
            None
        );
    }
);

on_both!(what_a_forecast_rests_on_may_change, |db| async move {
    let org = organisation(&db, "Acme").await;
    let mut tx = db.write(org).await.unwrap();
    let site = new_site(&mut tx, "Mill").await.id;
    let load = ForecastQuantity::Load;
    for hour in [1, 2] {
        let forecast = KeptForecast::<f64, f64> {
            id: Uuid::now_v7(),
            quantity: load,
            made_at: at(60 * hour),
            starts_at: at(60 * hour),
            ends_at: at(60 * hour + 1_440),
            interval_minutes: 60,
            method: ForecastMethod::Panel,
            points: vec![0.5],
            score: None,
        };
        assert!(
            energy::keep_forecast(&mut tx, site, &forecast)
                .await
                .unwrap()
        );
        let kept = energy::forecast_with_basis::<f64, String>(&mut tx, site, load, at(60 * hour));
        assert_eq!(kept.await.unwrap(), None);
        energy::put_basis(&mut tx, site, forecast.id, &"meter")
            .await
            .unwrap();
    }
    // The first hour's value is another one: what began with it knew nothing of it.
    energy::forget_bases(&mut tx, site, load, at(60))
        .await
        .unwrap();
    for (minute, basis) in [(60, Some((vec![0.5], "meter".to_owned()))), (120, None)] {
        let kept = energy::forecast_with_basis(&mut tx, site, load, at(minute));
        assert_eq!(kept.await.unwrap(), basis);
    }
    tx.commit().await.unwrap();
});

on_both!(
    what_came_takes_the_place_of_what_was_expected,
    |db| async move {
        let org = organisation(&db, "Acme").await;
        let other = organisation(&db, "Other").await;
        let mut tx = db.write(org).await.unwrap();
        let site = new_site(&mut tx, "Mill").await.id;
        let beside = new_site(&mut tx, "Yard").await.id;
        let none = energy::temperatures_fetched_at(&mut tx, site).await;
        assert_eq!(none.unwrap(), None);
        let hour = |hour: i64| at(60 * hour);
        // More rows than one statement of SQLite takes.
        let said = |from: i64, celsius: f64| -> Vec<_> {
            (from..from + 600).map(|one| (hour(one), celsius)).collect()
        };
        let provider = WeatherProvider::OpenMeteo;
        for (from, minute, celsius) in [(0, 1, 5.5), (300, 2, -3.25)] {
            let hours = said(from, celsius);
            energy::put_temperatures(&mut tx, site, provider, at(minute), &hours)
                .await
                .unwrap();
        }
        let solcast = WeatherProvider::Solcast;
        energy::put_temperatures(&mut tx, beside, solcast, at(3), &said(0, 20.0)[..1])
            .await
            .unwrap();
        let all = energy::temperatures(&mut tx, site, (hour(0), hour(10_000)), 10_000).await;
        let all = all.unwrap();
        assert_eq!(all.len(), 900);
        let one = |hours: i64, minute: i64, celsius: f64| StoredTemperature {
            at: hour(hours),
            celsius,
            provider,
            fetched_at: at(minute),
        };
        assert_eq!(all[299..301], [one(299, 1, 5.5), one(300, 2, -3.25)]);
        let some = energy::temperatures(&mut tx, site, (hour(298), hour(302)), 3).await;
        assert_eq!(some.unwrap(), all[298..301]);
        let fetched = energy::temperatures_fetched_at(&mut tx, site).await;
        assert_eq!(fetched.unwrap(), Some(at(2)));

        let removed = energy::forget_temperatures(&mut tx, site, hour(500)).await;
        assert_eq!(removed.unwrap(), 500);
        let rest = energy::temperatures(&mut tx, beside, (hour(0), hour(10)), 10).await;
        assert_eq!(rest.unwrap().len(), 1, "another site keeps its own");
        tx.commit().await.unwrap();
        let mut conn = db.read(other).await.unwrap();
        let range = (hour(0), hour(10_000));
        let none = energy::temperatures(&mut conn, site, range, 10).await;
        assert_eq!(none.unwrap(), []);
    }
);
