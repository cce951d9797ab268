//! Electricity of a site: what is set about it, what its meters measured, what is expected and planned.

mod advice;
mod answers;
mod carbon_aware;
mod followed;
mod interval;
mod measurement;
mod overview;
mod plan;
mod price;
mod quality;
mod rollup;
mod score;
mod shifting;
mod site;
mod sizes;
mod source;
mod tariff;
mod weather;
mod width;
mod window;

pub use advice::{AdviceAnswer, AdviceRequest, MissingPiece};
pub use answers::{
    IntensityBasis, IntensityMethod, LoadBasis, LoadForecast, LoadMethod, LoadPoint, PriceBasis,
    PriceMethod, SolarBasis, SolarMethod, SolarModel, SolarResidual, TemperatureBasis,
};
pub use carbon_aware::{
    BATCH_FORECASTS, EmissionsData, EmissionsQuery, GridForecastPoint, GridForecastQuery,
    GridForecastRequest, LocationForecast,
};
pub use followed::{FollowedSide, FollowedStep, MadePlan, PlanFollowed};
pub use interval::{INTERVAL_MUST, Interval, IntervalError};
pub use measurement::{
    BATCH_MEASUREMENTS, Channel, CsvAnswer, CsvQuery, CsvUnit, Measurement, MeasurementAnswer,
    MeasurementPage, MeasurementQuery, NewMeasurements, RejectedMeasurement,
};
pub use overview::{
    EnergyDay, EnergyOutlook, EnergyOverview, EnergySetup, EnergySiteNow, ExpectedStep, PowerFlow,
};
pub use plan::{EnergyPlan, PlanBasis, PlanMode, PlanQuery, PlanTotals, PlannedStep};
pub use price::{
    MarketPrice, NewPrice, NewPrices, PriceCsvQuery, PricePage, PriceQuery, PriceSeries, PriceUnit,
    SERIES_CHARS_MAX, SERIES_MUST, is_series_name,
};
pub use quality::{
    ApproveMeasurement, ChannelQuality, ChannelWindow, FilledBasis, FlaggedMeasurement,
    JudgedMeasurement, MeasurementQuality,
};
pub use rollup::{EnergyRollup, RolledChannel, RolledStep, RollupQuery};
pub use score::{
    AccuracyWindow, EnergyAccuracy, ForecastMethod, ForecastQuantity, ForecastScore, NaiveMethod,
    PastForecast, PastForecastQuery, PastPoint, QuantityAccuracy,
};
pub use shifting::{ShiftAnswer, ShiftPlacement, ShiftQuery};
pub use site::{
    BatterySettings, ChannelExtent, DeferrableLoad, EnergySite, EnergySiteState, MeteredEvents,
    Mounting, SolarArray, TariffOffer,
};
pub use sizes::{
    BatterySize, DayLeftOut, LeftOutDay, MarginalGain, NoPayback, SIZES_DAYS, SIZES_MAX,
    SizesAnswer, SizesBasis, SizesQuery, TriedKind, TriedSize, YearlySaving,
};
pub use source::{
    FileStatus, MeasurementProfile, MeasurementSource, NewSource, ReadCounts, SOURCES_MAX,
    SourceFile, SourceReads, SourceState,
};
pub use tariff::{DemandCharge, DemandPeriod, EnergyPrice, FeedIn, Tariff};
pub use weather::{ArrayPower, WeatherPoint, WeatherProvider};
pub use width::Width;
pub use window::{TimeOfDay, TimeOfDayError, Window};
