import type { AuditedValue } from '#access';
import type { Locale } from '#kernel/pure/text.ts';
import type { AttributeValue } from '../fields/definition.ts';
import type { Change } from '../history/change.ts';
import { type Definitions, describeValue, isOpen } from '../history/describe.ts';

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

function textOf(value: AttributeValue | null): string | null {
  return value === null || typeof value === 'string' ? value : JSON.stringify(value);
}
