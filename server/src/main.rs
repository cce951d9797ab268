//! `carbon-nexus`: reads its arguments and settings, and does one thing.

use std::process::ExitCode;

use clap::Parser;
use server::cli::Cli;
use server::config::Env;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let env = Env::from_process();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return server::cli::fail(&anyhow::Error::from(error)),
    };
    match runtime.block_on(server::cli::run(cli, &env)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => server::cli::fail(&error),
    }
}
