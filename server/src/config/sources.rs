//! What sources of measurements may reach on this machine and its network.
//!
//! Variables: `NEXUS_DROP_DIR`, `NEXUS_PULL_PRIVATE_HOSTS`.

use std::path::PathBuf;
use std::sync::Arc;

use services::energy::SourceOptions;

use super::Env;

/// See the module.
pub(super) fn sources(env: &Env) -> SourceOptions {
    let drop_dir = env.optional::<PathBuf>(
        "NEXUS_DROP_DIR",
        "Folder from which measurements are read every 15 minutes, absolute: <organisation's id>/<folder of the source>/*.csv. It is only read. None: files are not read.",
    );
    if let Some(folder) = drop_dir.as_ref().filter(|folder| !folder.is_absolute()) {
        env.refuse(&format!(
            "NEXUS_DROP_DIR is {}; it must be an absolute path",
            folder.display()
        ));
    }
    let hosts = env.list(
        "NEXUS_PULL_PRIVATE_HOSTS",
        "Comma-separated hosts of the own network that administrators of organisations may have asked for measurements: meter.lan, 192.168.1.20. None: public addresses alone.",
    );
    SourceOptions {
        drop_dir,
        private_hosts: Arc::new(hosts.iter().map(|host| host.to_lowercase()).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Config, Env};

    #[test]
    fn a_folder_is_absolute_and_hosts_are_lower_case() {
        let env = Env::from_pairs([
            ("NEXUS_DROP_DIR", "/srv/meters"),
            ("NEXUS_PULL_PRIVATE_HOSTS", "Meter.lan, 192.168.1.20"),
        ]);
        let sources = Config::from_env(&env).expect("usable").energy.sources;
        assert_eq!(sources.drop_dir.as_deref(), Some("/srv/meters".as_ref()));
        let hosts: Vec<_> = sources.private_hosts.iter().cloned().collect();
        assert_eq!(hosts, ["192.168.1.20", "meter.lan"]);
        let env = Env::from_pairs([("NEXUS_DROP_DIR", "meters")]);
        let problem = Config::from_env(&env).expect_err("relative").to_string();
        assert!(problem.contains("absolute"), "{problem}");
    }
}
