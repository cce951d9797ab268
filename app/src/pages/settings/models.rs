//! The models that learn from metered events: who answers, how good each version is, going back.

use leptos::prelude::*;
use model::auth::Permission;
use model::learning::{ModelOverview, ModelStatus, ModelVersion};

use super::api::{PromoteModel, RollbackModel, TrainModel, load_models};
use super::frame::SettingsFrame;
use super::language::LanguageModelCard;
use crate::components::{Badge, Card, Instant, Notice, ScrollTable, count, decimal, percent};
use crate::layout::{EmptyState, Skeleton, problem_card, viewer_may};
use crate::wire::load;
use crate::words::settings_running as words;

/// Steps an administrator may take.
#[derive(Clone, Copy)]
struct Steps {
    train: ServerAction<TrainModel>,
    promote: ServerAction<PromoteModel>,
    rollback: ServerAction<RollbackModel>,
}

/// All models with their versions.
#[component]
pub(crate) fn ModelsPage() -> impl IntoView {
    let steps = Steps {
        train: ServerAction::new(),
        promote: ServerAction::new(),
        rollback: ServerAction::new(),
    };
    let models = load(
        move || {
            (
                steps.train.version().get(),
                steps.promote.version().get(),
                steps.rollback.version().get(),
            )
        },
        |_| load_models(),
    );
    let refused = move || {
        let of_train = steps.train.value().get().and_then(Result::err);
        let of_promote = steps.promote.value().get().and_then(Result::err);
        let of_rollback = steps.rollback.value().get().and_then(Result::err);
        of_train.or(of_promote).or(of_rollback)
    };
    view! {
        <SettingsFrame current="/settings/models">
            {move || refused().map(|error| view! { <Notice tone="critical">{error.message}</Notice> })}
            <Transition fallback=|| view! { <Skeleton/> }>
                {move || Suspend::new(async move {
                    let may_act = viewer_may(Permission::Administer).await;
                    match models.await {
                        Ok(models) => {
                            models
                                .into_iter()
                                .map(|model| card(model, may_act, steps))
                                .collect_view()
                                .into_any()
                        }
                        Err(error) => problem_card(error),
                    }
                })}
            </Transition>
            <Suspense>
                {move || Suspend::new(async move {
                    viewer_may(Permission::Administer).await.then(|| view! { <LanguageModelCard/> })
                })}
            </Suspense>
        </SettingsFrame>
    }
    .into_any()
}

fn card(model: ModelOverview, may_act: bool, steps: Steps) -> AnyView {
    let name = model.name.as_str();
    let title = words::model(name[..1].to_ascii_uppercase(), &name[1..]);
    let is_empty = model.versions.is_empty();
    let has_champion = model.champion.is_some();
    let unit = model.unit.clone();
    let rows = model
        .versions
        .into_iter()
        .map(|version| row(version, &unit, may_act, steps))
        .collect_view();
    let actions = may_act.then(|| {
        view! {
            <div class="filter-actions">
                <ActionForm action=steps.train>
                    <input type="hidden" name="name" value=name/>
                    <button
                        class="button"
                        type="submit"
                        disabled=move || steps.train.pending().get()
                        aria-label=words::train_the_model_now(name)
                    >
                        {words::TRAIN_NOW}
                    </button>
                </ActionForm>
                {has_champion
                    .then(|| {
                        view! {
                            <ActionForm action=steps.rollback>
                                <input type="hidden" name="name" value=name/>
                                <button
                                    class="button button-quiet"
                                    type="submit"
                                    aria-label=words::go_back_to_the_model_before(name)
                                >
                                    {words::GO_BACK_TO_THE_ONE_BEFORE}
                                </button>
                            </ActionForm>
                        }
                    })}
            </div>
        }
    });
    let versions = if is_empty {
        view! {
            <EmptyState
                title=words::NO_VERSION_YET
                reason=words::A_MODEL_LEARNS_FROM_METERED_EVENTS
            />
        }
        .into_any()
    } else {
        view! {
            <ScrollTable label=words::versions_of_the_model(name)>
                <thead>
                    <tr>
                        <th scope="col">{words::VERSION}</th>
                        <th scope="col">{words::STATUS}</th>
                        <th scope="col">{words::TRAINED}</th>
                        <th scope="col">{words::LEARNED_FROM}</th>
                        <th scope="col">{words::MEAN_ERROR}</th>
                        <th scope="col">{words::FACTORS_ALONE}</th>
                        <th scope="col">{words::INTERVALS_HOLD}</th>
                        <th scope="col">{words::WHY}</th>
                        <th scope="col">
                            <span class="sr-only">{words::STEPS}</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </ScrollTable>
        }
        .into_any()
    };
    view! {
        <Card title=title>
            <p class="note">{model.predicts}</p>
            {versions}
            {actions}
        </Card>
    }
    .into_any()
}

fn row(version: ModelVersion, unit: &str, may_act: bool, steps: Steps) -> AnyView {
    let (tone, word) = match version.status {
        ModelStatus::Champion => ("good", words::ANSWERS),
        ModelStatus::Challenger => ("plain", words::CHALLENGER),
        ModelStatus::Retired => ("plain", words::RETIRED),
    };
    let error = |value: Option<f64>| {
        value.map_or_else(
            || "-".to_owned(),
            |value| format!("{} {unit}", decimal(value, 3)),
        )
    };
    let holdout = version.holdout.as_ref();
    let coverage = holdout.map_or_else(
        || "-".to_owned(),
        |metrics| percent(metrics.interval_coverage * 100.0),
    );
    let judged = holdout.map(|metrics| words::judged_on(count(metrics.rows)));
    let promote = (may_act && version.status != ModelStatus::Champion).then(|| {
        view! {
            <ActionForm action=steps.promote>
                <input type="hidden" name="name" value=version.name.as_str()/>
                <input type="hidden" name="version" value=version.version.to_string()/>
                <button
                    class="button button-quiet"
                    type="submit"
                    aria-label=words::let_version_answer(version.version)
                >
                    {words::PROMOTE}
                </button>
            </ActionForm>
        }
    });
    view! {
        <tr>
            <th scope="row">{version.version}</th>
            <td>
                <Badge tone text=word/>
            </td>
            <td class="nowrap">
                <Instant at=version.trained_at/>
            </td>
            <td>{words::events(count(version.learn_rows))} <span class="note block">{judged}</span></td>
            <td class="num">{error(holdout.map(|metrics| metrics.mae))}</td>
            <td class="num">{error(version.prior_mae)}</td>
            <td class="num">{coverage}</td>
            <td>{version.method} ": " {version.verdict}</td>
            <td>{promote}</td>
        </tr>
    }
    .into_any()
}
