//! Widgets that know no page: they take plain values and show them.
//!
//! Of the project's words they use at most units; server functions and pages are out of reach.

pub(crate) mod chart;

pub(crate) mod map;

#[cfg(any(feature = "hydrate", test))]
mod arranged;

mod card;

mod dialog;

mod donut;

mod field;

mod figures;

mod icon;

mod menu;

#[cfg(feature = "hydrate")]
mod near;

mod number;

mod query;

mod query_form;

mod save_button;

mod scroll_table;

mod settled;

mod sparkline;

mod tabs;

mod time;

pub(crate) use card::{Badge, Card, Meter, Notice};
pub(crate) use dialog::ConfirmButton;
pub(crate) use donut::{Donut, Slice};
pub(crate) use field::{SelectField, SelectOption, TextField};
pub(crate) use figures::{Figures, follow};
pub(crate) use icon::{Icon, IconName};
pub(crate) use menu::Menu;
#[cfg(feature = "hydrate")]
pub(crate) use near::{near, near_or_wanted};
pub(crate) use number::{
    MassUnit, bytes, count, decimal, full_kg, kg_tick, mass, percent, percent_change, significant,
};
pub(crate) use query::{Query, encode};
pub(crate) use query_form::QueryForm;
pub(crate) use save_button::SaveButton;
pub(crate) use scroll_table::ScrollTable;
pub(crate) use settled::settled;
pub(crate) use sparkline::Sparkline;
pub(crate) use tabs::{Tab, Tabs};
pub(crate) use time::{Ago, Instant, Reckoning};
