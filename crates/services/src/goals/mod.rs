//! Goals: set, followed, and projected to their end.

mod budget;
mod change;
mod path;
mod read;
mod saving;

pub use change::{put_goal, put_goals, remove_goal};
pub use read::{goals, saving_goal};
