//! Predictions, and the models behind them: learned from an organisation's own metered events, over the
//! published factors as prior.

mod answers;
mod basis;
mod batch;
mod lesson;
mod material;
mod plans;
mod predict;
mod registry;
mod training;

pub use answers::AnswerCache;
pub use basis::BasisCache;
pub use batch::predict_batch;
pub use predict::predict;
pub use registry::{models, promote, rollback};
pub use training::{TRAINING, TrainChoice, train, train_all};
