import { type FieldDefinition, groupLabel } from './definition.ts';
import type { CustomerField } from './schema.ts';

/** What people read of a definition, and what a form is drawn from. */
export function presentDefinition(field: FieldDefinition): CustomerField {
  return {
    key: field.key,
    label: field.label,
    type: field.type,
    group: field.group,
    groupLabel: groupLabel(field.group),
    options: field.options.map(({ value, label }) => ({ value, label })),
    openOptions: field.openOptions,
    unit: field.unit,
    format: field.format,
    sensitivity: field.sensitivity,
    purpose: field.purpose,
    source: field.source,
    updateCycleDays: field.updateCycleDays,
    builtIn: field.builtIn,
    archived: field.archived,
    position: field.position,
  };
}
