//! Days made from seeds, in shapes that try different parts of a plan.

use std::f64::consts::TAU;

use chrono::{TimeDelta, TimeZone, Utc};
use engine::energy::battery::{Battery, Grid, Outlook};
use engine::energy::{Steps, Width};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::OPEN;

/// How something goes over a day; each day has a level of its own.
#[derive(Debug, Clone, Copy)]
enum Course {
    /// Highest six hours after `from_hour`, with noise.
    Wave {
        mean: f64,
        swing: f64,
        from_hour: f64,
        noise: f64,
    },
    Flat(f64),
    /// By night, from 6 o'clock, and from 17 to 21.
    Stepped([f64; 3]),
    /// In one of sixteen steps 5 to 20 times the usual.
    Spiky(f64),
}

impl Course {
    fn at(self, hour: f64, level: f64, rng: &mut ChaCha8Rng) -> f64 {
        match self {
            Self::Wave {
                mean,
                swing,
                from_hour,
                noise,
            } => mean + swing * wave(hour - from_hour) + rng.random_range(-noise..noise),
            Self::Flat(value) => level * value,
            Self::Stepped([night, day, evening]) => {
                let value = if (17.0..21.0).contains(&hour) {
                    evening
                } else if !(6.0..22.0).contains(&hour) {
                    night
                } else {
                    day
                };
                level * value
            }
            Self::Spiky(usual) => {
                let is_rare = rng.random_range(0..16) == 0;
                let times = if is_rare {
                    rng.random_range(5.0..20.0)
                } else {
                    1.0
                };
                level * usual * times
            }
        }
    }
}

/// A kind of day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    pub(crate) width: Width,
    pub(crate) grid: Grid,
    /// Kilowatts.
    load: Course,
    /// Largest yield of the sun without clouds, and the share of it that clouds leave.
    solar_kw: f64,
    clouds: Course,
    price: Course,
    /// How far the price of feeding in lies below that of the moment; otherwise it is 0.05.
    export_below: Option<f64>,
    kg: Course,
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
    load: Course::Wave {
        mean: 1.3,
        swing: 0.5,
        from_hour: 10.0,
        noise: 0.4,
    },
    solar_kw: 4.0,
    clouds: Course::Wave {
        mean: 0.5,
        swing: 0.0,
        from_hour: 0.0,
        noise: 0.4,
    },
    price: Course::Wave {
        mean: 0.28,
        swing: 0.084,
        from_hour: 13.0,
        noise: 0.06,
    },
    export_below: None,
    kg: Course::Wave {
        mean: 0.32,
        swing: 0.12,
        from_hour: 21.0,
        noise: 0.05,
    },
};

/// Some hours are paid for being bought in, and feeding in costs then.
const NEGATIVE: Shape = Shape {
    name: "negative",
    price: Course::Wave {
        mean: 0.12,
        swing: 0.175,
        from_hour: 13.0,
        noise: 0.125,
    },
    export_below: Some(0.02),
    ..HOUSE
};

const LIMITS: Grid = Grid {
    import_limit_kw: Some(4.5),
    export_limit_kw: Some(0.0),
    ..OPEN
};

const DEMAND: Grid = Grid {
    demand_charge_per_kw: 0.5,
    peak_so_far_kw: 0.8,
    ..OPEN
};

pub(crate) const SHAPES: [Shape; 12] = [
    HOUSE,
    Shape {
        name: "dark",
        solar_kw: 0.0,
        ..HOUSE
    },
    Shape {
        name: "flat",
        load: Course::Flat(1.2),
        clouds: Course::Flat(0.8),
        price: Course::Flat(0.3),
        kg: Course::Flat(0.35),
        ..HOUSE
    },
    Shape {
        name: "stepped",
        load: Course::Stepped([0.4, 1.0, 2.5]),
        clouds: Course::Stepped([0.2, 0.9, 0.4]),
        price: Course::Stepped([0.18, 0.27, 0.45]),
        kg: Course::Stepped([0.2, 0.3, 0.5]),
        ..HOUSE
    },
    Shape {
        name: "spiky",
        load: Course::Spiky(0.5),
        clouds: Course::Spiky(0.05),
        price: Course::Spiky(0.12),
        kg: Course::Spiky(0.08),
        ..HOUSE
    },
    // As `NEGATIVE`, but feeding in is paid whatever the price is.
    Shape {
        name: "market",
        export_below: None,
        ..NEGATIVE
    },
    NEGATIVE,
    Shape {
        name: "limits",
        grid: LIMITS,
        ..HOUSE
    },
    Shape {
        name: "demand",
        grid: DEMAND,
        ..HOUSE
    },
    Shape {
        name: "demand, limits",
        grid: Grid {
            import_limit_kw: LIMITS.import_limit_kw,
            export_limit_kw: LIMITS.export_limit_kw,
            ..DEMAND
        },
        ..HOUSE
    },
    Shape {
        name: "demand, negative",
        grid: DEMAND,
        ..NEGATIVE
    },
    Shape {
        name: "quarter",
        width: Width::QuarterHour,
        ..HOUSE
    },
];

impl Shape {
    pub(crate) fn has_demand_charge(&self) -> bool {
        self.grid.demand_charge_per_kw > 0.0
    }

    pub(crate) fn day(&self, seed: u64) -> Day {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let count = self.width.per_day();
        let hours = self.width.hours();
        let start = Utc
            .with_ymd_and_hms(2026, 1, 1, 0, 0, 0)
            .single()
            .unwrap_or_default();
        let start = start + TimeDelta::days(i64::try_from(seed).unwrap_or_default());
        let levels: [f64; 4] = std::array::from_fn(|_| rng.random_range(0.7..1.3));
        let mut rows = Vec::with_capacity(count);
        for step in 0..count {
            let hour = (step as f64 + 0.5) * hours;
            let load = self.load.at(hour, levels[0], &mut rng);
            let daylight = self.solar_kw * wave(hour - 6.0).max(0.0);
            let solar = daylight * self.clouds.at(hour, levels[1], &mut rng).clamp(0.0, 1.0);
            let price = self.price.at(hour, levels[2], &mut rng);
            let kg = self.kg.at(hour, levels[3], &mut rng);
            let export = self.export_below.map_or(0.05, |below| price - below);
            rows.push([load * hours, solar * hours, price, export, kg]);
        }
        let column = |at: usize| rows.iter().map(|row| row[at]).collect::<Vec<f64>>();
        Day {
            battery: BATTERY,
            outlook: Outlook {
                steps: Steps::new(start, self.width, count).expect("a grid of a day"),
                load_kwh: column(0),
                solar_kwh: column(1),
                import_price_per_kwh: column(2),
                export_price_per_kwh: column(3),
                kg_per_kwh: column(4),
            },
            grid: self.grid,
        }
    }
}

/// A full turn in 24 hours, highest after six.
fn wave(hour: f64) -> f64 {
    (TAU * hour / 24.0).sin()
}

const BATTERY: Battery = Battery {
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
};
