/**
 * UUIDv7 (RFC 9562 §5.7) whose values from one generator strictly increase: 48 bits of milliseconds, then a
 * 42-bit counter seeded at random each millisecond (§6.2 method 1), then 32 random bits. Rows written together
 * lie together in the index, which is what makes bulk loading fast.
 */
export interface IdGenerator {
  (): string;
}

export interface IdSources {
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  /** Fills the array with random bytes. */
  readonly fillRandom: (bytes: Uint8Array<ArrayBuffer>) => void;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const POOL_BYTES = 4096;
/** The counter starts in its lower half so that a burst has room to count up within one millisecond. */
const COUNTER_SEED_MASK = 2 ** 41;
const COUNTER_LIMIT = 2 ** 42;

/** Builds a generator from a clock and a source of random bytes. */
export function createIdGenerator(sources: IdSources): IdGenerator {
  const pool = new Uint8Array(POOL_BYTES);
  let used = POOL_BYTES;
  let lastMs = -1;
  let counter = 0;
  const byte = (): number => {
    if (used >= POOL_BYTES) {
      sources.fillRandom(pool);
      used = 0;
    }
    const value = pool[used] ?? 0;
    used += 1;
    return value;
  };
  const seed = (): number => {
    let value = 0;
    for (let i = 0; i < 6; i += 1) {
      value = value * 256 + byte();
    }
    return value % COUNTER_SEED_MASK;
  };
  return () => {
    const nowMs = sources.nowMs();
    if (nowMs > lastMs) {
      lastMs = nowMs;
      counter = seed();
    } else {
      counter += 1;
      if (counter >= COUNTER_LIMIT) {
        lastMs += 1;
        counter = seed();
      }
    }
    return format(lastMs, counter, byte);
  };
}

function hex(value: number): string {
  return HEX[value & 255] ?? '00';
}

function format(ms: number, counter: number, byte: () => number): string {
  const high = Math.floor(ms / 65536);
  const low = ms % 65536;
  const top12 = Math.floor(counter / 2 ** 30);
  const low30 = counter % 2 ** 30;
  const time = `${hex(high >>> 24)}${hex(high >>> 16)}${hex(high >>> 8)}${hex(high)}-${hex(low >>> 8)}${hex(low)}`;
  const middle = `${hex(0x70 | (top12 >>> 8))}${hex(top12)}-${hex(0x80 | (low30 >>> 24))}${hex(low30 >>> 16)}`;
  return `${time}-${middle}-${hex(low30 >>> 8)}${hex(low30)}${hex(byte())}${hex(byte())}${hex(byte())}${hex(byte())}`;
}
