import type { ExportAsk, ExportKind, ExportValue } from '#intake';
import type { Kernel } from '#kernel/module.ts';
import { addDays, startOfBusinessDate, zoneOf } from '#kernel/pure/dates.ts';
import { LINE_COLUMNS } from './columns.ts';
import { readOrderFilter } from './filter.ts';
import { selectExportedLines } from './store.ts';

const PAGE_ORDERS = 1000;

/** Orders as a file, one row for each line, under the headers by which they come back in. */
export function orderExportKind(kernel: Kernel): ExportKind {
  return {
    name: 'orders',
    label: { 'zh-CN': '订单', en: 'Orders' },
    permission: 'orders.read',
    columns: async () => LINE_COLUMNS,
    readFilter: async (_context, filter) => readOrderFilter(filter),
    pages: (ask) => orderPages(kernel, ask),
  };
}

async function* orderPages(kernel: Kernel, ask: ExportAsk): AsyncGenerator<ExportValue[][]> {
  const zone = zoneOf(kernel.config.timeZone);
  const filter = readOrderFilter(ask.filter);
  const reading = { zone, words: ask.format === 'jsonl' ? null : ask.locale };
  const columns = ask.columns.flatMap((key) => LINE_COLUMNS.find((column) => column.key === key) ?? []);
  let afterId: string | null = null;
  for (;;) {
    const lines = await selectExportedLines(kernel.postgres.db, {
      scopeIds: ask.scopeIds,
      source: filter.source ?? null,
      status: filter.status ?? null,
      from: filter.from === undefined ? null : startOfBusinessDate(filter.from, zone),
      until: filter.until === undefined ? null : startOfBusinessDate(addDays(filter.until, 1), zone),
      afterId,
      limit: PAGE_ORDERS,
    });
    afterId = lines.at(-1)?.orderId ?? null;
    if (afterId === null) {
      return;
    }
    yield lines.map((line) => columns.map((column) => column.value(line, reading)));
  }
}
