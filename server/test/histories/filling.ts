import type { Kernel } from '#kernel/module.ts';
import type { Platform } from '../../src/wiring.ts';

export const SOURCES = ['taobao', 'jd', 'store', 'it\'s a \\ "form"'] as const;

export const SKUS = ['A-1', 'a-2', 'B-1', 'b-2', 'C-1', "Q'1", 'unknown'] as const;

/** Repeatable chance. */
export interface Chance {
  int(below: number): number;
  pick<T>(list: readonly T[]): T;
  yes(share: number): boolean;
}

export function createChance(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (below: number): number => Math.floor(next() * below);
  return {
    int,
    pick: (list) => {
      const found = list[int(list.length)];
      if (found === undefined && list.length === 0) {
        throw new Error('Nothing to pick from');
      }
      // The index is below the length.
      return found as (typeof list)[number];
    },
    yes: (share) => next() < share,
  };
}

export interface Filling {
  readonly kernel: Kernel;
  readonly platform: Platform;
  readonly chance: Chance;
}

export interface Person {
  readonly recordId: string;
  readonly customerId: string;
}

/** An instant of three years, often close to where days or clocks change. */
export function instantOf(chance: Chance): Date {
  const start = Date.UTC(2023, 5, 1);
  const edges = [
    Date.UTC(2024, 1, 29, 16),
    Date.UTC(2025, 2, 9, 5),
    Date.UTC(2025, 10, 2, 4),
    Date.UTC(2025, 11, 31, 16),
  ];
  return chance.yes(0.3)
    ? new Date(chance.pick(edges) + (chance.int(5) - 2) * 1_800_000)
    : new Date(start + chance.int(1010 * 24 * 60) * 60_000);
}
