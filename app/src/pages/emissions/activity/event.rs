//! One event: what was done, and how its kilograms came about.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use model::ids::EventId;
use model::ingest::EventDetail;
use model::problem::ErrorKind;

use super::super::api::{ExplainedEvent, load_event};
use super::super::words::{
    category_word, event_title, mode_word, partly_metered, quality_words, source_words,
};
use super::explanation::ExplanationPanel;
use crate::components::{Badge, Card, Icon, IconName, decimal};
use crate::error::AppError;
use crate::layout::{Skeleton, TopBar, problem_card};
use crate::wire::load;
use crate::words::activity as words;

/// The page of one event.
#[component]
pub(crate) fn EventPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).unwrap_or_default());
    let loaded = load(
        move || id.get(),
        |id| async move {
            match id.parse::<EventId>() {
                Ok(id) => load_event(id).await,
                Err(_) => Err(not_an_event()),
            }
        },
    );
    view! {
        <TopBar title=words::EVENT/>
        <p class="crumbs">
            <a href="/activity">{words::ACTIVITY}</a>
        </p>
        <Transition fallback=|| {
            view! {
                <div class="card">
                    <Skeleton lines=10/>
                </div>
            }
        }>
            {move || Suspend::new(async move {
                match loaded.await {
                    Ok(ExplainedEvent { event, explanation }) => {
                        view! {
                            <div class="grid">
                                <EventCard event=event.clone()/>
                                <ExplanationPanel explanation/>
                                <RawCard event/>
                            </div>
                        }
                            .into_any()
                    }
                    Err(error) => problem_card(error),
                }
            })}
        </Transition>
    }
    .into_any()
}

fn not_an_event() -> AppError {
    #[cfg(feature = "ssr")]
    crate::context::set_status(ErrorKind::NotFound);
    AppError::new(ErrorKind::NotFound, words::THIS_IS_NO_EVENTS_ADDRESS)
}

/// Who, when, where, how it came in.
#[component]
fn EventCard(event: EventDetail) -> impl IntoView {
    let EventDetail {
        item,
        external_id,
        lat,
        lon,
        notes,
        job_id,
        row_number,
        ..
    } = event;
    let (quality, tone) = quality_words(item.quality_status);
    let title = event_title(&item);
    let position = lat
        .zip(lon)
        .map(|(lat, lon)| format!("{}, {}", decimal(lat, 5), decimal(lon, 5)));
    let import = job_id.map(|job| {
        let row = row_number
            .map(words::row_of_an_import)
            .unwrap_or_else(|| words::AN_IMPORT.to_owned());
        view! {
            <div>
                <dt>{words::CAME_WITH}</dt>
                <dd>
                    <a href=format!("/import/{job}")>{row}</a>
                </dd>
            </div>
        }
    });
    view! {
        <Card title=words::WHAT_WAS_DONE class="span-4 top">
            <p class="lead">{title}</p>
            <p>{item.summary.clone()}</p>
            <dl class="facts-list">
                <Fact word=words::WHEN value=Some(item.occurred_at_local.clone())/>
                <Fact word=words::TYPE value=Some(category_word(item.event_type).to_owned())/>
                <Fact word=words::MODE value=item.mode.map(|mode| mode_word(mode).to_owned())/>
                <Fact word=words::SUPPLIER value=Some(item.supplier.clone())/>
                <Fact word=words::SITE value=item.site.clone()/>
                <Fact word=words::VEHICLE value=item.vehicle.clone()/>
                <Fact word=words::POSITION value=position/>
                <Fact word=words::OWN_ID value=external_id/>
                <Fact word=words::NOTES value=notes/>
                <Fact word=words::SOURCE value=Some(source_words(item.data_source).to_owned())/>
                {import}
                <div>
                    <dt>{words::QUALITY}</dt>
                    <dd>
                        <Badge tone text=quality/>
                        {partly_metered(item.metered_share)}
                    </dd>
                </div>
            </dl>
        </Card>
    }
    .into_any()
}

/// A word and its value; nothing when there is none.
#[component]
fn Fact(word: &'static str, value: Option<String>) -> impl IntoView {
    value.filter(|value| !value.is_empty()).map(|value| {
        view! {
            <div>
                <dt>{word}</dt>
                <dd>{value}</dd>
            </div>
        }
    })
}

/// The row or body as it came.
#[component]
fn RawCard(event: EventDetail) -> impl IntoView {
    let body = match event.raw {
        Some(raw) => view! {
            <pre class="raw" tabindex="0">{raw}</pre>
        }
        .into_any(),
        None => view! {
            <p class="note">
                <Icon name=IconName::Empty/>
                {words::THE_RAW_INPUT_IS_NO_LONGER}
            </p>
        }
        .into_any(),
    };
    view! {
        <Card title=words::AS_IT_CAME_IN class="span-12">
            {body}
        </Card>
    }
    .into_any()
}
