// Where things are on each page, by the role and name a screen reader would use. Every selector of the tests is in this file.
import type { Locator, Page } from "@playwright/test";

/** Pages that anyone signed in as admin can open, with their main heading. */
export const PAGES = [
  { path: "/", heading: "Dashboard" },
  { path: "/activity", heading: "Activity" },
  { path: "/import", heading: "Import" },
  { path: "/settings/users", heading: "Users" },
  { path: "/settings/tokens", heading: "API tokens" },
  { path: "/settings/profiles", heading: "Import profiles" },
  { path: "/settings/factors", heading: "Emission factors" },
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

/** What surrounds every page. */
export class Frame {
  readonly heading: Locator;
  readonly navigation: Locator;
  readonly demoNotice: Locator;
  readonly signOut: Locator;

  constructor(page: Page) {
    this.heading = page.getByRole("heading", { level: 1 });
    this.navigation = page.getByRole("navigation", { name: "Main" });
    this.demoNotice = page.getByText(/demo data/i).first();
    this.signOut = page.getByRole("button", { name: "Sign out" });
  }
}

export class Dashboard {
  readonly pulse: Locator;
  readonly donut: Locator;
  readonly series: Locator;
  readonly activity: Locator;
  readonly quality: Locator;
  readonly range: Locator;

  constructor(page: Page) {
    this.pulse = page.getByRole("region", { name: "Emission pulse" });
    this.donut = page.getByRole("region", { name: "By category" });
    this.series = page.getByRole("region", { name: "Emissions over time" });
    this.activity = page.getByRole("region", { name: "Activity" });
    this.quality = page.getByRole("region", { name: "Data quality" });
    this.range = page.getByRole("combobox", { name: "Date range" });
  }

  cards(): Locator[] {
    return [this.pulse, this.donut, this.series, this.activity, this.quality];
  }

  /** The one key figure of a card. */
  figure(card: Locator): Locator {
    return card.getByTestId("figure");
  }

  /** The legend doubles as the keyboard's way to a slice. */
  slice(category: string): Locator {
    return this.donut.getByRole("button", { name: category });
  }

  events(): Locator {
    return this.activity.getByRole("listitem");
  }
}

export class Import {
  readonly file: Locator;
  readonly preview: Locator;
  readonly profile: Locator;
  readonly eventType: Locator;
  readonly profileName: Locator;
  readonly saveProfile: Locator;
  readonly start: Locator;

  constructor(private readonly page: Page) {
    this.file = page.getByLabel("Choose a file");
    this.preview = page.getByRole("table", { name: "First rows" });
    this.profile = page.getByLabel("Profile", { exact: true });
    this.eventType = page.getByLabel("Event type");
    this.profileName = page.getByLabel("Profile name");
    this.saveProfile = page.getByRole("button", { name: "Save profile" });
    this.start = page.getByRole("button", { name: "Start import" });
  }

  fieldOf(column: string): Locator {
    return this.page.getByLabel(`Field for ${column}`, { exact: true });
  }

  unitOf(column: string): Locator {
    return this.page.getByLabel(`Unit for ${column}`, { exact: true });
  }

  constant(field: string): Locator {
    return this.page.getByLabel(`Constant for ${field}`, { exact: true });
  }

  history(): Locator {
    return this.page.getByRole("table", { name: "Past imports" }).getByRole("row");
  }
}

/** The page of one import. */
export class ImportJob {
  readonly progress: Locator;
  readonly status: Locator;
  readonly errors: Locator;
  readonly undo: Locator;
  readonly confirmUndo: Locator;

  constructor(private readonly page: Page) {
    this.progress = page.getByRole("progressbar");
    this.status = page.getByTestId("job-status");
    this.errors = page.getByRole("link", { name: "Download rejected rows" });
    this.undo = page.getByRole("button", { name: "Undo import" });
    this.confirmUndo = page.getByRole("dialog").getByRole("button", { name: "Undo import" });
  }

  /** How far it is, whether the bar is native or described by hand. */
  async percent(): Promise<number> {
    return this.progress.evaluate((bar) =>
      bar instanceof HTMLProgressElement ? (100 * bar.value) / bar.max : Number(bar.getAttribute("aria-valuenow")),
    );
  }

  async rows(count: "read" | "accepted" | "duplicate" | "rejected" | "skipped"): Promise<number> {
    return wholeNumber(await this.page.getByTestId(`rows-${count}`).innerText());
  }
}

export class Activity {
  readonly table: Locator;
  readonly rows: Locator;
  readonly type: Locator;
  readonly next: Locator;
  readonly exportCsv: Locator;

  constructor(page: Page) {
    this.table = page.getByRole("table", { name: "Events" });
    this.rows = this.table.locator("tbody").getByRole("row");
    this.type = page.getByLabel("Type", { exact: true });
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
  readonly total: Locator;
  readonly contributions: Locator;
  readonly factors: Locator;

  constructor(page: Page) {
    this.panel = page.getByRole("region", { name: "How this figure came about" });
    this.total = this.panel.getByTestId("total-kg");
    this.contributions = this.panel.getByTestId("contribution-kg");
    this.factors = this.panel.getByRole("table", { name: "Factors" });
  }
}

export class Settings {
  readonly users: Locator;
  readonly tokens: Locator;
  readonly profiles: Locator;
  readonly factors: Locator;
  readonly factorSearch: Locator;
  readonly tokenName: Locator;
  readonly createToken: Locator;
  readonly newToken: Locator;

  constructor(page: Page) {
    this.users = page.getByRole("table", { name: "Users" });
    this.tokens = page.getByRole("table", { name: "API tokens" });
    this.profiles = page.getByRole("table", { name: "Import profiles" });
    this.factors = page.getByRole("table", { name: "Emission factors" });
    this.factorSearch = page.getByRole("searchbox", { name: "Search factors" });
    this.tokenName = page.getByLabel("Name", { exact: true });
    this.createToken = page.getByRole("button", { name: "Create token" });
    this.newToken = page.getByTestId("new-token");
  }
}

/** "1,234.5 kg" as a number; the page writes minus as U+2212. */
export function number(text: string): number {
  return Number(text.replace("−", "-").replace(/[^0-9.eE+-]/g, ""));
}

export function wholeNumber(text: string): number {
  return Number(text.replace(/[^0-9]/g, ""));
}
