//! What the settings ask of the server.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::audit::{AuditEntry, AuditQuery};
use model::auth::{ApiToken, CreatedToken, Role, TokenScope, User};
use model::emissions::{Factor, FactorQuery, Recalculation};
use model::ids::{ChannelId, TokenId, UserId};
use model::ingest::{EventType, StoredProfile};
use model::jobs::{Job, JobRun};
use model::language::LanguageTest;
use model::learning::{ModelOverview, ModelVersion};
use model::money::Commodity;
use model::monitoring::Severity;
#[cfg(feature = "ssr")]
use model::monitoring::Thresholds;
#[cfg(feature = "ssr")]
use model::notifications::NewChannel;
use model::notifications::{ChannelKind, Notification, NotificationChannel};
use model::page::Page;
use model::settings::{MapTiles, OrgSettings};
use serde::{Deserialize, Serialize};

use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::words::settings as words;

/// The cookie that carries a new token's secret to the page when there is no script.
#[cfg(feature = "ssr")]
const NEW_TOKEN_COOKIE: &str = "new_token";

/// The tokens, and a secret that is shown this once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenList {
    /// Those of the viewer; an administrator sees all.
    pub tokens: Vec<ApiToken>,
    /// The secret of a token made by a form without script.
    pub new_secret: Option<String>,
}

/// Who may sign in.
#[server(prefix = "/fn", endpoint = "settings/users", input = Json)]
pub async fn load_users() -> Result<Vec<User>, AppError> {
    use crate::context::{actor, services};

    Ok(services::auth::users(&services()?, &actor()?).await?)
}

/// Makes a user.
#[server(prefix = "/fn", endpoint = "settings/create-user")]
pub async fn create_user(
    name: String,
    email: String,
    password: String,
    role: Role,
    supplier: String,
) -> Result<User, AppError> {
    use crate::context::{actor, back_to, services};

    let new = model::auth::NewUser {
        email,
        name,
        password,
        role,
        supplier: filled(supplier),
    };
    let user = services::auth::create_user(&services()?, &actor()?, new).await?;
    back_to("/settings/users");
    Ok(user)
}

/// Changes what a user may do, or whether they may sign in at all.
#[server(prefix = "/fn", endpoint = "settings/change-user")]
pub async fn change_user(id: UserId, role: Role, is_disabled: bool) -> Result<User, AppError> {
    use crate::context::{actor, back_to, services};

    let change = model::auth::UserChange {
        role: Some(role),
        is_disabled: Some(is_disabled),
        ..model::auth::UserChange::default()
    };
    let user = services::auth::change_user(&services()?, &actor()?, id, change).await?;
    back_to("/settings/users");
    Ok(user)
}

/// API tokens.
#[server(prefix = "/fn", endpoint = "settings/tokens", input = Json)]
pub async fn load_tokens() -> Result<TokenList, AppError> {
    use crate::context::{Door, actor, cookie, door, services, set_cookie};

    let tokens = services::auth::tokens(&services()?, &actor()?).await?;
    // Only a drawn page can show it, and showing it once is enough.
    let new_secret = (door() == Door::Page)
        .then(|| cookie(NEW_TOKEN_COOKIE))
        .flatten();
    if new_secret.is_some() {
        set_cookie(&new_token_cookie("", 0));
    }
    Ok(TokenList { tokens, new_secret })
}

/// Makes a token; its secret is in the answer and nowhere else.
#[server(prefix = "/fn", endpoint = "settings/create-token")]
pub async fn create_token(
    name: String,
    scope: TokenScope,
    valid_days: u32,
) -> Result<CreatedToken, AppError> {
    use crate::context::{Door, actor, back_to, door, services, set_cookie};

    let new = model::auth::NewToken {
        name,
        scope,
        valid_days,
    };
    let created = services::auth::create_token(&services()?, &actor()?, new).await?;
    if door() == Door::Form {
        // The answer to a plain form is a redirect; an address is no place for a secret.
        set_cookie(&new_token_cookie(&created.secret, 60));
        back_to("/settings/tokens");
    }
    Ok(created)
}

/// Ends a token.
#[server(prefix = "/fn", endpoint = "settings/revoke-token")]
pub async fn revoke_token(id: TokenId) -> Result<(), AppError> {
    use crate::context::{actor, back_to, services};

    services::auth::revoke_token(&services()?, &actor()?, id).await?;
    back_to("/settings/tokens");
    Ok(())
}

/// Import profiles, the shipped ones first.
#[server(prefix = "/fn", endpoint = "settings/profiles", input = Json)]
pub async fn load_profiles() -> Result<Vec<StoredProfile>, AppError> {
    use crate::context::{actor, services};

    Ok(services::ingest::profiles(&services()?, &actor()?).await?)
}

/// Saves a profile from its JSON text.
#[server(prefix = "/fn", endpoint = "settings/save-profile")]
pub async fn save_profile_text(text: String) -> Result<StoredProfile, AppError> {
    use crate::context::{actor, back_to, services};

    let profile = serde_json::from_str(&text).map_err(|error| {
        AppError::from(services::Error::invalid(
            "text",
            "malformed",
            words::this_is_no_profile(error),
        ))
    })?;
    let stored = services::ingest::save_profile(&services()?, &actor()?, profile).await?;
    back_to("/settings/profiles");
    Ok(stored)
}

/// Removes a profile; imports made with it stay.
#[server(prefix = "/fn", endpoint = "settings/delete-profile")]
pub async fn delete_profile(name: String) -> Result<(), AppError> {
    use crate::context::{actor, services};

    services::ingest::delete_profile(&services()?, &actor()?, &name).await?;
    leptos_axum::redirect("/settings/profiles");
    Ok(())
}

/// One page of the factor store.
#[server(prefix = "/fn", endpoint = "settings/factors", input = Json)]
pub async fn load_factors(query: FactorQuery) -> Result<Page<Factor>, AppError> {
    use crate::context::{actor, services};

    Ok(services::emissions::factors(&services()?, &actor()?, query).await?)
}

/// Where the calculations stand.
#[server(prefix = "/fn", endpoint = "settings/recalculation", input = Json)]
pub async fn load_recalculation() -> Result<Recalculation, AppError> {
    use crate::context::{actor, services};

    Ok(services::emissions::recalculation(&services()?, &actor()?).await?)
}

/// Begins to calculate all events anew.
#[server(prefix = "/fn", endpoint = "settings/recalculate")]
pub async fn recalculate() -> Result<Recalculation, AppError> {
    use crate::context::{actor, back_to, services};

    let started = services::emissions::start_recalculation(&services()?, &actor()?).await?;
    back_to("/settings/factors");
    Ok(started)
}

/// The organisation's settings, and what of the installation they are about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SettingsSheet {
    pub settings: OrgSettings,
    /// Where the installation has tiles from.
    pub tiles: Option<MapTiles>,
    /// Days that the installation keeps market prices; `None` keeps them for good.
    pub market_price_days: Option<u32>,
}

/// The organisation's settings.
#[server(prefix = "/fn", endpoint = "settings/organisation", input = Json)]
pub async fn load_settings() -> Result<SettingsSheet, AppError> {
    use crate::context::{actor, services};

    let services = services()?;
    Ok(SettingsSheet {
        settings: services::settings::settings(&services, &actor()?).await?,
        tiles: services.options().map_tiles.clone(),
        market_price_days: services.options().market_price_days,
    })
}

#[cfg(feature = "ssr")]
fn number(field: &'static str, text: &str) -> Result<f64, AppError> {
    text.trim().parse::<f64>().map_err(|_| {
        AppError::from(services::Error::invalid(
            field,
            "malformed",
            words::is_no_number_one_looks_like(text),
        ))
    })
}

#[cfg(feature = "ssr")]
fn read_days(field: &'static str, text: &str) -> Result<u32, AppError> {
    text.trim().parse::<u32>().map_err(|_| {
        AppError::from(services::Error::invalid(
            field,
            "malformed",
            words::is_no_number_of_days(text),
        ))
    })
}

/// `80, 100, 150`: percent above the baseline from which on a hotspot is an info, a warning, critical.
#[cfg(feature = "ssr")]
fn read_thresholds(text: &str) -> Result<Thresholds, AppError> {
    let shares = text
        .split(',')
        .map(|part| number("thresholds", part).map(|percent| percent / 100.0))
        .collect::<Result<Vec<_>, _>>()?;
    let [info, warn, critical] = shares[..] else {
        return Err(AppError::from(services::Error::invalid(
            "thresholds",
            "malformed",
            words::is_not_three_percentages_they_look(text),
        )));
    };
    Ok(Thresholds {
        info,
        warn,
        critical,
    })
}

/// The organisation's settings as typed: an empty text means none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedSettings {
    pub name: String,
    pub time_zone: String,
    pub currency: String,
    pub default_grid_region: String,
    pub target_kg_per_hour: String,
    pub thresholds: String,
    pub market_price_days: String,
}

/// Changes the organisation's settings.
#[server(prefix = "/fn", endpoint = "settings/save-organisation")]
pub async fn save_settings(
    #[server(flatten)] typed: TypedSettings,
    // A box that is not ticked is not sent.
    #[server(default)] shows_map_tiles: bool,
) -> Result<OrgSettings, AppError> {
    use crate::context::{actor, back_to, services};

    let target = filled(typed.target_kg_per_hour)
        .map(|text| number("target_kg_per_hour", &text))
        .transpose()?;
    let thresholds = filled(typed.thresholds)
        .map(|text| read_thresholds(&text))
        .transpose()?;
    let market_price_days = filled(typed.market_price_days)
        .map(|text| read_days("market_price_days", &text))
        .transpose()?;
    let (services, actor) = (services()?, actor()?);
    let prices = services::settings::settings(&services, &actor)
        .await?
        .prices;
    let settings = OrgSettings {
        name: typed.name,
        time_zone: typed.time_zone,
        currency: typed.currency,
        default_grid_region: filled(typed.default_grid_region),
        target_kg_per_hour: target,
        thresholds,
        prices,
        shows_map_tiles,
        market_price_days,
    };
    let saved = services::settings::change_settings(&services, &actor, settings).await?;
    back_to("/settings/organisation");
    Ok(saved)
}

/// A line of the table of prices, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceRow {
    pub commodity: Commodity,
    /// Empty: it has none.
    #[serde(default)]
    pub amount: String,
    #[serde(default)]
    pub source: String,
}

/// Replaces the prices; lines without an amount have none.
#[server(prefix = "/fn", endpoint = "settings/save-prices")]
pub async fn save_prices(#[server(default)] rows: Vec<PriceRow>) -> Result<OrgSettings, AppError> {
    use crate::context::{actor, back_to, services};
    use model::money::{Amount, Price};

    let (services, actor) = (services()?, actor()?);
    let mut prices = Vec::new();
    for row in rows {
        let text = row.amount.trim();
        if text.is_empty() {
            continue;
        }
        let amount = Amount::parse(text).map_err(|fault| {
            let message = format!("{}: {fault}", row.commodity.as_str());
            AppError::from(services::Error::invalid("amount", "malformed", message))
        })?;
        prices.push(Price {
            commodity: row.commodity,
            amount,
            source: row.source.trim().to_owned(),
        });
    }
    let settings = services::settings::settings(&services, &actor).await?;
    let settings = OrgSettings { prices, ..settings };
    let saved = services::settings::change_settings(&services, &actor, settings).await?;
    back_to("/settings/prices");
    Ok(saved)
}

/// Asks the language model one tiny question.
#[server(prefix = "/fn", endpoint = "settings/test-language-model")]
pub async fn test_language_model() -> Result<LanguageTest, AppError> {
    use crate::context::{actor, services};

    Ok(services::language::try_model(&services()?, &actor()?).await?)
}

/// All models with their versions.
#[server(prefix = "/fn", endpoint = "settings/models", input = Json)]
pub async fn load_models() -> Result<Vec<ModelOverview>, AppError> {
    use crate::context::{actor, services};

    Ok(services::learning::models(&services()?, &actor()?).await?)
}

/// Trains a version now; it answers if it is better.
#[server(prefix = "/fn", endpoint = "settings/train-model")]
pub async fn train_model(name: EventType) -> Result<ModelVersion, AppError> {
    use crate::context::{actor, back_to, services};
    use services::learning::TrainChoice;

    let choice = TrainChoice {
        name,
        holdout_from: None,
    };
    let made = services::learning::train(&services()?, &actor()?, choice).await?;
    back_to("/settings/models");
    Ok(made)
}

/// Lets a version answer, whatever its figures.
#[server(prefix = "/fn", endpoint = "settings/promote-model")]
pub async fn promote_model(name: EventType, version: u32) -> Result<ModelVersion, AppError> {
    use crate::context::{actor, back_to, services};
    use model::learning::PromoteRequest;

    let request = PromoteRequest { version };
    let made = services::learning::promote(&services()?, &actor()?, name, request).await?;
    back_to("/settings/models");
    Ok(made)
}

/// Goes back to the version that answered before.
#[server(prefix = "/fn", endpoint = "settings/rollback-model")]
pub async fn rollback_model(name: EventType) -> Result<ModelVersion, AppError> {
    use crate::context::{actor, back_to, services};

    let made = services::learning::rollback(&services()?, &actor()?, name).await?;
    back_to("/settings/models");
    Ok(made)
}

/// What runs by itself, with its last runs.
#[server(prefix = "/fn", endpoint = "settings/jobs", input = Json)]
pub async fn load_jobs() -> Result<Vec<Job>, AppError> {
    use crate::context::{actor, services};

    Ok(services::jobs::jobs(&services()?, &actor()?).await?)
}

/// Runs a job now, and answers when it has ended.
#[server(prefix = "/fn", endpoint = "settings/run-job")]
pub async fn run_job(name: String) -> Result<JobRun, AppError> {
    use crate::context::{actor, back_to, services};

    let ended = services::jobs::run_now(&services()?, &actor()?, &name).await?;
    back_to("/settings/jobs");
    Ok(ended)
}

/// One page of the audit log.
#[server(prefix = "/fn", endpoint = "settings/audit", input = Json)]
pub async fn load_audit(query: AuditQuery) -> Result<Page<AuditEntry>, AppError> {
    use crate::context::{actor, services};

    Ok(services::audit::entries(&services()?, &actor()?, query).await?)
}

/// A text that says something.
#[cfg(feature = "ssr")]
fn filled(text: String) -> Option<String> {
    (!text.trim().is_empty()).then_some(text)
}

/// Who is told of alerts, and what was sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChannelList {
    /// By name.
    pub channels: Vec<NotificationChannel>,
    /// Newest first.
    pub latest: Vec<Notification>,
}

/// The channels and the latest that was sent.
#[server(prefix = "/fn", endpoint = "settings/channels", input = Json)]
pub async fn load_channels() -> Result<ChannelList, AppError> {
    use crate::context::{actor, services};
    use services::notifications;

    let (services, actor) = (services()?, actor()?);
    Ok(ChannelList {
        channels: notifications::channels(&services, &actor).await?,
        latest: notifications::latest(&services, &actor).await?,
    })
}

/// Adds a channel. An empty secret means none.
#[server(prefix = "/fn", endpoint = "settings/add-channel")]
pub async fn add_channel(
    name: String,
    kind: ChannelKind,
    target: String,
    secret: String,
    min_level: Severity,
) -> Result<NotificationChannel, AppError> {
    use crate::context::{actor, back_to, services};

    let new = NewChannel {
        name,
        kind,
        target,
        secret: filled(secret),
        min_level,
    };
    let added = services::notifications::add_channel(&services()?, &actor()?, new).await?;
    back_to("/settings/notifications");
    Ok(added)
}

/// Removes a channel.
#[server(prefix = "/fn", endpoint = "settings/remove-channel")]
pub async fn remove_channel(id: ChannelId) -> Result<(), AppError> {
    use crate::context::{actor, back_to, services};

    services::notifications::remove_channel(&services()?, &actor()?, id).await?;
    back_to("/settings/notifications");
    Ok(())
}

/// Sends a test.
#[server(prefix = "/fn", endpoint = "settings/test-channel")]
pub async fn test_channel(id: ChannelId) -> Result<(), AppError> {
    use crate::context::{actor, back_to, services};

    services::notifications::test_channel(&services()?, &actor()?, id).await?;
    back_to("/settings/notifications");
    Ok(())
}

/// Readable by the server alone, sent to this page alone, gone after a minute.
#[cfg(feature = "ssr")]
fn new_token_cookie(secret: &str, seconds: u32) -> String {
    format!(
        "{NEW_TOKEN_COOKIE}={secret}; Path=/settings/tokens; Max-Age={seconds}; HttpOnly; SameSite=Strict"
    )
}
