// An address somebody was sent opens what it names, with signing in on the way.
import type { APIRequestContext } from "@playwright/test";
import { Frame, SignIn } from "./support/pages";
import { PASSWORD, email, expect, signIn, test } from "./support/test";

const NAMED = [
  { noun: "event", page: "/activity", list: "/api/v1/events?limit=1", part: "How the kilograms came about" },
  { noun: "hotspot", page: "/hotspots", list: "/api/v1/hotspots?limit=1", part: "Its week" },
  { noun: "recommendation", page: "/recommendations", list: "/api/v1/recommendations?limit=1", part: "What to do" },
];

/** The first of a list, once there is one: the demo's hotspot, and advice on it, take a while to be found. */
async function firstId(request: APIRequestContext, list: string): Promise<string> {
  let id: string | undefined;
  const look = async () => {
    const answer = await request.get(list);
    expect(answer.ok(), await answer.text()).toBe(true);
    id = ((await answer.json()) as { items: { id: string }[] }).items[0]?.id;
    return id;
  };
  await expect.poll(look, { timeout: 150_000 }).toBeTruthy();
  return id!;
}

for (const { noun, page: path, list, part } of NAMED) {
  test(`a link to one ${noun} asks a stranger in and leads there`, async ({ page, browser, baseURL }) => {
    test.setTimeout(240_000);
    const known = await browser.newPage({ baseURL });
    await signIn(known, "operator");
    const id = await firstId(known.request, list);
    await known.close();

    await page.goto(`${path}/${id}`);
    await expect(page).toHaveURL(/\/login\?next=/);
    await new SignIn(page).submit(email("viewer"), PASSWORD);
    await expect(page).toHaveURL(`${baseURL}${path}/${id}`);
    await expect(new Frame(page).part(part)).toBeVisible();

    // And without the detour, from then on.
    await page.reload();
    await expect(page).toHaveURL(`${baseURL}${path}/${id}`);
    await expect(new Frame(page).part(part)).toBeVisible();
  });
}
