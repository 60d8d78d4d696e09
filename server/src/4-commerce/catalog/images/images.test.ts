import { existsSync } from 'node:fs';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readImageFacts } from '#kernel/files/image-type.ts';
import { type CatalogClient, openCatalogClient, pngOf } from '#test/catalog.ts';
import { useKernel } from '#test/harness.ts';
import { createCatalog } from '../service.ts';
import { MAX_IMAGE_BYTES, MAX_IMAGES } from './schema.ts';

const kernel = useKernel({ analytic: false });
let client: CatalogClient;
let id: string;

beforeAll(async () => {
  client = await openCatalogClient(
    kernel,
    createCatalog(kernel, { defaultCurrency: () => Promise.resolve('CNY') }).parts.routes,
  );
  ({ id } = await client.ok('POST', '/products', { body: { code: 'I-1', name: '围巾' } }));
});
afterAll(() => client.app.close());

const add = (file: Uint8Array) => client.call('POST', `/products/${id}/images`, { file });

describe('[C145a] pictures of a product', () => {
  it('are served as what they are, for the reader alone to keep, and never as a page', async () => {
    const file = pngOf(600, 800);
    const { items } = (await add(file)).json;
    expect(items).toMatchObject([{ width: 600, height: 800, bytes: file.length }]);
    const reply = await client.call('GET', `/product-images/${items[0].id}`, { as: 'reader' });
    expect(reply.bytes.equals(file)).toBe(true);
    expect(reply.headers).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'content-disposition': 'inline',
      'cache-control': 'private, max-age=604800, immutable',
    });
    expect(String(reply.headers['content-security-policy'])).toContain("default-src 'none'");
  });

  it('that come twice are one picture, and leave one file', async () => {
    await add(pngOf(10, 10, 7));
    const again = await add(pngOf(10, 10, 7));
    expect(again.status).toBe(201);
    expect(again.json.items.length).toBe(2);
  });

  it.each([
    ['a page', Buffer.from('<html><script>alert(1)</script></html>')],
    ['a drawing with a script', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')],
    ['a GIF', Buffer.from('GIF89a\x01\x00\x01\x00')],
    ['nothing', Buffer.alloc(0)],
    ['a cut PNG', pngOf(5, 5).subarray(0, 20)],
  ])('that are really %s are refused', async (_, file) => {
    expect(await add(file)).toMatchObject({ status: 415, json: { code: 'image_type_unsupported' } });
  });

  it('beyond the bounds of bytes and pixels are refused', async () => {
    const heavy = Buffer.concat([pngOf(10, 10), Buffer.alloc(MAX_IMAGE_BYTES)]);
    expect(await add(heavy)).toMatchObject({ status: 413, json: { code: 'image_too_large' } });
    expect(await add(pngOf(20_000, 20_000))).toMatchObject({ status: 413, json: { code: 'image_too_large' } });
  });

  it('change places, and go with their file', async () => {
    const { images } = await client.ok('GET', `/products/${id}`);
    const ids: string[] = images.map((image: { id: string }) => image.id);
    await client.ok('PUT', `/products/${id}/images`, { body: { imageIds: ids.toReversed() } });
    const product = await client.ok('GET', `/products/${id}`);
    expect(product.imageId).toBe(ids.at(-1));
    expect((await client.call('PUT', `/products/${id}/images`, { body: { imageIds: [ids[0]] } })).status).toBe(400);
    const { rows } = await sql<{ fileId: string }>`
      select file_id as "fileId" from commerce.product_images where id = ${ids[0]}`.execute(kernel.postgres.db);
    const path = kernel.files.path(rows[0]?.fileId ?? '');
    expect(existsSync(path)).toBe(true);
    await client.ok('DELETE', `/products/${id}/images/${ids[0]}`);
    await client.ok('DELETE', `/products/${id}/images/${ids[0]}`);
    expect(existsSync(path)).toBe(false);
    expect((await client.call('GET', `/product-images/${ids[0]}`)).status).toBe(404);
  });

  it('are at most a dozen, and the one too many leaves nothing behind', async () => {
    const { id: other } = await client.ok('POST', '/products', { body: { code: 'I-2', name: '帽子' } });
    for (let fill = 0; fill < MAX_IMAGES; fill += 1) {
      await client.ok('POST', `/products/${other}/images`, { file: pngOf(4, 4, fill) });
    }
    const reply = await client.call('POST', `/products/${other}/images`, { file: pngOf(4, 4, 99) });
    expect(reply).toMatchObject({ status: 409, json: { code: 'images_too_many' } });
    expect((await client.ok('GET', `/products/${other}`)).images.length).toBe(MAX_IMAGES);
  });
});

describe('what a picture is', () => {
  const webp = (kind: string, rest: readonly number[]): Buffer => {
    const head = Buffer.from(`RIFF\0\0\0\0WEBP${kind}\0\0\0\0`, 'latin1');
    return Buffer.concat([head, Buffer.from(rest), Buffer.alloc(16)]);
  };

  it.each([
    [
      'a JPEG',
      Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc2, 0, 17, 8, 2, 88, 3, 32, 3, 0]),
      'image/jpeg',
      800,
      600,
    ],
    ['a lossy WebP', webp('VP8 ', [0, 0, 0, 0x9d, 1, 0x2a, 0x20, 3, 0x58, 2]), 'image/webp', 800, 600],
    ['a lossless WebP', webp('VP8L', [0x2f, 0x1f, 0xc3, 0x95, 0]), 'image/webp', 800, 600],
    ['an extended WebP', webp('VP8X', [0, 0, 0, 0, 0x1f, 3, 0, 0x57, 2, 0]), 'image/webp', 800, 600],
    ['a PNG', pngOf(800, 600), 'image/png', 800, 600],
  ])('is read from the bytes of %s', (_, bytes, type, width, height) => {
    expect(readImageFacts(bytes)).toEqual({ type, width, height });
  });

  it('is nothing when a JPEG ends before its frame', () => {
    expect(readImageFacts(Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0xff, 0xff, 0, 0, 0, 0, 0, 0]))).toBeNull();
  });
});
