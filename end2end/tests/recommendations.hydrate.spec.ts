// What the demo's hotspot leads to: advice with its figures, who does it, what it costs, the decision, and taking it back.
import { expectToLeadThere } from "./support/links";
import { Dashboard, Frame, RecommendationPage, Recommendations } from "./support/pages";
import { expect, expectAccessible, open, signIn, test } from "./support/test";

test("a hotspot by itself leads to advice, and the advice to a decision", async ({ page, browser, baseURL, expectComplaint }) => {
  expectComplaint(/status of 422/);
  // The demo's hotspot, the scan that finds it and the rules that look at it come one after the other.
  test.setTimeout(240_000);
  await signIn(page, "operator");
  // A site's electricity is advised on as well, without a hotspot.
  const pending = async () => {
    const answer = await page.request.get(`${baseURL}/api/v1/recommendations?status=pending&limit=200`);
    const { items } = (await answer.json()) as { items: { id: string; hotspot_id: string | null }[] };
    return items.filter((one) => one.hotspot_id !== null);
  };
  await expect.poll(async () => (await pending()).length, { timeout: 150_000 }).toBeGreaterThan(0);
  const [advised] = await pending();
  const path = `/recommendations/${advised!.id}`;

  await open(page, "/");
  const dashboard = new Dashboard(page);
  await expect(dashboard.hotspots.getByRole("listitem").first()).toContainText("%");
  await dashboard.advice.getByTestId("next-recommendation").first().getByRole("link").click();
  await expect(page).toHaveURL(/\/recommendations\//);
  const one = new RecommendationPage(page);
  await open(page, path);
  await expect(one.facts).not.toHaveCount(0);

  await one.assignee.fill("the planner");
  await one.assign.click();
  await expect(new Frame(page).toasts).toContainText("Given to the planner");
  await one.investment.fill("twelve");
  await one.invest.click();
  await expect(page.getByRole("alert")).toContainText("no amount");
  await one.investment.fill("1200");
  await one.invest.click();
  await expect(one.payback).toContainText("1,200");
  await expectAccessible(page);

  // Another browser sees the decision without a reload.
  const other = await browser.newPage({ baseURL });
  await signIn(other, "operator");
  await open(other, path);
  await one.step("Approve").click();
  await expect(one.status("approved")).toBeVisible();
  await expect(new RecommendationPage(other).status("approved")).toBeVisible();
  await other.close();

  await open(page, "/recommendations?view=board");
  const board = new Recommendations(page);
  await board.card("Approved", path).getByRole("button", { name: /^Take back: / }).click();
  await expect(new Frame(page).toasts).toContainText(/taken back/i);
  const card = board.card("To decide", path);
  await expect(card).toBeVisible();
  await expectAccessible(page);

  await card.getByText("Dismiss…").click();
  await card.getByLabel(/^Reason to dismiss: /).fill("not this year");
  await card.getByRole("button", { name: /^Dismiss: / }).click();
  await expect(card).toBeHidden();
  // The card goes at once, the word comes when the server has it.
  await expect(new Frame(page).toasts).toContainText(/dismissed/i);
  await open(page, "/recommendations?view=closed");
  await expect(board.entry(path)).toContainText("not this year");

  // A link to the advice, or to what it is about, leads a stranger there.
  for (const [linked, part] of [
    [path, "What to do"],
    [`/hotspots/${advised!.hotspot_id}`, "Its week"],
  ] as const) {
    const stranger = await browser.newPage({ baseURL });
    await expectToLeadThere(stranger, linked, part);
    await stranger.close();
  }
});
