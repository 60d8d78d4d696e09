import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { route } from '#kernel/http/route.ts';
import { type AccessTable, walkAccess } from '#test/access-walk.ts';
import { useKernel } from '#test/harness.ts';
import { asActor, openTestServer } from '#test/http.ts';

const kernel = useKernel({ analytic: false });
const summary = { 'zh-CN': '笔记', en: 'Notes' };
const response = z.object({});
const read = defineContract({
  name: 'notes.read',
  method: 'GET',
  path: '/api/v1/notes/{id}',
  summary,
  access: { permission: 'notes.read' },
  params: z.object({ id: z.uuid() }),
  response,
});
const write = defineContract({
  name: 'notes.write',
  method: 'POST',
  path: '/api/v1/notes',
  summary,
  access: { permission: 'notes.write' },
  body: z.object({ text: z.string() }),
  response,
});
const open = defineContract({
  name: 'notes.open',
  method: 'GET',
  path: '/api/v1/open',
  summary,
  access: 'public',
  response,
});
const contracts = [read, write, open];
const ACTORS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  anonymous: {},
  reader: asActor('reader', ['notes.read']),
  admin: asActor('admin', ['*']),
};
const table: AccessTable = {
  'GET /api/v1/notes/{id}': { anonymous: 401, reader: 200, admin: 200 },
  'POST /api/v1/notes': { anonymous: 401, reader: 403, admin: 200 },
  'GET /api/v1/open': { anonymous: 200, reader: 200, admin: 200 },
};

let app: FastifyInstance;
beforeAll(async () => {
  app = await openTestServer(kernel, [
    route(read, async () => ({})),
    route(write, async () => ({})),
    route(open, async () => ({})),
  ]);
});
afterAll(() => app.close());

function walk(changed: AccessTable, roles: readonly string[] = Object.keys(ACTORS)): Promise<readonly string[]> {
  return walkAccess({
    contracts,
    table: changed,
    roles,
    call: async ({ role, method, path, body }) => {
      const reply = await app.inject({
        method: method as 'GET',
        url: path,
        headers: ACTORS[role] ?? {},
        ...(body === undefined ? {} : { payload: body }),
      });
      return reply.statusCode;
    },
  });
}

describe('the walk over roles and endpoints', () => {
  it('finds nothing when the gate answers as declared', async () => {
    expect(await walk(table)).toEqual([]);
  });

  it('names a route that the table does not know and one that exists no more', async () => {
    const { 'GET /api/v1/open': moved, ...rest } = table;
    expect(await walk({ ...rest, 'GET /api/v1/closed': moved ?? {} })).toEqual([
      'GET /api/v1/open is not in the table',
      'GET /api/v1/closed is in the table but does not exist',
    ]);
  });

  it('names answers other than declared, roles left out and roles nobody has', async () => {
    const wrong = { ...table, 'POST /api/v1/notes': { anonymous: 200, reader: 200, boss: 200 } };
    expect(await walk(wrong)).toEqual([
      'POST /api/v1/notes does not say what admin may',
      'POST /api/v1/notes names the unknown role boss',
      'POST /api/v1/notes as anonymous: declared 200, answered 401',
      'POST /api/v1/notes as reader: declared 200, answered 403',
    ]);
  });
});
