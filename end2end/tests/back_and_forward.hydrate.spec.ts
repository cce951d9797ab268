// The browser's own buttons: the address is what a page looks at, and the figures follow it there and back.
import { Dashboard } from "./support/pages";
import { expect, hydrated, open, signIn, test } from "./support/test";

test("a category and a range are left by going back, and are there again by going forward", async ({ page }) => {
  await signIn(page, "viewer");
  await open(page, "/");
  await page.evaluate(() => void ((window as any).isStillThisPage = true));
  const dashboard = new Dashboard(page);
  const whole = await dashboard.range.innerText();
  await dashboard.series.getByText("Figures as a table").click();
  const columns = dashboard.series.getByRole("columnheader");
  const all = await columns.count();
  expect(all).toBeGreaterThan(2);

  await dashboard.slice("Factory").click();
  await expect(page).toHaveURL(/\/\?category=factory$/);
  await expect(columns).toHaveText(["When", "Factory"]);
  const ofAllDays = await dashboard.kilogramsOf("Factory");

  await dashboard.range.click();
  await dashboard.preset("Last 24 hours").click();
  await expect(page).toHaveURL(/\/\?range=24h&category=factory$/);
  await expect(dashboard.range).not.toHaveText(whole, { useInnerText: true });
  await expect.poll(() => dashboard.kilogramsOf("Factory")).toBeLessThan(ofAllDays / 2);
  const day = await dashboard.range.innerText();

  await page.goBack();
  await expect(page).toHaveURL(/\/\?category=factory$/);
  await expect(dashboard.range).toHaveText(whole, { useInnerText: true });
  await expect.poll(() => dashboard.kilogramsOf("Factory")).toBeGreaterThanOrEqual(ofAllDays);
  await expect(columns).toHaveText(["When", "Factory"]);

  await page.goBack();
  await expect(page).toHaveURL(/\/$/);
  await expect(columns).toHaveCount(all);
  await expect(dashboard.onlyCategory).toHaveCount(0);

  await page.goForward();
  await expect(page).toHaveURL(/\/\?category=factory$/);
  await expect(columns).toHaveText(["When", "Factory"]);
  await expect(dashboard.slice("Factory")).toHaveAttribute("aria-current", "true");

  await page.goForward();
  await expect(page).toHaveURL(/\/\?range=24h&category=factory$/);
  await expect(dashboard.range).toHaveText(day, { useInnerText: true });
  await expect.poll(() => dashboard.kilogramsOf("Factory")).toBeLessThan(ofAllDays / 2);
  // All of it in one page that was never loaded anew, and the same when it is.
  expect(await page.evaluate(() => (window as any).isStillThisPage)).toBe(true);
  await page.reload();
  await hydrated(page);
  await expect(dashboard.range).toHaveText(day, { useInnerText: true });
});
