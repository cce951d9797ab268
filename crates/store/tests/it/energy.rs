//! Electricity of sites: settings, and measurements that are stored once.

use chrono::Duration;
use model::energy::{Channel, EnergySite, Measurement};
use model::page::PageRequest;
use model::places::PlaceChange;
use store::{energy, places};
use testkit::on_both;

use crate::fixtures::{at, organisation};

fn settings(interval_minutes: u32) -> EnergySite {
    EnergySite {
        interval_minutes,
        time_zone: "Europe/Berlin".into(),
        tariff: None,
        battery: None,
        solar: None,
        import_limit_kw: Some(250.0),
        export_limit_kw: None,
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
    let none = PlaceChange::default();
    let mill = places::create_site(&mut tx, "Mill", &none, at(0))
        .await
        .unwrap();
    let dock = places::create_site(&mut tx, "Dock", &none, at(0))
        .await
        .unwrap();
    assert_eq!(energy::energy_site(&mut tx, mill.id).await.unwrap(), None);
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
    tx.commit().await.unwrap();
    let mut conn = db.read(other).await.unwrap();
    assert_eq!(energy::energy_site(&mut conn, dock.id).await.unwrap(), None);
});

on_both!(a_measurement_is_stored_once, |db| async move {
    let org = organisation(&db, "Acme").await;
    let mut tx = db.write(org).await.unwrap();
    let site = places::create_site(&mut tx, "Mill", &PlaceChange::default(), at(0))
        .await
        .unwrap()
        .id;
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
