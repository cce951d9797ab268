//! Hours of the week with a price of their own.

use std::cmp::Ordering;

use model::energy::Window;

use super::TariffError;

/// Quarter-hours in a day of 24 hours.
pub(super) const QUARTERS: usize = 96;

/// Whether a window applies in a month, 0 to 11.
fn is_in(window: &Window, month: usize) -> bool {
    window.months.is_empty()
        || window
            .months
            .iter()
            .any(|one| usize::from(*one) == month + 1)
}

/// Quarter-hours from its beginning to its end; 0 where both are the same moment.
fn length(window: &Window) -> usize {
    let (from, to) = (window.from.quarter(), window.to.quarter());
    match to.cmp(&from) {
        Ordering::Greater => to - from,
        Ordering::Equal => 0,
        Ordering::Less => QUARTERS + to - from,
    }
}

/// The quarter-hours of the week (from Monday 00:00) it covers.
fn quarters(window: &Window) -> impl Iterator<Item = usize> + '_ {
    let (from, length) = (window.from.quarter(), length(window));
    window.days.iter().flat_map(move |day| {
        let begin = day.num_days_from_monday() as usize * QUARTERS + from;
        (begin..begin + length).map(|quarter| quarter % (7 * QUARTERS))
    })
}

/// Which window applies when: by month and quarter-hour of the week.
#[derive(Debug, Clone)]
pub(super) struct Timetable {
    window: Vec<Option<usize>>,
}

impl Timetable {
    /// The timetable of windows that may not overlap.
    pub(super) fn new(field: &'static str, windows: &[Window]) -> Result<Self, TariffError> {
        let mut window = vec![None; 12 * 7 * QUARTERS];
        for (index, one) in windows.iter().enumerate() {
            if one.days.is_empty() {
                return Err(TariffError::NoDays { field, index });
            }
            if let Some(month) = one.months.iter().find(|month| !(1..=12).contains(*month)) {
                let month = *month;
                return Err(TariffError::Month {
                    field,
                    index,
                    month,
                });
            }
            if length(one) == 0 {
                return Err(TariffError::EmptyWindow {
                    field,
                    index,
                    name: one.name.clone(),
                    at: one.from,
                });
            }
            for month in (0..12).filter(|month| is_in(one, *month)) {
                for quarter in quarters(one) {
                    let slot: &mut Option<usize> = &mut window[month * 7 * QUARTERS + quarter];
                    if let Some(other) = slot.filter(|other| *other != index) {
                        return Err(TariffError::Overlap {
                            field,
                            index,
                            name: one.name.clone(),
                            other: windows[other].name.clone(),
                        });
                    }
                    *slot = Some(index);
                }
            }
        }
        Ok(Self { window })
    }

    /// The window that applies in a month (0 to 11) at a quarter-hour of the week.
    pub(super) fn at(&self, month: usize, quarter_of_week: usize) -> Option<usize> {
        self.window[month * 7 * QUARTERS + quarter_of_week]
    }
}
