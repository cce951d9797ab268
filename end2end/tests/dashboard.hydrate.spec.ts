// The dashboard is alive: it filters, it moves, it opens.
import { Activity, Dashboard, Frame } from "./support/pages";
import { expect, hydrated, open, signIn, test } from "./support/test";

test.beforeEach(async ({ page }) => {
  await signIn(page, "operator");
  await open(page, "/");
});

test("every card shows its figure", async ({ page }) => {
  const dashboard = new Dashboard(page);
  for (const card of dashboard.cards()) {
    await card.scrollIntoViewIfNeeded();
    await expect(card).toContainText(/\d/);
  }
  await expect(dashboard.rate).toContainText(/\d/);
  await expect(dashboard.total).toContainText(/[1-9]/);
  await expect(dashboard.quality).toContainText(/%\s*measured/);
  await expect(dashboard.events).not.toHaveCount(0);
  await expect(dashboard.donut.getByRole("img")).toBeVisible();
  await expect(dashboard.series.locator("canvas")).toBeVisible();
});

test("the forecast says what is expected, how sure that is, and how its method was chosen", async ({ page }) => {
  const { forecast } = new Dashboard(page);
  await forecast.scrollIntoViewIfNeeded();
  await expect(forecast.locator("canvas")).toBeVisible();
  await expect(forecast.getByTestId("forecast-total")).toContainText(/[1-9]/);
  await expect(forecast).toContainText(/Method: .+ off by .+ on average/);
  await forecast.getByText("Figures as a table").click();
  await expect(forecast.getByRole("table").first().getByRole("row")).toHaveCount(1 + 7 * 24);
  await forecast.getByText("How the method was chosen").click();
  await expect(forecast.getByRole("row").filter({ hasText: "(used)" })).toHaveCount(1);
});

test("the pulse and the feed move with the demo stream", async ({ page }) => {
  const dashboard = new Dashboard(page);
  const [before, newest] = [await dashboard.pulse.innerText(), await dashboard.events.first().innerText()];
  await expect.poll(() => dashboard.pulse.innerText(), { timeout: 45_000 }).not.toBe(before);
  await expect.poll(() => dashboard.events.first().innerText(), { timeout: 45_000 }).not.toBe(newest);
});

test("charts follow the system into the dark", async ({ page }) => {
  const drawing = new Dashboard(page).series.getByRole("img");
  await expect(drawing.locator("canvas")).toBeVisible();
  const lines = () =>
    drawing.evaluate((element) => {
      const { echarts } = window as unknown as { echarts: { getInstanceByDom(of: Element): { getOption(): any } } };
      return echarts.getInstanceByDom(element).getOption().yAxis[0].splitLine.lineStyle.color;
    });
  const light = await lines();
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--line").trim());
  expect(dark).not.toBe(light);
  await expect.poll(lines).toBe(dark);
});

test("a category filters the whole page, and lets go again", async ({ page }) => {
  const dashboard = new Dashboard(page);
  await dashboard.slice("Factory").click();
  await expect(page).toHaveURL(/category=factory/);
  await expect(dashboard.slice("Factory")).toHaveAttribute("aria-current", "true");
  await expect(dashboard.onlyCategory).toContainText("Factory");

  // The other cards follow: the table of the series has the one category left.
  await dashboard.series.getByText("Figures as a table").click();
  await expect(dashboard.series.getByRole("columnheader")).toHaveText(["When", "Factory"]);

  // The address carries the filter, so a link to it shows the same page.
  await page.reload();
  await expect(dashboard.slice("Factory")).toHaveAttribute("aria-current", "true");

  await dashboard.slice("Factory").press("Enter");
  await expect(page).not.toHaveURL(/category=/);
  await expect(dashboard.onlyCategory).toHaveCount(0);
});

test("a slice of the donut filters as the legend does", async ({ page }) => {
  const dashboard = new Dashboard(page);
  const drawing = dashboard.donut.getByRole("img");
  await expect(drawing).toBeVisible();
  // Just right of the top: the ring's first slice begins there and runs clockwise.
  const box = await drawing.boundingBox();
  if (!box) throw new Error("the donut has no size");
  const radius = (Math.min(box.width, box.height) / 2) * 0.81;
  const position = { x: box.width / 2 + radius * Math.sin(0.2), y: box.height / 2 - radius * Math.cos(0.2) };
  // The middle tells what the pointer is on.
  const total = await dashboard.total.innerText();
  await drawing.hover({ position });
  await expect(dashboard.total).not.toHaveText(total);
  await drawing.click({ position });
  await expect(page).toHaveURL(/category=/);
  await expect(dashboard.onlyCategory).toBeVisible();
  await dashboard.showAll.click();
  await expect(page).not.toHaveURL(/category=/);
});

test("another date range changes the figures and the address", async ({ page }) => {
  const dashboard = new Dashboard(page);
  const before = await dashboard.total.innerText();
  const days = await dashboard.range.innerText();
  await dashboard.range.click();
  await dashboard.preset("Last 24 hours").click();
  await expect(page).toHaveURL(/range=/);
  await expect(dashboard.range).not.toHaveText(days);
  await expect(dashboard.total).not.toHaveText(before);
});

test("the figures of the drawings can be read as text", async ({ page }) => {
  const dashboard = new Dashboard(page);
  for (const category of ["Logistics", "Factory", "Warehouse", "Delivery"]) {
    await expect(dashboard.slice(category)).toContainText(/\d.*%/);
  }
  await dashboard.series.getByText("Figures as a table").click();
  await expect(dashboard.series.getByRole("table")).toContainText(/\d/);
});

test("a day of the drawing leads to its events", async ({ page }) => {
  const { drawing } = new Dashboard(page);
  await expect(drawing).toBeVisible();
  // The middle is of some day, be it above its bar.
  await drawing.click();
  await expect(page).toHaveURL(/\/activity\?from=(\d{4}-\d{2}-\d{2})&to=\1$/);
  await expect(new Activity(page).rows).not.toHaveCount(0);
});

test("a figure leads to the events of the days that are shown", async ({ page }) => {
  const dashboard = new Dashboard(page);
  const activity = new Activity(page);
  for (const [figure, address] of [
    [dashboard.total, /\/activity\?range=latest$/],
    [dashboard.quality.getByRole("link", { name: "estimated" }), /\/activity\?range=latest&quality=estimated$/],
    [dashboard.rate, /\/activity\?range=1h$/],
  ] as const) {
    await figure.click();
    await expect(page).toHaveURL(address);
    await expect(activity.when).not.toHaveValue("");
    await expect(activity.rows).not.toHaveCount(0);
    await open(page, "/");
  }
});

test("the feed stands still while it is aimed at", async ({ page }) => {
  const { feed, events } = new Dashboard(page);
  await feed.getByRole("list").hover();
  const first = await events.first().innerText();
  await expect(feed).toContainText(/newer/);
  expect(await events.first().innerText()).toBe(first);
  await page.mouse.move(0, 0);
  await expect(feed).not.toContainText(/newer/);
  await expect(events.first()).not.toHaveText(first, { useInnerText: true });
});

test("an event of the feed opens its explanation", async ({ page }) => {
  await new Dashboard(page).events.first().getByRole("link").press("Enter");
  await expect(page).toHaveURL(/\/activity\/./);
  await expect(page.getByRole("region", { name: "How the kilograms came about" })).toBeVisible();
});

test("little is fetched until somebody touches the page", async ({ page }) => {
  const { drawing, hotspots, advice, saved } = new Dashboard(page);
  await expect(drawing).toBeVisible();
  for (const card of [hotspots, advice, saved]) await expect(card).toContainText(/\d|Nothing|None|No /);
  const fetched = await page.evaluate(() => {
    const all = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
    const program = all.filter(({ name }) => /\.(js|wasm)(\?|$)/.test(name));
    return { files: program.length, bytes: program.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) };
  });
  expect(fetched.files).toBeGreaterThan(3);
  expect(fetched.bytes).toBeGreaterThan(300_000);
  expect(fetched.bytes).toBeLessThanOrEqual(700_000);
});

test("what has not come yet has its shape on the page, and gives way to it", async ({ page }) => {
  const [dashboard, frame] = [new Dashboard(page), new Frame(page)];
  let answer = () => {};
  const held = new Promise<void>((go) => (answer = go));
  await page.route(/\/fn\/(monitoring\/hotspots|recommendations\/list)$/, async (route) => {
    await held;
    await route.continue();
  });
  await page.reload();
  await hydrated(page);
  for (const card of [dashboard.hotspots, dashboard.advice]) await expect(frame.loadingIn(card)).toBeVisible();
  // Nothing else waits for it.
  await expect(dashboard.total).toContainText(/\d/);
  await expect(dashboard.rate).toContainText(/\d/);
  answer();
  for (const card of [dashboard.hotspots, dashboard.advice]) {
    await expect(frame.loadingIn(card)).toHaveCount(0);
    await expect(card).toContainText(/\d|Nothing/);
  }
});
