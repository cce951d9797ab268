// What an admin does once: people, tokens, profiles, factors.
import { Dashboard, Frame, Settings } from "./support/pages";
import { email, expect, hydrated, open, signIn, test } from "./support/test";

test.beforeEach(async ({ page }) => {
  await signIn(page, "admin");
});

test("the demo's people are listed with their roles", async ({ page }) => {
  await open(page, "/settings/users");
  const { users } = new Settings(page);
  for (const role of ["admin", "operator", "viewer", "supplier"] as const) {
    await expect(users.filter({ hasText: email(role) })).toContainText(new RegExp(role, "i"));
  }
});

test("a token is shown once, works, and stops working when revoked", async ({ page, baseURL }) => {
  await open(page, "/settings/tokens");
  const settings = new Settings(page);
  const name = `weather station ${Date.now()}`;
  await settings.tokenName.fill(name);
  await settings.createToken.click();
  const token = (await settings.newToken.innerText()).trim();
  const asked = () => fetch(`${baseURL}/api/v1/auth/me`, { headers: { authorization: `Bearer ${token}` } });
  expect((await asked()).status).toBe(200);

  await page.reload();
  await expect(page.getByText(token)).toHaveCount(0);

  await hydrated(page);
  const row = settings.tokens.filter({ hasText: name });
  const revoke = row.getByRole("button", { name: `Revoke ${name}` });
  await expect(revoke).toBeHidden();
  await row.getByText("Revoke…").click();
  expect((await asked()).status).toBe(200);
  await revoke.click();
  await expect.poll(async () => (await asked()).status).toBe(401);
});

test("the shipped profiles are there", async ({ page }) => {
  await open(page, "/settings/profiles");
  for (const name of ["nyc-flights", "steel-industry"]) await expect(new Settings(page).profiles.filter({ hasText: name })).toContainText("shipped");
});

test("factors are found by a word, with publisher, year and licence", async ({ page }) => {
  await open(page, "/settings/factors");
  const { factors, factorWords, searchFactors } = new Settings(page);
  await factorWords.fill("diesel");
  await searchFactors.click();
  await expect(page).toHaveURL(/query=diesel/);
  const rows = factors.locator("tbody").getByRole("row");
  await expect(rows.filter({ hasNotText: /diesel/i })).toHaveCount(0);
  await expect(rows.first()).toContainText(/20\d\d/);
  for (const column of ["Publisher", "Year", "Licence"]) {
    await expect(factors.getByRole("columnheader", { name: column })).toBeVisible();
  }
});

test("all events are calculated anew beside what is shown", async ({ page, baseURL }) => {
  await open(page, "/settings/factors");
  const shown = page.getByTestId("calculation");
  const number = Number(/Calculation (\d+) is shown/.exec(await shown.innerText())?.[1]);
  const begin = page.getByRole("button", { name: "Calculate all events anew" });
  await begin.click();
  await expect(shown).toContainText(`Calculation ${number + 1} is shown`, { timeout: 60_000 });
  await expect(begin).toBeEnabled();

  await open(page, "/settings/audit");
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export CSV" }).click();
  expect((await download).suggestedFilename()).toBe("audit.csv");
  const trail = await (await page.request.get(`${baseURL}/api/v1/audit.csv`)).text();
  expect(trail).toContain(`factors.recalculated,calculation ${number + 1},`);
});

test("a channel is added, tested, and removed", async ({ page }) => {
  await open(page, "/settings/notifications");
  const name = `nobody listens ${Date.now()}`;
  const form = page.getByRole("region", { name: "New channel" });
  await form.getByLabel("Name").fill(name);
  await form.getByLabel("Target").fill("http://127.0.0.1:9/hook");
  await form.getByRole("button", { name: "Add channel" }).click();
  const row = page.getByRole("region", { name: "Channels" }).getByRole("row").filter({ hasText: name });
  await row.getByRole("button", { name: `Test ${name}` }).click();
  const sent = page.getByRole("region", { name: "Latest notifications" }).getByRole("row").filter({ hasText: name });
  await expect(sent).toContainText("Carbon Nexus: a test");

  await row.getByText("Remove…").click();
  await row.getByRole("button", { name: `Remove ${name}` }).click();
  await expect(row).toHaveCount(0);
});

test("masses are written in the unit chosen, by the server and by the page", async ({ page }) => {
  await open(page, "/settings");
  await page.getByLabel(/^Kilograms/).check();
  await page.getByRole("button", { name: "Use", exact: true }).click();
  await expect(page.getByLabel(/^Kilograms/)).toBeChecked();
  const dashboard = new Dashboard(page);
  await page.goto("/");
  await expect(dashboard.slice("Logistics")).toContainText(/\d,\d{3}\skg/);
  await hydrated(page);
  const before = await dashboard.total.innerText();
  await dashboard.range.click();
  await dashboard.preset("Last 90 days").click();
  await expect(dashboard.total).not.toHaveText(before);
  await expect(dashboard.slice("Logistics")).toContainText(/\d,\d{3}\skg/);
});

test("a missing language model says how one is set up", async ({ page, expectComplaint }) => {
  expectComplaint(/status of 409/);
  await open(page, "/settings/models");
  await page.getByRole("button", { name: "Ask it a test question" }).click();
  await expect(page.getByRole("alert")).toContainText("NEXUS_LLM_PROVIDER");
});

test("a job is run by hand, and says how it went", async ({ page, baseURL }) => {
  await open(page, "/settings/jobs");
  const settings = new Settings(page);
  const row = settings.job("verification");
  // It runs by itself once a night.
  const runs = async () => {
    const jobs = (await (await page.request.get(`${baseURL}/api/v1/jobs`)).json()) as { name: string; runs: { started_at: string }[] }[];
    return jobs.find((job) => job.name === "verification")!.runs.map((run) => run.started_at);
  };
  const before = await runs();
  await settings.runNow("verification").click();
  await expect.poll(runs).not.toEqual(before);
  await expect(row).toContainText("done");
  await expect(row).toContainText(/\d+ verified/);
});

test("light, dark or as the system says: kept in this browser", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await open(page, "/settings");
  const frame = new Frame(page);
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--ground-1").trim());
  const light = await ground();
  await frame.account.click();
  await frame.theme("Dark").click();
  await expect.poll(ground).not.toBe(light);
  const dark = await ground();
  await page.reload();
  expect(await ground()).toBe(dark);
  await hydrated(page);
  await frame.account.click();
  await frame.theme("Light").click();
  await expect.poll(ground).toBe(light);
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await ground()).toBe(light);
  await frame.theme("System").click();
  await expect.poll(ground).toBe(dark);
  await page.reload();
  expect(await ground()).toBe(dark);
});
