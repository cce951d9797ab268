//! What is expected: the forecast's card on the dashboard.

pub(crate) mod api;

mod card;

mod draw;

pub(crate) use card::ForecastCard;
