// A run that can wait, from its set-up to the saving that was measured four weeks later: the demo's clock is put ahead meanwhile.
// Up to the decision by keys alone.
import type { Page } from "@playwright/test";
import type { Demo } from "../demo";
import { reachAndEnter, reachAndType } from "./support/hands";
import { withDemo } from "./support/own_demo";
import { Energy, EnergySetup, EnergySite, RecommendationPage } from "./support/pages";
import { expect, expectAccessible, open, signInByForm } from "./support/test";

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const DAYS_BEFORE = 36;
const DAYS_AFTER = 29;

const test = withDemo("saving", { NEXUS_DEMO_SPEED: "0", NEXUS_DEMO_HISTORY_DAYS: "2" });

/** What a depot takes from the grid: 10 kW, and 30 more for the three hours from when its trucks are charged. */
function measured(from: number, to: number, chargedFrom: number): { channel: string; at: string; value: number }[] {
  const hours = [];
  for (let at = from; at < to; at += HOUR_MS) {
    const since = (new Date(at).getUTCHours() - chargedFrom + 24) % 24;
    hours.push({ channel: "import_kwh", at: new Date(at).toISOString(), value: since < 3 ? 40 : 10 });
  }
  return hours;
}

async function send(page: Page, demo: Demo, site: string, measurements: object[]): Promise<void> {
  const door = `${demo.url}/api/v1/energy/sites/${site}/measurements`;
  const answer = await page.request.post(door, { data: { measurements }, headers: { origin: demo.url } });
  expect(answer.status(), await answer.text()).toBe(200);
}

test("a run moved to the night is approved, done, and its saving measured", async ({ page, demo, expectComplaint }) => {
  // The server is away for a moment.
  expectComplaint(/WebSocket|ERR_CONNECTION|Failed to load/);
  test.setTimeout(300_000);
  await signInByForm(page, "operator");
  await open(page, "/energy");
  const overview = new Energy(page);
  await reachAndEnter(overview.addSite);
  await reachAndType(overview.name, "Depot");
  await reachAndType(overview.gridRegion, "DEU");
  await reachAndEnter(overview.add);
  const setup = new EnergySetup(page);
  await expect(setup.card("Depot")).toBeVisible();
  const site = page.url().split("/").at(-2)!;

  // A wrong line is named; the right ones are there again after saving.
  await reachAndType(setup.interval, "60 minutes");
  await reachAndType(setup.timeZone, "UTC");
  await reachAndType(setup.tariff, "the one below");
  await reachAndType(setup.price, "0.30");
  for (const [field, text] of [["Name", "night"], ["Days", "Mon-Sun"], ["From", "22:00"], ["To", "06:00"], ["Price per kWh", "0.12"]] as const) {
    await reachAndType(setup.window(1, field), text);
  }
  for (const [field, text] of [
    ["Name", "Truck charging"],
    ["kWh of a run", "90"],
    ["Minutes", "three hours"],
    ["Days", "Mon-Sun"],
    ["Started now at", "17:00"],
    ["Not before", "17:00"],
    ["Ended by", "06:00"],
  ] as const) {
    await reachAndType(setup.load(1, field), text);
  }
  for (const [field, text] of [["Name", "One price"], ["Per kWh", "0.20"]] as const) {
    await reachAndType(setup.offer(1, field), text);
  }
  await reachAndEnter(setup.save);
  expectComplaint(/422/);
  await expect(page.getByText("Truck charging: `three hours`").first()).toBeVisible();
  await reachAndType(setup.load(1, "Minutes"), "180");
  await reachAndEnter(setup.save);
  await expect(setup.saved).toBeVisible();
  await expect(setup.load(1, "Minutes")).toHaveValue("180");
  await expect(setup.offer(1, "Per kWh")).toHaveValue("0.20");
  await expectAccessible(page);

  const now = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
  await send(page, demo, site, measured(now - DAYS_BEFORE * DAY_MS, now, 17));
  await open(page, `/energy/${site}`);
  const advice = new EnergySite(page).card("Advice");
  await reachAndEnter(advice.getByRole("button", { name: "Look for advice now" }));
  const shift = advice.getByTestId("next-recommendation").filter({ hasText: "Truck charging" });
  await expect(shift).toContainText("EUR");
  await expect(advice.getByTestId("next-recommendation").filter({ hasText: "One price" })).toHaveCount(1);
  await reachAndEnter(shift.getByRole("link").first());
  await expect(page).toHaveURL(/\/recommendations\//);
  const one = new RecommendationPage(page);
  for (const [step, status] of [["Approve", "approved"], ["Begin", "in progress"], ["Done", "done, being measured"]] as const) {
    await reachAndEnter(one.step(step));
    await expect(one.status(status)).toBeVisible();
  }
  const path = new URL(page.url()).pathname;

  // Four weeks later, the trucks have been charged by night.
  await demo.end();
  await demo.start({ NEXUS_DEMO_DAYS_AHEAD: String(DAYS_AFTER) });
  await signInByForm(page, "admin");
  await send(page, demo, site, measured(now, now + DAYS_AFTER * DAY_MS, 23));
  await open(page, "/settings/jobs");
  await page.getByRole("button", { name: "Run now: verification" }).click();
  await expect(async () => {
    await open(page, path);
    await expect(one.status("verified")).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
  await expect(page.getByRole("region", { name: "What it saved" })).toContainText("EUR");
  await expectAccessible(page);
});
