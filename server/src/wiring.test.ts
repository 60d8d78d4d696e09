import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROLE_NAMES } from '#access';
import { layerContracts } from '#kernel/http/health.ts';
import table from '#test/access-table.json' with { type: 'json' };
import { type AccessTable, walkAccess } from '#test/access-walk.ts';
import { useKernel } from '#test/harness.ts';
import { usePlatform } from '#test/platform.ts';
import { listContracts } from './contracts.ts';

const kernel = useKernel();
const test = usePlatform(kernel);

beforeAll(async () => {
  await addUsers();
});

const PASSWORD = 'a long enough password';
const ORIGIN = 'http://zhike.test';

const lastSessions = new Map<string, Record<string, string>>();

/** The last session of the role, and a new one where that one is no longer taken: some calls end it. */
async function askAs(role: string, ask: (headers: Record<string, string>) => Promise<number>): Promise<number> {
  const last = lastSessions.get(role);
  const status = last === undefined ? 401 : await ask(last);
  if (status !== 401) {
    return status;
  }
  const headers = await headersOf(role);
  lastSessions.set(role, headers);
  return ask(headers);
}

/** Signs a user of the role in anew. */
async function headersOf(role: string): Promise<Record<string, string>> {
  if (role === 'anonymous') {
    return {};
  }
  const reply = await test.app.inject({
    method: 'POST',
    url: '/api/v1/session',
    headers: { host: 'zhike.test', origin: ORIGIN },
    payload: { email: `${role}@example.com`, password: PASSWORD },
  });
  expect(reply.statusCode, reply.body).toBe(200);
  const session = reply.cookies.find((cookie) => cookie.name === 'zhike_session');
  return { host: 'zhike.test', origin: ORIGIN, cookie: `zhike_session=${session?.value ?? ''}` };
}

async function addUsers(): Promise<void> {
  await test.platform.access.ensureFirstAdmin({ email: 'admin@example.com', password: PASSWORD });
  const headers = await headersOf('admin');
  for (const role of ROLE_NAMES.filter((name) => name !== 'admin')) {
    const reply = await test.app.inject({
      method: 'POST',
      url: '/api/v1/users',
      headers,
      payload: { email: `${role}@example.com`, name: role, password: PASSWORD, assignments: [{ role, scopeId: null }] },
    });
    expect(reply.statusCode, reply.body).toBe(201);
  }
}

describe('the platform as wired', () => {
  it('[C019] lets every role do exactly what the table says, at every endpoint', { timeout: 180_000 }, async () => {
    const contracts = [...layerContracts, ...test.platform.routes.map((route) => route.contract)];
    const disagreements = await walkAccess({
      contracts,
      table: table as AccessTable,
      roles: ['anonymous', ...ROLE_NAMES],
      call: ({ role, method, path: url, body }) =>
        askAs(role, async (headers) => {
          const reply = await test.app.inject({
            // The walk takes methods from contracts.
            method: method as 'GET',
            url,
            headers,
            ...(body === undefined ? {} : { payload: body }),
          });
          return reply.statusCode;
        }),
    });
    expect(disagreements).toEqual([]);
  });

  it('[C019] notices a route that the table does not know', async () => {
    const { 'GET /api/v1/metrics': _left, ...incomplete } = table as AccessTable;
    const disagreements = await walkAccess({
      contracts: test.platform.routes.map((route) => route.contract),
      table: incomplete,
      roles: [],
      call: () => Promise.resolve(200),
    });
    expect(disagreements.join('\n')).toContain('GET /api/v1/metrics');
  });

  it('[C235] publishes every route of every module as a contract that clients can import', () => {
    const wired = test.platform.routes.map((route) => route.contract.name).toSorted();
    const published = listContracts().map((contract) => contract.name);
    expect(published.toSorted()).toEqual(wired);
  });

  it('[C235] describes every route in the OpenAPI page', async () => {
    const reply = await test.app.inject({ url: '/api/v1/openapi.json' });
    const { openapi, paths } = reply.json<{ openapi: string; paths: Record<string, Record<string, unknown>> }>();
    expect(openapi).toMatch(/^3\.1/);
    for (const { contract } of test.platform.routes) {
      expect(paths[contract.path]?.[contract.method.toLowerCase()], contract.name).toBeDefined();
    }
  });

  it('registers every import kind, and every analytic table and part of one that a module declares', async () => {
    const root = path.resolve(import.meta.dirname);
    const files = (await readdir(root, { recursive: true })).filter((file) => /^[1-8]-.*(?<!\.test)\.ts$/.test(file));
    const sources = await Promise.all(files.map((file) => readFile(path.join(root, file), 'utf8')));
    const declared = (type: string): readonly string[] =>
      sources.flatMap((source) =>
        [...source.matchAll(new RegExp(`export const (\\w+): ${type} =`, 'g'))].map(([, name = '']) => name),
      );
    expect(test.platform.feed.readers).toHaveLength(declared('AnalyticTable').length);
    const wiring = await readFile(path.join(root, 'wiring.ts'), 'utf8');
    const [, wired = ''] = /withParts\(profilesAnalyticTable, \[([^\]]*)\]\)/.exec(wiring) ?? [];
    expect((wired.match(/\w+/g) ?? []).toSorted()).toEqual(declared('AnalyticPart').toSorted());
    expect([...test.platform.intake.imports.kinds.keys()]).toEqual([
      'customers',
      'consents',
      'orders',
      'products',
      'events',
    ]);
  });

  it('declares every event that a module writes, so that a webhook can ask for it', async () => {
    const root = path.resolve(import.meta.dirname);
    const files = (await readdir(root, { recursive: true })).filter(
      (file) => /^[1-9]-.*\.ts$/.test(file) && !/\.(?:test|fixture)\.ts$|event-types\.ts$/.test(file),
    );
    const sources = await Promise.all(files.map((file) => readFile(path.join(root, file), 'utf8')));
    const modules = 'access|intake|channels|work|customers|behaviour|commerce|segments|contact|insight';
    const written = sources.flatMap((source) =>
      [
        ...source.matchAll(
          new RegExp(`type: '((?:${modules})\\.[a-z_]+)', ?(?:\\.\\.\\.|data|customerId|recordId)`, 'g'),
        ),
      ].map(([, type]) => type ?? ''),
    );
    const reply = await test.app.inject({ url: '/api/v1/webhooks/event-types', headers: await headersOf('admin') });
    const declared = reply.json<{ items: { type: string }[] }>().items.map(({ type }) => type);
    expect(written.length).toBeGreaterThan(10);
    expect([...new Set(written)].filter((type) => !declared.includes(type))).toEqual([]);
  });

  it('[C250] gives every setting a default, a unit or a reason for none, and a note, in both languages', async () => {
    const reply = await test.app.inject({ url: '/api/v1/settings', headers: await headersOf('admin') });
    const { items } = reply.json<{ items: Record<string, unknown>[] }>();
    expect(items.length).toBeGreaterThan(5);
    for (const item of items) {
      const text = { 'zh-CN': expect.stringMatching(/\p{Script=Han}/u), en: expect.stringMatching(/\w/) };
      expect(item).toMatchObject({ label: text, note: text });
      expect(item, String(item['key'])).toHaveProperty('default');
      expect(item['unit'], String(item['key'])).not.toBeUndefined();
    }
  });
});
