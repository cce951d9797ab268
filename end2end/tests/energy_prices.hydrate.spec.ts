// A tariff that moves with a market: what is not known is said, prices are pasted, and the plan pays them.
import { Energy, EnergyPrices, EnergySetup, EnergySite } from "./support/pages";
import { expect, expectAccessible, open, signIn, test } from "./support/test";

const HOUR_MS = 60 * 60 * 1000;
const HOURS_BEFORE = 8 * 24;
const HOURS_PRICED = 48;

/** Prices of the hours from two before `now` on, cheap in every sixth, as a market's table has them. */
function market(now: number): string {
  const rows = Array.from({ length: HOURS_PRICED }, (_, hour) => {
    const at = new Date(now + (hour - 2) * HOUR_MS).toISOString();
    return `${at.slice(0, 10)} ${at.slice(11, 16)};${hour % 6 === 0 ? "-12,5" : "94,1"}`;
  });
  return ["Hour;EUR/MWh", ...rows].join("\n");
}

test("prices of a market are pasted, and the plan ends where they do", async ({ page, baseURL, expectComplaint }) => {
  // Before prices there is no plan, and the first rows are pasted with a column that is not there.
  expectComplaint(/422|409/);
  await signIn(page, "operator");
  const name = `Mill ${Date.now()}`;
  const series = name.replace("Mill", "M");
  await open(page, "/energy");
  const overview = new Energy(page);
  await overview.addSite.click();
  await overview.name.fill(name);
  await overview.gridRegion.fill("POL");
  await overview.add.click();
  const setup = new EnergySetup(page);
  await expect(setup.card(name)).toBeVisible();
  const site = page.url().split("/").at(-2)!;

  await setup.interval.selectOption("60 minutes");
  await setup.timeZone.fill("UTC");
  await setup.tariff.selectOption("a market's price of the hour, and what is added to it");
  await setup.price.fill("0.15");
  await page.getByLabel("Series of market prices").fill(series);
  await setup.capacity.fill("40");
  await setup.charging.fill("20");
  await setup.discharging.fill("20");
  await setup.save.click();
  await expect(setup.saved).toBeVisible();

  const now = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
  const measurements = Array.from({ length: HOURS_BEFORE }, (_, hour) => ({
    channel: "import_kwh",
    at: new Date(now - (hour + 1) * HOUR_MS).toISOString(),
    value: 8 + (hour % 5),
  }));
  const door = `/api/v1/energy/sites/${site}/measurements`;
  const sent = await page.request.post(door, { data: { measurements }, headers: { origin: baseURL! } });
  expect(sent.status(), await sent.text()).toBe(200);

  // Nothing stands in for prices that are not known.
  await open(page, `/energy/${site}`);
  await expect(new EnergySite(page).card("Battery plan")).toContainText(series);

  await open(page, `/energy/${site}/setup`);
  const prices = new EnergyPrices(page);
  await prices.paste.click();
  await prices.field("Series").fill(series);
  await prices.field("Currency").fill("EUR");
  await prices.field("A price is per").selectOption("MWh");
  await prices.field("Column of the price").fill("Euro");
  await prices.field("Column of the time").fill("Hour");
  await prices.field("Pattern").fill("%Y-%m-%d %H:%M");
  await prices.field("Decimal").selectOption({ index: 1 });
  await prices.rows.fill(market(now));
  await prices.keep.click();
  await expect(prices.field("Column of the price")).toHaveAttribute("aria-invalid", "true");
  await expect(prices.rows).toHaveValue(/Hour;EUR/);
  await expectAccessible(page);
  await prices.field("Column of the price").fill("EUR/MWh");
  await prices.keep.click();
  await expect(prices.series(series)).toContainText(`EUR${HOURS_PRICED}`);

  await open(page, `/energy/${site}`);
  const plan = new EnergySite(page);
  await expect(plan.sides("plan-cost")).toContainText(/EUR.*Planned/s);
});
