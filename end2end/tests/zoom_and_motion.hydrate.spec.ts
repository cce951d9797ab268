// The dashboard for those who enlarge it, and for those whom movement disturbs.
import { Dashboard } from "./support/pages";
import { cutOff, expect, open, signIn, test } from "./support/test";

test.beforeEach(async ({ page }) => signIn(page, "operator"));

test.describe("at 200 %", () => {
  // What the browser's own zoom makes of a window of 1280 by 800.
  test.use({ viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 });

  test("nothing is cut off, and nothing has to be scrolled sideways", async ({ page }) => {
    await open(page, "/");
    const dashboard = new Dashboard(page);
    for (const card of [...dashboard.cards(), dashboard.hotspots, dashboard.advice]) {
      await card.scrollIntoViewIfNeeded();
      await expect(card).toContainText(/\d|Nothing|None|No /);
    }
    await expect(dashboard.forecast.locator("canvas")).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
    expect(await cutOff(page)).toEqual([]);

    // What is opened fits too.
    await dashboard.range.click();
    await dashboard.preset("Last 24 hours").click();
    await expect(page).toHaveURL(/range=/);
    await expect(dashboard.total).toBeVisible();
    expect(await cutOff(page)).toEqual([]);
  });
});

test("with reduced motion nothing moves but the figures", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await open(page, "/");
  const dashboard = new Dashboard(page);
  await dashboard.range.hover();
  await expect(dashboard.forecast.locator("canvas")).toBeVisible();

  // Looked at in every frame until an event has come in, for that is when things would slide and flash.
  const moving = await dashboard.feed.evaluate(
    (feed) =>
      new Promise<string[]>((seen) => {
        const newest = () => feed.querySelector("li")?.textContent;
        const before = newest();
        const running = new Set<string>();
        const look = () => {
          for (const animation of document.getAnimations()) {
            const target = (animation.effect as KeyframeEffect | null)?.target;
            if (animation.playState === "running") running.add(target?.className.toString() ?? "unknown");
          }
          if (newest() === before) requestAnimationFrame(look);
          else seen([...running]);
        };
        look();
      }),
  );
  expect(moving).toEqual([]);
  const isStill = await dashboard.series.getByRole("img").evaluate((element) => {
    const { echarts } = window as unknown as { echarts: { getInstanceByDom(of: Element): { getOption(): any } } };
    return echarts.getInstanceByDom(element).getOption().animation === false;
  });
  expect(isStill, "the charts move").toBe(true);
});
