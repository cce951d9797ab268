//! Form fields: label, input, hint and the fault, tied together for those who do not see them.

use leptos::prelude::*;

use crate::error::AppError;

/// The faults of a form, looked up by field.
pub(crate) type FieldErrors = Signal<Option<AppError>>;

fn fault_of(errors: FieldErrors, name: &'static str) -> Option<String> {
    errors.with(|error| {
        error
            .as_ref()
            .and_then(|error| error.of_field(name))
            .map(|fault| fault.message.clone())
    })
}

/// A labelled input.
#[component]
pub(crate) fn TextField(
    /// The label.
    label: &'static str,
    /// The field's name; faults are found by it.
    name: &'static str,
    /// `text`, `email`, `password`, `number`, `date`, `search`.
    #[prop(default = "text")]
    kind: &'static str,
    /// What it starts with.
    #[prop(into, optional)]
    value: String,
    /// What is expected, in a few words.
    #[prop(optional)]
    hint: &'static str,
    #[prop(optional)] required: bool,
    /// The browser's word for what it may fill in.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// Step of a number.
    #[prop(optional)]
    step: Option<&'static str>,
    /// Id of a `<datalist>`.
    #[prop(optional)]
    list: Option<&'static str>,
    /// The form's faults.
    #[prop(optional)]
    errors: FieldErrors,
) -> impl IntoView {
    let id = format!("field-{name}");
    let hint_id = format!("{id}-hint");
    let fault_id = format!("{id}-fault");
    let fault = Memo::new(move |_| fault_of(errors, name));
    let described = {
        let (hint_id, fault_id) = (hint_id.clone(), fault_id.clone());
        move || match (hint.is_empty(), fault.get().is_some()) {
            (true, false) => None,
            (false, false) => Some(hint_id.clone()),
            (true, true) => Some(fault_id.clone()),
            (false, true) => Some(format!("{hint_id} {fault_id}")),
        }
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input
                id=id
                name=name
                type=kind
                value=value
                required=required
                autocomplete=autocomplete
                step=step
                list=list
                aria-describedby=described
                aria-invalid=move || fault.get().is_some().then_some("true")
            />
            {(!hint.is_empty()).then(|| view! { <p class="hint" id=hint_id>{hint}</p> })}
            {move || {
                fault
                    .get()
                    .map(|text| view! { <p class="fault" id=fault_id.clone()>{text}</p> })
            }}
        </div>
    }
    .into_any()
}

/// One choice of a [`SelectField`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SelectOption {
    /// What is sent.
    pub(crate) value: String,
    /// What is shown.
    pub(crate) label: String,
}

impl SelectOption {
    /// A choice.
    pub(crate) fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
        }
    }
}

/// A labelled choice.
#[component]
pub(crate) fn SelectField(
    /// The label.
    label: &'static str,
    /// The field's name.
    name: &'static str,
    /// The choices.
    options: Vec<SelectOption>,
    /// Which one is chosen.
    #[prop(into, optional)]
    value: String,
    /// What is expected, in a few words.
    #[prop(optional)]
    hint: &'static str,
    /// The form's faults.
    #[prop(optional)]
    errors: FieldErrors,
) -> impl IntoView {
    let id = format!("field-{name}");
    let hint_id = format!("{id}-hint");
    let fault = Memo::new(move |_| fault_of(errors, name));
    let choices = options
        .into_iter()
        .map(|option| {
            let is_chosen = option.value == value;
            view! { <option value=option.value selected=is_chosen>{option.label}</option> }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select
                id=id
                name=name
                aria-describedby=(!hint.is_empty()).then(|| hint_id.clone())
                aria-invalid=move || fault.get().is_some().then_some("true")
            >
                {choices}
            </select>
            {(!hint.is_empty()).then(|| view! { <p class="hint" id=hint_id>{hint}</p> })}
            {move || fault.get().map(|text| view! { <p class="fault">{text}</p> })}
        </div>
    }
    .into_any()
}
