//! What was emitted: the dashboard, the list of events, one event and its explanation.

pub(crate) mod api;

mod activity;

mod dashboard;

mod look;

mod words;

pub(crate) use activity::{ActivityPage, EventPage};
pub(crate) use dashboard::DashboardPage;
pub(crate) use look::Look;
pub(crate) use words::{category_word, contribution_words};
