//! Measurements of shorter intervals than steps, by every door.

use chrono::{DateTime, Duration, TimeZone, Utc};
use model::energy::{Channel, CsvQuery, MeasurementAnswer, MeasurementQuery};
use model::ids::SiteId;
use serde_json::{Value, json};
use testkit::{ScratchDb, on_both};

use crate::Services;
use crate::actor::Actor;
use crate::energy::{
    add_csv, add_measurements, clean_up, forecast, measurement_quality, measurements, put_site,
    site, take_measurements,
};
use crate::error::Error;
use crate::testing::{SetClock, energy_site, process};

/// A site whose meters count by so many minutes.
struct Works {
    services: Services,
    actor: Actor,
    id: SiteId,
    now: DateTime<Utc>,
}

fn settings(minutes: u32) -> Value {
    json!({"interval_minutes": minutes, "time_zone": "UTC"})
}

fn row(channel: &str, at: DateTime<Utc>, value: f64) -> Value {
    json!({"channel": channel, "at": at, "value": value})
}

impl Works {
    async fn new(db: &ScratchDb, minutes: u32) -> Self {
        let now = Utc.with_ymd_and_hms(2026, 6, 15, 10, 0, 0).single();
        let now = now.expect("a time");
        let services = process(db.url(), &SetClock::at(now)).await;
        let actor = Actor::system(testkit::create_organisation(db.url(), "Acme").await);
        let id = energy_site(
            &services,
            &actor,
            json!({"name": "Works"}),
            settings(minutes),
        )
        .await;
        Self {
            services,
            actor,
            id,
            now,
        }
    }

    async fn send(&self, rows: &[Value], replace: bool) -> MeasurementAnswer {
        let body = json!({"measurements": rows, "replace": replace});
        let body = serde_json::to_vec(&body).expect("json");
        let sent = add_measurements(&self.services, &self.actor, self.id, body.into()).await;
        sent.expect("stored")
    }

    /// Values of a channel with the minutes after `from` that they begin at, and how long they are.
    async fn read(
        &self,
        channel: Channel,
        from: DateTime<Utc>,
        as_measured: bool,
    ) -> (u32, Vec<(i64, f64)>) {
        let query = MeasurementQuery {
            channel,
            from,
            to: self.now + Duration::hours(1),
            limit: None,
            as_measured,
        };
        let page = measurements(&self.services, &self.actor, self.id, query).await;
        let page = page.expect("measurements");
        let items = page.items.iter();
        let items = items.map(|one| ((one.at - from).num_minutes(), one.value));
        (page.interval_minutes, items.collect())
    }
}

on_both!(a_step_is_there_once_all_of_it_came, |db| async move {
    let works = Works::new(&db, 5).await;
    let from = works.now - Duration::hours(2);
    let at = |minute| from + Duration::minutes(minute);
    let import = |minute, value| row("import_kwh", at(minute), value);
    // A whole quarter-hour, and one that has only begun; the state of charge of its beginning.
    let rows = [
        import(0, 1.0),
        import(5, 2.0),
        import(10, 3.0),
        import(15, 4.0),
        row("soc", at(15), 0.5),
        row("soc", at(20), 0.6),
    ];
    let answer = works.send(&rows, false).await;
    assert_eq!((answer.accepted, answer.rejected_count), (6, 0));
    let steps = || works.read(Channel::ImportKwh, from, false);
    assert_eq!(steps().await, (15, vec![(0, 6.0)]));
    let (minutes, fine) = works.read(Channel::ImportKwh, from, true).await;
    assert_eq!(
        (minutes, fine),
        (5, vec![(0, 1.0), (5, 2.0), (10, 3.0), (15, 4.0)])
    );
    assert_eq!(works.read(Channel::Soc, from, false).await.1, [(15, 0.5)]);

    // The same again changes nothing; another value does when it is said to.
    let answer = works.send(&rows, false).await;
    assert_eq!((answer.accepted, answer.duplicate), (0, 6));
    let answer = works.send(&[import(5, 2.5)], false).await;
    assert_eq!(
        (answer.accepted, answer.rejected[0].code.as_str()),
        (0, "conflict")
    );
    assert_eq!(steps().await.1, [(0, 6.0)]);
    let answer = works.send(&[import(5, 2.5)], true).await;
    assert_eq!((answer.accepted, answer.replaced), (0, 1));
    assert_eq!(steps().await.1, [(0, 6.5)]);

    // By the stream the rest comes, one by one and late.
    for (minute, value) in [(25, 6.0), (20, 5.0)] {
        let message = serde_json::to_vec(&import(minute, value)).expect("json");
        let taken =
            take_measurements(&works.services, &works.actor, works.id, message.into()).await;
        assert_eq!(taken.expect("stored").accepted, 1);
    }
    assert_eq!(steps().await.1, [(0, 6.5), (15, 15.0)]);

    // What lies within an interval begins none, and limits are those of five minutes.
    let odd = [import(7, 1.0), import(30, 2.1e6), import(35, 2.0e6)];
    let answer = works.send(&odd, false).await;
    let codes: Vec<&str> = answer
        .rejected
        .iter()
        .map(|one| one.code.as_str())
        .collect();
    assert_eq!(codes, ["off_grid", "out_of_range"]);
    assert!(
        answer.rejected[0].message.contains("multiple of 5 minutes"),
        "{answer:?}"
    );
    let quality = measurement_quality(&works.services, &works.actor, works.id).await;
    let quality = quality.expect("quality");
    assert_eq!(quality.interval_minutes, 15);
    let import = &quality.channels[0];
    assert_eq!((import.week.came, import.week.expected), (2, 8));
    assert!(quality.is_review_due);

    let minutes_10 = serde_json::from_value(settings(10)).expect("settings");
    let other = put_site(&works.services, &works.actor, works.id, minutes_10).await;
    let Err(Error::Conflict(words)) = other else {
        panic!("{other:?}");
    };
    assert!(
        words.contains("measurements of 5 minutes are stored"),
        "{words}"
    );
});

on_both!(a_file_of_mean_power_becomes_steps, |db| async move {
    // Three intervals of ten minutes are half an hour; the end of each is written.
    let works = Works::new(&db, 10).await;
    let mapping: CsvQuery = serde_json::from_value(json!({
        "time": "time", "pattern": "%Y-%m-%d %H:%M", "label": "end", "unit": "kW",
        "import_kwh": "kW"}))
    .expect("a mapping");
    let file = "time,kW\n2026-06-15 08:10,6\n2026-06-15 08:20,12\n2026-06-15 08:30,18\n2026-06-15 08:40,24\n";
    let kept = add_csv(
        &works.services,
        &works.actor,
        works.id,
        mapping,
        file.into(),
    )
    .await;
    let kept = kept.expect("stored");
    assert_eq!((kept.rows, kept.measurements.accepted), (4, 4));
    let from = works.now - Duration::hours(2);
    let near = |(minutes, found): (u32, Vec<(i64, f64)>), expected: &[(i64, f64)]| {
        assert_eq!(found.len(), expected.len(), "{minutes} {found:?}");
        for ((at, value), (expected_at, expected)) in found.iter().zip(expected) {
            assert_eq!(at, expected_at);
            assert!((value - expected).abs() < 1e-9, "{found:?}");
        }
    };
    near(
        works.read(Channel::ImportKwh, from, false).await,
        &[(0, 6.0)],
    );
    let fine = [(0, 1.0), (10, 2.0), (20, 3.0), (30, 4.0)];
    near(works.read(Channel::ImportKwh, from, true).await, &fine);
});

on_both!(
    a_minute_that_is_missing_takes_its_step_with_it,
    |db| async move {
        let works = Works::new(&db, 1).await;
        let from = works.now - Duration::hours(13);
        // 52 quarter-hours, of which one lacks a minute.
        let gap = 15 * 20 + 7;
        let minute = |minute: i64| row("import_kwh", from + Duration::minutes(minute), 0.1);
        let rows: Vec<Value> = (0..13 * 60).filter(|at| *at != gap).map(minute).collect();
        assert_eq!(works.send(&rows, false).await.accepted, 13 * 60 - 1);
        let known = || async {
            let state = site(&works.services, &works.actor, works.id).await;
            state.expect("a site").measurements
        };
        assert_eq!(known().await, 51);
        let made = forecast(&works.services, &works.actor, works.id).await;
        let made = made.expect("a forecast");
        assert_eq!((made.interval_minutes, made.points.len()), (15, 96));
        assert_eq!(made.basis.measured, 51);
        assert!(
            (made.points[0].kwh - 1.5).abs() < 1e-9,
            "{:?}",
            made.points[0]
        );
        works.send(&[minute(gap)], false).await;
        assert_eq!(known().await, 52);
        // Nothing is deleted where nobody says so.
        clean_up(&works.services).await.expect("done");
        assert_eq!(known().await, 52);
    }
);
