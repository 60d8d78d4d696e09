/** Slots of the largest table, of 16 bytes each; three quarters of them may be taken. */
const MAX_SLOTS = 2 ** 22;
const FIRST_SLOTS = 2 ** 12;
const MAX_LOAD = 0.75;

/** Which keys a file had so far, and in which row first; bounded, so keys after some three million are not remembered. */
export interface SeenKeys {
  /** The row that had the key before, or null; remembers it then. */
  firstRow(key: string, rowNo: number): number | null;
}

/** Keys as 52 bits of a digest in an open table: among three million, two different ones meet once in a thousand files. */
export function createSeenKeys(maxSlots: number = MAX_SLOTS): SeenKeys {
  let slots = Math.min(FIRST_SLOTS, maxSlots);
  let digests = new Float64Array(slots);
  let rows = new Float64Array(slots);
  let count = 0;
  const place = (digest: number): number => {
    let at = digest % slots;
    while (digests[at] !== 0 && digests[at] !== digest) {
      at = (at + 1) % slots;
    }
    return at;
  };
  const grow = (): void => {
    const [oldDigests, oldRows] = [digests, rows];
    slots *= 2;
    digests = new Float64Array(slots);
    rows = new Float64Array(slots);
    for (const [index, digest] of oldDigests.entries()) {
      if (digest !== 0) {
        const at = place(digest);
        digests[at] = digest;
        rows[at] = oldRows[index] ?? 0;
      }
    }
  };
  return {
    firstRow: (key, rowNo) => {
      const digest = digestOf(key);
      let at = place(digest);
      if (digests[at] === digest) {
        return rows[at] ?? null;
      }
      if (count >= slots * MAX_LOAD) {
        if (slots >= maxSlots) {
          return null;
        }
        grow();
        at = place(digest);
      }
      digests[at] = digest;
      rows[at] = rowNo;
      count += 1;
      return null;
    },
  };
}

/** 52 bits of the key, never 0, which marks a free slot: two multiplying mixers over its signs, each told of the other. */
function digestOf(key: string): number {
  let [low, high] = [0x9e_37_79_b9, 0x85_eb_ca_6b];
  for (let at = 0; at < key.length; at += 1) {
    const sign = key.charCodeAt(at);
    low = Math.imul(low ^ sign, 0x01_00_01_93);
    high = Math.imul(high ^ sign, 0x5b_d1_e9_95);
    high ^= high >>> 15;
  }
  low = Math.imul(low ^ (high >>> 13), 0xc2_b2_ae_35);
  high = Math.imul(high ^ (low >>> 16), 0x27_d4_eb_2f);
  return ((high >>> 0) % 2 ** 20) * 2 ** 32 + (low >>> 0) + 1;
}
