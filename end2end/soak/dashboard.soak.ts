// A dashboard that stays open keeps its size, stays quick, and shows each event within a moment.
import { withDemo } from "../tests/support/own_demo";
import { expect } from "../tests/support/test";
import { type Sample, countLongTasks, ends, quantile, sample, table } from "./samples";
import { type Door, WATCHED_SUPPLIER, enter, postNewest, stream } from "./stream";
import { Tab } from "./tab";

const MINUTES = Number(process.env.NEXUS_SOAK_MINUTES ?? "60");
const EVENTS_PER_SECOND = 50;
// Until caches are filled and the charts have been drawn a few times.
const WARM_UP_MS = 60_000;
const SAMPLE_EVERY_MS = 30_000;
// A short soak samples more often: each fifth needs one.
const SAMPLES_MIN = 15;
const POSTS = 40;
// A debug build, or a machine that does other things, says nothing about times: `shown` prints them only.
const TIMES = process.env.NEXUS_SOAK_TIMES ?? "judged";

const HEAP_CHANGE_MAX = 0.1;
// What a table or a list gains within the hour; a leak of one node an update would be many times that.
const NODES_CHANGE_MAX = 0.1;
const LONG_TASKS_SHARE_MAX = 0.01;
const SHOWN_P95_MS_MAX = 250;

// What stands out has begun before, so that its lists are there from the beginning.
const test = withDemo("soak", { NEXUS_DEMO_SPEED: "1", NEXUS_DEMO_HISTORY_DAYS: "30", NEXUS_DEMO_HOTSPOT_MINUTES: "-60" });

test(`a dashboard open for ${MINUTES} minutes at ${EVENTS_PER_SECOND} events a second`, async ({ demo }) => {
  if (!(MINUTES >= 2)) throw new Error(`NEXUS_SOAK_MINUTES is ${process.env.NEXUS_SOAK_MINUTES}; it must be a number of at least 2`);
  if (TIMES !== "judged" && TIMES !== "shown") throw new Error(`NEXUS_SOAK_TIMES is ${TIMES}; it must be judged or shown`);
  const door = await enter(demo.url);
  const tab = await Tab.open(door, "/");
  try {
    await soak(tab, door);
  } finally {
    await tab.close();
  }
});

/** Measures the tab while events stream in by the door. */
async function soak(tab: Tab, door: Door): Promise<void> {
  await tab.until("document.visibilityState === 'visible'");
  await tab.until("document.querySelector('.live-pill').textContent.trim() === 'Live'");
  // Somebody is there, and all of the page is drawn.
  await tab.send("Input.dispatchMouseEvent", { type: "mouseMoved", x: 100, y: 100 });
  await tab.until("document.querySelector('section[aria-label=Forecast] canvas') !== null");
  await countLongTasks(tab);

  const begun = Date.now();
  const until = begun + MINUTES * 60_000;
  const events = stream(door, EVENTS_PER_SECOND);
  await reach(begun + WARM_UP_MS);
  const shown = shownAfter(tab, door, until);
  const every = Math.min(SAMPLE_EVERY_MS, (until - Date.now()) / SAMPLES_MIN);
  const samples: Sample[] = [];
  while (Date.now() < until) {
    samples.push(await sample(tab, begun, await figures(tab)));
    await reach(Math.min(until, Date.now() + every));
  }
  console.log(table(samples));
  const delays = await shown;
  const posted = await events.end();

  const [first, last] = [samples[0]!, samples[samples.length - 1]!];
  const heap = ends(samples, (one) => one.heap_mb);
  const program = ends(samples, (one) => one.program_mb);
  const nodes = ends(samples, (one) => one.nodes);
  const share = (of: (one: Sample) => number) => (of(last) - of(first)) / ((last.at_s - first.at_s) * 1000);
  const longTasks = share((one) => one.long_tasks_ms);
  const p95 = quantile(delays, 0.95);
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  console.log(`${posted} events posted, ${(posted / ((until - begun) / 1000)).toFixed(1)} a second`);
  console.log(`heap ${heap.first.toFixed(2)} MB to ${heap.last.toFixed(2)} MB (${percent(heap.change)})`);
  console.log(`the program's memory ${program.first.toFixed(2)} MB to ${program.last.toFixed(2)} MB (${percent(program.change)})`);
  console.log(`nodes ${nodes.first.toFixed(0)} to ${nodes.last.toFixed(0)} (${percent(nodes.change)})`);
  console.log(`long tasks ${percent(longTasks)} of the time, the processor ${percent(share((one) => one.busy_ms))}`);
  console.log(`from post to screen: median ${quantile(delays, 0.5)} ms, p95 ${p95} ms, of ${delays.length}`);

  expect.soft(Math.abs(heap.change), "change of the heap").toBeLessThanOrEqual(HEAP_CHANGE_MAX);
  expect.soft(program.change, "growth of the program's memory").toBeLessThanOrEqual(HEAP_CHANGE_MAX);
  expect.soft(nodes.change, "growth of the document").toBeLessThanOrEqual(NODES_CHANGE_MAX);
  expect.soft(new Set(samples.map((one) => one.figures)).size, "samples with figures of their own").toBe(samples.length);
  if (TIMES === "shown") return;
  expect.soft(longTasks, "share of the time in long tasks").toBeLessThan(LONG_TASKS_SHARE_MAX);
  expect.soft(p95, "ms from post to screen, p95").toBeLessThan(SHOWN_P95_MS_MAX);
}

/** The rate, the total, the newest event and how many events there are: of all that is shown this alone must differ each time. */
const figures = (tab: Tab): Promise<string> =>
  tab.run(() => {
    const places = ["[data-testid=pulse-rate]", "[data-testid=total]", "section[aria-label=Activity] li", "section[aria-label='Data quality']"];
    return places.map((place) => document.querySelector<HTMLElement>(place)!.innerText).join(" ");
  }, null);

/** Milliseconds from each of `POSTS` posts, spread until `until`, to the frame that shows its event. */
async function shownAfter(tab: Tab, door: Door, until: number): Promise<number[]> {
  const delays: number[] = [];
  for (let index = 0; index < POSTS; index += 1) {
    // Whole ones: the stream's are fractions.
    const kwh = index + 1;
    await watchFor(tab, `${kwh} kWh`);
    const posted = Date.now();
    await postNewest(door, kwh);
    // Browser and test read the clock of the same machine.
    delays.push((await tab.run(() => (window as unknown as Watched).shownAt, null)) - posted);
    // Not in step with the stream's batches.
    await reach(Date.now() + (until - Date.now()) / (POSTS - index + 1) + (index % 7) * 13);
  }
  return delays;
}

interface Watched {
  /** When the frame came that shows what is watched for. */
  shownAt: Promise<number>;
}

/** Returns once the page watches its feed for an entry with these words. */
async function watchFor(tab: Tab, words: string): Promise<void> {
  const watch = ([supplier, words]: readonly [string, string]) => {
    const feed = document.querySelector("section[aria-label=Activity]")!;
    const isIt = (entry: Element) =>
      entry.textContent?.includes(supplier) && [...entry.querySelectorAll("span")].some((part) => part.textContent === words);
    const watched = window as unknown as Watched;
    watched.shownAt = new Promise((shown, missed) => {
      const observer = new MutationObserver(() => {
        if (![...feed.querySelectorAll("li")].some(isIt)) return;
        observer.disconnect();
        requestAnimationFrame(() => shown(Date.now()));
      });
      observer.observe(feed, { subtree: true, childList: true, characterData: true });
      setTimeout(() => missed(new Error(`${supplier}, ${words} was posted and did not appear within 30 s`)), 30_000);
    });
    // Who waits for it comes later.
    watched.shownAt.catch(() => {});
  };
  await tab.run(watch, [WATCHED_SUPPLIER, words] as const);
}

/** Waits until a time of the clock: a measurement over time cannot do without. */
const reach = (at: number) => new Promise<void>((reached) => setTimeout(reached, Math.max(0, at - Date.now())));
