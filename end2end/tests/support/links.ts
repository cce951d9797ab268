// Links that somebody was sent.
import type { Page } from "@playwright/test";
import { Frame, SignIn } from "./pages";
import { PASSWORD, email, expect } from "./test";

/** A stranger who opens `path` signs in, is on that page then, and goes there without the detour from then on. */
export async function expectToLeadThere(stranger: Page, path: string, part: string): Promise<void> {
  await stranger.goto(path);
  await expect(stranger).toHaveURL(/\/login\?next=/);
  await new SignIn(stranger).submit(email("viewer"), PASSWORD);
  await expect(stranger).toHaveURL((url) => url.pathname === path);
  await expect(new Frame(stranger).part(part)).toBeVisible();
  await stranger.reload();
  await expect(stranger).toHaveURL((url) => url.pathname === path);
  await expect(new Frame(stranger).part(part)).toBeVisible();
}
