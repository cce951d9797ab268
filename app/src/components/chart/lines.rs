//! Lines on a sheet: solid for what was measured, dashed for what is expected, and the band around it.

use crate::words::components as words;
use charming::datatype::CompositeValue;
use charming::element::{AreaStyle, ItemStyle, LineStyle, LineStyleType, Symbol};
use charming::series::{Line, Scatter};

/// A line without marks; hours without a value are gaps.
pub(crate) fn curve(
    name: (&str, &str),
    color: &str,
    kind: LineStyleType,
    values: impl Iterator<Item = Option<f64>>,
) -> Line {
    let style = LineStyle::new().width(1.6).color(color).type_(kind);
    line(name, color, style).data(to_the_gram(values))
}

/// Marks without a line: those of a line are left out where its points lie close.
pub(crate) fn spots(
    (id, name): (&str, &str),
    color: &str,
    values: impl Iterator<Item = Option<f64>>,
) -> Scatter {
    Scatter::new()
        .id(id)
        .name(name)
        .symbol_size(9)
        .item_style(ItemStyle::new().color(color))
        .data(to_the_gram(values))
}

/// A band: an invisible line at its low end, and its width stacked on it. A drawing with several names each.
pub(crate) fn band(
    of: &str,
    color: &str,
    ends: impl Iterator<Item = Option<(f64, f64)>> + Clone,
) -> [Line; 2] {
    let lows = ends.clone().map(|ends| ends.map(|(low, _)| low));
    let widths = ends.map(|ends| ends.map(|(low, high)| high - low));
    [
        edge(of, ("low", words::LOW_END_OF_THE_BAND), color).data(to_the_gram(lows)),
        edge(of, ("width", words::WIDTH_OF_THE_BAND), color)
            .area_style(AreaStyle::new().color(color).opacity(0.2))
            .data(to_the_gram(widths)),
    ]
}

fn edge(of: &str, (end, name): (&str, &str), color: &str) -> Line {
    let id = format!("{of}-{end}");
    line((&id, name), color, unseen()).stack(format!("{of}-band"))
}

fn unseen() -> LineStyle {
    LineStyle::new().opacity(0.0)
}

fn line((id, name): (&str, &str), color: &str, style: LineStyle) -> Line {
    Line::new()
        .id(id)
        .name(name)
        .symbol(Symbol::None)
        .line_style(style)
        .item_style(ItemStyle::new().color(color))
}

/// To the gram: what a drawing can show, in fewer characters.
pub(super) fn to_the_gram(kg: impl Iterator<Item = Option<f64>>) -> Vec<CompositeValue> {
    kg.map(|kg| CompositeValue::from(kg.map(|kg| (kg * 1_000.0).round() / 1_000.0)))
        .collect()
}
