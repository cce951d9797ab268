//! The forecast as a drawing: the past as a line, the expected as a dashed one in its band.

use charming::element::LineStyleType;
use model::forecasting::EmissionForecast;

use super::api::Mark;
use crate::components::chart::{Palette, band, curve, now_mark, over_time, spots};
use crate::words::forecasting as words;

pub(super) fn draw(
    forecast: &EmissionForecast,
    marks: &[Mark],
    palette: &Palette,
) -> charming::Chart {
    let (measured, predicted) = (palette.color("--accent"), palette.color("--predicted"));
    let past = forecast.recent.iter().map(|point| point.value);
    let before = forecast.recent.len();
    let ahead = forecast.forecast.points.iter();
    let ends = ahead.clone().map(|point| point.low.zip(point.high));
    let expected = ahead.map(|point| Some(point.value));
    let [low, width] = band(
        "expected",
        &predicted,
        std::iter::repeat_n(None, before).chain(ends),
    );
    let past = curve(
        ("past", words::EMITTED),
        &measured,
        LineStyleType::Solid,
        past,
    );
    let expected = curve(
        ("expected", words::EXPECTED_LINE),
        &predicted,
        LineStyleType::Dashed,
        std::iter::repeat_n(None, before).chain(expected),
    )
    .mark_line(now_mark(before, &palette.color("--ink-2")));
    over_time(&forecast.labels, palette)
        .series(low)
        .series(width)
        .series(past)
        .series(expected)
        .series(spots(
            ("alerts", words::ALERT),
            &palette.color("--critical"),
            at_marks(forecast, marks, false),
        ))
        .series(spots(
            ("actions", words::ACTION),
            &palette.color("--good"),
            at_marks(forecast, marks, true),
        ))
}

/// The past where something happened; gaps elsewhere.
fn at_marks(
    forecast: &EmissionForecast,
    marks: &[Mark],
    is_action: bool,
) -> impl Iterator<Item = Option<f64>> {
    let recent = &forecast.recent;
    let mut values = vec![None; recent.len()];
    for mark in marks.iter().filter(|mark| mark.is_action == is_action) {
        let index = recent.partition_point(|point| point.at <= mark.at);
        let index = index.checked_sub(1);
        if let Some((value, point)) = index.and_then(|index| {
            let point = recent.get(index)?;
            Some((values.get_mut(index)?, point))
        }) {
            *value = point.value;
        }
    }
    values.into_iter()
}
