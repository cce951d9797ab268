// One demo, or empty server, of its own: on free loopback ports, with a scratch data folder that outlives a restart. Ended by its
// process id.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(__dirname, "..");
const RESULTS = join(__dirname, "test-results");
// The first start writes the history, in a debug build on a busy machine.
const READY_WITHIN_MS = 180_000;
const STOPPED_WITHIN_MS = 20_000;

export interface Demo {
  readonly url: string;
  /** What it has written to its log. */
  log(): string;
  /** Starts the process and waits until it is ready: again after `end`, on the same port and data, with `more` settings. */
  start(more?: Record<string, string>): Promise<void>;
  /** Ends the process, and complains when it did not shut down cleanly. */
  end(): Promise<void>;
  /** Ends what still runs and takes the data away. */
  remove(): Promise<void>;
}

/** Prepares a demo; its words go to `test-results/<name>.log`, `settings` are variables of the program. */
export async function prepareDemo(name: string, settings: Record<string, string>): Promise<Demo> {
  return prepare(name, settings, ["serve", "--demo"]);
}

/** Prepares a server in which there is nothing yet, not even a user. */
export async function prepareEmpty(name: string, settings: Record<string, string>): Promise<Demo> {
  return prepare(name, settings, ["serve"]);
}

async function prepare(name: string, settings: Record<string, string>, command: string[]): Promise<Demo> {
  const binary = process.env.NEXUS_E2E_BIN ?? join(ROOT, "target/debug/carbon-nexus");
  const data = mkdtempSync(join(tmpdir(), "nexus-e2e-"));
  const url = `http://127.0.0.1:${await freePort()}`;
  const metrics = `127.0.0.1:${await freePort()}`;
  mkdirSync(RESULTS, { recursive: true });
  const logFile = join(RESULTS, `${name}.log`);
  const log = openSync(logFile, "w");
  const words = () => readFileSync(logFile, "utf8");
  let running: { server: ChildProcess; ending: Promise<string> } | undefined;

  const end = async () => {
    if (!running) return;
    const { server, ending } = running;
    running = undefined;
    server.kill("SIGTERM");
    const late = setTimeout(() => server.kill("SIGKILL"), STOPPED_WITHIN_MS);
    const ended = await ending;
    clearTimeout(late);
    if (ended !== "exit code 0") throw new Error(`the server did not shut down cleanly: ${ended}; see ${logFile}`);
  };

  const start = async (more: Record<string, string> = {}) => {
    // Started in the scratch folder, so that a developer's `.env` has no say; nor has the rest of the environment.
    const server = spawn(binary, command, {
      cwd: data,
      env: {
        PATH: process.env.PATH,
        RUST_BACKTRACE: "1",
        NEXUS_HTTP_ADDR: url.replace("http://", ""),
        NEXUS_METRICS_ADDR: metrics,
        NEXUS_DATA_DIR: data,
        NEXUS_SITE_DIR: process.env.NEXUS_SITE_DIR ?? join(ROOT, "target/site"),
        NEXUS_PUBLIC_URL: url,
        ...settings,
        ...more,
      },
      stdio: ["ignore", log, log],
    });
    let ended: string | undefined;
    const ending = new Promise<string>((done) => {
      server.on("error", (error) => done((ended = error.message)));
      server.on("exit", (code, signal) => done((ended = signal ?? `exit code ${code}`)));
    });
    running = { server, ending };

    const deadline = Date.now() + READY_WITHIN_MS;
    while (!(await isReady(url))) {
      if (ended !== undefined || Date.now() > deadline) {
        const lines = words().split("\n").slice(-20).join("\n");
        throw new Error(`the server is not ready (${ended ?? "out of time"}); its last words:\n${lines}`);
      }
      await new Promise((next) => setTimeout(next, 200));
    }
  };

  const remove = async () => {
    try {
      await end();
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  };

  return { url, log: words, start, end, remove };
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`)).ok;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.on("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === "object" ? found(address.port) : failed(new Error("no port"))));
    });
  });
}
