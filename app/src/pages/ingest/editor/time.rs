//! How a row's time comes about: columns put into a text, a pattern to read it by, a zone, and
//! what the time labels. Day-first or month-first is stated, never guessed.

use leptos::prelude::*;
use model::ingest::{Midnight, Overlap, Profile, SlotLabel, TimeExpression};

use super::state::{EditorState, FaultAt};
use crate::words::ingest_editor as words;

/// Patterns that are offered by name.
const PATTERNS: [(&str, &str); 11] = [
    ("iso8601", words::ISO_8601),
    ("%Y-%m-%d %H:%M:%S", "2026-11-21 10:04:00"),
    ("%Y-%m-%d %H:%M", "2026-11-21 10:04"),
    ("%Y-%m-%d", "2026-11-21"),
    ("%d.%m.%Y %H:%M", words::DAY_FIRST_DOTS_AND_TIME),
    ("%d/%m/%Y %H:%M", words::DAY_FIRST_SLASHES_AND_TIME),
    ("%d/%m/%Y", words::DAY_FIRST_SLASHES),
    ("%m/%d/%Y %H:%M", words::MONTH_FIRST_AND_TIME),
    ("%m/%d/%Y", words::MONTH_FIRST),
    ("epoch_s", words::SECONDS_SINCE_1970),
    ("epoch_ms", words::MILLISECONDS_SINCE_1970),
];

/// Which of the two times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TimeSlot {
    /// `occurred_at`
    Start,
    /// `ends_at`
    End,
}

impl TimeSlot {
    fn path(self) -> &'static str {
        match self {
            Self::Start => "time",
            Self::End => "end_time",
        }
    }

    fn get(self, profile: &Profile) -> Option<&TimeExpression> {
        match self {
            Self::Start => profile.time.as_ref(),
            Self::End => profile.end_time.as_ref(),
        }
    }

    fn slot(self, profile: &mut Profile) -> &mut Option<TimeExpression> {
        match self {
            Self::Start => &mut profile.time,
            Self::End => &mut profile.end_time,
        }
    }
}

/// Reads and changes one part of a time.
#[derive(Debug, Clone, Copy)]
struct Lens {
    state: EditorState,
    slot: TimeSlot,
}

impl Lens {
    fn read<T: Default>(self, read: impl Fn(&TimeExpression) -> T) -> T {
        self.state
            .profile
            .with(|profile| self.slot.get(profile).map(read).unwrap_or_default())
    }

    fn change(self, change: impl Fn(&mut TimeExpression)) {
        self.state.profile.update(|profile| {
            if let Some(time) = self.slot.slot(profile) {
                change(time);
            }
        });
    }

    fn id(self, part: &str) -> String {
        format!("{}-{part}", self.slot.path())
    }

    fn path(self, part: &str) -> String {
        format!("{}.{part}", self.slot.path())
    }
}

/// One of the two times, with a check box for whether there is such.
#[component]
pub(super) fn TimeEditor(state: EditorState, which: TimeSlot) -> impl IntoView {
    let slot = which;
    let is_there = Memo::new(move |_| state.profile.with(|profile| slot.get(profile).is_some()));
    let toggle = move |is_there: bool| {
        let first_column = state.column_names().into_iter().next().unwrap_or_default();
        state.profile.update(|profile| {
            *slot.slot(profile) = is_there.then(|| TimeExpression {
                template: format!("{{{first_column}}}"),
                pattern: "iso8601".to_owned(),
                time_zone: None,
                label: SlotLabel::Start,
                slot_minutes: None,
                midnight: Midnight::StartOfDate,
                overlap: Overlap::Earlier,
            });
        });
    };
    let question = match slot {
        TimeSlot::Start => words::THE_START_IS_MADE_OF_COLUMNS,
        TimeSlot::End => words::THE_FILE_HAS_AN_END,
    };
    let lens = Lens { state, slot };
    view! {
        <div class="time-editor">
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || is_there.get()
                    on:change=move |event| toggle(event_target_checked(&event))
                />
                {question}
            </label>
            <FaultAt state path=slot.path()/>
            <Show when=move || is_there.get()>
                <div class="form-row">
                    <TemplateField lens/>
                    <PatternField lens/>
                    <ZoneField lens/>
                </div>
                <Show when=move || slot == TimeSlot::Start>
                    <SlotFields lens/>
                </Show>
                <MidnightField lens/>
            </Show>
        </div>
    }
    .into_any()
}

#[component]
fn TemplateField(lens: Lens) -> impl IntoView {
    let columns = move || {
        lens.state
            .column_names()
            .into_iter()
            .map(|name| {
                let shown = name.clone();
                view! { <option value=name>{shown}</option> }
            })
            .collect_view()
    };
    // A memo: setting the value again, though it is the same, would take what is being typed.
    let template = Memo::new(move |_| lens.read(|time| time.template.clone()));
    let id = lens.id("template");
    let hint_id = lens.id("template-hint");
    view! {
        <div class="field">
            <label for=id.clone()>{words::TEXT_MADE_OF_COLUMNS}</label>
            <input
                id=id
                type="text"
                class="mono"
                aria-describedby=hint_id.clone()
                prop:value=move || template.get()
                on:change=move |event| {
                    let text = event_target_value(&event);
                    lens.change(|time| time.template.clone_from(&text));
                }
            />
            <select
                aria-label=words::PUT_IN_A_COLUMN
                on:change=move |event| {
                    let column = event_target_value(&event);
                    if !column.is_empty() {
                        lens.change(|time| {
                            if !time.template.is_empty() {
                                time.template.push(' ');
                            }
                            time.template.push_str(&format!("{{{column}}}"));
                        });
                    }
                }
            >
                <option value="" prop:selected=true>
                    {words::PUT_IN_A_COLUMN_CHOICE}
                </option>
                {columns}
            </select>
            <p class="hint" id=hint_id>
                {words::SUCH_AS_PADS_WITH_ZEROS}
            </p>
            <FaultAt state=lens.state path=lens.path("template")/>
        </div>
    }
    .into_any()
}

#[component]
fn PatternField(lens: Lens) -> impl IntoView {
    let current = Memo::new(move |_| lens.read(|time| time.pattern.clone()));
    let options = PATTERNS
        .into_iter()
        .map(|(pattern, label)| {
            view! {
                <option value=pattern prop:selected=move || current.get() == pattern>
                    {label}
                </option>
            }
        })
        .collect_view();
    let is_own = move || current.with(|current| PATTERNS.iter().all(|(known, _)| known != current));
    let id = lens.id("pattern");
    let own_id = lens.id("pattern-own");
    view! {
        <div class="field">
            <label for=id.clone()>{words::READS_AS}</label>
            <select
                id=id
                on:change=move |event| {
                    let pattern = event_target_value(&event);
                    if !pattern.is_empty() {
                        lens.change(|time| time.pattern.clone_from(&pattern));
                    }
                }
            >
                {options}
                <option value="" prop:selected=is_own>
                    {words::ANOTHER_PATTERN}
                </option>
            </select>
            <label class="sr-only" for=own_id.clone()>
                {words::PATTERN}
            </label>
            <input
                id=own_id
                type="text"
                class="mono"
                prop:value=move || current.get()
                on:change=move |event| {
                    let pattern = event_target_value(&event);
                    lens.change(|time| time.pattern.clone_from(&pattern));
                }
            />
            <FaultAt state=lens.state path=lens.path("pattern")/>
        </div>
    }
    .into_any()
}

#[component]
fn ZoneField(lens: Lens) -> impl IntoView {
    let zones = lens.state.vocabulary.with_value(|vocabulary| {
        vocabulary
            .time_zones
            .iter()
            .map(|zone| view! { <option value=zone.clone()></option> })
            .collect_view()
    });
    let zone = Memo::new(move |_| lens.read(|time| time.time_zone.clone().unwrap_or_default()));
    let id = lens.id("zone");
    let list = lens.id("zones");
    view! {
        <div class="field">
            <label for=id.clone()>{words::TIME_ZONE_OF_LOCAL_TIMES}</label>
            <input
                id=id
                type="text"
                list=list.clone()
                placeholder=words::EUROPE_BERLIN
                prop:value=move || zone.get()
                on:change=move |event| {
                    let zone = event_target_value(&event);
                    let zone = (!zone.trim().is_empty()).then(|| zone.trim().to_owned());
                    lens.change(|time| time.time_zone.clone_from(&zone));
                }
            />
            <datalist id=list>{zones}</datalist>
            <p class="hint">{words::NOT_NEEDED_WHEN_EACH_TIME_CARRIES}</p>
            <FaultAt state=lens.state path=lens.path("time_zone")/>
        </div>
    }
    .into_any()
}

/// Whether the time is the start or the end of a slot, and how long the slot is.
#[component]
fn SlotFields(lens: Lens) -> impl IntoView {
    let is_end = move || lens.read(|time| time.label == SlotLabel::End);
    let minutes = Memo::new(move |_| {
        lens.read(|time| time.slot_minutes.map(|m| m.to_string()).unwrap_or_default())
    });
    view! {
        <div class="form-row">
            <div class="field">
                <label for="time-label">{words::THE_TIME_IS}</label>
                <select
                    id="time-label"
                    on:change=move |event| {
                        let label = if event_target_value(&event) == "end" {
                            SlotLabel::End
                        } else {
                            SlotLabel::Start
                        };
                        lens.change(|time| time.label = label);
                    }
                >
                    <option value="start" prop:selected=move || !is_end()>
                        {words::THE_START_OF_ITS_SLOT}
                    </option>
                    <option value="end" prop:selected=is_end>
                        {words::THE_END_OF_ITS_SLOT}
                    </option>
                </select>
                <FaultAt state=lens.state path=lens.path("label")/>
            </div>
            <div class="field">
                <label for="time-slot">{words::MINUTES_IN_A_SLOT}</label>
                <input
                    id="time-slot"
                    type="number"
                    min="1"
                    prop:value=move || minutes.get()
                    on:change=move |event| {
                        let minutes = event_target_value(&event).trim().parse().ok();
                        lens.change(|time| time.slot_minutes = minutes);
                    }
                />
                <p class="hint">{words::EMPTY_WHEN_A_ROW}</p>
                <FaultAt state=lens.state path=lens.path("slot_minutes")/>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn MidnightField(lens: Lens) -> impl IntoView {
    let is_end = move || lens.read(|time| time.midnight == Midnight::EndOfDate);
    let overlap = move |overlap: Overlap| move || lens.read(|time| time.overlap == overlap);
    let midnight_id = lens.id("midnight");
    let overlap_id = lens.id("overlap");
    view! {
        <div class="form-row">
            <div class="field">
                <label for=midnight_id.clone()>{words::MIDNIGHT_MEANS}</label>
                <select
                    id=midnight_id
                    on:change=move |event| {
                        let midnight = if event_target_value(&event) == "end" {
                            Midnight::EndOfDate
                        } else {
                            Midnight::StartOfDate
                        };
                        lens.change(|time| time.midnight = midnight);
                    }
                >
                    <option value="start" prop:selected=move || !is_end()>
                        {words::THE_START_OF_ITS_DATE}
                    </option>
                    <option value="end" prop:selected=is_end>
                        {words::THE_END_OF_ITS_DATE}
                    </option>
                </select>
                <FaultAt state=lens.state path=lens.path("midnight")/>
            </div>
            <div class="field">
                <label for=overlap_id.clone()>{words::WHEN_CLOCKS_GO_BACK_A_DOUBLED}</label>
                <select
                    id=overlap_id
                    on:change=move |event| {
                        let overlap = match event_target_value(&event).as_str() {
                            "later" => Overlap::Later,
                            "reject" => Overlap::Reject,
                            _ => Overlap::Earlier,
                        };
                        lens.change(|time| time.overlap = overlap);
                    }
                >
                    <option value="earlier" prop:selected=overlap(Overlap::Earlier)>
                        {words::THE_FIRST_OF_THE_TWO}
                    </option>
                    <option value="later" prop:selected=overlap(Overlap::Later)>
                        {words::THE_SECOND_OF_THE_TWO}
                    </option>
                    <option value="reject" prop:selected=overlap(Overlap::Reject)>
                        {words::REJECTED_ROW_BY_ROW}
                    </option>
                </select>
                <FaultAt state=lens.state path=lens.path("overlap")/>
            </div>
        </div>
    }
    .into_any()
}
