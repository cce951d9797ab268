//! Measurements added up by stretches of time.

use model::energy::{Channel, EnergySite, Measurement};
use store::energy::{self, FilledStretch, MeasuredStretch, MeasurementFill};
use testkit::on_both;

use crate::fixtures::{at, new_site, organisation};

fn row(channel: Channel, minutes: i64, value: f64) -> Measurement {
    Measurement {
        channel,
        at: at(minutes),
        value,
    }
}

fn stretch(channel: Channel, minutes: i64, measured: u64, total: f64) -> MeasuredStretch {
    MeasuredStretch {
        channel,
        at: at(minutes),
        measured,
        total,
        outliers: 0,
        highest: None,
    }
}

on_both!(
    measurements_are_added_up_by_stretches_without_outliers,
    |db| async move {
        let org = organisation(&db, "Acme").await;
        let mut tx = db.write(org).await.unwrap();
        let site = new_site(&mut tx, "Mill").await.id;
        let other = new_site(&mut tx, "Dock").await.id;
        let settings: EnergySite =
            serde_json::from_str(r#"{"interval_minutes": 15, "time_zone": "UTC"}"#).unwrap();
        energy::put_energy_site(&mut tx, site, &settings, at(0))
            .await
            .unwrap();
        let (import, soc) = (Channel::ImportKwh, Channel::Soc);
        // Stretches begin at half past, as midnights of some zones do.
        let rows = [
            row(import, 15, 100.0),
            row(import, 30, 1.0),
            row(import, 45, 4.0),
            row(import, 60, 4.0),
            row(import, 75, 90.0),
            row(import, 90, 80.0),
            row(import, 105, 70.0),
            row(import, 210, 2.5),
            row(soc, 90, 0.25),
            row(soc, 105, 0.75),
        ];
        energy::insert(&mut tx, site, &rows).await.unwrap();
        energy::insert(&mut tx, other, &rows).await.unwrap();
        for (odd, is_right) in [(rows[4], false), (rows[5], true), (rows[7], false)] {
            energy::put_flag(&mut tx, site, odd, "too much", at(1))
                .await
                .unwrap();
            if is_right {
                let approved = energy::approve_flag(&mut tx, site, import, odd.at, at(2)).await;
                assert!(approved.unwrap());
            }
        }
        let fill = |minutes, value| MeasurementFill {
            of: row(import, minutes, value),
            interval_low: 0.0,
            interval_high: 9.0,
            confidence: 0.8,
            method: "profile".to_owned(),
            samples: 300,
        };
        for fill in [
            fill(120, 3.0),
            fill(135, 4.5),
            fill(150, 1.0),
            fill(240, 9.0),
        ] {
            let is_new = energy::put_measurement_fill(&mut tx, site, &fill, at(1)).await;
            assert!(is_new.unwrap());
        }

        let range = (at(30), at(240));
        let read = energy::measured_stretches(&mut tx, site, range, 3_600, 99);
        let expected = [
            // The first of two equal peaks; the outlier beside them is higher.
            MeasuredStretch {
                outliers: 1,
                highest: Some((at(45), 4.0)),
                ..stretch(import, 30, 3, 9.0)
            },
            // A person said that 80 is right.
            MeasuredStretch {
                highest: Some((at(90), 80.0)),
                ..stretch(import, 90, 2, 150.0)
            },
            MeasuredStretch {
                outliers: 1,
                ..stretch(import, 210, 0, 0.0)
            },
            MeasuredStretch {
                highest: Some((at(105), 0.75)),
                ..stretch(soc, 90, 2, 1.0)
            },
        ];
        assert_eq!(read.await.unwrap(), expected);
        let read = energy::measured_stretches(&mut tx, site, range, 1_800, 2);
        let read = read.await.unwrap();
        assert_eq!(
            read.iter()
                .map(|one| (one.at, one.measured))
                .collect::<Vec<_>>(),
            [(at(30), 2), (at(60), 1)],
            "shorter ones, and no more than asked for"
        );
        let read = energy::filled_stretches(&mut tx, site, range, 3_600, 99);
        let filled = |minutes, filled, total| FilledStretch {
            channel: import,
            at: at(minutes),
            filled,
            total,
        };
        assert_eq!(
            read.await.unwrap(),
            [filled(90, 2, 7.5), filled(150, 1, 1.0)],
            "half-open, as the range is"
        );
        let nothing = energy::filled_stretches(&mut tx, other, range, 3_600, 99).await;
        assert_eq!(nothing.unwrap(), []);
        tx.commit().await.unwrap();
    }
);
