// Events at a steady rate through the API, and single ones that are looked for on the page.
import { PASSWORD, email } from "../tests/support/test";

const BATCHES_PER_SECOND = 5;
// Small ones: together about what the demo emits, so that nothing is out of the ordinary.
const KINDS = [
  { event_type: "warehouse", supplier: "Demo Cold Stores", electricity_kwh: 0.05, grid_region: "DEU" },
  { event_type: "warehouse", supplier: "Demo Steady Stores", electricity_kwh: 0.04, grid_region: "POL" },
  { event_type: "factory", supplier: "Demo Steady Works", electricity_kwh: 0.06, grid_region: "FRA" },
];
// The feed has the newest few: an event that is looked for is a little ahead of the others, or they would push it out of a
// feed that is late.
const AHEAD_MS = 5_000;

export interface Stream {
  /** Ends it and says how many events the server took; fails when it refused any. */
  end(): Promise<number>;
}

/** Who posts: the server and the session's cookie. */
export interface Door {
  url: string;
  cookie: string;
}

/** Signs an operator of the demo in. */
export async function enter(url: string): Promise<Door> {
  const answer = await fetch(`${url}/api/v1/auth/login`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({ email: email("operator"), password: PASSWORD }),
  });
  if (!answer.ok) throw new Error(`signing in: ${answer.status} ${await answer.text()}`);
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
  return { url, cookie: cookies.join("; ") };
}

/** Posts `perSecond` events each second in small batches, one after the other, until it is ended. */
export function stream(door: Door, perSecond: number): Stream {
  const begun = Date.now();
  let isEnding = false;
  let posted = 0;
  let refused: Error | undefined;
  const run = async () => {
    while (!isEnding && !refused) {
      const due = Math.floor(((Date.now() - begun) / 1000) * perSecond) - posted;
      const batch = Array.from({ length: due }, (_, index) => ({
        ...KINDS[(posted + index) % KINDS.length],
        occurred_at: new Date().toISOString(),
        external_id: `soak-${posted + index}`,
      }));
      if (batch.length > 0) {
        try {
          const { rejected } = JSON.parse(await post(door, "/api/v1/ingest/events", batch)) as { rejected: unknown[] };
          if (rejected.length > 0) refused = new Error(`events were refused: ${JSON.stringify(rejected)}`);
        } catch (error) {
          refused = error as Error;
        }
      }
      posted += batch.length;
      await new Promise((next) => setTimeout(next, 1000 / BATCHES_PER_SECOND));
    }
  };
  const running = run();
  return {
    async end() {
      isEnding = true;
      await running;
      if (refused) throw refused;
      return posted;
    },
  };
}

/** The supplier of the events that are looked for: one that is known already, for every new one makes lists longer. */
export const WATCHED_SUPPLIER = "Demo Steady Stores";

/** Posts one event that is newer than those of the stream; its kilowatt-hours tell it from others of its supplier. */
export async function postNewest(door: Door, electricity_kwh: number): Promise<void> {
  await post(door, "/api/v1/ingest/event", {
    event_type: "warehouse",
    supplier: WATCHED_SUPPLIER,
    occurred_at: new Date(Date.now() + AHEAD_MS).toISOString(),
    electricity_kwh,
    grid_region: "DEU",
  });
}

async function post({ url, cookie }: Door, path: string, body: unknown): Promise<string> {
  const answer = await fetch(url + path, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url, cookie },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${text}`);
  return text;
}
