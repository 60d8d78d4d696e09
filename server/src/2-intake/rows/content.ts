import type { FieldContent, ImportField } from '../imports/kind.ts';

const BY_NAME: readonly (readonly [RegExp, FieldContent])[] = [
  [/phone|mobile/i, 'phone'],
  [/e-?mail/i, 'email'],
  [/(?:At|On)$|date|birthday/, 'date'],
  [/amount|price|cost|paid|fee/i, 'amount'],
  [/quantity|count|stock|level/i, 'number'],
  [/^(?:key|number|account|sku|code|id)$|(?:Id|Code|Key|Sku|Number|Card|Account)$/, 'code'],
];

/** What the kind says of its field, or what the field's name says. */
export function contentOf({ name, content }: Pick<ImportField, 'name' | 'content'>): FieldContent {
  return content ?? BY_NAME.find(([pattern]) => pattern.test(name))?.[1] ?? 'text';
}

const PHONE = /^(?:\+?86)?[-\s]?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}$|^\+[1-9][\d\s-]{7,16}$/;
const MASKED_PHONE = /^1[3-9]\d?\*{4,}\d{2,4}$/;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const DATE =
  /^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[T\s].*)?$|^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}(?:\s.*)?$|^\d{1,2}-[A-Za-z]{3}-\d{2,4}$/;
const AMOUNT = /^[¥￥$€£]\s?-?\d[\d,]*(?:\.\d+)?$|^-?\d[\d,]*\.\d{1,4}(?:元)?$/;
const NUMBER = /^-?\d{1,6}$/;

/** What one value looks like; `text` when it could be anything. */
export function contentOfValue(value: string): FieldContent {
  const text = value.normalize('NFKC').trim();
  if (PHONE.test(text) || MASKED_PHONE.test(text)) {
    return 'phone';
  }
  if (EMAIL.test(text)) {
    return 'email';
  }
  if (DATE.test(text)) {
    return 'date';
  }
  return AMOUNT.test(text) ? 'amount' : NUMBER.test(text) ? 'number' : 'text';
}

/** What most values of a column look like, with their share of those that are not blank. */
export function contentOfColumn(values: readonly string[]): { readonly content: FieldContent; readonly share: number } {
  const counts = new Map<FieldContent, number>();
  let filled = 0;
  for (const value of values) {
    if (value.trim() !== '') {
      filled += 1;
      const content = contentOfValue(value);
      counts.set(content, (counts.get(content) ?? 0) + 1);
    }
  }
  const [best] = [...counts].toSorted(([, a], [, b]) => b - a);
  return best === undefined ? { content: 'text', share: 0 } : { content: best[0], share: best[1] / filled };
}
