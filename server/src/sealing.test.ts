import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { TRANSIENT_TABLES } from '#access';
import { readBackup } from '#kernel/backup/read-backup.ts';
import { writeBackup } from '#kernel/backup/write-backup.ts';
import { systemContext } from '#kernel/context.ts';
import type { Db } from '#kernel/db/postgres.ts';
import { createMasterKeys } from '#kernel/secrets/master-keys.ts';
import { createSealer } from '#kernel/secrets/sealer.ts';
import { type Browser, openBrowser } from '#test/browser.ts';
import { useDatabase, useKernel } from '#test/harness.ts';
import { usePlatform } from '#test/platform.ts';
import { pumpAll } from '#test/pump.ts';

const kernel = useKernel();
const test = usePlatform(kernel);
const PASSWORD = 'correct horse battery';
/** Real in form, nobody's. */
const [ID_A, ID_B, ID_C] = ['110101199003070011', '310101198801010112', '440106197502280530'];
const INCOME = 'over_50k';
const SALARIES = { first: 87654.25, second: 98765.75, third: 76543.5 };
const SICKNESS = '对青霉素过敏二级';
const PLAIN = [ID_A, ID_B, ID_C, INCOME, '5k_10k', ...Object.values(SALARIES).map(String), SICKNESS, PASSWORD];
let admin: Browser;
let serial = 0;

beforeAll(async () => {
  kernel.timers.register(test.platform.timers);
  await test.platform.access.ensureFirstAdmin({ email: 'boss@example.com', password: PASSWORD });
  admin = openBrowser(test.app, '10.0.0.1');
  await admin.send('POST', '/api/v1/session', { email: 'boss@example.com', password: PASSWORD });
  await admin.send('POST', '/api/v1/me/attestation', { method: 'duty', accepted: true });
  for (const [key, type, zh] of [
    ['salary', 'number', '月薪'],
    ['sickness', 'text', '病史'],
  ]) {
    const field = { key, type, label: { 'zh-CN': zh, en: key }, sensitivity: 'sensitive' };
    await admin.send('POST', '/api/v1/fields', field);
  }
});

/** The worker does what is to be done now. */
const settle = async (): Promise<void> => {
  await kernel.jobs.drain(test.platform.jobs);
  await pumpAll(kernel, test.platform.readers);
};

async function customer(attributes: object, more: object = {}): Promise<string> {
  serial += 1;
  const { body, status } = await admin.send('POST', '/api/v1/customers', {
    name: `客户${serial}`,
    phone: `138${String(20_000_000 + serial)}`,
    attributes,
    ...more,
  });
  expect([status, body.created]).toEqual([200, true]);
  return body.id;
}

async function edit(id: string, attributes: object): Promise<void> {
  const { version } = (await admin.send('GET', `/api/v1/customers/${id}/fields`)).body;
  const reply = await admin.send('PATCH', `/api/v1/customers/${id}`, { version, attributes });
  expect([reply.status, JSON.stringify(reply.body).includes('***')]).toEqual([200, true]);
}

async function revealed(id: string, ...fields: string[]): Promise<unknown[]> {
  const reply = await admin.send('POST', `/api/v1/customers/${id}/fields/reveal`, { fields, reason: '核对客户资料' });
  expect(reply.status).toBe(200);
  return fields.map((field) => reply.body.values[field]?.value ?? null);
}

async function imported(source: string, csv: string): Promise<{ id: string; accepted: number; rejected: number }> {
  const headers = { ...(await test.as('admin')), 'content-type': 'text/csv' };
  const url = `/api/v1/imports?kind=customers&source=${source}`;
  const made = await test.app.inject({ method: 'POST', url, headers, payload: csv });
  expect(made.statusCode).toBe(202);
  await settle();
  const { id } = made.json<{ id: string }>();
  return (await admin.send('GET', `/api/v1/imports/${id}`)).body;
}

async function byPhone(value: string): Promise<string> {
  return (await admin.send('POST', '/api/v1/customers/lookup', { type: 'phone', value })).body.customer.id;
}

/** Every row of every table of every schema, as text. */
async function dumpPostgres(db: Db): Promise<Map<string, string>> {
  const { rows: tables } = await sql<{ name: string }>`
    select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'm') and n.nspname !~ '^(pg_|information_schema)' order by 1`.execute(db);
  const found = new Map<string, string>();
  for (const { name } of tables) {
    const { rows } = await sql<{ row: string }>`select t::text as row from ${sql.raw(name)} t`.execute(db);
    found.set(name, rows.map(({ row }) => row).join('\n'));
  }
  return found;
}

async function dumpAnalytic(): Promise<Map<string, string>> {
  const tables = await kernel.olap.rows<{ name: string }>({
    sql: 'SELECT name FROM system.tables WHERE database = currentDatabase()',
  });
  const found = new Map<string, string>();
  for (const { name } of tables) {
    const rows = await kernel.olap.rows<object>({ sql: `SELECT * FROM ${name}` });
    found.set(`analytic ${name}`, rows.map((row) => JSON.stringify(row)).join('\n'));
  }
  return found;
}

async function dumpFiles(dir: string): Promise<Map<string, string>> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return new Map(await Promise.all(files.map(async (file) => [file, await readFile(file, 'utf8')] as const)));
}

async function leaks(words: readonly string[] = PLAIN): Promise<string[]> {
  const { dataDir } = kernel.config;
  const all = new Map([
    ...(await dumpPostgres(kernel.postgres.db)),
    ...(await dumpAnalytic()),
    ...(await dumpFiles(dataDir)),
  ]);
  return [...all].flatMap(([where, text]) =>
    words.filter((word) => text.includes(word)).map((word) => `${where}: ${word}`),
  );
}

describe('[C020] a dump of both stores and of the data folder', () => {
  it('holds no password, ID number or income after saving, importing, editing, merging and taking back', async () => {
    const first = await customer({ nationalId: ID_A, incomeBand: INCOME, salary: SALARIES.first, sickness: SICKNESS });
    await edit(first, { incomeBand: '5k_10k', salary: SALARIES.second });
    const csv = [
      '手机,姓名,身份证号,月薪,收入范围',
      `13900000001,王芳,${ID_B},${SALARIES.first},月入 50000 元以上`,
      `13900000002,李雷,310101198801010113,${SALARIES.first},`,
      `13900000003,韩梅,,${SALARIES.third},月入 87654.25 元`,
    ].join('\n');
    const one = await imported('till', csv);
    expect([one.accepted, one.rejected]).toEqual([1, 2]);
    // The same customer again, with another word: a version is kept for the undo.
    await imported('till', `手机,姓名,月薪\n13900000001,王芳,${SALARIES.third}`);
    const second = await byPhone('13900000001');
    expect(await revealed(second, 'nationalId', 'salary', 'incomeBand')).toEqual([ID_B, SALARIES.third, INCOME]);

    const third = await customer({ sickness: SICKNESS });
    const sent = await test.app.inject({
      method: 'POST',
      url: '/api/v1/records',
      headers: await test.as('integration'),
      payload: [
        {
          source: 'shop',
          key: 'u1',
          type: 'customer',
          occurredAt: '2026-03-01T00:00:00Z',
          customer: { identifiers: [{ type: 'phone', value: '13900000009' }], attributes: { nationalId: ID_C } },
        },
      ],
    });
    expect(sent.json().results?.[0]?.outcome ?? sent.json()).toBe('added');
    const bulk = { ids: [third], field: 'salary', action: 'set', value: SALARIES.second };
    expect((await admin.send('POST', '/api/v1/customers/bulk-edit', bulk)).body.changed).toBe(1);
    const merged = await admin.send('POST', `/api/v1/customers/${first}/merge`, { with: [third], reason: '同一人' });
    expect(merged.status).toBe(200);
    expect((await admin.send('POST', `/api/v1/customers/${first}/merge/preview`, { with: [second] })).status).toBe(200);

    const { items } = (await admin.send('GET', `/api/v1/customers/${first}/history?field=incomeBand`)).body;
    expect([items[0].before, items[0].after]).toEqual(['***', '***']);
    expect((await admin.send('POST', `/api/v1/customers/${first}/history/${items[0].id}/undo`)).status).toBe(200);
    const asked = await admin.send('POST', '/api/v1/exports', {
      kind: 'customers',
      columns: ['name', 'phone', 'nationalId', 'salary'],
      filter: { attributes: { nationalId: ID_B } },
      unmasked: true,
      reason: '核对身份',
      format: 'csv',
    });
    await settle();
    const file = await test.app.inject({
      url: `/api/v1/exports/${asked.body.id}/file`,
      headers: { cookie: [...admin.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    expect(file.body.split('\r\n')[1]).toContain(`${ID_B},${SALARIES.third}`);
    expect(file.body).not.toContain(ID_A);

    expect(await leaks()).toEqual([]);
    expect(await leaks(['客户1', '王芳'])).not.toEqual([]);
    // Of two words by hand the later one counts, and the undone one is back.
    expect(await revealed(first, 'nationalId', 'incomeBand', 'salary', 'sickness')).toEqual([
      ID_A,
      INCOME,
      SALARIES.second,
      SICKNESS,
    ]);
  });

  it('shows the reason of a rejected row without what was said', async () => {
    const { items } = (await admin.send('GET', '/api/v1/imports')).body;
    const { body } = await admin.send('GET', `/api/v1/imports/${items.at(-1).id}/faults`);
    expect(body.items.map((row: { value: string }) => row.value)).toEqual(['***', '***']);
    expect(JSON.stringify(body.items)).not.toMatch(/87654|310101/);
  });
});

describe('[C020] what is kept encrypted', () => {
  it('is found by equality by whoever may see it, and by nothing else', async () => {
    const find = async (by: Browser, attributes: object) =>
      (await by.send('POST', '/api/v1/customers/search', { attributes })).body;
    expect((await find(admin, { nationalId: `${ID_B}` })).items).toHaveLength(1);
    expect((await find(admin, { incomeBand: INCOME })).items.length).toBeGreaterThan(0);
    expect((await find(admin, { salary: 87_654.26 })).items).toEqual([]);
    const view = { name: '看身份', definition: { filter: { attributes: { nationalId: ID_B } } } };
    const refused = await admin.send('POST', '/api/v1/customers/views', view);
    expect([refused.status, refused.body.errors?.[0]?.code]).toEqual([400, 'field_sealed']);
  });

  it('is asked for by segments as one of its options, or whether it is known', async () => {
    const count = async (condition: object): Promise<unknown> => {
      const rule = { all: [condition] };
      const { status, body } = await admin.send('POST', '/api/v1/segments/preview', { rule });
      return status === 200 ? body.count : JSON.stringify(body).includes('field_sealed');
    };
    await pumpAll(kernel, test.platform.readers);
    const income = { is: 'profile.field', field: 'incomeBand' };
    expect(await count({ ...income, anyOf: [INCOME] })).toBe(2);
    expect(await count({ ...income, anyOf: ['under_5k'] })).toBe(0);
    expect(await count(income)).toBe(2);
    expect(await count({ ...income, contains: 'over' })).toBe(true);
    expect(await count({ is: 'profile.field', field: 'nationalId' })).toBe(3);
    expect(await count({ is: 'profile.field', field: 'nationalId', anyOf: [ID_A] })).toBe(true);
    expect(await count({ is: 'profile.custom_field', field: 'salary', number: { min: 1 } })).toBe(true);
  });

  it('still tells two people apart who share a phone, and joins whose numbers are the same', async () => {
    await imported('shop1', `手机,姓名,身份证号\n13911110001,甲,${ID_A}`);
    await imported('shop2', `手机,姓名,身份证号\n13911110001,乙,${ID_C}`);
    await imported('shop3', `手机,姓名,身份证号\n13911110001,甲,${ID_A}`);
    const { rows } = await sql<{ source: string; customer: string }>`
      select source, customer_id as customer from customers.records where source ~ '^shop\\d' order by source`.execute(
      kernel.postgres.db,
    );
    const [one, two, three] = rows.map(({ customer: id }) => id);
    expect(one === three && one !== two).toBe(true);
  });
});

describe('[C020] the level of a field', () => {
  const level = (key: string, sensitivity: string) =>
    admin.send('PUT', `/api/v1/fields/${key}/level`, { sensitivity, reason: '检查' });

  it('raised encrypts what is stored, lowered opens it, each to be seen and at any place to go on', async () => {
    const words = ['占星师傅', '催眠师傅'];
    const id = await customer({ occupation: words[0] });
    await edit(await customer({ nationalId: ID_A, occupation: words[1] }), { occupation: words[0], salary: 1 });
    await imported('guild', `手机,姓名,职业\n13922220001,丙,${words[0]}`);
    await imported('guild', `手机,姓名,职业\n13922220001,丙,${words[1]}`);
    expect((await leaks(words)).length).toBeGreaterThan(4);
    expect((await level('occupation', 'sensitive')).status).toBe(200);
    const open = (await admin.send('GET', '/api/v1/fields/sealings')).body.items[0];
    expect(open).toMatchObject({ field: 'occupation', finishedAt: null, done: 0 });
    const stop = new AbortController();
    const stopped = test.platform.customers.resealing.run(systemContext('test'), {
      signal: stop.signal,
      progress: () => stop.abort(),
    });
    await expect(stopped).rejects.toThrow(/abort/i);
    const half = (await admin.send('GET', '/api/v1/fields/sealings')).body.items[0];
    expect([half.stage, half.done > 0, half.finishedAt]).toEqual(['versions', true, null]);
    await settle();
    const waiting = (await admin.send('GET', '/api/v1/fields/sealings')).body.items[0];
    expect([waiting.stage, waiting.finishedAt]).toEqual(['copies', null]);
    kernel.clock.advance(31_000);
    await kernel.timers.tick();
    await settle();
    const done = (await admin.send('GET', '/api/v1/fields/sealings')).body.items[0];
    expect([done.done > 4, done.finishedAt !== null]).toEqual([true, true]);
    // The uploaded files hold no plain word before nor after.
    expect(await leaks(words)).toEqual([]);
    expect(await revealed(id, 'occupation')).toEqual([words[0]]);

    expect((await level('occupation', 'open')).status).toBe(200);
    const text = async (): Promise<string> =>
      (await admin.send('GET', `/api/v1/customers/${id}/fields`)).body.fields.find(
        ({ key }: { key: string }) => key === 'occupation',
      ).text;
    expect(await text()).toBe('***');
    await settle();
    expect(await text()).toBe(words[0]);
    const { rows } = await sql`
      select from customers.field_changes where field = 'occupation' and jsonb_typeof(after) = 'object'`.execute(
      kernel.postgres.db,
    );
    expect(rows).toEqual([]);
  });

  it('cannot be sensitive where the platform reckons with the field', async () => {
    const { status, body } = await level('birthday', 'sensitive');
    expect([status, JSON.stringify(body).includes('level_unfit')]).toEqual([400, true]);
    expect((await level('birthday', 'personal')).status).toBe(200);
  });
});

describe('[C020] keys', () => {
  const restored = useDatabase({ migrated: false });

  it('are exchanged: the master key wraps anew, a new data key encrypts everything anew', async () => {
    const id = await byPhone('13900000001');
    await createMasterKeys(kernel.config).rotate();
    const { rewrapped } = await createSealer(kernel.config).prepare(kernel.postgres);
    expect(rewrapped).toBe(2);
    expect(await revealed(id, 'nationalId')).toEqual([ID_B]);
    const context = systemContext('test');
    const before = (await kernel.sealer.ready(kernel.postgres.db)).keyId;
    await kernel.transaction(context, (tx) => test.platform.customers.resealing.renew(tx, context));
    await test.platform.customers.resealing.run(context);
    const { rows } = await sql<{ keys: string[] }>`
      select array_agg(distinct left(found.sealed #>> '{}', 8)) as keys from (
        select jsonb_path_query(attributes, '$.*.v.s') as sealed from customers.records
        union all select jsonb_path_query(attributes, '$.*.s') from customers.customers
        union all select jsonb_path_query(before, '$.s') from customers.field_changes
        union all select jsonb_path_query(after, '$.s') from customers.field_changes
        union all select jsonb_path_query(before, '$.attributes.*.v.s') from customers.record_versions) found`.execute(
      kernel.postgres.db,
    );
    const now = (await kernel.sealer.ready(kernel.postgres.db)).keyId;
    expect(rows[0]?.keys).toEqual([now]);
    expect(now).not.toBe(before);
    expect(await revealed(id, 'nationalId', 'salary')).toEqual([ID_B, SALARIES.third]);
    // The same said again is no change, whichever key it was sealed with.
    await imported('till', `手机,姓名,身份证号\n13900000001,王芳,${ID_B}`);
    const { items } = (await admin.send('GET', `/api/v1/customers/${id}/history?field=nationalId`)).body;
    expect(items).toEqual([]);
  });

  it('open what a backup brings to an empty folder, and without them it stays closed', async () => {
    const { dataDir } = kernel.config;
    const file = path.join(dataDir, 'backup.tar.gz');
    const { log, clock, postgres } = kernel;
    const filesDir = path.join(dataDir, 'files');
    await writeBackup({ postgres, filesDir, version: '0.0.0', clock, log, transientTables: TRANSIENT_TABLES }, file);
    const elsewhere = path.join(dataDir, 'elsewhere');
    await readBackup({ postgres: restored.postgres, filesDir: path.join(elsewhere, 'files'), log }, file);
    await rm(file);
    const { rows } = await sql<{ value: { s: string } }>`
      select attributes -> 'nationalId' as value from customers.customers
      where id = ${await byPhone('13900000001')}`.execute(restored.postgres.db);
    const sealed = rows[0]?.value.s ?? '';
    const withoutKeys = createSealer({ dataDir: elsewhere, secretsKey: null });
    await expect(withoutKeys.ready(restored.postgres.db)).rejects.toMatchObject({ code: 'secret_unreadable' });
    await mkdir(path.join(elsewhere, 'keys'), { recursive: true });
    await cp(path.join(dataDir, 'keys'), path.join(elsewhere, 'keys'), { recursive: true, force: true });
    const seals = await createSealer({ dataDir: elsewhere, secretsKey: null }).ready(restored.postgres.db);
    expect(seals.open(sealed, 'customers.attributes.nationalId')).toBe(JSON.stringify(ID_B));
    expect([...(await dumpPostgres(restored.postgres.db)).values()].join('\n')).not.toContain(ID_B);
  });
});
