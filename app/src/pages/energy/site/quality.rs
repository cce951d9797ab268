//! The card that says how far the measurements of a site can be trusted.

use leptos::prelude::*;
use model::energy::{
    Channel, ChannelQuality, ChannelWindow, FlaggedMeasurement, MeasurementQuality,
};
use model::ids::SiteId;

use super::super::api::{ApproveMeasurement, load_measurement_quality};
use super::super::words::{channel_word, energy, share};
use crate::components::{Badge, Card, Notice, ScrollTable, count, decimal};
use crate::layout::Skeleton;
use crate::wire::load;
use crate::words::energy_quality as words;

type Approving = ServerAction<ApproveMeasurement>;

/// The card.
#[component]
pub(super) fn QualityCard(id: SiteId, may_change: bool, told: RwSignal<u32>) -> impl IntoView {
    let approving = Approving::new();
    let quality = load(
        move || (told.get(), approving.version().get()),
        move |_| load_measurement_quality(id),
    );
    let refused = move || approving.value().get().and_then(Result::err);
    view! {
        <Card title=words::QUALITY_OF_MEASUREMENTS corner=words::REVIEWED_FOUR_TIMES_AN_HOUR>
            {move || refused().map(|error| view! { <Notice tone="critical">{error.message}</Notice> })}
            <Transition fallback=|| view! { <Skeleton lines=4/> }>
                {move || Suspend::new(async move {
                    match quality.await {
                        Ok(quality) => shown(id, quality, may_change.then_some(approving)),
                        Err(error) => {
                            view! { <Notice tone="critical">{error.message}</Notice> }.into_any()
                        }
                    }
                })}
            </Transition>
        </Card>
    }
    .into_any()
}

fn shown(id: SiteId, quality: MeasurementQuality, approving: Option<Approving>) -> AnyView {
    let due = quality.is_review_due.then(|| {
        view! { <p class="note">{words::WHAT_CAME_IS_STILL_TO_BE_REVIEWED}</p> }
    });
    let rows = quality.channels.iter().map(row).collect_view();
    view! {
        <div data-testid="measurement-quality">
            {due}
            <ScrollTable label=words::QUALITY_OF_MEASUREMENTS>
                <thead>
                    <tr>
                        <th scope="col">{words::CHANNEL}</th>
                        <th scope="col" class="num">{words::CAME_IN_7_DAYS}</th>
                        <th scope="col" class="num">{words::CAME_IN_28_DAYS}</th>
                        <th scope="col" class="num">{words::OUTLIERS}</th>
                        <th scope="col" class="num">{words::FILLED_IN}</th>
                        <th scope="col">{words::NEWEST}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </ScrollTable>
            <p class="note">{words::COUNTS_ARE_OF_28_DAYS}</p>
            {flagged(id, quality.flagged, approving)}
        </div>
    }
    .into_any()
}

fn row(of: &ChannelQuality) -> AnyView {
    let came = |window: &ChannelWindow| {
        let percent = window.completeness_pct;
        percent.map_or_else(
            || "–".to_owned(),
            |came| format!("{}\u{a0}%", decimal(came, 1)),
        )
    };
    let late = of.is_late.then(|| {
        view! {
            " "
            <Badge tone="warn" text=words::LATE/>
        }
    });
    let newest = words::newest_with_age(&of.newest_label, age(of.age_minutes));
    view! {
        <tr>
            <th scope="row">{channel_word(of.channel)}</th>
            <td class="num">{came(&of.week)}</td>
            <td class="num">{came(&of.four_weeks)}</td>
            <td class="num">{count(of.four_weeks.outliers)}</td>
            <td class="num predicted">{count(of.four_weeks.filled)}</td>
            <td>{newest} {late}</td>
        </tr>
    }
    .into_any()
}

/// `12 min`, `5 h`, `3 d`.
fn age(minutes: u32) -> String {
    match minutes {
        0..120 => words::minutes(minutes),
        120..2_880 => words::hours(minutes / 60),
        2_880.. => words::days(minutes / 1_440),
    }
}

fn flagged(id: SiteId, flagged: Vec<FlaggedMeasurement>, approving: Option<Approving>) -> AnyView {
    if flagged.is_empty() {
        return view! { <p class="note">{words::NOTHING_IS_ODD}</p> }.into_any();
    }
    let rows = flagged
        .into_iter()
        .map(|one| flagged_row(id, one, approving))
        .collect_view();
    view! {
        <ScrollTable label=words::LATEST_OUTLIERS>
            <thead>
                <tr>
                    <th scope="col">{words::FROM}</th>
                    <th scope="col">{words::CHANNEL}</th>
                    <th scope="col" class="num">{words::VALUE}</th>
                    <th scope="col">{words::WHY}</th>
                    <th scope="col">
                        <span class="sr-only">{words::THIS_IS_RIGHT}</span>
                    </th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </ScrollTable>
    }
    .into_any()
}

fn flagged_row(id: SiteId, one: FlaggedMeasurement, approving: Option<Approving>) -> AnyView {
    let value = match one.channel {
        Channel::Soc => share(one.value),
        _ => energy(one.value),
    };
    let word = channel_word(one.channel);
    let label = words::this_is_right(word, &one.label);
    let right = approving.map(|approving| {
        view! {
            <ActionForm action=approving>
                <input type="hidden" name="site" value=id.to_string()/>
                <input type="hidden" name="of[channel]" value=one.channel.as_str()/>
                <input type="hidden" name="of[at]" value=one.at.to_rfc3339()/>
                <button
                    class="button button-quiet"
                    type="submit"
                    disabled=move || approving.pending().get()
                    aria-label=label
                >
                    {words::THIS_IS_RIGHT}
                </button>
            </ActionForm>
        }
    });
    view! {
        <tr>
            <th scope="row" class="nowrap">{one.label.clone()}</th>
            <td>{word}</td>
            <td class="num">{value}</td>
            <td>{one.reason}</td>
            <td>{right}</td>
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::age;

    #[test]
    fn an_age_has_the_unit_that_fits() {
        for (minutes, words) in [(0, "0 min"), (119, "119 min"), (120, "2 h"), (3_000, "2 d")] {
            assert_eq!(age(minutes).replace('\u{a0}', " "), words);
        }
    }
}
