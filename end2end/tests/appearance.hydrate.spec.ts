// How the main pages are laid out, light, dark and on a phone, against the pictures in `pictures`
// (`--update-snapshots` takes them anew).
// Figures and what is made of them are blanked and lists cut to a height: the pictures hold what does not depend on the hour.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { withDemoOfFile } from "./support/own_demo";
import { Frame } from "./support/pages";
import { expect, open, signInByForm } from "./support/test";

const SHOWN = [
  { name: "dashboard", path: "/", part: "Emission pulse" },
  { name: "hotspots", path: "/hotspots", part: "Above their baselines" },
  { name: "recommendations", path: "/recommendations", part: "Queue" },
  { name: "goals", path: "/goals", part: "Saved until New Year" },
  { name: "what-if", path: "/what-if", part: "Some things done differently" },
  { name: "import", path: "/import", part: "Imports so far" },
];
const LOOKS = [
  { name: "light", colorScheme: "light", viewport: { width: 1280, height: 800 } },
  { name: "dark", colorScheme: "dark", viewport: { width: 1280, height: 800 } },
  { name: "phone", colorScheme: "light", viewport: { width: 360, height: 800 } },
] as const;

const STILL = readFileSync(join(__dirname, "support/still.css"), "utf8");

/** An organisation of its own in which nothing happens: what other tests bring in would be in the pictures. */
const test = withDemoOfFile("still", {
  NEXUS_DEMO_SPEED: "0",
  NEXUS_DEMO_HISTORY_DAYS: "2",
  NEXUS_DEMO_HOTSPOT_MINUTES: "10000",
});

for (const look of LOOKS) {
  test(`the main pages, ${look.name}`, async ({ page }) => {
    test.setTimeout(240_000);
    await page.setViewportSize(look.viewport);
    await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: "reduce" });
    await signInByForm(page, "admin");
    for (const { name, path, part } of SHOWN) {
      await open(page, path);
      const frame = new Frame(page);
      await expect(frame.part(part)).toBeVisible();
      await expect(frame.connection).toHaveText("Live");
      await expect(frame.loading).toHaveCount(0);
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
    }
  });
}
