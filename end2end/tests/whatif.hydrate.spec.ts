// A scenario over the dashboard: levers, both sides as they move, keeping it, and its address.
import { Recommendations, WhatIf } from "./support/pages";
import { forgetScenario, keepScenario } from "./support/scenarios";
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

test("another fuel is chosen from its list, with what it costs and how sure that is", async ({ page }) => {
  await signIn(page, "operator");
  await open(page, "/what-if?range=7d&type=logistics");
  const whatIf = new WhatIf(page);
  await expect(whatIf.cost).toHaveText(/^Energy and freight: 0 EUR$/);
  await whatIf.choice("Fuel").selectOption({ label: "HVO (hydrotreated vegetable oil)" });
  await expect(whatIf.changes).toContainText("Fuel: hvo");
  await expect(whatIf.side("Difference")).toContainText(/−[\d.,]+\s(kg|t)/);
  await expect(whatIf.interval).toHaveText(/^between .+\s(g|kg|t) and .+\s(g|kg|t) \(nine of ten\) · [\d,]+ events$/);
  // It is the dearer one in the demo's prices.
  await expect(whatIf.cost).toHaveText(/^Energy and freight: \+[\d,]+ EUR$/);
  await expect(whatIf.address).toHaveAttribute("href", "/what-if?range=7d&type=logistics&fuel=hvo");
  await whatIf.leave("Fuel").click();
  await expect(whatIf.choice("Fuel")).toHaveValue("");
  await expect(whatIf.changes).toBeHidden();
});

test("up to four kept scenarios stand side by side", async ({ page }) => {
  await signIn(page, "operator");
  await open(page, "/what-if?range=7d&type=logistics");
  const names = [1, 2, 3, 4, 5].map((number) => `Shorter by ${number} ${Date.now()}`);
  const kept = [];
  for (const [number, name] of names.entries()) kept.push(await keepScenario(page, name, -(number + 1)));
  await page.reload();
  await hydrated(page);
  const whatIf = new WhatIf(page);
  const [first, ...others] = names;

  await whatIf.compare(first!).check();
  // One alone is nothing to compare.
  await expect(whatIf.compared).toHaveCount(0);
  for (const name of others.slice(0, 3)) await whatIf.compare(name).check();
  await expect(whatIf.compared.getByRole("columnheader")).toHaveCount(4);
  for (const name of names.slice(0, 4)) await expect(whatIf.compared.getByRole("columnheader", { name })).toBeVisible();
  for (const word of ["Period", "As it was", "What if", "Difference", "Nine of ten", "Cost"]) {
    await expect(whatIf.compared.getByRole("rowheader", { name: word, exact: true })).toBeVisible();
  }
  await expect(whatIf.compare(names[4]!)).toBeDisabled();
  await whatIf.compare(first!).uncheck();
  await whatIf.compare(names[4]!).check();
  await expect(whatIf.compared.getByRole("columnheader", { name: names[4]! })).toBeVisible();
  await expect(whatIf.compare(first!)).toBeDisabled();

  // What is deleted stands nowhere any more.
  await whatIf.remove(names[4]!).click();
  await whatIf.confirmRemoval.click();
  await expect(whatIf.compare(names[4]!)).toHaveCount(0);
  await expect(whatIf.compared.getByRole("columnheader")).toHaveCount(3);
  await expect(whatIf.compare(first!)).toBeEnabled();
  for (const id of kept.slice(0, 4)) await forgetScenario(page, id);
});

test("a scenario of one supplier becomes a recommendation that waits in the queue", async ({ page, expectComplaint }) => {
  expectComplaint(/status of 409/);
  await signIn(page, "operator");
  await open(page, "/what-if?range=7d&type=logistics&distance=-20");
  const whatIf = new WhatIf(page);
  const keep = async (name: string) => {
    await whatIf.name.fill(name);
    await whatIf.keep.click();
    await expect(page.getByRole("status").filter({ hasText: `Kept as ${name}` })).toBeVisible();
    return name;
  };

  // Of everybody it is nobody's to do.
  const everybody = await keep(`Everybody ${Date.now()}`);
  await whatIf.advise(everybody).click();
  await expect(page.getByRole("alert")).toContainText(/one supplier/);

  await whatIf.supplier.selectOption("Demo Haulage South");
  await expect(whatIf.address).toHaveAttribute("href", /supplier=/);
  // The panel is drawn anew for the other events.
  await expect(page.getByRole("alert")).toHaveCount(0);
  const title = await keep(`Closer depots ${Date.now()}`);
  await whatIf.advise(title).click();
  await expect(page.getByRole("status").filter({ hasText: "It waits among the recommendations" })).toBeVisible();
  await whatIf.recommended(title).click();
  await expect(page).toHaveURL(/\/recommendations$/);
  const entry = new Recommendations(page).titled(title);
  await expect(entry).toContainText("Demo Haulage South");
  await expect(entry.getByText("to decide", { exact: true })).toBeVisible();

  await entry.getByText("Dismiss…").click();
  await entry.getByRole("button", { name: /^Dismiss: / }).and(page.locator("button")).click();
  await expect(entry).toHaveCount(0);
  await open(page, "/what-if");
  for (const name of [everybody, title]) {
    await whatIf.remove(name).click();
    await whatIf.confirmRemoval.click();
    await expect(whatIf.compare(name)).toHaveCount(0);
  }
});
