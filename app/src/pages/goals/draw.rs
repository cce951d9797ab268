//! A goal's period as a drawing: what was measured as a line, what is expected as a dashed one in its
//! band, and the goal above or below.

use charming::element::LineStyleType;
use model::goals::GoalPath;

use crate::components::chart::{Palette, band, curve, over_time};
use crate::words::goals as words;

pub(super) fn draw(path: &GoalPath, goal_kg: f64, palette: &Palette) -> charming::Chart {
    use LineStyleType::{Dashed, Dotted, Solid};

    let (measured, predicted) = (palette.color("--accent"), palette.color("--predicted"));
    let goal = palette.color("--ink-2");
    let ends = path.low_kg.iter().zip(&path.high_kg);
    let [low, width] = band(
        "expected",
        &predicted,
        ends.map(|(low, high)| low.zip(*high)),
    );
    let level = path.labels.iter().map(|_| Some(goal_kg));
    let so_far = path.measured_kg.iter().copied();
    let expected = path.expected_kg.iter().copied();
    over_time(&path.labels, palette)
        .series(low)
        .series(width)
        .series(curve(("goal", words::GOAL_LINE), &goal, Dotted, level))
        .series(curve(
            ("expected", words::EXPECTED),
            &predicted,
            Dashed,
            expected,
        ))
        .series(curve(("measured", words::SO_FAR), &measured, Solid, so_far))
}
