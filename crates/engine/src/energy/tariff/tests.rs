//! Tariffs as they are written down, their prices at the seams of time, and bills added up by hand.

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use model::energy::{MarketPrice, Tariff};
use model::money::{Amount, Currency};
use proptest::prelude::*;

use super::*;
use crate::energy::steps::{Steps, Width};

const TIME_OF_USE: &str = r#"{
    "currency": "EUR",
    "import": {
        "kind": "time_of_use",
        "windows": [
            {"name": "peak", "days": ["Mon", "Tue", "Wed", "Thu", "Fri"], "from": "08:00", "to": "20:00", "per_kwh": "0.32"},
            {"name": "night", "days": ["Sun", "Mon"], "from": "22:00", "to": "06:30", "per_kwh": "0.18"}
        ],
        "otherwise_per_kwh": "0.25"
    },
    "feed_in": {"kind": "paid", "price": {"kind": "flat", "per_kwh": "0.08"}},
    "demand_charge": {"per_kw": "9.50", "interval": "quarter_hour", "period": "month"},
    "standing_charge_per_day": "0.40"
}"#;

fn tariff(json: &str) -> Tariff {
    serde_json::from_str(json).unwrap()
}

fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

fn at(month: u32, day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, month, day, hour, minute, 0)
        .unwrap()
}

fn steps(start: DateTime<Utc>, width: Width, count: usize) -> Steps {
    Steps::new(start, width, count).unwrap()
}

#[test]
fn a_tariff_is_stored_as_json() {
    let read = tariff(TIME_OF_USE);
    assert_eq!(check(&read), Ok(()));
    let written = serde_json::to_string(&read).unwrap();
    assert_eq!(tariff(&written), read);
    for (from, to) in [
        ("08:00", "8:00"),
        ("08:00", "08:10"),
        ("20:00", "25:00"),
        ("Fri", "Foo"),
    ] {
        let broken = TIME_OF_USE.replace(from, to);
        assert!(serde_json::from_str::<Tariff>(&broken).is_err(), "{to}");
    }
}

#[test]
fn windows_are_those_of_the_clock_on_the_wall() {
    let berlin = Tz::Europe__Berlin;
    for (moment, price, why) in [
        (at(3, 2, 6, 45), "0.25", "Monday 07:45"),
        (at(3, 2, 7, 0), "0.32", "Monday 08:00"),
        (at(3, 2, 18, 45), "0.32", "Monday 19:45"),
        (at(3, 2, 19, 0), "0.25", "Monday 20:00"),
        (
            at(3, 2, 5, 15),
            "0.18",
            "Monday 06:15, the night that began on Sunday",
        ),
        (at(3, 2, 5, 30), "0.25", "Monday 06:30"),
        (at(3, 4, 3, 0), "0.25", "Wednesday 04:00, after no night"),
        (at(3, 7, 9, 0), "0.25", "Saturday"),
        (
            at(3, 30, 6, 0),
            "0.32",
            "Monday 08:00 after the clocks went forward",
        ),
        (
            at(3, 29, 20, 0),
            "0.18",
            "Sunday 22:00 after the clocks went forward",
        ),
    ] {
        let prices = prices(
            &tariff(TIME_OF_USE),
            &steps(moment, Width::QuarterHour, 1),
            berlin,
            None,
        )
        .unwrap();
        assert_eq!(prices.import_per_kwh, [amount(price)], "{why}");
        assert_eq!(prices.export_per_kwh, [amount("0.08")]);
    }
}

#[test]
fn an_hour_over_a_seam_has_the_mean_price() {
    // Monday 06:00 to 07:00: half night, half otherwise.
    let prices = prices(
        &tariff(TIME_OF_USE),
        &steps(at(3, 2, 5, 0), Width::Hour, 1),
        Tz::Europe__Berlin,
        None,
    )
    .unwrap();
    assert_eq!(prices.import_per_kwh, [amount("0.215")]);
}

#[test]
fn windows_may_be_those_of_a_season() {
    let summer = TIME_OF_USE.replace(r#""peak", "#, r#""peak", "months": [6, 7, 8], "#);
    let price = |moment| {
        prices(
            &tariff(&summer),
            &steps(moment, Width::Hour, 1),
            Tz::Europe__Berlin,
            None,
        )
        .unwrap()
        .import_per_kwh
    };
    assert_eq!(price(at(3, 2, 9, 0)), [amount("0.25")]);
    assert_eq!(price(at(7, 6, 9, 0)), [amount("0.32")]);
}

#[test]
fn what_cannot_be_meant_is_named() {
    for (from, to, fault) in [
        (
            r#""to": "06:30""#,
            r#""to": "09:00""#,
            "import.windows[1]: `night` overlaps with `peak`; each quarter-hour must have one price",
        ),
        (
            r#""to": "20:00""#,
            r#""to": "08:00""#,
            "import.windows[0]: `peak` begins and ends at 08:00; it must last longer",
        ),
        (
            r#"["Sun", "Mon"]"#,
            "[]",
            "import.windows[1].days: must name at least one day of the week",
        ),
        (
            r#""night", "#,
            r#""night", "months": [13], "#,
            "import.windows[1].months: 13 must be 1 to 12",
        ),
        (
            "9.50",
            "-1",
            "demand_charge.per_kw: -1.00 must not be below 0",
        ),
        (
            "0.40",
            "-0.4",
            "standing_charge_per_day: -0.40 must not be below 0",
        ),
    ] {
        let error = check(&tariff(&TIME_OF_USE.replace(from, to))).unwrap_err();
        assert_eq!(error.to_string(), fault);
    }
}

fn dynamic(series: &str) -> Tariff {
    let json = r#"{"currency": "EUR", "import": {"kind": "dynamic", "added_per_kwh": "0.15"SERIES},
            "feed_in": {"kind": "unpaid"}, "standing_charge_per_day": "0"}"#;
    tariff(&json.replace("SERIES", series))
}

const DE_LU: &str = r#", "series": "DE-LU""#;

/// Quarter-hours from midnight of 2 March on, and the hour from four o'clock.
fn market(currency: &str) -> MarketPrices {
    let quarters = ["0.10", "0.20", "-0.30", "-0.40", "0.05", "0.06"];
    let mut prices: Vec<MarketPrice> = (0..)
        .zip(quarters)
        .map(|(quarter, price)| MarketPrice {
            at: at(3, 2, 0, 0) + TimeDelta::minutes(15 * quarter),
            interval: Width::QuarterHour,
            per_kwh: amount(price),
        })
        .collect();
    prices.push(MarketPrice {
        at: at(3, 2, 4, 0),
        interval: Width::Hour,
        per_kwh: amount("0.08"),
    });
    let mut market = MarketPrices::default();
    market.insert("DE-LU", Currency::new(currency).unwrap(), &prices);
    market
}

#[test]
fn a_dynamic_price_is_the_markets_and_an_addition() {
    let market = market("EUR");
    let price = |moment, width, count| {
        let steps = steps(moment, width, count);
        prices(&dynamic(DE_LU), &steps, Tz::UTC, Some(&market))
    };
    let hour = price(at(3, 2, 0, 0), Width::Hour, 1).unwrap();
    assert_eq!(hour.import_per_kwh, [amount("0.05")]);
    assert_eq!(hour.export_per_kwh, [amount("0")]);
    let quarter = price(at(3, 2, 0, 30), Width::QuarterHour, 2).unwrap();
    assert_eq!(quarter.import_per_kwh, ["-0.15", "-0.25"].map(amount));
    assert_eq!(quarter.as_numbers().0, [-0.15, -0.25]);
    let part = price(at(3, 2, 4, 30), Width::HalfHour, 1).unwrap();
    assert_eq!(part.import_per_kwh, [amount("0.23")]);
    assert_eq!(
        price(at(3, 2, 1, 0), Width::Hour, 1)
            .unwrap_err()
            .to_string(),
        "market: there is no price for all of the interval from 2026-03-02 01:00:00 UTC"
    );
    assert!(price(at(3, 1, 23, 0), Width::Hour, 1).is_err());
}

#[test]
fn nothing_stands_in_for_an_unknown_price() {
    let steps = steps(at(3, 2, 0, 0), Width::Hour, 6);
    let known = known_prices(&dynamic(DE_LU), &steps, Tz::UTC, Some(&market("EUR"))).unwrap();
    let hours = [Some("0.05"), None, None, None, Some("0.23"), None];
    assert_eq!(known.import_per_kwh, hours.map(|hour| hour.map(amount)));
    // What is fed in is not paid for at any time.
    assert_eq!(known.export_per_kwh, [Some(amount("0")); 6]);
    let market = market("EUR");
    for (from, until) in [
        (at(3, 2, 0, 20), at(3, 2, 1, 30)),
        (at(3, 2, 1, 30), at(3, 2, 1, 30)),
        (at(3, 2, 4, 0), at(3, 2, 5, 0)),
    ] {
        assert_eq!(market.known_until("DE-LU", from), until);
    }
    assert_eq!(market.known_until("NO2", at(3, 2, 0, 0)), at(3, 2, 0, 0));
}

#[test]
fn a_market_that_says_nothing_is_named() {
    let steps = steps(at(3, 2, 0, 0), Width::Hour, 1);
    let (euro, krone) = (market("EUR"), market("NOK"));
    for (tariff, market, words) in [
        (
            dynamic(""),
            Some(&euro),
            "import: the price moves with a market, and no series of market prices is named",
        ),
        (
            dynamic(DE_LU),
            None,
            "import: no market prices are known of the series DE-LU",
        ),
        (
            dynamic(r#", "series": "NO2""#),
            Some(&euro),
            "import: no market prices are known of the series NO2",
        ),
        (
            dynamic(DE_LU),
            Some(&krone),
            "import: the market prices of DE-LU are in NOK, the tariff is in EUR",
        ),
        (
            dynamic(r#", "series": "a/b""#),
            Some(&euro),
            "import.series: `a/b` must be 1 to 60 letters, digits, spaces, -, _ or ., such as DE-LU, and no space around them",
        ),
    ] {
        let fault = known_prices(&tariff, &steps, Tz::UTC, market).unwrap_err();
        assert_eq!(fault.to_string(), words);
    }
}

#[test]
fn a_bill_by_hand() {
    // Monday 2 March, 07:00 to 09:00 in Berlin: an hour at 0.25, an hour at 0.32.
    let steps = steps(at(3, 2, 6, 0), Width::QuarterHour, 8);
    let usage = Usage {
        steps: &steps,
        import_kwh: &[1.0, 2.0, 0.0, 1.5, 4.0, 0.25, 0.0, 1.0],
        export_kwh: &[0.0, 0.0, 3.0, 0.0, 0.0, 0.0, 2.0, 0.0],
    };
    let bill = bill(&tariff(TIME_OF_USE), usage, Tz::Europe__Berlin, None).unwrap();
    assert_eq!(bill.import, amount("2.805")); // 4.5 x 0.25 + 5.25 x 0.32
    assert_eq!(bill.feed_in, amount("0.40"));
    assert_eq!(bill.demand, amount("152.00")); // 16 kW x 9.50
    assert_eq!(bill.standing, amount("0.033333")); // 2 of 24 hours
    assert_eq!(bill.total, amount("154.438333"));
    assert_eq!(bill.peaks.len(), 1);
    assert_eq!((bill.peaks[0].at, bill.peaks[0].kw), (at(3, 2, 7, 0), 16.0));
}

#[test]
fn peaks_are_means_of_the_tariffs_interval_in_each_month() {
    let hourly = TIME_OF_USE.replace("quarter_hour", "hour");
    // The last hour of March and the first of April in Berlin.
    let quarters = steps(at(3, 31, 21, 0), Width::QuarterHour, 8);
    let usage = Usage {
        steps: &quarters,
        import_kwh: &[1.0, 2.0, 3.0, 4.0, 9.0, 0.0, 0.0, 0.0],
        export_kwh: &[0.0; 8],
    };
    let peaks = |json: &str, usage| {
        let bill = bill(&tariff(json), usage, Tz::Europe__Berlin, None).unwrap();
        let peaks = bill.peaks.iter();
        peaks
            .map(|peak| (peak.period.to_string(), peak.kw, peak.measured_over_minutes))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        peaks(&hourly, usage),
        [
            ("2026-03-01".into(), 10.0, 60),
            ("2026-04-01".into(), 9.0, 60)
        ]
    );
    assert_eq!(
        peaks(&TIME_OF_USE.replace("month", "year"), usage),
        [("2026-01-01".into(), 36.0, 15)]
    );
    let hours = steps(at(3, 31, 21, 0), Width::Hour, 2);
    let usage = Usage {
        steps: &hours,
        import_kwh: &[10.0, 9.0],
        export_kwh: &[0.0; 2],
    };
    // Known by the hour only: it says so.
    assert_eq!(
        peaks(TIME_OF_USE, usage),
        [
            ("2026-03-01".into(), 10.0, 60),
            ("2026-04-01".into(), 9.0, 60)
        ]
    );
}

#[test]
fn a_short_day_bears_a_whole_standing_charge() {
    // 29 March in Berlin has 23 hours.
    let steps = steps(at(3, 28, 23, 0), Width::Hour, 23);
    let usage = Usage {
        steps: &steps,
        import_kwh: &[0.0; 23],
        export_kwh: &[0.0; 23],
    };
    let bill = bill(&tariff(TIME_OF_USE), usage, Tz::Europe__Berlin, None).unwrap();
    assert_eq!(bill.standing, amount("0.40"));
}

#[test]
fn energy_that_is_none_is_refused() {
    let steps = steps(at(3, 2, 0, 0), Width::Hour, 2);
    let bill = |import_kwh: &[f64], export_kwh: &[f64]| {
        let usage = Usage {
            steps: &steps,
            import_kwh,
            export_kwh,
        };
        let bill = bill(&tariff(TIME_OF_USE), usage, Tz::UTC, None);
        bill.unwrap_err().to_string()
    };
    assert_eq!(bill(&[1.0], &[0.0; 2]), "import_kwh: 1 values for 2 steps");
    assert_eq!(
        bill(&[1.0, -2.0], &[0.0; 2]),
        "import_kwh[1]: -2 must be kWh from 0 to 1e9"
    );
    assert_eq!(
        bill(&[1.0, 2.0], &[f64::NAN, 0.0]),
        "export_kwh[0]: NaN must be kWh from 0 to 1e9"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// However a period is cut at midnights, the bills of its days add up to the bill of the whole, but
    /// for the rounding of each line.
    #[test]
    fn bills_of_days_add_up(kwh in prop::collection::vec((0.0..500.0f64, 0.0..50.0f64), 72)) {
        let (import, export): (Vec<_>, Vec<_>) = kwh.into_iter().unzip();
        let json = TIME_OF_USE.replace("9.50", "0");
        let bill = |from: usize, to: usize| {
            let steps = steps(at(3, 27, 23, 0), Width::Hour, 72);
            let steps = Steps::new(steps.at(from), Width::Hour, to - from).unwrap();
            let usage = Usage { steps: &steps, import_kwh: &import[from..to], export_kwh: &export[from..to] };
            bill(&tariff(&json), usage, Tz::Europe__Berlin, None).unwrap().total.micros()
        };
        let days = bill(0, 24) + bill(24, 47) + bill(47, 72);
        prop_assert!((bill(0, 72) - days).abs() <= 12, "{days}");
    }
}
