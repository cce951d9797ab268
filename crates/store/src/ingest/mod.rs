//! Bringing events in: jobs, rejected rows, profiles, events.
pub mod events;
pub mod jobs;
pub mod profiles;
pub mod rejections;
pub mod row_counts;
pub mod superseded;
