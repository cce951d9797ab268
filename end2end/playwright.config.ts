// Drives the pages as a person would, in the system's Chromium, against a server started for this run (server.ts).
//
//   *.spec.ts           what works without script, tried without and with it
//   *.hydrate.spec.ts   what needs the page to be alive
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  globalSetup: "./server.ts",
  forbidOnly: Boolean(process.env.CI),
  // One server with one demo organisation serves all: tests take back what they bring in, and look only at what is theirs.
  workers: 2,
  // A test that passes the second time is a defect, not a success.
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  // One picture, or text, for each name, wherever it is taken.
  snapshotPathTemplate: "{testDir}/pictures/{arg}{ext}",
  // A picture that is missing is not made up: `--update-snapshots` says that it should be.
  updateSnapshots: "none",
  reporter: "list",
  use: {
    actionTimeout: 15_000,
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? execFileSync(join(__dirname, "../scripts/chromium.sh"), { encoding: "utf8" }).trim(),
      // No sandbox, because containers run as root; the rest keeps the browser from talking to anyone but the server.
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
        "--no-first-run",
      ],
    },
    screenshot: "only-on-failure",
    // Without the film of each test: encoding it takes a share of the time, and is thrown away where a test passes.
    trace: { mode: "retain-on-failure", screenshots: false },
    video: "off",
  },
  projects: [
    { name: "no script", testIgnore: /\.hydrate\.spec\.ts$/, use: { javaScriptEnabled: false } },
    { name: "browser" },
  ],
});
