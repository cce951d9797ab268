//! What the palette offers: pages, things to do where one is, and a search for a supplier's events.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::places::{PLACES, Place};
use crate::components::Query;
use crate::layout::theme::{Theme, ThemeVersion, apply};
use crate::pages::auth::api::Logout;
use crate::words::layout as words;

/// Longest text that is searched for.
pub(super) const TEXT_MAX: usize = 60;

/// What is done without leaving the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Command {
    Show(Theme),
    Print,
    SignOut,
}

const COMMANDS: [(Command, &str); 5] = [
    (Command::Show(Theme::Light), words::COLOURS_LIGHT),
    (Command::Show(Theme::Dark), words::COLOURS_DARK),
    (Command::Show(Theme::System), words::COLOURS_OF_THE_SYSTEM),
    (Command::Print, words::PRINT_THIS_PAGE),
    (Command::SignOut, words::SIGN_OUT),
];

impl Command {
    pub(super) fn run(self, colours: ThemeVersion) {
        match self {
            Self::Show(theme) => {
                apply(theme);
                colours.0.update(|version| *version += 1);
            }
            // Nothing is printed where the browser cannot.
            Self::Print => drop(window().print()),
            Self::SignOut => sign_out(),
        }
    }
}

/// By the form of the bar, so that there is one way out.
fn sign_out() {
    #[cfg(feature = "hydrate")]
    {
        use wasm_bindgen::JsCast;
        use web_sys::HtmlFormElement;

        let form = document().query_selector(&format!("form[action='{}']", Logout::url()));
        let form = form.ok().flatten();
        if let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) {
            // A form without fields has nothing to refuse.
            let _ = form.submit();
        }
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = Logout::url();
}

/// A line of the palette.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Entry {
    Place(Place),
    Command(Command, &'static str),
    /// Events of suppliers whose names hold the text.
    Search(String),
}

impl Entry {
    pub(super) fn words(&self) -> String {
        match self {
            Self::Place(place) => place.words.to_owned(),
            Self::Command(_, words) => (*words).to_owned(),
            Self::Search(text) => words::events_of_suppliers_called(text),
        }
    }

    /// Where it leads; a command leads nowhere.
    pub(super) fn href(&self) -> Option<String> {
        match self {
            Self::Place(place) => Some(place.href.to_owned()),
            Self::Command(..) => None,
            Self::Search(text) => {
                let query = Query::default().with("supplier", Some(text.as_str()));
                Some(query.at("/activity"))
            }
        }
    }

    /// The letter after `g`.
    pub(super) fn key(&self) -> Option<&'static str> {
        match self {
            Self::Place(place) => place.key,
            Self::Command(..) | Self::Search(_) => None,
        }
    }
}

/// What holds all words of `text`, in any order; a search for it comes last.
pub(super) fn matching(text: &str) -> Vec<Entry> {
    let asked = text.to_ascii_lowercase();
    let holds = |words: &str| {
        let words = words.to_ascii_lowercase();
        asked.split_whitespace().all(|word| words.contains(word))
    };
    let places = PLACES.iter().filter(|place| holds(place.words));
    let commands = COMMANDS.iter().filter(|(_, words)| holds(words));
    let search = Some(text.trim()).filter(|text| !text.is_empty());
    places
        .map(|place| Entry::Place(*place))
        .chain(commands.map(|(command, words)| Entry::Command(*command, words)))
        .chain(search.map(|text| Entry::Search(text.chars().take(TEXT_MAX).collect())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hrefs(text: &str) -> Vec<Option<String>> {
        matching(text).iter().map(Entry::href).collect()
    }

    #[test]
    fn words_are_found_in_any_order_and_case() {
        let found = hrefs("FACTORS set");
        assert_eq!(found[0].as_deref(), Some("/settings/factors"));
        assert_eq!(found.len(), 2);
        assert_eq!(matching("").len(), PLACES.len() + COMMANDS.len());
    }

    #[test]
    fn what_is_no_page_is_searched_for() {
        let found = hrefs(" Müller & co ");
        assert_eq!(
            found,
            [Some("/activity?supplier=M%C3%BCller%20%26%20co".to_owned())]
        );
        assert!(matches!(
            matching("dark")[0],
            Entry::Command(Command::Show(Theme::Dark), _)
        ));
    }
}
