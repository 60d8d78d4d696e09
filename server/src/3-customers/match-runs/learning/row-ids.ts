const BYTES = 16;
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
/** Where the hyphens of an id stand, in bytes. */
const PARTS = [4, 6, 8, 10, 16] as const;

/** The ids of rows by their number, sixteen bytes each: a million of them as texts would take five times as much. */
export interface RowIds {
  add(id: string): void;
  of(row: number): string;
  isSame(row: number, other: number): boolean;
  readonly count: number;
}

/** An empty list of ids that grows. */
export function createRowIds(): RowIds {
  let bytes = new Uint8Array(BYTES * 1024);
  let count = 0;
  return {
    get count() {
      return count;
    },
    add: (id) => {
      if ((count + 1) * BYTES > bytes.length) {
        const larger = new Uint8Array(bytes.length * 2);
        larger.set(bytes);
        bytes = larger;
      }
      const hex = id.replaceAll('-', '');
      for (let at = 0; at < BYTES; at += 1) {
        bytes[count * BYTES + at] = Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16);
      }
      count += 1;
    },
    of: (row) => {
      let [text, at] = ['', 0];
      for (const end of PARTS) {
        text += text === '' ? '' : '-';
        for (; at < end; at += 1) {
          text += HEX[bytes[row * BYTES + at] ?? 0] ?? '';
        }
      }
      return text;
    },
    isSame: (row, other) => {
      // From the end, where ids of one time differ.
      for (let at = BYTES - 1; at >= 0; at -= 1) {
        if (bytes[row * BYTES + at] !== bytes[other * BYTES + at]) {
          return false;
        }
      }
      return true;
    },
  };
}
