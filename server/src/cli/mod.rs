//! The command line. Commands act as the process itself, for the organisation named with `--org`
//! (or the only one there is).

mod access;
mod check;
mod config;
mod data;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::{Parser, Subcommand};
use model::auth::{Organisation, Role, TokenScope};
use model::ingest::EventType;
use services::{Actor, Services};

use crate::config::{Config, Env};
use crate::{boot, logging, serve};

/// Live intelligence about an operation's carbon, energy and equipment.
#[derive(Debug, Parser)]
#[command(name = "carbon-nexus", version, about)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve pages and API.
    Serve {
        /// Fill a demo organisation and stream demo events into it.
        #[arg(long)]
        demo: bool,
    },
    /// Bring the database's schema up to date and stop.
    Migrate,
    /// Import a file and wait until it is done.
    Ingest {
        /// The CSV file.
        file: PathBuf,
        /// A shipped or saved profile's name, or a JSON file.
        #[arg(long)]
        profile: String,
        /// The kind of event, for a profile that names none.
        #[arg(long = "type", value_parser = event_type)]
        event_type: Option<EventType>,
        /// The organisation.
        #[arg(long)]
        org: Option<String>,
    },
    /// Write events as CSV to standard output.
    Export {
        /// First instant, ISO 8601.
        #[arg(long)]
        from: Option<chrono::DateTime<chrono::Utc>>,
        /// First instant after, ISO 8601.
        #[arg(long)]
        to: Option<chrono::DateTime<chrono::Utc>>,
        /// The organisation.
        #[arg(long)]
        org: Option<String>,
    },
    /// Train a model on the organisation's metered events.
    Train {
        /// logistics, factory, warehouse or delivery.
        #[arg(long, value_parser = event_type)]
        model: EventType,
        /// Events from this time on judge it, ISO 8601; the last fifth unless said otherwise.
        #[arg(long)]
        holdout_from: Option<chrono::DateTime<chrono::Utc>>,
        /// The organisation.
        #[arg(long)]
        org: Option<String>,
    },
    /// Users.
    #[command(subcommand)]
    User(UserCommand),
    /// API tokens.
    #[command(subcommand)]
    Token(TokenCommand),
    /// Settings.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Published emission factors.
    #[command(subcommand)]
    Factors(FactorsCommand),
    /// Look at settings, data folder and database, and say what is wrong.
    Check,
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Create a user; the password is read from standard input.
    Add {
        /// E-mail address, used to sign in.
        email: String,
        /// supplier, viewer, operator or admin.
        #[arg(long, value_parser = role)]
        role: Role,
        /// Name; the address when absent.
        #[arg(long)]
        name: Option<String>,
        /// The supplier of a supplier user.
        #[arg(long)]
        supplier: Option<String>,
        /// The organisation.
        #[arg(long)]
        org: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
enum TokenCommand {
    /// Create an API token of a user and print it, this once.
    Add {
        /// The owner's e-mail address.
        email: String,
        /// What it is for.
        #[arg(long)]
        name: String,
        /// read, ingest or full.
        #[arg(long, value_parser = scope)]
        scope: TokenScope,
        /// Days until it stops working.
        #[arg(long, default_value_t = 90)]
        days: u32,
        /// The organisation.
        #[arg(long)]
        org: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Print every setting with its value, its default and where it came from.
    Print {
        /// Print a sample `.env` file instead.
        #[arg(long)]
        sample: bool,
    },
}

#[derive(Debug, Subcommand)]
enum FactorsCommand {
    /// Print factors as CSV.
    List {
        /// Words that must all occur.
        query: Option<String>,
        /// A region, such as UK or DEU.
        #[arg(long)]
        region: Option<String>,
        /// A year.
        #[arg(long)]
        year: Option<i32>,
    },
}

/// Does what was asked.
///
/// # Errors
/// The chain says what could not be done and why.
pub async fn run(cli: Cli, env: &Env) -> Result<()> {
    let config = Config::from_env(env);
    if let Command::Config(ConfigCommand::Print { sample }) = cli.command {
        config::print(env, sample)?;
        return Ok(config.map(drop)?);
    }
    let config = config?;
    logging::start(&config.log)?;
    match cli.command {
        Command::Serve { demo } => serve::serve(&config, demo).await,
        Command::Migrate => with_services(&config, async |_| Ok(())).await,
        Command::Check => check::run(&config).await,
        Command::Ingest {
            file,
            profile,
            event_type,
            org,
        } => {
            with_org(&config, org, async |services, actor| {
                data::ingest(services, actor, &file, &profile, event_type).await
            })
            .await
        }
        Command::Export { from, to, org } => {
            with_org(&config, org, async |services, actor| {
                data::export(services, actor, from, to).await
            })
            .await
        }
        Command::Train {
            model,
            holdout_from,
            org,
        } => {
            with_org(&config, org, async |services, actor| {
                data::train(services, actor, model, holdout_from).await
            })
            .await
        }
        Command::User(UserCommand::Add {
            email,
            role,
            name,
            supplier,
            org,
        }) => {
            with_org(&config, org, async |services, actor| {
                access::add_user(services, actor, email, role, name, supplier).await
            })
            .await
        }
        Command::Token(TokenCommand::Add {
            email,
            name,
            scope,
            days,
            org,
        }) => {
            with_org(&config, org, async |services, actor| {
                access::add_token(services, actor, &email, name, scope, days).await
            })
            .await
        }
        Command::Factors(FactorsCommand::List {
            query,
            region,
            year,
        }) => data::list_factors(query, region, year),
        Command::Config(ConfigCommand::Print { .. }) => Ok(()),
    }
}

/// Says on standard error what went wrong, cause by cause.
#[must_use]
pub fn fail(error: &anyhow::Error) -> ExitCode {
    use std::io::Write;
    let causes: Vec<_> = error.chain().map(ToString::to_string).collect();
    // Nobody may be listening any more; the exit code still tells.
    let _ = writeln!(std::io::stderr(), "carbon-nexus: {}", causes.join(": "));
    ExitCode::FAILURE
}

async fn with_services(
    config: &Config,
    work: impl AsyncFnOnce(&Services) -> Result<()>,
) -> Result<()> {
    let services = boot::open(config, false, None).await?;
    let outcome = work(&services).await;
    services.shut_down().await;
    outcome
}

async fn with_org(
    config: &Config,
    org: Option<String>,
    work: impl AsyncFnOnce(&Services, &Actor) -> Result<()>,
) -> Result<()> {
    with_services(config, async |services| {
        let organisation = organisation(services, org.as_deref()).await?;
        let actor = Actor {
            name: "command line".to_owned(),
            ..Actor::system(organisation.id)
        };
        work(services, &actor).await
    })
    .await
}

async fn organisation(services: &Services, name: Option<&str>) -> Result<Organisation> {
    let known = services::auth::organisations(services).await?;
    match name {
        Some(name) => known
            .into_iter()
            .find(|organisation| organisation.name.eq_ignore_ascii_case(name.trim()))
            .with_context(|| format!("there is no organisation called `{name}`")),
        None => {
            let names: Vec<_> = known
                .iter()
                .map(|organisation| organisation.name.clone())
                .collect();
            let mut known = known.into_iter();
            match (known.next(), known.next()) {
                (Some(only), None) => Ok(only),
                (None, _) => bail!(
                    "there is no organisation yet; run `carbon-nexus serve` and open its first page, or `serve --demo`"
                ),
                (Some(_), Some(_)) => {
                    bail!("say which organisation with --org: {}", names.join(", "))
                }
            }
        }
    }
}

/// One line on standard output; a reader that left is no fault.
fn say(line: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stdout(), "{line}");
}

fn event_type(word: &str) -> Result<EventType, String> {
    EventType::parse(word)
        .ok_or_else(|| "it must be logistics, factory, warehouse or delivery".to_owned())
}

fn role(word: &str) -> Result<Role, String> {
    Role::parse(word).ok_or_else(|| "it must be supplier, viewer, operator or admin".to_owned())
}

fn scope(word: &str) -> Result<TokenScope, String> {
    TokenScope::parse(word).ok_or_else(|| "it must be read, ingest or full".to_owned())
}
