//! Telling people and programs of alerts: channels, the queue, the ways out.
//!
//! What is to be told is queued in the transaction of the change itself and sent afterwards, so that
//! nothing is told that did not happen and nothing that happened is forgotten. It is sent at least
//! once; a receiver knows a repeated one by its id.

mod channels;
mod courier;
mod outbox;

pub use channels::{add_channel, channels, latest, remove_channel, test_channel};
pub use courier::{Courier, Letter, Post, SmtpSettings};
pub use outbox::{DELIVERY, send_due};
pub(crate) use outbox::{Told, queue, send_soon};
