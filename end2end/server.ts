// Starts the demo that all tests of a run share. With NEXUS_E2E_URL set, they use a server that somebody runs already.
import { prepareDemo } from "./demo";

// Events per second: fast enough that the figures move while a test watches.
const DEMO_SPEED = "2";

export default async function startServer(): Promise<() => Promise<void>> {
  if (process.env.NEXUS_E2E_URL) return async () => {};

  const demo = await prepareDemo("server", {
    NEXUS_DEMO_SPEED: DEMO_SPEED,
    // What stands out is there when a test looks for it, and so does the advice soon after the start.
    NEXUS_DEMO_HOTSPOT_MINUTES: "-60",
  });
  try {
    await demo.start();
  } catch (error) {
    // Why it did not start says more than how it ended.
    await demo.remove().catch(() => {});
    throw error;
  }
  process.env.NEXUS_E2E_URL = demo.url;
  return demo.remove;
}
