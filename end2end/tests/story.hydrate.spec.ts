// The day of an operation: something stands out by itself, is told, leads to advice that is approved and written down, and to a
// scenario; and how well all of it is known.
import { HANDS } from "./support/hands";
import { withDemo } from "./support/own_demo";
import { Dashboard, Frame, Hotspots, RecommendationPage, Settings, WhatIf } from "./support/pages";
import { expect, open, signInByForm } from "./support/test";

// It began an hour ago, and nobody has looked yet.
const test = withDemo("story", { NEXUS_DEMO_SPEED: "2", NEXUS_DEMO_HISTORY_DAYS: "60", NEXUS_DEMO_HOTSPOT_MINUTES: "-60" });

for (const hands of HANDS) {
  test(`from a hotspot to a decision and beyond, with ${hands.name}`, async ({ page }) => {
    test.setTimeout(300_000);
    await signInByForm(page, "admin");
    await open(page, "/");
    await page.evaluate(() => void ((window as any).isStillThisPage = true));
    const [frame, dashboard] = [new Frame(page), new Dashboard(page)];

    // Nothing is clicked until all of it is there.
    const hotspot = dashboard.hotspots.getByRole("listitem").filter({ hasText: "Rotterdam → Hamburg" });
    await expect(hotspot.first()).toContainText("%", { timeout: 120_000 });
    await expect(new Hotspots(page).bell).toHaveAccessibleName(/\d+ new alert/);
    const card = dashboard.advice.getByTestId("next-recommendation").first();
    await expect(card).toBeVisible({ timeout: 60_000 });

    await hands.press(card.getByRole("link").first());
    await expect(page).toHaveURL(/\/recommendations\//);
    const advice = new RecommendationPage(page);
    await hands.press(advice.step("Approve"));
    await expect(advice.status("approved")).toBeVisible();
    await expect(frame.toasts).toContainText(/approved/i);

    await hands.press(frame.navigation.getByRole("link", { name: "Settings" }));
    const settings = new Settings(page);
    await hands.press(settings.auditLog);
    const row = settings.auditRows.filter({ hasText: "recommendation" }).filter({ hasText: "admin@demo.example" }).first();
    await expect(row).toContainText(/approve/i);

    await hands.press(frame.navigation.getByRole("link", { name: "Dashboard" }));
    const whatIf = new WhatIf(page);
    await hands.press(whatIf.open);
    await expect(whatIf.dialog).toBeVisible();
    await hands.to(whatIf.lever("Distance"));
    for (let step = 0; step < 5; step += 1) await page.keyboard.press("ArrowLeft");
    await expect(whatIf.side("Difference")).toContainText("\u2212");
    await page.keyboard.press("Escape");
    await expect(whatIf.dialog).toBeHidden();

    await hands.press(dashboard.quality.getByRole("link", { name: "By supplier" }));
    await expect(frame.heading).toHaveText("Data quality");
    await hands.press(page.getByRole("link", { name: "Demo Haulage North" }));
    await expect(frame.part("Demo Haulage North")).toContainText("measured");
    // All of it in one page that was never loaded anew.
    expect(await page.evaluate(() => (window as any).isStillThisPage)).toBe(true);
  });
}
