//! What every use case needs at hand.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use engine::emissions::Catalogue;
use model::ids::JobId;
use model::monitoring::Thresholds;
use model::settings::MapTiles;
use parking_lot::Mutex;
use store::Db;
use tokio::sync::{Mutex as AsyncMutex, Notify, Semaphore, SemaphorePermit};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use crate::auth::SessionKeys;
use crate::clock::Clock;
use crate::emissions::FactorSetCache;
use crate::energy::SourceOptions;
use crate::energy::providers::Providers;
use crate::error::{Error, Result};
use crate::ingest::PostQueue;
use crate::jobs::Schedule;
use crate::language::Writer;
use crate::learning::{AnswerCache, BasisCache};
use crate::live::LiveBus;
use crate::notifications::{Courier, Post, SmtpSettings};

/// Choices made at start, from the settings.
#[derive(Debug, Clone)]
pub struct Options {
    /// Folder of uploads and scratch files.
    pub data_dir: PathBuf,
    /// The address people type; decides whether cookies are `Secure`.
    pub public_url: String,
    /// Whether the demo runs, with its known accounts.
    pub is_demo: bool,
    /// Key that signs sessions.
    pub secret: Vec<u8>,
    /// A session ends after this many hours without a request.
    pub session_hours: u32,
    /// Longest life of an API token, in days.
    pub token_days_max: u32,
    /// Failed logins per account within the window; per address ten times as many.
    pub login_failures_max: u32,
    /// The window of failed logins, in seconds.
    pub login_window_seconds: u32,
    /// Rows of an import per transaction.
    pub chunk_rows: usize,
    /// Days that rows are kept as they came; `None` keeps them for good.
    pub raw_days: Option<u32>,
    /// Days that measurements of sites are kept; `None` keeps them for good.
    pub measurement_days: Option<u32>,
    /// Days that market prices are kept, where an organisation says nothing else; `None` keeps them for good.
    pub market_price_days: Option<u32>,
    /// Events that a review of their quality reads together; a range with more is reviewed in pieces.
    pub review_events: usize,
    /// Imports that run side by side.
    pub imports_at_once: usize,
    /// From which excess an entity is a hotspot, where an organisation says nothing else.
    pub thresholds: Thresholds,
    /// Scans an alert stays pending before it fires.
    pub pending_scans: u32,
    /// Where e-mail goes out; `None`: it does not.
    pub smtp: Option<SmtpSettings>,
    /// Who words texts; `None`: the rules' own stand.
    pub language: Option<Arc<Writer>>,
    /// Grid region of organisations that set none.
    pub default_grid_region: Option<String>,
    /// Who is asked about the grid and the weather.
    pub providers: Arc<Providers>,
    /// What sources of measurements may reach.
    pub sources: SourceOptions,
    /// Raster tiles below the map's own land; `None`: no other host is asked.
    pub map_tiles: Option<MapTiles>,
    /// Who this process is among those that share a database. No two live processes have the same,
    /// and a successor has the same as the one it replaces, so that it may take over at once what
    /// that one was working on. `None` for short-lived processes.
    pub node: Option<String>,
}

impl Options {
    /// Sensible values for a process whose files live in `data_dir`.
    #[must_use]
    pub fn new(data_dir: PathBuf, secret: Vec<u8>) -> Self {
        Self {
            data_dir,
            public_url: "http://127.0.0.1:3000".to_owned(),
            is_demo: false,
            secret,
            session_hours: 12,
            token_days_max: 365,
            login_failures_max: 10,
            login_window_seconds: 900,
            chunk_rows: 5_000,
            raw_days: None,
            measurement_days: None,
            market_price_days: None,
            review_events: 1_000_000,
            imports_at_once: 1,
            thresholds: Thresholds::default(),
            pending_scans: 1,
            smtp: None,
            language: None,
            default_grid_region: None,
            providers: Arc::new(Providers::default()),
            sources: SourceOptions::default(),
            map_tiles: None,
            node: None,
        }
    }
}

/// Handles shared by all use cases; cheap to clone.
#[derive(Debug, Clone)]
pub struct Services {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    db: Db,
    clock: Arc<dyn Clock>,
    options: Options,
    catalogue: Arc<Catalogue>,
    live: LiveBus,
    courier: Arc<dyn Courier>,
    session_keys: SessionKeys,
    factor_sets: FactorSetCache,
    posts: PostQueue,
    bases: BasisCache,
    answers: AnswerCache,
    imports: Arc<Semaphore>,
    turns: Semaphore,
    working_on: Mutex<HashSet<JobId>>,
    import_ended: Notify,
    wording: AsyncMutex<()>,
    schedule: OnceLock<Arc<dyn Schedule>>,
    tasks: TaskTracker,
    stop: CancellationToken,
    process: Uuid,
}

impl Services {
    /// Puts the handles together. The database is open and migrated.
    #[must_use]
    pub fn new(db: Db, clock: Arc<dyn Clock>, courier: Arc<dyn Courier>, options: Options) -> Self {
        let session_keys = SessionKeys::new(&options.secret);
        let imports = Arc::new(Semaphore::new(options.imports_at_once.max(1)));
        Self {
            inner: Arc::new(Inner {
                db,
                clock,
                catalogue: Catalogue::published(),
                live: LiveBus::default(),
                courier,
                session_keys,
                factor_sets: FactorSetCache::default(),
                posts: PostQueue::default(),
                bases: BasisCache::default(),
                answers: AnswerCache::default(),
                imports,
                turns: Semaphore::new(1),
                working_on: Mutex::new(HashSet::new()),
                import_ended: Notify::new(),
                wording: AsyncMutex::new(()),
                schedule: OnceLock::new(),
                tasks: TaskTracker::new(),
                stop: CancellationToken::new(),
                process: Uuid::now_v7(),
                options,
            }),
        }
    }

    /// The live bus, to which sockets subscribe.
    #[must_use]
    pub fn live(&self) -> &LiveBus {
        &self.inner.live
    }

    /// Who delivers notifications.
    pub(crate) fn courier(&self) -> &dyn Courier {
        &*self.inner.courier
    }

    /// Who words texts, where somebody is set up.
    #[must_use]
    pub fn language(&self) -> Option<&Writer> {
        self.inner.options.language.as_deref()
    }

    /// What was chosen at start.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.inner.options
    }

    /// The clock all use cases share.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        &*self.inner.clock
    }

    /// The published factors.
    #[must_use]
    pub fn catalogue(&self) -> &Arc<Catalogue> {
        &self.inner.catalogue
    }

    /// Tells what runs by itself; the first to say so is right.
    pub fn keep_schedule(&self, schedule: Arc<dyn Schedule>) {
        // A second schedule of the same process is the same one.
        let _ = self.inner.schedule.set(schedule);
    }

    pub(crate) fn schedule(&self) -> Option<&dyn Schedule> {
        self.inner.schedule.get().map(|schedule| &**schedule)
    }

    /// Work that outlives a request: imports, group commits, announcements.
    #[must_use]
    pub fn tasks(&self) -> &TaskTracker {
        &self.inner.tasks
    }

    /// Cancelled when the process is to stop.
    #[must_use]
    pub fn stop(&self) -> &CancellationToken {
        &self.inner.stop
    }

    /// Stops taking work on and waits until everything running reached a safe point.
    pub async fn shut_down(&self) {
        self.inner.stop.cancel();
        self.inner.tasks.close();
        self.inner.tasks.wait().await;
        self.inner.db.close().await;
    }

    /// Tells this process's own messages from those of others.
    pub(crate) fn process(&self) -> Uuid {
        self.inner.process
    }

    pub(crate) fn db(&self) -> &Db {
        &self.inner.db
    }

    pub(crate) fn session_keys(&self) -> &SessionKeys {
        &self.inner.session_keys
    }

    pub(crate) fn factor_sets(&self) -> &FactorSetCache {
        &self.inner.factor_sets
    }

    pub(crate) fn bases(&self) -> &BasisCache {
        &self.inner.bases
    }

    pub(crate) fn answers(&self) -> &AnswerCache {
        &self.inner.answers
    }

    pub(crate) fn posts(&self) -> &PostQueue {
        &self.inner.posts
    }

    /// Imports this process works on, so that none is taken up twice.
    pub(crate) fn working_on(&self) -> &Mutex<HashSet<JobId>> {
        &self.inner.working_on
    }

    /// Told whenever this process is done with an import, however it ended.
    pub(crate) fn import_ended(&self) -> &Notify {
        &self.inner.import_ended
    }

    /// A turn to compute for long: scenarios, and forecasts and plans of sites, come one after the other,
    /// which keeps a core for everybody else.
    pub(crate) async fn turn(&self) -> Result<SemaphorePermit<'_>> {
        let turn = self.inner.turns.acquire().await;
        turn.map_err(Error::internal)
    }

    /// Held by whoever has recommendations worded: those who wait for a language model together would
    /// use each other's time up.
    pub(crate) fn wording(&self) -> &AsyncMutex<()> {
        &self.inner.wording
    }

    pub(crate) fn imports(&self) -> &Arc<Semaphore> {
        &self.inner.imports
    }
}

impl Services {
    /// Opens nothing and changes nothing: whether the database answers and fits.
    ///
    /// # Errors
    /// `Unavailable` naming what is wrong.
    pub async fn check(&self) -> crate::Result<()> {
        let findings = self.db().check().await?;
        let faults: Vec<_> = findings
            .iter()
            .filter(|finding| !finding.is_ok)
            .map(|finding| format!("{}: {}", finding.subject, finding.detail))
            .collect();
        if faults.is_empty() {
            Ok(())
        } else {
            Err(crate::Error::Unavailable(faults.join("; ")))
        }
    }

    /// The same in detail, for the command line: what was looked at, whether it is right, how.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn findings(&self) -> crate::Result<Vec<(String, bool, String)>> {
        let findings = self.db().check().await?;
        Ok(findings
            .into_iter()
            .map(|finding| (finding.subject.to_owned(), finding.is_ok, finding.detail))
            .collect())
    }
}

impl Services {
    /// Opens the database, brings its schema up to date, publishes the factors, and puts the
    /// handles together.
    ///
    /// # Errors
    /// `Unavailable` or `Internal` when the database cannot be used.
    pub async fn open(
        url: &str,
        connections_max: u32,
        clock: Arc<dyn Clock>,
        options: Options,
    ) -> crate::Result<Self> {
        let mut open = store::OpenOptions::new(url);
        open.max_connections = connections_max.max(2);
        let db = Db::open(&open).await?;
        db.migrate().await?;
        let courier = Post::new(options.smtp.as_ref()).map_err(crate::Error::Unavailable)?;
        let services = Self::new(db, clock, Arc::new(courier), options);
        let mut system = services.db().system_write().await?;
        store::emissions::factors::publish(&mut system, services.catalogue().factors()).await?;
        system.commit().await?;
        Ok(services)
    }
}
