//! The forecast as a drawing: the past as a line, the expected as a dashed one in its band.

use charming::datatype::CompositeValue;
use charming::element::{AreaStyle, ItemStyle, LineStyle, LineStyleType, Symbol};
use charming::series::Line;
use model::forecasting::EmissionForecast;

use crate::components::chart::{Palette, over_time};

pub(super) fn draw(forecast: &EmissionForecast, palette: &Palette) -> charming::Chart {
    let (measured, predicted) = (palette.color("--accent"), palette.color("--predicted"));
    let past = forecast.recent.iter().map(|point| point.value);
    let before = || std::iter::repeat_n(None, forecast.recent.len());
    let ahead = || forecast.forecast.points.iter();
    let lows = || ahead().map(|point| point.low);
    let widths = ahead().map(|point| Some(point.high? - point.low?));
    over_time(&forecast.labels, palette)
        // The band: an invisible line at its low end, and its width stacked on it.
        .series(edge("low", "Low end of the band", &predicted).data(values(before().chain(lows()))))
        .series(
            edge("width", "Width of the band", &predicted)
                .area_style(AreaStyle::new().color(predicted.as_str()).opacity(0.2))
                .data(values(before().chain(widths))),
        )
        .series(curve("past", "Emitted", &measured, LineStyleType::Solid).data(values(past)))
        .series(
            curve("expected", "Expected", &predicted, LineStyleType::Dashed).data(values(
                before().chain(ahead().map(|point| Some(point.value))),
            )),
        )
}

fn edge(id: &str, name: &str, color: &str) -> Line {
    Line::new()
        .id(id)
        .name(name)
        .stack("band")
        .symbol(Symbol::None)
        .line_style(LineStyle::new().opacity(0.0))
        .item_style(ItemStyle::new().color(color))
}

fn curve(id: &str, name: &str, color: &str, kind: LineStyleType) -> Line {
    Line::new()
        .id(id)
        .name(name)
        .symbol(Symbol::None)
        .line_style(LineStyle::new().width(1.6).color(color).type_(kind))
        .item_style(ItemStyle::new().color(color))
}

/// To the gram; a gap where there is no value.
fn values(kg: impl Iterator<Item = Option<f64>>) -> Vec<CompositeValue> {
    kg.map(|kg| CompositeValue::from(kg.map(|kg| (kg * 1_000.0).round() / 1_000.0)))
        .collect()
}
