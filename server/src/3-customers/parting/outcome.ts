import type { Text } from '#kernel/pure/text.ts';
import { IDENTIFIERS } from '../identity/identifier-kinds.ts';
import { maskIdentifier } from '../identity/mask-identifier.ts';
import { IDENTIFIER_KINDS, type TrustedIdentifier } from '../identity/trusted-identifiers.ts';
import { componentsOf } from '../regrouping/components.ts';
import type { RegroupRecord } from '../regrouping/regroup.ts';

/** `kind:value` as an identifier. Throws when it is none. */
export function identifierOf(text: string): TrustedIdentifier {
  const at = text.indexOf(':');
  const kind = IDENTIFIER_KINDS.find((known) => known === text.slice(0, at));
  if (kind === undefined) {
    throw new Error('What joins these records is no identifier');
  }
  return { kind, value: text.slice(at + 1) };
}

/** Who there would be: the records of each customer, the oldest first. */
export function targetsOf(records: readonly RegroupRecord[]): RegroupRecord[][] {
  return componentsOf(records);
}

/** Those of the identifiers that are meant by kind and masked text. */
export function matching<Stated extends TrustedIdentifier>(
  stated: readonly Stated[],
  wanted: { readonly kind: string; readonly shown: string },
): Stated[] {
  return stated.filter((one) => one.kind === wanted.kind && maskIdentifier(one) === wanted.shown);
}

export interface Joiner {
  readonly kind: string;
  readonly label: Text;
  readonly shown: string;
  readonly recordIds: string[];
}

/** What several of the records have in common. */
export function stillJoined(records: readonly RegroupRecord[]): Joiner[] {
  const holders = new Map<string, string[]>();
  for (const { id, identifiers } of records) {
    for (const text of identifiers) {
      holders.set(text, [...(holders.get(text) ?? []), id]);
    }
  }
  return [...holders]
    .filter(([, recordIds]) => recordIds.length > 1)
    .map(([text, recordIds]) => {
      if (text.startsWith('bond:')) {
        return { kind: 'bond', label: { 'zh-CN': '手工合并', en: 'a merge by hand' }, shown: '', recordIds };
      }
      const identifier = identifierOf(text);
      const { label } = IDENTIFIERS[identifier.kind];
      return { kind: identifier.kind, label, shown: maskIdentifier(identifier), recordIds };
    });
}
