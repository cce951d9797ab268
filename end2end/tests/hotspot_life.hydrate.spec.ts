// A hotspot's whole life: it is told of beside the page, taken notice of on the dashboard, over a day later, and remembered when
// the same one stands out again. The demo's clock is put ahead meanwhile.
import type { Page } from "@playwright/test";
import type { Demo } from "../demo";
import { withDemo } from "./support/own_demo";
import { Dashboard, Frame, HotspotPage, Hotspots } from "./support/pages";
import { expect, expectAccessible, open, signInByForm } from "./support/test";

const DAY_MS = 24 * 60 * 60 * 1000;
// Cold stores work at every hour of the week, so that they have a baseline whenever this runs.
const STORE = "Demo Cold Stores";

const test = withDemo("hotspot-life", {
  NEXUS_DEMO_SPEED: "0",
  NEXUS_DEMO_HISTORY_DAYS: "35",
  NEXUS_DEMO_HOTSPOT_MINUTES: "100000",
});

/** Far more than the cold stores take in an hour, at the demo's own time. */
async function overload(page: Page, demo: Demo, daysAhead: number): Promise<void> {
  for (const minutes of [1, 2, 3]) {
    const event = {
      event_type: "warehouse",
      supplier: STORE,
      occurred_at: new Date(Date.now() + daysAhead * DAY_MS - minutes * 60_000).toISOString(),
      electricity_kwh: 900 + minutes,
      grid_region: "DEU",
    };
    const answer = await page.request.post(`${demo.url}/api/v1/ingest/event`, { data: event, headers: { origin: demo.url } });
    expect(answer.status(), await answer.text()).toBe(201);
  }
}

/** Scans closer together than a few seconds are one, so it is asked until something has come of it. */
async function scanUntil(page: Page, demo: Demo, isThere: () => Promise<void>): Promise<void> {
  await expect(async () => {
    const answer = await page.request.post(`${demo.url}/api/v1/hotspots/scan`, { headers: { origin: demo.url } });
    expect(answer.ok(), await answer.text()).toBe(true);
    await isThere();
  }).toPass({ timeout: 90_000 });
}

test("an alert is told beside the page, taken notice of, resolved, and there again", async ({ page, context, demo, expectComplaint }) => {
  // The server is away for a moment.
  expectComplaint(/WebSocket|ERR_CONNECTION|Failed to load/);
  test.setTimeout(300_000);
  await context.grantPermissions(["notifications"], { origin: demo.url });
  // What the page would hand to the system, and a page that nobody looks at.
  await context.addInitScript(() => {
    const told: string[] = [];
    class Told {
      static readonly permission = "granted";
      static requestPermission = async () => "granted";
      constructor(title: string) {
        told.push(title);
      }
    }
    Object.assign(window, { told, Notification: Told });
    Object.defineProperty(document, "hidden", { get: () => (window as any).isElsewhere === true });
  });
  const told = () => page.evaluate(() => (window as any).told as string[]);

  await signInByForm(page, "operator");
  await open(page, "/hotspots");
  const hotspots = new Hotspots(page);
  await expect(hotspots.tellMe).not.toBeChecked();
  await hotspots.tellMe.check();
  await page.reload();
  await expect(hotspots.tellMe).toBeChecked();

  await open(page, "/");
  const [frame, dashboard] = [new Frame(page), new Dashboard(page)];
  await expect(frame.connection).toHaveText("Live");
  await expect(frame.part("Hotspots")).toBeVisible();
  await page.evaluate(() => void ((window as any).isElsewhere = true));
  expect(await told()).toEqual([]);
  await overload(page, demo, 0);
  const top = dashboard.topHotspot(STORE);
  await scanUntil(page, demo, () => expect(top).toBeVisible({ timeout: 5_000 }));
  await expect.poll(told).toContainEqual(expect.stringMatching(/^\d+ new alerts? · Carbon Nexus$/));

  // Whoever looks is not told twice; notice is taken on the dashboard.
  await page.evaluate(() => void ((window as any).isElsewhere = false));
  await expect(hotspots.bell).toBeVisible();
  await top.getByRole("button", { name: `Acknowledge: ${STORE}` }).click();
  await expect(frame.toasts).toContainText(`Acknowledged: ${STORE}`);
  await expect(top.getByRole("button")).toHaveCount(0);
  await open(page, "/hotspots");
  await expect(hotspots.of(STORE)).toContainText("Acknowledged by operator@demo.example");
  await scanUntil(page, demo, () => expect(hotspots.of(STORE)).toContainText("firing", { timeout: 5_000 }));

  // A day later the cold stores are as they always were.
  await demo.end();
  await demo.start({ NEXUS_DEMO_DAYS_AHEAD: "1" });
  await signInByForm(page, "operator");
  await open(page, "/hotspots?status=closed");
  await scanUntil(page, demo, () => expect(hotspots.of(STORE)).toBeVisible({ timeout: 5_000 }));
  await expect(hotspots.of(STORE)).toContainText("resolved");
  // What is over is not acted on.
  await expect(hotspots.of(STORE).getByRole("button")).toHaveCount(0);
  await expectAccessible(page);
  await page.setViewportSize({ width: 1280, height: 800 });

  await overload(page, demo, 1);
  await open(page, "/hotspots");
  await scanUntil(page, demo, () => expect(hotspots.of(STORE)).toBeVisible({ timeout: 5_000 }));
  await hotspots.of(STORE).getByRole("link", { name: STORE }).click();
  const one = new HotspotPage(page);
  await expect(one.before.getByRole("listitem")).toHaveCount(1);
  await expect(one.before).toContainText(/critical [+−][\d.,]+\s% at its last scan/);
  const now = page.url();
  await one.before.getByRole("link").click();
  await expect(page).not.toHaveURL(now);
  await expect(one.state(STORE)).toContainText("resolved");
});
