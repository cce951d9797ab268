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
  await expect(palette.places).toHaveCount(1);
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
