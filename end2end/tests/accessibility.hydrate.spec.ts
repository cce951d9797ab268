// No axe violation and no sideways scrolling, light and dark, phone and desktop, on every page and in the states people meet.
import { join } from "node:path";
import { Activity, Explanation, Import, PAGES } from "./support/pages";
import { expect, expectAccessible, hydrated, open, signIn, test } from "./support/test";

test("sign in", async ({ page }) => {
  await open(page, "/login");
  await expectAccessible(page);
});

for (const { path, heading } of PAGES) {
  test(heading, async ({ page }) => {
    await signIn(page, "admin");
    await open(page, path);
    await expectAccessible(page);
  });
}

test("an explanation", async ({ page }) => {
  await signIn(page, "viewer");
  await open(page, "/activity");
  await new Activity(page).rows.first().getByRole("link").first().click();
  await expect(new Explanation(page).panel).toBeVisible();
  await expectAccessible(page);
});

test("a mapping being made", async ({ page }) => {
  await signIn(page, "operator");
  await open(page, "/import");
  const form = new Import(page);
  await form.file.setInputFiles(join(__dirname, "../../crates/engine/samples/flights_sample.csv"));
  await expect(form.preview).toBeVisible();
  await expectAccessible(page);
});

test("a page that is not there", async ({ page, expectComplaint }) => {
  expectComplaint(/status of 404/);
  await signIn(page, "viewer");
  await page.goto("/no/such/page");
  await hydrated(page);
  await expectAccessible(page);
});
