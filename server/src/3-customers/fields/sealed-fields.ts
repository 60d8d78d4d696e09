import type { FieldDefinition, Sensitivity } from './definition.ts';

/** Fields that the platform reckons with in the database itself: with sealed values it could not. */
export const RECKONED_FIELDS: ReadonlySet<string> = new Set([
  'gender',
  'birthday',
  'birthdayCalendar',
  'prospectStatus',
  'timeZone',
  'preferredChannel',
  'preferredContactTime',
  'categorySpend',
  'owner',
]);

/** Whether values of a field of this level are kept sealed. */
export function sealsValues({
  key,
  sensitivity,
}: {
  readonly key: string;
  readonly sensitivity: Sensitivity;
}): boolean {
  return sensitivity === 'sensitive' && !RECKONED_FIELDS.has(key);
}

/** Whether rules may name values of a sealed field: options of a form are nobody's, a free text or number is. */
export function hasOnlyOptions({ type, options, openOptions }: FieldDefinition): boolean {
  return type === 'boolean' || (options.length > 0 && !openOptions);
}
