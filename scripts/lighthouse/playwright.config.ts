// Lighthouse's measurements: one page after the other, on a demo of their own.
import { defineConfig } from "@playwright/test";
import tests from "../../end2end/playwright.config";

export default defineConfig({
  testDir: ".",
  testMatch: "*.lighthouse.ts",
  outputDir: "../../target/lighthouse",
  workers: 1,
  retries: 0,
  timeout: 300_000,
  reporter: "list",
  // The tests' browser is started too, and stands by.
  use: { ...tests.use, trace: "off", screenshot: "off" },
});
