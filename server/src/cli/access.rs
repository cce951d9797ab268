//! `user add` and `token add`.

use std::io::BufRead;

use anyhow::{Context, Result};
use model::auth::{NewToken, NewUser, Role, TokenScope};
use services::{Actor, Services};

use super::say;

pub(super) async fn add_user(
    services: &Services,
    actor: &Actor,
    email: String,
    role: Role,
    name: Option<String>,
    supplier: Option<String>,
) -> Result<()> {
    let mut password = String::new();
    // Read from standard input, so that it is in no process list and no shell history.
    std::io::stdin()
        .lock()
        .read_line(&mut password)
        .context("the password")?;
    let password = password.trim_end_matches(['\r', '\n']).to_owned();
    let name = name.unwrap_or_else(|| email.clone());
    let new = NewUser {
        email,
        name,
        password,
        role,
        supplier,
    };
    let user = services::auth::add_user(services, actor.org, new).await?;
    say(&format!(
        "user {} ({}) created",
        user.email,
        user.role.as_str()
    ));
    Ok(())
}

pub(super) async fn add_token(
    services: &Services,
    actor: &Actor,
    email: &str,
    name: String,
    scope: TokenScope,
    valid_days: u32,
) -> Result<()> {
    let users = services::auth::users(services, actor).await?;
    let owner = users
        .iter()
        .find(|user| user.email.eq_ignore_ascii_case(email.trim()))
        .with_context(|| format!("there is no user {email} here"))?;
    let actor = Actor {
        user: Some(owner.id),
        ..actor.clone()
    };
    let new = NewToken {
        name,
        scope,
        valid_days,
    };
    let created = services::auth::create_token(services, &actor, new).await?;
    say(&created.secret);
    Ok(())
}
