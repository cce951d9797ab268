//! A works that the repository can carry: on and off by the hour of the week, with what makes real
//! ones hard: restless hours, overtime, holidays. No row of a real file is in it.

use chrono::{TimeZone, Utc};
use chrono_tz::Tz;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::faults::Clean;

const WEEKS: usize = 26;

/// Quarter-hours of half a year in kWh.
pub(crate) fn works(seed: u64) -> Clean {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    // Uniform in place of normal: three of them together have nearly its shape.
    let mut noise = move || (0..3).map(|_| chance.random_range(-1.0..1.0)).sum::<f64>();
    let mut values = Vec::with_capacity(WEEKS * 7 * 96);
    let (mut slow, mut day_level, mut overtime) = (0.0, 1.0, 0.0);
    for quarter in 0..WEEKS * 7 * 96 {
        let (day, hour) = (quarter / 96, quarter % 96 / 4);
        if quarter % 96 == 0 {
            let is_holiday = noise() > 1.9;
            day_level = if is_holiday {
                0.0
            } else {
                1.0 + 0.15 * noise()
            };
            overtime = if noise() > 1.7 { 4.0 } else { 0.0 };
        }
        slow = 0.8 * slow + 0.4 * noise();
        let ends = 18.0 + overtime;
        let works = day % 7 < 5 && hour >= 7 && (hour as f64) < ends && day_level > 0.0;
        let lunch = if hour == 12 { 0.5 } else { 1.0 };
        values.push(if works {
            (lunch * day_level * 60.0 + 6.0 * slow + 5.0 * noise()).max(0.0)
        } else {
            4.0 + 0.3 * noise()
        });
    }
    Clean {
        zone: Tz::UTC,
        from: Utc
            .with_ymd_and_hms(2026, 1, 5, 0, 0, 0)
            .single()
            .expect("a time"),
        step_minutes: 15,
        values,
    }
}
