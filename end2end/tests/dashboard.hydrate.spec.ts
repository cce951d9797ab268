// The dashboard is alive: it filters, it moves, it opens.
import { Dashboard } from "./support/pages";
import { expect, open, signIn, test } from "./support/test";

test.beforeEach(async ({ page }) => {
  await signIn(page, "operator");
  await open(page, "/");
});

test("every card shows its figure", async ({ page }) => {
  const dashboard = new Dashboard(page);
  for (const card of dashboard.cards()) await expect(card).toBeVisible();
  await expect(dashboard.figure(dashboard.pulse)).toContainText(/\d/);
  await expect(dashboard.figure(dashboard.donut)).toContainText(/\d/);
  await expect(dashboard.quality).toContainText(/% measured/);
  await expect(dashboard.donut.locator("canvas")).toBeVisible();
  await expect(dashboard.series.locator("canvas")).toBeVisible();
});

test("the pulse and the feed move with the demo stream", async ({ page }) => {
  const dashboard = new Dashboard(page);
  const pulse = dashboard.figure(dashboard.pulse);
  const [before, newest] = [await pulse.innerText(), await dashboard.events().first().innerText()];
  await expect(pulse).not.toHaveText(before, { timeout: 45_000 });
  await expect(dashboard.events().first()).not.toHaveText(newest, { timeout: 45_000 });
});

test("a category filters the whole page, and lets go again", async ({ page }) => {
  const dashboard = new Dashboard(page);
  await dashboard.slice("Factory").click();
  await expect(page).toHaveURL(/category=factory/);
  await expect(dashboard.slice("Factory")).toHaveAttribute("aria-pressed", "true");
  await expect(dashboard.activity).not.toContainText(/logistics/i);

  // The address carries the filter, so a link to it shows the same page.
  await page.reload();
  await expect(dashboard.slice("Factory")).toHaveAttribute("aria-pressed", "true");

  await dashboard.slice("Factory").press("Enter");
  await expect(page).not.toHaveURL(/category=/);
});

test("another date range changes the figures and the address", async ({ page }) => {
  const dashboard = new Dashboard(page);
  const total = dashboard.figure(dashboard.donut);
  const before = await total.innerText();
  await dashboard.range.selectOption({ label: "Last 7 days" });
  await expect(page).toHaveURL(/range=/);
  await expect(total).not.toHaveText(before);
});

test("each chart has its figures as a table", async ({ page }) => {
  const dashboard = new Dashboard(page);
  for (const card of [dashboard.donut, dashboard.series]) {
    await card.getByText("Show as table").click();
    await expect(card.getByRole("table")).toContainText(/\d/);
  }
});
