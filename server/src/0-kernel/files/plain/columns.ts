import { AppError } from '#kernel/errors.ts';

const DELIMITERS = [',', ';', '\t', '|'] as const;

/** The delimiter that occurs most often in the header outside quotes; a comma when none does. */
export function guessDelimiter(headerLine: string): string {
  const bare = headerLine.replaceAll(/"(?:[^"]|"")*"/g, '');
  const counted = DELIMITERS.map((delimiter) => ({ delimiter, count: bare.split(delimiter).length - 1 }));
  return counted.reduce((best, next) => (next.count > best.count ? next : best), { delimiter: ',', count: 0 })
    .delimiter;
}

/** Places of the wanted columns. Throws AppError `column_missing`, which names the columns there are. */
export function findColumns(header: readonly string[], wanted: readonly string[]): readonly number[] {
  const names = header.map((name) => name.trim());
  const missing = wanted.filter((name) => !names.includes(name.trim()));
  if (missing.length > 0) {
    throw new AppError('column_missing', 400, {
      message: {
        'zh-CN': `文件里没有列 ${missing.join('、')}；现有的列：${names.join('、')}`,
        en: `The file has no column ${missing.join(', ')}. It has: ${names.join(', ')}`,
      },
      faults: missing.map((name) => ({
        field: name,
        code: 'column_missing',
        message: { 'zh-CN': '文件里没有这一列', en: 'There is no such column in the file' },
        row: 1,
      })),
    });
  }
  return wanted.map((name) => names.indexOf(name.trim()));
}

/** One line of CSV (RFC 4180), without its end. */
export function csvLine(cells: readonly string[]): string {
  return cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
}
