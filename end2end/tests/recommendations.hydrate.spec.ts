// What the demo's hotspot leads to: advice with its figures, who does it, what it costs, the decision, and taking it back.
import { expectToLeadThere } from "./support/links";
import { Dashboard, Frame, RecommendationPage, Recommendations } from "./support/pages";
import { expect, expectAccessible, open, signIn, test } from "./support/test";

test("a hotspot by itself leads to advice, and the advice to a decision", async ({ page, browser, baseURL, expectComplaint }) => {
  expectComplaint(/status of 422/);
  // The demo's hotspot, the scan that finds it and the rules that look at it come one after the other.
  test.setTimeout(240_000);
  await signIn(page, "operator");
  const pending = async () => {
    const answer = await page.request.get(`${baseURL}/api/v1/recommendations/pending`);
    return ((await answer.json()) as { items: unknown[] }).items.length;
  };
  await expect.poll(pending, { timeout: 150_000 }).toBeGreaterThan(0);

  await open(page, "/");
  const dashboard = new Dashboard(page);
  await expect(dashboard.hotspots.getByRole("listitem").first()).toContainText("%");
  const card = dashboard.advice.getByTestId("next-recommendation").first();
  await card.getByRole("link").click();
  await expect(page).toHaveURL(/\/recommendations\//);
  const one = new RecommendationPage(page);
  const title = await one.title.innerText();
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
  await open(other, new URL(page.url()).pathname);
  await one.step("Approve").click();
  await expect(one.status("approved")).toBeVisible();
  await expect(new RecommendationPage(other).status("approved")).toBeVisible();
  await other.close();

  await open(page, "/recommendations?view=board");
  const board = new Recommendations(page);
  await expect(board.column("Approved").getByText(title, { exact: true })).toBeVisible();
  await board.column("Approved").getByTestId("board-card").filter({ hasText: title }).getByRole("button", { name: /^Take back/ }).click();
  await expect(board.column("To decide").getByText(title, { exact: true })).toBeVisible();
  await expectAccessible(page);

  await board.column("To decide").getByTestId("board-card").filter({ hasText: title }).getByText("Dismiss…").click();
  await page.getByLabel(`Reason to dismiss: ${title}`).fill("not this year");
  await page.getByRole("button", { name: `Dismiss: ${title}` }).click();
  await expect(board.column("To decide").getByText(title, { exact: true })).toBeHidden();
  await open(page, "/recommendations?view=closed");
  await expect(board.entries.filter({ hasText: title })).toContainText("not this year");

  // A link to the advice, or to what it is about, leads a stranger there.
  const advice = await page.request.get(`${baseURL}/api/v1/recommendations?status=dismissed`);
  const { items } = (await advice.json()) as { items: { id: string; hotspot_id: string; title: string }[] };
  const sent = items.find((one) => one.title === title)!;
  for (const [path, part] of [
    [`/recommendations/${sent.id}`, "What to do"],
    [`/hotspots/${sent.hotspot_id}`, "Its week"],
  ] as const) {
    const stranger = await browser.newPage({ baseURL });
    await expectToLeadThere(stranger, path, part);
    await stranger.close();
  }
});
