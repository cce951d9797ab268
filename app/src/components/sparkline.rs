//! A small line of recent values as inline SVG: there before any script.

use leptos::prelude::*;

const WIDTH: f64 = 220.0;
const HEIGHT: f64 = 64.0;
/// Room for the line's thickness.
const MARGIN: f64 = 3.0;

/// Values oldest first, with an optional dashed line at a target.
#[component]
pub(crate) fn Sparkline(
    /// The values.
    #[prop(into)]
    values: Signal<Vec<f64>>,
    /// Where the dashed line is.
    #[prop(into, optional)]
    target: Signal<Option<f64>>,
    /// What it shows, in words.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let drawing = Memo::new(move |_| Drawing::of(&values.get(), target.get()));
    view! {
        <svg
            class="sparkline"
            viewBox=format!("0 0 {WIDTH} {HEIGHT}")
            preserveAspectRatio="none"
            role="img"
            aria-label=move || label.get()
        >
            <path class="spark-area" d=move || drawing.with(|d| d.area.clone())/>
            <path class="spark-target" d=move || drawing.with(|d| d.target.clone())/>
            <path class="spark-line" d=move || drawing.with(|d| d.line.clone())/>
        </svg>
    }
    .into_any()
}

/// Paths of one sparkline.
#[derive(Debug, Clone, PartialEq)]
struct Drawing {
    line: String,
    area: String,
    target: String,
}

impl Drawing {
    fn of(values: &[f64], target: Option<f64>) -> Self {
        let top = values
            .iter()
            .copied()
            .chain(target)
            .fold(0.0_f64, f64::max)
            .max(f64::MIN_POSITIVE);
        let y = |value: f64| HEIGHT - MARGIN - value / top * (HEIGHT - 2.0 * MARGIN);
        let last = values.len().saturating_sub(1).max(1);
        // Positions of at most some hundred points: far from where f64 loses integers.
        let x = |index: usize| index as f64 / last as f64 * WIDTH;
        let points: Vec<String> = values
            .iter()
            .enumerate()
            .map(|(index, value)| format!("{:.1} {:.1}", x(index), y(*value)))
            .collect();
        let line = if points.is_empty() {
            String::new()
        } else {
            format!("M{}", points.join("L"))
        };
        let area = if points.is_empty() {
            String::new()
        } else {
            format!("{line}L{WIDTH:.1} {HEIGHT:.1}L0 {HEIGHT:.1}Z")
        };
        let target = target.map_or_else(String::new, |value| {
            let y = y(value);
            format!("M0 {y:.1}L{WIDTH:.1} {y:.1}")
        });
        Self { line, area, target }
    }
}
