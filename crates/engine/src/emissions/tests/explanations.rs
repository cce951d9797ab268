//! Every line of an explanation, typed into a calculator, gives its kilograms.

use model::emissions::Explanation;
use model::ids::EventId;
use model::ingest::TemperatureControl;
use proptest::prelude::*;

use super::properties::any_event;
use super::*;

/// A pocket calculator: numbers, `x`, `/`, `-`, parentheses; words are skipped.
struct Calculator<'t> {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token<'t>>>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Token<'t> {
    Number(f64),
    Sign(&'t str),
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    for word in text.split_whitespace() {
        let mut rest = word;
        while let Some(inner) = rest.strip_prefix('(') {
            found.push(Token::Sign("("));
            rest = inner;
        }
        let bare = rest.trim_end_matches(')');
        if let Ok(number) = bare.parse::<f64>() {
            found.push(Token::Number(number));
        } else if ["x", "/", "-"].contains(&bare) {
            found.push(Token::Sign(bare));
        }
        found.extend(rest[bare.len()..].chars().map(|_| Token::Sign(")")));
    }
    found
}

impl Calculator<'_> {
    fn result(text: &str) -> f64 {
        let mut calculator = Calculator {
            tokens: tokens(text).into_iter().peekable(),
        };
        let result = calculator.difference();
        assert_eq!(
            calculator.tokens.next(),
            None,
            "`{text}` is not one calculation"
        );
        result
    }

    fn take(&mut self, sign: &str) -> bool {
        self.tokens
            .next_if(|token| *token == Token::Sign(sign))
            .is_some()
    }

    fn difference(&mut self) -> f64 {
        let mut value = self.product();
        while self.take("-") {
            value -= self.product();
        }
        value
    }

    fn product(&mut self) -> f64 {
        let mut value = self.number();
        loop {
            if self.take("x") {
                value *= self.number();
            } else if self.take("/") {
                value /= self.number();
            } else {
                return value;
            }
        }
    }

    fn number(&mut self) -> f64 {
        if self.take("(") {
            let value = self.difference();
            assert!(self.take(")"), "an open parenthesis");
            return value;
        }
        match self.tokens.next() {
            Some(Token::Number(number)) => number,
            other => panic!("a number is missing at {other:?}"),
        }
    }
}

#[track_caller]
fn assert_checks_out(explanation: &Explanation) {
    let Some(summary) = &explanation.estimate else {
        assert!(explanation.no_factor_reason.is_some());
        return;
    };
    let mut exact = 0;
    for step in &explanation.steps {
        let typed = Calculator::result(&step.arithmetic);
        let tolerance = 1e-9 * step.co2e_kg.abs();
        assert!(
            (typed - step.co2e_kg).abs() <= tolerance,
            "`{}` gives {typed}, not {}",
            step.arithmetic,
            step.co2e_kg
        );
        let stated: f64 = step.co2e_kg_exact.parse().unwrap();
        assert!(
            (stated - step.co2e_kg).abs() <= 1.001e-6 + tolerance,
            "{}",
            step.co2e_kg_exact
        );
        exact += step.co2e_kg_exact.replace('.', "").parse::<i64>().unwrap();
        for id in &step.factor_ids {
            assert!(
                explanation.factors.iter().any(|factor| factor.id == *id),
                "{id}"
            );
        }
    }
    assert_eq!(
        Milligrams(exact).kg(),
        summary.co2e_kg,
        "the lines add up to the total"
    );
    assert!(explanation.headline.contains("kg CO2e"));
    assert!(explanation.interval_basis.contains('±'));
}

fn explained(event_type: EventType, activity: &Activity) -> Explanation {
    explain(&catalogue(), EventId(7), &input(event_type, activity), None)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn every_explanation_checks_out((event_type, activity, year, period) in any_event()) {
        let base = input(event_type, &activity);
        let occurred_at = june(year);
        let base = EstimateInput {
            occurred_at,
            ends_at: period.then(|| occurred_at + chrono::TimeDelta::minutes(61)),
            grid_region_fallback: Some("UK"),
            ..base
        };
        assert_checks_out(&explain(&catalogue(), EventId(1), &base, None));
    }
}

#[test]
fn a_refrigerated_trip_reads_like_this() {
    let activity = Activity {
        load_factor: Some(0.6),
        empty_distance_factor: Some(0.2),
        temperature_control: Some(TemperatureControl::Refrigerated),
        fuel: None,
        ..road("artic_33_plus", 412.0)
    };
    let explanation = explained(EventType::Logistics, &activity);
    assert_checks_out(&explanation);
    let lines: Vec<&str> = explanation
        .steps
        .iter()
        .map(|step| step.arithmetic.as_str())
        .take(6)
        .collect();
    assert_eq!(
        lines,
        [
            "412 km x 0.64734 kg CO2e per km",
            "412 km x (1.06921 - 0.64734) kg CO2e per km x 0.6 load factor",
            "412 km x 0.2 / (1 - 0.2) empty x 0.64734 kg CO2e per km",
            "412 km x (0.748 - 0.64734) kg CO2e per km",
            "412 km x ((1.23699 - 0.748) - (1.06921 - 0.64734)) kg CO2e per km x 0.6 load factor",
            "412 km x 0.2 / (1 - 0.2) empty x (0.748 - 0.64734) kg CO2e per km",
        ]
    );
    assert!(
        explanation
            .headline
            .starts_with("412 km by articulated lorry over 33 t")
    );
    let choices = explanation.choices.join("\n");
    for words in ["AR5", "diesel", "Empty distance", "United Kingdom"] {
        assert!(choices.contains(words), "{words} is not among:\n{choices}");
    }
    assert!(explanation.inputs.contains(&"load_factor: 0.6".to_owned()));
    assert!(
        explanation
            .factors
            .iter()
            .all(|factor| factor.licence == "OGL-UK-3.0")
    );
}

#[test]
fn choices_are_stated() {
    let states = |event_type, activity: &Activity, words: &str| {
        let choices = explained(event_type, activity).choices.join("\n");
        assert!(choices.contains(words), "{words} is not among:\n{choices}");
    };
    let air = freight(Mode::Air, None, 5000.0, 100.0);
    states(EventType::Logistics, &air, "without radiative forcing");
    states(EventType::Logistics, &air, "long haul");
    let fuel = Activity {
        fuel: Some("diesel".to_owned()),
        fuel_used_l: Some(9.0),
        ..Activity::default()
    };
    states(EventType::Factory, &fuel, "average blend");
    states(
        EventType::Factory,
        &fuel,
        "one place other than the publisher's own file",
    );
    let power = |region: &str| Activity {
        electricity_kwh: Some(9.0),
        grid_region: Some(region.to_owned()),
        ..Activity::default()
    };
    states(EventType::Factory, &power("KR"), "life cycle");
    states(EventType::Factory, &power("KR"), "nearest published year");
    states(EventType::Factory, &power("US-CA"), "its country");
    states(EventType::Factory, &power("US-CAMX"), "missing, not zero");
    states(EventType::Factory, &power("UK"), "Location-based");
    let leak = Activity {
        refrigerant: Some("R-448A".to_owned()),
        refrigerant_leak_kg: Some(1.0),
        ..Activity::default()
    };
    states(EventType::Warehouse, &leak, "AR6");
    states(EventType::Warehouse, &leak, "licence is not verified");
    let sea = freight(Mode::Sea, None, 100.0, 100.0);
    states(EventType::Logistics, &sea, "container ship of average size");
    states(
        EventType::Logistics,
        &Activity {
            vehicle_class: Some("lpg_tanker_average".to_owned()),
            ..sea
        },
        "missing, not zero",
    );
    let van = Activity {
        fuel: None,
        ..road("van_ii", 10.0)
    };
    states(EventType::Delivery, &van, "diesel");
}

#[test]
fn an_old_estimate_is_explained_with_its_own_factors() {
    let activity = Activity {
        fuel: Some("diesel".to_owned()),
        fuel_used_l: Some(100.0),
        ..Activity::default()
    };
    let catalogue = catalogue();
    let base = EstimateInput {
        occurred_at: june(2026),
        ..input(EventType::Factory, &activity)
    };
    let id = |id: &str| catalogue.by_id(id).unwrap();
    let stored = [
        id("fuel-diesel-average-biofuel-blend-l-ttw-uk-2025"),
        id("fuel-diesel-average-biofuel-blend-l-wtt-uk-2025"),
    ];
    let then = explain(&catalogue, EventId(1), &base, Some(&stored));
    assert_checks_out(&then);
    assert_eq!(
        then.steps[0].arithmetic,
        "100 L x 2.57082 kg CO2e per litre"
    );
    let now = explain(&catalogue, EventId(1), &base, None);
    assert_eq!(now.steps[0].arithmetic, "100 L x 2.58354 kg CO2e per litre");
}

#[test]
fn power_is_explained_where_it_was_drawn_then() {
    let activity = Activity {
        electricity_kwh: Some(100.0),
        ..Activity::default()
    };
    let catalogue = catalogue();
    let france = EstimateInput {
        grid_region_fallback: Some("FR"),
        ..input(EventType::Factory, &activity)
    };
    let then = estimate(&catalogue, &france).unwrap();
    // The site has moved to Poland since.
    let poland = EstimateInput {
        grid_region_fallback: Some("PL"),
        ..france
    };
    let explained = explain(&catalogue, EventId(1), &poland, Some(&then.factors));
    assert_eq!(explained.estimate.unwrap().co2e_kg, then.co2e.kg());
    let unrelated = [catalogue.by_id("water-supply-m3-supply-uk-2025").unwrap()];
    let broken = explain(&catalogue, EventId(1), &poland, Some(&unrelated));
    assert!(broken.no_factor_reason.is_some());
}

#[test]
fn an_event_without_factor_says_why() {
    let activity = freight(Mode::InlandWaterway, None, 100.0, 1000.0);
    let explanation = explained(EventType::Logistics, &activity);
    assert_eq!(explanation.estimate, None);
    assert!(
        explanation
            .no_factor_reason
            .unwrap()
            .contains("inland waterways")
    );
    assert!(
        explanation
            .inputs
            .contains(&"mode: inland_waterway".to_owned())
    );
}
