// No axe violation and no sideways scrolling, light and dark, phone, tablet and desktop, on every page and in the states people meet.
import { join } from "node:path";
import { Activity, Energy, EnergySetup, EnergySite, Explanation, Frame, Import, PAGES, WhatIf } from "./support/pages";
import { expect, expectAccessible, hydrated, open, signIn, test } from "./support/test";

// The longest of all files: its tests are shared between the workers. Six looks at a full page take their time.
test.describe.configure({ mode: "parallel", timeout: 240_000 });

test("sign in", async ({ page }) => {
  await open(page, "/login");
  await expectAccessible(page);
});

for (const { path, part } of PAGES) {
  test(path, async ({ page }) => {
    await signIn(page, "admin");
    await open(page, path);
    await expect(new Frame(page).part(part)).toBeVisible();
    await expectAccessible(page);
  });
}

test("the overview of the settings", async ({ page }) => {
  await signIn(page, "admin");
  await open(page, "/settings");
  await expect(page.getByRole("main").getByRole("link", { name: /^Users/ })).toBeVisible();
  await expectAccessible(page);
});

test("one import profile", async ({ page }) => {
  await signIn(page, "operator");
  await open(page, "/settings/profiles/nyc-flights");
  await expect(new Frame(page).part("Profile nyc-flights")).toBeVisible();
  await expectAccessible(page);
});

test("the data of one supplier", async ({ page }) => {
  await signIn(page, "viewer");
  await open(page, "/data-quality");
  await page.getByRole("link", { name: "Demo Haulage North" }).click();
  await expect(page).toHaveURL(/\/data-quality\/[0-9a-f-]{36}$/);
  await expect(new Frame(page).part("Demo Haulage North")).toContainText("measured");
  await expectAccessible(page);
});

test("a scenario over the dashboard", async ({ page }) => {
  await signIn(page, "operator");
  await open(page, "/?range=7d&category=logistics");
  const whatIf = new WhatIf(page);
  await whatIf.open.click();
  await whatIf.lever("Distance").fill("-20");
  await expect(whatIf.side("Difference")).toContainText("−");
  await expectAccessible(page);
});

test("an explanation", async ({ page }) => {
  await signIn(page, "viewer");
  await open(page, "/activity");
  await new Activity(page).links.first().click();
  await expect(new Explanation(page).panel).toBeVisible();
  await expectAccessible(page);
});

test("one site's electricity, and its set-up", async ({ page }) => {
  await signIn(page, "operator");
  await open(page, "/energy");
  const card = new Energy(page).site("Demo Factory Birmingham");
  await card.getByRole("link", { name: "Forecast and plan" }).click();
  const site = new EnergySite(page);
  await expect(site.sides("plan-cost")).toContainText("GBP");
  await site.mode("Both").click();
  await expect(site.worth).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Set-up and import" }).click();
  await expect(new EnergySetup(page).capacity).toHaveValue("300");
  await expectAccessible(page);
});

test("a mapping being made", async ({ page }) => {
  await signIn(page, "operator");
  await open(page, "/import");
  const form = new Import(page);
  await form.file.setInputFiles(join(__dirname, "../../crates/engine/samples/flights_sample.csv"));
  await expect(form.trial).not.toHaveCount(0);
  await expectAccessible(page);
});

test("the account's menu", async ({ page }) => {
  await signIn(page, "viewer");
  await open(page, "/import");
  const frame = new Frame(page);
  await frame.account.click();
  await expect(frame.signOut).toBeVisible();
  await expectAccessible(page);
});

test("a page that is not there", async ({ page, expectComplaint }) => {
  expectComplaint(/status of 404/);
  await signIn(page, "viewer");
  await page.goto("/no/such/page");
  await hydrated(page);
  await expectAccessible(page);
});
