// Two ways to follow a link or press a button: with the pointer, and with the keyboard alone.
import type { Locator } from "@playwright/test";

/** More presses of Tab than any page has stops. */
const STOPS_MAX = 250;

/** Tab until the target has the focus; a target that Tab does not reach is a defect. */
export async function reach(target: Locator): Promise<void> {
  await target.waitFor();
  const { keyboard } = target.page();
  for (let stop = 0; stop < STOPS_MAX; stop += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await keyboard.press("Tab");
  }
  throw new Error(`Tab does not reach ${target}`);
}

export async function reachAndEnter(target: Locator): Promise<void> {
  await reach(target);
  await target.page().keyboard.press("Enter");
}

/** Writes into a field in place of what is in it, or chooses what begins so from a list. */
export async function reachAndType(target: Locator, text: string): Promise<void> {
  await reach(target);
  const { keyboard } = target.page();
  if (await target.evaluate((element) => !(element instanceof HTMLSelectElement))) await keyboard.press("Control+a");
  await keyboard.type(text);
}

export const HANDS: { name: string; press: (target: Locator) => Promise<void>; to: (target: Locator) => Promise<void> }[] = [
  { name: "the pointer", press: (target) => target.click(), to: (target) => target.focus() },
  { name: "keys alone", press: reachAndEnter, to: reach },
];
