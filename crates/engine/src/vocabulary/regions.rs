//! Regions of power grids: countries and the subregions of the United States' eGRID.

use std::sync::LazyLock;

use super::key::{Index, find, index};

/// A region whose grid has a published intensity.
#[derive(Debug, PartialEq, Eq)]
pub struct GridRegion {
    /// The canonical code: `UK`, `US`, ISO 3166 alpha-3, or `US-` and an eGRID subregion.
    pub code: &'static str,
    /// What people read.
    pub label: &'static str,
    /// Other spellings that are accepted, ISO 3166 alpha-2 first.
    pub aliases: &'static [&'static str],
}

/// How a text was understood as a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegionStep {
    /// The region itself.
    Exact,
    /// A zone nobody publishes, so its country: `US-CA` becomes `US`, `DE-BY` becomes `DEU`.
    CountryOfZone,
}

/// A region and the step taken to reach it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegionMatch {
    pub region: &'static GridRegion,
    pub step: RegionStep,
}

const fn country(
    code: &'static str,
    label: &'static str,
    aliases: &'static [&'static str],
) -> GridRegion {
    GridRegion {
        code,
        label,
        aliases,
    }
}

static REGIONS: &[GridRegion] = &[
    country(
        "UK",
        "United Kingdom",
        &["GB", "GBR", "Great Britain", "England", "Scotland", "Wales"],
    ),
    country("US", "United States", &["USA", "United States of America"]),
    country("US-AKGD", "United States, eGRID AKGD", &["AKGD"]),
    country("US-AKMS", "United States, eGRID AKMS", &["AKMS"]),
    country("US-AZNM", "United States, eGRID AZNM", &["AZNM"]),
    country("US-CAMX", "United States, eGRID CAMX", &["CAMX"]),
    country("US-ERCT", "United States, eGRID ERCT", &["ERCT"]),
    country("US-FRCC", "United States, eGRID FRCC", &["FRCC"]),
    country("US-HIMS", "United States, eGRID HIMS", &["HIMS"]),
    country("US-HIOA", "United States, eGRID HIOA", &["HIOA"]),
    country("US-MROE", "United States, eGRID MROE", &["MROE"]),
    country("US-MROW", "United States, eGRID MROW", &["MROW"]),
    country("US-NEWE", "United States, eGRID NEWE", &["NEWE"]),
    country("US-NWPP", "United States, eGRID NWPP", &["NWPP"]),
    country("US-NYCW", "United States, eGRID NYCW", &["NYCW"]),
    country("US-NYLI", "United States, eGRID NYLI", &["NYLI"]),
    country("US-NYUP", "United States, eGRID NYUP", &["NYUP"]),
    country("US-PRMS", "United States, eGRID PRMS", &["PRMS"]),
    country("US-RFCE", "United States, eGRID RFCE", &["RFCE"]),
    country("US-RFCM", "United States, eGRID RFCM", &["RFCM"]),
    country("US-RFCW", "United States, eGRID RFCW", &["RFCW"]),
    country("US-RMPA", "United States, eGRID RMPA", &["RMPA"]),
    country("US-SPNO", "United States, eGRID SPNO", &["SPNO"]),
    country("US-SPSO", "United States, eGRID SPSO", &["SPSO"]),
    country("US-SRMV", "United States, eGRID SRMV", &["SRMV"]),
    country("US-SRMW", "United States, eGRID SRMW", &["SRMW"]),
    country("US-SRSO", "United States, eGRID SRSO", &["SRSO"]),
    country("US-SRTV", "United States, eGRID SRTV", &["SRTV"]),
    country("US-SRVC", "United States, eGRID SRVC", &["SRVC"]),
    country("ABW", "Aruba", &["AW"]),
    country("AFG", "Afghanistan", &["AF"]),
    country("AGO", "Angola", &["AO"]),
    country("ALB", "Albania", &["AL"]),
    country("ARE", "United Arab Emirates", &["AE"]),
    country("ARG", "Argentina", &["AR"]),
    country("ARM", "Armenia", &["AM"]),
    country("ASM", "American Samoa", &["AS"]),
    country("ATG", "Antigua and Barbuda", &["AG"]),
    country("AUS", "Australia", &["AU"]),
    country("AUT", "Austria", &["AT"]),
    country("AZE", "Azerbaijan", &["AZ"]),
    country("BDI", "Burundi", &["BI"]),
    country("BEL", "Belgium", &["BE"]),
    country("BEN", "Benin", &["BJ"]),
    country("BFA", "Burkina Faso", &["BF"]),
    country("BGD", "Bangladesh", &["BD"]),
    country("BGR", "Bulgaria", &["BG"]),
    country("BHR", "Bahrain", &["BH"]),
    country("BHS", "Bahamas", &["BS"]),
    country(
        "BIH",
        "Bosnia Herzegovina",
        &["BA", "Bosnia and Herzegovina"],
    ),
    country("BLR", "Belarus", &["BY"]),
    country("BLZ", "Belize", &["BZ"]),
    country("BOL", "Bolivia", &["BO"]),
    country("BRA", "Brazil", &["BR"]),
    country("BRB", "Barbados", &["BB"]),
    country("BRN", "Brunei Darussalam", &["BN"]),
    country("BTN", "Bhutan", &["BT"]),
    country("BWA", "Botswana", &["BW"]),
    country("CAN", "Canada", &["CA"]),
    country("CHE", "Switzerland", &["CH"]),
    country("CHL", "Chile", &["CL"]),
    country("CHN", "China", &["CN"]),
    country("CIV", "Côte d'Ivoire", &["CI", "Ivory Coast"]),
    country("CMR", "Cameroon", &["CM"]),
    country("COD", "Congo (DRC)", &["CD", "DRC"]),
    country("COG", "Congo", &["CG"]),
    country("COK", "Cook Islands", &["CK"]),
    country("COL", "Colombia", &["CO"]),
    country("COM", "Comoros", &["KM"]),
    country("CPV", "Cabo Verde", &["CV"]),
    country("CRI", "Costa Rica", &["CR"]),
    country("CUB", "Cuba", &["CU"]),
    country("CYM", "Cayman Islands", &["KY"]),
    country("CYP", "Cyprus", &["CY"]),
    country("CZE", "Czechia", &["CZ", "Czech Republic"]),
    country("DEU", "Germany", &["DE"]),
    country("DJI", "Djibouti", &["DJ"]),
    country("DMA", "Dominica", &["DM"]),
    country("DNK", "Denmark", &["DK"]),
    country("DOM", "Dominican Republic", &["DO"]),
    country("DZA", "Algeria", &["DZ"]),
    country("ECU", "Ecuador", &["EC"]),
    country("EGY", "Egypt", &["EG"]),
    country("ERI", "Eritrea", &["ER"]),
    country("ESP", "Spain", &["ES"]),
    country("EST", "Estonia", &["EE"]),
    country("ETH", "Ethiopia", &["ET"]),
    country("FIN", "Finland", &["FI"]),
    country("FJI", "Fiji", &["FJ"]),
    country("FLK", "Falkland Islands", &["FK"]),
    country("FRA", "France", &["FR"]),
    country("FRO", "Faroe Islands", &["FO"]),
    country("GAB", "Gabon", &["GA"]),
    country("GEO", "Georgia", &["GE"]),
    country("GHA", "Ghana", &["GH"]),
    country("GIN", "Guinea", &["GN"]),
    country("GLP", "Guadeloupe", &["GP"]),
    country("GMB", "Gambia", &["GM"]),
    country("GNB", "Guinea-Bissau", &["GW"]),
    country("GNQ", "Equatorial Guinea", &["GQ"]),
    country("GRC", "Greece", &["GR"]),
    country("GRD", "Grenada", &["GD"]),
    country("GRL", "Greenland", &["GL"]),
    country("GTM", "Guatemala", &["GT"]),
    country("GUF", "French Guiana", &["GF"]),
    country("GUM", "Guam", &["GU"]),
    country("GUY", "Guyana", &["GY"]),
    country("HKG", "Hong Kong", &["HK", "HK SAR"]),
    country("HND", "Honduras", &["HN"]),
    country("HRV", "Croatia", &["HR"]),
    country("HTI", "Haiti", &["HT"]),
    country("HUN", "Hungary", &["HU"]),
    country("IDN", "Indonesia", &["ID"]),
    country("IND", "India", &["IN"]),
    country("IRL", "Ireland", &["IE"]),
    country("IRN", "Iran", &["IR"]),
    country("IRQ", "Iraq", &["IQ"]),
    country("ISL", "Iceland", &["IS"]),
    country("ISR", "Israel", &["IL"]),
    country("ITA", "Italy", &["IT"]),
    country("JAM", "Jamaica", &["JM"]),
    country("JOR", "Jordan", &["JO"]),
    country("JPN", "Japan", &["JP"]),
    country("KAZ", "Kazakhstan", &["KZ"]),
    country("KEN", "Kenya", &["KE"]),
    country("KGZ", "Kyrgyzstan", &["KG"]),
    country("KHM", "Cambodia", &["KH"]),
    country("KIR", "Kiribati", &["KI"]),
    country("KNA", "Saint Kitts and Nevis", &["KN"]),
    country("KOR", "South Korea", &["KR", "Korea", "Republic of Korea"]),
    country("KWT", "Kuwait", &["KW"]),
    country("LAO", "Laos", &["LA"]),
    country("LBN", "Lebanon", &["LB"]),
    country("LBR", "Liberia", &["LR"]),
    country("LBY", "Libya", &["LY"]),
    country("LCA", "Saint Lucia", &["LC"]),
    country("LKA", "Sri Lanka", &["LK"]),
    country("LSO", "Lesotho", &["LS"]),
    country("LTU", "Lithuania", &["LT"]),
    country("LUX", "Luxembourg", &["LU"]),
    country("LVA", "Latvia", &["LV"]),
    country("MAC", "Macao", &["MO"]),
    country("MAR", "Morocco", &["MA"]),
    country("MDA", "Moldova", &["MD"]),
    country("MDG", "Madagascar", &["MG"]),
    country("MDV", "Maldives", &["MV"]),
    country("MEX", "Mexico", &["MX"]),
    country("MKD", "North Macedonia", &["MK"]),
    country("MLI", "Mali", &["ML"]),
    country("MLT", "Malta", &["MT"]),
    country("MMR", "Myanmar", &["MM"]),
    country("MNE", "Montenegro", &["ME"]),
    country("MNG", "Mongolia", &["MN"]),
    country("MOZ", "Mozambique", &["MZ"]),
    country("MRT", "Mauritania", &["MR"]),
    country("MSR", "Montserrat", &["MS"]),
    country("MTQ", "Martinique", &["MQ"]),
    country("MUS", "Mauritius", &["MU"]),
    country("MWI", "Malawi", &["MW"]),
    country("MYS", "Malaysia", &["MY"]),
    country("NAM", "Namibia", &["NA"]),
    country("NCL", "New Caledonia", &["NC"]),
    country("NER", "Niger", &["NE"]),
    country("NGA", "Nigeria", &["NG"]),
    country("NIC", "Nicaragua", &["NI"]),
    country("NLD", "Netherlands", &["NL", "Holland"]),
    country("NOR", "Norway", &["NO"]),
    country("NPL", "Nepal", &["NP"]),
    country("NRU", "Nauru", &["NR"]),
    country("NZL", "New Zealand", &["NZ"]),
    country("OMN", "Oman", &["OM"]),
    country("PAK", "Pakistan", &["PK"]),
    country("PAN", "Panama", &["PA"]),
    country("PER", "Peru", &["PE"]),
    country("PHL", "Philippines", &["PH"]),
    country("PNG", "Papua New Guinea", &["PG"]),
    country("POL", "Poland", &["PL"]),
    country("PRI", "Puerto Rico", &["PR"]),
    country("PRK", "North Korea", &["KP"]),
    country("PRT", "Portugal", &["PT"]),
    country("PRY", "Paraguay", &["PY"]),
    country("PSE", "Palestine", &["PS"]),
    country("PYF", "French Polynesia", &["PF"]),
    country("QAT", "Qatar", &["QA"]),
    country("REU", "Reunion", &["RE"]),
    country("ROU", "Romania", &["RO"]),
    country("RUS", "Russia", &["RU", "Russian Federation"]),
    country("RWA", "Rwanda", &["RW"]),
    country("SAU", "Saudi Arabia", &["SA"]),
    country("SDN", "Sudan", &["SD"]),
    country("SEN", "Senegal", &["SN"]),
    country("SGP", "Singapore", &["SG"]),
    country("SLB", "Solomon Islands", &["SB"]),
    country("SLE", "Sierra Leone", &["SL"]),
    country("SLV", "El Salvador", &["SV"]),
    country("SOM", "Somalia", &["SO"]),
    country("SPM", "Saint Pierre and Miquelon", &["PM"]),
    country("SRB", "Serbia", &["RS"]),
    country("SSD", "South Sudan", &["SS"]),
    country("STP", "Sao Tome and Principe", &["ST"]),
    country("SUR", "Suriname", &["SR"]),
    country("SVK", "Slovakia", &["SK"]),
    country("SVN", "Slovenia", &["SI"]),
    country("SWE", "Sweden", &["SE"]),
    country("SWZ", "Eswatini", &["SZ"]),
    country("SYC", "Seychelles", &["SC"]),
    country("SYR", "Syria", &["SY"]),
    country("TCA", "Turks and Caicos Islands", &["TC"]),
    country("TCD", "Chad", &["TD"]),
    country("TGO", "Togo", &["TG"]),
    country("THA", "Thailand", &["TH"]),
    country("TJK", "Tajikistan", &["TJ"]),
    country("TKM", "Turkmenistan", &["TM"]),
    country("TON", "Tonga", &["TO"]),
    country("TTO", "Trinidad and Tobago", &["TT"]),
    country("TUN", "Tunisia", &["TN"]),
    country("TUR", "Türkiye", &["TR", "Turkey"]),
    country("TWN", "Taiwan (China)", &["TW", "Taiwan"]),
    country("TZA", "Tanzania", &["TZ"]),
    country("UGA", "Uganda", &["UG"]),
    country("UKR", "Ukraine", &["UA"]),
    country("URY", "Uruguay", &["UY"]),
    country("UZB", "Uzbekistan", &["UZ"]),
    country("VCT", "Saint Vincent and the Grenadines", &["VC"]),
    country("VEN", "Venezuela", &["VE"]),
    country("VGB", "Virgin Islands (British)", &["VG"]),
    country("VIR", "Virgin Islands (U.S.)", &["VI"]),
    country("VNM", "Viet Nam", &["VN", "Vietnam"]),
    country("VUT", "Vanuatu", &["VU"]),
    country("WSM", "Samoa", &["WS"]),
    country("XKX", "Kosovo", &["XK"]),
    country("YEM", "Yemen", &["YE"]),
    country("ZAF", "South Africa", &["ZA"]),
    country("ZMB", "Zambia", &["ZM"]),
    country("ZWE", "Zimbabwe", &["ZW"]),
];

static REGION_INDEX: LazyLock<Index<GridRegion>> = LazyLock::new(|| {
    index(REGIONS, |region| {
        let mut names = super::energy::names(region.code, region.aliases);
        names.push(region.label);
        names
    })
});

/// Every region, the United Kingdom and the United States first.
#[must_use]
pub fn known_grid_regions() -> &'static [GridRegion] {
    REGIONS
}

/// The region `text` names: a code, a name, or a zone of a country such as `US-CA`.
///
/// Never falls back to anything but the country the text itself begins with.
#[must_use]
pub fn grid_region(text: &str) -> Option<RegionMatch> {
    if let Some(region) = find(&REGION_INDEX, text) {
        return Some(RegionMatch {
            region,
            step: RegionStep::Exact,
        });
    }
    // Only codes are cut at their hyphen: `US-CA` names a zone, `Guinea-Konakri` does not name one.
    let (country, zone) = text.trim().split_once('-')?;
    if !(2..=3).contains(&country.len()) || zone.is_empty() {
        return None;
    }
    let region = find(&REGION_INDEX, country)?;
    Some(RegionMatch {
        region,
        step: RegionStep::CountryOfZone,
    })
}
