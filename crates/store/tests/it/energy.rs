//! Electricity of sites: settings, and measurements that are stored once.

use chrono::Duration;
use model::emissions::{IntensityKind, IntensityScope, IntensitySignal};
use model::energy::{
    Channel, EnergySite, ForecastMethod, ForecastQuantity, Measurement, WeatherPoint,
    WeatherProvider,
};
use model::page::PageRequest;
use store::energy::{
    self, GridForecast, IntensityHour, KeptForecast, Pause, StoredWeather, Zone as GridZone,
};
use testkit::on_both;
use uuid::Uuid;

use crate::fixtures::{at, new_site, organisation};

fn settings(interval_minutes: u32) -> EnergySite {
    EnergySite {
        interval_minutes,
        time_zone: "Europe/Berlin".into(),
        tariff: None,
        battery: None,
        solar: None,
        import_limit_kw: Some(250.0),
        export_limit_kw: None,
        export_avoids_carbon: false,
        events: None,
        deferrable_loads: Vec::new(),
        tariff_offers: Vec::new(),
        plan: None,
    }
}

fn row(channel: Channel, quarter: i64, value: f64) -> Measurement {
    Measurement {
        channel,
        at: at(15 * quarter),
        value,
    }
}

on_both!(settings_of_a_site_are_replaced, |db| async move {
    let org = organisation(&db, "Acme").await;
    let other = organisation(&db, "Other").await;
    let mut tx = db.write(org).await.unwrap();
    let mill = new_site(&mut tx, "Mill").await;
    let dock = new_site(&mut tx, "Dock").await;
    assert_eq!(energy::energy_site(&mut tx, mill.id).await.unwrap(), None);
    let without = energy::sites_without_energy(&mut tx, 1).await.unwrap();
    assert_eq!(without, std::slice::from_ref(&dock), "the first by name");
    for (site, minutes) in [(&mill, 60), (&dock, 15), (&mill, 30)] {
        let settings = settings(minutes);
        energy::put_energy_site(&mut tx, site.id, &settings, at(1))
            .await
            .unwrap();
    }
    let stored = energy::energy_site(&mut tx, mill.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (stored.site, stored.settings, stored.changed_at),
        (mill, settings(30), at(1))
    );
    let first = energy::energy_sites(&mut tx, &PageRequest::default(), 1)
        .await
        .unwrap();
    assert_eq!(first.items[0].site.name, "Dock");
    let next = PageRequest {
        limit: None,
        cursor: first.next_cursor,
    };
    let second = energy::energy_sites(&mut tx, &next, 1).await.unwrap();
    assert_eq!(
        (second.items[0].site.name.as_str(), second.next_cursor),
        ("Mill", None)
    );
    let without = energy::sites_without_energy(&mut tx, 9).await.unwrap();
    assert_eq!(without, []);
    tx.commit().await.unwrap();
    let mut conn = db.read(other).await.unwrap();
    assert_eq!(energy::energy_site(&mut conn, dock.id).await.unwrap(), None);
});

on_both!(a_measurement_is_stored_once, |db| async move {
    let org = organisation(&db, "Acme").await;
    let mut tx = db.write(org).await.unwrap();
    let site = new_site(&mut tx, "Mill").await.id;
    let day: Vec<_> = (0..1_234)
        .map(|quarter| row(Channel::ImportKwh, quarter, quarter as f64))
        .collect();
    let outcome = energy::insert(&mut tx, site, &day).await.unwrap();
    assert_eq!(
        (outcome.new, outcome.equal.len(), outcome.different.len()),
        (1_234, 0, 0)
    );
    let again = [
        row(Channel::ImportKwh, 5, 5.0),
        row(Channel::ImportKwh, 6, 7.0),
        row(Channel::Soc, 6, 0.5),
        row(Channel::ImportKwh, 1_234, 1.0),
    ];
    let outcome = energy::insert(&mut tx, site, &again).await.unwrap();
    assert_eq!(
        (outcome.new, outcome.equal, outcome.different),
        (2, vec![0], vec![(1, 6.0)])
    );
    energy::replace(&mut tx, site, &again[1..2]).await.unwrap();
    let from = at(15 * 5);
    let read = energy::series(
        &mut tx,
        site,
        Channel::ImportKwh,
        (from, from + Duration::minutes(45)),
        2,
    )
    .await
    .unwrap();
    assert_eq!(
        read,
        [
            row(Channel::ImportKwh, 5, 5.0),
            row(Channel::ImportKwh, 6, 7.0)
        ]
    );
    let extents = energy::extents(&mut tx, site).await.unwrap();
    let seen: Vec<_> = extents
        .iter()
        .map(|one| {
            (
                one.channel,
                one.count,
                one.first_at,
                one.last_at,
                one.last_value,
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            (Channel::ImportKwh, 1_235, at(0), at(15 * 1_234), 1.0),
            (Channel::Soc, 1, at(90), at(90), 0.5),
        ]
    );
    assert_eq!(
        energy::insert(&mut tx, site, &[]).await.unwrap(),
        energy::Outcome::default()
    );
});

on_both!(what_came_outlives_what_was_expected, |db| async move {
    let zone = GridZone {
        provider: "uk_carbon_intensity",
        zone: "GB",
    };
    let hour = |hours: i64, g_per_kwh: f64, kind, fetched: i64| IntensityHour {
        at: at(60 * hours),
        g_per_kwh,
        kind,
        signal: IntensitySignal::Average,
        scope: IntensityScope::Direct,
        fetched_at: at(60 * fetched),
    };
    let mut tx = db.system_write().await.unwrap();
    let first = [
        hour(0, 100.0, IntensityKind::Actual, 1),
        hour(1, 110.0, IntensityKind::Forecast, 1),
        hour(2, 120.0, IntensityKind::Forecast, 1),
    ];
    energy::put_intensity(&mut tx, zone, &first).await.unwrap();
    let second = [
        hour(0, 1.0, IntensityKind::Forecast, 2),
        hour(1, 111.0, IntensityKind::Estimated, 2),
        hour(2, 122.0, IntensityKind::Forecast, 2),
    ];
    energy::put_intensity(&mut tx, zone, &second).await.unwrap();
    let range = (at(0), at(180));
    let stored = energy::intensity(&mut tx, zone, range, 10).await.unwrap();
    assert_eq!(stored, [first[0], second[1], second[2]]);
    let other = GridZone { zone: "13", ..zone };
    assert!(
        energy::intensity(&mut tx, other, range, 10)
            .await
            .unwrap()
            .is_empty()
    );

    for fetched in [1, 2] {
        let forecast = GridForecast {
            fetched_at: at(60 * fetched),
            generated_at: at(0),
            signal: IntensitySignal::Average,
            scope: IntensityScope::Direct,
            hours: vec![(at(120), 100.0 + fetched as f64)],
        };
        energy::put_grid_forecast(&mut tx, zone, &forecast)
            .await
            .unwrap();
    }
    for (known_at, expected) in [
        (59, None),
        (60, Some(101.0)),
        (119, Some(101.0)),
        (500, Some(102.0)),
    ] {
        let known = energy::grid_forecast(&mut tx, zone, at(known_at))
            .await
            .unwrap();
        assert_eq!(known.map(|one| one.hours[0].1), expected, "{known_at}");
    }
    assert_eq!(
        energy::forget_grid_forecasts(&mut tx, at(100))
            .await
            .unwrap(),
        1
    );
});

on_both!(calls_and_pauses_are_kept, |db| async move {
    let mut tx = db.system_write().await.unwrap();
    let day = 24 * 60;
    let mut made = Vec::new();
    for (minute, most) in [(0, 2), (1, 2), (2, 2), (2, 3), (day, 2), (day, 0)] {
        let now = at(0)
            .date_naive()
            .and_time(chrono::NaiveTime::MIN)
            .and_utc();
        let now = now + Duration::minutes(minute);
        made.push(
            energy::count_call(&mut tx, "solcast", now, most)
                .await
                .unwrap(),
        );
    }
    assert_eq!(made, [true, true, false, true, true, false]);
    assert!(
        !energy::count_call(&mut tx, "another", at(0), 0)
            .await
            .unwrap()
    );

    let pause = Pause {
        failures: 2,
        not_before: at(30),
        fault: "it answered 500".into(),
    };
    energy::put_pause(&mut tx, "solcast", "1/2", &pause)
        .await
        .unwrap();
    energy::put_pause(&mut tx, "solcast", "1/2", &pause)
        .await
        .unwrap();
    let stored = energy::pause(&mut tx, "solcast", "1/2").await.unwrap();
    assert_eq!(stored, Some(pause));
    assert_eq!(energy::pause(&mut tx, "solcast", "").await.unwrap(), None);
    energy::end_pause(&mut tx, "solcast", "1/2").await.unwrap();
    assert_eq!(
        energy::pause(&mut tx, "solcast", "1/2").await.unwrap(),
        None
    );
});

on_both!(weather_and_forecasts_belong_to_a_site, |db| async move {
    let org = organisation(&db, "Acme").await;
    let other = organisation(&db, "Other").await;
    let mut tx = db.write(org).await.unwrap();
    let site = new_site(&mut tx, "Mill").await.id;
    for minute in [1, 2] {
        let weather = StoredWeather {
            provider: WeatherProvider::Solcast,
            fetched_at: at(minute),
            place: (minute == 2).then_some((52.5, 13.4)),
            points: vec![WeatherPoint {
                at: at(0),
                minutes: 30,
                ghi: Some(1.5),
                dni: None,
                dhi: None,
                air_c: None,
                array: None,
            }],
        };
        energy::put_weather(&mut tx, site, &weather).await.unwrap();
        let stored = energy::weather(&mut tx, site).await.unwrap();
        assert_eq!(stored, Some(weather));
    }
    let forecast = |hour: i64| KeptForecast::<f64, f64> {
        id: Uuid::now_v7(),
        quantity: ForecastQuantity::Load,
        made_at: at(60 * hour),
        starts_at: at(60 * hour),
        ends_at: at(60 * hour + 1_440),
        interval_minutes: 60,
        method: ForecastMethod::Panel,
        points: vec![1.0, 2.0],
        score: None,
    };
    let kept: Vec<_> = (0..3).map(forecast).collect();
    for one in &kept {
        assert!(energy::keep_forecast(&mut tx, site, one).await.unwrap());
        assert!(!energy::keep_forecast(&mut tx, site, one).await.unwrap());
    }
    assert!(
        energy::has_forecast(&mut tx, site, ForecastQuantity::Load, at(60))
            .await
            .unwrap()
    );
    assert!(
        !energy::has_forecast(&mut tx, site, ForecastQuantity::Load, at(61))
            .await
            .unwrap()
    );
    let due: Vec<KeptForecast<f64, f64>> =
        energy::unscored(&mut tx, site, ForecastQuantity::Load, at(1_500), 10)
            .await
            .unwrap();
    assert_eq!(due, kept[..2]);
    energy::put_score(&mut tx, site, kept[0].id, &0.25)
        .await
        .unwrap();
    let due: Vec<KeptForecast<f64, f64>> =
        energy::unscored(&mut tx, site, ForecastQuantity::Load, at(1_500), 10)
            .await
            .unwrap();
    assert_eq!(due, kept[1..2]);
    let scores: Vec<f64> = energy::scores(&mut tx, site, ForecastQuantity::Load, at(0), 10)
        .await
        .unwrap();
    assert_eq!(scores, [0.25]);
    let mut request = PageRequest::default();
    let page =
        energy::kept_forecasts::<f64, f64>(&mut tx, site, ForecastQuantity::Load, &request, 2)
            .await
            .unwrap();
    assert_eq!(page.items, [kept[2].clone(), kept[1].clone()]);
    request.cursor = page.next_cursor;
    let page =
        energy::kept_forecasts::<f64, f64>(&mut tx, site, ForecastQuantity::Load, &request, 2)
            .await
            .unwrap();
    assert_eq!((page.items[0].score, page.next_cursor), (Some(0.25), None));
    tx.commit().await.unwrap();
    let mut conn = db.read(other).await.unwrap();
    assert_eq!(energy::weather(&mut conn, site).await.unwrap(), None);
    assert!(
        !energy::has_forecast(&mut conn, site, ForecastQuantity::Load, at(60))
            .await
            .unwrap()
    );
    drop(conn);
    let mut tx = db.write(org).await.unwrap();
    assert_eq!(energy::forget_forecasts(&mut tx, at(60)).await.unwrap(), 1);
});

on_both!(old_measurements_are_forgotten, |db| async move {
    let org = organisation(&db, "Acme").await;
    let mut tx = db.write(org).await.unwrap();
    let site = new_site(&mut tx, "Mill").await.id;
    let other = new_site(&mut tx, "Dock").await.id;
    assert_eq!(energy::first_measured(&mut tx, site).await.unwrap(), None);
    let rows: Vec<_> = (0..8)
        .flat_map(|quarter| {
            [
                row(Channel::ImportKwh, quarter, 1.0),
                row(Channel::Soc, quarter + 1, 0.5),
            ]
        })
        .collect();
    for site in [site, other] {
        energy::insert(&mut tx, site, &rows).await.unwrap();
    }
    assert_eq!(
        energy::first_measured(&mut tx, site).await.unwrap(),
        Some(at(0))
    );
    // The state of charge is no part of a load.
    assert_eq!(
        energy::last_measured(&mut tx, site).await.unwrap(),
        Some(at(105))
    );
    assert_eq!(energy::forget(&mut tx, site, at(30)).await.unwrap(), 3);
    assert_eq!(
        energy::first_measured(&mut tx, site).await.unwrap(),
        Some(at(30))
    );
    assert_eq!(
        energy::first_measured(&mut tx, other).await.unwrap(),
        Some(at(0))
    );
});

on_both!(channels_add_up_to_a_load, |db| async move {
    let org = organisation(&db, "Acme").await;
    let mut tx = db.write(org).await.unwrap();
    let site = new_site(&mut tx, "Mill").await.id;
    let rows = [
        row(Channel::ImportKwh, 0, 5.0),
        row(Channel::ExportKwh, 0, 0.5),
        row(Channel::SolarKwh, 0, 3.0),
        row(Channel::BatteryChargeKwh, 0, 1.25),
        row(Channel::BatteryDischargeKwh, 0, 0.25),
        row(Channel::Soc, 0, 0.5),
        row(Channel::Soc, 1, 0.5),
        row(Channel::ImportKwh, 2, 4.0),
        row(Channel::ImportKwh, 3, 2.0),
    ];
    energy::insert(&mut tx, site, &rows).await.unwrap();
    let interval = |quarter: i64, channels, kwh| energy::LoadInterval {
        at: at(15 * quarter),
        channels,
        kwh,
    };
    let range = (at(0), at(45));
    let loads = energy::loads(&mut tx, site, range, 10).await.unwrap();
    assert_eq!(loads, [interval(0, 5, 6.5), interval(2, 1, 4.0)]);
    let loads = energy::loads(&mut tx, site, (at(15), at(60)), 1)
        .await
        .unwrap();
    assert_eq!(loads, [interval(2, 1, 4.0)]);
    tx.commit().await.unwrap();
});

on_both!(finer_intervals_are_kept_beside_steps, |db| async move {
    let (org, other) = (
        organisation(&db, "Acme").await,
        organisation(&db, "Other").await,
    );
    let mut tx = db.write(org).await.unwrap();
    let site = new_site(&mut tx, "Mill").await.id;
    let fine = |minute: i64, value| Measurement {
        channel: Channel::ImportKwh,
        at: at(minute),
        value,
    };
    assert!(!energy::has_fine(&mut tx, site).await.unwrap());
    let rows: Vec<_> = (0..700).map(|minute| fine(minute, minute as f64)).collect();
    let outcome = energy::insert_fine(&mut tx, site, &rows).await.unwrap();
    assert_eq!(outcome.new, 700);
    let again = [rows[3], fine(4, 7.0), fine(700, 1.0)];
    let outcome = energy::insert_fine(&mut tx, site, &again).await.unwrap();
    assert_eq!((outcome.new, outcome.equal), (1, vec![0]));
    assert_eq!(outcome.different, [(1, 4.0)]);
    energy::replace_fine(&mut tx, site, &again[1..2])
        .await
        .unwrap();
    tx.commit().await.unwrap();

    // Steps are a table of their own.
    let mut tx = db.write(org).await.unwrap();
    let range = (at(3), at(6));
    let stored = energy::fine_series(&mut tx, site, Channel::ImportKwh, range, 9).await;
    assert_eq!(stored.unwrap(), [rows[3], again[1], rows[5]]);
    let steps = energy::series(&mut tx, site, Channel::ImportKwh, range, 9).await;
    assert_eq!(steps.unwrap(), []);
    assert!(energy::has_fine(&mut tx, site).await.unwrap());
    // They go by age with what is made of them.
    let first = energy::first_measured(&mut tx, site).await.unwrap();
    assert_eq!(first, Some(at(0)));
    energy::insert(&mut tx, site, &[row(Channel::ImportKwh, 0, 105.0)])
        .await
        .unwrap();
    assert_eq!(energy::forget(&mut tx, site, at(15)).await.unwrap(), 1);
    let first = energy::first_measured(&mut tx, site).await.unwrap();
    assert_eq!(first, Some(at(15)));
    tx.commit().await.unwrap();
    let mut conn = db.read(other).await.unwrap();
    assert!(!energy::has_fine(&mut conn, site).await.unwrap());
});
