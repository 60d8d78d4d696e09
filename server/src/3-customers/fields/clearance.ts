import type { FieldDefinition } from './definition.ts';
import { levelToReveal } from './present.ts';

/** What it takes to see values of each masked level. */
export const CLEARANCE = { personal: 'customers.reveal', sensitive: 'customers.reveal_sensitive' } as const;

/** The permission that somebody lacks to see the values of a field themselves; null when there is nothing to lack. */
export function lacksFor(
  { permissions }: { readonly permissions: ReadonlySet<string> },
  field: Pick<FieldDefinition, 'sensitivity'>,
): string | null {
  const level = levelToReveal(field);
  return level === null || permissions.has('*') || permissions.has(CLEARANCE[level]) ? null : CLEARANCE[level];
}
