/**
 * How alike two texts are, as the analytic engine works it out: over the bytes of UTF-8 where its functions are, over
 * characters where they say so. `compare.test.ts` holds both together.
 */

const ASCII = /^[\0-\u{7f}]*$/u;

/** One character for each byte of the text in UTF-8. */
export function bytesOf(text: string): string {
  return ASCII.test(text) ? text : String.fromCharCode(...new TextEncoder().encode(text));
}

/** Jaro and Winkler's similarity of bytes, 0 to 1; an empty text is like nothing. */
export function jaroWinkler(first: string, second: string): number {
  const [a, b] = [bytesOf(first), bytesOf(second)];
  const similarity = jaro(a, b);
  let prefix = 0;
  while (prefix < Math.min(4, a.length, b.length) && a[prefix] === b[prefix]) {
    prefix += 1;
  }
  return similarity > 0.7 ? similarity + prefix * 0.1 * (1 - similarity) : similarity;
}

function jaro(a: string, b: string): number {
  if (a.length === 0 || b.length === 0) {
    return 0;
  }
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const taken = new Uint8Array(a.length);
  const ofB: number[] = [];
  for (let at = 0; at < b.length; at += 1) {
    const from = Math.max(0, at - reach);
    const to = Math.min(a.length - 1, at + reach);
    for (let other = from; other <= to; other += 1) {
      if (taken[other] === 0 && a.charCodeAt(other) === b.charCodeAt(at)) {
        taken[other] = 1;
        ofB.push(at);
        break;
      }
    }
  }
  const common = ofB.length;
  if (common === 0) {
    return 0;
  }
  let moved = 0;
  let next = 0;
  for (const [place, isTaken] of taken.entries()) {
    if (isTaken === 1) {
      moved += a.charCodeAt(place) === b.charCodeAt(ofB[next] ?? 0) ? 0 : 1;
      next += 1;
    }
  }
  return (common / a.length + common / b.length + (common - moved / 2) / common) / 3;
}

/** Slips of bytes between two texts: one for each that is wrong, missing, too many, or exchanged with its neighbour. */
export function slipsBetween(first: string, second: string): number {
  const [a, b] = [bytesOf(first), bytesOf(second)];
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, place) => place);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1];
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(least);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

/** Characters that differ between two texts, over all ways to line them up. */
export function editsBetween(first: string, second: string): number {
  const [a, b] = [[...first], [...second]];
  let last = Array.from({ length: b.length + 1 }, (_, place) => place);
  for (const [i, one] of a.entries()) {
    const row = [i + 1];
    for (const [j, other] of b.entries()) {
      row.push(Math.min((last[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1, (last[j] ?? 0) + (one === other ? 0 : 1)));
    }
    last = row;
  }
  return last[b.length] ?? 0;
}

/** Of all characters that either text has, the share that both have. */
export function commonCharacters(first: string, second: string): number {
  const [a, b] = [new Set(first), new Set(second)];
  const both = [...a].filter((one) => b.has(one)).length;
  return a.size === 0 || b.size === 0 ? 0 : both / (a.size + b.size - both);
}

/** Whether a text fits one in which `*` hides a character. */
export function fitsMask(text: string, masked: string): boolean {
  const wanted = [...masked];
  const given = [...text];
  return wanted.length === given.length && wanted.every((one, place) => one === '*' || one === given[place]);
}
