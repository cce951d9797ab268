//! The workbench of an import: choose a file, see its rows, map its columns, see what the first
//! rows would become, start.
//!
//! Everything edits one `Profile`; the server judges it on the first rows after each change. Its
//! faults name parts of the profile by path, such as `columns[3].unit`, and are shown there.

mod columns;

mod constants;

mod draft;

mod format;

mod plain;

mod rules;

mod start;

mod state;

mod time;

mod trial;

use leptos::prelude::*;

use self::columns::ColumnsEditor;
use self::constants::ConstantsEditor;
use self::format::{FormatEditor, PreviewTable, ProfileChooser};
use self::plain::PlainUpload;
use self::rules::{RuleList, RulesEditor};
use self::start::StartCard;
use self::state::EditorState;
use self::time::{TimeEditor, TimeSlot};
use self::trial::TrialCard;
use super::api::Workbench;
use super::drop_zone::DropZone;
use crate::components::{Card, Notice};
use crate::words::ingest_editor as words;

/// The workbench. Without script a plain form takes a file and a profile's name.
#[component]
pub(super) fn Editor(workbench: Workbench) -> impl IntoView {
    let names: Vec<String> = workbench
        .profiles
        .iter()
        .map(|stored| stored.profile.name.clone())
        .collect();
    let state = EditorState::new(workbench);
    let has_file = Memo::new(move |_| state.preview.with(Option::is_some));
    view! {
        <div class="with-script stack">
            <DropZone file=state.file limit=words::ANY_SIZE is_busy=state.is_busy open=move |file| state.open(file)/>
            {move || {
                state
                    .failure
                    .get()
                    .map(|error| {
                        let faults = error
                            .errors
                            .into_iter()
                            .filter(|fault| fault.message != error.message)
                            .map(|fault| view! { <li>{fault.message}</li> })
                            .collect_view();
                        view! {
                            <Notice tone="critical">
                                <p>{error.message}</p>
                                <ul class="bullets">{faults}</ul>
                            </Notice>
                        }
                    })
            }}
            <Show when=move || has_file.get()>
                <PreviewTable state/>
                <Card title=words::MAPPING class="mapping">
                    <ProfileChooser state/>
                    <FormatEditor state/>
                    <h3>{words::COLUMNS}</h3>
                    <ColumnsEditor state/>
                    <h3>{words::THE_SAME_FOR_EVERY_ROW}</h3>
                    <ConstantsEditor state/>
                    <h3>{words::TIME}</h3>
                    <TimeEditor state which=TimeSlot::Start/>
                    <TimeEditor state which=TimeSlot::End/>
                    <h3>{words::ROWS_TO_SKIP}</h3>
                    <RulesEditor state list=RuleList::Skip/>
                    <h3>{words::ROWS_TO_TAKE_WITH_A_WARNING}</h3>
                    <RulesEditor state list=RuleList::Warn/>
                </Card>
                <TrialCard state/>
                <StartCard state/>
            </Show>
        </div>
        <div class="without-script">
            <PlainUpload names/>
        </div>
    }
    .into_any()
}
