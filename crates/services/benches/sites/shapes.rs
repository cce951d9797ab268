//! Sites of several kinds, as their meters and their settings show them.

use serde_json::{Value, json};

/// A kind of site: what it uses through the week, and what it has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    /// Load in kWh per quarter-hour at rest, and more while it works.
    rest: f64,
    works: f64,
    /// Hours of work.
    hours: (f64, f64),
    /// Share of the work on Saturdays and Sundays.
    weekend: f64,
    /// Pays for its highest power.
    has_demand_charge: bool,
}

const fn shape(rest: f64, works: f64, hours: (f64, f64), weekend: f64, demand: bool) -> Shape {
    Shape {
        rest,
        works,
        hours,
        weekend,
        has_demand_charge: demand,
    }
}

/// Office, works of two shifts, bakery, shop, cold store, school, data centre, depot.
pub(crate) const SHAPES: [Shape; 8] = [
    shape(1.0, 4.0, (7.0, 18.0), 0.1, false),
    shape(2.0, 9.0, (6.0, 22.0), 0.2, true),
    shape(0.8, 5.0, (2.0, 9.0), 0.6, false),
    shape(1.0, 3.0, (8.0, 20.0), 0.8, false),
    shape(4.0, 2.0, (10.0, 18.0), 1.0, true),
    shape(0.6, 3.0, (7.0, 15.0), 0.0, false),
    shape(8.0, 1.0, (9.0, 21.0), 1.0, true),
    shape(0.5, 7.0, (17.0, 23.0), 0.3, true),
];

/// What a battery holds, kWh, and moves in a quarter-hour.
const CAPACITY_KWH: f64 = 40.0;
const MOVED_KWH: f64 = 2.0;

/// What the meters count in a quarter-hour from a Monday's midnight on: import, sun, charge, discharge, and the
/// state of charge. What the sun gives more than is used is lost.
pub(crate) fn quarter(shape: &Shape, step: usize) -> [f64; 5] {
    let (day, hour) = (step / 96, (step % 96) as f64 / 4.0);
    let week = if day % 7 >= 5 { shape.weekend } else { 1.0 };
    let is_busy = (shape.hours.0..shape.hours.1).contains(&hour);
    // Weeks and days differ by some per cent, the same ones at every run.
    let drift =
        1.0 + 0.08 * ((day * 37 % 23) as f64 / 23.0 - 0.5) + 0.05 * (day as f64 / 9.0).sin();
    let load = drift * (shape.rest + if is_busy { week * shape.works } else { 0.0 });
    let clear = 0.4 + 0.6 * ((day * 53 % 17) as f64 / 17.0);
    let height = (std::f64::consts::PI * (hour - 5.0) / 15.0).sin();
    let sun = if (5.0..20.0).contains(&hour) {
        3.0 * clear * height.max(0.0)
    } else {
        0.0
    };
    let charge = if (9.0..13.0).contains(&hour) {
        MOVED_KWH * 0.5
    } else {
        0.0
    };
    let discharge = if (17.0..21.0).contains(&hour) {
        (MOVED_KWH * 0.45).min(load)
    } else {
        0.0
    };
    let import = (load + charge - sun - discharge).max(0.0);
    let stored = match hour {
        hour if hour < 9.0 => 0.2,
        hour if hour < 13.0 => 0.2 + 0.1 * (hour - 9.0),
        hour if hour < 17.0 => 0.6,
        hour if hour < 21.0 => 0.6 - 0.1 * (hour - 17.0),
        _ => 0.2,
    };
    [
        import,
        sun.min(load + charge - discharge).max(0.0),
        charge,
        discharge,
        stored,
    ]
}

/// What is set about a site.
pub(crate) fn settings(shape: &Shape) -> Value {
    let days = ["Mon", "Tue", "Wed", "Thu", "Fri"];
    let mut tariff = json!({"currency": "EUR", "standing_charge_per_day": "0.40",
        "import": {"kind": "time_of_use", "otherwise_per_kwh": "0.20", "windows": [
            {"name": "peak", "days": days, "from": "16:00", "to": "20:00", "per_kwh": "0.45"}]},
        "feed_in": {"kind": "unpaid"}});
    if shape.has_demand_charge {
        tariff["demand_charge"] =
            json!({"per_kw": "9.50", "interval": "quarter_hour", "period": "month"});
    }
    let offer = json!({"currency": "EUR", "standing_charge_per_day": "0.60",
        "import": {"kind": "flat", "per_kwh": "0.24"}, "feed_in": {"kind": "unpaid"}});
    json!({
        "interval_minutes": 15, "time_zone": "Europe/Berlin", "tariff": tariff,
        "battery": {"capacity_kwh": CAPACITY_KWH, "charge_kw": 4.0 * MOVED_KWH,
            "discharge_kw": 4.0 * MOVED_KWH, "charge_efficiency": 0.95, "discharge_efficiency": 0.95,
            "soc_min": 0.1, "soc_max": 0.9, "wear_per_kwh": "0.01", "wear_kg_per_kwh": 0.0},
        "solar": {"tilt_deg": 30.0, "azimuth_deg": 180.0, "dc_kw": 12.0, "ac_kw": 10.0,
            "inverter_efficiency": 0.96, "gamma_per_c": -0.004, "mounting": "sloped_roof",
            "loss_share": 0.14, "albedo": 0.2, "altitude_m": 35.0, "linke_turbidity": 3.0},
        "deferrable_loads": [{"name": "Laundry", "energy_kwh": 4.0, "minutes": 60, "days": days,
            "usual_start": "17:00", "earliest": "06:00", "latest_end": "24:00"}],
        "tariff_offers": [{"name": "Flat", "tariff": offer}]
    })
}
