//! What an event comes to under every combination of the changes.

use model::whatif::CHANGES_MAX;

use crate::emissions::levers::{Changed, Frame, Setting};

/// Sets of changes: one bit for each.
pub(super) const SETS_MAX: usize = 1 << CHANGES_MAX;

/// Milligrams of one event by set of changes, and which changes ever made a difference.
pub(super) struct Combinations<'a> {
    frame: &'a Frame<'a>,
    settings: &'a [Setting],
    pub(super) mg: [i64; SETS_MAX],
    pub(super) applied: [bool; CHANGES_MAX],
}

impl<'a> Combinations<'a> {
    /// Calculates every set, from the event as it is and its milligrams.
    pub(super) fn of(
        frame: &'a Frame<'a>,
        settings: &'a [Setting],
        event: &Changed,
        mg: i64,
    ) -> Self {
        let mut all = Self {
            frame,
            settings,
            mg: [mg; SETS_MAX],
            applied: [false; CHANGES_MAX],
        };
        all.fill(0, 0, event);
        all
    }

    /// Fills the sets that are `set` and any changes from `first` on; `state` is the event under
    /// `set`, whose milligrams are there already. Later changes go first, so that a change that
    /// says nothing about this state copies what the sets without it came to.
    fn fill(&mut self, first: usize, set: usize, state: &Changed) {
        for change in (first..self.settings.len()).rev() {
            let with = set | 1 << change;
            let after = state.set(self.frame, &self.settings[change]);
            let after = after.ok().flatten().and_then(|after| {
                let mg = after.total(self.frame).ok()?;
                Some((after, mg.0))
            });
            match after {
                Some((after, mg)) => {
                    self.mg[with] = mg;
                    self.applied[change] = true;
                    self.fill(change + 1, with, &after);
                }
                None => {
                    for later in 0..1_usize << (self.settings.len() - change - 1) {
                        let later = later << (change + 1);
                        self.mg[with | later] = self.mg[set | later];
                    }
                }
            }
        }
    }
}
