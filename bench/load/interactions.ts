import type { Page } from 'playwright-core';

/** One press or key of a person and what followed from it, as the browser counts them for INP. */
export interface Interaction {
  readonly id: number;
  readonly type: string;
  readonly target: string;
  /** From the event to the next paint. */
  readonly ms: number;
}

interface Timing extends PerformanceEntry {
  readonly interactionId: number;
  readonly target: Element | null;
}

/** Hears every interaction on the page from its start; also on pages that follow in the same tab. */
export async function watchInteractions(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen = new Map<number, { id: number; type: string; target: string; ms: number }>();
    Object.assign(globalThis, { interactionsSeen: seen });
    const observer = new PerformanceObserver((list) => {
      // `as`: what the observer was asked for
      for (const entry of list.getEntries() as Timing[]) {
        const longest = seen.get(entry.interactionId)?.ms ?? 0;
        if (entry.interactionId > 0 && entry.duration > longest) {
          const target = entry.target?.closest('[role],[class]');
          seen.set(entry.interactionId, {
            id: entry.interactionId,
            type: entry.name,
            target: target?.getAttribute('role') ?? target?.getAttribute('class') ?? '',
            ms: entry.duration,
          });
        }
      }
    });
    observer.observe({ type: 'event', buffered: true, durationThreshold: 16 } as PerformanceObserverInit);
  });
}

/** What was heard since the page was opened. Shorter ones than 16 ms are not told by the browser. */
export function interactionsOf(page: Page): Promise<readonly Interaction[]> {
  return page.evaluate(() => [
    ...(globalThis as unknown as { interactionsSeen: Map<number, Interaction> }).interactionsSeen.values(),
  ]);
}

/** The time that this share of the interactions stays within; those too short to be told are left out, which flatters nobody. */
export function percentile(found: readonly Interaction[], share: number): number {
  const sorted = found.map(({ ms }) => ms).toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
