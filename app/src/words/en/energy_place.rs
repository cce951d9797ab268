//! A site's name and where it lies.

#[cfg(feature = "ssr")]
use std::fmt::Display;

// Said in `pages/energy/place.rs`.

pub(crate) const NAME_AND_PLACE: &str = "Name and place";
pub(crate) const NAME: &str = "Name";
pub(crate) const GRID_REGION: &str = "Grid region";
pub(crate) const WHOSE_ELECTRICITY_IT_TAKES_SUCH: &str =
    "Whose electricity it takes, such as DEU or US-CAMX; empty: the organisation's.";
pub(crate) const LATITUDE: &str = "Latitude";
pub(crate) const DEGREES_NORTH_SUCH_AS_52_52: &str =
    "Degrees north, such as 52.52. The sun over an array is worked out from it.";
pub(crate) const LONGITUDE: &str = "Longitude";
pub(crate) const DEGREES_EAST_SUCH_AS_13_40: &str = "Degrees east, such as 13.40.";
pub(crate) const SAVE_NAME_AND_PLACE: &str = "Save name and place";
pub(crate) const SAVED: &str = "Name and place saved.";

#[cfg(feature = "ssr")]
pub(crate) fn is_no_number_of_degrees_one(text: impl Display) -> String {
    format!("`{text}` is no number of degrees; one looks like 52.52")
}

#[cfg(feature = "ssr")]
pub(crate) fn is_known(field: impl Display) -> String {
    format!("{field}: is known and can be another, not be taken away")
}
