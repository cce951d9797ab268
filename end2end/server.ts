// Starts the demo on free loopback ports with a scratch data folder, waits until it is ready, and ends it by its process id.
// With NEXUS_E2E_URL set, the tests use a server that somebody runs already.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(__dirname, "..");
const RESULTS = join(__dirname, "test-results");
const LOG = join(RESULTS, "server.log");
// The first start writes 90 days of history, in a debug build on a busy machine.
const READY_WITHIN_MS = 180_000;
const STOPPED_WITHIN_MS = 20_000;
// Events per second: fast enough that the figures move while a test watches.
const DEMO_SPEED = "2";

export default async function startServer(): Promise<() => Promise<void>> {
  if (process.env.NEXUS_E2E_URL) return async () => {};

  const binary = process.env.NEXUS_E2E_BIN ?? join(ROOT, "target/debug/carbon-nexus");
  const data = mkdtempSync(join(tmpdir(), "nexus-e2e-"));
  const url = `http://127.0.0.1:${await freePort()}`;
  mkdirSync(RESULTS, { recursive: true });
  const log = openSync(LOG, "w");

  // Started in the scratch folder, so that a developer's `.env` has no say; nor has the rest of the environment.
  const server = spawn(binary, ["serve", "--demo"], {
    cwd: data,
    env: {
      PATH: process.env.PATH,
      RUST_BACKTRACE: "1",
      NEXUS_HTTP_ADDR: url.replace("http://", ""),
      NEXUS_METRICS_ADDR: `127.0.0.1:${await freePort()}`,
      NEXUS_DATA_DIR: data,
      NEXUS_SITE_DIR: process.env.NEXUS_SITE_DIR ?? join(ROOT, "target/site"),
      NEXUS_PUBLIC_URL: url,
      NEXUS_DEMO_SPEED: DEMO_SPEED,
      // What stands out is there when a test looks for it.
      NEXUS_DEMO_HOTSPOT_MINUTES: "0",
    },
    stdio: ["ignore", log, log],
  });
  let ended: string | undefined;
  const ending = new Promise<void>((done) => {
    server.on("error", (error) => done(void (ended = error.message)));
    server.on("exit", (code, signal) => done(void (ended = signal ?? `exit code ${code}`)));
  });

  const stop = async () => {
    server.kill("SIGTERM");
    const late = setTimeout(() => server.kill("SIGKILL"), STOPPED_WITHIN_MS);
    await ending;
    clearTimeout(late);
    rmSync(data, { recursive: true, force: true });
  };

  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await isReady(url))) {
    if (ended !== undefined || Date.now() > deadline) {
      await stop();
      const lines = readFileSync(LOG, "utf8").split("\n").slice(-20).join("\n");
      throw new Error(`the server is not ready (${ended ?? "out of time"}); its last words:\n${lines}`);
    }
    await new Promise((next) => setTimeout(next, 200));
  }
  process.env.NEXUS_E2E_URL = url;

  return async () => {
    await stop();
    if (ended !== "exit code 0") throw new Error(`the server did not shut down cleanly: ${ended}; see ${LOG}`);
  };
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
