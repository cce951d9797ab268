//! Where the past ends on a sheet.

use charming::element::{
    Label, LineStyle, LineStyleType, MarkLine, MarkLineData, MarkLineVariant, Symbol,
};

use crate::words::components as words;

/// An upright line at a place of the foot, with its word above it.
pub(crate) fn now_mark(at: usize, color: &str) -> MarkLine {
    let at = MarkLineData::new().x_axis(at as f64);
    MarkLine::new()
        .symbol(vec![Symbol::None, Symbol::None])
        .label(Label::new().formatter(words::NOW).color(color))
        .line_style(
            LineStyle::new()
                .color(color)
                .width(1.0)
                .type_(LineStyleType::Solid),
        )
        .data(vec![MarkLineVariant::Simple(at)])
}
