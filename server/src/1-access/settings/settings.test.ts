import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { systemContext } from '#kernel/context.ts';
import type { SettingDefinition } from '#kernel/module.ts';
import { CHEAP_PASSWORDS, useAccess } from '#test/access.ts';
import { useKernel } from '#test/harness.ts';
import { createAccess } from '../index.ts';
import { ACCESS_SETTINGS } from './access-settings.ts';

const WINDOW: SettingDefinition = {
  key: 'test.window_days',
  label: { 'zh-CN': '窗口', en: 'Window' },
  unit: { 'zh-CN': '天', en: 'days' },
  note: { 'zh-CN': '默认一年', en: 'Default one year' },
  schema: z.number().int().min(1).max(3650),
  defaultValue: 365,
};
const kernel = useKernel({ analytic: false });
const test = useAccess(kernel, { settings: [WINDOW] });
const URL = '/api/v1/settings/test.window_days';

async function put(value: unknown, url = URL) {
  return test.app.inject({ method: 'PUT', url, headers: await test.as('admin'), payload: { value } });
}

async function reset() {
  return test.app.inject({ method: 'DELETE', url: URL, headers: await test.as('admin') });
}

async function changes() {
  const { rows } = await sql<{ detail: object }>`
    select detail from access.audit where action = 'access.setting_changed' and subject_id = 'test.window_days'
    order by id`.execute(kernel.postgres.db);
  return rows.map((row) => row.detail);
}

describe('[C250] settings', () => {
  it('of this module have a default that fits, a unit, and a source note in both languages', () => {
    for (const { key, label, unit, note, schema, defaultValue } of ACCESS_SETTINGS) {
      expect(key).toMatch(/^access\.[a-z_]+$/);
      expect(schema.safeParse(defaultValue).success, key).toBe(true);
      // A choice or a switch has no unit.
      const texts = [label, note, ...(unit === null ? [] : [unit])].flatMap((text) => [text['zh-CN'], text.en]);
      expect(
        texts.every((text) => text.trim() !== ''),
        key,
      ).toBe(true);
    }
  });

  it('are listed with label, unit, note, default, value and the shape of the value', async () => {
    const headers = await test.as('manager');
    const reply = await test.app.inject({ method: 'GET', url: '/api/v1/settings', headers });
    const { items, can } = reply.json();
    expect(can).toEqual({ update: false });
    expect(items).toHaveLength(ACCESS_SETTINGS.length + 1);
    expect(items.at(-1)).toMatchObject({
      key: 'test.window_days',
      unit: { 'zh-CN': '天', en: 'days' },
      note: { en: 'Default one year' },
      default: 365,
      value: 365,
      overridden: false,
      updatedAt: null,
      schema: { type: 'integer', minimum: 1, maximum: 3650 },
    });
  });

  it('hold from the moment they are changed, and go back to the default, all under audit', async () => {
    expect(await test.access.setting<number>(WINDOW)).toBe(365);
    const reply = await put(90);
    expect(reply.json()).toMatchObject({ default: 365, value: 90, overridden: true });
    expect(await test.access.setting<number>(WINDOW)).toBe(90);
    expect(await test.access.setting<number>('test.window_days')).toBe(90);
    await put(30);
    expect(await test.access.setting<number>(WINDOW)).toBe(30);
    expect((await reset()).json()).toMatchObject({ value: 365, overridden: false });
    expect(await test.access.setting<number>(WINDOW)).toBe(365);
    await reset();
    expect(await changes()).toEqual([
      { before: 365, after: 90 },
      { before: 90, after: 30 },
      { before: 30, after: 365 },
    ]);
  });

  it('reach another process within two seconds', async () => {
    const other = createAccess(kernel, { permissions: [], settings: [WINDOW], passwordCost: CHEAP_PASSWORDS });
    expect(await other.setting<number>(WINDOW)).toBe(365);
    await put(7);
    kernel.clock.advance(2000);
    expect(await other.setting<number>(WINDOW)).toBe(7);
    await reset();
  });

  it('change how the platform works: an administrator shortens the idle time and it holds at once', async () => {
    expect((await put(5, '/api/v1/settings/access.session_idle_minutes')).statusCode).toBe(200);
    await test.access.ensureFirstAdmin({ email: 'a@example.com', password: 'correct horse battery' });
    const payload = { email: 'a@example.com', password: 'correct horse battery' };
    const session = await test.app.inject({ method: 'POST', url: '/api/v1/session', payload });
    const cookies = { zhike_session: session.cookies[0]?.value ?? '' };
    kernel.clock.advance(4 * 60_000);
    expect((await test.app.inject({ method: 'GET', url: '/api/v1/me', cookies })).statusCode).toBe(200);
    kernel.clock.advance(5 * 60_000);
    expect((await test.app.inject({ method: 'GET', url: '/api/v1/me', cookies })).statusCode).toBe(401);
  });

  it.each([0, 1.5, '90', null, undefined, [90]])('refuse %s, naming the field', async (value) => {
    const reply = await put(value);
    expect(reply.statusCode).toBe(400);
    expect(JSON.stringify(reply.json())).toContain('"value"');
    expect(await test.access.setting<number>(WINDOW)).toBe(365);
  });

  it('that no module defines do not exist', async () => {
    expect((await put(1, '/api/v1/settings/test.nothing')).statusCode).toBe(404);
    await expect(test.access.setting('test.nothing')).rejects.toMatchObject({ status: 404 });
  });

  it('are changed only by whoever may', async () => {
    const headers = await test.as('manager');
    const reply = await test.app.inject({ method: 'PUT', url: URL, headers, payload: { value: 1 } });
    expect(reply.statusCode).toBe(403);
    expect((await test.app.inject({ method: 'DELETE', url: URL, headers })).statusCode).toBe(403);
    const agent = await test.as('agent');
    expect((await test.app.inject({ method: 'GET', url: '/api/v1/settings', headers: agent })).statusCode).toBe(403);
  });

  it('are not changed by an administrator of one shop', async () => {
    const headers = await test.as('admin');
    const shop = { type: 'shop', name: 'one shop' };
    const scope = await test.app.inject({ method: 'POST', url: '/api/v1/scopes', headers, payload: shop });
    const { key } = await test.access.createApiKey(systemContext('test'), {
      name: 'shop admin',
      role: 'admin',
      scopeId: scope.json().id,
    });
    const limited = { authorization: `Bearer ${key}` };
    const reply = await test.app.inject({ method: 'PUT', url: URL, headers: limited, payload: { value: 1 } });
    expect(reply.statusCode).toBe(403);
    expect(reply.json().code).toBe('scope_missing');
    expect((await test.app.inject({ method: 'GET', url: '/api/v1/audit', headers: limited })).statusCode).toBe(403);
  });

  it('give way to the default when a stored value no longer fits', async () => {
    await sql`insert into access.settings values ('test.window_days', '"long"', null, now())`.execute(
      kernel.postgres.db,
    );
    kernel.clock.advance(120_000);
    expect(await test.access.setting<number>(WINDOW)).toBe(365);
    expect((await reset()).statusCode).toBe(200);
  });

  it('may not be defined twice', () => {
    const twice = { permissions: [], settings: [WINDOW, { ...WINDOW }] };
    expect(() => createAccess(kernel, twice)).toThrow('test.window_days');
  });
});
