//! How a file of measurements is read: what the card collects, and the address it makes.

use model::energy::{Channel, CsvQuery, CsvUnit};
use model::ids::SiteId;
use model::ingest::{Midnight, Overlap, Preview, SlotLabel};

use crate::components::Query;

/// Patterns that files often have.
pub(super) const PATTERNS: [&str; 7] = [
    "iso8601",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d.%m.%Y %H:%M",
    "%m/%d/%Y %H:%M",
    "epoch_s",
];

/// The mapping as it is chosen: words and names of columns, empty where there is nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Mapping {
    /// Columns, in the order of the channels.
    columns: [String; Channel::ALL.len()],
    pub(super) time: String,
    pub(super) pattern: String,
    pub(super) time_zone: String,
    pub(super) label: String,
    pub(super) midnight: String,
    pub(super) unit: String,
    pub(super) decimal: String,
    pub(super) replace: bool,
    /// Of a local time that occurs twice; a profile may say another than the usual one.
    overlap: Overlap,
}

impl Mapping {
    /// Before a file was looked at.
    pub(super) fn of_zone(time_zone: String) -> Self {
        Self {
            time_zone,
            label: "start".to_owned(),
            midnight: "start_of_date".to_owned(),
            unit: "kWh".to_owned(),
            decimal: ".".to_owned(),
            ..Self::default()
        }
    }

    /// Takes over what the first rows say about the time, and columns that are called as channels are.
    pub(super) fn suggest(&mut self, preview: &Preview) {
        // What could not be suggested is typed; nothing of an earlier file stays.
        self.time.clear();
        self.pattern.clear();
        if let Some(time) = &preview.suggested.time {
            self.time.clone_from(&time.template);
            self.pattern.clone_from(&time.pattern);
            self.set_ends(time.label, time.midnight);
        }
        for channel in Channel::ALL {
            let named = preview.columns.iter().map(|column| &column.name);
            let named = named
                .into_iter()
                .find(|name| name.as_str() == channel.as_str());
            self.set_column(*channel, named.cloned().unwrap_or_default());
        }
    }

    fn set_ends(&mut self, label: SlotLabel, midnight: Midnight) {
        let label = match label {
            SlotLabel::Start => "start",
            SlotLabel::End => "end",
        };
        label.clone_into(&mut self.label);
        let midnight = match midnight {
            Midnight::StartOfDate => "start_of_date",
            Midnight::EndOfDate => "end_of_date",
        };
        midnight.clone_into(&mut self.midnight);
    }

    /// Takes over what a profile stands for. Where it names no zone, the one that stands here stays; whether
    /// values are replaced is the file's.
    pub(super) fn take(&mut self, query: &CsvQuery) {
        self.time.clone_from(&query.time);
        self.pattern.clone_from(&query.pattern);
        if let Some(zone) = &query.time_zone {
            self.time_zone.clone_from(zone);
        }
        self.set_ends(query.label, query.midnight);
        self.overlap = query.overlap;
        query.unit.as_str().clone_into(&mut self.unit);
        self.decimal = query.decimal.unwrap_or('.').to_string();
        self.columns = Default::default();
        for (channel, column) in query.columns() {
            self.set_column(channel, column.to_owned());
        }
    }

    /// What the choices stand for; `None` where one of them is no word of its list.
    pub(super) fn query(&self) -> Option<CsvQuery> {
        let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let column = |channel| filled(self.column(channel));
        Some(CsvQuery {
            time: self.time.trim().to_owned(),
            pattern: self.pattern.trim().to_owned(),
            time_zone: filled(&self.time_zone),
            label: match self.label.as_str() {
                "start" => SlotLabel::Start,
                "end" => SlotLabel::End,
                _ => return None,
            },
            midnight: match self.midnight.as_str() {
                "start_of_date" => Midnight::StartOfDate,
                "end_of_date" => Midnight::EndOfDate,
                _ => return None,
            },
            overlap: self.overlap,
            decimal: self.decimal.chars().next(),
            unit: CsvUnit::parse(&self.unit)?,
            replace: false,
            import_kwh: column(Channel::ImportKwh),
            export_kwh: column(Channel::ExportKwh),
            solar_kwh: column(Channel::SolarKwh),
            battery_charge_kwh: column(Channel::BatteryChargeKwh),
            battery_discharge_kwh: column(Channel::BatteryDischargeKwh),
            soc: column(Channel::Soc),
        })
    }

    pub(super) fn column(&self, channel: Channel) -> &str {
        &self.columns[channel as usize]
    }

    pub(super) fn set_column(&mut self, channel: Channel, column: String) {
        self.columns[channel as usize] = column;
    }

    /// The usual one is left out.
    fn overlap_word(&self) -> Option<&'static str> {
        match self.overlap {
            Overlap::Earlier => None,
            Overlap::Later => Some("later"),
            Overlap::Reject => Some("reject"),
        }
    }

    /// Where the file is sent to.
    pub(super) fn address(&self, site: SiteId) -> String {
        let mut query = Query::default()
            .with("time", Some(self.time.trim()))
            .with("pattern", Some(self.pattern.trim()))
            .with("time_zone", Some(self.time_zone.trim()))
            .with("label", Some(self.label.as_str()))
            .with("midnight", Some(self.midnight.as_str()))
            .with("overlap", self.overlap_word())
            .with("unit", Some(self.unit.as_str()))
            .with("decimal", Some(self.decimal.as_str()))
            .with("replace", self.replace.then_some("true"));
        for channel in Channel::ALL {
            query = query.with(channel.as_str(), Some(self.column(*channel)));
        }
        query.at(&format!("/api/v1/energy/sites/{site}/measurements/csv"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_taken_over_and_kept_as_it_was() {
        let text = r#"{"time": "date", "pattern": "%d/%m/%Y %H:%M", "time_zone": "Asia/Seoul", "label": "end",
            "midnight": "end_of_date", "overlap": "reject", "decimal": ".", "unit": "kWh",
            "import_kwh": "Usage_kWh", "soc": "SoC"}"#;
        let query: CsvQuery = serde_json::from_str(text).unwrap();
        let mut mapping = Mapping::of_zone("Europe/Berlin".to_owned());
        mapping.set_column(Channel::SolarKwh, "of an earlier file".to_owned());
        mapping.take(&query);
        assert_eq!(mapping.column(Channel::SolarKwh), "");
        assert_eq!(mapping.query(), Some(query));
        assert!(mapping.address(SiteId(1)).contains("&overlap=reject&"));
    }

    #[test]
    fn an_address_says_what_was_chosen() {
        let mut mapping = Mapping::of_zone("Europe/Berlin".to_owned());
        mapping.time = "{Day} {Clock}".to_owned();
        mapping.pattern = "%d/%m/%Y %H:%M".to_owned();
        mapping.set_column(Channel::ImportKwh, "Usage & more".to_owned());
        mapping.set_column(Channel::Soc, "SoC".to_owned());
        let site = SiteId(1);
        assert_eq!(
            mapping.address(site),
            format!(
                "/api/v1/energy/sites/{site}/measurements/csv?time=%7BDay%7D%20%7BClock%7D\
                 &pattern=%25d%2F%25m%2F%25Y%20%25H%3A%25M&time_zone=Europe%2FBerlin&label=start\
                 &midnight=start_of_date&unit=kWh&decimal=.&import_kwh=Usage%20%26%20more&soc=SoC"
            )
        );
    }
}
