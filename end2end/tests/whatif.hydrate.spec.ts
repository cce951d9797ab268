// A scenario over the dashboard: levers, both sides as they move, keeping it, and its address.
import { WhatIf } from "./support/pages";
import { expect, hydrated, open, signIn, test } from "./support/test";

test("what is done differently shows on both sides, and can be kept", async ({ page }) => {
  await signIn(page, "operator");
  await open(page, "/?range=7d&category=logistics");
  const whatIf = new WhatIf(page);

  await whatIf.open.click();
  await expect(whatIf.dialog).toBeVisible();
  // Nothing is done differently yet.
  await expect(whatIf.side("Difference")).toContainText("0");
  await whatIf.lever("Distance").fill("-20");
  await expect(whatIf.side("Difference")).toContainText("\u2212");
  await expect(whatIf.changes.getByRole("listitem")).toHaveCount(3);
  await expect(whatIf.changes).toContainText("Distance: \u221220");

  const name = `A fifth less ${Date.now()}`;
  await whatIf.name.fill(name);
  await whatIf.keep.click();
  await expect(whatIf.dialog.getByRole("status").filter({ hasText: `Kept as ${name}` })).toBeVisible();

  // The address is the scenario.
  await whatIf.address.click();
  await expect(page).toHaveURL(/what-if\?range=7d&type=logistics&distance=-20/);
  await expect(whatIf.side("Difference")).toContainText("\u2212");
  await expect(whatIf.lever("Distance")).toHaveValue("-20");
  await page.reload();
  await hydrated(page);
  await expect(whatIf.side("Difference")).toContainText("\u2212");
  await page.getByRole("button", { name: "Leave as it is: Distance" }).click();
  await expect(whatIf.changes).toBeHidden();
});
