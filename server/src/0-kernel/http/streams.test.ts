import { createHash } from 'node:crypto';
import { type AddressInfo, connect } from 'node:net';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { route } from '#kernel/http/route.ts';
import { contentDisposition } from '#kernel/http/streams.ts';
import { useKernel } from '#test/harness.ts';
import { asActor, openTestServer } from '#test/http.ts';

const kernel = useKernel({ analytic: false });
const summary = { 'zh-CN': '文件', en: 'File' };
const MIB = 1024 ** 2;
let app: FastifyInstance;
let port: number;

const upload = defineContract({
  name: 'files.upload',
  method: 'POST',
  path: '/api/v1/files',
  summary,
  access: { permission: 'files.write' },
  query: z.object({ name: z.string() }),
  body: 'stream',
  response: z.object({ bytes: z.int(), sha256: z.string() }),
  status: 202,
});
const download = defineContract({
  name: 'files.download',
  method: 'GET',
  path: '/api/v1/files/{name}',
  summary,
  access: 'public',
  params: z.object({ name: z.string() }),
  response: 'stream',
});

beforeAll(async () => {
  app = await openTestServer(
    kernel,
    [
      route(upload, async ({ body }) => {
        const hash = createHash('sha256');
        let bytes = 0;
        for await (const chunk of body) {
          hash.update(chunk);
          bytes += chunk.length;
        }
        return { bytes, sha256: hash.digest('hex') };
      }),
      route(download, async ({ params }) => ({
        stream: Readable.from(params.name === 'broken' ? breakHalfWay() : [Buffer.from('a,b\n'), Buffer.from('1,2\n')]),
        contentType: 'text/csv; charset=utf-8',
        fileName: '客户 "名单".csv',
      })),
    ],
    { streamLimits: { receivedBytes: 3 * MIB, inflatedBytes: 64 * MIB, inflationRatio: 250 } },
  );
  await app.listen({ port: 0, host: '127.0.0.1' });
  port = (app.server.address() as AddressInfo).port;
});
afterAll(() => app.close());

function* breakHalfWay(): Generator<Buffer> {
  yield Buffer.alloc(MIB);
  throw new Error('the disk is gone');
}

async function send(
  body: Uint8Array<ArrayBuffer> | ReadableStream,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/files?name=x`, {
    method: 'POST',
    headers: { ...asActor('loader', ['files.write']), 'content-type': 'text/csv', ...headers },
    body,
    duplex: 'half',
  } as RequestInit);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Bytes that do not compress, always the same. */
function noise(bytes: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(bytes);
  let state = 1;
  for (let i = 0; i < bytes; i += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    out[i] = state >>> 24;
  }
  return out;
}

describe('a body that is a file', () => {
  it('reaches the handler unchanged, of any type, above the limit of JSON', async () => {
    const file = noise(2 * MIB);
    expect(await send(file)).toEqual({ status: 202, body: { bytes: file.length, sha256: sha256(file) } });
    const json = new TextEncoder().encode('{"a":1}');
    expect((await send(json, { 'content-type': 'application/json' })).body).toEqual({ bytes: 7, sha256: sha256(json) });
  });

  it('is unpacked when it says that it is gzip', async () => {
    const file = noise(MIB);
    const packed = new Uint8Array(gzipSync(file));
    expect(await send(packed, { 'content-encoding': 'gzip' })).toEqual({
      status: 202,
      body: { bytes: file.length, sha256: sha256(file) },
    });
  });

  it('is refused as too large by its announced and by its real length', async () => {
    expect(await send(noise(4 * MIB))).toMatchObject({ status: 413, body: { code: 'body_too_large' } });
    const unannounced = new Blob([noise(4 * MIB)]).stream();
    const reply = await send(unannounced).catch((error: unknown) => error);
    // A sender that is still writing may only see that the connection is gone.
    expect(reply instanceof Error || (reply as { status: number }).status === 413).toBe(true);
  });

  it('is refused when gzip unpacks to hundreds of times its size, or is cut off, or is none', async () => {
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(40 * MIB)));
    expect(await send(bomb, { 'content-encoding': 'gzip' })).toMatchObject({
      status: 413,
      body: { code: 'body_too_large' },
    });
    const cut = new Uint8Array(gzipSync(noise(MIB))).slice(0, MIB / 2);
    expect(await send(cut, { 'content-encoding': 'gzip' })).toMatchObject({
      status: 400,
      body: { code: 'gzip_malformed' },
    });
    expect(await send(noise(100), { 'content-encoding': 'gzip' })).toMatchObject({
      status: 400,
      body: { code: 'gzip_malformed' },
    });
    expect(await send(noise(100), { 'content-encoding': 'br' })).toMatchObject({
      status: 415,
      body: { code: 'content_encoding_unsupported' },
    });
  });

  it('is not read when the sender may not send it: the connection is cut after the reply', async () => {
    const head = [
      'POST /api/v1/files?name=x HTTP/1.1',
      'Host: 127.0.0.1',
      'Content-Type: text/csv',
      `Content-Length: ${1000 * MIB}`,
      '',
      '',
    ].join('\r\n');
    const reply = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(head));
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString('utf8');
      });
      socket.on('end', () => resolve(text));
      socket.on('error', reject);
    });
    expect(reply).toMatch(/^HTTP\/1\.1 401 /);
    expect(reply.toLowerCase()).toContain('connection: close');
  });
});

describe('a download', () => {
  it('offers its file name in any script', async () => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/files/list`);
    expect(await response.text()).toBe('a,b\n1,2\n');
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="__ ____.csv"; filename*=UTF-8''%E5%AE%A2%E6%88%B7%20%22%E5%90%8D%E5%8D%95%22.csv`,
    );
  });

  it('that breaks half-way cuts the connection instead of looking complete', async () => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/files/broken`);
    await expect(response.arrayBuffer()).rejects.toThrow();
  });

  it('cannot smuggle a header in by its name', () => {
    expect(contentDisposition('a\r\nSet-Cookie: x')).toBe(
      `attachment; filename="a__Set-Cookie: x"; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x`,
    );
    expect(contentDisposition(null)).toBe('inline');
  });
});
