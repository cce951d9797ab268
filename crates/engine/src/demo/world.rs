//! Who and what there is in the demo: suppliers, sites, and the sources events come from.

/// A place of the demo organisation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DemoSite {
    pub name: &'static str,
    pub city: &'static str,
    pub lat: f64,
    pub lon: f64,
    /// Grid region of the factor table.
    pub grid_region: &'static str,
}

/// A supplier of the demo organisation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DemoSupplier {
    pub name: &'static str,
    pub city: &'static str,
    pub lat: f64,
    pub lon: f64,
}

/// Who has the planned hotspot.
pub(super) const HOTSPOT_SUPPLIER: &str = "Demo Haulage North";

/// A city.
#[derive(Debug, Clone, Copy)]
pub(super) struct City {
    pub(super) name: &'static str,
    pub(super) lat: f64,
    pub(super) lon: f64,
}

const fn city(name: &'static str, lat: f64, lon: f64) -> City {
    City { name, lat, lon }
}

const ROTTERDAM: City = city("Rotterdam", 51.9244, 4.4777);
const HAMBURG: City = city("Hamburg", 53.5511, 9.9937);
const WARSAW: City = city("Warsaw", 52.2297, 21.0122);
const BIRMINGHAM: City = city("Birmingham", 52.4862, -1.8904);
const LYON: City = city("Lyon", 45.7640, 4.8357);
const MILAN: City = city("Milan", 45.4642, 9.1900);
const VALENCIA: City = city("Valencia", 39.4699, -0.3763);
const SHANGHAI: City = city("Shanghai", 31.2304, 121.4737);
const CHICAGO: City = city("Chicago", 41.8781, -87.6298);

const fn site(name: &'static str, city: City, grid_region: &'static str) -> DemoSite {
    DemoSite {
        name,
        city: city.name,
        lat: city.lat,
        lon: city.lon,
        grid_region,
    }
}

const fn supplier(name: &'static str, city: City) -> DemoSupplier {
    DemoSupplier {
        name,
        city: city.name,
        lat: city.lat,
        lon: city.lon,
    }
}

pub(super) static SITES: [DemoSite; 6] = [
    site("Demo Hub Rotterdam", ROTTERDAM, "NLD"),
    site("Demo Hub Hamburg", HAMBURG, "DEU"),
    site("Demo Factory Warsaw", WARSAW, "POL"),
    site("Demo Factory Birmingham", BIRMINGHAM, "UK"),
    site("Demo Cold Store Lyon", LYON, "FRA"),
    site("Demo Warehouse Milan", MILAN, "ITA"),
];

static SUPPLIERS: [DemoSupplier; 8] = [
    supplier(HOTSPOT_SUPPLIER, ROTTERDAM),
    supplier("Demo Haulage South", LYON),
    supplier("Demo Rail Cargo", HAMBURG),
    supplier("Demo Sea Lines", ROTTERDAM),
    supplier("Demo Air Freight", BIRMINGHAM),
    supplier("Demo City Couriers", BIRMINGHAM),
    supplier("Demo Metal Works", WARSAW),
    supplier("Demo Cold Stores", LYON),
];

/// The demo's sites.
#[must_use]
pub fn sites() -> &'static [DemoSite] {
    &SITES
}

/// The demo's suppliers.
#[must_use]
pub fn suppliers() -> &'static [DemoSupplier] {
    &SUPPLIERS
}

/// A way between two cities.
#[derive(Debug, Clone, Copy)]
pub(super) struct Route {
    pub(super) from: City,
    pub(super) to: City,
    pub(super) km: f64,
}

/// How a trip by lorry is loaded.
#[derive(Debug, Clone, Copy)]
pub(super) struct Haulage {
    pub(super) class: &'static str,
    pub(super) load_factor: f64,
    pub(super) empty_share: f64,
    pub(super) cooled: bool,
    /// Share of trips whose fuel was metered.
    pub(super) metered: f64,
}

/// What a source does.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Lorry {
        route: Route,
        haulage: Haulage,
    },
    /// A shipment by rail, sea or air.
    Shipment {
        route: Route,
        mode: model::ingest::Mode,
        class: Option<&'static str>,
        load_kg: f64,
    },
    /// A delivery round: class, fuel, km; `kwh_per_km` when its power is metered.
    Round {
        city: City,
        class: &'static str,
        fuel: Option<&'static str>,
        km: f64,
        kwh_per_km: Option<f64>,
    },
    /// A process with meters for power and gas, per hour.
    Process {
        process: &'static str,
        kwh: f64,
        gas_kwh: f64,
    },
    /// A warehouse with a meter for power, per hour, and purchased heat.
    ColdStore {
        kwh: f64,
        heat_kwh: f64,
        refrigerant: &'static str,
    },
    /// A warehouse without a meter.
    FloorArea {
        area_m2: f64,
    },
}

/// Something events come from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source {
    pub(super) number: u32,
    pub(super) supplier: &'static str,
    pub(super) site: Option<usize>,
    pub(super) kind: Kind,
    /// Events on an average weekday; for meters one per hour whatever it says.
    pub(super) per_day: f64,
    pub(super) rhythm: Rhythm,
}

/// When a source is busy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rhythm {
    /// Day and night, a little less at night and on Sundays.
    Always,
    /// Working hours, few on weekends.
    Daytime,
    /// Two shifts, one on Saturdays.
    Shifts,
}

impl Source {
    /// Whether it reports periods of a meter.
    pub(super) fn is_metered(&self) -> bool {
        matches!(
            self.kind,
            Kind::Process { .. } | Kind::ColdStore { .. } | Kind::FloorArea { .. }
        )
    }

    /// Whether it is the one with the planned hotspot.
    pub(super) fn has_hotspot(&self) -> bool {
        self.number == 0
    }

    pub(super) fn site(&self) -> Option<&'static DemoSite> {
        self.site.and_then(|at| SITES.get(at))
    }
}

const fn lorry(
    number: u32,
    supplier: usize,
    (from, to, km): (City, City, f64),
    per_day: f64,
    rhythm: Rhythm,
    haulage: Haulage,
) -> Source {
    let kind = Kind::Lorry {
        route: Route { from, to, km },
        haulage,
    };
    Source {
        number,
        supplier: SUPPLIERS[supplier].name,
        site: None,
        kind,
        per_day,
        rhythm,
    }
}

const fn shipment(
    number: u32,
    supplier: usize,
    (from, to, km): (City, City, f64),
    per_day: f64,
    mode: model::ingest::Mode,
    class: Option<&'static str>,
    load_kg: f64,
) -> Source {
    let kind = Kind::Shipment {
        route: Route { from, to, km },
        mode,
        class,
        load_kg,
    };
    let supplier = SUPPLIERS[supplier].name;
    Source {
        number,
        supplier,
        site: None,
        kind,
        per_day,
        rhythm: Rhythm::Daytime,
    }
}

const fn round(
    number: u32,
    city: City,
    per_day: f64,
    class: &'static str,
    fuel: Option<&'static str>,
    km: f64,
    kwh_per_km: Option<f64>,
) -> Source {
    let kind = Kind::Round {
        city,
        class,
        fuel,
        km,
        kwh_per_km,
    };
    let supplier = SUPPLIERS[5].name;
    Source {
        number,
        supplier,
        site: None,
        kind,
        per_day,
        rhythm: Rhythm::Daytime,
    }
}

const fn meter(number: u32, supplier: usize, site: usize, kind: Kind, rhythm: Rhythm) -> Source {
    Source {
        number,
        supplier: SUPPLIERS[supplier].name,
        site: Some(site),
        kind,
        per_day: 24.0,
        rhythm,
    }
}

const fn haulage(
    class: &'static str,
    load_factor: f64,
    empty_share: f64,
    cooled: bool,
    metered: f64,
) -> Haulage {
    Haulage {
        class,
        load_factor,
        empty_share,
        cooled,
        metered,
    }
}

use Rhythm::{Always, Daytime, Shifts};
use model::ingest::Mode::{Air, Rail, Sea};

/// Road distances are those of usual lorry routes, rounded to 10 km; the others are great circles
/// with a detour usual for the mode.
#[rustfmt::skip]
static SOURCES: [Source; 19] = [
    lorry(0, 0, (ROTTERDAM, HAMBURG, 500.0), 72.0, Always, haulage("artic_33_plus", 0.75, 0.15, false, 0.45)),
    lorry(1, 0, (HAMBURG, WARSAW, 850.0), 30.0, Always, haulage("artic_33_plus", 0.70, 0.20, false, 0.45)),
    lorry(2, 1, (LYON, MILAN, 440.0), 24.0, Daytime, haulage("artic_33_plus", 0.65, 0.18, true, 0.40)),
    lorry(3, 1, (VALENCIA, LYON, 980.0), 14.0, Always, haulage("artic_average", 0.68, 0.22, true, 0.40)),
    lorry(4, 1, (MILAN, MILAN, 120.0), 20.0, Daytime, haulage("rigid_7p5_17", 0.40, 0.30, false, 0.20)),
    shipment(5, 2, (HAMBURG, MILAN, 1_200.0), 6.0, Rail, None, 24_000.0),
    shipment(6, 2, (ROTTERDAM, WARSAW, 1_250.0), 5.0, Rail, None, 22_000.0),
    shipment(7, 3, (SHANGHAI, ROTTERDAM, 19_500.0), 2.0, Sea, Some("container_8000_plus"), 18_000.0),
    shipment(8, 3, (ROTTERDAM, BIRMINGHAM, 420.0), 4.0, Sea, Some("roro_average"), 12_000.0),
    shipment(9, 4, (CHICAGO, BIRMINGHAM, 6_250.0), 3.0, Air, None, 600.0),
    shipment(10, 4, (BIRMINGHAM, MILAN, 1_180.0), 4.0, Air, Some("short_haul"), 350.0),
    round(11, BIRMINGHAM, 55.0, "van_iii", Some("diesel"), 62.0, None),
    round(12, BIRMINGHAM, 25.0, "van_ii", Some("electric"), 48.0, Some(0.33)),
    round(13, BIRMINGHAM, 22.0, "cargo_bike", None, 14.0, None),
    round(14, BIRMINGHAM, 12.0, "motorbike_small", Some("petrol"), 26.0, None),
    meter(15, 6, 2, Kind::Process { process: "rolling", kwh: 640.0, gas_kwh: 900.0 }, Shifts),
    meter(16, 6, 3, Kind::Process { process: "coating", kwh: 310.0, gas_kwh: 420.0 }, Shifts),
    meter(17, 7, 4, Kind::ColdStore { kwh: 180.0, heat_kwh: 30.0, refrigerant: "r_404a" }, Always),
    meter(18, 7, 5, Kind::FloorArea { area_m2: 8_200.0 }, Always),
];

/// Every source of events.
pub(super) fn sources() -> &'static [Source] {
    &SOURCES
}
