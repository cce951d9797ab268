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
use crate::wire::load;

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
                                    <Card title="Channels" class="span-8">
                                        <ChannelTable channels remove test/>
                                    </Card>
                                    <Card title="New channel" class="span-4">
                                        <NewChannelForm add/>
                                    </Card>
                                    <Card title="Latest notifications" class="span-12">
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
                "No channels yet: alerts are shown on the page alone. A webhook or an e-mail address is told when an alert fires, gets worse or is over."
            </p>
        }
        .into_any();
    }
    let rows = channels
        .into_iter()
        .map(|channel| {
            let id = channel.id.to_string();
            let for_test = id.clone();
            let test_label = format!("Test {}", channel.name);
            let remove_label = format!("Remove {}", channel.name);
            view! {
                <tr>
                    <th scope="row">
                        {channel.name} <span class="note block break">{channel.target}</span>
                    </th>
                    <td>
                        {channel.kind.as_str()}
                        {channel.is_signed.then_some(", signed")}
                    </td>
                    <td>{channel.min_level.as_str()}</td>
                    <td>
                        <div class="actions">
                            <ActionForm action=test>
                                <input type="hidden" name="id" value=for_test/>
                                <button
                                    class="button button-quiet"
                                    type="submit"
                                    aria-label=test_label
                                >
                                    "Test"
                                </button>
                            </ActionForm>
                            <details class="confirm">
                                <summary class="button button-quiet">"Remove…"</summary>
                                <p class="note">"Nothing is sent there any more, and the list of what was is gone."</p>
                                <ActionForm action=remove>
                                    <input type="hidden" name="id" value=id/>
                                    <button
                                        class="button button-critical"
                                        type="submit"
                                        aria-label=remove_label
                                    >
                                        "Remove"
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
        <ScrollTable label="Channels">
            <thead>
                <tr>
                    <th scope="col">"Name and target"</th>
                    <th scope="col">"Way"</th>
                    <th scope="col">"From"</th>
                    <th scope="col">
                        <span class="sr-only">"Test or remove"</span>
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
        SelectOption::new(ChannelKind::Webhook.as_str(), "webhook: JSON by HTTP POST"),
        SelectOption::new(ChannelKind::Email.as_str(), "e-mail"),
    ];
    let levels = vec![
        SelectOption::new(Severity::Info.as_str(), "info and worse"),
        SelectOption::new(Severity::Warn.as_str(), "warnings and worse"),
        SelectOption::new(Severity::Critical.as_str(), "critical alone"),
    ];
    view! {
        <ActionForm action=add attr:class="form">
            {move || {
                errors
                    .get()
                    .map(|error| view! { <Notice tone="critical">{error.message}</Notice> })
            }}
            <TextField label="Name" name="name" required=true errors/>
            <SelectField
                label="Way"
                name="kind"
                options=kinds
                value=ChannelKind::Webhook.as_str()
                errors
            />
            <TextField
                label="Target"
                name="target"
                hint="https://hooks.example.org/nexus or team@example.org"
                required=true
                errors
            />
            <TextField
                label="Secret"
                name="secret"
                kind="password"
                hint="Signs what a webhook is sent; never shown again. Optional."
                errors
            />
            <SelectField
                label="Tell of"
                name="min_level"
                options=levels
                value=Severity::Warn.as_str()
                errors
            />
            <button class="button" type="submit" disabled=move || add.pending().get()>
                "Add channel"
            </button>
        </ActionForm>
    }
    .into_any()
}

#[component]
fn Sent(latest: Vec<Notification>) -> impl IntoView {
    if latest.is_empty() {
        return view! { <p class="note">"Nothing has been sent yet."</p> }.into_any();
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
                                        {format!("attempt {}: {error}", one.attempts)}
                                    </span>
                                }
                            })}
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <ScrollTable label="Latest notifications">
            <thead>
                <tr>
                    <th scope="col">"When"</th>
                    <th scope="col">"Channel"</th>
                    <th scope="col">"What"</th>
                    <th scope="col">"Status"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </ScrollTable>
    }
    .into_any()
}
