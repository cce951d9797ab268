//! Bars on a sheet: full for what is known whole, hollow for what is known in part.

use charming::element::ItemStyle;
use charming::series::Bar;

use super::lines::to_the_gram;

/// How much of its colour a hollow bar has.
const HOLLOW: f64 = 0.3;

/// Bars that stand upon those of the same stack; places without a value have none.
pub(crate) fn bars(
    (id, name): (&str, &str),
    stack: &str,
    color: &str,
    is_hollow: bool,
    values: impl Iterator<Item = Option<f64>>,
) -> Bar {
    let style = ItemStyle::new().color(color);
    let style = if is_hollow {
        style.opacity(HOLLOW).border_color(color).border_width(1.5)
    } else {
        style
    };
    Bar::new()
        .id(id)
        .name(name)
        .stack(stack)
        .item_style(style)
        .data(to_the_gram(values))
}
