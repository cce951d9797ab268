//! Warehouses and deliveries: models learn what the published factors do not know, answer later events better
//! than these, and say how sure they are. With too little to learn from nothing is learned, which is said.

use axum::http::StatusCode;
use chrono::{Duration, Timelike};
use model::auth::Role;
use serde_json::{Value, json};

use crate::learning::{adds_up, ask, now, number, post};
use crate::support::app::{Payload, TestApp};

/// A model, and an activity that differs from its factors in a way of its own.
struct Case {
    name: &'static str,
    /// What is known before the meter is read, so many hours from now.
    plan: fn(i64) -> Value,
    /// By how much the metered kilograms differ from the factors'.
    times: fn(&Value) -> f64,
    /// The field of the meter.
    meter: &'static str,
}

/// A figure from 0 to 1 for each hour, which says nothing about another hour or another figure (one step of
/// SplitMix64): what follows from nothing else cannot be learned.
fn scattered(hour: i64, figure: u64) -> f64 {
    let hour = u64::try_from(hour.rem_euclid(1 << 40)).unwrap_or_default();
    let mut bits = (hour + (figure << 48)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (bits >> 32) as f64 / f64::from(u32::MAX)
}

/// A hall of 2,000 m2 whose cooling works the harder the warmer it is outside.
const HALL: Case = Case {
    name: "warehouse",
    plan: |hour| {
        let at = now().with_minute(0).expect("a time") + Duration::hours(hour);
        json!({"event_type": "warehouse", "supplier": "Own Supplier", "occurred_at": at.to_rfc3339(),
            "ends_at": (at + Duration::hours(1)).to_rfc3339(), "floor_area_m2": 2_000.0,
            "temperature_c": 30.0 * scattered(hour, 1), "throughput_t": 5.0, "grid_region": "DEU"})
    },
    times: |plan| 0.5 + 0.03 * number(&plan["temperature_c"]),
    meter: "electricity_kwh",
};

/// A round of a van, which burns more the oftener it stops, and in heavy traffic.
const ROUND: Case = Case {
    name: "delivery",
    plan: |hour| {
        let at = now() + Duration::hours(hour);
        let traffic = if scattered(hour, 2) < 0.4 {
            "heavy"
        } else {
            "light"
        };
        json!({"event_type": "delivery", "supplier": "Own Supplier", "occurred_at": at.to_rfc3339(),
            "vehicle_class": "van_average", "fuel": "diesel", "traffic": traffic,
            "distance_km": 40.0 + 60.0 * scattered(hour, 3), "stops": 20.0 + (80.0 * scattered(hour, 4)).round()})
    },
    times: |plan| {
        let heavy = if plan["traffic"] == "heavy" {
            1.25
        } else {
            1.0
        };
        (0.8 + 0.006 * number(&plan["stops"])) * heavy
    },
    meter: "fuel_used_l",
};

impl Case {
    fn path(&self) -> String {
        format!("/api/v1/predict/{}", self.name)
    }

    /// The kilograms of plans, and the bounds of their intervals.
    async fn predicted(&self, app: &TestApp, token: &str, plans: &[Value]) -> Vec<[f64; 3]> {
        let answer = ask(app, token, &self.path(), json!(plans)).await;
        let predictions = answer["predictions"].as_array().expect("predictions");
        assert_eq!(predictions.len(), plans.len(), "{answer}");
        let fields = ["co2e_kg", "interval_low_kg", "interval_high_kg"];
        let of = |one: &Value| fields.map(|field| number(&one[field]));
        predictions.iter().map(of).collect()
    }

    /// What the plans from an hour on turn out to emit when the factors say `prior`: a little uneven.
    fn truth(&self, first: i64, plans: &[Value], prior: &[[f64; 3]]) -> Vec<f64> {
        let pairs = (first..).zip(plans.iter().zip(prior));
        pairs
            .map(|(hour, (plan, [kg, ..]))| {
                kg * (self.times)(plan) * (0.95 + 0.1 * scattered(hour, 5))
            })
            .collect()
    }

    /// The events of these hours with their meters read.
    async fn metered(&self, app: &TestApp, token: &str, hours: std::ops::Range<i64>) -> Vec<Value> {
        let first = hours.start;
        let plans: Vec<Value> = hours.map(self.plan).collect();
        let prior = self.predicted(app, token, &plans).await;
        let truth = self.truth(first, &plans, &prior);
        let mut one = plans[0].clone();
        one[self.meter] = json!(1.0);
        let of_one = ask(app, token, &self.path(), one).await;
        assert_eq!(of_one["method"], "metered", "{of_one}");
        let kg = number(&of_one["co2e_kg"]);
        let with_meter = |(mut plan, truth): (Value, f64)| {
            plan[self.meter] = json!(truth / kg);
            plan
        };
        plans.into_iter().zip(truth).map(with_meter).collect()
    }

    async fn learns(&self) {
        let app = TestApp::start().await;
        app.clock.set(now());
        let admin = app.signed_in_as(Role::Admin).await;
        let train = format!("/api/v1/models/{}/train", self.name);

        // One event fewer than it takes.
        let past = self.metered(&app, &admin, -600..-1).await;
        let (rest, few) = past.split_at(past.len() - 199);
        post(&app, &admin, few).await;
        let refused = app.call("POST", &train, Some(&admin), Payload::None).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text());
        let text = refused.text();
        assert!(text.contains("199") && text.contains("200"), "{text}");
        let alone = ask(&app, &admin, &self.path(), (self.plan)(5)).await;
        assert_eq!(
            (&alone["method"], &alone["model"]),
            (&json!("prior"), &Value::Null)
        );
        let note = alone["notes"][0].as_str().expect("a note");
        assert!(note.contains("published factors stand alone"), "{note}");

        let plans: Vec<Value> = (1..=200).map(self.plan).collect();
        let prior = self.predicted(&app, &admin, &plans).await;
        let truth = self.truth(1, &plans, &prior);
        post(&app, &admin, rest).await;
        let made = ask(&app, &admin, &train, Value::Null).await;
        assert_eq!(made["status"], "champion", "{made}");
        assert!(
            number(&made["holdout"]["mae"]) < number(&made["prior_mae"]),
            "{made}"
        );

        // Later events, which nothing was learned from.
        let learned = self.predicted(&app, &admin, &plans).await;
        let off = |of: &[[f64; 3]]| -> f64 {
            let pairs = of.iter().zip(&truth);
            pairs.map(|([kg, ..], truth)| (kg - truth).abs()).sum()
        };
        let (of_prior, of_model) = (off(&prior), off(&learned));
        let held = learned.iter().zip(&truth);
        let held = held
            .filter(|([_, low, high], truth)| (low..=high).contains(truth))
            .count();
        assert!(of_model < 0.4 * of_prior, "{of_model} beside {of_prior}");
        // Nine of ten, of two hundred.
        assert!((165..=195).contains(&held), "{held}");
        let one = ask(&app, &admin, &self.path(), plans[0].clone()).await;
        assert_eq!(one["method"], "learned");
        assert_eq!(one["model"], json!({"name": self.name, "version": 1}));
        assert_eq!(one["interval"]["coverage"], 0.9);
        assert!((number(&one["co2e_kg"]) - learned[0][0]).abs() < 1e-9);
        adds_up(&one);
    }
}

#[tokio::test]
async fn a_hall_is_predicted_better_than_by_its_floor() {
    HALL.learns().await;
}

#[tokio::test]
async fn a_round_is_predicted_better_than_by_its_kilometres() {
    ROUND.learns().await;
}
