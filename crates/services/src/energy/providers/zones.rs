//! Which zone of which provider a grid region is.

use std::str::FromStr;

use model::emissions::IntensityProvider;

/// Longest name of a zone.
const ZONE_CHARS_MAX: usize = 60;

/// One line of the setting: `DEU=electricity_maps:DE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneOfRegion {
    /// As sites and organisations have it.
    pub region: String,
    pub provider: IntensityProvider,
    /// As the provider calls it; all of Great Britain is `GB`.
    pub zone: String,
}

impl ZoneOfRegion {
    /// Whether a site's region is this one. Names of the same country are the same region.
    #[must_use]
    pub fn is_of(&self, region: &str) -> bool {
        if self.region.eq_ignore_ascii_case(region.trim()) {
            return true;
        }
        let exact = |text: &str| {
            engine::vocabulary::grid_region(text)
                .filter(|found| found.step == engine::vocabulary::RegionStep::Exact)
                .map(|found| found.region.code)
        };
        let own = exact(&self.region);
        own.is_some() && own == exact(region)
    }
}

impl FromStr for ZoneOfRegion {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = || {
            let names = IntensityProvider::ALL.iter().map(|one| one.as_str());
            names.collect::<Vec<_>>().join(", ")
        };
        let shape = || {
            format!(
                "`{text}` must look like DEU=electricity_maps:DE, with one of {}",
                known()
            )
        };
        let (region, rest) = text.split_once('=').ok_or_else(shape)?;
        let (provider, zone) = rest.split_once(':').unwrap_or((rest, ""));
        let provider = IntensityProvider::parse(provider.trim()).ok_or_else(shape)?;
        let region = region.trim();
        if engine::vocabulary::grid_region(region).is_none() {
            return Err(format!("`{region}` is no grid region; one looks like DEU"));
        }
        let zone = match (provider, zone.trim()) {
            (IntensityProvider::UkCarbonIntensity, "") => "GB",
            (_, "") => return Err(format!("`{text}` must name a zone of {}", provider.label())),
            (_, zone) => zone,
        };
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if zone.len() > ZONE_CHARS_MAX || !zone.chars().all(is_name) {
            return Err(format!("`{zone}` is no zone of {}", provider.label()));
        }
        Ok(Self {
            region: region.to_owned(),
            provider,
            zone: zone.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::ZoneOfRegion;

    #[test]
    fn lines_name_region_provider_and_zone() {
        for (line, region, is_of) in [
            ("GB=uk_carbon_intensity", "GBR", true),
            ("GB=uk_carbon_intensity", "GB-13", false),
            ("GB-13 = uk_carbon_intensity:13", "gb-13", true),
            ("DEU=electricity_maps:DE", "Germany", true),
            ("US-CA=watttime:CAISO_NORTH", "USA", false),
        ] {
            let zone: ZoneOfRegion = line.parse().expect(line);
            assert_eq!(zone.is_of(region), is_of, "{line} of {region}");
        }
        for line in [
            "",
            "DEU",
            "DEU=nobody:DE",
            "DEU=electricity_maps",
            "Atlantis=electricity_maps:AT",
            "DEU=watttime:../x",
        ] {
            assert!(line.parse::<ZoneOfRegion>().is_err(), "{line}");
        }
    }
}
