//! People of the organisation: an admin makes and changes them.

use model::auth::{NewUser, Organisation, Permission, Role, User, UserChange};
use model::ids::{OrgId, UserId};
use model::page::PageRequest;
use serde_json::json;
use store::users::UserPatch;
use uuid::Uuid;

use super::passwords;
use crate::Services;
use crate::actor::Actor;
use crate::audit;
use crate::error::{Error, Result};

/// Users of one organisation that are listed.
const USERS_MAX: u32 = 1_000;

/// Everybody, by address.
///
/// # Errors
/// `Forbidden` unless an admin asks.
pub async fn users(services: &Services, actor: &Actor) -> Result<Vec<User>> {
    actor.must(Permission::Administer)?;
    let mut conn = services.db().read(actor.org).await?;
    Ok(
        store::users::page(&mut conn, &PageRequest::default(), USERS_MAX)
            .await?
            .items,
    )
}

/// A new user.
///
/// # Errors
/// `Invalid` per field, `Conflict` when the address is taken.
pub async fn create_user(services: &Services, actor: &Actor, new: NewUser) -> Result<User> {
    actor.must(Permission::Administer)?;
    let supplier = supplier_name(&new)?;
    let mut prepared = prepare(services, new).await?;
    let mut tx = services.db().write(actor.org).await?;
    if let Some(name) = supplier {
        let now = services.clock().now();
        let ids = store::places::resolve_suppliers(&mut tx, &[name.as_str()], now).await?;
        prepared.supplier_id = ids.first().copied();
    }
    let user = store::users::create(&mut tx, &prepared).await?;
    let metadata = json!({ "email": user.email, "role": user.role });
    audit::record(
        services,
        &mut tx,
        actor,
        "user.create",
        format!("user {}", user.id),
        metadata,
    )
    .await?;
    tx.commit().await?;
    Ok(user)
}

/// The command line's and the demo's way: a user in `org`.
///
/// # Errors
/// As [`create_user`].
pub async fn add_user(services: &Services, org: OrgId, new: NewUser) -> Result<User> {
    create_user(services, &Actor::system(org), new).await
}

/// Changes a user; open sessions feel it at once.
///
/// # Errors
/// `NotFound`, `Invalid`, `Conflict` when it would leave no admin.
pub async fn change_user(
    services: &Services,
    actor: &Actor,
    id: UserId,
    change: UserChange,
) -> Result<User> {
    actor.must(Permission::Administer)?;
    let password_hash = match &change.password {
        Some(password) => {
            passwords::check_strength(password)?;
            Some(passwords::hash(password.clone()).await?)
        }
        None => None,
    };
    if let Some(name) = &change.name {
        check_name(name)?;
    }
    let mut tx = services.db().write(actor.org).await?;
    let before = store::users::get(&mut tx, id)
        .await?
        .ok_or(Error::NotFound("user"))?;
    if change.role == Some(Role::Supplier) && before.supplier_id.is_none() {
        return Err(Error::invalid(
            "role",
            "supplier_missing",
            "a user becomes a supplier user by being created as one, with the supplier's name",
        ));
    }
    let supplier_id = match change.role {
        Some(role) if role != Role::Supplier => Some(None),
        Some(_) | None => None,
    };
    let patch = UserPatch {
        name: change.name.as_deref().map(|name| name.trim().to_owned()),
        role: change.role,
        is_disabled: change.is_disabled,
        password_hash,
        supplier_id,
    };
    let user = store::users::change(&mut tx, id, &patch).await?;
    if store::users::active_admins(&mut tx).await? == 0 {
        return Err(Error::Conflict(
            "this is the last admin; make somebody else admin first".to_owned(),
        ));
    }
    if user.is_disabled || change.password.is_some() {
        store::sessions::end_all(&mut tx, id, None).await?;
    }
    let metadata = json!({
        "role": change.role,
        "is_disabled": change.is_disabled,
        "name": change.name,
        "password_changed": change.password.is_some(),
    });
    audit::record(
        services,
        &mut tx,
        actor,
        "user.change",
        format!("user {id}"),
        metadata,
    )
    .await?;
    tx.commit().await?;
    Ok(user)
}

/// Checks a new user and hashes the password, before any transaction is open.
pub(super) async fn prepare(services: &Services, new: NewUser) -> Result<store::users::NewUser> {
    let email = new.email.trim().to_lowercase();
    if !is_email(&email) {
        return Err(Error::invalid(
            "email",
            "malformed",
            "the e-mail address must look like name@host and have at most 254 characters",
        ));
    }
    check_name(&new.name)?;
    passwords::check_strength(&new.password)?;
    Ok(store::users::NewUser {
        id: UserId(Uuid::now_v7()),
        email,
        name: new.name.trim().to_owned(),
        password_hash: passwords::hash(new.password).await?,
        role: new.role,
        supplier_id: None,
        created_at: services.clock().now(),
    })
}

/// The supplier a `supplier` user needs and nobody else may have.
fn supplier_name(new: &NewUser) -> Result<Option<String>> {
    let name = new
        .supplier
        .as_deref()
        .map(str::trim)
        .filter(|name| !name.is_empty());
    match (new.role, name) {
        (Role::Supplier, None) => Err(Error::invalid(
            "supplier",
            "required",
            "a user of role `supplier` needs the name of their supplier",
        )),
        (Role::Supplier, Some(name)) => Ok(Some(name.to_owned())),
        (Role::Viewer | Role::Operator | Role::Admin, Some(_)) => Err(Error::invalid(
            "supplier",
            "not_allowed",
            "only users of role `supplier` have a supplier",
        )),
        (Role::Viewer | Role::Operator | Role::Admin, None) => Ok(None),
    }
}

fn check_name(name: &str) -> Result<()> {
    let length = name.trim().chars().count();
    if (1..=100).contains(&length) {
        return Ok(());
    }
    Err(Error::invalid(
        "name",
        "length",
        "the name must have 1 to 100 characters",
    ))
}

fn is_email(text: &str) -> bool {
    let sane = |part: &str| {
        !part.is_empty()
            && !part
                .chars()
                .any(|symbol| symbol.is_whitespace() || symbol.is_control())
    };
    text.len() <= 254
        && text
            .rsplit_once('@')
            .is_some_and(|(name, host)| sane(name) && sane(host) && !name.contains('@'))
}

/// Every organisation, for the command line.
///
/// # Errors
/// When the database does not answer.
pub async fn organisations(services: &Services) -> Result<Vec<Organisation>> {
    let mut system = services.db().system().await?;
    Ok(store::organisations::list(&mut system, 10_000).await?)
}
