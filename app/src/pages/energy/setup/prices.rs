//! Market prices: until when they are known, and rows of a file to paste. It works without script.

use leptos::prelude::*;
use model::auth::Permission;
use model::energy::{CsvAnswer, PriceSeries};
use model::ids::SiteId;
use serde::{Deserialize, Serialize};

use super::api::{KeepPrices, load_price_series};
use super::mapping::PATTERNS;
use super::rejected::Answer;
use crate::components::{
    Card, Instant, Notice, ScrollTable, SelectField, SelectOption, TextField, count,
};
use crate::layout::loaded;
use crate::wire::load;
use crate::words::{energy_prices as words, energy_setup as setup_words};

/// Rows of prices as they are pasted, and how they are read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedPrices {
    pub series: String,
    pub currency: String,
    pub interval_minutes: String,
    pub time: String,
    pub pattern: String,
    pub time_zone: String,
    /// `start` or `end`.
    pub label: String,
    pub price: String,
    /// `kWh` or `MWh`.
    pub unit: String,
    pub decimal: String,
    /// `true` or `false`.
    pub replace: String,
    pub rows: String,
}

#[cfg(feature = "ssr")]
impl TypedPrices {
    /// How the rows are to be read. What that has to be is `services`' to say.
    pub(super) fn mapping(&self) -> Result<model::energy::PriceCsvQuery, crate::error::AppError> {
        use model::energy::{PriceCsvQuery, PriceUnit};
        use model::ingest::{Midnight, Overlap, SlotLabel};
        use model::money::Currency;

        let malformed = |field: &str, message: String| -> crate::error::AppError {
            services::Error::invalid(&format!("prices[{field}]"), "malformed", message).into()
        };
        let none_of = |field: &str, text: &str, choices: &str| {
            malformed(field, words::is_none_of(text, choices))
        };
        let zone = self.time_zone.trim();
        Ok(PriceCsvQuery {
            time: self.time.trim().to_owned(),
            pattern: self.pattern.trim().to_owned(),
            time_zone: (!zone.is_empty()).then(|| zone.to_owned()),
            label: match self.label.as_str() {
                "start" => SlotLabel::Start,
                "end" => SlotLabel::End,
                other => return Err(none_of("label", other, "start, end")),
            },
            midnight: Midnight::default(),
            overlap: Overlap::default(),
            decimal: self.decimal.chars().next(),
            price: self.price.trim().to_owned(),
            unit: PriceUnit::parse(&self.unit)
                .ok_or_else(|| none_of("unit", &self.unit, "kWh, MWh"))?,
            currency: Currency::new(self.currency.trim())
                .map_err(|fault| malformed("currency", fault.to_string()))?,
            interval_minutes: self
                .interval_minutes
                .parse()
                .map_err(|_| none_of("interval_minutes", &self.interval_minutes, "15, 30, 60"))?,
            replace: self.replace == "true",
        })
    }
}

/// The card; who may not change the site sees until when prices are known.
#[component]
pub(super) fn PricesCard(
    site: SiteId,
    /// The site's, which local times are in unless said otherwise.
    zone: String,
    currency: String,
    may_change: bool,
) -> impl IntoView {
    let keep = ServerAction::<KeepPrices>::new();
    let kept = RwSignal::new(0_u32);
    Effect::new(move |_| {
        if matches!(keep.value().get(), Some(Ok(_))) {
            kept.update(|times| *times += 1);
        }
    });
    let list = load(move || kept.get(), |_| load_price_series());
    let answer = move || keep.value().get().and_then(Result::ok);
    view! {
        <div class="stack" id="prices">
            <Card title=words::MARKET_PRICES>
                <p class="note">{words::ABOUT_MARKET_PRICES}</p>
                {loaded(list, Permission::Operate, 3, |series: Vec<PriceSeries>, _| table(series))}
                {may_change.then(|| form(site, zone, currency, keep))}
            </Card>
            {move || answer().map(|answer: CsvAnswer| view! { <Answer id=site answer new=words::prices_new/> })}
        </div>
    }
    .into_any()
}

fn table(series: Vec<PriceSeries>) -> AnyView {
    if series.is_empty() {
        return view! { <p class="note">{words::NO_PRICES_YET}</p> }.into_any();
    }
    let rows = series
        .into_iter()
        .map(|one| {
            view! {
                <tr>
                    <th scope="row">{one.name}</th>
                    <td>{one.currency.as_str().to_owned()}</td>
                    <td class="num">{count(one.count)}</td>
                    <td>
                        <Instant at=one.first_at/>
                    </td>
                    <td>
                        <Instant at=one.until/>
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <ScrollTable label=words::MARKET_PRICES>
            <thead>
                <tr>
                    <th scope="col">{words::SERIES}</th>
                    <th scope="col">{words::CURRENCY}</th>
                    <th scope="col">{words::PRICES}</th>
                    <th scope="col">{words::FROM}</th>
                    <th scope="col">{words::KNOWN_UNTIL}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </ScrollTable>
    }
    .into_any()
}

fn form(site: SiteId, zone: String, currency: String, keep: ServerAction<KeepPrices>) -> AnyView {
    let errors = Signal::derive(move || keep.value().get().and_then(Result::err));
    let options = |words: &[(&'static str, &'static str)]| -> Vec<SelectOption> {
        let words = words.iter();
        words
            .map(|(value, word)| SelectOption::new(*value, *word))
            .collect()
    };
    let minutes = ["60", "30", "15"].map(|one| SelectOption::new(one, setup_words::minutes(one)));
    let labels = options(&[
        ("start", setup_words::THE_BEGINNING_OF_ITS_INTERVAL),
        ("end", setup_words::THE_END_OF_ITS_INTERVAL),
    ]);
    let decimals = options(&[
        (".", setup_words::POINT_12_5),
        (",", setup_words::COMMA_12_5),
    ]);
    let units = options(&[("MWh", "MWh"), ("kWh", "kWh")]);
    let others = options(&[
        ("false", words::ARE_REFUSED),
        ("true", words::TAKE_THE_PLACE),
    ]);
    let patterns = PATTERNS.map(|pattern| view! { <option value=pattern></option> });
    view! {
        <details class="data-table" open=move || errors.with(Option::is_some)>
            <summary>{words::PASTE_PRICES}</summary>
        <ActionForm action=keep attr:class="form form-wide">
            <input type="hidden" name="site" value=site.to_string()/>
            {move || {
                errors
                    .get()
                    .map(|error| view! { <Notice tone="critical">{error.message}</Notice> })
            }}
            <datalist id="price-patterns">{patterns.collect_view()}</datalist>
            <div class="two-columns">
                <TextField label=words::SERIES name="prices[series]" hint=words::NAME_SUCH_AS_DE_LU required=true errors/>
                <TextField label=words::CURRENCY name="prices[currency]" value=currency hint=setup_words::ISO_4217_SUCH_AS_EUR required=true errors/>
                <SelectField label=words::EACH_PRICE_HOLDS name="prices[interval_minutes]" options=minutes.into() errors/>
                <SelectField label=words::A_PRICE_IS_PER name="prices[unit]" options=units errors/>
                <TextField label=words::COLUMN_OF_THE_PRICE name="prices[price]" required=true errors/>
                <SelectField label=setup_words::DECIMAL name="prices[decimal]" options=decimals errors/>
                <TextField label=words::COLUMN_OF_THE_TIME name="prices[time]" hint=setup_words::SUCH_AS_TIME_OR required=true errors/>
                <TextField label=setup_words::PATTERN name="prices[pattern]" list="price-patterns" hint=setup_words::SUCH_AS_A_PATTERN required=true errors/>
                <TextField label=setup_words::TIME_ZONE_OF_LOCAL_TIMES name="prices[time_zone]" value=zone hint=setup_words::IANA_NAME_TIMES_WITH_AN_OFFSET errors/>
                <SelectField label=setup_words::A_TIME_IS name="prices[label]" options=labels errors/>
                <SelectField label=words::PRICES_THAT_DIFFER name="prices[replace]" options=others errors/>
            </div>
            <div class="field">
                <label for="price-rows">{words::ROWS}</label>
                <textarea id="price-rows" name="prices[rows]" rows="8" class="mono" spellcheck="false"></textarea>
            </div>
            <button class="button" type="submit" disabled=move || keep.pending().get()>
                {words::KEEP_PRICES}
            </button>
        </ActionForm>
        </details>
    }
    .into_any()
}
