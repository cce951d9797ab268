// A tab with nothing in it but the page: a test tool keeps code of its own there, which the browser goes on compiling, and has
// it note down every request. Both grow, and neither is the page's.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import tests from "../playwright.config";
import type { Door } from "./stream";

const OPENED_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 100;

interface Answer {
  id?: number;
  result?: unknown;
  error?: { message: string };
}

export class Tab {
  private readonly waiting = new Map<number, { answer: (result: unknown) => void; fail: (why: Error) => void }>();
  private last = 0;
  private unread = "";
  private session: string | undefined;

  private constructor(
    private readonly browser: ChildProcess,
    private readonly profile: string,
  ) {
    const answers = browser.stdio[4] as Readable;
    answers.setEncoding("utf8");
    answers.on("data", (part: string) => this.read(part));
    const ended = () => this.waiting.forEach(({ fail }) => fail(new Error("the browser ended")));
    browser.once("exit", ended);
  }

  /** Opens `path` for somebody who is signed in already, and waits until the page is alive. */
  static async open({ url, cookie }: Door, path: string): Promise<Tab> {
    const { executablePath, args = [] } = tests.use?.launchOptions ?? {};
    const { width, height } = tests.use?.viewport ?? { width: 1280, height: 800 };
    const profile = mkdtempSync(join(tmpdir(), "nexus-soak-"));
    const own = ["--headless=new", "--remote-debugging-pipe", `--user-data-dir=${profile}`, `--window-size=${width},${height}`];
    // Commands go in by the fourth of its files and answers come out of the fifth.
    const browser = spawn(executablePath!, [...args, ...own, "about:blank"], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    const tab = new Tab(browser, profile);
    const cookies = cookie.split("; ").map((pair) => {
      const [name, ...value] = pair.split("=");
      return { name, value: value.join("="), url, httpOnly: true, sameSite: "Lax" };
    });
    await tab.send("Storage.setCookies", { cookies });
    const { targetId } = await tab.send<{ targetId: string }>("Target.createTarget", { url: url + path });
    tab.session = (await tab.send<{ sessionId: string }>("Target.attachToTarget", { targetId, flatten: true })).sessionId;
    await tab.until("document.body?.hasAttribute('data-hydrated') === true");
    return tab;
  }

  /** A command of the DevTools protocol. */
  send<R = unknown>(method: string, params: object = {}): Promise<R> {
    const id = ++this.last;
    const commands = this.browser.stdio[3] as Writable;
    return new Promise((answer, fail) => {
      this.waiting.set(id, { answer: answer as (result: unknown) => void, fail });
      commands.write(`${JSON.stringify({ id, method, params, sessionId: this.session })}\0`);
    });
  }

  /** What a function says in the page; it gets `given` and sees nothing of what is around it here. */
  async run<G, R>(inPage: (given: G) => R | Promise<R>, given: G): Promise<R> {
    return this.evaluate<R>(`(${inPage})(${JSON.stringify(given)})`);
  }

  /** Waits until an expression is true. */
  async until(expression: string): Promise<void> {
    const end = Date.now() + OPENED_WITHIN_MS;
    // On its way from one page to the next it cannot be asked.
    while (!(await this.evaluate<boolean>(expression).catch(() => false))) {
      if (Date.now() > end) throw new Error(`not within ${OPENED_WITHIN_MS} ms: ${expression}`);
      await new Promise((next) => setTimeout(next, LOOK_EVERY_MS));
    }
  }

  async close(): Promise<void> {
    const ended = new Promise((ended) => this.browser.once("exit", ended));
    this.browser.kill("SIGTERM");
    await ended;
    rmSync(this.profile, { recursive: true, force: true });
  }

  private async evaluate<R>(expression: string): Promise<R> {
    const how = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await this.send<{
      result: { value: R };
      exceptionDetails?: { text: string; exception?: { description?: string } };
    }>("Runtime.evaluate", how);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  private read(part: string): void {
    const messages = (this.unread + part).split("\0");
    this.unread = messages.pop() ?? "";
    for (const message of messages) {
      const { id, result, error } = JSON.parse(message) as Answer;
      // What has no number was not asked for.
      const waiting = id === undefined ? undefined : this.waiting.get(id);
      if (!waiting) continue;
      this.waiting.delete(id!);
      if (error) waiting.fail(new Error(error.message));
      else waiting.answer(result);
    }
  }
}
