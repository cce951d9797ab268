// Scenarios that tests need and that no page is asked for: what one haulier would save by shorter ways.
import type { Page } from "@playwright/test";
import { expect } from "./test";

const DAY_MS = 24 * 60 * 60 * 1000;
const HAULIER = "Demo Haulage North";

async function sent(page: Page, path: string, data: object): Promise<{ id: string }> {
  const origin = new URL(page.url()).origin;
  const answer = await page.request.post(`${origin}/api/v1${path}`, { data, headers: { origin } });
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()) as { id: string };
}

/** Keeps a scenario of the last two days under a name; the page is signed in, and on a page of the program. */
export async function keepScenario(page: Page, name: string, percent: number): Promise<string> {
  const origin = new URL(page.url()).origin;
  const { items } = (await (await page.request.get(`${origin}/api/v1/suppliers?limit=200`)).json()) as { items: { id: string; name: string }[] };
  const to = Date.now();
  const { id } = await sent(page, "/scenarios", {
    name,
    scenario: {
      scenario_type: "logistics",
      from: new Date(to - 2 * DAY_MS).toISOString(),
      to: new Date(to).toISOString(),
      filter: { supplier_id: items.find((one) => one.name === HAULIER)!.id },
      changes: [{ lever: "distance", value: percent }],
    },
  });
  return id;
}

/** Advice of this title that nobody has decided on; the answer is the path of its page. */
export async function advise(page: Page, title: string): Promise<string> {
  const scenario = await keepScenario(page, title, -20);
  const { id } = await sent(page, `/scenarios/${scenario}/recommendation`, {});
  return `/recommendations/${id}`;
}

export async function forgetScenario(page: Page, id: string): Promise<void> {
  const origin = new URL(page.url()).origin;
  const answer = await page.request.delete(`${origin}/api/v1/scenarios/${id}`, { headers: { origin } });
  expect(answer.ok(), await answer.text()).toBe(true);
}
