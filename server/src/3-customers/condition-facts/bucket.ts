export const BUCKETS = 100;

/** What is hashed of a customer for a draw; the analytic store does the same. */
function keyOf(customerId: string, draw: number): string {
  return `${draw}:${customerId}`;
}

/** The bucket from 1 to 100 that a customer is in for good; another draw mixes everybody anew. */
export function bucketOf(customerId: string, draw: number): number {
  return (murmur3(keyOf(customerId, draw)) % BUCKETS) + 1;
}

/** The same in SQL over expressions for the draw and the customer's id. */
export function bucketSql(customerId: string, draw: string): string {
  return `murmurHash3_32(concat(toString(${draw}), ':', toString(${customerId}))) % ${BUCKETS} + 1`;
}

const [C1, C2] = [0xcc_9e_2d_51, 0x1b_87_35_93];

function rotated(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/** MurmurHash3, 32 bits, seed 0, of ASCII. */
function murmur3(text: string): number {
  let hash = 0;
  const whole = text.length - (text.length % 4);
  const mixed = (word: number): number => Math.imul(rotated(Math.imul(word, C1), 15), C2);
  for (let at = 0; at < whole; at += 4) {
    const word =
      text.charCodeAt(at) |
      (text.charCodeAt(at + 1) << 8) |
      (text.charCodeAt(at + 2) << 16) |
      (text.charCodeAt(at + 3) << 24);
    hash = (Math.imul(rotated(hash ^ mixed(word), 13), 5) + 0xe6_54_6b_64) | 0;
  }
  let rest = 0;
  for (let at = text.length - 1; at >= whole; at -= 1) {
    rest = (rest << 8) | text.charCodeAt(at);
  }
  hash ^= text.length === whole ? 0 : mixed(rest);
  hash ^= text.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85_eb_ca_6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2_b2_ae_35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
