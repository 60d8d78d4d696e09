import type { Text } from '#kernel/pure/text.ts';
import type { ConsentAsk, ConsentKind } from './consent.ts';

export const EXPORT_CONSENT = 'intake.large_export';
/** Three working days: older figures are better asked for anew. */
const EXPIRES_IN_MINUTES = 3 * 8 * 60;

export interface LargeExport {
  readonly exportId: string;
  readonly kindLabel: Text;
  readonly rows: number;
  readonly unmasked: boolean;
  readonly columns: readonly string[];
  readonly reason: string | null;
  readonly locale: 'zh-CN' | 'en';
}

/** The request for one export. */
export function consentAsk(of: LargeExport): ConsentAsk {
  const rows = of.rows.toLocaleString('en');
  return {
    kind: EXPORT_CONSENT,
    title: of.locale === 'en' ? `Export ${of.kindLabel.en}, ${rows} rows` : `导出${of.kindLabel['zh-CN']} ${rows} 行`,
    subject: { type: 'export', id: of.exportId },
    scopeId: null,
    input: {
      exportId: of.exportId,
      kind: of.kindLabel,
      rows: of.rows,
      unmasked: of.unmasked,
      columns: of.columns.length,
    },
    required: [
      {
        name: 'second',
        label: { 'zh-CN': '第二人', en: 'A second person' },
        permission: 'work.approve',
        count: 1,
      },
    ],
    reason: of.reason,
    expiresInMinutes: EXPIRES_IN_MINUTES,
    key: of.exportId,
  };
}

/** What the second person is shown. */
export function consentFacts(input: Readonly<Record<string, unknown>>): ReturnType<ConsentKind['facts']> {
  const same = (value: unknown): Text => ({ 'zh-CN': String(value), en: String(value) });
  const isUnmasked = input['unmasked'] === true;
  return [
    { label: { 'zh-CN': '行数', en: 'Rows' }, value: same(Number(input['rows']).toLocaleString('en')) },
    { label: { 'zh-CN': '列数', en: 'Columns' }, value: same(input['columns']) },
    {
      label: { 'zh-CN': '个人信息', en: 'Personal values' },
      value: isUnmasked ? { 'zh-CN': '未脱敏', en: 'unmasked' } : { 'zh-CN': '已脱敏', en: 'masked' },
    },
  ];
}
