import fc from 'fast-check';
import { sql } from 'kysely';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { collectGarbage } from '#test/collect-garbage.ts';
import { useDatabase } from '#test/harness.ts';
import { copyBlocks, copyInto, copyValue } from './copy.ts';
import type { Tx } from './postgres.ts';

const COPY = 'copy copied (id, value) from stdin';
const database = useDatabase({ migrated: false });

function inTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return database.postgres.db.transaction().execute(work);
}

async function count(): Promise<number> {
  const { rows } = await database.postgres.pool.query<{ n: number }>('select count(*) as n from copied');
  return rows[0]?.n ?? 0;
}

beforeAll(async () => {
  await database.postgres.pool.query('create table copied (id int primary key, value text)');
});

beforeEach(async () => {
  await database.postgres.pool.query('truncate copied');
});

describe('COPY in a transaction', () => {
  it('keeps any text as it is: tabs, line breaks, backslashes, \\N, any script', async () => {
    const part = fc.constantFrom(
      '\t',
      '\n',
      '\r',
      '\\',
      '\\N',
      '\\.',
      "'",
      '"',
      '你',
      '😀',
      'a',
      ' ',
      '\u2028',
      '\b',
      '\x7f',
    );
    const value = fc.oneof(
      fc.constant(null),
      fc.array(part).map((parts) => parts.join('')),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(value, { maxLength: 20 }), async (values) => {
        await database.postgres.pool.query('truncate copied');
        const lines = values.map((text, id) => `${copyValue(id)}\t${copyValue(text)}\n`);
        expect(await inTransaction((tx) => copyInto(tx, COPY, copyBlocks(lines)))).toBe(values.length);
        const { rows } = await database.postgres.pool.query<{ value: string | null }>(
          'select value from copied order by id',
        );
        expect(rows.map((row) => row.value)).toEqual(values);
      }),
      { numRuns: 60 },
    );
  });

  it('is part of the transaction: what fails afterwards takes it back', async () => {
    await expect(
      inTransaction(async (tx) => {
        await copyInto(tx, COPY, ['1\ta\n']);
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    expect(await count()).toBe(0);
  });

  it.each([
    ['a row that does not fit', () => copyBlocks(['1\ta\n', 'x\tb\n'])],
    ['a key that is there already', () => copyBlocks(['1\ta\n', '1\tb\n'])],
    [
      'lines that break off with an error',
      function* () {
        yield '1\ta\n';
        throw new Error('no more lines');
      },
    ],
  ])('fails at %s, and the connection goes on', async (_, blocks) => {
    await database.postgres.db.connection().execute(async (connection) => {
      await expect(connection.transaction().execute(async (tx) => copyInto(tx, COPY, blocks()))).rejects.toThrow(/./);
      const { rows } = await sql<{ one: number }>`select 1 as one`.execute(connection);
      expect(rows).toEqual([{ one: 1 }]);
      await connection.transaction().execute((tx) => copyInto(tx, COPY, ['2\tafter\n']));
    });
    expect(await count()).toBe(1);
  });

  it('takes many rows in bounded memory', async () => {
    let most = 0;
    collectGarbage();
    const start = process.memoryUsage().heapUsed;
    const lines = function* (): Generator<string> {
      for (let id = 0; id < 400_000; id += 1) {
        if (id % 20_000 === 0) {
          collectGarbage();
          most = Math.max(most, process.memoryUsage().heapUsed - start);
        }
        yield `${id}\t${'x'.repeat(200)}\n`;
      }
    };
    expect(await inTransaction((tx) => copyInto(tx, COPY, copyBlocks(lines())))).toBe(400_000);
    expect(most).toBeLessThan(48 * 1024 * 1024);
  });

  it('takes nothing when there is nothing', async () => {
    expect(await inTransaction((tx) => copyInto(tx, COPY, []))).toBe(0);
  });
});
