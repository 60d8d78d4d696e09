import type { Text } from '#kernel/pure/text.ts';

/** A file as one kind of data would have it. */
export interface KindFit {
  readonly kind: string;
  readonly label: Text;
  readonly columns: readonly { readonly header: string; readonly field: string | null; readonly confidence: number }[];
  /** How many fields that the kind needs found no column. */
  readonly missing: number;
  /** Whether headers say that it is the export of a marketplace for this kind. */
  readonly isExport: boolean;
}

/** The kind of data that a file seems to hold, and why. */
export interface KindSuggestion {
  readonly kind: string;
  readonly reason: Text;
}

/** A needed field without a column weighs as much against a kind as a column that it knows for sure speaks for it. */
const MISSING = 1;
const WHOLE = 1.5;
/** Nobody else's files have those headers together. */
const EXPORT = 10;
const MIN_SCORE = 1;
const NAMED = 4;
/** One column that fits may be chance, unless the file has hardly any other. */
const FEW_COLUMNS = 2;

/** The kind whose fields the columns name best; null when they speak for none, or for two alike. */
export function suggestKind(fits: readonly KindFit[]): KindSuggestion | null {
  const ranked = fits.map((fit) => ({ fit, score: scoreOf(fit) })).toSorted((a, b) => b.score - a.score);
  const [best, second] = ranked;
  if (best === undefined || best.score < MIN_SCORE || best.score === second?.score) {
    return null;
  }
  return { kind: best.fit.kind, reason: reasonOf(best.fit) };
}

function scoreOf({ columns, missing, isExport }: KindFit): number {
  const fitting = columns.filter(({ field }) => field !== null);
  if (fitting.length < 2 && columns.length > FEW_COLUMNS) {
    return 0;
  }
  const known = fitting.reduce((sum, { confidence }) => sum + confidence, 0);
  return known - missing * MISSING + (missing === 0 && known > 0 ? WHOLE : 0) + (isExport ? EXPORT : 0);
}

function reasonOf({ label, columns }: KindFit): Text {
  const known = columns.filter(({ field }) => field !== null);
  const shown = known.toSorted((a, b) => b.confidence - a.confidence).slice(0, NAMED);
  const more = known.length > shown.length;
  const names = shown.map(({ header }) => header);
  return {
    'zh-CN': `看起来是${label['zh-CN']}：${columns.length} 列里认出 ${known.length} 列，${more ? '如' : '即'}${names.join('、')}`,
    en: `Looks like ${label.en.toLowerCase()}: ${known.length} of ${columns.length} columns are known, ${more ? 'such as ' : ''}${names.join(', ')}`,
  };
}
