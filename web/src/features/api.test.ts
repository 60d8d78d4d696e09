import { QueryClient } from '@tanstack/react-query';
import * as contracts from '@zhike/server/contracts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { call } from '../api/client.ts';
import { explainFailure, isWorthRetrying, ProblemError, statusOf } from '../api/problem.ts';
import { may, meQuery, requestSignIn } from './access/api.ts';
import { faultsOf } from './access/credentials.ts';
import { type CustomerFilter, customerPageQuery, extrasQuery, requestReveal } from './customers/api.ts';
import { rowOfSummary } from './customers/customer-row.ts';
import { createPagePlaces } from './customers/page-places.ts';
import { guessQuery, requestImport } from './imports/api.ts';
import { rfmMapQuery } from './insight/api.ts';

/** Answers as the server would and keeps what was asked, checked against the contract of that address. */
function fakeServer(reply: unknown, status = 200) {
  const asked: { method: string; path: string; query: URLSearchParams; body: unknown }[] = [];
  vi.stubGlobal('fetch', async (input: string, init: RequestInit) => {
    const url = new URL(input, 'http://zhike.test');
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    asked.push({ method: init.method ?? 'GET', path: url.pathname, query: url.searchParams, body });
    const type = status < 400 ? 'application/json' : 'application/problem+json';
    return new Response(JSON.stringify(reply), { status, headers: { 'content-type': type } });
  });
  return asked;
}

type Parsable = { safeParse(value: unknown): { success: boolean } };
type Judge = { readonly method: string; readonly path: string; readonly query?: Parsable; readonly body?: Parsable };

/** Every contract that pages may call; `access` tells contracts from the other exports. */
const ALL = Object.values<unknown>(contracts).filter(
  (value): value is Judge => typeof value === 'object' && value !== null && 'access' in value && 'path' in value,
);

/** Whether a request fits the contract of its address: its schemas judge what was sent. */
function fits(request: ReturnType<typeof fakeServer>[number] | undefined): boolean {
  const contract = ALL.find(
    ({ method, path }) =>
      method === request?.method && new RegExp(`^${path.replace(/\{\w+\}/gu, '[^/]+')}$`, 'u').test(request.path),
  );
  if (request === undefined || contract === undefined) {
    return false;
  }
  const query = contract.query?.safeParse(Object.fromEntries(request.query)).success ?? request.query.size === 0;
  const body = contract.body === undefined ? request.body === undefined : contract.body.safeParse(request.body).success;
  return query && body;
}

const ID = '01930000-0000-7000-8000-000000000001';
const problem = (status: number): ProblemError =>
  new ProblemError({ type: 'urn:zhike:problem:x', title: 'x', status, detail: '原因在此', code: 'x', requestId: 'r' });
const signal = new AbortController().signal;

// Of a query only these parts are needed to run it here; the cast leaves out what Query would add.
const run = (query: { queryFn?: unknown }, pageParam?: string): Promise<unknown> =>
  (query.queryFn as (context: object) => Promise<unknown>)({ signal, pageParam });

afterEach(() => vi.unstubAllGlobals());

/** A page of the list when it is known where the second one begins. */
function pageQuery(filter: CustomerFilter, secondCursor?: string, page = secondCursor === undefined ? 0 : 1) {
  const places = createPagePlaces({ pageSize: 200, maxSkip: 100_000 });
  if (secondCursor !== undefined) {
    places.learn(0, { nextCursor: secondCursor, length: 200 });
  }
  return customerPageQuery(new QueryClient(), filter, { page, places });
}

describe('requests of the pages fit the contracts', () => {
  it('the customer list, with and without a source', async () => {
    const asked = fakeServer({ items: [], nextCursor: null, total: 0 });
    await run(pageQuery({ source: 'shop' }, 'next'));
    expect(fits(asked[0])).toBe(true);
    expect(asked[0]?.path).toBe('/api/v1/customers/search');
    expect(asked[0]?.body).toMatchObject({ source: 'shop', cursor: 'next' });
    await run(pageQuery({ source: 'shop' }, 'next', 7));
    expect(fits(asked[1])).toBe(true);
    expect(asked[1]?.body).toMatchObject({ cursor: 'next', skip: 1200 });
  });

  it('a search, whose words travel in the body and never in the address', async () => {
    const asked = fakeServer({ items: [], nextCursor: null });
    await run(pageQuery({ text: '13800001234' }));
    expect(fits(asked[0])).toBe(true);
    expect(asked[0]?.body).toMatchObject({ text: '13800001234' });
    expect(asked[0]?.query.toString()).toBe('');
  });

  it('people of one square of the map', async () => {
    const asked = fakeServer({ items: [], nextCursor: null, total: 0 });
    await run(pageQuery({ r: 5, f: 4, asOf: '2011-08-31', currency: 'GBP', group: undefined }));
    expect(fits(asked[0])).toBe(true);
    expect(asked[0]?.query.get('r')).toBe('5');
    expect(asked[0]?.query.has('group')).toBe(false);
  });

  it('totals and scores of one loaded page, as far as the reader may', async () => {
    const asked = fakeServer({ items: [] });
    const row = rowOfSummary({
      id: ID,
      name: null,
      phone: null,
      email: null,
      region: null,
      account: null,
      sources: [],
      tags: [],
      firstOrderAt: null,
      lastOrderAt: null,
      createdAt: '2026-11-22T00:00:00Z',
    });
    const page = { rows: [row], nextCursor: null, total: 1, ids: ID };
    await run(extrasQuery(page, { orders: true, scores: false }));
    expect(asked.map((request) => request.path)).toEqual(['/api/v1/orders/summaries']);
    await run(extrasQuery(page, { orders: true, scores: true }));
    expect(asked.map(fits)).not.toContain(false);
    expect(asked).toHaveLength(3);
  });

  it('the map of a day', async () => {
    const asked = fakeServer({});
    await run(rfmMapQuery({ asOf: '2011-08-31' }));
    expect(fits(asked[0])).toBe(true);
    expect(asked[0]?.query.has('currency')).toBe(false);
  });

  it('sign-in and [C235] reveal', async () => {
    const asked = fakeServer({});
    await requestSignIn({ email: 'lin@example.com', password: 'x' });
    await requestReveal(ID, { fields: ['phone'], reason: '核对地址' });
    expect(asked.map(fits)).not.toContain(false);
    expect(asked[1]?.path).toBe(`/api/v1/customers/${ID}/reveal`);
  });
});

describe('answers that are not what was asked for', () => {
  it('nobody signed in is an answer', async () => {
    fakeServer({ type: 'x', title: 'x', status: 401, detail: 'x', code: 'sign_in_required', requestId: 'r' }, 401);
    expect(await run(meQuery())).toBeNull();
  });

  it('a refusal says its reason in the words of the server', async () => {
    fakeServer(
      { type: 'x', title: 'x', status: 403, detail: '没有权限', code: 'permission_missing', requestId: 'r' },
      403,
    );
    const error = await call(contracts.listMetrics).catch((caught: unknown) => caught);
    expect([statusOf(error), explainFailure(error)]).toEqual([403, '没有权限']);
  });

  it('only what may pass is tried again', () => {
    expect([problem(503), problem(400), problem(500), new TypeError('offline')].map(isWorthRetrying)).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });
});

describe('small decisions', () => {
  it('a permission is held by name or by star', () => {
    expect([
      may({ permissions: ['*'] }, 'x'),
      may({ permissions: ['x'] }, 'x'),
      may({ permissions: ['xy'] }, 'x'),
    ]).toEqual([true, true, false]);
  });

  it('credentials name the field at fault', () => {
    expect(faultsOf({ email: ' ', password: '' })).toEqual({
      email: 'signIn.emailMissing',
      password: 'signIn.passwordMissing',
    });
    expect(faultsOf({ email: 'lin', password: 'x' })).toEqual({ email: 'signIn.emailInvalid', password: null });
    expect(faultsOf({ email: 'lin@example.com', password: 'x' })).toEqual({ email: null, password: null });
  });

  it('an uploaded file is looked at, tried out and imported by its id alone', async () => {
    const asked = fakeServer({ id: ID });
    const look = { upload: ID, kind: 'orders', source: 'shop', layout: { headerRow: 3, delimiter: ';' } };
    await requestImport(
      { ...look, mapping: { number: '订单号' }, currency: 'CNY', key: 'phone' },
      { dryRun: true, idempotencyKey: ID },
    );
    const query = Object.fromEntries(asked[0]?.query ?? []);
    expect(contracts.createImport.query.parse(query)).toMatchObject({
      upload: ID,
      headerRow: 3,
      delimiter: ';',
      key: 'phone',
      dryRun: 'true',
    });
    await run(guessQuery({ ...look, mapping: { number: '订单号' } })).catch(() => undefined);
    expect(contracts.guessImport.query.safeParse(Object.fromEntries(asked[1]?.query ?? [])).success).toBe(true);
  });
});
