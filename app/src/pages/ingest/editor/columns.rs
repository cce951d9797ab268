//! Column by column: which of our fields it is, its unit, and what its words mean.

use leptos::prelude::*;
use model::ingest::{ColumnMapping, EventType, FieldWord, PreviewColumn};

use super::draft::{self, FEATURE};
use super::state::{EditorState, FaultAt};
use crate::words::ingest_editor as words;

/// All columns of the file.
#[component]
pub(super) fn ColumnsEditor(state: EditorState) -> impl IntoView {
    let columns = Memo::new(move |_| {
        state.preview.with(|preview| {
            preview
                .as_ref()
                .map(|preview| preview.columns.clone())
                .unwrap_or_default()
        })
    });
    view! {
        <ul class="map-rows">
            <For each=move || columns.get() key=|column| column.name.clone() let:column>
                <ColumnRow state column/>
            </For>
        </ul>
    }
    .into_any()
}

#[component]
fn ColumnRow(state: EditorState, column: PreviewColumn) -> impl IntoView {
    let name = StoredValue::new(column.name.clone());
    let mapping = Memo::new(move |_| {
        state.profile.with(|profile| {
            name.with_value(|name| {
                draft::mapping(profile, name).map(|(at, mapping)| (at, mapping.clone()))
            })
        })
    });
    let further = Memo::new(move |_| {
        state
            .profile
            .with(|profile| name.with_value(|name| draft::further_fields(profile, name)))
    });
    let samples = column.samples.join(" · ");
    let looks = match column.empty {
        0 => column.looks_like.clone(),
        empty => words::empty(&column.looks_like, empty),
    };
    let words = column.samples.clone();
    view! {
        <li class="map-row">
            <div class="map-column">
                <span>
                    <strong>{column.name.clone()}</strong>
                    <span class="note">" " {looks}</span>
                </span>
                <span class="note samples">{samples}</span>
            </div>
            <div class="map-field">
                <FieldSelect state name mapping/>
                {move || {
                    mapping
                        .get()
                        .map(|(at, _)| {
                            view! {
                                <FaultAt state path=format!("columns[{at}].field")/>
                                <FaultAt state path=format!("columns[{at}].unit")/>
                            }
                        })
                }}
                {move || {
                    further
                        .get()
                        .into_iter()
                        .map(|field| view! { <FurtherField state name field/> })
                        .collect_view()
                }}
            </div>
            <div class="map-unit">
                <UnitSelect state name mapping/>
            </div>
            <WordMap state name mapping words/>
        </li>
    }
    .into_any()
}

type Mapped = Memo<Option<(usize, ColumnMapping)>>;

/// What the select shows for a mapping.
fn choice_of(mapping: &ColumnMapping) -> &str {
    if mapping.field.starts_with("feature:") {
        FEATURE
    } else {
        &mapping.field
    }
}

#[component]
fn FieldSelect(state: EditorState, name: StoredValue<String>, mapping: Mapped) -> impl IntoView {
    let chosen = Memo::new(move |_| {
        mapping.with(|mapping| {
            mapping
                .as_ref()
                .map(|(_, mapping)| choice_of(mapping).to_owned())
                .unwrap_or_default()
        })
    });
    let event_type = Memo::new(move |_| state.profile.with(|profile| profile.event_type));
    let label = name.with_value(|name| words::field_for_the_column(name));
    view! {
        <select
            aria-label=label
            on:change=move |event| {
                let choice = event_target_value(&event);
                state
                    .profile
                    .update(|profile| {
                        name.with_value(|name| draft::set_field(profile, name, &choice));
                    });
            }
        >
            {move || options(state, event_type.get(), &chosen.get())}
        </select>
    }
    .into_any()
}

/// The fields that fit the kind of event, those of every kind first.
fn options(state: EditorState, event_type: Option<EventType>, chosen: &str) -> AnyView {
    let option = |field: &FieldWord| {
        let star = if field.is_required { " *" } else { "" };
        let is_chosen = field.field == chosen;
        view! {
            <option value=field.field.clone() prop:selected=is_chosen>
                {format!("{}{star}", field.label)}
            </option>
        }
    };
    let (common, special) = state.vocabulary.with_value(|vocabulary| {
        let fitting =
            |field: &&FieldWord| draft::is_for(field, event_type) || field.field == chosen;
        let fields: Vec<&FieldWord> = vocabulary.fields.iter().filter(fitting).collect();
        let of = |is_common: bool| {
            fields
                .iter()
                .filter(|field| field.event_types.is_empty() == is_common)
                .map(|field| option(field))
                .collect_view()
        };
        (of(true), of(false))
    });
    let heading = event_type.map_or(words::SOME_KINDS_OF_EVENT, EventType::as_str);
    view! {
        <option value="" prop:selected=chosen.is_empty()>
            {words::NOT_USED}
        </option>
        <option value=FEATURE prop:selected=chosen == FEATURE>
            {words::KEEP_AS_AN_EXTRA_NUMBER}
        </option>
        <optgroup label=heading>{special}</optgroup>
        <optgroup label=words::EVERY_EVENT>{common}</optgroup>
    }
    .into_any()
}

/// A second field the column feeds, from a saved mapping.
#[component]
fn FurtherField(state: EditorState, name: StoredValue<String>, field: String) -> impl IntoView {
    let shown = field.clone();
    view! {
        <p class="note">
            {words::ALSO_BEFORE} <code>{shown}</code> " "
            <button
                type="button"
                class="link-button"
                on:click=move |_| {
                    state
                        .profile
                        .update(|profile| {
                            name.with_value(|name| draft::remove_field(profile, name, &field));
                        });
                }
            >
                {words::REMOVE}
            </button>
        </p>
    }
    .into_any()
}

#[component]
fn UnitSelect(state: EditorState, name: StoredValue<String>, mapping: Mapped) -> impl IntoView {
    move || {
        let (_, mapping) = mapping.get()?;
        if let Some(table) = mapping.place_table {
            return Some(
                view! { <span class="note">{words::LOOKED_UP_IN_TABLE_BEFORE} <code>{table}</code></span> }
                    .into_any(),
            );
        }
        let units = state.field(&mapping.field)?.units;
        // A count or a share has nothing to choose from.
        if units.len() < 2 {
            return None;
        }
        let own = units.first().cloned().unwrap_or_default();
        let current = mapping.unit.unwrap_or(own);
        let label = name.with_value(|name| words::unit_of_the_column(name));
        let options = units
            .into_iter()
            .map(|unit| {
                let is_chosen = unit == current;
                let shown = unit.clone();
                view! { <option value=unit prop:selected=is_chosen>{shown}</option> }
            })
            .collect_view();
        Some(
            view! {
                <select
                    aria-label=label
                    on:change=move |event| {
                        let unit = event_target_value(&event);
                        state
                            .profile
                            .update(|profile| {
                                name.with_value(|name| draft::set_unit(profile, name, &unit));
                            });
                    }
                >
                    {options}
                </select>
            }
            .into_any(),
        )
    }
}

/// What the file's words mean, for fields that accept only some.
#[component]
fn WordMap(
    state: EditorState,
    name: StoredValue<String>,
    mapping: Mapped,
    /// Words seen in the first rows.
    words: Vec<String>,
) -> impl IntoView {
    let words = StoredValue::new(words);
    // Of a field's rows each stays as long as its word is shown: what is being typed into one is
    // not lost when another changes.
    let rows = Memo::new(move |_| {
        let Some((_, mapping)) = mapping.get() else {
            return Vec::new();
        };
        let known = known_words(state, &mapping.field);
        words
            .with_value(|words| words_shown(&mapping, &known, words))
            .into_iter()
            .map(|word| (mapping.field.clone(), word))
            .collect()
    });
    view! {
        <Show when=move || rows.with(|rows| !rows.is_empty())>
            <div class="word-map">
                <p class="note">{words::WHAT_ITS_WORDS_MEAN}</p>
                <ul class="plain">
                    <For each=move || rows.get() key=Clone::clone let((field, word))>
                        <WordRow state name mapping field word/>
                    </For>
                </ul>
            </div>
        </Show>
    }
    .into_any()
}

/// The words a field accepts; empty when it accepts all.
fn known_words(state: EditorState, field: &str) -> Vec<String> {
    state
        .field(field)
        .map(|field| field.words)
        .unwrap_or_default()
}

/// The words that have a meaning, then those of the first rows that the field does not know.
fn words_shown(mapping: &ColumnMapping, known: &[String], seen: &[String]) -> Vec<String> {
    let mut shown: Vec<String> = mapping.values.keys().cloned().collect();
    if known.is_empty() {
        return shown;
    }
    for word in seen {
        let text = word.trim();
        let is_known = known.iter().any(|known| known.eq_ignore_ascii_case(text));
        if !text.is_empty() && !is_known && !shown.contains(word) {
            shown.push(word.clone());
        }
    }
    shown
}

#[component]
fn WordRow(
    state: EditorState,
    name: StoredValue<String>,
    mapping: Mapped,
    field: String,
    word: String,
) -> impl IntoView {
    let label = words::meaning_of(&word);
    let shown = word.clone();
    let known = known_words(state, &field);
    let word = StoredValue::new(word);
    let meaning = Memo::new(move |_| {
        mapping
            .with(|mapping| {
                let (_, mapping) = mapping.as_ref()?;
                word.with_value(|word| mapping.values.get(word).cloned())
            })
            .unwrap_or_default()
    });
    let set = move |event| {
        let meaning: String = event_target_value(&event);
        state.profile.update(|profile| {
            name.with_value(|name| {
                word.with_value(|word| draft::set_word(profile, name, word, &meaning));
            });
        });
    };
    let input = if known.is_empty() {
        view! {
            <input type="text" aria-label=label prop:value=move || meaning.get() on:change=set/>
        }
        .into_any()
    } else {
        let options = known
            .into_iter()
            .map(|known| {
                let (value, shown) = (known.clone(), known.clone());
                view! {
                    <option value=value prop:selected=move || meaning.with(|now| *now == known)>
                        {shown}
                    </option>
                }
            })
            .collect_view();
        view! {
            <select aria-label=label on:change=set>
                <option value="" prop:selected=move || meaning.with(String::is_empty)>
                    {words::AS_IT_IS}
                </option>
                {options}
            </select>
        }
        .into_any()
    };
    view! {
        <li class="word-row">
            <code>{shown}</code>
            <span aria-hidden="true">"→"</span>
            {input}
        </li>
    }
    .into_any()
}
