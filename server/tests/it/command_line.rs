//! The program as an analyst runs it in a terminal: a file in, a model out.

use std::fmt::Write;
use std::process::Output;

use chrono::{Datelike, Duration, NaiveDate, Timelike};

use crate::support::process::{Place, free_addr};

/// Ten weeks of quarter-hours in the layout of the steel works' file: each row ends at its time, and midnight
/// stands at the end of its own date.
fn steel_works() -> String {
    let mut file = String::from(
        "date,Usage_kWh,Lagging_Current_Reactive.Power_kVarh,Leading_Current_Reactive_Power_kVarh,CO2(tCO2),\
         Lagging_Current_Power_Factor,Leading_Current_Power_Factor,NSM,WeekStatus,Day_of_week,Load_Type\n",
    );
    let begin = NaiveDate::from_ymd_opt(2018, 1, 1).and_then(|day| day.and_hms_opt(0, 0, 0));
    let begin = begin.expect("a day");
    for quarter in 0..70 * 96 {
        let at = begin + Duration::minutes(15 * quarter);
        let end = at + Duration::minutes(15);
        let is_weekend = at.weekday().num_days_from_monday() >= 5;
        let works = (8..18).contains(&at.hour()) && !is_weekend;
        let uneven = f64::from((at.day() * 7 + at.hour() * 3 + at.minute()) % 11) / 4.0;
        let (kwh, load) = match (works, at.hour() % 2) {
            (false, _) => (4.0 + uneven, "Light_Load"),
            (true, 0) => (40.0 + uneven, "Medium_Load"),
            (true, _) => (80.0 + uneven, "Maximum_Load"),
        };
        let status = if is_weekend { "Weekend" } else { "Weekday" };
        let date = at.date().format("%d/%m/%Y");
        let (time, day) = (end.format("%H:%M"), at.format("%A"));
        let seconds = at.num_seconds_from_midnight();
        let line = format!("{date} {time},{kwh},1,0,0,90,100,{seconds},{status},{day},{load}");
        writeln!(file, "{line}").expect("text");
    }
    file
}

fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}{error}");
    text
}

#[test]
fn a_factory_model_is_trained_on_an_imported_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = Place {
        data_dir: folder.path(),
        database_url: format!("sqlite://{}", folder.path().join("nexus.db").display()),
        addr: free_addr(),
    };
    // The first start makes the organisation.
    drop(place.serve_without_jobs());
    let run = |args: &[&str]| {
        let output = place.command().args(args).output();
        said(&output.expect("the program runs"))
    };
    let path = folder.path().join("steel.csv");
    std::fs::write(&path, steel_works()).expect("a file");
    let path = path.to_str().expect("a path");
    let imported = run(&["ingest", path, "--profile", "steel-industry"]);
    assert!(imported.contains("accepted 6720 "), "{imported}");

    let trained = run(&[
        "train",
        "--model",
        "factory",
        "--holdout-from",
        "2018-02-26T00:00:00Z",
    ]);
    assert!(trained.contains("factory version 1: "), "{trained}");
    assert!(trained.contains("champion"), "{trained}");
    assert!(trained.contains("90 % interval holds"), "{trained}");
}
