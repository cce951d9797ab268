//! Plans of a site whose tariff moves with a market.

use chrono::{DateTime, Duration, TimeZone, Utc};
use model::energy::{
    EnergyPlan, MeasurementAnswer, PlanMode, PlanQuery, PlannedStep, PriceCsvQuery, ShiftQuery,
};
use model::ids::SiteId;
use serde_json::json;
use testkit::{ScratchDb, on_both};

use super::{add_price_csv, add_prices};
use crate::Services;
use crate::actor::Actor;
use crate::energy::{outlook, plan, shifting};
use crate::error::{Error, Result};
use crate::testing::{SetClock, energy_site, import_hours, process};

/// A site in Berlin with a battery, measured by the hour, that pays the market's price and two cents.
struct Plant {
    services: Services,
    actor: Actor,
    now: DateTime<Utc>,
    id: SiteId,
}

impl Plant {
    /// With three days of measurements until `now`, at which an hour begins.
    async fn new(db: &ScratchDb, now: DateTime<Utc>) -> Self {
        let clock = SetClock::at(now);
        let services = process(db.url(), &clock).await;
        let org = testkit::create_organisation(db.url(), "Acme").await;
        let actor = Actor::system(org);
        let settings = json!({
            "interval_minutes": 60, "time_zone": "Europe/Berlin",
            "tariff": {"currency": "EUR", "standing_charge_per_day": "0",
                "import": {"kind": "dynamic", "added_per_kwh": "0.02", "series": "DE-LU"},
                "feed_in": {"kind": "unpaid"}},
            "battery": {"capacity_kwh": 10.0, "charge_kw": 5.0, "discharge_kw": 5.0,
                "charge_efficiency": 0.95, "discharge_efficiency": 0.95, "soc_min": 0.1,
                "soc_max": 0.9, "wear_per_kwh": "0.01", "wear_kg_per_kwh": 0.0}});
        let id = energy_site(&services, &actor, json!({"name": "Works"}), settings).await;
        let hours = (now - Duration::days(3), 72);
        import_hours(&services, &actor, id, hours, |_| 3.0).await;
        Self {
            services,
            actor,
            now,
            id,
        }
    }

    /// Sends so many hours of prices from `from` on.
    async fn send(&self, from: DateTime<Utc>, prices: &[&str], replace: bool) -> MeasurementAnswer {
        let prices: Vec<_> = (0..)
            .zip(prices)
            .map(|(hour, price)| json!({"at": from + Duration::hours(hour), "per_kwh": price}))
            .collect();
        let body = json!({"currency": "EUR", "interval_minutes": 60, "replace": replace,
            "prices": prices});
        let body = serde_json::to_vec(&body).expect("json");
        let sent = add_prices(&self.services, &self.actor, "DE-LU", body.into()).await;
        sent.expect("stored")
    }

    async fn plan(&self) -> Result<EnergyPlan> {
        let query = PlanQuery {
            mode: PlanMode::Cost,
            price_per_kg: None,
        };
        plan(&self.services, &self.actor, self.id, query).await
    }
}

/// Hours in which a plan does something, by their place.
fn hours(plan: &EnergyPlan, of: impl Fn(&PlannedStep) -> f64) -> Vec<usize> {
    let steps = plan.steps.iter().enumerate();
    steps
        .filter(|(_, step)| of(step) > 1e-6)
        .map(|(place, _)| place)
        .collect()
}

fn conflict(made: Result<EnergyPlan>) -> String {
    match made {
        Err(Error::Conflict(words)) => words,
        other => panic!("{other:?}"),
    }
}

on_both!(
    a_battery_charges_in_the_hours_that_are_cheap,
    |db| async move {
        // A Monday at noon in Berlin; prices are known until midnight.
        let now = Utc.with_ymd_and_hms(2026, 6, 15, 10, 0, 0).single();
        let plant = Plant::new(&db, now.expect("a time")).await;
        let now = plant.now;
        let words = conflict(plant.plan().await);
        assert!(
            words.starts_with("tariff.import: no market prices are known of the series DE-LU"),
            "{words}"
        );

        let today = [
            "0.10", "-0.05", "0.01", "0.10", "0.12", "0.15", "0.40", "0.45", "0.30", "0.15",
            "0.12", "0.12",
        ];
        let sent = plant.send(now, &today, false).await;
        assert_eq!((sent.accepted, sent.duplicate), (12, 0));
        let made = plant.plan().await.expect("a plan");
        assert_eq!(made.steps.len(), 12, "nothing is planned without a price");
        assert_eq!(hours(&made, |step| step.charge_kwh), [1, 2]);
        assert_eq!(hours(&made, |step| step.discharge_kwh), [6, 7, 8]);
        assert_eq!(made.steps[1].import_price_per_kwh, Some(-0.03));
        assert!(made.planned.cost < made.idle.cost);
        let ends = &made.adjustments[0];
        assert_eq!((&*ends.field, &*ends.code), ("tariff", "prices_end"));
        let until = now + Duration::hours(12);
        assert!(
            ends.message.contains("DE-LU are known until Tue 00:00"),
            "{}",
            ends.message
        );
        let basis = &made.basis.price;
        assert_eq!(
            (basis.known_until, &*basis.series),
            (Some(until), &["DE-LU".to_owned()][..])
        );
        assert_eq!(
            basis.words,
            "the site's tariff, in EUR, with the market prices of DE-LU, known until Tue 00:00"
        );
        // What is drawn goes on, without prices.
        let shown = outlook(&plant.services, &plant.actor, plant.id).await;
        let shown = shown.expect("an outlook").expected;
        let known = shown.iter().map(|step| step.import_price_per_kwh.is_some());
        assert!(known.eq((0..24).map(|hour| hour < 12)));

        // The market of tomorrow: the whole day is planned.
        let tomorrow = ["0.20"; 12];
        plant.send(until, &tomorrow, false).await;
        let made = plant.plan().await.expect("a plan");
        assert_eq!((made.steps.len(), made.basis.price.known_until), (24, None));
        assert!(made.adjustments.iter().all(|one| one.field != "tariff"));
    }
);

on_both!(a_gap_in_the_market_ends_a_plan, |db| async move {
    let now = Utc.with_ymd_and_hms(2026, 6, 15, 10, 0, 0).single();
    let plant = Plant::new(&db, now.expect("a time")).await;
    let now = plant.now;
    plant
        .send(now + Duration::hours(1), &["0.1"; 8], false)
        .await;
    let words = conflict(plant.plan().await);
    let expected =
        "tariff: no market price of DE-LU is known from Mon 12:00 (2026-06-15T10:00:00+00:00) on";
    assert!(words.starts_with(expected), "{words}");
    plant.send(now, &["0.1"], false).await;
    plant
        .send(now + Duration::hours(11), &["0.1"; 13], false)
        .await;
    let made = plant.plan().await.expect("a plan");
    assert_eq!(made.steps.len(), 9);
    let words = &made.basis.price.words;
    let expected = ", not known of 2 of 24 intervals, the first at Mon 21:00";
    assert!(words.ends_with(expected), "{words}");
});

on_both!(a_run_waits_for_a_price_that_is_known, |db| async move {
    let now = Utc.with_ymd_and_hms(2026, 6, 15, 10, 0, 0).single();
    let plant = Plant::new(&db, now.expect("a time")).await;
    let now = plant.now;
    plant.send(now, &["0.3", "0.2", "0.1", "0.2"], false).await;
    let ask = async |minutes: u32| {
        let query = json!({"kwh": 4.0, "minutes": minutes, "mode": "cost"});
        let query: ShiftQuery = serde_json::from_value(query).expect("a question");
        shifting(&plant.services, &plant.actor, plant.id, query).await
    };
    let best = ask(60).await.expect("a start");
    assert_eq!(best.best.start, now + Duration::hours(2));
    assert_eq!(best.starts, 4);
    let Err(Error::Invalid { errors, .. }) = ask(300).await else {
        panic!("a run of five hours fits into four")
    };
    assert_eq!(errors[0].field, "latest_end");
    let message = &errors[0].message;
    assert!(message.contains("known until Mon 16:00"), "{message}");
});

on_both!(prices_are_stored_once, |db| async move {
    let now = Utc.with_ymd_and_hms(2026, 6, 15, 10, 0, 0).single();
    let plant = Plant::new(&db, now.expect("a time")).await;
    let now = plant.now;
    plant.send(now, &["0.1", "0.2"], false).await;
    let again = plant.send(now, &["0.1", "0.3", "0.4"], false).await;
    assert_eq!(
        (again.accepted, again.duplicate, again.rejected_count),
        (1, 1, 1)
    );
    let fault = &again.rejected[0];
    assert_eq!(
        (fault.index, &*fault.field, &*fault.code),
        (1, "per_kwh", "conflict")
    );
    assert!(
        fault.message.contains("stored is 0.20"),
        "{}",
        fault.message
    );
    let put = plant.send(now, &["0.1", "0.3", "0.4"], true).await;
    assert_eq!((put.duplicate, put.replaced, put.accepted), (2, 1, 0));
    let put = plant.send(now, &["0.1", "0.3", "0.4"], false).await;
    assert_eq!(put.duplicate, 3);
});

on_both!(a_day_of_25_hours_has_a_price_for_each, |db| async move {
    // Midnight of 25 October in Berlin, when clocks go back.
    let now = Utc.with_ymd_and_hms(2026, 10, 24, 22, 0, 0).single();
    let plant = Plant::new(&db, now.expect("a time")).await;
    let now = plant.now;
    let mut file = String::from("from;price\n");
    for (place, hour) in [0, 1, 2, 2].into_iter().chain(3..24).enumerate() {
        file += &format!("25.10.2026 {hour:02}:00;{place},0\n");
    }
    let mapping: PriceCsvQuery = serde_json::from_value(json!({
            "time": "from", "pattern": "%d.%m.%Y %H:%M", "time_zone": "Europe/Berlin",
            "label": "start", "decimal": ",", "price": "price", "unit": "MWh", "currency": "EUR",
            "interval_minutes": 60}))
    .expect("a mapping");
    let (services, actor) = (&plant.services, &plant.actor);
    let sent = add_price_csv(services, actor, "DE-LU", mapping, file.into()).await;
    let sent = sent.expect("stored");
    assert_eq!(
        (sent.rows, sent.second_hour, sent.measurements.accepted),
        (25, 1, 25)
    );
    let made = plant.plan().await.expect("a plan");
    assert_eq!(made.steps.len(), 24);
    for (hour, step) in (0..).zip(&made.steps) {
        assert_eq!(step.at, now + Duration::hours(hour));
        // Euro per MWh, and two cents.
        let expected = hour as f64 / 1_000.0 + 0.02;
        let price = step.import_price_per_kwh.expect("a price");
        assert!((price - expected).abs() < 1e-9, "{hour}: {price}");
    }
});
