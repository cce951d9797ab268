// A file nobody described becomes kilograms: chosen, mapped, imported, undone, all by hand.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { Dashboard, Import, ImportJob } from "./support/pages";
import { expect, open, signIn, test } from "./support/test";

const SAMPLE = join(__dirname, "../../crates/engine/samples/flights_sample.csv");

test.beforeEach(async ({ page }) => {
  await signIn(page, "operator");
});

test("a mapping made in the page imports the flights, and shows their total", async ({ page }) => {
  await open(page, "/import");
  const form = new Import(page);
  await form.file.setInputFiles(SAMPLE);
  await expect(form.preview).toContainText("sched_dep_time");

  await form.eventType.selectOption("logistics");
  await form.constant("mode").selectOption("air");
  await form.fieldOf("time_hour").selectOption("occurred_at");
  await form.fieldOf("carrier").selectOption("supplier");
  await form.fieldOf("tailnum").selectOption("vehicle_id");
  await form.fieldOf("origin").selectOption("origin");
  await form.fieldOf("dest").selectOption("destination");
  await form.fieldOf("distance").selectOption("distance_km");
  await form.unitOf("distance").selectOption("mi");
  await form.constant("load_kg").fill("10000");
  await form.profileName.fill(`flights by hand ${Date.now()}`);
  await form.saveProfile.click();
  await form.start.click();

  const job = await finished(page);
  expect(await job.rows("accepted")).toBeGreaterThan(0);
  expect(await job.rows("read")).toBe(dataRows(SAMPLE));

  await open(page, "/?from=2013-01-01&to=2013-03-01");
  const dashboard = new Dashboard(page);
  await expect(dashboard.figure(dashboard.donut)).toContainText(/[1-9]/);
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
});

test("an import is undone by one click", async ({ page }) => {
  const job = await imported(page, flights([row({ flight: 21, dest: "SFO" })]));
  await job.undo.click();
  await job.confirmUndo.click();
  await expect(job.status).toHaveText(/undone/i);
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
  await form.start.click();
  return finished(page);
}

async function finished(page: Page): Promise<ImportJob> {
  await expect(page).toHaveURL(/\/import\/./);
  const job = new ImportJob(page);
  await expect.poll(() => job.percent(), { timeout: 45_000 }).toBe(100);
  await expect(job.status).toHaveText(/done/i);
  const [read, ...parts] = await Promise.all(
    (["read", "accepted", "duplicate", "rejected", "skipped"] as const).map((count) => job.rows(count)),
  );
  expect(parts.reduce((sum, part) => sum + part, 0)).toBe(read);
  return job;
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
