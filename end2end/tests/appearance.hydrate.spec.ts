// How the main pages look, light, dark and on a phone, and what a screen reader is told of them: against `pictures`
// (`--update-snapshots` takes them anew). The clocks of demo and browser stand, so that every figure is in them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { withDemoOfFile } from "./support/own_demo";
import { Dashboard, Frame } from "./support/pages";
import { expect, open, signInByForm } from "./support/test";

const SHOWN = [
  { name: "dashboard", path: "/", part: "Emission pulse" },
  { name: "hotspots", path: "/hotspots", part: "Above their baselines" },
  { name: "recommendations", path: "/recommendations", part: "Queue" },
  { name: "goals", path: "/goals", part: "Saved until New Year" },
  { name: "what-if", path: "/what-if", part: "Some things done differently" },
  { name: "import", path: "/import", part: "Imports so far" },
  { name: "energy", path: "/energy", part: "Not set up yet" },
];
const LOOKS = [
  { name: "light", colorScheme: "light", viewport: { width: 1280, height: 800 } },
  { name: "dark", colorScheme: "dark", viewport: { width: 1280, height: 800 } },
  { name: "phone", colorScheme: "light", viewport: { width: 360, height: 800 } },
] as const;

const STILL = readFileSync(join(__dirname, "support/still.css"), "utf8");

/** A Wednesday in summer, 12:20 in the demo's zone. */
const NOW = "2026-06-17T10:20:00Z";

/** An organisation of its own in which nothing happens any more: what other tests bring in would be in the pictures. */
const test = withDemoOfFile("still", {
  NEXUS_DEMO_NOW: NOW,
  NEXUS_DEMO_SPEED: "0",
  NEXUS_DEMO_HISTORY_DAYS: "30",
  NEXUS_DEMO_HOTSPOT_MINUTES: "-120",
  NEXUS_ENABLE_SCHEDULER: "false",
  NEXUS_ALERT_PENDING_SCANS: "0",
});
/** What the clock would bring about. */
const JOBS = ["baselines", "scan", "recommendations", "data_quality"];
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
/** A value at the very edge of its band is in or out by the last bit, which is not the same on every processor. */
const HELD = /(of past ones it held )[\d.]+ %/g;
let areJobsDone = false;

for (const look of LOOKS) {
  test(`the main pages, ${look.name}`, async ({ page, baseURL }) => {
    test.setTimeout(240_000);
    await page.setViewportSize(look.viewport);
    await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: "reduce" });
    await page.clock.setFixedTime(NOW);
    await signInByForm(page, "admin");
    for (const job of areJobsDone ? [] : JOBS) {
      const answer = await page.request.post(`/api/v1/jobs/${job}/run`, { headers: { origin: baseURL! } });
      expect(answer.status(), await answer.text()).toBe(200);
    }
    areJobsDone = true;
    for (const { name, path, part } of SHOWN) {
      await open(page, path);
      const frame = new Frame(page);
      await expect(frame.part(part)).toBeVisible();
      await expect(frame.connection).toHaveText("Live");
      await expect(frame.loading).toHaveCount(0);
      // What is far down is fetched when it is come to, or for somebody who is there.
      await page.keyboard.press("Shift");
      if (path === "/") await expect(new Dashboard(page).forecast.locator("canvas")).toBeVisible();
      await page.evaluate(async (css) => {
        await document.fonts.ready;
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(css);
        document.adoptedStyleSheets.push(sheet);
      }, STILL);
      await expect.soft(page).toHaveScreenshot(`${name}-${look.name}.png`, {
        // Whatever else would be done about it writes styles into the page, which its policy refuses; motion is reduced.
        animations: "allow",
        caret: "initial",
        scale: "css",
        // The same font is drawn a little differently on another machine.
        maxDiffPixelRatio: 0.01,
      });
      // What a screen reader is told does not depend on colours and widths.
      if (look.name !== "light") continue;
      const told = await page.getByRole("main").ariaSnapshot();
      expect.soft(told.replace(UUID, "{id}").replace(HELD, "$1{share} %")).toMatchSnapshot(`${name}.yml`);
    }
  });
}
