import { z } from 'zod';
import type { ExportAsk, ExportKind, ExportValue } from '#intake';
import { invalidInput } from '#kernel/errors.ts';
import { faultsOf } from '#kernel/http/zod-faults.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Text } from '#kernel/pure/text.ts';
import type { Purpose } from '../consent-purposes/purpose.ts';
import type { Purposes } from '../consent-purposes/service.ts';
import { PERSONAL_FEATURES } from '../consents/state.ts';
import { selectExported } from '../consents/store.ts';
import { ACT_LABELS, CHANNEL_LABELS, WAY_LABELS } from '../consents/titles.ts';

const PAGE = 2000;
const NO_FILTER = z.strictObject({});

type Row = Awaited<ReturnType<typeof selectExported>>[number];

interface Column {
  readonly key: string;
  readonly label: Text;
  readonly value: (
    row: Row,
    say: (text: Text | undefined, code: string) => string,
    purposes: readonly Purpose[],
  ) => ExportValue;
}

const PERSONAL: Text = { 'zh-CN': '个性化功能', en: 'Personal features' };

const COLUMNS: readonly Column[] = [
  { key: 'customer', label: { 'zh-CN': '客户编号', en: 'Customer' }, value: (row) => row.customerId },
  {
    key: 'purpose',
    label: { 'zh-CN': '授权目的', en: 'Purpose' },
    value: (row, say, purposes) =>
      say(
        row.purpose === PERSONAL_FEATURES ? PERSONAL : purposes.find(({ key }) => key === row.purpose)?.label,
        row.purpose,
      ),
  },
  {
    key: 'channel',
    label: { 'zh-CN': '授权渠道', en: 'Consent channel' },
    value: (row, say) => (row.channel === null ? null : say(CHANNEL_LABELS[row.channel], row.channel)),
  },
  { key: 'act', label: { 'zh-CN': '是否同意', en: 'Consent' }, value: (row, say) => say(ACT_LABELS[row.act], row.act) },
  { key: 'at', label: { 'zh-CN': '授权时间', en: 'Consent given at' }, value: (row) => row.occurredAt },
  { key: 'expiresAt', label: { 'zh-CN': '授权到期', en: 'Consent expires' }, value: (row) => row.expiresAt },
  {
    key: 'how',
    label: { 'zh-CN': '方式', en: 'How' },
    value: (row, say) => say(WAY_LABELS[row.how], row.how),
  },
  { key: 'textVersion', label: { 'zh-CN': '文本版本', en: 'Text version' }, value: (row) => row.version },
  { key: 'guardian', label: { 'zh-CN': '监护人同意', en: 'By a guardian' }, value: (row) => row.byGuardian },
  { key: 'confirmed', label: { 'zh-CN': '邮箱已确认', en: 'Address confirmed' }, value: (row) => row.isConfirmed },
  { key: 'source', label: { 'zh-CN': '来源', en: 'Source' }, value: (row) => row.source },
];

/** Every statement as a file: what was allowed, by whom, when and under which text. */
export function consentExportKind(kernel: Pick<Kernel, 'postgres'>, purposes: Pick<Purposes, 'all'>): ExportKind {
  return {
    name: 'consents',
    label: { 'zh-CN': '授权', en: 'Consent' },
    permission: 'customers.read',
    columns: () => Promise.resolve(COLUMNS.map(({ key, label }) => ({ key, label }))),
    readFilter: async (_context, filter) => {
      const parsed = NO_FILTER.safeParse(filter);
      if (!parsed.success) {
        throw invalidInput(faultsOf(parsed.error.issues, 'filter'), parsed.error);
      }
      return parsed.data;
    },
    pages: (ask) => pagesOf(kernel, purposes, ask),
  };
}

async function* pagesOf(
  kernel: Pick<Kernel, 'postgres'>,
  purposes: Pick<Purposes, 'all'>,
  ask: ExportAsk,
): AsyncGenerator<ExportValue[][]> {
  const { db } = kernel.postgres;
  const all = await purposes.all(db);
  const columns = ask.columns.flatMap((key) => COLUMNS.find((column) => column.key === key) ?? []);
  const say = (text: Text | undefined, code: string): string =>
    ask.format === 'jsonl' || text === undefined ? code : text[ask.locale];
  let afterId: string | null = null;
  for (;;) {
    const rows: readonly Row[] = await selectExported(db, { scopeIds: ask.scopeIds, afterId, limit: PAGE });
    afterId = rows.at(-1)?.id ?? null;
    if (afterId === null) {
      return;
    }
    yield rows.map((row) => columns.map((column) => column.value(row, say, all)));
  }
}
