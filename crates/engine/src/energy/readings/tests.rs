//! Files as meters write them.

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use model::energy::{PriceCsvQuery, PriceUnit, Width};
use model::ingest::{Midnight, Overlap, SlotLabel};
use model::money::{Amount, Currency};

use super::*;

fn mapping(unit: CsvUnit) -> CsvQuery {
    CsvQuery {
        time: "when".into(),
        pattern: "%d/%m/%Y %H:%M".into(),
        time_zone: None,
        label: SlotLabel::End,
        midnight: Midnight::EndOfDate,
        overlap: Overlap::Earlier,
        decimal: Some(','),
        unit,
        replace: false,
        import_kwh: Some("in".into()),
        export_kwh: Some("out".into()),
        solar_kwh: None,
        battery_charge_kwh: None,
        battery_discharge_kwh: None,
        soc: None,
    }
}

const FILE: &[u8] =
    b"when;in;out\n01/03/2026 00:15;1,5;\n01/03/2026 00:00;8;0,5\n31/02/2026 01:00;1;1\n01/03/2026 00:30;x;2\n";

#[test]
fn rows_become_readings_at_the_beginning_of_their_interval() {
    let read = read_csv(
        FILE,
        &mapping(CsvUnit::Kw),
        Width::QuarterHour.into(),
        "Asia/Seoul",
    )
    .unwrap();
    assert_eq!((read.rows, read.empty), (4, 1));
    let good: Vec<_> = read
        .read
        .iter()
        .filter_map(|(row, one)| Some((*row, one.clone().ok()?)))
        .collect();
    let at = |day, hour, minute| Utc.with_ymd_and_hms(2026, 3, day, hour, minute, 0).unwrap();
    let one = |channel, at, value| Measurement { channel, at, value };
    let first = Utc.with_ymd_and_hms(2026, 2, 28, 15, 0, 0).unwrap();
    assert_eq!(
        good,
        [
            (2, one(Channel::ImportKwh, first, 0.375)),
            // 00:00 stands at the end of its own date.
            (3, one(Channel::ImportKwh, at(1, 14, 45), 2.0)),
            (3, one(Channel::ExportKwh, at(1, 14, 45), 0.125)),
            (
                5,
                one(
                    Channel::ExportKwh,
                    Utc.with_ymd_and_hms(2026, 2, 28, 15, 15, 0).unwrap(),
                    0.5
                )
            ),
        ]
    );
    let faults: Vec<_> = read
        .read
        .iter()
        .filter_map(|(row, one)| Some((*row, one.as_ref().err()?.code.as_str())))
        .collect();
    assert_eq!(faults, [(4, "no_such_time"), (5, "not_a_number")]);
}

#[test]
fn units_are_stated() {
    for (unit, kwh) in [
        (CsvUnit::Kwh, 8.0),
        (CsvUnit::Wh, 0.008),
        (CsvUnit::Mwh, 8_000.0),
        (CsvUnit::Kw, 2.0),
    ] {
        let read = read_csv(FILE, &mapping(unit), Width::QuarterHour.into(), "UTC").unwrap();
        assert_eq!(read.read[1].1.as_ref().unwrap().value, kwh, "{unit:?}");
    }
}

#[test]
fn a_mapping_that_does_not_fit_is_refused() {
    let refused = |change: &dyn Fn(&mut CsvQuery)| {
        let mut mapping = mapping(CsvUnit::Kwh);
        change(&mut mapping);
        let faults = read_csv(FILE, &mapping, Width::QuarterHour.into(), "UTC").unwrap_err();
        (faults[0].field.clone(), faults[0].code.clone())
    };
    let named = |field: &str, code: &str| (field.to_owned(), code.to_owned());
    assert_eq!(
        refused(&|one| one.import_kwh = Some("x".into())),
        named("import_kwh", "no_such_column")
    );
    assert_eq!(
        refused(&|one| one.decimal = Some(';')),
        named("decimal", "unknown")
    );
    assert_eq!(
        refused(&|one| one.time_zone = Some("Seoul".into())),
        named("time.time_zone", "unknown_zone")
    );
    let none = |one: &mut CsvQuery| (one.import_kwh, one.export_kwh) = (None, None);
    assert_eq!(refused(&none), named("import_kwh", "required"));
    assert!(read_csv(b"", &mapping(CsvUnit::Kwh), Width::Hour.into(), "UTC").is_err());
}

#[test]
fn an_hour_that_occurs_twice_is_read_twice() {
    let file = b"when;in\n25/10/2026 02:30;1,0\n25/10/2026 02:45;2,0\n25/10/2026 02:30;3,0\n25/10/2026 02:45;2,0\n";
    let mut mapping = mapping(CsvUnit::Kwh);
    mapping.label = SlotLabel::Start;
    mapping.export_kwh = None;
    let read = read_csv(file, &mapping, Width::QuarterHour.into(), "Europe/Berlin").unwrap();
    let at = |hour, minute| Utc.with_ymd_and_hms(2026, 10, 25, hour, minute, 0).unwrap();
    let times: Vec<_> = read
        .read
        .iter()
        .map(|(_, one)| one.as_ref().unwrap().at)
        .collect();
    assert_eq!(times, [at(0, 30), at(0, 45), at(1, 30), at(1, 45)]);
    assert_eq!(read.second_hour, 2);
}

#[test]
fn a_column_is_that_of_one_channel() {
    let mut mapping = mapping(CsvUnit::Kwh);
    mapping.export_kwh = Some("in".into());
    let faults = read_csv(FILE, &mapping, Width::QuarterHour.into(), "Asia/Seoul").unwrap_err();
    assert_eq!(
        (faults[0].field.as_str(), faults[0].code.as_str()),
        ("export_kwh", "column_taken")
    );
}

#[test]
fn shipped_mappings_can_be_used() {
    for profile in built_in() {
        assert_eq!(check_mapping(&profile.mapping), Ok(()), "{}", profile.name);
        assert!(
            !profile.mapping.replace,
            "{}: a file's choice",
            profile.name
        );
    }
}

/// Reads a file of the steel works by its profile: each quarter-hour once, from `first` on without a gap. Its kWh.
fn steel(file: &[u8], first: DateTime<Utc>, quarters: usize) -> f64 {
    let mapping = &built_in()[0].mapping;
    // Local times are the profile's, wherever the site is.
    let read = read_csv(file, mapping, Width::QuarterHour.into(), "Europe/Berlin").unwrap();
    assert_eq!(
        (read.rows, read.empty, read.second_hour),
        (quarters as u64, 0, 0)
    );
    let rows = read.read.iter().map(|(_, row)| row.as_ref().unwrap());
    let times: Vec<_> = rows.clone().map(|row| row.at).collect();
    let expected =
        (0..quarters as i64).map(|quarter| first + chrono::Duration::minutes(15 * quarter));
    assert_eq!(times, expected.collect::<Vec<_>>());
    rows.map(|row| row.value).sum()
}

/// The sum of the second column, read without any of this.
fn second_column(file: &[u8]) -> f64 {
    let text = std::str::from_utf8(file).unwrap();
    let cells = text
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').nth(1));
    cells.map(|cell| cell.parse::<f64>().unwrap()).sum()
}

#[test]
fn quarter_hours_of_the_steel_works_end_at_their_time() {
    let file = include_bytes!("../../../samples/steel_sample.csv");
    let first = Utc.with_ymd_and_hms(2024, 2, 29, 15, 0, 0).unwrap();
    let kwh = steel(file, first, 288);
    assert!((kwh - second_column(file)).abs() < 1e-9, "{kwh}");
}

#[test]
fn the_published_file_of_the_steel_works_is_read() {
    const FILE: &str = "../../../shared/data/steel_industry_2018_jan_aug.csv";
    let path = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let Ok(file) = std::fs::read(path) else {
        println!("skipped: no file {FILE}");
        return;
    };
    let first = Utc.with_ymd_and_hms(2017, 12, 31, 15, 0, 0).unwrap();
    let kwh = steel(&file, first, 23_328);
    assert!((kwh - second_column(&file)).abs() < 1e-6, "{kwh}");
    println!("{kwh:.2} kWh");
}

fn price_mapping() -> PriceCsvQuery {
    PriceCsvQuery {
        time: "from".into(),
        pattern: "%d.%m.%Y %H:%M".into(),
        time_zone: Some("Europe/Berlin".into()),
        label: SlotLabel::Start,
        midnight: Midnight::StartOfDate,
        overlap: Overlap::Earlier,
        decimal: Some(','),
        price: "price".into(),
        unit: PriceUnit::PerMwh,
        currency: Currency::new("EUR").unwrap(),
        interval_minutes: 60,
        replace: false,
    }
}

/// Clocks go back on 25 October in Berlin: the day has 25 hours, and two o'clock comes twice.
#[test]
fn prices_of_a_day_of_25_hours_are_hours_of_utc() {
    let mut file = String::from("from;price\n");
    for hour in [0, 1, 2, 2].into_iter().chain(3..24) {
        file += &format!("25.10.2026 {hour:02}:00;{hour},25\n");
    }
    let read = read_price_csv(file.as_bytes(), &price_mapping(), Width::Hour).unwrap();
    assert_eq!((read.rows, read.second_hour), (25, 1));
    let prices: Vec<_> = read.read.into_iter().map(|(_, one)| one.unwrap()).collect();
    let first = Utc.with_ymd_and_hms(2026, 10, 24, 22, 0, 0).unwrap();
    for (hour, price) in (0..).zip(&prices) {
        assert_eq!(price.at, first + TimeDelta::hours(hour));
    }
    let amounts: Vec<_> = prices[..4].iter().map(|one| one.per_kwh).collect();
    let expected = ["0.00025", "0.00125", "0.00225", "0.00225"];
    assert_eq!(amounts, expected.map(|text| Amount::parse(text).unwrap()));
}

#[test]
fn a_price_is_read_in_the_unit_that_is_said() {
    let file = b"from;price\n01.03.2026 00:00;-81,2345\n01.03.2026 01:00;n/a\n01.03.2026 02:00;\n";
    for (unit, per_kwh) in [
        (PriceUnit::PerMwh, "-0.081235"),
        (PriceUnit::PerKwh, "-81.2345"),
    ] {
        let mapping = PriceCsvQuery {
            unit,
            ..price_mapping()
        };
        let read = read_price_csv(file, &mapping, Width::Hour).unwrap();
        assert_eq!((read.rows, read.empty, read.read.len()), (3, 1, 2));
        assert_eq!(
            read.read[0].1.as_ref().unwrap().per_kwh,
            Amount::parse(per_kwh).unwrap()
        );
        let (row, bad) = &read.read[1];
        let bad = bad.as_ref().unwrap_err();
        assert_eq!((*row, &*bad.column, &*bad.value), (3, "price", "n/a"));
    }
    let local = PriceCsvQuery {
        time_zone: None,
        ..price_mapping()
    };
    let faults = read_price_csv(file, &local, Width::Hour).unwrap_err();
    assert_eq!(
        (&*faults[0].field, &*faults[0].code),
        ("time.time_zone", "required")
    );
    let other = PriceCsvQuery {
        price: "eur".into(),
        ..price_mapping()
    };
    let faults = read_price_csv(file, &other, Width::Hour).unwrap_err();
    assert_eq!(
        (&*faults[0].field, &*faults[0].code),
        ("price", "no_such_column")
    );
}
