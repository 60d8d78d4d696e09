import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { dataSet, describeWithData, TEST_NOW, useKernel } from './harness.ts';

describe('the kernel of a test file', () => {
  const kernel = useKernel({ analytic: false });

  it('stands on a clone of the migrated database', async () => {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from kernel.migrations`.execute(
      kernel.postgres.db,
    );
    expect(rows[0]?.n).toBeGreaterThan(0);
  });

  it('writes in transactions', async () => {
    const context = systemContext('test');
    await kernel.transaction(context, (tx) => sql`create table written (n int)`.execute(tx));
    const { rows } = await sql`select * from written`.execute(kernel.postgres.db);
    expect(rows).toEqual([]);
  });

  it('has a clock that stands still until it is moved', () => {
    expect(kernel.clock.now()).toEqual(TEST_NOW);
    kernel.clock.advance(1000);
    expect(kernel.clock.now().getTime()).toBe(TEST_NOW.getTime() + 1000);
  });

  it('refuses the analytic store to a file that asked for none', () => {
    expect(() => kernel.olap.database).toThrow('without the analytic store');
  });
});

describe('the analytic store of a test file', () => {
  const kernel = useKernel();

  it('is a database of its own', async () => {
    const rows = await kernel.olap.rows<{ name: string }>({ sql: 'select currentDatabase() as name' });
    expect(rows[0]?.name).toBe(kernel.olap.database);
    expect(kernel.olap.database).toMatch(/^test_harness_/);
  });
});

describe('data sets', () => {
  it('are null when they are not there', () => {
    expect(dataSet('no_such_data_set')).toBeNull();
  });

  describeWithData('online_retail', 'online_retail', (folder) => {
    it('is found in its folder', () => {
      expect(folder).toMatch(/online_retail$/);
    });
  });
});
