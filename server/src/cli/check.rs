//! `check`: settings, data folder, site and database.

use anyhow::{Result, bail};

use super::say;
use crate::config::Config;
use crate::{boot, pages};

pub(super) async fn run(config: &Config) -> Result<()> {
    let services = boot::open(config, false, None).await?;
    let mut findings = services.findings().await?;
    services.shut_down().await;
    let site = pages::site_dir(config);
    let script = site.join("pkg/carbon-nexus.js");
    findings.push((
        "built site".to_owned(),
        script.is_file(),
        format!(
            "{}: {}",
            site.display(),
            if script.is_file() {
                "there"
            } else {
                "not built; pages would not come alive"
            }
        ),
    ));
    for (subject, is_ok, detail) in &findings {
        say(&format!(
            "{}  {subject}: {detail}",
            if *is_ok { "ok   " } else { "FAULT" }
        ));
    }
    let faults = findings.iter().filter(|(_, is_ok, _)| !is_ok).count();
    if faults > 0 {
        bail!("{faults} of {} are not right", findings.len());
    }
    Ok(())
}
