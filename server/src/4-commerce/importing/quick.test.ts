import { sql } from 'kysely';
import { it } from 'vitest';
import { useKernel } from '#test/harness.ts';
import { createImportBench } from '#test/import-bench.ts';

const kernel = useKernel({ analytic: false });
it('quick', async () => {
  const bench = createImportBench(kernel);
  const f = '/work/shared/data/online_retail/online_retail_2010-12_2011-08.csv.gz';
  let t = performance.now();
  const r = await bench.importFile(f, { source: 'uk', currency: 'GBP' });
  console.log(r, performance.now() - t);
  const q = async () =>
    console.log(
      (
        await sql`select (select count(*) from commerce.orders) orders,(select count(*) from commerce.order_lines) lines,(select sum(quantity*unit_price) from commerce.order_lines) raw,(select sum(amount_minor) from commerce.order_lines) minor,(select count(*) from customers.customers) c,(select count(*) from customers.records) r, (select count(*) from kernel.events) e, (select count(*) from commerce.order_versions) v, (select sum(total_minor) from commerce.orders) tot, (select count(*) from commerce.orders where kind='refund') refunds`.execute(
          kernel.postgres.db,
        )
      ).rows,
    );
  await q();
  t = performance.now();
  const r2 = await bench.importFile(f, { source: 'uk', currency: 'GBP' });
  console.log(r2.added, r2.changed, r2.same, performance.now() - t);
  await q();
  t = performance.now();
  await bench.undo(r2.id);
  await q();
  await bench.undo(r.id);
  await q();
  console.log(performance.now() - t);
}, 120000);
