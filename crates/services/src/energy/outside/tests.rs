//! Weather arrives, is used where the load follows it, and is missed by name when it stays away.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Duration, DurationRound, Timelike, Utc};
use engine::energy::load::LoadChoice;
use model::energy::{
    ForecastMethod, LoadForecast, LoadMethod, PastForecastQuery, TemperatureBasis, WeatherPoint,
    WeatherProvider,
};
use model::ids::SiteId;
use model::places::PlaceChange;
use parking_lot::Mutex;
use serde_json::json;
use store::energy::StoredWeather;
use testkit::{ScratchDb, heated_kwh, on_both, outside_c};

use crate::actor::Actor;
use crate::clock::Clock;
use crate::energy::providers::{
    Caller, Limited, ProviderError, Providers, SiteAsked, WeatherSource,
};
use crate::energy::{forecast, forecasts, refresh_load_forecasts, refresh_weather};
use crate::testing::{SetClock, energy_site, import_hours, process_with};
use crate::{Options, Services, places};

/// Says how warm it will be for three days from midnight on, and from when on it was asked about the past.
#[derive(Debug, Default)]
struct Sky {
    is_silent: Mutex<bool>,
    knows_past: bool,
    asked_from: Mutex<Vec<Option<DateTime<Utc>>>>,
}

#[async_trait]
impl WeatherSource for Sky {
    fn provider(&self) -> WeatherProvider {
        WeatherProvider::OpenMeteo
    }

    fn is_asked_without_array(&self) -> bool {
        true
    }

    async fn read(
        &self,
        _caller: &Caller<'_>,
        site: &SiteAsked,
        now: DateTime<Utc>,
    ) -> Result<Vec<WeatherPoint>, ProviderError> {
        self.asked_from.lock().push(site.temperatures_from);
        if *self.is_silent.lock() {
            return Err(ProviderError::NotItsFormat("it is silent"));
        }
        let midnight = now.duration_trunc(Duration::days(1)).expect("a day");
        let asked = site.temperatures_from.filter(|_| self.knows_past);
        let begin = asked.unwrap_or(midnight).duration_trunc(Duration::hours(1));
        let begin = begin.expect("an hour");
        let hours = (midnight + Duration::days(3) - begin).num_hours();
        let point = |hour| WeatherPoint {
            at: begin + Duration::hours(hour),
            minutes: 60,
            ghi: None,
            dni: None,
            dhi: None,
            // Another place, another weather.
            air_c: Some(outside_c(begin + Duration::hours(hour)) + site.latitude_deg - 52.5),
            array: None,
        };
        Ok((0..hours).map(point).collect())
    }
}

/// A site that is heated, measured by the hour.
struct Works {
    services: Services,
    actor: Actor,
    clock: Arc<SetClock>,
    sky: Arc<Sky>,
    id: SiteId,
    until: DateTime<Utc>,
}

impl Works {
    /// With five weeks of measurements.
    async fn new(db: &ScratchDb, knows_past: bool) -> Self {
        let clock = SetClock::monday();
        let sky = Arc::new(Sky {
            knows_past,
            ..Sky::default()
        });
        let source = Arc::clone(&sky);
        let ask = |options: &mut Options| {
            options.providers = Arc::new(Providers {
                weather: Some(Limited {
                    source,
                    calls_a_day: 100,
                }),
                ..Providers::default()
            });
        };
        let services = process_with(db.url(), &clock, ask).await;
        let org = testkit::create_organisation(db.url(), "Acme").await;
        let actor = Actor::system(org);
        let place = json!({"name": "Works", "lat": 52.5, "lon": 13.4});
        let settings = json!({"interval_minutes": 60, "time_zone": "Europe/Berlin"});
        let id = energy_site(&services, &actor, place, settings).await;
        let now = clock.now().duration_trunc(Duration::hours(1));
        let mut works = Self {
            until: now.expect("an hour") - Duration::days(35),
            services,
            actor,
            clock,
            sky,
            id,
        };
        works.measure(35 * 24).await;
        works
    }

    async fn measure(&mut self, hours: i32) {
        let kwh = |at: DateTime<Utc>| {
            let (day, hour) = (at.timestamp() / 86_400, i64::from(at.hour()));
            let noise = (day * 37 % 11 + hour * day % 5) as f64 / 20.0;
            heated_kwh(at) + noise
        };
        let hours = (self.until, hours);
        self.until = import_hours(&self.services, &self.actor, self.id, hours, kwh).await;
    }

    /// A day goes by.
    async fn live(&mut self) {
        self.clock.advance(Duration::days(1));
        self.measure(24).await;
        self.refresh().await;
    }

    async fn refresh(&self) {
        refresh_weather(&self.services).await.expect("done");
        refresh_load_forecasts(&self.services).await.expect("done");
    }

    async fn forecast(&self) -> LoadForecast {
        let made = forecast(&self.services, &self.actor, self.id).await;
        made.expect("a forecast")
    }

    /// What is kept says the same as what is answered.
    async fn kept_method(&self) -> ForecastMethod {
        let query = PastForecastQuery::default();
        let page = forecasts(&self.services, &self.actor, self.id, query).await;
        page.expect("a page").items[0].method
    }

    async fn move_to(&self, lat: f64) {
        let change = json!({"lat": lat});
        let change: PlaceChange = serde_json::from_value(change).expect("a change");
        let moved = places::change_site(&self.services, &self.actor, self.id, change).await;
        moved.expect("moved");
    }

    /// Another provider said how warm it was an hour ago.
    async fn was_said_by_another(&self) {
        let (now, provider) = (self.clock.now(), WeatherProvider::Solcast);
        let weather = StoredWeather {
            provider,
            fetched_at: now,
            place: Some((52.5, 13.4)),
            points: Vec::new(),
        };
        let hours = [(self.until - Duration::hours(1), 5.0)];
        let tx = self.services.db().write(self.actor.org).await;
        let mut tx = tx.expect("a transaction");
        let put = store::energy::put_weather(&mut tx, self.id, &weather).await;
        put.expect("kept");
        let put = store::energy::put_temperatures(&mut tx, self.id, provider, now, &hours).await;
        put.expect("kept");
        tx.commit().await.expect("kept");
    }

    async fn choice(&self) -> Option<LoadChoice> {
        let conn = self.services.db().read(self.actor.org).await;
        let mut conn = conn.expect("a connection");
        let choice = store::energy::load_choice(&mut conn, self.id).await;
        choice.expect("a choice or none")
    }

    async fn hours(&self) -> Vec<store::energy::StoredTemperature> {
        let conn = self.services.db().read(self.actor.org).await;
        let mut conn = conn.expect("a connection");
        let range = (DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC);
        let hours = store::energy::temperatures(&mut conn, self.id, range, 10_000).await;
        hours.expect("hours")
    }
}

fn temperature(made: &LoadForecast) -> &TemperatureBasis {
    made.basis.temperature.as_ref().expect("something is said")
}

on_both!(
    weather_is_used_once_enough_is_known_and_missed_by_name,
    |db| async move {
        let mut works = Works::new(&db, false).await;
        refresh_load_forecasts(&works.services).await.expect("done");
        let made = works.forecast().await;
        assert_eq!(made.basis.method, LoadMethod::Panel);
        assert_eq!(made.basis.temperature, None, "nobody said anything yet");

        works.live().await;
        let made = works.forecast().await;
        assert_eq!(made.basis.method, LoadMethod::Panel);
        let basis = temperature(&made);
        assert!(!basis.is_used && !basis.is_missed);
        let words = "not used: this load and the temperature are known together for 0 days, and at least 28 are needed";
        assert!(basis.words.starts_with(words), "{}", basis.words);

        // The first day has it from midnight on, ten hours before what is measured ends.
        for _ in 0..27 {
            works.live().await;
        }
        assert_eq!(works.forecast().await.basis.method, LoadMethod::Panel);
        works.live().await;
        let made = works.forecast().await;
        let basis = temperature(&made);
        assert_eq!(
            made.basis.method,
            LoadMethod::PanelWithTemperature,
            "{}",
            basis.words
        );
        assert!(made.basis.words.contains("with temperature"));
        assert!(basis.is_used && !basis.is_stale);
        assert_eq!(basis.provider, Some(WeatherProvider::OpenMeteo));
        assert_eq!(basis.fetched_at, Some(works.clock.now()));
        let base = basis.heating_base_c.expect("it is heated");
        assert!((12.0..=18.0).contains(&base), "{}", basis.words);
        assert!(basis.words.contains("heating below"), "{}", basis.words);
        assert_eq!(
            works.kept_method().await,
            ForecastMethod::PanelWithTemperature
        );

        // What was read is good for the days it reaches, and said to be old.
        *works.sky.is_silent.lock() = true;
        works.live().await;
        let made = works.forecast().await;
        assert_eq!(made.basis.method, LoadMethod::PanelWithTemperature);
        let basis = temperature(&made);
        assert!(basis.is_stale && basis.words.ends_with("read again since"));
        works.live().await;
        let made = works.forecast().await;
        assert_eq!(made.basis.method, LoadMethod::Panel);
        let basis = temperature(&made);
        assert!(basis.is_missed && !basis.is_used);
        let words = "not used, although the last weeks were forecast better with it: temperatures of 14 of the 24 hours ahead are known";
        assert!(basis.words.starts_with(words), "{}", basis.words);
        assert_eq!(works.kept_method().await, ForecastMethod::Panel);

        // It is asked about what was missed when it speaks again, and used at once.
        *works.sky.is_silent.lock() = false;
        works.live().await;
        let made = works.forecast().await;
        assert_eq!(made.basis.method, LoadMethod::PanelWithTemperature);
        let asked = works.sky.asked_from.lock();
        let asked = asked.last().copied().flatten().expect("asked back");
        assert_eq!(asked, works.clock.now() - Duration::days(3));
    }
);

on_both!(
    who_knows_the_past_is_asked_for_it_at_first,
    |db| async move {
        let mut works = Works::new(&db, true).await;
        works.was_said_by_another().await;
        refresh_load_forecasts(&works.services).await.expect("done");
        assert_eq!(works.forecast().await.basis.method, LoadMethod::Panel);

        // What comes is used at once, not only when the site is measured again.
        refresh_weather(&works.services).await.expect("done");
        let made = works.forecast().await;
        assert_eq!(
            made.basis.method,
            LoadMethod::PanelWithTemperature,
            "{}",
            temperature(&made).words
        );
        let first = works.clock.now() - Duration::days(92);
        assert_eq!(*works.sky.asked_from.lock(), [Some(first)]);
        let before = works.hours().await;
        assert_eq!(before.len(), 92 * 24 - 10 + 3 * 24);

        // Read in time there is nothing to ask back for; a site that moved begins anew, before its time.
        works.clock.advance(Duration::hours(3));
        works.refresh().await;
        assert_eq!(works.sky.asked_from.lock().last(), Some(&None));
        works.move_to(60.5).await;
        works.clock.advance(Duration::minutes(30));
        works.refresh().await;
        let asked = works.sky.asked_from.lock().last().copied().flatten();
        assert_eq!(asked, Some(works.clock.now() - Duration::days(92)));
        assert_eq!(works.choice().await, None, "chosen for another place");
        let after = works.hours().await;
        assert!(
            after
                .iter()
                .all(|hour| hour.fetched_at == works.clock.now())
        );
        assert!((after[0].celsius - outside_c(after[0].at) - 8.0).abs() < 1e-9);

        // What was measured comes days late: the hours it needs were read in time, and are not read again.
        for _ in 0..32 {
            works.clock.advance(Duration::hours(3));
            refresh_weather(&works.services).await.expect("done");
        }
        works.measure(10).await;
        assert!(!temperature(&works.forecast().await).is_stale);
    }
);
