// What stands out is found, shown without a reload, and taken notice of.
import { HotspotPage, Hotspots } from "./support/pages";
import { expect, expectAccessible, open, signIn, test } from "./support/test";

test("far more than the baseline is a hotspot until somebody takes notice", async ({ page, baseURL }) => {
  await signIn(page, "operator");
  await open(page, "/hotspots");
  const hotspots = new Hotspots(page);

  // Cold stores work at every hour of the week, so that they have a baseline whenever this runs.
  const supplier = "Demo Cold Stores";
  const headers = { origin: baseURL ?? "" };
  for (const minutes of [1, 2, 3]) {
    const event = {
      event_type: "warehouse",
      supplier,
      occurred_at: new Date(Date.now() - minutes * 60_000).toISOString(),
      electricity_kwh: 500,
      grid_region: "DEU",
    };
    const answer = await page.request.post(`${baseURL}/api/v1/ingest/event`, { data: event, headers });
    expect(answer.ok(), await answer.text()).toBe(true);
  }
  await expect(async () => {
    await hotspots.scan.click();
    await expect(hotspots.of(supplier)).toBeVisible({ timeout: 11_000 });
  }).toPass();

  const entry = hotspots.of(supplier);
  await expect(entry).toContainText("critical");
  await expect(entry).toContainText(/per hour instead of/);
  await expect(hotspots.bell).toHaveAccessibleName(/\d+ new alert/);
  await entry.getByRole("button", { name: "Acknowledge" }).click();
  await expect(entry).toContainText("Acknowledged by operator@demo.example");
  await entry.getByLabel(`How long to snooze ${supplier}`).selectOption("for 8 hours");
  await entry.getByRole("button", { name: "Snooze" }).click();
  await expect(entry.getByRole("button", { name: "End the snooze" })).toBeVisible();

  // Its own page: the week over what is normal, and the events it is made of.
  await entry.getByRole("link", { name: supplier }).click();
  const one = new HotspotPage(page);
  await expect(one.week.locator("canvas")).toBeVisible();
  await expect(one.events.first()).toContainText("500 kWh");
  await expectAccessible(page);
});
