import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { route } from '#kernel/http/route.ts';
import { NONCE_PLACEHOLDER } from '#kernel/http/static-files.ts';
import { createLogger } from '#kernel/logging/logger.ts';
import { useKernel } from '#test/harness.ts';
import { openTestServer, withParts } from '#test/http.ts';

const kernel = useKernel({ analytic: false });
const lines: Record<string, unknown>[] = [];
let app: FastifyInstance;
let webDir: string;

const readNote = defineContract({
  name: 'notes.read_note',
  method: 'GET',
  path: '/api/v1/notes/{id}',
  summary: { 'zh-CN': '读', en: 'Read' },
  access: 'public',
  params: z.object({ id: z.string() }),
  response: z.object({ requestId: z.string() }),
});
const writeNote = defineContract({
  ...readNote,
  name: 'notes.write_note',
  method: 'PUT',
  body: z.object({ text: z.string() }),
});
const writeLong = defineContract({
  ...writeNote,
  name: 'notes.write_long',
  path: '/api/v1/long/{id}',
  maxBodyBytes: 2 * 1024 ** 2,
});

beforeAll(async () => {
  webDir = await mkdtemp(path.join(os.tmpdir(), 'zhike-web-'));
  await mkdir(path.join(webDir, 'assets'));
  await writeFile(path.join(webDir, 'index.html'), `<style nonce="${NONCE_PLACEHOLDER}"></style>`);
  await writeFile(path.join(webDir, 'assets', 'app-1a2b.js'), 'export {};');
  await writeFile(path.join(webDir, 'robots.txt'), 'none');
  await writeFile(path.join(webDir, '.secret'), 'no');
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)) as Record<string, unknown>);
      done();
    },
  });
  const log = createLogger({ level: 'debug', destination });
  const handler = async ({ context }: { context: { requestId: string } }) => {
    log.child({ requestId: context.requestId }).info('in the handler');
    return { requestId: context.requestId };
  };
  app = await openTestServer(
    withParts(kernel, { log }),
    [
      route(readNote, handler),
      route(writeNote, handler),
      route(writeLong, handler),
      {
        contract: { ...readNote, name: 'notes.crash', path: '/api/v1/crash/{id}' },
        handler: async () => {
          throw new Error('outer', { cause: new TypeError('inner') });
        },
      },
    ],
    { webDir },
  );
});
afterAll(async () => {
  await app.close();
  await rm(webDir, { recursive: true, force: true });
});

const json = { 'content-type': 'application/json' };

describe('requests that fit no contract', () => {
  it.each([
    ['an unknown address', { method: 'GET', url: '/api/v1/nothing' }, 404, 'route_not_found'],
    [
      'an unknown address for browsers under /api',
      { method: 'GET', url: '/api/v1/nothing', headers: { accept: 'text/html' } },
      404,
      'route_not_found',
    ],
    [
      'a method that the address does not take',
      { method: 'DELETE', url: '/api/v1/notes/1' },
      405,
      'method_not_allowed',
    ],
    [
      'broken JSON',
      { method: 'PUT', url: '/api/v1/notes/1', headers: json, payload: '{"text":' },
      400,
      'json_malformed',
    ],
    [
      'a form',
      {
        method: 'PUT',
        url: '/api/v1/notes/1',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: 'text=1',
      },
      415,
      'content_type_unsupported',
    ],
    [
      'packed JSON',
      { method: 'PUT', url: '/api/v1/notes/1', headers: { ...json, 'content-encoding': 'gzip' }, payload: 'x' },
      415,
      'content_encoding_unsupported',
    ],
    ['no body', { method: 'PUT', url: '/api/v1/notes/1', headers: json }, 400, 'input_invalid'],
    [
      'a body over 1 MiB',
      { method: 'PUT', url: '/api/v1/notes/1', payload: { text: 'x'.repeat(1024 ** 2) } },
      413,
      'body_too_large',
    ],
    ['a malformed address', { method: 'GET', url: '/api/v1/notes/%zz' }, 400, 'request_malformed'],
    ['a very long place', { method: 'GET', url: `/api/v1/notes/${'x'.repeat(500)}` }, 400, 'request_malformed'],
  ] as const)('get a problem: %s', async (_what, request, status, code) => {
    const reply = await app.inject({ ...request });
    expect([reply.statusCode, reply.json().code]).toEqual([status, code]);
    expect(reply.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(reply.headers['cache-control']).toBe('no-store');
    expect(reply.json().requestId).toBe(reply.headers['x-request-id']);
  });

  it('name the methods that would do', async () => {
    const reply = await app.inject({ method: 'DELETE', url: '/api/v1/notes/1' });
    expect(reply.headers.allow).toBe('GET, HEAD, PUT');
  });

  it('may be longer where the contract says so', async () => {
    const reply = await app.inject({
      method: 'PUT',
      url: '/api/v1/long/1',
      payload: { text: 'x'.repeat(1.5 * 1024 ** 2) },
    });
    expect(reply.statusCode).toBe(200);
  });
});

describe('request ids', () => {
  it('are taken from the caller, given to the handler, its logs, the access line and the reply', async () => {
    lines.length = 0;
    const reply = await app.inject({
      url: '/api/v1/notes/13800138000?phone=13900139000',
      headers: { 'x-request-id': 'trace-0001' },
    });
    expect(reply.json()).toEqual({ requestId: 'trace-0001' });
    expect(reply.headers['x-request-id']).toBe('trace-0001');
    expect(lines.map((line) => [line['requestId'], line['msg']])).toEqual([
      ['trace-0001', 'in the handler'],
      ['trace-0001', 'request'],
    ]);
  });

  it.each(['short', 'x'.repeat(65), 'with space in it', 'line\u0001break-in', '<script>1</script>'])(
    'are made anew instead of %j',
    async (given) => {
      const reply = await app.inject({ url: '/api/v1/notes/1', headers: { 'x-request-id': given } });
      expect(reply.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    },
  );
});

describe('logs', () => {
  it('hold one line per request with the template, never the values of the address', async () => {
    lines.length = 0;
    await app.inject({ url: '/api/v1/notes/13800138000?phone=13900139000' });
    await app.inject({ url: '/13800138000' });
    const access = lines.filter((line) => line['msg'] === 'request');
    expect(access).toMatchObject([
      { level: 'info', method: 'GET', route: '/api/v1/notes/{id}', status: 200, ms: expect.any(Number) },
      { route: 'unmatched', status: 404 },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/138|139/);
  });

  it('hold unknown errors with their cause, and no expected ones', async () => {
    lines.length = 0;
    await app.inject({ url: '/api/v1/crash/1' });
    await app.inject({ method: 'PUT', url: '/api/v1/notes/1', payload: {} });
    const errors = lines.filter((line) => line['level'] === 'error');
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({
      msg: 'request failed',
      code: 'internal_error',
      err: { message: 'outer', cause: { type: 'TypeError', message: 'inner' } },
    });
  });
});

describe('the web', () => {
  it('gets hashed assets for ever and the rest afresh', async () => {
    const asset = await app.inject({ url: '/assets/app-1a2b.js' });
    expect([asset.statusCode, asset.headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable']);
    expect((await app.inject({ url: '/robots.txt' })).headers['cache-control']).toBe('no-cache');
  });

  it('gets the page for every address that is its own, with a fresh nonce for its styles', async () => {
    const ask = (url: string) => app.inject({ url, headers: { accept: 'text/html,*/*' } });
    const replies = [await ask('/'), await ask('/customers/42'), await ask('/index.html')];
    const nonces = replies.map((reply) => {
      expect([reply.statusCode, reply.headers['content-type'], reply.headers['cache-control']]).toEqual([
        200,
        'text/html; charset=utf-8',
        'no-cache',
      ]);
      const nonce = /nonce="([\w-]+)"/.exec(reply.body)?.[1];
      expect(reply.headers['content-security-policy']).toContain(`style-src 'self' 'nonce-${nonce}'`);
      return nonce;
    });
    expect(new Set(nonces).size).toBe(3);
  });

  it.each(['/assets/app-old.js', '/.secret', '/..%2f..%2fetc/passwd', '/assets/..%2f.secret', '/assets/../.secret'])(
    'gets no page instead of a missing file, a hidden file or one outside its folder: %s',
    async (url) => {
      expect((await app.inject({ url })).statusCode).toBe(404);
    },
  );

  it('may load nothing from elsewhere, run no inline script and stand in no frame', async () => {
    const policy = (await app.inject({ url: '/', headers: { accept: 'text/html' } })).headers[
      'content-security-policy'
    ];
    expect(policy).toContain("default-src 'self'; script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    const reply = await app.inject({ url: '/api/v1/notes/1' });
    expect(reply.headers['content-security-policy']).toContain("default-src 'none'");
    expect(reply.headers['x-content-type-options']).toBe('nosniff');
  });
});
