//! The word for how a goal stands.

use model::goals::{GoalStatus, Kilograms};

/// Where today lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Before,
    Within,
    After,
}

/// Of a budget: used up is missed at once; kept is said when the period is over.
#[must_use]
pub fn budget_status(
    stage: Stage,
    goal_kg: f64,
    booked_kg: f64,
    landing: Option<Kilograms>,
) -> GoalStatus {
    match (stage, landing) {
        (Stage::Before, _) => GoalStatus::Upcoming,
        (_, _) if booked_kg > goal_kg => GoalStatus::Missed,
        (Stage::After, _) => GoalStatus::Met,
        (Stage::Within, None) => GoalStatus::Unknown,
        (Stage::Within, Some(landing)) if landing.high_kg <= goal_kg => GoalStatus::OnTrack,
        (Stage::Within, Some(landing)) if landing.low_kg > goal_kg => GoalStatus::OffTrack,
        (Stage::Within, Some(_)) => GoalStatus::AtRisk,
    }
}

/// Of a saving: reached is met at once; missed is said when the period is over.
#[must_use]
pub fn saving_status(
    stage: Stage,
    goal_kg: f64,
    verified_kg: f64,
    landing: Kilograms,
) -> GoalStatus {
    match stage {
        Stage::Before => GoalStatus::Upcoming,
        _ if verified_kg >= goal_kg => GoalStatus::Met,
        Stage::After => GoalStatus::Missed,
        Stage::Within if landing.low_kg >= goal_kg => GoalStatus::OnTrack,
        Stage::Within if landing.high_kg < goal_kg => GoalStatus::OffTrack,
        Stage::Within => GoalStatus::AtRisk,
    }
}
