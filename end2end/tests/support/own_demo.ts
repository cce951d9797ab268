// A server of a test's own, started for it and taken away afterwards.
import { type Demo, prepareDemo } from "../../demo";
import { test } from "./test";

const STARTED_WITHIN_MS = 240_000;

/** Runs `use` with a demo that was started for it. */
async function own(name: string, settings: Record<string, string>, use: (demo: Demo) => Promise<void>): Promise<void> {
  const demo = await prepareDemo(name, settings);
  try {
    await demo.start();
    await use(demo);
  } finally {
    await demo.remove();
  }
}

/** Tests that open the pages of a demo with these settings, each of its own; its words go to a log of this name. */
export const withDemo = (name: string, settings: Record<string, string>) =>
  test.extend<{ demo: Demo }>({
    demo: async ({}, use) => own(name, settings, use),
    baseURL: async ({ demo }, use) => use(demo.url),
  });

/** The same with one demo for all tests of a file that a worker runs. */
export const withDemoOfFile = (name: string, settings: Record<string, string>) =>
  test.extend<object, { fileDemo: Demo }>({
    fileDemo: [
      async ({}, use, worker) => own(`${name}-${worker.workerIndex}`, settings, use),
      { scope: "worker", timeout: STARTED_WITHIN_MS },
    ],
    baseURL: async ({ fileDemo }, use) => use(fileDemo.url),
  });
