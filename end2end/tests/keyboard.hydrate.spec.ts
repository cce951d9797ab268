// Going to pages by keys alone.
import { Frame, Palette } from "./support/pages";
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
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(page).toHaveURL(/\/import$/);

  await page.keyboard.press("Control+k");
  await palette.field.fill("Demo Cold");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/activity\?supplier=Demo%20Cold$/);
  await expect(page.getByRole("row").nth(1)).toContainText("Demo Cold Stores");
});
