//! What could be done: the queue of recommendations, their board, and each with what it rests on.

pub(crate) mod api;

mod board;

mod cause;

mod detail;

mod entry;

mod next;

mod notes;

mod page;

mod steps;

mod words;

pub(crate) use detail::RecommendationPage;
pub(crate) use next::{AdviceOfSite, RecommendationQueueCard};
pub(crate) use page::RecommendationsPage;
