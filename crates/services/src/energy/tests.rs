//! What was chosen for a load is used for a week, and what was learned from values that are others now is not.

use std::sync::Arc;

use chrono::{DateTime, Duration, DurationRound, Timelike, Utc};
use engine::energy::load::LoadChoice;
use model::energy::MeasurementAnswer;
use model::ids::SiteId;
use serde_json::json;
use store::energy::StoredEnergySite;
use testkit::{ScratchDb, on_both};

use super::{add_measurements, forecast, forecasts, load, refresh_load_forecasts};
use crate::Services;
use crate::actor::Actor;
use crate::clock::Clock;
use crate::testing::{SetClock, energy_site, import_hours, process};

/// A site that is measured by the hour.
struct Plant {
    services: Services,
    actor: Actor,
    clock: Arc<SetClock>,
    id: SiteId,
    /// End of what was measured.
    until: DateTime<Utc>,
}

impl Plant {
    /// With five weeks of measurements.
    async fn new(db: &ScratchDb) -> Self {
        let clock = SetClock::monday();
        let services = process(db.url(), &clock).await;
        let org = testkit::create_organisation(db.url(), "Acme").await;
        let actor = Actor::system(org);
        let settings = json!({"interval_minutes": 60, "time_zone": "Europe/Berlin"});
        let id = energy_site(&services, &actor, json!({"name": "Works"}), settings).await;
        let now = clock.now().duration_trunc(Duration::hours(1));
        let mut plant = Self {
            until: now.expect("an hour") - Duration::days(35),
            services,
            actor,
            clock,
            id,
        };
        plant.measure(35 * 24).await;
        plant
    }

    /// Measures some more hours.
    async fn measure(&mut self, hours: i32) {
        let kwh = |at: DateTime<Utc>| {
            let busy = if (6..18).contains(&at.hour()) {
                8.0
            } else {
                2.0
            };
            let (day, hour) = (at.timestamp() / 86_400, i64::from(at.hour()));
            busy + (day * 37 % 11 + hour * day % 5) as f64 / 10.0
        };
        let hours = (self.until, hours);
        self.until = import_hours(&self.services, &self.actor, self.id, hours, kwh).await;
    }

    /// Days go by, all of them measured.
    async fn live(&mut self, days: i32) {
        self.clock.advance(Duration::days(days.into()));
        self.measure(24 * days).await;
    }

    /// Corrects the value of an hour so long before the end.
    async fn correct(&self, before: Duration) -> MeasurementAnswer {
        let at = (self.until - before).to_rfc3339();
        let body = json!({"replace": true,
            "measurements": [{"channel": "import_kwh", "at": at, "value": 20.0}]});
        let body = serde_json::to_vec(&body).expect("json");
        let answer = add_measurements(&self.services, &self.actor, self.id, body.into()).await;
        answer.expect("stored")
    }

    async fn refresh(&self) {
        let said = refresh_load_forecasts(&self.services).await.expect("done");
        assert!(said.starts_with("1 forecasts made"), "{said}");
    }

    async fn stored(&self) -> StoredEnergySite {
        let conn = self.services.db().read(self.actor.org).await;
        let mut conn = conn.expect("a connection");
        let site = store::energy::energy_site(&mut conn, self.id).await;
        site.expect("read").expect("a site")
    }

    async fn choice(&self) -> Option<LoadChoice> {
        let mut conn = self
            .services
            .db()
            .read(self.actor.org)
            .await
            .expect("a connection");
        let choice = store::energy::load_choice(&mut conn, self.id).await;
        choice.expect("a choice or none")
    }
}

on_both!(methods_are_chosen_anew_every_week, |db| async move {
    let mut plant = Plant::new(&db).await;
    assert_eq!(plant.choice().await, None);
    plant.refresh().await;
    let mut chosen = vec![plant.choice().await.expect("a choice")];
    assert_eq!(chosen[0].until, plant.until);
    for _ in 0..22 {
        plant.live(1).await;
        plant.refresh().await;
        let choice = plant.choice().await.expect("a choice");
        let last = &chosen[chosen.len() - 1];
        assert_eq!(choice != *last, plant.until >= last.stands_until);
        if choice != *last {
            chosen.push(choice);
        }
    }
    // Each site at its own hour of the week, from the first time on.
    let ends: Vec<_> = chosen.iter().map(|one| one.stands_until).collect();
    assert_eq!(ends.len(), 4);
    let apart = ends.windows(2).map(|pair| pair[1] - pair[0]);
    assert!(apart.into_iter().all(|apart| apart == Duration::days(7)));
});

on_both!(
    what_changes_while_a_forecast_is_made_undoes_it,
    |db| async move {
        let plant = Plant::new(&db).await;
        let org = plant.actor.org;
        let site = plant.stored().await;
        let read = forecasts::read(&plant.services, org, &site).await;
        let read = read.expect("read").expect("a history");
        let made = load::made(
            &plant.services,
            &site.settings,
            read.used,
            read.chosen,
            read.air,
        )
        .await;
        let made = made.expect("a forecast");
        let wrong = made.forecast.points.clone();

        assert_eq!(plant.correct(Duration::hours(30)).await.replaced, 1);
        let kept =
            forecasts::keep(&plant.services, org, &site, &[], Some(made), read.changes).await;
        // It is kept as what was known then.
        assert!(kept.expect("kept"));
        assert_eq!(plant.choice().await, None);
        let shown = forecast(&plant.services, &plant.actor, plant.id).await;
        assert_ne!(shown.expect("a forecast").points, wrong);
    }
);

on_both!(
    corrections_undo_what_was_learned_from_the_values_before,
    |db| async move {
        let mut plant = Plant::new(&db).await;
        plant.refresh().await;
        let choice = plant.choice().await.expect("a choice");
        let made = async |plant: &Plant| {
            let made = forecast(&plant.services, &plant.actor, plant.id).await;
            made.expect("a forecast")
        };
        // What a job keeps is what is shown: with its basis, and with labels.
        let kept = made(&plant).await;
        assert_eq!((kept.points.len(), kept.basis.measured), (24, 35 * 24));
        assert_eq!(kept.basis.to, plant.until);
        assert_eq!(kept.points[0].label, "Mon 12:00");

        // The last hours of a meter come late: the forecast is another one, by what was chosen.
        assert_eq!(plant.correct(Duration::hours(2)).await.replaced, 1);
        assert_ne!(made(&plant).await.points, kept.points);
        assert_eq!(plant.choice().await, Some(choice));

        // What lies further back may have been learned from.
        assert_eq!(plant.correct(Duration::hours(30)).await.replaced, 1);
        assert_eq!(plant.choice().await, None);
        plant.live(1).await;
        plant.refresh().await;
        let again = plant.choice().await.expect("a choice");
        assert_eq!(again.until, plant.until);
    }
);
