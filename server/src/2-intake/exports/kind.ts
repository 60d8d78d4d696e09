import type { Context } from '#kernel/context.ts';
import type { Locale, Text } from '#kernel/pure/text.ts';

/** A column that an export can have. */
export interface ExportColumn {
  readonly key: string;
  readonly label: Text;
  /** Left out unless asked for. */
  readonly isExtra?: boolean;
  /** What it takes beside the permission of the kind; without it the column is neither shown nor given. */
  readonly permission?: string;
}

/** A date is a business date at midnight of UTC; an amount is in major units, with so many digits. */
export type ExportValue = string | number | boolean | null | Date | ExportAmount;

export interface ExportAmount {
  readonly amount: string;
  readonly digits: number;
}

/** What rows are wanted and how. */
export interface ExportAsk {
  readonly columns: readonly string[];
  readonly filter: Readonly<Record<string, unknown>>;
  /** Personal values as they are, instead of masked. */
  readonly unmasked: boolean;
  /** Where the asker's rights hold; null is everywhere. */
  readonly scopeIds: readonly string[] | null;
  readonly locale: Locale;
  /** People read words, programs (`jsonl`) read codes. */
  readonly format: 'csv' | 'xlsx' | 'jsonl';
}

/** One kind of data that can be exported; declared by the module that owns the facts, registered in `wiring.ts`. */
export interface ExportKind {
  readonly name: string;
  readonly label: Text;
  /** What it takes to see such data at all; exporting takes `exports.write` beside it. */
  readonly permission: string;
  /** About nobody, such as figures and goods: files have no mark of who took them. */
  readonly isImpersonal?: boolean;
  /** Those that there are, for the rows that the filter chooses. */
  columns(filter?: Readonly<Record<string, unknown>>): Promise<readonly ExportColumn[]>;
  /** The filter as `pages` understands it. Throws `input_invalid` naming what is wrong. */
  readFilter(context: Context, filter: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
  /** Pages of rows in a steady order, each row as long as `ask.columns`. Memory stays that of one page. */
  pages(ask: ExportAsk): AsyncIterable<readonly (readonly ExportValue[])[]>;
}
