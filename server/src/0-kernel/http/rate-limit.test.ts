import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AppError } from '#kernel/errors.ts';
import { defineContract } from '#kernel/http/contract.ts';
import { route } from '#kernel/http/route.ts';
import { useKernel } from '#test/harness.ts';
import { asActor, openTestServer } from '#test/http.ts';

const kernel = useKernel({ analytic: false });
const read = defineContract({
  name: 'notes.read_notes',
  method: 'GET',
  path: '/api/v1/notes',
  summary: { 'zh-CN': '读', en: 'Read' },
  access: 'public',
  response: z.object({}),
});
const signIn = defineContract({ ...read, name: 'access.sign_in', method: 'POST', path: '/api/v1/session' });
const quota = (requests: number) => ({ requests, windowSeconds: 60 });
let app: FastifyInstance;

beforeAll(async () => {
  app = await openTestServer(kernel, [route(read, async () => ({})), route(signIn, async () => ({}))], {
    rateLimits: {
      user: quota(3),
      anonymous: quota(4),
      strict: [{ name: 'sign-in', contracts: ['access.sign_in'], ...quota(2) }],
    },
  });
});
afterAll(() => app.close());

async function ask(
  from: string,
  headers: Readonly<Record<string, string>> = {},
  method: 'GET' | 'POST' = 'GET',
): Promise<readonly [number, unknown, unknown]> {
  const url = method === 'GET' ? '/api/v1/notes' : '/api/v1/session';
  const reply = await app.inject({ method, url, headers, remoteAddress: from });
  return [reply.statusCode, reply.headers['ratelimit-policy'], reply.headers['ratelimit']];
}

describe('rate limits', () => {
  it('count a person wherever they are, tell what is left, and end in 429 with Retry-After', async () => {
    const replies = [
      await ask('10.0.0.1', asActor('ann')),
      await ask('10.0.0.2', asActor('ann')),
      await ask('10.0.0.3', asActor('ann')),
    ];
    expect(replies).toEqual([2, 1, 0].map((left) => [200, '"user";q=3;w=60', `"user";r=${left};t=60`]));
    const refused = await app.inject({ method: 'GET', url: '/api/v1/notes', headers: asActor('ann') });
    expect([refused.statusCode, refused.json().code, refused.headers['retry-after']]).toEqual([
      429,
      'rate_limit_reached',
      '60',
    ]);
    expect((await ask('10.0.0.1', asActor('bob')))[0]).toBe(200);
  });

  it('count nobody by address, IPv6 by its network', async () => {
    for (const address of ['2001:db8::1', '2001:db8::2', '2001:db8::3', '2001:db8::4']) {
      expect((await ask(address))[0]).toBe(200);
    }
    expect((await ask('2001:db8::5'))[0]).toBe(429);
    expect((await ask('2001:db8:0:1::1'))[0]).toBe(200);
  });

  it('are stricter for signing in, by address, whoever one claims to be', async () => {
    const statuses = [];
    for (const name of ['a', 'b', 'c']) {
      statuses.push((await ask('10.1.1.1', asActor(name), 'POST'))[0]);
    }
    expect(statuses).toEqual([200, 200, 429]);
    expect((await ask('10.1.1.2', {}, 'POST'))[1]).toBe('"sign-in";q=2;w=60');
  });

  it('never refuse a probe', async () => {
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => app.inject({ url: '/api/v1/health', remoteAddress: '10.2.2.2' })),
    );
    expect(new Set(replies.map((reply) => reply.statusCode))).toEqual(new Set([200]));
  });

  it('count refused credentials by address too', async () => {
    const guarded = await openTestServer(kernel, [route(read, async () => ({}))], {
      rateLimits: { anonymous: quota(2) },
      authenticate: async () => {
        throw new AppError('api_key_unknown', 401, { message: { 'zh-CN': '密钥无效', en: 'Unknown key' } });
      },
    });
    const statuses = [];
    for (let i = 0; i < 3; i += 1) {
      statuses.push(
        (await guarded.inject({ url: '/api/v1/notes', headers: { authorization: `Bearer ${i}` } })).statusCode,
      );
    }
    await guarded.close();
    expect(statuses).toEqual([401, 401, 429]);
  });
});
