//! Choices that belong to a browser, not to a person: kept in its own storage.

#[cfg(feature = "hydrate")]
use leptos::prelude::window;

/// A choice between on and off.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KeptSwitch {
    /// Its name in the storage.
    #[cfg_attr(
        not(feature = "hydrate"),
        expect(dead_code, reason = "only the browser has a storage")
    )]
    pub(crate) name: &'static str,
    /// What holds until somebody chose, and on the server.
    pub(crate) by_default: bool,
}

impl KeptSwitch {
    /// What was chosen.
    pub(crate) fn is_on(self) -> bool {
        #[cfg(feature = "hydrate")]
        {
            let storage = window().local_storage().ok().flatten();
            let kept = storage.and_then(|storage| storage.get_item(self.name).ok().flatten());
            match kept.as_deref() {
                Some("on") => true,
                Some("off") => false,
                _ => self.by_default,
            }
        }
        #[cfg(not(feature = "hydrate"))]
        self.by_default
    }

    /// Keeps a choice.
    pub(crate) fn set(self, is_on: bool) {
        #[cfg(feature = "hydrate")]
        if let Some(storage) = window().local_storage().ok().flatten() {
            // Fails where storage is full or forbidden: the choice is then lost with the page.
            let _ = storage.set_item(self.name, if is_on { "on" } else { "off" });
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = is_on;
    }
}
