//! Without temperatures, forecasts are what they were before any could be given: recorded then.

use super::choice::uneven;
use super::*;

#[test]
fn without_temperatures_nothing_is_different() {
    // Days, the sum of all values, of all upper ends, the sixth and the twenty-first value, letters of the choice.
    for (width, days, then, letters) in [
        (
            Width::QuarterHour,
            20,
            [
                142.608_333_333_333_58,
                165.881_666_666_666_52,
                0.521_666_666_666_666_7,
                0.526_666_666_666_666_6,
            ],
            2_277,
        ),
        (
            Width::QuarterHour,
            40,
            [
                144.633_333_333_333_44,
                166.411_666_666_666_75,
                0.526_666_666_666_666_6,
                0.53,
            ],
            2_323,
        ),
        (
            Width::HalfHour,
            20,
            [
                143.521_804_504_109_8,
                164.047_420_722_268_24,
                1.047_870_953_878_629_3,
                4.950_570_674_573_788,
            ],
            1_290,
        ),
        (
            Width::HalfHour,
            40,
            [
                144.241_736_824_087_84,
                165.276_839_589_952_46,
                1.055_053_160_163_449_9,
                5.004_843_722_375_599,
            ],
            1_351,
        ),
        (
            Width::Hour,
            20,
            [
                142.324_337_576_865_36,
                165.110_914_741_730_8,
                10.122_803_918_020_841,
                2.099_473_771_908_658,
            ],
            859,
        ),
        (
            Width::Hour,
            40,
            [
                142.097_640_074_700_4,
                167.431_972_114_934_47,
                9.884_183_727_690_626,
                2.089_323_657_229_176_2,
            ],
            742,
        ),
    ] {
        let per_hour = (60 / width.minutes()) as usize;
        let measurements = measure(width, days * width.per_day() + 3, uneven(per_hour));
        let made = forecast(width, BERLIN, &measurements, None).unwrap();
        let now = [
            made.points.iter().map(|point| point.kwh).sum::<f64>(),
            made.points.iter().filter_map(|point| point.high_kwh).sum(),
            made.points[5].kwh,
            made.points[20].kwh,
        ];
        for (now, then) in now.into_iter().zip(then) {
            assert!(
                (now - then).abs() <= 1e-12 * then,
                "{width:?} {days}: {now} {then}"
            );
        }
        let written = serde_json::to_string(&made.choice).unwrap();
        assert_eq!(written.len(), letters, "{written}");
        assert_eq!(made.temperature, None);
    }
}
