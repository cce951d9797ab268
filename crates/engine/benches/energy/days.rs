//! Days made from seeds, in shapes that try different parts of a plan.

use std::f64::consts::TAU;

use chrono::{TimeDelta, TimeZone, Utc};
use engine::energy::battery::{Battery, Grid, Outlook};
use engine::energy::{Steps, Width};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::OPEN;

/// A kind of day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    pub(crate) width: Width,
    pub(crate) grid: Grid,
    /// Largest yield of the sun in an hour.
    solar_kw: f64,
    /// How far prices lie from their mean, and the mean.
    price_swing: f64,
    price_mean: f64,
}

/// A day with its battery and connection.
#[derive(Debug)]
pub(crate) struct Day {
    pub(crate) battery: Battery,
    pub(crate) outlook: Outlook,
    pub(crate) grid: Grid,
}

const HOUSE: Shape = Shape {
    name: "house",
    width: Width::Hour,
    grid: OPEN,
    solar_kw: 4.0,
    price_swing: 0.12,
    price_mean: 0.28,
};

pub(crate) const SHAPES: [Shape; 6] = [
    HOUSE,
    Shape {
        name: "dark",
        solar_kw: 0.0,
        ..HOUSE
    },
    // Some hours are paid for being bought in.
    Shape {
        name: "market",
        price_swing: 0.25,
        price_mean: 0.12,
        ..HOUSE
    },
    Shape {
        name: "limits",
        grid: Grid {
            import_limit_kw: Some(4.5),
            export_limit_kw: Some(0.0),
            ..OPEN
        },
        ..HOUSE
    },
    Shape {
        name: "demand",
        grid: Grid {
            demand_charge_per_kw: 0.5,
            peak_so_far_kw: 0.8,
            ..OPEN
        },
        ..HOUSE
    },
    Shape {
        name: "quarter",
        width: Width::QuarterHour,
        ..HOUSE
    },
];

impl Shape {
    pub(crate) fn day(&self, seed: u64) -> Day {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let count = self.width.per_day();
        let hours = self.width.hours();
        let start = Utc
            .with_ymd_and_hms(2026, 1, 1, 0, 0, 0)
            .single()
            .unwrap_or_default();
        let start = start + TimeDelta::days(i64::try_from(seed).unwrap_or_default());
        let clouds = rng.random_range(0.1..1.0);
        let mut rows = Vec::with_capacity(count);
        for step in 0..count {
            let hour = (step as f64 + 0.5) * hours;
            let wave = |shift: f64| (TAU * (hour - shift) / 24.0).sin();
            let load = 0.9 + 0.5 * wave(10.0) + rng.random_range(0.0..0.8);
            let solar = self.solar_kw * wave(6.0).max(0.0) * clouds * rng.random_range(0.6..1.0);
            let noise: f64 = rng.random_range(-0.5..0.5);
            let price = self.price_mean + self.price_swing * (0.7 * wave(13.0) + noise);
            let kg = 0.32 + 0.12 * wave(21.0) + rng.random_range(-0.05..0.05);
            rows.push([load * hours, solar * hours, price, kg]);
        }
        let column = |at: usize| rows.iter().map(|row| row[at]).collect::<Vec<f64>>();
        Day {
            battery: Battery {
                capacity_kwh: 6.4,
                charge_kw: 5.0,
                discharge_kw: 5.0,
                charge_efficiency: 0.95,
                discharge_efficiency: 0.95,
                soc_min: 0.0,
                soc_max: 1.0,
                soc_initial: 0.5,
                wear_per_kwh: 0.01,
                wear_kg_per_kwh: 0.0,
                stored_kg_per_kwh: 0.3,
            },
            outlook: Outlook {
                steps: Steps::new(start, self.width, count).expect("a grid of a day"),
                load_kwh: column(0),
                solar_kwh: column(1),
                import_price_per_kwh: column(2),
                export_price_per_kwh: vec![0.05; count],
                kg_per_kwh: column(3),
            },
            grid: self.grid,
        }
    }
}
