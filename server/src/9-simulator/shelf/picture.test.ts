import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createCatalogue } from '../brand/catalogue.ts';
import { drawProduct, PICTURE_HEIGHT, PICTURE_WIDTH } from './picture.ts';
import { encodePng } from './png.ts';

const SIZE = { width: PICTURE_WIDTH, height: PICTURE_HEIGHT };
const { products } = createCatalogue(1);

/** The chunks of a PNG, each with a right checksum. */
function chunksOf(png: Uint8Array): ReadonlyMap<string, Buffer> {
  const bytes = Buffer.from(png);
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const body = bytes.subarray(at + 4, at + 8 + length);
    expect(bytes.readUInt32BE(at + 8 + length)).toBe(crc32(body));
    chunks.set(body.toString('latin1', 0, 4), body.subarray(4));
    at += length + 12;
  }
  return chunks;
}

describe('the picture of a product', () => {
  it('is a whole PNG of its size, with every pixel in the palette', () => {
    const [product] = products;
    const chunks = chunksOf(encodePng(drawProduct(product!), SIZE, deflateSync));
    expect([...chunks.keys()]).toEqual(['IHDR', 'PLTE', 'IDAT', 'IEND']);
    const rows = inflateSync(chunks.get('IDAT') ?? Buffer.alloc(0));
    expect(rows.length).toBe((PICTURE_WIDTH + 1) * PICTURE_HEIGHT);
    expect(Math.max(...rows)).toBeLessThan((chunks.get('PLTE')?.length ?? 0) / 3);
  });

  it('shows something in the middle, the same on both sides, for every product', () => {
    for (const product of products) {
      const { pixels } = drawProduct(product);
      const row = pixels.subarray(PICTURE_WIDTH * 180, PICTURE_WIDTH * 181);
      const seen = pixels.filter((pixel) => pixel === 1).length / pixels.length;
      expect(seen, product.name).toBeGreaterThan(0.05);
      expect([...row].toReversed(), product.name).toEqual([...row]);
    }
  });
});
