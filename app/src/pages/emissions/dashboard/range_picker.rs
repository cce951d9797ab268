//! The date range: presets as links, own days as a plain form. Both only change the address.

use leptos::prelude::*;
use model::ingest::EventType;
use model::time::{RangeChoice, RangePreset};

use super::super::look::{Look, preset_words};
use crate::components::{Icon, IconName, Menu, QueryForm};
use crate::words::dashboard as words;

/// A button with the range's words and a panel to choose another.
#[component]
pub(crate) fn RangePicker(
    /// The page whose address changes.
    path: &'static str,
    look: Memo<Look>,
    /// The words of the range shown.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let presets = RangePreset::ALL
        .iter()
        .map(|&preset| {
            let href = move || {
                let range = RangeChoice {
                    preset: Some(preset),
                    ..RangeChoice::default()
                };
                look.get().over(range).query().at(path)
            };
            let is_current = move || {
                let range = look.get().range;
                range.preset.unwrap_or(RangePreset::Latest) == preset
                    && range.first_day.is_none()
                    && range.last_day.is_none()
            };
            view! {
                <li>
                    <a
                        class="menu-item"
                        href=href
                        aria-current=move || is_current().then_some("true")
                    >
                        {preset_words(preset)}
                    </a>
                </li>
            }
        })
        .collect_view();
    let day =
        move |day: fn(&RangeChoice) -> Option<String>| move || look.with(|look| day(&look.range));
    view! {
        <Menu
            label=Signal::derive(move || words::date_range(label.get()))
            summary=move || {
                view! {
                    <Icon name=IconName::Calendar/>
                    <span>{move || label.get()}</span>
                }
                    .into_any()
            }
            panel_class="range-panel"
        >
            <ul class="plain">{presets}</ul>
            <QueryForm action=path>
                {move || {
                    look.get()
                        .category
                        .map(|category| {
                            view! {
                                <input
                                    type="hidden"
                                    name="category"
                                    value=EventType::as_str(category)
                                />
                            }
                        })
                }}
                <div class="range-days">
                    <div class="field">
                        <label for="range-from">{words::FROM}</label>
                        <input
                            id="range-from"
                            type="date"
                            name="from"
                            value=day(|range| range.first_day.map(|day| day.to_string()))
                        />
                    </div>
                    <div class="field">
                        <label for="range-to">{words::TO}</label>
                        <input
                            id="range-to"
                            type="date"
                            name="to"
                            value=day(|range| range.last_day.map(|day| day.to_string()))
                        />
                    </div>
                </div>
                <button class="button" type="submit">
                    {words::SHOW_THESE_DAYS}
                </button>
            </QueryForm>
        </Menu>
    }
    .into_any()
}
