//! What is known of each interval: measured, expected, planned.

use model::energy::{EnergyOutlook, EnergyPlan, ExpectedStep, PlannedStep, PowerFlow};

/// Intervals between the last measured and the first expected that are shown as a gap, at most.
const GAP_MAX: i64 = 96;

/// An interval; at most one of measured and expected is there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment<'a> {
    pub(super) label: &'a str,
    pub(super) measured: Option<&'a PowerFlow>,
    pub(super) expected: Option<&'a ExpectedStep>,
    pub(super) planned: Option<&'a PlannedStep>,
}

/// All of them, the oldest first. Where nothing is known between the two halves, there is a gap.
pub(super) fn timeline<'a>(
    outlook: &'a EnergyOutlook,
    plan: Option<&'a EnergyPlan>,
) -> Vec<Moment<'a>> {
    let none = Moment {
        label: "",
        measured: None,
        expected: None,
        planned: None,
    };
    let past = outlook.measured.iter().map(|flow| Moment {
        label: &flow.label,
        measured: Some(flow),
        ..none
    });
    let ends = outlook.measured.last().zip(outlook.expected.first());
    let minutes = i64::from(outlook.state.settings.step_minutes().max(1));
    let gap = ends.map_or(0, |(last, first)| {
        (first.at - last.at).num_minutes() / minutes - 1
    });
    let gap = usize::try_from(gap.clamp(0, GAP_MAX)).unwrap_or_default();
    let ahead = outlook.expected.iter().map(|step| Moment {
        label: &step.label,
        expected: Some(step),
        planned: plan.and_then(|plan| plan.steps.iter().find(|planned| planned.at == step.at)),
        ..none
    });
    past.chain(std::iter::repeat_n(none, gap))
        .chain(ahead)
        .collect()
}

/// Hours in an interval: kWh divided by it are kW.
pub(super) fn hours(outlook: &EnergyOutlook) -> f64 {
    f64::from(outlook.state.settings.step_minutes()) / 60.0
}
