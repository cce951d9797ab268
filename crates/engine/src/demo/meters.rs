//! Electricity meters of the demo's sites: a cold store with an array and a battery, and a factory
//! with a battery alone.
//!
//! A local day is the unit: batteries are empty at its beginning and again at its end, so a day can be
//! made without the days before it. The load follows the rhythm of the site's other events, the array
//! yields what a clear sky gives less the clouds of the day.

use chrono::{DateTime, NaiveDate, TimeDelta, Timelike, Utc, Weekday};
use chrono_tz::Tz;
use model::energy::{
    BatterySettings, Channel, DemandCharge, DemandPeriod, EnergyPrice, EnergySite, FeedIn,
    Measurement, Mounting, SolarArray, Tariff, TimeOfDay, Width, Window,
};
use model::money::{Amount, Currency};

use super::draw::{Address, Purpose, rounded};
use super::rhythm::{busy, hour_of};
use super::world::{Rhythm, SITES};
use crate::calendar::start_of_day;
use crate::energy::Steps;
use crate::energy::solar::{Array, Place, Plane, SkyModel, SkyState, clear, yields};

/// Air around the modules, for their temperature.
const AIR_C: f64 = 12.0;
/// Where chance of these meters begins: sources of events have the numbers below.
const FIRST_NUMBER: u32 = 100;

/// The meters of a site.
#[derive(Debug, Clone, PartialEq)]
pub struct DemoMeters {
    /// Name of the demo's site.
    pub site: &'static str,
    pub settings: EnergySite,
    number: u32,
    zone: Tz,
    lat: f64,
    lon: f64,
    load_kw: f64,
    rhythm: Rhythm,
    /// Local hours in which the battery is charged from the grid, how far, and those in which it empties.
    charged: (u32, u32),
    charged_to: f64,
    emptied: (u32, u32),
}

/// All sites of the demo that have meters.
#[must_use]
pub fn meters() -> Vec<DemoMeters> {
    let (factory, cold_store) = (&SITES[3], &SITES[4]);
    let battery = |capacity_kwh: f64, power_kw: f64| BatterySettings {
        capacity_kwh,
        charge_kw: power_kw,
        discharge_kw: power_kw,
        charge_efficiency: 0.95,
        discharge_efficiency: 0.95,
        soc_min: 0.1,
        soc_max: 0.9,
        wear_per_kwh: Amount::from_micros(10_000),
        wear_kg_per_kwh: 0.0,
    };
    let array = SolarArray {
        tilt_deg: 15.0,
        azimuth_deg: 180.0,
        dc_kw: 720.0,
        ac_kw: 600.0,
        inverter_efficiency: 0.97,
        gamma_per_c: -0.0037,
        mounting: Mounting::FlatRoof,
        loss_share: 0.14,
        albedo: 0.2,
        altitude_m: 170.0,
        linke_turbidity: 3.0,
    };
    let feed_in = FeedIn::Paid {
        price: EnergyPrice::Flat {
            per_kwh: Amount::from_micros(60_000),
        },
    };
    let demand = DemandCharge {
        per_kw: Amount::from_micros(4_500_000),
        interval: Width::HalfHour,
        period: DemandPeriod::Month,
    };
    vec![
        DemoMeters {
            site: cold_store.name,
            settings: EnergySite {
                interval_minutes: 15,
                time_zone: "Europe/Paris".to_owned(),
                tariff: tariff("EUR", (110_000, 190_000, 310_000), feed_in, None),
                battery: Some(battery(600.0, 200.0)),
                solar: Some(array),
                import_limit_kw: None,
                export_limit_kw: None,
                export_avoids_carbon: false,
                events: None,
                deferrable_loads: Vec::new(),
                tariff_offers: Vec::new(),
                plan: None,
            },
            number: FIRST_NUMBER,
            zone: chrono_tz::Europe::Paris,
            lat: cold_store.lat,
            lon: cold_store.lon,
            load_kw: 180.0,
            rhythm: Rhythm::Always,
            charged: (1, 5),
            charged_to: 0.5,
            emptied: (17, 24),
        },
        DemoMeters {
            site: factory.name,
            settings: EnergySite {
                interval_minutes: 30,
                time_zone: "Europe/London".to_owned(),
                tariff: tariff(
                    "GBP",
                    (120_000, 210_000, 340_000),
                    FeedIn::Unpaid,
                    Some(demand),
                ),
                battery: Some(battery(300.0, 100.0)),
                solar: None,
                import_limit_kw: Some(800.0),
                export_limit_kw: Some(0.0),
                export_avoids_carbon: false,
                events: None,
                deferrable_loads: Vec::new(),
                tariff_offers: Vec::new(),
                plan: None,
            },
            number: FIRST_NUMBER + 1,
            zone: chrono_tz::Europe::London,
            lat: factory.lat,
            lon: factory.lon,
            load_kw: 310.0,
            rhythm: Rhythm::Shifts,
            charged: (0, 5),
            charged_to: 0.9,
            emptied: (16, 24),
        },
    ]
}

const WORKDAYS: [Weekday; 5] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
];

/// Cheap by night, dear on weekday evenings; millionths per kWh of night, day and peak.
fn tariff(
    currency: &str,
    (night, day, peak): (i64, i64, i64),
    feed_in: FeedIn,
    demand_charge: Option<DemandCharge>,
) -> Option<Tariff> {
    let window = |name: &str, days: Vec<Weekday>, from: &str, to: &str, micros: i64| {
        Some(Window {
            name: name.to_owned(),
            months: Vec::new(),
            days,
            from: TimeOfDay::parse(from).ok()?,
            to: TimeOfDay::parse(to).ok()?,
            per_kwh: Amount::from_micros(micros),
        })
    };
    let every_day = [WORKDAYS.as_slice(), &[Weekday::Sat, Weekday::Sun]].concat();
    Some(Tariff {
        currency: Currency::new(currency).ok()?,
        import: EnergyPrice::TimeOfUse {
            windows: vec![
                window("night", every_day, "00:00", "06:00", night)?,
                window("peak", WORKDAYS.to_vec(), "17:00", "20:00", peak)?,
            ],
            otherwise_per_kwh: Amount::from_micros(day),
        },
        feed_in,
        demand_charge,
        standing_charge_per_day: Amount::from_micros(2_500_000),
    })
}

impl DemoMeters {
    /// What was measured in the intervals that end in `(from, to]`, the oldest first.
    #[must_use]
    pub fn measured(&self, seed: u64, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Measurement> {
        let first = from.with_timezone(&self.zone).date_naive();
        let days = first
            .iter_days()
            .take_while(|day| start_of_day(self.zone, *day).is_some_and(|start| start < to));
        // The interval that ends at midnight began on the day before.
        let days = first.pred_opt().into_iter().chain(days);
        let step = self.step();
        days.flat_map(|day| self.day(seed, day))
            .filter(|one| one.at + step > from && one.at + step <= to)
            .collect()
    }

    fn step(&self) -> TimeDelta {
        TimeDelta::minutes(i64::from(self.settings.interval_minutes))
    }

    /// All intervals of a local day.
    fn day(&self, seed: u64, day: NaiveDate) -> Vec<Measurement> {
        let start = start_of_day(self.zone, day);
        let end = day
            .succ_opt()
            .and_then(|next| start_of_day(self.zone, next));
        let width = Width::of_minutes(self.settings.interval_minutes);
        let (Some(start), Some(end), Some(width), Some(battery)) =
            (start, end, width, self.settings.battery)
        else {
            return Vec::new();
        };
        let count = usize::try_from((end - start).num_minutes() / i64::from(width.minutes()));
        let Ok(steps) = Steps::new(start, width, count.unwrap_or_default()) else {
            return Vec::new();
        };
        let sun = self.sun(seed, &steps);
        let mut stored_kwh = battery.soc_min * battery.capacity_kwh;
        let mut measured = Vec::with_capacity(count.unwrap_or_default() * 6);
        for (step, at) in steps.iter().enumerate() {
            let load_kwh = self.load(seed, at) * width.hours();
            let solar_kwh = sun.get(step).copied().unwrap_or_default();
            let soc = stored_kwh / battery.capacity_kwh;
            let (charge_kwh, discharge_kwh) =
                self.battery(&battery, at, width, soc, load_kwh - solar_kwh);
            stored_kwh += charge_kwh * battery.charge_efficiency
                - discharge_kwh / battery.discharge_efficiency;
            let net_kwh = load_kwh - solar_kwh + charge_kwh - discharge_kwh;
            let channels = [
                (Channel::ImportKwh, net_kwh.max(0.0)),
                (Channel::BatteryChargeKwh, charge_kwh),
                (Channel::BatteryDischargeKwh, discharge_kwh),
                (Channel::Soc, soc.clamp(0.0, 1.0)),
            ];
            let of_the_array = [
                (Channel::ExportKwh, (-net_kwh).max(0.0)),
                (Channel::SolarKwh, solar_kwh),
            ];
            let of_the_array = of_the_array
                .into_iter()
                .filter(|_| self.settings.solar.is_some());
            measured.extend(
                channels
                    .into_iter()
                    .chain(of_the_array)
                    .map(|(channel, value)| Measurement {
                        channel,
                        at,
                        value: rounded(value, 3),
                    }),
            );
        }
        measured
    }

    /// What is charged and discharged, kWh: own surplus is stored, night power as far as is usual, and
    /// the evening empties it.
    fn battery(
        &self,
        battery: &BatterySettings,
        at: DateTime<Utc>,
        width: Width,
        soc: f64,
        lacking_kwh: f64,
    ) -> (f64, f64) {
        let hour = at.with_timezone(&self.zone).hour();
        let within = |(from, until): (u32, u32)| (from..until).contains(&hour);
        let room = |to: f64| {
            let kwh = (to - soc).max(0.0) * battery.capacity_kwh / battery.charge_efficiency;
            kwh.min(battery.charge_kw * width.hours())
        };
        if within(self.emptied) {
            let held = (soc - battery.soc_min).max(0.0) * battery.capacity_kwh;
            let most =
                (held * battery.discharge_efficiency).min(battery.discharge_kw * width.hours());
            return (0.0, most.min(lacking_kwh.max(0.0)));
        }
        if lacking_kwh < 0.0 {
            return (room(battery.soc_max).min(-lacking_kwh), 0.0);
        }
        let by_night = if within(self.charged) {
            room(self.charged_to)
        } else {
            0.0
        };
        (by_night, 0.0)
    }

    /// Mean power of an interval, kW.
    fn load(&self, seed: u64, at: DateTime<Utc>) -> f64 {
        let hour = hour_of(at);
        // From hour to hour without a step: machines are not switched together.
        let part = f64::from(at.minute()) / 60.0;
        let of_hour = busy(self.rhythm, hour) * (1.0 - part) + busy(self.rhythm, hour + 1) * part;
        let mut chance = self.address(seed, hour).chance(Purpose::Meter, at.minute());
        // Some days have more to do than others.
        let day = self.address(seed, hour).day();
        let of_day = day.chance(Purpose::Meter, FIRST_NUMBER).around(1.0, 0.05);
        self.load_kw * of_day * chance.around(of_hour, 0.04)
    }

    /// Yield of each step, kWh: a clear sky's, and how much of it the clouds of the day let through.
    fn sun(&self, seed: u64, steps: &Steps) -> Vec<f64> {
        let Some(of) = &self.settings.solar else {
            return Vec::new();
        };
        let place = Place {
            latitude_deg: self.lat,
            longitude_deg: self.lon,
            altitude_m: of.altitude_m,
            linke_turbidity: of.linke_turbidity,
        };
        let array = Array {
            plane: Plane {
                tilt_deg: of.tilt_deg,
                azimuth_deg: of.azimuth_deg,
            },
            dc_kw: of.dc_kw,
            ac_kw: of.ac_kw,
            inverter_efficiency: of.inverter_efficiency,
            gamma_per_c: of.gamma_per_c,
            mounting: of.mounting,
            loss_share: of.loss_share,
            albedo: of.albedo,
        };
        let of_day = self.address(seed, hour_of(steps.start()));
        let clear_share = 0.25 + 0.75 * of_day.chance(Purpose::Cloud, 0).share();
        let sky = clear(&place, steps).map(|ghi| {
            let ghi = ghi.into_iter().zip(steps.iter()).map(|(ghi, at)| {
                let address = self.address(seed, hour_of(at));
                let mut chance = address.chance(Purpose::Cloud, 1 + at.minute());
                let share = (clear_share + 0.1 * chance.noise()).clamp(0.05, 1.0);
                SkyState {
                    ghi: ghi * share,
                    beam: None,
                    air_c: AIR_C,
                }
            });
            ghi.collect::<Vec<_>>()
        });
        let made = sky
            .ok()
            .and_then(|sky| yields(&place, &array, SkyModel::HayDavies, steps, &sky).ok());
        made.map_or_else(Vec::new, |made| made.iter().map(|one| one.kwh).collect())
    }

    fn address(&self, seed: u64, hour: i64) -> Address {
        Address {
            seed,
            source: self.number,
            hour,
            pace: 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::TimeZone;

    use super::*;
    use crate::energy::load::consumption;

    /// Three days, one of them that of the clocks in autumn.
    fn days() -> (DateTime<Utc>, DateTime<Utc>) {
        let at = |day| Utc.with_ymd_and_hms(2026, 10, day, 9, 40, 0).unwrap();
        (at(23), at(26))
    }

    #[test]
    fn any_slice_gives_the_same_measurements() {
        let (from, to) = days();
        let middle = from + TimeDelta::minutes(1_111);
        for meters in meters() {
            let whole = meters.measured(1, from, to);
            let halves = [
                meters.measured(1, from, middle),
                meters.measured(1, middle, to),
            ];
            assert_eq!(whole, halves.concat(), "{}", meters.site);
            let minutes = i64::from(meters.settings.interval_minutes);
            let channels = if meters.settings.solar.is_some() {
                6
            } else {
                4
            };
            assert_eq!(whole.len() as i64, 3 * 24 * 60 / minutes * channels);
        }
    }

    #[test]
    fn what_is_measured_adds_up_to_a_load_that_fits_the_site() {
        let (from, to) = days();
        for meters in meters() {
            let measured = meters.measured(1, from, to);
            let used = consumption(&measured);
            assert_eq!((used.incomplete, used.contradictory), (0, 0));
            let kwh: f64 = used.measurements.iter().filter_map(|one| one.kwh).sum();
            let mean_kw = kwh / 72.0;
            assert!(
                (0.3..1.5).contains(&(mean_kw / meters.load_kw)),
                "{}: {mean_kw} kW",
                meters.site
            );
        }
    }

    #[test]
    fn the_state_of_charge_follows_what_is_charged_and_discharged() {
        let (from, to) = days();
        for meters in meters() {
            let battery = meters.settings.battery.expect("a battery");
            let mut by_time: BTreeMap<_, BTreeMap<&str, f64>> = BTreeMap::new();
            for one in meters.measured(1, from, to) {
                let of_time = by_time.entry(one.at).or_default();
                of_time.insert(one.channel.as_str(), one.value);
            }
            let values: Vec<_> = by_time.values().collect();
            for pair in values.windows(2) {
                let stored = pair[0]["battery_charge_kwh"] * battery.charge_efficiency
                    - pair[0]["battery_discharge_kwh"] / battery.discharge_efficiency;
                let expected = pair[0]["soc"] + stored / battery.capacity_kwh;
                assert!((pair[1]["soc"] - expected).abs() < 2e-3, "{pair:?}");
                assert!((0.0..=1.0).contains(&pair[1]["soc"]));
            }
        }
    }

    #[test]
    fn the_sun_shines_by_day() {
        let meters = &meters()[0];
        let midnight = Utc.with_ymd_and_hms(2026, 6, 20, 22, 0, 0).unwrap();
        let day = meters.measured(1, midnight, midnight + TimeDelta::days(1));
        let sun = |hours: std::ops::Range<u32>| -> f64 {
            let of_sun = day.iter().filter(|one| one.channel == Channel::SolarKwh);
            of_sun
                .filter(|one| hours.contains(&one.at.hour()))
                .map(|one| one.value)
                .sum()
        };
        assert_eq!(sun(22..24), 0.0);
        assert!(sun(8..14) > 300.0, "{}", sun(8..14));
    }
}
