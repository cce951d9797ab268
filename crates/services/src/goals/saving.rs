//! How far along a saving is: what was verified in its period, and what is promised for the rest.

use engine::goals::{Stage, land, months, saving_status};
use model::goals::{Goal, GoalMethod, GoalProgress, Kilograms};
use model::recommendations::RecommendationStatus;
use store::goals::SavingRow;

use super::path::{self, Verified};
use super::read::Now;

/// A saving counts on the day it was verified, with what was measured. From today on, what is approved, in
/// progress or done saves what it promises a month.
pub(super) fn progress(now: &Now, goal: &Goal, savings: &[SavingRow]) -> GoalProgress {
    let stage = now.stage(goal);
    let verified: Vec<_> = savings
        .iter()
        .filter_map(|row| verified(now, goal, row))
        .collect();
    let monthly: Vec<_> = savings
        .iter()
        .filter(|row| row.status != RecommendationStatus::Verified)
        .map(|row| Kilograms {
            kg: row.co2_impact,
            low_kg: row.co2_impact_low_kg,
            high_kg: row.co2_impact_high_kg,
        })
        .collect();
    let figures: Vec<_> = verified.iter().map(|one| one.saved).collect();
    let left = match stage {
        Stage::After => 0.0,
        Stage::Before | Stage::Within => months(now.today.max(goal.from), goal.to),
    };
    let landing = land(&figures, &monthly, left);
    let time_share = now.time_share(goal);
    let kg = landing.verified.kg;
    let mut notes = Vec::new();
    if !verified.is_empty() {
        notes.push("A verified saving counts for the days it was measured over.".to_owned());
    }
    GoalProgress {
        status: saving_status(stage, goal.kg, kg, landing.landing),
        so_far: landing.verified,
        share: kg / goal.kg,
        time_share,
        even_pace_kg: goal.kg * time_share,
        to_come: Some(landing.to_come),
        landing: Some(landing.landing),
        left_kg: goal.kg - kg,
        method: if left > 0.0 {
            GoalMethod::Promises
        } else {
            GoalMethod::Booked
        },
        forecast_days: 0,
        history_weeks: 0,
        missing: None,
        notes,
        path: path::of_saving(goal, now.today, &verified, &landing),
    }
}

/// When and how much was verified, where that is in the period.
fn verified(now: &Now, goal: &Goal, row: &SavingRow) -> Option<Verified> {
    let day = row.since.with_timezone(&now.zone).date_naive();
    let saving = row.verified.as_ref()?;
    let counts = row.status == RecommendationStatus::Verified && goal.from <= day && day < goal.to;
    counts.then_some(Verified {
        day,
        saved: Kilograms {
            kg: saving.saved_kg,
            low_kg: saving.low_kg,
            high_kg: saving.high_kg,
        },
    })
}
