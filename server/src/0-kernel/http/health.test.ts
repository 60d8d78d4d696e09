import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { openPostgres } from '#kernel/db/postgres.ts';
import { useKernel } from '#test/harness.ts';
import { openTestServer, withParts } from '#test/http.ts';

const kernel = useKernel({ analytic: false });
const opened: FastifyInstance[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((app) => app.close()));
});

async function ask(
  url: string,
  parts: Parameters<typeof withParts>[1] = {},
): Promise<{ status: number; body: string }> {
  const app = await openTestServer(withParts(kernel, parts), [], { version: '1.2.3' });
  opened.push(app);
  const reply = await app.inject({ url, headers: { 'accept-language': 'en' } });
  return { status: reply.statusCode, body: reply.body };
}

describe('health and readiness', () => {
  it('say that the process is up, and which version', async () => {
    expect(await ask('/api/v1/health')).toEqual({ status: 200, body: '{"status":"ok","version":"1.2.3"}' });
  });

  it('are ready with a migrated database, whatever the analytic store does', async () => {
    const olap = { ...kernel.olap, ping: async () => true };
    expect(await ask('/api/v1/ready', { olap })).toMatchObject({
      status: 200,
      body: expect.stringContaining('"analytic":"ok"'),
    });
    expect(
      await ask('/api/v1/ready', { olap: { ...olap, ping: () => Promise.reject(new Error('gone')) } }),
    ).toMatchObject({
      status: 200,
      body: expect.stringContaining('"analytic":"unavailable"'),
    });
  });

  it('are not ready while a migration is missing', async () => {
    const name = '0002_kernel_add_idempotency.sql';
    await sql`update kernel.migrations set name = 'away' where name = ${name}`.execute(kernel.postgres.db);
    const reply = await ask('/api/v1/ready');
    await sql`update kernel.migrations set name = ${name} where name = 'away'`.execute(kernel.postgres.db);
    expect(reply).toMatchObject({ status: 503, body: expect.stringContaining('1 migrations have not run') });
  });

  it('are not ready without the database, while the process is healthy', async () => {
    const postgres = openPostgres('postgres://x@127.0.0.1:1/x', { onError: () => undefined });
    expect((await ask('/api/v1/ready', { postgres })).status).toBe(503);
    expect((await ask('/api/v1/health', { postgres })).status).toBe(200);
    await postgres.close();
  });

  it('give figures to Prometheus with route templates', async () => {
    const app = await openTestServer(kernel, []);
    opened.push(app);
    await app.inject({ url: '/api/v1/health' });
    const reply = await app.inject({ url: '/metrics' });
    expect(reply.headers['content-type']).toContain('text/plain; version=0.0.4');
    expect(reply.body).toMatch(/zhike_http_requests_total\{route="\/api\/v1\/health",method="GET",status="200"\} \d+/);
    expect(reply.body).toContain(
      'zhike_http_request_duration_seconds_bucket{le="0.05",route="/api/v1/health",method="GET"}',
    );
  });
});
