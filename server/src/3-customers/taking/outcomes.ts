import { changesRecord, mergeWords, type RecordWords, type Statement, wordsOf } from '../identity/statement.ts';
import { identifiersOf } from '../identity/trusted-identifiers.ts';

export type RowOutcome = 'added' | 'changed' | 'same';

/** What is on file of a record before the rows come. */
export interface KnownRecord {
  readonly words: RecordWords;
  /** `kind:value`, everything it ever stated. */
  readonly identifiers: readonly string[];
}

/** How each row changes what is there, one after the other: a second row of one key meets what the first one left. */
export function outcomesOf(
  rows: readonly { readonly key: string; readonly statement: Statement }[],
  known: ReadonlyMap<string, KnownRecord>,
): RowOutcome[] {
  const now = new Map<string, { words: RecordWords; readonly identifiers: Set<string> }>();
  return rows.map(({ key, statement }) => {
    const stored = known.get(key);
    const state =
      now.get(key) ??
      (stored === undefined ? undefined : { words: stored.words, identifiers: new Set(stored.identifiers) });
    const stated = identifiersOf(statement).map(({ kind, value }) => `${kind}:${value}`);
    const said = wordsOf(statement);
    if (state === undefined) {
      now.set(key, { words: said, identifiers: new Set(stated) });
      return 'added';
    }
    const words = mergeWords(state.words, said);
    const isNew = changesRecord(state.words, words) || stated.some((identifier) => !state.identifiers.has(identifier));
    now.set(key, { words, identifiers: new Set([...state.identifiers, ...stated]) });
    return isNew ? 'changed' : 'same';
  });
}
