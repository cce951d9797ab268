//! The schedule as people may see it.

use chrono::{DateTime, Utc};
use croner::Cron;
use croner::parser::{CronParser, Seconds};
use futures::future::BoxFuture;
use services::Services;
use services::jobs::{Line, Next, Schedule};

use super::{SCHEDULE, When};
use crate::config::Monitoring;

/// The schedule with the intervals that were chosen.
#[derive(Debug)]
pub struct Table {
    monitoring: Monitoring,
}

impl Table {
    /// With these intervals.
    #[must_use]
    pub fn new(monitoring: Monitoring) -> Self {
        Self { monitoring }
    }

    fn next(&self, when: When, now: DateTime<Utc>) -> Option<Next> {
        match when {
            When::Every(_, interval) => Some(Next::Every(interval(&self.monitoring))),
            When::Cron(expression) => cron(expression)
                .and_then(|cron| cron.find_next_occurrence(&now, false).ok())
                .map(Next::At),
        }
    }

    /// When it runs, for people.
    fn words(&self, when: When) -> String {
        match when {
            When::Every(setting, interval) => {
                let seconds = interval(&self.monitoring).as_secs();
                format!("Every {seconds} seconds ({setting})")
            }
            When::Cron(expression) => in_words(expression),
        }
    }
}

/// When a cron expression comes up, to the minute: the second only keeps jobs of one minute apart.
fn in_words(expression: &str) -> String {
    let fields: Vec<_> = expression.split(' ').collect();
    if let [seconds, "*", "*", ..] = fields[..] {
        return match seconds.split(',').count() {
            1 => "Every minute".to_owned(),
            times => format!("{times} times a minute"),
        };
    }
    let [_, minutes @ ..] = &fields[..] else {
        return expression.to_owned();
    };
    let Some(cron) = cron(&format!("0 {}", minutes.join(" "))) else {
        return expression.to_owned();
    };
    let words = cron.describe();
    let words = words.trim_end_matches('.').replace("At every", "Every");
    // Which hour it is depends on the zone.
    match minutes {
        [_, "*", ..] => words,
        _ => format!("{words} (UTC)"),
    }
}

/// As the scheduler reads it.
fn cron(expression: &str) -> Option<Cron> {
    let parser = CronParser::builder()
        .seconds(Seconds::Required)
        .dom_and_dow(true)
        .build();
    parser.parse(expression).ok()
}

impl Schedule for Table {
    fn lines(&self, now: DateTime<Utc>) -> Vec<Line> {
        let lines = SCHEDULE.iter().map(|scheduled| Line {
            name: scheduled.name,
            when: self.words(scheduled.when),
            next: self.next(scheduled.when, now),
            time_max: scheduled.time_max,
        });
        lines.collect()
    }

    fn body(
        &self,
        services: &Services,
        name: &str,
    ) -> Option<BoxFuture<'static, services::Result<String>>> {
        let scheduled = SCHEDULE.iter().find(|scheduled| scheduled.name == name)?;
        Some(scheduled.body(services))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use chrono::{TimeZone, Utc};
    use model::monitoring::Thresholds;
    use services::jobs::Next;

    use super::{Monitoring, SCHEDULE, Table, When, in_words};

    fn table() -> Table {
        Table::new(Monitoring {
            thresholds: Thresholds::default(),
            scan_every: Duration::from_secs(300),
            baselines_every: Duration::from_secs(3_600),
            pending_scans: 1,
            smtp: None,
        })
    }

    #[test]
    fn sites_are_looked_after_at_an_even_pace() {
        let paces = [
            (services::energy::MEASUREMENT_SYNC, 15),
            (services::energy::INTENSITY, 60),
            (services::energy::ENERGY_ADVICE, 6 * 60),
            // Each hour, for the sites whose 02:00 has passed.
            (services::energy::UPKEEP, 60),
        ];
        for (name, minutes) in paces {
            let scheduled = SCHEDULE.iter().find(|scheduled| scheduled.name == name);
            let when = scheduled.expect("a job").when;
            let now = Utc.with_ymd_and_hms(2026, 6, 15, 10, 30, 30).single();
            let mut last = now.expect("a time");
            let mut runs = Vec::new();
            while runs.len() < 8 {
                let Some(Next::At(at)) = table().next(when, last) else {
                    panic!("{name} has no next run");
                };
                runs.push(at);
                last = at;
            }
            let apart = runs
                .windows(2)
                .map(|pair| (pair[1] - pair[0]).num_minutes());
            assert!(apart.into_iter().all(|apart| apart == minutes), "{name}");
        }
    }

    #[test]
    fn every_job_runs_again() {
        let now = Utc.with_ymd_and_hms(2026, 6, 15, 10, 30, 30).single();
        let now = now.expect("a time");
        let table = table();
        for scheduled in &SCHEDULE {
            assert!(!table.words(scheduled.when).contains('*'), "{scheduled:?}");
            let next = table.next(scheduled.when, now);
            match (scheduled.when, next) {
                (When::Cron(_), Some(Next::At(at))) => assert!(at > now, "{scheduled:?}"),
                (When::Every(..), Some(Next::Every(_))) => {}
                other => panic!("{scheduled:?}: {other:?}"),
            }
        }
        for (expression, words) in [
            ("15 * * * * *", "Every minute"),
            ("5,25,45 * * * * *", "3 times a minute"),
            ("50 */2 * * * *", "Every 2 minutes"),
            ("30 4 * * * *", "At minute 4 past every hour"),
            ("0 37 3 * * *", "At 03:37 (UTC)"),
        ] {
            assert_eq!(in_words(expression), words);
        }
        let hourly = table.next(When::Cron("30 4 * * * *"), now);
        let at = Utc.with_ymd_and_hms(2026, 6, 15, 11, 4, 30).single();
        assert_eq!(hourly, at.map(Next::At));
    }
}
