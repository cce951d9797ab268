// `test` as every spec here uses it: against the server of this run, and failing on anything the browser complains about.
import AxeBuilder from "@axe-core/playwright";
import { type Cookie, type Page, expect, test as base } from "@playwright/test";
import { SignIn } from "./pages";

export { expect };

export type Role = "admin" | "operator" | "viewer" | "supplier";

export const PASSWORD = "demo-carbon-nexus";
export const email = (role: Role) => `${role}@demo.example`;

interface Fixtures {
  /** Complaints a test provokes on purpose, such as the browser's note about a refused request. */
  expectComplaint: (pattern: RegExp) => void;
  complaints: void;
}

export const test = base.extend<Fixtures & { expected: RegExp[] }>({
  baseURL: async ({}, use) => use(process.env.NEXUS_E2E_URL),

  expected: async ({}, use) => use([]),

  expectComplaint: async ({ expected }, use) => use((pattern) => void expected.push(pattern)),

  // A console error is a hydration mismatch, a refused script or a missing file; a request to elsewhere breaks the promise that
  // the program needs no internet.
  complaints: [
    async ({ page, baseURL, expected }, use) => {
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
      page.on("console", (message) => {
        if (message.type() === "error") complaints.push(`console: ${message.text()} (${message.location().url})`);
      });
      page.on("request", (request) => {
        const { origin, protocol } = new URL(request.url());
        if (protocol.startsWith("http") && origin !== baseURL) complaints.push(`asked another host: ${request.url()}`);
      });
      await use();
      expect(complaints.filter((text) => !expected.some((pattern) => pattern.test(text)))).toEqual([]);
    },
    { auto: true },
  ],
});

// One sign-in per role serves all tests: signing in is slow on purpose (the password hash) and its rate is limited.
const sessions = new Map<Role, Cookie[]>();

/** Signs in as one of the demo's people; the next `goto` is theirs. */
export async function signIn(page: Page, role: Role): Promise<void> {
  const saved = sessions.get(role);
  if (saved) {
    await page.context().addCookies(saved);
    return;
  }
  await signInByForm(page, role);
  sessions.set(role, await page.context().cookies());
}

/** Through the form, with a session of its own: for tests that sign out again. */
export async function signInByForm(page: Page, role: Role): Promise<void> {
  const form = new SignIn(page);
  await page.goto("/login");
  await form.submit(email(role), PASSWORD);
  await expect(page).not.toHaveURL(/\/login/);
}

/** Opens a page and waits until a click on it does something. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await hydrated(page);
}

/** The mark is set by the program itself once it has taken over the page. */
export async function hydrated(page: Page): Promise<void> {
  // The first page compiles the program; on a busy machine that takes its time.
  await page.locator("body[data-hydrated]").waitFor({ state: "attached", timeout: 60_000 });
}

const THEMES = ["light", "dark"] as const;
const WIDTHS = [360, 768, 1280];

/** What axe finds wrong with the page as it is shown now: one look of the six that `expectAccessible` takes. */
export async function violations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

/** No axe violation and no sideways scrolling of the page as it stands, in both themes, on a phone, a tablet and a desk. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of THEMES) {
    // Without motion, or contrast is measured in the middle of a fade.
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      expect.soft(await violations(page), `axe, ${colorScheme}, ${width} px`).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect.soft(overflow, `page wider than the window, ${colorScheme}, ${width} px`).toBeLessThanOrEqual(0);
    }
  }
}

/** Words that do not fit into what holds them: cut off by it, or beyond the window with no way to scroll there. */
export async function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const holdsText = (element: Element) =>
      [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
    const scrolls = (element: Element | null): boolean =>
      element !== null && (/auto|scroll/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
    const found: string[] = [];
    for (const element of document.querySelectorAll("body *")) {
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      // One pixel is how words for screen readers alone are kept.
      if (!holdsText(element) || box.width <= 1 || style.visibility !== "visible" || element.closest("svg, noscript")) continue;
      const isCut = style.overflowX !== "visible" && style.textOverflow !== "ellipsis" && element.scrollWidth > element.clientWidth + 1;
      const isOutside = (box.right > innerWidth + 1 || box.left < -1) && !scrolls(element);
      if (isCut || isOutside) found.push(`${isCut ? "cut" : "outside"}: ${element.textContent?.trim().slice(0, 60)}`);
    }
    return found;
  });
}
