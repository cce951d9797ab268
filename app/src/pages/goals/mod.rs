//! Goals: what a period may emit, or shall save, and where it lands. The dashboard shows one as a gauge.

pub(crate) mod api;

mod bar;

mod card;

mod draw;

mod form;

mod gauge;

mod page;

mod saved;

mod words;

pub(crate) use gauge::Gauge;
pub(crate) use page::GoalsPage;
pub(crate) use saved::{Around, GaugeSavedCard};
