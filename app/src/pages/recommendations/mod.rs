//! What could be done: the queue of recommendations, decided on here.

pub(crate) mod api;

mod page;

pub(crate) use page::RecommendationsPage;
