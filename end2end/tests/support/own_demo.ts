// A server of a test's own, started for it and taken away afterwards.
import { type Demo, prepareDemo } from "../../demo";
import { test } from "./test";

/** Tests that open the pages of a demo with these settings; its words go to a log of this name. */
export const withDemo = (name: string, settings: Record<string, string>) =>
  test.extend<{ demo: Demo }>({
    demo: async ({}, use) => {
      const demo = await prepareDemo(name, settings);
      try {
        await demo.start();
        await use(demo);
      } finally {
        await demo.remove();
      }
    },
    baseURL: async ({ demo }, use) => use(demo.url),
  });
