import type { Text } from '#kernel/pure/text.ts';
import type { OrderLife } from './order-life.ts';

/** Why something cannot be: a stable code, the field at fault, and what would be right. */
export interface Refusal {
  readonly code: string;
  readonly field: string | null;
  readonly message: Text;
}

/** The order after an act, or why not. `id` is the fact that was written; `outcome` what it did to it. */
export type Acted =
  | {
      readonly ok: true;
      readonly life: OrderLife;
      readonly id: string | null;
      readonly outcome: 'added' | 'changed' | 'same';
    }
  | { readonly ok: false; readonly refusal: Refusal };

export function refuse(code: string, field: string | null, message: Text): Acted & { readonly ok: false } {
  return { ok: false, refusal: { code, field, message } };
}

export function acted(
  life: OrderLife,
  id: string | null = null,
  outcome: 'added' | 'changed' | 'same' = 'added',
): Acted & { readonly ok: true } {
  return { ok: true, life, id, outcome };
}
