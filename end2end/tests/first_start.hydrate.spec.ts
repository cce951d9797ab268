// A server with nothing in it: the first administrator with the code of its log, and pages that say what to do first.
import { type Demo, prepareEmpty } from "../demo";
import { Frame, Setup } from "./support/pages";
import { expect, expectAccessible, hydrated, open, test as base, violations } from "./support/test";

const test = base.extend<{ empty: Demo }>({
  empty: async ({}, use) => {
    const empty = await prepareEmpty("empty", {});
    try {
      await empty.start();
      await use(empty);
    } finally {
      await empty.remove();
    }
  },
  baseURL: async ({ empty }, use) => use(empty.url),
});

/** Pages in which there is nothing yet: what they say instead, and the way on where they have one. */
const EMPTY = [
  { path: "/", title: "Your emissions will be here", next: "Import a file" },
  { path: "/activity", title: "Every event will be here", next: "Import a file" },
  { path: "/hotspots", title: "No baselines yet", next: "Scan now" },
  { path: "/recommendations", title: "Nothing here", next: "" },
  { path: "/data-quality", title: "Nothing was looked at yet", next: "" },
  { path: "/goals", title: "No goals yet", next: "Set a goal" },
  { path: "/energy", title: "No site's electricity is looked after yet", next: "Add a site" },
  { path: "/import", title: "Every import will be here", next: "Choose a file" },
];

test("the first start leads to an organisation whose empty pages say what to do", async ({ page, empty, expectComplaint }) => {
  test.setTimeout(300_000);
  expectComplaint(/status of 4\d\d/);
  const code = /"code":"([^"]+)"/.exec(empty.log())?.[1];
  expect(code, "the log has no one-time code").toBeTruthy();
  await page.goto("/");
  await hydrated(page);
  await expect(page).toHaveURL(/\/setup$/);
  await expectAccessible(page);
  const setup = new Setup(page);
  await setup.fill({ code: "0000-0000", organisation: "Empty Works", name: "Ada First", email: "ada@works.example", password: "a long enough one" });
  await setup.create.click();
  await expect(page.getByRole("alert")).toBeVisible();
  // What was typed is still there.
  await expect(setup.organisation).toHaveValue("Empty Works");
  await setup.code.fill(code!);
  await setup.create.click();
  await expect(page).toHaveURL(`${empty.url}/`);
  const frame = new Frame(page);
  // Contrast is not to be measured in the middle of a fade.
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await page.setViewportSize({ width: 1280, height: 800 });
  for (const { path, title, next } of EMPTY) {
    await open(page, path);
    await expect(frame.empty(title)).toContainText(/\w\./);
    await expect(frame.loading).toHaveCount(0);
    if (next) await expect(frame.wayOn(next)).toBeVisible();
    expect.soft(await violations(page), path).toEqual([]);
  }
  // There is no second first start.
  await page.goto("/setup");
  await expect(page).not.toHaveURL(/\/setup/);
});
