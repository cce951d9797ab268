// Getting in and reading, with and without script.
import { Frame, PAGES, SignIn } from "./support/pages";
import { email, expect, signIn, signInByForm, test } from "./support/test";

test("a stranger is asked who they are and lands where they wanted to go", async ({ page }) => {
  await page.goto("/activity");
  await expect(page).toHaveURL(/\/login/);
  await signInByForm(page, "viewer");
  await expect(new Frame(page).heading).toBeVisible();
  await expect(new Frame(page).demoNotice).toBeVisible();
});

test("a wrong password is refused in words, and nothing typed lands in the address", async ({ page, expectComplaint }) => {
  expectComplaint(/status of 4\d\d/); // the browser's own note about the refused request
  await page.goto("/login");
  await new SignIn(page).submit(email("viewer"), "no-such-password");
  await expect(new SignIn(page).problem).toContainText(/e-?mail address or password/i);
  expect(page.url()).not.toContain("no-such-password");
  expect(page.url()).not.toContain(encodeURIComponent(email("viewer")));
});

test("whoever signs out is out", async ({ page }) => {
  await signInByForm(page, "viewer");
  const cookies = await page.context().cookies();
  const frame = new Frame(page);
  await frame.account.click();
  await frame.signOut.click();
  await expect(page).toHaveURL(/\/login/);
  // The session itself has ended, not only the browser's memory of it.
  await page.context().addCookies(cookies);
  await page.goto("/");
  await expect(page).toHaveURL(/\/login/);
});

for (const { path, title, part } of PAGES) {
  test(`${path} can be read as the server sent it`, async ({ page }) => {
    await signIn(page, "admin");
    const answer = await page.goto(path);
    expect(answer?.status()).toBe(200);
    const frame = new Frame(page);
    await expect(frame.heading).toHaveText(title);
    await expect(frame.part(part)).toBeVisible();
    await expect(frame.loading).toHaveCount(0);
    await expect(page).toHaveTitle(`${title} · Carbon Nexus`);
  });
}

test("a page that is not there says so, with status 404", async ({ page, expectComplaint }) => {
  expectComplaint(/status of 404/);
  await signIn(page, "viewer");
  expect((await page.goto("/no/such/page"))?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();
});

test("a page of the admin's is refused to a viewer, with status 403", async ({ page, expectComplaint }) => {
  expectComplaint(/status of 403/);
  await signIn(page, "viewer");
  expect((await page.goto("/settings/users"))?.status()).toBe(403);
});
