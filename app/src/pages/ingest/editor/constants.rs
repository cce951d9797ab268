//! Values that are the same for every row, such as the mode of transport.

use leptos::prelude::*;
use model::ingest::Constant;

use super::draft;
use super::state::{EditorState, FaultAt};
use crate::components::{Icon, IconName};
use crate::words::ingest_editor as words;

/// The constants and a way to add one.
#[component]
pub(super) fn ConstantsEditor(state: EditorState) -> impl IntoView {
    let fields = Memo::new(move |_| {
        state
            .profile
            .with(|profile| profile.constants.keys().cloned().collect::<Vec<_>>())
    });
    view! {
        <ul class="plain stack">
            <For each=move || fields.get() key=Clone::clone let:field>
                <ConstantRow state field/>
            </For>
        </ul>
        <AddConstant state/>
    }
    .into_any()
}

#[component]
fn ConstantRow(state: EditorState, field: String) -> impl IntoView {
    let known = state.field(&field);
    let label = known
        .as_ref()
        .map_or_else(|| field.clone(), |known| known.label.clone());
    let unit = known
        .as_ref()
        .and_then(|known| known.units.first().cloned())
        .unwrap_or_default();
    let words = known
        .as_ref()
        .map(|known| known.words.clone())
        .unwrap_or_default();
    let key = StoredValue::new(field.clone());
    let value = Memo::new(move |_| {
        state.profile.with(|profile| {
            key.with_value(|key| profile.constants.get(key).map(draft::constant_text))
                .unwrap_or_default()
        })
    });
    let set = move |text: String| {
        let constant = draft::constant(known.as_ref(), &text);
        state.profile.update(|profile| {
            profile.constants.insert(key.get_value(), constant);
        });
    };
    let id = format!("constant-{field}");
    let input = if words.is_empty() {
        view! {
            <input
                id=id.clone()
                type="text"
                prop:value=move || value.get()
                on:change=move |event| set(event_target_value(&event))
            />
        }
        .into_any()
    } else {
        let options = words
            .into_iter()
            .map(|word| {
                let chosen = word.clone();
                let shown = word.clone();
                view! {
                    <option value=word prop:selected=move || value.get() == chosen>
                        {shown}
                    </option>
                }
            })
            .collect_view();
        view! {
            <select id=id.clone() on:change=move |event| set(event_target_value(&event))>
                <option value="" prop:selected=move || value.with(String::is_empty)>
                    {words::CHOOSE}
                </option>
                {options}
            </select>
        }
        .into_any()
    };
    view! {
        <li class="constant-row">
            <label for=id>{label.clone()}</label>
            {input}
            <span class="note">{unit}</span>
            <button
                type="button"
                class="icon-button"
                aria-label=words::remove(&label)
                on:click=move |_| {
                    state
                        .profile
                        .update(|profile| {
                            key.with_value(|key| profile.constants.remove(key));
                        });
                }
            >
                <Icon name=IconName::Close/>
            </button>
            <FaultAt state path=format!("constants.{field}")/>
        </li>
    }
    .into_any()
}

#[component]
fn AddConstant(state: EditorState) -> impl IntoView {
    let options = move || {
        let (event_type, taken) = state.profile.with(|profile| {
            let columns = profile.columns.iter().map(|mapping| mapping.field.clone());
            let taken: Vec<String> = profile.constants.keys().cloned().chain(columns).collect();
            (profile.event_type, taken)
        });
        state.vocabulary.with_value(|vocabulary| {
            vocabulary
                .fields
                .iter()
                .filter(|field| draft::is_for(field, event_type) && !taken.contains(&field.field))
                // A time cannot be the same for every row.
                .filter(|field| !matches!(field.field.as_str(), "occurred_at" | "ends_at"))
                .map(|field| {
                    view! { <option value=field.field.clone()>{field.label.clone()}</option> }
                })
                .collect_view()
        })
    };
    view! {
        <div class="field">
            <label for="add-constant">{words::ADD_A_VALUE}</label>
            <select
                id="add-constant"
                on:change=move |event| {
                    let field = event_target_value(&event);
                    if !field.is_empty() {
                        state
                            .profile
                            .update(|profile| {
                                profile.constants.insert(field, Constant::Text(String::new()));
                            });
                    }
                }
            >
                <option value="" prop:selected=true>
                    {words::CHOOSE_A_FIELD}
                </option>
                {options}
            </select>
        </div>
    }
    .into_any()
}
