// An address somebody was sent opens what it names, with signing in on the way.
import { expectToLeadThere } from "./support/links";
import { signIn, test } from "./support/test";

test("a link to an event asks a stranger in and leads there", async ({ page, browser, baseURL }) => {
  const known = await browser.newPage({ baseURL });
  await signIn(known, "operator");
  const answer = await known.request.get("/api/v1/events?limit=1");
  const { items } = (await answer.json()) as { items: { id: string }[] };
  await known.close();
  await expectToLeadThere(page, `/activity/${items[0]!.id}`, "How the kilograms came about");
});
