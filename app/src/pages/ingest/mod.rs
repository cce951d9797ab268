//! Bringing files in: choosing one, mapping its columns, watching it become events, taking it back.

pub(crate) mod api;

mod drop_zone;

mod editor;

mod history;

mod job;

mod page;

pub(super) mod upload;

mod words;

pub(super) use drop_zone::DropZone;
pub(crate) use job::ImportJobPage;
pub(crate) use page::ImportPage;
