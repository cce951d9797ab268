// The connection goes and comes back: what was read stays, nothing is taken for done, and the page catches up by itself.
import type { Page } from "@playwright/test";
import { withDemo } from "./support/own_demo";
import { Dashboard, Frame, Goals } from "./support/pages";
import { expect, open, signIn, signInByForm, test } from "./support/test";

// What the browser itself notes about requests and sockets that got no answer.
const NO_ANSWER = /WebSocket is already in|ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_SOCKET_NOT_CONNECTED|WebSocket connection|status of 503/;

/** Gone after a reload. */
const mark = (page: Page) => page.evaluate(() => void ((window as any).isStillThisPage = true));
const isStillMarked = (page: Page) => page.evaluate(() => (window as any).isStillThisPage === true);

// Without a stream, so that what is on the page after the restart is what this test brought in.
const restarting = withDemo("restarted", { NEXUS_DEMO_SPEED: "0", NEXUS_DEMO_HISTORY_DAYS: "2" });

restarting("a server that is started again is found again, with what came in meanwhile", async ({ page, demo, expectComplaint }) => {
  restarting.setTimeout(240_000);
  expectComplaint(NO_ANSWER);
  await signInByForm(page, "operator");
  await open(page, "/");
  const [frame, dashboard] = [new Frame(page), new Dashboard(page)];
  await expect(frame.connection).toHaveText("Live");
  // All pieces of the program have come: one that is cut off on its way is another matter.
  await page.waitForLoadState("networkidle");
  const [total, rate] = [await dashboard.total.innerText(), await dashboard.rate.innerText()];
  await mark(page);

  await demo.end();
  await expect(frame.connection).toHaveText(/Reconnecting|Offline/);
  await expect(frame.connection).toHaveAttribute("title", /connection/i);
  await expect(dashboard.total).toHaveText(total);
  await expect(dashboard.rate).toHaveText(rate);
  await expect(dashboard.events).not.toHaveCount(0);

  // Nobody tells the page that the server is back: it finds out by trying.
  await demo.start();
  await expect(frame.connection).toHaveText("Live", { timeout: 45_000 });
  await expect(dashboard.total).toHaveText(total);

  // What comes in while this page alone is away is not sent to it later: it has to ask.
  await page.context().setOffline(true);
  await expect(frame.connection).toHaveText("Offline");
  const answer = await page.request.post("/api/v1/ingest/event", {
    data: {
      event_type: "warehouse",
      supplier: "Restart Works",
      occurred_at: new Date().toISOString(),
      electricity_kwh: 40_000,
      grid_region: "DEU",
    },
    headers: { origin: demo.url },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  await page.context().setOffline(false);
  await expect(frame.connection).toHaveText("Live", { timeout: 45_000 });
  await expect(dashboard.feed).toContainText("Restart Works");
  await expect(dashboard.rate).not.toHaveText(rate);
  await expect(dashboard.total).not.toHaveText(total);
  expect(await isStillMarked(page)).toBe(true);

  // The session outlived the process.
  await page.reload();
  await expect(page).toHaveURL(`${demo.url}/`);
  await expect(frame.account).toBeVisible();
});

test("without a network the page says so, keeps its figures, and is live again afterwards", async ({ page, context, expectComplaint }) => {
  expectComplaint(NO_ANSWER);
  await signIn(page, "viewer");
  await open(page, "/");
  const [frame, dashboard] = [new Frame(page), new Dashboard(page)];
  await expect(frame.connection).toHaveText("Live");
  await page.waitForLoadState("networkidle");
  const total = await dashboard.total.innerText();
  await mark(page);

  await context.setOffline(true);
  await expect(frame.connection).toHaveText("Offline");
  await expect(frame.connection).toHaveAttribute("title", /No connection; figures are as of the last contact/);
  await dashboard.range.click();
  await dashboard.preset("Last 24 hours").click();
  await expect(dashboard.stale).toContainText("could not be brought up to date");
  await expect(dashboard.stale).toContainText("Check the connection and try again");
  await expect(dashboard.total).toContainText(/\d/);

  await context.setOffline(false);
  await expect(frame.connection).toHaveText("Live", { timeout: 45_000 });
  await expect(dashboard.stale).toHaveCount(0);
  // What was asked for while nobody answered is there now.
  await expect(dashboard.total).not.toHaveText(total);
  const newest = await dashboard.events.first().innerText();
  await expect.poll(() => dashboard.events.first().innerText(), { timeout: 45_000 }).not.toBe(newest);
  expect(await isStillMarked(page)).toBe(true);
});

test("what is sent without a network is refused in words, kept in its fields, and can be sent again", async ({ page, context, expectComplaint }) => {
  expectComplaint(NO_ANSWER);
  await signIn(page, "admin");
  await open(page, "/goals?edit=new");
  const goals = new Goals(page);
  const name = `Deliveries ${Date.now()}`;
  await goals.name.fill(name);
  await goals.counts.selectOption("Emissions: a budget for delivery");
  await goals.from.fill("2035-01-01");
  await goals.until.fill("2035-12-31");
  await goals.tonnes.fill("75");

  await context.setOffline(true);
  await goals.set.click();
  await expect(page.getByRole("alert")).toContainText("The server did not answer. Check the connection and try again.");
  await expect(goals.name).toHaveValue(name);
  await expect(goals.tonnes).toHaveValue("75");
  await expect(page).toHaveURL(/edit=new/);
  await expect(goals.card(name)).toHaveCount(0);

  await context.setOffline(false);
  await goals.set.click();
  const card = goals.card(name);
  await expect(card).toHaveCount(1);
  await expect(card).toContainText("of 75.0 t");
  await card.getByText("Remove…").click();
  await card.getByRole("button", { name: `Remove ${name}` }).click();
  await expect(card).toHaveCount(0);
});

test("a page that cannot be fetched says so, and comes by itself when the network is back", async ({ page, context, expectComplaint }) => {
  expectComplaint(NO_ANSWER);
  expectComplaint(/Failed to fetch/);
  await signIn(page, "operator");
  await open(page, "/");
  const frame = new Frame(page);
  await expect(frame.connection).toHaveText("Live");
  await page.waitForLoadState("networkidle");
  await mark(page);

  await context.setOffline(true);
  await expect(frame.connection).toHaveText("Offline");
  await frame.navigation.getByRole("link", { name: "Import" }).click();
  await expect(frame.notFetched).toContainText("There is no connection");
  await frame.notFetched.getByRole("button", { name: "Try again" }).click();
  await expect(frame.notFetched).toBeVisible();
  // The rest of the program lives: another page that is here already opens.
  await frame.navigation.getByRole("link", { name: "Dashboard" }).click();
  await expect(frame.heading).toHaveText("Dashboard");
  await frame.navigation.getByRole("link", { name: "Import" }).click();
  await expect(frame.notFetched).toBeVisible();

  await context.setOffline(false);
  await expect(frame.heading).toHaveText("Import", { timeout: 45_000 });
  await expect(frame.notFetched).toHaveCount(0);
  expect(await isStillMarked(page)).toBe(true);
});

test("after an update of the server a page says that it is of before", async ({ page, context, expectComplaint }) => {
  expectComplaint(NO_ANSWER);
  expectComplaint(/status of 404|Incorrect response MIME type|HTTP status code is not ok/);
  await signIn(page, "operator");
  await open(page, "/");
  const frame = new Frame(page);
  await expect(frame.connection).toHaveText("Live");
  await page.waitForLoadState("networkidle");
  await expect(frame.newVersion).toHaveCount(0);

  // What another build answers when it is asked for a file of this one.
  await context.route(/\/pkg\/[0-9a-f]+\//, (route) => route.fulfill({ status: 404 }));
  await context.setOffline(true);
  await expect(frame.connection).toHaveText("Offline");
  await context.setOffline(false);
  await expect(frame.newVersion).toBeVisible({ timeout: 45_000 });
  await frame.navigation.getByRole("link", { name: "Import" }).click();
  await expect(frame.notFetched).toContainText("the server was updated");

  await context.unroute(/\/pkg\/[0-9a-f]+\//);
  await frame.notFetched.getByRole("link", { name: "Reload the page" }).click();
  await expect(frame.heading).toHaveText("Import");
  await expect(frame.newVersion).toHaveCount(0);
});

test("the program of a build is kept by the browser, and of another build there is none", async ({ page, request }) => {
  await signIn(page, "viewer");
  await open(page, "/");
  const at = await page.locator("html").getAttribute("data-program");
  const own = await request.get(`${at}/carbon-nexus.js`);
  expect(own.status()).toBe(200);
  expect(own.headers()["cache-control"]).toContain("immutable");
  const other = await request.get(`${at!.replace(/[0-9a-f]{4}$/, "0000")}/carbon-nexus.js`);
  expect(other.status()).toBe(404);
});
