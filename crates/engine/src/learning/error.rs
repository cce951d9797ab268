//! Why something could not be learned or read.

use thiserror::Error;

/// What stops a training, a prediction or the loading of a model. Each says what would be right.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum LearningError {
    /// Not an error of the data: the prior stands alone until there is more.
    #[error(
        "{have} metered events are too few to learn from, {need} are needed; the prior stands alone"
    )]
    TooLittle { have: usize, need: usize },
    #[error("the part `{part}` has {have} rows, at least {need} are needed")]
    PartTooSmall {
        part: &'static str,
        have: usize,
        need: usize,
    },
    #[error("{have} {what} are too many, at most {limit} are allowed")]
    TooMany {
        what: &'static str,
        have: usize,
        limit: usize,
    },
    #[error("a model needs at least one feature")]
    NoFeatures,
    #[error("the feature `{feature}` is there twice; names must be unique")]
    TwiceNamed { feature: String },
    #[error("the level `{level}` of feature `{feature}` is there twice; levels must be unique")]
    TwiceLevelled { feature: String, level: String },
    #[error("a row has {have} values, the model has {need} features")]
    WrongWidth { have: usize, need: usize },
    #[error("feature `{feature}` is {value}; a number lies between -1e15 and 1e15, missing is NaN")]
    OutOfRange { feature: String, value: f64 },
    #[error("feature `{feature}` is {value}, not the number of one of its {levels} levels")]
    NoSuchLevel {
        feature: String,
        value: f64,
        levels: usize,
    },
    #[error("`{what}` of row {row} is {value}; it must be {must}")]
    BadValue {
        what: &'static str,
        row: usize,
        value: f64,
        must: &'static str,
    },
    #[error("there are {have} values of `{what}` for {need} rows")]
    WrongLength {
        what: &'static str,
        have: usize,
        need: usize,
    },
    #[error(
        "row {row} is earlier than the one before it; rows must be in the order of their times"
    )]
    OutOfOrder { row: usize },
    #[error("this model predicts {predicts}; {wanted} was asked for")]
    WrongKind {
        predicts: &'static str,
        wanted: &'static str,
    },
    #[error("the model is of format {found}, this program reads up to {known}; update the program")]
    FutureFormat { found: u32, known: u32 },
    #[error("the model is damaged: {why}; train it again or go back to another version")]
    Damaged { why: String },
}
