//! Notifications: who is told of alerts, by which way, and what was sent.

use leptos::prelude::*;
use model::monitoring::Severity;
use model::notifications::{ChannelKind, Notification, NotificationChannel, NotificationStatus};

use super::api::{AddChannel, ChannelList, RemoveChannel, TestChannel, load_channels};
use super::frame::SettingsFrame;
use crate::components::{
    Badge, Card, Instant, Notice, ScrollTable, SelectField, SelectOption, TextField,
};
use crate::layout::{Skeleton, problem_card};
use crate::pages::monitoring::severity_words;
use crate::wire::load;
use crate::words::settings_running as words;

/// The channels, the form for a new one, and the latest that was sent.
#[component]
pub(crate) fn NotificationsPage() -> impl IntoView {
    let add = ServerAction::<AddChannel>::new();
    let remove = ServerAction::<RemoveChannel>::new();
    let test = ServerAction::<TestChannel>::new();
    let list = load(
        move || {
            (
                add.version().get(),
                remove.version().get(),
                test.version().get(),
            )
        },
        |_| load_channels(),
    );
    view! {
        <SettingsFrame current="/settings/notifications">
            <Transition fallback=|| view! { <Skeleton/> }>
                {move || Suspend::new(async move {
                    match list.await {
                        Ok(ChannelList { channels, latest }) => {
                            view! {
                                <div class="grid">
                                    <Card title=words::CHANNELS class="span-8">
                                        <ChannelTable channels remove test/>
                                    </Card>
                                    <Card title=words::NEW_CHANNEL class="span-4">
                                        <NewChannelForm add/>
                                    </Card>
                                    <Card title=words::LATEST_NOTIFICATIONS class="span-12">
                                        <Sent latest/>
                                    </Card>
                                </div>
                            }
                                .into_any()
                        }
                        Err(error) => problem_card(error),
                    }
                })}
            </Transition>
        </SettingsFrame>
    }
    .into_any()
}

#[component]
fn ChannelTable(
    channels: Vec<NotificationChannel>,
    remove: ServerAction<RemoveChannel>,
    test: ServerAction<TestChannel>,
) -> impl IntoView {
    if channels.is_empty() {
        return view! {
            <p class="note">
                {words::NO_CHANNELS_YET_ALERTS_ARE_SHOWN}
            </p>
        }
        .into_any();
    }
    let rows = channels
        .into_iter()
        .map(|channel| {
            let id = channel.id.to_string();
            let for_test = id.clone();
            let test_label = words::test_channel(&channel.name);
            let remove_label = words::remove(&channel.name);
            view! {
                <tr>
                    <th scope="row">
                        {channel.name} <span class="note block break">{channel.target}</span>
                    </th>
                    <td>
                        {channel.kind.as_str()}
                        {channel.is_signed.then_some(words::SIGNED)}
                    </td>
                    <td>{severity_words(channel.min_level).0}</td>
                    <td>
                        <div class="actions">
                            <ActionForm action=test>
                                <input type="hidden" name="id" value=for_test/>
                                <button
                                    class="button button-quiet"
                                    type="submit"
                                    aria-label=test_label
                                >
                                    {words::TEST}
                                </button>
                            </ActionForm>
                            <details class="confirm">
                                <summary class="button button-quiet">{words::REMOVE}</summary>
                                <p class="note">{words::NOTHING_IS_SENT_THERE_ANY_MORE}</p>
                                <ActionForm action=remove>
                                    <input type="hidden" name="id" value=id/>
                                    <button
                                        class="button button-critical"
                                        type="submit"
                                        aria-label=remove_label
                                    >
                                        {words::REMOVE_CONFIRM}
                                    </button>
                                </ActionForm>
                            </details>
                        </div>
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <ScrollTable label=words::CHANNELS>
            <thead>
                <tr>
                    <th scope="col">{words::NAME_AND_TARGET}</th>
                    <th scope="col">{words::WAY}</th>
                    <th scope="col">{words::FROM}</th>
                    <th scope="col">
                        <span class="sr-only">{words::TEST_OR_REMOVE}</span>
                    </th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </ScrollTable>
    }
    .into_any()
}

#[component]
fn NewChannelForm(add: ServerAction<AddChannel>) -> impl IntoView {
    let errors = Signal::derive(move || add.value().get().and_then(Result::err));
    let kinds = vec![
        SelectOption::new(
            ChannelKind::Webhook.as_str(),
            words::WEBHOOK_JSON_BY_HTTP_POST,
        ),
        SelectOption::new(ChannelKind::Email.as_str(), words::E_MAIL),
    ];
    let levels = vec![
        SelectOption::new(Severity::Info.as_str(), words::INFO_AND_WORSE),
        SelectOption::new(Severity::Warn.as_str(), words::WARNINGS_AND_WORSE),
        SelectOption::new(Severity::Critical.as_str(), words::CRITICAL_ALONE),
    ];
    view! {
        <ActionForm action=add attr:class="form">
            {move || {
                errors
                    .get()
                    .map(|error| view! { <Notice tone="critical">{error.message}</Notice> })
            }}
            <TextField label=words::NAME name="name" required=true errors/>
            <SelectField
                label=words::WAY
                name="kind"
                options=kinds
                value=ChannelKind::Webhook.as_str()
                errors
            />
            <TextField
                label=words::TARGET
                name="target"
                hint=words::HTTPS_HOOKS_EXAMPLE_ORG_NEXUS
                required=true
                errors
            />
            <TextField
                label=words::SECRET
                name="secret"
                kind="password"
                hint=words::SIGNS_WHAT_A_WEBHOOK_IS_SENT
                errors
            />
            <SelectField
                label=words::TELL_OF
                name="min_level"
                options=levels
                value=Severity::Warn.as_str()
                errors
            />
            <button class="button" type="submit" disabled=move || add.pending().get()>
                {words::ADD_CHANNEL}
            </button>
        </ActionForm>
    }
    .into_any()
}

#[component]
fn Sent(latest: Vec<Notification>) -> impl IntoView {
    if latest.is_empty() {
        return view! { <p class="note">{words::NOTHING_HAS_BEEN_SENT_YET}</p> }.into_any();
    }
    let rows = latest
        .into_iter()
        .map(|one| {
            let tone = match one.status {
                NotificationStatus::Sent => "good",
                NotificationStatus::Queued => "info",
                NotificationStatus::Failed => "critical",
            };
            view! {
                <tr>
                    <td class="nowrap">
                        <Instant at=one.created_at/>
                    </td>
                    <td>{one.channel}</td>
                    <td>{one.subject}</td>
                    <td>
                        <Badge tone text=one.status.as_str()/>
                        {one
                            .last_error
                            .map(|error| {
                                view! {
                                    <span class="note block break">
                                        {words::attempt(one.attempts, &error)}
                                    </span>
                                }
                            })}
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <ScrollTable label=words::LATEST_NOTIFICATIONS>
            <thead>
                <tr>
                    <th scope="col">{words::WHEN}</th>
                    <th scope="col">{words::CHANNEL}</th>
                    <th scope="col">{words::WHAT}</th>
                    <th scope="col">{words::STATUS}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </ScrollTable>
    }
    .into_any()
}
