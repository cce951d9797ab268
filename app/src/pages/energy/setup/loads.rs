//! Runs that can wait, as they are typed.

use model::energy::DeferrableLoad;
use serde::{Deserialize, Serialize};

use super::lines::{Column, Line, Lines};
use super::typed::{days_words, lines_for};
use crate::words::energy_setup as words;

/// One run that can wait.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedLoad {
    pub name: String,
    pub energy_kwh: String,
    pub minutes: String,
    /// Such as `Mon-Fri, Sun`.
    pub days: String,
    pub usual_start: String,
    pub earliest: String,
    pub latest_end: String,
}

impl TypedLoad {
    /// The lines of what is set, and some to type into.
    pub(super) fn of(loads: &[DeferrableLoad]) -> Vec<Self> {
        lines_for(loads.iter().map(|load| Self {
            name: load.name.clone(),
            energy_kwh: load.energy_kwh.to_string(),
            minutes: load.minutes.to_string(),
            days: days_words(&load.days),
            usual_start: load.usual_start.to_string(),
            earliest: load.earliest.to_string(),
            latest_end: load.latest_end.to_string(),
        }))
    }

    fn texts(&self) -> [&String; 7] {
        [
            &self.name,
            &self.energy_kwh,
            &self.minutes,
            &self.days,
            &self.usual_start,
            &self.earliest,
            &self.latest_end,
        ]
    }

    /// Whether something was typed.
    #[cfg(feature = "ssr")]
    pub(super) fn is_there(&self) -> bool {
        self.texts().iter().any(|text| !text.trim().is_empty())
    }

    /// Reads a line; a fault begins with its name.
    #[cfg(feature = "ssr")]
    pub(super) fn read(&self) -> Result<DeferrableLoad, crate::error::AppError> {
        use model::energy::TimeOfDay;

        use super::read::{days, malformed};

        let fault = |message: String| malformed("loads", format!("{}: {message}", self.name));
        let number = |text: &str| -> Result<f64, _> {
            let text = text.trim();
            let read = text.parse();
            read.map_err(|_| fault(words::is_no_number_one_looks_like(text)))
        };
        let time =
            |text: &str| TimeOfDay::parse(text.trim()).map_err(|wrong| fault(wrong.to_string()));
        let minutes = self.minutes.trim();
        Ok(DeferrableLoad {
            name: self.name.trim().to_owned(),
            energy_kwh: number(&self.energy_kwh)?,
            minutes: minutes
                .parse()
                .map_err(|_| fault(words::is_no_number_of_minutes(minutes)))?,
            days: days(&self.days).map_err(fault)?,
            usual_start: time(&self.usual_start)?,
            earliest: time(&self.earliest)?,
            latest_end: time(&self.latest_end)?,
        })
    }
}

/// The lines of the form.
pub(super) fn lines(loads: &[TypedLoad]) -> Lines {
    let line = |load: &TypedLoad| Line::typed(load.texts().map(Clone::clone).into());
    Lines {
        list: "loads",
        label: words::RUNS_THAT_CAN_WAIT,
        about: words::ABOUT_RUNS_THAT_CAN_WAIT,
        columns: vec![
            Column::new("name", words::NAME, 14),
            Column::new("energy_kwh", words::KWH_OF_A_RUN, 6),
            Column::new("minutes", words::MINUTES, 5),
            Column::new("days", words::DAYS, 10),
            Column::new("usual_start", words::STARTED_NOW_AT, 5),
            Column::new("earliest", words::NOT_BEFORE, 5),
            Column::new("latest_end", words::ENDED_BY, 5),
        ],
        lines: loads.iter().map(line).collect(),
    }
}
