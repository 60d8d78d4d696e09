import type { Locale } from '#kernel/pure/text.ts';
import type { Processor } from './schema.ts';

const HEAD: Readonly<Record<Locale, readonly string[]>> = {
  'zh-CN': [
    '名称',
    '角色',
    '目的',
    '信息种类',
    '合法依据',
    '所在国家或地区',
    '出境依据',
    '联系方式',
    '合同到期',
    '结束于',
  ],
  en: [
    'Name',
    'Role',
    'Purpose',
    'Data',
    'Legal basis',
    'Country',
    'Basis of transfer',
    'Contact',
    'Contract until',
    'Ended',
  ],
};

/** The register as CSV that spreadsheets open; a cell never becomes a formula. */
export function processorsCsv(items: readonly Processor[], locale: Locale): string {
  const rows = items.map((each) => [
    each.name,
    each.role,
    each.purpose,
    each.dataCategories.join(locale === 'zh-CN' ? '、' : ', '),
    each.legalBasis,
    each.country,
    each.transferBasis ?? '',
    each.contact ?? '',
    each.contractUntil ?? '',
    each.endedAt ?? '',
  ]);
  return `\uFEFF${[HEAD[locale], ...rows].map((cells) => cells.map(cell).join(',')).join('\r\n')}\r\n`;
}

function cell(value: string): string {
  const safe = /^[=+\-@\t\r]/u.test(value) ? `'${value}` : value;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
