// What is measured of an open page, and what is made of it.
import type { Tab } from "./tab";

export interface Sample {
  at_s: number;
  /** Everything the page holds: objects, what the browser keeps for them, and buffers, with the program's own memory in them. */
  heap_mb: number;
  /** The program's linear memory; it never shrinks. */
  program_mb: number;
  /** Processor time of the page's main thread. */
  busy_ms: number;
  nodes: number;
  listeners: number;
  /** Time in tasks of more than 50 ms since the page was opened. */
  long_tasks_ms: number;
  /** What the page shows: the rate and the newest event. */
  figures: string;
}

const MB = 1024 * 1024;

interface LongTasks {
  sum_ms: number;
  /** What falls between is the measurement's own. */
  samplingFrom: number;
  samplingUntil: number;
}

type Counted = { longTasks: LongTasks };

/** Adds up the tasks of more than 50 ms from here on. */
export async function countLongTasks(tab: Tab): Promise<void> {
  // Processor time does not depend on what else the machine does.
  await tab.send("Performance.enable", { timeDomain: "threadTicks" });
  await tab.run(() => {
    const counted: LongTasks = { sum_ms: 0, samplingFrom: 0, samplingUntil: performance.now() };
    (window as unknown as Counted).longTasks = counted;
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) {
        const isOwn = startTime < counted.samplingUntil && startTime + duration > counted.samplingFrom;
        if (!isOwn) counted.sum_ms += duration;
      }
    }).observe({ type: "longtask" });
  }, null);
}

/** Collects garbage first, so that what is left is held by something. */
export async function sample(tab: Tab, begun: number, figures: string): Promise<Sample> {
  const longTasks = await tab.run(() => {
    const { longTasks } = window as unknown as Counted;
    longTasks.samplingFrom = performance.now();
    longTasks.samplingUntil = Infinity;
    return longTasks.sum_ms;
  }, null);
  // What the document lets go of in the first round frees what it held in the second.
  for (let round = 0; round < 2; round += 1) await tab.send("HeapProfiler.collectGarbage");
  const heap = await tab.send<{
    usedSize: number;
    embedderHeapUsedSize?: number;
    backingStorageSize?: number;
  }>("Runtime.getHeapUsage");
  const { metrics } = await tab.send<{ metrics: { name: string; value: number }[] }>("Performance.getMetrics");
  const metric = (name: string) => {
    const found = metrics.find((one) => one.name === name);
    if (!found) throw new Error(`the browser does not measure ${name}`);
    return found.value;
  };
  const program = await tab.run(async () => {
    const address = `${document.documentElement.dataset.program}/carbon-nexus.js`;
    const { initSync } = await import(address);
    (window as unknown as Counted).longTasks.samplingUntil = performance.now();
    return initSync(undefined, undefined).memory.buffer.byteLength as number;
  }, null);
  return {
    at_s: (Date.now() - begun) / 1000,
    heap_mb: (heap.usedSize + (heap.embedderHeapUsedSize ?? 0) + (heap.backingStorageSize ?? 0)) / MB,
    program_mb: program / MB,
    busy_ms: metric("TaskDuration") * 1000,
    nodes: metric("Nodes"),
    listeners: metric("JSEventListeners"),
    long_tasks_ms: longTasks,
    figures,
  };
}

export function table(samples: Sample[]): string {
  const line = (cells: string[]) => cells.map((cell) => cell.padStart(10)).join("");
  return [
    line(["s", "heap MB", "wasm MB", "nodes", "listeners", "long ms", "busy ms"]),
    ...samples.map((one) =>
      line([
        one.at_s.toFixed(0),
        one.heap_mb.toFixed(2),
        one.program_mb.toFixed(2),
        String(one.nodes),
        String(one.listeners),
        one.long_tasks_ms.toFixed(0),
        one.busy_ms.toFixed(0),
      ]),
    ),
  ].join("\n");
}

/** The means of the first and of the last fifth. */
export function ends(samples: Sample[], of: (one: Sample) => number): { first: number; last: number; change: number } {
  const fifth = Math.max(1, Math.floor(samples.length / 5));
  const mean = (some: Sample[]) => some.reduce((sum, one) => sum + of(one), 0) / some.length;
  const [first, last] = [mean(samples.slice(0, fifth)), mean(samples.slice(-fifth))];
  return { first, last, change: last / first - 1 };
}

/** The least value that `share` of all do not exceed. */
export function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.ceil(share * sorted.length) - 1];
  if (value === undefined) throw new Error("a quantile of nothing");
  return value;
}
