import type { AuditedValue } from '#access';
import type { Locale } from '#kernel/pure/text.ts';
import type { Change } from '../history/change.ts';
import { type Definitions, describeValue, isOpen } from '../history/describe.ts';
import { isSealed, type StoredValue } from '../identity/attributes.ts';

/**
 * Personal values that became others, for the audit trail: to be digested, with as much of them as everybody may see.
 * Open values stand in the history of the customer and nowhere in the trail.
 */
export function auditedValues(
  changes: readonly Change[],
  reading: { readonly definitions: Definitions; readonly locale: Locale },
): AuditedValue[] {
  return changes
    .filter(({ field }) => !isOpen(field, reading.definitions))
    .map(({ field, before, after }) => ({
      field,
      before: textOf(before),
      after: textOf(after),
      beforeShown: describeValue(field, before, reading),
      afterShown: describeValue(field, after, reading),
    }));
}

/** Of a sealed value its token: a digest of one of a few words, with the salt beside it, would tell the word. */
function textOf(value: StoredValue | null): string | null {
  if (isSealed(value)) {
    return value.t.join();
  }
  return value === null || typeof value === 'string' ? value : JSON.stringify(value);
}
