// Every kilogram explains itself: from the list of events to the arithmetic behind one of them.
import { readFileSync } from "node:fs";
import { Activity, Explanation, kilograms, number } from "./support/pages";
import { expect, open, signIn, test } from "./support/test";

test.beforeEach(async ({ page }) => {
  await signIn(page, "viewer");
  await open(page, "/activity");
});

test("the list filters by type and keeps the filter in the address", async ({ page }) => {
  const activity = new Activity(page);
  await expect(activity.rows).not.toHaveCount(0);
  await activity.type.selectOption("warehouse");
  await activity.filter.click();
  await expect(page).toHaveURL(/category=warehouse/);
  await expect(activity.rows.filter({ hasNotText: /warehouse/i })).toHaveCount(0);
  await expect(activity.rows).not.toHaveCount(0);
  await expect(activity.type).toHaveValue("warehouse");
});

test("the list sorts by kilograms and says so", async ({ page }) => {
  const activity = new Activity(page);
  const header = activity.column("CO₂e");
  for (const [order, sign] of [
    ["descending", -1],
    ["ascending", 1],
  ] as const) {
    await header.getByRole("link").click();
    await expect(header).toHaveAttribute("aria-sort", order);
    const shown = (await activity.kilograms.allInnerTexts()).map(kilograms);
    expect(shown.length).toBeGreaterThan(1);
    expect(shown).toEqual([...shown].sort((a, b) => sign * (a - b)));
  }
});

test("the next page shows other events", async ({ page }) => {
  const activity = new Activity(page);
  const first = await activity.rows.first().innerText();
  await activity.next.click();
  await expect(page).toHaveURL(/cursor=/);
  await expect.poll(() => activity.rows.first().innerText()).not.toBe(first);
});

test("an event opens by keyboard, and its contributions add up to its figure", async ({ page }) => {
  await new Activity(page).links.first().press("Enter");
  await expect(page).toHaveURL(/\/activity\/./);
  const explanation = new Explanation(page);
  await expect(explanation.headline).toContainText(/\d/);

  // In whole milligrams, as they are kept: no rounding to hide behind.
  const milligrams = (text: string) => Math.round(number(text) * 1e6);
  const parts = (await explanation.contributions.allInnerTexts()).map(milligrams);
  expect(parts.length).toBeGreaterThan(0);
  expect(parts.reduce((sum, part) => sum + part, 0)).toBe(milligrams(await explanation.total.innerText()));
  expect(milligrams(await explanation.total.innerText())).toBeGreaterThan(0);
  await expect(explanation.factors.first()).toContainText(/20\d\d/);
});

test("the list exports as CSV", async ({ page }) => {
  const waiting = page.waitForEvent("download");
  await new Activity(page).exportCsv.click();
  const lines = readFileSync(await (await waiting).path(), "utf8").trim().split(/\r?\n/);
  expect(lines[0]).toContain("co2e_kg");
  expect(lines.length).toBeGreaterThan(1);
});
