// Deciding on the dashboard itself: shown at once, and taken back with the reason when the server does not agree.
import { withDemoOfFile } from "./support/own_demo";
import { Dashboard, Frame, RecommendationPage, Recommendations } from "./support/pages";
import { advise } from "./support/scenarios";
import { expect, open, signInByForm } from "./support/test";

// Nothing happens in it, so that the newest advice is what a test asked for.
const test = withDemoOfFile("decisions", {
  NEXUS_DEMO_SPEED: "0",
  NEXUS_DEMO_HISTORY_DAYS: "2",
  NEXUS_DEMO_HOTSPOT_MINUTES: "10000",
});

test.beforeEach(async ({ page }) => signInByForm(page, "operator"));

test("advice is approved, dismissed and taken back without leaving the dashboard", async ({ page }) => {
  const [shorter, fuller] = ["Shorter ways", "Fuller lorries"];
  const [approved, dismissed] = [await advise(page, shorter), await advise(page, fuller)];
  await open(page, "/");
  const [dashboard, frame] = [new Dashboard(page), new Frame(page)];

  await dashboard.step(shorter, "Approve").click();
  await expect(frame.toasts).toContainText(`Approved: ${shorter}`);
  await expect(dashboard.toDecide(shorter)).toHaveCount(0);
  await expect(dashboard.toDecide(fuller)).toHaveCount(1);

  await dashboard.toDecide(fuller).getByText("Dismiss…").click();
  await dashboard.toDecide(fuller).getByLabel(/^Reason to dismiss: /).fill("they are full");
  await dashboard.step(fuller, "Dismiss").click();
  await expect(dashboard.toDecide(fuller)).toHaveCount(0);
  await expect(frame.toasts).toContainText(`Dismissed: ${fuller}`);
  await expect(page).toHaveURL((url) => url.pathname === "/");

  await open(page, approved);
  await expect(new RecommendationPage(page).status("approved")).toBeVisible();
  await open(page, "/recommendations?view=closed");
  await expect(new Recommendations(page).entry(dismissed)).toContainText("they are full");
});

test("a step that the server does not take is undone on the card, with the reason", async ({ page, expectComplaint }) => {
  expectComplaint(/status of 503/);
  const title = "Slower lorries";
  await advise(page, title);
  await open(page, "/");
  const dashboard = new Dashboard(page);
  const card = dashboard.toDecide(title);
  await expect(card.getByText("to decide", { exact: true })).toBeVisible();

  // The answer is held back until the card has been looked at.
  let answer = () => {};
  const looked = new Promise<void>((go) => (answer = go));
  await page.route("**/fn/recommendations/step", async (route) => {
    await looked;
    await route.fulfill({ status: 503, json: { kind: "unavailable", message: "The database is busy. Try again in a moment." } });
  });
  await dashboard.step(title, "Approve").click();
  await expect(card.getByText("approved …", { exact: true })).toBeVisible();
  await expect(dashboard.step(title, "Approve")).toBeDisabled();
  answer();
  await expect(dashboard.advice.getByRole("alert")).toContainText("The database is busy.");
  await expect(card.getByText("to decide", { exact: true })).toBeVisible();
  await expect(new Frame(page).toasts).not.toContainText("Approved");

  // The same again goes through once the server takes it.
  await page.unroute("**/fn/recommendations/step");
  await dashboard.step(title, "Approve").click();
  await expect(card).toHaveCount(0);
  await expect(dashboard.advice.getByRole("alert")).toHaveCount(0);
});

test("who decides second is told what the first decided", async ({ page, context, expectComplaint }) => {
  expectComplaint(/status of 409/);
  const title = "Rail instead of road";
  const path = await advise(page, title);
  await open(page, "/");
  const dashboard = new Dashboard(page);
  await expect(dashboard.toDecide(title)).toBeVisible();

  // This page hears nothing of the other: its step leaves before the news has come.
  let leave = () => {};
  const decided = new Promise<void>((go) => (leave = go));
  await page.route("**/fn/recommendations/step", async (route) => {
    await decided;
    await route.continue();
  });
  await dashboard.step(title, "Approve").click();

  const other = await context.newPage();
  await open(other, "/");
  await new Dashboard(other).toDecide(title).getByText("Dismiss…").click();
  await new Dashboard(other).step(title, "Dismiss").click();
  await expect(new Frame(other).toasts).toContainText(`Dismissed: ${title}`);
  leave();
  await expect(dashboard.advice.getByRole("alert")).toContainText("dismissed");
  await expect(dashboard.toDecide(title)).toHaveCount(0);
  await expect(new Frame(page).toasts).not.toContainText("Approved");
  await other.close();
  await open(page, path);
  await expect(new RecommendationPage(page).status("dismissed")).toBeVisible();
});
