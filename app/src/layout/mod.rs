//! What surrounds every page: frame, navigation, top bar, theme, problem and empty states.

mod after_paint;

mod fetched;

mod frame;

mod kept;

mod keyboard;

mod loaded;

mod navigation;

mod problem;

mod theme;

mod toast;

mod top_bar;

mod units;

pub(crate) use after_paint::{FarDown, after_paint, when_near};
pub(crate) use fetched::{fetched, fetched_page, one_moment};
pub(crate) use frame::{Frame, use_viewer, viewer_may};
#[cfg(feature = "hydrate")]
pub(crate) use kept::KeptSwitch;
pub(crate) use loaded::loaded;
pub(crate) use problem::{EmptyState, GoTo, NotFoundPage, ProblemView, Skeleton, problem_card};
pub(crate) use theme::ThemeVersion;
#[cfg(feature = "ssr")]
pub(crate) use theme::{THEME_COOKIE, Theme, choice_cookie};
pub(crate) use toast::Toasts;
pub(crate) use top_bar::TopBar;
#[cfg(feature = "ssr")]
pub(crate) use units::MASS_UNIT_COOKIE;
pub(crate) use units::MassUnitForm;
