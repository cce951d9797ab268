//! A scenario: its changes, the events it is asked of, and the answer.

use chrono::{DateTime, Utc};
use model::emissions::{Change, ContributionKind};
use model::ingest::{Activity, EventType};
use model::money::Prices;
use model::problem::FieldError;
use model::whatif::{
    CHANGES_MAX, ContributionPart, EventTypePart, LeverShare, Outcome, REASONS_MAX, ReasonCount,
    ScenarioParts,
};
use smallvec::SmallVec;

use super::combinations::{Combinations, SETS_MAX};
use super::cost::{Cost, check_prices};
use super::difference::Difference;
use super::shapley;
use super::side::{Side, kg};
use crate::emissions::levers::{
    Account, Changed, Frame, HourlyGrids, NotApplicable, Note, Setting,
};
use crate::emissions::{Catalogue, EstimateInput};

/// An event of the period.
#[derive(Debug, Clone, Copy)]
pub struct ScenarioEvent<'a> {
    pub event_type: EventType,
    pub occurred_at: DateTime<Utc>,
    pub ends_at: Option<DateTime<Utc>>,
    pub activity: &'a Activity,
    /// Grid region of the event's site, else of its organisation; used when the event names none.
    pub grid_region_fallback: Option<&'a str>,
}

/// A scenario being calculated. Its size does not depend on the number of events.
#[derive(Debug)]
pub struct Scenario<'c> {
    catalogue: &'c Catalogue,
    hours: Option<&'c HourlyGrids>,
    changes: Vec<Change>,
    settings: Vec<Setting>,
    tallies: Vec<Tally>,
    events: u64,
    events_without_factor: u64,
    by_event_type: [u64; EventType::ALL.len()],
    baseline: Side,
    scenario: Side,
    /// By set of changes: milligrams beyond the baseline.
    more_mg: Vec<i128>,
    difference: Difference,
    cost: Cost,
}

/// What one change did to the events so far.
#[derive(Debug, Default)]
struct Tally {
    changed: u64,
    same: u64,
    /// There are fewer reasons than a screen has lines; each holds a few words of the vocabulary.
    reasons: Vec<(NotApplicable, u64)>,
    notes: Vec<Note>,
}

/// What a change did to one event when its turn came.
enum Did {
    Change(SmallVec<[Note; 4]>),
    Nothing,
    NotApply(NotApplicable),
}

type Dids = SmallVec<[Did; CHANGES_MAX]>;

impl<'c> Scenario<'c> {
    /// A scenario of these changes, whose order does not matter.
    ///
    /// # Errors
    /// Names every change that is out of range or contradicts another, and every price that cannot
    /// be meant.
    pub fn new(
        catalogue: &'c Catalogue,
        changes: &[Change],
        prices: Prices,
    ) -> Result<Self, Vec<FieldError>> {
        let mut errors = check_prices(&prices);
        if changes.len() > CHANGES_MAX {
            let message = format!(
                "{} changes were given; at most {CHANGES_MAX} can be weighed against each other",
                changes.len()
            );
            errors.push(FieldError::new("changes", "too_many", message));
        }
        let mut read: Vec<(Change, Setting)> = Vec::new();
        for (at, change) in changes.iter().enumerate().take(CHANGES_MAX) {
            let word = change.lever.as_str();
            if changes[..at].iter().any(|one| one.lever == change.lever) {
                let message = format!("{word} is changed twice; give each lever one value");
                errors.push(FieldError::new(
                    format!("changes[{at}].lever"),
                    "duplicate",
                    message,
                ));
                continue;
            }
            match Setting::read(change) {
                Ok(setting) => read.push((change.clone(), setting)),
                Err(error) => {
                    let field = format!("changes[{at}].value");
                    errors.push(FieldError { field, ..error });
                }
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        read.sort_by_key(|(change, _)| change.lever);
        let (changes, settings): (Vec<_>, Vec<_>) = read.into_iter().unzip();
        Ok(Self {
            catalogue,
            hours: None,
            tallies: changes.iter().map(|_| Tally::default()).collect(),
            more_mg: vec![0; 1 << changes.len()],
            changes,
            settings,
            events: 0,
            events_without_factor: 0,
            by_event_type: [0; EventType::ALL.len()],
            baseline: Side::default(),
            scenario: Side::default(),
            difference: Difference::default(),
            cost: Cost::new(prices),
        })
    }

    /// With what is known of grids by the hour: without it another hour changes nothing.
    #[must_use]
    pub fn with_hours(mut self, hours: &'c HourlyGrids) -> Self {
        self.hours = Some(hours);
        self
    }

    /// Counts an event on both sides. One without an estimate is on neither.
    pub fn add(&mut self, event: &ScenarioEvent<'_>) {
        let input = EstimateInput {
            event_type: event.event_type,
            occurred_at: event.occurred_at,
            ends_at: event.ends_at,
            activity: event.activity,
            grid_region_fallback: event.grid_region_fallback,
            pinned: None,
        };
        let is = Changed::of(event.activity.clone());
        let Ok(before) = is.account(self.catalogue, &input) else {
            self.events_without_factor += 1;
            return;
        };
        self.events += 1;
        self.by_event_type[event.event_type as usize] += 1;
        self.baseline.add(event.event_type, &before);
        let frame = Frame {
            catalogue: self.catalogue,
            input: &input,
            hours: self.hours,
        };
        let (dids, after) = self.change(&frame, &is);
        match after {
            Some(after) => {
                self.scenario.add(event.event_type, &after);
                self.difference.add(&before, &after);
                self.cost.add(&before, &after, true);
                let applied = self.combine(&frame, &is, &before, &after);
                self.tally(&dids, applied);
            }
            None => {
                // When none says anything about the event, none does beside others.
                self.scenario.add(event.event_type, &before);
                self.cost.add(&before, &before, false);
                self.tally(&dids, [false; CHANGES_MAX]);
            }
        }
    }

    /// Makes the changes one after the other, as far as they apply; what then is, if any did.
    fn change(&self, frame: &Frame<'_>, event: &Changed) -> (Dids, Option<Account>) {
        let mut dids = Dids::new();
        let mut now: Option<Changed> = None;
        for setting in &self.settings {
            let state = now.as_ref().unwrap_or(event);
            let set = state.set(frame, setting).and_then(|after| {
                if let Some(after) = &after {
                    after.total(frame)?;
                }
                Ok(after)
            });
            dids.push(match set {
                Ok(Some(after)) => {
                    let new = after
                        .notes
                        .iter()
                        .filter(|note| !state.notes.contains(note));
                    let did = Did::Change(new.copied().collect());
                    now = Some(after);
                    did
                }
                Ok(None) => Did::Nothing,
                Err(reason) => Did::NotApply(reason),
            });
        }
        let after = now.and_then(|state| state.account(self.catalogue, frame.input).ok());
        (dids, after)
    }

    /// Adds what the event comes to under every set of changes.
    fn combine(
        &mut self,
        frame: &Frame<'_>,
        event: &Changed,
        before: &Account,
        after: &Account,
    ) -> [bool; CHANGES_MAX] {
        let mg = before.estimate.co2e.0;
        if self.settings.len() == 1 {
            self.more_mg[1] += i128::from(after.estimate.co2e.0) - i128::from(mg);
            return [false; CHANGES_MAX];
        }
        let all = Combinations::of(frame, &self.settings, event, mg);
        debug_assert_eq!(all.mg[self.more_mg.len() - 1], after.estimate.co2e.0);
        debug_assert!(self.more_mg.len() <= SETS_MAX);
        for (sum, set) in self.more_mg.iter_mut().zip(all.mg) {
            *sum += i128::from(set) - i128::from(mg);
        }
        all.applied
    }

    fn tally(&mut self, dids: &Dids, applied: [bool; CHANGES_MAX]) {
        for ((tally, did), applied) in self.tallies.iter_mut().zip(dids).zip(applied) {
            match did {
                Did::Change(notes) => {
                    tally.changed += 1;
                    for note in notes {
                        if !tally.notes.contains(note) {
                            tally.notes.push(*note);
                        }
                    }
                }
                // Not beside all the others, but beside some or alone.
                _ if applied => tally.changed += 1,
                Did::Nothing => tally.same += 1,
                Did::NotApply(reason) => {
                    match tally.reasons.iter_mut().find(|one| one.0 == *reason) {
                        Some(one) => one.1 += 1,
                        None => tally.reasons.push((*reason, 1)),
                    }
                }
            }
        }
    }

    /// The answer.
    #[must_use]
    pub fn finish(self) -> Outcome {
        let half_width_kg = self.difference.half_width_kg();
        let shares = shapley::shares(self.changes.len(), &self.more_mg);
        let parts = self.parts();
        let levers = self.changes.into_iter().zip(self.tallies).zip(shares);
        Outcome {
            events: self.events,
            events_without_factor: self.events_without_factor,
            baseline: self.baseline.kg(),
            scenario: self.scenario.kg(),
            delta: self.scenario.less(&self.baseline, half_width_kg),
            parts,
            levers: levers
                .map(|((change, tally), share)| tally.finish(change, kg(share)))
                .collect(),
            cost: self.cost.finish(),
        }
    }

    fn parts(&self) -> ScenarioParts {
        let by_event_type = EventType::ALL.iter().filter_map(|event_type| {
            let events = self.by_event_type[*event_type as usize];
            let (was, becomes) = (
                self.baseline.of_type(*event_type),
                self.scenario.of_type(*event_type),
            );
            (events > 0).then(|| EventTypePart {
                event_type: *event_type,
                events,
                baseline_kg: kg(was),
                scenario_kg: kg(becomes),
                delta_kg: kg(becomes - was),
            })
        });
        let by_contribution = ContributionKind::ALL.iter().filter_map(|kind| {
            let (was, becomes) = (self.baseline.of_kind(*kind), self.scenario.of_kind(*kind));
            (was != 0 || becomes != 0).then(|| ContributionPart {
                kind: *kind,
                baseline_kg: kg(was),
                scenario_kg: kg(becomes),
                delta_kg: kg(becomes - was),
            })
        });
        ScenarioParts {
            by_event_type: by_event_type.collect(),
            by_contribution: by_contribution.collect(),
        }
    }
}

impl Tally {
    fn finish(mut self, change: Change, delta_kg: f64) -> LeverShare {
        self.reasons
            .sort_by_key(|(_, events)| std::cmp::Reverse(*events));
        LeverShare {
            change,
            delta_kg,
            events_changed: self.changed,
            events_same: self.same,
            events_not_applicable: self.reasons.iter().map(|(_, events)| events).sum(),
            reasons: self
                .reasons
                .iter()
                .take(REASONS_MAX)
                .map(|(reason, events)| ReasonCount {
                    reason: reason.to_string(),
                    events: *events,
                })
                .collect(),
            notes: self
                .notes
                .iter()
                .map(|note| note.words().to_owned())
                .collect(),
        }
    }
}
