//! The list of events and the page of one event with its explanation.

mod event;

mod explanation;

mod filters;

mod list;

pub(crate) use event::EventPage;
pub(crate) use list::ActivityPage;
