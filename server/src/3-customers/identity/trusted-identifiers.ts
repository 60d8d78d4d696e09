import type { Statement } from './statement.ts';

/** What joins two records when both state it: its kind and its normalised value. */
export interface TrustedIdentifier {
  readonly kind: string;
  readonly value: string;
}

/** What of a statement is trusted to mean one person: phone and e-mail. A name, an address or an account never counts. */
export function identifiersOf(statement: Statement): TrustedIdentifier[] {
  return [
    ...(statement.phone === null ? [] : [{ kind: 'phone', value: statement.phone }]),
    ...(statement.email === null ? [] : [{ kind: 'email', value: statement.email }]),
  ];
}
