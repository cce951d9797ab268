//! The sheet that series are drawn on: time along the foot, amounts at the side, as few lines as it
//! takes to read them.

use charming::component::{Axis, Grid};
use charming::element::{
    AxisLabel, AxisLine, AxisTick, AxisType, LineStyle, LineStyleType, SplitLine, Tooltip, Trigger,
};

use super::Palette;

/// An empty sheet with `labels` along its foot.
pub(crate) fn over_time(labels: &[String], palette: &Palette) -> charming::Chart {
    let (ink, line) = (palette.color("--ink-3"), palette.color("--line"));
    let label = || AxisLabel::new().color(ink.as_str()).font_size(11.0);
    let x_axis = Axis::new()
        .type_(AxisType::Category)
        .data(labels.iter().map(String::as_str).collect::<Vec<_>>())
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
    charming::Chart::new()
        .grid(
            Grid::new()
                .left(4)
                .right(10)
                .top(20)
                .bottom(4)
                .contain_label(true),
        )
        .tooltip(Tooltip::new().trigger(Trigger::Axis))
        .animation_duration(180.0)
        .x_axis(x_axis)
        .y_axis(y_axis)
}
