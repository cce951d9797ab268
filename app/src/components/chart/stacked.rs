//! Sheets above each other with one axis of time: quantities of different units at the same moment.

use charming::component::{Axis, Grid};
use charming::datatype::CompositeValue;
use charming::element::{
    AxisLabel, AxisLine, AxisPointer, AxisPointerLink, AxisTick, AxisType, LineStyle,
    LineStyleType, NameLocation, SplitLine, TextStyle, Tooltip, Trigger,
};

use super::Palette;

/// Between two sheets, in percent of the whole: room for the unit above the lower one.
const GAP: f64 = 7.0;
/// Below the lowest: room for the times.
const FOOT: f64 = 6.0;

/// One sheet: its unit, and how high it is beside the others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Panel<'a> {
    pub(crate) unit: &'a str,
    pub(crate) height: f64,
}

/// Empty sheets with `labels` along the foot of the lowest. A series says by its axis index which one
/// it is drawn on.
pub(crate) fn stacked(
    labels: &[String],
    panels: &[Panel<'_>],
    palette: &Palette,
) -> charming::Chart {
    let (ink, line) = (palette.color("--ink-3"), palette.color("--line"));
    let label = || AxisLabel::new().color(ink.as_str()).font_size(11.0);
    let whole: f64 = panels.iter().map(|panel| panel.height).sum();
    let room = 100.0 - FOOT - GAP * panels.len() as f64;
    let link = AxisPointerLink::new().x_axis_index(CompositeValue::from("all"));
    let mut chart = charming::Chart::new()
        .tooltip(Tooltip::new().trigger(Trigger::Axis))
        .axis_pointer(AxisPointer::new().link(vec![link]))
        .animation_duration(180.0);
    let mut top = 0.0;
    for (index, panel) in panels.iter().enumerate() {
        let height = room * panel.height / whole;
        top += GAP;
        let is_last = index + 1 == panels.len();
        let at = index as f64;
        let x_axis = Axis::new()
            .type_(AxisType::Category)
            .grid_index(at)
            .data(labels.iter().map(String::as_str).collect::<Vec<_>>())
            .axis_label(label().show(is_last))
            .axis_tick(AxisTick::new().show(false))
            .axis_line(AxisLine::new().show(false));
        let solid = LineStyle::new()
            .color(line.as_str())
            .type_(LineStyleType::Solid);
        let y_axis = Axis::new()
            .type_(AxisType::Value)
            .grid_index(at)
            .name(panel.unit)
            .name_location(NameLocation::End)
            .name_gap(8.0)
            .name_text_style(TextStyle::new().color(ink.as_str()).font_size(11.0))
            .split_number(3.0)
            .axis_label(label())
            .split_line(SplitLine::new().line_style(solid));
        chart = chart
            .grid(
                // The same margins on all of them, or their times would not lie above each other.
                Grid::new()
                    .left(46)
                    .right(12)
                    .top(format!("{top:.1}%"))
                    .height(format!("{height:.1}%")),
            )
            .x_axis(x_axis)
            .y_axis(y_axis);
        top += height;
    }
    chart
}
