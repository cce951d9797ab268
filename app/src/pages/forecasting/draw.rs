//! The forecast as a drawing: the past as a line, the expected as a dashed one in its band.

use charming::component::{Axis, Grid};
use charming::datatype::CompositeValue;
use charming::element::{
    AreaStyle, AxisLabel, AxisLine, AxisTick, AxisType, ItemStyle, LineStyle, LineStyleType,
    SplitLine, Symbol, Tooltip, Trigger,
};
use charming::series::Line;
use model::forecasting::EmissionForecast;

use crate::components::chart::Palette;

pub(super) fn draw(forecast: &EmissionForecast, palette: &Palette) -> charming::Chart {
    let (ink, line) = (palette.color("--ink-3"), palette.color("--line"));
    let label = || AxisLabel::new().color(ink.as_str()).font_size(11.0);
    let labels: Vec<&str> = forecast.labels.iter().map(String::as_str).collect();
    let x_axis = Axis::new()
        .type_(AxisType::Category)
        .data(labels)
        .axis_label(label())
        .axis_tick(AxisTick::new().show(false))
        .axis_line(AxisLine::new().show(false));
    let solid = LineStyle::new()
        .color(line.as_str())
        .type_(LineStyleType::Solid);
    let y_axis = Axis::new()
        .type_(AxisType::Value)
        .axis_label(label())
        .split_line(SplitLine::new().line_style(solid));
    let (measured, predicted) = (palette.color("--accent"), palette.color("--predicted"));
    let past = forecast.recent.iter().map(|point| point.value);
    let before = || std::iter::repeat_n(None, forecast.recent.len());
    let ahead = || forecast.forecast.points.iter();
    let lows = || ahead().map(|point| point.low);
    let widths = ahead().map(|point| Some(point.high? - point.low?));
    charming::Chart::new()
        .grid(
            Grid::new()
                .left(4)
                .right(10)
                .top(12)
                .bottom(4)
                .contain_label(true),
        )
        .tooltip(Tooltip::new().trigger(Trigger::Axis))
        .animation_duration(180.0)
        .x_axis(x_axis)
        .y_axis(y_axis)
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
