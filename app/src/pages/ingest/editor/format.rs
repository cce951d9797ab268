//! The file's first rows, the profile to start from, and how text becomes numbers.

use leptos::prelude::*;
use model::ingest::{EventType, Preview};

use super::state::{EditorState, FaultAt};
use crate::components::{Card, count};
use crate::words::ingest_editor as words;

/// The first rows as they are.
#[component]
pub(super) fn PreviewTable(state: EditorState) -> impl IntoView {
    let corner = Signal::derive(move || {
        state
            .preview
            .with(|preview| preview.as_ref().map(found).unwrap_or_default())
    });
    let heads = move || {
        state
            .column_names()
            .into_iter()
            .map(|name| view! { <th scope="col">{name}</th> })
            .collect_view()
    };
    let rows = move || {
        state.preview.with(|preview| {
            preview.as_ref().map(|preview| {
                preview
                    .rows
                    .iter()
                    .map(|row| {
                        let cells = row
                            .iter()
                            .map(|cell| view! { <td>{cell.clone()}</td> })
                            .collect_view();
                        view! { <tr>{cells}</tr> }
                    })
                    .collect_view()
            })
        })
    };
    view! {
        <Card title=words::FIRST_ROWS corner>
            <div
                class="table-scroll preview"
                tabindex="0"
                role="group"
                aria-label=words::FIRST_ROWS_OF_THE_FILE
            >
                <table>
                    <thead>
                        <tr>{heads}</tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Card>
    }
    .into_any()
}

fn found(preview: &Preview) -> String {
    let delimiter = match preview.delimiter {
        '\t' => words::TAB.to_owned(),
        other => format!("“{other}”"),
    };
    words::columns_separated_by(
        count(preview.columns.len() as u64),
        &delimiter,
        &preview.encoding,
    )
}

/// Start from what is suggested, or from a saved mapping.
#[component]
pub(super) fn ProfileChooser(state: EditorState) -> impl IntoView {
    let options = move || {
        let fitting = state.preview.with(|preview| {
            preview
                .as_ref()
                .map(|preview| preview.matching_profiles.clone())
                .unwrap_or_default()
        });
        let current = state.profile.with(|profile| profile.name.clone());
        state.profiles.with(|profiles| {
            profiles
                .iter()
                .map(|stored| {
                    let name = stored.profile.name.clone();
                    let mut label = name.clone();
                    if fitting.contains(&name) {
                        label.push_str(words::FITS_THIS_FILE);
                    }
                    let is_chosen = name == current;
                    view! { <option value=name prop:selected=is_chosen>{label}</option> }
                })
                .collect_view()
        })
    };
    let choose = move |name: String| {
        let chosen = state.profiles.with_untracked(|profiles| {
            profiles
                .iter()
                .find(|stored| stored.profile.name == name)
                .map(|stored| stored.profile.clone())
        });
        let suggested = || {
            state
                .preview
                .with_untracked(|preview| preview.as_ref().map(|p| p.suggested.clone()))
        };
        if let Some(profile) = chosen.or_else(suggested) {
            state.profile.set(profile);
        }
    };
    view! {
        <div class="form-row">
            <div class="field grow start-from">
                <label for="map-profile">{words::START_FROM}</label>
                <select id="map-profile" on:change=move |event| choose(event_target_value(&event))>
                    <option value="">{words::WHAT_THE_FILE_SUGGESTS}</option>
                    {options}
                </select>
                <p class="hint">
                    {move || state.profile.with(|profile| profile.description.clone())}
                </p>
            </div>
        </div>
    }
    .into_any()
}

/// Kind of event, decimal sign.
#[component]
pub(super) fn FormatEditor(state: EditorState) -> impl IntoView {
    let kinds = EventType::ALL
        .iter()
        .map(|&kind| {
            view! {
                <option
                    value=kind.as_str()
                    prop:selected=move || {
                        state.profile.with(|profile| profile.event_type == Some(kind))
                    }
                >
                    {kind.as_str()}
                </option>
            }
        })
        .collect_view();
    let is_comma = move || {
        state
            .profile
            .with(|profile| profile.format.decimal == Some(','))
    };
    view! {
        <div class="form-row">
            <div class="field">
                <label for="map-kind">{words::EVERY_ROW_IS}</label>
                <select
                    id="map-kind"
                    on:change=move |event| {
                        let kind = EventType::parse(&event_target_value(&event));
                        state.profile.update(|profile| profile.event_type = kind);
                    }
                >
                    <option
                        value=""
                        prop:selected=move || {
                            state.profile.with(|profile| profile.event_type.is_none())
                        }
                    >
                        {words::SAID_BY_A_COLUMN}
                    </option>
                    {kinds}
                </select>
                <FaultAt state path="event_type"/>
            </div>
            <div class="field">
                <label for="map-decimal">{words::DECIMALS_ARE_WRITTEN_WITH}</label>
                <select
                    id="map-decimal"
                    on:change=move |event| {
                        let decimal = event_target_value(&event).chars().next();
                        state.profile.update(|profile| profile.format.decimal = decimal);
                    }
                >
                    <option value="." prop:selected=move || !is_comma()>
                        {words::A_POINT_1234_5}
                    </option>
                    <option value="," prop:selected=is_comma>
                        {words::A_COMMA_1234_5}
                    </option>
                </select>
                <FaultAt state path="format.decimal"/>
            </div>
        </div>
    }
    .into_any()
}
