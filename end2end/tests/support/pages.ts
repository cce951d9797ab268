// Where things are on each page, by the role and name a screen reader would use. Every selector of the tests is in this file.
import type { Locator, Page } from "@playwright/test";

/** Pages that anyone signed in as admin can open: the title in the bar, and a part that only this page has. */
export const PAGES = [
  { path: "/", title: "Dashboard", part: "Emission pulse" },
  { path: "/activity", title: "Activity", part: "Events" },
  { path: "/data-quality", title: "Data quality", part: "All suppliers" },
  { path: "/hotspots", title: "Hotspots", part: "Above their baselines" },
  { path: "/recommendations", title: "Recommendations", part: "Queue" },
  { path: "/recommendations?view=board", title: "Recommendations", part: "Board" },
  { path: "/what-if", title: "What if", part: "Some things done differently" },
  { path: "/goals", title: "Goals", part: "Saved until New Year" },
  { path: "/energy", title: "Energy", part: "Demo Cold Store Lyon" },
  { path: "/import", title: "Import", part: "Imports so far" },
  { path: "/settings/users", title: "Settings", part: "New user" },
  { path: "/settings/tokens", title: "Settings", part: "New token" },
  { path: "/settings/profiles", title: "Settings", part: "Import profiles" },
  { path: "/settings/factors", title: "Settings", part: "Emission factors" },
  { path: "/settings/organisation", title: "Settings", part: "Organisation" },
  { path: "/settings/prices", title: "Settings", part: "Prices" },
  { path: "/settings/models", title: "Settings", part: "Logistics model" },
  { path: "/settings/notifications", title: "Settings", part: "New channel" },
  { path: "/settings/jobs", title: "Settings", part: "Jobs" },
  { path: "/settings/audit", title: "Settings", part: "Audit log" },
];

export class SignIn {
  readonly email: Locator;
  readonly password: Locator;
  readonly button: Locator;
  readonly problem: Locator;

  constructor(page: Page) {
    this.email = page.getByLabel("Email");
    this.password = page.getByLabel("Password", { exact: true });
    this.button = page.getByRole("button", { name: "Sign in" });
    this.problem = page.getByRole("alert");
  }

  async submit(email: string, password: string): Promise<void> {
    await this.email.fill(email);
    await this.password.fill(password);
    await this.button.click();
  }
}

/** The first start of a server: its organisation and its first administrator. */
export class Setup {
  readonly code: Locator;
  readonly organisation: Locator;
  readonly name: Locator;
  readonly email: Locator;
  readonly password: Locator;
  readonly create: Locator;

  constructor(page: Page) {
    this.code = page.getByLabel("One-time code");
    this.organisation = page.getByLabel("Organisation");
    this.name = page.getByLabel("Your name");
    this.email = page.getByLabel("Email");
    this.password = page.getByLabel("Password", { exact: true });
    this.create = page.getByRole("button", { name: "Create and sign in" });
  }

  async fill(of: Record<"code" | "organisation" | "name" | "email" | "password", string>): Promise<void> {
    for (const [field, text] of Object.entries(of)) await this[field as keyof typeof of].fill(text);
  }
}

/** What surrounds every page. */
export class Frame {
  readonly heading: Locator;
  readonly navigation: Locator;
  readonly loading: Locator;
  readonly demoNotice: Locator;
  readonly account: Locator;
  readonly signOut: Locator;
  readonly toasts: Locator;
  /** Whether figures move by themselves. */
  readonly connection: Locator;
  /** In place of a part of the program that did not come. */
  readonly notFetched: Locator;
  readonly newVersion: Locator;

  constructor(private readonly page: Page) {
    this.connection = page.locator(".live-pill");
    this.notFetched = page.getByRole("alert").filter({ hasText: "This part did not load" });
    this.newVersion = page.getByRole("link", { name: "New version: reload" });
    this.toasts = page.locator(".toasts");
    this.heading = page.getByRole("heading", { level: 1 });
    this.navigation = page.getByRole("navigation", { name: "Main" });
    this.loading = page.getByRole("status", { name: "Loading", exact: true });
    this.demoNotice = page.getByText("Demo data", { exact: true });
    this.account = page.getByLabel(/^Account of /);
    this.signOut = page.getByRole("button", { name: "Sign out" });
  }

  part(name: string): Locator {
    return this.page.getByRole("region", { name, exact: true });
  }

  loadingIn(part: Locator): Locator {
    return part.getByRole("status", { name: "Loading", exact: true });
  }

  /** In place of what is not there yet: its heading, why, and often what fills it. */
  empty(title: string): Locator {
    return this.page.locator(".state").filter({ has: this.page.getByRole("heading", { name: title, exact: true }) });
  }

  wayOn(words: string): Locator {
    return this.page.getByRole("main").getByText(words, { exact: true }).first();
  }

  theme(word: string): Locator {
    return this.page.getByRole("form", { name: "Colours" }).getByRole("button", { name: word });
  }
}

export class Dashboard {
  readonly pulse: Locator;
  readonly donut: Locator;
  readonly series: Locator;
  readonly drawing: Locator;
  readonly feed: Locator;
  readonly quality: Locator;
  readonly suppliers: Locator;
  readonly forecast: Locator;
  readonly hotspots: Locator;
  readonly advice: Locator;
  readonly saved: Locator;
  readonly rate: Locator;
  readonly total: Locator;
  readonly range: Locator;
  readonly onlyCategory: Locator;
  readonly showAll: Locator;
  readonly events: Locator;
  /** Says that the figures are not those of now. */
  readonly stale: Locator;

  constructor(private readonly page: Page) {
    this.stale = page.getByRole("status").filter({ hasText: "These figures" });
    this.pulse = page.getByRole("region", { name: "Emission pulse" });
    this.donut = page.getByRole("region", { name: "By category" });
    this.series = page.getByRole("region", { name: "Emissions over time" });
    this.drawing = this.series.locator("canvas");
    this.feed = page.getByRole("region", { name: "Activity" });
    this.quality = page.getByRole("region", { name: "Data quality" });
    this.suppliers = page.getByRole("region", { name: "Top suppliers" });
    this.forecast = page.getByRole("region", { name: "Forecast" });
    this.hotspots = page.getByRole("region", { name: "Hotspots" });
    this.advice = page.getByRole("region", { name: "To decide" });
    this.saved = page.getByRole("region", { name: "Saved against goal" });
    this.rate = this.pulse.getByTestId("pulse-rate");
    this.total = this.donut.getByTestId("total");
    this.range = page.getByLabel(/^Date range/);
    this.onlyCategory = page.getByText(/^Only /);
    this.showAll = page.getByRole("link", { name: "show all" });
    this.events = this.feed.getByRole("listitem");
  }

  cards(): Locator[] {
    return [this.pulse, this.donut, this.series, this.feed, this.quality, this.suppliers, this.forecast, this.saved];
  }

  /** The legend doubles as the keyboard's way to a slice. */
  slice(category: string): Locator {
    return this.donut.getByRole("link", { name: category });
  }

  async kilogramsOf(category: string): Promise<number> {
    return kilograms(await this.slice(category).locator("strong").innerText());
  }

  toDecide(title: string): Locator {
    return this.advice.getByTestId("next-recommendation").filter({ has: this.page.getByRole("link", { name: title, exact: true }) });
  }

  /** A step of what waits for a decision; a `<summary>` has the name of the button that it opens. */
  step(title: string, word: string): Locator {
    return this.toDecide(title).getByRole("button", { name: new RegExp(`^${word}: `) }).and(this.page.locator("button"));
  }

  topHotspot(entity: string): Locator {
    return this.hotspots.getByTestId("top-hotspot").filter({ has: this.page.getByText(entity, { exact: true }) });
  }

  preset(words: string): Locator {
    return this.page.getByRole("link", { name: words, exact: true });
  }
}

/** The map on the dashboard, and the tables that say the same. */
export class EmissionMap {
  readonly card: Locator;
  readonly view: Locator;
  readonly land: Locator;
  readonly lines: Locator;
  readonly glow: Locator;
  readonly marks: Locator;
  readonly opened: Locator;
  readonly alarms: Locator;
  /** Places drawn as one. */
  readonly clusters: Locator;
  readonly legend: Locator;
  readonly all: Locator;
  readonly showTable: Locator;
  readonly places: Locator;
  readonly routes: Locator;

  constructor(page: Page) {
    this.card = page.getByRole("region", { name: "Emission map" });
    this.view = this.card.getByRole("application");
    this.land = this.view.locator("path.map-land");
    this.lines = this.view.locator("path.map-line");
    this.glow = this.view.locator("canvas");
    this.marks = this.view.locator(".map-mark");
    this.opened = this.view.locator(".leaflet-popup-content");
    this.alarms = this.marks.filter({ has: page.locator("[class*=map-ring-]") });
    this.clusters = this.view.getByRole("button", { name: /and \d+ more/ });
    this.legend = this.card.locator(".map-legend");
    this.all = this.card.getByRole("button", { name: "All places" });
    this.showTable = this.card.getByText("Show as table");
    this.places = this.card.getByRole("group", { name: "Places on the map" }).locator("tbody").getByRole("row");
    this.routes = this.card.getByRole("group", { name: "Routes on the map" }).locator("tbody").getByRole("row");
  }

  clusterCalled(name: string): Locator {
    return this.clusters.filter({ has: this.view.page().getByText(name, { exact: true }) });
  }

  mark(name: RegExp): Locator {
    return this.view.getByRole("button", { name });
  }

  place(name: string): Locator {
    return this.places.filter({ has: this.card.page().getByRole("rowheader", { name, exact: true }) });
  }
}

export class Import {
  readonly file: Locator;
  readonly preview: Locator;
  readonly profile: Locator;
  readonly eventType: Locator;
  readonly timeTemplate: Locator;
  readonly timePattern: Locator;
  readonly timeZone: Locator;
  readonly trial: Locator;
  readonly profileName: Locator;
  readonly saveProfile: Locator;
  readonly saved: Locator;
  readonly start: Locator;
  readonly history: Locator;

  constructor(private readonly page: Page) {
    this.file = page.locator("#import-file");
    this.preview = page.getByRole("group", { name: "First rows of the file" }).getByRole("table");
    this.profile = page.getByLabel("Start from", { exact: true });
    this.eventType = page.getByLabel("Every row is", { exact: true });
    this.timeTemplate = page.getByLabel("Text made of columns");
    this.timePattern = page.getByLabel("Pattern", { exact: true });
    this.timeZone = page.getByLabel("Time zone of local times");
    this.trial = page.getByRole("group", { name: "What the first rows become" }).locator("tbody").getByRole("row");
    this.profileName = page.getByLabel("Name of this mapping");
    this.saveProfile = page.getByRole("button", { name: "Save mapping" });
    this.saved = page.getByRole("status").filter({ hasText: "Saved as" });
    this.start = page.getByRole("button", { name: "Start import" });
    this.history = page.getByRole("group", { name: "Imports so far" }).locator("tbody").getByRole("row");
  }

  fieldOf(column: string): Locator {
    return this.page.getByLabel(`Field for the column ${column}`, { exact: true });
  }

  unitOf(column: string): Locator {
    return this.page.getByLabel(`Unit of the column ${column}`, { exact: true });
  }

  /** Takes a field into the list of what is the same for every row; its own input then is `constant`. */
  async addConstant(field: string): Promise<void> {
    await this.page.getByLabel("Add a value").selectOption(field);
  }

  constant(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }
}

/** The page of one import. */
export class ImportJob {
  readonly progress: Locator;
  readonly status: Locator;
  readonly total: Locator;
  readonly errors: Locator;
  readonly takeBack: Locator;
  readonly confirmTakeBack: Locator;

  constructor(private readonly page: Page) {
    this.progress = page.getByRole("progressbar", { name: "Progress of the import" });
    this.status = page.getByTestId("job-status");
    this.total = page.getByTestId("job-total");
    this.errors = page.getByRole("link", { name: "All rejected rows (CSV)" });
    this.takeBack = page.getByRole("button", { name: "Take this import back" });
    this.confirmTakeBack = page.getByRole("dialog").getByRole("button", { name: "Take it back" });
  }

  /** How far it is; `null` while nobody knows. */
  async percent(): Promise<number | null> {
    return this.progress.evaluate((bar: HTMLProgressElement) => (bar.position < 0 ? null : 100 * bar.position));
  }

  async rows(count: "read" | "accepted" | "duplicate" | "rejected" | "skipped"): Promise<number> {
    return wholeNumber(await this.page.getByTestId(`rows-${count}`).innerText());
  }
}

export class Activity {
  readonly table: Locator;
  readonly rows: Locator;
  readonly links: Locator;
  readonly kilograms: Locator;
  readonly type: Locator;
  readonly when: Locator;
  readonly filter: Locator;
  readonly next: Locator;
  readonly exportCsv: Locator;

  constructor(page: Page) {
    this.table = page.getByRole("group", { name: "Events" }).getByRole("table");
    this.rows = this.table.locator("tbody").getByRole("row");
    this.links = this.rows.getByRole("link");
    this.kilograms = this.rows.locator("td:last-child");
    this.type = page.getByLabel("Type", { exact: true });
    this.when = page.getByLabel("When", { exact: true });
    this.filter = page.getByRole("button", { name: "Filter" });
    this.next = page.getByRole("link", { name: "Next page" });
    this.exportCsv = page.getByRole("link", { name: "Export CSV" });
  }

  column(name: string): Locator {
    return this.table.getByRole("columnheader", { name });
  }
}

/** The panel that says how a figure came about. */
export class Explanation {
  readonly panel: Locator;
  readonly headline: Locator;
  readonly total: Locator;
  readonly contributions: Locator;
  readonly factors: Locator;

  constructor(page: Page) {
    this.panel = page.getByRole("region", { name: "How the kilograms came about" });
    this.headline = this.panel.getByTestId("headline");
    const arithmetic = this.panel.getByRole("group", { name: "Arithmetic" });
    this.total = arithmetic.locator("tfoot td");
    this.contributions = arithmetic.locator("tbody td:last-child");
    this.factors = this.panel.getByRole("group", { name: "Factors" }).locator("tbody").getByRole("row");
  }
}

export class Settings {
  readonly users: Locator;
  readonly tokens: Locator;
  readonly profiles: Locator;
  readonly factors: Locator;
  readonly factorWords: Locator;
  readonly searchFactors: Locator;
  readonly tokenName: Locator;
  readonly createToken: Locator;
  readonly newToken: Locator;
  readonly auditLog: Locator;
  readonly auditRows: Locator;
  readonly auditActors: Locator;
  readonly auditAction: Locator;
  readonly auditWho: Locator;
  readonly filterAudit: Locator;
  readonly timeZone: Locator;
  readonly target: Locator;
  readonly thresholds: Locator;
  readonly marketPriceDays: Locator;
  readonly save: Locator;
  readonly saved: Locator;
  readonly newUser: Locator;

  constructor(private readonly page: Page) {
    this.auditActors = page.getByRole("group", { name: "Audit log" }).locator("tbody td:nth-child(2)");
    this.auditAction = page.getByRole("searchbox", { name: "Action" });
    this.auditWho = page.getByRole("searchbox", { name: "Who" });
    this.filterAudit = page.getByRole("button", { name: "Filter", exact: true });
    this.timeZone = page.getByLabel("Time zone", { exact: true });
    this.target = page.getByLabel(/^Target, kg/);
    this.thresholds = page.getByLabel(/^Hotspot thresholds/);
    this.marketPriceDays = page.getByLabel("Days that market prices are kept");
    this.save = page.getByRole("button", { name: "Save", exact: true });
    this.saved = page.getByRole("status").filter({ hasText: "Saved." });
    this.newUser = page.getByRole("region", { name: "New user" });
    this.auditLog = page.getByRole("link", { name: /^Audit log/ });
    this.auditRows = page.getByRole("group", { name: "Audit log" }).locator("tbody").getByRole("row");
    this.users = page.getByRole("group", { name: "Users" }).getByRole("row");
    this.tokens = page.getByRole("group", { name: "Tokens" }).getByRole("row");
    this.profiles = page.getByRole("group", { name: "Import profiles" }).getByRole("row");
    this.factors = page.getByRole("group", { name: "Factors" }).getByRole("table");
    this.factorWords = page.getByRole("searchbox", { name: "Words" });
    this.searchFactors = page.getByRole("button", { name: "Search" });
    this.tokenName = page.getByLabel("Name", { exact: true });
    this.createToken = page.getByRole("button", { name: "Create token" });
    this.newToken = page.getByTestId("token-secret");
  }

  price(what: string): Locator {
    return this.page.getByLabel(new RegExp(`^${what}: price per `));
  }

  sourceOfPrice(what: string): Locator {
    return this.page.getByLabel(`${what}: source of the price`, { exact: true });
  }

  roleOf(name: string): Locator {
    return this.page.getByLabel(`Role of ${name}`, { exact: true });
  }

  job(name: string): Locator {
    return this.page.getByRole("group", { name: "Jobs" }).getByRole("row").filter({ has: this.page.getByRole("rowheader", { name, exact: true }) });
  }

  runNow(job: string): Locator {
    return this.job(job).getByRole("button", { name: new RegExp(`^Run (now: )?${job}( now)?$`) });
  }

  /** The versions of a model, newest first. */
  versions(model: string): Locator {
    return this.page.getByRole("group", { name: `Versions of the ${model} model` }).locator("tbody").getByRole("row");
  }

  /** Number of the version that answers. */
  async answering(model: string): Promise<string> {
    return this.versions(model).filter({ hasText: "answers" }).getByRole("rowheader").innerText();
  }
}

/** "1,234.5" as a number; the page writes minus as U+2212. */
export function number(text: string): number {
  return Number(text.replace("−", "-").replace(/[^0-9.eE+-]/g, ""));
}

/** "1.23 t" or "250 g" in kilograms. */
export function kilograms(text: string): number {
  const [, figure, unit] = /^\s*([−0-9.,]+)\s(g|kg|t)\b/.exec(text) ?? [];
  if (figure === undefined || unit === undefined) throw new Error(`no mass: ${text}`);
  return number(figure) * { g: 0.001, kg: 1, t: 1000 }[unit as "g" | "kg" | "t"];
}

export function wholeNumber(text: string): number {
  return Number(text.replace(/[^0-9]/g, ""));
}

export class Hotspots {
  readonly entries: Locator;
  readonly scan: Locator;
  readonly bell: Locator;
  /** Whether this browser is to tell of alerts beside the page. */
  readonly tellMe: Locator;

  constructor(private readonly page: Page) {
    this.tellMe = page.getByLabel(/^Tell me of new alerts/);
    this.entries = page.getByTestId("hotspot");
    this.scan = page.getByRole("button", { name: "Scan now" });
    this.bell = page.getByRole("link", { name: /new alert/i });
  }

  of(entity: string): Locator {
    return this.entries.filter({ has: this.page.getByText(entity, { exact: true }) });
  }
}

/** One hotspot. */
export class HotspotPage {
  readonly week: Locator;
  readonly events: Locator;
  /** When the same stood out earlier. */
  readonly before: Locator;

  constructor(private readonly page: Page) {
    this.before = page.getByRole("region", { name: "Before", exact: true });
    this.week = page.getByRole("region", { name: "Its week" });
    this.events = page.getByRole("group", { name: "Largest events" }).locator("tbody").getByRole("row");
  }

  state(entity: string): Locator {
    return this.page.getByRole("region", { name: entity, exact: true });
  }
}

/** The queue, the board and what is closed. */
export class Recommendations {
  readonly entries: Locator;

  constructor(private readonly page: Page) {
    this.entries = page.getByTestId("recommendation");
  }

  column(name: string): Locator {
    return this.page.getByRole("region", { name, exact: true });
  }

  /** The board's card of one recommendation; titles are not its own, the same may be advised elsewhere. */
  card(column: string, path: string): Locator {
    return this.column(column).getByTestId("board-card").filter({ has: this.linkTo(path) });
  }

  entry(path: string): Locator {
    return this.entries.filter({ has: this.linkTo(path) });
  }

  titled(title: string): Locator {
    return this.entries.filter({ has: this.page.getByRole("link", { name: title, exact: true }) });
  }

  private linkTo(path: string): Locator {
    return this.page.locator(`a[href="${path}"]`);
  }
}

/** One recommendation. */
export class RecommendationPage {
  readonly facts: Locator;
  readonly payback: Locator;
  readonly assignee: Locator;
  readonly assign: Locator;
  readonly investment: Locator;
  readonly invest: Locator;

  constructor(private readonly page: Page) {
    this.facts = page.getByRole("group", { name: "Facts" }).locator("tbody").getByRole("row");
    this.payback = page.getByTestId("payback");
    this.assignee = page.getByLabel("Who does it");
    this.assign = page.getByRole("button", { name: "Assign" });
    this.investment = page.getByLabel("To buy once");
    this.invest = page.getByRole("button", { name: "Note", exact: true });
  }

  step(word: string): Locator {
    return this.page.getByRole("button", { name: new RegExp(`^${word}: `) });
  }

  status(word: string): Locator {
    return this.page.getByRole("region", { name: "What to do" }).getByText(word, { exact: true });
  }
}

/** What the keyboard opens. */
export class Palette {
  readonly field: Locator;
  readonly places: Locator;
  readonly keys: Locator;
  readonly singleKeys: Locator;
  /** What is around it, which wears the colours. */
  readonly page: Locator;

  constructor(page: Page) {
    this.page = page.locator("html");
    this.field = page.getByRole("combobox", { name: "Go to" });
    this.places = page.getByRole("listbox", { name: "Pages and commands" }).getByRole("option");
    this.keys = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    this.singleKeys = page.getByLabel("Hear single keys in this browser");
  }
}

/** A scenario, over a page or on its own. */
export class WhatIf {
  readonly open: Locator;
  readonly dialog: Locator;
  readonly changes: Locator;
  readonly name: Locator;
  readonly keep: Locator;
  readonly address: Locator;
  readonly supplier: Locator;
  readonly interval: Locator;
  readonly cost: Locator;
  readonly compared: Locator;
  readonly confirmRemoval: Locator;

  constructor(private readonly page: Page) {
    this.supplier = page.getByLabel("Supplier", { exact: true });
    this.interval = page.getByText(/^between .+ and .+/);
    this.cost = page.getByText(/^(Energy and freight|Cost is not known): /);
    this.compared = page.getByRole("group", { name: "Scenarios side by side" }).getByRole("table");
    this.confirmRemoval = page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true });
    this.open = page.getByRole("link", { name: "What if", exact: true });
    this.dialog = page.getByRole("dialog", { name: "What if" });
    this.changes = page.getByRole("list", { name: "Which change does how much" });
    this.name = page.getByLabel("Name of the scenario");
    this.keep = page.getByRole("button", { name: "Keep", exact: true });
    this.address = page.getByRole("link", { name: "Address of this scenario" });
  }

  lever(name: string): Locator {
    return this.page.getByRole("slider", { name, exact: true });
  }

  /** A lever that is a list of words. */
  choice(name: string): Locator {
    return this.page.getByRole("combobox", { name, exact: true });
  }

  leave(name: string): Locator {
    return this.page.getByRole("button", { name: `Leave as it is: ${name}` });
  }

  compare(name: string): Locator {
    return this.page.getByRole("checkbox", { name: `Compare ${name}`, exact: true });
  }

  advise(name: string): Locator {
    return this.keptAs(name).getByRole("button", { name: "Make this a recommendation" });
  }

  recommended(name: string): Locator {
    return this.keptAs(name).getByRole("link", { name: "Recommended" });
  }

  remove(name: string): Locator {
    return this.page.getByRole("button", { name: `Delete ${name}`, exact: true });
  }

  private keptAs(name: string): Locator {
    return this.page.getByRole("listitem").filter({ has: this.compare(name) });
  }

  side(word: string): Locator {
    return this.page.getByTestId("sides").locator("div").filter({ hasText: word });
  }
}

export class Goals {
  readonly add: Locator;
  readonly name: Locator;
  readonly counts: Locator;
  readonly from: Locator;
  readonly until: Locator;
  readonly tonnes: Locator;
  readonly set: Locator;
  readonly save: Locator;
  readonly leave: Locator;

  constructor(private readonly page: Page) {
    this.add = page.getByRole("link", { name: "Add a goal" });
    this.name = page.getByLabel("Name", { exact: true });
    this.counts = page.getByLabel("Counts", { exact: true });
    this.from = page.getByLabel("From", { exact: true });
    this.until = page.getByLabel("Until", { exact: true });
    this.tonnes = page.getByLabel("Tonnes CO₂e");
    this.set = page.getByRole("button", { name: "Set the goal" });
    this.save = page.getByRole("button", { name: "Save", exact: true });
    this.leave = page.getByRole("link", { name: "Leave as it is" });
  }

  card(name: string): Locator {
    return this.page.getByRole("region", { name, exact: true });
  }

  change(name: string): Locator {
    return this.page.getByRole("link", { name: `Change ${name}` });
  }
}

/** All sites' electricity. */
export class Energy {
  readonly addSite: Locator;
  readonly name: Locator;
  readonly gridRegion: Locator;
  readonly latitude: Locator;
  readonly longitude: Locator;
  readonly add: Locator;

  constructor(private readonly page: Page) {
    this.addSite = page.getByText("Add a site");
    this.name = page.getByLabel("Name", { exact: true });
    this.gridRegion = page.getByLabel("Grid region");
    this.latitude = page.getByLabel("Latitude");
    this.longitude = page.getByLabel("Longitude");
    this.add = page.getByRole("button", { name: "Add the site" });
  }

  site(name: string): Locator {
    return this.page.getByRole("region", { name, exact: true });
  }
}

/** What is set about a site's electricity, and its measurements out of a file. */
export class EnergySetup {
  readonly interval: Locator;
  readonly timeZone: Locator;
  readonly tariff: Locator;
  readonly currency: Locator;
  readonly price: Locator;
  readonly capacity: Locator;
  readonly charging: Locator;
  readonly discharging: Locator;
  readonly lowest: Locator;
  readonly save: Locator;
  readonly saved: Locator;
  readonly file: Locator;
  readonly firstRows: Locator;
  readonly time: Locator;
  readonly pattern: Locator;
  readonly zone: Locator;
  readonly import: Locator;
  readonly outcome: Locator;
  readonly rejected: Locator;
  readonly seePlan: Locator;
  readonly latitude: Locator;
  readonly savePlace: Locator;
  readonly placeSaved: Locator;

  constructor(private readonly page: Page) {
    this.latitude = page.getByLabel("Latitude");
    this.savePlace = page.getByRole("button", { name: "Save name and place" });
    this.placeSaved = page.getByRole("status").filter({ hasText: "Name and place saved." });
    this.interval = page.getByLabel("Interval", { exact: true });
    this.timeZone = page.getByLabel("Time zone", { exact: true });
    this.tariff = page.getByLabel("Tariff", { exact: true });
    // The tariff's; further down prices have one too.
    this.currency = page.getByLabel("Currency", { exact: true }).first();
    this.price = page.getByLabel("Price per kWh", { exact: true });
    this.capacity = page.getByLabel("Capacity, kWh");
    this.charging = page.getByLabel("Most it takes in, kW");
    this.discharging = page.getByLabel("Most it gives out, kW");
    this.lowest = page.getByLabel("Lowest state of charge");
    this.save = page.getByRole("button", { name: "Save", exact: true });
    this.saved = page.getByRole("status").filter({ hasText: "Saved." });
    this.file = page.locator("#import-file");
    this.firstRows = page.getByRole("group", { name: "First rows of the file" });
    this.time = page.getByLabel("Column, or text made of columns");
    const file = this.card("Measurements in this file");
    this.pattern = file.getByLabel("Pattern", { exact: true });
    this.zone = file.getByLabel("Time zone of local times");
    this.import = page.getByRole("button", { name: "Import measurements" });
    this.outcome = page.getByRole("region", { name: "What became of the file" });
    this.rejected = page.getByRole("group", { name: "Rejected rows" }).locator("tbody").getByRole("row");
    this.seePlan = page.getByRole("link", { name: "See forecast and plan" });
  }

  card(name: string): Locator {
    return this.page.getByRole("region", { name, exact: true });
  }

  /** A cell of the hours with a price of their own. */
  window(line: number, field: string): Locator {
    return this.line("Hours with a price of their own", line, field);
  }

  /** A cell of the runs that can wait. */
  load(line: number, field: string): Locator {
    return this.line("Runs that can wait", line, field);
  }

  /** A cell of the tariffs on offer. */
  offer(line: number, field: string): Locator {
    return this.line("Tariffs on offer", line, field);
  }

  private line(list: string, line: number, field: string): Locator {
    return this.page.getByLabel(`${list}, line ${line}: ${field}`, { exact: true });
  }

  channel(words: string): Locator {
    return this.page.getByLabel(words, { exact: true });
  }
}

/** What markets charge, for tariffs that move with them. */
export class EnergyPrices {
  readonly card: Locator;
  readonly paste: Locator;
  readonly rows: Locator;
  readonly keep: Locator;

  constructor(private readonly page: Page) {
    this.card = page.getByRole("region", { name: "Market prices", exact: true });
    this.paste = this.card.getByText("Paste prices");
    this.rows = this.card.getByLabel("Rows, the names of columns first");
    this.keep = this.card.getByRole("button", { name: "Keep prices" });
  }

  field(name: string): Locator {
    return this.card.getByLabel(name, { exact: true });
  }

  series(name: string): Locator {
    return this.card.getByRole("row").filter({ has: this.page.getByRole("rowheader", { name, exact: true }) });
  }
}

/** How files are read, under names, and where measurements are read from. */
export class EnergySources {
  readonly profile: Locator;
  readonly keepAs: Locator;
  readonly keep: Locator;
  readonly removeProfile: Locator;
  readonly card: Locator;
  readonly kind: Locator;
  readonly name: Locator;
  readonly readAs: Locator;
  readonly folder: Locator;
  readonly address: Locator;
  readonly add: Locator;
  readonly rows: Locator;

  constructor(private readonly page: Page) {
    this.profile = page.getByLabel("Profile", { exact: true });
    this.keepAs = page.getByLabel("Keep these choices as a profile");
    this.keep = page.getByRole("button", { name: "Keep", exact: true });
    this.removeProfile = page.getByRole("button", { name: "Remove this profile" });
    this.card = page.getByRole("region", { name: "Sources", exact: true });
    this.kind = this.card.getByLabel("What is read");
    this.name = this.card.getByLabel("Name", { exact: true });
    this.readAs = this.card.getByLabel("Read as");
    this.folder = this.card.getByLabel("Folder", { exact: true });
    this.address = this.card.getByLabel("Address", { exact: true });
    this.add = this.card.getByRole("button", { name: "Add source" });
    this.rows = this.card.locator("tbody").getByRole("row");
  }

  kept(name: string): Locator {
    return this.page.getByRole("status").filter({ hasText: `Kept as ${name}.` });
  }

  readNow(name: string): Locator {
    return this.card.getByRole("button", { name: `Read ${name} now` });
  }

  async remove(name: string): Promise<void> {
    await this.rows.filter({ hasText: name }).getByText("Remove", { exact: true }).click();
    await this.card.getByRole("button", { name: `Remove ${name}` }).click();
  }
}

/** One site's forecast and plan. */
export class EnergySite {
  readonly expected: Locator;
  readonly showTable: Locator;
  readonly rows: Locator;
  readonly basis: Locator;
  readonly accuracy: Locator;
  readonly measuredUpTo: Locator;
  readonly followed: Locator;
  readonly worth: Locator;
  readonly adjustments: Locator;
  readonly energy: Locator;
  readonly find: Locator;
  readonly best: Locator;
  readonly starts: Locator;
  readonly rollup: Locator;
  readonly showSteps: Locator;
  readonly steps: Locator;
  readonly trySizes: Locator;
  readonly tried: Locator;

  constructor(private readonly page: Page) {
    this.expected = page.getByTestId("expected-kwh");
    this.showTable = page.getByText("Figures as a table");
    this.rows = page.getByRole("group", { name: "Interval by interval" }).locator("tbody").getByRole("row");
    this.basis = page.getByTestId("basis");
    this.measuredUpTo = page.getByText(/^measured up to the interval of/);
    this.accuracy = page.getByTestId("accuracy");
    this.followed = this.card("Plan against what happened");
    this.worth = page.getByRole("slider", { name: "A kilogram CO₂e is worth" });
    this.adjustments = page.getByTestId("adjustments");
    this.energy = page.getByLabel("Energy, kWh");
    this.find = page.getByRole("button", { name: "Find the best time" });
    this.best = page.getByTestId("best-start");
    this.starts = page.getByRole("group", { name: "Starts compared" }).locator("tbody").getByRole("row");
    this.rollup = this.card("Day by day, month by month");
    this.showSteps = this.rollup.getByText("Step by step, with peaks and what is missing");
    this.steps = this.rollup.getByRole("group", { name: "Day by day, month by month" }).locator("tbody").getByRole("row");
    this.trySizes = page.getByRole("button", { name: "Try the sizes" });
    this.tried = page.getByTestId("sizes").locator("tbody").getByRole("row");
  }

  /** A cell of the sizes to try, such as "Power, kW" of the first line. */
  size(line: number, column: string): Locator {
    return this.page.getByRole("textbox", { name: `Line ${line}: ${column}`, exact: true });
  }

  /** What the steps of the table come to, kWh: the cells of the given column say it in full. */
  async stepsSum(column: number): Promise<number> {
    const cells = this.steps.locator(`td:nth-of-type(${column})`);
    const values = await cells.evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute("data-value"))));
    return values.reduce((sum, value) => sum + value, 0);
  }

  steppedBy(word: "31 days" | "12 months"): Locator {
    return this.rollup.getByRole("navigation", { name: "Show" }).getByRole("link", { name: word, exact: true });
  }

  card(name: string): Locator {
    return this.page.getByRole("region", { name, exact: true });
  }

  mode(word: string): Locator {
    return this.page.getByRole("navigation", { name: "Make least" }).getByRole("link", { name: word, exact: true });
  }

  sides(of: "plan-cost" | "plan-carbon"): Locator {
    return this.page.getByTestId(of);
  }

  figure(of: "plan-cost" | "plan-carbon", word: string): Locator {
    return this.sides(of).locator("div").filter({ hasText: word }).locator("dd");
  }
}
