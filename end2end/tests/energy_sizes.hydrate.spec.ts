// Sizes of a battery are tried on what was measured: a wrong one is named, and each says what a year of it would save.
import type { Page } from "@playwright/test";
import { EnergySite } from "./support/pages";
import { expect, expectAccessible, open, signIn, test } from "./support/test";

const HOUR_MS = 60 * 60 * 1000;
const DAYS = 35;
const EVERY_DAY = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** A site with a dear evening and five weeks of hours; its id. */
async function measured(page: Page, origin: string): Promise<string> {
  const call = async (method: "POST" | "PUT", path: string, data: object) => {
    const answer = await page.request.fetch(`${origin}/api/v1${path}`, { method, data, headers: { origin } });
    expect(answer.ok(), await answer.text()).toBe(true);
    return (await answer.json()) as { id: string };
  };
  const { id } = await call("POST", "/sites", { name: `Dairy ${Date.now()}`, grid_region: "DEU" });
  const evening = { name: "evening", days: EVERY_DAY, from: "16:00", to: "20:00", per_kwh: "0.45" };
  await call("PUT", `/energy/sites/${id}`, {
    interval_minutes: 60,
    time_zone: "UTC",
    tariff: {
      currency: "EUR",
      standing_charge_per_day: "0.40",
      import: { kind: "time_of_use", otherwise_per_kwh: "0.20", windows: [evening] },
      feed_in: { kind: "unpaid" },
    },
  });
  const midnight = Math.floor(Date.now() / (24 * HOUR_MS)) * 24 * HOUR_MS;
  const measurements = Array.from({ length: DAYS * 24 }, (_, hour) => ({
    channel: "import_kwh",
    at: new Date(midnight - (hour + 1) * HOUR_MS).toISOString(),
    value: 10,
  }));
  await call("POST", `/energy/sites/${id}/measurements`, { measurements });
  return id;
}

test("sizes of a battery are tried, compared and kept in the address", async ({ page, baseURL, expectComplaint }) => {
  await signIn(page, "operator");
  const id = await measured(page, baseURL!);
  await open(page, `/energy/${id}`);
  const site = new EnergySite(page);
  const card = site.card("Sizes of a battery to try");
  await expect(card).toContainText("Say which sizes come into question");

  await site.size(1, "Capacity, kWh").fill("twenty");
  await site.size(1, "Power, kW").fill("10");
  expectComplaint(/422/);
  await site.trySizes.click();
  await expect(card).toContainText("Line 1: Capacity, kWh: `twenty` is no number");
  await expect(site.size(1, "Capacity, kWh")).toHaveAttribute("aria-invalid", "true");

  // The evening takes 40 kWh: what a larger battery holds is not needed.
  for (const [line, capacity, power, price] of [[1, "20", "10", "6000"], [2, "200", "50", "60000"]] as const) {
    await site.size(line, "Capacity, kWh").fill(capacity);
    await site.size(line, "Power, kW").fill(power);
    await site.size(line, "Price, EUR").fill(price);
    await site.size(line, "Years it lasts").fill("12");
  }
  await site.trySizes.click();
  await expect(site.tried).toHaveCount(3);
  const yearly = async (row: number) => Number.parseFloat((await site.tried.nth(row).locator("td").first().innerText()).replaceAll(/[^\d.(]/g, ""));
  const [smaller, larger] = [await yearly(1), await yearly(2)];
  expect(smaller).toBeGreaterThan(0);
  expect(larger).toBeGreaterThan(smaller);
  expect(larger).toBeLessThan(10 * smaller);
  await expect(site.tried.nth(1)).toContainText("years");
  await expectAccessible(page);

  // What was asked can be sent to somebody.
  await open(page, page.url());
  await expect(site.tried).toHaveCount(3);
  await expect(site.size(2, "Capacity, kWh")).toHaveValue("200");
});
