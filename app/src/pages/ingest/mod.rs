//! Bringing files in: choosing one, mapping its columns, watching it become events, taking it back.

pub(crate) mod api;

mod editor;

mod history;

mod job;

mod page;

mod upload;

mod words;

pub(crate) use job::ImportJobPage;
pub(crate) use page::ImportPage;
