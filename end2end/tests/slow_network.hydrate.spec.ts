// A slow network: the page is read and its links are followed before the program has come, and it comes alive later.
import type { Page } from "@playwright/test";
import { Dashboard, Frame } from "./support/pages";
import { expect, hydrated, signIn, test } from "./support/test";

// A phone at the edge of its cell.
const LATENCY_MS = 400;
const BYTES_PER_SECOND = 50_000;

const isAlive = (page: Page) => page.evaluate(() => document.body.hasAttribute("data-hydrated"));

test.beforeEach(async ({ page }) => {
  test.setTimeout(180_000);
  // Nothing here is done within the seconds that suffice elsewhere.
  page.setDefaultTimeout(60_000);
  await signIn(page, "viewer");
  const browser = await page.context().newCDPSession(page);
  await browser.send("Network.enable");
  await browser.send("Network.setCacheDisabled", { cacheDisabled: true });
  await browser.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: LATENCY_MS,
    downloadThroughput: BYTES_PER_SECOND,
    uploadThroughput: BYTES_PER_SECOND,
  });
});

test("the figures are there before the program, and move once it has come", async ({ page }) => {
  await page.goto("/", { waitUntil: "commit" });
  const dashboard = new Dashboard(page);
  await expect(dashboard.total).toContainText(/\d/);
  await expect(dashboard.rate).toContainText(/\d/);
  await expect(dashboard.events).not.toHaveCount(0);
  expect(await isAlive(page), "the program came before the figures were looked at: the network was not slow").toBe(false);
  const newest = await dashboard.events.first().innerText();

  await hydrated(page);
  await expect(new Frame(page).connection).toHaveText("Live");
  await expect(dashboard.events.first()).not.toHaveText(newest, { useInnerText: true });
  await expect(dashboard.series.locator("canvas")).toBeVisible({ timeout: 60_000 });
});

test("a link followed before the program has come leads to its page", async ({ page }) => {
  await page.goto("/", { waitUntil: "commit" });
  const frame = new Frame(page);
  await expect(frame.part("By category")).toBeVisible();
  // Its words are there before its style, and nobody can click what is not painted.
  await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0, null, { polling: 100 });
  const asked = page.waitForRequest((request) => request.isNavigationRequest() && request.url().endsWith("/activity"));
  expect(await isAlive(page), "the program came before the click: the network was not slow").toBe(false);
  await frame.navigation.getByRole("link", { name: "Activity" }).click({ noWaitAfter: true });
  await asked;
  await expect(page).toHaveURL(/\/activity$/);
  await expect(frame.heading).toHaveText("Activity");
  await expect(frame.part("Events")).toBeVisible();
  await hydrated(page);
});
