// What an admin sets is kept: saved on the page, there after a reload, and felt elsewhere. In a demo of its own, for all of it is
// the whole organisation's.
import { withDemoOfFile } from "./support/own_demo";
import { Dashboard, Settings, SignIn } from "./support/pages";
import { expect, hydrated, open, signInByForm } from "./support/test";

const test = withDemoOfFile("settings", {
  NEXUS_DEMO_SPEED: "0",
  // Enough for models to learn from.
  NEXUS_DEMO_HISTORY_DAYS: "30",
  NEXUS_DEMO_HOTSPOT_MINUTES: "100000",
});

test.beforeEach(async ({ page }) => signInByForm(page, "admin"));

test("time zone, target and thresholds of the organisation", async ({ page, expectComplaint }) => {
  expectComplaint(/status of 422/);
  await open(page, "/settings/organisation");
  const settings = new Settings(page);
  const save = async () => {
    const answer = page.waitForResponse(/\/fn\/settings\/save-organisation$/);
    await settings.save.click();
    return (await answer).status();
  };
  await settings.timeZone.fill("Berlin");
  expect(await save()).toBe(422);
  await expect(settings.timeZone).toHaveAttribute("aria-invalid", "true");
  await settings.timeZone.fill("America/New_York");
  await settings.target.fill("1234");
  await settings.thresholds.fill("40, 60");
  expect(await save()).toBe(422);
  await expect(settings.thresholds).toHaveAttribute("aria-invalid", "true");
  // What was right is still there.
  await expect(settings.timeZone).toHaveValue("America/New_York");
  await settings.thresholds.fill("40, 60, 90.5");
  expect(await save()).toBe(200);

  await page.reload();
  await hydrated(page);
  await expect(settings.timeZone).toHaveValue("America/New_York");
  await expect(settings.target).toHaveValue("1234");
  await expect(settings.thresholds).toHaveValue("40, 60, 90.5");
  await open(page, "/");
  await expect(new Dashboard(page).pulse).toContainText(/1\.23\st/);

  // Without a target nothing is compared with one.
  await open(page, "/settings/organisation");
  await settings.target.fill("");
  await settings.thresholds.fill("");
  expect(await save()).toBe(200);
  await page.reload();
  await expect(settings.target).toHaveValue("");
  await expect(settings.thresholds).toHaveValue("");
  await open(page, "/");
  await expect(new Dashboard(page).pulse).not.toContainText(/target/i);
});

test("a price, with where it comes from", async ({ page, expectComplaint }) => {
  expectComplaint(/status of 422/);
  await open(page, "/settings/prices");
  const settings = new Settings(page);
  await settings.price("Petrol").fill("cheap");
  await settings.save.click();
  await expect(page.getByRole("alert")).toBeVisible();
  await settings.price("Petrol").fill("1.62");
  await settings.sourceOfPrice("Petrol").fill("frame contract, line 7");
  await settings.save.click();
  await expect(settings.saved).toBeVisible();
  await page.reload();
  await hydrated(page);
  await expect(settings.price("Petrol")).toHaveValue("1.62");
  await expect(settings.sourceOfPrice("Petrol")).toHaveValue("frame contract, line 7");
  await settings.price("Petrol").fill("");
  await settings.sourceOfPrice("Petrol").fill("");
  await settings.save.click();
  await expect(settings.saved).toBeVisible();
  await page.reload();
  await expect(settings.price("Petrol")).toHaveValue("");
});

test("a user is added, given another role, shut out and let in again", async ({ page, browser, baseURL }) => {
  await open(page, "/settings/users");
  const settings = new Settings(page);
  const [name, address, password] = ["Ida Nowak", "ida@demo.example", "a long enough one"];
  await settings.newUser.getByLabel("Name", { exact: true }).fill(name);
  await settings.newUser.getByLabel("Email").fill(address);
  await settings.newUser.getByLabel("Password").fill(password);
  await settings.newUser.getByRole("button", { name: "Create user" }).click();
  const row = settings.users.filter({ hasText: address });
  await expect(row).toContainText("active");
  await expect(settings.roleOf(name)).toHaveValue("viewer");

  await settings.roleOf(name).selectOption("operator");
  await row.getByRole("button", { name: "Set role" }).click();
  await page.reload();
  await hydrated(page);
  await expect(settings.roleOf(name)).toHaveValue("operator");

  const hers = await browser.newPage({ baseURL });
  const enter = async () => {
    await hers.goto("/login");
    await new SignIn(hers).submit(address, password);
  };
  await enter();
  await expect(hers).not.toHaveURL(/\/login/);

  await row.getByRole("button", { name: "Disable" }).click();
  await expect(row).toContainText("disabled");
  // The session she had is over, and there is no new one.
  await hers.goto("/");
  await expect(hers).toHaveURL(/\/login/);
  await enter();
  await expect(new SignIn(hers).problem).toBeVisible();

  await row.getByRole("button", { name: "Enable" }).click();
  await expect(row).toContainText("active");
  await enter();
  await expect(hers).not.toHaveURL(/\/login/);
  await hers.close();
});

test("a model is trained, judged, let answer and taken back", async ({ page }) => {
  await open(page, "/settings/models");
  const settings = new Settings(page);
  const versions = settings.versions("delivery");
  await expect(versions).toHaveCount(1);
  await expect(versions).toContainText("answers");
  // How far it is off, how far the factors alone are, and how many of its intervals hold.
  await expect(versions).toContainText(/judged on [\d,]+/);
  await expect(versions.locator("td.num")).toHaveText([/^\d+\.\d{3} kg$/, /^\d+\.\d{3} kg$/, /^[\d.]+\s%$/]);
  const first = await settings.answering("delivery");

  await page.getByRole("button", { name: "Train the delivery model now" }).click();
  await expect(versions).toHaveCount(2, { timeout: 60_000 });
  const other = versions.filter({ hasNotText: "answers" });
  await expect(other).toHaveCount(1);
  const answering = await settings.answering("delivery");
  await other.getByRole("button", { name: /^Let version \d+ answer$/ }).click();
  await expect.poll(() => settings.answering("delivery")).not.toBe(answering);
  const promoted = await settings.answering("delivery");
  await page.reload();
  await hydrated(page);
  expect(await settings.answering("delivery")).toBe(promoted);

  await page.getByRole("button", { name: "Go back to the delivery model before" }).click();
  await expect.poll(() => settings.answering("delivery")).toBe(answering);
  expect([first, promoted]).toContain("1");
});

test("the audit log is filtered by action and by who", async ({ page }) => {
  await open(page, "/settings/audit");
  const settings = new Settings(page);
  await expect(settings.auditRows.filter({ hasNotText: "auth.login" })).not.toHaveCount(0);
  await settings.auditAction.fill("auth.login");
  await settings.filterAudit.click();
  await expect(page).toHaveURL(/action=auth\.login/);
  await expect(settings.auditRows.filter({ hasNotText: "auth.login" })).toHaveCount(0);
  await expect(settings.auditRows).not.toHaveCount(0);
  await expect(settings.auditAction).toHaveValue("auth.login");

  await settings.auditAction.fill("");
  await settings.auditWho.fill("system");
  await settings.filterAudit.click();
  await expect(page).toHaveURL(/actor=system/);
  await expect(settings.auditActors.filter({ hasNotText: "system" })).toHaveCount(0);
  await expect(settings.auditRows).not.toHaveCount(0);

  await settings.auditAction.fill("no.such.action");
  await settings.filterAudit.click();
  await expect(page.getByRole("heading", { name: "No entries" })).toBeVisible();
});
