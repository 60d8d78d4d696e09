import { loadavg } from 'node:os';

/** What was measured of many calls. */
export interface Latencies {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Percentiles by the nearest rank. */
export function summarize(milliseconds: readonly number[]): Latencies {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** Several callers, each calling again as soon as it has its answer, for so many seconds. */
export async function callInLoops(
  work: (caller: number) => Promise<void>,
  { callers, seconds }: { readonly callers: number; readonly seconds: number },
): Promise<{ readonly latencies: Latencies; readonly seconds: number }> {
  const taken: number[] = [];
  const startedMs = performance.now();
  const untilMs = startedMs + seconds * 1000;
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      while (performance.now() < untilMs) {
        const callMs = performance.now();
        await work(caller);
        taken.push(performance.now() - callMs);
      }
    }),
  );
  return { latencies: summarize(taken), seconds: (performance.now() - startedMs) / 1000 };
}

/**
 * Calls at a fixed rate, whether or not earlier ones were answered; each is timed from the moment at which it was
 * due, so that a server that falls behind cannot hide it.
 */
export async function callAtRate(
  work: (place: number) => Promise<void>,
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
): Promise<{ readonly latencies: Latencies; readonly achievedPerSecond: number }> {
  const taken: number[] = [];
  const running: Promise<void>[] = [];
  const failures: unknown[] = [];
  const total = Math.round(perSecond * seconds);
  const startedMs = performance.now();
  for (let sent = 0; sent < total; ) {
    const dueCount = Math.min(total, Math.floor(((performance.now() - startedMs) / 1000) * perSecond) + 1);
    for (; sent < dueCount; sent += 1) {
      const dueMs = startedMs + (sent / perSecond) * 1000;
      running.push(
        work(sent).then(
          () => {
            taken.push(performance.now() - dueMs);
          },
          (error: unknown) => {
            failures.push(error);
          },
        ),
      );
    }
    if (failures.length > 0) {
      break;
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 1);
    });
  }
  await Promise.all(running);
  if (failures.length > 0) {
    throw failures[0];
  }
  return { latencies: summarize(taken), achievedPerSecond: total / ((performance.now() - startedMs) / 1000) };
}

/** How busy the machine was, for whoever reads the numbers. */
export function loadWords(): string {
  return `load average ${loadavg()
    .map((each) => each.toFixed(1))
    .join(' ')}`;
}
