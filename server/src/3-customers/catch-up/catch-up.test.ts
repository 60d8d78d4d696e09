import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { newId } from '#kernel/clock.ts';
import { systemContext } from '#kernel/context.ts';
import { migratePostgres } from '#kernel/db/migrate.ts';
import { useDatabase, useKernel } from '#test/harness.ts';
import { createCatchUp } from './service.ts';

const MIGRATIONS = path.resolve(import.meta.dirname, '../../../migrations/pg');
const kernel = useKernel({ analytic: false });
const old = useDatabase({ migrated: false });

describe('the upgrade of a database that is in use', () => {
  it('leaves customers as they are and fills in how they are typed and where they live', async () => {
    const { postgres } = old;
    const before = (await readdir(MIGRATIONS)).filter((name) => name < '0031' || name.includes('_kernel_'));
    await migratePostgres(postgres, { log: kernel.log, only: new Set(before) });
    const people = ['张三', '欧阳娜', null].map((name) => ({ id: newId(), name }));
    for (const { id, name } of people) {
      const address = name === null ? null : '苏州市姑苏区平江路1号';
      await sql`insert into customers.customers (id, name, address, created_at, updated_at)
        values (${id}, ${name}, ${address}, now(), now())`.execute(postgres.db);
    }
    await migratePostgres(postgres, { log: kernel.log });
    const upgraded = {
      ...kernel,
      events: kernel.events,
      postgres,
      transaction: <T>(_: unknown, work: (tx: never) => Promise<T>) =>
        postgres.db.transaction().execute((tx) => work(tx as never)),
    };
    const catchUp = createCatchUp(upgraded);
    await catchUp.run(systemContext('test'));
    const { rows } = await sql`
      select name, name_pinyin as pinyin, name_initials as initials, attributes, address, place,
        division_code as code
      from customers.customers order by id`.execute(postgres.db);
    const lives = { address: '苏州市姑苏区平江路1号', place: '江苏省苏州市', code: '320508' };
    expect(rows).toEqual([
      { name: '张三', pinyin: 'zhangsan', initials: 'zs', attributes: null, ...lives },
      { name: '欧阳娜', pinyin: 'ouyangna', initials: 'oyn', attributes: null, ...lives },
      { name: null, pinyin: null, initials: null, attributes: null, address: null, place: null, code: null },
    ]);
    expect((await sql`select from customers.fills`.execute(postgres.db)).rows).toEqual([]);
  });

  it('has nothing to fill in on a new database', async () => {
    const catchUp = createCatchUp(kernel);
    await catchUp.recover(systemContext('test'));
    await catchUp.run(systemContext('test'));
    expect((await sql`select from customers.fills`.execute(kernel.postgres.db)).rows).toEqual([]);
  });
});
