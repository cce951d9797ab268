// A goal from being set to the gauge on the dashboard, with keys alone where that matters.
import { Dashboard, Goals } from "./support/pages";
import { expect, expectAccessible, open, signIn, test } from "./support/test";

test("the demo's goals say how far along they are, and where they land", async ({ page }) => {
  await signIn(page, "viewer");
  await open(page, "/goals");
  const goals = new Goals(page);
  const budget = goals.card("This quarter's emissions");
  await expect(budget.getByRole("img", { name: /^[\d.,]+\s(kg|t) of [\d.,]+\st emitted/ })).toBeVisible();
  await expect(budget).toContainText(/of the goal, .* of the time/);
  await budget.getByText("Figures as a table").click();
  await expect(budget.getByRole("columnheader")).toHaveText(["End of", "So far", "Expected", "Nine of ten"]);
  await expect(goals.card("Saved until New Year")).toContainText("promised");
  // Only administrators change goals.
  await expect(goals.add).toHaveCount(0);
  await expect(page.getByRole("link", { name: /^Change / })).toHaveCount(0);
});

test("a goal is set, refused when it overlaps, changed, and removed, by keys", async ({ page, expectComplaint }) => {
  // What is typed wrong is refused.
  expectComplaint(/422/);
  await signIn(page, "admin");
  await open(page, "/goals");
  const goals = new Goals(page);
  const name = `Warehouses ${Date.now()}`;

  await goals.add.press("Enter");
  await expect(page).toHaveURL(/edit=new/);
  await goals.name.fill(name);
  await goals.counts.selectOption("Emissions: a budget for warehouse");
  await goals.from.fill("2031-01-01");
  await goals.until.fill("2031-12-31");
  await goals.tonnes.fill("a lot");
  await goals.tonnes.press("Enter");
  await expect(goals.tonnes).toHaveAttribute("aria-invalid", "true");
  await expectAccessible(page);
  await goals.tonnes.fill("1200.5");
  await goals.tonnes.press("Enter");
  const card = goals.card(name);
  await expect(card).toContainText("1,200 t");
  await expect(card).toContainText("not begun");
  await expect(page).not.toHaveURL(/edit=/);

  await page.reload();
  await expect(card).toContainText("1 Jan – 31 Dec 2031");

  // The same again would be counted twice.
  await open(page, "/goals?edit=new");
  await goals.name.fill("Again");
  await goals.counts.selectOption("Emissions: a budget for warehouse");
  await goals.from.fill("2031-12-31");
  await goals.until.fill("2032-01-31");
  await goals.tonnes.fill("1");
  await goals.set.click();
  await expect(page.getByRole("alert")).toContainText("overlaps");
  await goals.leave.click();

  await goals.change(name).press("Enter");
  await expect(goals.tonnes).toHaveValue("1200.5");
  await goals.tonnes.fill("900");
  await goals.save.press("Enter");
  await expect(card).toContainText("900 t");

  const remove = card.getByRole("button", { name: `Remove ${name}` });
  await expect(remove).toBeHidden();
  await card.getByText("Remove…").press("Enter");
  await remove.press("Enter");
  await expect(card).toHaveCount(0);
});

test("the gauge of the dashboard shows the saving goal, and a changed one", async ({ page }) => {
  await signIn(page, "admin");
  await open(page, "/");
  const dashboard = new Dashboard(page);
  await expect(dashboard.saved.getByRole("img", { name: /verified and .* promised of \d+\.?\d*\st/ })).toBeVisible();
  await expect(dashboard.saved).toContainText("verified");
  await dashboard.saved.getByRole("link", { name: "All goals" }).click();

  const goals = new Goals(page);
  const change = async (tonnes: string): Promise<string> => {
    await goals.change("Saved until New Year").click();
    const before = await goals.tonnes.inputValue();
    await goals.tonnes.fill(tonnes);
    await goals.save.click();
    await expect(page).not.toHaveURL(/edit=/);
    return before;
  };
  const before = await change("250");
  await expect(goals.card("Saved until New Year")).toContainText("of 250 t");
  await open(page, "/");
  await expect(dashboard.saved.getByRole("img", { name: /promised of 250\st/ })).toBeVisible();
  await open(page, "/goals");
  await change(before);
});

test("a supplier's people see no goals of the organisation", async ({ page }) => {
  await signIn(page, "supplier");
  await open(page, "/");
  const dashboard = new Dashboard(page);
  await expect(dashboard.pulse).toBeVisible();
  await expect(dashboard.saved).toHaveCount(0);
});
