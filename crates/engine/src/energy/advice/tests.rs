//! A works with a kiln whose run can wait: what is advised, what is not, and what a month of it saved.

use chrono::{DateTime, TimeDelta, TimeZone, Timelike, Utc, Weekday};
use chrono_tz::Tz;
use model::energy::{
    DeferrableLoad, DemandCharge, DemandPeriod, EnergyPrice, EnergySite, FeedIn, Tariff,
    TariffOffer, TimeOfDay, Width,
};
use model::money::{Amount, Currency};
use proptest::prelude::*;

use super::{
    Advice, BatteryCase, Past, Slot, battery, freeze, moves, ranked, tariff_changes, verify,
};
use crate::energy::battery::{Grid, Mode};
use crate::energy::tariff::MarketPrices;

const DAYS: i64 = 28;

fn start() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 6, 1, 0, 0, 0).unwrap()
}

/// Hours of four weeks: 10 kWh, and 6 more in the three hours from `run_at` on. Dear and dirty from four to
/// eight in the evening, generation at noon where `solar_kwh` says so.
fn past(run_at: u32, scale: f64, solar_kwh: f64) -> Past {
    past_of(run_at, scale, solar_kwh, true)
}

fn past_of(run_at: u32, scale: f64, solar_kwh: f64, is_hourly: bool) -> Past {
    let slot = |hour: i64| {
        let at = start() + TimeDelta::hours(hour);
        let clock = at.hour();
        // Days differ a little.
        let wobble = 0.05 * (hour / 24 % 5) as f64;
        let run = if (run_at..run_at + 3).contains(&clock) {
            6.0
        } else {
            0.0
        };
        let load_kwh = scale * (10.0 + wobble + run);
        let sun = if (11..14).contains(&clock) {
            solar_kwh
        } else {
            0.0
        };
        let is_peak = (16..20).contains(&clock);
        Slot {
            at,
            load_kwh,
            solar_kwh: sun,
            import_kwh: (load_kwh - sun).max(0.0),
            export_kwh: (sun - load_kwh).max(0.0),
            import_price: if is_peak { 0.45 } else { 0.20 },
            export_price: 0.05,
            kg_per_kwh: if is_peak && is_hourly { 0.5 } else { 0.3 },
        }
    };
    Past::new(
        Width::Hour,
        Tz::UTC,
        true,
        (0..24 * DAYS).map(slot).collect(),
    )
}

fn time(text: &str) -> TimeOfDay {
    TimeOfDay::parse(text).unwrap()
}

fn load(scale: f64) -> DeferrableLoad {
    use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
    DeferrableLoad {
        name: "Kiln".to_owned(),
        energy_kwh: 18.0 * scale,
        minutes: 180,
        days: vec![Mon, Tue, Wed, Thu, Fri, Sat, Sun],
        usual_start: time("17:00"),
        earliest: time("08:00"),
        latest_end: time("24:00"),
    }
}

fn tariff(per_kwh: &str, peak: &str) -> Tariff {
    let amount = |text: &str| Amount::parse(text).unwrap();
    let window = serde_json::json!({
        "name": "peak", "days": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
        "from": "16:00", "to": "20:00", "per_kwh": peak
    });
    Tariff {
        currency: Currency::new("EUR").unwrap(),
        import: EnergyPrice::TimeOfUse {
            windows: vec![serde_json::from_value(window).unwrap()],
            otherwise_per_kwh: amount(per_kwh),
        },
        feed_in: FeedIn::Unpaid,
        demand_charge: None,
        standing_charge_per_day: amount("0.40"),
    }
}

fn one(advice: Vec<Advice>) -> Advice {
    assert_eq!(advice.len(), 1, "{advice:?}");
    advice.into_iter().next().unwrap()
}

#[test]
fn a_run_leaves_the_dear_hours() {
    let advice = one(moves(&past(17, 1.0, 0.0), &[load(1.0)], None, Mode::Cost));
    assert_eq!(advice.rule, "energy_shift_Kiln");
    assert_eq!(advice.title, "Start Kiln at 08:00 instead of 17:00");
    // 18 kWh a day at 0.25 EUR and 0.2 kg less.
    let money = advice.money.unwrap();
    assert!(
        (money.value - 18.0 * 0.25 * 30.436_875).abs() < 1e-6,
        "{money:?}"
    );
    let kg = advice.co2_impact_kg;
    assert!(
        (kg.value_kg - 18.0 * 0.2 * 30.436_875).abs() < 1e-6,
        "{kg:?}"
    );
    assert!(
        advice
            .facts
            .iter()
            .any(|fact| fact.name == "best_start" && fact.text == "08:00")
    );
    let text = format!("{} {}", advice.title, advice.body);
    assert!(!text.contains(['{', '}']), "{text}");
}

#[test]
fn the_same_factor_at_all_hours_saves_money_alone() {
    let flat = past_of(17, 1.0, 0.0, false);
    let advice = one(moves(&flat, &[load(1.0)], None, Mode::Cost));
    assert!(advice.co2_impact_kg.value_kg.abs() < 1e-9);
    assert!(moves(&flat, &[load(1.0)], None, Mode::Carbon).is_empty());
}

#[test]
fn the_reason_is_what_is_gained_most() {
    let sunny = past(17, 1.0, 40.0);
    let advice = one(moves(&sunny, &[load(1.0)], None, Mode::Cost));
    assert_eq!(advice.rule, "energy_solar_Kiln");
    assert_eq!(advice.title, "Start Kiln at 11:00 instead of 17:00");
    let charge = DemandCharge {
        per_kw: Amount::parse("100").unwrap(),
        interval: Width::Hour,
        period: DemandPeriod::Month,
    };
    // Nothing lowers the peak of an even load by itself, but apart from another run it does.
    let mut slots = past(17, 1.0, 0.0);
    let both: Vec<Slot> = slots
        .days()
        .to_vec()
        .into_iter()
        .flat_map(|day| slots.day(day))
        .map(|mut slot| {
            if (17..20).contains(&slot.at.hour()) {
                slot.load_kwh += 6.0;
                slot.import_kwh += 6.0;
            }
            slot
        })
        .collect();
    slots = Past::new(Width::Hour, Tz::UTC, true, both);
    let advice = one(moves(&slots, &[load(1.0)], Some(charge), Mode::Cost));
    assert_eq!(advice.rule, "energy_peak_Kiln");
    let fact = |name: &str| {
        advice
            .facts
            .iter()
            .find(|fact| fact.name == name)
            .unwrap()
            .value
    };
    assert!((fact("peak_before") - 22.2).abs() < 1e-9 && fact("peak_after") < 16.3);
}

#[test]
fn what_cannot_be_known_is_not_advised() {
    // No run is seen where less is measured than it uses.
    let mut large = load(1.0);
    large.energy_kwh = 200.0;
    assert!(moves(&past(17, 1.0, 0.0), &[large], None, Mode::Cost).is_empty());
    // Already at its best.
    let mut early = load(1.0);
    early.usual_start = time("08:00");
    assert!(moves(&past(8, 1.0, 0.0), &[early], None, Mode::Cost).is_empty());
    // Thirteen days are too few.
    let full = past(17, 1.0, 0.0);
    let few: Vec<Slot> = full.days()[..13]
        .iter()
        .flat_map(|day| full.day(*day))
        .collect();
    let few = Past::new(Width::Hour, Tz::UTC, true, few);
    assert!(moves(&few, &[load(1.0)], None, Mode::Cost).is_empty());
}

#[test]
fn a_cheaper_tariff_is_named_and_a_dearer_one_is_not() {
    let offer = |name: &str, tariff: Tariff| TariffOffer {
        name: name.to_owned(),
        tariff,
    };
    let other_currency = Tariff {
        currency: Currency::new("USD").unwrap(),
        ..tariff("0.01", "0.01")
    };
    let settings = EnergySite {
        interval_minutes: 60,
        time_zone: "UTC".to_owned(),
        tariff: Some(tariff("0.20", "0.45")),
        battery: None,
        solar: None,
        import_limit_kw: None,
        export_limit_kw: None,
        export_avoids_carbon: false,
        events: None,
        deferrable_loads: vec![],
        plan: None,
        tariff_offers: vec![
            offer("Even", tariff("0.21", "0.21")),
            offer("Dear", tariff("0.60", "0.60")),
            offer("Abroad", other_currency),
        ],
    };
    let (advice, unbilled) =
        tariff_changes(&past(17, 1.0, 0.0), &settings, &MarketPrices::default());
    let advice = one(advice);
    assert_eq!(advice.rule, "energy_tariff_Even");
    assert_eq!(advice.co2_impact_kg.value_kg, 0.0);
    assert!(unbilled[0].starts_with("Abroad"), "{unbilled:?}");
}

#[test]
fn a_battery_of_a_stated_size_moves_the_dear_hours() {
    let case = BatteryCase {
        mode: Mode::Cost,
        grid: Grid {
            import_limit_kw: None,
            export_limit_kw: None,
            demand_charge_per_kw: 0.0,
            peak_so_far_kw: 0.0,
            export_avoids_carbon: false,
        },
    };
    let advice = battery(&past(17, 1.0, 0.0), &case).expect("dear evenings");
    let capacity = advice
        .facts
        .iter()
        .find(|fact| fact.name == "capacity")
        .unwrap();
    assert!((25.0..140.0).contains(&capacity.value), "{capacity:?}");
    assert!(advice.money.unwrap().low > 0.0);
    assert!(advice.body.contains("at most"));
}

#[test]
fn what_was_put_in_is_what_is_verified() {
    let own = tariff("0.20", "0.45");
    let frozen = freeze(&past(17, 1.0, 0.0), "energy_shift_Kiln", Some(&own)).unwrap();
    let json = serde_json::to_value(&frozen).unwrap();
    assert_eq!(
        serde_json::from_value::<super::SiteBaseline>(json).unwrap(),
        frozen
    );
    // A busier month with the run in the morning; the grid's own change is no saving.
    let saved = verify(&past_of(8, 1.2, 0.0, false), &frozen, Some(&own)).unwrap();
    let kg = 1.2 * 18.0 * 0.2 * 28.0;
    assert!((saved.saved_kg - kg).abs() < 0.05 * kg, "{saved:?}");
    assert!(saved.low_kg < kg && kg < saved.high_kg, "{saved:?}");
    let money = saved.money.unwrap();
    let eur = 1.2 * 18.0 * 0.25 * 28.0;
    assert!((money.saved - eur).abs() < 0.05 * eur, "{money:?}");
    let same = verify(&past(17, 1.0, 0.0), &frozen, Some(&own)).unwrap();
    assert!(same.saved_kg.abs() < 1e-6);
}

proptest! {
    #[test]
    fn advice_never_loses_and_scales_with_the_load(
        run_at in 8_u32..21, scale in 0.5_f64..20.0, solar in 0.0_f64..50.0,
        by_carbon in any::<bool>(),
    ) {
        let mode = if by_carbon { Mode::Carbon } else { Mode::Cost };
        let mut small = load(1.0);
        small.usual_start = time(&format!("{run_at:02}:00"));
        let large = DeferrableLoad { energy_kwh: 18.0 * scale, ..small.clone() };
        let found = |past: &Past, load: &DeferrableLoad| {
            ranked(moves(past, std::slice::from_ref(load), None, mode))
        };
        let once = found(&past(run_at, 1.0, solar), &small);
        prop_assert_eq!(&once, &found(&past(run_at, 1.0, solar), &small));
        for one in &once {
            prop_assert!(one.co2_impact_kg.value_kg >= 0.0);
            prop_assert!(one.money.is_none_or(|money| money.value >= -1e-9));
            prop_assert!((0.0..=1.0).contains(&one.confidence));
        }
        let scaled = found(&past(run_at, scale, solar * scale), &large);
        if let (Some(one), Some(other)) = (once.first(), scaled.first()) {
            let (one, other) = (one.money.unwrap().value, other.money.unwrap().value);
            prop_assert!((one * scale - other).abs() < 1e-6 * other.abs().max(1.0));
        }
    }
}
