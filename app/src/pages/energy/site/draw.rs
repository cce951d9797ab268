//! The site as a drawing: power, price, carbon and battery above each other. What was measured is solid,
//! what is expected or planned is dashed, what is filled in or odd are marks of their own.

use charming::element::{LineStyleType, Step, Symbol};
use model::energy::{Channel, EnergyOutlook, EnergyPlan, PowerFlow};

use super::timeline::{Moment, hours, timeline};
use crate::components::chart::{Palette, Panel, band, curve, now_mark, spots, stacked};
use crate::words::energy_quality as quality;
use crate::words::energy_site as words;

/// Of a moment and the hours of an interval.
type Value = fn(&Moment<'_>, f64) -> Option<f64>;

/// Draws everything that is known.
pub(super) fn draw(
    outlook: &EnergyOutlook,
    plan: Option<&EnergyPlan>,
    currency: &str,
    palette: &Palette,
) -> charming::Chart {
    let moments = timeline(outlook, plan);
    let hours = hours(outlook);
    let labels: Vec<String> = moments.iter().map(|one| one.label.to_owned()).collect();
    let price_unit = words::per_kwh(currency);
    let has = |is: fn(&Moment<'_>) -> bool| moments.iter().any(is);
    let has_price = has(|one| {
        one.expected
            .is_some_and(|step| step.import_price_per_kwh.is_some())
    });
    let has_carbon = has(|one| one.expected.is_some_and(|step| step.kg_per_kwh.is_some()));
    let has_soc = has(|one| soc(one).is_some() || one.planned.is_some());
    let mut panels = vec![Panel {
        unit: "kW",
        height: 3.0,
    }];
    let mut panel = |is_there: bool, unit| {
        is_there.then(|| {
            panels.push(Panel { unit, height: 1.0 });
            panels.len() as f64 - 1.0
        })
    };
    let price_at = panel(has_price, price_unit.as_str());
    let carbon_at = panel(has_carbon, words::G_CO2E_PER_KWH);
    let soc_at = panel(has_soc, words::BATTERY_PERCENT);

    let (measured, predicted) = (palette.color("--measured"), palette.color("--predicted"));
    let (sun, battery) = (palette.color("--warn"), palette.color("--info"));
    let values = |value: Value| {
        moments
            .iter()
            .map(move |one| value(one, hours))
            .collect::<Vec<_>>()
    };
    let ends = moments.iter().map(|one| {
        let step = one.expected?;
        let (low, high) = step.load_low_kwh.zip(step.load_high_kwh)?;
        Some((low / hours, high / hours))
    });
    let [low, width] = band("expected", &predicted, ends);
    let line = |name, color: &str, kind, values: Vec<Option<f64>>| {
        curve(name, color, kind, values.into_iter())
    };
    let (solid, dashed) = (LineStyleType::Solid, LineStyleType::Dashed);
    let mut chart = stacked(&labels, &panels, palette).series(low).series(width);
    let mut load = line(
        ("load", words::LOAD_MEASURED),
        &measured,
        solid,
        values(|one, _| one.measured.filter(|flow| !is_load_filled(flow))?.load_kw),
    );
    // What is expected begins with the running interval.
    if let Some(now) = moments.iter().position(|one| one.expected.is_some()) {
        load = load.mark_line(now_mark(now, &palette.color("--ink-2")));
    }
    chart = chart.series(load);
    chart = chart.series(line(
        ("load-expected", words::LOAD_EXPECTED),
        &predicted,
        dashed,
        values(|one, hours| Some(one.expected?.load_kwh / hours)),
    ));
    if outlook.state.settings.solar.is_some() {
        let ends = moments.iter().map(|one| {
            let step = one.expected?;
            let (low, high) = step.solar_p10_kwh.zip(step.solar_p90_kwh)?;
            Some((low / hours, high / hours))
        });
        let [low, width] = band("solar", &sun, ends);
        chart = chart.series(low).series(width);
        chart = chart.series(line(
            ("solar", words::SOLAR_MEASURED),
            &sun,
            solid,
            values(|one, _| one.measured.filter(|flow| !is_solar_filled(flow))?.solar_kw),
        ));
        chart = chart.series(line(
            ("solar-expected", words::SOLAR_EXPECTED),
            &sun,
            dashed,
            values(|one, hours| Some(one.expected?.solar_kwh / hours)),
        ));
    }
    let doubtful = palette.color("--critical");
    let marks: [(&str, &str, Symbol, &str, Value); 4] = [
        (
            "load-filled",
            quality::LOAD_FILLED,
            Symbol::Diamond,
            &predicted,
            |one, _| one.measured.filter(|flow| is_load_filled(flow))?.load_kw,
        ),
        (
            "load-outlier",
            quality::LOAD_OUTLIER,
            Symbol::Triangle,
            &doubtful,
            |one, _| one.measured.filter(|flow| is_load_odd(flow))?.load_kw,
        ),
        (
            "solar-filled",
            quality::SOLAR_FILLED,
            Symbol::Diamond,
            &sun,
            |one, _| one.measured.filter(|flow| is_solar_filled(flow))?.solar_kw,
        ),
        (
            "solar-outlier",
            quality::SOLAR_OUTLIER,
            Symbol::Triangle,
            &doubtful,
            |one, _| {
                let odd = |flow: &&PowerFlow| flow.outliers.contains(&Channel::SolarKwh);
                one.measured.filter(odd)?.solar_kw
            },
        ),
    ];
    for (id, name, symbol, color, value) in marks {
        let values = values(value);
        if values.iter().any(Option::is_some) {
            chart = chart.series(spots((id, name), color, values.into_iter()).symbol(symbol));
        }
    }
    if let Some(at) = price_at {
        let prices = values(|one, _| one.expected?.import_price_per_kwh);
        let price = line(
            ("price", words::PRICE),
            &palette.color("--ink-2"),
            solid,
            prices,
        );
        chart = chart.series(price.step(Step::End).x_axis_index(at).y_axis_index(at));
    }
    if let Some(at) = carbon_at {
        let carbon = values(|one, _| Some(1_000.0 * one.expected?.kg_per_kwh?));
        let carbon = line(
            ("carbon", words::CARBON_OF_THE_GRID),
            &palette.color("--ink-3"),
            dashed,
            carbon,
        );
        chart = chart.series(carbon.step(Step::End).x_axis_index(at).y_axis_index(at));
    }
    if let Some(at) = soc_at {
        let held = values(|one, _| soc(one).map(|soc| 100.0 * soc));
        let held = line(("soc", words::BATTERY_MEASURED), &battery, solid, held);
        let planned = values(|one, _| Some(100.0 * one.planned?.soc));
        let planned = line(
            ("soc-planned", words::BATTERY_PLANNED),
            &predicted,
            dashed,
            planned,
        );
        let odd = values(|one, _| {
            let odd = |flow: &&PowerFlow| flow.outliers.contains(&Channel::Soc);
            Some(100.0 * one.measured.filter(odd)?.soc?)
        });
        chart = chart
            .series(held.x_axis_index(at).y_axis_index(at))
            .series(planned.x_axis_index(at).y_axis_index(at));
        if odd.iter().any(Option::is_some) {
            let name = ("soc-outlier", quality::BATTERY_OUTLIER);
            let odd = spots(name, &doubtful, odd.into_iter()).symbol(Symbol::Triangle);
            chart = chart.series(odd.x_axis_index(at).y_axis_index(at));
        }
    }
    chart
}

/// Whether a part of the load was not measured. Filled values are no line, so that none looks measured.
fn is_load_filled(flow: &PowerFlow) -> bool {
    flow.filled.iter().any(|channel| *channel != Channel::Soc)
}

fn is_load_odd(flow: &PowerFlow) -> bool {
    flow.outliers.iter().any(|channel| *channel != Channel::Soc)
}

fn is_solar_filled(flow: &PowerFlow) -> bool {
    flow.filled.contains(&Channel::SolarKwh)
}

fn soc(one: &Moment<'_>) -> Option<f64> {
    one.measured?.soc
}
