//! Odd measurements, and values that stand where a meter was silent.

use chrono::Duration;
use model::energy::{Channel, EnergySite, Measurement};
use model::ids::SiteId;
use store::energy::{self, ChannelCounts, MeasurementFill};
use store::{Conn, Tx};
use testkit::on_both;

use crate::fixtures::{at, new_site, organisation};

const ALL: (i64, i64) = (0, 10_000);

fn row(quarter: i64, value: f64) -> Measurement {
    Measurement {
        channel: Channel::ImportKwh,
        at: at(15 * quarter),
        value,
    }
}

fn fill(quarter: i64, value: f64) -> MeasurementFill {
    MeasurementFill {
        of: row(quarter, value),
        interval_low: value - 1.0,
        interval_high: value + 1.0,
        confidence: 0.8,
        method: "regression".to_owned(),
        samples: 400,
    }
}

async fn mill(tx: &mut Tx) -> SiteId {
    let mill = new_site(tx, "Mill").await.id;
    let settings: EnergySite =
        serde_json::from_str(r#"{"interval_minutes": 15, "time_zone": "UTC"}"#).unwrap();
    energy::put_energy_site(tx, mill, &settings, at(0))
        .await
        .unwrap();
    mill
}

fn range() -> (chrono::DateTime<chrono::Utc>, chrono::DateTime<chrono::Utc>) {
    (at(ALL.0), at(ALL.1))
}

async fn filled(tx: &mut Conn, site: SiteId) -> Vec<MeasurementFill> {
    energy::measurement_fills(tx, site, Channel::ImportKwh, range(), 99)
        .await
        .unwrap()
}

on_both!(
    a_measurement_is_flagged_until_it_is_another,
    |db| async move {
        let org = organisation(&db, "Acme").await;
        let mut tx = db.write(org).await.unwrap();
        let site = mill(&mut tx).await;
        let rows = [row(0, 1.0), row(1, 90.0), row(2, 80.0)];
        energy::insert(&mut tx, site, &rows).await.unwrap();
        let import = Channel::ImportKwh;
        for (of, expected) in [
            (row(1, 90.0), true),
            (row(1, 90.0), false),
            (row(2, 80.0), true),
            (row(0, 2.0), false),
            (row(3, 1.0), false),
        ] {
            let changed = energy::put_flag(&mut tx, site, of, "too much", at(1)).await;
            assert_eq!(changed.unwrap(), expected, "{of:?}");
        }
        let latest = energy::latest_outliers(&mut tx, site, at(0), 1)
            .await
            .unwrap();
        assert_eq!(latest, [(row(2, 80.0), "too much".to_owned())]);

        let approve = async |tx: &mut Conn, quarter: i64| {
            energy::approve_flag(tx, site, import, at(15 * quarter), at(9))
                .await
                .unwrap()
        };
        assert!(approve(&mut tx, 2).await);
        assert!(!approve(&mut tx, 2).await, "it is approved already");
        assert!(!approve(&mut tx, 0).await, "it is no outlier");
        let again = energy::put_flag(&mut tx, site, row(2, 80.0), "again", at(2)).await;
        assert!(!again.unwrap(), "what was approved is not flagged again");
        let counts = energy::channel_counts(&mut tx, site, import, range()).await;
        let expected = ChannelCounts {
            came: 3,
            outliers: 1,
            filled: 0,
        };
        assert_eq!(counts.unwrap(), expected);
        let flags = energy::flags(&mut tx, site, import, range()).await.unwrap();
        let known: Vec<_> = flags
            .iter()
            .map(|flag| (flag.at, flag.reason.as_str(), flag.is_approved))
            .collect();
        assert_eq!(
            known,
            [(at(15), "too much", false), (at(30), "too much", true)]
        );
        for expected in [true, false] {
            let removed = energy::remove_flag(&mut tx, site, import, at(15)).await;
            assert_eq!(removed.unwrap(), expected);
        }
        let removed = energy::forget(&mut tx, site, at(9_000)).await.unwrap();
        assert_eq!(removed, 3);
        let flags = energy::flags(&mut tx, site, import, range()).await;
        assert_eq!(flags.unwrap(), [], "they go with what they are of");
    }
);

on_both!(a_filled_value_gives_way_to_a_real_one, |db| async move {
    let org = organisation(&db, "Acme").await;
    let other = organisation(&db, "Other").await;
    let mut tx = db.write(org).await.unwrap();
    let site = mill(&mut tx).await;
    energy::insert(&mut tx, site, &[row(0, 1.0), row(4, 1.0)])
        .await
        .unwrap();
    for (of, expected) in [
        (fill(0, 5.0), false),
        (fill(1, 5.0), true),
        (fill(1, 6.0), false),
        (fill(2, 7.0), true),
    ] {
        let written = energy::put_measurement_fill(&mut tx, site, &of, at(1)).await;
        assert_eq!(written.unwrap(), expected, "{of:?}");
    }
    assert_eq!(filled(&mut tx, site).await, [fill(1, 5.0), fill(2, 7.0)]);

    energy::insert(&mut tx, site, &[row(2, 3.0)]).await.unwrap();
    let hours = (at(15), at(60));
    for expected in [1, 0] {
        let import = Channel::ImportKwh;
        let gone = energy::withdraw_measurement_fills(&mut tx, site, import, hours).await;
        assert_eq!(gone.unwrap(), expected);
    }
    assert_eq!(filled(&mut tx, site).await, [fill(1, 5.0)]);
    let read = energy::series(&mut tx, site, Channel::ImportKwh, range(), 9).await;
    assert_eq!(
        read.unwrap(),
        [row(0, 1.0), row(2, 3.0), row(4, 1.0)],
        "a filled value is never read as a measured one"
    );
    tx.commit().await.unwrap();

    let mut tx = db.write(other).await.unwrap();
    assert_eq!(filled(&mut tx, site).await, []);
    drop(tx);
    let mut tx = db.write(org).await.unwrap();
    let until = at(15) + Duration::minutes(1);
    energy::forget(&mut tx, site, until).await.unwrap();
    assert_eq!(filled(&mut tx, site).await, []);
});
