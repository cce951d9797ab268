//! Line icons, drawn inline. They decorate: the word beside them carries the meaning.

use leptos::prelude::*;

/// Which icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IconName {
    Dashboard,
    Activity,
    Import,
    Settings,
    Truck,
    Factory,
    Warehouse,
    Parcel,
    Sun,
    Moon,
    Screen,
    SignOut,
    Warning,
    Empty,
    Close,
    Plus,
    Download,
    Calendar,
    Bell,
    Hotspot,
    Advice,
    Search,
    Goal,
    Energy,
}

impl IconName {
    /// The drawing on a 24 x 24 grid.
    fn path(self) -> &'static str {
        match self {
            Self::Dashboard => "M4 4h7v9H4zM13 4h7v5h-7zM13 11h7v9h-7zM4 15h7v5H4z",
            Self::Activity => "M3 12h4l3-8 4 16 3-8h4",
            Self::Import => "M12 16V4m-5 5 5-5 5 5M4 15v5h16v-5",
            Self::Settings => {
                "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM12 2v4m0 12v4M2 12h4m12 0h4M5 5l2.8 2.8m8.4 8.4L19 19M5 19l2.8-2.8m8.4-8.4L19 5"
            }
            Self::Truck => {
                "M2 6h12v10H2zM14 10h4l3 3v3h-7zM7 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM17 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4z"
            }
            Self::Factory => "M3 21V10l6 4v-4l6 4V4h4l2 17zM8 17h2m4 0h2",
            Self::Warehouse => "M3 21V9l9-5 9 5v12zM7 21v-8h10v8M7 17h10",
            Self::Parcel => "M12 3l8 4v10l-8 4-8-4V7zM4 7l8 4 8-4M12 11v10",
            Self::Sun => {
                "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v3m0 14v3M2 12h3m14 0h3M5 5l2 2m10 10 2 2M5 19l2-2M17 7l2-2"
            }
            Self::Moon => "M20 14A8 8 0 1 1 10 4a6.5 6.5 0 0 0 10 10z",
            Self::Screen => "M3 5h18v11H3zM9 20h6m-3-4v4",
            Self::SignOut => "M10 4H4v16h6M15 8l4 4-4 4M19 12H9",
            Self::Warning => "M12 4 2.5 20h19zM12 10v5m0 2.5v.5",
            Self::Empty => "M4 13h5l1.5 3h3L15 13h5M4 13l3-8h10l3 8v6H4z",
            Self::Close => "M5 5l14 14M19 5 5 19",
            Self::Plus => "M12 4v16M4 12h16",
            Self::Download => "M12 4v12m-5-5 5 5 5-5M4 20h16",
            Self::Bell => "M6 16V11a6 6 0 1 1 12 0v5l2 2H4zM10 21h4",
            Self::Hotspot => {
                "M12 3c1 4 6 6 6 11a6 6 0 0 1-12 0c0-3 2-4 3-6 1 2 2 2 3 3 1-3 0-5 0-8z"
            }
            Self::Advice => {
                "M9 18h6M10 21h4M12 3a6 6 0 0 0-4 10c1 1 1 2 1 3h6c0-1 0-2 1-3a6 6 0 0 0-4-10z"
            }
            Self::Search => "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5",
            Self::Goal => {
                "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 11.5a.5.5 0 1 0 0 1 .5.5 0 0 0 0-1z"
            }
            Self::Energy => "M13 3 5 14h6l-1 7 8-11h-6z",
            Self::Calendar => "M4 6h16v14H4zM4 10h16M8 3v5m8-5v5",
        }
    }
}

/// An icon of the text's size and colour.
#[component]
pub(crate) fn Icon(name: IconName) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=name.path()/>
        </svg>
    }
}
