//! Import profiles: the shipped ones and the organisation's own.

use engine::ingest::{End, Field, Kind, Word};
use engine::vocabulary;
use model::auth::Permission;
use model::ingest::{
    EventType, FieldWord, Mode, Profile, StoredProfile, TemperatureControl, Vocabulary,
};
use serde_json::json;

use crate::Services;
use crate::actor::Actor;
use crate::audit;
use crate::error::{Error, Result};

/// Profiles one organisation may keep.
const PROFILES_MAX: u32 = 500;

/// All of them, the shipped ones first.
///
/// # Errors
/// `Forbidden` unless the caller may import or read.
pub async fn profiles(services: &Services, actor: &Actor) -> Result<Vec<StoredProfile>> {
    actor.must(Permission::ReadOwn)?;
    let mut conn = services.db().read(actor.org).await?;
    let own = store::ingest::profiles::list(&mut conn, PROFILES_MAX).await?;
    let shipped = engine::ingest::built_in()
        .iter()
        .map(|profile| StoredProfile {
            profile: profile.clone(),
            is_built_in: true,
            updated_at: None,
        });
    Ok(shipped.chain(own).collect())
}

/// The profile called `name`.
pub(super) async fn find(services: &Services, actor: &Actor, name: &str) -> Result<Profile> {
    if let Some(profile) = engine::ingest::built_in()
        .iter()
        .find(|profile| profile.name == name)
    {
        return Ok(profile.clone());
    }
    let mut conn = services.db().read(actor.org).await?;
    let stored = store::ingest::profiles::get(&mut conn, name).await?;
    stored.map(|stored| stored.profile).ok_or_else(|| {
        Error::invalid(
            "profile",
            "unknown",
            format!("there is no import profile called `{name}`"),
        )
    })
}

/// Creates or replaces the profile of that name.
///
/// # Errors
/// `Invalid` per field; `Conflict` when the name is a shipped one's.
pub async fn save_profile(
    services: &Services,
    actor: &Actor,
    profile: Profile,
) -> Result<StoredProfile> {
    actor.must(Permission::Operate)?;
    refuse_built_in(&profile.name)?;
    engine::ingest::compile(&profile).map_err(|errors| Error::Invalid {
        detail: errors
            .first()
            .map_or_else(String::new, |first| first.message.clone()),
        errors,
    })?;
    let now = services.clock().now();
    let mut tx = services.db().write(actor.org).await?;
    let exists = store::ingest::profiles::get(&mut tx, &profile.name)
        .await?
        .is_some();
    if exists {
        store::ingest::profiles::replace(&mut tx, &profile, now).await?;
    } else {
        let held = store::ingest::profiles::list(&mut tx, PROFILES_MAX)
            .await?
            .len();
        if held >= PROFILES_MAX as usize {
            return Err(Error::Conflict(format!(
                "{PROFILES_MAX} profiles are kept, the most there may be"
            )));
        }
        store::ingest::profiles::create(&mut tx, &profile, now).await?;
    }
    let subject = format!("profile {}", profile.name);
    audit::record(
        services,
        &mut tx,
        actor,
        "profile.save",
        subject,
        json!(profile),
    )
    .await?;
    tx.commit().await?;
    Ok(StoredProfile {
        profile,
        is_built_in: false,
        updated_at: Some(now),
    })
}

/// Removes a profile.
///
/// # Errors
/// `NotFound`; `Conflict` for a shipped one.
pub async fn delete_profile(services: &Services, actor: &Actor, name: &str) -> Result<()> {
    actor.must(Permission::Operate)?;
    refuse_built_in(name)?;
    let mut tx = services.db().write(actor.org).await?;
    if !store::ingest::profiles::delete(&mut tx, name).await? {
        return Err(Error::NotFound("profile"));
    }
    audit::record(
        services,
        &mut tx,
        actor,
        "profile.delete",
        format!("profile {name}"),
        json!({}),
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// The words a mapping may use.
///
/// # Errors
/// Never for a signed-in caller.
pub async fn vocabulary(_services: &Services, actor: &Actor) -> Result<Vocabulary> {
    actor.must(Permission::ReadOwn)?;
    let fields = engine::ingest::all_fields().iter().map(word_of).collect();
    let time_zones = chrono_tz::TZ_VARIANTS
        .iter()
        .map(|zone| zone.name().to_owned())
        .collect();
    Ok(Vocabulary { fields, time_zones })
}

/// A field as the mapping editor offers it.
fn word_of(field: &Field) -> FieldWord {
    let (units, words): (Vec<String>, Vec<String>) = match &field.kind {
        Kind::Number(number) => (
            number
                .quantity
                .units()
                .iter()
                .map(|unit| unit.word.to_owned())
                .collect(),
            Vec::new(),
        ),
        Kind::Word(word) => (Vec::new(), words_of(*word)),
        Kind::EventType => (
            Vec::new(),
            EventType::ALL
                .iter()
                .map(|kind| kind.as_str().to_owned())
                .collect(),
        ),
        Kind::Supplier | Kind::Time(_) | Kind::Text(_) | Kind::Place(_) => (Vec::new(), Vec::new()),
    };
    let is_required = field.types.iter().any(|event_type| {
        engine::ingest::required(*event_type)
            .iter()
            .any(|group| group.len() == 1 && group.contains(&field.name))
    });
    let is_common = field.types.len() == EventType::ALL.len();
    FieldWord {
        field: field.name.to_owned(),
        label: field.name.replace('_', " "),
        units,
        words,
        event_types: if is_common {
            Vec::new()
        } else {
            field.types.to_vec()
        },
        is_required: is_required || matches!(field.kind, Kind::Supplier | Kind::Time(End::First)),
    }
}

fn words_of(word: Word) -> Vec<String> {
    let classes = || {
        let all = EventType::ALL.iter().flat_map(|event_type| {
            std::iter::once(None)
                .chain(Mode::ALL.iter().copied().map(Some))
                .flat_map(|mode| vocabulary::known_vehicle_classes(*event_type, mode))
        });
        let mut words: Vec<_> = all.map(|class| class.word.to_owned()).collect();
        words.sort_unstable();
        words.dedup();
        words
    };
    match word {
        Word::Mode => Mode::ALL
            .iter()
            .map(|mode| mode.as_str().to_owned())
            .collect(),
        Word::TemperatureControl => TemperatureControl::ALL
            .iter()
            .map(|kind| kind.as_str().to_owned())
            .collect(),
        Word::VehicleClass => classes(),
        Word::Fuel => vocabulary::known_fuels()
            .iter()
            .map(|fuel| fuel.word.to_owned())
            .collect(),
        Word::Refrigerant => vocabulary::known_refrigerants()
            .iter()
            .map(|gas| gas.word.to_owned())
            .collect(),
        Word::GridRegion => vocabulary::known_grid_regions()
            .iter()
            .map(|region| region.code.to_owned())
            .collect(),
    }
}

fn refuse_built_in(name: &str) -> Result<()> {
    if engine::ingest::built_in()
        .iter()
        .any(|profile| profile.name == name)
    {
        return Err(Error::Conflict(format!(
            "`{name}` is shipped with the program; save your version under another name"
        )));
    }
    Ok(())
}
