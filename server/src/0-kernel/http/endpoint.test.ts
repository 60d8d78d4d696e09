import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AppError } from '#kernel/errors.ts';
import { defineContract } from '#kernel/http/contract.ts';
import { type Route, route } from '#kernel/http/route.ts';
import { useKernel } from '#test/harness.ts';
import { asActor, openTestServer } from '#test/http.ts';

const summary = { 'zh-CN': '试', en: 'Try' };
const kernel = useKernel({ analytic: false });
let app: FastifyInstance;
/** What handlers were called with, to see that refused calls never reach them. */
const reached: string[] = [];

const createNote = defineContract({
  name: 'notes.create_note',
  method: 'POST',
  path: '/api/v1/shops/{shopId}/notes',
  summary,
  access: { permission: 'notes.write' },
  params: z.object({ shopId: z.uuid() }),
  query: z.object({
    limit: z.coerce.number().int().max(10).default(5),
    tags: z.array(z.string()).optional(),
    urgent: z.stringbool().optional(),
  }),
  body: z.object({ text: z.string().min(1), lines: z.array(z.object({ quantity: z.int() })) }),
  response: z.object({
    text: z.string(),
    limit: z.number(),
    tags: z.array(z.string()).optional(),
    urgent: z.boolean().optional(),
  }),
  status: 201,
});

function simple(name: string, access: 'public' | 'signed-in', handler: () => Promise<unknown>): Route {
  const contract = defineContract({
    name: `notes.${name}`,
    method: 'POST',
    path: `/api/v1/${name}`,
    summary,
    access,
    response: z.object({ ok: z.boolean() }),
  });
  return { contract, handler };
}

const routes: readonly Route[] = [
  route(createNote, async ({ body, query, tx }) => {
    reached.push('create_note');
    await sql`insert into public.notes (text) values (${body.text})`.execute(tx);
    return { text: body.text, ...query, secret: 'never leaves' };
  }),
  simple('open', 'public', async () => ({ ok: true })),
  simple('members', 'signed-in', async () => ({ ok: true })),
  {
    contract: { ...createNote, name: 'notes.misfit', path: '/api/v1/misfit/{shopId}' },
    handler: async ({ tx }) => {
      await sql`insert into public.notes (text) values ('of a misfit')`.execute(tx);
      return { text: 5 };
    },
  },
  simple('conflict', 'public', async () => {
    throw new AppError('note_taken', 409, { message: { 'zh-CN': '已被占用', en: 'Taken' }, retryAfterSeconds: 7 });
  }),
  simple('crash', 'public', async () => {
    throw new Error('row 5 of Zhang San');
  }),
  {
    contract: defineContract({ name: 'notes.sign', method: 'POST', path: '/api/v1/sign', summary, access: 'public' }),
    handler: async ({ setCookie }) => {
      setCookie('session', 'abc', { maxAgeSeconds: 60 });
      setCookie('old', null);
    },
  },
];

const ID = '01920000-0000-7000-8000-000000000000';
const PATH = `/api/v1/shops/${ID}/notes`;
const writer = asActor('writer', ['notes.write']);

beforeAll(async () => {
  await sql`create table public.notes (text text)`.execute(kernel.postgres.db);
  app = await openTestServer(kernel, routes);
});
afterAll(() => app.close());

async function notes(): Promise<readonly string[]> {
  const found = await sql<{ text: string }>`select text from public.notes order by text`.execute(kernel.postgres.db);
  return found.rows.map((row) => row.text);
}

describe('the gate', () => {
  it('answers 401 to nobody and 403 to somebody without the permission, before looking at the content', async () => {
    const nobody = await app.inject({
      method: 'POST',
      url: PATH,
      headers: { 'content-type': 'text/plain' },
      payload: 'not JSON',
    });
    expect(nobody.statusCode).toBe(401);
    expect(nobody.headers['www-authenticate']).toBe('Bearer realm="zhike"');
    const other = await app.inject({
      method: 'POST',
      url: PATH,
      headers: asActor('other', ['notes.read']),
      payload: {},
    });
    expect(other.statusCode).toBe(403);
    expect(other.json()).toMatchObject({ code: 'permission_missing', type: 'urn:zhike:problem:permission_missing' });
    expect(reached).toEqual([]);
  });

  it('lets everybody into public routes and everybody signed in where no permission is asked', async () => {
    const statuses = await Promise.all([
      app.inject({ method: 'POST', url: '/api/v1/open' }),
      app.inject({ method: 'POST', url: '/api/v1/members' }),
      app.inject({ method: 'POST', url: '/api/v1/members', headers: asActor('anyone') }),
    ]);
    expect(statuses.map((reply) => reply.statusCode)).toEqual([200, 401, 200]);
  });
});

describe('input', () => {
  it('is refused with every fault of path, query and body at once, in the language asked for', async () => {
    const reply = await app.inject({
      method: 'POST',
      url: '/api/v1/shops/first/notes?limit=11&urgent=perhaps',
      headers: { ...writer, 'accept-language': 'en-GB' },
      payload: { lines: [{ quantity: 1 }, { quantity: 1.5 }] },
    });
    expect(reply.statusCode).toBe(400);
    expect(reply.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    const problem = reply.json();
    expect(
      problem.errors.map((fault: { field: string; message: string }) => `${fault.field} ${fault.message}`),
    ).toEqual([
      'shopId should be a UUID',
      'limit should be at most 10',
      expect.stringMatching(/^urgent should be one of true, 1, yes/),
      'text is required',
      'lines[1].quantity should be a whole number',
    ]);
    expect(problem).toMatchObject({
      code: 'input_invalid',
      status: 400,
      title: 'The request is not right',
      requestId: reply.headers['x-request-id'],
    });
  });

  it('is answered in the language of the account before that of the browser', async () => {
    const headers = { 'accept-language': 'en' };
    const browser = await app.inject({ method: 'POST', url: PATH, headers });
    const account = await app.inject({
      method: 'POST',
      url: '/api/v1/conflict',
      headers: { ...headers, 'x-test-locale': 'zh-CN' },
    });
    expect([browser.json().detail, account.json().detail]).toEqual(['Sign in first', '已被占用']);
  });

  it('of the query becomes lists, numbers and flags, and an empty number counts as not given', async () => {
    const ask = async (query: string): Promise<unknown> =>
      (
        await app.inject({
          method: 'POST',
          url: `${PATH}?${query}`,
          headers: writer,
          payload: { text: 'q', lines: [] },
        })
      ).json();
    expect(await ask('limit=3&tags=a&urgent=false')).toEqual({ text: 'q', limit: 3, tags: ['a'], urgent: false });
    expect(await ask('limit=&tags=a&tags=b')).toEqual({ text: 'q', limit: 5, tags: ['a', 'b'] });
  });

  it('may not poison prototypes', async () => {
    const reply = await app.inject({
      method: 'POST',
      url: PATH,
      headers: { ...writer, 'content-type': 'application/json' },
      payload: '{"text":"p","lines":[],"__proto__":{"admin":true}}',
    });
    expect(reply.statusCode).toBe(400);
  });
});

describe('a reply', () => {
  it('carries the declared status and only the fields that the contract names', async () => {
    const reply = await app.inject({
      method: 'POST',
      url: PATH,
      headers: writer,
      payload: { text: 'kept', lines: [] },
    });
    expect(reply.statusCode).toBe(201);
    expect(reply.json()).toEqual({ text: 'kept', limit: 5 });
    expect(reply.headers['cache-control']).toBe('no-store');
    expect(await notes()).toContain('kept');
  });

  it('that does not fit its contract is a 500 and undoes the write', async () => {
    const reply = await app.inject({
      method: 'POST',
      url: `/api/v1/misfit/${ID}`,
      headers: writer,
      payload: { text: 'm', lines: [] },
    });
    expect(reply.statusCode).toBe(500);
    expect(await notes()).not.toContain('of a misfit');
  });

  it('to an expected error carries its code, status and when to come back', async () => {
    const reply = await app.inject({ method: 'POST', url: '/api/v1/conflict' });
    expect(reply.statusCode).toBe(409);
    expect(reply.headers['retry-after']).toBe('7');
    expect(reply.json()).toMatchObject({ code: 'note_taken', title: '与现有数据冲突' });
  });

  it('to an unknown error tells the request id and nothing else', async () => {
    const reply = await app.inject({ method: 'POST', url: '/api/v1/crash' });
    expect(reply.statusCode).toBe(500);
    expect(reply.json()).toMatchObject({ code: 'internal_error', requestId: reply.headers['x-request-id'] });
    expect(reply.body).not.toContain('Zhang San');
  });

  it('sets cookies out of the reach of scripts and other sites, and only for https behind https', async () => {
    const plain = await app.inject({ method: 'POST', url: '/api/v1/sign' });
    expect(plain.statusCode).toBe(204);
    expect(plain.headers['set-cookie']).toEqual([
      'session=abc; Max-Age=60; Path=/; HttpOnly; SameSite=Lax',
      expect.stringMatching(/^old=; .*Path=\/; .*Expires=Thu, 01 Jan 1970/),
    ]);
    const secure = await app.inject({ method: 'POST', url: '/api/v1/sign', headers: { 'x-forwarded-proto': 'https' } });
    expect(secure.headers['set-cookie']?.[0]).toContain('; Secure');
  });
});

describe('writes that another site makes a browser send', () => {
  const post = async (headers: Readonly<Record<string, string>>): Promise<number> =>
    (await app.inject({ method: 'POST', url: '/api/v1/open', headers: { host: 'crm.example', ...headers } }))
      .statusCode;

  it.each([
    ['another site by Sec-Fetch-Site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['another subdomain', { 'sec-fetch-site': 'same-site' }, 403],
    ['another origin in an older browser', { origin: 'https://evil.example' }, 403],
    ['the same host by another protocol', { origin: 'https://crm.example' }, 403],
    ['a sandboxed frame', { origin: 'null' }, 403],
    ['credentials of a URL', { 'sec-fetch-site': 'cross-site', authorization: 'Basic eDp5' }, 403],
    ['our own page', { 'sec-fetch-site': 'same-origin', origin: 'http://crm.example' }, 200],
    ['our own page in an older browser', { origin: 'http://crm.example' }, 200],
    ['a program', {}, 200],
    ['a program with a key', { authorization: 'Bearer k', origin: 'https://elsewhere.example' }, 200],
  ] as const)('from %s', async (_from, headers, status) => {
    expect(await post(headers)).toBe(status);
  });
});

describe('contracts that could not work', () => {
  it('are named when the server starts', async () => {
    const wrong: readonly Route[] = [
      { contract: { ...createNote, name: 'a.twice', path: '/api/v1/a' }, handler: async () => null },
      {
        contract: {
          ...createNote,
          name: 'a.twice',
          path: '/api/v1/b/{shopId}',
          access: 'public',
          idempotent: true,
          query: z.object({ on: z.coerce.boolean().optional() }),
        },
        handler: async () => null,
      },
    ];
    const message = await openTestServer(kernel, wrong).then(
      () => '',
      (error: Error) => error.message,
    );
    expect(message).toContain('the path has places () but params declares (shopId)');
    expect(message).toContain('another contract has this name');
    expect(message).toContain('an Idempotency-Key needs a write and somebody signed in');
    expect(message).toContain('use z.stringbool()');
  });
});
