import type { Locale, Text } from '#kernel/pure/text.ts';

export interface CopyPart {
  readonly name: string;
  readonly label: Text;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

export interface CopyHead {
  readonly number: number;
  readonly madeAt: string;
}

/** The copy as one page to read and print: nothing is loaded from anywhere, every value is escaped. */
export function copyPage(parts: readonly CopyPart[], { number, madeAt }: CopyHead, locale: Locale): string {
  const title = locale === 'zh-CN' ? `个人信息副本（请求 ${number}）` : `Copy of personal data (request ${number})`;
  const none = locale === 'zh-CN' ? '没有' : 'None';
  const sections = parts.map(
    ({ label, rows }) =>
      `<section><h2>${escaped(label[locale])}</h2>${rows.length === 0 ? `<p>${none}</p>` : tableOf(rows)}</section>`,
  );
  return `<!doctype html>
<html lang="${locale}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>body{font:14px/1.6 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem}table{border-collapse:collapse;width:100%}th,td{border:1px solid #bbb;padding:.25rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}h2{margin-top:2rem}@media print{section{break-inside:auto}}</style>
<h1>${escaped(title)}</h1>
<p>${escaped(madeAt)}</p>
${sections.join('\n')}
</html>
`;
}

function tableOf(rows: CopyPart['rows']): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const head = columns.map((column) => `<th>${escaped(column)}</th>`).join('');
  const body = rows
    .map((row) => `<tr>${columns.map((column) => `<td>${escaped(textOf(row[column]))}</td>`).join('')}</tr>`)
    .join('');
  return `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) {
    return '';
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
