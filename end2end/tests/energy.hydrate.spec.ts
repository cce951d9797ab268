// A site's electricity from its set-up to its plan: measurements out of a file, a forecast, and what cost and carbon trade for.
import type { Page } from "@playwright/test";
import { Energy, EnergySetup, EnergySite, EnergySources, number } from "./support/pages";
import { expect, expectAccessible, open, signIn, test } from "./support/test";

const QUARTER_MS = 15 * 60 * 1000;
const DAYS = 8;

/** Quarter-hours of the last days in UTC: a works with long days, and an array that feeds in at noon. One row is wrong. */
function sample(): { csv: string; rows: number; taken_kwh: number } {
  const end = Math.floor(Date.now() / QUARTER_MS) * QUARTER_MS;
  const rows = [];
  let taken_kwh = 0;
  for (let at = end - DAYS * 24 * 60 * 60 * 1000; at < end; at += QUARTER_MS) {
    const time = new Date(at);
    const hour = time.getUTCHours() + time.getUTCMinutes() / 60;
    const load = hour >= 6 && hour < 18 ? 20 + ((time.getUTCDate() * 7) % 5) : 8;
    const sun = Math.max(0, 15 * Math.sin(((hour - 7) / 10) * Math.PI)) * (hour > 7 && hour < 17 ? 1 : 0);
    const day = time.toISOString().slice(0, 10).split("-").reverse().join("/");
    const taken = rows.length === 10 ? "a lot" : Math.max(0, load - sun).toFixed(2);
    if (rows.length !== 10) taken_kwh += Number(taken);
    rows.push([day, time.toISOString().slice(11, 16), taken, Math.max(0, sun - load).toFixed(2), sun.toFixed(2)].join(";"));
  }
  return { csv: ["Day;Clock;Taken;Fed in;Array", ...rows].join("\n"), rows: rows.length, taken_kwh };
}

/** A new site by its form, set up with night power that is half as dear as the day's. */
async function setUp(page: Page): Promise<string> {
  const name = `Works ${Date.now()}`;
  await open(page, "/energy");
  const overview = new Energy(page);
  await overview.addSite.click();
  await overview.name.fill(name);
  await overview.gridRegion.fill("POL");
  await overview.latitude.fill("52.2");
  await overview.longitude.fill("21.0");
  await overview.add.click();
  const setup = new EnergySetup(page);
  await expect(setup.card(name)).toBeVisible();
  return name;
}

test("the demo's sites show their power, their day and their plan", async ({ page }) => {
  await signIn(page, "viewer");
  await open(page, "/energy");
  const overview = new Energy(page);
  const card = overview.site("Demo Cold Store Lyon");
  await expect(card.getByRole("img", { name: /^Mean power from .* Grid: .* Solar: .* Battery: .* Load: / })).toBeVisible();
  await expect(card).toContainText(/used (today|on .*) until \d\d:\d\d/);
  await expect(card).toContainText(/expected by then/);
  await expect(card.getByRole("progressbar", { name: "State of charge of the battery" })).toBeVisible();
  // Only operators set sites up.
  await expect(overview.addSite).toHaveCount(0);

  await card.getByRole("link", { name: "Forecast and plan" }).click();
  const site = new EnergySite(page);
  await expect(site.expected).toContainText(/\d/);
  await expect(site.sides("plan-cost")).toContainText(/EUR.*Planned/s);
  await site.showTable.click();
  await expect(site.rows.first()).toContainText("measured");
  await expect(site.rows.last()).toContainText("expected");
  await site.basis.click();
  await expect(site.basis).toContainText("clear sky");
  await expect(site.basis).toContainText("The band is to hold 90");
  await expect(site.basis).toContainText(/chain (alone|\+ learned residual)/);
  // Scores and plans come with time: until then the page says when, or what is missing.
  await expect(site.accuracy).toContainText("Load");
  await expect(site.accuracy).toContainText("Solar");
  await expect(site.followed).toContainText(/nothing to compare yet|Battery left alone/);
});

test("a site is set up, measured by a file, forecast and planned", async ({ page, expectComplaint }) => {
  // What is typed wrong is refused.
  expectComplaint(/422/);
  // A long way, and four times every width and colour of it is looked at.
  test.setTimeout(180_000);
  await signIn(page, "operator");
  const name = await setUp(page);
  const setup = new EnergySetup(page);

  // Faults are shown at their fields.
  await setup.timeZone.fill("Warsaw");
  await setup.save.click();
  await expect(setup.timeZone).toHaveAttribute("aria-invalid", "true");
  await setup.timeZone.fill("Europe/Warsaw");
  await setup.tariff.selectOption("the one below");
  await setup.currency.fill("EUR");
  await setup.price.fill("0.24");
  await setup.window(1, "Name").fill("night");
  await setup.window(1, "Days").fill("Mon-Sun");
  await setup.window(1, "From").fill("22:00");
  await setup.window(1, "To").fill("06:00");
  await setup.window(1, "Price per kWh").fill("0.12");
  await setup.capacity.fill("100");
  await setup.charging.fill("40");
  await setup.discharging.fill("40");
  await setup.lowest.fill("2");
  await setup.save.click();
  await expect(setup.lowest).toHaveAttribute("aria-invalid", "true");
  await expectAccessible(page);
  await setup.lowest.fill("0.1");
  await setup.save.click();
  await expect(setup.saved).toBeVisible();
  await expect(setup.window(1, "Days")).toHaveValue("Mon-Sun");

  // Where it lies is put right.
  await setup.latitude.fill("");
  await setup.savePlace.click();
  await expect(setup.latitude).toHaveAttribute("aria-invalid", "true");
  await setup.latitude.fill("51.1");
  await setup.savePlace.click();
  await expect(setup.placeSaved).toBeVisible();
  await expect(setup.latitude).toHaveValue("51.1");
  await expect(setup.window(1, "Days")).toHaveValue("Mon-Sun");

  const { csv, rows, taken_kwh } = sample();
  await setup.file.setInputFiles({ name: "works.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await expect(setup.firstRows).toContainText("Fed in");
  await setup.channel("Taken from the grid").selectOption("Taken");
  await setup.channel("Fed into the grid").selectOption("Fed in");
  await setup.channel("Solar generation").selectOption("Array");
  await setup.time.fill("{Day} {Clock}");
  await setup.pattern.fill("%d-%m-%Y");
  await setup.zone.fill("UTC");
  await setup.import.click();
  // Each row says why, when no time can be read.
  await expect(setup.rejected.first()).toContainText("Day");
  await setup.pattern.fill("%d/%m/%Y %H:%M");
  await setup.import.click();
  await expect(setup.outcome).toContainText(`${rows} rows read`);
  await expect(setup.outcome).toContainText("1 rejected");
  await expect(setup.rejected).toHaveCount(1);
  await expect(setup.rejected).toContainText("a lot");
  await expectAccessible(page);
  await setup.seePlan.click();

  const site = new EnergySite(page);
  await expect(site.card(name)).toBeVisible();
  await expect(site.expected).toContainText(/\d/);
  const difference = async (of: "plan-cost" | "plan-carbon") => number(await site.figure(of, "Difference").innerText());
  // Night power is stored for the day: money is saved, and what is lost on the way emits.
  await expect.poll(() => difference("plan-cost")).toBeLessThan(0);
  await expect.poll(() => difference("plan-carbon")).toBeGreaterThan(0);
  const cheapest = await difference("plan-cost");

  // The dearer a kilogram, the less is stored for the price alone.
  await site.mode("Both").click();
  await site.worth.fill("0");
  await expect.poll(() => difference("plan-cost")).toBe(cheapest);
  await site.worth.press("End");
  await expect.poll(() => difference("plan-carbon")).toBeLessThanOrEqual(0);
  await expect.poll(() => difference("plan-cost")).toBeGreaterThan(cheapest);
  await expect(site.adjustments).toContainText("soc");

  // The address is the plan, and the best time for a run beside it.
  await site.mode("Carbon").click();
  await expect(page).toHaveURL(/mode=carbon/);
  await site.energy.fill("many");
  await site.find.click();
  await expect(site.energy).toHaveAttribute("aria-invalid", "true");
  await site.energy.fill("30");
  await site.find.click();
  await expect(site.best).toContainText(/^\w{3} \d\d:\d\d$/);
  await expect(page).toHaveURL(/mode=carbon&kwh=30/);
  await expect(site.starts).toHaveCount(3);
  await page.reload();
  await expect(site.best).toContainText(/^\w{3} \d\d:\d\d$/);

  // By the day and by the month it is the same energy, and the other cards stay as they were asked.
  await expect(site.rollup).toContainText("not measured whole");
  await site.showSteps.click();
  await expect(site.steps.last()).toContainText("incomplete");
  expect(await site.stepsSum(1)).toBeCloseTo(taken_kwh, 1);
  await site.steppedBy("12 months").click();
  await expect(page).toHaveURL(/mode=carbon&kwh=30.*step=month/);
  await expect(site.steps.first().getByRole("rowheader")).toHaveText(/^\w{3} \d{4}$/);
  expect(await site.stepsSum(1)).toBeCloseTo(taken_kwh, 1);
  await expect(site.best).toContainText(/^\w{3} \d\d:\d\d$/);
  await site.mode("Cost").click();
  await expect(page).toHaveURL(/kwh=30.*step=month&mode=cost/);

  // What comes in meanwhile is shown without asking for the page again.
  const address = new URL(page.url());
  const before = await site.measuredUpTo.innerText();
  const at = new Date(Math.floor(Date.now() / QUARTER_MS) * QUARTER_MS).toISOString();
  const measurements = [{ channel: "import_kwh", at, value: 5 }];
  const door = new URL(`/api/v1/energy/sites/${address.pathname.split("/").pop()}/measurements`, address).href;
  const sent = await page.request.post(door, { data: { measurements }, headers: { origin: address.origin } });
  expect(sent.status(), await sent.text()).toBe(200);
  await expect(site.measuredUpTo).not.toHaveText(before);
  await expectAccessible(page);

  // So do all sites at a glance.
  await open(page, "/energy");
  const card = new Energy(page).site(name);
  const shown = await card.innerText();
  const sun = await page.request.post(door, { data: { measurements: [{ channel: "solar_kwh", at, value: 7 }] }, headers: { origin: address.origin } });
  expect(sun.status(), await sun.text()).toBe(200);
  await expect.poll(() => card.innerText()).not.toBe(shown);
});

test("a supplier's people see no site", async ({ page, expectComplaint }) => {
  expectComplaint(/403/);
  await signIn(page, "supplier");
  await open(page, "/energy");
  await expect(page.getByRole("alert")).toContainText("Not open to your role");
});

const CHARGING = {
  name: "Pallet truck charging",
  energy_kwh: 90,
  minutes: 180,
  days: ["Mon", "Tue", "Wed", "Thu", "Fri"],
  usual_start: "17:00",
  earliest: "17:00",
  latest_end: "05:45",
};

test("advice about a site is looked for, approved and dismissed", async ({ page, baseURL }) => {
  await signIn(page, "operator");
  await open(page, "/energy");
  await new Energy(page).site("Demo Cold Store Lyon").getByRole("link", { name: "Forecast and plan" }).click();
  await expect(page).toHaveURL(/\/energy\/[0-9a-f-]{36}$/);
  const door = `${baseURL}/api/v1/energy/sites/${page.url().split("/").pop()}`;
  const { settings } = (await (await page.request.get(door)).json()) as { settings: object };
  const put = async (deferrable_loads: object[]) => {
    const answer = await page.request.put(door, { data: { ...settings, deferrable_loads }, headers: { origin: baseURL! } });
    expect(answer.status(), await answer.text()).toBe(200);
  };
  await put([CHARGING]);
  const advice = new EnergySite(page).card("Advice");
  await advice.getByRole("button", { name: "Look for advice now" }).click();
  await expect(advice.getByRole("status")).toContainText(/In \d+ measured days/);
  const charging = advice.getByTestId("next-recommendation").filter({ hasText: CHARGING.name });
  await expect(charging).toContainText(/EUR/);
  await expectAccessible(page);

  await charging.getByRole("button", { name: /^Approve: / }).click();
  await expect(charging.getByText("approved", { exact: true })).toBeVisible();
  await charging.getByRole("button", { name: /^Take back: / }).click();
  await expect(charging.getByText("to decide", { exact: true })).toBeVisible();
  await charging.getByText("Dismiss…").click();
  await charging.getByRole("button", { name: /^Dismiss: / }).click();
  await expect(charging).toHaveCount(0);
  await put([]);
});

test("a profile reads a file by its name, and a source is added, read and removed", async ({ page, expectComplaint }) => {
  // No folder is set up for files, and nobody listens at the address.
  expectComplaint(/422/);
  await signIn(page, "admin");
  await setUp(page);
  const setup = new EnergySetup(page);
  const sources = new EnergySources(page);
  await setup.timeZone.fill("Asia/Seoul");
  await setup.save.click();
  await expect(setup.saved).toBeVisible();

  const csv = "date,Usage_kWh\n14/06/2025 0:15,1.5\n14/06/2025 00:00,2.5\n";
  await setup.file.setInputFiles({ name: "steel.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await sources.profile.selectOption("steel-industry (comes with the program)");
  // What the name stands for is shown.
  await expect(setup.channel("Taken from the grid")).toHaveValue("Usage_kWh");
  await expect(setup.zone).toHaveValue("Asia/Seoul");
  const name = `meter ${Date.now()}`;
  await sources.keepAs.fill(name);
  await sources.keep.click();
  await expect(sources.kept(name)).toBeVisible();
  await expect(sources.profile).toHaveValue(name);
  await setup.import.click();
  await expect(setup.outcome).toContainText("2 measurements new");
  await sources.removeProfile.click();
  await expect(sources.profile).toHaveValue("");

  await sources.name.fill("gateway");
  await sources.kind.selectOption("file_drop");
  await sources.readAs.selectOption("steel-industry");
  await sources.folder.fill("mill");
  await sources.add.click();
  await expect(sources.card).toContainText("NEXUS_DROP_DIR");
  // What was typed is still there.
  await expect(sources.name).toHaveValue("gateway");
  await sources.kind.selectOption("http_pull");
  await sources.folder.fill("");
  await sources.address.fill("https://meters.invalid/export?from={from}&to={to}");
  await sources.add.click();
  await expect(sources.rows).toHaveCount(1);
  await expect(sources.rows).toContainText("not read yet");
  await sources.readNow("gateway").click();
  await expect(sources.rows).toContainText("it cannot be reached");
  await expectAccessible(page);
  await sources.remove("gateway");
  await expect(sources.card).toContainText("There are none yet.");
});
