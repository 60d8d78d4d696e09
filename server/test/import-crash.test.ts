import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { useKernel } from '#test/harness.ts';
import { createImportBench, type ImportBench } from '#test/import-bench.ts';

const LINES = 30_000;
const LINES_PER_ORDER = 3;
const CHILD = path.resolve(import.meta.dirname, 'import-child.ts');

const kernel = useKernel({ analytic: false });
let bench: ImportBench;

beforeAll(() => {
  bench = createImportBench(kernel);
});

function orderLines(prefix: string): string {
  const lines = Array.from({ length: LINES }, (_, index) => {
    const order = Math.floor(index / LINES_PER_ORDER);
    const date = `2026-01-${String((order % 28) + 1).padStart(2, '0')} 10:00:00`;
    return `${prefix}${order},${date},SKU-${index % 50},${(index % 3) + 1},${(index % 90) + 1}.50,${prefix}c${order % 2000}`;
  });
  return `order_id,order_date,item_id,qty,price,user_id\n${lines.join('\n')}\n`;
}

/** Quantity × price of all lines, in minor units. */
const TOTAL_MINOR = Array.from({ length: LINES }, (_, index) => ((index % 3) + 1) * ((index % 90) * 100 + 150)).reduce(
  (a, b) => a + b,
);

function start(importId: string): ChildProcess {
  return fork(CHILD, [importId, path.join(kernel.config.dataDir, 'files')], {
    env: { ...process.env, DATABASE_URL: kernel.postgres.url, ZHIKE_DATA: kernel.config.dataDir },
    execArgv: [],
  });
}

async function totals(source: string) {
  const { rows } = await sql<{ orders: number; lines: number; twice: number; minor: number }>`
    select count(distinct o.id) as orders, count(*) as lines,
      count(*) - count(distinct (o.number, l.line_no)) as twice, sum(l.amount_minor)::bigint as minor
    from commerce.orders o join commerce.order_lines l on l.order_id = o.id where o.source = ${source}`.execute(
    kernel.postgres.db,
  );
  return rows[0];
}

describe('[C008] an import whose process is killed', () => {
  it.each([0, 1, 2, 3, 4])(
    'goes on where it was, no line lost and none twice (%i)',
    { timeout: 60_000 },
    async (turn) => {
      const source = `crash${turn}`;
      const context = systemContext('test');
      const { id } = await bench.intake.imports.create(
        context,
        { kind: 'orders', source, enqueue: false },
        Readable.from([Buffer.from(orderLines(source))]),
      );
      const child = start(id);
      const exited = once(child, 'exit');
      await once(child, 'message');
      // Any moment between its start and its end.
      await delay(Math.random() * 2500);
      child.kill('SIGKILL');
      await exited;
      expect(await bench.intake.running.run(context, id, { wait: true })).not.toBe('busy');
      expect(await bench.intake.imports.get(context, id)).toMatchObject({
        status: 'done',
        rowsDone: LINES,
        accepted: LINES,
        added: LINES,
        rejected: 0,
      });
      expect(await totals(source)).toEqual({
        orders: LINES / LINES_PER_ORDER,
        lines: LINES,
        twice: 0,
        minor: TOTAL_MINOR,
      });
    },
  );
});
