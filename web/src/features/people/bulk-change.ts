import type { CustomerField } from '@zhike/server/contracts';
import type { Typed } from '../fields/field-control.tsx';
import type { BulkAction } from './api.ts';

/** What can become of a field of this type for many people at once. */
export function actionsFor(type: CustomerField['type']): readonly BulkAction[] {
  return type === 'choices' ? ['set', 'add', 'remove', 'clear'] : ['set', 'clear'];
}

/** Whether there is enough to send: whoever wants a field empty says so. */
export function isComplete(action: BulkAction, value: Typed): boolean {
  if (action === 'clear') {
    return true;
  }
  return typeof value === 'string'
    ? value.trim() !== ''
    : value !== null && !(Array.isArray(value) && value.length === 0);
}
