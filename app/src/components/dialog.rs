//! A button whose action needs a second thought: a native dialog asks first.

use crate::words::components as words;
use leptos::html::Dialog;
use leptos::prelude::*;

/// A button that opens a dialog; only its confirming button runs `on_confirm`.
#[component]
pub(crate) fn ConfirmButton(
    /// The button's word.
    #[prop(into)]
    label: String,
    /// The question.
    #[prop(into)]
    question: String,
    /// What will happen.
    #[prop(into)]
    consequence: String,
    /// The word that does it.
    #[prop(into)]
    confirm: String,
    /// Runs when confirmed.
    on_confirm: Callback<()>,
    /// The button's name where its word alone does not say what it is about.
    #[prop(optional, into)]
    name: String,
    /// Look of the first button.
    #[prop(default = "button button-quiet")]
    class: &'static str,
) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    let open = move |_| {
        if let Some(dialog) = dialog.get() {
            // Fails only when it is open already.
            let _ = dialog.show_modal();
        }
    };
    let close = move || {
        if let Some(dialog) = dialog.get() {
            dialog.close();
        }
    };
    let about = if name.is_empty() { &label } else { &name };
    let title_id = format!("ask-{}", about.to_ascii_lowercase().replace(' ', "-"));
    let name = (!name.is_empty()).then_some(name);
    let labelled_by = title_id.clone();
    view! {
        <button type="button" class=class aria-label=name on:click=open>
            {label}
        </button>
        <dialog class="dialog" node_ref=dialog aria-labelledby=labelled_by>
            <h2 id=title_id>{question}</h2>
            <p>{consequence}</p>
            <div class="dialog-actions">
                <button type="button" class="button button-quiet" on:click=move |_| close()>
                    {words::KEEP_AS_IT_IS}
                </button>
                <button
                    type="button"
                    class="button button-critical"
                    on:click=move |_| {
                        close();
                        on_confirm.run(());
                    }
                >
                    {confirm}
                </button>
            </div>
        </dialog>
    }
    .into_any()
}
