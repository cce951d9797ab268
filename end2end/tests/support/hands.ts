// Two ways to use a page: with the pointer, and with the keyboard alone.
import type { Locator, Page } from "@playwright/test";

export interface Hands {
  readonly name: string;
  /** Follows a link or presses a button. */
  press(target: Locator): Promise<void>;
}

/** More presses of Tab than any page has stops. */
const STOPS_MAX = 250;

export const pointer = (): Hands => ({
  name: "the pointer",
  press: (target) => target.click(),
});

/** Tab until the target has the focus, then Enter; a target that Tab does not reach is a defect. */
export const keys = (page: Page): Hands => ({
  name: "keys alone",
  async press(target) {
    await target.waitFor();
    for (let stop = 0; stop < STOPS_MAX; stop += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) {
        await page.keyboard.press("Enter");
        return;
      }
      await page.keyboard.press("Tab");
    }
    throw new Error(`Tab does not reach ${target}`);
  },
});
