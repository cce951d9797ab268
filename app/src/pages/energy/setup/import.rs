//! Measurements out of a file: choose it, say which column is what, see its first rows, import.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::energy::{Channel, CsvAnswer, CsvUnit};
use model::ids::SiteId;
use model::ingest::Preview;

use super::super::super::ingest::DropZone;
use super::super::super::ingest::upload::{PickedFile, preview, send_csv};
use super::super::words::channel_word;
use super::mapping::{Mapping, PATTERNS};
use super::profiles::{self, Profiles};
use super::rejected::Answer;
use crate::components::{Card, Notice, ScrollTable, SelectOption, count};
use crate::error::AppError;
use crate::words::{energy_setup as words, energy_sources as source_words};

/// Rows of the file that are shown.
const SHOWN_ROWS: usize = 6;

/// What the card holds; cheap to copy.
#[derive(Debug, Clone, Copy)]
struct State {
    id: SiteId,
    file: RwSignal<Option<PickedFile>>,
    preview: RwSignal<Option<Preview>>,
    mapping: RwSignal<Mapping>,
    profiles: Profiles,
    is_busy: RwSignal<bool>,
    failure: RwSignal<Option<AppError>>,
    answer: RwSignal<Option<CsvAnswer>>,
}

impl State {
    /// Looks at a file's first rows, and takes over what they say about its time.
    fn open(self, file: PickedFile) {
        self.failure.set(None);
        self.answer.set(None);
        self.preview.set(None);
        self.file.set(Some(file.clone()));
        self.is_busy.set(true);
        spawn_local(async move {
            let looked = preview(&file).await;
            let _ = self.is_busy.try_set(false);
            match looked {
                Ok(found) => {
                    let chosen = self.profiles.mapping();
                    self.mapping.update(|mapping| match chosen {
                        Some(profile) => mapping.take(&profile),
                        None => mapping.suggest(&found),
                    });
                    self.preview.set(Some(found));
                }
                Err(error) => {
                    let _ = self.failure.try_set(Some(error));
                }
            }
        });
    }

    fn import(self) {
        let Some(file) = self.file.get_untracked() else {
            return;
        };
        self.failure.set(None);
        self.answer.set(None);
        self.is_busy.set(true);
        let address = self
            .mapping
            .with_untracked(|mapping| mapping.address(self.id));
        spawn_local(async move {
            let answer = send_csv(&file, &address).await;
            let _ = self.is_busy.try_set(false);
            match answer {
                Ok(answer) => {
                    let _ = self.answer.try_set(Some(answer));
                }
                Err(error) => {
                    let _ = self.failure.try_set(Some(error));
                }
            }
        });
    }

    /// The fault of a part of the mapping.
    fn fault(self, field: &'static str) -> Option<String> {
        self.failure.with(|error| {
            let fault = error.as_ref()?.of_field(field)?;
            Some(fault.message.clone())
        })
    }
}

/// The card of the import.
#[component]
pub(super) fn ImportCard(
    id: SiteId,
    /// The site's, which times without an offset are in.
    zone: String,
    may_change: bool,
) -> impl IntoView {
    if !may_change {
        return ().into_any();
    }
    let state = State {
        id,
        file: RwSignal::new(None),
        preview: RwSignal::new(None),
        mapping: RwSignal::new(Mapping::of_zone(zone)),
        profiles: Profiles::new(),
        is_busy: RwSignal::new(false),
        failure: RwSignal::new(None),
        answer: RwSignal::new(None),
    };
    let has_rows = Memo::new(move |_| state.preview.with(Option::is_some));
    view! {
        <div class="with-script stack" id="import">
            <DropZone file=state.file limit=words::UP_TO_50_000_VALUES is_busy=state.is_busy open=move |file| state.open(file)/>
            {move || {
                state
                    .failure
                    .get()
                    .map(|error| view! { <Notice tone="critical">{error.message}</Notice> })
            }}
            <Show when=move || has_rows.get()>
                <Card title=words::MEASUREMENTS_IN_THIS_FILE>
                    {rows(state)} {profiles::choose(state.profiles, state.mapping)} <h3>{words::WHICH_COLUMN_IS_WHAT}</h3> {channels(state)} <h3>{words::TIME}</h3>
                    {time(state)} <h3>{words::VALUES}</h3> {values(state)}
                    {profiles::keep(state.profiles, state.mapping)}
                    <button
                        type="button"
                        class="button"
                        disabled=move || state.is_busy.get()
                        on:click=move |_| state.import()
                    >
                        {words::IMPORT_MEASUREMENTS}
                    </button>
                </Card>
            </Show>
            {move || state.answer.get().map(|answer| view! { <Answer id answer new=words::measurements_new/> })}
        </div>
        <div class="without-script">
            <Card title=words::MEASUREMENTS>
                <p class="note">
                    {words::MAPPING_NEEDS_SCRIPT_BEFORE}
                    <a href="/api/docs">{words::MAPPING_NEEDS_SCRIPT_LINK}</a> {words::MAPPING_NEEDS_SCRIPT_AFTER}
                </p>
            </Card>
        </div>
    }
    .into_any()
}

/// The first rows as they are.
fn rows(state: State) -> AnyView {
    let shown = move || {
        state.preview.get().map(|preview| {
            let heads = preview.columns.iter();
            let heads = heads
                .map(|column| view! { <th scope="col">{column.name.clone()}</th> })
                .collect_view();
            let body = preview.rows.iter().take(SHOWN_ROWS);
            let body = body
                .map(|row| {
                    let cells = row.iter().map(|cell| view! { <td>{cell.clone()}</td> });
                    view! { <tr>{cells.collect_view()}</tr> }
                })
                .collect_view();
            view! {
                <p class="note">
                    {words::columns_found_the_first_rows(count(preview.columns.len() as u64))}
                </p>
                <ScrollTable label=words::FIRST_ROWS_OF_THE_FILE>
                    <thead>
                        <tr>{heads}</tr>
                    </thead>
                    <tbody>{body}</tbody>
                </ScrollTable>
            }
        })
    };
    view! { {shown} }.into_any()
}

/// A column for each channel.
fn channels(state: State) -> AnyView {
    let fields = Channel::ALL
        .iter()
        .map(|channel| {
            let channel = *channel;
            let columns = move || {
                let names = state.preview.with(|preview| {
                    let columns = preview.iter().flat_map(|preview| preview.columns.iter());
                    columns
                        .map(|column| column.name.clone())
                        .collect::<Vec<_>>()
                });
                // A profile may name a column that this file has not.
                let chosen = state
                    .mapping
                    .with(|mapping| mapping.column(channel).to_owned());
                let is_missing = !chosen.is_empty() && !names.contains(&chosen);
                let missing = is_missing.then(|| {
                    let label = source_words::not_in_this_file(&chosen);
                    SelectOption::new(chosen, label)
                });
                let options = names
                    .into_iter()
                    .map(|name| SelectOption::new(name.clone(), name));
                std::iter::once(SelectOption::new("", words::NOT_IN_THIS_FILE))
                    .chain(options)
                    .chain(missing)
                    .collect()
            };
            choice(
                state,
                channel.as_str(),
                channel_word(channel),
                Signal::derive(columns),
                move |mapping| mapping.column(channel).to_owned(),
                move |mapping, column| mapping.set_column(channel, column),
            )
        })
        .collect_view();
    view! { <div class="two-columns">{fields}</div> }.into_any()
}

fn time(state: State) -> AnyView {
    let fixed = |options: &'static [(&'static str, &'static str)]| {
        let options = options
            .iter()
            .map(|(value, word)| SelectOption::new(*value, *word));
        Signal::stored(options.collect::<Vec<_>>())
    };
    let labels = fixed(&[
        ("start", words::THE_BEGINNING_OF_ITS_INTERVAL),
        ("end", words::THE_END_OF_ITS_INTERVAL),
    ]);
    let midnights = fixed(&[
        ("start_of_date", words::THE_BEGINNING_OF_ITS_DATE),
        ("end_of_date", words::THE_END_OF_ITS_DATE),
    ]);
    let patterns = PATTERNS
        .iter()
        .map(|pattern| view! { <option value=*pattern></option> })
        .collect_view();
    view! {
        <datalist id="time-patterns">{patterns}</datalist>
        <div class="two-columns">
            {text(state, "time", words::COLUMN_OR_TEXT_MADE_OF_COLUMNS, words::SUCH_AS_TIME_OR, None, |m| m.time.clone(), |m, text| m.time = text)}
            {text(state, "pattern", words::PATTERN, words::SUCH_AS_A_PATTERN, Some("time-patterns"), |m| m.pattern.clone(), |m, text| m.pattern = text)}
            {text(state, "time_zone", words::TIME_ZONE_OF_LOCAL_TIMES, words::IANA_NAME_TIMES_WITH_AN_OFFSET, None, |m| m.time_zone.clone(), |m, text| m.time_zone = text)}
            {choice(state, "label", words::A_TIME_IS, labels, |m| m.label.clone(), |m, word| m.label = word)}
            {choice(state, "midnight", words::MIDNIGHT_IS, midnights, |m| m.midnight.clone(), |m, word| m.midnight = word)}
        </div>
    }
    .into_any()
}

fn values(state: State) -> AnyView {
    let units = CsvUnit::ALL.iter().map(|unit| {
        let word = match unit {
            CsvUnit::Kw => words::KW_MEAN_OF_THE_INTERVAL,
            CsvUnit::Kwh | CsvUnit::Wh | CsvUnit::Mwh => unit.as_str(),
        };
        SelectOption::new(unit.as_str(), word)
    });
    let units = Signal::stored(units.collect::<Vec<_>>());
    let decimals = [(".", words::POINT_12_5), (",", words::COMMA_12_5)];
    let decimals = decimals.map(|(value, word)| SelectOption::new(value, word));
    let decimals = Signal::stored(decimals.to_vec());
    view! {
        <div class="two-columns">
            {choice(state, "unit", words::UNIT_OF_THE_ENERGY_COLUMNS, units, |m| m.unit.clone(), |m, word| m.unit = word)}
            {choice(state, "decimal", words::DECIMAL, decimals, |m| m.decimal.clone(), |m, word| m.decimal = word)}
        </div>
        <label class="check">
            <input
                type="checkbox"
                prop:checked=move || state.mapping.with(|mapping| mapping.replace)
                on:change=move |event| {
                    let is_on = event_target_checked(&event);
                    state.mapping.update(|mapping| mapping.replace = is_on);
                }
            />
            {words::VALUES_THAT_DIFFER_TAKE_THE_PLACE}
        </label>
    }
    .into_any()
}

/// A text of the mapping, with its fault.
fn text(
    state: State,
    field: &'static str,
    label: &'static str,
    hint: &'static str,
    list: Option<&'static str>,
    get: fn(&Mapping) -> String,
    set: fn(&mut Mapping, String),
) -> AnyView {
    let id = format!("csv-{field}");
    let fault = Memo::new(move |_| state.fault(field));
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input
                id=id.clone()
                list=list
                prop:value=move || state.mapping.with(get)
                aria-describedby=format!("{id}-hint")
                aria-invalid=move || fault.get().is_some().then_some("true")
                on:change=move |event| {
                    let text = event_target_value(&event);
                    state.mapping.update(|mapping| set(mapping, text));
                }
            />
            <p class="hint" id=format!("{id}-hint")>
                {hint}
            </p>
            {move || fault.get().map(|text| view! { <p class="fault">{text}</p> })}
        </div>
    }
    .into_any()
}

/// A choice of the mapping, with its fault.
fn choice(
    state: State,
    field: &'static str,
    label: &'static str,
    options: Signal<Vec<SelectOption>>,
    get: impl Fn(&Mapping) -> String + Copy + Send + Sync + 'static,
    set: impl Fn(&mut Mapping, String) + Copy + Send + Sync + 'static,
) -> AnyView {
    let id = format!("csv-{field}");
    let fault = Memo::new(move |_| state.fault(field));
    let chosen = Memo::new(move |_| state.mapping.with(get));
    let choices = move || {
        let chosen = chosen.get();
        options
            .get()
            .into_iter()
            .map(|option| {
                let is_chosen = option.value == chosen;
                view! { <option value=option.value prop:selected=is_chosen>{option.label}</option> }
            })
            .collect_view()
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select
                id=id
                aria-invalid=move || fault.get().is_some().then_some("true")
                on:change=move |event| {
                    let word = event_target_value(&event);
                    state.mapping.update(|mapping| set(mapping, word));
                }
            >
                {choices}
            </select>
            {move || fault.get().map(|text| view! { <p class="fault">{text}</p> })}
        </div>
    }
    .into_any()
}
