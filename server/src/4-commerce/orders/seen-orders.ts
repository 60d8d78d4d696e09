/**
 * How many rows of each order a running import has met: a 64-bit hash and a counter, 10 bytes a slot, so that 10 M
 * orders take 168 MB.
 */
export interface SeenOrders {
  /** 0 for an order not met yet; infinite where the counter is full, at 65,535 rows. */
  rowsOf(number: string): number;
  /** Counts one more row. */
  add(number: string): void;
  /** How many orders. */
  readonly size: number;
}

const FIRST_SLOTS = 1024;
const MAX_LOAD = 0.75;
const FULL_COUNT = 0xffff;

/** FNV-1a (Fowler, Noll, Vo) with two seeds, finished like MurmurHash3's mixer (Appleby): 2 × 32 bits. */
function hash(text: string, seed: number): number {
  let value = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i += 1) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  value ^= value >>> 16;
  value = Math.imul(value, 0x85ebca6b);
  value ^= value >>> 13;
  value = Math.imul(value, 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

/** An open-addressing set; a slot of two zeros is free, so the pair (0, 0) is stored as (0, 1). */
export function createSeenOrders(): SeenOrders {
  let high = new Uint32Array(FIRST_SLOTS);
  let low = new Uint32Array(FIRST_SLOTS);
  let counts = new Uint16Array(FIRST_SLOTS);
  let size = 0;
  const find = (wantedHigh: number, wantedLow: number): number => {
    const mask = high.length - 1;
    let slot = wantedLow & mask;
    while (high[slot] !== 0 || low[slot] !== 0) {
      if (high[slot] === wantedHigh && low[slot] === wantedLow) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  };
  const grow = (): void => {
    const [oldHigh, oldLow, oldCounts] = [high, low, counts];
    high = new Uint32Array(oldHigh.length * 2);
    low = new Uint32Array(oldLow.length * 2);
    counts = new Uint16Array(oldCounts.length * 2);
    for (let i = 0; i < oldHigh.length; i += 1) {
      const [keptHigh = 0, keptLow = 0] = [oldHigh[i], oldLow[i]];
      if (keptHigh !== 0 || keptLow !== 0) {
        const slot = find(keptHigh, keptLow);
        high[slot] = keptHigh;
        low[slot] = keptLow;
        counts[slot] = oldCounts[i] ?? 0;
      }
    }
  };
  const halves = (number: string): [number, number] => {
    const first = hash(number, 0);
    const second = hash(number, 0x9e3779b9);
    return first === 0 && second === 0 ? [0, 1] : [first, second];
  };
  return {
    get size() {
      return size;
    },
    rowsOf: (number) => {
      const count = counts[find(...halves(number))] ?? 0;
      return count === FULL_COUNT ? Number.POSITIVE_INFINITY : count;
    },
    add: (number) => {
      const [first, second] = halves(number);
      const slot = find(first, second);
      if (counts[slot] === 0) {
        high[slot] = first;
        low[slot] = second;
        size += 1;
      }
      counts[slot] = Math.min((counts[slot] ?? 0) + 1, FULL_COUNT);
      if (size > high.length * MAX_LOAD) {
        grow();
      }
    },
  };
}
