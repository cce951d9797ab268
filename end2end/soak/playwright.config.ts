// The soak: one dashboard open for NEXUS_SOAK_MINUTES while events stream in. Browser and its flags are those of the tests.
import { defineConfig } from "@playwright/test";
import tests from "../playwright.config";

export default defineConfig({
  testDir: ".",
  testMatch: "*.soak.ts",
  outputDir: "../test-results/soak",
  workers: 1,
  retries: 0,
  // The test knows how long it takes.
  timeout: 0,
  expect: { timeout: 60_000 },
  reporter: "list",
  // Keeping pictures of an hour would be what grows.
  // A machine that stands still for a while is no fault of the page.
  use: { ...tests.use, actionTimeout: 120_000, trace: "off", screenshot: "off" },
});
