import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { type Client, createClient, ProblemError } from '#kernel/http/client.ts';
import { defineContract } from '#kernel/http/contract.ts';
import { readHealthContract, readMetricsContract } from '#kernel/http/health.ts';
import { route } from '#kernel/http/route.ts';
import { useKernel } from '#test/harness.ts';
import { asActor, openTestServer } from '#test/http.ts';

const kernel = useKernel({ analytic: false });
const summary = { 'zh-CN': '笔记', en: 'Notes' };
let app: FastifyInstance;
let client: Client;
let baseUrl: string;
let made = 0;

const createNote = defineContract({
  name: 'notes.create_note',
  method: 'POST',
  path: '/api/v1/shops/{shop}/notes',
  summary,
  access: 'signed-in',
  params: z.object({ shop: z.string() }),
  query: z.object({
    tags: z.array(z.string()).default([]),
    since: z.iso.datetime().optional(),
    limit: z.coerce.number().optional(),
  }),
  body: z.object({ text: z.string().min(1) }),
  response: z.object({
    shop: z.string(),
    tags: z.array(z.string()),
    since: z.string().optional(),
    text: z.string(),
    made: z.int(),
  }),
  idempotent: true,
});
const deleteNotes = defineContract({
  name: 'notes.delete_notes',
  method: 'DELETE',
  path: '/api/v1/notes',
  summary,
  access: 'signed-in',
});
const countBytes = defineContract({
  name: 'notes.count_bytes',
  method: 'POST',
  path: '/api/v1/bytes',
  summary,
  access: 'signed-in',
  body: 'stream',
  response: z.object({ bytes: z.int() }),
});

beforeAll(async () => {
  app = await openTestServer(kernel, [
    route(createNote, async ({ params, query, body }) => {
      made += 1;
      return { ...params, ...query, ...body, made };
    }),
    route(deleteNotes, async () => undefined),
    route(countBytes, async ({ body }) => {
      let bytes = 0;
      for await (const chunk of body) {
        bytes += chunk.length;
      }
      return { bytes };
    }),
  ]);
  await app.listen({ port: 0, host: '127.0.0.1' });
  baseUrl = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  client = createClient({ baseUrl, headers: () => ({ ...asActor('ann'), 'accept-language': 'en' }) });
});
afterAll(() => app.close());

describe('the typed client', () => {
  it('fills places, repeats lists, leaves out what is not given, and knows the type of the reply', async () => {
    const note = await client.call(createNote, {
      params: { shop: '一号店/北' },
      query: { tags: ['a b', 'c&d'], since: '2026-01-01T00:00:00Z', limit: undefined },
      body: { text: 'hi' },
    });
    expect(note).toMatchObject({ shop: '一号店/北', tags: ['a b', 'c&d'], since: '2026-01-01T00:00:00Z', text: 'hi' });
    expectTypeOf(note.tags).toEqualTypeOf<string[]>();
  });

  it('asks at compile time for exactly what the contract names', () => {
    const misuses = (): unknown => [
      // @ts-expect-error the place is missing
      client.call(createNote, { body: { text: 'x' } }),
      // @ts-expect-error the body is of the wrong type
      client.call(createNote, { params: { shop: 'a' }, body: { text: 5 } }),
      // @ts-expect-error there is no body here
      client.call(deleteNotes, { body: {} }),
    ];
    expect(misuses).toBeTypeOf('function');
  });

  it('retries safely with a key', async () => {
    const send = () =>
      client.call(createNote, { params: { shop: 'a' }, body: { text: 'once' }, idempotencyKey: 'once-1' });
    expect(await send()).toEqual(await send());
  });

  it('throws the problem with every field at fault', async () => {
    const error = await client
      .call(createNote, { params: { shop: 'a' }, body: { text: '' } })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProblemError);
    expect((error as ProblemError).problem).toMatchObject({
      status: 400,
      code: 'input_invalid',
      errors: [{ field: 'text', code: 'too_small', message: 'should have at least 1 characters' }],
    });
  });

  it('makes a problem of errors that something in between wrote', async () => {
    const proxy = createClient({
      baseUrl,
      fetch: async () =>
        new Response('<h1>Bad gateway</h1>', {
          status: 502,
          statusText: 'Bad Gateway',
          headers: { 'retry-after': '3' },
        }),
    });
    const error = await proxy.call(readHealthContract).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      problem: { status: 502, code: 'reply_unknown', detail: 'HTTP 502 Bad Gateway' },
      retryAfterSeconds: 3,
    });
  });

  it('sends files of any kind and gives downloads as they come', async () => {
    const bytes = new Uint8Array([1, 2, 3]);
    for (const body of [bytes, new Blob([bytes]), new Blob([bytes]).stream()]) {
      expect(await client.call(countBytes, { body })).toEqual({ bytes: 3 });
    }
    expect(await (await client.call(readMetricsContract)).text()).toContain('zhike_http_requests_total');
    expect(await client.call(deleteNotes)).toBeUndefined();
  });

  it('can be given up', async () => {
    const error = await client
      .call(readHealthContract, { signal: AbortSignal.abort() })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'AbortError' });
  });

  it('runs in browsers: it and what it imports at run time need nothing of Node', async () => {
    for (const file of ['client.ts', 'contract.ts', 'paging.ts', 'problem.ts', 'zod-faults.ts']) {
      const source = await readFile(new URL(file, import.meta.url), 'utf8');
      const imports = [...source.matchAll(/^import (?!type\b).* from '(.+)';$/gm)].map((match) => match[1]);
      expect(imports.filter((name) => name !== 'zod')).toEqual([]);
    }
  });
});
