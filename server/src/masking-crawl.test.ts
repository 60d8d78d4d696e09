import { createReadStream } from 'node:fs';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import type { Route } from '#kernel/http/route.ts';
import { createHttpServer } from '#kernel/http/server.ts';
import { createLogger } from '#kernel/logging/logger.ts';
import { writeBrand } from '#simulator';
import { makeTempDir, useKernel } from '#test/harness.ts';
import { withParts } from '#test/http.ts';
import { pumpAll } from '#test/pump.ts';
import { createPlatform, type Platform } from './wiring.ts';

const kernel = useKernel();
const context = systemContext('test');
/** What shows personal values as they are, each time logged: nobody in this test has it. */
const REVEALING = ['customers.reveal', 'customers.reveal_sensitive', 'exports.unmask', 'privacy.handle'];
/** Reads that are sent as POST, so that what is asked for stands in no address. */
const POSTED_READS: Readonly<Record<string, (data: Known) => readonly object[]>> = {
  'POST /api/v1/customers/search': ({ phone, name }) => [{ q: phone }, { q: name }, { limit: 100 }],
  'POST /api/v1/customers/lookup': ({ phone, email }) => [
    { type: 'phone', value: phone },
    { type: 'email', value: email },
  ],
  'POST /api/v1/segments/preview': () => [{ rule: { all: [{ is: 'profile.known', parts: ['phone'] }] } }],
  'POST /api/v1/contact/ask': ({ customers }) => [
    { customerIds: customers.slice(0, 5), purpose: 'service', channel: 'email' },
    { customerId: customers[0], purpose: 'service', channel: 'email' },
  ],
  'POST /api/v1/identity/explain': ({ customers }) => [{ left: customers[0], right: customers[1] }],
  'POST /api/v1/customers/{id}/merge/preview': ({ customers }) => [{ with: customers[1] }],
  'POST /api/v1/customers/{id}/unmerge/preview': () => [{}],
};

interface Known {
  readonly phone: string;
  readonly email: string;
  readonly name: string;
  readonly customers: readonly string[];
}

let platform: Platform;
let known: Known;
let raw: Raw;
const logged: string[] = [];
const apps: FastifyInstance[] = [];

/** The values that nobody without the permission may find anywhere. */
interface Raw {
  readonly phones: ReadonlySet<string>;
  readonly emails: ReadonlySet<string>;
  /** Addresses, ID numbers, WeChat ids: looked for as they are. */
  readonly texts: readonly string[];
}

const PHONE = /(?<!\d)1[3-9](?:[^0-9A-Za-z]{0,2}\d){9}(?!\d)/gu;
const EMAIL = /[\w.+-]+@[\w-]+\.[\w.]+/gu;

/** The raw values in a text, however a phone is written. */
function rawIn(text: string, { phones, emails, texts }: Raw): string[] {
  const plain = text.normalize('NFKC');
  return [
    ...(plain.match(PHONE) ?? []).filter((found) => phones.has(found.replaceAll(/\D/gu, ''))),
    ...(plain.match(EMAIL) ?? []).filter((found) => emails.has(found.toLowerCase())),
    ...texts.filter((value) => plain.includes(value)),
  ];
}

async function column(query: string): Promise<string[]> {
  const { rows } = await sql<{ value: string }>`${sql.raw(query)}`.execute(kernel.postgres.db);
  return rows.map(({ value }) => value);
}

beforeAll(async () => {
  const lines = new PassThrough();
  lines.on('data', (chunk: Buffer) => logged.push(chunk.toString('utf8')));
  const log = createLogger({ level: 'trace', destination: lines });
  platform = createPlatform(withParts(kernel, { log }));
  const dir = await makeTempDir('crawl');
  const { files } = await writeBrand({ customers: 60, years: 1, seed: 11, until: '2026-02-28' }, { dir });
  const order = ['products', 'customers', 'orders', 'events'];
  for (const kind of order) {
    for (const { name, source } of files.filter((file) => file.kind === kind)) {
      const given = { kind, source: source ?? '', fileName: name, enqueue: false };
      const { id } = await platform.intake.imports.create(context, given, createReadStream(path.join(dir, name)));
      await platform.intake.running.run(context, id);
    }
  }
  await more();
  await pumpAll(kernel, platform.readers);
  const phones = await column(`
    select distinct right(value, 11) as value from customers.record_identifiers where kind = 'phone'
    union select distinct right(phone, 11) from customers.records where phone is not null`);
  const emails = await column(`select distinct lower(email) as value from customers.records where email is not null`);
  const texts = await column(`
    select distinct address as value from customers.records where length(address) > 8
    union select distinct value from customers.record_identifiers where kind in ('wechat_unionid', 'wechat_openid', 'wecom_id')`);
  raw = { phones: new Set(phones), emails: new Set(emails), texts: [...texts, ID_NUMBER] };
  const customers = await column(
    'select id::text as value from customers.customers where phone is not null order by id',
  );
  const names = await column(
    'select name as value from customers.customers where name is not null order by id limit 1',
  );
  known = { phone: phones[0] ?? '', email: emails[0] ?? '', name: names[0] ?? '', customers };
}, 120_000);

afterAll(async () => {
  await Promise.all(apps.map((app) => app.close()));
});

const ID_NUMBER = '310106198811230022';

/** What the files of a brand do not have: words of staff, tasks, messages, requests, pairs, exports. */
async function more(): Promise<void> {
  const app = await serve(platform.routes, ['*']);
  const [id = '', other = ''] = await column(
    'select id::text as value from customers.customers where phone is not null and email is not null order by id',
  );
  const [phone = ''] = await column(`select phone as value from customers.customers where id = '${id}'`);
  const post = async (url: string, payload: object): Promise<void> => {
    const reply = await app.inject({ method: 'POST', url: `/api/v1${url}`, payload });
    expect(reply.statusCode, `${url} ${reply.body}`).toBeLessThan(300);
  };
  await post(`/customers/${id}/notes`, {
    text: `请回 ${phone}，或 ${phone.slice(3, 6)}-${phone.slice(6, 10)}-${phone.slice(10)}`,
  });
  await post(`/customers/${id}/interactions`, { kind: 'call', direction: 'in', content: `来电 ${phone}` });
  await post('/data-requests', { customerId: id, kind: 'copy', way: 'phone', note: `电话 ${phone}` });
  await post('/work/cases', { title: '回访', subject: { type: 'customer', id } });
  await post(`/customers/${id}/consents`, { purpose: 'marketing', how: 'counter' });
  const message = { channel: 'email', template: 'notice', values: { title: '您好', text: '到货' } };
  await post('/contact/messages', { customerId: id, ...message });
  await post('/segments', {
    name: '有手机的',
    rule: { all: [{ is: 'profile.known', parts: ['phone'] }] },
    refresh: 'live',
  });
  await post('/contact/suppressions', { address: 'nobody@example.com', channel: 'email', reason: 'do_not_contact' });
  await post('/records', {
    records: [
      {
        source: 'crm',
        key: 'crawl-1',
        type: 'customer',
        customer: {
          identifiers: [
            { type: 'phone', value: phone },
            { type: 'wechat_unionid', value: 'oCrawl1122334455' },
          ],
          attributes: { nationalId: ID_NUMBER },
        },
      },
    ],
  });
  const pair = { left: id, right: other, origin: 'matching', score: 0.7, weights: [] } as const;
  await kernel.transaction(context, (tx) => platform.customers.reviews.propose(tx, [pair]));
  await kernel.jobs.drain(platform.jobs);
}

/** The platform behind a server, asked by somebody with these permissions. */
async function serve(routes: readonly Route[], permissions: readonly string[]): Promise<FastifyInstance> {
  const actor = {
    kind: 'user',
    id: '0192dddd-0000-7000-8000-000000000001',
    name: '路人',
    permissions: new Set(permissions),
    scopeIds: null,
  } as const;
  const app = await createHttpServer({
    kernel: platform.kernel,
    routes,
    authenticate: async () => actor,
    rateLimits: false,
  });
  apps.push(app);
  return app;
}

/** Everything but what reveals. */
const mostPermissions = (): string[] =>
  platform.access.permissions.map(({ name }) => name).filter((name) => !REVEALING.includes(name));

interface Reply {
  readonly endpoint: string;
  readonly status: number;
  readonly body: string;
}

/** Every route that reads, with ids and names that there are. */
async function crawl(app: FastifyInstance, routes: readonly Route[]): Promise<Reply[]> {
  const replies: Reply[] = [];
  const ask = async (method: 'GET' | 'POST', template: string, url: string, payload?: object): Promise<Reply> => {
    const reply = await app.inject({ method, url, ...(payload === undefined ? {} : { payload }) });
    const answer = { endpoint: `${method} ${template}`, status: reply.statusCode, body: reply.body };
    replies.push(answer);
    return answer;
  };
  const gets = routes.map(({ contract }) => contract).filter(({ method }) => method === 'GET');
  const keys = new Map<string, string[]>();
  const remember = (base: string, body: string): void => {
    keys.set(base, [...(keys.get(base) ?? []), ...keysIn(body)].slice(0, 6));
  };
  for (const { path: url } of gets.filter((contract) => !contract.path.includes('{'))) {
    const { body } = await ask('GET', url, url);
    remember(url, body);
  }
  keys.set('/api/v1/customers', known.customers.slice(0, 4));
  for (const { path: url } of gets.filter((contract) => contract.path.includes('{')).toSorted(byDepth)) {
    const [base = ''] = url.split('/{');
    for (const key of (keys.get(base) ?? ['none']).slice(0, 4)) {
      const { body } = await ask('GET', url, url.replace(/\{\w+\}/u, encodeURIComponent(key)));
      remember(url, body);
    }
  }
  for (const { contract } of routes.filter(({ contract: { method } }) => method === 'POST')) {
    const endpoint = `POST ${contract.path}`;
    for (const payload of POSTED_READS[endpoint]?.(known) ?? []) {
      await ask('POST', contract.path, contract.path.replace('{id}', known.customers[0] ?? ''), payload);
    }
  }
  return replies;
}

const byDepth = (a: { readonly path: string }, b: { readonly path: string }): number => a.path.length - b.path.length;

/** What the rows of a list are called by. */
function keysIn(body: string): string[] {
  try {
    const parsed = JSON.parse(body) as { readonly items?: readonly Readonly<Record<string, unknown>>[] };
    return (parsed.items ?? []).flatMap((item) => {
      const key = item['id'] ?? item['key'] ?? item['name'] ?? item['source'];
      return typeof key === 'string' ? [key] : [];
    });
  } catch {
    return [];
  }
}

/** Where a raw value was found. */
const found = (replies: readonly Reply[]): string[] =>
  replies.flatMap(({ endpoint, body }) => rawIn(body, raw).map((value) => `${endpoint}: ${value}`));

/** An export of each kind, in text. */
async function exportsOf(app: FastifyInstance): Promise<Reply[]> {
  const { items } = (await app.inject({ method: 'GET', url: '/api/v1/export-kinds' })).json<{
    items: { name: string }[];
  }>();
  const replies: Reply[] = [];
  for (const { name } of items) {
    const asked = await app.inject({
      method: 'POST',
      url: '/api/v1/exports',
      payload: { kind: name, format: 'jsonl' },
    });
    await kernel.jobs.drain(platform.outgoing.parts.jobs ?? []);
    const { id } = asked.json<{ id?: string }>();
    const file = await app.inject({ method: 'GET', url: `/api/v1/exports/${id}/file` });
    replies.push({
      endpoint: `export ${name}`,
      status: asked.statusCode === 202 ? file.statusCode : asked.statusCode,
      body: file.body,
    });
  }
  return replies;
}

describe('[C018] a colleague without the permission to see raw values', () => {
  it('finds none in any answer of any route, over a brand full of them', async () => {
    expect([raw.phones.size > 30, raw.emails.size > 10, raw.texts.length > 20]).toEqual([true, true, true]);
    const app = await serve(platform.routes, mostPermissions());
    const replies = await crawl(app, platform.routes);
    expect(found(replies)).toEqual([]);
    // It was really asked: most routes answered with something.
    const answered = new Set(replies.filter(({ status }) => status === 200).map(({ endpoint }) => endpoint));
    const asked = new Set(replies.map(({ endpoint }) => endpoint));
    expect(answered.size / asked.size, [...asked].filter((one) => !answered.has(one)).join('\n')).toBeGreaterThan(0.7);
    expect([...answered].filter((one) => one.startsWith('POST')).length).toBeGreaterThan(3);
    expect(answered).toContain('GET /api/v1/customers/{id}/timeline');
    expect(replies.filter(({ body }) => body.includes('****')).length).toBeGreaterThan(5);
  }, 60_000);

  it('finds none in any export and in no line of the log', async () => {
    const app = await serve(platform.routes, mostPermissions());
    const replies = await exportsOf(app);
    expect(replies.filter(({ status }) => status === 200).length).toBeGreaterThan(2);
    expect(found(replies)).toEqual([]);
    expect(logged.length).toBeGreaterThan(50);
    expect(rawIn(logged.join(''), raw)).toEqual([]);
  }, 60_000);

  it('would be caught by this test through one route that forgot to mask', async () => {
    const forgetful = platform.routes.map(
      (route): Route =>
        route.contract.name === 'customers.list_notes' || route.contract.path === '/api/v1/customers/{id}/notes'
          ? { ...route, handler: async (call) => unmasked(await route.handler(call)) }
          : route,
    );
    const app = await serve(forgetful, mostPermissions());
    const places = new Set(found(await crawl(app, forgetful)).map((line) => line.split(':')[0]));
    expect([...places]).toEqual(['GET /api/v1/customers/{id}/notes']);
  }, 60_000);

  it('would be caught by this test through one line of the log', () => {
    const spaced = `${known.phone.slice(0, 3)} ${known.phone.slice(3, 7)} ${known.phone.slice(7)}`;
    expect(rawIn(JSON.stringify({ msg: 'sent', to: spaced }), raw)).toHaveLength(1);
  });
});

/** A planted fault: texts of notes as they were written. */
function unmasked(answer: unknown): unknown {
  const { items } = answer as { readonly items?: readonly object[] };
  return items === undefined || items instanceof Readable
    ? answer
    : { ...(answer as object), items: items.map((item) => ({ ...item, text: `电话 ${known.phone}` })) };
}
