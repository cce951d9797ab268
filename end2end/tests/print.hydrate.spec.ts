// The dashboard on paper: a report of its cards, without what only a screen has a use for.
import { Dashboard, EmissionMap, Frame } from "./support/pages";
import { expect, open, signIn, test } from "./support/test";

const PAGES_MAX = 3;

test("the dashboard prints as a report", async ({ page }) => {
  await signIn(page, "operator");
  await open(page, "/?range=7d");
  const [frame, dashboard] = [new Frame(page), new Dashboard(page)];
  // What is far down is fetched when it is come to, or for somebody who is there.
  await page.mouse.move(100, 100);
  await expect(dashboard.forecast.locator("canvas")).toBeVisible();
  await expect(dashboard.series.locator("canvas")).toBeVisible();
  await expect(frame.loading).toHaveCount(0);

  await page.emulateMedia({ media: "print" });
  await expect(frame.navigation).toBeHidden();
  await expect(frame.connection).toBeHidden();
  await expect(frame.signOut).toBeHidden();
  // Drawn for the hand, or never at rest.
  await expect(new EmissionMap(page).card).toBeHidden();
  await expect(dashboard.feed).toBeHidden();
  await expect(page.getByRole("button")).toHaveCount(0);
  await expect(frame.heading).toBeVisible();
  await expect(dashboard.range).toBeVisible();
  for (const card of [...dashboard.cards(), dashboard.hotspots, dashboard.advice]) {
    if (card !== dashboard.feed) await expect(card).toBeVisible();
  }

  const paper = (await page.pdf({ format: "A4", printBackground: true })).toString("latin1");
  const pages = paper.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  expect(pages).toBeGreaterThan(0);
  expect(pages).toBeLessThanOrEqual(PAGES_MAX);
});
