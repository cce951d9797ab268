//! How files of measurements are read, under names: shipped ones and the organisation's own.

use model::auth::Permission;
use model::energy::{CsvQuery, MeasurementProfile};
use serde_json::json;

use crate::Services;
use crate::actor::Actor;
use crate::audit;
use crate::error::{Error, Result};

/// Profiles that an organisation may keep.
const PROFILES_MAX: u32 = 200;
/// Longest name.
const NAME_CHARS_MAX: usize = 60;

/// All of them, the shipped ones first.
///
/// # Errors
/// `Forbidden` for supplier users.
pub async fn profiles(services: &Services, actor: &Actor) -> Result<Vec<MeasurementProfile>> {
    actor.must(Permission::Read)?;
    let mut conn = services.db().read(actor.org).await?;
    let own = store::energy::profiles(&mut conn, PROFILES_MAX).await?;
    let shipped = engine::energy::readings::built_in().iter().cloned();
    Ok(shipped.chain(own).collect())
}

/// The mapping called `name`.
pub(super) async fn find(services: &Services, actor: &Actor, name: &str) -> Result<CsvQuery> {
    let mut shipped = engine::energy::readings::built_in().iter();
    if let Some(profile) = shipped.find(|profile| profile.name == name) {
        return Ok(profile.mapping.clone());
    }
    let mut conn = services.db().read(actor.org).await?;
    let own = store::energy::profile(&mut conn, name).await?;
    own.map(|own| own.mapping).ok_or(Error::NotFound("profile"))
}

/// Keeps a mapping under a name, in the place of what was kept there.
///
/// # Errors
/// `Invalid` per field; `Conflict` when the name is a shipped one's, or there are 200 already.
pub async fn put_profile(
    services: &Services,
    actor: &Actor,
    name: &str,
    mapping: CsvQuery,
) -> Result<MeasurementProfile> {
    actor.must(Permission::Operate)?;
    let name = name.trim();
    refuse_shipped(name)?;
    check(name, &mapping)?;
    let now = services.clock().now();
    let mut tx = services.db().write(actor.org).await?;
    let is_new = store::energy::profile(&mut tx, name).await?.is_none();
    let held = store::energy::profiles(&mut tx, PROFILES_MAX).await?.len();
    if is_new && held >= PROFILES_MAX as usize {
        return Err(Error::Conflict(format!(
            "{PROFILES_MAX} profiles are kept, the most there may be; remove one first"
        )));
    }
    store::energy::put_profile(&mut tx, name, &mapping, now).await?;
    let subject = format!("measurement profile {name}");
    let (action, metadata) = ("energy.profile", json!({ "mapping": mapping }));
    audit::record(services, &mut tx, actor, action, subject, metadata).await?;
    tx.commit().await?;
    Ok(MeasurementProfile {
        name: name.to_owned(),
        mapping,
        is_built_in: false,
        updated_at: Some(now),
    })
}

/// Removes one. A source that reads with it fails from then on, and says so.
///
/// # Errors
/// `NotFound`; `Conflict` for a shipped one.
pub async fn delete_profile(services: &Services, actor: &Actor, name: &str) -> Result<()> {
    actor.must(Permission::Operate)?;
    refuse_shipped(name)?;
    let mut tx = services.db().write(actor.org).await?;
    if !store::energy::delete_profile(&mut tx, name).await? {
        return Err(Error::NotFound("profile"));
    }
    let subject = format!("measurement profile {name}");
    let action = "energy.profile.remove";
    audit::record(services, &mut tx, actor, action, subject, json!({})).await?;
    tx.commit().await?;
    Ok(())
}

fn check(name: &str, mapping: &CsvQuery) -> Result<()> {
    let is_plain = |sign: char| sign.is_alphanumeric() || " -_.".contains(sign);
    let length = name.chars().count();
    if !(1..=NAME_CHARS_MAX).contains(&length) || !name.chars().all(is_plain) {
        let message = format!(
            "name: `{name}` must have 1 to {NAME_CHARS_MAX} letters, digits, spaces, -, _ or ."
        );
        return Err(Error::invalid("name", "malformed", message));
    }
    if mapping.replace {
        let message = "replace: true is said of a file or a source, not of a profile; leave it out";
        return Err(Error::invalid("replace", "not_here", message));
    }
    let checked = engine::energy::readings::check_mapping(mapping);
    checked.map_err(|errors| Error::Invalid {
        detail: errors
            .first()
            .map_or_else(String::new, |first| first.message.clone()),
        errors,
    })
}

fn refuse_shipped(name: &str) -> Result<()> {
    let mut shipped = engine::energy::readings::built_in().iter();
    if shipped.any(|profile| profile.name == name) {
        return Err(Error::Conflict(format!(
            "`{name}` comes with the program; keep yours under another name"
        )));
    }
    Ok(())
}
