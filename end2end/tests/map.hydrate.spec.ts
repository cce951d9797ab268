// The map on the dashboard: it is drawn, it opens, it filters, and all of it can be read without it.
import { HANDS } from "./support/hands";
import { Activity, EmissionMap, Dashboard } from "./support/pages";
import { expect, expectAccessible, open, signIn, test } from "./support/test";

test.beforeEach(async ({ page }) => {
  await signIn(page, "operator");
  await open(page, "/");
  // It is far down, and fetched when somebody comes near.
  await new EmissionMap(page).card.scrollIntoViewIfNeeded();
});

test("places, lines and the glow are drawn on land of our own", async ({ page }) => {
  const map = new EmissionMap(page);
  await map.view.scrollIntoViewIfNeeded();
  await expect(map.land).toHaveCount(1);
  await expect(map.marks).not.toHaveCount(0);
  await expect(map.lines).not.toHaveCount(0);
  await expect(map.legend).toContainText(/0 to [\d.,]+\s*(kg|t) \/ h/);
  const isPainted = () =>
    map.glow.evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
      return data.some((value, index) => index % 4 === 3 && value > 0);
    });
  await expect.poll(isPainted).toBe(true);
});

test("the table has the places with their figures", async ({ page }) => {
  const map = new EmissionMap(page);
  await map.showTable.click();
  await expect(map.places.first()).toContainText(/\d/);
  for (const name of ["Rotterdam", "Demo Factory Warsaw", "Demo Cold Store Lyon", "Demo City Couriers"]) {
    await expect(map.place(name)).toHaveCount(1);
    await expect(map.place(name)).toContainText(/\d\s*(g|kg|t)/);
  }
  await expect(map.routes.filter({ hasText: "Rotterdam → Hamburg" })).toHaveCount(1);
});

test("a place of the table leads to its events alone", async ({ page }) => {
  const map = new EmissionMap(page);
  await map.showTable.click();
  await map.place("Demo Factory Warsaw").getByRole("link", { name: "Demo Factory Warsaw" }).click();
  await expect(page).toHaveURL(/\/activity\?.*site_id=/);
  const list = new Activity(page);
  await expect(list.rows).not.toHaveCount(0);
  // A factory's events, where all events are mostly trips.
  await expect(list.rows.filter({ hasText: "Factory" })).toHaveCount(await list.rows.count());
});

test("a route of the table leads to its events alone", async ({ page }) => {
  const map = new EmissionMap(page);
  await map.showTable.click();
  await map.routes.getByRole("link", { name: "Rotterdam → Hamburg" }).click();
  await expect(page).toHaveURL(/\/activity\?.*route_id=/);
  const list = new Activity(page);
  await expect(list.rows).not.toHaveCount(0);
  await expect(list.rows.filter({ hasText: "Logistics" })).toHaveCount(await list.rows.count());
});

test("a category filters the map as it does the page", async ({ page }) => {
  const map = new EmissionMap(page);
  await map.showTable.click();
  await expect(map.place("Rotterdam")).toHaveCount(1);
  await new Dashboard(page).slice("Factory").click();
  await expect(page).toHaveURL(/category=factory/);
  await expect(map.place("Rotterdam")).toHaveCount(0);
  await expect(map.place("Demo Factory Warsaw")).toHaveCount(1);
  await expect(map.lines).toHaveCount(0);
});

test("a place opens by key and closes again, and the focus stays with it", async ({ page }) => {
  const map = new EmissionMap(page);
  // One category has places far enough apart to stand alone.
  await open(page, "/?category=factory");
  await map.card.scrollIntoViewIfNeeded();
  const warsaw = map.mark(/^Demo Factory Warsaw/);
  await warsaw.focus();
  await page.keyboard.press("Enter");
  await expect(map.opened).toContainText("Demo Factory Warsaw");
  await expect(map.opened).toContainText(/per hour/);
  await expect(map.opened.getByRole("link")).toHaveAttribute("href", /^\/activity\?range=latest&category=factory&site_id=/);
  await expect(map.opened.getByRole("link")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(map.opened).toHaveCount(0);
  await expect(warsaw).toBeFocused();
  await warsaw.click();
  await expect(map.opened).toBeVisible();
});

test("the wheel scrolls the page until the map has the focus", async ({ page }) => {
  const map = new EmissionMap(page);
  await expect(map.marks).not.toHaveCount(0);
  await map.view.scrollIntoViewIfNeeded();
  const land = () => map.land.getAttribute("d");
  const before = await land();
  await map.view.hover({ position: { x: 200, y: 30 } });
  const scrolled = () => page.evaluate(() => window.scrollY);
  const start = await scrolled();
  await page.mouse.wheel(0, -120);
  // A map that takes the wheel keeps the page where it is.
  await expect.poll(scrolled).not.toBe(start);
  expect(await land()).toBe(before);
  await map.view.focus();
  await page.keyboard.press("+");
  await expect.poll(land).not.toBe(before);
  const closer = await land();
  await map.view.scrollIntoViewIfNeeded();
  await map.view.hover({ position: { x: 200, y: 200 } });
  await page.mouse.wheel(0, -240);
  await expect.poll(land).not.toBe(closer);
});

test("figures move, and the mark that has the focus stays the same", async ({ page }) => {
  const map = new EmissionMap(page);
  await map.showTable.click();
  const row = map.routes.filter({ hasText: "Rotterdam → Hamburg" });
  const before = await row.innerText();
  const valencia = map.mark(/^Valencia/);
  await valencia.focus();
  await valencia.evaluate((element) => element.setAttribute("data-kept", ""));
  await expect.poll(() => row.innerText(), { timeout: 45_000 }).not.toBe(before);
  await expect(valencia).toHaveAttribute("data-kept");
  await expect(valencia).toBeFocused();
});

test("the map is accessible in both themes and widths", async ({ page }) => {
  const map = new EmissionMap(page);
  await expect(map.marks).not.toHaveCount(0);
  await map.showTable.click();
  await expect(map.places).not.toHaveCount(0);
  await expectAccessible(page);
});

test("all places come into view at a press", async ({ page }) => {
  const map = new EmissionMap(page);
  await expect(map.marks).not.toHaveCount(0);
  await map.all.click();
  await expect(map.mark(/Shanghai/)).toBeVisible();
});

test("nothing of the map is asked for on other pages", async ({ page }) => {
  // The dashboard has asked for all it asks for.
  await expect(new EmissionMap(page).marks).not.toHaveCount(0);
  const asked: string[] = [];
  page.on("request", (request) => void asked.push(new URL(request.url()).pathname));
  await open(page, "/activity");
  await page.waitForLoadState("networkidle");
  expect(asked.filter((path) => /leaflet|land\.json|map\.css/.test(path))).toEqual([]);
});

test("what stands out has a ring with its figure, and opens on what it is", async ({ page }) => {
  test.setTimeout(180_000);
  const map = new EmissionMap(page);
  // The demo's hotspot is one of a route, drawn where it starts; until it is found nothing has a ring.
  await open(page, "/?category=logistics");
  await map.card.scrollIntoViewIfNeeded();
  const rotterdam = map.alarms.filter({ hasText: "Rotterdam" });
  await expect(rotterdam).toHaveCount(1, { timeout: 120_000 });
  await expect(rotterdam).toContainText(/(Info|Warning|Critical) \+[\d,]+\s%/);
  await map.showTable.click();
  await expect(map.place("Rotterdam")).toContainText(/(Info|Warning|Critical) \+[\d,]+\s%/);

  // Drawn together with other places, it first comes apart.
  await expect(async () => {
    await rotterdam.press("Enter");
    await expect(map.opened).toBeVisible({ timeout: 3_000 });
  }).toPass();
  await expect(map.opened).toContainText("Rotterdam → Hamburg");
  await expect(map.opened.getByRole("link", { name: /^Look into the hotspot: / }).first()).toHaveAttribute("href", /^\/hotspots\/[0-9a-f-]{36}$/);
});

for (const hands of HANDS) {
  test(`places drawn as one come apart, with ${hands.name}`, async ({ page }) => {
    const map = new EmissionMap(page);
    await expect(map.marks).not.toHaveCount(0);
    // From far enough some are always drawn as one. Two may be at the same place, which never come apart: most are not.
    await map.all.click();
    await expect(map.clusters).not.toHaveCount(0);
    const names = await map.clusters.getByText(/and \d+ more/).allInnerTexts();
    const clusters = names.map((name) => /^(.+) and (\d+) more/.exec(name)!);
    const [name, lead] = clusters.sort((one, two) => Number(two[2]) - Number(one[2]))[0]!;
    const before = await map.land.getAttribute("d");
    await hands.press(map.clusterCalled(name));
    await expect(map.clusterCalled(name)).toHaveCount(0);
    await expect(map.land).not.toHaveAttribute("d", before!);
    await expect(map.mark(new RegExp(`^${lead}(,| and )`))).toBeVisible();
    await expect(map.opened).toHaveCount(0);
    // The mark is gone, the focus is not.
    await expect(map.view).toBeFocused();
  });
}
