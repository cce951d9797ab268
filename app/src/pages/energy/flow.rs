//! The power of an interval as a drawing: grid, sun, battery and load around one bar.

use leptos::prelude::*;
use model::energy::PowerFlow;

use super::words::power;
use crate::words::energy as words;

/// Powers below this are rounding of meters, kW.
const NOTHING_KW: f64 = 0.05;

/// Where all lines meet, in a drawing of 360 by 164.
const MIDDLE: (f64, f64) = (180.0, 82.0);

/// One end of the drawing: where it lies, and which way its power goes.
struct End {
    name: &'static str,
    color: &'static str,
    /// Where its words stand, and which way the middle is.
    at: (f64, f64),
    towards: (f64, f64),
    /// Towards the bar; `None` where nothing was measured.
    kw: Option<f64>,
    words: String,
}

/// The drawing, with its sentence for those who do not see it.
#[component]
pub(super) fn FlowDrawing(flow: PowerFlow) -> impl IntoView {
    let ends = ends(&flow);
    let said: Vec<String> = ends
        .iter()
        .map(|end| format!("{}: {}", end.name, end.words))
        .collect();
    let label = words::mean_power_from_on(&flow.label, said.join(". "));
    let most = ends.iter().filter_map(|end| end.kw);
    let most = most.map(f64::abs).fold(NOTHING_KW, f64::max);
    let drawn = ends.into_iter().map(|end| drawn(end, most)).collect_view();
    view! {
        <svg viewBox="0 0 360 164" role="img" aria-label=label data-testid="flow">
            {drawn}
        </svg>
    }
    .into_any()
}

fn ends(flow: &PowerFlow) -> Vec<End> {
    let net = |into: Option<f64>, out: Option<f64>| match (into, out) {
        (None, None) => None,
        (into, out) => Some(into.unwrap_or_default() - out.unwrap_or_default()),
    };
    let words = |kw: Option<f64>, has_sides: bool| match kw {
        None => words::NOT_MEASURED.to_owned(),
        Some(kw) if kw.abs() < NOTHING_KW => "0\u{a0}kW".to_owned(),
        Some(kw) if kw > 0.0 && has_sides => words::gives(power(kw)),
        Some(kw) if has_sides => words::takes(power(-kw)),
        Some(kw) => power(kw.abs()),
    };
    let grid = net(flow.import_kw, flow.export_kw);
    let mut ends = vec![End {
        name: words::GRID,
        color: "--ink-2",
        at: (56.0, 82.0),
        towards: (1.0, 0.0),
        kw: grid,
        words: words(grid, true),
    }];
    if flow.solar_kw.is_some() {
        ends.push(End {
            name: words::SOLAR,
            color: "--warn",
            at: (180.0, 22.0),
            towards: (0.0, 1.0),
            kw: flow.solar_kw,
            words: words(flow.solar_kw, false),
        });
    }
    let battery = net(flow.discharge_kw, flow.charge_kw);
    if battery.is_some() || flow.soc.is_some() {
        ends.push(End {
            name: words::BATTERY,
            color: "--info",
            at: (180.0, 142.0),
            towards: (0.0, -1.0),
            kw: battery,
            words: words(battery, true),
        });
    }
    ends.push(End {
        name: words::LOAD,
        color: "--measured",
        at: (304.0, 82.0),
        towards: (-1.0, 0.0),
        kw: flow.load_kw.map(|kw| -kw),
        words: flow
            .load_kw
            .map_or_else(|| words::NOT_KNOWN.to_owned(), power),
    });
    ends
}

/// A circle, its words, and a line as wide as its power, with an arrow the way it goes.
fn drawn(end: End, most_kw: f64) -> AnyView {
    let (x, y) = end.at;
    let kw = end.kw.unwrap_or_default();
    let is_flowing = kw.abs() >= NOTHING_KW;
    // From beside the words to beside the middle.
    let (dx, dy) = end.towards;
    let (near_x, near_y) = (x + 52.0 * dx, y + 24.0 * dy);
    let (far_x, far_y) = (MIDDLE.0 - 7.0 * dx, MIDDLE.1 - 7.0 * dy);
    let width = if is_flowing {
        2.0 + 6.0 * kw.abs() / most_kw
    } else {
        1.0
    };
    // The arrow lies in the middle of the line and points to where the power goes.
    let way = if kw < 0.0 { -1.0 } else { 1.0 };
    let (middle_x, middle_y) = ((near_x + far_x) / 2.0, (near_y + far_y) / 2.0);
    let tip = (middle_x + 7.0 * dx * way, middle_y + 7.0 * dy * way);
    let (left, right) = (
        (
            middle_x - 5.0 * dx * way - 7.0 * dy,
            middle_y - 5.0 * dy * way - 7.0 * dx,
        ),
        (
            middle_x - 5.0 * dx * way + 7.0 * dy,
            middle_y - 5.0 * dy * way + 7.0 * dx,
        ),
    );
    let arrow = format!(
        "{:.0},{:.0} {:.0},{:.0} {:.0},{:.0}",
        tip.0, tip.1, left.0, left.1, right.0, right.1
    );
    let color = format!("var({})", end.color);
    let dashes = if is_flowing { "none" } else { "3 4" };
    view! {
        <line
            x1=format!("{near_x:.0}")
            y1=format!("{near_y:.0}")
            x2=format!("{far_x:.0}")
            y2=format!("{far_y:.0}")
            stroke=color.clone()
            stroke-width=format!("{width:.1}")
            stroke-dasharray=dashes
        ></line>
        {is_flowing.then(|| view! { <polygon points=arrow fill=color.clone()></polygon> })}
        <text x=format!("{x:.0}") y=format!("{:.0}", y - 2.0) text-anchor="middle" fill="currentColor" font-size="13" font-weight="600">
            {end.name}
        </text>
        <text x=format!("{x:.0}") y=format!("{:.0}", y + 14.0) text-anchor="middle" fill="currentColor" font-size="12">
            {end.words}
        </text>
    }
    .into_any()
}
