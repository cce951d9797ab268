// A file nobody described becomes kilograms: chosen, mapped, imported, undone, all by hand.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { Dashboard, Import, ImportJob } from "./support/pages";
import { expect, expectAccessible, hydrated, open, signIn, test } from "./support/test";

/** The dashboard over the days of the sample; the demo's own events are all younger. */
const FLIGHT_DAYS = "/?from=2013-01-01&to=2013-03-01";
const SAMPLE = join(__dirname, "../../crates/engine/samples/flights_sample.csv");

test.beforeEach(async ({ page }) => {
  await signIn(page, "operator");
});

test("a mapping made in the page imports the flights, and shows their total", async ({ page }) => {
  await open(page, "/import");
  const form = new Import(page);
  await form.file.setInputFiles(SAMPLE);
  await expect(form.preview).toContainText("sched_dep_time");

  // The shipped profile fits; this mapping is made without it.
  await form.profile.selectOption({ label: "What the file suggests" });
  await form.eventType.selectOption("logistics");
  const mapping = {
    carrier: "supplier",
    tailnum: "vehicle_id",
    origin: "origin",
    dest: "destination",
    distance: "distance_km",
  };
  for (const [column, field] of Object.entries(mapping)) await form.fieldOf(column).selectOption(field);
  await form.unitOf("distance").selectOption("mi");
  await enter(form.timeTemplate, "{year}-{month:02}-{day:02} {sched_dep_time:04}");
  await enter(form.timePattern, "%Y-%m-%d %H%M");
  await enter(form.timeZone, "America/New_York");
  await form.constant("mode").selectOption("air");
  await form.addConstant("load_kg");
  await enter(form.constant("load kg"), "10000");
  await enter(form.profileName, `by-hand-${RUN}`);

  // The page says what the first rows become before anything is imported.
  await expect(form.trial.first()).toContainText(/event.*\d\s(kg|t)/s);
  await form.saveProfile.click();
  await expect(form.saved).toContainText(`by-hand-${RUN}`);
  await form.start.click();

  const job = await finished(page);
  expect(await job.rows("read")).toBe(dataRows(SAMPLE));
  expect(await job.rows("accepted")).toBeGreaterThan(0);
  await expect(job.total).toContainText(/[1-9]/);
  const address = page.url();

  await open(page, FLIGHT_DAYS);
  const withFlights = await new Dashboard(page).total.innerText();
  expect(withFlights).toMatch(/[1-9]/);

  // So that the next run finds the organisation as this one did.
  await page.goto(address);
  await hydrated(page);
  await takenBack(page);
  await open(page, FLIGHT_DAYS);
  await expect(new Dashboard(page).total).not.toHaveText(withFlights);
});

test("the same file a second time adds nothing", async ({ page }) => {
  const file = flights([row({ flight: 1, dest: "IAH" }), row({ flight: 2, dest: "MIA" })]);
  expect(await (await imported(page, file)).rows("accepted")).toBe(2);
  const again = await imported(page, file);
  expect(await again.rows("accepted")).toBe(0);
  expect(await again.rows("duplicate")).toBe(2);
});

test("a row that cannot be is kept with its reason, and can be downloaded", async ({ page }) => {
  const file = flights([row({ flight: 11, dest: "IAH" }), row({ flight: 12, dest: "IAH", distance: "-1400" })]);
  const job = await imported(page, file);
  expect(await job.rows("rejected")).toBe(1);

  const waiting = page.waitForEvent("download");
  await job.errors.click();
  const lines = readFileSync(await (await waiting).path(), "utf8").trim().split(/\r?\n/);
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/row.*column.*value.*reason/i);
  expect(lines[1]).toContain("-1400");
  await expectAccessible(page);
});

test("an import is taken back by one click, and can be made again", async ({ page }) => {
  const file = flights([row({ flight: 21, dest: "SFO" })]);
  await imported(page, file);
  await takenBack(page);
  const again = await imported(page, file);
  expect(await again.rows("accepted")).toBe(1);
});

test("a file chosen before the program has come is opened once it is there", async ({ page }) => {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/*.wasm*", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto("/import", { waitUntil: "commit" });
  const form = new Import(page);
  await form.file.setInputFiles(SAMPLE);
  release();
  await expect(form.preview).toContainText("sched_dep_time");
});

test("an import is in the list, with what became of it", async ({ page }) => {
  const file = { ...flights([row({ flight: 31, dest: "BOS" })]), name: `listed-${RUN}.csv` };
  await imported(page, file);
  await open(page, "/import");
  await expect(new Import(page).history.filter({ hasText: file.name })).toContainText("done");
});

test("a file that is no table is refused in one sentence", async ({ page, expectComplaint }) => {
  expectComplaint(/status of 4\d\d/);
  await open(page, "/import");
  const binary = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3, 0, 0, 0xff, 0xfe, 0]);
  await new Import(page).file.setInputFiles({ name: "program.csv", mimeType: "text/csv", buffer: binary });
  await expect(page.getByRole("alert")).toBeVisible();
});

type File = { name: string; mimeType: string; buffer: Buffer };

/** Imports through the page with the shipped profile. */
async function imported(page: Page, file: File): Promise<ImportJob> {
  await open(page, "/import");
  const form = new Import(page);
  await form.file.setInputFiles(file);
  await expect(form.preview).toBeVisible();
  await form.profile.selectOption("nyc-flights");
  await expect(form.trial).not.toHaveCount(0);
  await form.start.click();
  return finished(page);
}

async function finished(page: Page): Promise<ImportJob> {
  await expect(page).toHaveURL(/\/import\/./, { timeout: 30_000 });
  const job = new ImportJob(page);
  await expect.poll(() => job.percent(), { timeout: 45_000 }).toBe(100);
  await expect(job.status).toContainText("done");
  const [read, ...parts] = await Promise.all(
    (["read", "accepted", "duplicate", "rejected", "skipped"] as const).map((count) => job.rows(count)),
  );
  expect(parts.reduce((sum, part) => sum + part, 0)).toBe(read);
  return job;
}

/** Types and leaves the field, which is when the page takes a text over. */
async function enter(field: Locator, text: string): Promise<void> {
  await field.fill(text);
  await field.blur();
}

async function takenBack(page: Page): Promise<void> {
  const job = new ImportJob(page);
  await job.takeBack.click();
  await job.confirmTakeBack.click();
  await expect(job.status).toContainText("taken back");
  await expect(job.takeBack).toHaveCount(0);
}

const HEADER =
  "year,month,day,dep_time,sched_dep_time,dep_delay,arr_time,sched_arr_time,arr_delay,carrier,flight,tailnum,origin,dest,air_time,distance,hour,minute,time_hour";

// Aircraft no other run has seen, so that a server which keeps its data takes the rows as new each time.
const RUN = Date.now().toString(36).toUpperCase();

/** A departure from Newark on 5 January 2013. */
function row({ flight, dest, distance = "1400" }: { flight: number; dest: string; distance?: string }): string {
  return `2013,1,5,1201,1159,2,1430,1425,5,UA,${flight},N${RUN}${flight},EWR,${dest},227,${distance},11,59,2013-01-05T16:00:00Z`;
}

function flights(rows: string[]): File {
  return { name: "flights.csv", mimeType: "text/csv", buffer: Buffer.from([HEADER, ...rows, ""].join("\n")) };
}

function dataRows(path: string): number {
  return readFileSync(path, "utf8").trim().split("\n").length - 1;
}
