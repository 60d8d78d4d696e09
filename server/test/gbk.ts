const FIRST = 0x81;
const LAST = 0xfe;

/** Text as a Chinese office program saves it; throws for signs that GBK has not. */
export function toGbk(text: string): Buffer {
  const bytesOf = readTable();
  return Buffer.concat(
    [...text].map((sign) => {
      const bytes = sign.charCodeAt(0) < 0x80 ? Buffer.from(sign) : bytesOf.get(sign);
      if (bytes === undefined) {
        throw new Error(`GBK has no ${sign}`);
      }
      return bytes;
    }),
  );
}

/** Node reads GBK and does not write it: the table is what it reads, turned round. */
function readTable(): ReadonlyMap<string, Buffer> {
  const decoder = new TextDecoder('gbk');
  const table = new Map<string, Buffer>();
  for (let lead = FIRST; lead <= LAST; lead += 1) {
    for (let trail = 0x40; trail <= LAST; trail += 1) {
      const bytes = Buffer.from([lead, trail]);
      const sign = decoder.decode(bytes);
      if ([...sign].length === 1 && sign !== '\uFFFD') {
        table.set(sign, bytes);
      }
    }
  }
  return table;
}
