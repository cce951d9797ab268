// What Lighthouse says of the pages that are opened most.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { enter } from "../../end2end/soak/stream";
import { withDemo } from "../../end2end/tests/support/own_demo";
import { expect } from "../../end2end/tests/support/test";

const ROOT = resolve(__dirname, "../..");
const LIGHTHOUSE = join(ROOT, ".tools/lighthouse/node_modules/.bin/lighthouse");
const RESULTS = join(ROOT, "target/lighthouse");
const BROWSER = "--headless=new --no-sandbox --disable-gpu --disable-background-networking";

const PRESETS = [
  { preset: "desktop", options: ["--preset=desktop"], performance: 95, paint_ms: 1_500 },
  // A slow telephone on a slow network: no limit of its own for the largest paint.
  { preset: "mobile", options: [], performance: 85, paint_ms: Infinity },
];
const SHIFT_MAX = 0.05;

interface Report {
  categories: Record<string, { score: number }>;
  audits: Record<string, { numericValue: number }>;
  finalDisplayedUrl: string;
}

const test = withDemo("lighthouse", {});

for (const [name, path] of [
  ["dashboard", "/"],
  ["import", "/import"],
] as const) {
  for (const { preset, options, performance, paint_ms } of PRESETS) {
    test(`${name}, ${preset}`, async ({ demo }) => {
      const { cookie } = await enter(demo.url);
      mkdirSync(RESULTS, { recursive: true });
      const file = join(RESULTS, `${name}-${preset}.json`);
      const about = ["--quiet", "--output=json", `--output-path=${file}`, "--only-categories=performance,accessibility,best-practices"];
      const how = [`--extra-headers=${JSON.stringify({ Cookie: cookie })}`, `--chrome-flags=${BROWSER}`];
      execFileSync(LIGHTHOUSE, [demo.url + path, ...options, ...about, ...how], { stdio: "inherit" });

      const { categories, audits, finalDisplayedUrl } = JSON.parse(readFileSync(file, "utf8")) as Report;
      // Who is not signed in is led away.
      expect(new URL(finalDisplayedUrl).pathname).toBe(path);
      const score = (category: string) => Math.round(100 * categories[category]!.score);
      const figure = (audit: string) => audits[audit]!.numericValue;
      const [paint, shift] = [figure("largest-contentful-paint"), figure("cumulative-layout-shift")];
      const scores = ["performance", "accessibility", "best-practices"].map((category) => `${category} ${score(category)}`);
      console.log(`${name}, ${preset}: ${scores.join(", ")}, largest paint ${paint.toFixed(0)} ms, layout shift ${shift.toFixed(3)}`);
      expect.soft(score("performance"), "performance").toBeGreaterThanOrEqual(performance);
      expect.soft(score("accessibility"), "accessibility").toBe(100);
      expect.soft(score("best-practices"), "best practices").toBe(100);
      expect.soft(paint, "ms to the largest paint").toBeLessThanOrEqual(paint_ms);
      expect.soft(shift, "layout shift").toBeLessThanOrEqual(SHIFT_MAX);
    });
  }
}
