// Going to pages by keys alone, and to what is on them.
import { reach, reachAndEnter } from "./support/hands";
import { Activity, Energy, EnergySite, Frame, Palette } from "./support/pages";
import { expect, expectAccessible, open, signIn, test } from "./support/test";

test("a page is found by its words, and by two letters", async ({ page }) => {
  await signIn(page, "viewer");
  await open(page, "/import");
  const palette = new Palette(page);
  await page.keyboard.press("Control+k");
  await expect(palette.field).toBeFocused();
  await palette.field.fill("qual");
  await expect(palette.places).toHaveText([/^Data quality/, /suppliers called .qual./]);
  await expectAccessible(page);
  await page.keyboard.press("Enter");
  await expect(new Frame(page).heading).toHaveText("Data quality");
  await expect(palette.field).toBeHidden();

  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await expect(page).toHaveURL(/\/activity$/);
});

test("the keys are listed, and single ones can be switched off", async ({ page }) => {
  await signIn(page, "viewer");
  await open(page, "/import");
  const palette = new Palette(page);
  await page.keyboard.press("?");
  await expect(palette.keys).toBeVisible();
  await expectAccessible(page);
  await palette.singleKeys.uncheck();
  await page.keyboard.press("Escape");
  await expect(palette.keys).toBeHidden();
  await page.keyboard.press("?");
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await page.keyboard.press("Control+k");
  await expect(palette.field).toBeVisible();
  await expect(palette.keys).toBeHidden();
  await expect(page).toHaveURL(/\/import$/);
});

test("the palette changes colours and searches where one is", async ({ page }) => {
  await signIn(page, "viewer");
  await open(page, "/import");
  const palette = new Palette(page);
  await page.keyboard.press("Control+k");
  await palette.field.fill("colours dark");
  await page.keyboard.press("Enter");
  await expect(palette.page).toHaveAttribute("data-theme", "dark");
  await expect(page).toHaveURL(/\/import$/);

  await page.keyboard.press("Control+k");
  await palette.field.fill("Demo Cold");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/activity\?supplier=Demo%20Cold$/);
  await expect(new Activity(page).rows.first()).toContainText("Demo Cold Stores");
});

test("a site's plan is chosen, and the best time for a run found, by keys alone", async ({ page }) => {
  await signIn(page, "viewer");
  await open(page, "/energy");
  await reachAndEnter(new Energy(page).site("Demo Cold Store Lyon").getByRole("link", { name: "Forecast and plan" }));
  await expect(page).toHaveURL(/\/energy\/[0-9a-f-]{36}$/);
  const site = new EnergySite(page);
  await expect(site.sides("plan-cost")).toContainText("Planned");

  await reachAndEnter(site.mode("Carbon"));
  await expect(page).toHaveURL(/mode=carbon/);
  await expect(site.mode("Carbon")).toHaveAttribute("aria-current", "true");
  // Where one was on the page, one still is.
  await expect(site.mode("Carbon")).toBeFocused();

  await reach(site.energy);
  await page.keyboard.type("30");
  await reachAndEnter(site.find);
  await expect(site.best).toContainText(/^\w{3} \d\d:\d\d$/);
  await expect(page).toHaveURL(/mode=carbon.*kwh=30/);
  await expect(site.starts).toHaveCount(3);
});
